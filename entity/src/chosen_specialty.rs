//! Diploma that a teacher chose to work on; a preference of display, which grants nothing.

use sea_orm::entity::prelude::*;

use crate::id::{ChosenSpecialtyId, EstablishmentId, SpecialtyId, UserId};

/// Diploma that a teacher chose to work on (`R20`); a preference of display, which grants nothing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chosen_specialty")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChosenSpecialtyId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The teacher's account.
    pub user_id: UserId,
    /// The diploma.
    pub specialty_id: SpecialtyId,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
