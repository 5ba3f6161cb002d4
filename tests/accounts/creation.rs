//! Creating an account by hand (R15–R18; security F12).

use super::{Browser, GOOD, came_to, change_user, imported, setting};
use crate::app::TestApp;
use crate::app::people::{Person, Said};
use crate::app::school::School;
use chrono::TimeDelta;
use entity::role_grant::Role;
use entity::user::{self, AccountSource};
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::{Value, json};

const CREATE: &str = "mutation ($input: CreateUserInput!) { createUser(input: $input) {
    user { id displayName login civility state source roles } lookalikes { displayName state } errors { code path message } } }";

/// Nadia Benali, DDFTP, with other values where some are given.
fn nadia(changes: Value) -> Value {
    let mut input = json!({ "civility": "MRS", "lastName": "Benali", "firstName": "Nadia", "birthDate": "1980-05-04",
        "email": "n.benali@exemple.example", "role": "DDFTP" });
    for (field, value) in changes.as_object().into_iter().flatten() {
        input[field] = value.clone();
    }
    json!({ "input": input })
}

async fn create(who: &Person, changes: Value) -> Said {
    who.run(CREATE, nadia(changes)).await
}

async fn accounts(school: &School<'_>) -> usize {
    school.cx().find::<user::Entity>().all().await.expect("the accounts").len()
}

#[tokio::test]
async fn a_head_creates_a_ddftp_who_comes_in_by_the_link_of_a_letter_r15_r17() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let head = school.person("Hugo Chef", Role::Head).await;
    let made = create(&head, json!({ "lastName": "  Benali ", "email": " n.benali@exemple.example " })).await.fine();
    assert_eq!(made.problems("createUser"), []);
    let user = made.at("createUser.user");
    assert_eq!((&user["displayName"], &user["civility"]), (&json!("Nadia Benali"), &json!("Mme")));
    assert_eq!((&user["source"], &user["roles"]), (&json!("MANUAL"), &json!(["DDFTP"])));
    app.run_jobs().await;
    let letter = app.letter_to("n.benali@exemple.example");
    for told in ["nadia.benali", "72 heures", &format!("http://127.0.0.1:8080/{}", school.uai)] {
        assert!(letter.text.contains(told), "{told}: {}", letter.text);
    }
    let state = format!("{{ node(id: {}) {{ ... on User {{ state }} }} }}", user["id"]);
    assert_eq!(head.ask(&state).await.fine().text("node.state"), "OPEN");

    app.clock.advance(TimeDelta::hours(71));
    let mut browser = Browser::before(&school);
    assert_eq!(came_to(&browser.sign_in("nadia.benali", "1980-05-04").await), "WRONG_CREDENTIALS", "never by a date");
    assert_eq!(browser.choose(&letter.secret("activation"), GOOD).await.problems("choosePassword"), []);
    assert_eq!(browser.sign_in("nadia.benali", GOOD).await.text("signIn.viewer.role"), "DDFTP");
}

#[tokio::test]
async fn the_establishment_must_say_who_writes_r16() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let before = accounts(&school).await;
    setting(&school, |row| row.email = Set(None)).await;
    let refused = create(&admin, json!({})).await.fine();
    assert_eq!(refused.problems("createUser"), [("NOT_READY".to_owned(), String::new())]);
    let message = refused.text("createUser.errors.0.message");
    assert!(message.contains("l’adresse électronique de l’établissement"), "{message}");
    setting(&school, |row| row.name = Set(" ".to_owned())).await;
    let refused = create(&admin, json!({})).await.fine();
    let message = refused.text("createUser.errors.0.message");
    assert!(message.contains("le nom et l’adresse électronique"), "{message}");
    assert_eq!(accounts(&school).await, before);
}

