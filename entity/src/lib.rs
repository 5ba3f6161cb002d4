//! The tables of Établi, one file each.
