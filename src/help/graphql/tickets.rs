//! Tickets of the assistance, as their author and those who answer see them.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Object, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use entity::id::{TicketFileId, TicketId, TicketMessageId};
use entity::role_grant::Role;
use entity::stored_file::FileKind;
use entity::ticket::{self, TicketCategory, TicketDesk};
use entity::{ticket_file, ticket_message};
use futures::{Stream, TryStreamExt as _};

use crate::access::Act;
use crate::accounts::graphql::User;
use crate::changes::{Moved, Topic};
use crate::cx::{Cx, Page};
use crate::error::{Error, Result};
use crate::graphql::{Connected, CxExt as _, LoadError, Loaders, PageInfo, live, load_opt};
use crate::help::joined;
use crate::help::tickets::{self, Shelf, Standing};

/// What somebody asked of the assistance, and what was answered.
#[derive(Clone, Description)]
pub struct Ticket(pub ticket::Model);

#[Object(use_type_description)]
impl Ticket {
    /// Identifier.
    async fn id(&self) -> TicketId {
        self.0.id
    }

    /// What it is about.
    async fn category(&self) -> TicketCategory {
        self.0.category
    }

    /// Who answers it.
    async fn desk(&self) -> TicketDesk {
        self.0.desk
    }

    /// Whether the school does not read it.
    async fn personal(&self) -> bool {
        self.0.personal
    }

    /// First words of its first message.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Where it stands now.
    async fn standing(&self, ctx: &Context<'_>) -> Standing {
        tickets::standing(ctx.cx(), &self.0)
    }

    /// Moment before which it is to be answered: three working days of the school.
    async fn due_at(&self) -> DateTime<Utc> {
        self.0.due_at
    }

    /// Moment it was written.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// Moment of its last message, or of its end.
    async fn moved_at(&self) -> DateTime<Utc> {
        self.0.moved_at
    }

    /// Moment of the last answer. Null before the first one.
    async fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.0.answered_at
    }

    /// Role under which it was written.
    async fn role(&self) -> Role {
        self.0.role
    }

    /// Page it was written from. Null when none is known.
    async fn page(&self) -> Option<&str> {
        self.0.page.as_deref()
    }

    /// Version of the service at that moment.
    async fn version(&self) -> &str {
        &self.0.version
    }

    /// Whether the viewer wrote it.
    async fn mine(&self, ctx: &Context<'_>) -> bool {
        tickets::is_mine(ctx.cx(), &self.0)
    }

    /// Who wrote it. Null when the viewer does not see this account.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_opt(ctx, self.0.author_id).await
    }

    /// Where the support's letter arrives, with letters hidden. Null when the school answers here, and for anybody but its author.
    async fn answered_to(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        tickets::answered_to(ctx.cx(), &self.0).await
    }

    /// Its messages, oldest first; 200 at most.
    async fn messages(&self, ctx: &Context<'_>) -> Result<Vec<TicketMessage>> {
        Ok(load_opt(ctx, MessagesOf(self.0.id)).await?.unwrap_or_default())
    }

    /// Acts about it that the viewer may do now.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<Vec<Act>> {
        let has_file = load_opt(ctx, FileOf(self.0.id)).await?.is_some();
        Ok(tickets::viewer_can(ctx.cx(), &self.0, has_file))
    }
}

/// One message of a ticket.
#[derive(Clone, Description)]
pub struct TicketMessage(ticket_message::Model);

#[Object(use_type_description)]
impl TicketMessage {
    /// Identifier.
    async fn id(&self) -> TicketMessageId {
        self.0.id
    }

    /// What it says: plain text, whose lines count.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Moment it was written.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Whether the viewer wrote it.
    async fn mine(&self, ctx: &Context<'_>) -> bool {
        ctx.cx().user().is_ok_and(|user| user == self.0.author_id)
    }

    /// Who wrote it. Null when the viewer does not see this account: the answer is then the school's.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_opt(ctx, self.0.author_id).await
    }

    /// File that came with it. Null when none did: a ticket has one at most.
    async fn file(&self, ctx: &Context<'_>) -> Result<Option<TicketFile>> {
        let file = load_opt(ctx, FileOf(self.0.ticket_id)).await?;
        Ok(file.filter(|file| file.0.message_id == self.0.id))
    }
}

/// File of a ticket.
#[derive(Clone, Description)]
pub struct TicketFile(ticket_file::Model);

#[Object(use_type_description)]
impl TicketFile {
    /// Identifier.
    async fn id(&self) -> TicketFileId {
        self.0.id
    }

    /// Name, with its ending.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is.
    async fn kind(&self) -> FileKind {
        self.0.kind
    }

    /// Size, in bytes.
    async fn bytes(&self) -> i64 {
        self.0.bytes
    }

    /// Address it is taken away from.
    async fn path(&self) -> String {
        format!("/files/{}", self.0.file_id)
    }
}

/// Key of the file of one ticket.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct FileOf(TicketId);

impl Loader<FileOf> for Loaders {
    type Value = TicketFile;
    type Error = LoadError;

