//! Rights lost on one node are lost on the others (A12): at the next request, and within five seconds on what is open.
//!
//! Two services share one database, as nodes do on PostgreSQL: nothing but the database goes from one to the other.
#![expect(clippy::print_stdout, reason = "the measured times are told")]

use super::{CALENDAR, Socket, events};
use crate::app::TestApp;
use crate::app::http::{Http, asking, by, serve, with};
use crate::app::people::Person;
use crate::app::school::School;
use chrono::TimeDelta;
use entity::role_grant::Role;
use etabli::access::Act;
use etabli::changes::Topic;
use futures::future::join_all;
use serde_json::json;
use std::time::{Duration, Instant};

/// How somebody loses a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loss {
    SignedOut,
    SessionsEnded,
    AccountClosed,
    RoleTakenBack,
    AnotherRole,
    /// From another device of the same person.
    LeftFromElsewhere,
    WindowClosed,
}

const LOSSES: [Loss; 7] = [
    Loss::SignedOut,
    Loss::SessionsEnded,
    Loss::AccountClosed,
    Loss::RoleTakenBack,
    Loss::AnotherRole,
    Loss::LeftFromElsewhere,
    Loss::WindowClosed,
];

impl Loss {
    /// 4401 where nobody is signed in any more, 4403 where the person goes on under another role.
    fn told(self) -> (u16, &'static str) {
        match self {
            Self::AnotherRole => (4403, "Forbidden"),
            _ => (4401, "Unauthorized"),
        }
    }

    /// Somebody with a right to lose.
    async fn holder(self, school: &School<'_>) -> Person {
        match self {
            Self::WindowClosed => school.person("Iris Vidal", Role::Inspector).await,
            Self::RoleTakenBack | Self::AnotherRole => {
                let person = school.ddftp().await;
                school.grant(person.user, Role::Teacher).await;
                person
            }
            _ => school.ddftp().await,
        }
    }

    /// Takes it back, as people do on the first node.
    async fn happens(self, school: &School<'_>, holder: &Person, admin: &Person) {
        let of = |field: &str, rest: &str| {
            let user = holder.user;
            format!("mutation {{ {field}(input: {{ userId: \"{user}\"{rest} }}) {{ errors {{ code message }} }} }}")
        };
        let (who, document) = match self {
            Self::SignedOut => (holder, "mutation { signOut { errors { code } } }".to_owned()),
            Self::SessionsEnded => (admin, of("endSessions", "")),
            Self::AccountClosed => (admin, of("disableUser", "")),
            Self::RoleTakenBack => (admin, of("revokeRole", ", role: DDFTP")),
            Self::AnotherRole => {
                (holder, "mutation { useRole(input: { role: TEACHER }) { errors { code } } }".to_owned())
            }
            Self::LeftFromElsewhere => {
                let elsewhere = Person::signed_in(school, holder.user, Role::Ddftp).await;
                // A session that begins when another ends would be the same one going on.
                school.app.clock.advance(TimeDelta::seconds(1));
                let said = elsewhere.ask("mutation { revokeSessions(input: { ids: null }) { errors { code } } }").await;
                assert_eq!(said.fine().problems("revokeSessions"), []);
                return;
            }
            Self::WindowClosed => {
                let window = windows(school, holder).await;
                let close = format!(
                    "mutation {{ closeInspectorAccess(input: {{ windowId: \"{window}\" }}) {{ errors {{ code message }} }} }}"
                );
                (admin, close)
            }
        };
        let said = who.ask(&document).await.fine();
        assert!(!said.0.to_string().contains("message"), "{self:?}: {said:?}");
    }
}

