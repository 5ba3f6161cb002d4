//! What an article of help says, read from its Markdown into a small tree: the client draws blocks, never markup.
//!
//! A file begins with a head (`slug`, `title`, `summary`, `entry`, `roles`, `order`, `public`) between two lines of dashes. What follows
//! is made of titles of the second level, paragraphs, numbered steps, lists and notes (quotations), holding text, strong text,
//! code and links. Anything else is a fault of the file, told by its name at the start of the service.

use entity::role_grant::Role;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use sea_orm::Iterable as _;

/// Door of the assistance by which an article is found, and a ticket begun (`R161`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, async_graphql::Enum)]
#[graphql(name = "HelpEntry")]
pub enum Entry {
    /// One's account, and those of the school.
    Account,
    /// What the school is subscribed to.
    Subscription,
    /// How things are done.
    Use,
}

/// How a piece of text is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "HelpTextStyle")]
pub enum Style {
    /// As it comes.
    Plain,
    /// What matters.
    Strong,
    /// A key, a file, something to type.
    Code,
    /// A word that was looked for.
    Found,
}

/// Text drawn in one manner; followed, when it has a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What it says.
    pub text: String,
    /// How it is drawn.
    pub style: Style,
    /// Address of the page it leads to, from the root of the site.
    pub path: Option<String>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "HelpBlockKind")]
pub enum BlockKind {
    /// A title inside the article.
    Heading,
    /// A paragraph.
    Paragraph,
    /// Steps, in their order.
    Steps,
    /// Things in no order.
    List,
    /// What is good to know, apart from the rest.
    Note,
}

/// A block of an article: one line of text, or as many as it has steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its lines: one, but for steps and lists.
    pub lines: Vec<Vec<Span>>,
}

/// An article of help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Name in its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// What it answers, in a sentence.
    pub summary: String,
    /// Door it is behind.
    pub entry: Entry,
    /// Roles it is written for.
    pub roles: Vec<Role>,
    /// Place among those of its door.
    pub order: u32,
    /// Whether it is read before signing in: what helps to come in is needed outside.
    pub public: bool,
    /// What it says.
    pub blocks: Vec<Block>,
}

impl Article {
    /// Reads a file; says what is wrong with it.
    pub fn read(markdown: &str) -> Result<Self, String> {
        let (head, blocks) = parsed(markdown)?;
        let value = |key: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
            line.map(str::trim)
                .filter(|value| !value.is_empty())
                .ok_or_else(|| format!("its head has no «\u{a0}{key}\u{a0}»"))
        };
        let entry = match value("entry")? {
            "account" => Entry::Account,
            "subscription" => Entry::Subscription,
            "use" => Entry::Use,
            other => return Err(format!("«\u{a0}{other}\u{a0}» is no entry")),
        };
        Ok(Self {
            slug: value("slug")?.to_owned(),
            title: value("title")?.to_owned(),
            summary: value("summary")?.to_owned(),
            entry,
            roles: roles(value("roles")?)?,
            order: value("order")?.parse().map_err(|_| "its order is no number".to_owned())?,
            public: value("public").is_ok_and(|word| word == "yes"),
            blocks,
        })
    }

    /// Its words, without how they are drawn: what the search looks in.
    pub fn words(&self) -> String {
        let said = |line: &Vec<Span>| line.iter().map(|span| span.text.as_str()).collect::<String>();
        let of_block = |block: &Block| {
            let lines = block.lines.iter().map(said).collect::<Vec<_>>().join(" ");
            // In one line with what follows, a title announces it.
            if block.kind == BlockKind::Heading { format!("{lines}\u{a0}:") } else { lines }
        };
        self.blocks.iter().map(of_block).collect::<Vec<_>>().join(" ")
    }

    /// Addresses of the pages it leads to.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().flat_map(|block| &block.lines).flatten().filter_map(|span| span.path.as_deref())
    }
}

/// « admin, ddftp », or « everyone ».
fn roles(text: &str) -> Result<Vec<Role>, String> {
    if text == "everyone" {
        return Ok(Role::iter().collect());
    }
    let named = |word: &str| Role::iter().find(|role| format!("{role:?}").eq_ignore_ascii_case(word));
    text.split(", ").map(|word| named(word).ok_or_else(|| format!("«\u{a0}{word}\u{a0}» is no role"))).collect()
}

/// Where the reader of a file stands.
#[derive(Default)]
struct Reading {
    head: String,
    in_head: bool,
    blocks: Vec<Block>,
    /// The block being read.
    open: Option<Block>,
    strong: bool,
    path: Option<String>,
}

/// The head of a file, and its blocks.
fn parsed(markdown: &str) -> Result<(String, Vec<Block>), String> {
    let mut reading = Reading::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_YAML_STYLE_METADATA_BLOCKS) {
        reading.hear(event)?;
    }
    Ok((reading.head, reading.blocks))
}

