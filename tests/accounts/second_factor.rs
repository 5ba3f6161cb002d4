//! Proving twice who one is: the code of a telephone beside the password (security A14).

use super::{Browser, GOOD, OTHER, came_to, change_user, member, setting};
use crate::app::TestApp;
use crate::app::people::{Person, Said};
use crate::app::school::School;
use chrono::TimeDelta;
use entity::establishment::{ResetMode, SecondFactorPolicy};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::{audit_line, recovery_code, second_factor, user};
use etabli::access::Task;
use etabli::accounts::second_factor::removal;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

const BEGIN: &str = "mutation ($input: BeginSecondFactorInput!) { beginSecondFactor(input: $input) {
    setUp { key address matrix } errors { code path message } } }";
const CONFIRM: &str = "mutation ($input: ConfirmSecondFactorInput!) { confirmSecondFactor(input: $input) {
    viewer { secondFactor { since recoveryCodesLeft asked required } } recoveryCodes errors { code path message } } }";
const RENEW: &str = "mutation ($input: RenewRecoveryCodesInput!) { renewRecoveryCodes(input: $input) {
    viewer { secondFactor { recoveryCodesLeft } } recoveryCodes errors { code path message } } }";
const REMOVE: &str = "mutation ($input: RemoveSecondFactorInput!) { removeSecondFactor(input: $input) {
    viewer { secondFactor { since } } errors { code path message } } }";
const PROVE: &str = "mutation ($input: ProveSignInInput!) { proveSignIn(input: $input) {
    viewer { role user { login } } retryAt errors { code path message } } }";
const BEGIN_AT: &str = "mutation ($input: BeginSecondFactorAtSignInInput!) { beginSecondFactorAtSignIn(input: $input) {
    setUp { key } errors { code path message } } }";
const CONFIRM_AT: &str =
    "mutation ($input: ConfirmSecondFactorAtSignInInput!) { confirmSecondFactorAtSignIn(input: $input) {
    viewer { role } recoveryCodes errors { code path message } } }";
const RESET: &str = "mutation ($input: ResetSecondFactorInput!) { resetSecondFactor(input: $input) {
    user { id viewerCan } errors { code path message } } }";

/// A telephone that holds a key and looks at the clock of the story.
struct Telephone<'a> {
    app: &'a TestApp,
    key: String,
}

impl Telephone<'_> {
    /// The code it shows when its clock is off by some seconds.
    fn shows(&self, off_by: i64) -> String {
        let secret = Secret::try_from_base32(self.key.replace(' ', "")).expect("a key");
        let clock = Builder::new().with_secret(secret).build().expect("a clock");
        let moment = self.app.clock.now().timestamp() + off_by;
        clock.generate(u64::try_from(moment).expect("a moment after 1970")).to_string()
    }

    /// The code of thirty seconds that none was used in yet.
    fn next(&self) -> String {
        self.app.clock.advance(TimeDelta::seconds(30));
        self.shows(0)
    }
}

impl<'a> Browser<'a> {
    /// Sets it up, as somebody signed in does; answers the telephone and the codes for its loss.
    async fn set_up(&mut self) -> (Telephone<'a>, Vec<String>) {
        let said = self.send(BEGIN, json!({ "input": { "currentPassword": GOOD } })).await.fine();
        assert_eq!(said.problems("beginSecondFactor"), [], "{said:?}");
        let telephone = Telephone { app: self.app, key: said.text("beginSecondFactor.setUp.key").to_owned() };
        let said = self.send(CONFIRM, json!({ "input": { "code": telephone.shows(0) } })).await.fine();
        assert_eq!(said.problems("confirmSecondFactor"), [], "{said:?}");
        (telephone, words(said.at("confirmSecondFactor.recoveryCodes")))
    }

    /// Gives the right password, to the step that asks for a code; answers the ticket.
    async fn ticket(&mut self, login: &str) -> String {
        let said = self.sign_in(login, GOOD).await;
        assert_eq!(came_to(&said), "code", "{said:?}");
        said.text("signIn.secondStepTicket").to_owned()
    }

    async fn prove(&mut self, ticket: &str, code: &str) -> Said {
        self.send(PROVE, json!({ "input": { "ticket": ticket, "code": code } })).await.fine()
    }

