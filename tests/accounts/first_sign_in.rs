//! Opening an account: birth date, code, link of the command line, and who may open it again (R4, R7, R8, R14).

use super::{Browser, GOOD, OPEN, OTHER, came_to, imported, setting};
use crate::app::TestApp;
use crate::app::people::Person;
use chrono::TimeDelta;
use entity::establishment::ActivationMode;
use entity::id::UserId;
use entity::role_grant::Role;
use entity::secret;
use etabli::access::{Act, Task};
use etabli::accounts::{self, links};
use sea_orm::Set;
use serde_json::json;

#[tokio::test]
async fn a_learner_opens_his_account_with_his_birth_date_then_signs_in_again_r7_r8() {
    let app = TestApp::new().await;
    let school = app.school().await;
    imported(&school, "Léo", "Petit", Role::Learner).await;
    let mut browser = Browser::before(&school);
    // jjmmaaaa, whatever spaces were pasted around it (R12).
    let said = browser.sign_in("leo.petit", " 04072009 ").await;
    assert_eq!(came_to(&said), "activating");
    assert_eq!(said.text("signIn.activationLogin"), "leo.petit");
    assert!(browser.token.is_none() && browser.viewer().await.at("viewer").is_null(), "no session before a password");
    let ticket = said.text("signIn.activationTicket").to_owned();
    let info = browser.send(
        "query ($s: String!) { activationLink(secret: $s) { uai login displayName minimumLength } }",
        json!({ "s": ticket }),
    );
    assert_eq!(
        *info.await.fine().at("activationLink"),
        json!({ "uai": school.uai, "login": "leo.petit", "displayName": "Léo Petit", "minimumLength": 10 })
    );
    // A weak password does not use the ticket up.
    let weak = browser.choose(&ticket, "leo04072009").await;
    assert_eq!(weak.problems("choosePassword"), [("WEAK_PASSWORD".to_owned(), "password".to_owned())]);
    let short = browser.choose(&ticket, "vis torx").await;
    assert_eq!(short.problems("choosePassword"), [("TOO_SHORT".to_owned(), "password".to_owned())]);
    let chosen = browser.choose(&ticket, GOOD).await;
    assert_eq!(chosen.text("choosePassword.login"), "leo.petit");
    assert_eq!(chosen.text("choosePassword.uai"), school.uai);
    assert!(browser.token.is_none(), "choosing a password opens no session (R8)");
    let again = browser.choose(&ticket, OTHER).await;
    assert_eq!(again.problems("choosePassword"), [("EXPIRED".to_owned(), "ticket".to_owned())]);
    assert_eq!(
        came_to(&browser.sign_in("leo.petit", "04072009").await),
        "WRONG_CREDENTIALS",
        "the date opens nothing any more"
    );
    let said = browser.sign_in("leo.petit", GOOD).await;
    assert_eq!(said.text("signIn.viewer.role"), "LEARNER");
    assert_eq!(*said.at("signIn.viewer.modules"), json!(["MY_BILANS", "STORAGE"]));
}

#[tokio::test]
async fn a_teacher_writes_the_date_the_other_way_round_r7() {
    let app = TestApp::new().await;
    let school = app.school().await;
    imported(&school, "Hervé", "Prévost", Role::Teacher).await;
    assert_eq!(came_to(&Browser::before(&school).sign_in("herve.prevost", "04072009").await), "WRONG_CREDENTIALS");
    let said = Browser::before(&school).sign_in("herve.prevost", "2009-07-04").await;
    assert_eq!(came_to(&said), "activating");
    let short = Browser::before(&school).choose(said.text("signIn.activationTicket"), "vis torx 42").await;
    assert_eq!(short.problems("choosePassword")[0].0, "TOO_SHORT", "twelve characters for adults (R9)");
}

