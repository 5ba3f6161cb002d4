//! Work that must happen: rows written with their cause, done at least once.
//!
//! A job takes ids, reads again, and can run twice without harm. A worker holds the one it does and says so from time to time: when
//! it no longer does, another may take it. Retries wait longer and longer, and the last failure stays in the table.

pub mod run;

use crate::cx::{Cx, Tx};
use crate::error::{Error, Result};
use crate::mail::About;
use chrono::{DateTime, TimeDelta, Utc};
use entity::id::{EstablishmentId, ImportRunId, JobId, SessionId, TicketMessageId, UserId};
use entity::job;
use entity::role_grant::Role;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Unchanged, ColumnTrait as _, Condition, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Everything that can be left to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Job {
    /// Reads the files of an import and compares them with the school.
    ReadImport {
        /// School.
        establishment: EstablishmentId,
        /// Import.
        import: ImportRunId,
    },
    /// Applies an import, in the name of who asked for it.
    ApplyImport {
        /// School.
        establishment: EstablishmentId,
        /// Import.
        import: ImportRunId,
        /// Who asked.
        user: UserId,
        /// Under which role.
        role: Role,
        /// In which session.
        session: SessionId,
    },
    /// Sends a letter to an address of an account.
    Send {
        /// School.
        establishment: EstablishmentId,
        /// Account.
        user: UserId,
        /// Address, as the account held it when the letter was put in the outbox.
        to: String,
        /// What it is about.
        about: About,
    },
    /// Finds the account whose password was forgotten, away from the request, whose time so tells nothing.
    AnswerReset {
        /// School.
        establishment: EstablishmentId,
        /// Login, as it was typed.
        login: String,
    },
    /// Sends a message of a ticket to the support, by letter.
    TellSupport {
        /// School.
        establishment: EstablishmentId,
        /// Message.
        message: TicketMessageId,
    },
    /// Does what each day asks for in a school, at night there.
    Daily {
        /// School.
        establishment: EstablishmentId,
    },
}

/// Kind of the job that comes back each day.
const DAILY: &str = "daily";

/// Kind of a letter on its way.
const SEND: &str = "send";

/// Kind of a letter to the support on its way.
const TELL_SUPPORT: &str = "tellSupport";

impl Job {
    fn kind(&self) -> &'static str {
        match self {
            Self::Daily { .. } => DAILY,
            Self::ReadImport { .. } => "readImport",
            Self::ApplyImport { .. } => "applyImport",
            Self::Send { .. } => SEND,
            Self::AnswerReset { .. } => "answerReset",
            Self::TellSupport { .. } => TELL_SUPPORT,
        }
    }
}

/// Waits before the tries that follow a failure, in minutes; after the last one the job is left as failed.
const WAITS: [i64; 4] = [1, 5, 15, 60];

/// After these a letter is tried again each four hours, for a day (security 8.3).
const LETTER_WAIT: TimeDelta = TimeDelta::hours(4);
const LETTER_KEPT: TimeDelta = TimeDelta::hours(24);

/// How long a worker is believed to be at its job without saying so.
const HELD: TimeDelta = TimeDelta::minutes(1);

/// Writes a job down, with its cause.
pub(crate) async fn put(tx: &Tx, jobs: &[Job]) -> Result<()> {
    let rows = jobs.iter().map(|job| row(tx, tx.new_id(), job, tx.now())).collect::<Result<Vec<_>>>()?;
    tx.insert_many(rows).await?;
    tx.cx().app().work.notify_one();
    Ok(())
}

/// Writes down the work of each day, unless the school has it already: its job bears the school's own number, so it is there once.
async fn put_daily(tx: &Tx, establishment: EstablishmentId, due_at: DateTime<Utc>) -> Result<()> {
    let daily = row(tx, Uuid::from(establishment).into(), &Job::Daily { establishment }, due_at)?;
    tx.upsert_many(vec![daily], &[job::Column::Id], &[]).await
}

fn row(tx: &Tx, id: JobId, job: &Job, due_at: DateTime<Utc>) -> Result<job::ActiveModel> {
    Ok(job::ActiveModel {
        id: Set(id),
        kind: Set(job.kind().to_owned()),
        payload: Set(serde_json::to_value(job).map_err(|error| Error::internal("writing a job down", error))?),
        due_at: Set(due_at),
        attempts: Set(0),
        claimed_until: Set(None),
        failed_at: Set(None),
        error: Set(None),
        created_at: Set(tx.now()),
        establishment_id: Set(tx.establishment().ok()),
    })
}

