//! Bilans of the year's learners as the console keeps them in memory: found by learner and period, replaced one by one.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{BilanId, FrameworkId, GradingPeriodId, LearnerId, SchoolYearId};
use entity::{bilan, enrolment};
use sea_orm::{ColumnTrait as _, FromQueryResult, QueryFilter as _, QuerySelect as _};
use uuid::Uuid;

use crate::bilans::due::Written;
use crate::cx::Cx;
use crate::error::Result;

/// A bilan as the console needs it.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Framework its levels refer to.
    pub framework: FrameworkId,
    /// What the count needs.
    pub written: Written,
    /// Day it was validated.
    pub validated_on: Option<NaiveDate>,
}

/// Bilans of the year's learners, for any period of their cycle.
#[derive(Default)]
pub struct Bilans {
    sorted: BTreeMap<(LearnerId, GradingPeriodId, BilanId), Counted>,
    places: HashMap<BilanId, (LearnerId, GradingPeriodId)>,
}

/// Columns of a bilan that are read.
#[derive(FromQueryResult)]
pub struct Row {
    id: BilanId,
    learner_id: LearnerId,
    grading_period_id: GradingPeriodId,
    framework_id: FrameworkId,
    reference_date: NaiveDate,
    validated_at: Option<DateTime<Utc>>,
}

const COLUMNS: [bilan::Column; 6] = [
    bilan::Column::Id,
    bilan::Column::LearnerId,
    bilan::Column::GradingPeriodId,
    bilan::Column::FrameworkId,
    bilan::Column::ReferenceDate,
    bilan::Column::ValidatedAt,
];

impl Bilans {
    /// Reads all of them.
    pub async fn read(cx: &Cx, year: SchoolYearId) -> Result<Self> {
        let here = sea_orm::sea_query::Query::select()
            .column(enrolment::Column::LearnerId)
            .from(enrolment::Entity)
            .and_where(enrolment::Column::SchoolYearId.eq(year))
            .to_owned();
        let rows = cx
            .find::<bilan::Entity>()
            .tuples(|q| q.columns(COLUMNS).filter(bilan::Column::LearnerId.in_subquery(here)))
            .await?;
        let mut bilans = Self::default();
        bilans.replace(cx, &[], rows);
        Ok(bilans)
    }

    /// Reads some of them, those in the bin left out.
    pub async fn some(cx: &Cx, ids: &[BilanId]) -> Result<Vec<Row>> {
        cx.find::<bilan::Entity>().among(bilan::Column::Id, ids).tuples(|q| q.columns(COLUMNS)).await
    }

    /// Forgets `ids` and takes what was read of them; those in the bin were not.
    pub fn replace(&mut self, cx: &Cx, ids: &[BilanId], read: Vec<Row>) {
        for id in ids {
            if let Some((learner, period)) = self.places.remove(id) {
                self.sorted.remove(&(learner, period, *id));
            }
        }
        for row in read {
            let written = Written { reference_date: row.reference_date, validated: row.validated_at.is_some() };
            let validated_on = row.validated_at.map(|at| at.with_timezone(&cx.zone()).date_naive());
            let counted = Counted { framework: row.framework_id, written, validated_on };
            self.places.insert(row.id, (row.learner_id, row.grading_period_id));
            self.sorted.insert((row.learner_id, row.grading_period_id, row.id), counted);
        }
    }

    /// Those of a learner for a period.
    pub fn of(&self, learner: LearnerId, period: GradingPeriodId) -> impl Iterator<Item = &Counted> + Clone {
        let bounds = (learner, period, BilanId(Uuid::nil()))..=(learner, period, BilanId(Uuid::max()));
        self.sorted.range(bounds).map(|(_, counted)| counted)
    }

    /// All those of a learner, with their period.
    pub fn all_of(&self, learner: LearnerId) -> impl Iterator<Item = (GradingPeriodId, &Counted)> {
        let from = (learner, GradingPeriodId(Uuid::nil()), BilanId(Uuid::nil()));
        let to = (learner, GradingPeriodId(Uuid::max()), BilanId(Uuid::max()));
        self.sorted.range(from..=to).map(|((_, period, _), counted)| (*period, counted))
    }
}
