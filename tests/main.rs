//! Stories about the real service.
mod migrations;
