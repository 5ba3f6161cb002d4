//! What an import does with one line of its files.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, ImportLineId, ImportRunId};

/// What an import does with one line.
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
pub enum ImportOutcome {
    /// Something new.
    Created,
    /// Something known that changes.
    Updated,
    /// Someone who has left.
    Deactivated,
    /// Someone who comes back.
    Reactivated,
    /// Something known that stays as it is.
    Unchanged,
    /// A line that cannot be taken, with the reason.
    Refused,
    /// A line that waits for someone to choose.
    Undecided,
}

/// What a line of an import is about.
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
pub enum ImportSubject {
    /// A learner.
    Learner,
    /// A member of the staff.
    Staff,
    /// A guardian.
    Guardian,
    /// A division.
    Division,
    /// A group.
    Group,
    /// A subject taught to a division or a group.
    Service,
    /// A training course code.
    Mef,
}

/// What an import does with one line of its files.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_line")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportLineId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The import.
    pub import_run_id: ImportRunId,
    /// Place in the report.
    pub position: i32,
    /// What it is about.
    pub subject: ImportSubject,
    /// What is done with it.
    pub outcome: ImportOutcome,
    /// Name of the file.
    #[sea_orm(column_type = "Text")]
    pub file: String,
    /// Line in the file, from 1.
    pub line: Option<i32>,
    /// Whom or what it names.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Code of the division.
    #[sea_orm(column_type = "Text")]
    pub division: Option<String>,
    /// The reason, or what changes, as people read it.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    /// Value before, as people read it.
    #[sea_orm(column_type = "Text")]
    pub before: Option<String>,
    /// Value after, as people read it.
    #[sea_orm(column_type = "Text")]
    pub after: Option<String>,
    /// Whether it deserves a look although it is taken.
    pub warning: bool,
    /// What can be chosen, for an undecided line.
    #[sea_orm(column_type = "JsonBinary")]
    pub choices: Json,
    /// What was chosen.
    #[sea_orm(column_type = "Text")]
    pub decision: Option<String>,
    /// What applying it needs.
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
