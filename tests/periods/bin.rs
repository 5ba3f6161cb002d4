//! Dates that are removed, and come back (R49, R186).

use super::{SAVE, save, semesters, target, two_lines};
use crate::app::TestApp;
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
