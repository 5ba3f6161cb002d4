//! What one import changed in one row, to take it back.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, ImportRunId, ImportUndoId};

/// What one import changed in one row, to take it back.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_undo")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportUndoId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The import.
    pub import_run_id: ImportRunId,
    /// Place in the order of the changes.
    pub position: i32,
    /// The table.
    #[sea_orm(column_type = "Text")]
    pub table_name: String,
    /// The row.
    pub record_id: Uuid,
    /// The row before; none when the import created it.
    #[sea_orm(column_type = "JsonBinary")]
    pub before: Option<Json>,
    /// The row after.
    #[sea_orm(column_type = "JsonBinary")]
    pub after: Json,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
