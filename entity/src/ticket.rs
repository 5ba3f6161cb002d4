//! What somebody asked of the assistance.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{EstablishmentId, TicketId, UserId};
use crate::role_grant::Role;

/// What a ticket is about.
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
pub enum TicketCategory {
    /// An account.
    Account,
    /// The subscription of the school.
    Subscription,
    /// How something is done.
    Use,
    /// Something that does not work.
    Problem,
}

/// Who answers a ticket.
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
pub enum TicketDesk {
    /// The administrator of the school, here.
    School,
    /// The support of the service, by letter.
    Support,
}

/// Where a ticket stands.
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
pub enum TicketState {
    /// Its author waits for an answer.
    Open,
    /// The last word is an answer.
    Answered,
    /// Its author needs nothing more.
    Closed,
}

/// What somebody asked of the assistance.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TicketId,
    /// The school of its author.
    pub establishment_id: EstablishmentId,
    /// Who wrote it.
    pub author_id: UserId,
    /// What it is about.
    pub category: TicketCategory,
    /// Who answers it.
    pub desk: TicketDesk,
    /// Whether the school must not read it.
    pub personal: bool,
    /// Whether the answer may go to the author's own address.
    pub shares_address: bool,
    /// First words of its first message.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Role under which it was written.
    pub role: Role,
    /// Page it was written from; without identifiers, unless the author joined them.
    #[sea_orm(column_type = "Text", nullable)]
    pub page: Option<String>,
    /// Version of the service at that moment.
    #[sea_orm(column_type = "Text")]
    pub version: String,
    /// Where it stands.
    pub state: TicketState,
    /// Moment before which it is to be answered.
    pub due_at: DateTimeUtc,
    /// Moment it was written.
    pub created_at: DateTimeUtc,
    /// Moment of its last message, or of its end.
    pub moved_at: DateTimeUtc,
    /// Moment of the last answer.
    pub answered_at: Option<DateTimeUtc>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
