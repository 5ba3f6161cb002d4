//! What people ask of the assistance, who reads it, who answers, and until when (R163–R167, security F11, F12, 7).

use crate::app::letters::Received;
use crate::app::people::{Person, Said};
use crate::app::school::School;
use crate::app::{MONDAY, TestApp};
use chrono::{DateTime, TimeDelta, Utc};
use entity::role_grant::Role;
use entity::{audit_line, job, ticket, ticket_message, user};
use etabli::access::{Act, Task};
use futures::StreamExt as _;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::{Value, json};
use std::time::Duration;

const CREATE: &str = "mutation ($input: CreateTicketInput!) { createTicket(input: $input) {
    ticket { id desk standing dueAt title page version role personal answeredTo messages { text mine } viewerCan }
    errors { code path message } } }";
const REPLY: &str = "mutation ($input: ReplyTicketInput!) { replyTicket(input: $input) {
    ticket { id standing dueAt answeredAt messages { text mine author { displayName } } } errors { code path message } } }";
const CLOSE: &str = "mutation ($input: CloseTicketInput!) { closeTicket(input: $input) {
    ticket { standing viewerCan } errors { code path } } }";
const READ: &str = "query ($id: ID!) { ticket(id: $id) { title standing mine author { displayName } messages { text mine } viewerCan } }";
const LIST: &str = "query ($shelf: TicketBox!) { tickets(shelf: $shelf) { totalCount nodes { id title } } }";
/// Where the support reads its letters.
pub(super) const SUPPORT: &str = "assistance@etabli.exemple.fr";

async fn write(person: &Person, category: &str, more: Value) -> Said {
    let mut input = json!({ "category": category, "message": "Comment faire ?" });
    for (key, value) in more.as_object().expect("fields") {
        input[key] = value.clone();
    }
    person.run(CREATE, json!({ "input": input })).await.fine()
}

/// A ticket that was taken; its identifier.
async fn written(person: &Person, category: &str) -> String {
    let said = write(person, category, json!({})).await;
    assert!(said.problems("createTicket").is_empty(), "{said:?}");
    said.text("createTicket.ticket.id").to_owned()
}

async fn reply(person: &Person, id: &str, message: &str) -> Said {
    person.run(REPLY, json!({ "input": { "ticketId": id, "message": message } })).await
}

async fn close(person: &Person, id: &str) -> Said {
    person.run(CLOSE, json!({ "input": { "ticketId": id } })).await
}

async fn reads(person: &Person, id: &str) -> bool {
    !person.run(READ, json!({ "id": id })).await.fine().at("ticket").is_null()
}

async fn listed(person: &Person, shelf: &str) -> i64 {
    person.run(LIST, json!({ "shelf": shelf })).await.fine().number("tickets.totalCount")
}

/// Gives an account an address.
pub(super) async fn with_address(school: &School<'_>, person: &Person, address: &str) {
    let row =
        user::ActiveModel { id: Unchanged(person.user), email: Set(Some(address.to_owned())), ..Default::default() };
    school.cx().write(Act::CreateUser, async |tx| tx.save(row).await).await.expect("the address is kept");
}

/// A service whose problems go to a support.
pub(super) async fn supported() -> TestApp {
    TestApp::configured(MONDAY, |config| config.support_email = Some(SUPPORT.to_owned())).await
}

/// The one problem that a mutation has.
pub(super) fn problem(code: &str, path: &str) -> [(String, String); 1] {
    [(code.to_owned(), path.to_owned())]
}