/// What is going to be done: waiting for its turn, or held by a worker that lives.
pub(crate) async fn kept(cx: &Cx) -> Result<Vec<Job>> {
    let alive = Condition::any().add(job::Column::ClaimedUntil.is_null()).add(job::Column::ClaimedUntil.gte(cx.now()));
    let rows = cx.find::<job::Entity>().filter(job::Column::FailedAt.is_null()).filter(alive).all().await?;
    Ok(rows.into_iter().filter_map(|row| serde_json::from_value(row.payload).ok()).collect())
}

/// Takes the next due job, so that no other worker does it meanwhile.
async fn claim(cx: &Cx) -> Result<Option<job::Model>> {
    let due = Condition::all()
        .add(job::Column::DueAt.lte(cx.now()))
        .add(job::Column::FailedAt.is_null())
        .add(Condition::any().add(job::Column::ClaimedUntil.is_null()).add(job::Column::ClaimedUntil.lt(cx.now())));
    if cx.find::<job::Entity>().filter(due.clone()).count().await? == 0 {
        return Ok(None);
    }
    cx.write(crate::access::Act::RunJob, async |tx| {
        let next = tx
            .school::<job::Entity>()
            .filter(due)
            .with(|q| q.order_by_asc(job::Column::DueAt).order_by_asc(job::Column::Id))
            // Workers of other processes look at the same time: each takes another one.
            .with(|q| q.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked))
            .one()
            .await?;
        let Some(next) = next else { return Ok(None) };
        Ok(Some(
            tx.save(job::ActiveModel {
                id: Unchanged(next.id),
                claimed_until: Set(Some(tx.now() + HELD)),
                attempts: Set(next.attempts + 1),
                ..Default::default()
            })
            .await?,
        ))
    })
    .await
}

/// Says that the worker is still at its job.
async fn hold(cx: &Cx, id: JobId) -> Result<()> {
    let claimed_until = Set(Some(cx.now() + HELD));
    let row = job::ActiveModel { id: Unchanged(id), claimed_until, ..Default::default() };
    cx.write(crate::access::Act::RunJob, async |tx| tx.save(row).await.map(drop)).await
}

/// Forgets who held what: for the start of the only process, when those who held something are gone.
pub async fn let_go(cx: &Cx) -> Result<()> {
    cx.write(crate::access::Act::RunJob, async |tx| {
        let now = tx.now();
        let past = job::ActiveModel { claimed_until: Set(Some(now - TimeDelta::seconds(1))), ..Default::default() };
        tx.update_where::<job::Entity>(|u| u.set(past).filter(job::Column::ClaimedUntil.gte(now))).await?;
        Ok(())
    })
    .await
}

/// Puts a job that comes back to its next moment.
async fn put_off(cx: &Cx, id: JobId, due_at: DateTime<Utc>) -> Result<()> {
    let row = job::ActiveModel {
        id: Unchanged(id),
        due_at: Set(due_at),
        attempts: Set(0),
        claimed_until: Set(None),
        error: Set(None),
        ..Default::default()
    };
    cx.write(crate::access::Act::RunJob, async |tx| tx.save(row).await.map(drop)).await
}

/// Removes a job that is done.
async fn finish(cx: &Cx, id: JobId) -> Result<()> {
    cx.write(crate::access::Act::RunJob, async |tx| {
        tx.delete_where::<job::Entity>(|d| d.filter(job::Column::Id.eq(id))).await?;
        Ok(())
    })
    .await
}

/// Puts a failed job off, or leaves it as failed after its last try.
async fn fail(cx: &Cx, job: &job::Model, why: String) -> Result<()> {
    cx.write(crate::access::Act::RunJob, async |tx| {
        let next = next_try(job, tx.now());
        let row = job::ActiveModel {
            id: Unchanged(job.id),
            claimed_until: Set(None),
            error: Set(Some(why)),
            due_at: Set(next.unwrap_or(job.due_at)),
            failed_at: Set(next.is_none().then(|| tx.now())),
            ..Default::default()
        };
        tx.save(row).await?;
        Ok(())
    })
    .await
}

/// When a job that just failed is tried again; never, after its last try.
fn next_try(job: &job::Model, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let tried = usize::try_from(job.attempts - 1).ok()?;
    let minutes = WAITS.get(tried).copied();
    match (job.kind.as_str(), minutes) {
        (_, Some(minutes)) => Some(now + TimeDelta::minutes(minutes)),
        // What comes back each day is never given up.
        (DAILY, None) => WAITS.last().map(|minutes| now + TimeDelta::minutes(*minutes)),
        (SEND | TELL_SUPPORT, None) => Some(now + LETTER_WAIT).filter(|next| *next <= job.created_at + LETTER_KEPT),
        (_, None) => None,
    }
}
