//! Sessions: how they end, how a role is changed (R24, R27, security A11, A12).

use super::{Browser, GOOD, OTHER, came_to, change_user, member};
use crate::app::TestApp;
use chrono::TimeDelta;
use entity::role_grant::{self, Role};
use entity::session;
use entity::user;
use etabli::access::{Act, Actor};
use etabli::accounts::sessions;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};
use serde_json::json;

#[tokio::test]
async fn a_session_ends_by_itself_and_its_token_changes_with_each_sign_in_a11() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Teacher).await;
    let mut browser = Browser { token: Some("p".repeat(43)), ..Browser::before(&school) };
    browser.sign_in("ines.garnier", GOOD).await;
    let first = browser.clone();
    assert_ne!(first.token, Some("p".repeat(43)), "a planted token is ignored");
    browser.sign_in("ines.garnier", GOOD).await;
    assert_ne!(first.token, browser.token);
    assert!(first.known().await.is_none(), "the token it came with is worth nothing");
    let kept = school.cx().find::<session::Entity>().all().await.unwrap();
    assert!(kept.iter().all(|session| Some(&session.token_hash) != browser.token.as_ref()));
    // Sixty idle minutes; asking something begins them again.
    app.clock.advance(TimeDelta::minutes(59));
    assert!(browser.known().await.is_some());
    app.clock.advance(TimeDelta::minutes(59));
    assert!(browser.known().await.is_some());
    app.clock.advance(TimeDelta::minutes(61));
    assert!(browser.known().await.is_none());
    // Twelve hours at most, however busy.
    browser.sign_in("ines.garnier", GOOD).await;
    for _ in 0..14 {
        app.clock.advance(TimeDelta::minutes(50));
        assert!(browser.known().await.is_some());
    }
    app.clock.advance(TimeDelta::minutes(21));
    assert!(browser.known().await.is_none());
}

#[tokio::test]
async fn an_idle_ddftp_leaves_after_thirty_minutes_unless_she_says_she_stays_a11() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Dora", "Grand", Role::Ddftp).await;
    let mut browser = Browser::before(&school);
    browser.sign_in("dora.grand", GOOD).await;
    app.clock.advance(TimeDelta::minutes(25));
    let stayed =
        browser.send("mutation { stayConnected { viewer { idleEndsAt } errors { code } } }", json!({})).await.fine();
    let ends = stayed.text("stayConnected.viewer.idleEndsAt").parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!(ends - app.clock.now(), TimeDelta::minutes(30));
    app.clock.advance(TimeDelta::minutes(31));
    assert!(browser.known().await.is_none());
}

#[tokio::test]
async fn signing_out_ends_the_session_r24_a12() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Teacher).await;
    let (mut here, mut elsewhere) = (Browser::before(&school), Browser::before(&school));
    here.sign_in("ines.garnier", GOOD).await;
    elsewhere.sign_in("ines.garnier", GOOD).await;
    let token = here.token.clone();
    let mut told = app.app.shared.sessions_ended.subscribe();
    here.send("mutation { signOut { errors { code } } }", json!({})).await.fine();
    assert!(told.has_changed().unwrap(), "live screens of this process are told at once");
    told.mark_unchanged();
    assert!(here.token.is_none(), "the cookie goes");
    here.token = token;
    assert!(here.known().await.is_none(), "and its token is worth nothing");
    let session = match elsewhere.known().await.unwrap().actor {
        Actor::Person { session, .. } => session,
        other => panic!("{other:?}"),
    };
    let holding = sessions::holding(&app.app.shared, &[session]).await.unwrap();
    assert!(holding.contains(&session), "other browsers stay");
}

#[tokio::test]
async fn a_closed_account_or_a_role_taken_back_ends_its_sessions_a12() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (ines, hugo) =
        (member(&school, "Inès", "Garnier", Role::Teacher).await, member(&school, "Hugo", "Chef", Role::Head).await);
    let (mut one, mut other) = (Browser::before(&school), Browser::before(&school));
    one.sign_in("ines.garnier", GOOD).await;
    other.sign_in("hugo.chef", GOOD).await;
    let now = school.cx().now();
    change_user(
        &school,
        user::ActiveModel { id: Unchanged(ines.id), deactivated_at: Set(Some(now)), ..Default::default() },
    )
    .await;
    let cx = school.cx();
    let revoked = cx.write(Act::CreateUser, async |tx| {
        tx.update_where::<role_grant::Entity>(|u| {
            u.col_expr(role_grant::Column::RevokedAt, sea_orm::sea_query::Expr::value(now))
                .filter(role_grant::Column::UserId.eq(hugo.id))
        })
        .await
    });
    assert_eq!(revoked.await.unwrap(), 1);
    assert!(one.known().await.is_none() && other.known().await.is_none(), "at the next request");
    assert_eq!(came_to(&one.sign_in("ines.garnier", GOOD).await), "WRONG_CREDENTIALS");
    assert_eq!(came_to(&other.sign_in("hugo.chef", GOOD).await), "WRONG_CREDENTIALS");
}

