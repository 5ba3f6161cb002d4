//! How people come in: what an administrator chooses, and that it holds at once (R7, R10, R13; security 4.1–4.3, A11).

use super::{SETTINGS, change, problem};
use crate::app::http::{asking, by};
use crate::app::people::Person;
use crate::app::school::School;
use crate::app::{MONDAY, TestApp, given, rows};
use chrono::TimeDelta;
use entity::role_grant::Role;
use entity::user::{self, AccountSource};
use entity::{audit_line, establishment, secret, session};
use etabli::access::Act;
use etabli::accounts::sessions;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::{ColumnTrait as _, Set};
use serde_json::{Value, json};

/// A school whose letters reach nobody: a public address, and no mail server.
async fn without_mail() -> TestApp {
    TestApp::configured(MONDAY, |config| config.public_url = "https://etabli.exemple.fr".into()).await
}

#[tokio::test]
async fn an_administrator_chooses_how_people_come_in_and_it_is_written_down() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, head) = (school.admin().await, school.person("Hugo Chef", Role::Head).await);
    let wanted = json!({ "activation": "BIRTH_DATE_AND_CODE", "signInMessages": "DISTINCT", "reset": "TEMPORARY_PASSWORD",
        "secondFactor": "ADULTS" });
    let done = change(&admin, "setSecurityOptions", None, wanted.clone()).await.fine();
    assert_eq!(done.problems("setSecurityOptions"), []);
    let kept = done.at("setSecurityOptions.establishment.settings");
    for (field, value) in wanted.as_object().unwrap() {
        assert_eq!(&kept[field], value, "{field}");
    }
    let public = format!("{{ establishment(uai: \"{}\") {{ activation signInMessages }} }}", school.uai);
    let told = Person::stranger(&app).ask(&public).await.fine();
    assert_eq!(told.text("establishment.signInMessages"), "DISTINCT", "the sign-in page follows");
    let lines = school.cx().find::<audit_line::Entity>().all().await.unwrap();
    let line = lines.iter().find(|line| line.act == "SetSecurityOptions").expect("a line of the audit log");
    assert_eq!(
        line.detail,
        "activation BirthDateAndCode, messages Distinct, reset TemporaryPassword, second factor Adults"
    );
    let journal = head.ask("{ journal { text actor } }").await.fine();
    assert_eq!(journal.text("journal.0.text"), "a changé les réglages de sécurité");
    let refused = change(&head, "setSecurityOptions", Some(2), json!({ "signInMessages": "UNIFORM" })).await;
    assert_eq!(refused.code(), Some("FORBIDDEN"));
}

/// Nobody is left outside.
#[tokio::test]
async fn what_needs_letters_is_refused_where_they_reach_nobody() {
    let app = without_mail().await;
    let school = app.school().await;
    let admin = school.admin().await;
    assert_eq!(admin.ask(SETTINGS).await.fine().at("viewer.establishment.settings.mailReachesPeople"), &json!(false));
    for (field, value) in [("activation", "MAIL_LINK"), ("reset", "TEMPORARY_PASSWORD")] {
        let refused = change(&admin, "setSecurityOptions", None, json!({ field: value })).await.fine();
        assert_eq!(refused.problems("setSecurityOptions"), problem("NOT_READY", field));
        assert!(refused.text("setSecurityOptions.errors.0.message").contains("Aucun serveur de courrier"));
    }
    let row = school.cx().find::<establishment::Entity>().get(school.id).await.unwrap();
    assert_eq!((row.version, row.reset), (1, establishment::ResetMode::Link));
    let same =
        change(&admin, "setSecurityOptions", None, json!({ "reset": "LINK", "activation": "CODE" })).await.fine();
    assert_eq!(same.problems("setSecurityOptions"), [], "what changes nothing about letters goes");
}

/// When a session ends if nothing more is asked, in minutes from now; none when it has ended.
async fn idle_minutes(app: &TestApp, person: &Person) -> Option<i64> {
    let known = sessions::authenticate(&app.app.shared, &person.token).await.expect("the session is looked for")?;
    Some((known.idle_ends_at - app.clock.now()).num_minutes())
}

