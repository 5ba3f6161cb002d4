//! Documents that passed the gate, kept parsed: a screen sends the same few again and again, and parsing one costs more than
//! everything else the edge does with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::parser::types::ExecutableDocument;

use super::gate::{self, Kind};
use super::refusal::Refusal;
use crate::config::Limits;

/// Parsed documents kept; twice as many while the older ones are on their way out.
const KEPT: usize = 256;

/// Longest document worth keeping, in bytes.
const WORTH_KEEPING: usize = 16 * 1024;

/// Root fields that read a school and never ask who looks: their answer is the same for all who see the school whole under
/// one role, and is read once for all of them. Not the `journal` as a subscription: a feed gives each follower what that one missed.
const OF_WHOLE_SCHOOL: [(Kind, &str); 3] =
    [(Kind::Query, "console"), (Kind::Query, "journal"), (Kind::Subscription, "consoleChanged")];

/// Fields below those that do ask who looks, or whose reading is logged: a document that names one is nobody else's.
const PERSONAL: [&str; 1] = ["owed"];

/// A document the gate let through, and its tree.
#[derive(Debug)]
pub struct Document {
    /// As it came.
    pub text: Arc<str>,
    /// What it does.
    pub kind: Kind,
    /// Names of its root fields, fragments followed.
    pub root: Vec<String>,
    /// Whether it reads the schema.
    pub introspects: bool,
    /// Whether its answer is the same for all who see the school whole under one role.
    pub of_whole_school: bool,
    /// Its tree.
    pub tree: ExecutableDocument,
}

impl Document {
    /// Whether one of these is among its root fields.
    pub fn asks_any(&self, fields: &[&str]) -> bool {
        self.root.iter().any(|name| fields.contains(&name.as_str()))
    }
}

/// The documents kept, in two halves: what is asked again moves to the young one, and the old one is forgotten whole.
#[derive(Debug, Default)]
pub struct Documents(Mutex<[HashMap<Arc<str>, Arc<Document>>; 2]>);

impl Documents {
    /// Judges and parses, or finds it done already.
    pub fn read(&self, text: &str, limits: &Limits) -> Result<Arc<Document>, Refusal> {
        if let Some(known) = self.known(text) {
            return Ok(known);
        }
        let judged = gate::judge(text, limits)?;
        let tree = async_graphql::parser::parse_query(text).map_err(|error| {
            // The parser's own words repeat the document: only the place is told.
            let (line, column) = error.positions().next().map_or((1, 1), |pos| (pos.line, pos.column));
            gate::Refusal::Syntax { line, column }
        })?;
        let names = judged.root.iter();
        let document = Arc::new(Document {
            text: text.into(),
            kind: judged.kind,
            introspects: judged.introspects(),
            of_whole_school: names.clone().all(|name| OF_WHOLE_SCHOOL.contains(&(judged.kind, *name)))
                && !PERSONAL.iter().any(|name| text.contains(name)),
            root: names.map(|name| (*name).to_owned()).collect(),
            tree,
        });
        if text.len() <= WORTH_KEEPING {
            self.keep(&document);
        }
        Ok(document)
    }

    fn known(&self, text: &str) -> Option<Arc<Document>> {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = halves[0].get(text) {
            return Some(known.clone());
        }
        let (key, known) = halves[1].remove_entry(text)?;
        halves[0].insert(key, known.clone());
        Some(known)
    }

    fn keep(&self, document: &Arc<Document>) {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if halves[0].len() >= KEPT {
            halves[1] = std::mem::take(&mut halves[0]);
        }
        halves[0].insert(document.text.clone(), document.clone());
    }
}
