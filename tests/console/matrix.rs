//! Cells of the matrix: what is done and owed, the pace, and who owes it (R102, R105–R109, R120).

use super::{Class, cell, picture};
use crate::app::TestApp;
use crate::app::school::day;
use chrono::TimeDelta;
use entity::specialty;
use serde_json::{Value, json};

/// R105, R106, R108, R109, R120.
#[tokio::test]
async fn each_cell_says_what_is_done_and_owed_by_public() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let [ines, yanis, leo] = [0, 1, 2].map(|n| class.learners[n].id);
    class.left(ines, class.periods[0], day(2026, 11, 10), true).await;
    class.left(yanis, class.periods[0], day(2026, 11, 12), false).await;
    class.left(leo, class.periods[0], day(2026, 8, 30), true).await;

    let said = picture(&class.ddftp).await;

    let group = said.at("console.groups.0");
    assert_eq!((&group["label"], &group["diplomaType"]), (&json!("Bac pro"), &json!("BAC_PRO")));
    assert_eq!(
        group["columns"][0],
        json!({ "number": 1, "label": "Semestre\u{a0}1", "detail": "jusqu’au 29\u{a0}janv." })
    );
    assert_eq!(group["columns"][1], json!({ "number": 2, "label": "Semestre\u{a0}2", "detail": "" }));
    let row = said.at("console.groups.0.divisions.0");
    assert_eq!((&row["pupils"], &row["apprentices"], &row["diploma"]), (&json!(2), &json!(1), &Value::Null));
    let first = cell(&said, "console", 0);
    assert_eq!(first["pupils"], json!({ "done": 1, "drafts": 1, "late": 0, "expected": 2 }));
    assert_eq!(first["apprentices"], json!({ "done": 0, "expected": 1 }), "dated before the period: it does not count");
    assert_eq!((&first["state"], &first["stateLabel"]), (&json!("DUE"), &json!("reste\u{a0}2")));
    let second = cell(&said, "console", 1);
    assert_eq!((&second["state"], &second["stateLabel"]), (&json!("NOT_DUE"), &json!("à partir du 30\u{a0}janv.")));
    assert_eq!(said.at("console.current"), &json!({ "done": 1, "drafts": 1, "late": 0, "expected": 3 }));
    assert_eq!(said.text("console.currentLabel"), "semestre\u{a0}1");
    assert_eq!(said.text("console.currentEndsOn"), "2027-01-29");
    let cycle = row["cycle"].as_array().cloned().unwrap_or_default();
    assert_eq!(cycle.len(), 6, "the floor of a cycle of three years");
    assert_eq!(cycle[0], json!({ "number": 1, "share": 1.0 / 3.0 }));
    assert_eq!(cycle[1]["share"], json!(0.0));
}

/// R109, decision 20: soon is 21 days or less; the pace is that of the last 14 days.
#[tokio::test]
async fn the_console_warns_when_the_end_is_near_and_the_pace_too_slow() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.left(class.learners[0].id, class.periods[0], day(2026, 11, 10), true).await;
    class.set_dates("1RE", 1, day(2026, 12, 4)).await;

    let said = picture(&class.ddftp).await;
    let soon = cell(&said, "console", 0);
    assert_eq!((&soon["state"], &soon["stateLabel"]), (&json!("SOON"), &json!("reste\u{a0}2")));
    assert_eq!(soon["forecast"], "À ce rythme (0,5 par semaine), il en manquera 1.");
    assert_eq!(said.number("console.toTreatCount"), 1);

    app.clock.advance(TimeDelta::days(19));
    let said = picture(&class.ddftp).await;
    let late = cell(&said, "console", 0);
    assert_eq!((&late["state"], &late["stateLabel"]), (&json!("LATE"), &json!("2\u{a0}en retard")));
    assert_eq!((said.number("console.lateCount"), &late["forecast"]), (2, &Value::Null));
    let item = said.at("console.awaiting.0");
    assert_eq!(item["kind"], "LATE_BILANS");
    assert_eq!(item["title"], "2\u{a0}bilans en retard en 1MELEC1");
    assert_eq!(item["detail"], "Semestre\u{a0}1 fini vendredi 4\u{a0}décembre.");
    assert_eq!(item["severity"], "LATE");
    assert_eq!(item["path"], format!("/suivi/{}?periode={}", class.division, class.periods[0]));
}

/// A division whose learners prepare several diplomas has a row for each, told apart.
#[tokio::test]
async fn a_division_of_two_diplomas_has_two_rows() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let mcv = class.school.specialty("bac-pro-mcv").await;
    class.school.semesters(mcv, "1RE").await;
    class.school.pupil("Zoé Hinault", class.division, mcv, "1RE").await;
    let known = class.school.cx().find::<specialty::Entity>().count().await.expect("the diplomas");
    assert_eq!(known, 2);

    let rows = picture(&class.ddftp).await.at("console.groups.0.divisions").as_array().cloned().unwrap_or_default();

    let diplomas: Vec<_> = rows.iter().map(|row| row["diploma"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(diplomas, ["Bac pro MELEC, première professionnelle", "Bac pro MCV, première professionnelle"]);
    assert_ne!(rows[0]["id"], rows[1]["id"]);
    assert_ne!(rows[0]["periods"][0]["id"], rows[1]["periods"][0]["id"]);
}

/// R102, R120, decision 7: names come by drill-down, and who read them is written down.
#[tokio::test]
async fn the_names_behind_a_cell_are_read_one_at_a_time_and_noted() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.validated(class.learners[0].id).await;
    class.draft(class.learners[1].id).await;
    let id = cell(&picture(&class.ddftp).await, "console", 0)["id"].clone();
    let document = "query($id: ID!) { periodProgress(id: $id) { id stateLabel owed { sentence
        learners { learner { displayName } state inCharge { displayName } }
        teachers { teacher { displayName } progress { done drafts expected } lastSavedAt } } } }";

    let detail = class.ddftp.run(document, json!({ "id": id })).await.fine();

    let owed = detail.at("periodProgress.owed");
    let learner = |name: &str, state: &str| json!({ "learner": { "displayName": name }, "state": state, "inCharge": [{ "displayName": "Sophie Garnier" }] });
    assert_eq!(owed["learners"], json!([learner("Yanis Quatremarre", "DRAFT"), learner("Léo Vandenbroucke", "DUE")]));
    assert_eq!(owed["sentence"], "Un bilan est commencé.");
    assert_eq!(owed["teachers"][0]["progress"], json!({ "done": 1, "drafts": 1, "expected": 3 }));
    assert!(owed["teachers"][0]["lastSavedAt"].is_string());

    for person in [&class.school.admin().await, &class.sophie] {
        assert_eq!(person.run(document, json!({ "id": id })).await.fine().at("periodProgress"), &Value::Null);
    }
    let pushed = class.ddftp.everybody().run(document, json!({ "id": id })).await;
    assert!(pushed.code().is_some(), "a shared screen holds no name: {}", pushed.0);
    for wrong in ["ppr_1", "", "lea_00000000000000000000000000000000"] {
        assert_eq!(class.ddftp.run(document, json!({ "id": wrong })).await.fine().at("periodProgress"), &Value::Null);
    }
}
