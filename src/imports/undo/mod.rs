//! Taking an import back, for seven days and while no later one exists (decision 19).
//!
//! Only what nothing was built on is taken back: people the import created disappear, unless they have entries or have signed
//! in, in which case their account is closed; a value returns where it is still the one the import wrote.

mod guardians;
mod learners;
mod staff;
mod structures;

use super::edits::put_back;
use super::kept;
use super::plan::Decision;
use super::staged::{self, Staged};
use crate::access::{Act, Seen};
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Result};
use chrono::{DateTime, TimeDelta, Utc};
use entity::id::ImportRunId;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::ImportState;
use entity::{import_run, import_undo};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Unchanged, ColumnTrait as _, EntityTrait, FromQueryResult, IntoActiveModel,
    ModelTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use serde::de::DeserializeOwned;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;
use uuid::Uuid;

/// Days during which an import can be taken back.
const DAYS: i64 = 7;
/// Rows handled at a time.
const BATCH: usize = 2_000;
/// Outcomes whose lines may have created somebody.
const CREATING: [ImportOutcome; 2] = [ImportOutcome::Created, ImportOutcome::Undecided];

/// Until when an applied import can be taken back, if nothing later is applied.
pub fn undoable_until(run: &import_run::Model) -> Option<DateTime<Utc>> {
    (run.state == ImportState::Applied).then_some(run.applied_at? + TimeDelta::days(DAYS))
}

/// Whether an import can be taken back now, `latest` being the last one applied.
pub fn can_be_undone(run: &import_run::Model, latest: Option<ImportRunId>, now: DateTime<Utc>) -> bool {
    undoable_until(run).is_some_and(|until| now < until) && latest == Some(run.id)
}

/// The last import that was applied, taken back or not.
pub(super) async fn latest_applied(tx: &Tx) -> Result<Option<import_run::Model>> {
    let applied = import_run::Column::AppliedAt.is_not_null();
    tx.school::<import_run::Entity>()
        .filter(applied)
        .with(|q| q.order_by_desc(import_run::Column::AppliedAt).order_by_desc(import_run::Column::Id).limit(1))
        .one()
        .await
}

/// Takes an import back.
pub async fn undo_import(cx: &Cx, id: ImportRunId) -> Result<import_run::Model> {
    cx.write(Act::UndoImport, async |tx| {
        let run = tx.target::<import_run::Entity>(id).await?;
        let latest = latest_applied(tx).await?.map(|latest| latest.id);
        if run.state != ImportState::Applied {
            return Err(Problem::whole(Code::Closed, "Cet import n’est pas appliqué.").into());
        }
        if !can_be_undone(&run, latest, tx.now()) {
            return Err(Problem::whole(
                Code::Closed,
                "Un import s’annule pendant sept jours, tant qu’aucun autre n’a été appliqué ensuite.",
            )
            .into());
        }
        super::alone(tx, "Un import est en cours dans l’établissement. Attendez qu’il se termine.").await?;
        let undoing = Undoing { tx, run: &run, notes: notes(tx, id).await? };
        undoing.services().await?;
        undoing.guardians().await?;
        undoing.learners().await?;
        undoing.staff().await?;
        undoing.structures().await?;
        undoing.year().await?;
        let row = import_run::ActiveModel {
            id: Unchanged(id),
            state: Set(ImportState::Undone),
            undone_at: Set(Some(tx.now())),
            version: Set(run.version + 1),
            ..Default::default()
        };
        let run = tx.save(row).await?;
        tx.changed(Topic::Imports, id);
        for topic in [Topic::School, Topic::Accounts, Topic::Bilans, Topic::Calendar] {
            tx.changed_widely(topic);
        }
        tx.journal("a annulé un import", None);
        Ok(run)
    })
    .await
}

/// What the import noted, by table.
type Notes = HashMap<String, Vec<import_undo::Model>>;

async fn notes(tx: &Tx, id: ImportRunId) -> Result<Notes> {
    let mut found = Notes::new();
    let rows = tx
        .school::<import_undo::Entity>()
        .filter(import_undo::Column::ImportRunId.eq(id))
        .with(|q| q.order_by_asc(import_undo::Column::Position))
        .all()
        .await?;
    for row in rows {
        found.entry(row.table_name.clone()).or_default().push(row);
    }
    Ok(found)
}

