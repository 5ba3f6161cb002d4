//! The tracking table of a division: what it shows, and when it moves (R102–R106, R111, R121).

use super::{Class, SAVE, TABLE, VALIDATE, on};
use crate::app::TestApp;
use crate::app::school::day;
use entity::enrolment;
use etabli::access::Act;
use futures::StreamExt as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde_json::{Value, json};

/// R102, R104, R106.
#[tokio::test]
async fn a_teacher_opens_the_tracking_table_of_a_division() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.school.pupil("Élodie Arnaud", class.division, class.melec, "1RE").await;

    let table = class.table(&class.sophie).await;

    assert_eq!(table.text("trackingTable.period.label"), "Semestre\u{a0}1");
    assert_eq!(table.at("trackingTable.competencies").as_array().map(Vec::len), Some(13));
    assert_eq!(table.text("trackingTable.competencies.12.code"), "C13");
    assert_eq!(table.text("trackingTable.rows.0.learner.displayName"), "Élodie Arnaud", "accents do not move a name");
    assert_eq!(table.text("trackingTable.rows.1.state"), "DUE");
    assert_eq!(table.at("trackingTable.rows.1.mine"), &json!(true));
    let counts = ["done", "expected", "mine"].map(|field| table.number(&format!("trackingTable.{field}")));
    assert_eq!(counts, [0, 2, 2]);
}

/// R111.
#[tokio::test]
async fn the_last_bilans_level_is_proposed_and_kept_beside_the_decision() {
    let app = TestApp::on("2026-12-01T08:00:00Z").await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();
    app.clock.advance(chrono::TimeDelta::days(70));

    let c1 = class.item("C1").await;
    let second = class.table(&class.sophie).await;
    assert_eq!(second.text("trackingTable.period.label"), "Semestre\u{a0}2");
    assert_eq!(second.at("trackingTable.rows.0.levels.0.itemId"), &json!(c1));
    assert_eq!(second.at("trackingTable.rows.0.levels.0.proposed"), &json!(3));
    assert_eq!(second.at("trackingTable.rows.0.levels.0.rank"), &Value::Null);

    let input =
        json!({ "learnerId": class.ines.id, "periodId": class.periods[1], "levels": [{ "itemId": c1, "rank": 4 }] });
    let kept = class.sophie.run(SAVE, json!({ "input": input })).await.fine();
    assert_eq!(kept.at("saveBilan.bilan.levels.0.rank"), &json!(4));
    assert_eq!(kept.at("saveBilan.bilan.levels.0.proposed"), &json!(3));
}

/// R121.
#[tokio::test]
async fn a_colleagues_table_moves_as_soon_as_a_level_is_set() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = class.school.teacher("Marc Petit", "071100", &[class.division]).await;
    let follow = "subscription($division: ID!) { trackingTableChanged(divisionId: $division) { seq rows { state levels { rank } } } }";
    let mut page = marc.follow(follow, json!({ "division": class.division })).await;
    let first = page.next().await.expect("the table at once").fine();
    assert_eq!(first.text("trackingTableChanged.rows.0.state"), "DUE");

    class.draft().await;

    let second = tokio::time::timeout(std::time::Duration::from_secs(1), page.next()).await;
    let second = second.expect("within a second").expect("the stream goes on").fine();
    assert_eq!(second.text("trackingTableChanged.rows.0.state"), "DRAFT");
    assert_eq!(second.number("trackingTableChanged.rows.0.levels.0.rank"), 3);
}

