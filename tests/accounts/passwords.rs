//! Passwords: chosen anew, kept as keyed hashes, written nowhere in clear (security A8, A13, F15).

use super::{Browser, GOOD, OTHER, came_to, member};
use crate::app::TestApp;
use entity::role_grant::Role;
use entity::user;
use entity::{session, throttle};
use etabli::access::{Act, Task};
use etabli::accounts::links;

#[tokio::test]
async fn a_new_password_ends_every_session_a13() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let ines = member(&school, "Inès", "Garnier", Role::Teacher).await;
    let mut browser = Browser::before(&school);
    browser.sign_in("ines.garnier", GOOD).await;
    let link =
        school.cx().write(Act::CreateUser, async |tx| links::issue(tx, ines.id, links::LINK_KEPT).await).await.unwrap();
    // Using a link while signed in elsewhere works; nobody stays in.
    let there = app.school_of("0999002X").await;
    member(&there, "Zoé", "Loin", Role::Teacher).await;
    let mut far = Browser::before(&there);
    far.sign_in("zoe.loin", GOOD).await;
    assert!(far.choose(&link, OTHER).await.problems("choosePassword").is_empty());
    assert!(browser.known().await.is_none());
    assert_eq!(came_to(&browser.sign_in("ines.garnier", GOOD).await), "WRONG_CREDENTIALS");
    assert_eq!(came_to(&browser.sign_in("ines.garnier", OTHER).await), "in");
}

#[tokio::test]
async fn passwords_are_kept_as_dearer_hashes_when_the_price_rises_a8() {
    let mut app = TestApp::new().await;
    let (id, user, uai) = {
        let school = app.school().await;
        let ines = member(&school, "Inès", "Garnier", Role::Teacher).await;
        (school.id, ines.id, school.uai.clone())
    };
    let kept = async |app: &TestApp| {
        app.task(Task::Seed, Some(id)).find::<user::Entity>().get(user).await.unwrap().password_hash.unwrap()
    };
    assert!(kept(&app).await.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    let mut config = app.app.shared.config.clone();
    config.argon2_rounds = 2;
    app.app = etabli::app::App::open(config, app.clock.clone()).await.expect("the service opens again");
    let mut browser = Browser { app: &app, uai, address: None, device: None, token: None, agent: None };
    assert_eq!(came_to(&browser.sign_in("ines.garnier", GOOD).await), "in");
    assert!(kept(&app).await.starts_with("$argon2id$v=19$m=64,t=2,p=1$"));
    assert_eq!(came_to(&browser.sign_in("ines.garnier", GOOD).await), "in");
}

#[tokio::test]
async fn no_secret_and_no_typed_login_is_kept_in_clear_f15() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Teacher).await;
    Browser::before(&school).sign_in("mon mot de passe canari", "canari").await;
    let mut browser = Browser::before(&school);
    browser.sign_in("ines.garnier", GOOD).await;
    let cx = app.task(Task::Seed, Some(school.id));
    let everything = format!(
        "{:?}{:?}{:?}{:?}",
        cx.find::<throttle::Entity>().all().await.unwrap(),
        cx.find::<session::Entity>().all().await.unwrap(),
        cx.find::<entity::device::Entity>().all().await.unwrap(),
        cx.find::<entity::audit_line::Entity>().all().await.unwrap(),
    );
    let (token, device) = (browser.token.unwrap(), browser.device.unwrap());
    for secret in ["canari", GOOD, &token, &device] {
        assert!(!everything.contains(secret), "{secret}");
    }
}