    /// Signs in through both steps; what it came to, in a word.
    async fn comes_in(&mut self, login: &str, code: &str) -> String {
        let ticket = self.ticket(login).await;
        proved(&self.prove(&ticket, code).await)
    }
}

/// What a code came to: « in », or the code of its problem.
fn proved(said: &Said) -> String {
    if said.at("proveSignIn.viewer").is_object() {
        "in".to_owned()
    } else {
        said.text("proveSignIn.errors.0.code").to_owned()
    }
}

fn words(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|word| word.as_str().expect("a word").to_owned()).collect()
}

/// A teacher with a password and an address, signed in, in a school that asks a code of those who set it up.
async fn at_home<'a>(school: &School<'a>) -> (user::Model, Browser<'a>) {
    setting(school, |row| row.second_factor = Set(SecondFactorPolicy::Adults)).await;
    let teacher = member(school, "Inès", "Garnier", Role::Teacher).await;
    let email = Set(Some("ines@exemple.fr".to_owned()));
    change_user(school, user::ActiveModel { id: Unchanged(teacher.id), email, ..Default::default() }).await;
    let mut desk = Browser::before(school);
    desk.sign_in("ines.garnier", GOOD).await;
    (teacher, desk)
}

#[tokio::test]
async fn a_right_password_opens_nothing_once_the_telephone_is_set_up_a14() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk) = at_home(&school).await;
    let wrong = desk.send(BEGIN, json!({ "input": { "currentPassword": "pas le bon" } })).await.fine();
    assert_eq!(wrong.problems("beginSecondFactor"), [("WRONG_CREDENTIALS".into(), "currentPassword".into())]);
    let early = desk.send(CONFIRM, json!({ "input": { "code": "123456" } })).await.fine();
    assert_eq!(early.problems("confirmSecondFactor"), [("EXPIRED".into(), "code".into())], "no key was made");

    let said = desk.send(BEGIN, json!({ "input": { "currentPassword": GOOD } })).await.fine();
    assert!(said.text("beginSecondFactor.setUp.address").starts_with("otpauth://totp/"));
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await), "in", "nothing changed yet");
    let telephone = Telephone { app: &app, key: said.text("beginSecondFactor.setUp.key").to_owned() };
    let off = desk.send(CONFIRM, json!({ "input": { "code": telephone.shows(300) } })).await.fine();
    assert_eq!(off.problems("confirmSecondFactor"), [("WRONG_CREDENTIALS".into(), "code".into())]);
    // Spaces typed as applications show them do not count.
    let code = telephone.shows(0);
    let spaced = format!(" {} {}", &code[..3], &code[3..]);
    let said = desk.send(CONFIRM, json!({ "input": { "code": spaced } })).await.fine();
    assert_eq!(words(said.at("confirmSecondFactor.recoveryCodes")).len(), 10);
    let standing =
        json!({ "since": "2026-11-16T08:00:00+00:00", "recoveryCodesLeft": 10, "asked": true, "required": false });
    assert_eq!(said.at("confirmSecondFactor.viewer.secondFactor"), &standing);
    app.run_jobs().await;
    assert!(app.letter_to("ines@exemple.fr").subject.contains("Connexion en deux étapes activée"));

    // Her own browser, known for ninety days, is asked like any other.
    let mut known = Browser { token: None, ..desk.clone() };
    for browser in [&mut known, &mut Browser::before(&school)] {
        let ticket = browser.ticket("ines.garnier").await;
        assert!(browser.known().await.is_none(), "no session before the code");
        let said = browser.prove(&ticket, &telephone.next()).await;
        assert_eq!(said.text("proveSignIn.viewer.user.login"), "ines.garnier");
        assert!(browser.known().await.is_some() && browser.device.is_some());
    }
    let twice = desk.send(BEGIN, json!({ "input": { "currentPassword": GOOD } })).await.fine();
    assert_eq!(twice.problems("beginSecondFactor"), [("TAKEN".into(), String::new())]);
}

