//! One learner in one group.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, GroupMemberId, LearnerGroupId, LearnerId};

/// One learner in one group.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_member")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GroupMemberId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The group.
    pub group_id: LearnerGroupId,
    /// The learner.
    pub learner_id: LearnerId,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
