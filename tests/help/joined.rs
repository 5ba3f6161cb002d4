//! The file of a ticket: who joins it, who takes it away, and that it leaves with the letter (R163, R164; security F7, 7).

use super::tickets::{SUPPORT, problem, supported, with_address};
use crate::app::TestApp;
use crate::app::people::{Person, Said};
use crate::files::{PDF, document, limited, picture, send, sent, taken};
use chrono::TimeDelta;
use entity::role_grant::Role;
use entity::{audit_line, read_line, stored_file, ticket, ticket_file, ticket_message};
use etabli::access::Task;
use serde_json::{Value, json};

const CREATE: &str = "mutation ($input: CreateTicketInput!) { createTicket(input: $input) {
    ticket { id desk messages { file { name bytes kind path } } viewerCan } errors { code path message } } }";
const REPLY: &str = "mutation ($input: ReplyTicketInput!) { replyTicket(input: $input) {
    ticket { messages { file { name path } } viewerCan } errors { code path message } } }";
const READ: &str = "query ($id: ID!) { ticket(id: $id) { messages { file { name path } } viewerCan } }";

async fn write(person: &Person, more: Value) -> Said {
    let mut input = json!({ "category": "USE", "message": "Voici ce que je vois." });
    for (key, value) in more.as_object().expect("fields") {
        input[key] = value.clone();
    }
    person.run(CREATE, json!({ "input": input })).await.fine()
}

async fn reply(person: &Person, ticket: &str, file: &str) -> Said {
    person.run(REPLY, json!({ "input": { "ticketId": ticket, "message": "Voilà.", "fileId": file } })).await
}

/// A file sent for a ticket.
async fn capture(app: &TestApp, person: &Person) -> String {
    sent(&app.http(), "ticket", "capture.png", &picture(8, 8), person).await
}

/// The identifier of the file at an address.
fn id_of(path: &str) -> &str {
    path.strip_prefix("/files/").expect("an address of a file")
}

#[tokio::test]
async fn a_file_goes_with_a_ticket_and_is_taken_by_those_who_read_the_ticket_r163() {
    let app = TestApp::new().await;
    let (school, elsewhere) = (app.school().await, app.school_of("0999002X").await);
    let (admin, far_admin) = (school.admin().await, elsewhere.admin().await);
    let (head, author) = (school.person("Hugo Chef", Role::Head).await, school.person("Inès L", Role::Learner).await);
    let colleague = school.person("Léo Petit", Role::Learner).await;
    let file = capture(&app, &author).await;
    let said = write(&author, json!({ "fileId": file })).await;
    let joined = said.at("createTicket.ticket.messages.0.file").clone();
    assert_eq!((&joined["name"], &joined["kind"]), (&json!("capture.png"), &json!("PNG")));
    assert!(joined["bytes"].as_i64().is_some_and(|bytes| bytes > 0));
    assert!(!said.at("createTicket.ticket.viewerCan").to_string().contains("ATTACH_TICKET_FILE"), "one is enough");
    let (id, path) = (said.text("createTicket.ticket.id").to_owned(), joined["path"].as_str().expect("an address"));
    assert_eq!(
        admin.run(READ, json!({ "id": id })).await.fine().text("ticket.messages.0.file.name"),
        "capture.png",
        "who answers sees it in the thread"
    );
    let http = app.http();
    for (who, person, status) in [
        ("author", &author, 200),
        ("admin", &admin, 200),
        ("colleague", &colleague, 404),
        ("head", &head, 404),
        ("admin elsewhere", &far_admin, 404),
        ("stranger", &Person::stranger(&app), 401),
    ] {
        assert_eq!(taken(&http, id_of(path), person).await.status, status, "{who}");
    }
    let logged = school.cx().find::<read_line::Entity>().all().await.expect("the reading log");
    let readers: Vec<_> =
        logged.iter().filter(|line| line.operation == "files.download").map(|line| line.actor_id).collect();
    assert_eq!(readers, [admin.user], "taking another's file is written down, taking one's own is not");
    let lines = school.cx().find::<audit_line::Entity>().all().await.expect("the log");
    assert_eq!(lines.iter().filter(|line| line.act == "AttachTicketFile").count(), 1);
}

