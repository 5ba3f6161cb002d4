//! Trimester or semester of a diploma at a level.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, GradingPeriodId, SchoolYearId, SpecialtyId, UserId};

/// How many grading periods a school year has.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    async_graphql::Enum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Rhythm {
    /// Three periods a year.
    Trimester,
    /// Two periods a year.
    Semester,
}

/// Trimester or semester of a diploma at a level.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grading_period")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GradingPeriodId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The diploma.
    pub specialty_id: SpecialtyId,
    /// Class level.
    #[sea_orm(column_type = "Text")]
    pub level: String,
    /// The school year.
    pub school_year_id: SchoolYearId,
    /// Rank in the year, from 1.
    pub number: i32,
    /// Rhythm of the year.
    pub rhythm: Rhythm,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Its code in the marks software.
    #[sea_orm(column_type = "Text")]
    pub external_ref: Option<String>,
    /// Grows by one with each edit.
    pub version: i32,
    /// Moment it was put in the bin.
    pub deleted_at: Option<DateTimeUtc>,
    /// Who put it there.
    pub deleted_by: Option<UserId>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
