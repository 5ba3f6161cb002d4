//! Seal of the last line of a log, one night.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, LogMarkId};

/// A chained log of a school.
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
pub enum Log {
    /// What was done.
    Acts,
    /// Who read which file.
    Reads,
}

/// Seal of the last line of a log, one night.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "log_mark")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LogMarkId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// Which log.
    pub log: Log,
    /// Number of the line.
    pub number: i64,
    /// Hash of the line.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// When it was sealed.
    pub at: DateTimeUtc,
    /// What only the service can write.
    #[sea_orm(column_type = "Text")]
    pub seal: String,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
