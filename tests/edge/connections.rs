//! Connections: how they are framed, how many, how slow, and how they end (Q16, Q17, security 8.3).

use super::configured;
use crate::app::TestApp;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

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