#[tokio::test]
async fn everything_wrong_is_said_at_once_and_nothing_is_created() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let before = accounts(&school).await;
    let all = json!({ "lastName": " ", "firstName": "<script>", "birthDate": "2026-11-17", "email": "n.benali", "role": "LEARNER" });
    let refused = create(&admin, all).await.fine();
    let at = |code: &str, path: &str| (code.to_owned(), path.to_owned());
    assert_eq!(
        refused.problems("createUser"),
        [
            at("BLANK", "lastName"),
            at("INVALID", "firstName"),
            at("INVALID", "email"),
            at("INVALID", "birthDate"),
            at("INVALID", "role")
        ]
    );
    for (field, value, code) in [
        ("lastName", "é".repeat(300), "TOO_LONG"),
        ("firstName", "Nadia\r\nBcc: x@y.example".to_owned(), "INVALID"),
        ("email", String::new(), "BLANK"),
        ("email", "n@exemple.example\r\nBcc: x@y.example".to_owned(), "INVALID"),
        ("email", "n@exemple.example, x@y.example".to_owned(), "INVALID"),
        ("email", format!("{}@exemple.example", "n".repeat(300)), "INVALID"),
        ("birthDate", "1900-01-01".to_owned(), "INVALID"),
    ] {
        let refused = create(&admin, json!({ field: value })).await.fine();
        assert_eq!(refused.problems("createUser"), [at(code, field)], "{value:?}");
    }
    assert_eq!(accounts(&school).await, before);
    app.run_jobs().await;
    assert!(app.letters().is_empty());
}

#[tokio::test]
async fn a_head_creates_ddftp_and_inspectors_and_nobody_creates_a_learner_or_an_administrator() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, head) = (school.admin().await, school.person("Hugo Chef", Role::Head).await);
    let roles = ["ADMIN", "HEAD", "DDFTP", "TEACHER", "TUTOR", "LEARNER", "INSPECTOR"];
    for (who, may) in [(&admin, &["HEAD", "DDFTP", "TEACHER", "INSPECTOR"][..]), (&head, &["DDFTP", "INSPECTOR"])] {
        for role in roles {
            let said = create(who, json!({ "role": role, "despiteLookalikes": true })).await.fine();
            let problems = said.problems("createUser");
            let expected = if may.contains(&role) { vec![] } else { vec![("INVALID".to_owned(), "role".to_owned())] };
            assert_eq!(problems, expected, "{role}");
        }
    }
    for who in [school.ddftp().await, school.teacher("Sophie Prévost", "071100", &[]).await] {
        assert_eq!(create(&who, json!({})).await.code(), Some("FORBIDDEN"));
    }
    assert_eq!(Person::stranger(&app).run(CREATE, nadia(json!({}))).await.code(), Some("UNAUTHENTICATED"));
}

#[tokio::test]
async fn somebody_who_resembles_the_new_person_is_shown_first_r18() {
    let app = TestApp::new().await;
    let (school, elsewhere) = (app.school().await, app.school_of("0999002X").await);
    let admin = school.admin().await;
    let herve = imported(&school, "Hervé", "Prévost-Noël", Role::Teacher).await;
    imported(&elsewhere, "Nadia", "Benali", Role::Teacher).await;
    let wish = |date: &str| json!({ "lastName": "PREVOST NOEL", "firstName": "herve", "birthDate": date });
    let born = |date: Option<&str>| user::ActiveModel {
        id: Unchanged(herve.id),
        birth_date: Set(date.map(|date| date.parse().unwrap())),
        ..Default::default()
    };
    for (known, typed, resembles) in [
        (Some("1980-05-04"), "1980-05-04", true),
        (None, "1980-05-04", true),
        (Some("1981-05-04"), "1980-05-04", false),
    ] {
        change_user(&school, born(known)).await;
        let before = accounts(&school).await;
        let said = create(&admin, wish(typed)).await.fine();
        assert_eq!(said.problems("createUser"), []);
        let lookalikes = said.at("createUser.lookalikes").as_array().map_or(0, Vec::len);
        assert_eq!(
            (lookalikes, said.at("createUser.user").is_null()),
            (usize::from(resembles), resembles),
            "{known:?}"
        );
        assert_eq!(accounts(&school).await, before + usize::from(!resembles));
    }
    let mut input = wish("1980-05-04");
    input["despiteLookalikes"] = json!(true);
    let made = create(&admin, input).await.fine();
    assert_eq!(made.text("createUser.user.login"), "herve.prevost-noel3", "R4: homonyms are numbered");
    // Whoever has the same names in another school is nobody here (R183).
    assert!(create(&admin, json!({})).await.fine().at("createUser.user").is_object());
    let sources = school.cx().find::<user::Entity>().all().await.unwrap();
    assert_eq!(sources.iter().filter(|account| account.source == AccountSource::Manual).count(), 3);
}

