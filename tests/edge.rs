//! What the edge lets in, how it answers, and what it refuses (security 3.3; GraphQL over HTTP).

use crate::app::http::{asking, by, method, request, with};
use crate::app::{MONDAY, TestApp};
use axum::body::Body;
use axum::http::{Method, Request};
use etabli::config::{Config, Introspection};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

async fn configured(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::configured(MONDAY, change).await
}

#[tokio::test]
async fn the_form_of_an_answer_is_the_one_asked_for() {
    // GraphQL over HTTP: 22EB, 4655, 47DE, 80D8, 82A3
    let app = TestApp::new().await;
    let http = app.http();
    for (accept, form) in [
        ("", JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        ("application/json, application/graphql-response+json", GRAPHQL),
    ] {
        let back = http.send(with(asking("{ __typename }"), "accept", accept)).await;
        assert_eq!(back.status, 200, "{accept}");
        assert_eq!(back.header("content-type"), format!("{form}; charset=utf-8"), "{accept}");
        assert_eq!(back.json(), json!({ "data": { "__typename": "Query" } }));
    }
    assert_eq!(http.send(with(asking("{ __typename }"), "accept", "text/html")).await.status, 406);
}

#[tokio::test]
async fn the_status_speaks_of_the_document_where_the_client_understands_it() {
    // GraphQL over HTTP: 3715, 572B, 7B9B, 865D, 556A, D586, 51FE, 74FF, 5E5B, 86EE
    let app = TestApp::new().await;
    let http = app.http();
    let refused =
        ["{", "{ nothing }", "query ($id: ID!) { __typename }", "{ __typename } { __typename }", &"{a".repeat(40)];
    for document in refused {
        let plain = http.send(with(asking(document), "accept", JSON)).await;
        assert_eq!(plain.status, 200, "{document}");
        let precise = http.send(with(asking(document), "accept", GRAPHQL)).await;
        assert_eq!(precise.status, 400, "{document}");
        for back in [plain, precise] {
            assert!(back.json().get("data").is_none(), "nothing ran: {}", back.text());
            assert!(["BAD_REQUEST", "TOO_COMPLEX"].contains(&back.code().as_str()), "{}", back.text());
        }
    }
}

#[tokio::test]
async fn a_request_without_a_document_is_malformed_whatever_the_form() {
    // GraphQL over HTTP: 423L, LKJ0, 6C00, 4760, 58B0
    let app = TestApp::new().await;
    let http = app.http();
    for body in [
        json!({}),
        json!({ "query": null }),
        json!({ "query": "" }),
        json!({ "query": {} }),
        json!({ "query": 0 }),
        json!({ "query": "{ __typename }", "operationName": 1 }),
        json!({ "query": "{ __typename }", "variables": "no" }),
        json!({ "query": "{ __typename }", "variables": [] }),
        json!({ "query": "{ __typename }", "extensions": "no" }),
        json!(null),
        json!("{ __typename }"),
    ] {
        for accept in [JSON, GRAPHQL] {
            let back = http.send(with(request(body.to_string()), "accept", accept)).await;
            assert_eq!(back.status, 400, "{body} {}", back.text());
            assert_eq!(back.code(), "BAD_REQUEST", "{body}");
        }
    }
}

#[tokio::test]
async fn parameters_may_be_null_and_an_operation_may_be_named() {
    // GraphQL over HTTP: 0220, 0221, 0222, 8161, B8B3
    let app = TestApp::new().await;
    let http = app.http();
    for body in [
        json!({ "query": "{ __typename }", "operationName": null, "variables": null, "extensions": null }),
        json!({ "query": "query Query { __typename }", "operationName": "Query", "variables": {}, "extensions": {} }),
    ] {
        let back = http.send(request(body.to_string())).await;
        assert_eq!(
            (back.status.as_u16(), back.json()["data"]["__typename"].clone()),
            (200, json!("Query")),
            "{}",
            back.text()
        );
    }
    let back = http.send(request(json!({ "query": "query A { __typename }", "operationName": "B" }).to_string())).await;
    assert_eq!(back.code(), "BAD_REQUEST");
}

#[tokio::test]
async fn a_get_reads_and_never_writes() {
    // Q13; GraphQL over HTTP: 5A70, 9C48, D6D5
    let app = TestApp::new().await;
    let http = app.http();
    let get = |query: &str| {
        with(method(request(Body::empty()), Method::GET), "content-type", "").map_uri(&format!("/graphql?{query}"))
    };
    let back = http.send(get("query=query%20A(%24a:Boolean!)%7B__typename+frameworks%20@include(if:%24a)%7Bcode%7D%7D&variables=%7B%22a%22:true%7D&operationName=A")).await;
    assert_eq!(
        (back.status.as_u16(), back.json()["data"]["__typename"].clone()),
        (200, json!("Query")),
        "{}",
        back.text()
    );
    let back = http.send(get("query=mutation%7Ba%7D")).await;
    assert_eq!((back.status.as_u16(), back.header("allow")), (405, "POST"));
    assert_eq!(http.send(get("query=%7B")).await.status, 200);
    assert_eq!(http.send(get("query=%ff")).await.status, 400);
    assert_eq!(http.send(get("")).await.status, 400);
    assert_eq!(http.send(with(get("query=%7B__typename%7D"), "x-etabli-client", "")).await.status, 403);
}

#[tokio::test]
async fn other_methods_are_not_admitted() {
    // Q13
    let app = TestApp::new().await;
    let http = app.http();
    for verb in [Method::HEAD, Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE, Method::OPTIONS] {
        let back =
            http.send(with(method(asking("{ __typename }"), verb.clone()), "x-http-method-override", "POST")).await;
        assert_eq!((back.status.as_u16(), back.header("allow")), (405, "GET, POST"), "{verb}");
    }
}

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
async fn lists_of_requests_are_refused_even_of_one() {
    // Q10
    let app = TestApp::new().await;
    let http = app.http();
    for body in [r#"[{"query":"{ __typename }"}]"#, " \n[]", r#"[{"query":"{a}"},{"query":"{a}"}]"#] {
        let back = http.send(request(body)).await;
        assert_eq!((back.status.as_u16(), back.code().as_str()), (400, "BAD_REQUEST"), "{body}");
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

/// Sends bytes to the server and reads until it closes the connection.
async fn told(address: std::net::SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(bytes).await.expect("the bytes leave");
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(8), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "the connection stays open after {}", String::from_utf8_lossy(&answer));
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_body_that_does_not_say_its_length_is_refused_and_the_connection_closed() {
    // Q17
    let app = TestApp::new().await;
    let served = app.served().await;
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-etabli-client: t\r\n";
    for framing in ["transfer-encoding: chunked\r\n", "content-length: 4\r\ntransfer-encoding: chunked\r\n"] {
        let answer = told(served.address, format!("{head}{framing}\r\n0\r\n\r\n").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("connection: close"), "{answer}");
    }
    let long = format!("GET /live HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "x".repeat(64 * 1024));
    assert!(told(served.address, long.as_bytes()).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn slow_clients_are_let_go_and_hold_nobody_up() {
    // Q16
    let app = configured(|config| {
        config.limits.header_seconds = 1;
        config.limits.body_seconds = 1;
    })
    .await;
    let served = app.served().await;
    let half_open: Vec<_> = futures::future::join_all((0..200).map(|_| TcpStream::connect(served.address)))
        .await
        .into_iter()
        .flatten()
        .collect();
    let started = Instant::now();
    assert!(
        told(served.address, b"GET /live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .await
            .starts_with("HTTP/1.1 200")
    );
    assert!(started.elapsed() < Duration::from_millis(500));
    assert_eq!(told(served.address, b"").await, "", "silent");
    let _ = told(served.address, b"GET /live HTTP/1.1\r\nhost: x\r\n").await;
    let body = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-etabli-client: t\r\ncontent-length: 100\r\n\r\n{";
    assert!(told(served.address, body).await.starts_with("HTTP/1.1 408"));
    drop(half_open);
}

#[tokio::test]
async fn one_address_has_so_many_connections_and_no_more() {
    // Q16
    let app = configured(|config| config.limits.connections_per_address = 3).await;
    let served = app.served().await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(served.address).await.expect("a connection");
        stream.write_all(b"GET /live HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("a request");
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).await.expect("an answer");
        open.push(stream);
    }
    assert_eq!(told(served.address, b"").await, "", "the fourth is closed at once");
    drop(open);
}

#[tokio::test]
async fn a_stopping_service_finishes_what_it_began() {
    // Security 8.3
    let app = TestApp::new().await;
    let mut served = app.served().await;
    let address = served.address;
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let body = r#"{"query":"{ __typename }"}"#;
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-etabli-client: t\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.expect("the head leaves");
    tokio::time::sleep(Duration::from_millis(100)).await;
    served.tell_to_stop();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(TcpStream::connect(address).await.is_err(), "nobody else comes in");
    stream.write_all(body.as_bytes()).await.expect("the body leaves");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("a whole answer");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("__typename"), "{answer}");
    let started = Instant::now();
    served.stopped().await;
    assert!(started.elapsed() < Duration::from_secs(2));
}

/// Sends the same request to another address.
trait Elsewhere {
    fn map_uri(self, uri: &str) -> Self;
}

impl Elsewhere for Request<Body> {
    fn map_uri(mut self, uri: &str) -> Self {
        *self.uri_mut() = uri.parse().expect("an address");
        self
    }
}