#[tokio::test]
async fn a_ticket_is_read_by_its_author_and_by_who_answers_for_the_school_r166() {
    let app = TestApp::new().await;
    let (school, elsewhere) = (app.school().await, app.school_of("0999002X").await);
    let (admin, far_admin) = (school.admin().await, elsewhere.admin().await);
    let author = school.person("Inès Lambert", Role::Learner).await;
    let colleague = school.person("Léo Petit", Role::Teacher).await;
    let head = school.person("Hugo Chef", Role::Head).await;
    let id = written(&author, "USE").await;
    for (who, person, sees) in [
        ("author", &author, true),
        ("admin", &admin, true),
        ("colleague", &colleague, false),
        ("head", &head, false),
        ("admin elsewhere", &far_admin, false),
        ("stranger", &Person::stranger(&app), false),
    ] {
        assert_eq!(reads(person, &id).await, sees, "{who}");
        let replied = reply(person, &id, "Moi aussi.").await;
        let code = replied.code().map(str::to_owned);
        let refused = if who == "stranger" { "UNAUTHENTICATED" } else { "NOT_FOUND" };
        assert_eq!(code.as_deref(), (!sees).then_some(refused), "{who}: {replied:?}");
    }
    for (who, person) in [("admin", &admin), ("colleague", &colleague), ("admin elsewhere", &far_admin)] {
        assert_eq!(close(person, &id).await.code(), Some("NOT_FOUND"), "{who} does not close for the author");
    }
    assert_eq!(listed(&author, "MINE").await, 1);
    assert_eq!(listed(&colleague, "MINE").await, 0);
    assert_eq!((listed(&admin, "MINE").await, listed(&admin, "OF_SCHOOL").await), (0, 1));
    assert_eq!(listed(&far_admin, "OF_SCHOOL").await, 0);
    assert_eq!(listed(&colleague, "OF_SCHOOL").await, 0);
    assert_eq!(Person::stranger(&app).run(LIST, json!({ "shelf": "MINE" })).await.code(), Some("UNAUTHENTICATED"));
}

#[tokio::test]
async fn an_answer_a_reply_and_an_end_move_a_ticket_r165_r166() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, author) = (school.admin().await, school.person("Inès Lambert", Role::Learner).await);
    let id = written(&author, "ACCOUNT").await;
    let desk = admin.ask("{ supportDesk { answers toAnswer mayWrite hasSupport } }").await.fine();
    assert_eq!(
        desk.at("supportDesk"),
        &json!({ "answers": true, "toAnswer": 1, "mayWrite": false, "hasSupport": false })
    );

    let answered = reply(&admin, &id, "Voyez Mon compte.").await.fine();
    assert_eq!(answered.text("replyTicket.ticket.standing"), "ANSWERED");
    assert_eq!(listed(&admin, "TO_ANSWER").await, 0);
    let seen = author.run(READ, json!({ "id": id })).await.fine();
    assert_eq!(seen.at("ticket.messages.0"), &json!({ "text": "Comment faire ?", "mine": true }));
    assert_eq!(seen.at("ticket.messages.1"), &json!({ "text": "Voyez Mon compte.", "mine": false }));

    let closed = close(&author, &id).await.fine();
    assert_eq!(
        closed.at("closeTicket.ticket"),
        &json!({ "standing": "CLOSED", "viewerCan": ["REPLY_TICKET", "ATTACH_TICKET_FILE"] })
    );
    app.clock.advance(TimeDelta::days(7));
    let again = reply(&author, &id, "Cela recommence.").await.fine();
    assert_eq!(again.text("replyTicket.ticket.standing"), "TO_ANSWER");
    assert_eq!(again.text("replyTicket.ticket.dueAt"), "2026-11-26T08:00:00+00:00", "another three working days");
    assert_eq!(listed(&admin, "TO_ANSWER").await, 1);
    app.clock.advance(TimeDelta::days(1));
    let more = reply(&author, &id, "Toujours.").await.fine();
    assert_eq!(
        more.text("replyTicket.ticket.dueAt"),
        "2026-11-26T08:00:00+00:00",
        "a word more makes nobody wait longer"
    );
    app.clock.advance(TimeDelta::days(3));
    assert_eq!(author.run(READ, json!({ "id": id })).await.fine().text("ticket.standing"), "LATE");
}

