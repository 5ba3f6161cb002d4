//! A forgotten password: what a letter opens, for whom, and what strangers learn of it (R13, security A6, A13).

use super::{Browser, GOOD, OTHER, came_to, change_user, imported, member, setting};
use crate::app::TestApp;
use crate::app::people::Said;
use crate::app::school::School;
use chrono::TimeDelta;
use entity::establishment::{ResetMode, SignInMessages};
use entity::role_grant::Role;
use entity::user;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::json;

const ASK: &str =
    "mutation ($input: AskResetInput!) { askReset(input: $input) { sentTo errors { code path message } } }";
const ADDRESS: &str = "ines.garnier@exemple.fr";

/// A teacher with a password and an address.
async fn teacher(school: &School<'_>) -> user::Model {
    let teacher = member(school, "Inès", "Garnier", Role::Teacher).await;
    let row =
        user::ActiveModel { id: Unchanged(teacher.id), email: Set(Some(ADDRESS.to_owned())), ..Default::default() };
    change_user(school, row).await;
    teacher
}

/// Asks for a letter from a browser where nobody is signed in.
async fn ask(browser: &mut Browser<'_>, login: &str) -> Said {
    let uai = browser.uai.clone();
    browser.send(ASK, json!({ "input": { "uai": uai, "login": login } })).await.fine()
}

#[tokio::test]
async fn a_teacher_who_forgot_comes_back_by_a_link_that_works_once_r13() {
    let app = TestApp::new().await;
    let school = app.school().await;
    teacher(&school).await;
    let (mut phone, mut desk) = (Browser::before(&school), Browser::before(&school));
    desk.sign_in("ines.garnier", GOOD).await;
    ask(&mut phone, " Inès.Garnier ").await;
    app.run_jobs().await;
    let letter = app.letter_to(ADDRESS);
    assert!(letter.text.contains("ines.garnier") && letter.text.contains("30 minutes"), "{}", letter.text);
    let secret = letter.secret("activation");
    assert!(letter.text.contains(&format!("http://127.0.0.1:8080/{}/activation/", school.uai)), "F13: {}", letter.text);
    assert_eq!(phone.choose(&secret, OTHER).await.text("choosePassword.login"), "ines.garnier");
    assert!(desk.known().await.is_none(), "every session is over");
    assert_eq!(came_to(&phone.sign_in("ines.garnier", GOOD).await), "WRONG_CREDENTIALS");
    assert_eq!(came_to(&phone.sign_in("ines.garnier", OTHER).await), "in");
    let again = phone.choose(&secret, "une autre phrase de passe").await;
    assert_eq!(again.problems("choosePassword"), [("EXPIRED".to_owned(), "ticket".to_owned())]);
    app.run_jobs().await;
    let told = app.letters();
    assert_eq!(told.len(), 2);
    assert!(told[1].subject.contains("Mot de passe changé") && told[1].text.contains("16/11/2026 à 09:00"), "{told:?}");
}

#[tokio::test]
async fn asking_tells_nobody_who_has_an_account_a6_a7() {
    let app = TestApp::new().await;
    let school = app.school().await;
    teacher(&school).await;
    member(&school, "Léa", "Sansadresse", Role::Teacher).await;
    let mut answers = Vec::new();
    for login in ["ines.garnier", "lea.sansadresse", "personne.ici", "0999001W"] {
        let mut browser = Browser::before(&school).at("192.0.2.7");
        let (said, statements) = app.statements(ask(&mut browser, login)).await;
        answers.push((said.0.to_string(), statements));
    }
    let mut first = answers[0].clone();
    // The first asks for a counter that is not there yet.
    first.1 = answers[1].1;
    assert!(answers.iter().skip(1).all(|answer| *answer == first), "{answers:?}");
    let elsewhere = Browser { uai: "0999009X".to_owned(), ..Browser::before(&school) };
    assert_eq!(ask(&mut elsewhere.clone(), "ines.garnier").await.0.to_string(), first.0);
    app.run_jobs().await;
    assert_eq!(app.letters().len(), 1, "only she gets a letter");
}

#[tokio::test]
async fn a_school_that_tells_what_is_wrong_tells_where_the_letter_goes() {
    // Decision 18
    let app = TestApp::new().await;
    let school = app.school().await;
    teacher(&school).await;
    setting(&school, |row| row.sign_in_messages = Set(SignInMessages::Distinct)).await;
    let mut browser = Browser::before(&school);
    assert_eq!(ask(&mut browser, "ines.garnier").await.text("askReset.sentTo"), "i•••r@exemple.fr");
    assert!(ask(&mut browser, "personne.ici").await.at("askReset.sentTo").is_null());
}

