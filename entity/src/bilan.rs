//! Dated synthesis of a learner's competencies for one period.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{BilanId, EstablishmentId, FrameworkId, GradingPeriodId, LearnerId, UserId};

/// What a bilan is for.
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
pub enum BilanKind {
    /// Synthesis of one period.
    Intermediate,
    /// Final synthesis used by the certification board.
    Terminal,
}

/// Dated synthesis of a learner's competencies for one period.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bilan")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BilanId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The learner.
    pub learner_id: LearnerId,
    /// The period it was begun for.
    pub grading_period_id: GradingPeriodId,
    /// The framework its levels refer to.
    pub framework_id: FrameworkId,
    /// What it is for.
    pub kind: BilanKind,
    /// The written synthesis.
    #[sea_orm(column_type = "Text")]
    pub synthesis: String,
    /// Day it speaks of; it counts for the period that holds this day.
    pub reference_date: Date,
    /// Who began it.
    pub author_id: UserId,
    /// Who saved it last.
    pub updated_by: UserId,
    /// Moment it was frozen; none while it is a draft.
    pub validated_at: Option<DateTimeUtc>,
    /// Who validated it.
    pub validated_by: Option<UserId>,
    /// Grows by one with each edit.
    pub version: i32,
    /// Moment it was begun.
    pub created_at: DateTimeUtc,
    /// Moment it was last saved.
    pub updated_at: DateTimeUtc,
    /// Moment it was put in the bin.
    pub deleted_at: Option<DateTimeUtc>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
