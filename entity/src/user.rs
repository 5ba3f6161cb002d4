//! Account of one person in one school.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, UserId};

/// Where an account comes from.
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
pub enum AccountSource {
    /// The learners file of SIECLE.
    Siecle,
    /// The staff and structure file of STSWEB.
    Stsweb,
    /// The command line of the service.
    CommandLine,
    /// Entered by hand in the establishment.
    Manual,
    /// Learner outside SIECLE: a line of a list, or a form that makes one.
    ManualCsv,
}

/// Account of one person in one school.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_account")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// What the person types to sign in.
    #[sea_orm(column_type = "Text")]
    pub login: String,
    /// Family name.
    #[sea_orm(column_type = "Text")]
    pub last_name: String,
    /// First name.
    #[sea_orm(column_type = "Text")]
    pub first_name: String,
    /// Name used in daily life, when it is another one.
    #[sea_orm(column_type = "Text")]
    pub usage_name: Option<String>,
    /// Civility, as the files give it.
    #[sea_orm(column_type = "Text")]
    pub civility: Option<String>,
    /// Sex, as the files give it.
    #[sea_orm(column_type = "Text")]
    pub sex: Option<String>,
    /// Electronic address.
    #[sea_orm(column_type = "Text")]
    pub email: Option<String>,
    /// Electronic address asked for and not yet confirmed.
    #[sea_orm(column_type = "Text")]
    pub pending_email: Option<String>,
    /// Birth date; its reading is logged.
    pub birth_date: Option<Date>,
    /// Names and login in lower case without accents, for searching.
    #[sea_orm(column_type = "Text")]
    pub search: String,
    /// Argon2id hash of the password; none until one was chosen.
    #[sea_orm(column_type = "Text")]
    pub password_hash: Option<String>,
    /// Moment a password was first chosen.
    pub activated_at: Option<DateTimeUtc>,
    /// Moment until which a first sign-in is possible.
    pub activation_open_until: Option<DateTimeUtc>,
    /// Failed first sign-ins since activation was opened.
    pub activation_tries: i32,
    /// Hash of the code handed over by the school.
    #[sea_orm(column_type = "Text")]
    pub activation_code_hash: Option<String>,
    /// Where the account comes from.
    pub source: AccountSource,
    /// Moment the account was closed.
    pub deactivated_at: Option<DateTimeUtc>,
    /// Why it was closed, as people read it.
    #[sea_orm(column_type = "Text")]
    pub deactivated_reason: Option<String>,
    /// The account it was merged with, for good; it is closed then.
    pub merged_into: Option<UserId>,
    /// Grows by one with each edit.
    pub version: i32,
    /// Moment it was created.
    pub created_at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
