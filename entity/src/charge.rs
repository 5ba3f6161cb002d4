//! Teacher named by the DDFTP for the bilan of a learner, in place of the default.

use sea_orm::entity::prelude::*;

use crate::id::{ChargeId, EstablishmentId, GradingPeriodId, LearnerId, UserId};

/// Teacher named by the DDFTP for the bilan of a learner, in place of the default.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "charge")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChargeId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The period.
    pub grading_period_id: GradingPeriodId,
    /// The learner.
    pub learner_id: LearnerId,
    /// The teacher.
    pub user_id: UserId,
    /// Who named this teacher.
    pub named_by: UserId,
    /// When.
    pub named_at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
