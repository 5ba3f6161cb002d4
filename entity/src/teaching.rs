//! Subject taught by a teacher to a division or a group.

use sea_orm::entity::prelude::*;

use crate::id::{DivisionId, EstablishmentId, LearnerGroupId, SchoolYearId, TeachingId, UserId};

/// Subject taught by a teacher to a division or a group.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "teaching")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TeachingId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The school year.
    pub school_year_id: SchoolYearId,
    /// The teacher.
    pub user_id: UserId,
    /// National code of the subject.
    #[sea_orm(column_type = "Text")]
    pub subject_code: String,
    /// The division, when it is taught to a whole one.
    pub division_id: Option<DivisionId>,
    /// The group, when it is taught to one.
    pub group_id: Option<LearnerGroupId>,
    /// Mode of teaching, as the files give it.
    #[sea_orm(column_type = "Text")]
    pub mode: String,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
