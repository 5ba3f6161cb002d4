//! The dates of a school year: calendar, lines, grading periods, school record, certification deadlines.

use async_graphql::{Context, Description, ID, Object};
use chrono::NaiveDate;
use entity::grading_period::Rhythm;
use entity::id::{CertificationDeadlineId, GradingPeriodId};
use entity::{certification_deadline, framework_item, grading_period, lsl_period};

use crate::access::Act;
use crate::establishments::graphql::{Division, SchoolYear, Specialty};
use crate::frameworks::graphql::{ClassLevel, FrameworkItem};
use crate::graphql::CxExt as _;
use crate::periods;

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
        periods::label(&self.0)
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
    pub(super) row: certification_deadline::Model,
    pub(super) unit: Option<framework_item::Model>,
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
pub struct Calendar(pub(super) periods::Calendar);

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
pub struct CalendarLine(pub(super) periods::Line);

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
        periods::lsl_concerns(&self.0.framework, &self.0.level)
    }

    /// Certification deadlines, soonest first.
    async fn deadlines(&self) -> Vec<CertificationDeadline> {
        self.0.deadlines.iter().cloned().map(|(row, unit)| CertificationDeadline { row, unit }).collect()
    }

    /// Whether in-school certification ends at this level.
    async fn deadlines_concerned(&self) -> bool {
        periods::deadlines_concern(&self.0.framework, &self.0.level)
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