#[tokio::test]
async fn a_letter_is_good_for_thirty_minutes_and_the_newest_alone_a13() {
    let app = TestApp::new().await;
    let school = app.school().await;
    teacher(&school).await;
    let mut browser = Browser::before(&school);
    ask(&mut browser, "ines.garnier").await;
    ask(&mut browser, "ines.garnier").await;
    app.run_jobs().await;
    assert_eq!(app.letters().len(), 1, "no second letter within ten minutes");
    for _ in 0..4 {
        app.clock.advance(TimeDelta::minutes(11));
        ask(&mut browser, "ines.garnier").await;
        app.run_jobs().await;
    }
    let letters = app.letters();
    assert_eq!(letters.len(), 3, "three in an hour");
    let secrets: Vec<String> = letters.iter().map(|letter| letter.secret("activation")).collect();
    let refused = browser.choose(&secrets[1], OTHER).await;
    assert_eq!(refused.problems("choosePassword"), [("EXPIRED".to_owned(), "ticket".to_owned())]);
    app.clock.advance(TimeDelta::minutes(9));
    let late = browser.choose(&secrets[2], OTHER).await;
    assert_eq!(late.problems("choosePassword"), [("EXPIRED".to_owned(), "ticket".to_owned())], "31 minutes later");
}

#[tokio::test]
async fn a_temporary_password_only_leads_to_choosing_another_one_r13() {
    let app = TestApp::new().await;
    let school = app.school().await;
    teacher(&school).await;
    setting(&school, |row| row.reset = Set(ResetMode::TemporaryPassword)).await;
    let mut browser = Browser::before(&school);
    ask(&mut browser, "ines.garnier").await;
    app.run_jobs().await;
    let letter = app.letter_to(ADDRESS);
    let temporary = letter.text.split("Mot de passe provisoire\u{a0}: ").nth(1).expect("the password");
    let temporary = temporary.lines().next().expect("a line").to_owned();
    assert_eq!(temporary.len(), 16, "{temporary}");
    assert_eq!(came_to(&browser.sign_in("ines.garnier", &temporary.to_lowercase()).await), "WRONG_CREDENTIALS");
    // Spaces pasted with it do not count (security 4.3).
    let said = browser.sign_in("ines.garnier", &format!(" {temporary}\t")).await;
    assert_eq!(came_to(&said), "activating");
    assert!(browser.known().await.is_none(), "it opens no session");
    assert_eq!(came_to(&browser.sign_in("ines.garnier", &temporary).await), "WRONG_CREDENTIALS", "it works once");
    browser.choose(said.text("signIn.activationTicket"), OTHER).await;
    assert_eq!(came_to(&browser.sign_in("ines.garnier", OTHER).await), "in");
}

#[tokio::test]
async fn a_letter_does_not_open_what_the_school_has_not_opened() {
    // Security 4.1: an account that the files brought is opened by its first sign-in alone.
    let app = TestApp::new().await;
    let school = app.school().await;
    let newcomer = imported(&school, "Noé", "Nouveau", Role::Teacher).await;
    let gone = teacher(&school).await;
    let address =
        |id| user::ActiveModel { id: Unchanged(id), email: Set(Some("x@exemple.fr".into())), ..Default::default() };
    change_user(&school, address(newcomer.id)).await;
    let closed = user::ActiveModel { deactivated_at: Set(Some(app.clock.now())), ..address(gone.id) };
    change_user(&school, closed).await;
    let mut browser = Browser::before(&school);
    ask(&mut browser, "noe.nouveau").await;
    ask(&mut browser, "ines.garnier").await;
    app.run_jobs().await;
    assert!(app.letters().is_empty());
}

#[tokio::test]
async fn one_address_asks_for_twenty_letters_in_ten_minutes_at_most() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let mut browser = Browser::before(&school).at("192.0.2.7");
    for number in 0..20 {
        assert!(ask(&mut browser, &format!("personne.{number}")).await.problems("askReset").is_empty());
    }
    let said = ask(&mut browser, "personne.20").await;
    assert_eq!(said.text("askReset.errors.0.code"), "THROTTLED");
    assert!(ask(&mut Browser::before(&school).at("192.0.2.8"), "x").await.problems("askReset").is_empty());
}
