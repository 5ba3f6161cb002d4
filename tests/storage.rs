//! Files kept for oneself, for a division, for the staff (R175, R186).

use crate::app::TestApp;
use crate::app::people::{Person, Said};
use crate::app::school::School;
use crate::files::{PDF, document, limited, sent, taken};
use chrono::TimeDelta;
use entity::id::DivisionId;
use entity::role_grant::Role;
use etabli::access::Task;
use serde_json::json;

const PUT: &str = "mutation($file: ID!, $space: ID!, $key: String) {
    storeFile(input: { fileId: $file, spaceId: $space, clientMutationId: $key }) {
        file { id name version path } space { keptBytes binnedBytes } errors { code path message } } }";
const RENAME: &str = "mutation($id: ID!, $version: Int!, $name: String!) {
    renameStorageFile(input: { id: $id, version: $version, name: $name }) { file { name version } errors { code path } } }";
const DELETE: &str = "mutation($id: ID!) { deleteStorageFile(input: { id: $id }) { space { keptBytes binnedBytes } errors { code path } } }";
const RESTORE: &str = "mutation($id: ID!) { restoreStorageFile(input: { id: $id }) { space { keptBytes binnedBytes } errors { code path message } } }";
const SPACE: &str = "query($id: ID!) { storageSpace(id: $id) { viewerCan keptBytes limitBytes
    files { totalCount nodes { name bytes addedBy { displayName } } } bin { totalCount nodes { name deletedBy { displayName } } } } }";

/// A school with two divisions, their teachers and a learner of each.
struct Cast<'a> {
    school: School<'a>,
    mine: DivisionId,
    sophie: Person,
    anne: Person,
    ines: Person,
    leo: Person,
}

async fn cast(app: &TestApp) -> Cast<'_> {
    let school = app.school().await;
    let melec = school.specialty("bac-pro-melec").await;
    let (mine, theirs) = (school.division("1MELEC1").await, school.division("1MELEC2").await);
    let sophie = school.teacher("Sophie Garnier", "071100", &[mine]).await;
    let anne = school.teacher("Anne Loin", "071100", &[theirs]).await;
    let ines = school.pupil("Inès Lambert", mine, melec, "1RE").await.person;
    let leo = school.pupil("Léo Petit", theirs, melec, "1RE").await.person;
    Cast { school, mine, sophie, anne, ines, leo }
}

/// Sends a file and puts it in a space.
async fn put(app: &TestApp, person: &Person, space: &str, name: &str, content: &[u8]) -> Said {
    let file = sent(&app.http(), "storage", name, content, person).await;
    person.run(PUT, json!({ "file": file, "space": space })).await
}

