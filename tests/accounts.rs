//! Coming in: logins, first sign-in, passwords, sessions, and what strangers may not learn (R1–R12, R22–R27).

use crate::app::TestApp;
use crate::app::people::{Person, Said};
use crate::app::school::School;
use async_graphql::{Request, Variables};
use chrono::{NaiveDate, TimeDelta};
use entity::establishment::{self, ActivationMode, SignInMessages};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::user::{self, AccountSource};
use entity::{role_grant, secret, session, throttle};
use etabli::access::{Act, Actor, Task};
use etabli::accounts::{self, Newcomer, links, sessions};
use etabli::graphql::{Answer, Cookie, Loaders};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, Set};
use serde_json::json;
use std::net::IpAddr;

const GOOD: &str = "cheval agrafe pile";
const OTHER: &str = "disjoncteur sous la pluie";
const UNIFORM: &str = "Authentification incorrecte : identifiant ou mot de passe non valide.";

const SIGN_IN: &str = "mutation ($input: SignInInput!) { signIn(input: $input) {
    viewer { role roles user { displayName login } establishment { uai } modules }
    activationTicket activationLogin retryAt errors { code path message } } }";
const CHOOSE: &str = "mutation ($input: ChoosePasswordInput!) { choosePassword(input: $input) { login uai errors { code path message } } }";
const OPEN: &str = "mutation ($input: OpenActivationInput!) { openActivation(input: $input) {
    opened codes { login code user { displayName } } errors { code path message } } }";

/// A browser before the sign-in page of a school.
#[derive(Clone)]
struct Browser<'a> {
    app: &'a TestApp,
    uai: String,
    address: Option<IpAddr>,
    device: Option<String>,
    token: Option<String>,
}

impl<'a> Browser<'a> {
    fn before(school: &School<'a>) -> Self {
        Self { app: school.app, uai: school.uai.clone(), address: None, device: None, token: None }
    }

    fn at(mut self, address: &str) -> Self {
        self.address = address.parse().ok();
        self
    }

    /// Who the browser's cookie stands for.
    async fn known(&self) -> Option<sessions::Known> {
        let token = self.token.as_deref()?;
        sessions::authenticate(&self.app.app.shared, token).await.expect("the session is looked for")
    }

    /// Sends a document with its cookies and keeps those that come back.
    async fn send(&mut self, document: &str, variables: serde_json::Value) -> Said {
        let actor = self.known().await.map_or(Actor::Nobody, |known| known.actor);
        let cx = self.app.cx(actor).await;
        let answer = Answer::to(self.address, self.device.clone());
        let request = Request::new(document)
            .variables(Variables::from_json(variables))
            .data(Loaders::new(cx.clone()))
            .data(answer.clone())
            .data(cx);
        let said = self.app.app.schema.execute(request).await;
        for cookie in answer.take() {
            match cookie {
                Cookie::Session(token) => self.token = token,
                Cookie::Device(mark) => self.device = Some(mark),
            }
        }
        Said(serde_json::to_value(&said).expect("an answer is JSON"))
    }

    async fn sign_in(&mut self, login: &str, password: &str) -> Said {
        let uai = self.uai.clone();
        self.send(SIGN_IN, json!({ "input": { "uai": uai, "login": login, "password": password } })).await.fine()
    }

    async fn choose(&mut self, ticket: &str, password: &str) -> Said {
        self.send(CHOOSE, json!({ "input": { "ticket": ticket, "password": password } })).await.fine()
    }

    async fn viewer(&mut self) -> Said {
        self.send("{ viewer { role user { displayName login } idleEndsAt sessionEndsAt } }", json!({})).await.fine()
    }
}

/// What a sign-in came to: « in », « activating », or the code of its problem.
fn came_to(said: &Said) -> String {
    if said.at("signIn.viewer").is_object() {
        "in".to_owned()
    } else if said.at("signIn.activationTicket").is_string() {
        "activating".to_owned()
    } else {
        said.text("signIn.errors.0.code").to_owned()
    }
}

fn newcomer(first: &str, last: &str, role: Role) -> Newcomer {
    Newcomer {
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        usage_name: None,
        civility: None,
        sex: None,
        email: None,
        birth_date: NaiveDate::from_ymd_opt(2009, 7, 4),
        source: AccountSource::Siecle,
        role,
    }
}

/// An account as an import makes it: open for a first sign-in.
async fn imported(school: &School<'_>, first: &str, last: &str, role: Role) -> user::Model {
    let cx = school.cx();
    let made = cx
        .write(Act::CreateUser, async |tx| {
            let account = accounts::create(tx, newcomer(first, last, role), None).await?;
            tx.save(user::ActiveModel {
                id: Unchanged(account.id),
                activation_open_until: Set(Some(tx.now() + accounts::activation::OPEN_FOR)),
                ..Default::default()
            })
            .await
        })
        .await;
    made.expect("the account is made")
}

