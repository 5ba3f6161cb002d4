//! A screen ends with the right to see it (A12, W6).

use super::{CALENDAR, Socket, configured, events};
use crate::app::TestApp;
use crate::app::http::{asking, by, with};
use entity::role_grant::Role;
use entity::{session, user};
use etabli::access::Act;
use etabli::accounts::sessions;
use etabli::changes::Topic;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, Set};
use serde_json::json;
use std::time::{Duration, Instant};

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
async fn an_account_closed_by_the_head_sees_no_more_on_an_open_screen() {
    // A12: told at once on this node, and nothing comes after
    let app = configured(|config| config.limits.standing_seconds = 3_600).await;
    let school = app.school().await;
    let served = app.served().await;
    let head = school.person("Hugo Chef", Role::Head).await;
    for (field, told) in [("disableUser", 4401), ("endSessions", 4401)] {
        let person = school.ddftp().await;
        let mut socket = Socket::ready(&served, &person).await;
        socket.subscribe("a", CALENDAR).await;
        assert_eq!(socket.hear().await["type"], json!("next"));
        let since = Instant::now();
        let done = format!("mutation {{ {field}(input: {{ userId: \"{}\" }}) {{ errors {{ code }} }} }}", person.user);
        head.ask(&done).await.fine();
        super::change(&school).await;
        assert_eq!(socket.next().await.map_err(|closed| closed.0), Err(told), "{field}: no event after");
        assert!(since.elapsed() < Duration::from_secs(5), "{field}");
        assert_eq!(Socket::attempt(&served, &person).await.err(), Some(401));
    }
}

#[tokio::test]
async fn a_role_taken_back_takes_its_open_screens_with_it() {
    // A12, R27
    let app = configured(|config| config.limits.standing_seconds = 3_600).await;
    let school = app.school().await;
    let served = app.served().await;
    let (admin, person) = (school.admin().await, school.ddftp().await);
    school.grant(person.user, Role::Teacher).await;
    let mut socket = Socket::ready(&served, &person).await;
    socket.subscribe("a", CALENDAR).await;
    assert_eq!(socket.hear().await["type"], json!("next"));
    let taken = format!(
        "mutation {{ revokeRole(input: {{ userId: \"{}\", role: DDFTP }}) {{ errors {{ code }} }} }}",
        person.user
    );
    assert_eq!(admin.ask(&taken).await.fine().problems("revokeRole"), []);
    super::change(&school).await;
    assert!(matches!(socket.closed().await.0, 4401 | 4403));
    assert_eq!(Socket::attempt(&served, &person).await.err(), Some(401));
}
