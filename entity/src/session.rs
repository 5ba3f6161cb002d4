//! One signed-in browser, under one role.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, SessionId, SpecialtyId, UserId};
use crate::role_grant::Role;

/// One signed-in browser, under one role.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The account.
    pub user_id: UserId,
    /// The role in use.
    pub role: Role,
    /// Hash of the cookie.
    #[sea_orm(column_type = "Text")]
    pub token_hash: String,
    /// Browser and system as people call them; none when the browser did not say.
    #[sea_orm(column_type = "Text")]
    pub browser: Option<String>,
    /// Diploma whose classes it shows (`R21`); none for all of the person's.
    pub specialty_id: Option<SpecialtyId>,
    /// Moment of the sign-in.
    pub created_at: DateTimeUtc,
    /// Moment of the last request.
    pub seen_at: DateTimeUtc,
    /// Moment it ends if nothing more is asked.
    pub idle_ends_at: DateTimeUtc,
    /// Moment it ends whatever happens.
    pub ends_at: DateTimeUtc,
    /// Moment it was ended.
    pub ended_at: Option<DateTimeUtc>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
