//! Who may open a socket, and what is said on it (W1, W2, W3, W5).

use super::{CALENDAR, Socket, change, configured, open};
use crate::app::TestApp;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn a_socket_opens_for_our_own_pages_and_people_signed_in() {
    // W1
    let app = TestApp::new().await;
    let school = app.school().await;
    let (ddftp, served) = (school.ddftp().await, app.served().await);
    let cookie = format!("etabli={}", ddftp.token);
    let (ours, protocol) = ("http://127.0.0.1:8080", "graphql-transport-ws");
    for (origin, spoken, cookie, status) in [
        ("", protocol, &*cookie, 403),
        ("null", protocol, &cookie, 403),
        ("http://example.org", protocol, &cookie, 403),
        ("http://127.0.0.1:8080.example.org", protocol, &cookie, 403),
        (ours, "", &cookie, 400),
        (ours, "graphql-ws", &cookie, 400),
        (ours, protocol, "", 401),
        (ours, protocol, "etabli=nobody", 401),
    ] {
        let headers = [("origin", origin), ("sec-websocket-protocol", spoken), ("cookie", cookie)];
        assert_eq!(open(&served, &headers).await.err(), Some(status), "{origin} {spoken} {cookie}");
    }
    Socket::ready(&served, &ddftp).await;
    let both = [("origin", ours), ("sec-websocket-protocol", "graphql-ws, graphql-transport-ws"), ("cookie", &cookie)];
    assert!(open(&served, &both).await.is_ok());
}

#[tokio::test]
async fn the_protocol_is_kept_to_the_letter() {
    // W3
    let app = TestApp::new().await;
    let school = app.school().await;
    let (ddftp, served) = (school.ddftp().await, app.served().await);
    let subscribe = json!({ "id": "1", "type": "subscribe", "payload": { "query": CALENDAR } });
    for (message, code) in [
        (json!({ "type": "connection_init" }), 4429),
        (json!({ "type": "nothing" }), 4400),
        (json!({}), 4400),
        (json!([]), 4400),
        (json!("connection_init"), 4400),
        (json!({ "type": "subscribe", "payload": { "query": CALENDAR } }), 4400),
        (json!({ "id": 1, "type": "subscribe", "payload": { "query": CALENDAR } }), 4400),
        (json!({ "id": "", "type": "subscribe", "payload": { "query": CALENDAR } }), 4400),
        (json!({ "id": "x".repeat(200), "type": "subscribe", "payload": { "query": CALENDAR } }), 4400),
        (json!({ "id": "1", "type": "subscribe" }), 4400),
        (json!({ "id": "1", "type": "subscribe", "payload": { "query": 3 } }), 4400),
        (json!({ "type": "complete" }), 4400),
        (json!({ "type": "ping", "payload": 3 }), 4400),
    ] {
        let mut socket = Socket::ready(&served, &ddftp).await;
        socket.say(&message).await;
        let (closed, reason) = socket.closed().await;
        assert_eq!(closed, code, "{message}");
        assert!(reason.len() <= 123 && !reason.contains("expected"), "{reason}");
    }
    let mut early = Socket::of(&served, &ddftp).await;
    early.say(&subscribe).await;
    assert_eq!(early.closed().await.0, 4401);
    let mut twice = Socket::ready(&served, &ddftp).await;
    twice.say(&subscribe).await;
    twice.say(&subscribe).await;
    assert_eq!(twice.closed().await.0, 4409);
    for message in [Message::binary(b"{}".to_vec()), Message::text("{"), Message::text("[".repeat(10_000))] {
        let mut socket = Socket::ready(&served, &ddftp).await;
        socket.send(message).await;
        assert_eq!(socket.closed().await.0, 4400);
    }
    let mut big = Socket::ready(&served, &ddftp).await;
    big.send(Message::text(" ".repeat(64 * 1024 + 1))).await;
    assert_eq!(big.closed().await.0, 1009);
}

#[tokio::test]
async fn a_refused_document_leaves_the_socket_open() {
    // W3, W5
    let app = TestApp::new().await;
    let school = app.school().await;
    let (ddftp, served) = (school.ddftp().await, app.served().await);
    let mut socket = Socket::ready(&served, &ddftp).await;
    for (document, code) in [
        ("{", "BAD_REQUEST"),
        ("{ __typename }", "BAD_REQUEST"),
        ("mutation { signOut { errors { code } } }", "BAD_REQUEST"),
        ("subscription { nothing }", "BAD_REQUEST"),
        ("subscription { calendarChanged { seq } x: calendarChanged { seq } }", "TOO_COMPLEX"),
        (&format!("subscription {}", "{a".repeat(40)), "TOO_COMPLEX"),
    ] {
        socket.subscribe("a", document).await;
        let refused = socket.hear().await;
        assert_eq!((&refused["id"], &refused["type"]), (&json!("a"), &json!("error")), "{document}: {refused}");
        assert_eq!(refused["payload"][0]["extensions"]["code"], json!(code), "{document}: {refused}");
    }
    socket.say(&json!({ "type": "ping", "payload": { "a": 1 } })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong", "payload": { "a": 1 } }));
    socket.subscribe("a", CALENDAR).await;
    assert_eq!(socket.hear().await["type"], json!("next"));
    socket.say(&json!({ "id": "a", "type": "complete" })).await;
    socket.subscribe("a", CALENDAR).await;
    assert_eq!(socket.hear().await["type"], json!("next"), "an id may be used again at once");
}

#[tokio::test]
async fn a_silent_socket_is_closed_and_a_heartbeat_tells_the_newest_position() {
    // W2, decision 24
    let app = configured(|config| {
        config.limits.socket_init_seconds = 1;
        config.limits.heartbeat_seconds = 1;
        config.limits.pong_seconds = 1;
    })
    .await;
    let school = app.school().await;
    let (ddftp, served) = (school.ddftp().await, app.served().await);
    let mut silent = Socket::of(&served, &ddftp).await;
    assert_eq!(silent.closed().await.0, 4408);
    change(&school).await;
    let mut socket = Socket::ready(&served, &ddftp).await;
    for _ in 0..2 {
        let beat = socket.hear().await;
        assert_eq!(beat, json!({ "type": "ping", "payload": { "seq": 1 } }));
        socket.say(&json!({ "type": "pong" })).await;
    }
    assert_eq!(socket.closed().await.0, 4408, "no pong after the last one");
}
