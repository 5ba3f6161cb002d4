//! File that someone sent, whose bytes are in the store.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{EstablishmentId, StoredFileId, UserId};

/// What a file is, by its content.
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
pub enum FileKind {
    /// PDF document.
    Pdf,
    /// PNG image.
    Png,
    /// JPEG image.
    Jpeg,
    /// WebP image.
    Webp,
    /// ODT text.
    Odt,
    /// Word document.
    Docx,
    /// ODS spreadsheet.
    Ods,
    /// Excel workbook.
    Xlsx,
    /// Plain text.
    Txt,
    /// MP4 video.
    Mp4,
}

/// What a file is sent for.
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
pub enum FilePurpose {
    /// The school's logo.
    Logo,
    /// The school's stamp.
    Stamp,
    /// A space of the storage.
    Storage,
    /// What somebody asks of the assistance.
    Ticket,
}

/// File that someone sent, whose bytes are in the store.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stored_file")]
pub struct Model {
    /// Identifier; also its name in the store.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StoredFileId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// Name it is taken away under.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// What it was sent for.
    pub purpose: FilePurpose,
    /// Size, in bytes.
    pub bytes: i64,
    /// SHA-256 of its content, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub sha256: String,
    /// The record it is attached to, in the table that its purpose tells; none until it is attached.
    pub record_id: Option<Uuid>,
    /// Whose room it takes: an account, a division, the team, or the school; none until it is attached.
    #[sea_orm(column_type = "Text")]
    pub holder: Option<String>,
    /// Moment its record went to the bin.
    pub binned_at: Option<DateTimeUtc>,
    /// Who sent it.
    pub uploaded_by: UserId,
    /// When.
    pub uploaded_at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
