//! Bilans and tracking tables as the schema shows them, and what can be done with them.

mod bilan;
mod mutations;
mod tracking;

use async_graphql::{Context, Object, Subscription};
use entity::id::{DivisionId, FrameworkId, GradingPeriodId};
use futures::{Stream, TryStreamExt as _};

pub use bilan::{Bilan, BilanState, BilanVersion, CompetencyLevel, MyBilan};
pub use mutations::BilanMutation;
pub use tracking::{TrackingRow, TrackingTable, UnitCompetencies};

use crate::bilans;
use crate::changes::{Moved, Topic};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::graphql::{CxExt as _, live};

/// Questions about bilans.
#[derive(Default)]
pub struct BilanQuery;

#[Object]
impl BilanQuery {
    /// Learners × competencies and bilans of a division. Null when the viewer does not see the division.
    async fn tracking_table(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The division.")] division_id: DivisionId,
        #[graphql(desc = "The period; null for the one under way.")] period_id: Option<GradingPeriodId>,
        #[graphql(
            desc = "The framework; null for that of the current diploma, else the one most of its learners follow."
        )]
        framework_id: Option<FrameworkId>,
    ) -> Result<Option<TrackingTable>> {
        Ok(bilans::tracking::table(ctx.cx(), division_id, period_id, framework_id).await?.map(TrackingTable))
    }

    /// The signed-in learner's own validated bilans, newest first. Empty for everybody else.
    async fn my_bilans(&self, ctx: &Context<'_>) -> Result<Vec<MyBilan>> {
        let own = bilans::own(ctx.cx()).await?;
        let mut bilans = Vec::with_capacity(own.len());
        let periods = bilans::periods_of(ctx.cx(), &own).await?;
        for bilan in own {
            let Some(period) = periods.get(&bilan.grading_period_id) else { continue };
            bilans.push(MyBilan { period_label: crate::periods::label(period), bilan: Bilan(bilan) });
        }
        Ok(bilans)
    }
}

/// What of bilans can be followed.
#[derive(Default)]
pub struct BilanSubscription;

#[Subscription]
#[expect(clippy::unused_async, reason = "the library takes async functions alone")]
impl BilanSubscription {
    /// The whole tracking table of a division at once, then after each change (state).
    async fn tracking_table_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The division.")] division_id: DivisionId,
        #[graphql(desc = "The period; null for the one under way.")] period_id: Option<GradingPeriodId>,
        #[graphql(
            desc = "The framework; null for that of the current diploma, else the one most of its learners follow."
        )]
        framework_id: Option<FrameworkId>,
    ) -> Result<impl Stream<Item = async_graphql::Result<TrackingTable>> + use<>> {
        let topics = &[Topic::Bilans, Topic::Calendar, Topic::School];
        let concerns = async move |cx: &Cx, moved: &Moved| bilans::tracking::concerned(cx, division_id, moved).await;
        let table = live::state_when(ctx.cx(), topics, concerns, async move |cx: &Cx| {
            let table = bilans::tracking::table(cx, division_id, period_id, framework_id).await?;
            table.map(TrackingTable).ok_or(Error::NotFound)
        })?;
        Ok(table.map_err(async_graphql::Error::from))
    }
}
