//! The logs as the schema shows them.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use entity::role_grant::Role;
use entity::{audit_line, read_line};

use crate::access::{Act, Actor};
use crate::accounts::graphql::User;
use crate::audit::{Break, Log, Verified, verify};
use crate::cx::Page;
use crate::error::Result;
use crate::graphql::{Connected, CxExt as _, LoadError, Loaders, PageInfo, load_opt};
use crate::upkeep::logs::{self, Wanted};
use crate::upkeep::words;

/// People of a line of the reading log whose names are told; the others are counted.
const NAMED: usize = 5;

/// What was done in the establishment.
#[derive(Clone, Description)]
pub struct AuditLine(audit_line::Model);

#[Object(use_type_description)]
impl AuditLine {
    /// Number in the establishment's log, from 1, without a gap.
    async fn number(&self) -> i64 {
        self.0.number
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Who did it; null for the service itself, as while somebody signs in.
    async fn actor(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.actor_id {
            Some(actor) => load_opt(ctx, actor).await,
            None => Ok(None),
        }
    }

    /// Under which role; null for the service itself.
    async fn role(&self) -> Option<Role> {
        role(&self.0.role)
    }

    /// What, in words to show, such as « Compte fermé ».
    async fn words(&self) -> &str {
        words::of_line(&self.0.act, &self.0.detail)
    }

    /// Account it was done on; null when it was done on something else.
    async fn subject(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.record.as_deref().and_then(words::account) {
            Some(account) => load_opt(ctx, account).await,
            None => Ok(None),
        }
    }
}

/// An operation that read files of learners, or told something of accounts.
#[derive(Clone, Description)]
pub struct ReadLine(read_line::Model);

#[Object(use_type_description)]
impl ReadLine {
    /// Number in the establishment's log, from 1; zero for what was read before the log was chained.
    async fn number(&self) -> i64 {
        self.0.number
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Who read; null when the account is gone.
    async fn actor(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_opt(ctx, self.0.actor_id).await
    }

    /// Under which role.
    async fn role(&self) -> Option<Role> {
        role(&self.0.role)
    }

    /// What was read, in words to show, such as « Ouvert le tableau de suivi de la classe ».
    async fn words(&self) -> String {
        words::of_reading(&self.0.operation)
    }

    /// Names of those whose files were read, five at most.
    async fn names(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for id in logs::read_by(&self.0).into_iter().take(NAMED) {
            names.extend(load_opt(ctx, NameOf(id)).await?);
        }
        Ok(names)
    }

    /// How many files were read.
    async fn read_count(&self) -> usize {
        logs::read_by(&self.0).len()
    }

    /// Network address it came from; its network alone after 30 days.
    async fn address(&self) -> &str {
        &self.0.address
    }
}

/// The role a line names.
fn role(label: &str) -> Option<Role> {
    Actor::role_of_label(label)
}

/// Key of the name of somebody whom a line of the reading log names.
#[derive(Clone, PartialEq, Eq, Hash)]
struct NameOf(String);

impl Loader<NameOf> for Loaders {
    type Value = String;
    type Error = LoadError;

    async fn load(&self, keys: &[NameOf]) -> Result<HashMap<NameOf, String>, LoadError> {
        let ids: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let names = logs::names_of(&self.0, &ids).await?;
        Ok(names.into_iter().map(|(id, name)| (NameOf(id), name)).collect())
    }
}

macro_rules! connection {
    ($name:ident of $node:ident, $doc:literal) => {
        #[doc = $doc]
        pub struct $name(Connected<$node>);

        #[doc = $doc]
        #[Object]
        impl $name {
            /// The lines, the newest first.
            async fn nodes(&self) -> &[$node] {
                &self.0.nodes
            }

            /// How to go on.
            async fn page_info(&self) -> PageInfo {
                self.0.page_info.clone()
            }
        }
    };
}

connection!(AuditLineConnection of AuditLine, "A page of what was done.");
connection!(ReadLineConnection of ReadLine, "A page of who read which file.");

/// What following a log from its first line to its last came to.
#[derive(SimpleObject)]
struct LogVerification {
    /// Which log.
    log: Log,
    /// Lines that hold.
    lines: i64,
    /// Moment of the last of them; null when there is none.
    until: Option<DateTime<Utc>>,
    /// Hash of the last of them, to be noted elsewhere.
    head: String,
    /// Whether every line follows the one before it and says what it said.
    holds: bool,
    /// Number of the line where it breaks; null when it holds.
    broken_at: Option<i64>,
}

impl LogVerification {
    fn of(log: Log, found: Verified) -> Self {
        let broken_at = found.broken.map(|broken| match broken {
            Break::Removed(number) | Break::Changed(number) | Break::Forged(number) => number,
        });
        let Verified { lines, until, head, .. } = found;
        Self { log, lines, until, head, holds: broken_at.is_none(), broken_at }
    }
}

/// Questions about the logs.
#[derive(Default)]
pub struct LogQuery;

#[Object]
impl LogQuery {
    /// What was done in the establishment, the newest first. For: admin, head.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Names of who did it or of whose account it was, or words of what was done.")] text: Option<
            String,
        >,
        #[graphql(desc = "First day.")] from: Option<NaiveDate>,
        #[graphql(desc = "Last day.")] to: Option<NaiveDate>,
        #[graphql(desc = "How many, 50 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<AuditLineConnection> {
        let page = logs::acts(ctx.cx(), &Wanted { text, from, to }, &Page { first, after }).await?;
        Ok(AuditLineConnection(page.wrap(AuditLine)))
    }

    /// Who read which file in the establishment, the newest first. For: head.
    async fn reading_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Names of who read or of whose file it was.")] text: Option<String>,
        #[graphql(desc = "First day.")] from: Option<NaiveDate>,
        #[graphql(desc = "Last day.")] to: Option<NaiveDate>,
        #[graphql(desc = "How many, 50 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<ReadLineConnection> {
        let page = logs::reads(ctx.cx(), &Wanted { text, from, to }, &Page { first, after }).await?;
        Ok(ReadLineConnection(page.wrap(ReadLine)))
    }

    /// Follows both logs from their first line, to tell whether one was removed or changed. For: admin, head.
    async fn log_verification(&self, ctx: &Context<'_>) -> Result<Vec<LogVerification>> {
        ctx.cx().require(Act::VerifyLogs)?;
        let here = logs::as_keeper(ctx.cx());
        let mut found = Vec::new();
        for log in [Log::Acts, Log::Reads] {
            found.push(LogVerification::of(log, verify(&here, log, None).await?));
        }
        Ok(found)
    }
}
