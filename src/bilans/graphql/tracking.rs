//! The tracking table of a division and its rows.

use async_graphql::{Context, Description, ID, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::{FrameworkItemId, GradingPeriodId};

use super::bilan::{Bilan, BilanState, CompetencyLevel};
use crate::access::Act;
use crate::bilans::tracking;
use crate::establishments::graphql::Division;
use crate::establishments::learners::Record;
use crate::establishments::learners::graphql::Learner;
use crate::frameworks::graphql::{Framework, FrameworkItem};
use crate::graphql::CxExt as _;
use crate::periods::graphql::GradingPeriod;

/// One learner of a tracking table.
#[derive(Description)]
pub struct TrackingRow {
    pub(super) row: tracking::Row,
    pub(super) period: Option<GradingPeriodId>,
}

#[Object(use_type_description)]
impl TrackingRow {
    /// Identifier of the pair learner and period.
    async fn id(&self) -> ID {
        match self.period {
            Some(period) => ID(format!("{}-{period}", self.row.learner.id)),
            None => ID(self.row.learner.id.to_string()),
        }
    }

    /// The learner.
    async fn learner(&self) -> Learner {
        let tracking::Row { learner, user, enrolment, .. } = self.row.clone();
        Learner(Record { learner, user, enrolment: Some(enrolment) })
    }

    /// Whether the viewer is in charge of this bilan.
    async fn mine(&self) -> bool {
        self.row.mine
    }

    /// Bilan of the period. Null until one is begun.
    async fn bilan(&self) -> Option<Bilan> {
        self.row.bilan.clone().map(Bilan)
    }

    /// Where the learner stands for the period.
    async fn state(&self) -> BilanState {
        self.row.state.into()
    }

    /// Levels decided or proposed; a competency with neither is left out.
    async fn levels(&self) -> Vec<CompetencyLevel> {
        self.row.levels.iter().cloned().map(CompetencyLevel::from).collect()
    }

    /// Last day in the school, known or foreseen. Null while nobody has said it.
    async fn leaves_on(&self) -> Option<NaiveDate> {
        self.row.enrolment.left_on.or(self.row.learner.exit_on)
    }
}

/// Competencies that an exam unit assesses, for the filter by unit.
#[derive(SimpleObject)]
pub struct UnitCompetencies {
    /// The exam unit.
    unit_id: FrameworkItemId,
    /// Competencies of the table that it assesses.
    item_ids: Vec<FrameworkItemId>,
}

/// Learners × competencies and bilans of one division, for one period and one framework.
#[derive(Description)]
pub struct TrackingTable(pub(super) tracking::Table);

#[Object(use_type_description)]
impl TrackingTable {
    /// Identifier of the division, period and framework shown.
    async fn id(&self) -> ID {
        let Self(table) = self;
        let period = table.period.as_ref().map(|period| period.id.to_string());
        let framework = table.framework.as_ref().map(|framework| framework.id.to_string());
        let parts = [Some(table.division.id.to_string()), period, framework];
        ID(parts.into_iter().flatten().collect::<Vec<_>>().join("-"))
    }

    /// Position in the school's sequence of changes that this answer reflects.
    async fn seq(&self) -> i64 {
        self.0.seq
    }

    /// The division.
    async fn division(&self) -> Division {
        Division(self.0.division.clone())
    }

    /// Period shown. Null while no dates are set.
    async fn period(&self) -> Option<GradingPeriod> {
        self.0.period.clone().map(GradingPeriod)
    }

    /// Periods of the year that concern its learners in this framework, in order.
    async fn periods(&self) -> Vec<GradingPeriod> {
        self.0.periods.iter().cloned().map(GradingPeriod).collect()
    }

    /// Frameworks of its learners, the most followed first.
    async fn frameworks(&self) -> Vec<Framework> {
        self.0.frameworks.iter().cloned().map(Framework).collect()
    }

    /// Framework shown. Null when the learners' training has none here.
    async fn framework(&self) -> Option<Framework> {
        self.0.framework.clone().map(Framework)
    }

    /// Competencies assessed for these learners, in the framework's order.
    async fn competencies(&self) -> Vec<FrameworkItem> {
        self.0.competencies.iter().cloned().map(FrameworkItem).collect()
    }

    /// Exam units that assess some of them.
    async fn units(&self) -> Vec<FrameworkItem> {
        self.0.units.iter().map(|(unit, _)| FrameworkItem(unit.clone())).collect()
    }

    /// For each of these units, the competencies it assesses.
    async fn unit_competencies(&self) -> Vec<UnitCompetencies> {
        let units = self.0.units.iter();
        units.map(|(unit, items)| UnitCompetencies { unit_id: unit.id, item_ids: items.clone() }).collect()
    }

    /// One line for each learner, by name.
    async fn rows(&self) -> Vec<TrackingRow> {
        let period = self.0.period.as_ref().map(|period| period.id);
        self.0.rows.iter().cloned().map(|row| TrackingRow { row, period }).collect()
    }

    /// Bilans that count for the period.
    async fn done(&self) -> u32 {
        self.0.tally.done
    }

    /// Bilans expected for the period, done ones included.
    async fn expected(&self) -> u32 {
        self.0.tally.expected
    }

    /// Bilans the viewer is in charge of that are still owed.
    async fn mine(&self) -> u32 {
        self.0.mine
    }

    /// What the viewer's role may do here.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Vec<Act> {
        [Act::CreateBilan, Act::SaveBilan, Act::NameTeachersInCharge]
            .into_iter()
            .filter(|act| ctx.cx().can(*act))
            .collect()
    }
}
