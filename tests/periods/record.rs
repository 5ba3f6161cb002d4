//! Dates beside the grading periods: the school record and the certification deadlines (R46, R145, R146).

use super::{target, two_lines};
use crate::app::TestApp;
use entity::{audit_line, journal_entry};
use sea_orm::{ColumnTrait as _, QueryOrder as _};
use serde_json::{Value, json};

/// R145, R146.
#[tokio::test]
async fn the_school_record_is_set_for_the_last_two_years_of_the_bac_pro_only() {
    const LSL: &str = "mutation($input: SaveLslPeriodsInput!) {
        saveLslPeriods(input: $input) { lines { lsl { rhythm opensOn closesOn version } } errors { code path } } }";
    let app = TestApp::new().await;
    let (_school, ddftp, melec, cap) = two_lines(&app).await;
    let input = |targets: Value, from: &str, to: &str| json!({ "input": { "targets": targets, "rhythm": "SEMESTER", "opensOn": from, "closesOn": to } });
    let problems = |code: &str, path: &str| [(code.to_owned(), path.to_owned())];

    let both = input(json!([target(melec, "1RE", 0), target(cap, "CAP1", 0)]), "2027-05-03", "2027-06-11");
    let refused = ddftp.run(LSL, both).await.fine();
    assert_eq!(refused.problems("saveLslPeriods"), problems("INVALID", "targets.1.level"));

    let one = json!([target(melec, "1RE", 0)]);
    let outside = ddftp.run(LSL, input(one.clone(), "2027-05-03", "2027-09-01")).await.fine();
    assert_eq!(outside.problems("saveLslPeriods"), problems("OUT_OF_YEAR", "closesOn"));
    let set = ddftp.run(LSL, input(one.clone(), "2027-05-03", "2027-06-11")).await.fine();
    assert_eq!(set.text("saveLslPeriods.lines.0.lsl.closesOn"), "2027-06-11");
    let stale = ddftp.run(LSL, input(one, "2027-05-03", "2027-06-18")).await.fine();
    assert_eq!(stale.problems("saveLslPeriods"), problems("CHANGED_MEANWHILE", "targets.0.version"));
}

/// R46.
#[tokio::test]
async fn a_certification_deadline_that_moves_is_logged_and_told() {
    const DEADLINE: &str = "mutation($input: SaveCertificationDeadlineInput!) {
        saveCertificationDeadline(input: $input) { deadline { id version label date } line { deadlines { id } } errors { code path } } }";
    let app = TestApp::new().await;
    let (school, ddftp, melec, _) = two_lines(&app).await;
    let input = json!({ "specialtyId": melec, "level": "TLE", "date": "2027-05-28" });
    let set = ddftp.run(DEADLINE, json!({ "input": input })).await.fine();
    assert_eq!(set.text("saveCertificationDeadline.deadline.label"), "Toutes les unités");
    let twin = ddftp.run(DEADLINE, json!({ "input": input })).await.fine();
    assert_eq!(twin.problems("saveCertificationDeadline"), [("TAKEN".to_owned(), "unitId".to_owned())]);

    let mut moved = input.clone();
    moved["id"] = set.at("saveCertificationDeadline.deadline.id").clone();
    moved["version"] = json!(1);
    moved["date"] = json!("2027-06-04");
    let moved = ddftp.run(DEADLINE, json!({ "input": moved })).await.fine();
    assert_eq!(moved.text("saveCertificationDeadline.deadline.date"), "2027-06-04");

    let cx = school.cx();
    let told = cx
        .find::<journal_entry::Entity>()
        .with(|q| q.order_by_desc(journal_entry::Column::Seq))
        .one()
        .await
        .expect("the journal")
        .expect("a line");
    assert_eq!(told.actor, "N. Benali");
    assert!(told.text.starts_with("a déplacé au 4\u{a0}juin la date limite de certification"), "{}", told.text);
    let logged = cx
        .find::<audit_line::Entity>()
        .filter(audit_line::Column::Act.eq("SaveCertificationDeadline"))
        .with(|q| q.order_by_desc(audit_line::Column::Number))
        .one()
        .await
        .expect("the audit log")
        .expect("a line");
    assert_eq!(logged.detail, "2027-05-28 -> 2027-06-04");
}
