//! The articles that the program carries: found by their words, by their door, or because many read them (R161, R162).

use std::cmp::Reverse;
use std::collections::HashMap;

use rust_embed::Embed;
use tokio::sync::OnceCell;

use super::article::{Article, Entry, Span};
use super::readings;
use super::search::Index;
use crate::access::Act;
use crate::cx::{Cx, Page};
use crate::error::{Code, Error, Problem, Result};

/// The files, in the binary.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/src/help/articles/"]
struct Carried;

/// The three questions that stand first until real readings say otherwise (R162).
const FIRST_QUESTIONS: [&str; 3] = ["importer-les-fichiers", "renouveler-l-abonnement", "transferer-un-apprenant"];

/// How many questions are shown (R161).
const QUESTIONS: usize = 3;

/// Readings of all articles together from which they say something of what people ask.
const TELLING: i64 = 20;

/// Longest text looked for, in characters.
const LONGEST_SEARCH: usize = 200;

/// Articles on a page, by default and at most.
const PAGE: (i32, i32) = (50, 200);

/// All the articles, in the order of their doors, and their index.
#[derive(Debug)]
pub struct Library {
    articles: Vec<Article>,
    index: OnceCell<Index>,
}

/// An article that answers, with the words that were looked for marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The article.
    pub article: Article,
    /// Its title.
    pub title: Vec<Span>,
    /// Where it speaks of what was looked for; its summary, when nothing was.
    pub excerpt: Vec<Span>,
}

/// Some of the articles that answer.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The page asked for.
    pub answers: Vec<Answer>,
    /// How many answer in all.
    pub total: usize,
    /// Place after the last one of the page.
    pub end_cursor: Option<String>,
    /// Whether more follow.
    pub has_next: bool,
}

impl Library {
    /// Reads what the program carries. A file that is wrong names itself.
    pub fn open() -> Result<Self> {
        let mut articles = Vec::new();
        for name in Carried::iter() {
            let wrong = |what: String| Error::internal(format!("reading the article {name}"), what);
            let file = Carried::get(&name).ok_or_else(|| wrong("it is gone".to_owned()))?;
            let text = std::str::from_utf8(&file.data).map_err(|error| wrong(error.to_string()))?;
            let article = Article::read(text).map_err(wrong)?;
            if format!("{}.md", article.slug) != *name {
                return Err(wrong("its slug is not its name".to_owned()));
            }
            articles.push(article);
        }
        articles.sort_by(|one, other| (one.entry, one.order, &one.slug).cmp(&(other.entry, other.order, &other.slug)));
        Ok(Self { articles, index: OnceCell::new() })
    }

    /// Made when somebody first searches: a service at rest does not hold it.
    async fn index(&self) -> Result<&Index> {
        self.index.get_or_try_init(|| Index::of(&self.articles)).await
    }

    /// All of them.
    pub fn all(&self) -> &[Article] {
        &self.articles
    }

    fn of_slug(&self, slug: &str) -> Option<&Article> {
        self.articles.iter().find(|article| article.slug == slug)
    }
}

/// Whether this actor may read an article: outside, those that help to come in.
fn may_read(cx: &Cx, article: &Article) -> bool {
    article.public || cx.can(Act::ReadHelp)
}

/// Whether an article is written for the role in use; outside, for anybody.
fn concerns(cx: &Cx, article: &Article) -> bool {
    cx.actor().role().is_none_or(|role| article.roles.contains(&role))
}

/// The article with this name in its address, if there is one to be read.
pub fn article(cx: &Cx, slug: &str) -> Option<Article> {
    cx.app().help.of_slug(slug).filter(|article| may_read(cx, article)).cloned()
}

/// Articles that answer to a text, or all of them, behind a door or any; those written for the role in use come first.
pub async fn answers(cx: &Cx, text: Option<&str>, entry: Option<Entry>, page: &Page) -> Result<Answers> {
    let library = &cx.app().help;
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > LONGEST_SEARCH) {
        let message = format!("Une recherche a {LONGEST_SEARCH} caractères au plus.");
        return Err(Problem::new(Code::TooLong, "search", message).into());
    }
    let mut found: Vec<Answer> = match text {
        None => library.articles.iter().map(Answer::whole).collect(),
        Some(text) => {
            let hits = library.index().await?.find(text).await?.into_iter();
            let answer = |hit: super::search::Hit| {
                let article = library.articles.get(hit.position)?.clone();
                Some(Answer { article, title: hit.title, excerpt: hit.excerpt })
            };
            hits.filter_map(answer).collect()
        }
    };
    found.retain(|answer| may_read(cx, &answer.article) && entry.is_none_or(|entry| answer.article.entry == entry));
    found.sort_by_key(|answer| !concerns(cx, &answer.article));
    paged(found, page)
}

/// Goes on after an article, named by the cursor: the list is short, and the same for the same question.
fn paged(found: Vec<Answer>, page: &Page) -> Result<Answers> {
    let total = found.len();
    let start = match &page.after {
        None => 0,
        Some(after) => {
            let at = found.iter().position(|answer| answer.article.slug == *after);
            let message = "Cette suite de liste n’est plus valable\u{a0}: reprenez depuis le début.";
            at.ok_or_else(|| Problem::new(Code::Invalid, "after", message))? + 1
        }
    };
    let first = usize::try_from(page.first.unwrap_or(PAGE.0).clamp(0, PAGE.1)).unwrap_or_default();
    let answers: Vec<Answer> = found.into_iter().skip(start).take(first).collect();
    Ok(Answers {
        end_cursor: answers.last().map(|answer| answer.article.slug.clone()),
        has_next: start + answers.len() < total,
        answers,
        total,
    })
}

/// The questions that stand first, for the role in use: those most read in the school once that tells something, else the three
/// that every school asks, then the first articles written for it.
pub async fn questions(cx: &Cx) -> Result<Vec<Article>> {
    let read = readings::counted(cx).await?;
    let read: HashMap<&str, i64> = read.iter().map(|row| (row.slug.as_str(), row.readings)).collect();
    let telling = read.values().sum::<i64>() >= TELLING;
    let rank = |article: &Article| {
        let count = if telling { read.get(article.slug.as_str()).copied().unwrap_or_default() } else { 0 };
        let place = FIRST_QUESTIONS.iter().position(|slug| *slug == article.slug);
        (Reverse(count), place.unwrap_or(FIRST_QUESTIONS.len()), article.roles.len())
    };
    let library = cx.app().help.articles.iter();
    let mut questions: Vec<Article> =
        library.filter(|article| may_read(cx, article) && concerns(cx, article)).cloned().collect();
    questions.sort_by_key(rank);
    questions.truncate(QUESTIONS);
    Ok(questions)
}

impl Answer {
    /// An article that nobody looked for by its words.
    fn whole(article: &Article) -> Self {
        let plain = |text: &str| vec![Span { text: text.to_owned(), style: super::article::Style::Plain, path: None }];
        Self { title: plain(&article.title), excerpt: plain(&article.summary), article: article.clone() }
    }
}
