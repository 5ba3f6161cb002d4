//! The edge: what stands between the network and the schema.

pub mod gate;
