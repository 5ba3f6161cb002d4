//! Assistance: articles that answer at once, and tickets for what they do not answer (R161–R167).
//!
//! The articles are Markdown files carried in the binary ([`library`]). A ticket goes to the administrator of the school, or by letter
//! to the support when it is personal or tells of something that does not work ([`tickets`]); it is due within 72 working
//! hours ([`due`]). One file may go with it ([`joined`]).

pub mod article;
pub mod due;
pub mod graphql;
pub mod joined;
pub mod letters;
pub mod library;
pub mod message;
pub mod readings;
pub mod search;
pub mod tickets;
