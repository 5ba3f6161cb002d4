//! Failed sign-ins counted for an account, an address or a school.

use sea_orm::entity::prelude::*;

/// Failed sign-ins counted for an account, an address or a school.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttle")]
pub struct Model {
    /// What is counted, such as `account:<uuid>`, `address:<ip>` or `school:<uuid>`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Failures in the current window.
    pub failures: i32,
    /// Start of the current window.
    pub window_started_at: DateTimeUtc,
    /// Failures in the current day.
    pub day_failures: i32,
    /// Start of the current day.
    pub day_started_at: DateTimeUtc,
    /// Moment before which nothing is tried.
    pub waits_until: Option<DateTimeUtc>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