#[tokio::test]
async fn a_code_opens_once_and_a_clock_may_be_off_by_half_a_minute_a14() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk) = at_home(&school).await;
    let (telephone, _) = desk.set_up().await;
    let mut browser = Browser::before(&school);
    assert_eq!(browser.comes_in("ines.garnier", &telephone.shows(0)).await, "WRONG_CREDENTIALS", "it set it up");
    let code = telephone.next();
    assert_eq!(browser.comes_in("ines.garnier", &code).await, "in");
    assert_eq!(browser.comes_in("ines.garnier", &code).await, "WRONG_CREDENTIALS", "a second time");
    assert_eq!(browser.comes_in("ines.garnier", &telephone.shows(-30)).await, "WRONG_CREDENTIALS", "an older one");
    app.clock.advance(TimeDelta::minutes(5));
    for (off_by, expected) in [(-60, "WRONG_CREDENTIALS"), (60, "WRONG_CREDENTIALS"), (-30, "in"), (30, "in")] {
        assert_eq!(browser.comes_in("ines.garnier", &telephone.shows(off_by)).await, expected, "{off_by} s");
    }
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_new_ones_kill_the_former_a14() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (teacher, mut desk) = at_home(&school).await;
    let (telephone, codes) = desk.set_up().await;
    let mut browser = Browser::before(&school);
    let sloppy = format!(" {} ", codes[3].to_lowercase().replace('-', " "));
    assert_eq!(browser.comes_in("ines.garnier", &sloppy).await, "in");
    assert_eq!(browser.comes_in("ines.garnier", &codes[3]).await, "WRONG_CREDENTIALS");
    assert_eq!(browser.comes_in("ines.garnier", &codes[4]).await, "in");
    let left = desk.send("{ viewer { secondFactor { recoveryCodesLeft } } }", json!({})).await.fine();
    assert_eq!(left.number("viewer.secondFactor.recoveryCodesLeft"), 8);

    let asked = |password: &str, code: &str| json!({ "input": { "currentPassword": password, "code": code } });
    let said = desk.send(RENEW, asked(OTHER, &telephone.next())).await.fine();
    assert_eq!(said.problems("renewRecoveryCodes"), [("WRONG_CREDENTIALS".into(), "currentPassword".into())]);
    let said = desk.send(RENEW, asked(GOOD, "000000")).await.fine();
    assert_eq!(said.problems("renewRecoveryCodes"), [("WRONG_CREDENTIALS".into(), "code".into())]);
    let said = desk.send(RENEW, asked(GOOD, &telephone.shows(0))).await.fine();
    assert_eq!(said.number("renewRecoveryCodes.viewer.secondFactor.recoveryCodesLeft"), 10, "{said:?}");
    let anew = words(said.at("renewRecoveryCodes.recoveryCodes"));
    assert_eq!(browser.comes_in("ines.garnier", &codes[5]).await, "WRONG_CREDENTIALS");
    assert_eq!(browser.comes_in("ines.garnier", &anew[5]).await, "in");

    // Neither the key nor a code can be read in the database.
    let here = app.task(Task::SignIn, Some(school.id));
    let kept = here.find::<second_factor::Entity>().all().await.unwrap();
    let key = telephone.key.replace(' ', "");
    assert!(kept.iter().all(|row| row.user_id == teacher.id && !row.sealed_key.contains(&key)));
    let hashes = here.find::<recovery_code::Entity>().all().await.unwrap();
    assert_eq!(hashes.len(), 10);
    let bare: Vec<String> = anew.iter().map(|code| code.replace('-', "")).collect();
    assert!(hashes.iter().all(|row| row.hash.len() == 64 && !bare.contains(&row.hash)));
}

/// A browser that nobody used yet.
fn stranger<'a>(app: &'a TestApp, uai: &str) -> Browser<'a> {
    Browser { app, uai: uai.to_owned(), address: None, device: None, token: None, agent: None }
}

#[tokio::test]
async fn wrong_codes_are_counted_like_wrong_passwords_whatever_the_ticket_or_the_restart_a1_a14() {
    let mut app = TestApp::new().await;
    let (uai, key, codes) = {
        let school = app.school().await;
        let (_, mut desk) = at_home(&school).await;
        let (telephone, codes) = desk.set_up().await;
        (school.uai.clone(), telephone.key, codes)
    };
    for attempt in 1..=8 {
        // A new ticket each time, as who knows the password can have.
        let mut browser = stranger(&app, &uai);
        let ticket = browser.ticket("ines.garnier").await;
        let said = browser.prove(&ticket, "000000").await;
        assert_eq!(proved(&said), if attempt <= 5 { "WRONG_CREDENTIALS" } else { "THROTTLED" }, "try {attempt}");
        assert_eq!(said.at("proveSignIn.retryAt").is_string(), attempt > 5);
    }
    app.restarted().await;
    let right = Telephone { app: &app, key: key.clone() }.shows(30);
    for code in [&right, &codes[0]] {
        assert_eq!(stranger(&app, &uai).comes_in("ines.garnier", code).await, "THROTTLED", "even the right one waits");
    }
    app.clock.advance(TimeDelta::seconds(61));
    let right = Telephone { app: &app, key }.shows(0);
    assert_eq!(stranger(&app, &uai).comes_in("ines.garnier", &right).await, "in");
}

