//! Vocational school; the tenant.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, UserId};

/// How someone proves who they are at the first sign-in.
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
pub enum ActivationMode {
    /// The birth date, written as the guides say.
    BirthDate,
    /// The birth date and a code handed over by the school.
    BirthDateAndCode,
    /// A code handed over by the school.
    Code,
    /// A single-use link sent by mail.
    MailLink,
}

/// How much a refused sign-in tells.
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
pub enum SignInMessages {
    /// The same message whatever was wrong.
    Uniform,
    /// A message that says what was wrong.
    Distinct,
}

/// How staff who lost their password come back in by mail.
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
pub enum ResetMode {
    /// A single-use link.
    Link,
    /// A temporary password, for schools whose mail filters break links.
    TemporaryPassword,
}

/// From whom a second proof is asked at sign-in (security A14).
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
pub enum SecondFactorPolicy {
    /// From nobody, not even from those who had set one up.
    Off,
    /// From the adults who have set one up.
    Adults,
    /// As [`SecondFactorPolicy::Adults`], and the administrator and the head must set one up.
    RequiredAdmin,
}

/// Vocational school; the tenant.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "establishment")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EstablishmentId,
    /// National code, seven digits and a key letter.
    #[sea_orm(column_type = "Text")]
    pub uai: String,
    /// Name as people read it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Town.
    #[sea_orm(column_type = "Text")]
    pub town: Option<String>,
    /// Address of contact.
    #[sea_orm(column_type = "Text")]
    pub email: Option<String>,
    /// Telephone of contact.
    #[sea_orm(column_type = "Text")]
    pub phone: Option<String>,
    /// IANA name of the zone its days are counted in.
    #[sea_orm(column_type = "Text")]
    pub time_zone: String,
    /// How people prove who they are at the first sign-in.
    pub activation: ActivationMode,
    /// How much a refused sign-in tells.
    pub sign_in_messages: SignInMessages,
    /// How staff who lost their password come back in by mail.
    pub reset: ResetMode,
    /// From whom a second proof is asked at sign-in.
    pub second_factor: SecondFactorPolicy,
    /// Moment since which data of learners may go to other schools; none while they may not (`R135`).
    pub transfer_since: Option<DateTimeUtc>,
    /// Who decided so.
    pub transfer_by: Option<UserId>,
    /// Entry of the register of processing, formerly a number of the CNIL (`R136`).
    #[sea_orm(column_type = "Text")]
    pub register_reference: Option<String>,
    /// Name of the data-protection officer.
    #[sea_orm(column_type = "Text")]
    pub officer_name: Option<String>,
    /// Address of the data-protection officer.
    #[sea_orm(column_type = "Text")]
    pub officer_email: Option<String>,
    /// Number of the last change; locked by each write, so the order seen is the order committed.
    pub change_seq: i64,
    /// Moment it was created.
    pub created_at: DateTimeUtc,
    /// Grows by one with each edit.
    pub version: i32,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
