//! The form of what is asked and of what is answered (GraphQL over HTTP; Q10, Q13).

use super::{GRAPHQL, JSON};
use crate::app::TestApp;
use crate::app::http::{asking, method, request, with};
use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;

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
