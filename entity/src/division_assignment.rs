//! Division that somebody of the school gave a teacher to follow for its school year, beside what the files say.

use sea_orm::entity::prelude::*;

use crate::id::{DivisionAssignmentId, DivisionId, EstablishmentId, SchoolYearId, UserId};

/// Division that somebody of the school gave a teacher to follow for its school year, beside what the files say.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "division_assignment")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DivisionAssignmentId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The school year, which is the division's.
    pub school_year_id: SchoolYearId,
    /// The division.
    pub division_id: DivisionId,
    /// The teacher.
    pub user_id: UserId,
    /// Who gave it.
    pub assigned_by: UserId,
    /// When.
    pub assigned_at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
