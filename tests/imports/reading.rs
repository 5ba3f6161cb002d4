//! A reading that is cut or overtaken, and how many statements it costs.

use super::{ELOISE, NOEL, Pupil, learners_file};
use entity::import_run::ImportState;
use entity::learner;
use etabli::error::Code;
use etabli::imports;

#[tokio::test]
async fn an_import_cut_by_a_stop_is_told_and_can_be_begun_again() {
    given_a_desk!(app, school, admin, desk);
    let upload =
        desk.drop("ElevesSansAdresses.xml", learners_file(2025, "12/09/2025", &[ELOISE, NOEL]).as_bytes()).await;
    let cut = desk.start(vec![upload]).await.unwrap();
    let second = desk.drop("autre.xml", learners_file(2025, "12/09/2025", &[ELOISE]).as_bytes()).await;
    let busy = desk.start(vec![second]).await.unwrap_err();
    assert_eq!(busy.problems()[0].code, Code::NotReady, "of two imports at once, the second is told");
    app.stopped_at_work().await;
    imports::recover(&app.app.shared).await.unwrap();
    assert_eq!(desk.run(cut.id).await.state, ImportState::Interrupted);
    app.run_jobs().await;
    assert_eq!(desk.run(cut.id).await.state, ImportState::Interrupted, "what was left to do is no longer to be done");
    let again = desk.start(vec![upload]).await.unwrap();
    app.run_jobs().await;
    assert_eq!(desk.run(again.id).await.state, ImportState::Ready);
    imports::apply_import(&desk.cx().await, again.id, None, None).await.unwrap();
    app.stopped_at_work().await;
    imports::recover(&app.app.shared).await.unwrap();
    app.run_jobs().await;
    assert_eq!(desk.run(again.id).await.state, ImportState::Ready, "not applied, and ready to be");
    assert_eq!(desk.all::<learner::Entity>().await.len(), 0);
    desk.apply(&desk.run(again.id).await).await;
    assert_eq!(desk.all::<learner::Entity>().await.len(), 2);
}

#[tokio::test]
async fn an_older_export_and_an_overtaken_reading_are_told() {
    given_a_desk!(app, school, admin, desk);
    let first = desk.read_learners(&[ELOISE, NOEL]).await;
    let second = desk.read_learners(&[ELOISE, NOEL]).await;
    app.clock.advance(chrono::TimeDelta::minutes(1));
    desk.apply(&first).await;
    let late = imports::apply_import(&desk.cx().await, second.id, None, None).await.unwrap_err();
    assert_eq!(late.problems()[0].code, Code::ChangedMeanwhile);
    app.clock.advance(chrono::TimeDelta::minutes(1));
    let older = desk.read(&[("vieux.xml", learners_file(2025, "20/08/2025", &[ELOISE, NOEL]).into_bytes())]).await;
    let confirmation = imports::confirmation_of(&older).unwrap().expect("an older export asks");
    assert_eq!(confirmation.to_type, "20/08/2025");
}

#[tokio::test]
async fn statements_do_not_grow_with_learners() {
    given_a_desk!(app, school, admin, desk);
    let mut counted = Vec::new();
    for (many, from) in [(20_u32, 10_000), (400, 20_000)] {
        let pupils: Vec<Pupil> = (0..many)
            .map(|k| {
                (
                    from + k,
                    leak(format!("NOM{}", from + k)),
                    leak(format!("Prénom{k}")),
                    "04/05/2009",
                    leak(format!("99{:07}AB", from + k)),
                )
            })
            .collect();
        let content = learners_file(2025, "12/09/2025", &pupils);
        let upload = desk.drop("ElevesSansAdresses.xml", content.as_bytes()).await;
        let work = async {
            let run = desk.start(vec![upload]).await.unwrap();
            app.run_jobs().await;
            let typed = imports::confirmation_of(&desk.run(run.id).await).unwrap().map(|asked| asked.to_type);
            imports::apply_import(&desk.cx().await, run.id, typed.as_deref(), None).await.unwrap();
            app.run_jobs().await;
            run.id
        };
        let (run, statements) = Box::pin(app.statements(work)).await;
        assert_eq!(desk.run(run).await.state, ImportState::Applied);
        counted.push(statements);
        app.clock.advance(chrono::TimeDelta::minutes(1));
    }
    assert!(counted[1] < counted[0] + 40, "{counted:?}");
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
