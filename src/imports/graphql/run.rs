//! An import: where it stands, what it counts, what can be done with it.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::id::ImportRunId;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::{self, ImportState};

use super::file::{FilesOf, ImportFile};
use super::line::{ImportLine, ImportLineConnection};
use crate::access::Act;
use crate::accounts::graphql::User;
use crate::cx::Page;
use crate::error::Result;
use crate::establishments::{names, years};
use crate::graphql::{Connected, CxExt as _, LoadError, Loaders, PageInfo, load_opt};
use crate::imports::{self, Tally, Wanted};

/// Lines of a report, counted.
#[derive(SimpleObject)]
pub struct ImportCounts {
    /// Created.
    created: i32,
    /// Changed.
    updated: i32,
    /// Closed.
    deactivated: i32,
    /// Opened again.
    reactivated: i32,
    /// As they were.
    unchanged: i32,
    /// Not taken.
    refused: i32,
    /// Waiting for a decision.
    undecided: i32,
    /// To be looked at.
    warnings: i32,
}

impl From<Tally> for ImportCounts {
    fn from(tally: Tally) -> Self {
        let Tally { created, updated, deactivated, reactivated, unchanged, refused, undecided, warnings } = tally;
        Self { created, updated, deactivated, reactivated, unchanged, refused, undecided, warnings }
    }
}

/// Lines about one subject, counted.
#[derive(SimpleObject)]
pub struct ImportSubjectCounts {
    /// What they are about.
    subject: ImportSubject,
    /// How many.
    counts: ImportCounts,
}

/// What must be typed before an import is applied.
#[derive(SimpleObject)]
pub struct ImportConfirmation {
    /// Why, to show as it is.
    sentence: String,
    /// What to type.
    to_type: String,
}

/// One reading of a school's files, with its report.
#[derive(Clone, Description)]
pub struct ImportRun(pub import_run::Model);

#[Object(use_type_description)]
#[expect(clippy::unused_async, reason = "the library takes async functions alone")]
impl ImportRun {
    /// Identifier.
    pub(crate) async fn id(&self) -> ImportRunId {
        self.0.id
    }

    /// Position of the school's changes it reflects.
    async fn seq(&self, ctx: &Context<'_>) -> Result<i64> {
        ctx.cx().seq().await
    }

    /// Where it stands.
    async fn state(&self) -> ImportState {
        self.0.state
    }

    /// When its reading began.
    async fn started_at(&self) -> DateTime<Utc> {
        self.0.started_at
    }

    /// Who began it.
    async fn started_by(&self, ctx: &Context<'_>) -> Result<String> {
        let account: Option<User> = load_opt(ctx, self.0.started_by).await?;
        Ok(account.map(|account| names::display_name(&account.0)).unwrap_or_default())
    }

    /// School year of the files, such as `2025-2026`.
    async fn school_year_label(&self) -> String {
        years::label(self.0.school_year)
    }

    /// Whether it opens the next school year.
    async fn new_year(&self) -> bool {
        self.0.new_year
    }

    /// Its files, one to three.
    async fn files(&self, ctx: &Context<'_>) -> Result<Vec<ImportFile>> {
        Ok(load_opt(ctx, FilesOf(self.0.id)).await?.unwrap_or_default().into_iter().map(ImportFile).collect())
    }

    /// All its lines, counted.
    async fn counts(&self) -> Result<ImportCounts> {
        let mut total = Tally::default();
        for tally in imports::counts_of(&self.0)?.into_values() {
            total += tally;
        }
        Ok(total.into())
    }

    /// Its lines counted by subject, in the order of subjects; only those that have lines.
    async fn counts_by_subject(&self) -> Result<Vec<ImportSubjectCounts>> {
        let counts = imports::counts_of(&self.0)?.into_iter();
        Ok(counts.map(|(subject, tally)| ImportSubjectCounts { subject, counts: tally.into() }).collect())
    }

    /// Its lines, what asks for a decision first.
    async fn lines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 50 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
        #[graphql(desc = "Only with this outcome.")] outcome: Option<ImportOutcome>,
        #[graphql(desc = "Only about this subject.")] subject: Option<ImportSubject>,
    ) -> Result<ImportLineConnection> {
        let wanted = Wanted { outcome, subject };
        let page = imports::lines(ctx.cx(), self.0.id, wanted, &Page { first, after }).await?;
        Ok(ImportLineConnection { page: page.wrap(ImportLine), run: self.0.id, wanted })
    }

    /// What must be typed before it is applied. Null when nothing must.
    async fn confirmation(&self) -> Result<Option<ImportConfirmation>> {
        let needed = imports::confirmation_of(&self.0)?;
        Ok(needed.map(|needed| ImportConfirmation { sentence: needed.sentence, to_type: needed.to_type }))
    }

    /// When it was applied. Null until it is.
    async fn applied_at(&self) -> Option<DateTime<Utc>> {
        self.0.applied_at
    }

    /// Until when it can be taken back. Null when it cannot.
    async fn undoable_until(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        Ok(if self.can_be_undone(ctx).await? { imports::undoable_until(&self.0) } else { None })
    }

    /// Why it was refused or stopped, to show as it is. Null when it was not.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What the viewer may do with it now.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<Vec<Act>> {
        let cx = ctx.cx();
        let mut acts = Vec::new();
        match self.0.state {
            ImportState::Ready => acts.extend([Act::ApplyImport, Act::DecideImportLine]),
            ImportState::Interrupted => acts.push(Act::StartImport),
            ImportState::Applied if self.can_be_undone(ctx).await? => acts.push(Act::UndoImport),
            _ => {}
        }
        acts.retain(|act| cx.can(*act));
        Ok(acts)
    }
}

impl ImportRun {
    async fn can_be_undone(&self, ctx: &Context<'_>) -> Result<bool> {
        if self.0.state != ImportState::Applied {
            return Ok(false);
        }
        let latest = load_opt(ctx, Latest).await?;
        Ok(imports::can_be_undone(&self.0, latest, ctx.cx().now()))
    }
}

/// A page of the imports of the school.
pub struct ImportRunConnection(pub(super) Connected<ImportRun>);

/// A page of the imports of the school.
#[Object]
impl ImportRunConnection {
    /// The imports, newest first.
    async fn nodes(&self) -> &[ImportRun] {
        &self.0.nodes
    }

    /// How to go on.
    async fn page_info(&self) -> PageInfo {
        self.0.page_info.clone()
    }

    /// How many there are in all.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        imports::count(ctx.cx()).await
    }
}

/// The last import applied, for the loader.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Latest;

impl Loader<Latest> for Loaders {
    type Value = ImportRunId;
    type Error = LoadError;

    async fn load(&self, _: &[Latest]) -> Result<HashMap<Latest, ImportRunId>, LoadError> {
        Ok(imports::latest(&self.0).await?.map(|run| (Latest, run.id)).into_iter().collect())
    }
}
