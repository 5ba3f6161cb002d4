//! The first page of the accounts of a large school, as its administrator asks for it, through the real router.

use crate::console::{json_of, request};
use crate::school::{School, figure, median};
use serde_json::json;
use std::time::Instant;
use tokio::sync::watch;

/// Accounts beside those of the measured school.
const ACCOUNTS: usize = 4_250;

/// Requests of one measure.
const REQUESTS: usize = 60;

const DOCUMENT: &str =
    "query Users($text: String, $role: Role, $state: AccountState) { users(text: $text, role: $role, state: $state) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id listName state source roles login lastSeenAt deactivatedAt division { code } viewerCan version } } }";

/// Takes the measures and prints them.
pub async fn measure() {
    let school = School::new(ACCOUNTS).await;
    let (_stop, stopping) = watch::channel(false);
    let router = etabli::http::router(school.app.clone(), stopping);
    for (what, wanted) in [
        ("accounts, first page", json!({})),
        ("accounts, by a name", json!({ "text": "nom" })),
        ("accounts, by role and state", json!({ "role": "LEARNER", "state": "ACTIVE" })),
    ] {
        let document = json!({ "query": DOCUMENT, "variables": wanted }).to_string();
        let mut times = Vec::new();
        for _ in 0..REQUESTS {
            let started = Instant::now();
            let answer = json_of(&router, request("/graphql", &school.ddftp, document.clone())).await;
            times.push(started.elapsed().as_secs_f64() * 1e3);
            assert_eq!(answer["data"]["users"]["nodes"].as_array().map(Vec::len), Some(50), "{answer}");
        }
        let took = median(times);
        figure(what, &format!("{took:.1} ms"), "30 ms at most", took <= 30.0);
    }
}
