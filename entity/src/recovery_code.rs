//! Single-use code that stands in for a lost telephone.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, RecoveryCodeId, UserId};

/// Single-use code that stands in for a lost telephone.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RecoveryCodeId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The account it helps into.
    pub user_id: UserId,
    /// Keyed hash of the code.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// Moment it was used.
    pub used_at: Option<DateTimeUtc>,
    /// Moment it was made.
    pub created_at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
