//! Any node of a framework: block, activity, task, competency, criterion, exam unit.

use sea_orm::entity::prelude::*;

use crate::id::{FrameworkId, FrameworkItemId};

/// Any node of a framework: block, activity, task, competency, criterion, exam unit.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "framework_item")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FrameworkItemId,
    /// The framework it is part of.
    pub framework_id: FrameworkId,
    /// What it is, in the words of the file.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Its code as people read it.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// Its full text.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// Place in the order of the framework.
    pub position: i32,
    /// Option of the diploma it is limited to.
    #[sea_orm(column_type = "Text")]
    pub option: Option<String>,
    /// Version of the diploma's text it is limited to, such as `2024`.
    #[sea_orm(column_type = "Text")]
    pub version: Option<String>,
    /// For a competency, the words shown above it and its neighbours in a table.
    #[sea_orm(column_type = "Text")]
    pub heading: Option<String>,
    /// Whether the framework no longer has it; kept for the bilans that speak of it.
    pub retired: bool,
    /// Class levels it is limited to; empty when it concerns all of them.
    #[sea_orm(column_type = "JsonBinary")]
    pub levels: Json,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
