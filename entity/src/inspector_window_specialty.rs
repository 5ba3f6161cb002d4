//! Diploma that an inspector may read during a window.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, InspectorWindowId, SpecialtyId, WindowSpecialtyId};

/// Diploma that an inspector may read during a window.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspector_window_specialty")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WindowSpecialtyId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The window.
    pub window_id: InspectorWindowId,
    /// The diploma.
    pub specialty_id: SpecialtyId,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