#[tokio::test]
async fn a_ticket_lasts_ten_minutes_and_a_newer_one_replaces_it_r7() {
    let app = TestApp::new().await;
    let school = app.school().await;
    imported(&school, "Léo", "Petit", Role::Learner).await;
    let mut browser = Browser::before(&school);
    let first = browser.sign_in("leo.petit", "04072009").await.text("signIn.activationTicket").to_owned();
    let second = browser.sign_in("leo.petit", "04072009").await.text("signIn.activationTicket").to_owned();
    assert_eq!(browser.choose(&first, GOOD).await.problems("choosePassword")[0].0, "EXPIRED");
    app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(browser.choose(&second, GOOD).await.problems("choosePassword")[0].0, "EXPIRED");
    // A right date is no wrong try: many of them still leave five.
    for _ in 0..7 {
        assert_eq!(came_to(&browser.sign_in("leo.petit", "04072009").await), "activating");
    }
}

#[tokio::test]
async fn a_birth_date_is_tried_five_times_in_all_then_a_code_is_needed_r7() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let leo = imported(&school, "Léo", "Petit", Role::Learner).await;
    for day in 10..15 {
        let said = Browser::before(&school).sign_in("leo.petit", &format!("{day}072009")).await;
        assert_eq!(came_to(&said), "WRONG_CREDENTIALS");
    }
    app.clock.advance(TimeDelta::days(2));
    assert_eq!(came_to(&Browser::before(&school).sign_in("leo.petit", "04072009").await), "WRONG_CREDENTIALS");
    let ddftp = school.ddftp().await;
    let opened = ddftp.run(OPEN, json!({ "input": { "userIds": [leo.id] } })).await.fine();
    assert_eq!(opened.number("openActivation.opened"), 1);
    assert_eq!(opened.text("openActivation.codes.0.login"), "leo.petit");
    let code = opened.text("openActivation.codes.0.code").to_owned();
    assert_eq!(code.len(), 8);
    assert_eq!(
        came_to(&Browser::before(&school).sign_in("leo.petit", "04072009").await),
        "WRONG_CREDENTIALS",
        "the date no longer helps"
    );
    let typed = format!(" {}-{} ", code[..4].to_lowercase(), &code[4..]);
    assert_eq!(came_to(&Browser::before(&school).sign_in("leo.petit", &typed).await), "activating");
}

#[tokio::test]
async fn activation_closes_after_two_weeks_and_is_opened_again_in_one_click_r7_r14() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let leo = imported(&school, "Léo", "Petit", Role::Learner).await;
    app.clock.advance(TimeDelta::days(15));
    assert_eq!(came_to(&Browser::before(&school).sign_in("leo.petit", "04072009").await), "WRONG_CREDENTIALS");
    let admin = school.admin().await;
    let opened = admin.run(OPEN, json!({ "input": { "userIds": [leo.id] } })).await.fine();
    assert_eq!(*opened.at("openActivation.codes"), json!([]), "a birth date is enough");
    let mut browser = Browser::before(&school);
    let ticket = browser.sign_in("leo.petit", "04072009").await.text("signIn.activationTicket").to_owned();
    browser.choose(&ticket, GOOD).await;
    browser.sign_in("leo.petit", GOOD).await;
    assert!(browser.known().await.is_some());
    // A forgotten password: the same door again, and the sessions end.
    admin.run(OPEN, json!({ "input": { "userIds": [leo.id] } })).await.fine();
    assert!(browser.known().await.is_none(), "other sessions end (R14)");
    assert_eq!(came_to(&browser.sign_in("leo.petit", GOOD).await), "WRONG_CREDENTIALS");
    assert_eq!(came_to(&browser.sign_in("leo.petit", "04072009").await), "activating");
}

