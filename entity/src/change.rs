//! Numbered line that says what changed in a school; the truth behind live screens.

use sea_orm::entity::prelude::*;

use crate::id::EstablishmentId;

/// Numbered line that says what changed in a school; the truth behind live screens.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_log")]
pub struct Model {
    /// The school it belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub establishment_id: EstablishmentId,
    /// Number in the school, without a hole.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// What kind of thing changed.
    #[sea_orm(column_type = "Text")]
    pub topic: String,
    /// Which one; none when many changed.
    pub record: Option<Uuid>,
    /// When.
    pub at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