#[tokio::test]
async fn wrong_codes_count_for_the_address_too_a2() {
    let app = TestApp::configured(crate::app::MONDAY, |config| config.sign_in_tries = 1_000).await;
    let school = app.school().await;
    let (_, mut desk) = at_home(&school).await;
    let (telephone, _) = desk.set_up().await;
    let mut far = Browser::before(&school).at("192.0.2.7");
    let ticket = far.ticket("ines.garnier").await;
    for _ in 0..20 {
        assert_eq!(proved(&far.prove(&ticket, "000000").await), "WRONG_CREDENTIALS");
    }
    assert_eq!(proved(&far.prove(&ticket, &telephone.next()).await), "THROTTLED");
    assert_eq!(came_to(&far.sign_in("ines.garnier", GOOD).await), "THROTTLED", "for passwords as well");
    let mut near = Browser::before(&school).at("192.0.2.8");
    assert_eq!(near.comes_in("ines.garnier", &telephone.next()).await, "in");
}

#[tokio::test]
async fn a_ticket_is_good_for_five_minutes_once_and_the_newest_alone_a14() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk) = at_home(&school).await;
    let (telephone, _) = desk.set_up().await;
    let mut browser = Browser::before(&school);
    let expired = [("EXPIRED".to_owned(), "ticket".to_owned())];
    let former = browser.ticket("ines.garnier").await;
    let ticket = browser.ticket("ines.garnier").await;
    let code = telephone.next();
    assert_eq!(browser.prove(&former, &code).await.problems("proveSignIn"), expired, "a newer one was made");
    assert_eq!(browser.choose(&ticket, OTHER).await.problems("choosePassword"), expired, "it chooses no password");
    assert_eq!(proved(&browser.prove(&ticket, &code).await), "in");
    assert_eq!(browser.prove(&ticket, &telephone.next()).await.problems("proveSignIn"), expired, "it was used");
    let late = browser.ticket("ines.garnier").await;
    app.clock.advance(TimeDelta::minutes(5));
    assert_eq!(browser.prove(&late, &telephone.shows(0)).await.problems("proveSignIn"), expired);
    assert_eq!(browser.prove("x", "").await.problems("proveSignIn"), [("BLANK".to_owned(), "code".to_owned())]);
    // An account that was closed meanwhile opens no more.
    let ticket = browser.ticket("ines.garnier").await;
    let closed = Set(Some(app.clock.now()));
    let id = desk.known().await.and_then(|known| known.actor.user()).unwrap();
    change_user(&school, user::ActiveModel { id: Unchanged(id), deactivated_at: closed, ..Default::default() }).await;
    assert_eq!(browser.prove(&ticket, &telephone.next()).await.problems("proveSignIn"), expired);
}