/// An account with a password.
async fn member(school: &School<'_>, first: &str, last: &str, role: Role) -> user::Model {
    let account = imported(school, first, last, role).await;
    accounts::set_password(&school.cx(), account.id, GOOD.to_owned()).await.expect("the password is kept");
    account
}

async fn setting(school: &School<'_>, change: impl FnOnce(&mut establishment::ActiveModel)) {
    let mut row = establishment::ActiveModel { id: Unchanged(school.id), ..Default::default() };
    change(&mut row);
    school.cx().write(Act::CreateEstablishment, async |tx| tx.save(row).await).await.expect("the setting is kept");
}

async fn change_user(school: &School<'_>, row: user::ActiveModel) {
    school.cx().write(Act::CreateUser, async |tx| tx.save(row).await).await.expect("the account is changed");
}

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
        assert_eq!(*said.at("signIn.viewer.modules"), json!(["TRACKING", "CALENDAR"]));
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
    accounts::set_password(&cx, made.unwrap().id, GOOD.to_owned()).await.unwrap();
    for typed in ["0999001W", "0999001w", " 0999001W "] {
        assert_eq!(came_to(&Browser::before(&school).sign_in(typed, GOOD).await), "in", "{typed}");
    }
    let twice = newcomer("Autre", "Admin", Role::Admin);
    let refused =
        cx.write(Act::CreateUser, async |tx| accounts::create(tx, twice, Some(school.uai.clone())).await).await;
    assert_eq!(refused.unwrap_err().problems()[0].code, etabli::error::Code::Taken);
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
async fn guessing_is_throttled_at_the_sixth_try_and_a_restart_forgives_nothing_a1_r11() {
    let mut app = TestApp::new().await;
    let uai = {
        let school = app.school().await;
        member(&school, "Inès", "Garnier", Role::Teacher).await;
        school.uai.clone()
    };
    fn browser<'a>(app: &'a TestApp, uai: &str) -> Browser<'a> {
        Browser { app, uai: uai.to_owned(), address: None, device: None, token: None }
    }
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
    assert_eq!(*said.at("signIn.viewer.modules"), json!(["MY_BILANS"]));
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
async fn a_session_ends_by_itself_and_its_token_changes_with_each_sign_in_a11() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Teacher).await;
    let mut browser = Browser { token: Some("p".repeat(43)), ..Browser::before(&school) };
    browser.sign_in("ines.garnier", GOOD).await;
    let first = browser.clone();
    assert_ne!(first.token, Some("p".repeat(43)), "a planted token is ignored");
    browser.sign_in("ines.garnier", GOOD).await;
    assert_ne!(first.token, browser.token);
    assert!(first.known().await.is_none(), "the token it came with is worth nothing");
    let kept = school.cx().find::<session::Entity>().all().await.unwrap();
    assert!(kept.iter().all(|session| Some(&session.token_hash) != browser.token.as_ref()));
    // Sixty idle minutes; asking something begins them again.
    app.clock.advance(TimeDelta::minutes(59));
    assert!(browser.known().await.is_some());
    app.clock.advance(TimeDelta::minutes(59));
    assert!(browser.known().await.is_some());
    app.clock.advance(TimeDelta::minutes(61));
    assert!(browser.known().await.is_none());
    // Twelve hours at most, however busy.
    browser.sign_in("ines.garnier", GOOD).await;
    for _ in 0..14 {
        app.clock.advance(TimeDelta::minutes(50));
        assert!(browser.known().await.is_some());
    }
    app.clock.advance(TimeDelta::minutes(21));
    assert!(browser.known().await.is_none());
}

#[tokio::test]
async fn an_idle_ddftp_leaves_after_thirty_minutes_unless_she_says_she_stays_a11() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Dora", "Grand", Role::Ddftp).await;
    let mut browser = Browser::before(&school);
    browser.sign_in("dora.grand", GOOD).await;
    app.clock.advance(TimeDelta::minutes(25));
    let stayed =
        browser.send("mutation { stayConnected { viewer { idleEndsAt } errors { code } } }", json!({})).await.fine();
    let ends = stayed.text("stayConnected.viewer.idleEndsAt").parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!(ends - app.clock.now(), TimeDelta::minutes(30));
    app.clock.advance(TimeDelta::minutes(31));
    assert!(browser.known().await.is_none());
}

#[tokio::test]
async fn signing_out_ends_the_session_r24_a12() {
    let app = TestApp::new().await;
    let school = app.school().await;
    member(&school, "Inès", "Garnier", Role::Teacher).await;
    let (mut here, mut elsewhere) = (Browser::before(&school), Browser::before(&school));
    here.sign_in("ines.garnier", GOOD).await;
    elsewhere.sign_in("ines.garnier", GOOD).await;
    let token = here.token.clone();
    let mut told = app.app.shared.sessions_ended.subscribe();
    here.send("mutation { signOut { errors { code } } }", json!({})).await.fine();
    assert!(told.has_changed().unwrap(), "live screens of this process are told at once");
    told.mark_unchanged();
    assert!(here.token.is_none(), "the cookie goes");
    here.token = token;
    assert!(here.known().await.is_none(), "and its token is worth nothing");
    let session = match elsewhere.known().await.unwrap().actor {
        Actor::Person { session, .. } => session,
        other => panic!("{other:?}"),
    };
    let holding = sessions::holding(&app.app.shared, &[session]).await.unwrap();
    assert!(holding.contains(&session), "other browsers stay");
}