#[tokio::test]
async fn the_length_of_a_session_governs_open_ones_at_their_next_request_a11() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, ddftp, teacher) =
        (school.admin().await, school.ddftp().await, school.person("Sophie Garnier", Role::Teacher).await);
    assert_eq!([idle_minutes(&app, &ddftp).await, idle_minutes(&app, &teacher).await], [Some(30), Some(60)]);
    let lengths =
        json!({ "sessionLengths": [{ "role": "DDFTP", "minutes": 240 }, { "role": "TEACHER", "minutes": 10 }] });
    let done = change(&admin, "setSecurityOptions", None, lengths).await.fine();
    assert_eq!(done.problems("setSecurityOptions"), []);
    assert_eq!(idle_minutes(&app, &ddftp).await, Some(240), "a longer one at the next request");
    // A shorter one counts from the change on, for who asks nothing more.
    app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(idle_minutes(&app, &teacher).await, None);
    // A console stays on the wall for a meeting.
    app.clock.advance(TimeDelta::minutes(225));
    assert!(idle_minutes(&app, &ddftp).await.is_some());
    // And a session that begins now has the length that was chosen.
    let next = Person::signed_in(&school, teacher.user, Role::Head).await;
    school.grant(teacher.user, Role::Head).await;
    let cx = app.cx(next.actor.clone()).await;
    let opened = sessions::use_role(&cx, Role::Teacher).await.expect("the other role");
    assert_eq!((opened.session.idle_ends_at - app.clock.now()).num_minutes(), 10);
    let stays = "mutation { stayConnected { viewer { idleEndsAt } errors { code } } }";
    app.clock.advance(TimeDelta::minutes(5));
    let mut other = next.clone();
    other.actor = opened.cx.actor().clone();
    let stayed = other.ask(stays).await.fine();
    let ends = stayed.text("stayConnected.viewer.idleEndsAt").parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!(ends - app.clock.now(), TimeDelta::minutes(10));
}

#[tokio::test]
async fn twelve_hours_stay_the_end_whatever_was_chosen_a11() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, ddftp) = (school.admin().await, school.ddftp().await);
    let lengths = json!({ "sessionLengths": [{ "role": "DDFTP", "minutes": 240 }] });
    change(&admin, "setSecurityOptions", None, lengths).await.fine();
    for _ in 0..3 {
        assert!(idle_minutes(&app, &ddftp).await.is_some());
        app.clock.advance(TimeDelta::minutes(235));
    }
    assert_eq!(idle_minutes(&app, &ddftp).await, Some(15));
    app.clock.advance(TimeDelta::minutes(16));
    assert_eq!(idle_minutes(&app, &ddftp).await, None);
}

#[tokio::test]
async fn lengths_are_bounded_by_role_and_the_page_is_told_the_one_that_holds() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    for (role, minutes, fits) in [
        ("TEACHER", 9, false),
        ("TEACHER", 10, true),
        ("TEACHER", 240, true),
        ("TEACHER", 241, false),
        ("ADMIN", 60, true),
        ("ADMIN", 61, false),
        ("LEARNER", -1, false),
    ] {
        let lengths = json!({ "sessionLengths": [{ "role": role, "minutes": minutes }] });
        let done = change(&admin, "setSecurityOptions", None, lengths).await.fine();
        let expected = if fits { Vec::new() } else { problem("INVALID", "sessionLengths.0.minutes").to_vec() };
        assert_eq!(done.problems("setSecurityOptions"), expected, "{role} {minutes}");
    }
    let told = admin.ask(SETTINGS).await.fine();
    let lengths = told.at("viewer.establishment.settings.sessionLengths").as_array().cloned().unwrap();
    let of = |role: &str| lengths.iter().find(|length| length["role"] == role).cloned().unwrap();
    assert_eq!(
        of("TEACHER"),
        json!({ "role": "TEACHER", "minutes": 240, "usual": 60, "shortest": 10, "longest": 240 })
    );
    assert_eq!(of("HEAD")["minutes"], json!(30));
    let teacher = school.person("Sophie Garnier", Role::Teacher).await;
    let back = app.http().send(by(asking("{ viewer { role } }"), &teacher)).await;
    assert_eq!(back.header("x-etabli-idle"), "14400");
    assert_eq!(app.http().ask("{ frameworks { code } }").await.header("x-etabli-idle"), "", "nobody's session");
}

/// Another school's lengths and sessions are its own.
#[tokio::test]
async fn the_lengths_of_one_school_leave_the_other_as_it_is() {
    let app = TestApp::new().await;
    let (school, elsewhere) = (app.school().await, app.school_of("0999002X").await);
    let (admin, far) = (school.admin().await, elsewhere.person("Paul Ailleurs", Role::Teacher).await);
    let before = school.cx().find::<session::Entity>().all().await.unwrap().len();
    let lengths = json!({ "sessionLengths": [{ "role": "TEACHER", "minutes": 10 }] });
    change(&admin, "setSecurityOptions", None, lengths).await.fine();
    assert_eq!(idle_minutes(&app, &far).await, Some(60));
    app.clock.advance(TimeDelta::minutes(30));
    assert_eq!(idle_minutes(&app, &far).await, Some(60));
    assert_eq!(school.cx().find::<session::Entity>().all().await.unwrap().len(), before);
}

