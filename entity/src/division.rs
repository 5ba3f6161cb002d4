//! Administrative class of learners, for one school year.

use sea_orm::entity::prelude::*;

use crate::id::{DivisionId, EstablishmentId, SchoolYearId};

/// Administrative class of learners, for one school year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "division")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DivisionId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// Its school year.
    pub school_year_id: SchoolYearId,
    /// Code in the school's files.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// Name as people read it.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// Moment an import no longer found it.
    pub removed_at: Option<DateTimeUtc>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
