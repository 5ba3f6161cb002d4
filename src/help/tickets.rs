//! Tickets: what people ask of the assistance, who answers, and until when (R163–R167).
//!
//! The administrator answers what is about accounts, the subscription and use, on the service itself. What does not work, what is
//! personal, and what the administrator asks go by letter to the support, when one is configured: its answer comes by letter too, so
//! an address is needed for it. Without a support, problems go to the administrator, and nothing personal is taken.

use chrono::{Months, TimeDelta};
use entity::id::{StoredFileId, TicketId, TicketMessageId, UserId};
use entity::role_grant::Role;
use entity::ticket::{self, TicketCategory, TicketDesk, TicketState};
use entity::{establishment, role_grant, ticket_message, user};
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, Order, QueryFilter as _, QueryOrder as _, Set};

use super::{due, joined, message};
use crate::access::{Act, Scope, roles_with};
use crate::accounts::letters;
use crate::changes::Topic;
use crate::cx::{Cx, Page, Rows, Slice, Tx};
use crate::error::{Code, Error, Problem, Problems, Result};
use crate::jobs::Job;
use crate::mail::{self, About};

/// Tickets that one person may write in a day (`tickets.create`).
pub const MOST_A_DAY: u64 = 20;

/// Messages of one ticket.
const MOST_MESSAGES: u64 = 200;

/// How long tickets are kept after their last message (security 7).
const KEPT: Months = Months::new(24);

/// What somebody writes.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What it is about.
    pub category: TicketCategory,
    /// The message.
    pub message: String,
    /// Address of the page it was written from.
    pub page: Option<String>,
    /// Whether that address goes whole, with what names learners in it.
    pub with_learner_data: bool,
    /// Whether the school must not read it.
    pub personal: bool,
    /// Whether the answer of the support may go to the author's own address.
    pub share_address: bool,
    /// File sent for it, which goes with the message.
    pub file: Option<StoredFileId>,
}

/// Which tickets are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketBox")]
pub enum Shelf {
    /// One's own, newest first.
    Mine,
    /// Those of the school that wait for one's answer, oldest first.
    ToAnswer,
    /// Those of the school that one answers or has answered, newest first.
    OfSchool,
}

/// Where a ticket stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketStanding")]
pub enum Standing {
    /// An answer is expected, and there is still time.
    ToAnswer,
    /// An answer is expected, and its time is over.
    Late,
    /// The last word is an answer.
    Answered,
    /// Its author needs nothing more.
    Closed,
}

/// Whether the actor answers the tickets of the school.
pub fn answers(cx: &Cx) -> bool {
    cx.actor().scope_of(Act::ReplyTicket) == Some(Scope::TicketSchool)
}

/// Whether what only the support answers can be written.
pub fn has_support(cx: &Cx) -> bool {
    cx.app().mailer.support().is_some()
}

/// Writes a ticket, to who answers its kind.
pub async fn create_ticket(cx: &Cx, asked: Asked, client_mutation_id: Option<&str>) -> Result<ticket::Model> {
    cx.require(Act::CreateTicket)?;
    let text = message::tidy(&asked.message)?;
    let desk = desk(cx, &asked)?;
    cx.write(Act::CreateTicket, async |tx| {
        if let Some(done) = tx.effect(client_mutation_id).await? {
            return tx.get::<ticket::Entity>(TicketId::from(done)).await;
        }
        let author = tx.find::<user::Entity>().get(tx.user()?).await?;
        within_a_day(tx, author.id).await?;
        let shares_address = asked.share_address && author.email.is_some() && desk == TicketDesk::Support;
        if desk == TicketDesk::Support {
            answer_must_arrive(tx, &asked, &author, shares_address).await?;
        }
        let row = ticket::ActiveModel {
            id: Set(tx.new_id()),
            establishment_id: Set(tx.establishment()?),
            author_id: Set(author.id),
            category: Set(asked.category),
            desk: Set(desk),
            personal: Set(asked.personal),
            shares_address: Set(shares_address),
            title: Set(message::title(&text)),
            role: Set(role(tx)?),
            page: Set(asked.page.as_deref().and_then(|page| message::page(page, asked.with_learner_data))),
            version: Set(env!("CARGO_PKG_VERSION").to_owned()),
            state: Set(TicketState::Open),
            due_at: Set(due::due(tx.now(), tx.cx().zone())),
            created_at: Set(tx.now()),
            moved_at: Set(tx.now()),
            answered_at: Set(None),
        };
        let ticket = tx.insert(row).await?;
        let said = say(tx, &ticket, text.clone(), asked.file).await?;
        tell_desk(tx, &ticket, said).await?;
        tx.remember(client_mutation_id, ticket.id).await?;
        Ok(ticket)
    })
    .await
}

