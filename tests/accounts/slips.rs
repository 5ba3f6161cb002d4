//! Activation slips: what they say, whom they open, who prints them (R7, R14; security 4.1).

use super::{Browser, GOOD, came_to, change_user, setting};
use crate::app::TestApp;
use crate::app::http::{by, with};
use crate::app::people::Person;
use crate::app::school::School;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::NaiveDate;
use entity::establishment::ActivationMode;
use entity::id::{DivisionId, UserId};
use entity::role_grant::Role;
use entity::user;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;

/// Asks for the slips of a division as somebody's browser does.
async fn printed(app: &TestApp, who: &Person, division: DivisionId) -> (StatusCode, Vec<u8>) {
    let request = Request::post(format!("/divisions/{division}/slips.pdf")).header("x-etabli-client", "test");
    let back = app.http().send(by(request.body(Body::empty()).expect("a request"), who)).await;
    (back.status, back.bytes)
}

/// The words of each page, as a reader of PDF finds them.
fn pages(pdf: &[u8]) -> Vec<String> {
    pdf_extract::extract_text_from_mem_by_pages(pdf).expect("a PDF that is read")
}

/// A learner who never signed in, born on 4 July 2009 or nobody knows when.
async fn never(school: &School<'_>, id: UserId, login: &str, born: bool) {
    let row = user::ActiveModel {
        id: Unchanged(id),
        login: Set(login.to_owned()),
        password_hash: Set(None),
        activated_at: Set(None),
        birth_date: Set(born.then(|| NaiveDate::from_ymd_opt(2009, 7, 4)).flatten()),
        ..Default::default()
    };
    change_user(school, row).await;
}

#[tokio::test]
async fn slips_of_a_division_are_eight_to_a_page_and_open_whoever_never_signed_in() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (mine, melec) = (school.division("1MELEC1").await, school.specialty("bac-pro-melec").await);
    for number in 1..=9 {
        let pupil = school.pupil(&format!("Élève Numéro{number}"), mine, melec, "1RE").await;
        never(&school, pupil.person.user, &format!("eleve.numero{number}"), number != 9).await;
    }
    let inside = school.pupil("Inès Lambert", mine, melec, "1RE").await.person.user;
    let known = Set(Some("chosen".to_owned()));
    change_user(&school, user::ActiveModel { id: Unchanged(inside), password_hash: known, ..Default::default() }).await;
    let teacher = school.teacher("Sophie Prévost", "071100", &[mine]).await;
    let (status, pdf) = printed(&app, &teacher, mine).await;
    assert_eq!(status, StatusCode::OK);
    let pages = pages(&pdf);
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[0].matches("Ton identifiant").count(), 8);
    assert_eq!(pages[1].matches("Ton identifiant").count(), 1);
    assert!(pages[0].contains("Élève Numéro1") && pages[0].contains("eleve.numero1"), "{}", pages[0]);
    assert!(pages[0].contains("jjmmaaaa") && !pages[0].contains("2009"), "the date is never written: {}", pages[0]);
    let all = pages.concat();
    assert!(!all.contains("Lambert"), "she has her password");
    assert!(came_to(&Browser::before(&school).sign_in("eleve.numero1", "04072009").await) == "activating");

    // Nobody knows when the ninth was born: the slip has a code, which opens, once.
    let code = code_of(&pages[1]);
    let mut browser = Browser::before(&school);
    let said = browser.sign_in("eleve.numero9", &code).await;
    let ticket = said.text("signIn.activationTicket").to_owned();
    browser.choose(&ticket, GOOD).await;
    assert_eq!(came_to(&browser.sign_in("eleve.numero9", GOOD).await), "in");
}

/// The code of the only slip of a page: eight signs after the words that announce it.
fn code_of(page: &str) -> String {
    let (_, rest) = page.split_once("à la place du mot de passe").unwrap_or_else(|| panic!("no code in {page}"));
    rest.chars().filter(|c| !c.is_whitespace()).take(8).collect()
}

#[tokio::test]
async fn printing_again_makes_other_codes_and_the_former_open_nothing() {
    let app = TestApp::new().await;
    let school = app.school().await;
    setting(&school, |row| row.activation = Set(ActivationMode::Code)).await;
    let (mine, melec) = (school.division("1MELEC1").await, school.specialty("bac-pro-melec").await);
    let leo = school.pupil("Léo Petit", mine, melec, "1RE").await;
    never(&school, leo.person.user, "leo.petit", true).await;
    let ddftp = school.ddftp().await;
    let first = code_of(&pages(&printed(&app, &ddftp, mine).await.1).concat());
    let second = code_of(&pages(&printed(&app, &ddftp, mine).await.1).concat());
    assert_ne!(first, second);
    let mut browser = Browser::before(&school);
    assert_eq!(came_to(&browser.sign_in("leo.petit", &first).await), "WRONG_CREDENTIALS");
    assert_eq!(came_to(&browser.sign_in("leo.petit", &second).await), "activating");
}

#[tokio::test]
async fn who_prints_slips_and_of_whom() {
    let app = TestApp::new().await;
    let (school, far) = (app.school().await, app.school_of("0999002X").await);
    let (mine, other) = (school.division("1MELEC1").await, school.division("1MELEC2").await);
    let melec = school.specialty("bac-pro-melec").await;
    let leo = school.pupil("Léo Petit", mine, melec, "1RE").await;
    let known = Set(Some("chosen".to_owned()));
    change_user(
        &school,
        user::ActiveModel { id: Unchanged(leo.person.user), password_hash: known, ..Default::default() },
    )
    .await;
    let teacher = school.teacher("Sophie Prévost", "071100", &[other]).await;
    let head = school.person("Hugo Chef", Role::Head).await;
    let elsewhere = far.admin().await;
    assert_eq!(printed(&app, &teacher, mine).await.0, StatusCode::NOT_FOUND, "she does not teach them");
    assert_eq!(printed(&app, &elsewhere, mine).await.0, StatusCode::NOT_FOUND, "another school");
    for who in [&head, &leo.person] {
        assert_eq!(printed(&app, who, mine).await.0, StatusCode::FORBIDDEN);
    }
    assert_eq!(printed(&app, &Person::stranger(&app), mine).await.0, StatusCode::UNAUTHORIZED);
    let admin = school.admin().await;
    let (status, said) = printed(&app, &admin, mine).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(String::from_utf8_lossy(&said).contains("ont déjà leur mot de passe"));
    let request = Request::post(format!("/divisions/{mine}/slips.pdf")).body(Body::empty()).expect("a request");
    let foreign = app.http().send(with(by(request, &admin), "origin", "https://ailleurs.example")).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "a page that is not ours changes nothing");
}
