//! Line of the chained audit log.

use sea_orm::entity::prelude::*;

use crate::id::{AuditLineId, EstablishmentId, UserId};

/// Line of the chained audit log.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_line")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditLineId,
    /// The school; none for what concerns no school.
    pub establishment_id: Option<EstablishmentId>,
    /// Number in the school's log, from 1.
    pub number: i64,
    /// When.
    pub at: DateTimeUtc,
    /// Who; none for the service itself. Not a foreign key: the log outlives the account.
    pub actor_id: Option<UserId>,
    /// Under which role or task.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// What was done.
    #[sea_orm(column_type = "Text")]
    pub act: String,
    /// On what, in its outside form.
    #[sea_orm(column_type = "Text")]
    pub record: Option<String>,
    /// What else must be known.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
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