#[tokio::test]
async fn two_clicks_create_one_account() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let before = accounts(&school).await;
    let (one, other) = tokio::join!(create(&admin, json!({})), create(&admin, json!({})));
    let made = [one.fine(), other.fine()].iter().filter(|said| said.at("createUser.user").is_object()).count();
    assert_eq!((made, accounts(&school).await), (1, before + 1));
}

const RESEND: &str = "mutation ($id: ID!) { resendWelcome(input: { userId: $id }) {
    user { id viewerCan } sentTo errors { code path message } } }";

#[tokio::test]
async fn the_letter_of_who_never_came_in_is_sent_again_and_replaces_the_former_link_r15() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let head = school.person("Hugo Chef", Role::Head).await;
    let made = create(&head, json!({})).await.fine();
    let id = made.text("createUser.user.id").to_owned();
    app.run_jobs().await;
    let former = app.letter_to("n.benali@exemple.example").secret("activation");
    app.clock.advance(TimeDelta::hours(73));
    let done = head.run(RESEND, json!({ "id": id })).await.fine();
    assert_eq!(done.problems("resendWelcome"), []);
    assert_eq!(done.text("resendWelcome.sentTo"), "n•••i@exemple.example");
    app.run_jobs().await;
    let newest = app.letters().pop().expect("a letter").secret("activation");
    let mut browser = Browser::before(&school);
    assert_eq!(browser.choose(&former, GOOD).await.problems("choosePassword")[0].0, "EXPIRED");
    // Sent again although the link still works: the one before it no longer does.
    head.run(RESEND, json!({ "id": id })).await.fine();
    assert_eq!(browser.choose(&newest, GOOD).await.problems("choosePassword")[0].0, "EXPIRED", "at once");
    app.run_jobs().await;
    let last = app.letters().pop().expect("a letter").secret("activation");
    assert_eq!(browser.choose(&last, GOOD).await.problems("choosePassword"), []);
    let late = head.run(RESEND, json!({ "id": id })).await.fine();
    assert_eq!(late.problems("resendWelcome"), [("INVALID".to_owned(), String::new())], "a password was chosen");
}

#[tokio::test]
async fn a_letter_is_not_sent_again_without_end_nor_to_who_comes_in_otherwise() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let id = create(&admin, json!({})).await.fine().text("createUser.user.id").to_owned();
    for _ in 0..3 {
        assert_eq!(admin.run(RESEND, json!({ "id": id })).await.fine().problems("resendWelcome"), []);
    }
    let buried = admin.run(RESEND, json!({ "id": id })).await.fine();
    assert_eq!(buried.problems("resendWelcome"), [("THROTTLED".to_owned(), String::new())]);
    let learner = imported(&school, "Léo", "Petit", Role::Learner).await;
    let refused = admin.run(RESEND, json!({ "id": learner.id })).await.fine();
    assert_eq!(refused.problems("resendWelcome"), [("INVALID".to_owned(), String::new())]);
    let acts = format!("{{ node(id: \"{id}\") {{ ... on User {{ viewerCan }} }} }}");
    let can = admin.ask(&acts).await.fine();
    assert!(can.at("node.viewerCan").as_array().unwrap().contains(&json!("RESEND_WELCOME")));
    assert_eq!(school.ddftp().await.run(RESEND, json!({ "id": id })).await.code(), Some("FORBIDDEN"));
}