/// R175.
#[tokio::test]
async fn each_finds_the_spaces_that_are_theirs_and_writes_where_they_may() {
    let app = TestApp::new().await;
    let Cast { school, mine, sophie, anne, ines, leo } = cast(&app).await;
    let far = app.school_of("0999002X").await.ddftp().await;
    let (head, ddftp) = (school.person("Hugo Chef", Role::Head).await, school.ddftp().await);
    let spaces = async |person: &Person| {
        let said = person.ask("{ storageSpaces { kind division { code } viewerCan } }").await.fine();
        let spaces = said.at("storageSpaces").as_array().expect("a list").clone();
        let word = |space: &serde_json::Value| {
            let name = space["division"]["code"].as_str().or(space["kind"].as_str()).unwrap_or_default().to_owned();
            if space["viewerCan"] == json!([]) { format!("{name} (read)") } else { name }
        };
        spaces.iter().map(word).collect::<Vec<_>>()
    };
    assert_eq!(spaces(&sophie).await, ["PERSONAL", "TEAM", "1MELEC1"]);
    assert_eq!(spaces(&ddftp).await, ["PERSONAL", "TEAM", "1MELEC1", "1MELEC2"]);
    assert_eq!(spaces(&ines).await, ["PERSONAL", "1MELEC1 (read)"]);
    assert_eq!(spaces(&head).await, ["TEAM (read)", "1MELEC1 (read)", "1MELEC2 (read)"]);
    assert_eq!(spaces(&school.admin().await).await, [""; 0]);

    let division = mine.to_string();
    put(&app, &sophie, &division, "cours.pdf", PDF).await.fine().text("storeFile.file.id");
    for (person, space) in [(&ines, division.as_str()), (&ines, "team"), (&anne, &division), (&far, &division)] {
        assert_eq!(put(&app, person, space, "x.pdf", PDF).await.code(), Some("NOT_FOUND"), "{space}");
    }
    let odd = put(&app, &sophie, "nowhere", "x.pdf", PDF).await.fine();
    assert_eq!(odd.problems("storeFile"), [("NOT_FOUND".to_owned(), "spaceId".to_owned())]);

    let read = async |person: &Person| person.run(SPACE, json!({ "id": division })).await.fine();
    let said = read(&ines).await;
    assert_eq!(said.at("storageSpace.files.nodes.0.name"), "cours.pdf");
    assert_eq!(said.at("storageSpace.files.nodes.0.addedBy"), &json!(null), "learners do not read the names of staff");
    assert_eq!(said.at("storageSpace.keptBytes"), &json!(null));
    assert_eq!(read(&ddftp).await.text("storageSpace.files.nodes.0.addedBy.displayName"), "Sophie Garnier");
    for person in [&leo, &anne, &far] {
        assert_eq!(read(person).await.at("storageSpace"), &json!(null));
    }
}

/// One's own files are one's own: not the DDFTP's, who sees every division, and not a colleague's.
#[tokio::test]
async fn nobody_sees_the_files_that_somebody_keeps_alone() {
    let app = TestApp::new().await;
    let Cast { school, sophie, anne, ines, .. } = cast(&app).await;
    let ddftp = school.ddftp().await;
    let kept = put(&app, &ines, "personal", "journal.txt", "Cher journal".as_bytes()).await.fine();
    let (id, path) = (kept.text("storeFile.file.id"), kept.text("storeFile.file.path").replace("/files/", ""));
    let http = app.http();
    for person in [&sophie, &anne, &ddftp] {
        let said = person.run(SPACE, json!({ "id": "personal" })).await.fine();
        assert_eq!(said.number("storageSpace.files.totalCount"), 0);
        assert_eq!(taken(&http, &path, person).await.status, 404);
        assert_eq!(person.run(DELETE, json!({ "id": id })).await.code(), Some("NOT_FOUND"));
        let rename = json!({ "id": id, "version": 1, "name": "x" });
        assert_eq!(person.run(RENAME, rename).await.code(), Some("NOT_FOUND"));
    }
    assert_eq!(taken(&http, &path, &ines).await.text(), "Cher journal");
}

/// Names are shown and taken away, never a path, and never lose what the file is.
#[tokio::test]
async fn a_file_is_renamed_by_one_person_at_a_time_and_keeps_its_ending() {
    let app = TestApp::new().await;
    let sophie = cast(&app).await.sophie;
    let kept = put(&app, &sophie, "team", "cours.pdf", PDF).await.fine();
    let (id, path) = (kept.text("storeFile.file.id"), kept.text("storeFile.file.path").replace("/files/", ""));
    let rename = async |name: &str, version: i64| {
        sophie.run(RENAME, json!({ "id": id, "version": version, "name": name })).await.fine()
    };
    for (name, code) in [
        ("   ", "BLANK"),
        ("..", "BLANK"),
        ("../../etc/passwd", "INVALID"),
        ("a\\b", "INVALID"),
        ("a\u{7}b", "INVALID"),
        ("a\u{202e}fdp.exe", "INVALID"),
        (&"x".repeat(300), "TOO_LONG"),
    ] {
        assert_eq!(
            rename(name, 1).await.problems("renameStorageFile"),
            [(code.to_owned(), "name".to_owned())],
            "{name}"
        );
    }
    let said = rename("<script>alert(1)", 1).await;
    assert_eq!(said.at("renameStorageFile.file"), &json!({ "name": "<script>alert(1).pdf", "version": 2 }));
    let stale = rename("Deux fois", 1).await;
    assert_eq!(stale.problems("renameStorageFile"), [("CHANGED_MEANWHILE".to_owned(), "version".to_owned())]);
    let name = taken(&app.http(), &path, &sophie).await.header("content-disposition").to_owned();
    assert!(name.contains("filename*=UTF-8''%3Cscript%3Ealert%281%29.pdf"), "{name}");
}

