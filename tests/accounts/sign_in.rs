//! Signing in: what opens, what does not, and what a stranger may learn from the answer (R1–R5, R10, R12).

use super::{Browser, GOOD, OTHER, UNIFORM, came_to, change_user, imported, keep_password, member, newcomer, setting};
use crate::app::TestApp;
use entity::establishment::SignInMessages;
use entity::role_grant::Role;
use entity::user;
use etabli::access::Act;
use etabli::accounts::{self, Newcomer};
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::json;

#[tokio::test]
async fn a_person_signs_in_with_her_login_however_she_types_it_r3_r12() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let ines = member(&school, "Inès", "Garnier--Lévy", Role::Teacher).await;
    assert_eq!(ines.login, "ines.garnier-levy");
    for typed in ["ines.garnier-levy", " Inès.Garnier-Lévy ", "INES.GARNIER LEVY"] {
        let mut browser = Browser::before(&school);
        let said = browser.sign_in(typed, GOOD).await;
        assert_eq!(came_to(&said), "in", "{typed}");
        assert_eq!(said.text("signIn.viewer.user.displayName"), "Inès Garnier--Lévy");
        assert_eq!(said.text("signIn.viewer.establishment.uai"), school.uai);
        assert_eq!(*said.at("signIn.viewer.modules"), json!(["TRACKING", "CALENDAR", "STORAGE"]));
        assert_eq!(browser.viewer().await.text("viewer.user.login"), "ines.garnier-levy");
    }
    let mut browser = Browser::before(&school);
    assert_eq!(came_to(&browser.sign_in("ines.garnier-levy", &format!(" {GOOD}")).await), "WRONG_CREDENTIALS");
}

#[tokio::test]
async fn the_admin_signs_in_with_the_uai_r5() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = Newcomer { birth_date: None, ..newcomer("Alain", "Admin", Role::Admin) };
    let cx = school.cx();
    let made = cx.write(Act::CreateUser, async |tx| accounts::create(tx, admin, Some(school.uai.clone())).await).await;
    keep_password(&cx, made.unwrap().id).await;
    for typed in ["0999001W", "0999001w", " 0999001W "] {
        assert_eq!(came_to(&Browser::before(&school).sign_in(typed, GOOD).await), "in", "{typed}");
    }
    let twice = newcomer("Autre", "Admin", Role::Admin);
    let refused =
        cx.write(Act::CreateUser, async |tx| accounts::create(tx, twice, Some(school.uai.clone())).await).await;
    assert_eq!(refused.unwrap_err().problems()[0].code, etabli::error::Code::Taken);
}

#[tokio::test]
async fn each_role_signs_in_and_reads_their_own_name_r27() {
    let app = TestApp::new().await;
    let school = app.school().await;
    for role in [Role::Head, Role::Ddftp, Role::Teacher, Role::Tutor, Role::Learner, Role::Inspector] {
        let person = member(&school, "Camille", &format!("{role:?}"), role).await;
        let mut browser = Browser::before(&school);
        let said = browser.sign_in(&person.login, GOOD).await;
        assert_eq!(said.at("signIn.viewer.role"), &json!(format!("{role:?}").to_uppercase()));
        assert_eq!(browser.viewer().await.text("viewer.user.displayName"), format!("Camille {role:?}"));
    }
}

#[tokio::test]
async fn nothing_is_known_to_a_stranger_r1() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let mut stranger = Browser::before(&school);
    assert!(stranger.viewer().await.at("viewer").is_null());
    for mutation in [
        "signOut { errors { code } }",
        "stayConnected { errors { code } }",
        "useRole(input: { role: HEAD }) { errors { code } }",
    ] {
        let said = stranger.send(&format!("mutation {{ {mutation} }}"), json!({})).await;
        assert_eq!(said.code(), Some("UNAUTHENTICATED"), "{mutation}");
    }
    assert_eq!(stranger.send("{ search(text: \"bilan\") { title } }", json!({})).await.code(), Some("UNAUTHENTICATED"));
    assert!(
        stranger
            .send("{ activationLink(secret: \"x\") { login } }", json!({}))
            .await
            .fine()
            .at("activationLink")
            .is_null()
    );
}

#[tokio::test]
async fn an_account_of_a_school_opens_no_other_r2() {
    let app = TestApp::new().await;
    let (here, there) = (app.school().await, app.school_of("0999002X").await);
    member(&here, "Inès", "Garnier", Role::Teacher).await;
    assert_eq!(came_to(&Browser::before(&there).sign_in("ines.garnier", GOOD).await), "WRONG_CREDENTIALS");
    let mut nowhere = Browser { uai: "0000000A".to_owned(), ..Browser::before(&here) };
    let said = nowhere.sign_in("ines.garnier", GOOD).await;
    assert_eq!(said.text("signIn.errors.0.message"), UNIFORM);
    // The same login in the other school is another account.
    member(&there, "Inès", "Garnier", Role::Learner).await;
    let mut browser = Browser::before(&there);
    assert_eq!(browser.sign_in("ines.garnier", GOOD).await.text("signIn.viewer.role"), "LEARNER");
    assert_eq!(browser.known().await.unwrap().actor.establishment(), Some(there.id));
}

