//! Closing an account by hand, opening it again, ending its sessions (R186; security A12).

use super::{Browser, GOOD, came_to, change_user, imported, member};
use crate::app::TestApp;
use crate::app::people::{Person, Said};
use crate::app::school::School;
use entity::id::UserId;
use entity::role_grant::Role;
use entity::{journal_entry, user};
use etabli::access::Act;
use etabli::accounts::links;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::{Value, json};

const CLOSE: &str = "mutation ($input: DisableUserInput!) { disableUser(input: $input) {
    user { state deactivatedReason version viewerCan } errors { code path message } } }";
const REOPEN: &str = "mutation ($input: RestoreUserInput!) { restoreUser(input: $input) {
    user { state deactivatedReason version } errors { code path message } } }";
const END: &str = "mutation ($input: EndSessionsInput!) { endSessions(input: $input) {
    user { displayName } ended errors { code path message } } }";

async fn close(who: &Person, id: UserId, reason: Value) -> Said {
    who.run(CLOSE, json!({ "input": { "userId": id, "reason": reason } })).await
}

async fn reopen(who: &Person, id: UserId) -> Said {
    who.run(REOPEN, json!({ "input": { "userId": id } })).await
}

async fn end(who: &Person, id: UserId) -> Said {
    who.run(END, json!({ "input": { "userId": id } })).await
}

/// What was refused, as the person reads it.
fn refused(said: &Said, mutation: &str) -> String {
    said.text(&format!("{mutation}.errors.0.message")).to_owned()
}

async fn head(school: &School<'_>) -> Person {
    school.person("Hugo Chef", Role::Head).await
}

#[tokio::test]
async fn a_closed_account_is_out_at_once_and_comes_back_with_its_password_r186_a12() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (head, ines) = (head(&school).await, member(&school, "Inès", "Garnier", Role::Teacher).await);
    let mut browser = Browser::before(&school);
    browser.sign_in("ines.garnier", GOOD).await;
    let mut told = app.app.shared.sessions_ended.subscribe();

    let closed = close(&head, ines.id, json!("  départ en\n retraite ")).await.fine();
    assert_eq!(closed.text("disableUser.user.state"), "CLOSED");
    assert_eq!(closed.text("disableUser.user.deactivatedReason"), "Fermé à la main\u{a0}: départ en retraite");
    assert_eq!(*closed.at("disableUser.user.viewerCan"), json!(["RESTORE_USER"]));
    assert!(told.has_changed().unwrap(), "live screens of this process are told at once");
    told.mark_unchanged();
    assert!(browser.known().await.is_none());
    assert_eq!(came_to(&browser.sign_in("ines.garnier", GOOD).await), "WRONG_CREDENTIALS");
    let again = close(&head, ines.id, json!("autre motif")).await.fine();
    assert_eq!(again.problems("disableUser")[0].0, "CLOSED");

    let open = reopen(&head, ines.id).await.fine();
    assert_eq!(open.text("restoreUser.user.state"), "ACTIVE");
    assert!(open.at("restoreUser.user.deactivatedReason").is_null());
    assert_eq!(open.number("restoreUser.user.version"), closed.number("disableUser.user.version") + 1);
    assert!(browser.known().await.is_none(), "the sessions of before stay ended");
    assert_eq!(came_to(&browser.sign_in("ines.garnier", GOOD).await), "in");
    assert_eq!(reopen(&head, ines.id).await.fine().problems("restoreUser")[0].0, "CLOSED", "what is open");
    let journal = school.cx().find::<journal_entry::Entity>().all().await.unwrap();
    let written: Vec<&str> = journal.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(written, ["a fermé un compte", "a rouvert un compte"], "without a name (decision 20)");
}

#[tokio::test]
async fn what_would_have_opened_a_closed_account_opens_nothing_even_afterwards() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (head, dora, leo) = (
        head(&school).await,
        imported(&school, "Dora", "Grand", Role::Ddftp).await,
        imported(&school, "Léo", "Petit", Role::Learner).await,
    );
    let cx = school.cx();
    let link = cx.write(Act::CreateUser, async |tx| links::issue(tx, dora.id, links::LINK_KEPT).await).await.unwrap();
    let mut browser = Browser::before(&school);
    let ticket = browser.sign_in("leo.petit", "04072009").await.text("signIn.activationTicket").to_owned();
    for id in [dora.id, leo.id] {
        close(&head, id, Value::Null).await.fine();
        assert_eq!(browser.choose(&link, GOOD).await.problems("choosePassword")[0].0, "EXPIRED");
        let open = reopen(&head, id).await.fine();
        assert_eq!(open.text("restoreUser.user.state"), "SHUT");
    }
    for secret in [&link, &ticket] {
        assert_eq!(browser.choose(secret, GOOD).await.problems("choosePassword")[0].0, "EXPIRED");
    }
    assert_eq!(came_to(&browser.sign_in("leo.petit", "04072009").await), "WRONG_CREDENTIALS");
}

