//! Articles of help, and how they are found.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{ComplexObject, Context, InputObject, Object, SimpleObject};
use entity::help_reading;
use entity::role_grant::Role;

use crate::cx::Page;
use crate::error::Result;
use crate::graphql::{CxExt as _, LoadError, Loaders, PageInfo, UserError, load_opt, outcome};
use crate::help::article::{Article, Block, BlockKind, Entry, Span, Style};
use crate::help::library::{self, Answer, Answers};
use crate::help::{readings, tickets};

/// Text of an article drawn in one manner.
#[derive(SimpleObject)]
pub struct HelpText {
    /// What it says.
    text: String,
    /// How it is drawn.
    style: Style,
    /// Address of the page it leads to, from the root of the site; null when it leads nowhere.
    path: Option<String>,
}

/// A line of a block: a whole paragraph, or one step of several.
#[derive(SimpleObject)]
pub struct HelpLine {
    /// Its text, piece by piece.
    text: Vec<HelpText>,
}

/// A block of an article.
#[derive(SimpleObject)]
pub struct HelpBlock {
    /// What it is.
    kind: BlockKind,
    /// Its lines: one, but for steps and lists.
    lines: Vec<HelpLine>,
}

/// An article of help.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct HelpArticle {
    /// Name in its address, which is unique.
    slug: String,
    /// Title.
    title: String,
    /// What it answers, in a sentence.
    summary: String,
    /// Door it is behind.
    entry: Entry,
    /// Roles it is written for.
    roles: Vec<Role>,
    /// What it says.
    blocks: Vec<HelpBlock>,
}

#[ComplexObject]
impl HelpArticle {
    /// How often it was read here, and whether it helped. Null but for who answers what the school asks.
    async fn counts(&self, ctx: &Context<'_>) -> Result<Option<HelpCounts>> {
        if !tickets::answers(ctx.cx()) {
            return Ok(None);
        }
        Ok(Some(load_opt(ctx, CountsOf(self.slug.clone())).await?.unwrap_or_default()))
    }
}

/// How often an article was read in the school, and whether it helped; nobody is named.
#[derive(Clone, Default, SimpleObject)]
pub struct HelpCounts {
    /// How often it was opened.
    readings: i64,
    /// How many said that it helped.
    helped: i64,
    /// How many said that it did not.
    not_helped: i64,
}

/// Key of what was counted of one article.
#[derive(Clone, PartialEq, Eq, Hash)]
struct CountsOf(String);

impl Loader<CountsOf> for Loaders {
    type Value = HelpCounts;
    type Error = LoadError;

    async fn load(&self, _: &[CountsOf]) -> Result<HashMap<CountsOf, HelpCounts>, LoadError> {
        let rows = readings::counted(&self.0).await?.into_iter();
        let counts = |row: help_reading::Model| {
            let help_reading::Model { slug, readings, helped, not_helped, .. } = row;
            (CountsOf(slug), HelpCounts { readings, helped, not_helped })
        };
        Ok(rows.map(counts).collect())
    }
}

/// An article that answers to what was looked for.
#[derive(SimpleObject)]
pub struct HelpAnswer {
    /// The article.
    article: HelpArticle,
    /// Its title, with the words that were found.
    title: Vec<HelpText>,
    /// Where it speaks of them; its summary when nothing was looked for.
    excerpt: Vec<HelpText>,
}

/// Articles that answer.
#[derive(SimpleObject)]
pub struct HelpAnswerConnection {
    /// The articles: those for the role in use first, then the best.
    nodes: Vec<HelpAnswer>,
    /// How to go on.
    page_info: PageInfo,
    /// How many there are in all.
    total_count: usize,
}

impl From<Span> for HelpText {
    fn from(Span { text, style, path }: Span) -> Self {
        Self { text, style, path }
    }
}

