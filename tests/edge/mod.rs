//! What the edge lets in, how it answers, and what it refuses (security 3.3; GraphQL over HTTP).

mod connections;
mod floods;
mod form;
mod pages;
mod who;

use crate::app::{MONDAY, TestApp};
use etabli::config::Config;

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

async fn configured(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::configured(MONDAY, change).await
}
