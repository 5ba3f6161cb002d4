//! Whether data of learners may go to other schools (R135, R136, R138; security 4.6).

use super::{change, problem};
use crate::app::TestApp;
use entity::learner;
use entity::role_grant::Role;
use etabli::access::Act;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::{Value, json};

#[tokio::test]
async fn transfers_are_allowed_with_a_reference_and_an_officer_r136() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (head, ddftp) = (school.person("Hugo Chef", Role::Head).await, school.ddftp().await);
    let refused = change(&head, "setTransfer", None, json!({ "active": true })).await.fine();
    let at = |path: &str| ("BLANK".to_owned(), path.to_owned());
    let all = [at("registerReference"), at("officerName"), at("officerEmail")];
    assert_eq!(refused.problems("setTransfer"), all);
    // Each field saves itself before; half of them is no activation.
    change(&head, "setTransfer", None, json!({ "registerReference": "RT-2026-014" })).await.fine();
    let half = json!({ "active": true, "officerName": "Claire Meunier", "officerEmail": "nulle part" });
    let refused = change(&head, "setTransfer", None, half).await.fine();
    assert_eq!(refused.problems("setTransfer"), problem("INVALID", "officerEmail"));
    assert_eq!(
        refused.at("setTransfer.establishment.settings.transfer.officerName"),
        &Value::Null,
        "nothing half done"
    );
    let whole = json!({ "active": true, "officerName": "Claire Meunier", "officerEmail": "dpo@exemple.example" });
    let done = change(&head, "setTransfer", None, whole).await.fine();
    let transfer = done.at("setTransfer.establishment.settings.transfer");
    assert_eq!(transfer["since"], json!("2026-11-16T08:00:00+00:00"));
    assert_eq!(transfer["decidedBy"]["displayName"], json!("Hugo Chef"), "who decides is named");
    let emptied = change(&head, "setTransfer", None, json!({ "registerReference": "" })).await.fine();
    assert_eq!(emptied.problems("setTransfer"), problem("BLANK", "registerReference"), "while they are allowed");
    let long = change(&head, "setTransfer", None, json!({ "registerReference": "9".repeat(300) })).await.fine();
    assert_eq!(long.problems("setTransfer"), problem("TOO_LONG", "registerReference"));
    let stopped = change(&head, "setTransfer", None, json!({ "active": false })).await.fine();
    assert_eq!(stopped.at("setTransfer.establishment.settings.transfer.since"), &Value::Null);
    assert_eq!(stopped.text("setTransfer.establishment.settings.transfer.registerReference"), "RT-2026-014");
    assert_eq!(change(&ddftp, "setTransfer", Some(1), json!({ "active": true })).await.code(), Some("FORBIDDEN"));
}

const BLOCKED: &str = "query ($first: Int, $after: String) { learnersWithoutIne(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { displayName division { code } } } }";

#[tokio::test]
async fn learners_without_a_national_identifier_are_listed_by_name_page_by_page_r138() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let melec = school.specialty("bac-pro-melec").await;
    let division = school.division("1MELEC1").await;
    for names in ["Zoé Alard", "Léo Petit", "Inès Garnier"] {
        school.pupil(names, division, melec, "1RE").await;
    }
    let known = school.pupil("Ana Connue", division, melec, "1RE").await;
    let row =
        learner::ActiveModel { id: Unchanged(known.id), ine: Set(Some("123456789AB".into())), ..Default::default() };
    school.cx().write(Act::CreateUser, async |tx| tx.save(row).await).await.unwrap();
    let elsewhere = app.school_of("0999002X").await;
    let far_melec = elsewhere.specialty("bac-pro-melec").await;
    let far = elsewhere.division("1ELEC1").await;
    elsewhere.pupil("Paul Ailleurs", far, far_melec, "1RE").await;

    let ddftp = school.ddftp().await;
    let first = ddftp.run(BLOCKED, json!({ "first": 2 })).await.fine();
    assert_eq!(first.at("learnersWithoutIne.totalCount"), &json!(3));
    assert_eq!(first.text("learnersWithoutIne.nodes.0.displayName"), "Zoé Alard");
    assert_eq!(first.text("learnersWithoutIne.nodes.1.division.code"), "1MELEC1");
    let after = first.text("learnersWithoutIne.pageInfo.endCursor").to_owned();
    let rest = ddftp.run(BLOCKED, json!({ "first": 2, "after": after })).await.fine();
    assert_eq!(rest.at("learnersWithoutIne.nodes").as_array().map(Vec::len), Some(1));
    assert_eq!(rest.text("learnersWithoutIne.nodes.0.displayName"), "Léo Petit");
    assert_eq!(rest.at("learnersWithoutIne.pageInfo.hasNextPage"), &json!(false));
    let head = school.person("Hugo Chef", Role::Head).await;
    assert_eq!(head.run(BLOCKED, json!({})).await.code(), Some("FORBIDDEN"));
}
