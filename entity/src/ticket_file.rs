//! File that somebody joined to what they asked of the assistance.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, StoredFileId, TicketFileId, TicketId, TicketMessageId};
use crate::stored_file::FileKind;

/// File that somebody joined to what they asked of the assistance: one for each ticket at most.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_file")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TicketFileId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The ticket.
    pub ticket_id: TicketId,
    /// The message that it came with.
    pub message_id: TicketMessageId,
    /// Its bytes.
    pub file_id: StoredFileId,
    /// Name, as people read it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Size, in bytes.
    pub bytes: i64,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