#[tokio::test]
async fn a_person_with_two_roles_uses_one_at_a_time_r27() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let nora = member(&school, "Nora", "Grand", Role::Teacher).await;
    school.grant(nora.id, Role::Ddftp).await;
    let mut browser = Browser::before(&school);
    let said = browser.sign_in("nora.grand", GOOD).await;
    assert_eq!(*said.at("signIn.viewer.roles"), json!(["DDFTP", "TEACHER"]));
    let change = "mutation ($role: Role!) { useRole(input: { role: $role }) { viewer { role modules can } errors { code path } } }";
    let before = browser.clone();
    let said = browser.send(change, json!({ "role": "TEACHER" })).await.fine();
    assert_eq!(said.text("useRole.viewer.role"), "TEACHER");
    assert!(said.at("useRole.viewer.can").as_array().unwrap().contains(&json!("CREATE_BILAN")));
    assert!(!said.at("useRole.viewer.can").as_array().unwrap().contains(&json!("SAVE_GRADING_PERIODS")));
    assert!(before.known().await.is_none(), "the former token is refused");
    assert_eq!(browser.viewer().await.text("viewer.role"), "TEACHER");
    let refused = browser.send(change, json!({ "role": "ADMIN" })).await.fine();
    assert_eq!(refused.problems("useRole"), [("INVALID".to_owned(), "role".to_owned())]);
    assert_eq!(browser.viewer().await.text("viewer.role"), "TEACHER", "nothing changed");
    // The last role is proposed first the next time.
    assert_eq!(Browser::before(&school).sign_in("nora.grand", GOOD).await.text("signIn.viewer.role"), "TEACHER");
}

#[tokio::test]
async fn those_who_could_do_much_harm_are_told_of_a_browser_not_seen_before_4_5() {
    let app = TestApp::new().await;
    let school = app.school().await;
    for (first, last, role) in
        [("Alain", "Admin", Role::Admin), ("Nadia", "Benali", Role::Ddftp), ("Inès", "Garnier", Role::Teacher)]
    {
        let account = member(&school, first, last, role).await;
        let email = Set(Some(format!("{}@exemple.fr", account.login)));
        change_user(&school, user::ActiveModel { id: Unchanged(account.id), email, ..Default::default() }).await;
    }
    let count = async || {
        app.run_jobs().await;
        app.letters().len()
    };
    let mut desk = Browser::before(&school).at("192.0.2.77");
    desk.agent = Some("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0".to_owned());
    desk.sign_in("alain.admin", OTHER).await;
    assert_eq!(count().await, 0, "nobody came in");
    desk.sign_in("alain.admin", GOOD).await;
    assert_eq!(count().await, 1);
    let letter = app.letter_to("alain.admin@exemple.fr");
    assert!(letter.subject.contains("nouvel appareil"), "{letter:?}");
    for word in ["16/11/2026 à 09:00", "Firefox sur Windows 10", "192.0.2.•••"] {
        assert!(letter.text.contains(word), "{word}: {}", letter.text);
    }
    assert!(!letter.text.contains("192.0.2.77"));
    desk.sign_in("alain.admin", GOOD).await;
    assert_eq!(count().await, 1, "the same browser");
    desk.sign_in("nadia.benali", GOOD).await;
    assert_eq!(count().await, 2, "it is not known for this account");
    Browser::before(&school).sign_in("ines.garnier", GOOD).await;
    assert_eq!(count().await, 2, "a teacher works on the computers of every room");
    app.clock.advance(TimeDelta::days(91));
    desk.sign_in("alain.admin", GOOD).await;
    assert_eq!(count().await, 3, "after ninety days it is forgotten");
}
