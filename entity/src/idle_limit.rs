//! How long the sessions of one role may stay idle in a school that chose another length than the usual one.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, IdleLimitId};
use crate::role_grant::Role;

/// How long the sessions of one role may stay idle in a school that chose another length than the usual one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idle_limit")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdleLimitId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The role.
    pub role: Role,
    /// Minutes without a request after which a session ends.
    pub minutes: i32,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
