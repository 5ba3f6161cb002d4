//! How a letter looks: a few blocks, from which both its text and its page are made, so that they say the same.
//!
//! The page is written by a template that escapes whatever it is given (security F11); it loads nothing from anywhere.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A letter in French, before it is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Subject.
    pub subject: String,
    /// Address that answers go to, when it is not the sender's.
    pub reply_to: Option<String>,
    /// « Bonjour Inès Garnier, ».
    pub greeting: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// Who writes, and where from: the school and its address.
    pub signature: [String; 2],
}

/// A piece of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// What somebody wrote, line by line.
    Quote(String),
    /// Something to follow.
    Link {
        /// What it does.
        label: String,
        /// Where it leads.
        address: String,
    },
    /// Something to copy.
    Fact {
        /// What it is.
        label: String,
        /// To be copied as it is.
        value: String,
    },
}

/// Style of the page; mail programs read little more.
const STYLE: &str = "body{margin:0;padding:24px;background:#f2f4f3;color:#13211d;font:16px/1.5 system-ui,sans-serif}\
main{max-width:560px;margin:0 auto;padding:24px;background:#fff;border:1px solid #d5dcd9;border-radius:12px}\
p{margin:0 0 16px}.link a{display:inline-block;padding:10px 18px;border-radius:8px;background:#0b5a4e;color:#fff;text-decoration:none;font-weight:600}\
.fact strong{font-family:ui-monospace,monospace;font-size:18px}.small{font-size:14px;color:#4a5a55;overflow-wrap:anywhere}\
.signature{margin:24px 0 0;padding-top:16px;border-top:1px solid #d5dcd9;font-size:14px;color:#4a5a55}";

/// Style of what somebody wrote: its lines stay its own.
const QUOTE: &str = "padding-left:12px;border-left:3px solid #d5dcd9;white-space:pre-line;overflow-wrap:anywhere";

impl Letter {
    /// For mail programs that show text alone.
    pub fn text(&self) -> String {
        let mut parts = vec![self.greeting.clone()];
        parts.extend(self.blocks.iter().map(|block| match block {
            Block::Text(text) => text.clone(),
            Block::Quote(text) => {
                text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
            }
            Block::Link { label, address } => format!("{label} :\n{address}"),
            Block::Fact { label, value } => format!("{label} : {value}"),
        }));
        parts.push(format!("-- \n{}", self.signature.join("\n")));
        parts.join("\n\n") + "\n"
    }

    /// For the others.
    pub fn html(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="fr" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.subject) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        p { (self.greeting) }
                        @for block in &self.blocks { (block.html()) }
                        p class="signature" { (self.signature[0]) br; (self.signature[1]) }
                    }
                }
            }
        };
        page.into_string()
    }
}

impl Block {
    fn html(&self) -> Markup {
        html! {
            @match self {
                Self::Text(text) => p { (text) },
                Self::Quote(text) => p style=(QUOTE) { (text) },
                Self::Link { label, address } => {
                    p class="link" { a href=(address) { (label) } }
                    p class="small" { "Si le bouton ne s’ouvre pas, copiez cette adresse dans votre navigateur : " (address) }
                },
                Self::Fact { label, value } => p class="fact" { (label) " : " strong { (value) } },
            }
        }
    }
}
