//! What is done with imports: what each mutation takes and answers.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::enrolment::LearnerStatus;
use entity::id::{FrameworkId, ImportFileId, ImportLineId, ImportRunId, MefId, SpecialtyId};

use super::{ImportLine, ImportRun};
use crate::accounts::creation::Civility;
use crate::error::Result;
use crate::graphql::{CxExt as _, UserError, outcome};
use crate::imports::{self, StartImport, Typed};

/// What starts an import.
#[derive(InputObject)]
pub struct StartImportInput {
    /// Identifiers answered by `POST /files?purpose=import`, one to three official files or one list; those of an interrupted import can be sent again.
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

/// A learner outside SIECLE, typed by hand.
#[derive(InputObject)]
pub struct AddLearnerInput {
    /// Family name.
    last_name: String,
    /// First name.
    first_name: String,
    /// Birth date.
    birth_date: NaiveDate,
    /// Civility, which tells the sex.
    civility: Option<Civility>,
    /// Code of a division of the year.
    division: Option<String>,
    /// Status.
    status: LearnerStatus,
    /// MEF code, or the code or title of a diploma of the school, followed by its option where it has some.
    training: String,
    /// Class level; not needed where the MEF code tells it.
    level: Option<String>,
    /// Address for letters.
    email: Option<String>,
    /// National identifier.
    ine: Option<String>,
    /// First day.
    entered_on: Option<NaiveDate>,
    /// Last day.
    exit_on: Option<NaiveDate>,
    /// Identifier of the request, so that sending it twice does it once.
    client_mutation_id: Option<ID>,
}

/// The import of one line that a learner typed by hand begins.
#[derive(SimpleObject)]
pub struct AddLearnerPayload {
    /// The import, to be looked at and applied. Null when it was not started.
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

impl From<AddLearnerInput> for Typed {
    fn from(input: AddLearnerInput) -> Self {
        Self {
            last_name: input.last_name,
            first_name: input.first_name,
            birth_date: input.birth_date,
            civility: input.civility,
            division: input.division,
            status: input.status,
            training: input.training,
            level: input.level,
            email: input.email,
            ine: input.ine,
            entered_on: input.entered_on,
            exit_on: input.exit_on,
        }
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
        let (run, errors) = outcome(imports::start_import(ctx.cx(), input).await)?;
        Ok(StartImportPayload { run: run.map(ImportRun), errors })
    }

    /// Begins an import of one line: a learner outside SIECLE typed by hand; follow it with `importProgressed`. For: admin, ddftp.
    async fn add_learner(&self, ctx: &Context<'_>, input: AddLearnerInput) -> Result<AddLearnerPayload> {
        let again = input.client_mutation_id.as_ref().map(|id| id.0.clone());
        let (run, errors) = outcome(imports::add_learner(ctx.cx(), &input.into(), again.as_deref()).await)?;
        Ok(AddLearnerPayload { run: run.map(ImportRun), errors })
    }

    /// Applies an import that was read, whole or not at all; follow it with `importProgressed`. For: admin, ddftp.
    async fn apply_import(&self, ctx: &Context<'_>, input: ApplyImportInput) -> Result<ApplyImportPayload> {
        let id = input.client_mutation_id.map(|id| id.0);
        let done = imports::apply_import(ctx.cx(), input.import_id, input.typed.as_deref(), id.as_deref()).await;
        let (run, errors) = outcome(done)?;
        Ok(ApplyImportPayload { run: run.map(ImportRun), errors })
    }

    /// Takes the last import back, where nothing was built on it. For: admin.
    async fn undo_import(&self, ctx: &Context<'_>, input: UndoImportInput) -> Result<UndoImportPayload> {
        let (run, errors) = outcome(imports::undo_import(ctx.cx(), input.import_id).await)?;
        Ok(UndoImportPayload { run: run.map(ImportRun), errors })
    }

    /// Says whether a doubtful line is about the person it resembles. For: admin, ddftp.
    async fn decide_import_line(
        &self,
        ctx: &Context<'_>,
        input: DecideImportLineInput,
    ) -> Result<DecideImportLinePayload> {
        let (done, errors) = outcome(imports::decide_import_line(ctx.cx(), input.line_id, &input.decision).await)?;
        let (line, run) = done.unzip();
        Ok(DecideImportLinePayload { line: line.map(ImportLine), run: run.map(ImportRun), errors })
    }

    /// Attaches a training code that no framework knows to a diploma; its learners follow at once. For: ddftp.
    async fn attach_mef(&self, ctx: &Context<'_>, input: AttachMefInput) -> Result<AttachMefPayload> {
        let (_, errors) =
            outcome(imports::attach_mef(ctx.cx(), input.mef_id, input.specialty_id, input.framework_id).await)?;
        Ok(AttachMefPayload { errors })
    }
}