#[tokio::test]
async fn no_way_back_in_goes_around_it_a14() {
    const ASK: &str = "mutation ($input: AskResetInput!) { askReset(input: $input) { errors { code } } }";
    let app = TestApp::new().await;
    let school = app.school().await;
    let (teacher, mut desk) = at_home(&school).await;
    let (telephone, _) = desk.set_up().await;
    let mut browser = Browser::before(&school);
    for mode in [ResetMode::Link, ResetMode::TemporaryPassword] {
        setting(&school, |row| row.reset = Set(mode)).await;
        app.clock.advance(TimeDelta::hours(2));
        browser.send(ASK, json!({ "input": { "uai": school.uai, "login": "ines.garnier" } })).await.fine();
        app.run_jobs().await;
        let letter = app.letters().into_iter().rfind(|letter| letter.text.contains("retrouver l’accès")).unwrap();
        let ticket = if mode == ResetMode::Link {
            letter.secret("activation")
        } else {
            let password = letter.text.split("Mot de passe provisoire\u{a0}: ").nth(1).unwrap();
            let said = browser.sign_in("ines.garnier", password.lines().next().unwrap()).await;
            said.text("signIn.activationTicket").to_owned()
        };
        browser.choose(&ticket, OTHER).await;
        assert_eq!(came_to(&browser.sign_in("ines.garnier", OTHER).await), "code", "{mode:?}");
        super::keep_password(&school.cx(), teacher.id).await;
    }
    // Nor does a first sign-in that the school opens again.
    let ddftp = school.ddftp().await;
    ddftp.run(super::OPEN, json!({ "input": { "userIds": [teacher.id] } })).await.fine();
    let said = browser.sign_in("ines.garnier", "2009-07-04").await;
    browser.choose(said.text("signIn.activationTicket"), OTHER).await;
    let said = browser.sign_in("ines.garnier", OTHER).await;
    assert_eq!(came_to(&said), "code");
    // A new password makes a ticket of the former one worth nothing.
    let ticket = said.text("signIn.secondStepTicket").to_owned();
    super::keep_password(&school.cx(), teacher.id).await;
    assert_eq!(browser.comes_in("ines.garnier", &telephone.next()).await, "in");
    let change = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { errors { code } } }";
    browser.send(change, json!({ "input": { "currentPassword": GOOD, "newPassword": OTHER } })).await.fine();
    let said = Browser::before(&school).prove(&ticket, &telephone.next()).await;
    assert_eq!(proved(&said), "EXPIRED");
}

#[tokio::test]
async fn a_school_asks_nobody_those_who_set_it_up_or_its_administrator_and_head_first_a14() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk) = at_home(&school).await;
    let (telephone, _) = desk.set_up().await;
    member(&school, "Hugo", "Chef", Role::Head).await;
    member(&school, "Nadia", "Benali", Role::Ddftp).await;
    for (policy, head, teacher, ddftp) in [
        (SecondFactorPolicy::Off, "in", "in", "in"),
        (SecondFactorPolicy::Adults, "in", "code", "in"),
        (SecondFactorPolicy::RequiredAdmin, "set up", "code", "in"),
    ] {
        setting(&school, |row| row.second_factor = Set(policy)).await;
        for (login, expected) in [("hugo.chef", head), ("ines.garnier", teacher), ("nadia.benali", ddftp)] {
            let came = came_to(&Browser::before(&school).sign_in(login, GOOD).await);
            assert_eq!(came, expected, "{policy:?} {login}");
        }
    }
    let mut head = Browser::before(&school);
    let ticket = head.sign_in("hugo.chef", GOOD).await.text("signIn.setUpTicket").to_owned();
    assert!(head.known().await.is_none());
    assert_eq!(proved(&head.prove(&ticket, &telephone.next()).await), "EXPIRED", "there is nothing to prove with yet");
    let said = head.send(BEGIN_AT, json!({ "input": { "ticket": ticket } })).await.fine();
    let his = Telephone { app: &app, key: said.text("beginSecondFactorAtSignIn.setUp.key").to_owned() };
    let confirm = |code: String| json!({ "input": { "ticket": ticket, "code": code } });
    let said = head.send(CONFIRM_AT, confirm(telephone.next())).await.fine();
    let wrong = [("WRONG_CREDENTIALS".to_owned(), "code".to_owned())];
    assert_eq!(said.problems("confirmSecondFactorAtSignIn"), wrong, "the telephone of somebody else");
    let said = head.send(CONFIRM_AT, confirm(his.next())).await.fine();
    assert_eq!(said.text("confirmSecondFactorAtSignIn.viewer.role"), "HEAD", "{said:?}");
    assert_eq!(words(said.at("confirmSecondFactorAtSignIn.recoveryCodes")).len(), 10);
    assert!(head.known().await.is_some());
    assert_eq!(Browser::before(&school).comes_in("hugo.chef", &his.next()).await, "in");

    // Back to the password alone: the next sign-in asks for it again.
    let off = json!({ "input": { "currentPassword": GOOD, "code": his.next() } });
    let said = head.send(REMOVE, off).await.fine();
    assert!(said.at("removeSecondFactor.viewer.secondFactor.since").is_null(), "{said:?}");
    assert_eq!(came_to(&Browser::before(&school).sign_in("hugo.chef", GOOD).await), "set up");
    // Where nobody is asked, there is nothing to set up.
    setting(&school, |row| row.second_factor = Set(SecondFactorPolicy::Off)).await;
    let said = head.send(BEGIN, json!({ "input": { "currentPassword": GOOD } })).await.fine();
    assert_eq!(said.problems("beginSecondFactor"), [("NOT_READY".to_owned(), String::new())]);
}

