//! One's own account: the password, the address, the open sessions (R19, security A11–A13).

use super::{Browser, GOOD, OTHER, came_to, change_user, member};
use crate::app::people::Said;
use crate::app::school::School;
use crate::app::{MONDAY, TestApp};
use chrono::TimeDelta;
use entity::role_grant::Role;
use entity::user;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::json;

const PASSWORD: &str = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) {
    viewer { sessions { current } } errors { code path message } } }";
const MAIL: &str = "mutation ($input: ChangeMailInput!) { changeMail(input: $input) {
    viewer { email pendingEmail } errors { code path message } } }";
const CONFIRM: &str =
    "mutation ($input: ConfirmMailInput!) { confirmMail(input: $input) { uai email errors { code path message } } }";
const REVOKE: &str = "mutation ($input: RevokeSessionsInput!) { revokeSessions(input: $input) {
    viewer { sessions { id } } errors { code path message } } }";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";

impl Browser<'_> {
    async fn change_password(&mut self, current: &str, new: &str) -> Said {
        self.send(PASSWORD, json!({ "input": { "currentPassword": current, "newPassword": new } })).await.fine()
    }

    async fn change_mail(&mut self, current: &str, email: &str) -> Said {
        self.send(MAIL, json!({ "input": { "currentPassword": current, "email": email } })).await.fine()
    }

    async fn confirm(&mut self, secret: &str) -> Said {
        self.send(CONFIRM, json!({ "input": { "secret": secret } })).await.fine()
    }
}

fn problem(code: &str, path: &str) -> [(String, String); 1] {
    [(code.to_owned(), path.to_owned())]
}

/// A teacher with a password and an address, and two browsers of hers.
async fn at_home<'a>(school: &School<'a>) -> (user::Model, Browser<'a>, Browser<'a>) {
    let teacher = member(school, "Inès", "Garnier", Role::Teacher).await;
    let email = Set(Some("ines@exemple.fr".to_owned()));
    change_user(school, user::ActiveModel { id: Unchanged(teacher.id), email, ..Default::default() }).await;
    let (mut desk, mut phone) = (Browser::before(school), Browser::before(school));
    desk.agent = Some(FIREFOX.to_owned());
    desk.sign_in("ines.garnier", GOOD).await;
    phone.sign_in("ines.garnier", GOOD).await;
    (teacher, desk, phone)
}

#[tokio::test]
async fn a_new_password_keeps_this_browser_and_ends_the_others_a11_a13() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk, phone) = at_home(&school).await;
    let mut told = app.app.shared.sessions_ended.subscribe();
    told.mark_unchanged();
    let before = desk.clone();
    let said = desk.change_password(GOOD, OTHER).await;
    assert!(said.problems("changePassword").is_empty(), "{said:?}");
    assert_eq!(said.at("changePassword.viewer.sessions"), &json!([{ "current": true }]));
    assert!(told.has_changed().unwrap(), "live screens of the others are told");
    assert!(desk.known().await.is_some() && desk.token != before.token, "this browser goes on with another token");
    assert!(before.known().await.is_none(), "the former is worth nothing");
    assert!(phone.known().await.is_none());
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await), "WRONG_CREDENTIALS");
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", OTHER).await), "in");
    app.run_jobs().await;
    assert!(app.letter_to("ines@exemple.fr").subject.contains("Mot de passe changé"));
}

#[tokio::test]
async fn the_password_is_asked_again_and_tries_at_it_are_counted_a1_a13() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk, _) = at_home(&school).await;
    assert_eq!(desk.change_password("", "").await.problems("changePassword").len(), 2);
    let weak = desk.change_password(GOOD, "ines.garnier").await;
    assert_eq!(weak.problems("changePassword"), problem("WEAK_PASSWORD", "newPassword"));
    for _ in 0..5 {
        let wrong = desk.change_password("pas le bon", OTHER).await;
        assert_eq!(wrong.problems("changePassword"), problem("WRONG_CREDENTIALS", "currentPassword"));
    }
    let right = desk.change_password(GOOD, OTHER).await;
    assert_eq!(right.problems("changePassword"), problem("THROTTLED", "currentPassword"), "even the right one waits");
    let mail = desk.change_mail(GOOD, "autre@exemple.fr").await;
    assert_eq!(mail.problems("changeMail"), problem("THROTTLED", "currentPassword"));
    app.clock.advance(TimeDelta::minutes(2));
    assert!(desk.change_password(GOOD, OTHER).await.problems("changePassword").is_empty());
}

