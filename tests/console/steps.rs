//! The five steps of the year say what is left (R116–R119).

use super::{Class, is, moved, picture, states};
use crate::app::TestApp;
use crate::app::school::day;
use etabli::changes::Topic;
use serde_json::json;

/// R116, R117, R118.
#[tokio::test]
async fn the_five_steps_say_what_is_left_and_are_never_ticked() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let ddftp = school.ddftp().await;

    let empty = picture(&ddftp).await;
    assert_eq!(
        states(&empty),
        [
            is("SUBSCRIPTION", "TO_DO", 1),
            is("IMPORTS", "TO_DO", 1),
            is("GRADING_PERIODS", "TO_DO", 0),
            is("LSL_PERIODS", "TO_DO", 0),
            is("CERTIFICATION_DEADLINES", "TO_DO", 0),
        ]
    );
    assert_eq!(empty.text("console.steps.2.path"), "", "steps 3 to 5 wait for a division");
    assert_eq!(empty.text("console.steps.1.path"), "/imports");
    drop((ddftp, school));

    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let set = picture(&class.ddftp).await;
    assert_eq!(
        states(&set),
        [
            is("SUBSCRIPTION", "DONE", 0),
            is("IMPORTS", "DONE", 0),
            is("GRADING_PERIODS", "DONE", 0),
            is("LSL_PERIODS", "TO_DO", 1),
            is("CERTIFICATION_DEADLINES", "DONE", 0),
        ]
    );
    assert_eq!(set.text("console.steps.0.summary"), "jusqu’au 31\u{a0}août 2027");
    assert_eq!(set.text("console.steps.1.summary"), "3\u{a0}apprenants");
    assert_eq!(set.text("console.steps.2.summary"), "1\u{a0}spécialité sur 1");
    assert_eq!(set.text("console.steps.3.summary"), "encore 1\u{a0}spécialité à configurer");
    assert_eq!(set.text("console.steps.3.path"), "/calendrier?vue=lsl");
    assert_eq!(set.text("console.steps.4.summary"), "aucune spécialité concernée");

    // A new specialty undoes a step that was done.
    let mcv = class.school.specialty("bac-pro-mcv").await;
    let division = class.school.division("TMCV").await;
    class.school.pupil("Zoé Hinault", division, mcv, "TLE").await;
    moved(&class, Topic::School).await;
    let undone = picture(&class.ddftp).await;
    assert_eq!(
        states(&undone)[2..],
        [is("GRADING_PERIODS", "LATE", 1), is("LSL_PERIODS", "TO_DO", 2), is("CERTIFICATION_DEADLINES", "TO_DO", 1),]
    );
    assert_eq!(undone.text("console.steps.4.summary"), "0 sur 1, à saisir avant le 15\u{a0}déc.");
    let missing = undone.at("console.awaiting").as_array().cloned().unwrap_or_default();
    let missing: Vec<_> = missing.iter().map(|item| (item["kind"].as_str(), item["title"].as_str())).collect();
    assert_eq!(
        missing,
        [
            (Some("MISSING_PERIODS"), Some("Périodes officielles\u{a0}: 1\u{a0}spécialité")),
            (Some("MISSING_LSL"), Some("Périodes LSL\u{a0}: 2\u{a0}spécialités")),
            (Some("MISSING_DEADLINES"), Some("Dates limites de certification\u{a0}: 1\u{a0}spécialité")),
        ]
    );
    let detail = "Bac pro MCV (terminale professionnelle).";
    assert_eq!(undone.text("console.awaiting.0.detail"), detail);
    assert_eq!(undone.at("console.awaiting.0.viewerCan"), &json!(["SAVE_GRADING_PERIODS", "COPY_GRADING_PERIODS"]));
}

/// R119: a line is complete when all its dates are set.
#[tokio::test]
async fn a_specialty_is_set_when_all_its_levels_have_all_their_dates() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let other = class.school.division("2TNE1").await;
    class.school.pupil("Zoé Hinault", other, class.melec, "2NDE").await;
    let step = picture(&class.ddftp).await.at("console.steps.2").clone();
    assert_eq!((&step["state"], &step["remaining"]), (&json!("LATE"), &json!(1)), "60 days after the first one");

    class.set_dates("2NDE", 0, day(2027, 1, 29)).await;

    let step = picture(&class.ddftp).await.at("console.steps.2").clone();
    assert_eq!((&step["state"], &step["remaining"]), (&json!("DONE"), &json!(0)));
}
