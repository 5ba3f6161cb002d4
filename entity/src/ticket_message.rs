//! One message of a ticket.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, TicketId, TicketMessageId, UserId};

/// One message of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_message")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TicketMessageId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The ticket.
    pub ticket_id: TicketId,
    /// Who wrote it.
    pub author_id: UserId,
    /// What it says.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Moment it was written.
    pub at: DateTimeUtc,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
