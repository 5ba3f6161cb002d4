//! The search in all the articles of help, as a person who types asks for it, through the real router.

use crate::console::{json_of, request};
use crate::school::{School, figure, median};
use serde_json::json;
use std::time::Instant;
use tokio::sync::watch;

/// Requests of one measure.
const REQUESTS: usize = 200;

const DOCUMENT: &str = "query FindHelp($text: String!) { helpArticles(search: $text, first: 20) { totalCount
    nodes { article { slug entry } title { text style path } excerpt { text style path } } } }";

/// Takes the measures and prints them.
pub async fn measure() {
    let school = School::new(0).await;
    let (_stop, stopping) = watch::channel(false);
    let router = etabli::http::router(school.app.clone(), stopping);
    for (what, text) in [
        ("help, a word begun", "bi"),
        ("help, a word", "mot de passe"),
        ("help, a question", "comment rouvrir la premiere connexion d\u{2019}un apprenant"),
    ] {
        let document = json!({ "query": DOCUMENT, "variables": { "text": text } }).to_string();
        let mut times = Vec::new();
        for _ in 0..REQUESTS {
            let started = Instant::now();
            let answer = json_of(&router, request("/graphql", &school.ddftp, document.clone())).await;
            times.push(started.elapsed().as_secs_f64() * 1e3);
            assert!(answer["data"]["helpArticles"]["totalCount"].as_u64() > Some(0), "{answer}");
        }
        let took = median(times);
        figure(what, &format!("{took:.2} ms"), "20 ms at most", took < 20.0);
    }
}