/// F7: at the limit and one byte above; the bin makes room, and holds as much again and no more.
#[tokio::test]
async fn a_space_takes_what_fits_and_its_bin_as_much_again() {
    const MIB: usize = 1 << 20;
    let app = limited(|config| {
        config.limits.files_learner_mib = 2;
        config.limits.files_adult_mib = 3;
    })
    .await;
    let Cast { sophie, ines, .. } = cast(&app).await;
    let full = |said: &Said| said.problems("storeFile") == [("TOO_LONG".to_owned(), "fileId".to_owned())];
    let first = put(&app, &ines, "personal", "a.pdf", &document(MIB)).await.fine();
    assert!(full(&put(&app, &ines, "personal", "b.pdf", &document(MIB + 1)).await.fine()));
    let second = put(&app, &ines, "personal", "c.pdf", &document(MIB)).await.fine();
    assert_eq!(second.at("storeFile.space"), &json!({ "keptBytes": 2 * MIB, "binnedBytes": 0 }));
    assert!(full(&put(&app, &ines, "personal", "d.txt", b"x").await.fine()));
    let adult = put(&app, &sophie, "personal", "a.pdf", &document(3 * MIB)).await.fine();
    assert_eq!(adult.problems("storeFile"), [], "adults have room of their own");

    let (first, second) = (first.text("storeFile.file.id"), second.text("storeFile.file.id"));
    let binned = ines.run(DELETE, json!({ "id": first })).await.fine();
    assert_eq!(binned.at("deleteStorageFile.space"), &json!({ "keptBytes": MIB, "binnedBytes": MIB }));
    put(&app, &ines, "personal", "e.pdf", &document(MIB)).await.fine().text("storeFile.file.id");
    let back = ines.run(RESTORE, json!({ "id": first })).await.fine();
    assert_eq!(back.problems("restoreStorageFile"), [("TOO_LONG".to_owned(), "id".to_owned())], "its place is taken");
    ines.run(DELETE, json!({ "id": second })).await.fine();
    put(&app, &ines, "personal", "f.pdf", &document(MIB - 9)).await.fine().text("storeFile.file.id");
    let last = put(&app, &ines, "personal", "g.txt", b"123456789").await.fine();
    let last = last.text("storeFile.file.id");
    ines.run(DELETE, json!({ "id": last })).await.fine();
    let never = put(&app, &ines, "personal", "h.txt", b"1").await.fine();
    assert!(never.text("storeFile.errors.0.message").contains("corbeille"), "kept and binned are twice the room");
}

/// F7: the school's own room is the last word, the bin included.
#[tokio::test]
async fn a_school_without_room_takes_nothing_more() {
    let app = limited(|config| config.limits.files_school_mib = 1).await;
    let Cast { sophie, ines, .. } = cast(&app).await;
    let kept = put(&app, &ines, "personal", "a.pdf", &document((1 << 20) - 10)).await.fine();
    ines.run(DELETE, json!({ "id": kept.text("storeFile.file.id") })).await.fine();
    sent(&app.http(), "storage", "dix.txt", b"1234567890", &sophie).await;
    let back = crate::files::send(&app.http(), "storage", "un.txt", b"1", &sophie).await;
    assert!(back.text().contains("n’a plus de place"), "{}", back.text());
}