/// R164, F7, F8; every role may, the head and an inspector too, who keep no file otherwise.
#[tokio::test]
async fn what_may_go_with_a_ticket_is_a_file_of_six_megabytes_that_can_do_nothing_r164() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let author = school.person("Hugo Chef", Role::Head).await;
    let inspector = school.person("Iris Inspectrice", Role::Inspector).await;
    let http = app.http();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec();
    let two = [&b"%PDF-1.7\n"[..], b"<script>alert(1)</script>"].concat();
    for (name, content, words) in [
        ("dessin.svg", svg.clone(), "Enregistrée en PNG"),
        ("dessin.png", svg, "Enregistrée en PNG"),
        ("deux.pdf", two, "pas d’un type accepté"),
        ("page.html", b"<!DOCTYPE html><p>".to_vec(), "pas d’un type accepté"),
        ("large.png", picture(4_097, 1), "4097 × 1 pixels"),
        ("vide.txt", Vec::new(), "est vide"),
        ("long.pdf", document(6_291_457), "dépasse 6\u{a0}Mo"),
    ] {
        let back = send(&http, "ticket", name, &content, &author).await;
        assert!(back.status.is_client_error() && back.text().contains(words), "{name}: {}", back.text());
    }
    assert_eq!(school.cx().find::<stored_file::Entity>().count().await.expect("files"), 0);
    let hidden = [&picture(8, 4)[..], b"<script>alert(1)</script>"].concat();
    let clean = sent(&http, "ticket", "../capture.png", &hidden, &inspector).await;
    assert!(!taken(&http, &clean, &inspector).await.text().contains("script"), "a picture is drawn anew");
    let largest = sent(&http, "ticket", "long.pdf", &document(6_291_456), &author).await;
    let said = write(&author, json!({ "fileId": largest })).await;
    assert_eq!(*said.at("createTicket.ticket.messages.0.file.bytes"), json!(6_291_456));
    let stranger = Person::stranger(&app);
    assert_eq!(send(&http, "ticket", "a.pdf", PDF, &stranger).await.status, 401);
}

#[tokio::test]
async fn a_ticket_has_one_file_and_it_is_its_authors_own_f7() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, author) = (school.admin().await, school.teacher("Sophie Garnier", "071100", &[]).await);
    let other = school.teacher("Anne Loin", "071100", &[]).await;
    let kept = sent(&app.http(), "storage", "cours.pdf", PDF, &author).await;
    let (theirs, first) = (capture(&app, &other).await, capture(&app, &author).await);
    let never = school.cx().new_id::<entity::id::StoredFileId>().to_string();
    for (what, file) in [("another’s", &theirs), ("one for the storage", &kept), ("none", &never)] {
        let said = write(&author, json!({ "fileId": file })).await;
        assert_eq!(said.problems("createTicket"), problem("NOT_FOUND", "fileId"), "{what}");
    }
    assert_eq!(
        app.cx(author.actor.clone()).await.find::<ticket::Entity>().count().await.expect("tickets"),
        0,
        "nothing half done"
    );

    let bare = write(&author, json!({})).await;
    let id = bare.text("createTicket.ticket.id").to_owned();
    assert!(bare.at("createTicket.ticket.viewerCan").to_string().contains("ATTACH_TICKET_FILE"));
    let answering = capture(&app, &admin).await;
    let seen = admin.run(READ, json!({ "id": id })).await.fine();
    assert!(!seen.at("ticket.viewerCan").to_string().contains("ATTACH_TICKET_FILE"));
    assert_eq!(reply(&admin, &id, &answering).await.code(), Some("NOT_FOUND"), "who answers joins nothing");
    let later = reply(&author, &id, &first).await.fine();
    assert_eq!(later.text("replyTicket.ticket.messages.1.file.name"), "capture.png");
    assert!(later.at("replyTicket.ticket.messages.0.file").is_null());
    let second = capture(&app, &author).await;
    assert_eq!(reply(&author, &id, &second).await.fine().problems("replyTicket"), problem("CLOSED", "fileId"));
    let again = write(&author, json!({ "fileId": first })).await;
    assert_eq!(again.problems("createTicket"), problem("NOT_FOUND", "fileId"), "a file has one record");
    let messages = app.cx(author.actor.clone()).await.find::<ticket_message::Entity>().count().await.expect("messages");
    assert_eq!(messages, 2, "what was refused said nothing");
}

