//! Frameworks: carried, checked, revised, kept.

use crate::app::TestApp;
use crate::app::people::Person;
use entity::id::FrameworkId;
use entity::{framework, framework_item, framework_link};
use etabli::access::Task;
use etabli::error::Error;
use etabli::frameworks;
use serde_json::{Value, json};

/// The seller's framework as it is carried, changed by `change`.
fn revised(change: impl FnOnce(&mut Value)) -> String {
    let mut file: Value = serde_json::from_str(frameworks::CARRIED[1]).unwrap();
    change(&mut file);
    file.to_string()
}

fn items(file: &mut Value) -> &mut Vec<Value> {
    file["items"].as_array_mut().unwrap()
}

#[tokio::test]
async fn the_four_carried_frameworks_are_there_at_the_first_start() {
    let app = TestApp::new().await;
    let cx = app.task(Task::Import, None);
    let all = frameworks::all(&cx).await.unwrap();
    let titles: Vec<&str> = all.iter().map(|framework| framework.short_title.as_str()).collect();
    assert_eq!(titles, ["Bac pro MELEC", "Bac pro MCV", "CAP Électricien", "BTS Électrotechnique"]);
    let ids: Vec<FrameworkId> = all.iter().map(|framework| framework.id).collect();
    let competencies = frameworks::competencies(&cx, &ids).await.unwrap();
    assert_eq!(ids.iter().map(|id| competencies[id].len()).collect::<Vec<_>>(), [13, 18, 7, 18]);
}

#[tokio::test]
async fn a_restart_loads_nothing_twice() {
    let mut app = TestApp::new().await;
    let before = frameworks::all(&app.task(Task::Import, None)).await.unwrap();
    app.clock.advance(chrono::TimeDelta::days(1));
    app.restarted().await;
    assert_eq!(frameworks::all(&app.task(Task::Import, None)).await.unwrap(), before);
}

/// `R95`: levels come from the scale of the framework, and the one for positioning comes first.
#[tokio::test]
async fn learners_are_positioned_on_the_scale_made_for_it() {
    let app = TestApp::new().await;
    for framework in frameworks::all(&app.task(Task::Import, None)).await.unwrap() {
        let scale = frameworks::scale(&framework);
        assert_eq!(scale.levels.iter().map(|level| level.code.as_str()).collect::<Vec<_>>(), ["NA", "EC", "A", "PA"]);
        assert_eq!(scale.not_assessed.unwrap().label, "non évalué");
    }
}

#[tokio::test]
async fn a_level_and_an_option_have_their_own_competencies() {
    let app = TestApp::new().await;
    let cx = app.task(Task::Import, None);
    let seller = frameworks::all(&cx).await.unwrap()[1].id;
    let all = frameworks::competencies(&cx, &[seller]).await.unwrap().remove(&seller).unwrap();
    let of = |level, option| all.iter().filter(|item| frameworks::concerns(item, Some(level), option)).count();
    assert_eq!(of("2NDE", None), 10);
    assert_eq!(of("TLE", Some("A")), 13);
    assert_eq!(of("TLE", Some("B")), 15);
}

#[tokio::test]
async fn of_two_versions_of_the_exam_the_newer_one_counts() {
    let app = TestApp::new().await;
    let cx = app.task(Task::Import, None);
    let electrician = frameworks::all(&cx).await.unwrap()[0].id;
    let units = frameworks::units(&cx, &[electrician]).await.unwrap().remove(&electrician).unwrap();
    assert_eq!(units.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), ["U2", "U31", "U32"]);
}

#[tokio::test]
async fn a_revision_keeps_what_bilans_speak_of() {
    let mut app = TestApp::new().await;
    let cx = app.task(Task::CommandLine, None);
    let seller = frameworks::all(&cx).await.unwrap()[1].clone();
    let before = frameworks::competencies(&cx, &[seller.id]).await.unwrap().remove(&seller.id).unwrap();

    let text = revised(|file| {
        file["document"]["title"] = json!("Baccalauréat professionnel révisé");
        let gone = items(file).iter().position(|item| item["code"] == "C4B.5").unwrap();
        let id = items(file).remove(gone)["identifier"].clone();
        file["associations"].as_array_mut().unwrap().retain(|link| link["origin"] != id && link["destination"] != id);
    });
    let loaded = frameworks::load(&cx, &text).await.unwrap();

    assert_eq!((loaded.id, loaded.title.as_str()), (seller.id, "Baccalauréat professionnel révisé"));
    assert_ne!(loaded.revision, seller.revision);
    let after = frameworks::competencies(&cx, &[seller.id]).await.unwrap().remove(&seller.id).unwrap();
    assert_eq!(after.len(), before.len() - 1);
    let gone = before.last().unwrap();
    assert_eq!(frameworks::items_by_ids(&cx, &[gone.id]).await.unwrap()[&gone.id].label, gone.label);

    // The program brings its own frameworks up to date, never those that someone loaded since.
    app.restarted().await;
    assert_eq!(frameworks::all(&app.task(Task::Import, None)).await.unwrap()[1].revision, loaded.revision);
}

#[tokio::test]
async fn a_file_that_points_nowhere_changes_nothing() {
    let app = TestApp::new().await;
    let cx = app.task(Task::CommandLine, None);
    let before = (
        cx.find::<framework::Entity>().all().await.unwrap(),
        cx.find::<framework_item::Entity>().count().await.unwrap(),
        cx.find::<framework_link::Entity>().count().await.unwrap(),
    );
    let text = revised(|file| {
        items(file).retain(|item| item["code"] != "B1");
    });
    let Err(Error::Rejected(problems)) = frameworks::load(&cx, &text).await else { panic!("accepted") };
    assert!(
        problems[0].message.ends_with("l’élément «\u{a0}B1\u{a0}» n’est pas dans le fichier."),
        "{}",
        problems[0].message
    );
    let after = (
        cx.find::<framework::Entity>().all().await.unwrap(),
        cx.find::<framework_item::Entity>().count().await.unwrap(),
        cx.find::<framework_link::Entity>().count().await.unwrap(),
    );
    assert_eq!(before, after);
}

#[tokio::test]
async fn a_teacher_reads_the_frameworks_and_a_stranger_does_not() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let document =
        "{ frameworks { shortTitle levels { code } scale { levels { rank code } } competencies { code group } } }";
    let division = school.division("TMELEC1").await;
    let teacher = school.teacher("Sophie Garnier", "071100", &[division]).await;
    let said = teacher.ask(document).await;
    assert_eq!(said.at("frameworks.0.competencies.3.group"), "Réalisation");
    assert_eq!(said.at("frameworks.3.levels.1.code"), "BTS2");
    assert_eq!(said.at("frameworks.3.competencies.0.group"), &Value::Null);
    let said = Person::stranger(&app).ask(document).await;
    assert_eq!(said.at("frameworks"), &json!([]));
}