/// Goes on with a ticket: its author asks again, and so reopens it; the school answers, and its author is told.
pub async fn reply_ticket(
    cx: &Cx,
    id: TicketId,
    text: &str,
    file: Option<StoredFileId>,
    client_mutation_id: Option<&str>,
) -> Result<ticket::Model> {
    cx.require(Act::ReplyTicket)?;
    let text = message::tidy(text)?;
    cx.write(Act::ReplyTicket, async |tx| {
        if let Some(done) = tx.effect(client_mutation_id).await? {
            return tx.get::<ticket::Entity>(TicketId::from(done)).await;
        }
        let ticket = tx.target::<ticket::Entity>(id).await?;
        let of_it = ticket_message::Column::TicketId.eq(id);
        if tx.find::<ticket_message::Entity>().filter(of_it).count().await? >= MOST_MESSAGES {
            let message = "Cette demande a déjà 200\u{a0}messages\u{a0}: écrivez-en une autre.";
            return Err(Problem::new(Code::Closed, "message", message).into());
        }
        let asks = ticket.author_id == tx.user()?;
        let waited = ticket.state == TicketState::Open;
        if asks && ticket.desk == TicketDesk::Support && !has_support(tx.cx()) {
            return Err(no_support().into());
        }
        let row = ticket::ActiveModel {
            id: Unchanged(id),
            state: Set(if asks { TicketState::Open } else { TicketState::Answered }),
            // Who already waits is not made to wait longer for having added a word.
            due_at: Set(if asks && !waited { due::due(tx.now(), tx.cx().zone()) } else { ticket.due_at }),
            moved_at: Set(tx.now()),
            answered_at: Set(if asks { ticket.answered_at } else { Some(tx.now()) }),
            ..Default::default()
        };
        let ticket = tx.save(row).await?;
        let said = say(tx, &ticket, text.clone(), file).await?;
        if !asks {
            let author = tx.school::<user::Entity>().get(ticket.author_id).await?;
            letters::tell(tx, &author, About::TicketAnswered { ticket: id }).await?;
        } else if !waited || ticket.desk == TicketDesk::Support {
            tell_desk(tx, &ticket, said).await?;
        }
        tx.remember(client_mutation_id, ticket.id).await?;
        Ok(ticket)
    })
    .await
}

/// Says that nothing more is needed; writing again reopens it.
pub async fn close_ticket(cx: &Cx, id: TicketId) -> Result<ticket::Model> {
    cx.write(Act::CloseTicket, async |tx| {
        let ticket = tx.target::<ticket::Entity>(id).await?;
        if ticket.state == TicketState::Closed {
            return Ok(ticket);
        }
        let row = ticket::ActiveModel {
            id: Unchanged(id),
            state: Set(TicketState::Closed),
            moved_at: Set(tx.now()),
            ..Default::default()
        };
        tx.changed(Topic::Tickets, id);
        tx.save(row).await
    })
    .await
}

/// A ticket that the actor may read, if it is one.
pub async fn ticket(cx: &Cx, id: TicketId) -> Result<Option<ticket::Model>> {
    cx.find::<ticket::Entity>().by_key(id).one().await
}

/// Whether the actor reads any of these tickets.
pub async fn reads_any(cx: &Cx, tickets: &[TicketId]) -> Result<bool> {
    Ok(cx.find::<ticket::Entity>().among(ticket::Column::Id, tickets).count().await? > 0)
}

/// Tickets of a shelf.
pub async fn list(cx: &Cx, shelf: Shelf, page: &Page) -> Result<Slice<ticket::Model>> {
    let order = if shelf == Shelf::ToAnswer { Order::Asc } else { Order::Desc };
    on_shelf(cx, shelf)?.page(ticket::Column::Id, order, page).await
}

