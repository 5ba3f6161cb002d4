//! Right of a school to use a framework until a day.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, FrameworkId, SchoolSubscriptionId};

/// Right of a school to use a framework until a day.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "school_subscription")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SchoolSubscriptionId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The framework.
    pub framework_id: FrameworkId,
    /// Last day of the right.
    pub ends_on: Date,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
