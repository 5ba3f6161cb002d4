//! Imports as the schema shows them, and what can be done with them.

mod file;
mod line;
mod mutations;
mod run;

use async_graphql::{Context, Object, Subscription};
use entity::id::ImportRunId;
use futures::{Stream, TryStreamExt as _};

pub use file::ImportFile;
pub use line::{ImportChoice, ImportLine, ImportLineConnection};
pub use mutations::ImportMutation;
pub use run::{ImportConfirmation, ImportCounts, ImportRun, ImportRunConnection, ImportSubjectCounts};

use crate::changes::Topic;
use crate::cx::{Cx, Page};
use crate::error::{Error, Result};
use crate::graphql::{CxExt as _, live};

/// Questions about imports.
#[derive(Default)]
pub struct ImportQuery;

#[Object]
impl ImportQuery {
    /// Imports of the school, newest first.
    async fn imports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 50 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<ImportRunConnection> {
        let page = super::imports(ctx.cx(), &Page { first, after }).await?;
        Ok(ImportRunConnection(page.wrap(ImportRun)))
    }

    /// One import, if the viewer sees it.
    async fn import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ImportRunId,
    ) -> Result<Option<ImportRun>> {
        Ok(super::import(ctx.cx(), id).await?.map(ImportRun))
    }
}

/// Imports as they move.
#[derive(Default)]
pub struct ImportSubscription;

#[Subscription]
impl ImportSubscription {
    /// An import at once, then each time its reading or its application has moved.
    #[expect(clippy::unused_async, reason = "the library takes async functions alone")]
    async fn import_progressed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Import.")] import_id: ImportRunId,
    ) -> Result<impl Stream<Item = async_graphql::Result<ImportRun>> + use<>> {
        let runs = live::state(ctx.cx(), &[Topic::Imports], async move |cx: &Cx| {
            super::import(cx, import_id).await?.map(ImportRun).ok_or(Error::NotFound)
        })?;
        Ok(runs.map_err(async_graphql::Error::from))
    }
}
