//! Imports as the schema shows them, and what can be done with them.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, ID, InputObject, Object, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use entity::id::{FrameworkId, ImportFileId, ImportLineId, ImportRunId, MefId, SpecialtyId, UserId};
use entity::import_file::ImportFileKind;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::ImportState;
use entity::{import_file, import_line, import_run};
use futures::{Stream, TryStreamExt as _};

use super::{Counts, StartImport, Tally, Wanted};
use crate::access::Act;
use crate::accounts;
use crate::changes::Topic;
use crate::cx::{Cx, Page};
use crate::error::{Error, Result};
use crate::establishments::{names, years};
use crate::graphql::{Connected, CxExt as _, LoadError, Loaders, PageInfo, UserError, live, load_opt, outcome};

/// One of the files of an import.
#[derive(Clone, Description)]
pub struct ImportFile(pub import_file::Model);

#[Object(use_type_description)]
impl ImportFile {
    /// Identifier.
    async fn id(&self) -> ImportFileId {
        self.0.id
    }

    /// Name it was sent under.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Which of the three files it is. Null until it was recognised.
    async fn kind(&self) -> Option<ImportFileKind> {
        self.0.kind
    }

    /// Where its reading stands.
    async fn state(&self) -> ImportState {
        self.0.state
    }

    /// Records read so far.
    async fn read_lines(&self) -> i64 {
        self.0.read_lines
    }

    /// Size, in bytes.
    async fn total_bytes(&self) -> i64 {
        self.0.bytes
    }

    /// Bytes read so far, at most the size.
    async fn read_bytes(&self) -> i64 {
        self.0.read_bytes.min(self.0.bytes)
    }

    /// Why it was refused, to show as it is. Null when it was not.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What it holds, to show as it is; empty until it was read.
    async fn summary(&self) -> &str {
        &self.0.summary
    }

    /// SHA-256 of its content, in hexadecimal.
    async fn sha256(&self) -> &str {
        &self.0.sha256
    }
}

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
    page: Connected<ImportLine>,
    run: ImportRunId,
    wanted: Wanted,
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
        super::count_lines(ctx.cx(), self.run, self.wanted).await
    }
}

/// One reading of a school's files, with its report.
#[derive(Clone, Description)]
pub struct ImportRun(pub import_run::Model);

#[Object(use_type_description)]
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
        Ok(load_opt(ctx, NameOf(self.0.started_by)).await?.unwrap_or_default())
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
    async fn counts(&self) -> ImportCounts {
        let mut total = Tally::default();
        for tally in self.by_subject().into_values() {
            total += tally;
        }
        total.into()
    }

    /// Its lines counted by subject, in the order of subjects; only those that have lines.
    async fn counts_by_subject(&self) -> Vec<ImportSubjectCounts> {
        self.by_subject()
            .into_iter()
            .map(|(subject, tally)| ImportSubjectCounts { subject, counts: tally.into() })
            .collect()
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
        let page = super::lines(ctx.cx(), self.0.id, wanted, &Page { first, after }).await?;
        Ok(ImportLineConnection { page: page.wrap(ImportLine), run: self.0.id, wanted })
    }

    /// What must be typed before it is applied. Null when nothing must.
    async fn confirmation(&self) -> Option<ImportConfirmation> {
        super::confirmation_of(&self.0)
            .map(|needed| ImportConfirmation { sentence: needed.sentence, to_type: needed.to_type })
    }

    /// When it was applied. Null until it is.
    async fn applied_at(&self) -> Option<DateTime<Utc>> {
        self.0.applied_at
    }

    /// Until when it can be taken back. Null when it cannot.
    async fn undoable_until(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        Ok(if self.can_be_undone(ctx).await? { super::undoable_until(&self.0) } else { None })
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
    fn by_subject(&self) -> Counts {
        serde_json::from_value(self.0.counts.clone()).unwrap_or_default()
    }

    async fn can_be_undone(&self, ctx: &Context<'_>) -> Result<bool> {
        if self.0.state != ImportState::Applied {
            return Ok(false);
        }
        let latest = load_opt(ctx, Latest).await?;
        Ok(super::can_be_undone(&self.0, latest, ctx.cx().now()))
    }
}

/// A page of the imports of the school.
pub struct ImportRunConnection(Connected<ImportRun>);

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
        super::count(ctx.cx()).await
    }
}

/// What starts an import.
#[derive(InputObject)]
pub struct StartImportInput {
    /// Identifiers answered by `POST /files?purpose=import`, one to three; those of an interrupted import can be sent again.
    upload_ids: Vec<ImportFileId>,
    /// Identifier of the request, so that sending it twice does it once.
    client_mutation_id: Option<ID>,
}

/// An import that was started.
#[derive(SimpleObject)]
pub struct StartImportPayload {
    /// The import. Null when it was not started.
    run: Option<ImportRun>,
    /// What to put right.
    errors: Vec<UserError>,
}

/// What applies an import.
#[derive(InputObject)]
pub struct ApplyImportInput {
    /// Import.
    import_id: ImportRunId,
    /// What was typed, when a confirmation is asked for.
    typed: Option<String>,
    /// Identifier of the request, so that sending it twice does it once.
    client_mutation_id: Option<ID>,
}

/// An import being applied.
#[derive(SimpleObject)]
pub struct ApplyImportPayload {
    /// The import. Null when it is not being applied.
    run: Option<ImportRun>,
    /// What to put right.
    errors: Vec<UserError>,
}

