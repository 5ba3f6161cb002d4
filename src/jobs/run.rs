//! The worker: one `match` from a job to its function.

use super::{Job, claim, fail, finish};
use crate::access::{Actor, Task};
use crate::app::Shared;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::imports;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Does due work until the service ends: at once when something is written down, and every 5 seconds anyway.
pub async fn work(app: Weak<Shared>) {
    if let Some(held) = app.upgrade()
        && let Err(error) = imports::recover(&held).await
    {
        tracing::error!(?error, "imports cut by the last stop could not be marked");
    }
    loop {
        let Some(held) = app.upgrade() else { return };
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
            Ok(job) => one(app, job).await,
            Err(error) => Err(Error::internal("reading a job", error)),
        };
        match outcome {
            Ok(()) => finish(&cx.again(), row.id).await?,
            Err(error) => {
                tracing::error!(job = row.kind, ?error, "a job failed");
                fail(&cx.again(), &row, format!("{error:?}")).await?;
            }
        }
        done += 1;
    }
}

async fn one(app: &Arc<Shared>, job: Job) -> Result<()> {
    match job {
        Job::ReadImport { establishment, import } => {
            let cx =
                imports::operation(app, Actor::Task { task: Task::Import, establishment: Some(establishment) }).await?;
            imports::read(&cx, import).await
        }
        Job::ApplyImport { establishment, import, user, role, session } => {
            let cx = imports::operation(app, Actor::Person { user, role, establishment, session }).await?;
            imports::apply(&cx, import).await
        }
    }
}
