//! The import page: who sees it, and what it may send (R35, security F1, Q14).

use super::{Desk, ELOISE, NOEL, NOVEMBER, learners_file};
use crate::app::TestApp;
use crate::app::http::{by, upload, with};
use crate::app::people::Person;
use axum::body::Body;
use axum::http::Request;
use entity::role_grant::Role;
use futures::StreamExt as _;
use serde_json::json;

const START: &str =
    "mutation($ids: [ID!]!) { startImport(input: { uploadIds: $ids }) { run { id state } errors { code path } } }";
const SHOW: &str = "query($id: ID!) { import(id: $id) { state startedBy schoolYearLabel viewerCan undoableUntil counts { created } countsBySubject { subject counts { created } }
    files { name kind state summary } lines(first: 2, outcome: CREATED) { totalCount nodes { name outcome choices { code } } pageInfo { hasNextPage } } confirmation { toType } } }";

#[tokio::test]
async fn the_import_page_is_one_question_and_only_for_those_who_import_r35() {
    given_a_desk!(app, school, admin, desk);
    let ddftp = school.ddftp().await;
    let teacher = school.person("Sophie Garnier", Role::Teacher).await;
    let upload =
        desk.drop("ElevesSansAdresses.xml", learners_file(2025, "12/09/2025", &[ELOISE, NOEL]).as_bytes()).await;
    let ids = json!({ "ids": [upload] });
    assert_eq!(teacher.run(START, ids.clone()).await.code(), Some("FORBIDDEN"));
    assert_eq!(Person::stranger(&app).run(START, ids.clone()).await.code(), Some("UNAUTHENTICATED"));
    let elsewhere = app.school_of("0999002X").await;
    let other = elsewhere.admin().await;
    assert_eq!(
        other.run(START, ids.clone()).await.problems("startImport"),
        [("NOT_FOUND".to_owned(), "uploadIds".to_owned())]
    );
    let started = ddftp.run(START, ids).await.fine();
    assert_eq!(started.text("startImport.run.state"), "READING");
    app.run_jobs().await;
    let id = json!({ "id": started.text("startImport.run.id") });
    let shown = ddftp.run(SHOW, id.clone()).await.fine();
    assert_eq!(shown.text("import.state"), "READY");
    assert_eq!(shown.text("import.startedBy"), "Nadia Benali");
    assert_eq!(shown.at("import.viewerCan"), &json!(["APPLY_IMPORT", "DECIDE_IMPORT_LINE"]));
    assert_eq!(shown.number("import.lines.totalCount"), 3, "two learners and their training");
    assert_eq!(shown.text("import.files.0.kind"), "LEARNERS");
    assert!(teacher.run(SHOW, id.clone()).await.at("import").is_null());
    assert!(other.run(SHOW, id.clone()).await.at("import").is_null());
    let apply = "mutation($id: ID!) { applyImport(input: { importId: $id }) { run { state } errors { code } } }";
    assert_eq!(teacher.run(apply, id.clone()).await.code(), Some("FORBIDDEN"));
    assert_eq!(ddftp.run(apply, id.clone()).await.fine().text("applyImport.run.state"), "APPLYING");
    app.run_jobs().await;
    let undo = "mutation($id: ID!) { undoImport(input: { importId: $id }) { run { state } errors { code } } }";
    assert_eq!(ddftp.run(undo, id.clone()).await.code(), Some("FORBIDDEN"), "the administrator alone takes back");
    assert_eq!(admin.run(SHOW, id.clone()).await.at("import.viewerCan"), &json!(["UNDO_IMPORT"]));
    assert_eq!(admin.run(undo, id).await.fine().text("undoImport.run.state"), "UNDONE");
}

/// A file sent as the import page sends it.
fn sent(content: &[u8], person: &Person) -> Request<Body> {
    upload("import", "../Eleves.xml", content, person)
}

#[tokio::test]
async fn files_are_taken_from_our_own_page_by_those_who_import_and_not_too_large() {
    // F1, Q14
    let app = TestApp::configured(NOVEMBER, |config| config.import_upload_mib = 1).await;
    let school = app.school().await;
    let admin = school.admin().await;
    let teacher = school.person("Sophie Garnier", Role::Teacher).await;
    let content = learners_file(2025, "12/09/2025", &[ELOISE, NOEL]);
    let http = app.http();

    let mut foreign = sent(content.as_bytes(), &admin);
    foreign.headers_mut().remove("x-etabli-client");
    assert_eq!(http.send(foreign).await.code(), "FORBIDDEN");
    let elsewhere = with(sent(content.as_bytes(), &admin), "origin", "https://evil.example");
    assert_eq!(http.send(elsewhere).await.code(), "FORBIDDEN");
    assert_eq!(http.send(sent(content.as_bytes(), &teacher)).await.code(), "FORBIDDEN");
    let mut nobody = sent(content.as_bytes(), &admin);
    nobody.headers_mut().remove("cookie");
    assert_eq!(http.send(nobody).await.status, 401);
    let large = http.send(sent(&vec![b' '; (1 << 20) + 1], &admin)).await;
    assert_eq!(large.status, 413, "{}", large.text());
    let desk = Desk { app: &app, school: &school, person: &admin };
    assert_eq!(desk.waiting(), 0, "nothing stays of what was refused");

    let taken = http.send(sent(content.as_bytes(), &admin)).await;
    assert_eq!(taken.status, 201, "{}", taken.text());
    assert_eq!(taken.json()["name"], "Eleves.xml", "a name is no path");
    let started = admin.run(START, json!({ "ids": [taken.json()["id"]] })).await.fine();
    let id = started.text("startImport.run.id").to_owned();
    let watch = "subscription($id: ID!) { importProgressed(importId: $id) { state files { readBytes totalBytes } } }";
    let mut progress = admin.follow(watch, json!({ "id": id })).await;
    assert_eq!(progress.next().await.expect("a state").text("importProgressed.state"), "READING");
    app.run_jobs().await;
    let ready = tokio::time::timeout(std::time::Duration::from_secs(5), async {
        loop {
            let said = progress.next().await.expect("a state");
            if said.text("importProgressed.state") == "READY" {
                return said;
            }
        }
    });
    let ready = ready.await.expect("the page learns that the files were read");
    assert_eq!(ready.at("importProgressed.files.0.readBytes"), ready.at("importProgressed.files.0.totalBytes"));
    let report = by(Request::get(format!("/imports/{id}/report.csv")).body(Body::empty()).expect("a request"), &admin);
    let report = http.send(report).await;
    assert_eq!(report.header("content-type"), "text/csv; charset=utf-8");
    assert!(report.header("content-disposition").starts_with("attachment"));
    let theirs =
        by(Request::get(format!("/imports/{id}/report.csv")).body(Body::empty()).expect("a request"), &teacher);
    assert_eq!(http.send(theirs).await.status, 403);
}