#[tokio::test]
async fn another_address_counts_once_its_link_was_followed_and_both_are_told_r19() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk, _) = at_home(&school).await;
    let said = desk.change_mail(GOOD, " Ines.Garnier@Ailleurs.fr ").await;
    let viewer = json!({ "email": "ines@exemple.fr", "pendingEmail": "Ines.Garnier@Ailleurs.fr" });
    assert_eq!(said.at("changeMail.viewer"), &viewer, "{said:?}");
    app.run_jobs().await;
    let told = app.letter_to("ines@exemple.fr");
    assert!(told.text.contains("I•••r@Ailleurs.fr"), "{}", told.text);
    let secret = app.letter_to("Ines.Garnier@Ailleurs.fr").secret("adresse");
    assert!(
        desk.choose(&secret, OTHER).await.problems("choosePassword") == problem("EXPIRED", "ticket"),
        "it opens nothing"
    );
    // From any browser: the link alone is enough.
    let confirmed = Browser::before(&school).confirm(&secret).await;
    assert_eq!(confirmed.text("confirmMail.email"), "Ines.Garnier@Ailleurs.fr");
    assert_eq!(Browser::before(&school).confirm(&secret).await.problems("confirmMail"), problem("EXPIRED", "secret"));
    let now = desk.send("{ viewer { email pendingEmail } }", json!({})).await.fine();
    assert_eq!(now.at("viewer"), &json!({ "email": "Ines.Garnier@Ailleurs.fr", "pendingEmail": null }));
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!((letters.len(), letters[2].to.as_str()), (3, "ines@exemple.fr"), "the former is told last");
}

#[tokio::test]
async fn an_address_is_read_before_anything_is_sent_and_nobody_is_buried_under_letters_f12() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk, _) = at_home(&school).await;
    let long = format!("{}@exemple.fr", "a".repeat(300));
    for bad in ["ines", "a@b.fr\r\nBcc: tous@exemple.fr", "a@b.fr, c@d.fr", "<a@b.fr>", &long] {
        assert_eq!(desk.change_mail(GOOD, bad).await.problems("changeMail"), problem("INVALID", "email"), "{bad}");
    }
    assert_eq!(desk.change_mail(GOOD, "").await.problems("changeMail"), problem("BLANK", "email"));
    assert_eq!(desk.change_mail(GOOD, "INES@exemple.fr").await.problems("changeMail"), problem("TAKEN", "email"));
    for number in 0..3 {
        assert!(desk.change_mail(GOOD, &format!("a{number}@exemple.fr")).await.problems("changeMail").is_empty());
    }
    assert_eq!(desk.change_mail(GOOD, "a4@exemple.fr").await.problems("changeMail"), problem("THROTTLED", "email"));
    app.run_jobs().await;
    let secret = app.letter_to("a0@exemple.fr").secret("adresse");
    assert_eq!(
        desk.confirm(&secret).await.problems("confirmMail"),
        problem("EXPIRED", "secret"),
        "a newer one was asked"
    );
}

#[tokio::test]
async fn where_letters_reach_nobody_no_address_is_asked_for_and_no_way_back_in_is_promised() {
    for (server, works) in [(None, false), (Some("smtp://127.0.0.1:9"), true)] {
        let app = TestApp::configured(MONDAY, |config| {
            config.public_url = "https://etabli.exemple.fr".to_owned();
            config.smtp_url = server.map(str::to_owned);
        })
        .await;
        let school = app.school().await;
        let (_, mut desk, _) = at_home(&school).await;
        let said = desk.change_mail(GOOD, "autre@exemple.fr").await;
        assert_eq!(said.at("changeMail.errors.0.code") == "NOT_READY", !works, "{said:?}");
        let open = "query ($uai: String!) { establishment(uai: $uai) { resetByMail } }";
        let page = desk.send(open, json!({ "uai": school.uai })).await.fine();
        assert_eq!(page.at("establishment.resetByMail"), &json!(works));
    }
}

#[tokio::test]
async fn she_sees_her_browsers_and_closes_the_one_she_left_open_r19() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk, phone) = at_home(&school).await;
    let listed = desk.send("{ viewer { sessions { id browser role current } } }", json!({})).await.fine();
    let sessions = listed.at("viewer.sessions").as_array().unwrap().clone();
    assert_eq!(sessions.len(), 2);
    let here = sessions.iter().find(|session| session["current"] == true).unwrap();
    assert_eq!(here["browser"], "Firefox sur Windows 10");
    let other = sessions.iter().find(|session| session["current"] == false).unwrap();
    let own = desk.send(REVOKE, json!({ "input": { "ids": [here["id"]] } })).await.fine();
    assert_eq!(own.problems("revokeSessions"), problem("INVALID", "ids"));
    let said = desk.send(REVOKE, json!({ "input": { "ids": [other["id"]] } })).await.fine();
    assert_eq!(said.at("revokeSessions.viewer.sessions"), &json!([{ "id": here["id"] }]));
    assert!(phone.known().await.is_none() && desk.known().await.is_some());
    // Nobody closes what is not theirs.
    member(&school, "Léo", "Voisin", Role::Teacher).await;
    let mut neighbour = Browser::before(&school);
    neighbour.sign_in("leo.voisin", GOOD).await;
    let said = neighbour.send(REVOKE, json!({ "input": { "ids": [here["id"]] } })).await;
    assert_eq!(said.code(), Some("NOT_FOUND"));
    assert!(desk.known().await.is_some());
}
