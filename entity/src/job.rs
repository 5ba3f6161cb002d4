//! Work that must happen, written with its cause.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, JobId};

/// Work that must happen, written with its cause.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    /// Which work.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// What it needs.
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
    /// Moment before which it is not begun.
    pub due_at: DateTimeUtc,
    /// How many times it was begun.
    pub attempts: i32,
    /// Moment until which a worker has it.
    pub claimed_until: Option<DateTimeUtc>,
    /// Moment it was given up.
    pub failed_at: Option<DateTimeUtc>,
    /// What went wrong the last time.
    #[sea_orm(column_type = "Text")]
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// The school; none for what concerns no school.
    pub establishment_id: Option<EstablishmentId>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
