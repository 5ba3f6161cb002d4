//! What is done with official periods: what each mutation takes and answers.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::grading_period::Rhythm;
use entity::id::{CertificationDeadlineId, FrameworkItemId, SpecialtyId};

use super::calendar::{CalendarLine, CertificationDeadline};
use crate::cx::Cx;
use crate::error::Result;
use crate::graphql::{CxExt as _, UserError, outcome};
use crate::periods::check::Dates;
use crate::periods::dates::Span;
use crate::periods::{self, Deadline, Key, Lsl, Target};

/// Days of one grading period.
#[derive(InputObject)]
pub struct GradingPeriodInput {
    /// First day.
    starts_on: NaiveDate,
    /// Last day, included.
    ends_on: NaiveDate,
    /// Code of the period in the marks software.
    external_ref: Option<String>,
}

impl From<GradingPeriodInput> for Dates {
    fn from(input: GradingPeriodInput) -> Self {
        let external_ref = input.external_ref.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self { span: Span::new(input.starts_on, input.ends_on), external_ref }
    }
}

/// A line of the calendar, and what was read of it.
#[derive(InputObject)]
pub struct CalendarTargetInput {
    /// Diploma taught in the school.
    specialty_id: SpecialtyId,
    /// Code of the class level.
    level: String,
    /// Highest version read among what is about to change on this line; null or 0 when there was nothing.
    version: Option<i32>,
}

impl From<CalendarTargetInput> for Target {
    fn from(input: CalendarTargetInput) -> Self {
        Self { specialty: input.specialty_id, level: input.level, version: input.version.unwrap_or(0) }
    }
}

/// What `saveGradingPeriods` sets.
#[derive(InputObject)]
pub struct SaveGradingPeriodsInput {
    /// Lines that get these dates.
    targets: Vec<CalendarTargetInput>,
    /// Rhythm of the year.
    rhythm: Rhythm,
    /// Three trimesters or two semesters, in order.
    periods: Vec<GradingPeriodInput>,
    /// Identifier chosen by the client, so that a repeated request has one effect.
    client_mutation_id: Option<String>,
}

