//! Live screens over sockets and event streams (security 3.4, A12; decisions 5, 6 and 24).

use crate::app::http::{Served, asking, by, with};
use crate::app::people::Person;
use crate::app::school::School;
use crate::app::{MONDAY, TestApp};
use axum::body::Body;
use entity::role_grant::Role;
use entity::{read_line, session, user};
use etabli::access::Act;
use etabli::accounts::sessions;
use etabli::changes::Topic;
use etabli::config::Config;
use futures::{SinkExt as _, StreamExt as _};
use http_body_util::BodyExt as _;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, QueryOrder as _, Set};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};

const CALENDAR: &str = "subscription { calendarChanged { seq schoolYear { label } } }";

async fn configured(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::configured(MONDAY, change).await
}

/// A client of `graphql-transport-ws`, with no cleverness of its own.
struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// Opens a socket with these headers, an empty one being left out; the status when it is refused.
async fn open(served: &Served, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
    let mut request = format!("ws://{}/graphql", served.address).into_client_request().expect("a request");
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        request.headers_mut().insert(*name, value.parse().expect("a header"));
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(Socket(socket)),
        Err(SocketError::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

impl Socket {
    /// A socket of a person, not yet acknowledged.
    async fn of(served: &Served, person: &Person) -> Self {
        Self::attempt(served, person).await.expect("the socket opens")
    }

    async fn attempt(served: &Served, person: &Person) -> Result<Self, u16> {
        let cookie = format!("etabli={}", person.token);
        let headers = [
            ("origin", "http://127.0.0.1:8080"),
            ("sec-websocket-protocol", "graphql-transport-ws"),
            ("cookie", &cookie),
        ];
        open(served, &headers).await
    }

    /// An acknowledged socket of a person whose machine takes next to nothing until it is read.
    async fn deaf(served: &Served, person: &Person) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4_096).expect("a small buffer");
        let stream = socket.connect(served.address).await.expect("a connection");
        let mut request = format!("ws://{}/graphql", served.address).into_client_request().expect("a request");
        let cookie = format!("etabli={}", person.token);
        for (name, value) in [
            ("origin", "http://127.0.0.1:8080"),
            ("sec-websocket-protocol", "graphql-transport-ws"),
            ("cookie", &cookie),
        ] {
            request.headers_mut().insert(name, value.parse().expect("a header"));
        }
        let (socket, _) = client_async(request, MaybeTlsStream::Plain(stream)).await.expect("the socket opens");
        let mut socket = Self(socket);
        socket.say(&json!({ "type": "connection_init" })).await;
        assert_eq!(socket.hear().await, json!({ "type": "connection_ack" }));
        socket
    }

    /// A socket of a person, acknowledged.
    async fn ready(served: &Served, person: &Person) -> Self {
        let mut socket = Self::of(served, person).await;
        socket.say(&json!({ "type": "connection_init" })).await;
        assert_eq!(socket.hear().await, json!({ "type": "connection_ack" }));
        socket
    }

    async fn say(&mut self, message: &Value) {
        self.send(Message::text(message.to_string())).await;
    }

    async fn send(&mut self, message: Message) {
        // The service may have closed already: what it says is read by the story.
        let _ = self.0.send(message).await;
    }

    async fn subscribe(&mut self, id: &str, document: &str) {
        self.say(&json!({ "id": id, "type": "subscribe", "payload": { "query": document } })).await;
    }

    /// The next message.
    async fn hear(&mut self) -> Value {
        match self.next().await {
            Ok(message) => message,
            Err((code, reason)) => panic!("closed: {code} {reason}"),
        }
    }

    /// The next message, or how the socket was closed.
    async fn next(&mut self) -> Result<Value, (u16, String)> {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(10), self.0.next())
                .await
                .expect("something within ten seconds");
            match message {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(Some(frame)))) => return Err((frame.code.into(), frame.reason.to_string())),
                Some(Ok(Message::Close(None))) | None => return Err((1005, String::new())),
                Some(Ok(_)) => (),
                Some(Err(_)) => return Err((1006, String::new())),
            }
        }
    }

    /// How the socket is closed, whatever comes before.
    async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Err(closed) = self.next().await {
                return closed;
            }
        }
    }

    /// Checks that nothing comes for a while.
    async fn silent(&mut self) {
        let heard = tokio::time::timeout(Duration::from_millis(600), self.next()).await;
        assert!(heard.is_err(), "{heard:?}");
    }
}