#[tokio::test]
async fn the_file_leaves_with_the_letter_to_the_support_and_a_personal_one_stays_with_its_author() {
    let app = supported().await;
    let school = app.school().await;
    let (admin, author) = (school.admin().await, school.teacher("Sophie Garnier", "071100", &[]).await);
    with_address(&school, &author, "sophie@exemple.fr").await;
    let file = sent(&app.http(), "ticket", "Écran «\u{a0}vide\u{a0}».pdf", &document(1_500), &author).await;
    let personal = json!({ "personal": true, "shareAddress": true, "fileId": file });
    let said = write(&author, personal).await;
    assert_eq!(said.text("createTicket.ticket.desk"), "SUPPORT");
    let path = said.text("createTicket.ticket.messages.0.file.path").to_owned();
    let http = app.http();
    assert_eq!(taken(&http, id_of(&path), &author).await.bytes, document(1_500));
    assert_eq!(taken(&http, id_of(&path), &admin).await.status, 404);
    let seen = app.cx(admin.actor.clone()).await.find::<ticket_file::Entity>().count().await.expect("files");
    assert_eq!(seen, 0, "neither its name nor its size");
    app.run_jobs().await;
    let letter = app.letter_to(SUPPORT);
    let joined: Vec<_> = letter.joined.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(joined, [("Écran «\u{a0}vide\u{a0}».pdf", document(1_500).as_slice())]);
    let told = letter.text.lines().find(|line| line.starts_with("Fichier joint")).expect("it says that a file comes");
    assert!(told.ends_with("Écran «\u{a0}vide\u{a0}».pdf, 1\u{a0}ko"), "{told}");
    // A word more leaves without what left already.
    let more = json!({ "input": { "ticketId": said.text("createTicket.ticket.id"), "message": "Toujours." } });
    author.run(REPLY, more).await.fine();
    app.run_jobs().await;
    let last = app.letters().pop().expect("a second letter");
    assert!(last.text.contains("Toujours.") && last.joined.is_empty() && !last.text.contains("Fichier joint"));
}

#[tokio::test]
async fn the_same_sending_twice_joins_its_file_once_8_1() {
    let app = TestApp::new().await;
    let author = app.school().await.person("Inès Lambert", Role::Learner).await;
    let file = capture(&app, &author).await;
    let once = json!({ "fileId": file, "clientMutationId": "a" });
    let first = write(&author, once.clone()).await;
    let again = write(&author, once).await;
    assert_eq!(first.text("createTicket.ticket.id"), again.text("createTicket.ticket.id"));
    assert_eq!(again.problems("createTicket"), []);
}

/// F7: the files of tickets have their own room, and take none of the storage's.
#[tokio::test]
async fn a_person_fills_no_disk_with_tickets_f7() {
    let app = limited(|config| config.limits.files_learner_mib = 1).await;
    let author = app.school().await.person("Inès Lambert", Role::Learner).await;
    let half = async || sent(&app.http(), "ticket", "long.pdf", &document(700_000), &author).await;
    let first = write(&author, json!({ "fileId": half().await })).await;
    assert_eq!(first.problems("createTicket"), []);
    let second = write(&author, json!({ "fileId": half().await })).await;
    assert_eq!(second.problems("createTicket"), problem("TOO_LONG", "fileId"));
    let spaces = author.ask("{ storageSpaces { kind keptBytes } }").await.fine();
    assert_eq!(*spaces.at("storageSpaces.0.keptBytes"), json!(0));
}

#[tokio::test]
async fn the_file_of_a_ticket_is_erased_with_it_after_twenty_four_months_7() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let author = school.person("Inès Lambert", Role::Learner).await;
    let file = capture(&app, &author).await;
    write(&author, json!({ "fileId": file })).await;
    let store = &app.app.shared.store;
    assert_eq!(store.all(school.id).await.expect("the bytes").len(), 1);
    app.clock.advance(TimeDelta::days(732));
    let night = || app.task(Task::RunJobs, Some(school.id));
    etabli::help::tickets::erase_old(&night()).await.expect("old tickets go");
    etabli::files::sweep(&night()).await.expect("the sweep ends");
    assert_eq!(school.cx().find::<ticket_file::Entity>().count().await.expect("files"), 0);
    assert_eq!(school.cx().find::<stored_file::Entity>().count().await.expect("files"), 0);
    assert_eq!(store.all(school.id).await.expect("the bytes"), []);
}
