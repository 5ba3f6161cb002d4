//! Letters: how each reads, and that it arrives whatever the mail server does (R13, R15, R19, security F11–F13, 8.3).

use crate::app::TestApp;
use crate::app::smtp::{MailServer, Mood};
use chrono::TimeDelta;
use entity::role_grant::Role;
use entity::ticket::TicketCategory;
use entity::{job, user};
use etabli::access::{Act, Task};
use etabli::accounts::letters;
use etabli::help::letters::{self as for_support, ForSupport};
use etabli::mail::About;
use etabli::mail::letters::{self as written, Reader};
use etabli::mail::page::Letter;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::json;

/// Compares with a file beside this one; `GOLDEN=write` writes it.
fn golden(name: &str, text: &str) {
    let path = format!("{}/tests/mail/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("GOLDEN").is_ok_and(|value| value == "write") {
        std::fs::write(&path, text).expect("the file is written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, kept, "{path}; GOLDEN=write accepts it");
}

fn reader(name: &str) -> Reader {
    Reader {
        name: name.to_owned(),
        login: "ines.garnier".to_owned(),
        school: "Lycée professionnel des Deux-Rivières".to_owned(),
        home: "https://etabli.exemple.fr/0999001W".to_owned(),
    }
}

/// A problem as the support gets it, with the author's address or without.
fn problem(to_author: bool) -> ForSupport {
    ForSupport {
        author: "Sophie <b>Garnier</b>".to_owned(),
        role: Role::Teacher,
        school: "Lycée professionnel des Deux-Rivières".to_owned(),
        uai: "0999001W".to_owned(),
        home: "https://etabli.exemple.fr/0999001W".to_owned(),
        category: TicketCategory::Problem,
        ticket: "tic_1".to_owned(),
        text: "Bonjour,\n\nle tableau reste vide.\n<script>alert(1)</script>".to_owned(),
        file: to_author.then(|| "capture.png, 1,2\u{a0}Mo".to_owned()),
        page: Some("/suivi/…".to_owned()),
        version: "0.1.0".to_owned(),
        reply_to: Some("s.garnier@exemple.fr".to_owned()),
        to_author,
    }
}

#[test]
fn each_letter_reads_as_its_golden_file() {
    let ines = reader("Inès Garnier");
    let link = "https://etabli.exemple.fr/0999001W/activation/secret";
    let letters: [(&str, Letter); 20] = [
        ("reset_link", written::reset_link(&ines, link)),
        ("temporary_password", written::temporary_password(&ines, "ABCDEFGHJKLMNPQR")),
        ("welcome", written::welcome(&ines, link)),
        ("founded", written::founded(&ines, link)),
        ("opened", written::opened(&ines, link)),
        ("password_changed", written::password_changed(&ines, "le 16/11/2026 à 09:00")),
        ("confirm_address", written::confirm_address(&ines, "https://etabli.exemple.fr/0999001W/adresse/secret")),
        ("address_asked", written::address_asked(&ines, "i•••s@ailleurs.fr")),
        ("address_changed", written::address_changed(&ines, "i•••s@ailleurs.fr")),
        ("merged", written::merged(&ines)),
        ("ticket_received", written::ticket_received(&ines, "https://etabli.exemple.fr/aide/demandes/tic_1")),
        ("ticket_answered", written::ticket_answered(&ines, "https://etabli.exemple.fr/aide/demandes/tic_1")),
        ("ticket_for_support", for_support::letter(&problem(true))),
        ("ticket_without_address", for_support::letter(&problem(false))),
        (
            "new_browser",
            written::new_browser(&ines, "le 16/11/2026 à 09:00", Some("Firefox sur Windows 10"), Some("192.0.2.•••")),
        ),
        ("new_browser_unknown", written::new_browser(&ines, "le 16/11/2026 à 09:00", None, None)),
        ("second_factor_on", written::second_factor_on(&ines, "le 16/11/2026 à 09:00")),
        ("second_factor_off", written::second_factor_off(&ines, "le 16/11/2026 à 09:00")),
        ("second_factor_reset", written::second_factor_reset(&ines, "le 16/11/2026 à 09:00", "Téléphone volé", false)),
        (
            "second_factor_reset_by_host",
            written::second_factor_reset(&ines, "le 16/11/2026 à 09:00", "Téléphone volé", true),
        ),
    ];
    for (name, letter) in letters {
        golden(&format!("{name}.txt"), &format!("{}\n\n{}", letter.subject, letter.text()));
        golden(&format!("{name}.html"), &letter.html());
    }
}

#[test]
fn a_name_with_markup_is_shown_and_not_obeyed_f11() {
    let letter = written::welcome(&reader("<script>alert(1)</script>{{7*7}}]]>"), "https://x.fr/\"><b>");
    let html = letter.html();
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;"), "{html}");
    assert!(!html.contains("\"><b>") && html.contains("{{7*7}}"), "{html}");
}

/// A school whose letters leave by a server, and an account with an address.
async fn by_server(server: &MailServer) -> (TestApp, entity::id::EstablishmentId, user::Model) {
    let url = server.url.clone();
    let app = TestApp::configured(crate::app::MONDAY, |config| {
        config.smtp_url = Some(url);
        config.mail_from = Some("ne-pas-repondre@etabli.exemple.fr".to_owned());
        config.mail_seconds = 1;
    })
    .await;
    let school = app.school().await;
    let person = school.person("Inès\r\nBcc: tous@exemple.fr Garnier", Role::Teacher).await;
    let row = user::ActiveModel {
        id: Unchanged(person.user),
        email: Set(Some("ines@exemple.fr".to_owned())),
        ..Default::default()
    };
    let user = school.cx().write(Act::CreateUser, async |tx| tx.save(row).await).await.expect("the address is kept");
    let id = school.id;
    (app, id, user)
}

/// Puts a letter in the outbox.
async fn post(app: &TestApp, school: entity::id::EstablishmentId, user: &user::Model) {
    let cx = app.task(Task::CommandLine, Some(school));
    let posted = cx.write(Act::CreateUser, async |tx| {
        letters::post(tx, user, "ines@exemple.fr", About::Welcome { told: false }).await
    });
    posted.await.expect("the letter is in the outbox");
}

/// What waits in the outbox.
async fn outbox(app: &TestApp) -> Vec<job::Model> {
    app.task(Task::RunJobs, None).find::<job::Entity>().all().await.expect("the outbox is read")
}

#[tokio::test]
async fn a_letter_leaves_by_the_mail_server_to_one_recipient_f12() {
    let server = MailServer::new().await;
    let (app, school, user) = by_server(&server).await;
    post(&app, school, &user).await;
    app.run_jobs().await;
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, "ines@exemple.fr");
    assert!(letters[0].subject.starts_with("Votre compte Établi – "), "{}", letters[0].subject);
    assert!(letters[0].html.contains("Choisir mon mot de passe"), "{}", letters[0].html);
    assert!(outbox(&app).await.is_empty());
}

#[tokio::test]
async fn a_letter_that_was_refused_or_not_answered_leaves_later_and_is_one_letter_8_3() {
    let server = MailServer::new().await;
    let (app, school, user) = by_server(&server).await;
    post(&app, school, &user).await;
    for (mood, minutes) in
        [(Mood::Refuses(451), 1), (Mood::Hangs, 5), (Mood::Refuses(550), 15), (Mood::CutsAfterData, 60)]
    {
        server.is(mood);
        app.run_jobs().await;
        let waiting = outbox(&app).await;
        assert_eq!(waiting.len(), 1, "{mood:?}");
        assert_eq!(waiting[0].due_at - app.clock.now(), TimeDelta::minutes(minutes), "{mood:?}");
        assert!(waiting[0].failed_at.is_none());
        app.clock.advance(TimeDelta::minutes(minutes));
    }
    server.is(Mood::Takes);
    app.run_jobs().await;
    let letters = server.letters();
    assert_eq!(letters.len(), 2, "once before the cut, once after");
    assert_eq!(letters[0].number, letters[1].number, "a mail program shows them as one");
    assert!(outbox(&app).await.is_empty());
}

#[tokio::test]
async fn a_letter_that_could_not_leave_for_a_day_is_left_as_failed_8_3() {
    let server = MailServer::new().await;
    let (app, school, user) = by_server(&server).await;
    server.is(Mood::Refuses(550));
    post(&app, school, &user).await;
    let began = app.clock.now();
    let failed = loop {
        app.run_jobs().await;
        let waiting = outbox(&app).await.remove(0);
        if waiting.failed_at.is_some() {
            break waiting;
        }
        assert!(waiting.due_at > app.clock.now());
        app.clock.advance(waiting.due_at - app.clock.now());
    };
    let tried_for = app.clock.now() - began;
    assert!(tried_for > TimeDelta::hours(20) && tried_for <= TimeDelta::hours(24), "{tried_for}");
    let why = failed.error.expect("why");
    assert!(why.contains("550") && !why.contains("activation/"), "{why}");
}

const TROUBLED: &str =
    "{ troubledJobs { totalCount nodes { id about reason attempts failedAt nextTryAt } pageInfo { hasNextPage } } }";
const RETRY: &str = "mutation ($input: RetryJobsInput!) { retryJobs(input: $input) { retried errors { message } } }";

#[tokio::test]
async fn the_administrator_sees_which_letter_did_not_leave_and_why_and_sends_it_again() {
    let server = MailServer::new().await;
    let (app, id, user) = by_server(&server).await;
    let (school, far) = (app.school_with(id).await, app.school_of("0999002X").await);
    let admin = school.admin().await;
    server.is(Mood::Refuses(550));
    post(&app, id, &user).await;
    app.run_jobs().await;
    let said = admin.ask(TROUBLED).await.fine();
    assert_eq!(said.text("troubledJobs.nodes.0.about"), "Lettre à i•••s@exemple.fr\u{a0}: ouverture du compte");
    let reason = said.text("troubledJobs.nodes.0.reason").to_owned();
    assert!(
        reason.starts_with("Le serveur de courrier n’a pas pris la lettre\u{a0}: il répond «\u{a0}550 "),
        "{reason}"
    );
    assert_eq!(said.number("troubledJobs.totalCount"), 1);
    assert_eq!(said.number("troubledJobs.nodes.0.attempts"), 1);
    assert!(
        said.at("troubledJobs.nodes.0.nextTryAt").is_string() && said.at("troubledJobs.nodes.0.failedAt").is_null()
    );

    server.is(Mood::Takes);
    let again = json!({ "input": { "jobId": said.text("troubledJobs.nodes.0.id") } });
    for (who, code) in [
        (far.admin().await, "NOT_FOUND"),
        (school.person("Hugo Chef", Role::Head).await, "FORBIDDEN"),
        (school.ddftp().await, "FORBIDDEN"),
    ] {
        assert_eq!(who.run(RETRY, again.clone()).await.code(), Some(code));
    }
    assert_eq!(*far.admin().await.ask(TROUBLED).await.fine().at("troubledJobs.nodes"), json!([]));
    let retried = admin.run(RETRY, again.clone()).await.fine();
    assert_eq!(retried.number("retryJobs.retried"), 1);
    app.run_jobs().await;
    assert_eq!(server.letters().len(), 1);
    assert_eq!(*admin.ask(TROUBLED).await.fine().at("troubledJobs.nodes"), json!([]));
    assert_eq!(admin.run(RETRY, again).await.code(), Some("NOT_FOUND"), "it is done");
}
