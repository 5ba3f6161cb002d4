//! Browser that an account has signed in from.

use sea_orm::entity::prelude::*;

use crate::id::{DeviceId, EstablishmentId, UserId};

/// Browser that an account has signed in from.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeviceId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The account.
    pub user_id: UserId,
    /// Hash of the cookie that names the browser.
    #[sea_orm(column_type = "Text")]
    pub cookie_hash: String,
    /// Failed sign-ins since the last good one.
    pub failures: i32,
    /// Moment before which it may not try again.
    pub waits_until: Option<DateTimeUtc>,
    /// Moment of the last failed sign-in.
    pub last_failure_at: Option<DateTimeUtc>,
    /// Moment until which it is known for this account.
    pub trusted_until: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