/// What takes an import back.
#[derive(InputObject)]
pub struct UndoImportInput {
    /// Import.
    import_id: ImportRunId,
}

/// An import that was taken back.
#[derive(SimpleObject)]
pub struct UndoImportPayload {
    /// The import. Null when it was not taken back.
    run: Option<ImportRun>,
    /// What to put right.
    errors: Vec<UserError>,
}

/// What decides a doubtful line.
#[derive(InputObject)]
pub struct DecideImportLineInput {
    /// Line.
    line_id: ImportLineId,
    /// Code of one of its choices.
    decision: String,
}

/// A line that was decided.
#[derive(SimpleObject)]
pub struct DecideImportLinePayload {
    /// The line. Null when it was not decided.
    line: Option<ImportLine>,
    /// Its import. Null when it was not decided.
    run: Option<ImportRun>,
    /// What to put right.
    errors: Vec<UserError>,
}

/// What attaches a training code to a diploma.
#[derive(InputObject)]
#[expect(clippy::struct_field_names, reason = "these are the names of the contract")]
pub struct AttachMefInput {
    /// Training code.
    mef_id: MefId,
    /// Diploma of the school.
    specialty_id: Option<SpecialtyId>,
    /// Framework, when the school does not teach its diploma yet.
    framework_id: Option<FrameworkId>,
}

/// A training code that was attached.
#[derive(SimpleObject)]
pub struct AttachMefPayload {
    /// What to put right.
    errors: Vec<UserError>,
}

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

/// What is done with imports.
#[derive(Default)]
pub struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Begins to read received files; follow it with `importProgressed`. For: admin, ddftp.
    async fn start_import(&self, ctx: &Context<'_>, input: StartImportInput) -> Result<StartImportPayload> {
        let input =
            StartImport { uploads: input.upload_ids, client_mutation_id: input.client_mutation_id.map(|id| id.0) };
        let (run, errors) = outcome(super::start_import(ctx.cx(), input).await)?;
        Ok(StartImportPayload { run: run.map(ImportRun), errors })
    }

    /// Applies an import that was read, whole or not at all; follow it with `importProgressed`. For: admin, ddftp.
    async fn apply_import(&self, ctx: &Context<'_>, input: ApplyImportInput) -> Result<ApplyImportPayload> {
        let id = input.client_mutation_id.map(|id| id.0);
        let done = super::apply_import(ctx.cx(), input.import_id, input.typed.as_deref(), id.as_deref()).await;
        let (run, errors) = outcome(done)?;
        Ok(ApplyImportPayload { run: run.map(ImportRun), errors })
    }

    /// Takes the last import back, where nothing was built on it. For: admin.
    async fn undo_import(&self, ctx: &Context<'_>, input: UndoImportInput) -> Result<UndoImportPayload> {
        let (run, errors) = outcome(super::undo_import(ctx.cx(), input.import_id).await)?;
        Ok(UndoImportPayload { run: run.map(ImportRun), errors })
    }

    /// Says whether a doubtful line is about the person it resembles. For: admin, ddftp.
    async fn decide_import_line(
        &self,
        ctx: &Context<'_>,
        input: DecideImportLineInput,
    ) -> Result<DecideImportLinePayload> {
        let (done, errors) = outcome(super::decide_import_line(ctx.cx(), input.line_id, &input.decision).await)?;
        let (line, run) = done.unzip();
        Ok(DecideImportLinePayload { line: line.map(ImportLine), run: run.map(ImportRun), errors })
    }

    /// Attaches a training code that no framework knows to a diploma; its learners follow at once. For: ddftp.
    async fn attach_mef(&self, ctx: &Context<'_>, input: AttachMefInput) -> Result<AttachMefPayload> {
        let (_, errors) =
            outcome(super::attach_mef(ctx.cx(), input.mef_id, input.specialty_id, input.framework_id).await)?;
        Ok(AttachMefPayload { errors })
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

/// Files of an import, for the loader.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct FilesOf(ImportRunId);

/// Name of an account, for the loader.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct NameOf(UserId);

/// The last import applied, for the loader.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Latest;

impl Loader<FilesOf> for Loaders {
    type Value = Vec<import_file::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[FilesOf]) -> Result<HashMap<FilesOf, Self::Value>, LoadError> {
        let ids: Vec<ImportRunId> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<FilesOf, Self::Value> = HashMap::new();
        for file in super::files_of_many(&self.0, &ids).await? {
            if let Some(run) = file.import_run_id {
                found.entry(FilesOf(run)).or_default().push(file);
            }
        }
        Ok(found)
    }
}

impl Loader<NameOf> for Loaders {
    type Value = String;
    type Error = LoadError;

    async fn load(&self, keys: &[NameOf]) -> Result<HashMap<NameOf, String>, LoadError> {
        let ids: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let users = accounts::users(&self.0, &ids).await?;
        Ok(users.iter().map(|user| (NameOf(user.id), names::display_name(user))).collect())
    }
}

impl Loader<Latest> for Loaders {
    type Value = ImportRunId;
    type Error = LoadError;

    async fn load(&self, _: &[Latest]) -> Result<HashMap<Latest, ImportRunId>, LoadError> {
        Ok(super::latest(&self.0).await?.map(|run| (Latest, run.id)).into_iter().collect())
    }
}
