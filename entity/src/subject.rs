//! Subject taught in a school.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, SubjectId};

/// Subject taught in a school.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subject")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SubjectId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// National code.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// Full label.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// Label short enough for a column.
    #[sea_orm(column_type = "Text")]
    pub short_label: String,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
