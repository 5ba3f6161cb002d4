//! Last day to complete in-school certification.

use sea_orm::entity::prelude::*;

use crate::id::{CertificationDeadlineId, EstablishmentId, FrameworkItemId, SchoolYearId, SpecialtyId};

/// Last day to complete in-school certification.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certification_deadline")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CertificationDeadlineId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The diploma.
    pub specialty_id: SpecialtyId,
    /// Class level.
    #[sea_orm(column_type = "Text")]
    pub level: String,
    /// The school year.
    pub school_year_id: SchoolYearId,
    /// The exam unit; none when the day holds for all of them.
    pub framework_item_id: Option<FrameworkItemId>,
    /// The day.
    pub date: Date,
    /// Grows by one with each edit.
    pub version: i32,
    /// Moment it was put in the bin.
    pub deleted_at: Option<DateTimeUtc>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