#[tokio::test]
async fn what_is_written_before_a_weekend_or_a_holiday_is_due_after_it_r165() {
    for (written_at, due) in [
        ("2026-11-20T15:00:00Z", "2026-11-25T15:00:00+00:00"),
        ("2026-11-21T15:00:00Z", "2026-11-26T07:00:00+00:00"),
        ("2026-11-10T15:00:00Z", "2026-11-16T15:00:00+00:00"),
        ("2027-03-26T10:00:00Z", "2027-04-01T09:00:00+00:00"),
    ] {
        let app = TestApp::on(written_at).await;
        let school = app.school().await;
        let author = school.person("Inès Lambert", Role::Learner).await;
        let said = write(&author, "USE", json!({})).await;
        let found: DateTime<Utc> = said.text("createTicket.ticket.dueAt").parse().expect("a moment");
        assert_eq!(found.to_rfc3339(), due, "{written_at}");
    }
}

#[tokio::test]
async fn twenty_tickets_a_day_and_no_more_and_the_next_day_again() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let author = school.person("Inès Lambert", Role::Learner).await;
    for _ in 0..20 {
        written(&author, "USE").await;
    }
    assert_eq!(write(&author, "USE", json!({})).await.problems("createTicket"), problem("THROTTLED", ""));
    assert_eq!(listed(&author, "MINE").await, 20, "nothing is half done");
    // Somebody else is not held back, nor is an answer to what is under way.
    written(&school.person("Léo Petit", Role::Learner).await, "USE").await;
    app.clock.advance(TimeDelta::hours(15));
    written(&author, "USE").await;
}

#[tokio::test]
async fn a_message_sent_twice_is_one_ticket_and_one_answer_8_1() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, author) = (school.admin().await, school.person("Inès Lambert", Role::Learner).await);
    let twice = json!({ "clientMutationId": "a" });
    let first = write(&author, "USE", twice.clone()).await;
    let second = write(&author, "USE", twice).await;
    assert_eq!(first.text("createTicket.ticket.id"), second.text("createTicket.ticket.id"));
    assert_eq!(listed(&author, "MINE").await, 1);
    let input = json!({ "input": { "ticketId": first.text("createTicket.ticket.id"), "message": "Oui.", "clientMutationId": "b" } });
    admin.run(REPLY, input.clone()).await.fine();
    let again = admin.run(REPLY, input).await.fine();
    assert_eq!(again.at("replyTicket.ticket.messages").as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn messages_are_kept_as_text_whatever_they_hold_f11_f12() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let author = school.person("Inès Lambert", Role::Learner).await;
    let hostile = "Bonjour\r\nBcc: tous@exemple.fr\r\u{0}<script>alert(1)</script> {{7*7}} ]]> ' OR 1=1 --\u{1b}[31m";
    let said = write(&author, "USE", json!({ "message": hostile })).await;
    let kept = "Bonjour\nBcc: tous@exemple.fr\n<script>alert(1)</script> {{7*7}} ]]> ' OR 1=1 --[31m";
    assert_eq!(said.text("createTicket.ticket.messages.0.text"), kept);
    assert!(!said.text("createTicket.ticket.title").contains(['\n', '\r']));
    for (message, refused) in
        [(String::new(), "BLANK"), (" \r\n\u{0} ".to_owned(), "BLANK"), ("é".repeat(10_001), "TOO_LONG")]
    {
        let said = write(&author, "USE", json!({ "message": message })).await;
        assert_eq!(said.problems("createTicket"), problem(refused, "message"));
    }
    let longest = "é".repeat(10_000);
    let said = write(&author, "USE", json!({ "message": longest })).await;
    assert_eq!(said.text("createTicket.ticket.messages.0.text"), longest);
    assert_eq!(listed(&author, "MINE").await, 2);
    let id = said.text("createTicket.ticket.id").to_owned();
    assert_eq!(
        reply(&author, &id, &"é".repeat(10_001)).await.fine().problems("replyTicket"),
        problem("TOO_LONG", "message")
    );
}

