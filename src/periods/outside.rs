//! What was written for a period and no longer counts for it, since its dates moved or it was removed (`R49`): kept, counted on
//! the line of the calendar, and listed when asked. The list names learners, so it is never in the live picture.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::{GradingPeriodId, LearnerId, SpecialtyId};
use entity::{bilan, grading_period, school_year};
use sea_orm::{ColumnTrait as _, FromQueryResult, QueryOrder as _, QuerySelect as _};

use super::span;
use crate::cx::Cx;
use crate::error::Result;
use crate::establishments::learners::{Record, records};

/// A bilan that no longer counts for its period.
pub struct Outside {
    /// The bilan.
    pub bilan: bilan::Model,
    /// Whose it is.
    pub learner: Record,
    /// The period it was written for, possibly in the bin.
    pub period: grading_period::Model,
}

/// Bilans of one period with one reference date.
#[derive(FromQueryResult)]
struct Dated {
    grading_period_id: GradingPeriodId,
    reference_date: NaiveDate,
    bilans: i64,
}

/// The bilans of a specialty and level that no longer count, among those the actor reads: by period, then by name.
pub async fn entries_outside(cx: &Cx, specialty: SpecialtyId, level: &str) -> Result<Vec<Outside>> {
    // Names are for a person: whose reading it is must be known.
    cx.user()?;
    let year = cx.find::<school_year::Entity>().filter(school_year::Column::Current.eq(true)).one().await?;
    let Some(year) = year else { return Ok(Vec::new()) };
    let periods = cx
        .find_kept::<grading_period::Entity>()
        .filter(grading_period::Column::SchoolYearId.eq(year.id))
        .filter(grading_period::Column::SpecialtyId.eq(specialty))
        .filter(grading_period::Column::Level.eq(level))
        .with(|q| q.order_by_asc(grading_period::Column::Number).order_by_asc(grading_period::Column::Id))
        .all()
        .await?;
    let ids: Vec<GradingPeriodId> = periods.iter().map(|period| period.id).collect();
    let mut bilans = cx.find::<bilan::Entity>().among(bilan::Column::GradingPeriodId, &ids).all().await?;
    bilans.retain(|bilan| {
        let of = periods.iter().find(|period| period.id == bilan.grading_period_id);
        of.is_some_and(|period| !counts_for(period, bilan.reference_date))
    });
    let learners: Vec<LearnerId> = bilans.iter().map(|bilan| bilan.learner_id).collect();
    // They come by name; whoever reads a bilan reads whose it is.
    let records = records(cx, &learners).await?;
    let mut outside = Vec::with_capacity(bilans.len());
    for period in periods {
        for record in &records {
            let own =
                |bilan: &&bilan::Model| bilan.learner_id == record.learner.id && bilan.grading_period_id == period.id;
            outside.extend(bilans.iter().filter(own).map(|bilan| Outside {
                bilan: bilan.clone(),
                learner: record.clone(),
                period: period.clone(),
            }));
        }
    }
    Ok(outside)
}

/// How many bilans no longer count, for each of these periods. Grouped by day in the database, judged by the one rule here.
pub(super) async fn counts(
    cx: &Cx,
    periods: impl Iterator<Item = &grading_period::Model>,
) -> Result<HashMap<GradingPeriodId, u32>> {
    use bilan::Column::{GradingPeriodId, Id, ReferenceDate};
    let periods: HashMap<_, _> = periods.map(|period| (period.id, period)).collect();
    let ids: Vec<_> = periods.keys().copied().collect();
    let dated: Vec<Dated> = cx
        .find::<bilan::Entity>()
        .among(GradingPeriodId, &ids)
        .tuples(|q| {
            q.columns([GradingPeriodId, ReferenceDate])
                .column_as(Id.count(), "bilans")
                .group_by(GradingPeriodId)
                .group_by(ReferenceDate)
        })
        .await?;
    let mut outside = HashMap::new();
    for day in dated {
        if !periods.get(&day.grading_period_id).is_some_and(|period| counts_for(period, day.reference_date)) {
            *outside.entry(day.grading_period_id).or_default() += u32::try_from(day.bilans).unwrap_or_default();
        }
    }
    Ok(outside)
}

/// Whether a bilan with this reference date counts for the period it was written for (`R108`).
fn counts_for(period: &grading_period::Model, day: NaiveDate) -> bool {
    period.deleted_at.is_none() && span(period).with_grace().contains(day)
}