/// An import being taken back.
struct Undoing<'a> {
    tx: &'a Tx,
    run: &'a import_run::Model,
    notes: Notes,
}

/// A key that rows of some table hold.
#[derive(FromQueryResult)]
struct Held {
    id: Uuid,
}

impl Undoing<'_> {
    fn of(&self, table: &str) -> &[import_undo::Model] {
        self.notes.get(table).map_or(&[], Vec::as_slice)
    }

    /// Rows of a table that the import changed, by key.
    fn noted_ids<I: From<Uuid>>(&self, table: &str) -> Vec<I> {
        self.of(table).iter().map(|note| note.record_id.into()).collect()
    }

    /// Rows of a table that the import created.
    fn created<I: From<Uuid>>(&self, table: &str) -> Vec<I> {
        self.of(table).iter().filter(|note| note.before.is_none()).map(|note| note.record_id.into()).collect()
    }

    /// Puts values back in the rows of a table, where they are still as the import left them.
    async fn values<E, A>(&self, table: &str, key: E::Column, columns: &[E::Column]) -> Result<()>
    where
        E: Seen + EntityTrait<ActiveModel = A>,
        A: ActiveModelTrait<Entity = E> + Send + Sync,
        E::Model: ModelTrait<Entity = E> + IntoActiveModel<A> + Clone,
    {
        let changed: Vec<&import_undo::Model> = self.of(table).iter().filter(|note| note.before.is_some()).collect();
        for batch in changed.chunks(BATCH) {
            let ids: Vec<Uuid> = batch.iter().map(|note| note.record_id).collect();
            let mut current: HashMap<Uuid, E::Model> = HashMap::new();
            for row in self.tx.school::<E>().among(key, &ids).all().await? {
                if let sea_orm::Value::Uuid(Some(id)) = row.get(key) {
                    current.insert(id, row);
                }
            }
            let put = |note: &&import_undo::Model| {
                put_back::<E, A>(current.get(&note.record_id)?, columns, note.before.as_ref()?, &note.after)
            };
            self.tx.upsert_many(batch.iter().filter_map(put).collect(), &[key], columns).await?;
        }
        Ok(())
    }

    /// Sets noted whole (who teaches what, who is in which group) that are `now` as the import left them, with what they were.
    fn untouched<T: DeserializeOwned + Ord>(
        &self,
        table: &str,
        now: &HashMap<Uuid, BTreeSet<T>>,
    ) -> Result<Vec<(Uuid, BTreeSet<T>)>> {
        let nothing = BTreeSet::new();
        let mut found = Vec::new();
        for note in self.of(table) {
            let Some(before) = &note.before else { continue };
            let after: BTreeSet<T> = kept(&note.after)?;
            if *now.get(&note.record_id).unwrap_or(&nothing) == after {
                found.push((note.record_id, kept(before)?));
            }
        }
        Ok(found)
    }

    /// Plans of the lines that created somebody, those decided as two persons included; a page at a time, none after the last.
    async fn creations<P: DeserializeOwned>(
        &self,
        outcome: ImportOutcome,
        subject: ImportSubject,
        after: &mut Option<i32>,
    ) -> Result<Option<Vec<P>>> {
        let lines = staged::page(self.tx, self.run.id, outcome, subject, after).await?;
        if lines.is_empty() {
            return Ok(None);
        }
        let created = |line: &Staged| outcome == ImportOutcome::Created || line.decision() == Some(Decision::Other);
        lines.into_iter().filter(created).map(Staged::plan).collect::<Result<_>>().map(Some)
    }

    /// Among these keys, those that a column of `E` holds: something was built on them.
    async fn held<E: Seen, I>(&self, column: E::Column, ids: &[I]) -> Result<HashSet<I>>
    where
        I: From<Uuid> + Into<sea_orm::Value> + Copy + Eq + Hash,
    {
        let rows: Vec<Held> =
            self.tx.school::<E>().among(column, ids).tuples(|q| q.column_as(column, "id").distinct()).await?;
        Ok(rows.into_iter().map(|row| row.id.into()).collect())
    }

    /// Removes the rows of `E` whose column holds one of these keys.
    async fn remove<E: Seen>(&self, column: E::Column, ids: &[impl Into<sea_orm::Value> + Copy]) -> Result<()> {
        let gone = self.tx.among(column, ids);
        self.tx.delete_where::<E>(|delete| delete.filter(gone)).await?;
        Ok(())
    }
}
