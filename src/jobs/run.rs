//! The worker: one `match` from a job to its function, and what comes back each day.

use super::{DAILY, Job, claim, fail, finish, hold, let_go, put_daily, put_off};
use crate::access::{Act, Actor, Task};
use crate::accounts::{letters, reset};
use crate::app::Shared;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::{audit, bilans, establishments, files, help, imports, periods, storage};
use chrono::{DateTime, TimeDelta, Utc};
use entity::id::{EstablishmentId, JobId};
use entity::{establishment, job};
use sea_orm::ColumnTrait as _;
use std::convert::Infallible;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Does due work until the service ends: at once when something is written down, and every 5 seconds anyway.
pub async fn work(app: Weak<Shared>) {
    if let Some(held) = app.upgrade()
        && !held.db.has_many_writers()
        && let Err(error) = let_go(&Cx::task(&held, Task::RunJobs, None)).await
    {
        tracing::error!(?error, "what the last process held could not be let go");
    }
    if let Some(held) = app.upgrade()
        && let Err(error) = files::forget_halves(&Cx::task(&held, Task::RunJobs, None)).await
    {
        tracing::error!(?error, "files half received by the last process could not be removed");
    }
    loop {
        let Some(held) = app.upgrade() else { return };
        if let Err(error) = imports::recover(&held).await {
            tracing::error!(?error, "imports cut by a stop could not be marked");
        }
        if let Err(error) = write_calendar(&held).await {
            tracing::error!(?error, "the work of each day could not be written down");
        }
        if let Err(error) = until_idle(&held).await {
            tracing::error!(?error, "the worker could not look for work");
        }
        let bell = held.work.clone();
        drop(held);
        let _ = tokio::time::timeout(Duration::from_secs(5), bell.notified()).await;
    }
}

/// Does everything that is due; answers how many jobs were done.
pub async fn until_idle(app: &Arc<Shared>) -> Result<u32> {
    let mut done = 0;
    loop {
        let cx = Cx::task(app, Task::RunJobs, None);
        let Some(row) = claim(&cx).await? else { return Ok(done) };
        let outcome = match serde_json::from_value(row.payload.clone()) {
            Ok(job) => tokio::select! {
                // Applied in one piece, an import is a large future: it is not carried by all who wait for the work.
                outcome = Box::pin(one(app, row.id, job)) => outcome,
                never = keep_holding(&cx, row.id) => match never {},
            },
            Err(error) => Err(Error::internal("reading a job", error)),
        };
        match outcome {
            Ok(None) => finish(&cx.again(), row.id).await?,
            Ok(Some(next)) => put_off(&cx.again(), row.id, next).await?,
            Err(error) => {
                tracing::error!(job = row.kind, ?error, "a job failed");
                fail(&cx.again(), &row, why(&error)).await?;
            }
        }
        done += 1;
    }
}

/// Says from time to time that a job is held, where other processes could take it.
async fn keep_holding(cx: &Cx, job: JobId) -> Infallible {
    const EVERY: Duration = Duration::from_secs(15);
    if !cx.app().db.has_many_writers() {
        return std::future::pending().await;
    }
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = hold(&cx.again(), job).await {
            tracing::warn!(?error, "a worker could not say that it is still at its job");
        }
    }
}

/// Writes down the work of each day for the schools that lack it.
pub async fn write_calendar(app: &Arc<Shared>) -> Result<()> {
    let cx = Cx::task(app, Task::RunJobs, None);
    let known = cx.find::<job::Entity>().filter(job::Column::Kind.eq(DAILY)).all().await?;
    for school in cx.find::<establishment::Entity>().all().await? {
        if known.iter().any(|row| row.establishment_id == Some(school.id)) {
            continue;
        }
        let here = service(app, school.id).await?;
        let due_at = tonight(&here);
        here.write(Act::RunJob, async |tx| put_daily(tx, school.id, due_at).await).await?;
    }
    Ok(())
}

/// Three hours after the next midnight of the school, when nobody is at work.
fn tonight(cx: &Cx) -> DateTime<Utc> {
    cx.midnight() + TimeDelta::hours(3)
}

/// The service at work in a school, in its time zone.
async fn service(app: &Arc<Shared>, establishment: EstablishmentId) -> Result<Cx> {
    imports::operation(app, Actor::Task { task: Task::RunJobs, establishment: Some(establishment) }).await
}

/// Does one job; answers when it is to be done again, if it comes back.
async fn one(app: &Arc<Shared>, number: JobId, job: Job) -> Result<Option<DateTime<Utc>>> {
    match job {
        Job::Daily { establishment } => {
            let cx = service(app, establishment).await?;
            bilans::life::empty_bin(&cx).await?;
            periods::empty_bin(&cx).await?;
            audit::keeping::each_night(&cx).await?;
            establishments::images::empty_bin(&cx).await?;
            storage::empty_bin(&cx).await?;
            files::sweep(&cx).await?;
            files::forget_halves(&Cx::task(app, Task::RunJobs, None)).await?;
            help::tickets::erase_old(&cx).await?;
            Ok(Some(tonight(&cx)))
        }
        Job::Send { establishment, user, to, about } => {
            let cx = service(app, establishment).await?;
            letters::send(&cx, number, user, &to, &about).await.map(|()| None)
        }
        Job::AnswerReset { establishment, login } => {
            let cx = service(app, establishment).await?;
            reset::answer(&cx, &login).await.map(|()| None)
        }
        Job::TellSupport { establishment, message } => {
            let cx = service(app, establishment).await?;
            help::letters::tell_support(&cx, number, message).await.map(|()| None)
        }
        Job::ReadImport { establishment, import } => {
            let cx =
                imports::operation(app, Actor::Task { task: Task::Import, establishment: Some(establishment) }).await?;
            imports::read(&cx, import).await.map(|()| None)
        }
        Job::ApplyImport { establishment, import, user, role, session } => {
            let cx = imports::operation(app, Actor::Person { user, role, establishment, session }).await?;
            imports::apply(&cx, import).await.map(|()| None)
        }
    }
}

/// Why a job failed, in words for the school; what only we can understand is in the technical log.
fn why(error: &Error) -> String {
    match error {
        Error::Rejected(problems) => {
            problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" ")
        }
        Error::Unauthenticated | Error::Forbidden => "Le compte qui l’avait demandée n’en a plus le droit.".to_owned(),
        Error::NotFound => "Ce dont elle parle n’existe plus.".to_owned(),
        Error::StorageFull => "Le disque du serveur est plein.".to_owned(),
        Error::RateLimited | Error::Unavailable | Error::Crossed => "Le service était occupé.".to_owned(),
        Error::Internal(report) => {
            format!("Une erreur du service, notée dans son journal technique sous la référence {}.", report.reference)
        }
    }
}
