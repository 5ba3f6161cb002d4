//! Work that must happen: rows written with their cause, done at least once.
//!
//! A job takes ids, reads again, and can run twice without harm. Claiming is one statement; retries wait longer and longer,
//! and the last failure stays in the table.

pub mod run;

use crate::cx::{Cx, Tx};
use crate::error::{Error, Result};
use chrono::TimeDelta;
use entity::id::{EstablishmentId, ImportRunId, JobId, SessionId, UserId};
use entity::job;
use entity::role_grant::Role;
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, Condition, QueryFilter as _, QueryOrder as _, Set};
use serde::{Deserialize, Serialize};

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
}

impl Job {
    fn kind(&self) -> &'static str {
        match self {
            Self::ReadImport { .. } => "readImport",
            Self::ApplyImport { .. } => "applyImport",
        }
    }
}

/// Waits before the tries that follow a failure, in minutes; after the last one the job is left as failed.
const WAITS: [i64; 4] = [1, 5, 15, 60];

/// Writes a job down, with its cause.
pub(crate) async fn put(tx: &Tx, job: Job) -> Result<()> {
    let row = job::ActiveModel {
        id: Set(tx.new_id()),
        kind: Set(job.kind().to_owned()),
        payload: Set(serde_json::to_value(&job).map_err(|error| Error::internal("writing a job down", error))?),
        due_at: Set(tx.now()),
        attempts: Set(0),
        claimed_until: Set(None),
        failed_at: Set(None),
        error: Set(None),
        created_at: Set(tx.now()),
        establishment_id: Set(tx.establishment().ok()),
    };
    tx.insert(row).await?;
    tx.cx().app().work.notify_one();
    Ok(())
}

/// Takes the next due job for `for_minutes`, so that no other worker does it meanwhile.
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
            .one()
            .await?;
        let Some(next) = next else { return Ok(None) };
        let claimed = tx.now() + TimeDelta::minutes(15);
        Ok(Some(
            tx.save(job::ActiveModel {
                id: Unchanged(next.id),
                claimed_until: Set(Some(claimed)),
                attempts: Set(next.attempts + 1),
                ..Default::default()
            })
            .await?,
        ))
    })
    .await
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
        let wait = usize::try_from(job.attempts - 1).ok().and_then(|tried| WAITS.get(tried));
        let row = job::ActiveModel {
            id: Unchanged(job.id),
            claimed_until: Set(None),
            error: Set(Some(why)),
            due_at: Set(wait.map_or(job.due_at, |minutes| tx.now() + TimeDelta::minutes(*minutes))),
            failed_at: Set(wait.is_none().then(|| tx.now())),
            ..Default::default()
        };
        tx.save(row).await?;
        Ok(())
    })
    .await
}
