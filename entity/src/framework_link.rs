//! Typed link between two items of a framework.

use sea_orm::entity::prelude::*;

use crate::id::{FrameworkId, FrameworkItemId, FrameworkLinkId};

/// Typed link between two items of a framework.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "framework_link")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FrameworkLinkId,
    /// The framework it is part of.
    pub framework_id: FrameworkId,
    /// What the link says, in the words of the file.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The item that is spoken of.
    pub origin_id: FrameworkItemId,
    /// The item it is linked to.
    pub destination_id: FrameworkItemId,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