/// How many there are on a shelf.
pub async fn count(cx: &Cx, shelf: Shelf) -> Result<u64> {
    on_shelf(cx, shelf)?.count().await
}

fn on_shelf(cx: &Cx, shelf: Shelf) -> Result<Rows<'_, ticket::Entity>> {
    cx.require(Act::CreateTicket)?;
    let mine = ticket::Column::AuthorId.eq(cx.user()?);
    let rows = cx.find::<ticket::Entity>();
    Ok(match shelf {
        Shelf::Mine => rows.filter(mine),
        Shelf::ToAnswer => rows.filter(mine.not()).filter(ticket::Column::State.eq(TicketState::Open)),
        Shelf::OfSchool => rows.filter(mine.not()),
    })
}

/// Messages of these tickets that the actor may read, in the order they were written.
pub async fn messages(cx: &Cx, tickets: &[TicketId]) -> Result<Vec<ticket_message::Model>> {
    cx.find::<ticket_message::Entity>()
        .among(ticket_message::Column::TicketId, tickets)
        .with(|q| q.order_by_asc(ticket_message::Column::Id))
        .all()
        .await
}

/// Where a ticket stands now.
pub fn standing(cx: &Cx, ticket: &ticket::Model) -> Standing {
    match ticket.state {
        TicketState::Closed => Standing::Closed,
        TicketState::Answered => Standing::Answered,
        TicketState::Open if ticket.due_at < cx.now() => Standing::Late,
        TicketState::Open => Standing::ToAnswer,
    }
}

/// What the actor may do now to a ticket that it sees, and that has a file already or not.
pub fn viewer_can(cx: &Cx, ticket: &ticket::Model, has_file: bool) -> Vec<Act> {
    let mine = is_mine(cx, ticket);
    let mut acts = Vec::new();
    if mine || answers(cx) {
        acts.push(Act::ReplyTicket);
    }
    if mine && !has_file {
        acts.push(Act::AttachTicketFile);
    }
    if mine && ticket.state != TicketState::Closed {
        acts.push(Act::CloseTicket);
    }
    acts
}

/// Whether the actor wrote a ticket.
pub fn is_mine(cx: &Cx, ticket: &ticket::Model) -> bool {
    cx.user().is_ok_and(|user| user == ticket.author_id)
}

/// Where the support's answer to one's own ticket arrives, with letters hidden; none for what the school answers here.
pub async fn answered_to(cx: &Cx, ticket: &ticket::Model) -> Result<Option<String>> {
    if ticket.desk == TicketDesk::School || !is_mine(cx, ticket) {
        return Ok(None);
    }
    let address = if ticket.shares_address {
        cx.find::<user::Entity>().get(ticket.author_id).await?.email
    } else {
        cx.find::<establishment::Entity>().get(cx.establishment()?).await?.email
    };
    Ok(address.map(|address| mail::masked(&address)))
}

/// Erases the tickets that nobody has touched for 24 months, with their messages and files.
pub async fn erase_old(cx: &Cx) -> Result<()> {
    let limit = cx.now().checked_sub_months(KEPT).unwrap_or_default();
    let old = ticket::Column::MovedAt.lt(limit);
    if cx.find::<ticket::Entity>().filter(old.clone()).count().await? == 0 {
        return Ok(());
    }
    cx.write(Act::EmptyBin, async |tx| {
        let named = Query::select()
            .column(ticket::Column::Id)
            .from(ticket::Entity)
            .and_where(ticket::Column::EstablishmentId.eq(tx.establishment()?))
            .and_where(old.clone())
            .to_owned();
        joined::release(tx, named.clone()).await?;
        let of_them = ticket_message::Column::TicketId.in_subquery(named);
        tx.delete_where::<ticket_message::Entity>(|d| d.filter(of_them)).await?;
        let gone = tx.delete_where::<ticket::Entity>(|d| d.filter(old.clone())).await?;
        tx.audit_detail(format!("{gone} tickets"));
        Ok(())
    })
    .await
}

/// Who answers what is asked.
fn desk(cx: &Cx, asked: &Asked) -> Result<TicketDesk> {
    let out_of_school = asked.personal || asked.category == TicketCategory::Problem || answers(cx);
    if !out_of_school {
        return Ok(TicketDesk::School);
    }
    if has_support(cx) {
        return Ok(TicketDesk::Support);
    }
    if asked.personal {
        let message = "Sans assistance configurée, une demande personnelle n’aurait pas de lecteur.";
        return Err(Problem::new(Code::NotReady, "personal", message).into());
    }
    // Nobody answers oneself.
    if answers(cx) { Err(no_support().into()) } else { Ok(TicketDesk::School) }
}