/// A member of staff whom STSWEB brought, with an address or not.
async fn colleague(school: &School<'_>, names: (&str, &str), email: Option<&str>) -> user::Model {
    let cx = school.cx();
    let id = cx.new_id();
    let row = user::ActiveModel {
        email: Set(email.map(str::to_owned)),
        source: Set(AccountSource::Stsweb),
        birth_date: Set("1980-05-04".parse().ok()),
        activated_at: Set(None),
        ..rows::account(&cx, id, names.0, names.1, &format!("{}.{}", names.0, names.1).to_lowercase())
    };
    let user = given(&cx, row).await;
    school.grant(id, Role::Teacher).await;
    user
}

const OPEN: &str = "mutation ($ids: [ID!]) { openActivation(input: { userIds: $ids }) {
    opened codes { login code } mailed { displayName } errors { code message } } }";

/// Security 4.1.
#[tokio::test]
async fn where_links_go_by_mail_staff_with_an_address_get_one_and_others_a_code() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    change(&admin, "setSecurityOptions", None, json!({ "activation": "MAIL_LINK" })).await.fine();
    let anne = colleague(&school, ("Anne", "Roy"), Some("a.roy@exemple.example")).await;
    let luc = colleague(&school, ("Luc", "Sans"), None).await;
    let done = admin.run(OPEN, json!({ "ids": [anne.id, luc.id] })).await.fine();
    assert_eq!(done.at("openActivation.opened"), &json!(2));
    assert_eq!(done.at("openActivation.mailed"), &json!([{ "displayName": "Anne Roy" }]));
    assert_eq!(done.text("openActivation.codes.0.login"), "luc.sans");
    app.run_jobs().await;
    let letter = app.letter_to("a.roy@exemple.example");
    assert!(letter.text.contains("72 heures") && letter.text.contains("anne.roy"), "{}", letter.text);
    let first = letter.secret("activation");
    let link = |secret: &str| format!("{{ activationLink(secret: \"{secret}\") {{ login }} }}");
    let read = Person::stranger(&app).ask(&link(&first)).await.fine();
    assert_eq!(read.text("activationLink.login"), "anne.roy");
    let state = format!("{{ node(id: \"{}\") {{ ... on User {{ state activationOpenUntil }} }} }}", anne.id);
    let standing = admin.ask(&state).await.fine();
    assert_eq!(standing.text("node.state"), "OPEN");
    assert_eq!(standing.text("node.activationOpenUntil"), "2026-11-19T08:00:00+00:00", "as long as the link");
    // Opened again, the former link is worth nothing, and the birth date never was.
    admin.run(OPEN, json!({ "ids": [anne.id] })).await.fine();
    assert_eq!(Person::stranger(&app).ask(&link(&first)).await.fine().at("activationLink"), &Value::Null);
    app.run_jobs().await;
    let good = school.cx().find::<secret::Entity>().filter(secret::Column::UsedAt.is_null()).count().await.unwrap();
    assert_eq!(good, 1);
    let row = school.cx().find::<user::Entity>().get(anne.id).await.unwrap();
    assert_eq!((row.activation_open_until, row.activation_code_hash), (None, None));
}

/// What an administrator chose while letters went is no trap once they no longer go.
#[tokio::test]
async fn a_code_takes_the_place_of_a_link_once_letters_reach_nobody() {
    let app = without_mail().await;
    let school = app.school().await;
    let row = establishment::ActiveModel {
        id: Unchanged(school.id),
        activation: Set(establishment::ActivationMode::MailLink),
        ..Default::default()
    };
    school.cx().write(Act::CreateEstablishment, async |tx| tx.save(row).await).await.unwrap();
    let anne = colleague(&school, ("Anne", "Roy"), Some("a.roy@exemple.example")).await;
    let done = school.admin().await.run(OPEN, json!({ "ids": [anne.id] })).await.fine();
    assert_eq!(done.at("openActivation.mailed"), &json!([]));
    assert_eq!(done.text("openActivation.codes.0.login"), "anne.roy");
}
