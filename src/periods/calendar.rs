//! Reading the calendar: one line for each specialty and level, in a number of statements that does not grow.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::id::{DivisionId, FrameworkItemId, GradingPeriodId, SchoolYearId, SpecialtyId};
use entity::{
    certification_deadline, division, enrolment, framework, framework_item, grading_period, lsl_period, school_year,
    specialty,
};
use sea_orm::{ColumnTrait as _, FromQueryResult, QueryOrder as _, QuerySelect as _};

use super::{check, outside};
use crate::cx::Cx;
use crate::error::Result;
use crate::frameworks::{self, ClassLevel};

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

/// Learners of a specialty and level in one division.
#[derive(FromQueryResult)]
struct Enrolled {
    specialty_id: SpecialtyId,
    level: String,
    school_year_id: SchoolYearId,
    division_id: Option<DivisionId>,
    learners: i64,
}

type Key = (SpecialtyId, String);

/// The calendar of a school year, by default the one under way; none when there is no such year.
///
/// Lines are the specialties and levels that have learners or dates; before the year's first import, those of last year.
pub async fn calendar(cx: &Cx, year: Option<SchoolYearId>) -> Result<Option<Calendar>> {
    let seq = cx.seq().await?;
    let years = cx.find::<school_year::Entity>().all().await?;
    let Some(year) = years.iter().find(|known| year.map_or(known.current, |id| known.id == id)).cloned() else {
        return Ok(None);
    };
    let previous = years.into_iter().find(|known| known.year == year.year - 1);
    let lines = lines(cx, &year, previous.as_ref()).await?;
    Ok(Some(Calendar { seq, year, previous, lines }))
}

/// One line of the year under way; none when the school does not teach it.
pub async fn line(cx: &Cx, specialty: SpecialtyId, level: &str) -> Result<Option<Line>> {
    let lines = calendar(cx, None).await?.map(|calendar| calendar.lines).unwrap_or_default();
    Ok(lines.into_iter().find(|line| line.specialty.id == specialty && line.level.code == level))
}

