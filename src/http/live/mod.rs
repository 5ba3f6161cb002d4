//! Live screens: subscriptions over `graphql-transport-ws` ([`socket`]) and over event streams ([`stream`]).
//!
//! Both give the same [`pushes`]. What can be read without a person is executed once for all who watch it; everyone's right
//! is looked at before each push ([`seats`]).

pub mod pushes;
pub mod seats;
pub mod socket;
pub mod stream;