/// A change of the school's calendar, as any write makes one.
async fn change(school: &School<'_>) {
    let cx = school.cx();
    let wrote = cx.write(Act::CreateUser, async |tx| {
        tx.changed(Topic::Calendar, school.year);
        Ok(())
    });
    wrote.await.expect("the change is written");
}

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
async fn a_state_comes_whole_at_once_and_again_after_each_change() {
    // R121, decision 6
    let app = TestApp::new().await;
    let school = app.school().await;
    let elsewhere = app.school_of("0999002X").await;
    let (ddftp, other, served) = (school.ddftp().await, elsewhere.ddftp().await, app.served().await);
    let mut socket = Socket::ready(&served, &ddftp).await;
    let mut stranger = Socket::ready(&served, &other).await;
    socket.subscribe("a", CALENDAR).await;
    stranger.subscribe("a", CALENDAR).await;
    let first = socket.hear().await;
    assert_eq!((&first["id"], &first["type"]), (&json!("a"), &json!("next")), "{first}");
    assert_eq!(first["payload"]["data"]["calendarChanged"]["schoolYear"]["label"], json!("2026-2027"), "{first}");
    stranger.hear().await;
    let since = Instant::now();
    change(&school).await;
    let second = socket.hear().await;
    assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());
    let seq = |message: &Value| message["payload"]["data"]["calendarChanged"]["seq"].as_i64().expect("a position");
    assert!(seq(&second) > seq(&first));
    stranger.silent().await;
    for _ in 0..10 {
        change(&school).await;
    }
    let mut pushes = 0;
    let mut last = seq(&second);
    while last < seq(&second) + 10 {
        let push = socket.hear().await;
        assert!(seq(&push) > last, "never the same twice");
        (last, pushes) = (seq(&push), pushes + 1);
    }
    assert!(pushes <= 4, "a burst is folded: {pushes}");
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

