//! The calendar as the schema shows it, and what can be done with it.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, ID, InputObject, Object, SimpleObject, Subscription};
use chrono::NaiveDate;
use entity::grading_period::Rhythm;
use entity::id::{CertificationDeadlineId, FrameworkItemId, GradingPeriodId, SchoolYearId, SpecialtyId};
use entity::{certification_deadline, framework_item, grading_period, lsl_period};
use futures::{Stream, TryStreamExt as _};

use super::check::Dates;
use super::dates::Span;
use super::{Deadline, Lsl, Target};
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::establishments::graphql::{Division, SchoolYear, Specialty};
use crate::frameworks::graphql::{ClassLevel, FrameworkItem};
use crate::graphql::{CxExt as _, LoadError, Loaders, UserError, live, outcome};

/// Trimester or semester of a diploma at a level.
#[derive(Clone, Description)]
pub struct GradingPeriod(pub grading_period::Model);

#[Object(use_type_description)]
impl GradingPeriod {
    /// Identifier.
    pub(crate) async fn id(&self) -> GradingPeriodId {
        self.0.id
    }

    /// Number to send back with an edit.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Rank in the year, from 1.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// Name to show, such as « Semestre 1 ».
    async fn label(&self) -> String {
        super::label(&self.0)
    }

    /// Rhythm of the year.
    async fn rhythm(&self) -> Rhythm {
        self.0.rhythm
    }

    /// First day.
    async fn starts_on(&self) -> NaiveDate {
        self.0.starts_on
    }

    /// Last day, included.
    async fn ends_on(&self) -> NaiveDate {
        self.0.ends_on
    }

    /// Code of the period in the marks software. Null when none was given.
    async fn external_ref(&self) -> Option<&str> {
        self.0.external_ref.as_deref()
    }
}

/// Last day to complete in-school certification of a unit.
#[derive(Clone, Description)]
pub struct CertificationDeadline {
    row: certification_deadline::Model,
    unit: Option<framework_item::Model>,
}

#[Object(use_type_description)]
impl CertificationDeadline {
    /// Identifier.
    async fn id(&self) -> CertificationDeadlineId {
        self.row.id
    }

    /// Number to send back with an edit.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// Exam unit. Null when the day holds for all of them.
    async fn unit(&self) -> Option<FrameworkItem> {
        self.unit.clone().map(FrameworkItem)
    }

    /// Name to show: the unit, or all of them.
    async fn label(&self) -> String {
        self.unit
            .as_ref()
            .map_or_else(|| "Toutes les unités".to_owned(), |unit| format!("{} {}", unit.code, unit.label))
    }

    /// The day.
    async fn date(&self) -> NaiveDate {
        self.row.date
    }
}

/// Rhythm and dates of entry of the school record (LSL).
#[derive(Clone, Description)]
pub struct LslPeriods(lsl_period::Model);

#[Object(use_type_description)]
impl LslPeriods {
    /// Number to send back with an edit.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Rhythm declared.
    async fn rhythm(&self) -> Rhythm {
        self.0.rhythm
    }

    /// First day of entry.
    async fn opens_on(&self) -> NaiveDate {
        self.0.opens_on
    }

    /// Last day of entry.
    async fn closes_on(&self) -> NaiveDate {
        self.0.closes_on
    }
}

/// Official dates of a school year, by specialty and class level.
#[derive(Description)]
pub struct Calendar(super::Calendar);

#[Object(use_type_description)]
impl Calendar {
    /// Position in the school's sequence of changes that this answer reflects.
    async fn seq(&self) -> i64 {
        self.0.seq
    }

    /// The year.
    async fn school_year(&self) -> SchoolYear {
        SchoolYear(self.0.year.clone())
    }

    /// The year before, whose dates may be copied. Null when the school was not there yet.
    async fn previous_year(&self) -> Option<SchoolYear> {
        self.0.previous.clone().map(SchoolYear)
    }

    /// One line for each specialty and level, in the order of the frameworks.
    async fn lines(&self) -> Vec<CalendarLine> {
        self.0.lines.iter().cloned().map(CalendarLine).collect()
    }