/// A table is not read again for what happens in other divisions.
#[tokio::test]
async fn a_table_sleeps_while_other_divisions_write() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let other = class.school.division("1MELEC2").await;
    let marc = class.school.teacher("Marc Petit", "071100", &[other]).await;
    let follow = "subscription($division: ID!) { trackingTableChanged(divisionId: $division) { rows { state } } }";
    let mut page = marc.follow(follow, json!({ "division": other })).await;
    page.next().await.expect("the table at once").fine();

    class.draft().await;
    let silence = tokio::time::timeout(std::time::Duration::from_millis(500), page.next()).await;
    assert!(silence.is_err(), "pushed for nothing: {:?}", silence.map(|push| push.map(|said| said.0)));

    let yanis = class.school.pupil("Yanis Morel", other, class.melec, "1RE").await;
    let input = json!({ "learnerId": yanis.id, "periodId": class.periods[0], "synthesis": "Commencé." });
    marc.run(SAVE, json!({ "input": input })).await.fine();
    let push = tokio::time::timeout(std::time::Duration::from_secs(1), page.next()).await;
    let push = push.expect("within a second").expect("the stream goes on").fine();
    assert_eq!(push.text("trackingTableChanged.rows.0.state"), "DRAFT");
}

/// R106: who left before a period owes nothing for it; who leaves during it does.
#[tokio::test]
async fn a_learner_who_left_before_the_period_is_not_in_its_table() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let yanis = class.school.pupil("Yanis Morel", class.division, class.melec, "1RE").await;
    let leaves = async |date| {
        let cx = class.school.cx();
        let change = cx.write(Act::CreateUser, async |tx| {
            tx.update_where::<enrolment::Entity>(|u| {
                u.col_expr(enrolment::Column::LeftOn, sea_orm::sea_query::Expr::value(date))
                    .filter(enrolment::Column::LearnerId.eq(yanis.id))
            })
            .await
        });
        change.await.expect("the enrolment");
    };
    leaves(day(2026, 11, 27)).await;
    let table = class.table(&class.sophie).await;
    assert_eq!(table.number("trackingTable.expected"), 2);
    assert_eq!(table.text("trackingTable.rows.1.leavesOn"), "2026-11-27");
    let second = json!({ "division": class.division, "period": class.periods[1] });
    let second = class.sophie.run(TABLE, second).await.fine();
    assert_eq!(second.at("trackingTable.rows").as_array().map(Vec::len), Some(1));
    assert_eq!(second.text("trackingTable.rows.0.state"), "NOT_DUE");
}

/// R103: a division of two diplomas shows one at a time.
#[tokio::test]
async fn a_division_of_two_diplomas_shows_one_framework_at_a_time() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let mcv = class.school.specialty("bac-pro-mcv").await;
    for names in ["Adam Benoît", "Zoé Martin"] {
        class.school.pupil(names, class.division, mcv, "2NDE").await;
    }
    let table = class.table(&class.sophie).await;
    assert_eq!(table.text("trackingTable.framework.shortTitle"), "Bac pro MCV");
    assert_eq!(table.at("trackingTable.competencies").as_array().map(Vec::len), Some(10), "those of seconde only");
    assert_eq!(table.at("trackingTable.rows").as_array().map(Vec::len), Some(2));
    assert_eq!(table.at("trackingTable.period"), &Value::Null);
    let melec = class.school.framework("bac-pro-melec").await;
    let other = class.sophie.run(TABLE, json!({ "division": class.division, "framework": melec })).await.fine();
    assert_eq!(other.at("trackingTable.rows").as_array().map(Vec::len), Some(1));
    assert!(other.at("trackingTable.units").as_array().is_some_and(|units| !units.is_empty()));
    assert!(other.at("trackingTable.unitCompetencies.0.itemIds").as_array().is_some_and(|items| !items.is_empty()));
}

#[tokio::test]
async fn the_whole_table_is_read_in_as_many_statements_whatever_the_number_of_learners() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.draft().await;
    let (_, few) = app.statements(class.table(&class.sophie)).await;

    for n in 0..24 {
        let pupil = class.school.pupil(&format!("Élève Numéro{n:02}"), class.division, class.melec, "1RE").await;
        let input = json!({ "learnerId": pupil.id, "periodId": class.periods[0], "synthesis": "Commencé." });
        class.sophie.run(SAVE, json!({ "input": input })).await.fine();
    }
    let (table, many) = app.statements(class.table(&class.sophie)).await;
    assert_eq!(table.at("trackingTable.rows").as_array().map(Vec::len), Some(25));
    assert_eq!(many, few);
}