#[tokio::test]
async fn nobody_closes_oneself_nor_the_administrator_r5() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (head, admin) = (head(&school).await, school.admin().await);
    let row = user::ActiveModel { id: Unchanged(admin.user), login: Set(school.uai.clone()), ..Default::default() };
    change_user(&school, row).await;
    let own = close(&head, head.user, Value::Null).await.fine();
    assert_eq!(refused(&own, "disableUser"), "Vous ne pouvez pas fermer votre propre compte.");
    let first = close(&head, admin.user, Value::Null).await.fine();
    assert_eq!(
        refused(&first, "disableUser"),
        "Le compte de l’administrateur ne se ferme pas\u{a0}: il y en a toujours un."
    );
    assert_eq!(close(&admin, admin.user, Value::Null).await.fine().problems("disableUser")[0].0, "INVALID");
    let accounts = school.cx().find::<user::Entity>().all().await.unwrap();
    assert!(accounts.iter().all(|account| account.deactivated_at.is_none()), "nothing changed");
}

#[tokio::test]
async fn a_reason_is_one_short_line() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (head, ines) = (head(&school).await, member(&school, "Inès", "Garnier", Role::Teacher).await);
    let long = close(&head, ines.id, json!("é".repeat(201))).await.fine();
    assert_eq!(long.problems("disableUser"), [("TOO_LONG".to_owned(), "reason".to_owned())]);
    let odd = close(&head, ines.id, json!("a\u{7}b")).await.fine();
    assert_eq!(odd.problems("disableUser"), [("INVALID".to_owned(), "reason".to_owned())]);
    let fits = close(&head, ines.id, json!("é".repeat(200))).await.fine();
    assert_eq!(fits.problems("disableUser"), []);
}

#[tokio::test]
async fn sessions_of_an_account_are_ended_and_counted() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (head, admin) = (head(&school).await, school.admin().await);
    member(&school, "Inès", "Garnier", Role::Teacher).await;
    let (mut one, mut other) = (Browser::before(&school), Browser::before(&school));
    let said = one.sign_in("ines.garnier", GOOD).await;
    assert_eq!(came_to(&said), "in");
    other.sign_in("ines.garnier", GOOD).await;
    let id = one.known().await.and_then(|known| known.actor.user()).unwrap();
    let ended = end(&head, id).await.fine();
    assert_eq!((ended.number("endSessions.ended"), ended.text("endSessions.user.displayName")), (2, "Inès Garnier"));
    assert!(one.known().await.is_none() && other.known().await.is_none());
    assert_eq!(end(&admin, id).await.fine().number("endSessions.ended"), 0);
    let own = end(&head, head.user).await.fine();
    assert_eq!(own.problems("endSessions"), [("INVALID".to_owned(), String::new())]);
    assert_eq!(came_to(&one.sign_in("ines.garnier", GOOD).await), "in", "the account is open all the same");
}

#[tokio::test]
async fn an_account_of_another_school_is_not_there_and_others_may_not_try_r183() {
    let app = TestApp::new().await;
    let (here, there) = (app.school().await, app.school_of("0999002X").await);
    let (head, far) = (head(&here).await, member(&there, "Zoé", "Loin", Role::Teacher).await);
    for said in [close(&head, far.id, Value::Null).await, reopen(&head, far.id).await, end(&head, far.id).await] {
        assert_eq!(said.code(), Some("NOT_FOUND"));
    }
    let ines = member(&here, "Inès", "Garnier", Role::Teacher).await;
    for who in [here.ddftp().await, here.teacher("Anne Collègue", "071100", &[]).await] {
        for said in [close(&who, ines.id, Value::Null).await, reopen(&who, ines.id).await, end(&who, ines.id).await] {
            assert_eq!(said.code(), Some("FORBIDDEN"));
        }
    }
    let accounts = there.cx().find::<user::Entity>().all().await.unwrap();
    assert!(accounts.iter().all(|account| account.deactivated_at.is_none()));
}
