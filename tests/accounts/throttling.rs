//! Guessing is slowed and stopped: by account, by address, by school (R11, security A1, A2, A4).

use super::{Browser, GOOD, OPEN, came_to, member};
use crate::app::TestApp;
use chrono::TimeDelta;
use entity::role_grant::Role;
use entity::session;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde_json::json;

#[tokio::test]
async fn guessing_is_throttled_at_the_sixth_try_and_a_restart_forgives_nothing_a1_r11() {
    fn browser<'a>(app: &'a TestApp, uai: &str) -> Browser<'a> {
        Browser { app, uai: uai.to_owned(), address: None, device: None, token: None, agent: None }
    }
    let mut app = TestApp::new().await;
    let uai = {
        let school = app.school().await;
        member(&school, "Inès", "Garnier", Role::Teacher).await;
        school.uai.clone()
    };
    for attempt in 1..=30 {
        let said = browser(&app, &uai).sign_in("ines.garnier", "faux mot de passe").await;
        let expected = if attempt <= 5 { "WRONG_CREDENTIALS" } else { "THROTTLED" };
        assert_eq!(came_to(&said), expected, "try {attempt}");
        assert_eq!(said.at("signIn.retryAt").is_string(), attempt > 5);
    }
    let refused = browser(&app, &uai).sign_in("ines.garnier", "faux mot de passe").await;
    app.restarted().await;
    let right = browser(&app, &uai).sign_in("ines.garnier", GOOD).await;
    assert_eq!(right.0, refused.0, "the right password during a wait gets the same answer");
    // Waits grow: one minute, then two.
    app.clock.advance(TimeDelta::seconds(61));
    assert_eq!(came_to(&browser(&app, &uai).sign_in("ines.garnier", "faux mot de passe").await), "WRONG_CREDENTIALS");
    app.clock.advance(TimeDelta::seconds(61));
    assert_eq!(came_to(&browser(&app, &uai).sign_in("ines.garnier", GOOD).await), "THROTTLED");
    app.clock.advance(TimeDelta::seconds(61));
    assert_eq!(came_to(&browser(&app, &uai).sign_in("ines.garnier", GOOD).await), "in");
    // A good sign-in wipes the slate.
    for _ in 0..4 {
        assert_eq!(
            came_to(&browser(&app, &uai).sign_in("ines.garnier", "faux mot de passe").await),
            "WRONG_CREDENTIALS"
        );
    }
    assert_eq!(came_to(&browser(&app, &uai).sign_in("ines.garnier", GOOD).await), "in");
}

#[tokio::test]
async fn who_tried_too_often_tries_again_as_soon_as_the_school_opens_the_account_r11_r14() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let ines = member(&school, "Inès", "Garnier", Role::Learner).await;
    let (mut hers, mut library) = (Browser::before(&school), Browser::before(&school));
    hers.sign_in("ines.garnier", GOOD).await;
    for _ in 0..6 {
        hers.sign_in("ines.garnier", "faux mot de passe").await;
        library.sign_in("ines.garnier", "faux mot de passe").await;
    }
    for browser in [&mut hers, &mut library] {
        assert_eq!(came_to(&browser.sign_in("ines.garnier", GOOD).await), "THROTTLED");
    }
    let ddftp = school.ddftp().await;
    ddftp.run(OPEN, json!({ "input": { "userIds": [ines.id] } })).await.fine();
    for browser in [&mut hers, &mut library] {
        assert_eq!(came_to(&browser.sign_in("ines.garnier", "04072009").await), "activating");
    }
}

#[tokio::test]
async fn classmates_cannot_lock_someone_out_of_her_own_browser_a1() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Learner).await;
    let mut hers = Browser::before(&school);
    hers.sign_in("ines.garnier", GOOD).await;
    for _ in 0..8 {
        Browser::before(&school).sign_in("ines.garnier", "faux mot de passe").await;
    }
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await), "THROTTLED");
    assert_eq!(came_to(&hers.sign_in("ines.garnier", GOOD).await), "in");
    // Her browser has a counter of its own, and ninety days.
    for attempt in 1..=6 {
        let expected = if attempt <= 5 { "WRONG_CREDENTIALS" } else { "THROTTLED" };
        assert_eq!(came_to(&hers.sign_in("ines.garnier", "faux mot de passe").await), expected);
    }
    let mut forged = Browser { device: Some("x".repeat(43)), ..Browser::before(&school) };
    assert_eq!(came_to(&forged.sign_in("ines.garnier", GOOD).await), "in", "her good sign-in opened the login again");
}