async fn lines(cx: &Cx, year: &school_year::Model, previous: Option<&school_year::Model>) -> Result<Vec<Line>> {
    let years: Vec<SchoolYearId> = [Some(year), previous].into_iter().flatten().map(|known| known.id).collect();
    let enrolled = enrolled(cx, &years).await?;
    let mut periods: BTreeMap<Key, Vec<grading_period::Model>> = BTreeMap::new();
    let mut removed: HashMap<Key, Vec<GradingPeriodId>> = HashMap::new();
    let mut copyable: BTreeSet<Key> = BTreeSet::new();
    let kept = cx
        .find_kept::<grading_period::Entity>()
        .among(grading_period::Column::SchoolYearId, &years)
        .with(|q| q.order_by_asc(grading_period::Column::Number).order_by_asc(grading_period::Column::Id))
        .all()
        .await?;
    let outside = outside::counts(cx, kept.iter().filter(|period| period.school_year_id == year.id)).await?;
    for period in kept {
        let key = (period.specialty_id, period.level.clone());
        match (period.school_year_id == year.id, period.deleted_at) {
            (true, None) => periods.entry(key).or_default().push(period),
            (true, Some(_)) => removed.entry(key).or_default().push(period.id),
            (false, None) => {
                copyable.insert(key);
            }
            (false, Some(_)) => {}
        }
    }
    let mut lsl: HashMap<Key, lsl_period::Model> = cx
        .find::<lsl_period::Entity>()
        .filter(lsl_period::Column::SchoolYearId.eq(year.id))
        .all()
        .await?
        .into_iter()
        .map(|period| ((period.specialty_id, period.level.clone()), period))
        .collect();
    let mut deadlines = deadlines(cx, year).await?;

    let this_year = enrolled.iter().any(|row| row.school_year_id == year.id);
    let taught = enrolled.iter().filter(|row| !this_year || row.school_year_id == year.id);
    let keys: BTreeSet<Key> = taught
        .map(|row| (row.specialty_id, row.level.clone()))
        .chain(periods.keys().cloned())
        .chain(lsl.keys().cloned())
        .chain(deadlines.keys().cloned())
        .collect();
    let specialties = cx.find::<specialty::Entity>().all().await?;
    let of_school: Vec<_> = specialties.iter().map(|known| known.framework_id).collect();
    let frameworks = cx.find::<framework::Entity>().among(framework::Column::Id, &of_school).all().await?;
    let divisions = divisions(cx, year).await?;

    let mut lines = Vec::with_capacity(keys.len());
    for key in keys {
        let Some(specialty) = specialties.iter().find(|known| known.id == key.0) else { continue };
        let Some(framework) = frameworks.iter().find(|known| known.id == specialty.framework_id) else { continue };
        let Some(level) = frameworks::levels(framework).into_iter().find(|known| known.code == key.1) else { continue };
        let own: Vec<&Enrolled> = enrolled
            .iter()
            .filter(|row| row.school_year_id == year.id && row.specialty_id == key.0 && row.level == key.1)
            .collect();
        let set = periods.remove(&key).unwrap_or_default();
        lines.push(Line {
            learner_count: own.iter().map(|row| u32::try_from(row.learners).unwrap_or_default()).sum(),
            divisions: divisions
                .iter()
                .filter(|division| own.iter().any(|row| row.division_id == Some(division.id)))
                .cloned()
                .collect(),
            copyable: set.is_empty() && copyable.contains(&key),
            entries_outside: (set.iter().map(|period| period.id))
                .chain(removed.remove(&key).unwrap_or_default())
                .filter_map(|period| outside.get(&period))
                .sum(),
            periods: set,
            lsl: lsl.remove(&key),
            deadlines: deadlines.remove(&key).unwrap_or_default(),
            specialty: specialty.clone(),
            framework: framework.clone(),
            level,
        });
    }
    lines.sort_by_key(|line| (line.framework.position, line.framework.id, line.level.order));
    Ok(lines)
}

async fn enrolled(cx: &Cx, years: &[SchoolYearId]) -> Result<Vec<Enrolled>> {
    use enrolment::Column::{DivisionId, Id, Level, SchoolYearId, SpecialtyId};
    cx.find::<enrolment::Entity>()
        .among(SchoolYearId, years)
        .filter(SpecialtyId.is_not_null())
        .filter(Level.is_not_null())
        .tuples(|q| {
            q.columns([SpecialtyId, Level, SchoolYearId, DivisionId])
                .column_as(Id.count(), "learners")
                .group_by(SpecialtyId)
                .group_by(Level)
                .group_by(SchoolYearId)
                .group_by(DivisionId)
        })
        .await
}

async fn divisions(cx: &Cx, year: &school_year::Model) -> Result<Vec<division::Model>> {
    cx.find::<division::Entity>()
        .filter(division::Column::SchoolYearId.eq(year.id))
        .with(|q| q.order_by_asc(division::Column::Code))
        .all()
        .await
}

type Deadlines = HashMap<Key, Vec<(certification_deadline::Model, Option<framework_item::Model>)>>;

async fn deadlines(cx: &Cx, year: &school_year::Model) -> Result<Deadlines> {
    let rows = cx
        .find::<certification_deadline::Entity>()
        .filter(certification_deadline::Column::SchoolYearId.eq(year.id))
        .with(|q| q.order_by_asc(certification_deadline::Column::Date).order_by_asc(certification_deadline::Column::Id))
        .all()
        .await?;
    let units: Vec<FrameworkItemId> = rows.iter().filter_map(|row| row.framework_item_id).collect();
    let units = cx.find::<framework_item::Entity>().among(framework_item::Column::Id, &units).all().await?;
    let mut deadlines = Deadlines::new();
    for row in rows {
        let unit = units.iter().find(|unit| Some(unit.id) == row.framework_item_id).cloned();
        deadlines.entry((row.specialty_id, row.level.clone())).or_default().push((row, unit));
    }
    Ok(deadlines)
}
