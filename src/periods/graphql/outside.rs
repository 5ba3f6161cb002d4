//! A bilan that moved dates left outside its period (`R49`).

use async_graphql::{Description, Object};
use chrono::NaiveDate;
use entity::id::BilanId;

use super::GradingPeriod;
use crate::establishments::learners::graphql::Learner;
use crate::periods::Outside;

/// Bilan that no longer counts for the period it was written for.
#[derive(Description)]
pub struct EntryOutside(pub Outside);

#[Object(use_type_description)]
impl EntryOutside {
    /// Identifier of the bilan.
    async fn id(&self) -> BilanId {
        self.0.bilan.id
    }

    /// Whose bilan it is.
    async fn learner(&self) -> Learner {
        Learner(self.0.learner.clone())
    }

    /// The period it was written for.
    async fn grading_period(&self) -> GradingPeriod {
        GradingPeriod(self.0.period.clone())
    }

    /// Whether that period was removed; else its dates moved away.
    async fn period_removed(&self) -> bool {
        self.0.period.deleted_at.is_some()
    }

    /// Day the bilan speaks of.
    async fn reference_date(&self) -> NaiveDate {
        self.0.bilan.reference_date
    }

    /// Whether it is validated; else it is a draft.
    async fn validated(&self) -> bool {
        self.0.bilan.validated_at.is_some()
    }
}
