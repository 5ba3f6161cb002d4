//! What a telephone proves at sign-in, beside the password.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, SecondFactorId, UserId};

/// What a telephone proves at sign-in, beside the password.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SecondFactorId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The account; one each.
    pub user_id: UserId,
    /// Key that the telephone shares, sealed with one that is not in the database.
    #[sea_orm(column_type = "Text")]
    pub sealed_key: String,
    /// Moment a first code proved that the telephone has the key; none while it is being set up.
    pub confirmed_at: Option<DateTimeUtc>,
    /// Number of the last period of thirty seconds whose code was accepted: it and those before are not again.
    pub last_step: i64,
    /// Moment the key was made.
    pub created_at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
