//! Which pages may send something, whose cookie counts, and who reads the schema (Q11, Q14, Q15, A11).

use super::configured;
use crate::app::TestApp;
use crate::app::http::{asking, by, method, with};
use axum::http::Method;
use etabli::config::Introspection;

#[tokio::test]
async fn a_foreign_page_cannot_send_anything() {
    // Q14
    let app = TestApp::new().await;
    let http = app.http();
    let ask = || asking("{ __typename }");
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "text/json",
        "application/json; charset=latin1",
        "application/json5",
        "*/*",
    ] {
        let back = http.send(with(ask(), "content-type", kind)).await;
        assert_eq!((back.status.as_u16(), back.code().as_str()), (415, "BAD_REQUEST"), "{kind}");
    }
    for origin in [
        "http://example.org",
        "http://127.0.0.1:8081",
        "https://127.0.0.1:8080",
        "http://127.0.0.1:8080.example.org",
        "http://x127.0.0.1:8080",
        "null",
    ] {
        let back = http.send(with(ask(), "origin", origin)).await;
        assert_eq!((back.status.as_u16(), back.code().as_str()), (403, "FORBIDDEN"), "{origin}");
    }
    assert_eq!(http.send(with(ask(), "origin", "http://127.0.0.1:8080")).await.status, 200);
    assert_eq!(http.send(with(ask(), "sec-fetch-site", "cross-site")).await.status, 403);
    assert_eq!(http.send(with(ask(), "sec-fetch-site", "same-origin")).await.status, 200);
    assert_eq!(http.send(with(ask(), "x-etabli-client", "")).await.status, 403);
}

#[tokio::test]
async fn other_sites_are_allowed_by_name_only() {
    // Q15
    let kept = TestApp::new().await;
    let plain = kept.http();
    let ask = |origin| with(asking("{ __typename }"), "origin", origin);
    let before = |origin| method(ask(origin), Method::OPTIONS);
    let back = plain.send(before("https://portail.example")).await;
    assert_eq!((back.status.as_u16(), back.header("access-control-allow-origin")), (405, ""));
    let app = configured(|config| config.allowed_origins = vec!["https://portail.example".to_owned()]).await;
    let http = app.http();
    let back = http.send(before("https://portail.example")).await;
    assert_eq!((back.status.as_u16(), back.header("access-control-allow-origin")), (204, "https://portail.example"));
    let back = http.send(ask("https://portail.example")).await;
    assert_eq!((back.status.as_u16(), back.header("access-control-allow-origin")), (200, "https://portail.example"));
    let back = http.send(ask("https://portail.example.org")).await;
    assert_eq!((back.status.as_u16(), back.header("access-control-allow-origin")), (403, ""));
}

#[tokio::test]
async fn a_planted_cookie_is_nobody() {
    // A11
    let app = TestApp::new().await;
    let school = app.school().await;
    let (ddftp, http) = (school.ddftp().await, app.http());
    let reads_schema = |cookie: String| with(asking("{ __schema { types { name } } }"), "cookie", &cookie);
    assert_eq!(http.send(reads_schema(format!("etabli={}", ddftp.token))).await.code(), "");
    for cookie in [
        format!("etabli={}", "x".repeat(43)),
        format!("other={}", ddftp.token),
        format!("__Host-etabli={}", ddftp.token),
        "etabli=".into(),
    ] {
        assert_eq!(http.send(reads_schema(cookie)).await.code(), "UNAUTHENTICATED");
    }
}

#[tokio::test]
async fn the_schema_is_read_by_those_the_setting_names() {
    // Q11
    let reading = [
        "{ __schema { types { name } } }",
        "{ x: __type(name: \"Query\") { name } }",
        "{ ...F } fragment F on Query { __schema { types { name } } }",
    ];
    for (policy, nobody, somebody) in [
        (Introspection::Off, "UNAUTHENTICATED", "FORBIDDEN"),
        (Introspection::SignedIn, "UNAUTHENTICATED", ""),
        (Introspection::On, "", ""),
    ] {
        let app = configured(|config| config.introspection = policy).await;
        let school = app.school().await;
        let (ddftp, http) = (school.ddftp().await, app.http());
        for document in reading {
            assert_eq!(http.ask(document).await.code(), nobody, "{policy:?} {document}");
            assert_eq!(http.send(by(asking(document), &ddftp)).await.code(), somebody, "{policy:?} {document}");
        }
        assert_eq!(http.ask("{ __typename }").await.code(), "");
    }
}

#[tokio::test]
async fn the_library_speaks_to_those_who_may_read_the_schema_only() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (ddftp, http) = (school.ddftp().await, app.http());
    let stranger = http.ask("{ nothing }").await;
    assert!(!stranger.text().contains("nothing") && stranger.code() == "BAD_REQUEST", "{}", stranger.text());
    let known = http.send(by(asking("{ nothing }"), &ddftp)).await;
    assert!(known.text().contains("nothing") && known.code() == "BAD_REQUEST", "{}", known.text());
}
