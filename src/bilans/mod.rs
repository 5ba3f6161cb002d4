//! Bilans: what teachers write about each learner for each grading period.
//!
//! A bilan is for one learner, one framework, one grading period (`R104`). Teachers who teach the learner share it while it
//! is a draft; every key and every word is saved by itself, with a version, so nobody overwrites what they have not seen.
//! Beside each level stays the one that was proposed, from the last bilans until positionings exist (`R111`). Validating
//! freezes it, counts it for its period and shows it to the learner (`R108`, `R112`, `R113`); a correction reopens it with a
//! reason and keeps what it said. When two people wrote the same thing, one chooses, and the other's words are kept too.
//!
//! [`due`] says what is owed, [`charge`] by whom, [`tracking`] shows a division at a glance, [`proposal`] proposes levels,
//! [`save`] takes what is typed, [`life`] validates, reopens, removes, [`history`] keeps what was said before.

pub mod charge;
mod check;
pub mod due;
pub mod graphql;
pub mod history;
pub mod life;
mod proposal;
mod save;
pub mod tracking;

use std::collections::HashMap;

use entity::id::{BilanId, FrameworkId, FrameworkItemId, GradingPeriodId, LearnerId};
use entity::{bilan, bilan_level, enrolment, grading_period, learner};
use sea_orm::{ColumnTrait as _, QueryOrder as _};

pub use save::{Edit, LevelEdit, Save, Settle, is_conflict, save_bilan};

use crate::access::Act;
use crate::cx::{Cx, Tx};
use crate::error::Result;
use crate::periods;

/// Level of one competency in a bilan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The competency.
    pub item: FrameworkItemId,
    /// Rank in the level scale, from 1; none when not assessed (`R96`).
    pub rank: Option<i32>,
    /// Whether the learner was absent; absent is not a level (`R95`).
    pub absent: bool,
    /// Rank that was proposed, kept beside the one decided (`R111`).
    pub proposed: Option<i32>,
    /// Comment on this competency.
    pub comment: Option<String>,
}

impl From<bilan_level::Model> for Level {
    fn from(row: bilan_level::Model) -> Self {
        Self {
            item: row.framework_item_id,
            rank: row.rank,
            absent: row.absent,
            proposed: row.proposed,
            comment: row.comment,
        }
    }
}

/// Days a learner is in the school, for what is owed.
pub fn presence(enrolment: &enrolment::Model) -> due::Presence {
    due::Presence { entered_on: enrolment.entered_on, left_on: enrolment.left_on }
}

/// What the count of what is owed needs of a bilan.
pub fn written(bilan: &bilan::Model) -> due::Written {
    due::Written { reference_date: bilan.reference_date, validated: bilan.validated_at.is_some() }
}

/// Acts the viewer may do on a bilan as it stands, for `viewerCan`. The row was seen, so it is in the viewer's team.
pub fn acts_on(cx: &Cx, bilan: &bilan::Model) -> Vec<Act> {
    let mine = cx.actor().user() == Some(bilan.author_id);
    let possible = |act: &Act| match act {
        Act::SaveBilan | Act::ValidateBilan => bilan.validated_at.is_none(),
        Act::DeleteBilan => bilan.validated_at.is_none() && mine,
        _ => bilan.validated_at.is_some(),
    };
    let acts = [Act::SaveBilan, Act::ValidateBilan, Act::ReopenBilan, Act::DeleteBilan];
    acts.into_iter().filter(|act| cx.can(*act)).filter(possible).collect()
}

/// The bilan of a learner for a period, if one stands that the viewer sees.
pub async fn of_learner(cx: &Cx, learner: LearnerId, period: GradingPeriodId) -> Result<Option<bilan::Model>> {
    cx.find::<bilan::Entity>()
        .filter(bilan::Column::LearnerId.eq(learner))
        .filter(bilan::Column::GradingPeriodId.eq(period))
        .with(|q| q.order_by_desc(bilan::Column::Id))
        .one()
        .await
}

/// Bilans of many learners for a period in a framework, by learner, in one statement; those that the viewer sees.
pub async fn of_learners(
    cx: &Cx,
    period: GradingPeriodId,
    framework: FrameworkId,
    learners: &[LearnerId],
) -> Result<HashMap<LearnerId, bilan::Model>> {
    let bilans = cx
        .find::<bilan::Entity>()
        .filter(bilan::Column::GradingPeriodId.eq(period))
        .filter(bilan::Column::FrameworkId.eq(framework))
        .among(bilan::Column::LearnerId, learners)
        .all()
        .await?;
    Ok(bilans.into_iter().map(|bilan| (bilan.learner_id, bilan)).collect())
}

/// The learner's own validated bilans, newest first (`R113`).
pub async fn own(cx: &Cx) -> Result<Vec<bilan::Model>> {
    let user = cx.user()?;
    let own = cx.find::<learner::Entity>().filter(learner::Column::UserId.eq(user)).all().await?;
    let ids: Vec<LearnerId> = own.iter().map(|learner| learner.id).collect();
    cx.find::<bilan::Entity>()
        .among(bilan::Column::LearnerId, &ids)
        .filter(bilan::Column::ValidatedAt.is_not_null())
        .with(|q| q.order_by_desc(bilan::Column::ReferenceDate).order_by_desc(bilan::Column::Id))
        .all()
        .await
}

/// Periods of these bilans, those in the bin included.
pub async fn periods_of(cx: &Cx, bilans: &[bilan::Model]) -> Result<HashMap<GradingPeriodId, grading_period::Model>> {
    let ids: Vec<GradingPeriodId> = bilans.iter().map(|bilan| bilan.grading_period_id).collect();
    periods::by_ids(cx, &ids).await
}

/// Levels of many bilans, in one statement.
pub async fn levels(cx: &Cx, bilans: &[BilanId]) -> Result<HashMap<BilanId, Vec<Level>>> {
    let rows = cx
        .find::<bilan_level::Entity>()
        .among(bilan_level::Column::BilanId, bilans)
        .with(|q| q.order_by_asc(bilan_level::Column::FrameworkItemId))
        .all()
        .await?;
    let mut levels: HashMap<BilanId, Vec<Level>> = bilans.iter().map(|id| (*id, Vec::new())).collect();
    for row in rows {
        levels.entry(row.bilan_id).or_default().push(row.into());
    }
    Ok(levels)
}

/// Levels of one bilan, read in the transaction.
async fn of_bilan(tx: &Tx, bilan: BilanId) -> Result<Vec<bilan_level::Model>> {
    tx.find::<bilan_level::Entity>().filter(bilan_level::Column::BilanId.eq(bilan)).all().await
}