/// What `saveGradingPeriods` answers.
#[derive(SimpleObject)]
pub struct SaveGradingPeriodsPayload {
    /// The lines as they stand now.
    lines: Vec<CalendarLine>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What `copyGradingPeriods` copies.
#[derive(InputObject)]
pub struct CopyGradingPeriodsInput {
    /// Lines that get last year's dates, one year later.
    targets: Vec<CalendarTargetInput>,
    /// Identifier chosen by the client, so that a repeated request has one effect.
    client_mutation_id: Option<String>,
}

/// What `copyGradingPeriods` answers.
#[derive(SimpleObject)]
pub struct CopyGradingPeriodsPayload {
    /// The lines as they stand now.
    lines: Vec<CalendarLine>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What `deleteGradingPeriods` removes.
#[derive(InputObject)]
pub struct DeleteGradingPeriodsInput {
    /// Line whose periods go to the bin.
    target: CalendarTargetInput,
}

/// What `deleteGradingPeriods` answers.
#[derive(SimpleObject)]
pub struct DeleteGradingPeriodsPayload {
    /// The line as it stands now. Null when nothing was done.
    line: Option<CalendarLine>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What `restoreGradingPeriods` takes back.
#[derive(InputObject)]
pub struct RestoreGradingPeriodsInput {
    /// Diploma taught in the school.
    specialty_id: SpecialtyId,
    /// Code of the class level.
    level: String,
}

/// What `restoreGradingPeriods` answers.
#[derive(SimpleObject)]
pub struct RestoreGradingPeriodsPayload {
    /// The line as it stands now. Null when nothing was done.
    line: Option<CalendarLine>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What `saveLslPeriods` sets.
#[derive(InputObject)]
pub struct SaveLslPeriodsInput {
    /// Lines that get this rhythm; their version is that of their school record.
    targets: Vec<CalendarTargetInput>,
    /// Rhythm declared.
    rhythm: Rhythm,
    /// First day of entry.
    opens_on: NaiveDate,
    /// Last day of entry.
    closes_on: NaiveDate,
    /// Identifier chosen by the client, so that a repeated request has one effect.
    client_mutation_id: Option<String>,
}

/// What `saveLslPeriods` answers.
#[derive(SimpleObject)]
pub struct SaveLslPeriodsPayload {
    /// The lines as they stand now.
    lines: Vec<CalendarLine>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What `saveCertificationDeadline` sets.
#[derive(InputObject)]
pub struct SaveCertificationDeadlineInput {
    /// Deadline to move; null for a new one.
    id: Option<CertificationDeadlineId>,
    /// Version that was read, when there is one to move.
    version: Option<i32>,
    /// Diploma taught in the school.
    specialty_id: SpecialtyId,
    /// Code of the class level.
    level: String,
    /// Exam unit; null when the day holds for all of them.
    unit_id: Option<FrameworkItemId>,
    /// The day.
    date: NaiveDate,
    /// Identifier chosen by the client, so that a repeated request has one effect.
    client_mutation_id: Option<String>,
}

/// What `saveCertificationDeadline` answers.
#[derive(SimpleObject)]
pub struct SaveCertificationDeadlinePayload {
    /// The line as it stands now. Null when nothing was done.
    line: Option<CalendarLine>,
    /// The deadline. Null when nothing was done.
    deadline: Option<CertificationDeadline>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What `deleteCertificationDeadline` removes.
#[derive(InputObject)]
pub struct DeleteCertificationDeadlineInput {
    /// Deadline to remove.
    id: CertificationDeadlineId,
    /// Version that was read.
    version: i32,
}

/// What `deleteCertificationDeadline` answers.
#[derive(SimpleObject)]
pub struct DeleteCertificationDeadlinePayload {
    /// The line as it stands now. Null when nothing was done.
    line: Option<CalendarLine>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What is done with official periods.
#[derive(Default)]
pub struct PeriodMutation;

#[Object]
impl PeriodMutation {
    /// Sets the grading periods of several lines at once, for the first time or again. For: ddftp.
    async fn save_grading_periods(
        &self,
        ctx: &Context<'_>,
        input: SaveGradingPeriodsInput,
    ) -> Result<SaveGradingPeriodsPayload> {
        let targets = targets(input.targets);
        let dates: Vec<Dates> = input.periods.into_iter().map(Dates::from).collect();
        let id = input.client_mutation_id.as_deref();
        let (done, errors) =
            outcome(periods::save_grading_periods(ctx.cx(), &targets, input.rhythm, &dates, id).await)?;
        Ok(SaveGradingPeriodsPayload { lines: lines(ctx.cx(), done, &targets).await?, errors })
    }

    /// Copies last year's grading periods, one year later, to lines that have none. For: ddftp.
    async fn copy_grading_periods(
        &self,
        ctx: &Context<'_>,
        input: CopyGradingPeriodsInput,
    ) -> Result<CopyGradingPeriodsPayload> {
        let targets = targets(input.targets);
        let id = input.client_mutation_id.as_deref();
        let (done, errors) = outcome(periods::copy_grading_periods(ctx.cx(), &targets, id).await)?;
        Ok(CopyGradingPeriodsPayload { lines: lines(ctx.cx(), done, &targets).await?, errors })
    }

    /// Moves the grading periods of a line to the bin, for 30 days; what was written for them is kept. For: ddftp.
    async fn delete_grading_periods(
        &self,
        ctx: &Context<'_>,
        input: DeleteGradingPeriodsInput,
    ) -> Result<DeleteGradingPeriodsPayload> {
        let target = Target::from(input.target);
        let (done, errors) = outcome(periods::delete_grading_periods(ctx.cx(), &target).await)?;
        Ok(DeleteGradingPeriodsPayload { line: line(ctx.cx(), done, &target).await?, errors })
    }

