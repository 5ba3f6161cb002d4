//! What is done with bilans: what each mutation takes and answers.

use async_graphql::{Context, Enum, InputObject, MaybeUndefined, Object, SimpleObject};
use chrono::NaiveDate;
use entity::bilan;
use entity::id::{BilanId, DivisionId, FrameworkItemId, GradingPeriodId, LearnerId, UserId};

use super::bilan::Bilan;
use super::tracking::TrackingRow;
use crate::bilans::{self, Edit, LevelEdit, Save, Settle, charge, life, tracking};
use crate::cx::Cx;
use crate::error::Result;
use crate::graphql::{CxExt as _, UserError, outcome};

/// Level of one competency that changes; a field that is not given stays as it is.
#[derive(InputObject)]
pub struct CompetencyLevelInput {
    /// The competency.
    item_id: FrameworkItemId,
    /// Rank decided; null takes it back.
    rank: MaybeUndefined<i32>,
    /// Whether the learner was absent; saying so takes the rank back.
    absent: MaybeUndefined<bool>,
    /// Comment; null takes it back.
    comment: MaybeUndefined<String>,
}

impl From<CompetencyLevelInput> for LevelEdit {
    fn from(input: CompetencyLevelInput) -> Self {
        Self {
            item: input.item_id,
            rank: edit(input.rank),
            absent: match edit(input.absent) {
                Edit::Keep => Edit::Keep,
                Edit::To(absent) => Edit::To(absent.unwrap_or(false)),
            },
            comment: edit(input.comment),
        }
    }
}

fn edit<T>(value: MaybeUndefined<T>) -> Edit<Option<T>> {
    match value {
        MaybeUndefined::Undefined => Edit::Keep,
        MaybeUndefined::Null => Edit::To(None),
        MaybeUndefined::Value(value) => Edit::To(Some(value)),
    }
}

/// Whose words stand when two people wrote the same thing; the other's are kept in the bilan's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Settle")]
pub enum ConflictChoice {
    /// What is sent stands; what stood is kept.
    Mine,
    /// What stands stays, whatever its version; what is sent is kept.
    Theirs,
}

/// What `saveBilan` saves; a field that is not given stays as it is.
#[derive(InputObject)]
pub struct SaveBilanInput {
    /// Learner it is about.
    learner_id: LearnerId,
    /// Period it is for.
    period_id: GradingPeriodId,
    /// Version that was read; null for a new bilan.
    version: Option<i32>,
    /// The written synthesis.
    synthesis: Option<String>,
    /// Levels that change; the others stay.
    levels: Option<Vec<CompetencyLevelInput>>,
    /// Day it speaks of.
    reference_date: Option<NaiveDate>,
    /// How a conflict with what a colleague saved is settled; null when there was none.
    settle: Option<ConflictChoice>,
    /// Identifier chosen by the client, so that a repeated request has one effect.
    client_mutation_id: Option<String>,
}

/// What `saveBilan` answers.
#[derive(SimpleObject)]
pub struct SaveBilanPayload {
    /// The bilan as saved. Null when nothing was done.
    bilan: Option<Bilan>,
    /// The learner's line as it stands now. Null when nothing was done.
    row: Option<TrackingRow>,
    /// What stands now, when the bilan changed meanwhile or was validated.
    current: Option<Bilan>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What `validateBilan` validates.
#[derive(InputObject)]
pub struct ValidateBilanInput {
    /// The bilan.
    bilan_id: BilanId,
    /// Version that was read.
    version: i32,
    /// Identifier chosen by the client, so that a repeated request has one effect.
    client_mutation_id: Option<String>,
}

/// What `validateBilan` answers.
#[derive(SimpleObject)]
pub struct ValidateBilanPayload {
    /// The validated bilan. Null when nothing was done.
    bilan: Option<Bilan>,
    /// The learner's line as it stands now. Null when nothing was done.
    row: Option<TrackingRow>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What `reopenBilan` reopens.
#[derive(InputObject)]
pub struct ReopenBilanInput {
    /// The bilan.
    bilan_id: BilanId,
    /// Version that was read.
    version: i32,
    /// Why it is corrected.
    reason: String,
    /// Identifier chosen by the client, so that a repeated request has one effect.
    client_mutation_id: Option<String>,
}

/// What `reopenBilan` answers.
#[derive(SimpleObject)]
pub struct ReopenBilanPayload {
    /// The bilan, a draft again. Null when nothing was done.
    bilan: Option<Bilan>,
    /// The learner's line as it stands now. Null when nothing was done.
    row: Option<TrackingRow>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What `deleteBilan` removes.
#[derive(InputObject)]
pub struct DeleteBilanInput {
    /// The draft.
    bilan_id: BilanId,
    /// Version that was read.
    version: i32,
}

/// What `deleteBilan` answers.
#[derive(SimpleObject)]
pub struct DeleteBilanPayload {
    /// The learner's line as it stands now. Null when nothing was done.
    row: Option<TrackingRow>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What `restoreBilan` takes back.
#[derive(InputObject)]
pub struct RestoreBilanInput {
    /// The draft.
    bilan_id: BilanId,
}

/// What `restoreBilan` answers.
#[derive(SimpleObject)]
pub struct RestoreBilanPayload {
    /// The draft. Null when nothing was done.
    bilan: Option<Bilan>,
    /// The learner's line as it stands now. Null when nothing was done.
    row: Option<TrackingRow>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// Whom `nameTeachersInCharge` names.
#[derive(InputObject)]
pub struct NameTeachersInChargeInput {
    /// The division.
    division_id: DivisionId,
    /// The period.
    period_id: GradingPeriodId,
    /// Learners of the division.
    learner_ids: Vec<LearnerId>,
    /// Teachers in charge of their bilans; none gives the default back.
    teacher_ids: Vec<UserId>,
}

/// What `nameTeachersInCharge` answers.
#[derive(SimpleObject)]
pub struct NameTeachersInChargePayload {
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What is done with bilans.
#[derive(Default)]
pub struct BilanMutation;

#[Object]
impl BilanMutation {
    /// Saves any part of a bilan, beginning it when there is none. For: teacher.
    async fn save_bilan(&self, ctx: &Context<'_>, input: SaveBilanInput) -> Result<SaveBilanPayload> {
        let cx = ctx.cx();
        let (learner, period) = (input.learner_id, input.period_id);
        let save = Save {
            learner,
            period,
            version: input.version,
            synthesis: input.synthesis.map_or(Edit::Keep, Edit::To),
            levels: input.levels.unwrap_or_default().into_iter().map(LevelEdit::from).collect(),
            reference_date: input.reference_date.map_or(Edit::Keep, Edit::To),
            settle: input.settle.map(Settle::from),
        };
        let saved = bilans::save_bilan(cx, save, input.client_mutation_id.as_deref()).await;
        let current = match &saved {
            Err(error) if bilans::is_conflict(error) => bilans::of_learner(cx, learner, period).await?,
            _ => None,
        };
        let (bilan, errors) = outcome(saved)?;
        let row = row(cx, bilan.as_ref()).await?;
        Ok(SaveBilanPayload { bilan: bilan.map(Bilan), row, current: current.map(Bilan), errors })
    }

