//! What the support gets by letter: a message of a ticket, and what it needs to answer it.

use entity::id::{JobId, TicketMessageId};
use entity::ticket::{self, TicketCategory};
use entity::{establishment, ticket_message, user};

use super::joined;
use crate::access::{Role, title};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::establishments::names;
use crate::files;
use crate::mail::Attached;
use crate::mail::page::{Block, Letter};

/// Somebody's message, as the support reads it.
#[derive(Debug, Clone)]
pub struct ForSupport {
    /// Who wrote it.
    pub author: String,
    /// Under which role.
    pub role: Role,
    /// Name of the school.
    pub school: String,
    /// Its code.
    pub uai: String,
    /// Address of its sign-in page.
    pub home: String,
    /// What the ticket is about.
    pub category: TicketCategory,
    /// Number of the ticket.
    pub ticket: String,
    /// What it says.
    pub text: String,
    /// Name and size of the file that goes with it, in words.
    pub file: Option<String>,
    /// Page it was written from.
    pub page: Option<String>,
    /// Version of the service.
    pub version: String,
    /// Address that the answer goes to.
    pub reply_to: Option<String>,
    /// Whether that address is the author's own.
    pub to_author: bool,
}

/// Sends a message to the support. `number` is the same each time it is tried.
pub async fn tell_support(cx: &Cx, number: JobId, message: TicketMessageId) -> Result<()> {
    let Some(message) = cx.find::<ticket_message::Entity>().by_key(message).one().await? else { return Ok(()) };
    let ticket = cx.find::<ticket::Entity>().get(message.ticket_id).await?;
    let author = cx.find::<user::Entity>().get(ticket.author_id).await?;
    let school = cx.find::<establishment::Entity>().get(cx.establishment()?).await?;
    let Some(support) = cx.app().mailer.support() else {
        return Err(Error::internal("writing to the support", "SUPPORT_EMAIL is no longer set"));
    };
    let file = joined::of_message(cx, message.id).await?;
    let attached = match &file {
        None => None,
        Some(file) => {
            let content = cx.app().store.get(file.establishment_id, file.file_id).await?;
            Some(Attached { name: file.name.clone(), media: files::media(file.kind), content: content.to_vec() })
        }
    };
    let for_support = ForSupport {
        author: names::display_name(&author),
        role: ticket.role,
        home: format!("{}/{}", cx.config().public_url, school.uai),
        school: school.name,
        uai: school.uai,
        category: ticket.category,
        ticket: ticket.id.to_string(),
        text: message.text,
        file: file
            .as_ref()
            .map(|file| format!("{}, {}", file.name, files::size(u64::try_from(file.bytes).unwrap_or_default()))),
        page: ticket.page,
        version: ticket.version,
        reply_to: if ticket.shares_address { author.email } else { school.email },
        to_author: ticket.shares_address,
    };
    cx.app().mailer.send_with(&letter(&for_support), attached, "Assistance", support, number).await
}

/// The letter itself. Its subject holds no word of the author.
pub fn letter(about: &ForSupport) -> Letter {
    let fact = |label: &str, value: &str| Block::Fact { label: label.to_owned(), value: value.to_owned() };
    let category = category(about.category);
    let mut blocks = vec![
        Block::Text(format!("{} ({}) vous écrit au sujet de\u{a0}: {category}.", about.author, title(about.role))),
        Block::Quote(about.text.clone()),
        fact("Établissement", &format!("{}, {}", about.school, about.uai)),
        fact("Demande", &about.ticket),
        fact("Version", &about.version),
    ];
    blocks.extend(about.file.as_deref().map(|file| fact("Fichier joint", file)));
    blocks.extend(about.page.as_deref().map(|page| fact("Page", page)));
    blocks.push(Block::Text(
        if about.to_author {
            "Répondez à ce message\u{a0}: la réponse arrive à l’adresse de son auteur."
        } else {
            "L’auteur n’a pas joint d’adresse\u{a0}: votre réponse arrive à celle de l’établissement, qui la lui remet."
        }
        .to_owned(),
    ));
    Letter {
        subject: format!("Demande d’assistance, {category} – {}", about.school),
        reply_to: about.reply_to.clone(),
        greeting: "Bonjour,".to_owned(),
        blocks,
        signature: [about.school.clone(), about.home.clone()],
    }
}

fn category(category: TicketCategory) -> &'static str {
    match category {
        TicketCategory::Account => "compte",
        TicketCategory::Subscription => "abonnement",
        TicketCategory::Use => "utilisation",
        TicketCategory::Problem => "problème",
    }
}
