//! Spoilt files through the whole service: refused with a sentence, and nothing of them is kept (security F4).

use crate::app::TestApp;
use entity::import_line::Entity as Line;
use entity::import_run::{Entity as Run, ImportState};
use entity::{job, learner, user};
use etabli::access::Task;
use etabli::imports::{self, StartImport};
use std::path::PathBuf;

#[tokio::test]
async fn a_file_cut_at_twenty_places_applies_nothing() {
    let app = TestApp::on("2025-11-17T08:00:00Z").await;
    let school = app.school().await;
    let admin = school.admin().await;
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rentree/ElevesSansAdresses.xml");
    let whole = std::fs::read(path).expect("the file");
    let accounts = school.cx().find::<user::Entity>().count().await.expect("the accounts");
    for part in 1..=20 {
        let cut = &whole[..(whole.len() - 2) * part / 20];
        let cx = app.cx(admin.actor.clone()).await;
        let upload = imports::files_in::receive(&cx, "ElevesSansAdresses.xml", cut).await.expect("it is received").id;
        let start = StartImport { uploads: vec![upload], client_mutation_id: None };
        let run = imports::start_import(&cx, start).await.expect("the import starts").id;
        app.run_jobs().await;

        let run = cx.find::<Run>().get(run).await.expect("the import");
        let message = run.message.unwrap_or_default();
        assert_eq!(run.state, ImportState::Refused, "part {part}: {message}");
        assert!(message.contains("Refaites l’export") && message.ends_with('.'), "part {part}: {message}");
        let late = imports::apply_import(&cx, run.id, None, None).await;
        assert!(late.is_err(), "part {part} cannot be applied");
        assert_eq!(cx.find::<Line>().count().await.expect("the lines"), 0, "part {part}");
    }
    let cx = school.cx();
    assert_eq!(cx.find::<learner::Entity>().count().await.expect("the learners"), 0);
    assert_eq!(cx.find::<user::Entity>().count().await.expect("the accounts"), accounts);
    let queue = app.task(Task::RunJobs, None).find::<job::Entity>().count().await.expect("the queue");
    assert_eq!(queue, 0, "no job failed");
}
