//! What someone did, as a sentence for the console; names no learner.

use sea_orm::entity::prelude::*;

use crate::id::{DivisionId, EstablishmentId, JournalEntryId};

/// What someone did, as a sentence for the console; names no learner.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_entry")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JournalEntryId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// Number of the change it came with.
    pub seq: i64,
    /// When.
    pub at: DateTimeUtc,
    /// Who, as people read it.
    #[sea_orm(column_type = "Text")]
    pub actor: String,
    /// What, as people read it.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// The division concerned.
    pub division_id: Option<DivisionId>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
