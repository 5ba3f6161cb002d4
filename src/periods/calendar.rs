//! The calendar of a school year, whole or some of its lines.

use entity::id::{SchoolYearId, SpecialtyId};
use entity::{
    certification_deadline, division, framework, framework_item, grading_period, lsl_period, school_year, specialty,
};

use super::reading::read;
use super::{Key, check};
use crate::cx::Cx;
use crate::error::Result;
use crate::frameworks::ClassLevel;

/// Official dates of a school year.
pub struct Calendar {
    /// Position in the school's sequence of changes that this answer reflects.
    pub seq: i64,
    /// The year.
    pub year: school_year::Model,
    /// The year before, whose dates may be copied.
    pub previous: Option<school_year::Model>,
    /// One for each specialty and level, in the order of the frameworks and of their cycles.
    pub lines: Vec<Line>,
}

/// Official dates of a specialty at a level.
#[derive(Clone)]
pub struct Line {
    /// Diploma taught in the school.
    pub specialty: specialty::Model,
    /// Its framework.
    pub framework: framework::Model,
    /// Class level.
    pub level: ClassLevel,
    /// Learners of the year, among those the viewer sees.
    pub learner_count: u32,
    /// Their divisions, by code.
    pub divisions: Vec<division::Model>,
    /// Grading periods, in order.
    pub periods: Vec<grading_period::Model>,
    /// Rhythm and dates of the school record, once set.
    pub lsl: Option<lsl_period::Model>,
    /// Certification deadlines, soonest first, with their unit.
    pub deadlines: Vec<(certification_deadline::Model, Option<framework_item::Model>)>,
    /// Whether nothing is set yet and last year's dates can be copied.
    pub copyable: bool,
    /// Bilans that no longer count: their reference date is outside their period now, or their period is in the bin (`R49`).
    pub entries_outside: u32,
}

impl Line {
    /// Whether all the periods of its rhythm are set (`R119`).
    pub fn complete(&self) -> bool {
        self.periods.first().is_some_and(|first| self.periods.len() == check::count(first.rhythm))
    }
}

/// The calendar of a school year, by default the one under way; none when there is no such year.
///
/// Lines are the specialties and levels that have learners or dates; before the year's first import, those of last year.
pub async fn calendar(cx: &Cx, year: Option<SchoolYearId>) -> Result<Option<Calendar>> {
    let seq = cx.seq().await?;
    let Some((year, previous)) = years(cx, year).await? else { return Ok(None) };
    let lines = read(cx, &year, previous.as_ref(), None).await?;
    Ok(Some(Calendar { seq, year, previous, lines }))
}

/// Those of these lines that the year under way has, in the order of the calendar; nothing is read of the others.
pub async fn lines(cx: &Cx, asked: &[Key]) -> Result<Vec<Line>> {
    match years(cx, None).await? {
        Some((year, previous)) => read(cx, &year, previous.as_ref(), Some(asked)).await,
        None => Ok(Vec::new()),
    }
}

/// One line of the year under way; none when the school does not teach it.
pub async fn line(cx: &Cx, specialty: SpecialtyId, level: &str) -> Result<Option<Line>> {
    Ok(lines(cx, &[(specialty, level.to_owned())]).await?.pop())
}

/// A school year, by default the one under way, and the one before.
async fn years(
    cx: &Cx,
    year: Option<SchoolYearId>,
) -> Result<Option<(school_year::Model, Option<school_year::Model>)>> {
    let years = cx.find::<school_year::Entity>().all().await?;
    let Some(year) = years.iter().find(|known| year.map_or(known.current, |id| known.id == id)).cloned() else {
        return Ok(None);
    };
    let previous = years.into_iter().find(|known| known.year == year.year - 1);
    Ok(Some((year, previous)))
}
