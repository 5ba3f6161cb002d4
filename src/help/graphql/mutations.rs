//! What people do about tickets: what each mutation takes and answers.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use entity::id::{StoredFileId, TicketId};
use entity::ticket::TicketCategory;

use super::tickets::Ticket;
use crate::error::Result;
use crate::graphql::{CxExt as _, UserError, outcome};
use crate::help::tickets::{self, Asked};

/// What is written to the assistance.
#[derive(InputObject)]
struct CreateTicketInput {
    /// What it is about.
    category: TicketCategory,
    /// The message, 10 000 characters at most.
    message: String,
    /// Address of the page it is written from, from the root of the site.
    page: Option<String>,
    /// Whether that address is joined whole, identifiers of learners included; false by default.
    with_learner_data: Option<bool>,
    /// Whether the school must not read it; false by default.
    personal: Option<bool>,
    /// Whether the support may answer at the viewer's own address; false by default.
    share_address: Option<bool>,
    /// File that goes with it, sent with `POST /files?purpose=ticket`.
    file_id: Option<StoredFileId>,
    /// What the client calls this sending, 64 characters at most: sent twice, it is done once.
    client_mutation_id: Option<String>,
}

/// What came out of writing to the assistance.
#[derive(SimpleObject)]
struct CreateTicketPayload {
    /// What was written.
    ticket: Option<Ticket>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A message more.
#[derive(InputObject)]
struct ReplyTicketInput {
    /// Ticket.
    ticket_id: TicketId,
    /// The message, 10 000 characters at most.
    message: String,
    /// File of the ticket, sent with `POST /files?purpose=ticket`: by its author, when it has none yet.
    file_id: Option<StoredFileId>,
    /// What the client calls this sending, 64 characters at most: sent twice, it is done once.
    client_mutation_id: Option<String>,
}

/// What came out of replying.
#[derive(SimpleObject)]
struct ReplyTicketPayload {
    /// The ticket, with the message.
    ticket: Option<Ticket>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A ticket that needs nothing more.
#[derive(InputObject)]
struct CloseTicketInput {
    /// Ticket.
    ticket_id: TicketId,
}

/// What came out of closing a ticket.
#[derive(SimpleObject)]
struct CloseTicketPayload {
    /// The ticket, closed.
    ticket: Option<Ticket>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What people do about tickets.
#[derive(Default)]
pub struct TicketMutation;

#[Object]
impl TicketMutation {
    /// Writes to the assistance; 20 times a day at most. For: anyone signed in.
    async fn create_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is written.")] input: CreateTicketInput,
    ) -> Result<CreateTicketPayload> {
        let asked = Asked {
            category: input.category,
            message: input.message,
            page: input.page,
            with_learner_data: input.with_learner_data.unwrap_or_default(),
            personal: input.personal.unwrap_or_default(),
            share_address: input.share_address.unwrap_or_default(),
            file: input.file_id,
        };
        let made = tickets::create_ticket(ctx.cx(), asked, input.client_mutation_id.as_deref()).await;
        let (ticket, errors) = outcome(made)?;
        Ok(CreateTicketPayload { ticket: ticket.map(Ticket), errors })
    }

    /// Adds a message: of its author, which reopens it, or of who answers. For: anyone signed in.
    async fn reply_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The message.")] input: ReplyTicketInput,
    ) -> Result<ReplyTicketPayload> {
        let (id, message, sending) = (input.ticket_id, input.message.as_str(), input.client_mutation_id.as_deref());
        let replied = tickets::reply_ticket(ctx.cx(), id, message, input.file_id, sending).await;
        let (ticket, errors) = outcome(replied)?;
        Ok(ReplyTicketPayload { ticket: ticket.map(Ticket), errors })
    }

    /// Says that a ticket of one's own is resolved. For: anyone signed in.
    async fn close_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ticket.")] input: CloseTicketInput,
    ) -> Result<CloseTicketPayload> {
        let (ticket, errors) = outcome(tickets::close_ticket(ctx.cx(), input.ticket_id).await)?;
        Ok(CloseTicketPayload { ticket: ticket.map(Ticket), errors })
    }
}
