//! An import is taken back within seven days, where nothing was built on it.

use super::{ELOISE, MID_YEAR, NOEL, RENTREE};
use entity::import_run::ImportState;
use entity::{bilan, specialty, user};
use etabli::access::{Act, Task};
use etabli::imports;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;

#[tokio::test]
async fn an_import_is_taken_back_whole_within_seven_days() {
    given_a_desk!(app, school, admin, desk);
    desk.import(&RENTREE).await;
    let before = desk.picture().await;
    app.clock.advance(chrono::TimeDelta::days(78));
    let run = desk.import(&MID_YEAR).await;
    assert_ne!(desk.picture().await, before);
    let undone = imports::undo_import(&desk.cx().await, run.id).await.unwrap();
    assert_eq!(undone.state, ImportState::Undone);
    let after = desk.picture().await;
    let difference: Vec<&String> = after
        .iter()
        .filter(|line| !before.contains(line))
        .chain(before.iter().filter(|line| !after.contains(line)))
        .collect();
    assert!(difference.is_empty(), "{difference:#?}");
    assert!(imports::undo_import(&desk.cx().await, run.id).await.is_err(), "once");

    app.clock.advance(chrono::TimeDelta::hours(1));
    let again = desk.import(&MID_YEAR).await;
    app.clock.advance(chrono::TimeDelta::days(8));
    assert!(imports::undo_import(&desk.cx().await, again.id).await.is_err(), "after seven days");
}

#[tokio::test]
async fn what_was_built_on_an_import_stays_when_it_is_taken_back() {
    given_a_desk!(app, school, admin, desk);
    let run = desk.read_learners(&[ELOISE, NOEL]).await;
    let run = desk.apply(&run).await;
    let accounts = desk.all::<user::Entity>().await;
    let noel = accounts.iter().find(|row| row.last_name == "LECŒUR").unwrap();
    let cx = app.task(Task::Seed, Some(school.id));
    let signed = user::ActiveModel { id: Unchanged(noel.id), activated_at: Set(Some(cx.now())), ..Default::default() };
    cx.write(Act::CreateUser, async |tx| tx.save(signed).await).await.unwrap();
    imports::undo_import(&desk.cx().await, run.id).await.unwrap();
    let accounts = desk.all::<user::Entity>().await;
    assert!(accounts.iter().all(|row| row.last_name != "CRÉPIN"), "nothing was built on Éloïse");
    let noel = accounts.iter().find(|row| row.last_name == "LECŒUR").unwrap();
    assert!(noel.deactivated_at.is_some(), "Noël has signed in: closed, not removed");
    assert!(desk.all::<bilan::Entity>().await.is_empty());
}

/// R20: what a teacher only prefers to see is nothing that was built on an import.
#[tokio::test]
async fn a_diploma_that_goes_with_its_import_is_chosen_by_nobody_any_more() {
    given_a_desk!(app, school, admin, desk);
    let teacher = school.teacher("Sophie Garnier", "071100", &[]).await;
    let run = desk.import(&RENTREE).await;
    let brought = desk.all::<specialty::Entity>().await;
    let ids: Vec<String> = brought.iter().map(|row| row.id.to_string()).collect();
    assert!(!ids.is_empty(), "the import brings diplomas");
    let choose = "mutation ($ids: [ID!]!) { chooseSpecialties(input: { specialtyIds: $ids }) { errors { code } } }";
    let said = teacher.run(choose, serde_json::json!({ "ids": ids })).await.fine();
    assert_eq!(said.problems("chooseSpecialties"), []);
    imports::undo_import(&desk.cx().await, run.id).await.unwrap();
    assert!(desk.all::<specialty::Entity>().await.is_empty());
    let said = teacher.ask("{ viewer { specialties { id } } }").await.fine();
    assert_eq!(*said.at("viewer.specialties"), serde_json::json!([]));
}
