//! Stories about the real service.

mod app;
mod frameworks;
mod migrations;
mod rights;
