//! Letters: what they say ([`letters`]), how they look ([`page`]), and how they leave.
//!
//! A letter goes to an address that the school's records hold, never to one that came with a request (security F12), and its
//! links begin with the public address (F13). It leaves by the server of `SMTP_URL`; without one, each is a file of the data
//! folder's `mail`, to be opened by any mail program.

pub mod letters;
pub mod page;

use crate::config::Config;
use crate::error::{Code, Error, Problem, Result};
use chrono::{DateTime, Utc};
use entity::id::{JobId, TicketId};
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart};
use lettre::{Address, AsyncFileTransport, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::time::Duration;

use page::Letter;

/// What a letter is about; the rest is read when it leaves, and its secrets are made then (security 8.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "camelCase")]
pub enum About {
    /// A way back in, for who forgot the password (R13).
    Reset,
    /// The way in, for a new account (R15).
    Welcome {
        /// Whether a link was told at the command line as well: it stays good.
        #[serde(default)]
        told: bool,
    },
    /// The way in, for the administrator of a new establishment (decision 17); the link told at the command line stays good.
    Founded,
    /// The way in, for who is let in again or for the first time where links go by mail (security 4.1).
    Opened,
    /// The password was changed.
    PasswordChanged {
        /// When.
        at: DateTime<Utc>,
    },
    /// An address to confirm, to that address (R19).
    ConfirmAddress,
    /// Another address was asked for, to the one that holds.
    AddressAsked {
        /// The other one, with letters hidden.
        masked: String,
    },
    /// Another address holds from now on, to the former one.
    AddressChanged {
        /// The other one, with letters hidden.
        masked: String,
    },
    /// Two accounts of the person became one (R18).
    Merged,
    /// Somebody of the school wrote to its assistance.
    TicketReceived {
        /// What was written.
        ticket: TicketId,
    },
    /// The assistance answered.
    TicketAnswered {
        /// What was asked.
        ticket: TicketId,
    },
    /// Somebody signed in to the account from a browser not seen before (security 4.5).
    NewBrowser {
        /// When.
        at: DateTime<Utc>,
        /// Browser and system, when it said.
        browser: Option<String>,
        /// Network that it came from, when known.
        from: Option<String>,
    },
    /// The account proves twice who signs in, from now on (A14).
    SecondFactorOn {
        /// When.
        at: DateTime<Utc>,
    },
    /// The account goes back to its password alone.
    SecondFactorOff {
        /// When.
        at: DateTime<Utc>,
    },
    /// Somebody else took away what the account proves twice with.
    SecondFactorReset {
        /// When.
        at: DateTime<Utc>,
        /// Why, in the words of who did.
        reason: String,
        /// Whether it was the person who holds the server; else the school's administrator.
        by_host: bool,
    },
}

/// A file that goes with a letter.
#[derive(Clone)]
pub struct Attached {
    /// Name it is kept under.
    pub name: String,
    /// Media type, such as `image/png`.
    pub media: &'static str,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Mail domain of a service that has no name.
const HERE: &str = "localhost";

/// Sends letters.
pub struct Mailer {
    from: Mailbox,
    /// Where problems and personal requests go.
    support: Option<Address>,
    way: Way,
    /// Longest time for a letter to be taken.
    patience: Duration,
}

/// A server that keeps a letter waiting.
const SLOW: &str = "il met trop longtemps à répondre";

/// How letters leave.
enum Way {
    /// By a mail server.
    Server(AsyncSmtpTransport<Tokio1Executor>),
    /// Into files.
    Folder(AsyncFileTransport<Tokio1Executor>),
}

impl Mailer {
    /// Prepares the way that the configuration asks for. A bad setting names itself.
    pub fn open(config: &Config) -> Result<Self> {
        let address = config.mail_from.clone().unwrap_or_else(|| format!("etabli@{}", host(&config.public_url)));
        let from = Mailbox::new(Some(crate::PRODUCT.to_owned()), read(&address, "MAIL_FROM")?);
        let support = config.support_email.as_deref().map(|address| read(address, "SUPPORT_EMAIL")).transpose()?;
        let patience = Duration::from_secs(config.mail_seconds);
        let way = if let Some(url) = config.smtp_url.as_deref() {
            let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
            let server = server.map_err(|error| {
                Error::internal("reading SMTP_URL, «\u{a0}smtp://name:password@host:587\u{a0}»", error)
            });
            Way::Server(server?.timeout(Some(patience)).build())
        } else {
            let folder = config.data_dir.join("mail");
            std::fs::create_dir_all(&folder)
                .map_err(|error| Error::internal(format!("creating the folder {}", folder.display()), error))?;
            Way::Folder(AsyncFileTransport::new(folder))
        };
        Ok(Self { from, support, way, patience })
    }

    /// Whether somebody gets what is sent: a folder is read by who tries the service on this very machine, and by nobody else.
    pub fn reaches_people(&self) -> bool {
        matches!(self.way, Way::Server(_)) || self.from.email.domain() == HERE
    }

    /// Address of the support, when one is configured and letters reach people.
    pub fn support(&self) -> Option<&str> {
        self.support.as_ref().filter(|_| self.reaches_people()).map(AsRef::as_ref)
    }

    /// Sends a letter. Its number stays the same when it is sent again, so that a mail program shows it once.
    pub async fn send(&self, letter: &Letter, to_name: &str, to: &str, number: JobId) -> Result<()> {
        self.send_with(letter, None, to_name, to, number).await
    }

    /// Sends a letter with a file, as [`Mailer::send`] without one.
    pub async fn send_with(
        &self,
        letter: &Letter,
        file: Option<Attached>,
        to_name: &str,
        to: &str,
        number: JobId,
    ) -> Result<()> {
        // A file of some megabytes takes its time on the way to the server.
        let patience =
            self.patience + Duration::from_secs(file.as_ref().map_or(0, |file| file.content.len() as u64 >> 18));
        let said = MultiPart::alternative_plain_html(letter.text(), letter.html());
        let whole = match file {
            None => said,
            Some(Attached { name, media, content }) => {
                let media =
                    ContentType::parse(media).map_err(|error| Error::internal("naming a joined file", error))?;
                MultiPart::mixed().multipart(said).singlepart(Attachment::new(header(&name)).body(content, media))
            }
        };
        let to = Mailbox::new(Some(header(to_name)), read(to, "the address of a letter")?);
        let mut message = Message::builder();
        if let Some(address) = &letter.reply_to {
            message = message.reply_to(Mailbox::new(None, read(address, "the address of an answer")?));
        }
        let message = message
            .message_id(Some(format!("<{number}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(to)
            .subject(header(&letter.subject))
            .multipart(whole)
            .map_err(|error| Error::internal("writing a letter", error))?;
        let sending = async {
            match &self.way {
                Way::Server(server) => server.send(message).await.map(drop).map_err(|error| {
                    tracing::warn!(%error, "a letter did not leave");
                    failed(&why(&error))
                }),
                Way::Folder(folder) => folder
                    .send(message)
                    .await
                    .map(drop)
                    .map_err(|error| Error::internal("writing a letter in its folder", error)),
            }
        };
        // The library bounds the connection alone: a server that says nothing more would be waited for without end.
        tokio::time::timeout(patience, sending).await.map_err(|_| failed(SLOW))?
    }
}

/// A letter that did not leave: who looks after the school reads why.
fn failed(why: &str) -> Error {
    Problem::whole(Code::NotReady, format!("Le serveur de courrier n’a pas pris la lettre\u{a0}: {why}.")).into()
}

/// What became of a letter, in words for who looks after the school; the words of the server itself are told as they came.
fn why(error: &lettre::transport::smtp::Error) -> Cow<'static, str> {
    if let Some(code) = error.status() {
        let words = std::error::Error::source(error).map(|said| format!(" {said}")).unwrap_or_default();
        return format!("il répond «\u{a0}{code}{words}\u{a0}»").into();
    }
    if error.is_timeout() {
        return SLOW.into();
    }
    if error.is_tls() {
        return "la connexion chiffrée avec lui n’a pas pu s’établir".into();
    }
    if error.is_response() || error.is_client() {
        return "sa réponse est incompréhensible".into();
    }
    "il est injoignable ou a coupé la connexion".into()
}

/// Whether letters can be sent to this address.
pub fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.parse::<Address>().is_ok()
}

/// « n•••i@exemple.fr »: enough for its owner to know it again.
pub fn masked(address: &str) -> String {
    let Some((name, domain)) = address.rsplit_once('@') else { return "•••".to_owned() };
    let mut letters = name.chars();
    match (letters.next(), letters.next_back()) {
        (Some(first), Some(last)) if name.chars().count() > 3 => format!("{first}•••{last}@{domain}"),
        (Some(first), _) => format!("{first}•••@{domain}"),
        (None, _) => format!("•••@{domain}"),
    }
}

fn read(address: &str, what: &str) -> Result<Address> {
    address.parse().map_err(|error| Error::internal(format!("reading {what}"), error))
}

/// Text for a header: whatever could end a line is a space (F12); the library encodes the rest.
fn header(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Host of an address such as `https://etabli.exemple.fr:8443`.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    // A mail domain is a name.
    if host.is_empty() || host.parse::<std::net::IpAddr>().is_ok() || rest.starts_with('[') { HERE } else { host }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked_so_that_only_its_owner_knows_it_again() {
        for (address, shown) in [
            ("nadia.benali@exemple.fr", "n•••i@exemple.fr"),
            ("eve@exemple.fr", "e•••@exemple.fr"),
            ("é@exemple.fr", "é•••@exemple.fr"),
            ("sans arobase", "•••"),
        ] {
            assert_eq!(masked(address), shown);
        }
    }

    #[test]
    fn letters_come_from_the_host_of_the_public_address() {
        for (url, name) in [
            ("https://etabli.exemple.fr", "etabli.exemple.fr"),
            ("http://etabli.exemple.fr:8080/x", "etabli.exemple.fr"),
            ("http://127.0.0.1:8080", "localhost"),
            ("http://[::1]:8080", "localhost"),
        ] {
            assert_eq!(host(url), name);
        }
    }

    #[test]
    fn what_ends_a_line_never_reaches_a_header_f12() {
        assert_eq!(header("Inès\r\nBcc: x@y.fr\0"), "Inès  Bcc: x@y.fr ");
        assert!(!is_address("a@b.fr\r\nBcc: x@y.fr") && !is_address("a b@c.fr") && is_address("a@b.fr"));
    }
}