#[tokio::test]
async fn role_page_and_version_go_with_a_ticket_and_learners_only_when_joined_r167() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let teacher = school.teacher("Sophie Garnier", "071100", &[]).await;
    let page = "/suivi/div_01990000000070008000000000000001?apprenant=lea_01990000000070008000000000000002";
    for (joined, kept) in [(json!(false), "/suivi/…"), (json!(null), "/suivi/…"), (json!(true), page)] {
        let said = write(&teacher, "USE", json!({ "page": page, "withLearnerData": joined })).await;
        assert_eq!(said.text("createTicket.ticket.page"), kept, "{joined}");
        assert_eq!(said.text("createTicket.ticket.role"), "TEACHER");
        assert_eq!(said.text("createTicket.ticket.version"), env!("CARGO_PKG_VERSION"));
    }
    let said = write(&teacher, "USE", json!({ "page": "https://ailleurs.fr/x" })).await;
    assert!(said.at("createTicket.ticket.page").is_null());
}

#[tokio::test]
async fn a_problem_goes_to_the_support_by_letter_and_its_thread_stays_with_its_author() {
    let app = supported().await;
    let school = app.school().await;
    let (admin, author) = (school.admin().await, school.teacher("Sophie Garnier", "071100", &[]).await);
    with_address(&school, &author, "sophie@exemple.fr").await;
    let more = json!({ "message": "Rien ne va :\n\u{a0}l’écran est vide.\nBcc: tous@exemple.fr", "shareAddress": true, "page": "/console" });
    let said = write(&author, "PROBLEM", more).await;
    assert_eq!(said.text("createTicket.ticket.desk"), "SUPPORT");
    assert_eq!(said.text("createTicket.ticket.answeredTo"), "s•••e@exemple.fr");
    let id = said.text("createTicket.ticket.id").to_owned();
    assert!(!reads(&admin, &id).await && listed(&admin, "OF_SCHOOL").await == 0);
    app.run_jobs().await;
    let letter = app.letter_to(SUPPORT);
    assert_eq!(letter.subject, "Demande d’assistance, problème – Lycée professionnel 0999001W");
    assert_eq!(letter.reply_to.as_deref(), Some("sophie@exemple.fr"));
    for part in ["Sophie Garnier (enseignant)", "> Rien ne va :", "> Bcc: tous@exemple.fr", "0999001W", "/console", &id]
    {
        assert!(letter.text.contains(part), "{part}: {}", letter.text);
    }
    assert_eq!(app.letters().len(), 1, "to one recipient");
    // A word more leaves too, and nobody else is told.
    reply(&author, &id, "Toujours vide.").await.fine();
    app.run_jobs().await;
    let letters: Vec<Received> = app.letters();
    assert!(letters.len() == 2 && letters.iter().all(|letter| letter.to == SUPPORT));
    assert_eq!(close(&author, &id).await.fine().text("closeTicket.ticket.standing"), "CLOSED");
}

#[tokio::test]
async fn what_is_personal_never_reaches_the_school_and_asks_for_an_address() {
    let app = supported().await;
    let school = app.school().await;
    let (admin, author) = (school.admin().await, school.teacher("Sophie Garnier", "071100", &[]).await);
    let personal = |share: bool| json!({ "personal": true, "shareAddress": share, "message": "Entre nous." });
    assert_eq!(
        write(&author, "ACCOUNT", personal(true)).await.problems("createTicket"),
        problem("NOT_READY", "personal")
    );
    with_address(&school, &author, "sophie@exemple.fr").await;
    let refused = write(&author, "ACCOUNT", personal(false)).await;
    assert_eq!(refused.problems("createTicket"), problem("CONFIRMATION_NEEDED", "shareAddress"));
    let said = write(&author, "ACCOUNT", personal(true)).await;
    let id = said.text("createTicket.ticket.id").to_owned();
    assert!(reads(&author, &id).await && !reads(&admin, &id).await);
    assert_eq!((listed(&admin, "OF_SCHOOL").await, listed(&admin, "TO_ANSWER").await), (0, 0));
    assert_eq!(reply(&admin, &id, "Je lis.").await.code(), Some("NOT_FOUND"));
    let messages = app.cx(admin.actor.clone()).await.find::<ticket_message::Entity>().all().await.expect("messages");
    assert!(messages.is_empty());
    app.run_jobs().await;
    assert_eq!(app.letter_to(SUPPORT).reply_to.as_deref(), Some("sophie@exemple.fr"));
}

