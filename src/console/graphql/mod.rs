//! The console as the schema shows it. Nothing below the root reads: the whole picture was worked out before.

mod journal;
mod matrix;
mod picture;

use std::borrow::Cow;

use async_graphql::{Context, ID, Object, Subscription};
use futures::{Stream, TryStreamExt as _};

pub use journal::JournalEntry;
pub use matrix::Progress;
pub use picture::DdftpConsole;

use crate::access::Act;
use crate::changes::Topic;
use crate::console::{self, owed};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::graphql::{CxExt as _, live};
use matrix::PeriodProgress;

/// What moves the picture.
const TOPICS: &[Topic] = &[Topic::School, Topic::Calendar, Topic::Bilans, Topic::Imports, Topic::Accounts];

/// Questions of the console.
#[derive(Default)]
pub struct ConsoleQuery;

#[Object]
impl ConsoleQuery {
    /// Everything the DDFTP follows. Null for roles that have no console.
    async fn console(&self, ctx: &Context<'_>) -> Result<Option<DdftpConsole>> {
        picture(ctx.cx()).await
    }

    /// One cell of the matrix, for its detail. Null when it is not there, or out of the viewer's reach.
    async fn period_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the cell.")] id: ID,
    ) -> Result<Option<PeriodProgress<'static>>> {
        let Some((division, period)) = owed::cell_of(&id) else { return Ok(None) };
        let picture = console::console(ctx.cx()).await?.filter(|(_, whole)| *whole);
        let cell = picture.and_then(|(picture, _)| picture.cell(division, period).cloned());
        Ok(cell.map(|cell| PeriodProgress(Cow::Owned(cell))))
    }

    /// What people did in the school, newest first.
    async fn journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 50 at most and by default.")] first: Option<i32>,
    ) -> Result<Vec<JournalEntry>> {
        Ok(console::journal::newest(ctx.cx(), first).await?.into_iter().map(JournalEntry).collect())
    }
}

/// What of the console can be followed.
#[derive(Default)]
pub struct ConsoleSubscription;

#[Subscription]
#[expect(clippy::unused_async, reason = "the library takes async functions alone")]
impl ConsoleSubscription {
    /// The whole console at once, then after each change of the school (state).
    async fn console_changed(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = async_graphql::Result<DdftpConsole>> + use<>> {
        ctx.cx().require(Act::ReadConsole)?;
        let states = live::state(ctx.cx(), TOPICS, async |cx: &Cx| picture(cx).await?.ok_or(Error::NotFound))?;
        Ok(states.map_err(async_graphql::Error::from))
    }

    /// Each line of the journal as it is written (feed). Positions older than 72 hours start again from the newest 50.
    async fn journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Position after which to start; the newest lines are given without it.")] after: Option<i64>,
    ) -> Result<impl Stream<Item = async_graphql::Result<JournalEntry>> + use<>> {
        let cx = ctx.cx();
        cx.require(Act::ReadJournal)?;
        let known = cx.seq().await?;
        // A position that the school has not reached comes from another database.
        let after = after.filter(|after| *after <= known).unwrap_or_default();
        let lines = live::feed(cx, console::journal::TOPICS, after, async |cx: &Cx, after| {
            console::journal::since(cx, after).await
        })?;
        Ok(lines.map_ok(JournalEntry).map_err(async_graphql::Error::from))
    }
}

/// The picture as the viewer may see it; none for roles that have no console.
async fn picture(cx: &Cx) -> Result<Option<DdftpConsole>> {
    Ok(console::console(cx).await?.map(|(picture, whole)| DdftpConsole { picture, whole }))
}