#[tokio::test]
async fn activation_stops_for_an_hour_at_an_address_that_fails_too_often_r7() {
    let app = TestApp::configured(crate::app::MONDAY, |config| config.activation_failures_per_address = 3).await;
    let school = app.school().await;
    for name in ["Un", "Deux", "Trois", "Quatre"] {
        imported(&school, name, "Petit", Role::Learner).await;
    }
    for name in ["un", "deux", "trois"] {
        Browser::before(&school).at("192.0.2.1").sign_in(&format!("{name}.petit"), "01012009").await;
    }
    let here = Browser::before(&school).at("192.0.2.1").sign_in("quatre.petit", "04072009").await;
    assert_eq!(came_to(&here), "WRONG_CREDENTIALS");
    assert_eq!(
        came_to(&Browser::before(&school).at("192.0.2.2").sign_in("quatre.petit", "04072009").await),
        "activating"
    );
    app.clock.advance(TimeDelta::minutes(61));
    assert_eq!(
        came_to(&Browser::before(&school).at("192.0.2.1").sign_in("quatre.petit", "04072009").await),
        "activating"
    );
}

#[tokio::test]
async fn those_who_could_do_much_harm_never_open_their_account_with_a_date_r7() {
    let app = TestApp::new().await;
    let school = app.school().await;
    for (role, name) in [
        (Role::Admin, "Ada"),
        (Role::Head, "Hugo"),
        (Role::Ddftp, "Dora"),
        (Role::Inspector, "Ivan"),
        (Role::Tutor, "Tom"),
    ] {
        let account = imported(&school, name, "Grand", role).await;
        for typed in ["04072009", "2009-07-04"] {
            assert_eq!(
                came_to(&Browser::before(&school).sign_in(&account.login, typed).await),
                "WRONG_CREDENTIALS",
                "{role:?}"
            );
        }
        let refused = school.admin().await.run(OPEN, json!({ "input": { "userIds": [account.id] } })).await.fine();
        assert_eq!(refused.problems("openActivation"), [("INVALID".to_owned(), "userIds".to_owned())], "{role:?}");
    }
    // A teacher who also runs the workshops is one of them.
    let both = imported(&school, "Nora", "Grand", Role::Teacher).await;
    school.grant(both.id, Role::Ddftp).await;
    assert_eq!(came_to(&Browser::before(&school).sign_in("nora.grand", "2009-07-04").await), "WRONG_CREDENTIALS");
}

#[tokio::test]
async fn a_school_may_hand_out_codes_r7() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let leo = imported(&school, "Léo", "Petit", Role::Learner).await;
    let ddftp = school.ddftp().await;
    for (mode, with_date) in [(ActivationMode::Code, false), (ActivationMode::BirthDateAndCode, true)] {
        setting(&school, |row| row.activation = Set(mode)).await;
        let opened = ddftp.run(OPEN, json!({ "input": { "userIds": [leo.id] } })).await.fine();
        let code = opened.text("openActivation.codes.0.code").to_owned();
        let came = async |typed: &str| came_to(&Browser::before(&school).sign_in("leo.petit", typed).await);
        assert_eq!(came("04072009").await, "WRONG_CREDENTIALS", "{mode:?}");
        assert_eq!(came(&code).await, if with_date { "WRONG_CREDENTIALS" } else { "activating" }, "{mode:?}");
        assert_eq!(came(&format!("04072009 {code}")).await, if with_date { "activating" } else { "WRONG_CREDENTIALS" });
    }
}

