//! One learner in one school year.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{DivisionId, EnrolmentId, EstablishmentId, LearnerId, MefId, SchoolYearId, SpecialtyId};

/// Status under which a learner is trained.
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
pub enum LearnerStatus {
    /// Pupil of a secondary school.
    Pupil,
    /// Student in higher education.
    Student,
    /// Apprentice with a contract of employment.
    Apprentice,
    /// Adult in continuing training.
    AdultTrainee,
}

/// One learner in one school year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EnrolmentId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The learner.
    pub learner_id: LearnerId,
    /// The school year.
    pub school_year_id: SchoolYearId,
    /// The division; none when the files give none.
    pub division_id: Option<DivisionId>,
    /// The training course; none when the files give none.
    pub mef_id: Option<MefId>,
    /// The diploma; none while the training course has no framework.
    pub specialty_id: Option<SpecialtyId>,
    /// Class level of the diploma's cycle, such as `2NDE`, `1RE`, `TLE` or `CAP1`.
    #[sea_orm(column_type = "Text")]
    pub level: Option<String>,
    /// Option of the diploma.
    #[sea_orm(column_type = "Text")]
    pub option: Option<String>,
    /// Status of the learner.
    pub status: LearnerStatus,
    /// Day of arrival in the school.
    pub entered_on: Option<Date>,
    /// Day of leaving the school.
    pub left_on: Option<Date>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