    async fn load(&self, keys: &[FileOf]) -> Result<HashMap<FileOf, TicketFile>, LoadError> {
        let ids: Vec<TicketId> = keys.iter().map(|key| key.0).collect();
        let files = joined::of_tickets(&self.0, &ids).await?;
        Ok(files.into_iter().map(|file| (FileOf(file.ticket_id), TicketFile(file))).collect())
    }
}

/// Key of the messages of one ticket.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct MessagesOf(TicketId);

impl Loader<MessagesOf> for Loaders {
    type Value = Vec<TicketMessage>;
    type Error = LoadError;

    async fn load(&self, keys: &[MessagesOf]) -> Result<HashMap<MessagesOf, Vec<TicketMessage>>, LoadError> {
        let ids: Vec<TicketId> = keys.iter().map(|key| key.0).collect();
        let mut messages: HashMap<MessagesOf, Vec<TicketMessage>> = HashMap::new();
        for message in tickets::messages(&self.0, &ids).await? {
            messages.entry(MessagesOf(message.ticket_id)).or_default().push(TicketMessage(message));
        }
        Ok(messages)
    }
}

/// A page of tickets.
pub struct TicketConnection {
    page: Connected<Ticket>,
    shelf: Shelf,
}

/// A page of tickets.
#[Object]
impl TicketConnection {
    /// The tickets.
    async fn nodes(&self) -> &[Ticket] {
        &self.page.nodes
    }

    /// How to go on.
    async fn page_info(&self) -> PageInfo {
        self.page.page_info.clone()
    }

    /// How many there are in all.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        tickets::count(ctx.cx(), self.shelf).await
    }
}

/// What writing to the assistance comes to here, for the viewer.
#[derive(SimpleObject)]
pub struct SupportDesk {
    /// Whether the viewer answers what the school asks.
    answers: bool,
    /// Tickets of the school that wait for the viewer's answer.
    to_answer: u64,
    /// Whether problems and personal requests go to the support of the service, by letter.
    has_support: bool,
    /// Whether the viewer may write: who answers the school writes to the support alone.
    may_write: bool,
    /// Version of the service, which goes with what is written.
    version: &'static str,
}

/// What writing to the assistance comes to here.
async fn desk(cx: &Cx) -> Result<SupportDesk> {
    cx.require(Act::CreateTicket)?;
    let (answers, has_support) = (tickets::answers(cx), tickets::has_support(cx));
    Ok(SupportDesk {
        answers,
        to_answer: tickets::count(cx, Shelf::ToAnswer).await?,
        has_support,
        may_write: has_support || !answers,
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// Questions about tickets.
#[derive(Default)]
pub struct TicketQuery;

#[Object]
impl TicketQuery {
    /// What writing to the assistance comes to here.
    async fn support_desk(&self, ctx: &Context<'_>) -> Result<SupportDesk> {
        desk(ctx.cx()).await
    }

    /// Tickets of one shelf, those of the viewer's reach.
    async fn tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "shelf", desc = "Which ones.")] wanted: Shelf,
        #[graphql(desc = "How many, 50 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<TicketConnection> {
        let page = tickets::list(ctx.cx(), wanted, &Page { first, after }).await?;
        Ok(TicketConnection { page: page.wrap(Ticket), shelf: wanted })
    }

    /// One ticket. Null when it is not there, or out of the viewer's reach.
    async fn ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the ticket.")] id: TicketId,
    ) -> Result<Option<Ticket>> {
        Ok(tickets::ticket(ctx.cx(), id).await?.map(Ticket))
    }
}

/// What of tickets can be followed.
#[derive(Default)]
pub struct TicketSubscription;

#[Subscription]
impl TicketSubscription {
    /// A ticket at once, then after each of its messages and when it is closed (state).
    async fn ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the ticket.")] id: TicketId,
    ) -> Result<impl Stream<Item = async_graphql::Result<Ticket>> + use<>> {
        let cx = ctx.cx();
        cx.require(Act::CreateTicket)?;
        tickets::ticket(cx, id).await?.ok_or(Error::NotFound)?;
        let concerns = async move |_: &Cx, moved: &Moved| {
            Ok(moved.only(Topic::Tickets).is_none_or(|records| records.contains(&id.into())))
        };
        let read = async move |cx: &Cx| tickets::ticket(cx, id).await?.map(Ticket).ok_or(Error::NotFound);
        let states = live::state_when(cx, &[Topic::Tickets], concerns, read)?;
        Ok(states.map_err(async_graphql::Error::from))
    }

    /// What writing to the assistance comes to here at once, then after each message and each end of a ticket that the viewer
    /// reads (state).
    #[expect(clippy::unused_async, reason = "the library asks every subscription to be asynchronous")]
    async fn support_desk(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = async_graphql::Result<SupportDesk>> + use<>> {
        let cx = ctx.cx();
        cx.require(Act::CreateTicket)?;
        let concerns = async |cx: &Cx, moved: &Moved| match moved.only(Topic::Tickets) {
            None => Ok(true),
            Some(records) => {
                let moved: Vec<TicketId> = records.into_iter().map(TicketId::from).collect();
                tickets::reads_any(cx, &moved).await
            }
        };
        let states = live::state_when(cx, &[Topic::Tickets], concerns, async |cx: &Cx| desk(cx).await)?;
        Ok(states.map_err(async_graphql::Error::from))
    }
}