    /// Takes the grading periods of a line back from the bin, within 30 days. For: ddftp.
    async fn restore_grading_periods(
        &self,
        ctx: &Context<'_>,
        input: RestoreGradingPeriodsInput,
    ) -> Result<RestoreGradingPeriodsPayload> {
        let target = Target { specialty: input.specialty_id, level: input.level, version: 0 };
        let (done, errors) = outcome(periods::restore_grading_periods(ctx.cx(), &target).await)?;
        Ok(RestoreGradingPeriodsPayload { line: line(ctx.cx(), done, &target).await?, errors })
    }

    /// Sets the rhythm and dates of the school record of several lines at once. For: ddftp.
    async fn save_lsl_periods(&self, ctx: &Context<'_>, input: SaveLslPeriodsInput) -> Result<SaveLslPeriodsPayload> {
        let targets = targets(input.targets);
        let lsl = Lsl { rhythm: input.rhythm, open: Span::new(input.opens_on, input.closes_on) };
        let id = input.client_mutation_id.as_deref();
        let (done, errors) = outcome(periods::save_lsl_periods(ctx.cx(), &targets, lsl, id).await)?;
        Ok(SaveLslPeriodsPayload { lines: lines(ctx.cx(), done, &targets).await?, errors })
    }

    /// Sets or moves the last day to complete in-school certification of a unit. For: ddftp.
    async fn save_certification_deadline(
        &self,
        ctx: &Context<'_>,
        input: SaveCertificationDeadlineInput,
    ) -> Result<SaveCertificationDeadlinePayload> {
        let deadline = Deadline {
            known: input.id.map(|id| (id, input.version.unwrap_or(0))),
            specialty: input.specialty_id,
            level: input.level,
            unit: input.unit_id,
            date: input.date,
        };
        let id = input.client_mutation_id.as_deref();
        let (saved, errors) = outcome(periods::save_certification_deadline(ctx.cx(), &deadline, id).await)?;
        let line = match &saved {
            Some(saved) => periods::line(ctx.cx(), saved.specialty_id, &saved.level).await?,
            None => None,
        };
        let shown = line
            .as_ref()
            .zip(saved)
            .and_then(|(line, saved)| line.deadlines.iter().find(|(row, _)| row.id == saved.id).cloned());
        let deadline = shown.map(|(row, unit)| CertificationDeadline { row, unit });
        Ok(SaveCertificationDeadlinePayload { line: line.map(CalendarLine), deadline, errors })
    }

    /// Removes a certification deadline; it goes to the bin. For: ddftp.
    async fn delete_certification_deadline(
        &self,
        ctx: &Context<'_>,
        input: DeleteCertificationDeadlineInput,
    ) -> Result<DeleteCertificationDeadlinePayload> {
        let removed = periods::delete_certification_deadline(ctx.cx(), input.id, input.version).await;
        let (removed, errors) = outcome(removed)?;
        let line = match removed {
            Some(removed) => periods::line(ctx.cx(), removed.specialty_id, &removed.level).await?,
            None => None,
        };
        Ok(DeleteCertificationDeadlinePayload { line: line.map(CalendarLine), errors })
    }
}

fn targets(inputs: Vec<CalendarTargetInput>) -> Vec<Target> {
    inputs.into_iter().map(Target::from).collect()
}

/// The lines a write touched, as they stand now; none when nothing was done.
async fn lines(cx: &Cx, done: Option<()>, targets: &[Target]) -> Result<Vec<CalendarLine>> {
    if done.is_none() {
        return Ok(Vec::new());
    }
    let keys: Vec<Key> = targets.iter().map(Target::key).collect();
    Ok(periods::lines(cx, &keys).await?.into_iter().map(CalendarLine).collect())
}

async fn line(cx: &Cx, done: Option<()>, target: &Target) -> Result<Option<CalendarLine>> {
    match done {
        Some(()) => Ok(periods::line(cx, target.specialty, &target.level).await?.map(CalendarLine)),
        None => Ok(None),
    }
}
