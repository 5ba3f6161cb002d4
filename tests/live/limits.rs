//! What one client may take: floods, many sockets, deaf readers (W4, W7).

use super::{CALENDAR, Socket, change, configured};
use crate::app::TestApp;
use etabli::access::Act;
use etabli::changes::Topic;
use serde_json::json;
use std::time::{Duration, Instant};

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
