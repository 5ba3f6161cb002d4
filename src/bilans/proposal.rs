//! The level proposed for each competency (`R111`).
//!
//! Until dated positionings exist, it is the level that the learner's last validated bilan to position that competency
//! gave. The teacher always decides; the proposal is kept beside the decision.

use std::collections::HashMap;

use entity::id::{FrameworkId, FrameworkItemId, GradingPeriodId, LearnerId};
use entity::{bilan, grading_period, specialty};
use sea_orm::{ColumnTrait as _, QueryOrder as _};

use super::levels;
use crate::cx::Cx;
use crate::error::Result;

/// Proposed ranks of each learner.
pub(super) type Proposals = HashMap<LearnerId, HashMap<FrameworkItemId, i32>>;

/// Proposed ranks of many learners for one period, in two statements.
pub(super) async fn for_learners(
    cx: &Cx,
    learners: &[LearnerId],
    framework: FrameworkId,
    period: &grading_period::Model,
) -> Result<Proposals> {
    let earlier = cx
        .find::<bilan::Entity>()
        .among(bilan::Column::LearnerId, learners)
        .filter(bilan::Column::FrameworkId.eq(framework))
        .filter(bilan::Column::GradingPeriodId.ne(period.id))
        .filter(bilan::Column::ReferenceDate.lte(period.ends_on))
        .filter(bilan::Column::ValidatedAt.is_not_null())
        .with(|q| q.order_by_asc(bilan::Column::ReferenceDate).order_by_asc(bilan::Column::Id))
        .all()
        .await?;
    let ids: Vec<_> = earlier.iter().map(|bilan| bilan.id).collect();
    let mut levels = levels(cx, &ids).await?;
    let mut proposals = Proposals::new();
    // Oldest first, so that what is newest stays.
    for bilan in &earlier {
        let of_learner = proposals.entry(bilan.learner_id).or_default();
        let given = levels.remove(&bilan.id).unwrap_or_default();
        of_learner.extend(given.into_iter().filter_map(|level| Some((level.item, level.rank?))));
    }
    Ok(proposals)
}

/// Proposed ranks of one learner for one period; none when the viewer sees no such period.
pub(super) async fn for_learner(
    cx: &Cx,
    learner: LearnerId,
    period: GradingPeriodId,
) -> Result<HashMap<FrameworkItemId, i32>> {
    let Some(period) = cx.find::<grading_period::Entity>().by_key(period).one().await? else {
        return Ok(HashMap::new());
    };
    let Some(specialty) = cx.find::<specialty::Entity>().by_key(period.specialty_id).one().await? else {
        return Ok(HashMap::new());
    };
    let mut proposals = for_learners(cx, &[learner], specialty.framework_id, &period).await?;
    Ok(proposals.remove(&learner).unwrap_or_default())
}
