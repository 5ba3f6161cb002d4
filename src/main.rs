//! The command line of Établi.
fn main() {}
