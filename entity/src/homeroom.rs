//! Teacher who coordinates a division.

use sea_orm::entity::prelude::*;

use crate::id::{DivisionId, EstablishmentId, HomeroomId, UserId};

/// Teacher who coordinates a division.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "homeroom")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HomeroomId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The division.
    pub division_id: DivisionId,
    /// The teacher.
    pub user_id: UserId,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