/// R186.
#[tokio::test]
async fn what_is_removed_waits_thirty_days_for_those_who_write_there_and_then_goes_with_its_bytes() {
    let app = TestApp::new().await;
    let Cast { school, mine, sophie, anne, ines, .. } = cast(&app).await;
    let (division, ddftp) = (mine.to_string(), school.ddftp().await);
    let kept = put(&app, &sophie, &division, "cours.pdf", PDF).await.fine();
    let (id, path) = (kept.text("storeFile.file.id"), kept.text("storeFile.file.path").replace("/files/", ""));
    assert_eq!(ines.run(DELETE, json!({ "id": id })).await.code(), Some("NOT_FOUND"), "learners only read here");
    sophie.run(DELETE, json!({ "id": id })).await.fine();
    let http = app.http();
    assert_eq!(taken(&http, &path, &sophie).await.status, 404);
    let read = async |person: &Person| person.run(SPACE, json!({ "id": division })).await.fine();
    let said = read(&ddftp).await;
    assert_eq!(said.at("storageSpace.files.totalCount"), 0);
    assert_eq!(said.text("storageSpace.bin.nodes.0.deletedBy.displayName"), "Sophie Garnier");
    assert_eq!(read(&ines).await.at("storageSpace.bin.totalCount"), 0, "the bin is for those who write");
    for person in [&ines, &anne] {
        assert_eq!(person.run(RESTORE, json!({ "id": id })).await.code(), Some("NOT_FOUND"));
    }
    assert_eq!(ddftp.run(RESTORE, json!({ "id": id })).await.fine().problems("restoreStorageFile"), []);
    assert_eq!(taken(&http, &path, &ines).await.bytes, PDF);

    sophie.run(DELETE, json!({ "id": id })).await.fine();
    app.clock.advance(TimeDelta::days(30));
    let night = app.task(Task::RunJobs, Some(school.id));
    etabli::storage::empty_bin(&night).await.expect("the bin is emptied");
    assert_eq!(read(&sophie).await.at("storageSpace.bin.totalCount"), 1, "thirty days are not over");
    app.clock.advance(TimeDelta::seconds(1));
    let late = sophie.run(RESTORE, json!({ "id": id })).await.fine();
    assert_eq!(late.problems("restoreStorageFile"), [("EXPIRED".to_owned(), "id".to_owned())]);
    etabli::storage::empty_bin(&night.again()).await.expect("the bin is emptied");
    etabli::files::sweep(&night.again()).await.expect("the sweep ends");
    assert_eq!(app.app.shared.store.all(school.id).await.unwrap(), []);
}

/// Security 8.1.
#[tokio::test]
async fn the_same_request_twice_keeps_a_file_once() {
    let app = TestApp::new().await;
    let sophie = cast(&app).await.sophie;
    let file = sent(&app.http(), "storage", "cours.pdf", PDF, &sophie).await;
    let once = json!({ "file": file, "space": "personal", "key": "k-1" });
    let first = sophie.run(PUT, once.clone()).await.fine();
    let again = sophie.run(PUT, once).await.fine();
    assert_eq!(first.at("storeFile.file"), again.at("storeFile.file"));
    let said = sophie.run(SPACE, json!({ "id": "personal" })).await.fine();
    assert_eq!(said.number("storageSpace.files.totalCount"), 1);
}

/// A list of twenty files asks the database no more often than a list of two.
#[tokio::test]
async fn a_list_asks_as_much_for_twenty_files_as_for_two() {
    let app = TestApp::new().await;
    let sophie = cast(&app).await.sophie;
    let read = async || app.statements(sophie.run(SPACE, json!({ "id": "team" }))).await.1;
    for number in 0..2 {
        put(&app, &sophie, "team", &format!("{number}.txt"), b"x").await.fine();
    }
    let few = read().await;
    for number in 2..20 {
        put(&app, &sophie, "team", &format!("{number}.txt"), b"x").await.fine();
    }
    assert_eq!(read().await, few);
}