fn no_support() -> Problem {
    let message =
        "Aucune adresse d’assistance n’est configurée. La personne qui tient le serveur d’Établi peut y remédier.";
    Problem::whole(Code::NotReady, message)
}

/// Refuses one ticket too many in the school's civil day.
async fn within_a_day(tx: &Tx, author: UserId) -> Result<()> {
    let began = tx.cx().midnight() - TimeDelta::days(1);
    let today = ticket::Column::AuthorId.eq(author).and(ticket::Column::CreatedAt.gte(began));
    if tx.find::<ticket::Entity>().filter(today).count().await? < MOST_A_DAY {
        return Ok(());
    }
    let message = format!(
        "Vous avez écrit {MOST_A_DAY}\u{a0}demandes aujourd’hui\u{a0}: la prochaine sera possible demain. Celles en cours se \
         complètent à tout moment."
    );
    Err(Problem::whole(Code::Throttled, message).into())
}

/// Refuses what the support could not answer: it writes to the author's address, or through the school when nothing is personal.
async fn answer_must_arrive(tx: &Tx, asked: &Asked, author: &user::Model, shares_address: bool) -> Result<()> {
    if shares_address {
        return Ok(());
    }
    let mut problems = Problems::new();
    if author.email.is_none() && asked.personal {
        let message =
            "La réponse à une demande personnelle vous est écrite\u{a0}: donnez d’abord votre adresse dans Mon compte.";
        problems.add(Problem::new(Code::NotReady, "personal", message));
    } else if asked.personal {
        let message = "La réponse à une demande personnelle vous est écrite\u{a0}: laissez l’assistance se servir de votre adresse.";
        problems.add(Problem::new(Code::ConfirmationNeeded, "shareAddress", message));
    } else {
        let school = tx.school::<establishment::Entity>().get(tx.establishment()?).await?;
        let message = "L’établissement n’a pas d’adresse connue\u{a0}: la réponse ne peut arriver qu’à la vôtre.";
        problems.unless(school.email.is_some(), Code::ConfirmationNeeded, "shareAddress", message);
    }
    problems.finish()
}

/// The role under which the author writes.
fn role(tx: &Tx) -> Result<Role> {
    tx.actor().role().ok_or(Error::Unauthenticated)
}

/// Adds a message to a ticket, with its file if it has one.
async fn say(tx: &Tx, ticket: &ticket::Model, text: String, file: Option<StoredFileId>) -> Result<TicketMessageId> {
    let row = ticket_message::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(ticket.establishment_id),
        ticket_id: Set(ticket.id),
        author_id: Set(tx.user()?),
        text: Set(text),
        at: Set(tx.now()),
    };
    tx.changed(Topic::Tickets, ticket.id);
    let said = tx.insert(row).await?.id;
    if let Some(file) = file {
        joined::join(tx, ticket.id, said, file).await?;
    }
    Ok(said)
}

/// Lets those know who answer a ticket: the support gets the message itself, the school learns that there is one.
async fn tell_desk(tx: &Tx, ticket: &ticket::Model, said: TicketMessageId) -> Result<()> {
    if ticket.desk == TicketDesk::Support {
        return tx.later(Job::TellSupport { establishment: ticket.establishment_id, message: said }).await;
    }
    let held = Query::select()
        .column(role_grant::Column::UserId)
        .from(role_grant::Entity)
        .and_where(role_grant::Column::EstablishmentId.eq(ticket.establishment_id))
        .and_where(role_grant::Column::Role.is_in(roles_with(Act::ReplyTicket, Scope::TicketSchool)))
        .and_where(role_grant::Column::RevokedAt.is_null())
        .to_owned();
    let answering = user::Column::Id.in_subquery(held).and(user::Column::DeactivatedAt.is_null());
    for user in tx.school::<user::Entity>().filter(answering).all().await? {
        letters::tell(tx, &user, About::TicketReceived { ticket: ticket.id }).await?;
    }
    Ok(())
}
