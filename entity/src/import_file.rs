//! File that someone sent to be imported.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, ImportFileId, ImportRunId, UserId};
use crate::import_run::ImportState;

/// Which of the three official files a file is, or that it is a list of learners outside them.
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
pub enum ImportFileKind {
    /// Teachers, divisions, groups and services, from STSWEB.
    StaffStructure,
    /// Learners, from SIECLE.
    Learners,
    /// Guardians of the learners, from SIECLE.
    Guardians,
    /// Learners outside SIECLE, as a list in CSV.
    OutsideSiecle,
}

/// File that someone sent to be imported.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_file")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportFileId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The import it is part of; none until one is started.
    pub import_run_id: Option<ImportRunId>,
    /// Name it was sent under.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// What it is; none until it was recognised.
    pub kind: Option<ImportFileKind>,
    /// Where its reading stands.
    pub state: ImportState,
    /// Size, in bytes.
    pub bytes: i64,
    /// Bytes read so far.
    pub read_bytes: i64,
    /// Records read so far.
    pub read_lines: i64,
    /// SHA-256 of its content, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub sha256: String,
    /// Random name of the file kept on disk.
    #[sea_orm(column_type = "Text")]
    pub stored_name: String,
    /// Why it was refused, as people read it.
    #[sea_orm(column_type = "Text")]
    pub message: Option<String>,
    /// What it holds, as people read it.
    #[sea_orm(column_type = "Text")]
    pub summary: String,
    /// Who sent it.
    pub uploaded_by: UserId,
    /// When.
    pub uploaded_at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