    /// What the viewer's role may do with the dates.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Vec<Act> {
        const ACTS: [Act; 7] = [
            Act::SaveGradingPeriods,
            Act::CopyGradingPeriods,
            Act::DeleteGradingPeriods,
            Act::RestoreGradingPeriods,
            Act::SaveLslPeriods,
            Act::SaveCertificationDeadline,
            Act::DeleteCertificationDeadline,
        ];
        // Past years are read, no longer changed.
        let open = self.0.year.current;
        ACTS.into_iter().filter(|act| open && ctx.cx().can(*act)).collect()
    }
}

/// Official dates of a specialty at a class level.
#[derive(Clone, Description)]
pub struct CalendarLine(super::Line);

#[Object(use_type_description)]
impl CalendarLine {
    /// Identifier of the pair specialty and level.
    async fn id(&self) -> ID {
        ID(format!("{}-{}", self.0.specialty.id, self.0.level.code))
    }

    /// Diploma taught in the school.
    async fn specialty(&self) -> Specialty {
        Specialty(self.0.specialty.clone())
    }

    /// Class level.
    async fn level(&self) -> ClassLevel {
        self.0.level.clone().into()
    }

    /// Learners of the year, among those the viewer sees.
    async fn learner_count(&self) -> u32 {
        self.0.learner_count
    }

    /// Their divisions, by code.
    async fn divisions(&self) -> Vec<Division> {
        self.0.divisions.iter().cloned().map(Division).collect()
    }

    /// Rhythm of the year. Null while no dates are set.
    async fn rhythm(&self) -> Option<Rhythm> {
        self.0.periods.first().map(|period| period.rhythm)
    }

    /// Grading periods, in order.
    async fn grading_periods(&self) -> Vec<GradingPeriod> {
        self.0.periods.iter().cloned().map(GradingPeriod).collect()
    }

    /// Whether all the periods of the rhythm are set.
    async fn complete(&self) -> bool {
        self.0.complete()
    }

    /// Rhythm and dates of the school record. Null while they are not set.
    async fn lsl(&self) -> Option<LslPeriods> {
        self.0.lsl.clone().map(LslPeriods)
    }

    /// Whether this level enters the school record.
    async fn lsl_concerned(&self) -> bool {
        super::lsl_concerns(&self.0.framework, &self.0.level)
    }

    /// Certification deadlines, soonest first.
    async fn deadlines(&self) -> Vec<CertificationDeadline> {
        self.0.deadlines.iter().cloned().map(|(row, unit)| CertificationDeadline { row, unit }).collect()
    }

    /// Whether in-school certification ends at this level.
    async fn deadlines_concerned(&self) -> bool {
        super::deadlines_concern(&self.0.framework, &self.0.level)
    }

    /// Whether nothing is set yet and last year's dates can be copied.
    async fn copyable(&self) -> bool {
        self.0.copyable
    }

    /// Bilans that no longer count: their reference date is outside their period now, or their period was removed.
    async fn entries_outside(&self) -> u32 {
        self.0.entries_outside
    }
}

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

/// Questions about official periods.
#[derive(Default)]
pub struct PeriodQuery;

