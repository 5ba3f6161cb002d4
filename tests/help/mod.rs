//! Assistance: articles that answer, and tickets for what they do not (R161–R167).

mod articles;
mod joined;
mod tickets;
