//! The full text of the articles: accents and capitals do not count, words are found by how they begin, the best answer comes first.
//!
//! The index is SQLite's FTS5 in a database of its own, in memory, filled at the start with what the program carries: it holds no
//! record, and has nothing to do with the product's database nor with its engine.

use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};

use super::article::{Article, Span, Style};
use crate::error::{Error, Result};

/// Words that say nothing of what is looked for.
const EMPTY_WORDS: &[&str] = &[
    "a", "ai", "au", "aux", "avec", "c", "ce", "ces", "cette", "comment", "d", "dans", "de", "des", "du", "elle", "en",
    "est", "et", "faire", "faut", "il", "j", "je", "l", "la", "le", "les", "leur", "m", "ma", "me", "mes", "mon", "n",
    "ne", "nos", "notre", "nous", "on", "ou", "par", "pas", "peut", "peux", "pour", "qu", "que", "qui", "quoi", "s",
    "sa", "se", "ses", "son", "sur", "ta", "tes", "ton", "un", "une", "vous",
];

/// Most words looked for at once.
const MOST_WORDS: usize = 12;

/// What stands before and after a word that was found, in what the index answers.
const MARKS: [char; 2] = ['\u{2}', '\u{3}'];

/// Where the index is made, once.
const CREATE: &str = "CREATE VIRTUAL TABLE article USING fts5(title, summary, body, \
                      tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')";

/// A word counts most in a title, then in a summary.
const FIND: &str = "SELECT rowid, highlight(article, 0, char(2), char(3)), highlight(article, 1, char(2), char(3)), \
                    snippet(article, 2, char(2), char(3), '…', 24) \
                    FROM article WHERE article MATCH ? ORDER BY bm25(article, 8.0, 4.0, 1.0), rowid";

/// The full text of all the articles.
#[derive(Debug)]
pub struct Index(SqlitePool);

/// An article found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its position among the articles.
    pub position: usize,
    /// Its title, with the words found marked.
    pub title: Vec<Span>,
    /// Where it speaks of them.
    pub excerpt: Vec<Span>,
}

impl Index {
    /// The index of these articles.
    pub async fn of(articles: &[Article]) -> Result<Self> {
        // One connection that is never let go: the database lives and dies with it.
        let lasting = SqlitePoolOptions::new().max_connections(1).min_connections(1).test_before_acquire(false);
        let pool = lasting.idle_timeout(None).max_lifetime(None).connect("sqlite::memory:").await.map_err(failed)?;
        sqlx::query(CREATE).execute(&pool).await.map_err(failed)?;
        for (article, row) in articles.iter().zip(0_i64..) {
            sqlx::query("INSERT INTO article (rowid, title, summary, body) VALUES (?, ?, ?, ?)")
                .bind(row)
                .bind(&article.title)
                .bind(&article.summary)
                .bind(article.words())
                .execute(&pool)
                .await
                .map_err(failed)?;
        }
        Ok(Self(pool))
    }

    /// The articles that have all the words, else those that have some, best first; none for what is no word.
    pub async fn find(&self, text: &str) -> Result<Vec<Hit>> {
        let words = words(text);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.matching(&words.join(" AND ")).await?;
        if all.is_empty() && words.len() > 1 { self.matching(&words.join(" OR ")).await } else { Ok(all) }
    }

    async fn matching(&self, query: &str) -> Result<Vec<Hit>> {
        let rows: Vec<(i64, String, String, String)> =
            sqlx::query_as(FIND).bind(query).fetch_all(&self.0).await.map_err(failed)?;
        let hit = |(row, title, summary, body): (i64, String, String, String)| {
            let excerpt = if body.contains(MARKS) { body } else { summary };
            Hit { position: usize::try_from(row).unwrap_or_default(), title: marked(&title), excerpt: marked(&excerpt) }
        };
        Ok(rows.into_iter().map(hit).collect())
    }
}

/// What was typed, as the index asks for it: each word by how it begins, one or several of it alike.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let typed: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let telling = |word: &&str| !EMPTY_WORDS.contains(word);
    // The last word may only be begun: « le » may become « lecture ».
    let last = typed.last().filter(|_| typed.len() == 1);
    let mut words: Vec<&str> = typed.iter().copied().filter(telling).collect();
    if words.is_empty() {
        words.extend(last);
    }
    words.truncate(MOST_WORDS);
    words.into_iter().map(|word| format!("\"{}\"*", singular(word))).collect()
}

fn singular(word: &str) -> &str {
    if word.chars().count() > 3 { word.trim_end_matches(['s', 'x']) } else { word }
}

/// Text between marks, told apart from the rest.
fn marked(text: &str) -> Vec<Span> {
    let piece = |(number, text): (usize, &str)| Span {
        text: text.to_owned(),
        style: if number % 2 == 1 { Style::Found } else { Style::Plain },
        path: None,
    };
    text.split(MARKS).enumerate().map(piece).filter(|span| !span.text.is_empty()).collect()
}

fn failed(error: sqlx::Error) -> Error {
    Error::internal("searching the articles of help", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_words_and_nothing_that_means_something_to_the_index() {
        assert_eq!(words("Comment importer les fichiers ?"), ["\"importer\"*", "\"fichier\"*"]);
        assert_eq!(words("l’élève\" OR * NEAR("), ["\"élève\"*", "\"or\"*", "\"near\"*"]);
        assert_eq!(words("  %_ \u{0} "), Vec::<String>::new());
        assert_eq!(words("le"), ["\"le\"*"]);
        assert_eq!(words("le la les"), Vec::<String>::new());
        assert_eq!(words(&"mot ".repeat(40)).len(), MOST_WORDS);
    }

    #[test]
    fn what_was_found_is_told_apart() {
        let span = |text: &str, style| Span { text: text.to_owned(), style, path: None };
        let expected =
            [span("…lire le ", Style::Plain), span("rapport", Style::Found), span(" d’import", Style::Plain)];
        assert_eq!(marked("…lire le \u{2}rapport\u{3} d’import"), expected);
    }
}
