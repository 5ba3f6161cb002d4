//! Personal passwords: which ones are accepted ([`strength`]), and how they are kept ([`keeping`]).

mod keeping;
mod strength;

pub use keeping::{Cost, Passwords, Turn, Verdict};
pub use strength::{Owner, Weakness, weakness};

/// Most bytes of a password, looked at before anything else (A10).
const MOST_BYTES: usize = 512;