impl From<Block> for HelpBlock {
    fn from(Block { kind, lines }: Block) -> Self {
        let line = |spans: Vec<Span>| HelpLine { text: texts(spans) };
        Self { kind, lines: lines.into_iter().map(line).collect() }
    }
}

impl From<Article> for HelpArticle {
    fn from(article: Article) -> Self {
        let Article { slug, title, summary, entry, roles, blocks, .. } = article;
        Self { slug, title, summary, entry, roles, blocks: blocks.into_iter().map(HelpBlock::from).collect() }
    }
}

impl From<Answer> for HelpAnswer {
    fn from(Answer { article, title, excerpt }: Answer) -> Self {
        Self { article: article.into(), title: texts(title), excerpt: texts(excerpt) }
    }
}

impl From<Answers> for HelpAnswerConnection {
    fn from(found: Answers) -> Self {
        Self {
            nodes: found.answers.into_iter().map(HelpAnswer::from).collect(),
            page_info: PageInfo { has_next_page: found.has_next, end_cursor: found.end_cursor },
            total_count: found.total,
        }
    }
}

fn texts(spans: Vec<Span>) -> Vec<HelpText> {
    spans.into_iter().map(HelpText::from).collect()
}

/// Questions about the articles of help.
#[derive(Default)]
pub struct HelpQuery;

#[Object]
#[expect(clippy::unused_async, reason = "the library takes async functions alone")]
impl HelpQuery {
    /// Articles that have the words of a text, or all of them. A stranger finds those that help to come in.
    async fn help_articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words to look for, 200 characters at most; accents and capitals do not count.")]
        search: Option<String>,
        #[graphql(desc = "Door they are behind.")] entry: Option<Entry>,
        #[graphql(desc = "How many, 50 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<HelpAnswerConnection> {
        let page = Page { first, after };
        Ok(library::answers(ctx.cx(), search.as_deref(), entry, &page).await?.into())
    }

    /// The three questions that stand first: those most read in the school, once enough were.
    async fn help_questions(&self, ctx: &Context<'_>) -> Result<Vec<HelpArticle>> {
        Ok(library::questions(ctx.cx()).await?.into_iter().map(HelpArticle::from).collect())
    }

    /// One article. Null when there is none, or for a stranger when it does not help to come in.
    async fn help_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Name in its address.")] slug: String,
    ) -> Result<Option<HelpArticle>> {
        Ok(library::article(ctx.cx(), &slug).map(HelpArticle::from))
    }
}

/// An article that was opened.
#[derive(InputObject)]
struct CountHelpReadingInput {
    /// Name in its address.
    slug: String,
}

/// What came out of counting a reading.
#[derive(SimpleObject)]
struct CountHelpReadingPayload {
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What somebody says of an article.
#[derive(InputObject)]
struct RateHelpArticleInput {
    /// Name in its address.
    slug: String,
    /// Whether it helped.
    helped: bool,
}

/// What came out of saying whether an article helped.
#[derive(SimpleObject)]
struct RateHelpArticlePayload {
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What readers leave behind: a count.
#[derive(Default)]
pub struct HelpMutation;

#[Object]
impl HelpMutation {
    /// Counts a reading of an article, so that the questions that stand first are those people ask; no name is kept. For: anyone signed in.
    async fn count_help_reading(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was opened.")] input: CountHelpReadingInput,
    ) -> Result<CountHelpReadingPayload> {
        let (_, errors) = outcome(readings::count_help_reading(ctx.cx(), &input.slug).await)?;
        Ok(CountHelpReadingPayload { errors })
    }

    /// Counts somebody whom an article helped, or did not help; no name is kept. For: anyone signed in.
    async fn rate_help_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said of which article.")] input: RateHelpArticleInput,
    ) -> Result<RateHelpArticlePayload> {
        let (_, errors) = outcome(readings::rate_help_article(ctx.cx(), &input.slug, input.helped).await)?;
        Ok(RateHelpArticlePayload { errors })
    }
}