#[tokio::test]
async fn one_password_tried_on_sixty_logins_is_stopped_by_the_address_a2() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Learner).await;
    let mut outcomes = Vec::new();
    for number in 0..60 {
        let mut browser = Browser::before(&school).at("2001:db8:1:2::7");
        outcomes.push(came_to(&browser.sign_in(&format!("eleve{number}"), GOOD).await));
    }
    assert!(outcomes[..20].iter().all(|came| came == "WRONG_CREDENTIALS"));
    assert!(outcomes[20..].iter().all(|came| came == "THROTTLED"), "throttled by the 21st");
    // The whole /64 waits, the rest of the world does not.
    assert_eq!(
        came_to(&Browser::before(&school).at("2001:db8:1:2:ff::1").sign_in("ines.garnier", GOOD).await),
        "THROTTLED"
    );
    assert_eq!(came_to(&Browser::before(&school).at("2001:db8:1:3::1").sign_in("ines.garnier", GOOD).await), "in");
    app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(came_to(&Browser::before(&school).at("2001:db8:1:2:ff::1").sign_in("ines.garnier", GOOD).await), "in");
}

#[tokio::test]
async fn sixty_failures_from_an_address_close_it_for_the_day_a2() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Learner).await;
    for number in 0..60 {
        if number % 15 == 0 {
            app.clock.advance(TimeDelta::minutes(11));
        }
        let mut browser = Browser::before(&school).at("192.0.2.1");
        assert_eq!(came_to(&browser.sign_in(&format!("eleve{number}"), GOOD).await), "WRONG_CREDENTIALS");
    }
    app.clock.advance(TimeDelta::hours(3));
    assert_eq!(came_to(&Browser::before(&school).at("192.0.2.1").sign_in("ines.garnier", GOOD).await), "THROTTLED");
    app.clock.advance(TimeDelta::hours(22));
    assert_eq!(came_to(&Browser::before(&school).at("192.0.2.1").sign_in("ines.garnier", GOOD).await), "in");
}

#[tokio::test]
async fn a_whole_school_signs_in_from_one_address_a2() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Learner).await;
    let several = futures::future::join_all((0..120).map(|_| {
        let mut browser = Browser::before(&school).at("192.0.2.1");
        async move { came_to(&browser.sign_in("ines.garnier", GOOD).await) }
    }));
    let came = several.await;
    assert!(came.iter().all(|came| came == "in"), "good sign-ins never count");
    let open = session::Column::EndedAt.is_null();
    let open = school.cx().find::<session::Entity>().with(|q| q.filter(open)).count().await.unwrap();
    assert_eq!(open, 5, "five sessions at a time, the oldest leaves (A11)");
}

#[tokio::test]
async fn a_school_tried_two_hundred_times_answers_slowly_a2() {
    let app = TestApp::configured(crate::app::MONDAY, |config| {
        config.sign_in_failures_per_school = 10;
        config.sign_in_slowdown_ms = 300;
    })
    .await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Learner).await;
    let timed = async |address: &str, password: &str| {
        let start = std::time::Instant::now();
        Browser::before(&school).at(address).sign_in("ines.garnier", password).await;
        start.elapsed().as_millis()
    };
    for number in 0..10 {
        let mut browser = Browser::before(&school).at(&format!("192.0.2.{number}"));
        browser.sign_in(&format!("eleve{number}"), GOOD).await;
    }
    assert!(timed("198.51.100.1", GOOD).await >= 300, "good ones wait as well");
    assert!(timed("198.51.100.2", "faux mot de passe").await >= 300);
}

#[tokio::test]
async fn of_forty_guesses_at_once_five_are_looked_at_a4() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Learner).await;
    let guesses = (0..40).map(|number| {
        let mut browser = Browser::before(&school).at(&format!("192.0.2.{number}"));
        async move { came_to(&browser.sign_in("ines.garnier", "faux mot de passe").await) }
    });
    let came = futures::future::join_all(guesses).await;
    assert_eq!(came.iter().filter(|came| *came == "WRONG_CREDENTIALS").count(), 5);
    assert_eq!(came.iter().filter(|came| *came == "THROTTLED").count(), 35);
}