/// What is open to an inspector; opened here when nothing is.
async fn windows(school: &School<'_>, inspector: &Person) -> String {
    use crate::app::given;
    use sea_orm::Set;
    let cx = school.cx();
    let row = entity::inspector_window::ActiveModel {
        id: Set(cx.new_id()),
        user_id: Set(inspector.user),
        starts_on: Set(cx.today()),
        ends_on: Set(cx.today() + TimeDelta::days(3)),
        opened_by: Set(inspector.user),
        opened_at: Set(cx.now()),
        closed_by: Set(None),
        closed_at: Set(None),
        ..Default::default()
    };
    given(&cx, row).await.id.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_lost_on_one_node_is_lost_on_the_other_within_five_seconds_a12() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let node = app.node().await;
    let (served, http) = (serve(node.clone()).await, Http::of(node.clone()));
    let lost = LOSSES.map(|loss| {
        let (school, admin, served, http) = (&school, &admin, &served, &http);
        async move {
            let holder = loss.holder(school).await;
            let mut socket = Socket::ready(served, &holder).await;
            socket.subscribe("a", CALENDAR).await;
            assert_eq!(socket.hear().await["type"], json!("next"), "{loss:?}");
            let asked = by(with(asking(CALENDAR), "accept", "text/event-stream"), &holder);
            let mut stream = http.open(asked).await.into_body();
            events(&mut stream, |text| text.contains("\n\n")).await;

            loss.happens(school, &holder, admin).await;
            let since = Instant::now();
            let next = http.send(by(asking("{ divisions { code } }"), &holder)).await;
            assert_eq!(next.code(), "UNAUTHENTICATED", "{loss:?}: at the next request");
            assert_eq!(Socket::attempt(served, &holder).await.err(), Some(401), "{loss:?}");
            let (closed, ended) = tokio::join!(
                async {
                    let closed = socket.closed().await;
                    (closed, since.elapsed())
                },
                async {
                    let rest = events(&mut stream, |_| false).await;
                    (rest, since.elapsed())
                }
            );
            let told = loss.told();
            assert_eq!(closed.0, (told.0, told.1.to_owned()), "{loss:?}");
            let code = if told.0 == 4403 { "FORBIDDEN" } else { "UNAUTHENTICATED" };
            assert!(ended.0.contains(code) && ended.0.contains("event: complete"), "{loss:?}: {}", ended.0);
            (loss, closed.1, ended.1)
        }
    });
    for (loss, socket, stream) in join_all(lost).await {
        println!("{loss:?}: the socket is closed after {socket:.1?}, the event stream after {stream:.1?}");
        assert!(socket.max(stream) < Duration::from_secs(5), "{loss:?}: {socket:?}, {stream:?}");
    }
}

/// What a window opened ends with its last day, wherever it is looked at from.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_by_itself_is_closed_on_every_node_a12_t9() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let node = app.node().await;
    let (served, iris) = (serve(node.clone()).await, school.person("Iris Vidal", Role::Inspector).await);
    let mut socket = Socket::ready(&served, &iris).await;
    socket.subscribe("a", CALENDAR).await;
    assert_eq!(socket.hear().await["type"], json!("next"));
    app.clock.advance(TimeDelta::minutes(61));
    let since = Instant::now();
    assert_eq!(socket.closed().await, (4401, "Unauthorized".to_owned()));
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
}

/// Security 8.2: where several nodes write, what one commits is pushed by the other within two seconds, without any wake-up.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_on_one_node_is_pushed_by_the_other_before_any_right_can_be_outlived() {
    let app = TestApp::new().await;
    if !app.app.shared.db.has_many_writers() {
        // On SQLite one process writes: there is no other node to hear from.
        return;
    }
    let school = app.school().await;
    let node = app.node().await;
    let (served, ddftp) = (serve(node.clone()).await, school.ddftp().await);
    let mut socket = Socket::ready(&served, &ddftp).await;
    socket.subscribe("a", CALENDAR).await;
    assert_eq!(socket.hear().await["type"], json!("next"));
    let cx = school.cx();
    let wrote = cx.write(Act::CreateUser, async |tx| {
        tx.changed(Topic::Calendar, school.year);
        Ok(())
    });
    wrote.await.expect("the change is written");
    let since = Instant::now();
    loop {
        if socket.hear().await["type"] == json!("next") {
            break;
        }
    }
    println!("pushed by the other node after {:.1?}", since.elapsed());
    assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
}