#[tokio::test]
async fn who_becomes_head_does_not_work_as_one_before_it_is_set_up_a14_r27() {
    const USE: &str = "mutation { useRole(input: { role: HEAD }) { viewer { role } errors { code path } } }";
    let app = TestApp::new().await;
    let school = app.school().await;
    let (teacher, mut desk) = at_home(&school).await;
    school.grant(teacher.id, Role::Head).await;
    setting(&school, |row| row.second_factor = Set(SecondFactorPolicy::RequiredAdmin)).await;
    let said = desk.send(USE, json!({})).await.fine();
    assert_eq!(said.problems("useRole"), [("NOT_READY".to_owned(), "role".to_owned())]);
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await), "set up");
    desk.set_up().await;
    assert_eq!(desk.send(USE, json!({})).await.fine().text("useRole.viewer.role"), "HEAD");
}

#[tokio::test]
async fn it_is_switched_off_with_both_the_password_and_a_code_and_she_is_told_a14() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk) = at_home(&school).await;
    let asked = |password: &str, code: &str| json!({ "input": { "currentPassword": password, "code": code } });
    let said = desk.send(REMOVE, asked(GOOD, "123456")).await.fine();
    assert_eq!(said.problems("removeSecondFactor"), [("CLOSED".to_owned(), String::new())]);
    let (telephone, _) = desk.set_up().await;
    let said = desk.send(REMOVE, asked("", "")).await.fine();
    assert_eq!(said.problems("removeSecondFactor").len(), 2);
    let said = desk.send(REMOVE, asked(OTHER, &telephone.next())).await.fine();
    assert_eq!(said.problems("removeSecondFactor")[0].1, "currentPassword");
    let said = desk.send(REMOVE, asked(GOOD, "000000")).await.fine();
    assert_eq!(said.problems("removeSecondFactor")[0].1, "code");
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await), "code");
    desk.send(REMOVE, asked(GOOD, &telephone.shows(0))).await.fine();
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await), "in");
    app.run_jobs().await;
    let letters = app.letters();
    assert!(letters[1].subject.contains("désactivée"), "{letters:?}");
    assert!(app.task(Task::SignIn, None).find::<recovery_code::Entity>().all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_learner_is_offered_none_of_it_a14() {
    let app = TestApp::new().await;
    let school = app.school().await;
    setting(&school, |row| row.second_factor = Set(SecondFactorPolicy::RequiredAdmin)).await;
    member(&school, "Léo", "Petit", Role::Learner).await;
    let mut browser = Browser::before(&school);
    assert_eq!(came_to(&browser.sign_in("leo.petit", GOOD).await), "in");
    let said = browser.send("{ viewer { secondFactor { asked } } }", json!({})).await.fine();
    assert!(said.at("viewer.secondFactor").is_null());
    for (document, input) in [
        (BEGIN, json!({ "currentPassword": GOOD })),
        (CONFIRM, json!({ "code": "123456" })),
        (REMOVE, json!({ "currentPassword": GOOD, "code": "123456" })),
    ] {
        assert_eq!(browser.send(document, json!({ "input": input })).await.code(), Some("FORBIDDEN"));
    }
}

/// The administrator takes it away from an account.
async fn reset(admin: &Person, user: UserId, reason: &str) -> Said {
    admin.run(RESET, json!({ "input": { "userId": user, "reason": reason } })).await
}

#[tokio::test]
async fn the_administrator_helps_who_lost_telephone_and_codes_and_says_why_a14() {
    let app = TestApp::new().await;
    let (school, elsewhere) = (app.school().await, app.school_of("0999002X").await);
    let (teacher, mut desk) = at_home(&school).await;
    let admin = school.admin().await;
    let can = "query ($id: ID!) { node(id: $id) { ... on User { viewerCan } } }";
    let acts = async || admin.run(can, json!({ "id": teacher.id })).await.fine().at("node.viewerCan").to_string();
    assert!(!acts().await.contains("RESET_SECOND_FACTOR"), "there is nothing to take away");
    let said = reset(&admin, teacher.id, "Perdu").await.fine();
    assert_eq!(said.problems("resetSecondFactor"), [("INVALID".to_owned(), String::new())]);
    desk.set_up().await;
    assert!(acts().await.contains("RESET_SECOND_FACTOR"));

    let blank = reset(&admin, teacher.id, "  ").await.fine();
    assert_eq!(blank.problems("resetSecondFactor"), [("BLANK".to_owned(), "reason".to_owned())]);
    let far = reset(&elsewhere.admin().await, teacher.id, "Perdu").await;
    assert_eq!(far.code(), Some("NOT_FOUND"), "another school");
    let head = school.person("Hugo Chef", Role::Head).await;
    assert_eq!(reset(&head, teacher.id, "Perdu").await.code(), Some("FORBIDDEN"));
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await), "code");

    let said = reset(&admin, teacher.id, "Téléphone volé, vue\nen personne").await.fine();
    assert!(!said.at("resetSecondFactor.user.viewerCan").to_string().contains("RESET_SECOND_FACTOR"), "{said:?}");
    assert!(desk.known().await.is_none(), "the telephone may be in other hands");
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await), "in");
    app.run_jobs().await;
    let letter = app.letters().pop().unwrap();
    assert_eq!(letter.to, "ines@exemple.fr");
    assert!(letter.text.contains("Motif\u{a0}: Téléphone volé, vue en personne"), "{}", letter.text);
    let line = app
        .task(Task::CommandLine, Some(school.id))
        .find::<audit_line::Entity>()
        .with(|q| q.filter(audit_line::Column::Act.eq("ResetSecondFactor")))
        .all()
        .await
        .unwrap();
    assert_eq!(line.len(), 1);
    assert_eq!(line[0].actor_id, Some(admin.user));
    assert_eq!(line[0].detail, "ines.garnier\u{a0}: Téléphone volé, vue en personne");
}

