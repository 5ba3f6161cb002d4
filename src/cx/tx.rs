//! A write in progress, opened for one act.
//!
//! The school's row is locked first, so the writes of one school follow one another: state and right are read in the
//! transaction that writes (security T10), and the order of changes is the order of commits (8.2). At the end the audit line
//! and the change lines are written with the same commit; then the live screens are woken. An error rolls everything back.

use super::db::On;
use super::rows::{among, nothing, within_act};
use super::{Cx, Rows};
use crate::access::{Act, Actor, Seen};
use crate::audit;
use crate::changes::Topic;
use crate::error::{Code, Error, Problem, Result};
use crate::jobs::{self, Job};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::id::{DivisionId, EstablishmentId, UserId};
use entity::{change, effect, establishment, journal_entry};
use sea_orm::sea_query::{Expr, ExprTrait as _, LockType, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait as _, ConnectionTrait as _, DatabaseTransaction, DbBackend, DbErr, DeleteMany,
    EntityTrait, IntoActiveModel, Iterable as _, PrimaryKeyTrait, QueryFilter as _, QuerySelect as _, Set, SqlErr,
    UpdateMany, Value,
};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// How often a write that crossed another one is run again (security 8.1).
const AGAIN: usize = 3;

/// Lock of PostgreSQL on the audit chain of the service itself: any number that nothing else uses.
const SERVICE_CHAIN: i64 = 1;

/// A write in progress. Returning an error from the closure of [`Cx::write`] rolls it back.
pub struct Tx {
    cx: Cx,
    act: Act,
    transaction: DatabaseTransaction,
    left: Mutex<Left>,
}

/// What is written at the end, with the commit.
#[derive(Default)]
struct Left {
    changes: Vec<(Topic, Option<Uuid>)>,
    journal: Vec<(String, Option<DivisionId>)>,
    target: Option<String>,
    detail: String,
}

impl Cx {
    /// Does `work` in one transaction, for `act`: all of it, or nothing.
    ///
    /// Refuses with [`Error::Forbidden`] before anything is opened when the role never may. Where the database undoes it because it
    /// crossed another write, `work` is run again whole, on what is there then.
    pub async fn write<T>(&self, act: Act, work: impl AsyncFnOnce(&Tx) -> Result<T> + Clone) -> Result<T> {
        self.require(act)?;
        // On SQLite there is one writer, which nothing crosses: nothing is copied for it.
        let again = if self.app().db.has_many_writers() { AGAIN } else { 0 };
        for _ in 0..again {
            // Boxed: it would double what every write carries.
            match Box::pin(self.write_once(act, work.clone())).await {
                Err(Error::Crossed) => tracing::debug!(act = act.name(), "a write crossed another one"),
                done => return done,
            }
        }
        self.write_once(act, work).await
    }

    async fn write_once<T>(&self, act: Act, work: impl AsyncFnOnce(&Tx) -> Result<T>) -> Result<T> {
        let transaction = self.app().db.begin().await?;
        let tx = Tx { cx: self.clone(), act, transaction, left: Mutex::default() };
        tx.lock_school().await?;
        match work(&tx).await {
            Ok(answer) => {
                tx.finish().await?;
                Ok(answer)
            }
            Err(error) => {
                tx.transaction.rollback().await?;
                Err(error)
            }
        }
    }

    /// Brings the planner's statistics up to date: after an import.
    pub async fn analyze(&self) -> Result<()> {
        self.app().db.analyze().await
    }
}

impl Tx {
    /// The operation it belongs to.
    pub fn cx(&self) -> &Cx {
        &self.cx
    }

    /// When the operation began.
    pub fn now(&self) -> DateTime<Utc> {
        self.cx.now()
    }

    /// Civil day in the school's zone.
    pub fn today(&self) -> NaiveDate {
        self.cx.today()
    }

    /// A new identifier.
    pub fn new_id<I: From<Uuid>>(&self) -> I {
        self.cx.new_id()
    }

    /// 256 bits nobody can guess.
    pub fn secret(&self) -> String {
        self.cx.secret()
    }

    /// The account that writes.
    pub fn user(&self) -> Result<UserId> {
        self.cx.user()
    }

    /// Who writes.
    pub fn actor(&self) -> &Actor {
        self.cx.actor()
    }

    /// The school written in.
    pub fn establishment(&self) -> Result<EstablishmentId> {
        self.cx.establishment()
    }

