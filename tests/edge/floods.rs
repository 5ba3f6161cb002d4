//! What is too long, too deep or too often, or nothing at all (Q1, Q2, Q5, Q9, Q19).

use super::{GRAPHQL, configured};
use crate::app::TestApp;
use crate::app::http::{asking, by, request, with};
use axum::body::Body;
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn bodies_are_counted_while_they_are_read() {
    // Q1
    let app = TestApp::new().await;
    let http = app.http();
    let padded = |bytes: usize| {
        let empty = json!({ "query": "{ __typename }", "x": "" }).to_string().len();
        json!({ "query": "{ __typename }", "x": "x".repeat(bytes - empty) }).to_string()
    };
    assert_eq!(http.send(request(padded(256 * 1024))).await.status, 200);
    for bytes in [256 * 1024 + 1, 5 << 20] {
        assert_eq!(http.send(request(padded(bytes))).await.status, 413);
    }
    let endless = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(bytes::Bytes::from(vec![b' '; 64 * 1024])));
    let started = Instant::now();
    assert_eq!(http.send(request(Body::from_stream(endless))).await.status, 413);
    assert!(started.elapsed() < Duration::from_secs(2));
    for encoding in ["gzip", "br", "deflate"] {
        let back = http.send(with(asking("{ __typename }"), "content-encoding", encoding)).await;
        assert_eq!((back.status.as_u16(), back.header("connection")), (415, "close"), "{encoding}");
    }
}

#[tokio::test]
async fn whatever_is_sent_is_never_our_fault() {
    // Q19
    let app = TestApp::new().await;
    let http = app.http();
    let deep = format!(r#"{{"query":"{{ __typename }}","variables":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let cases: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"\0".to_vec(),
        b"{".to_vec(),
        b"\xff\xfe".to_vec(),
        b"\xef\xbb\xbf{\"query\":\"{ __typename }\"}".to_vec(),
        b"{\"query\":\"\xc3\x28\"}".to_vec(),
        br#"{"query":"\ud800"}"#.to_vec(),
        br#"{"query":"{ __typename }","variables":{"a":1e999}}"#.to_vec(),
        br#"{"query":"{ __typename }","query":"{ a }"}"#.to_vec(),
        br#"{"query":"{ \u0000 }"}"#.to_vec(),
        br#"{"query":"{ frameworks(x: 99999999999999999999999) { code } }"}"#.to_vec(),
        br#"{"query":"{ node(id: \"\u0000\") { id } }"}"#.to_vec(),
        br#"{"query":"{ node(id: \"bil_01990000000070008000000000000001\u0000\") { id } }"}"#.to_vec(),
        br#"{"query":"{ node(id: \"nothing_01990000000070008000000000000001\") { id } }"}"#.to_vec(),
        br#"{"query":"{ node(id: \"bil_0199\") { id } node2: node(id: \"\") { id } }"}"#.to_vec(),
        br#"{"query":"query ($id: ID!) { trackingTable(divisionId: $id) { id } }","variables":{"id":"usr_01990000000070008000000000000001"}}"#.to_vec(),
        br#"{"query":"{ node(id: 1.5) { id } }"}"#.to_vec(),
        br#"{"query":"query ($a: [[[[Int]]]]) { __typename }","variables":{"a":{"b":[null]}}}"#.to_vec(),
        br#"{"query":"query ($a: Nothing!) { __typename }","variables":{"a":true}}"#.to_vec(),
        br#"{"query":"{ __type(name: [\"a\"]) { name } }"}"#.to_vec(),
        br#"{"query":"{ ...F } fragment F on Nothing { a }"}"#.to_vec(),
        br#"{"query":"{ ...F } fragment F on Query { ...F }"}"#.to_vec(),
        br#"{"query":"subscription { nothing }"}"#.to_vec(),
        br#"{"query":"mutation { nothing }"}"#.to_vec(),
        deep.into_bytes(),
    ];
    for case in cases {
        let back = http.send(with(request(case.clone()), "accept", GRAPHQL)).await;
        let text = String::from_utf8_lossy(&case).chars().take(80).collect::<String>();
        assert!(back.status.is_client_error(), "{text}: {} {}", back.status, back.text());
        assert!(!back.code().is_empty() && back.code() != "INTERNAL", "{text}: {}", back.text());
    }
}

#[tokio::test]
async fn the_gate_stands_before_the_parser() {
    // Q2, Q5: these end the process, or hold a thread for seconds, when the library meets them
    let app = TestApp::new().await;
    let http = app.http();
    let bomb = "{ ...F0 }".to_owned()
        + &(0..27)
            .map(|n| format!("fragment F{n} on Query {{ ...F{m} ...F{m} }}", m = n + 1))
            .collect::<Vec<_>>()
            .concat();
    for document in [format!("{{ a(x: {}{}) }}", "[".repeat(1_800), "]".repeat(1_800)), "{a".repeat(20_000), bomb] {
        let started = Instant::now();
        assert_eq!(http.ask(&document).await.code(), "TOO_COMPLEX");
        assert!(started.elapsed() < Duration::from_millis(200));
    }
}

#[tokio::test]
async fn who_waits_to_sign_in_longer_than_a_mutation_lasts_is_answered() {
    // Q8
    let app = configured(|config| config.limits.mutation_seconds = 1).await;
    let passwords = &app.app.shared.passwords;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let held = futures::future::join_all((0..cores).map(|_| passwords.turn())).await;
    let http = app.http();
    let knock =
        r#"mutation { signIn(input: { uai: "0999001W", login: "ines", password: "agrafe" }) { errors { code } } }"#;
    let leaving = async {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        drop(held);
    };
    let (back, ()) = futures::join!(http.ask(knock), leaving);
    assert_eq!((back.status.as_u16(), back.code().as_str()), (200, ""), "{}", back.text());
    assert!(back.text().contains("WRONG_CREDENTIALS"), "{}", back.text());
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    // Q9
    let app = configured(|config| {
        config.limits.rate_burst = 5;
        // One more every five seconds of the clock, which stands still.
        config.limits.rate_per_user = 12;
        config.limits.rate_per_address = 12;
    })
    .await;
    let school = app.school().await;
    let (ddftp, http) = (school.ddftp().await, app.http());
    for _ in 0..5 {
        assert_eq!(http.send(by(asking("{ __typename }"), &ddftp)).await.status, 200);
    }
    let back = http.send(by(asking("{ __typename }"), &ddftp)).await;
    assert_eq!((back.status.as_u16(), back.code().as_str()), (429, "RATE_LIMITED"));
    assert_eq!(back.header("retry-after"), "5");
    app.clock.advance(chrono::TimeDelta::seconds(2));
    assert_eq!(http.send(by(asking("{ __typename }"), &ddftp)).await.header("retry-after"), "3");
    app.clock.advance(chrono::TimeDelta::seconds(3));
    assert_eq!(http.send(by(asking("{ __typename }"), &ddftp)).await.status, 200, "who waited as told is let in");
    for _ in 0..5 {
        assert_eq!(http.ask("{ __typename }").await.status, 200, "others at the same address go on");
    }
    assert_eq!(http.ask("{ __typename }").await.status, 429, "until the address has had its share");
}
