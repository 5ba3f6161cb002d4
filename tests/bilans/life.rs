//! From draft to validated, reopened, removed and back (R104, R108, R112, R113, R186); the journal names no learner.

use super::{Class, DELETE, MINE, REOPEN, RESTORE, SAVE, TABLE, VALIDATE, on, problem};
use crate::app::TestApp;
use entity::{audit_line, journal_entry};
use sea_orm::{ColumnTrait as _, QueryOrder as _};
use serde_json::json;

/// R104, R112, R113, R121.
#[tokio::test]
async fn a_learner_reads_a_bilan_once_it_is_validated() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    assert_eq!(class.ines.person.ask(MINE).await.fine().at("myBilans"), &json!([]));

    let validated = class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();

    assert!(validated.text("validateBilan.bilan.validatedAt").starts_with("2026-11-16T08:00:00"));
    assert_eq!(validated.text("validateBilan.row.state"), "DONE");
    assert_eq!(validated.at("validateBilan.bilan.viewerCan"), &json!(["REOPEN_BILAN"]));
    let own = class.ines.person.ask(MINE).await.fine();
    assert_eq!(own.text("myBilans.0.bilan.synthesis"), "Travail soigné.");
    assert_eq!(own.text("myBilans.0.bilan.author.displayName"), "Sophie Garnier");
    let frozen = class.sophie.run(SAVE, class.save(Some(2), json!({ "synthesis": "Autre." }))).await.fine();
    assert_eq!(frozen.problems("saveBilan"), problem("CLOSED", ""));
    assert_eq!(frozen.text("saveBilan.current.synthesis"), "Travail soigné.");
    let adam = class.school.pupil("Adam Benoît", class.division, class.melec, "1RE").await;
    assert_eq!(adam.person.ask(MINE).await.fine().at("myBilans"), &json!([]));
}

/// R104.
#[tokio::test]
async fn a_bilan_without_any_level_is_not_validated() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let begun = class.sophie.run(SAVE, class.save(None, json!({ "synthesis": "Rien encore." }))).await.fine();

    let refused = class.sophie.run(VALIDATE, on(begun.text("saveBilan.bilan.id"), 1)).await.fine();

    assert_eq!(refused.problems("validateBilan"), problem("BLANK", "levels"));
    assert_eq!(class.table(&class.sophie).await.text("trackingTable.rows.0.state"), "DRAFT");
}

/// R108, R109.
#[tokio::test]
async fn a_late_bilan_is_still_done_by_setting_its_date_back_into_the_period() {
    let app = TestApp::on("2027-03-01T08:00:00Z").await;
    let class = Class::new(&app).await;
    let period = json!({ "division": class.division, "period": class.periods[0] });
    let late = class.sophie.run(TABLE, period).await.fine();
    assert_eq!(late.text("trackingTable.rows.0.state"), "LATE");
    let level = json!({ "itemId": class.item("C1").await, "rank": 2 });
    let outside = json!({ "levels": [level], "referenceDate": "2027-03-01" });
    let draft = class.sophie.run(SAVE, class.save(None, outside)).await.fine();
    assert_eq!(draft.text("saveBilan.row.state"), "LATE");
    let bilan = draft.text("saveBilan.bilan.id").to_owned();

    let refused = class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();
    assert_eq!(refused.problems("validateBilan"), problem("OUT_OF_PERIOD", "referenceDate"));

    class.sophie.run(SAVE, class.save(Some(1), json!({ "referenceDate": "2027-02-13" }))).await.fine();
    let done = class.sophie.run(VALIDATE, on(&bilan, 2)).await.fine();
    assert_eq!(done.text("validateBilan.row.state"), "DONE", "15 days after the end still count");
}