#[tokio::test]
async fn a_closed_account_or_a_role_taken_back_ends_its_sessions_a12() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (ines, hugo) =
        (member(&school, "Inès", "Garnier", Role::Teacher).await, member(&school, "Hugo", "Chef", Role::Head).await);
    let (mut one, mut other) = (Browser::before(&school), Browser::before(&school));
    one.sign_in("ines.garnier", GOOD).await;
    other.sign_in("hugo.chef", GOOD).await;
    let now = school.cx().now();
    change_user(
        &school,
        user::ActiveModel { id: Unchanged(ines.id), deactivated_at: Set(Some(now)), ..Default::default() },
    )
    .await;
    let cx = school.cx();
    let revoked = cx.write(Act::CreateUser, async |tx| {
        tx.update_where::<role_grant::Entity>(|u| {
            u.col_expr(role_grant::Column::RevokedAt, sea_orm::sea_query::Expr::value(now))
                .filter(role_grant::Column::UserId.eq(hugo.id))
        })
        .await
    });
    assert_eq!(revoked.await.unwrap(), 1);
    assert!(one.known().await.is_none() && other.known().await.is_none(), "at the next request");
    assert_eq!(came_to(&one.sign_in("ines.garnier", GOOD).await), "WRONG_CREDENTIALS");
    assert_eq!(came_to(&other.sign_in("hugo.chef", GOOD).await), "WRONG_CREDENTIALS");
}

#[tokio::test]
async fn a_person_with_two_roles_uses_one_at_a_time_r27() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let nora = member(&school, "Nora", "Grand", Role::Teacher).await;
    school.grant(nora.id, Role::Ddftp).await;
    let mut browser = Browser::before(&school);
    let said = browser.sign_in("nora.grand", GOOD).await;
    assert_eq!(*said.at("signIn.viewer.roles"), json!(["DDFTP", "TEACHER"]));
    let change = "mutation ($role: Role!) { useRole(input: { role: $role }) { viewer { role modules can } errors { code path } } }";
    let before = browser.clone();
    let said = browser.send(change, json!({ "role": "TEACHER" })).await.fine();
    assert_eq!(said.text("useRole.viewer.role"), "TEACHER");
    assert!(said.at("useRole.viewer.can").as_array().unwrap().contains(&json!("CREATE_BILAN")));
    assert!(!said.at("useRole.viewer.can").as_array().unwrap().contains(&json!("SAVE_GRADING_PERIODS")));
    assert!(before.known().await.is_none(), "the former token is refused");
    assert_eq!(browser.viewer().await.text("viewer.role"), "TEACHER");
    let refused = browser.send(change, json!({ "role": "ADMIN" })).await.fine();
    assert_eq!(refused.problems("useRole"), [("INVALID".to_owned(), "role".to_owned())]);
    assert_eq!(browser.viewer().await.text("viewer.role"), "TEACHER", "nothing changed");
    // The last role is proposed first the next time.
    assert_eq!(Browser::before(&school).sign_in("nora.grand", GOOD).await.text("signIn.viewer.role"), "TEACHER");
}

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
    let mut browser = Browser { app: &app, uai, address: None, device: None, token: None };
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
async fn the_palette_finds_what_the_person_may_open_r22() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (mine, theirs) = (school.division("1MCV1").await, school.division("TMCV1").await);
    let specialty = school.specialty("bac-pro-mcv").await;
    let pupil = school.pupil("Léo Petit", mine, specialty, "1RE").await;
    school.pupil("Léa Petitjean", theirs, specialty, "TLE").await;
    let teacher = school.teacher("Hervé Prévost", "071100", &[mine]).await;
    let find = async |person: &Person, text: &str| {
        let said = person
            .run("query ($t: String!) { search(text: $t) { kind title detail path } }", json!({ "t": text }))
            .await
            .fine();
        said.at("search")
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["title"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(find(&teacher, "PETI").await, ["Léo Petit"]);
    assert_eq!(find(&teacher, "mcv").await, Vec::<String>::new());
    assert_eq!(find(&teacher, "1mcv").await, ["1MCV1"]);
    assert_eq!(find(&teacher, "%%").await, Vec::<String>::new());
    assert_eq!(find(&school.ddftp().await, "peti").await, ["Léo Petit", "Léa Petitjean"]);
    assert_eq!(find(&school.admin().await, "peti").await, Vec::<String>::new());
    assert_eq!(find(&school.admin().await, "imp").await, ["Imports"]);
    assert_eq!(find(&pupil.person, "bilans").await, ["Mes bilans"]);
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