#[tokio::test]
async fn a_link_of_the_command_line_chooses_a_password_once_and_for_72_hours_a15() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let made = imported(&school, "Dora", "Grand", Role::Ddftp).await;
    let issue = async || {
        let cx = app.task(Task::CommandLine, Some(school.id));
        cx.write(Act::CreateUser, async |tx| links::issue(tx, made.id, links::LINK_KEPT).await).await.expect("a link")
    };
    let (old, late) = (issue().await, issue().await);
    let mut browser = Browser::before(&school);
    assert_eq!(
        browser.choose(&old, GOOD).await.problems("choosePassword")[0].0,
        "EXPIRED",
        "a newer link kills the older"
    );
    app.clock.advance(TimeDelta::hours(73));
    assert_eq!(browser.choose(&late, GOOD).await.problems("choosePassword")[0].0, "EXPIRED");
    // Two people with the same link at once: one of them chooses.
    let link = issue().await;
    let (mut one, mut other) = (Browser::before(&school), Browser::before(&school));
    let (first, second) = tokio::join!(one.choose(&link, GOOD), other.choose(&link, OTHER));
    let refused = [&first, &second].iter().filter(|said| !said.problems("choosePassword").is_empty()).count();
    assert_eq!(refused, 1);
    let password = if first.problems("choosePassword").is_empty() { GOOD } else { OTHER };
    assert_eq!(came_to(&browser.sign_in("dora.grand", password).await), "in");
    let kept = school.cx().find::<secret::Entity>().all().await.unwrap();
    assert!(kept.iter().all(|secret| secret.hash != link && secret.hash.len() == 43), "only digests are kept");
}

#[tokio::test]
async fn a_teacher_opens_the_account_of_her_own_learners_and_of_nobody_else_r14() {
    let app = TestApp::new().await;
    let (here, there) = (app.school().await, app.school_of("0999002X").await);
    let (mine, theirs) = (here.division("1MCV1").await, here.division("TMCV1").await);
    let specialty = here.specialty("bac-pro-mcv").await;
    let pupil = here.pupil("Léo Petit", mine, specialty, "1RE").await;
    let stranger = here.pupil("Max Autre", theirs, specialty, "TLE").await;
    let teacher = here.teacher("Hervé Prévost", "071100", &[mine]).await;
    let colleague = here.teacher("Anne Collègue", "071100", &[mine]).await;
    let far = imported(&there, "Zoé", "Loin", Role::Learner).await;
    let open = async |person: &Person, id: UserId| person.run(OPEN, json!({ "input": { "userIds": [id] } })).await;
    let opened = open(&teacher, pupil.person.user).await.fine();
    assert_eq!(opened.text("openActivation.codes.0.user.displayName"), "Léo Petit", "without a birth date, a code");
    for id in [stranger.person.user, colleague.user, teacher.user, far.id] {
        assert_eq!(open(&teacher, id).await.code(), Some("NOT_FOUND"), "out of reach is not there");
    }
    assert_eq!(open(&pupil.person, pupil.person.user).await.code(), Some("FORBIDDEN"));
    // A whole division: only those who never signed in.
    let of_division = teacher.run(OPEN, json!({ "input": { "divisionId": mine } })).await.fine();
    assert_eq!(of_division.number("openActivation.opened"), 1);
    assert_eq!(teacher.run(OPEN, json!({ "input": { "divisionId": theirs } })).await.code(), Some("NOT_FOUND"));
    let neither = teacher.run(OPEN, json!({ "input": {} })).await.fine();
    assert_eq!(neither.problems("openActivation")[0].0, "INVALID");
}

#[tokio::test]
async fn who_may_read_a_login_r4() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let mine = school.division("1MCV1").await;
    let specialty = school.specialty("bac-pro-mcv").await;
    let pupil = school.pupil("Léo Petit", mine, specialty, "1RE").await;
    let teacher = school.teacher("Hervé Prévost", "071100", &[mine]).await;
    let cx = app.cx(teacher.actor.clone()).await;
    let readable =
        accounts::readable_logins(&cx, &[pupil.person.user, teacher.user, school.ddftp().await.user]).await.unwrap();
    assert_eq!(readable.iter().map(|user| user.id).collect::<Vec<_>>(), [pupil.person.user]);
    let said = teacher.ask("{ viewer { user { login initials } } }").await.fine();
    assert!(said.at("viewer.user.login").is_string(), "one's own");
    assert_eq!(said.text("viewer.user.initials"), "HP");
}
