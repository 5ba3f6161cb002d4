//! SIECLE and STSWEB, and lists of learners outside them: read, preview, apply, undo (`R29`–`R40`).
//!
//! Files are received ([`files_in`]), read as streams ([`files`]) and compared with the school ([`preview`]) into staged lines, which
//! are the report. Nothing is written elsewhere before somebody applies ([`apply()`]): one transaction, in batches. For seven days,
//! while no later import exists, an import can be taken back ([`undo`]), except where something was built on it.
//!
//! Learners outside SIECLE come by a list in CSV or are typed one by one ([`add_learner`]), and are managed apart (`R37`): SIECLE's file
//! never closes them for not naming them, and a list closes nobody but those whose last day it says is past.
//!
//! An import never deletes people and never touches a login, a password or the activation of an account that exists (`R31`).

mod apply;
mod by_hand;
mod edits;
pub mod files;
pub mod files_in;
pub mod graphql;
mod mefs;
mod plan;
mod preview;
mod reading;
mod report;
mod school;
mod sets;
mod stage;
mod staged;
mod undo;

pub use apply::{apply, apply_import};
pub use by_hand::{Typed, add_learner};
pub use mefs::attach_mef;
pub use plan::{Confirmation, Decision, Tally};
pub use reading::{StartImport, operation, read, recover, start_import};
pub use report::report;
pub use stage::Counts;
pub use undo::{can_be_undone, undo_import, undoable_until};

use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Page, Slice, Tx};
use crate::error::{Code, Error, Problem, Result};
use entity::id::{ImportLineId, ImportRunId};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::ImportState;
use entity::{import_file, import_line, import_run, user};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, Order, QueryOrder as _, QuerySelect as _, Set};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// How the reason of an account closed by an import begins; the others were closed by hand and stay so.
const CLOSED_BY_IMPORT: &str = "Import";

/// Opens an account that an import finds again; one closed by hand stays so, whoever says that it is the same person (`R32`).
fn reopen(account: &mut user::Model) {
    let by_hand = account.deactivated_reason.as_deref().is_none_or(|reason| !reason.starts_with(CLOSED_BY_IMPORT));
    if account.deactivated_at.is_some() && by_hand {
        return;
    }
    account.deactivated_at = None;
    account.deactivated_reason = None;
}

/// « LAMBERT Inès », with the name of usage where there is one.
fn display(last_name: &str, usage_name: Option<&str>, first_name: &str) -> String {
    format!("{} {first_name}", usage_name.unwrap_or(last_name)).trim().to_owned()
}

/// What must be typed before an import is applied, if anything (`R35`, decision 19).
pub fn confirmation_of(run: &import_run::Model) -> Result<Option<Confirmation>> {
    run.confirmation.as_ref().map(kept).transpose()
}

/// Lines of an import counted by subject; none before it is read.
pub fn counts_of(run: &import_run::Model) -> Result<Counts> {
    kept(&run.counts)
}

/// A value as an import keeps it.
fn kept<T: DeserializeOwned>(json: &Json) -> Result<T> {
    T::deserialize(json).map_err(|error| Error::internal("reading what an import kept", error))
}

/// Refuses, in the words of `sentence`, while an import of the school is being read or applied.
async fn alone(tx: &Tx, sentence: &str) -> Result<()> {
    let busy = import_run::Column::State.is_in([ImportState::Reading, ImportState::Applying]);
    if tx.school::<import_run::Entity>().filter(busy).count().await? > 0 {
        return Err(Problem::whole(Code::NotReady, sentence).into());
    }
    Ok(())
}

/// Imports of the school, newest first.
pub async fn imports(cx: &Cx, page: &Page) -> Result<Slice<import_run::Model>> {
    cx.find::<import_run::Entity>().page(import_run::Column::Id, Order::Desc, page).await
}

/// How many imports the school has had.
pub async fn count(cx: &Cx) -> Result<u64> {
    cx.find::<import_run::Entity>().count().await
}

/// One import, if the actor sees it.
pub async fn import(cx: &Cx, id: ImportRunId) -> Result<Option<import_run::Model>> {
    cx.find::<import_run::Entity>().by_key(id).one().await
}

/// Files of an import, in the order they were sent.
pub async fn files_of(cx: &Cx, id: ImportRunId) -> Result<Vec<import_file::Model>> {
    files_of_many(cx, &[id]).await
}

/// Files of several imports, in the order they were sent.
pub async fn files_of_many(cx: &Cx, ids: &[ImportRunId]) -> Result<Vec<import_file::Model>> {
    cx.find::<import_file::Entity>()
        .among(import_file::Column::ImportRunId, ids)
        .with(|q| q.order_by_asc(import_file::Column::Id))
        .all()
        .await
}

/// The last import that was applied, taken back or not.
pub async fn latest(cx: &Cx) -> Result<Option<import_run::Model>> {
    let newest = |q: sea_orm::Select<import_run::Entity>| {
        q.order_by_desc(import_run::Column::AppliedAt).order_by_desc(import_run::Column::Id).limit(1)
    };
    cx.find::<import_run::Entity>().filter(import_run::Column::AppliedAt.is_not_null()).with(newest).one().await
}

/// Which lines of a report are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Only with this outcome.
    pub outcome: Option<ImportOutcome>,
    /// Only about this.
    pub subject: Option<ImportSubject>,
}

/// Lines of an import: what asks for a decision first.
pub async fn lines(cx: &Cx, id: ImportRunId, wanted: Wanted, page: &Page) -> Result<Slice<import_line::Model>> {
    lines_of(cx, id, wanted).page(import_line::Column::Position, Order::Asc, page).await
}

/// How many such lines there are.
pub async fn count_lines(cx: &Cx, id: ImportRunId, wanted: Wanted) -> Result<u64> {
    lines_of(cx, id, wanted).count().await
}

fn lines_of(cx: &Cx, id: ImportRunId, wanted: Wanted) -> crate::cx::Rows<'_, import_line::Entity> {
    let mut rows = cx.find::<import_line::Entity>().filter(import_line::Column::ImportRunId.eq(id));
    if let Some(outcome) = wanted.outcome {
        rows = rows.filter(import_line::Column::Outcome.eq(outcome));
    }
    if let Some(subject) = wanted.subject {
        rows = rows.filter(import_line::Column::Subject.eq(subject));
    }
    rows
}

/// One line, if the actor sees it.
pub async fn line(cx: &Cx, id: ImportLineId) -> Result<Option<import_line::Model>> {
    cx.find::<import_line::Entity>().by_key(id).one().await
}

/// Says whether a doubtful line is about the person it resembles (`R34`). Can be changed until the import is applied.
pub async fn decide_import_line(
    cx: &Cx,
    id: ImportLineId,
    decision: &str,
) -> Result<(import_line::Model, import_run::Model)> {
    cx.write(Act::DecideImportLine, async |tx| {
        let line = tx.target::<import_line::Entity>(id).await?;
        let run = tx.get::<import_run::Entity>(line.import_run_id).await?;
        if run.state != ImportState::Ready || line.outcome != ImportOutcome::Undecided {
            return Err(Problem::whole(Code::Closed, "Cette ligne n’attend plus de décision.").into());
        }
        let Some(decision) = Decision::read(decision) else {
            return Err(Problem::new(Code::Invalid, "decision", "Ce choix n’est pas proposé.").into());
        };
        let row = import_line::ActiveModel {
            id: Unchanged(id),
            decision: Set(Some(decision.code().to_owned())),
            ..Default::default()
        };
        let line = tx.save(row).await?;
        tx.changed(Topic::Imports, run.id);
        Ok((line, run))
    })
    .await
}
