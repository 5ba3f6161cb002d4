//! Work that went wrong, as the schema shows it.

use async_graphql::{Context, Description, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::id::JobId;
use entity::job;

use crate::cx::Page;
use crate::error::Result;
use crate::graphql::{Connected, CxExt as _, PageInfo, UserError, outcome};
use crate::upkeep::troubles;

/// Work of the service that failed at least once and is not done yet.
#[derive(Clone, Description)]
pub struct TroubledJob(job::Model);

#[Object(use_type_description)]
impl TroubledJob {
    /// Identifier.
    async fn id(&self) -> JobId {
        self.0.id
    }

    /// What it does, in words to show, such as « Lettre à n•••i@exemple.fr : ouverture du compte ».
    async fn about(&self) -> String {
        troubles::about(&self.0)
    }

    /// Why it failed the last time, in words to show.
    async fn reason(&self) -> &str {
        self.0.error.as_deref().unwrap_or_default()
    }

    /// How many times it was tried.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// When it was asked for.
    async fn asked_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it was given up; null while it is still tried again.
    async fn failed_at(&self) -> Option<DateTime<Utc>> {
        self.0.failed_at
    }

    /// When it is tried again by itself; null once it was given up.
    async fn next_try_at(&self) -> Option<DateTime<Utc>> {
        troubles::next_try(&self.0)
    }
}

/// A page of the work that went wrong.
pub struct TroubledJobConnection(Connected<TroubledJob>);

/// A page of the work that went wrong.
#[Object]
impl TroubledJobConnection {
    /// The jobs, the newest first.
    async fn nodes(&self) -> &[TroubledJob] {
        &self.0.nodes
    }

    /// How many there are in all.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        troubles::count(ctx.cx()).await
    }

    /// How to go on.
    async fn page_info(&self) -> PageInfo {
        self.0.page_info.clone()
    }
}

/// Questions about the work of the service.
#[derive(Default)]
pub struct JobQuery;

#[Object]
impl JobQuery {
    /// Work that failed at least once and is not done yet, the newest first. For: admin.
    async fn troubled_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 50 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<TroubledJobConnection> {
        let page = troubles::list(ctx.cx(), &Page { first, after }).await?;
        Ok(TroubledJobConnection(page.wrap(TroubledJob)))
    }
}

/// Work to be done again.
#[derive(InputObject)]
struct RetryJobsInput {
    /// Which; null for all that failed.
    job_id: Option<JobId>,
}

/// What came out of asking for work to be done again.
#[derive(SimpleObject)]
struct RetryJobsPayload {
    /// How many jobs are tried again.
    retried: u64,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What is done about the work of the service.
#[derive(Default)]
pub struct JobMutation;

#[Object]
impl JobMutation {
    /// Tries again at once what failed. For: admin.
    async fn retry_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which work.")] input: RetryJobsInput,
    ) -> Result<RetryJobsPayload> {
        let (retried, errors) = outcome(troubles::retry(ctx.cx(), input.job_id).await)?;
        Ok(RetryJobsPayload { retried: retried.unwrap_or_default(), errors })
    }
}