#[tokio::test]
async fn for_the_administrator_the_command_line_does_a14() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (_, mut desk) = at_home(&school).await;
    let cx = app.task(Task::CommandLine, None);
    for (uai, login, reason) in [
        (&*school.uai, "ines.garnier", "Perdu"),
        (&*school.uai, "personne", "Perdu"),
        ("0000000A", "x", "Perdu"),
        (&*school.uai, "ines.garnier", ""),
    ] {
        let refused = removal::at_command_line(&cx, uai, login, reason).await.unwrap_err();
        assert_eq!(refused.problems().len(), 1, "{login} {reason}");
    }
    desk.set_up().await;
    let (_, user) = removal::at_command_line(&cx, &school.uai, "INES.GARNIER", "Téléphone noyé").await.unwrap();
    assert_eq!(user.login, "ines.garnier");
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await), "in");
    app.run_jobs().await;
    let letter = app.letters().pop().unwrap();
    assert!(letter.text.contains("la personne qui tient le serveur"), "{}", letter.text);
}

/// R18: merging two accounts takes no second step away.
#[tokio::test]
async fn whoever_proved_twice_still_does_after_two_accounts_are_merged_r18() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (teacher, mut desk) = at_home(&school).await;
    let (telephone, codes) = desk.set_up().await;
    // The account of the telephone was made by hand; STSWEB brought the same person since.
    let source = Set(user::AccountSource::Manual);
    change_user(&school, user::ActiveModel { id: Unchanged(teacher.id), source, ..Default::default() }).await;
    let kept = super::merging::of_stsweb(&school, "Inès", "Garnier").await;
    let admin = school.admin().await;
    let merged = super::merging::merge(&admin, kept.id, teacher.id).await.fine();
    assert_eq!(merged.problems("mergeUsers"), []);
    let mut browser = Browser::before(&school);
    assert_eq!(browser.comes_in("ines.garnier", &codes[0]).await, "WRONG_CREDENTIALS", "those codes are made again");
    assert_eq!(browser.comes_in("ines.garnier", &telephone.next()).await, "in");
    let factors = school.cx().find::<second_factor::Entity>().all().await.unwrap();
    assert_eq!(factors.iter().map(|row| row.user_id).collect::<Vec<_>>(), [kept.id]);
    assert!(school.cx().find::<recovery_code::Entity>().all().await.unwrap().is_empty());
}
