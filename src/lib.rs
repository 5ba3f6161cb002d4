//! Établi follows the competencies of learners in French vocational schools, and shows live what is done and what is owed.
//!
//! A person's rights travel with every question asked of the database ([`cx`]), so that authorisation, tenancy, the audit log
//! and the transaction are one mechanism. [`access`] holds the two tables of rights; each domain folder thinks in its `mod.rs`
//! and speaks in its `graphql`; [`http`] is the edge.

// One future resolves any field of the schema: it is as deep as all of them together.
#![recursion_limit = "256"]

pub mod access;
pub mod accounts;
pub mod app;
pub mod audit;
pub mod changes;
pub mod config;
pub mod cx;
pub mod demo;
pub mod error;
pub mod files;
pub mod graphql;
pub mod http;
pub mod jobs;
pub mod mail;
pub mod print;

pub mod bilans;
pub mod console;
pub mod establishments;
pub mod frameworks;
pub mod help;
pub mod imports;
pub mod periods;
pub mod storage;
pub mod upkeep;

/// Name of the product, as people read it.
pub const PRODUCT: &str = "Établi";
