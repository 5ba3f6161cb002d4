//! What a live screen is sent, and what is logged of it (decisions 6 and 7, R181).

use super::{CALENDAR, Socket, change, configured, events};
use crate::app::TestApp;
use crate::app::http::{asking, by, with};
use crate::app::school::{Premiere, School};
use entity::read_line;
use sea_orm::QueryOrder as _;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

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
    let Premiere { school, melec, division, sophie, .. } = app.premiere().await;
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
