//! Days during which an inspector may read what concerns some diplomas of a school.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, InspectorWindowId, UserId};

/// Days during which an inspector may read what concerns some diplomas of a school (`R174`).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspector_window")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InspectorWindowId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The inspector.
    pub user_id: UserId,
    /// First day, from its first second on in the school's time zone.
    pub starts_on: Date,
    /// Last day, until its midnight.
    pub ends_on: Date,
    /// The head who opened it.
    pub opened_by: UserId,
    /// When.
    pub opened_at: DateTimeUtc,
    /// Who closed it before its last day.
    pub closed_by: Option<UserId>,
    /// When.
    pub closed_at: Option<DateTimeUtc>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