/// R112.
#[tokio::test]
async fn a_correction_needs_a_reason_and_keeps_what_was_said() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();
    let reopen = |reason: &str| json!({ "input": { "bilanId": bilan, "version": 2, "reason": reason } });

    let silent = class.sophie.run(REOPEN, reopen("  ")).await.fine();
    assert_eq!(silent.problems("reopenBilan"), problem("BLANK", "reason"));
    let reopened = class.sophie.run(REOPEN, reopen("Erreur sur C1.")).await.fine();
    assert_eq!(reopened.text("reopenBilan.row.state"), "DRAFT");
    assert_eq!(class.ines.person.ask(MINE).await.fine().at("myBilans"), &json!([]));
    let rest =
        json!({ "synthesis": "Travail très soigné.", "levels": [{ "itemId": class.item("C1").await, "rank": 4 }] });
    class.sophie.run(SAVE, class.save(Some(3), rest)).await.fine();
    class.sophie.run(VALIDATE, on(&bilan, 4)).await.fine();

    let again = json!({ "input": { "bilanId": bilan, "version": 5, "reason": "Encore." } });
    let history = class.sophie.run(REOPEN, again).await.fine();
    assert_eq!(history.number("reopenBilan.bilan.history.0.levels.0.rank"), 3);
    assert_eq!(history.text("reopenBilan.bilan.history.0.reason"), "Erreur sur C1.");
    assert_eq!(history.text("reopenBilan.bilan.history.1.synthesis"), "Travail très soigné.");
}

/// R186.
#[tokio::test]
async fn a_draft_goes_to_the_bin_and_its_author_takes_it_back() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = class.school.teacher("Marc Petit", "071100", &[class.division]).await;
    let bilan = class.draft().await;
    let restore = json!({ "input": { "bilanId": bilan } });

    assert_eq!(marc.run(DELETE, on(&bilan, 1)).await.code(), Some("NOT_FOUND"), "a draft is its author's to remove");
    let removed = class.sophie.run(DELETE, on(&bilan, 1)).await.fine();
    assert_eq!(removed.text("deleteBilan.row.state"), "DUE");
    assert_eq!(marc.run(RESTORE, restore.clone()).await.code(), Some("NOT_FOUND"));
    let back = class.sophie.run(RESTORE, restore.clone()).await.fine();
    assert_eq!(back.text("restoreBilan.bilan.synthesis"), "Travail soigné.");

    class.sophie.run(DELETE, on(&bilan, 3)).await.fine();
    marc.run(SAVE, class.save(None, json!({ "synthesis": "Le mien." }))).await.fine();
    let taken = class.sophie.run(RESTORE, restore).await.fine();
    assert_eq!(taken.problems("restoreBilan"), problem("TAKEN", "bilanId"));
}

/// R186, R112.
#[tokio::test]
async fn a_validated_bilan_is_not_removed_and_the_bin_empties_after_thirty_days() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();
    let refused = class.sophie.run(DELETE, on(&bilan, 2)).await.fine();
    assert_eq!(refused.problems("deleteBilan"), problem("CLOSED", ""));

    let reason = json!({ "input": { "bilanId": bilan, "version": 2, "reason": "Erreur." } });
    class.sophie.run(REOPEN, reason).await.fine();
    class.sophie.run(DELETE, on(&bilan, 3)).await.fine();
    app.clock.advance(chrono::TimeDelta::days(31));
    let late = class.sophie.run(RESTORE, json!({ "input": { "bilanId": bilan } })).await.fine();
    assert_eq!(late.problems("restoreBilan"), problem("EXPIRED", "bilanId"));
}

/// Decision on the journal: a division, never a learner.
#[tokio::test]
async fn the_journal_tells_a_validation_without_the_learners_name_and_the_head_reads_each_level() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();

    let cx = class.school.cx();
    let told = cx.find::<journal_entry::Entity>().with(|q| q.order_by_desc(journal_entry::Column::Seq)).one().await;
    let told = told.expect("the journal").expect("a line");
    assert_eq!((told.actor.as_str(), told.text.as_str()), ("S. Garnier", "a validé un bilan"));
    assert_eq!(told.division_id, Some(class.division));
    // R181.
    let logged = cx.find::<audit_line::Entity>().filter(audit_line::Column::Act.eq("SaveBilan")).one().await;
    assert!(logged.expect("the log").expect("a line").detail.contains("C1: - -> 3"));
}
