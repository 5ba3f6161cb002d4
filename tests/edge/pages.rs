//! Pages, headers and health (Q11, Q18).

use super::configured;
use crate::app::TestApp;
use crate::app::http::{asking, method};
use axum::body::Body;
use axum::http::{Method, Request};

#[tokio::test]
async fn every_answer_carries_its_headers() {
    // Q18
    let app = configured(|config| config.public_url = "https://etabli.example".to_owned()).await;
    let http = app.http();
    let data = "default-src 'none'; frame-ancestors 'none'";
    let page = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    for (back, policy, cache) in [
        (http.ask("{ __typename }").await, data, "no-store"),
        (http.ask("{").await, data, "no-store"),
        (http.get("/", "text/html").await, page, "no-cache"),
        (http.get("/assets/nothing.js", "*/*").await, data, "no-store"),
        (http.get("/graphiql", "text/html").await, data, "no-store"),
        (http.get("/live", "*/*").await, data, "no-store"),
        (http.send(method(asking("{ a }"), Method::PUT)).await, data, "no-store"),
    ] {
        assert_eq!(back.header("content-security-policy"), policy);
        assert_eq!(back.header("cache-control"), cache);
        assert_eq!(back.header("x-content-type-options"), "nosniff");
        assert_eq!(back.header("referrer-policy"), "no-referrer");
        assert_eq!(back.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(back.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
        assert_eq!(back.header("server"), "");
        assert!(!back.header("x-etabli-build").is_empty());
    }
    let kept = TestApp::new().await;
    let plain = kept.http();
    assert_eq!(plain.ask("{ __typename }").await.header("strict-transport-security"), "");
}

#[tokio::test]
async fn pages_are_served_for_addresses_people_type_and_for_no_other() {
    let app = TestApp::new().await;
    let http = app.http();
    assert_eq!(http.get("/0999001W/console", "text/html,*/*").await.status, 200);
    for path in ["/graphql/x", "/files/x", "/assets/x", "/graphiql", "/graphiql/assets/x", "/live/x"] {
        let back = http.get(path, "text/html,*/*").await;
        assert_eq!((back.status.as_u16(), back.code().as_str()), (404, "NOT_FOUND"), "{path}");
    }
    assert_eq!(http.get("/0999001W/console", "image/png").await.status, 404);
    let post = Request::post("/0999001W").body(Body::empty()).expect("a request");
    assert_eq!(http.send(post).await.status, 404);
}

#[tokio::test]
async fn graphiql_is_there_when_switched_on_with_rules_of_its_own() {
    // Q11, Q18
    let app = configured(|config| config.graphiql = true).await;
    let back = app.http().get("/graphiql", "text/html").await;
    assert_eq!(back.status, 200);
    let policy = back.header("content-security-policy").to_owned();
    let built = policy.contains("style-src 'self' 'unsafe-inline'") && policy.contains("font-src 'self' data:");
    assert!(built || back.text().contains("n’est pas construit"), "{policy}");
    assert!(!back.text().contains("http://") && !back.text().contains("https://"), "nothing from outside");
}

#[tokio::test]
async fn health_is_told_without_detail() {
    let app = TestApp::new().await;
    let http = app.http();
    for path in ["/live", "/ready"] {
        let back = http.get(path, "*/*").await;
        assert_eq!((back.status.as_u16(), back.bytes.len()), (200, 0), "{path}");
    }
}