impl Reading {
    fn hear(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => self.in_head = true,
            Event::End(TagEnd::MetadataBlock(_)) => self.in_head = false,
            Event::Text(text) if self.in_head => self.head.push_str(&text),
            Event::Text(text) => self.say(&text, if self.strong { Style::Strong } else { Style::Plain })?,
            Event::Code(text) => self.say(&text, Style::Code)?,
            Event::SoftBreak => self.say(" ", Style::Plain)?,
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => self.begin(BlockKind::Heading)?,
            Event::Start(Tag::Paragraph) if self.open.is_none() => self.begin(BlockKind::Paragraph)?,
            // A paragraph inside a step or a note is its text.
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Item) => {}
            Event::Start(Tag::BlockQuote(_)) => self.begin(BlockKind::Note)?,
            Event::Start(Tag::List(number)) => {
                self.begin(if number.is_some() { BlockKind::Steps } else { BlockKind::List })?;
                self.lines()?.clear();
            }
            Event::Start(Tag::Item) => self.lines()?.push(Vec::new()),
            Event::Start(Tag::Strong) => self.strong = true,
            Event::End(TagEnd::Strong) => self.strong = false,
            Event::Start(Tag::Link { dest_url, .. }) => self.path = Some(dest_url.to_string()),
            Event::End(TagEnd::Link) => self.path = None,
            Event::End(TagEnd::Paragraph) => {
                if self.open.as_ref().is_some_and(|block| block.kind == BlockKind::Paragraph) {
                    self.blocks.extend(self.open.take());
                }
            }
            Event::End(TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::List(_)) => {
                self.blocks.extend(self.open.take());
            }
            other => return Err(format!("{other:?} has no place in an article")),
        }
        Ok(())
    }

    fn begin(&mut self, kind: BlockKind) -> Result<(), String> {
        if self.open.is_some() {
            return Err(format!("a {kind:?} inside another block has no place in an article"));
        }
        self.open = Some(Block { kind, lines: vec![Vec::new()] });
        Ok(())
    }

    fn lines(&mut self) -> Result<&mut Vec<Vec<Span>>, String> {
        self.open.as_mut().map(|block| &mut block.lines).ok_or_else(|| "text outside of any block".to_owned())
    }

    fn say(&mut self, text: &str, style: Style) -> Result<(), String> {
        let path = self.path.clone();
        let line = self.lines()?.last_mut().ok_or("a list without an item")?;
        match line.last_mut() {
            Some(last) if last.style == style && last.path == path => last.text.push_str(text),
            _ => line.push(Span { text: text.to_owned(), style, path }),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "---\nslug: essai\ntitle: Un essai\nsummary: Pour voir.\nentry: use\nroles: admin, ddftp\norder: 3\n---\n";

    fn read(body: &str) -> Result<Article, String> {
        Article::read(&format!("{HEAD}\n{body}"))
    }

    fn plain(text: &str) -> Span {
        Span { text: text.to_owned(), style: Style::Plain, path: None }
    }

    #[test]
    fn a_file_becomes_a_tree_of_blocks() {
        let article = read(
            "Avant.\n\n## Faire\n\n1. Ouvrir [Imports](/imports).\n2. Taper `B`,\n   **ou rien**.\n\n> À savoir.\n",
        )
        .expect("it is read");
        assert_eq!((article.slug.as_str(), article.entry, article.order), ("essai", Entry::Use, 3));
        assert_eq!(article.roles, [Role::Admin, Role::Ddftp]);
        assert!(!article.public);
        let kinds: Vec<BlockKind> = article.blocks.iter().map(|block| block.kind).collect();
        assert_eq!(kinds, [BlockKind::Paragraph, BlockKind::Heading, BlockKind::Steps, BlockKind::Note]);
        let steps = &article.blocks[2].lines;
        let link = Span { path: Some("/imports".to_owned()), ..plain("Imports") };
        assert_eq!(steps[0], [plain("Ouvrir "), link, plain(".")]);
        assert_eq!(steps[1][1], Span { style: Style::Code, ..plain("B") });
        assert_eq!(steps[1][3], Span { style: Style::Strong, ..plain("ou rien") });
        assert_eq!(article.blocks[3].lines, [[plain("À savoir.")]]);
        assert_eq!(article.words(), "Avant. Faire\u{a0}: Ouvrir Imports. Taper B, ou rien. À savoir.");
        assert_eq!(article.paths().collect::<Vec<_>>(), ["/imports"]);
    }

    #[test]
    fn what_the_client_cannot_draw_is_refused() {
        for body in ["<b>gras</b>", "# Titre", "- a\n  - b", "![image](/x)", "---\n\nfin", "*penché*", "```\ncode\n```"]
        {
            assert!(read(body).is_err(), "{body}");
        }
        assert!(Article::read("Sans tête.").is_err());
        assert!(Article::read(&HEAD.replace("admin", "surveillant")).is_err());
        assert!(Article::read(&HEAD.replace("entry: use", "entry: autre")).is_err());
    }

    #[test]
    fn an_article_for_everyone_names_every_role() {
        let article = Article::read(&HEAD.replace("admin, ddftp", "everyone")).expect("it is read");
        assert_eq!(article.roles.len(), 7);
    }
}
