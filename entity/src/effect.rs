//! What a mutation that may be sent twice did the first time; kept 24 hours.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, UserId};

/// What a mutation that may be sent twice did the first time; kept 24 hours.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "effect")]
pub struct Model {
    /// The school it belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub establishment_id: EstablishmentId,
    /// Who sent it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// What the client called it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_mutation_id: String,
    /// What was done.
    #[sea_orm(column_type = "Text")]
    pub act: String,
    /// What it answered.
    pub record: Option<Uuid>,
    /// When.
    pub at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
