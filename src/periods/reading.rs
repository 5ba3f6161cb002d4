//! Reading lines of the calendar: one for each specialty and level, in a number of statements that does not grow.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::id::{DivisionId, FrameworkItemId, GradingPeriodId, SchoolYearId, SpecialtyId};
use entity::{
    certification_deadline, division, enrolment, framework, framework_item, grading_period, lsl_period, school_year,
    specialty,
};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, FromQueryResult, QueryOrder as _, QuerySelect as _};

use super::{Key, Line, crossing, outside};
use crate::access::Seen;
use crate::cx::{Cx, Rows};
use crate::error::Result;
use crate::frameworks;

/// Learners of a specialty and level in one division.
#[derive(FromQueryResult)]
struct Enrolled {
    specialty_id: SpecialtyId,
    level: String,
    school_year_id: SchoolYearId,
    division_id: Option<DivisionId>,
    learners: i64,
}

/// All lines of a year, or those asked; in the order of the frameworks and of their cycles.
pub(super) async fn read(
    cx: &Cx,
    year: &school_year::Model,
    previous: Option<&school_year::Model>,
    asked: Option<&[Key]>,
) -> Result<Vec<Line>> {
    let years: Vec<SchoolYearId> = [Some(year), previous].into_iter().flatten().map(|known| known.id).collect();
    let enrolled = enrolled(cx, &years, asked).await?;
    let mut periods: BTreeMap<Key, Vec<grading_period::Model>> = BTreeMap::new();
    let mut removed: HashMap<Key, Vec<GradingPeriodId>> = HashMap::new();
    let mut copyable: BTreeSet<Key> = BTreeSet::new();
    let kept = cx.find_kept::<grading_period::Entity>();
    let kept = narrow(kept, asked, grading_period::Column::SpecialtyId, grading_period::Column::Level)
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
    let lsl = cx.find::<lsl_period::Entity>();
    let mut lsl: HashMap<Key, _> = narrow(lsl, asked, lsl_period::Column::SpecialtyId, lsl_period::Column::Level)
        .filter(lsl_period::Column::SchoolYearId.eq(year.id))
        .all()
        .await?
        .into_iter()
        .map(|period| ((period.specialty_id, period.level.clone()), period))
        .collect();
    let mut deadlines = deadlines(cx, year, asked).await?;

    let in_year = |row: &&Enrolled| row.school_year_id == year.id;
    // Some lines may be empty in a year that others have begun.
    let begun = enrolled.iter().any(|row| in_year(&row)) || (asked.is_some() && begun(cx, year).await?);
    let taught = enrolled.iter().filter(|row| !begun || in_year(row));
    let keys: BTreeSet<Key> = taught
        .map(|row| (row.specialty_id, row.level.clone()))
        .chain(periods.keys().cloned())
        .chain(lsl.keys().cloned())
        .chain(deadlines.keys().cloned())
        .filter(|key| asked.is_none_or(|asked| asked.contains(key)))
        .collect();
    let taught: Vec<SpecialtyId> = keys.iter().map(|key| key.0).collect();
    let specialties = cx.find::<specialty::Entity>().among(specialty::Column::Id, &taught).all().await?;
    let of_school: Vec<_> = specialties.iter().map(|known| known.framework_id).collect();
    let frameworks = cx.find::<framework::Entity>().among(framework::Column::Id, &of_school).all().await?;
    let divisions = divisions(cx, enrolled.iter().filter(in_year)).await?;

    let mut lines = Vec::with_capacity(keys.len());
    for key in keys {
        let Some(specialty) = specialties.iter().find(|known| known.id == key.0) else { continue };
        let Some(framework) = frameworks.iter().find(|known| known.id == specialty.framework_id) else { continue };
        let Some(level) = frameworks::level(framework, &key.1) else { continue };
        let own: Vec<&Enrolled> =
            enrolled.iter().filter(in_year).filter(|row| row.specialty_id == key.0 && row.level == key.1).collect();
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

/// Keeps the rows of the lines asked, and some of their neighbours; all rows when all are.
fn narrow<'a, E: Seen>(
    rows: Rows<'a, E>,
    asked: Option<&[Key]>,
    specialty: E::Column,
    level: E::Column,
) -> Rows<'a, E> {
    match asked {
        Some(asked) => crossing(rows, specialty, level, asked),
        None => rows,
    }
}

/// Whether the year has learners, of any line.
async fn begun(cx: &Cx, year: &school_year::Model) -> Result<bool> {
    use enrolment::Column::{Level, SchoolYearId, SpecialtyId};
    let placed = SchoolYearId.eq(year.id).and(SpecialtyId.is_not_null()).and(Level.is_not_null());
    Ok(cx.find::<enrolment::Entity>().filter(placed).count().await? > 0)
}

async fn enrolled(cx: &Cx, years: &[SchoolYearId], asked: Option<&[Key]>) -> Result<Vec<Enrolled>> {
    use enrolment::Column::{DivisionId, Id, Level, SchoolYearId, SpecialtyId};
    narrow(cx.find::<enrolment::Entity>(), asked, SpecialtyId, Level)
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

async fn divisions(cx: &Cx, of: impl Iterator<Item = &Enrolled>) -> Result<Vec<division::Model>> {
    let ids: Vec<DivisionId> = of.filter_map(|row| row.division_id).collect();
    cx.find::<division::Entity>()
        .among(division::Column::Id, &ids)
        .with(|q| q.order_by_asc(division::Column::Code))
        .all()
        .await
}

type Deadlines = HashMap<Key, Vec<(certification_deadline::Model, Option<framework_item::Model>)>>;

async fn deadlines(cx: &Cx, year: &school_year::Model, asked: Option<&[Key]>) -> Result<Deadlines> {
    use certification_deadline::Column;
    let rows = narrow(cx.find::<certification_deadline::Entity>(), asked, Column::SpecialtyId, Column::Level)
        .filter(Column::SchoolYearId.eq(year.id))
        .with(|q| q.order_by_asc(Column::Date).order_by_asc(Column::Id))
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
