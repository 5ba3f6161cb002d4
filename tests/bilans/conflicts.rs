//! Two teachers write the same bilan at once: one chooses, and the words of both stay (R99, R104, R112).

use super::{Class, SAVE, TABLE, VALIDATE, on, problem};
use crate::app::TestApp;
use crate::app::people::{Person, Said};
use serde_json::{Value, json};

const HISTORY: &str = "query($division: ID!) { trackingTable(divisionId: $division) { rows { bilan { version synthesis
    history { number cause writtenBy { displayName } keptBy { displayName } validatedAt reason synthesis referenceDate
        levels { itemId rank } } } } } }";

/// Sophie's draft of Inès, over which Marc then wrote; both teach her.
async fn disputed(class: &Class<'_>) -> Person {
    let marc = class.school.teacher("Marc Petit", "071100", &[class.division]).await;
    class.draft().await;
    marc.run(SAVE, class.save(Some(1), json!({ "synthesis": "Vu par Marc." }))).await.fine();
    marc
}

async fn history(class: &Class<'_>, who: &Person) -> Said {
    who.run(HISTORY, json!({ "division": class.division })).await.fine()
}

const FIRST: &str = "trackingTable.rows.0.bilan.history.0";

#[tokio::test]
async fn keeping_mine_keeps_the_colleagues_words_in_the_history() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = disputed(&class).await;

    let mine = class.save(Some(2), json!({ "synthesis": "Vu par Sophie.", "settle": "MINE" }));
    let saved = class.sophie.run(SAVE, mine).await.fine();

    assert_eq!(saved.problems("saveBilan"), []);
    assert_eq!(saved.text("saveBilan.bilan.synthesis"), "Vu par Sophie.");
    assert_eq!(saved.number("saveBilan.bilan.version"), 3);
    let told = history(&class, &marc).await;
    let kept = told.at(FIRST);
    assert_eq!((&kept["cause"], &kept["synthesis"]), (&json!("REPLACED"), &json!("Vu par Marc.")));
    assert_eq!(kept["writtenBy"]["displayName"], "Marc Petit");
    assert_eq!(kept["keptBy"]["displayName"], "Sophie Garnier");
    assert_eq!((&kept["validatedAt"], &kept["reason"]), (&Value::Null, &Value::Null));
    assert_eq!(kept["levels"][0]["rank"], 3, "the levels that stood are kept with the text");
}

#[tokio::test]
async fn taking_the_colleagues_words_keeps_mine_in_the_history_and_changes_nothing_else() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = disputed(&class).await;
    let level = json!({ "itemId": class.item("C1").await, "rank": 4 });

    // Marc goes on typing while Sophie chooses: what she sets aside overwrites nothing, so it is not refused.
    marc.run(SAVE, class.save(Some(2), json!({ "synthesis": "Vu par Marc, deux fois." }))).await.fine();
    let theirs = class.save(Some(2), json!({ "synthesis": "Vu par Sophie.", "levels": [level], "settle": "THEIRS" }));
    let answered = class.sophie.run(SAVE, theirs).await.fine();

    assert_eq!(answered.problems("saveBilan"), []);
    assert_eq!(answered.text("saveBilan.bilan.synthesis"), "Vu par Marc, deux fois.");
    assert_eq!(answered.number("saveBilan.bilan.levels.0.rank"), 3);
    assert_eq!(answered.number("saveBilan.bilan.version"), 3, "nobody has to read it again");
    let told = history(&class, &class.sophie).await;
    let kept = told.at(FIRST);
    assert_eq!((&kept["cause"], &kept["synthesis"]), (&json!("SET_ASIDE"), &json!("Vu par Sophie.")));
    assert_eq!(kept["writtenBy"]["displayName"], "Sophie Garnier");
    assert_eq!(kept["levels"][0]["rank"], 4);
}

/// R112: what is frozen stays frozen, and what was typed against it is not lost.
#[tokio::test]
async fn words_typed_against_a_bilan_validated_meanwhile_can_be_set_aside_but_never_stand() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();
    let late = |choice: &str| class.save(Some(2), json!({ "synthesis": "Trop tard.", "settle": choice }));

    let mine = class.sophie.run(SAVE, late("MINE")).await.fine();
    assert_eq!(mine.problems("saveBilan"), problem("CLOSED", ""));
    let theirs = class.sophie.run(SAVE, late("THEIRS")).await.fine();

    assert_eq!(theirs.problems("saveBilan"), []);
    assert_eq!(theirs.text("saveBilan.bilan.synthesis"), "Travail soigné.");
    let told = history(&class, &class.sophie).await;
    assert_eq!(told.at("trackingTable.rows.0.bilan.history").as_array().map(Vec::len), Some(1));
    assert_eq!(told.text(&format!("{FIRST}.synthesis")), "Trop tard.");
    assert_eq!(told.at(&format!("{FIRST}.validatedAt")), &Value::Null, "what never stood was never validated");
}

/// Security 8.1.
#[tokio::test]
async fn a_choice_sent_twice_or_that_changes_nothing_leaves_one_trace_or_none() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    disputed(&class).await;
    let mut theirs = class.save(Some(2), json!({ "synthesis": "Vu par Sophie.", "settle": "THEIRS" }));
    theirs["input"]["clientMutationId"] = json!("0199-le-sien");
    for _ in 0..2 {
        class.sophie.run(SAVE, theirs.clone()).await.fine();
    }
    let same = class.save(Some(2), json!({ "synthesis": "Vu par Marc.", "settle": "MINE" }));
    class.sophie.run(SAVE, same).await.fine();

    let told = history(&class, &class.sophie).await;
    assert_eq!(told.at("trackingTable.rows.0.bilan.history").as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn taking_the_words_of_a_bilan_removed_meanwhile_is_refused_so_that_mine_can_begin_it_again() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;

    let theirs = class.save(Some(2), json!({ "synthesis": "Vu par Sophie.", "settle": "THEIRS" }));
    let refused = class.sophie.run(SAVE, theirs).await.fine();

    assert_eq!(refused.problems("saveBilan"), problem("CHANGED_MEANWHILE", "version"));
    assert_eq!(refused.at("saveBilan.current"), &Value::Null);
    let table = class.sophie.run(TABLE, json!({ "division": class.division })).await.fine();
    assert_eq!(table.at("trackingTable.rows.0.bilan"), &Value::Null);
}
