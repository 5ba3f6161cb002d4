//! A bilan, its levels and what it said before.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Enum, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use entity::bilan::{self, BilanKind};
use entity::bilan_version::BilanVersionCause;
use entity::id::{BilanId, FrameworkItemId};

use crate::access::Act;
use crate::accounts::graphql::User;
use crate::bilans::history::{self, Version};
use crate::bilans::{self, Level, due};
use crate::error::Result;
use crate::establishments::learners::graphql::Learner;
use crate::frameworks::graphql::Framework;
use crate::graphql::{CxExt as _, LoadError, Loaders, load, load_opt};
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

    /// What it said before something else took its place, oldest first. Empty for learners.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<BilanVersion>> {
        let history = load_opt(ctx, HistoryOf(self.0.id)).await?.unwrap_or_default();
        Ok(history.into_iter().map(BilanVersion).collect())
    }

    /// What the viewer may do with it as it stands.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Vec<Act> {
        bilans::acts_on(ctx.cx(), &self.0)
    }
}

/// What a bilan said, kept when something else took its place.
#[derive(Clone, Description)]
pub struct BilanVersion(Version);

#[Object(use_type_description)]
impl BilanVersion {
    /// Rank among its versions, from 1.
    async fn number(&self) -> i32 {
        self.0.row.number
    }

    /// Why it was kept.
    async fn cause(&self) -> BilanVersionCause {
        self.0.row.cause
    }

    /// Who wrote it last. Null when nobody noted it.
    async fn written_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.said.written_by {
            Some(user) => load_opt(ctx, user).await,
            None => Ok(None),
        }
    }

    /// Moment it was validated. Null for a draft.
    async fn validated_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.validated_at
    }

    /// Moment it was kept.
    async fn kept_at(&self) -> DateTime<Utc> {
        self.0.row.kept_at
    }

    /// Who put something else in its place, or chose a colleague's words over it.
    async fn kept_by(&self, ctx: &Context<'_>) -> Result<User> {
        load(ctx, self.0.row.kept_by).await
    }

    /// Why it was reopened. Null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// Day it spoke of.
    async fn reference_date(&self) -> NaiveDate {
        self.0.said.reference_date
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
    pub(super) bilan: Bilan,
    /// Name of its period, such as « Semestre 1 ».
    pub(super) period_label: String,
}

/// Key of the levels of one bilan.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LevelsOf(pub BilanId);

impl Loader<LevelsOf> for Loaders {
    type Value = Vec<Level>;
    type Error = LoadError;

    async fn load(&self, keys: &[LevelsOf]) -> Result<HashMap<LevelsOf, Self::Value>, LoadError> {
        let ids: Vec<BilanId> = keys.iter().map(|key| key.0).collect();
        Ok(bilans::levels(&self.0, &ids).await?.into_iter().map(|(id, levels)| (LevelsOf(id), levels)).collect())
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
        let found = history::histories(&self.0, &ids).await?;
        Ok(found.into_iter().map(|(id, history)| (HistoryOf(id), history)).collect())
    }
}
