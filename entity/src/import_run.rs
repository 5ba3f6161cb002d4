//! One reading of a school's files, with its report.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, ImportRunId, UserId};

/// Where an import stands.
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
pub enum ImportState {
    /// The files are being read.
    Reading,
    /// Everything was read and can be applied.
    Ready,
    /// The changes are being written.
    Applying,
    /// The changes are in force.
    Applied,
    /// The changes were taken back.
    Undone,
    /// The files were refused and nothing was changed.
    Refused,
    /// Reading stopped before its end and nothing was changed.
    Interrupted,
}

/// One reading of a school's files, with its report.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_run")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportRunId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// Civil year the school year of the files begins in.
    pub school_year: i32,
    /// Whether the files open the next school year.
    pub new_year: bool,
    /// Where it stands.
    pub state: ImportState,
    /// Moment reading began.
    pub started_at: DateTimeUtc,
    /// Who began it.
    pub started_by: UserId,
    /// Lines counted by subject and outcome.
    #[sea_orm(column_type = "JsonBinary")]
    pub counts: Json,
    /// Why it was refused, as people read it.
    #[sea_orm(column_type = "Text")]
    pub message: Option<String>,
    /// What must be typed before applying, and why.
    #[sea_orm(column_type = "JsonBinary")]
    pub confirmation: Option<Json>,
    /// Hash of what was read, to recognise the same files.
    #[sea_orm(column_type = "Text")]
    pub digest: Option<String>,
    /// Moment it was applied.
    pub applied_at: Option<DateTimeUtc>,
    /// Who applied it.
    pub applied_by: Option<UserId>,
    /// Moment it was taken back.
    pub undone_at: Option<DateTimeUtc>,
    /// Moment the files say they were made.
    pub exported_at: Option<DateTimeUtc>,
    /// Grows by one with each edit.
    pub version: i32,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
