//! One role held by one account.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, RoleGrantId, UserId};

/// Function a person holds in one establishment.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    async_graphql::Enum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Sets up and supervises the establishment, without access to pedagogical content.
    Admin,
    /// Head of school, who opens inspector access and sends the school record.
    Head,
    /// Director delegated to vocational training, who steers teams and owns the calendar.
    Ddftp,
    /// Teacher, who positions learners and writes bilans.
    Teacher,
    /// Company person who follows a learner during a placement.
    Tutor,
    /// Person trained.
    Learner,
    /// Inspector with a time-limited read access.
    Inspector,
}

/// One role held by one account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoleGrantId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The account.
    pub user_id: UserId,
    /// The role.
    pub role: Role,
    /// Moment it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
