//! A line of an import's report: what is done with it, and what can be decided.

use async_graphql::{Context, Description, Object, SimpleObject};
use entity::id::{ImportLineId, ImportRunId};
use entity::import_line::{self, ImportOutcome, ImportSubject};

use crate::error::Result;
use crate::graphql::{Connected, CxExt as _, PageInfo};
use crate::imports::{self, Wanted};

/// One choice for a doubtful line.
#[derive(SimpleObject)]
pub struct ImportChoice {
    /// Word to send back.
    code: String,
    /// Words to show.
    label: String,
}

/// What an import does with one line of its files.
#[derive(Clone, Description)]
pub struct ImportLine(pub import_line::Model);

#[Object(use_type_description)]
impl ImportLine {
    /// Identifier.
    async fn id(&self) -> ImportLineId {
        self.0.id
    }

    /// What is done with it.
    async fn outcome(&self) -> ImportOutcome {
        self.0.outcome
    }

    /// What it is about.
    async fn subject(&self) -> ImportSubject {
        self.0.subject
    }

    /// Name of the file.
    async fn file(&self) -> &str {
        &self.0.file
    }

    /// Line in the file, from 1. Null for what the file no longer names.
    async fn line(&self) -> Option<i32> {
        self.0.line
    }

    /// Whom or what it names.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Code of the division. Null when there is none.
    async fn division(&self) -> Option<&str> {
        self.0.division.as_deref()
    }

    /// The reason, or what changes, to show as it is.
    async fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Value before. Null when there is none to show.
    async fn before(&self) -> Option<&str> {
        self.0.before.as_deref()
    }

    /// Value after. Null when there is none to show.
    async fn after(&self) -> Option<&str> {
        self.0.after.as_deref()
    }

    /// Whether it deserves a look although it is taken.
    async fn warning(&self) -> bool {
        self.0.warning
    }

    /// What can be chosen; empty unless the line is undecided.
    async fn choices(&self) -> Vec<ImportChoice> {
        let text = |choice: &serde_json::Value, key: &str| choice[key].as_str().unwrap_or_default().to_owned();
        let choices = self.0.choices.as_array().map_or(&[][..], Vec::as_slice);
        choices.iter().map(|choice| ImportChoice { code: text(choice, "code"), label: text(choice, "label") }).collect()
    }

    /// What was chosen. Null until somebody has.
    async fn decision(&self) -> Option<&str> {
        self.0.decision.as_deref()
    }
}

/// A page of the lines of an import.
pub struct ImportLineConnection {
    pub(super) page: Connected<ImportLine>,
    pub(super) run: ImportRunId,
    pub(super) wanted: Wanted,
}

/// A page of the lines of an import.
#[Object]
impl ImportLineConnection {
    /// The lines, what asks for a decision first.
    async fn nodes(&self) -> &[ImportLine] {
        &self.page.nodes
    }

    /// How to go on.
    async fn page_info(&self) -> PageInfo {
        self.page.page_info.clone()
    }

    /// How many there are in all.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        imports::count_lines(ctx.cx(), self.run, self.wanted).await
    }
}
