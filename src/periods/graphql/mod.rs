//! The calendar as the schema shows it, and what can be done with it.

mod calendar;
mod mutations;
mod outside;

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Object, Subscription};
use entity::id::{GradingPeriodId, SchoolYearId, SpecialtyId};
use futures::{Stream, TryStreamExt as _};

pub use calendar::{Calendar, CalendarLine, CertificationDeadline, GradingPeriod, LslPeriods};
pub use mutations::PeriodMutation;
pub use outside::EntryOutside;

use crate::changes::Topic;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::graphql::{CxExt as _, LoadError, Loaders, live};

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

    /// Bilans of a line of the calendar that no longer count, among those the viewer reads: by period, then by name.
    async fn entries_outside(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Diploma taught in the school.")] specialty_id: SpecialtyId,
        #[graphql(desc = "Code of the class level.")] level: String,
    ) -> Result<Vec<EntryOutside>> {
        let outside = super::entries_outside(ctx.cx(), specialty_id, &level).await?;
        Ok(outside.into_iter().map(EntryOutside).collect())
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

impl Loader<GradingPeriodId> for Loaders {
    type Value = GradingPeriod;
    type Error = LoadError;

    async fn load(&self, keys: &[GradingPeriodId]) -> Result<HashMap<GradingPeriodId, GradingPeriod>, LoadError> {
        let found = super::by_ids(&self.0, keys).await?;
        Ok(found.into_iter().map(|(id, period)| (id, GradingPeriod(period))).collect())
    }
}
