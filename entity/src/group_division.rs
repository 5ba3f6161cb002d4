//! Division some learners of a group come from.

use sea_orm::entity::prelude::*;

use crate::id::{DivisionId, EstablishmentId, GroupDivisionId, LearnerGroupId};

/// Division some learners of a group come from.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_division")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GroupDivisionId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The group.
    pub group_id: LearnerGroupId,
    /// The division.
    pub division_id: DivisionId,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
