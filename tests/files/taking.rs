//! Who takes a file away, and in which form it leaves.

use super::{PDF, sent, taken};
use crate::app::TestApp;
use crate::app::people::Person;
use entity::read_line;
use serde_json::json;

const PUT: &str = "mutation($file: ID!, $space: ID!) {
    storeFile(input: { fileId: $file, spaceId: $space }) { file { id path } errors { code path } } }";

/// F7, Q18.
#[tokio::test]
async fn a_file_leaves_as_something_to_keep_that_can_do_nothing() {
    let app = TestApp::new().await;
    let sophie = app.school().await.teacher("Sophie Garnier", "071100", &[]).await;
    let http = app.http();
    let id = sent(&http, "storage", "Élève «1».pdf", PDF, &sophie).await;
    let back = taken(&http, &id, &sophie).await;
    assert_eq!((back.status.as_u16(), &back.bytes[..]), (200, PDF));
    assert_eq!(back.header("content-type"), "application/pdf");
    assert_eq!(back.header("x-content-type-options"), "nosniff");
    assert_eq!(back.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(back.header("cache-control"), "private, no-store");
    assert_eq!(
        back.header("content-disposition"),
        "attachment; filename=\"Eleve __1__.pdf\"; filename*=UTF-8''%C3%89l%C3%A8ve%20%C2%AB1%C2%BB.pdf"
    );
}

/// `files.download`: a file has no right of its own.
#[tokio::test]
async fn a_file_is_read_by_those_who_read_its_record_and_is_not_there_for_others() {
    let app = TestApp::new().await;
    let (school, elsewhere) = (app.school().await, app.school_of("0999002X").await);
    let melec = school.specialty("bac-pro-melec").await;
    let (mine, theirs) = (school.division("1MELEC1").await, school.division("1MELEC2").await);
    let sophie = school.teacher("Sophie Garnier", "071100", &[mine]).await;
    let anne = school.teacher("Anne Loin", "071100", &[theirs]).await;
    let ines = school.pupil("Inès Lambert", mine, melec, "1RE").await.person;
    let leo = school.pupil("Léo Petit", theirs, melec, "1RE").await.person;
    let (admin, ddftp, far) = (school.admin().await, school.ddftp().await, elsewhere.ddftp().await);
    let http = app.http();
    let everybody = [&sophie, &anne, &ines, &leo, &admin, &ddftp, &far];
    let read = async |id: &str| {
        let mut statuses = Vec::new();
        for person in everybody {
            statuses.push(taken(&http, id, person).await.status.as_u16());
        }
        statuses
    };

    let id = sent(&http, "storage", "cours.pdf", PDF, &sophie).await;
    assert_eq!(read(&id).await, [200, 404, 404, 404, 404, 404, 404], "its sender's alone until it is somewhere");
    let theft = anne.run(PUT, json!({ "file": id, "space": "personal" })).await.fine();
    assert_eq!(theft.problems("storeFile"), [("NOT_FOUND".to_owned(), "fileId".to_owned())]);

    sophie.run(PUT, json!({ "file": id, "space": mine })).await.fine().text("storeFile.file.id");
    assert_eq!(read(&id).await, [200, 404, 200, 404, 404, 200, 404], "the teachers and learners of its division");
    let nobody = taken(&http, &id, &Person::stranger(&app)).await;
    assert_eq!((nobody.status.as_u16(), nobody.code().as_str()), (401, "UNAUTHENTICATED"));
    let twice = sophie.run(PUT, json!({ "file": id, "space": "team" })).await.fine();
    assert_eq!(twice.problems("storeFile"), [("NOT_FOUND".to_owned(), "fileId".to_owned())]);
    let logo = admin.run(
        "mutation($file: ID!) { setSchoolImage(input: { kind: LOGO, fileId: $file }) { errors { code path } } }",
        json!({ "file": id }),
    );
    assert_eq!(logo.await.fine().problems("setSchoolImage"), [("NOT_FOUND".to_owned(), "fileId".to_owned())]);

    let logged = school.cx().find::<read_line::Entity>().all().await.expect("the reading log");
    let mut readers: Vec<_> =
        logged.iter().filter(|line| line.operation == "files.download").map(|line| line.actor_id).collect();
    readers.dedup();
    assert_eq!(readers, [ines.user, ddftp.user], "taking what another sent is written down");
}
