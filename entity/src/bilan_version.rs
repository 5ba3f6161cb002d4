//! What a bilan said before it was reopened.

use sea_orm::entity::prelude::*;

use crate::id::{BilanId, BilanVersionId, EstablishmentId, UserId};

/// What a bilan said before it was reopened.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bilan_version")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BilanVersionId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The bilan.
    pub bilan_id: BilanId,
    /// Rank among its versions, from 1.
    pub number: i32,
    /// Synthesis, levels, reference date and author of that moment.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// Moment that version was validated.
    pub validated_at: DateTimeUtc,
    /// Moment it was reopened.
    pub reopened_at: DateTimeUtc,
    /// Who reopened it.
    pub reopened_by: UserId,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
