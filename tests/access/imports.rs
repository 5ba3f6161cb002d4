//! Imports (`imports.*`): sending files, deciding, applying, taking back.

use super::cast::{Side, World};
use super::requirement::{Column, Relation};
use super::tries::{self, Call, Case, Fit, Made, Try, case};
use crate::app::{TestApp, given};
use crate::imports::{ELOISE, learners_file};
use entity::id::ImportRunId;
use entity::import_line::{self, ImportOutcome, ImportSubject};
use entity::import_run::{self, ImportState};
use etabli::imports::{self, StartImport};
use sea_orm::Set;
use serde_json::json;

/// How far an import is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Ready,
    Applied,
}

pub const CASES: &[Case] = &[
    case!(StartImport, upload(), Call::Mutation("{ uploadIds: [\"$upload\"] }")),
    case!(
        AddLearner,
        typed(),
        Call::Mutation(
            "{ lastName: \"$word\", firstName: \"Nina\", birthDate: \"2004-03-14\", status: APPRENTICE, training: \"bac-pro-melec\", level: \"1RE\" }"
        )
    ),
    case!(DecideImportLine, line(), Call::Mutation("{ lineId: \"$line\", decision: \"OTHER\" }")),
    case!(ApplyImport, import(Stage::Ready), Call::Mutation("{ importId: \"$import\" }")),
    case!(UndoImport, import(Stage::Applied), Call::Mutation("{ importId: \"$import\" }")),
];

#[tokio::test]
async fn imports_are_made_by_whom_the_cells_say() {
    tries::all(&TestApp::new().await, CASES).await;
}

/// A file that the administrator of a school dropped.
async fn dropped(world: &World<'_>, side: &Side<'_>) -> entity::id::ImportFileId {
    // One import at a time: the one before is read to its end.
    world.app.run_jobs().await;
    let cx = world.app.cx(side.people[&Column::Admin].actor.clone()).await;
    let content = learners_file(2026, "12/11/2026", &[ELOISE]);
    let name = format!("Eleves{}.xml", world.number());
    imports::files_in::receive(&cx, &name, content.as_bytes()).await.expect("the file is received").id
}

async fn upload(world: &World<'_>, who: &Try) -> Made {
    let side = world.side(who.relation)?;
    Fit::of([("upload", dropped(world, side).await.to_string())])
}

/// The school: the names of somebody to come.
async fn typed(world: &World<'_>, who: &Try) -> Made {
    if who.relation != Relation::SameSchool {
        return Err("a learner is added to the caller's own school, which no argument names");
    }
    world.app.run_jobs().await;
    Fit::of([("word", world.word())])
}

/// An import as a row, which nothing hangs on.
async fn row(side: &Side<'_>, state: ImportState) -> ImportRunId {
    let cx = side.school.cx();
    let row = import_run::ActiveModel {
        id: Set(cx.new_id()),
        school_year: Set(2026),
        new_year: Set(false),
        state: Set(state),
        started_at: Set(cx.now()),
        started_by: Set(side.author.user),
        counts: Set(json!({})),
        message: Set(None),
        confirmation: Set(None),
        digest: Set(None),
        applied_at: Set(None),
        applied_by: Set(None),
        undone_at: Set(None),
        exported_at: Set(None),
        version: Set(1),
        ..Default::default()
    };
    given(&cx, row).await.id
}

/// A doubtful line of an import that is ready.
async fn line(world: &World<'_>, who: &Try) -> Made {
    let side = world.side(who.relation)?;
    let cx = side.school.cx();
    let line = import_line::ActiveModel {
        id: Set(cx.new_id()),
        import_run_id: Set(row(side, ImportState::Ready).await),
        position: Set(1),
        subject: Set(ImportSubject::Learner),
        outcome: Set(ImportOutcome::Undecided),
        file: Set("Eleves.xml".to_owned()),
        line: Set(Some(1)),
        name: Set("PETIT Léo".to_owned()),
        division: Set(None),
        detail: Set(String::new()),
        before: Set(None),
        after: Set(None),
        warning: Set(false),
        choices: Set(json!([])),
        decision: Set(None),
        payload: Set(json!({})),
        ..Default::default()
    };
    Fit::of([("line", given(&cx, line).await.id.to_string())])
}

/// An import that was read, or applied; elsewhere nothing of it is looked at.
async fn import(world: &World<'_>, who: &Try, stage: Stage) -> Made {
    let side = world.side(who.relation)?;
    if who.relation == Relation::Elsewhere || who.column == Column::Anonymous {
        return Fit::of([("import", row(side, ImportState::Ready).await.to_string())]);
    }
    let uploads = vec![dropped(world, side).await];
    let cx = world.app.cx(side.people[&Column::Admin].actor.clone()).await;
    let run = imports::start_import(&cx, StartImport { uploads, client_mutation_id: None }).await.expect("it starts");
    world.app.run_jobs().await;
    if stage == Stage::Applied {
        imports::apply_import(&cx, run.id, None, None).await.expect("it is asked for");
        world.app.run_jobs().await;
    }
    Fit::of([("import", run.id.to_string())])
}