    /// What the actor sees, read in the transaction.
    pub fn find<E: Seen>(&self) -> Rows<'_, E> {
        Rows::seen(&self.cx, self.on())
    }

    /// The row with this key, if the actor sees it.
    pub async fn get<E: Seen>(&self, id: impl Into<<E::PrimaryKey as PrimaryKeyTrait>::ValueType>) -> Result<E::Model> {
        self.find::<E>().get(id).await
    }

    /// Rows of `E` within the scope of another act that the same write carries out, among those the actor sees.
    pub fn find_for<E: Seen>(&self, act: Act) -> Rows<'_, E> {
        self.find().filter(within_act::<E>(&self.cx, act))
    }

    /// Every row of the establishment, the bin included: for rules that need it. Such rows are never shown.
    pub fn school<E: Seen>(&self) -> Rows<'_, E> {
        Rows::school(&self.cx, self.on())
    }

    /// The row the act is about: seen by the actor and within the act's scope, else not found.
    pub async fn target<E: Seen>(
        &self,
        id: impl Into<<E::PrimaryKey as PrimaryKeyTrait>::ValueType>,
    ) -> Result<E::Model> {
        let row = self
            .find::<E>()
            .by_key(id)
            .filter(within_act::<E>(&self.cx, self.act))
            .one()
            .await?
            .ok_or(Error::NotFound)?;
        self.note_target(format!("{:?}", sea_orm::ModelTrait::get_primary_key_value(&row)));
        Ok(row)
    }

    /// The rows the act is about, among these: those seen by the actor and within the act's scope.
    pub async fn targets<E: Seen>(&self, ids: &[impl Into<Value> + Copy]) -> Result<Vec<E::Model>> {
        use sea_orm::PrimaryKeyToColumn as _;
        let Some(key) = E::PrimaryKey::iter().next() else { return Ok(Vec::new()) };
        self.find::<E>().among(key.into_column(), ids).filter(within_act::<E>(&self.cx, self.act)).all().await
    }

    /// The row of the bin the act is about: within the act's scope, else not found.
    pub async fn bin<E: Seen>(&self, id: impl Into<<E::PrimaryKey as PrimaryKeyTrait>::ValueType>) -> Result<E::Model> {
        let binned = E::BIN.map_or_else(nothing, |bin| bin.is_not_null());
        self.school::<E>()
            .by_key(id)
            .filter(binned)
            .filter(within_act::<E>(&self.cx, self.act))
            .one()
            .await?
            .ok_or(Error::NotFound)
    }

    /// Adds a row; its establishment is the actor's, whatever was written there.
    pub async fn insert<A>(&self, row: A) -> Result<<A::Entity as EntityTrait>::Model, DbErr>
    where
        A: ActiveModelTrait + Send + Sync,
        A::Entity: Seen + EntityTrait<ActiveModel = A>,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        A::Entity::insert(self.owned(row)).exec_with_returning(&self.on()).await
    }

    /// Adds many rows, in as few statements as the engine's limit of parameters allows.
    pub async fn insert_many<A>(&self, rows: Vec<A>) -> Result<()>
    where
        A: ActiveModelTrait + Send + Sync,
        A::Entity: Seen + EntityTrait<ActiveModel = A>,
    {
        for batch in batches(rows) {
            let batch = batch.into_iter().map(|row| self.owned(row));
            A::Entity::insert_many(batch).exec_without_returning(&self.on()).await?;
        }
        Ok(())
    }

    /// Adds many rows, or updates `updated` where a row with the same `key` stands.
    pub async fn upsert_many<A>(
        &self,
        rows: Vec<A>,
        key: &[<A::Entity as EntityTrait>::Column],
        updated: &[<A::Entity as EntityTrait>::Column],
    ) -> Result<()>
    where
        A: ActiveModelTrait + Send + Sync,
        A::Entity: Seen + EntityTrait<ActiveModel = A>,
    {
        for batch in batches(rows) {
            let batch = batch.into_iter().map(|row| self.owned(row));
            let mut meeting = OnConflict::columns(key.iter().copied());
            if updated.is_empty() {
                meeting.do_nothing();
            } else {
                meeting.update_columns(updated.iter().copied());
            }
            A::Entity::insert_many(batch).on_conflict(meeting).exec_without_returning(&self.on()).await?;
        }
        Ok(())
    }

    /// Writes the changed columns of a row of the school; a row of another school is not found.
    pub async fn save<A>(&self, row: A) -> Result<<A::Entity as EntityTrait>::Model>
    where
        A: ActiveModelTrait + Send + Sync,
        A::Entity: Seen + EntityTrait<ActiveModel = A>,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        let mut update = A::Entity::update(row).validate()?;
        if let (Some(column), Some(establishment)) = (A::Entity::ESTABLISHMENT, self.actor().establishment()) {
            update = update.filter(column.eq(establishment));
        }
        Ok(update.exec(&self.on()).await?)
    }

    /// Updates every row of the school that the closure keeps; answers how many.
    pub async fn update_where<E: Seen>(&self, change: impl FnOnce(UpdateMany<E>) -> UpdateMany<E>) -> Result<u64> {
        let update = E::update_many().filter(self.owned_condition::<E>());
        Ok(change(update).exec(&self.on()).await?.rows_affected)
    }

    /// Removes every row of the school that the closure keeps; answers how many. People's entries go to the bin instead.
    pub async fn delete_where<E: Seen>(&self, choose: impl FnOnce(DeleteMany<E>) -> DeleteMany<E>) -> Result<u64> {
        let delete = E::delete_many().filter(self.owned_condition::<E>());
        Ok(choose(delete).exec(&self.on()).await?.rows_affected)
    }

    /// `column = ANY(values)` as one parameter, for [`Tx::update_where`] and [`Tx::delete_where`].
    pub fn among<C: sea_orm::ColumnTrait, V: Into<Value> + Copy>(&self, column: C, values: &[V]) -> Expr {
        among(self.on().get_database_backend(), column, values.iter().map(|value| (*value).into()))
    }

    /// Says that something moved: live screens of the school that follow `topic` read themselves again after the commit.
    pub fn changed(&self, topic: Topic, record: impl Into<Uuid>) {
        self.left().changes.push((topic, Some(record.into())));
    }

    /// Says that many things moved at once.
    pub fn changed_widely(&self, topic: Topic) {
        self.left().changes.push((topic, None));
    }

    /// Adds a line to the school's journal: `text` follows the actor's name and names no learner (decision 20).
    pub fn journal(&self, text: impl Into<String>, division: Option<DivisionId>) {
        self.left().journal.push((text.into(), division));
    }

    /// Says which record the audit line is about, where the act made it.
    pub fn made(&self, record: impl Into<Uuid>) {
        self.note_target(named(record.into()));
    }

    /// Adds words to the audit line; never the content of an entry.
    pub fn audit_detail(&self, detail: impl Into<String>) {
        self.left().detail = detail.into();
    }

    /// Leaves work to do after the commit; it appears with the commit or not at all.
    pub async fn later(&self, job: Job) -> Result<()> {
        jobs::put(self, &[job]).await
    }

    /// As [`Tx::later`], for much of it at once.
    pub async fn later_all(&self, jobs: &[Job]) -> Result<()> {
        jobs::put(self, jobs).await
    }

    /// What a request with this `clientMutationId` did, if it came before (security 8.1).
    pub async fn effect(&self, client_mutation_id: Option<&str>) -> Result<Option<Uuid>> {
        let Some(id) = client_mutation_id else { return Ok(None) };
        if id.is_empty() || id.len() > 64 {
            return Err(Problem::new(Code::Invalid, "clientMutationId", "Identifiant d’envoi illisible.").into());
        }
        let known =
            self.school::<effect::Entity>().by_key((self.establishment()?, self.user()?, id.to_owned())).one().await?;
        match known {
            Some(effect) if effect.act == self.act.name() => Ok(effect.record),
            Some(_) => {
                Err(Problem::new(Code::Taken, "clientMutationId", "Cet identifiant d’envoi a déjà servi.").into())
            }
            None => Ok(None),
        }
    }

    /// Remembers what a request with this `clientMutationId` did, for 24 hours.
    pub async fn remember(&self, client_mutation_id: Option<&str>, record: impl Into<Uuid>) -> Result<()> {
        let Some(id) = client_mutation_id else { return Ok(()) };
        let old = self.now() - TimeDelta::hours(24);
        self.delete_where::<effect::Entity>(|d| d.filter(effect::Column::At.lt(old))).await?;
        let row = effect::ActiveModel {
            establishment_id: Set(self.establishment()?),
            user_id: Set(self.user()?),
            client_mutation_id: Set(id.to_owned()),
            act: Set(self.act.name().to_owned()),
            record: Set(Some(record.into())),
            at: Set(self.now()),
        };
        effect::Entity::insert(row).exec_without_returning(&self.on()).await?;
        Ok(())
    }

    pub(super) fn on(&self) -> On<'_> {
        self.cx.app().db.within(&self.transaction)
    }

    fn left(&self) -> std::sync::MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_target(&self, record: String) {
        self.left().target.get_or_insert(record);
    }

    fn owned<A>(&self, mut row: A) -> A
    where
        A: ActiveModelTrait,
        A::Entity: Seen + EntityTrait<ActiveModel = A>,
    {
        if let (Some(column), Some(establishment)) = (A::Entity::ESTABLISHMENT, self.actor().establishment())
            && !A::Entity::IS_ESTABLISHMENT
        {
            row.set(column, Uuid::from(establishment).into());
        }
        row
    }

    fn owned_condition<E: Seen>(&self) -> Expr {
        match (E::ESTABLISHMENT, self.actor().establishment()) {
            (Some(column), Some(establishment)) => column.eq(establishment),
            (None, _) => Expr::val(1).eq(1),
            (Some(_), None) if self.cx.is_task() => Expr::val(1).eq(1),
            (Some(_), None) => nothing(),
        }
    }

    /// On SQLite the transaction is the only writer already.
    async fn lock_school(&self) -> Result<()> {
        if let Some(establishment) = self.actor().establishment()
            && self.on().get_database_backend() == DbBackend::Postgres
        {
            establishment::Entity::find_by_id(establishment).lock(LockType::Update).one(&self.on()).await?;
        }
        Ok(())
    }

    /// A chain grows one line at a time: a school's by the lock of its row, the service's own by this one until the commit.
    async fn lock_chain(&self) -> Result<()> {
        if self.actor().establishment().is_none() && self.on().get_database_backend() == DbBackend::Postgres {
            self.on().execute_unprepared(&format!("SELECT pg_advisory_xact_lock({SERVICE_CHAIN})")).await?;
        }
        Ok(())
    }

    async fn finish(self) -> Result<()> {
        let left = std::mem::take(&mut *self.left());
        if self.act.is_audited() {
            self.lock_chain().await?;
            audit::write(&self, self.act, left.target.as_deref(), &left.detail).await?;
        }
        let mut reached = None;
        if let Some(establishment) = self.actor().establishment()
            && !(left.changes.is_empty() && left.journal.is_empty())
        {
            reached = Some((establishment, self.write_changes(establishment, left).await?));
        }
        self.transaction.commit().await?;
        if let Some((establishment, seq)) = reached {
            self.cx.app().changes.wake(establishment, seq);
        }
        Ok(())
    }

    async fn write_changes(&self, establishment: EstablishmentId, left: Left) -> Result<i64> {
        let mut lines = left.changes;
        if lines.is_empty() {
            lines.push((Topic::Journal, None));
        }
        let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        let school = establishment::Entity::update_many()
            .col_expr(establishment::Column::ChangeSeq, Expr::col(establishment::Column::ChangeSeq).add(count))
            .filter(establishment::Column::Id.eq(establishment))
            .exec_with_returning(&self.on())
            .await?;
        let seq = school.first().ok_or(Error::NotFound)?.change_seq;
        let at = self.now();
        self.insert_many(
            (seq - count + 1..)
                .zip(lines)
                .map(|(seq, (topic, record))| change::ActiveModel {
                    establishment_id: Set(establishment),
                    seq: Set(seq),
                    topic: Set(topic.name().to_owned()),
                    record: Set(record),
                    at: Set(at),
                })
                .collect(),
        )
        .await?;
        if !left.journal.is_empty() {
            let actor = self.actor_name().await?;
            let entries = left.journal.into_iter().map(|(text, division)| journal_entry::ActiveModel {
                id: Set(self.new_id()),
                establishment_id: Set(establishment),
                seq: Set(seq),
                at: Set(at),
                actor: Set(actor.clone()),
                text: Set(text),
                division_id: Set(division),
            });
            self.insert_many(entries.collect()).await?;
        }
        Ok(seq)
    }

    /// « S. Garnier », or the product's name when the service acts by itself.
    async fn actor_name(&self) -> Result<String> {
        let Some(user) = self.actor().user() else { return Ok(crate::PRODUCT.to_owned()) };
        let user = self.school::<entity::user::Entity>().get(user).await?;
        let last = user.usage_name.unwrap_or(user.last_name);
        Ok(match user.first_name.chars().next() {
            Some(initial) => format!("{initial}. {last}"),
            None => last,
        })
    }
}

/// How an audit line names the record with this key.
pub fn named(id: Uuid) -> String {
    format!("{:?}", sea_orm::sea_query::ValueTuple::One(id.into()))
}

/// Splits rows so that a statement stays under 32,766 parameters, SQLite's limit.
fn batches<A: ActiveModelTrait>(rows: Vec<A>) -> impl Iterator<Item = Vec<A>> {
    let columns = <A::Entity as EntityTrait>::Column::iter().count().max(1);
    let size = (32_000 / columns).min(2_000);
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let batch: Vec<A> = rows.by_ref().take(size).collect();
        (!batch.is_empty()).then_some(batch)
    })
}

/// Turns a broken unique key into the problem that the check before it would have given.
pub trait Taken<T> {
    /// The problem at `path`, in the words of `message`.
    fn or_taken(self, path: &str, message: &str) -> Result<T>;
}

impl<T> Taken<T> for Result<T, DbErr> {
    fn or_taken(self, path: &str, message: &str) -> Result<T> {
        self.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Problem::new(Code::Taken, path, message).into(),
            _ => error.into(),
        })
    }
}
