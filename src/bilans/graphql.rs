//! Bilans and tracking tables as the schema shows them, and what can be done with them.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Enum, ID, InputObject, MaybeUndefined, Object, SimpleObject, Subscription};
use chrono::{DateTime, NaiveDate, Utc};
use entity::bilan::{self, BilanKind};
use entity::id::{BilanId, DivisionId, FrameworkId, FrameworkItemId, GradingPeriodId, LearnerId, UserId};
use futures::{Stream, TryStreamExt as _};

use super::life::{self, Version};
use super::tracking;
use super::{Edit, Level, LevelEdit, Save, charge, due};
use crate::access::Act;
use crate::accounts::graphql::User;
use crate::changes::{Moved, Topic};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::establishments::graphql::Division;
use crate::establishments::learners::Record;
use crate::establishments::learners::graphql::Learner;
use crate::frameworks::graphql::{Framework, FrameworkItem};
use crate::graphql::{CxExt as _, LoadError, Loaders, UserError, live, load, load_opt, outcome};
use crate::periods::graphql::GradingPeriod;

/// Where a learner stands for a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "due::State")]
pub enum BilanState {
    /// Nothing is expected: the period has not begun, or the learner is not there during it.
    NotDue,
    /// Expected, nothing written yet.
    Due,
    /// Expected, begun, not validated.
    Draft,
    /// A validated bilan counts for the period.
    Done,
    /// Expected and not done, and the period is over.
    Late,
}

/// Level of one competency, decided and proposed.
#[derive(Clone, SimpleObject)]
pub struct CompetencyLevel {
    /// The competency.
    item_id: FrameworkItemId,
    /// Rank decided in the level scale; null when not assessed.
    rank: Option<i32>,
    /// Whether the learner was absent; absent is not a level.
    absent: bool,
    /// Rank proposed, kept beside the one decided; null when nothing proposes one.
    proposed: Option<i32>,
    /// Comment on this competency.
    comment: Option<String>,
}

impl From<Level> for CompetencyLevel {
    fn from(level: Level) -> Self {
        let Level { item, rank, absent, proposed, comment } = level;
        Self { item_id: item, rank, absent, proposed, comment }
    }
}

/// Dated synthesis of a learner's competencies for one period.
#[derive(Clone, Description)]
pub struct Bilan(pub bilan::Model);

#[Object(use_type_description)]
impl Bilan {
    /// Identifier.
    pub(crate) async fn id(&self) -> BilanId {
        self.0.id
    }

    /// Number to send back with an edit.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Learner it is about.
    async fn learner(&self, ctx: &Context<'_>) -> Result<Learner> {
        load(ctx, self.0.learner_id).await
    }

    /// Period it was begun for.
    async fn period(&self, ctx: &Context<'_>) -> Result<GradingPeriod> {
        load(ctx, self.0.grading_period_id).await
    }

    /// What it is for.
    async fn kind(&self) -> BilanKind {
        self.0.kind
    }

    /// Framework its levels refer to.
    async fn framework(&self, ctx: &Context<'_>) -> Result<Framework> {
        load(ctx, self.0.framework_id).await
    }

    /// The written synthesis; empty when there is none.
    async fn synthesis(&self) -> &str {
        &self.0.synthesis
    }

    /// Levels given to competencies.
    async fn levels(&self, ctx: &Context<'_>) -> Result<Vec<CompetencyLevel>> {
        let levels = load_opt(ctx, LevelsOf(self.0.id)).await?.unwrap_or_default();
        Ok(levels.into_iter().map(CompetencyLevel::from).collect())
    }

    /// Who began it.
    async fn author(&self, ctx: &Context<'_>) -> Result<User> {
        load(ctx, self.0.author_id).await
    }

    /// Day it speaks of: the earlier of today and the period's end unless changed.
    async fn reference_date(&self) -> NaiveDate {
        self.0.reference_date
    }

    /// Moment it was validated and the learner could read it. Null while it is a draft.
    async fn validated_at(&self) -> Option<DateTime<Utc>> {
        self.0.validated_at
    }

    /// Who validated it. Null while it is a draft.
    async fn validated_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.validated_by {
            Some(user) => load_opt(ctx, user).await,
            None => Ok(None),
        }
    }

    /// Moment it was last saved.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }

    /// Who saved it last.
    async fn updated_by(&self, ctx: &Context<'_>) -> Result<User> {
        load(ctx, self.0.updated_by).await
    }

    /// What it said before each time it was reopened, oldest first. Empty for learners.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<BilanVersion>> {
        let history = load_opt(ctx, HistoryOf(self.0.id)).await?.unwrap_or_default();
        Ok(history.into_iter().map(BilanVersion).collect())
    }

    /// What the viewer may do with it as it stands.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Vec<Act> {
        super::acts_on(ctx.cx(), &self.0)
    }
}

