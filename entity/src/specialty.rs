//! Diploma taught in this school.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, FrameworkId, SpecialtyId};

/// Diploma taught in this school.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "specialty")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SpecialtyId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The framework of the diploma.
    pub framework_id: FrameworkId,
    /// Moment it was put in the bin.
    pub deleted_at: Option<DateTimeUtc>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
