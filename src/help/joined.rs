//! The file of a ticket: one at most, joined by its author, read by who reads the ticket (R163, R164; security F7).

use entity::id::{StoredFileId, TicketId, TicketMessageId};
use entity::{ticket, ticket_file};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};

use crate::access::Act;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Result};
use crate::files::{self, FileOf, Room};

/// Joins a file that was sent for it to a message, in the write that adds the message. A ticket out of the actor's own is not found;
/// a second file is refused at `fileId`, and so is one that is not the actor's or finds no room.
pub(super) async fn join(tx: &Tx, ticket: TicketId, message: TicketMessageId, file: StoredFileId) -> Result<()> {
    tx.find_for::<ticket::Entity>(Act::AttachTicketFile).get(ticket).await?;
    let of_it = ticket_file::Column::TicketId.eq(ticket);
    if tx.find::<ticket_file::Entity>().filter(of_it).count().await? > 0 {
        let sentence = "Cette demande porte déjà un fichier\u{a0}: une autre demande peut porter celui-ci.";
        return Err(Problem::new(Code::Closed, "fileId", sentence).into());
    }
    let id = tx.new_id();
    let stored = files::attach(tx, file, FileOf::Ticket(id), "fileId", Room::of_tickets(tx.cx())?).await?;
    let row = ticket_file::ActiveModel {
        id: Set(id),
        establishment_id: Set(tx.establishment()?),
        ticket_id: Set(ticket),
        message_id: Set(message),
        file_id: Set(file),
        name: Set(stored.name),
        kind: Set(stored.kind),
        bytes: Set(stored.bytes),
    };
    tx.insert(row).await?;
    Ok(())
}

/// The files of these tickets that the actor may read.
pub async fn of_tickets(cx: &Cx, tickets: &[TicketId]) -> Result<Vec<ticket_file::Model>> {
    cx.find::<ticket_file::Entity>().among(ticket_file::Column::TicketId, tickets).all().await
}

/// The file that came with a message, if one did.
pub(super) async fn of_message(cx: &Cx, message: TicketMessageId) -> Result<Option<ticket_file::Model>> {
    cx.find::<ticket_file::Entity>().filter(ticket_file::Column::MessageId.eq(message)).one().await
}

/// Lets go of the files of tickets that go for good.
pub(super) async fn release(tx: &Tx, tickets: SelectStatement) -> Result<()> {
    let of_them = ticket_file::Column::TicketId.in_subquery(tickets);
    let gone = tx.school::<ticket_file::Entity>().filter(of_them.clone()).all().await?;
    tx.delete_where::<ticket_file::Entity>(|delete| delete.filter(of_them)).await?;
    files::release(tx, &gone.iter().map(|file| file.file_id).collect::<Vec<_>>()).await
}