#[tokio::test]
async fn floods_are_stopped_and_others_live_on() {
    // W4
    let app = configured(|config| config.limits.socket_messages = 10).await;
    let school = app.school().await;
    let (ddftp, served) = (school.ddftp().await, app.served().await);
    let mut calm = Socket::ready(&served, &ddftp).await;
    let mut flood = Socket::ready(&served, &ddftp).await;
    for _ in 0..200 {
        flood.say(&json!({ "type": "ping" })).await;
    }
    assert_eq!(flood.closed().await.0, 4429);
    calm.say(&json!({ "type": "ping" })).await;
    assert_eq!(calm.hear().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn a_socket_has_fifty_subscriptions_and_a_person_twenty_sockets() {
    // W4
    let app = TestApp::new().await;
    let school = app.school().await;
    let (ddftp, other, served) = (school.ddftp().await, school.admin().await, app.served().await);
    let mut sockets = Vec::new();
    for _ in 0..20 {
        sockets.push(Socket::ready(&served, &ddftp).await);
    }
    assert_eq!(Socket::attempt(&served, &ddftp).await.err(), Some(429));
    Socket::ready(&served, &other).await;
    let mut socket = sockets.pop().expect("a socket");
    for id in 0..50 {
        socket.subscribe(&id.to_string(), CALENDAR).await;
        assert_eq!(socket.hear().await["type"], json!("next"));
    }
    socket.subscribe("50", CALENDAR).await;
    let refused = socket.hear().await;
    assert_eq!(
        (&refused["type"], &refused["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("TOO_COMPLEX"))
    );
    change(&school).await;
    let since = Instant::now();
    for _ in 0..50 {
        assert_eq!(socket.hear().await["type"], json!("next"), "the others live on");
    }
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    drop(sockets);
    tokio::time::sleep(Duration::from_millis(300)).await;
    Socket::ready(&served, &ddftp).await;
}

#[tokio::test]
async fn nothing_is_seen_after_the_session_ends() {
    // A12, W6: 4401 where nobody is signed in any more, 4403 where the person is and the role is taken back
    let app = TestApp::new().await;
    let school = app.school().await;
    let served = app.served().await;
    let (unauthorized, forbidden) = ((4401, "Unauthorized".to_owned()), (4403, "Forbidden".to_owned()));
    for (way, told) in
        [("signed out", &unauthorized), ("closed", &unauthorized), ("role", &forbidden), ("idle", &unauthorized)]
    {
        let person = school.person("Nadia Benali", Role::Ddftp).await;
        let mut socket = Socket::ready(&served, &person).await;
        socket.subscribe("a", CALENDAR).await;
        assert_eq!(socket.hear().await["type"], json!("next"));
        let cx = school.cx();
        let (id, now) = (person.user, cx.now());
        let wrote = cx.write(Act::CreateUser, async |tx| {
            match way {
                "signed out" => {
                    tx.update_where::<session::Entity>(|u| {
                        u.col_expr(session::Column::EndedAt, Expr::value(now)).filter(session::Column::UserId.eq(id))
                    })
                    .await?;
                }
                "closed" => {
                    let closed =
                        user::ActiveModel { id: Unchanged(id), deactivated_at: Set(Some(now)), ..Default::default() };
                    tx.save(closed).await?;
                }
                "role" => {
                    use entity::role_grant::{Column, Entity};
                    tx.update_where::<Entity>(|u| {
                        u.col_expr(Column::RevokedAt, Expr::value(now)).filter(Column::UserId.eq(id))
                    })
                    .await?;
                }
                _ => {
                    tx.update_where::<session::Entity>(|u| {
                        u.col_expr(session::Column::IdleEndsAt, Expr::value(now)).filter(session::Column::UserId.eq(id))
                    })
                    .await?;
                }
            }
            // The change that ends the right is also one that would be pushed.
            tx.changed(Topic::Calendar, school.year);
            Ok(())
        });
        wrote.await.expect("the right is taken back");
        let since = Instant::now();
        assert_eq!(socket.next().await, Err(told.clone()), "{way}: no event after");
        assert!(since.elapsed() < Duration::from_secs(2), "{way}: told at once on this node");
        assert_eq!(Socket::attempt(&served, &person).await.err(), Some(401));
    }
}

#[tokio::test]
async fn who_goes_on_under_another_role_loses_the_screens_of_the_first_one_at_once() {
    // A12, W6, R27
    let app = configured(|config| config.limits.standing_seconds = 3_600).await;
    let school = app.school().await;
    let (person, served) = (school.ddftp().await, app.served().await);
    school.grant(person.user, Role::Teacher).await;
    let mut socket = Socket::ready(&served, &person).await;
    let asked = by(with(asking(CALENDAR), "accept", "text/event-stream"), &person);
    let mut body = app.http().open(asked).await.into_body();
    events(&mut body, |text| text.contains("\n\n")).await;
    sessions::use_role(&app.cx(person.actor.clone()).await, Role::Teacher).await.expect("the other role");
    assert_eq!(socket.closed().await, (4403, "Forbidden".to_owned()), "another session goes on in the same browser");

    let other = school.ddftp().await;
    let mut socket = Socket::ready(&served, &other).await;
    sessions::sign_out(&app.cx(other.actor.clone()).await).await.expect("signed out");
    assert_eq!(socket.closed().await.0, 4401, "told at once on this node, although nothing changed in the school");
}

#[tokio::test]
async fn an_event_stream_says_that_the_right_was_lost() {
    // A12
    let app = TestApp::new().await;
    let school = app.school().await;
    let (person, http) = (school.ddftp().await, app.http());
    let asked = by(with(asking(CALENDAR), "accept", "text/event-stream"), &person);
    let mut body = http.open(asked).await.into_body();
    events(&mut body, |text| text.contains("\n\n")).await;
    let cx = school.cx();
    let revoked = cx.write(Act::CreateUser, async |tx| {
        use entity::role_grant::{Column, Entity};
        let now = tx.now();
        tx.update_where::<Entity>(|u| {
            u.col_expr(Column::RevokedAt, Expr::value(now)).filter(Column::UserId.eq(person.user))
        })
        .await?;
        tx.changed(Topic::Accounts, school.year);
        Ok(())
    });
    revoked.await.expect("the role is taken back");
    let last = events(&mut body, |_| false).await;
    assert!(last.contains("FORBIDDEN") && last.trim_end().ends_with("event: complete"), "{last}");
}

/// Lines of the reading log of a school, as soon as there are so many; those that come a second later are among them.
async fn logged(school: &School<'_>, many: usize) -> Vec<read_line::Model> {
    let cx = school.cx();
    let read = async || {
        let rows = cx.find::<read_line::Entity>().with(|q| q.order_by_asc(read_line::Column::Id)).all().await;
        rows.expect("the reading log")
    };
    for _ in 0..100 {
        if read().await.len() >= many {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    read().await
}

#[tokio::test]
async fn a_live_screen_is_logged_when_it_opens_and_when_other_learners_appear() {
    // R181, decision 7
    let app = TestApp::new().await;
    let school = app.school().await;
    let melec = school.specialty("bac-pro-melec").await;
    let division = school.division("1MELEC1").await;
    school.semesters(melec, "1RE").await;
    let sophie = school.teacher("Sophie Garnier", "071100", &[division]).await;
    let ines = school.pupil("Inès Lambert", division, melec, "1RE").await;
    let served = app.served().await;
    app.app.start();
    let mut socket = Socket::ready(&served, &sophie).await;
    let table = format!(
        "subscription {{ trackingTableChanged(divisionId: \"{division}\") {{ rows {{ learner {{ displayName }} }} }} }}"
    );
    socket.subscribe("a", &table).await;
    let rows = |push: &Value| push["payload"]["data"]["trackingTableChanged"]["rows"].as_array().map_or(0, Vec::len);
    assert_eq!(rows(&socket.hear().await), 1);

    let log = logged(&school, 1).await;
    assert_eq!(log.len(), 1, "{log:?}");
    let line = &log[0];
    assert_eq!((line.actor_id, line.role.as_str()), (sophie.user, "teacher"));
    assert_eq!((line.operation.as_str(), line.address.as_str()), ("trackingTableChanged", "127.0.0.1"));
    assert_eq!(line.learners, json!([ines.id]));

    change(&school).await;
    assert_eq!(rows(&socket.hear().await), 1);
    let yanis = school.pupil("Yanis Morel", division, melec, "1RE").await;
    change(&school).await;
    assert_eq!(rows(&socket.hear().await), 2);
    let log = logged(&school, 2).await;
    assert_eq!(log.len(), 2, "nothing for the same learners again: {log:?}");
    assert_eq!(log[1].learners, json!([yanis.id]));
}

#[tokio::test]
async fn a_session_ended_without_a_word_is_noticed_within_five_seconds() {
    // A12: what another node did
    let app = configured(|config| config.limits.standing_seconds = 1).await;
    let school = app.school().await;
    let (person, served) = (school.ddftp().await, app.served().await);
    let mut socket = Socket::ready(&served, &person).await;
    app.clock.advance(chrono::TimeDelta::hours(2));
    let since = Instant::now();
    assert_eq!(socket.closed().await.0, 4401);
    assert!(since.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_deaf_reader_is_let_go() {
    // W7
    let app = configured(|config| config.limits.socket_queue_bytes = 150).await;
    let school = app.school().await;
    let (person, served) = (school.ddftp().await, app.served().await);
    let mut socket = Socket::ready(&served, &person).await;
    socket.subscribe("a", "subscription { calendarChanged { seq schoolYear { id label startsOn endsOn } } }").await;
    assert_eq!(socket.closed().await, (4429, "Too slow a reader".to_owned()));
}

/// Memory this process holds, in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("what the system knows of this process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    line.trim().trim_end_matches("kB").trim().parse().expect("a number")
}

#[tokio::test]
async fn a_deaf_reader_costs_little_and_nobody_waits_for_it() {
    // W7
    let app = TestApp::new().await;
    let school = app.school().await;
    let (person, served) = (school.ddftp().await, app.served().await);
    let steps = (0..25).fold(String::new(), |all, n| all + &format!(" s{n}: steps {{ kind title summary path }}"));
    let wide = format!("subscription {{ consoleChanged {{ seq{steps} }} }}");
    let mut deaf = Socket::deaf(&served, &person).await;
    for id in 0..50 {
        deaf.subscribe(&id.to_string(), &wide).await;
    }
    let mut other = Socket::ready(&served, &person).await;
    other.subscribe("a", "subscription { consoleChanged { seq } }").await;
    other.hear().await;
    let before = resident();

    let cx = school.cx();
    for _ in 0..20 {
        let wrote = cx.write(Act::CreateUser, async |tx| {
            (0..500).for_each(|_| tx.changed(Topic::School, school.year));
            Ok(())
        });
        wrote.await.expect("the changes are written");
        let since = Instant::now();
        other.hear().await;
        assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
    }

    let grown = resident().saturating_sub(before);
    assert!(grown <= 8 << 10, "{grown} KiB");
    // The reason is told to a reader who listens again within two seconds; later the connection is gone.
    let (code, _) = deaf.closed().await;
    assert!([4429, 1006].contains(&code), "{code}");
}

#[tokio::test]
async fn a_stopping_service_says_come_back() {
    // Security 8.3
    let app = TestApp::new().await;
    let school = app.school().await;
    let (person, served) = (school.ddftp().await, app.served().await);
    let mut socket = Socket::ready(&served, &person).await;
    socket.subscribe("a", CALENDAR).await;
    socket.hear().await;
    let mut served = served;
    served.tell_to_stop();
    assert_eq!(socket.closed().await.0, 1001);
    drop(socket);
    let since = Instant::now();
    served.stopped().await;
    assert!(since.elapsed() < Duration::from_secs(4), "{:?}", since.elapsed());
}

/// Reads an event stream until it ends, or until `enough`.
async fn events(body: &mut Body, enough: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    while !enough(&text) {
        match tokio::time::timeout(Duration::from_secs(10), body.frame()).await.expect("something within ten seconds") {
            Some(frame) => text += &String::from_utf8_lossy(&frame.expect("a frame").into_data().expect("data")),
            None => break,
        }
    }
    text
}

#[tokio::test]
async fn the_same_state_comes_as_an_event_stream() {
    // Decision 6, web.md §10
    let app = configured(|config| config.limits.heartbeat_seconds = 1).await;
    let school = app.school().await;
    let (person, http) = (school.ddftp().await, app.http());
    let ask = || with(asking(CALENDAR), "accept", "application/json, text/event-stream");
    assert_eq!(http.send(ask()).await.status, 401);
    let plain = http.send(by(with(ask(), "accept", "application/json"), &person)).await;
    assert_eq!((plain.status.as_u16(), plain.code().as_str()), (406, "BAD_REQUEST"));
    let response = http.open(by(ask(), &person)).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    let first = events(&mut body, |text| text.contains("\n\n")).await;
    assert!(first.starts_with("event: next\ndata: {\"data\":{\"calendarChanged\""), "{first}");
    change(&school).await;
    let second = events(&mut body, |text| text.contains("\n\n")).await;
    assert!(second.starts_with("event: next\n"), "{second}");
    assert!(events(&mut body, |text| text.contains(": beat 1")).await.contains(": beat 1"));
    app.clock.advance(chrono::TimeDelta::hours(2));
    let last = events(&mut body, |_| false).await;
    assert!(last.contains("UNAUTHENTICATED") && last.trim_end().ends_with("event: complete"), "{last}");
}

#[tokio::test]
async fn an_event_stream_ends_after_an_error() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (person, http) = (school.ddftp().await, app.http());
    let refused = with(asking("subscription { calendarChanged { nothing } }"), "accept", "text/event-stream");
    let mut body = http.open(by(refused, &person)).await.into_body();
    let text = events(&mut body, |_| false).await;
    assert!(text.contains("BAD_REQUEST") && text.trim_end().ends_with("event: complete"), "{text}");
}
