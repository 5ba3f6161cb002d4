//! Stories about the real service.

mod app;
mod migrations;
mod rights;
