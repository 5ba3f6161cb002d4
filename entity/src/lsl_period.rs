//! Rhythm and dates of the school record for a diploma at a level.

use sea_orm::entity::prelude::*;

use crate::grading_period::Rhythm;
use crate::id::{EstablishmentId, LslPeriodId, SchoolYearId, SpecialtyId};

/// Rhythm and dates of the school record for a diploma at a level.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lsl_period")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LslPeriodId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The diploma.
    pub specialty_id: SpecialtyId,
    /// Class level.
    #[sea_orm(column_type = "Text")]
    pub level: String,
    /// The school year.
    pub school_year_id: SchoolYearId,
    /// Rhythm declared.
    pub rhythm: Rhythm,
    /// First day of entry.
    pub opens_on: Date,
    /// Last day of entry.
    pub closes_on: Date,
    /// Grows by one with each edit.
    pub version: i32,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
