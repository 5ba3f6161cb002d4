//! File kept in a space of the storage.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{DivisionId, EstablishmentId, StorageFileId, StoredFileId, UserId};
use crate::stored_file::FileKind;

/// Who shares a space of the storage.
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
pub enum StorageSpaceKind {
    /// One person, alone.
    Personal,
    /// The teachers of a division, who write, and its learners, who read.
    Division,
    /// The staff of the school.
    Team,
}

/// File kept in a space of the storage.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "storage_file")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StorageFileId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// Kind of the space it is in.
    pub space: StorageSpaceKind,
    /// Whose space it is, when it is somebody's own.
    pub user_id: Option<UserId>,
    /// Which division's space it is, when it is one's.
    pub division_id: Option<DivisionId>,
    /// Its bytes.
    pub file_id: StoredFileId,
    /// Name, as people read it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Size, in bytes.
    pub bytes: i64,
    /// Who put it there.
    pub added_by: UserId,
    /// When.
    pub added_at: DateTimeUtc,
    /// Moment it went to the bin.
    pub deleted_at: Option<DateTimeUtc>,
    /// Who moved it there.
    pub deleted_by: Option<UserId>,
    /// Grows by one with each edit.
    pub version: i32,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
