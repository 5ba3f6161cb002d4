//! Level given to one competency in a bilan.

use sea_orm::entity::prelude::*;

use crate::id::{BilanId, BilanLevelId, EstablishmentId, FrameworkItemId};

/// Level given to one competency in a bilan.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bilan_level")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BilanLevelId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The bilan.
    pub bilan_id: BilanId,
    /// The competency.
    pub framework_item_id: FrameworkItemId,
    /// Rank in the level scale, from 1; none when not assessed.
    pub rank: Option<i32>,
    /// Whether the learner was absent.
    pub absent: bool,
    /// Rank that was proposed when the bilan was begun.
    pub proposed: Option<i32>,
    /// Comment on this competency.
    #[sea_orm(column_type = "Text")]
    pub comment: Option<String>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
