//! The logo and the stamp of a school (R169, security F8).

use crate::app::TestApp;
use crate::app::people::Person;
use crate::files::{picture, sent, taken};
use chrono::TimeDelta;
use entity::role_grant::Role;
use etabli::access::Task;
use serde_json::{Value, json};

const SET: &str = "mutation($kind: SchoolImageKind!, $file: ID!) {
    setSchoolImage(input: { kind: $kind, fileId: $file }) { image { id path } establishment { logo { id } } errors { code path } } }";
const DELETE: &str = "mutation($id: ID!) {
    deleteSchoolImage(input: { id: $id }) { establishment { logo { id } stamp { id } } errors { code path } } }";
const RESTORE: &str = "mutation($id: ID!) {
    restoreSchoolImage(input: { id: $id }) { establishment { logo { id } } errors { code path } } }";
const OWN: &str = "{ viewer { establishment { logo { path } stamp { path } } } }";

/// Name of the file at the end of an address.
fn file(path: &str) -> &str {
    path.trim_start_matches("/files/")
}

/// R169.
#[tokio::test]
async fn everybody_sees_the_logo_and_the_head_the_ddftp_and_the_administrator_the_stamp() {
    let app = TestApp::new().await;
    let (school, elsewhere) = (app.school().await, app.school_of("0999002X").await);
    let admin = school.admin().await;
    let http = app.http();
    let mut paths = Vec::new();
    for (kind, purpose) in [("LOGO", "logo"), ("STAMP", "stamp")] {
        let id = sent(&http, purpose, "image.png", &picture(2_048, 16), &admin).await;
        let set = admin.run(SET, json!({ "kind": kind, "file": id })).await.fine();
        paths.push(set.text("setSchoolImage.image.path").to_owned());
    }
    let public = Person::stranger(&app).ask("{ establishment(uai: \"0999001W\") { logo { path } } }").await;
    assert_eq!(public.text("establishment.logo.path"), paths[0]);

    for (person, sees_stamp) in [
        (&admin, true),
        (&school.person("Hugo Chef", Role::Head).await, true),
        (&school.ddftp().await, true),
        (&school.person("Sophie Garnier", Role::Teacher).await, false),
        (&school.person("Inès Lambert", Role::Learner).await, false),
        (&school.person("Tom Tuteur", Role::Tutor).await, false),
        (&school.person("Iris Inspectrice", Role::Inspector).await, false),
    ] {
        let seen = person.ask(OWN).await.fine();
        assert_eq!(seen.text("viewer.establishment.logo.path"), paths[0]);
        assert_eq!(seen.at("viewer.establishment.stamp").is_null(), !sees_stamp);
        assert_eq!(taken(&http, file(&paths[0]), person).await.status, 200);
        assert_eq!(taken(&http, file(&paths[1]), person).await.status, if sees_stamp { 200 } else { 404 });
    }
    let far = elsewhere.ddftp().await;
    assert_eq!(far.ask(OWN).await.at("viewer.establishment"), &json!({ "logo": null, "stamp": null }));
    let stranger = Person::stranger(&app);
    let logo = taken(&http, file(&paths[0]), &stranger).await;
    assert_eq!((logo.status.as_u16(), logo.header("content-type")), (200, "image/png"));
    assert_eq!(image::load_from_memory(&logo.bytes).expect("a picture").width(), 1_024);
    assert_eq!(taken(&http, file(&paths[1]), &stranger).await.status, 401);
    assert_eq!(taken(&http, file(&paths[1]), &far).await.status, 404);
}

/// R169, R186.
#[tokio::test]
async fn an_image_that_is_replaced_or_removed_comes_back_for_thirty_days() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let http = app.http();
    let set = async |size: u32| {
        let id = sent(&http, "logo", "logo.png", &picture(size, size), &admin).await;
        let said = admin.run(SET, json!({ "kind": "LOGO", "file": id })).await.fine();
        (said.text("setSchoolImage.image.id").to_owned(), said.text("setSchoolImage.image.path").to_owned())
    };
    let (first, path) = set(8).await;
    let (second, _) = set(16).await;
    assert_eq!(taken(&http, file(&path), &admin).await.status, 404, "what is in the bin is not served");
    let stamp =
        admin.run(SET, json!({ "kind": "STAMP", "file": sent(&http, "logo", "l.png", &picture(8, 8), &admin).await }));
    assert_eq!(stamp.await.fine().problems("setSchoolImage"), [("NOT_FOUND".to_owned(), "fileId".to_owned())]);

    let back = admin.run(RESTORE, json!({ "id": first })).await.fine();
    assert_eq!(back.text("restoreSchoolImage.establishment.logo.id"), first);
    assert_eq!(taken(&http, file(&path), &admin).await.status, 200);
    let gone = admin.run(DELETE, json!({ "id": first })).await.fine();
    assert_eq!(gone.at("deleteSchoolImage.establishment.logo"), &Value::Null);
    assert_eq!(admin.run(DELETE, json!({ "id": first })).await.code(), Some("NOT_FOUND"));

    app.clock.advance(TimeDelta::days(31));
    let late = admin.run(RESTORE, json!({ "id": second })).await.fine();
    assert_eq!(late.problems("restoreSchoolImage"), [("EXPIRED".to_owned(), "id".to_owned())]);
    let night = app.task(Task::RunJobs, Some(school.id));
    etabli::establishments::images::empty_bin(&night).await.expect("the bin is emptied");
    etabli::files::sweep(&night).await.expect("the sweep ends");
    assert_eq!(app.app.shared.store.all(school.id).await.unwrap(), []);
    assert_eq!(admin.run(RESTORE, json!({ "id": second })).await.code(), Some("NOT_FOUND"));
}
