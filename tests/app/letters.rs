//! The letters that left, as a mail program shows them.

use super::TestApp;
use mail_parser::{MessageParser, MimeHeaders as _};

/// A letter that left.
#[derive(Debug, Clone)]
pub struct Received {
    /// Address it went to.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// What programs that show text alone show.
    pub text: String,
    /// What the others show.
    pub html: String,
    /// Address that answers go to, when it is not the sender's.
    pub reply_to: Option<String>,
    /// Number by which a mail program knows it again.
    pub number: String,
    /// Files that came with it, by name.
    pub joined: Vec<(String, Vec<u8>)>,
}

impl Received {
    /// A letter as it crosses the network.
    pub fn read(bytes: &[u8]) -> Self {
        let message = MessageParser::default().parse(bytes).expect("a letter is read");
        let to = message.to().and_then(|to| to.first()).and_then(|to| to.address()).expect("it goes to somebody");
        Self {
            to: to.to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            reply_to: message.reply_to().and_then(|to| to.first()).and_then(|to| to.address()).map(str::to_owned),
            number: message.message_id().unwrap_or_default().to_owned(),
            joined: message
                .attachments()
                .map(|part| (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec()))
                .collect(),
        }
    }

    /// The secret of the link it holds, after `/{place}/`.
    pub fn secret(&self, place: &str) -> String {
        let after = self.text.split(&format!("/{place}/")).nth(1).unwrap_or_else(|| panic!("no link: {}", self.text));
        after.split_whitespace().next().expect("a secret").to_owned()
    }
}

impl TestApp {
    /// The letters that left into the folder, in the order they were put in the outbox.
    pub fn letters(&self) -> Vec<Received> {
        let files = std::fs::read_dir(self.folder().join("mail")).expect("the folder of letters");
        let letters =
            files.map(|file| file.expect("a file").path()).filter(|path| path.extension().is_some_and(|e| e == "eml"));
        let mut letters: Vec<Received> =
            letters.map(|path| Received::read(&std::fs::read(path).expect("a letter"))).collect();
        letters.sort_by(|a, b| a.number.cmp(&b.number));
        letters
    }

    /// The only letter to an address.
    pub fn letter_to(&self, address: &str) -> Received {
        let mut letters = self.letters();
        letters.retain(|letter| letter.to == address);
        assert_eq!(letters.len(), 1, "letters to {address}");
        letters.remove(0)
    }
}
