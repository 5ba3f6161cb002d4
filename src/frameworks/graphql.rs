//! Frameworks as the schema shows them.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Object, SimpleObject};
use entity::framework::DiplomaType;
use entity::id::{FrameworkId, FrameworkItemId};
use entity::{framework, framework_item};

use crate::error::Result;
use crate::graphql::{CxExt as _, LoadError, Loaders, load_opt};

/// Versioned official framework of a diploma.
#[derive(Clone, Description)]
pub struct Framework(pub framework::Model);

#[Object(use_type_description)]
impl Framework {
    /// Identifier, the same for all the revisions.
    pub(crate) async fn id(&self) -> FrameworkId {
        self.0.id
    }

    /// Short code.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Revision of the file it was read from.
    async fn version(&self) -> &str {
        &self.0.revision
    }

    /// Full title of the diploma.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Title short enough for a column or a menu.
    async fn short_title(&self) -> &str {
        &self.0.short_title
    }

    /// Kind of diploma it leads to.
    async fn diploma_type(&self) -> DiplomaType {
        self.0.diploma_type
    }

    /// Length of the cycle, in years.
    async fn cycle_years(&self) -> i32 {
        self.0.cycle_years
    }

    /// Class levels of the cycle, in order.
    async fn levels(&self) -> Vec<ClassLevel> {
        super::levels(&self.0).into_iter().map(ClassLevel::from).collect()
    }

    /// Scale that learners are positioned on.
    async fn scale(&self) -> LevelScale {
        super::scale(&self.0).into()
    }

    /// Competencies of all levels and options, in the order of the framework.
    async fn competencies(&self, ctx: &Context<'_>) -> Result<Vec<FrameworkItem>> {
        let items = load_opt(ctx, CompetenciesOf(self.0.id)).await?.unwrap_or_default();
        Ok(items.into_iter().map(FrameworkItem).collect())
    }

    /// Exam units, in the order of the framework.
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<FrameworkItem>> {
        let items = load_opt(ctx, UnitsOf(self.0.id)).await?.unwrap_or_default();
        Ok(items.into_iter().map(FrameworkItem).collect())
    }
}

/// Node of a framework: a competency or an exam unit.
#[derive(Clone, Description)]
pub struct FrameworkItem(pub framework_item::Model);

#[Object(use_type_description)]
impl FrameworkItem {
    /// Identifier, the same for all the revisions.
    pub(crate) async fn id(&self) -> FrameworkItemId {
        self.0.id
    }

    /// Code as people read it.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Full text.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// Words shown above it and its neighbours in a table. Null when the framework groups nothing.
    async fn group(&self) -> Option<&str> {
        self.0.heading.as_deref()
    }

    /// Option of the diploma it is limited to. Null when it concerns all of them.
    async fn option(&self) -> Option<&str> {
        self.0.option.as_deref()
    }
}

/// Year of a diploma's cycle.
#[derive(Clone, SimpleObject)]
pub struct ClassLevel {
    /// Code, such as `2NDE` or `CAP1`.
    pub code: String,
    /// Name to show.
    pub label: String,
    /// Rank in the cycle, from 1.
    pub order: i32,
}

impl From<super::ClassLevel> for ClassLevel {
    fn from(level: super::ClassLevel) -> Self {
        Self { code: level.code, label: level.label, order: level.order }
    }
}

/// Ordered levels that learners are positioned on.
#[derive(Clone, SimpleObject)]
pub struct LevelScale {
    /// Name to show.
    pub label: String,
    /// Levels, lowest first.
    pub levels: Vec<MasteryLevel>,
    /// Words for a competency that was not assessed; it never counts.
    pub not_assessed: String,
}

/// One level of a scale.
#[derive(Clone, SimpleObject)]
pub struct MasteryLevel {
    /// Rank in the scale, from 1.
    pub rank: i32,
    /// Short code to show.
    pub code: String,
    /// Name to show.
    pub label: String,
}

impl From<super::Scale> for LevelScale {
    fn from(scale: super::Scale) -> Self {
        let levels = scale.levels.into_iter().map(|level| MasteryLevel {
            rank: level.rank,
            code: level.code,
            label: level.label,
        });
        Self {
            label: scale.label,
            levels: levels.collect(),
            not_assessed: scale.not_assessed.map_or_else(|| "non évalué".to_owned(), |not| not.label),
        }
    }
}

/// Questions about frameworks.
#[derive(Default)]
pub struct FrameworkQuery;

#[Object]
impl FrameworkQuery {
    /// Frameworks of diplomas known to the service, in order.
    async fn frameworks(&self, ctx: &Context<'_>) -> Result<Vec<Framework>> {
        Ok(super::all(ctx.cx()).await?.into_iter().map(Framework).collect())
    }
}

/// Key of the competencies of one framework.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CompetenciesOf(pub FrameworkId);

impl Loader<CompetenciesOf> for Loaders {
    type Value = Vec<framework_item::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[CompetenciesOf]) -> Result<HashMap<CompetenciesOf, Self::Value>, LoadError> {
        let ids: Vec<FrameworkId> = keys.iter().map(|key| key.0).collect();
        let found = super::competencies(&self.0, &ids).await?;
        Ok(found.into_iter().map(|(id, items)| (CompetenciesOf(id), items)).collect())
    }
}

/// Key of the exam units of one framework.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnitsOf(pub FrameworkId);

impl Loader<UnitsOf> for Loaders {
    type Value = Vec<framework_item::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[UnitsOf]) -> Result<HashMap<UnitsOf, Self::Value>, LoadError> {
        let ids: Vec<FrameworkId> = keys.iter().map(|key| key.0).collect();
        let found = super::units(&self.0, &ids).await?;
        Ok(found.into_iter().map(|(id, items)| (UnitsOf(id), items)).collect())
    }
}

impl Loader<FrameworkId> for Loaders {
    type Value = Framework;
    type Error = LoadError;

    async fn load(&self, keys: &[FrameworkId]) -> Result<HashMap<FrameworkId, Framework>, LoadError> {
        let found = super::by_ids(&self.0, keys).await?;
        Ok(found.into_iter().map(|(id, framework)| (id, Framework(framework))).collect())
    }
}

impl Loader<FrameworkItemId> for Loaders {
    type Value = FrameworkItem;
    type Error = LoadError;

    async fn load(&self, keys: &[FrameworkItemId]) -> Result<HashMap<FrameworkItemId, FrameworkItem>, LoadError> {
        let found = super::items_by_ids(&self.0, keys).await?;
        Ok(found.into_iter().map(|(id, item)| (id, FrameworkItem(item))).collect())
    }
}
