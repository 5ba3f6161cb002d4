//! Every key is saved by itself, and nothing is lost when two people write (R95, R99, R104).

use super::{Class, REOPEN, SAVE, VALIDATE, on, problem};
use crate::app::TestApp;
use entity::bilan;
use serde_json::{Value, json};

/// R104, R95: each key is saved by itself.
#[tokio::test]
async fn every_key_is_saved_by_itself_and_leaves_the_rest_alone() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let (c1, c2) = (class.item("C1").await, class.item("C2").await);
    let save = async |version, rest| class.sophie.run(SAVE, class.save(version, rest)).await.fine();

    save(None, json!({ "levels": [{ "itemId": c1, "rank": 3 }] })).await;
    save(Some(1), json!({ "levels": [{ "itemId": c1, "comment": "Autonome." }, { "itemId": c2, "rank": 2 }] })).await;
    save(Some(2), json!({ "synthesis": "Bon semestre." })).await;
    let absent = save(Some(3), json!({ "levels": [{ "itemId": c2, "absent": true }] })).await;

    assert_eq!(absent.text("saveBilan.bilan.synthesis"), "Bon semestre.");
    let levels = absent.at("saveBilan.bilan.levels").as_array().cloned().unwrap_or_default();
    let of = |item: &str| levels.iter().find(|level| level["itemId"] == item).cloned().unwrap_or_default();
    assert_eq!((&of(&c1)["rank"], &of(&c1)["comment"]), (&json!(3), &json!("Autonome.")));
    assert_eq!((&of(&c2)["rank"], &of(&c2)["absent"]), (&Value::Null, &json!(true)), "absent is not a level");
    let cleared = save(Some(4), json!({ "levels": [{ "itemId": c1, "rank": null }] })).await;
    assert_eq!(cleared.text("saveBilan.row.state"), "DRAFT");
    assert_eq!(cleared.number("saveBilan.bilan.version"), 5);
    let unchanged = save(Some(5), json!({ "synthesis": "Bon semestre." })).await;
    assert_eq!(unchanged.number("saveBilan.bilan.version"), 5, "saving what stands changes nothing");
}

/// R104: what cannot be saved is told at its field.
#[tokio::test]
async fn a_level_outside_the_scale_or_a_foreign_competency_is_told_at_its_field() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let (c1, unit) = (class.item("C1").await, class.item("U2").await);
    let levels = json!([{ "itemId": c1, "rank": 9 }, { "itemId": unit, "rank": 1 }, { "itemId": c1, "comment": "x".repeat(1_001) }]);

    let refused = class
        .sophie
        .run(SAVE, class.save(None, json!({ "levels": levels, "synthesis": "x".repeat(4_001) })))
        .await
        .fine();

    let told: Vec<String> =
        refused.problems("saveBilan").into_iter().map(|(code, path)| format!("{code} {path}")).collect();
    assert!(told.contains(&"TOO_LONG synthesis".to_owned()), "{told:?}");
    assert!(told.contains(&"INVALID levels.0.rank".to_owned()), "{told:?}");
    assert!(told.contains(&"NOT_FOUND levels.1.itemId".to_owned()), "{told:?}");
    assert!(told.contains(&"TOO_LONG levels.2.comment".to_owned()), "{told:?}");
    assert_eq!(class.table(&class.sophie).await.at("trackingTable.rows.0.bilan"), &Value::Null);
}

/// R99, security T10.
#[tokio::test]
async fn a_stale_edit_loses_nothing_and_shows_what_stands() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = class.school.teacher("Marc Petit", "071100", &[class.division]).await;
    class.draft().await;
    marc.run(SAVE, class.save(Some(1), json!({ "synthesis": "Vu par Marc." }))).await.fine();

    let stale = class.sophie.run(SAVE, class.save(Some(1), json!({ "synthesis": "Vu par Sophie." }))).await.fine();

    assert_eq!(stale.problems("saveBilan"), problem("CHANGED_MEANWHILE", "version"));
    assert_eq!(stale.text("saveBilan.current.synthesis"), "Vu par Marc.");
    assert_eq!(stale.at("saveBilan.bilan"), &Value::Null);
    let again = class.save(stale.at("saveBilan.current.version").as_i64(), json!({ "synthesis": "Les deux." }));
    class.sophie.run(SAVE, again).await.fine();
    let begun_twice = marc.run(SAVE, class.save(None, json!({ "synthesis": "Le mien." }))).await.fine();
    assert_eq!(begun_twice.problems("saveBilan"), problem("CHANGED_MEANWHILE", "version"));
    assert_eq!(begun_twice.text("saveBilan.current.synthesis"), "Les deux.");
}

/// Security 8.1.
#[tokio::test]
async fn a_repeated_request_saves_once() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let mut request = class.save(None, json!({ "synthesis": "Une fois." }));
    request["input"]["clientMutationId"] = json!("0199-une-fois");

    let first = class.sophie.run(SAVE, request.clone()).await.fine();
    let again = class.sophie.run(SAVE, request).await.fine();

    assert_eq!(again.problems("saveBilan"), []);
    assert_eq!(again.at("saveBilan.bilan"), first.at("saveBilan.bilan"));
}

/// Security T10: right, state and version are read in the transaction that writes.
#[tokio::test]
async fn validating_and_editing_at_once_never_freezes_what_was_not_seen() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = class.school.teacher("Marc Petit", "071100", &[class.division]).await;
    let bilan = class.draft().await;
    let cx = class.school.cx();
    for round in 0..200 {
        let row = cx.find::<bilan::Entity>().one().await.expect("the table").expect("the bilan");
        let version = i64::from(row.version);
        let text = format!("Tour {round}");
        let edit = class.save(Some(version), json!({ "synthesis": text }));
        let (edited, validated) = tokio::join!(marc.run(SAVE, edit), class.sophie.run(VALIDATE, on(&bilan, version)));
        let (edited, validated) = (edited.fine(), validated.fine());

        let won = [edited.problems("saveBilan").is_empty(), validated.problems("validateBilan").is_empty()];
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "one of the two, never both: {won:?}");
        let after = cx.find::<bilan::Entity>().one().await.expect("the table").expect("the bilan");
        assert_eq!(after.validated_at.is_some(), won[1]);
        assert_eq!(after.synthesis == text, won[0]);
        if won[1] {
            let reopen = json!({ "input": { "bilanId": bilan, "version": version + 1, "reason": "Suite." } });
            class.sophie.run(REOPEN, reopen).await.fine();
        }
    }
}
