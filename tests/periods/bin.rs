//! Dates that are removed, and come back (R49, R186).

use super::{SAVE, last_year, save, semesters, target, two_lines};
use crate::app::TestApp;
use crate::app::school::School;
use serde_json::json;

/// R186, R49.
#[tokio::test]
async fn removed_dates_come_back_from_the_bin_for_thirty_days() {
    const DELETE: &str = "mutation($input: DeleteGradingPeriodsInput!) {
        deleteGradingPeriods(input: $input) { line { gradingPeriods { id } } errors { code path } } }";
    const RESTORE: &str = "mutation($input: RestoreGradingPeriodsInput!) {
        restoreGradingPeriods(input: $input) { line { gradingPeriods { id version } } errors { code path } } }";
    let app = TestApp::new().await;
    let (_school, ddftp, melec, _) = two_lines(&app).await;
    let saved = ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &semesters())).await.fine();

    let stale = ddftp.run(DELETE, json!({ "input": { "target": target(melec, "1RE", 0) } })).await.fine();
    assert_eq!(stale.problems("deleteGradingPeriods"), [("CHANGED_MEANWHILE".to_owned(), "target.version".to_owned())]);
    let removed = ddftp.run(DELETE, json!({ "input": { "target": target(melec, "1RE", 1) } })).await.fine();
    assert_eq!(removed.at("deleteGradingPeriods.line.gradingPeriods"), &json!([]));

    let restore = json!({ "input": { "specialtyId": melec, "level": "1RE" } });
    let back = ddftp.run(RESTORE, restore.clone()).await.fine();
    assert_eq!(
        back.at("restoreGradingPeriods.line.gradingPeriods.0.id"),
        saved.at("saveGradingPeriods.lines.0.gradingPeriods.0.id")
    );
    let twice = ddftp.run(RESTORE, restore.clone()).await.fine();
    assert_eq!(twice.problems("restoreGradingPeriods"), [("TAKEN".to_owned(), "level".to_owned())]);

    let version = back.number("restoreGradingPeriods.line.gradingPeriods.0.version");
    ddftp.run(DELETE, json!({ "input": { "target": target(melec, "1RE", version) } })).await.fine();
    app.clock.advance(chrono::TimeDelta::days(31));
    let late = ddftp.run(RESTORE, restore).await.fine();
    assert_eq!(late.problems("restoreGradingPeriods"), [("EXPIRED".to_owned(), "level".to_owned())]);
}

/// R41, R49.
#[tokio::test]
async fn a_line_without_dates_is_that_of_last_year_until_learners_of_this_year_are_there() {
    const DELETE: &str = "mutation($input: DeleteGradingPeriodsInput!) {
        deleteGradingPeriods(input: $input) { line { learnerCount gradingPeriods { id } } errors { code path } } }";
    let app = TestApp::new().await;
    let school = app.school().await;
    let (melec, cap) = (school.specialty("bac-pro-melec").await, school.specialty("cap-electricien").await);
    let before = School { app: &app, id: school.id, uai: school.uai.clone(), year: last_year(&school).await };
    let gone = before.division("1MELEC1").await;
    before.pupil("Inès Lambert", gone, melec, "1RE").await;
    let ddftp = school.ddftp().await;
    ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &semesters())).await.fine();

    let removed = ddftp.run(DELETE, json!({ "input": { "target": target(melec, "1RE", 1) } })).await.fine();
    let line = json!({ "learnerCount": 0, "gradingPeriods": [] });
    assert_eq!(removed.at("deleteGradingPeriods.line"), &line, "nobody of this year is there yet");

    let first = school.division("1CAP1").await;
    school.pupil("Adam Benoît", first, cap, "CAP1").await;
    ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &semesters())).await.fine();
    let removed = ddftp.run(DELETE, json!({ "input": { "target": target(melec, "1RE", 3) } })).await.fine();
    assert_eq!(removed.problems("deleteGradingPeriods"), []);
    assert!(removed.at("deleteGradingPeriods.line").is_null(), "the year has begun without this line");
}
