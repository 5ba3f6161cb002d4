//! Stories about the real service.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a story that cannot go on fails, and the harness stands outside the service"
)]

mod access;
mod accounts;
mod app;
mod bilans;
mod console;
mod demo;
mod edge;
mod establishments;
mod files;
mod frameworks;
mod help;
mod hostile;
mod imports;
mod jobs;
mod kills;
mod layers;
mod live;
mod logs;
mod mail;
mod migrations;
mod periods;
mod rights;
mod schema;
mod school_images;
mod settings;
mod storage;
mod typography;
mod writes;