/// What a bilan said before it was reopened.
#[derive(Clone, Description)]
pub struct BilanVersion(Version);

#[Object(use_type_description)]
impl BilanVersion {
    /// Rank among its versions, from 1.
    async fn number(&self) -> i32 {
        self.0.row.number
    }

    /// Moment it was validated.
    async fn validated_at(&self) -> DateTime<Utc> {
        self.0.row.validated_at
    }

    /// Moment it was reopened.
    async fn reopened_at(&self) -> DateTime<Utc> {
        self.0.row.reopened_at
    }

    /// Who reopened it.
    async fn reopened_by(&self, ctx: &Context<'_>) -> Result<User> {
        load(ctx, self.0.row.reopened_by).await
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.row.reason
    }

    /// The written synthesis.
    async fn synthesis(&self) -> &str {
        &self.0.said.synthesis
    }

    /// Levels given to competencies.
    async fn levels(&self) -> Vec<CompetencyLevel> {
        self.0.said.levels.iter().cloned().map(|said| Level::from(said).into()).collect()
    }
}

/// A learner's own bilan.
#[derive(SimpleObject)]
pub struct MyBilan {
    /// The validated bilan.
    bilan: Bilan,
    /// Name of its period, such as « Semestre 1 ».
    period_label: String,
}

/// One learner of a tracking table.
#[derive(Description)]
pub struct TrackingRow {
    row: tracking::Row,
    period: Option<GradingPeriodId>,
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
pub struct TrackingTable(tracking::Table);

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
        #[graphql(desc = "The framework; null for the one most of its learners follow.")] framework_id: Option<
            FrameworkId,
        >,
    ) -> Result<Option<TrackingTable>> {
        Ok(tracking::table(ctx.cx(), division_id, period_id, framework_id).await?.map(TrackingTable))
    }

    /// The signed-in learner's own validated bilans, newest first. Empty for everybody else.
    async fn my_bilans(&self, ctx: &Context<'_>) -> Result<Vec<MyBilan>> {
        let own = super::own(ctx.cx()).await?;
        let mut bilans = Vec::with_capacity(own.len());
        let periods = super::periods_of(ctx.cx(), &own).await?;
        for bilan in own {
            let Some(period) = periods.get(&bilan.grading_period_id) else { continue };
            bilans.push(MyBilan { period_label: crate::periods::label(period), bilan: Bilan(bilan) });
        }
        Ok(bilans)
    }
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
        };
        let saved = super::save_bilan(cx, save, input.client_mutation_id.as_deref()).await;
        let current = match &saved {
            Err(error) if super::is_conflict(error) => super::of_learner(cx, learner, period).await?,
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
        #[graphql(desc = "The framework; null for the one most of its learners follow.")] framework_id: Option<
            FrameworkId,
        >,
    ) -> Result<impl Stream<Item = async_graphql::Result<TrackingTable>> + use<>> {
        let topics = &[Topic::Bilans, Topic::Calendar, Topic::School];
        let concerns = async move |cx: &Cx, moved: &Moved| tracking::concerned(cx, division_id, moved).await;
        let table = live::state_when(ctx.cx(), topics, concerns, async move |cx: &Cx| {
            let table = tracking::table(cx, division_id, period_id, framework_id).await?;
            table.map(TrackingTable).ok_or(Error::NotFound)
        })?;
        Ok(table.map_err(async_graphql::Error::from))
    }
}

async fn row(cx: &Cx, bilan: Option<&bilan::Model>) -> Result<Option<TrackingRow>> {
    let Some(bilan) = bilan else { return Ok(None) };
    let row = tracking::row(cx, bilan.learner_id, bilan.grading_period_id).await?;
    Ok(row.map(|row| TrackingRow { row, period: Some(bilan.grading_period_id) }))
}

/// Key of the levels of one bilan.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LevelsOf(pub BilanId);

impl Loader<LevelsOf> for Loaders {
    type Value = Vec<Level>;
    type Error = LoadError;

    async fn load(&self, keys: &[LevelsOf]) -> Result<HashMap<LevelsOf, Self::Value>, LoadError> {
        let ids: Vec<BilanId> = keys.iter().map(|key| key.0).collect();
        Ok(super::levels(&self.0, &ids).await?.into_iter().map(|(id, levels)| (LevelsOf(id), levels)).collect())
    }
}

/// Key of the history of one bilan.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HistoryOf(pub BilanId);

impl Loader<HistoryOf> for Loaders {
    type Value = Vec<Version>;
    type Error = LoadError;

    async fn load(&self, keys: &[HistoryOf]) -> Result<HashMap<HistoryOf, Self::Value>, LoadError> {
        let ids: Vec<BilanId> = keys.iter().map(|key| key.0).collect();
        let found = life::histories(&self.0, &ids).await?;
        Ok(found.into_iter().map(|(id, history)| (HistoryOf(id), history)).collect())
    }
}