#[tokio::test]
async fn without_an_address_of_the_author_the_support_answers_through_the_school() {
    let app = supported().await;
    let school = app.school().await;
    let author = school.person("Inès Lambert", Role::Learner).await;
    let said = write(&author, "PROBLEM", json!({ "shareAddress": true })).await;
    assert_eq!(said.text("createTicket.ticket.answeredTo"), "c•••w@exemple.example");
    app.run_jobs().await;
    let letter = app.letter_to(SUPPORT);
    assert_eq!(letter.reply_to.as_deref(), Some("ce.0999001w@exemple.example"));
    assert!(letter.text.contains("celle de l’établissement"), "{}", letter.text);
}

#[tokio::test]
async fn without_a_support_problems_go_to_the_school_and_nothing_personal_is_taken() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, author) = (school.admin().await, school.person("Inès Lambert", Role::Learner).await);
    let said = write(&author, "PROBLEM", json!({})).await;
    assert_eq!(said.text("createTicket.ticket.desk"), "SCHOOL");
    assert!(reads(&admin, said.text("createTicket.ticket.id")).await);
    let personal = write(&author, "ACCOUNT", json!({ "personal": true })).await;
    assert_eq!(personal.problems("createTicket"), problem("NOT_READY", "personal"));
    assert_eq!(
        write(&admin, "USE", json!({})).await.problems("createTicket"),
        problem("NOT_READY", ""),
        "nobody answers oneself"
    );
    assert_eq!(listed(&author, "MINE").await, 1);
}

#[tokio::test]
async fn letters_that_reach_nobody_leave_the_school_to_answer() {
    let app = TestApp::configured(MONDAY, |config| {
        config.support_email = Some(SUPPORT.to_owned());
        config.public_url = "https://etabli.exemple.fr".to_owned();
    })
    .await;
    let school = app.school().await;
    let author = school.person("Inès Lambert", Role::Learner).await;
    assert_eq!(write(&author, "PROBLEM", json!({})).await.text("createTicket.ticket.desk"), "SCHOOL");
}

#[tokio::test]
async fn the_school_is_told_of_a_ticket_and_its_author_of_an_answer_without_their_words() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, author) = (school.admin().await, school.person("Inès Lambert", Role::Learner).await);
    with_address(&school, &admin, "admin@exemple.fr").await;
    with_address(&school, &author, "ines@exemple.fr").await;
    let id = written(&author, "USE").await;
    // A second word before any answer is not a second letter.
    reply(&author, &id, "Et aussi ceci.").await.fine();
    reply(&admin, &id, "Voici la réponse.").await.fine();
    app.run_jobs().await;
    let link = format!("http://127.0.0.1:8080/aide/demandes/{id}");
    for (to, words) in [
        ("admin@exemple.fr", "Une demande d’assistance vous attend"),
        ("ines@exemple.fr", "Réponse à votre demande d’assistance"),
    ] {
        let letter = app.letter_to(to);
        assert!(letter.subject.starts_with(words) && letter.text.contains(&link), "{letter:?}");
        assert!(!letter.text.contains("Comment faire") && !letter.text.contains("Voici la réponse"), "{}", letter.text);
    }
}

#[tokio::test]
async fn an_open_thread_moves_when_it_is_answered_and_with_nothing_else() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, author) = (school.admin().await, school.person("Inès Lambert", Role::Learner).await);
    let (id, other) = (written(&author, "USE").await, written(&author, "ACCOUNT").await);
    let document = "subscription ($id: ID!) { ticket(id: $id) { standing messages { text } } }";
    let mut thread = author.follow(document, json!({ "id": id })).await;
    let first = thread.next().await.expect("the thread at once").fine();
    assert_eq!(first.at("ticket.messages").as_array().map(Vec::len), Some(1));
    reply(&admin, &other, "Pas ici.").await.fine();
    let nothing = tokio::time::timeout(Duration::from_millis(400), thread.next()).await;
    assert!(nothing.is_err(), "another ticket is no reason: {nothing:?}");
    reply(&admin, &id, "Voici.").await.fine();
    let moved =
        tokio::time::timeout(Duration::from_secs(2), thread.next()).await.expect("in time").expect("a push").fine();
    assert_eq!((moved.text("ticket.standing"), moved.text("ticket.messages.1.text")), ("ANSWERED", "Voici."));
    let refused =
        school.person("Léo Petit", Role::Learner).await.follow(document, json!({ "id": id })).await.next().await;
    assert_eq!(refused.expect("a word").code(), Some("NOT_FOUND"));
}