    /// Validates a bilan: it is frozen, the learner can read it, and it counts for its period. For: teacher.
    async fn validate_bilan(&self, ctx: &Context<'_>, input: ValidateBilanInput) -> Result<ValidateBilanPayload> {
        let id = input.client_mutation_id.as_deref();
        let (bilan, errors) = outcome(life::validate_bilan(ctx.cx(), input.bilan_id, input.version, id).await)?;
        let row = row(ctx.cx(), bilan.as_ref()).await?;
        Ok(ValidateBilanPayload { bilan: bilan.map(Bilan), row, errors })
    }

    /// Opens a validated bilan again, for a reason; what it said is kept. For: teacher.
    async fn reopen_bilan(&self, ctx: &Context<'_>, input: ReopenBilanInput) -> Result<ReopenBilanPayload> {
        let id = input.client_mutation_id.as_deref();
        let reopened = life::reopen_bilan(ctx.cx(), input.bilan_id, input.version, &input.reason, id).await;
        let (bilan, errors) = outcome(reopened)?;
        let row = row(ctx.cx(), bilan.as_ref()).await?;
        Ok(ReopenBilanPayload { bilan: bilan.map(Bilan), row, errors })
    }

    /// Moves one's own draft to the bin, for 30 days. For: teacher.
    async fn delete_bilan(&self, ctx: &Context<'_>, input: DeleteBilanInput) -> Result<DeleteBilanPayload> {
        let (bilan, errors) = outcome(life::delete_bilan(ctx.cx(), input.bilan_id, input.version).await)?;
        Ok(DeleteBilanPayload { row: row(ctx.cx(), bilan.as_ref()).await?, errors })
    }

    /// Takes one's own draft back from the bin, within 30 days. For: teacher.
    async fn restore_bilan(&self, ctx: &Context<'_>, input: RestoreBilanInput) -> Result<RestoreBilanPayload> {
        let (bilan, errors) = outcome(life::restore_bilan(ctx.cx(), input.bilan_id).await)?;
        let row = row(ctx.cx(), bilan.as_ref()).await?;
        Ok(RestoreBilanPayload { bilan: bilan.map(Bilan), row, errors })
    }

    /// Names the teachers in charge of bilans of a division for a period, in place of the default. For: ddftp.
    async fn name_teachers_in_charge(
        &self,
        ctx: &Context<'_>,
        input: NameTeachersInChargeInput,
    ) -> Result<NameTeachersInChargePayload> {
        let NameTeachersInChargeInput { division_id, period_id, learner_ids, teacher_ids } = input;
        let named = charge::name_teachers_in_charge(ctx.cx(), division_id, period_id, &learner_ids, &teacher_ids).await;
        let (_, errors) = outcome(named)?;
        Ok(NameTeachersInChargePayload { errors })
    }
}

/// A learner's line as it stands after a write; none when nothing was done.
async fn row(cx: &Cx, bilan: Option<&bilan::Model>) -> Result<Option<TrackingRow>> {
    let Some(bilan) = bilan else { return Ok(None) };
    let row = tracking::row(cx, bilan.learner_id, bilan.grading_period_id).await?;
    Ok(row.map(|row| TrackingRow { row, period: Some(bilan.grading_period_id) }))
}
