//! September to August year of a school.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, SchoolYearId};

/// September to August year of a school.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "school_year")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SchoolYearId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// Civil year it begins in.
    pub year: i32,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Whether it is the year the school is working in.
    pub current: bool,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
