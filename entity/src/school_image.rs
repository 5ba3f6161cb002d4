//! Logo or stamp of a school; those that stood before are in the bin.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, SchoolImageId, StoredFileId, UserId};

/// What an image of a school is for.
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
pub enum SchoolImageKind {
    /// Beside its name, wherever anybody meets it.
    Logo,
    /// On what the school signs.
    Stamp,
}

/// Logo or stamp of a school; those that stood before are in the bin.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "school_image")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SchoolImageId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// What it is for.
    pub kind: SchoolImageKind,
    /// Its bytes.
    pub file_id: StoredFileId,
    /// Who set it.
    pub set_by: UserId,
    /// When.
    pub set_at: DateTimeUtc,
    /// Moment it went to the bin.
    pub deleted_at: Option<DateTimeUtc>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
