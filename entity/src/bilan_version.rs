//! What a bilan said, kept when something else took its place.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{BilanId, BilanVersionId, EstablishmentId, UserId};

/// Why what a bilan said was kept.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    async_graphql::Enum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BilanVersionCause {
    /// It was validated, and reopened for a correction.
    Reopened,
    /// A colleague who had seen it chose another text in its place.
    Replaced,
    /// It was typed while a colleague saved something else, and the colleague's was chosen: it never stood.
    SetAside,
}

/// What a bilan said, kept when something else took its place.
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
    /// Why it was kept.
    pub cause: BilanVersionCause,
    /// Synthesis, levels, reference date and people of that moment.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// Moment that version was validated; none for a draft.
    pub validated_at: Option<DateTimeUtc>,
    /// Moment it was kept.
    pub kept_at: DateTimeUtc,
    /// Who put something else in its place, or chose a colleague's text over it.
    pub kept_by: UserId,
    /// Why it was reopened; none otherwise.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
