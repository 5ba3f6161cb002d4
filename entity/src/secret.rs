//! Single-use secret given to one person.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, SecretId, UserId};

/// What a single-use secret opens.
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
pub enum SecretKind {
    /// A link that lets its holder choose a password.
    PasswordLink,
    /// The step between a first sign-in and the password chosen after it.
    ActivationTicket,
    /// A password that only leads to choosing another one.
    TemporaryPassword,
    /// A link that confirms an electronic address.
    AddressLink,
    /// The step between a right password and the second proof.
    SecondStepTicket,
}

/// Single-use secret given to one person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "secret")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SecretId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The account it is for.
    pub user_id: UserId,
    /// What it opens.
    pub kind: SecretKind,
    /// Hash of the secret.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// Moment it stops working.
    pub expires_at: DateTimeUtc,
    /// Moment it was used.
    pub used_at: Option<DateTimeUtc>,
    /// Moment it was made.
    pub created_at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
