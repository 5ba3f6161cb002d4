//! One operation that opened files of learners.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, ReadLineId, UserId};

/// One operation that opened files of learners.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "read_line")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReadLineId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// Number in the school's log, from 1; zero before the log was chained.
    pub number: i64,
    /// When.
    pub at: DateTimeUtc,
    /// Who. Not a foreign key: the log outlives the account.
    pub actor_id: UserId,
    /// Under which role.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// What was asked.
    #[sea_orm(column_type = "Text")]
    pub operation: String,
    /// The learners whose files were opened, or the accounts of which a birth date or an address was told.
    #[sea_orm(column_type = "JsonBinary")]
    pub learners: Json,
    /// Network address it came from; its network alone after 30 days.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// Hash of the line before.
    #[sea_orm(column_type = "Text")]
    pub previous: String,
    /// Hash of this line.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
