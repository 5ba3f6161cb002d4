//! Live screens over sockets and event streams (security 3.4, A12; decisions 5, 6 and 24).

mod limits;
mod nodes;
mod protocol;
mod rights;
mod states;

use crate::app::http::Served;
use crate::app::people::Person;
use crate::app::school::School;
use crate::app::{MONDAY, TestApp};
use axum::body::Body;
use etabli::access::Act;
use etabli::changes::Topic;
use etabli::config::Config;
use futures::{SinkExt as _, StreamExt as _};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::time::Duration;
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