#[tokio::test]
async fn a_stranger_learns_nothing_from_the_answers_a6_r10() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Learner).await;
    imported(&school, "Léo", "Petit", Role::Learner).await;
    let gone = member(&school, "Max", "Parti", Role::Learner).await;
    let row = user::ActiveModel {
        id: Unchanged(gone.id),
        deactivated_at: Set(Some(school.cx().now())),
        ..Default::default()
    };
    change_user(&school, row).await;
    let wrong = Browser::before(&school).sign_in("ines.garnier", OTHER).await;
    assert_eq!(wrong.text("signIn.errors.0.message"), UNIFORM);
    for login in ["personne.ici", "leo.petit", "max.parti", "0999001W", "ines"] {
        let said = Browser::before(&school).sign_in(login, OTHER).await;
        assert_eq!(said.0.to_string(), wrong.0.to_string(), "{login}");
    }
    assert_eq!(
        Browser::before(&school).sign_in("max.parti", GOOD).await.0,
        wrong.0,
        "a closed account has no password"
    );
    // An unknown login is throttled like a known one.
    for _ in 0..4 {
        Browser::before(&school).sign_in("personne.ici", OTHER).await;
        Browser::before(&school).sign_in("ines.garnier", OTHER).await;
    }
    let (known, unknown) = (
        Browser::before(&school).sign_in("ines.garnier", OTHER).await,
        Browser::before(&school).sign_in("personne.ici", OTHER).await,
    );
    assert_eq!(came_to(&known), "THROTTLED");
    assert_eq!(known.0, unknown.0);
}

#[tokio::test]
async fn a_school_may_want_the_two_messages_it_knows_r10() {
    let app = TestApp::new().await;
    let school = app.school().await;
    setting(&school, |row| row.sign_in_messages = Set(SignInMessages::Distinct)).await;
    member(&school, "Inès", "Garnier", Role::Learner).await;
    let message = async |login: &str| {
        Browser::before(&school).sign_in(login, OTHER).await.text("signIn.errors.0.message").to_owned()
    };
    assert_eq!(message("personne.ici").await, "Authentification incorrecte : login inconnu");
    assert_eq!(message("ines.garnier").await, "Authentification incorrecte : mot de passe non valide.");
    for _ in 0..4 {
        message("ines.garnier").await;
    }
    assert_eq!(
        came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await),
        "THROTTLED",
        "throttling is unchanged"
    );
}

#[tokio::test]
async fn an_unknown_login_takes_as_long_as_a_known_one_a7() {
    let app = TestApp::configured(crate::app::MONDAY, |config| {
        config.argon2_memory = 19_456;
        config.argon2_rounds = 2;
        config.sign_in_tries = 1_000;
    })
    .await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Learner).await;
    let timed = async |login: &str, number: usize| {
        let start = std::time::Instant::now();
        Browser::before(&school).at(&format!("192.0.2.{number}")).sign_in(login, OTHER).await;
        start.elapsed().as_secs_f64()
    };
    // The quickest tries are compared: what the machine does besides only ever adds. A missing hash would never be caught up.
    let (mut known, mut unknown) = (f64::MAX, f64::MAX);
    let close = |known: f64, unknown: f64| (known - unknown).abs() < f64::max(0.005, 0.15 * f64::max(known, unknown));
    for number in 0..120 {
        known = known.min(timed("ines.garnier", number).await);
        unknown = unknown.min(timed("personne.ici", number).await);
        if number >= 11 && close(known, unknown) {
            break;
        }
    }
    assert!(close(known, unknown), "{known} against {unknown}");
    let statements = async |login: &str| app.statements(Browser::before(&school).sign_in(login, OTHER)).await.1;
    assert_eq!(statements("ines.garnier").await, statements("personne.ici").await);
}

#[tokio::test]
async fn a_huge_password_is_refused_at_once_a10() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Learner).await;
    let start = std::time::Instant::now();
    let said = Browser::before(&school).sign_in("ines.garnier", &"é".repeat(100_000)).await;
    assert_eq!(came_to(&said), "WRONG_CREDENTIALS");
    assert!(start.elapsed().as_millis() < 500);
    for (login, password, path) in [("", GOOD, "login"), ("  ", GOOD, "login"), ("ines.garnier", "", "password")] {
        let said = Browser::before(&school).sign_in(login, password).await;
        assert_eq!(said.problems("signIn"), [("BLANK".to_owned(), path.to_owned())]);
    }
}