#[tokio::test]
async fn who_answers_sees_how_many_wait_and_others_are_told_of_their_own_alone() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, author) = (school.admin().await, school.person("Inès Lambert", Role::Learner).await);
    let colleague = school.person("Léo Petit", Role::Learner).await;
    let document = "subscription { supportDesk { answers toAnswer } }";
    let (mut desk, mut other) = (admin.follow(document, json!({})).await, colleague.follow(document, json!({})).await);
    let waiting = async |stream: &mut (dyn futures::Stream<Item = Said> + Send + Unpin)| {
        let next = tokio::time::timeout(Duration::from_secs(2), stream.next()).await.expect("in time");
        next.expect("a push").fine().number("supportDesk.toAnswer")
    };
    assert_eq!((waiting(&mut desk).await, waiting(&mut other).await), (0, 0));
    let id = written(&author, "USE").await;
    assert_eq!(waiting(&mut desk).await, 1);
    reply(&admin, &id, "Voici.").await.fine();
    assert_eq!(waiting(&mut desk).await, 0);
    let nothing = tokio::time::timeout(Duration::from_millis(400), other.next()).await;
    assert!(nothing.is_err(), "somebody else’s request is no reason: {nothing:?}");
    let answers = "{ viewer { answersTickets } }";
    assert_eq!(*admin.ask(answers).await.fine().at("viewer.answersTickets"), json!(true));
    assert_eq!(*author.ask(answers).await.fine().at("viewer.answersTickets"), json!(false));
}

#[tokio::test]
async fn what_is_done_is_in_the_log_without_its_words() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let author = school.person("Inès Lambert", Role::Learner).await;
    let id = written(&author, "USE").await;
    close(&author, &id).await.fine();
    let lines = school.cx().find::<audit_line::Entity>().all().await.expect("the log");
    let of = |act: &str| lines.iter().filter(|line| line.act == act).collect::<Vec<_>>();
    assert_eq!((of("CreateTicket").len(), of("CloseTicket").len()), (1, 1));
    assert!(lines.iter().all(|line| !line.detail.contains("Comment")));
}

#[tokio::test]
async fn tickets_are_erased_twenty_four_months_after_their_last_word_7() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let author = school.person("Inès Lambert", Role::Learner).await;
    let (old, kept) = (written(&author, "USE").await, written(&author, "USE").await);
    app.clock.advance(TimeDelta::days(400));
    reply(&author, &kept, "Encore une question.").await.fine();
    app.clock.advance(TimeDelta::days(331));
    // Every night of the school, once its work is written down.
    etabli::jobs::run::write_calendar(&app.app.shared).await.expect("the work of each day");
    app.clock.advance(TimeDelta::days(1));
    app.run_jobs().await;
    let cx = school.cx();
    let left = cx.find::<ticket::Entity>().all().await.expect("tickets");
    assert_eq!(left.iter().map(|ticket| ticket.id.to_string()).collect::<Vec<_>>(), [kept]);
    let messages = cx.find::<ticket_message::Entity>().all().await.expect("messages");
    assert!(messages.len() == 2 && messages.iter().all(|message| message.ticket_id.to_string() != old));
    let failed = app.task(Task::RunJobs, None).find::<job::Entity>().all().await.expect("the queue");
    assert!(failed.iter().all(|job| job.failed_at.is_none() && job.error.is_none()), "{failed:?}");
}