#[Object]
impl PeriodQuery {
    /// Official dates of a school year, by default the one under way. Null when there is no such year.
    async fn calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "School year; null for the one under way.")] school_year_id: Option<SchoolYearId>,
    ) -> Result<Option<Calendar>> {
        Ok(super::calendar(ctx.cx(), school_year_id).await?.map(Calendar))
    }
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
        let (done, errors) = outcome(super::save_grading_periods(ctx.cx(), &targets, input.rhythm, &dates, id).await)?;
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
        let (done, errors) = outcome(super::copy_grading_periods(ctx.cx(), &targets, id).await)?;
        Ok(CopyGradingPeriodsPayload { lines: lines(ctx.cx(), done, &targets).await?, errors })
    }

    /// Moves the grading periods of a line to the bin, for 30 days; what was written for them is kept. For: ddftp.
    async fn delete_grading_periods(
        &self,
        ctx: &Context<'_>,
        input: DeleteGradingPeriodsInput,
    ) -> Result<DeleteGradingPeriodsPayload> {
        let target = Target::from(input.target);
        let (done, errors) = outcome(super::delete_grading_periods(ctx.cx(), &target).await)?;
        Ok(DeleteGradingPeriodsPayload { line: line(ctx.cx(), done, &target).await?, errors })
    }

    /// Takes the grading periods of a line back from the bin, within 30 days. For: ddftp.
    async fn restore_grading_periods(
        &self,
        ctx: &Context<'_>,
        input: RestoreGradingPeriodsInput,
    ) -> Result<RestoreGradingPeriodsPayload> {
        let target = Target { specialty: input.specialty_id, level: input.level, version: 0 };
        let (done, errors) = outcome(super::restore_grading_periods(ctx.cx(), &target).await)?;
        Ok(RestoreGradingPeriodsPayload { line: line(ctx.cx(), done, &target).await?, errors })
    }

    /// Sets the rhythm and dates of the school record of several lines at once. For: ddftp.
    async fn save_lsl_periods(&self, ctx: &Context<'_>, input: SaveLslPeriodsInput) -> Result<SaveLslPeriodsPayload> {
        let targets = targets(input.targets);
        let lsl = Lsl { rhythm: input.rhythm, open: Span::new(input.opens_on, input.closes_on) };
        let id = input.client_mutation_id.as_deref();
        let (done, errors) = outcome(super::save_lsl_periods(ctx.cx(), &targets, lsl, id).await)?;
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
        let (saved, errors) = outcome(super::save_certification_deadline(ctx.cx(), &deadline, id).await)?;
        let line = match &saved {
            Some(saved) => super::line(ctx.cx(), saved.specialty_id, &saved.level).await?,
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
        let removed = super::delete_certification_deadline(ctx.cx(), input.id, input.version).await;
        let (removed, errors) = outcome(removed)?;
        let line = match removed {
            Some(removed) => super::line(ctx.cx(), removed.specialty_id, &removed.level).await?,
            None => None,
        };
        Ok(DeleteCertificationDeadlinePayload { line: line.map(CalendarLine), errors })
    }
}

/// What of the calendar can be followed.
#[derive(Default)]
pub struct PeriodSubscription;

#[Subscription]
#[expect(clippy::unused_async, reason = "the library takes async functions alone")]
impl PeriodSubscription {
    /// The whole calendar of the year under way at once, then after each change (state).
    async fn calendar_changed(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = async_graphql::Result<Calendar>> + use<>> {
        let calendar = live::state(ctx.cx(), &[Topic::Calendar, Topic::School, Topic::Bilans], async |cx: &Cx| {
            super::calendar(cx, None).await?.map(Calendar).ok_or(Error::NotFound)
        })?;
        Ok(calendar.map_err(async_graphql::Error::from))
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
    let lines = super::calendar(cx, None).await?.map(|calendar| calendar.lines).unwrap_or_default();
    let touched = |line: &super::Line| {
        targets.iter().any(|target| target.specialty == line.specialty.id && target.level == line.level.code)
    };
    Ok(lines.into_iter().filter(touched).map(CalendarLine).collect())
}

async fn line(cx: &Cx, done: Option<()>, target: &Target) -> Result<Option<CalendarLine>> {
    match done {
        Some(()) => Ok(super::line(cx, target.specialty, &target.level).await?.map(CalendarLine)),
        None => Ok(None),
    }
}

impl Loader<GradingPeriodId> for Loaders {
    type Value = GradingPeriod;
    type Error = LoadError;

    async fn load(&self, keys: &[GradingPeriodId]) -> Result<HashMap<GradingPeriodId, GradingPeriod>, LoadError> {
        let found = super::by_ids(&self.0, keys).await?;
        Ok(found.into_iter().map(|(id, period)| (id, GradingPeriod(period))).collect())
    }
}
