//! The document gate: what a GraphQL document may be, judged on its bytes before the library's parser sees it.
//!
//! The parser recurses without a limit (a document of 4 KB ends the process) and the recursion check of the library
//! follows fragments without memory (2 KB hold a thread for ten seconds), so both are kept behind this reader. It knows
//! the shape of the language and nothing of our schema: words, brackets, fields, fragments, directives.
//!
//! It accepts less than the parser, never more than it can count: where the two could read a document differently, the
//! gate refuses it. `tests.rs` compares them on random documents.

mod lexer;
mod reader;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::config::Limits;
use reader::{Selection, Set, Shape};

/// The three operations of GraphQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reads.
    Query,
    /// Writes.
    Mutation,
    /// Watches.
    Subscription,
}

/// Why a document is not let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not GraphQL, from this line and column on.
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
    /// No operation to run.
    NoOperation,
    /// More than one operation.
    SeveralOperations,
    /// A directive other than `@skip` and `@include`.
    Directive,
    /// A fragment that contains itself.
    Cycle,
    /// A fragment called and not written.
    UnknownFragment,
    /// An authentication mutation beside something else, or under an alias (security A5).
    Alone,
    /// More of something than allowed: what, and how many are.
    TooComplex(&'static str, usize),
}

impl Refusal {
    /// The code and the sentence for the answer. Neither repeats anything of the document.
    pub fn words(&self) -> (&'static str, String) {
        let sentence = match self {
            Self::Syntax { line, column } => format!("Document GraphQL mal formé, ligne {line}, colonne {column}."),
            Self::NoOperation => "Le document ne contient aucune opération.".into(),
            Self::SeveralOperations => "Une seule opération par document.".into(),
            Self::Directive => "Seules les directives @skip et @include sont admises.".into(),
            Self::Cycle => "Un fragment se contient lui-même.".into(),
            Self::UnknownFragment => "Un fragment appelé n’est pas défini.".into(),
            Self::Alone => "Cette mutation doit être seule dans le document et sans alias.".into(),
            Self::TooComplex(what, most) => format!("Document trop complexe\u{a0}: {most}\u{a0}{what} au plus."),
        };
        (if matches!(self, Self::TooComplex(..)) { "TOO_COMPLEX" } else { "BAD_REQUEST" }, sentence)
    }
}

/// A document that may go on to the parser, and what the edge needs to know of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Document<'a> {
    /// What it does.
    pub kind: Kind,
    /// Name of its operation.
    pub name: Option<&'a str>,
    /// Names of the fields at its root, fragments followed, in order.
    pub root: Vec<&'a str>,
    /// Fields, fragments followed.
    pub fields: usize,
    /// Depth in fields, fragments followed.
    pub depth: usize,
    /// Aliases, fragments followed.
    pub aliases: usize,
}

impl Document<'_> {
    /// True when it reads the schema and nothing else.
    pub fn only_introspects(&self) -> bool {
        self.root.iter().all(|name| name.starts_with("__"))
    }

    /// True when it reads the schema, even beside something else (Q11).
    pub fn introspects(&self) -> bool {
        self.root.iter().any(|name| matches!(*name, "__schema" | "__type"))
    }
}

/// Mutations that come alone: they try a secret, or change who is asking.
const ALONE: [&str; 8] = [
    "signIn",
    "proveSignIn",
    "beginSecondFactorAtSignIn",
    "confirmSecondFactorAtSignIn",
    "choosePassword",
    "useRole",
    "signOut",
    "stayConnected",
];

/// Notes one step of the work: a word read, a selection measured or followed. Tests hold the gate to a number of them, which no
/// busy machine changes.
#[inline]
fn step() {
    #[cfg(test)]
    tests::STEPS.with(|steps| steps.set(steps.get() + 1));
}

/// Judges a document.
pub fn judge<'a>(text: &'a str, limits: &'a Limits) -> Result<Document<'a>, Refusal> {
    if text.len() > limits.gate_bytes {
        return Err(Refusal::TooComplex("octets", limits.gate_bytes));
    }
    let shape = reader::read(text, limits)?;
    let mut measures = Measures { fragments: &shape.fragments, known: HashMap::new() };
    let whole = measures.of(&shape.set)?;
    // A fragment nothing calls is still read by the parser's validation: its cycles are refused too.
    for name in shape.fragments.keys() {
        measures.of_fragment(name)?;
    }
    for (what, many, most) in
        [("champs", whole.fields, limits.gate_fields), ("alias", whole.aliases, limits.gate_aliases)]
    {
        if many > most {
            return Err(Refusal::TooComplex(what, most));
        }
    }
    let mut root = Vec::new();
    let mut aliased = false;
    roots(&shape, &shape.set, &mut |name, alias| {
        root.push(name);
        aliased |= alias;
    });
    let most = match shape.kind {
        Kind::Query => limits.gate_root_fields,
        Kind::Mutation => limits.gate_mutations,
        Kind::Subscription => 1,
    };
    if root.len() > most {
        return Err(Refusal::TooComplex("champs à la racine", most));
    }
    if root.iter().any(|name| ALONE.contains(name)) && (root.len() > 1 || aliased) {
        return Err(Refusal::Alone);
    }
    let Measure { fields, depth, aliases } = whole;
    let document = Document { kind: shape.kind, name: shape.name, root, fields, depth, aliases };
    let deepest = if document.only_introspects() { limits.gate_introspection_depth } else { limits.gate_depth };
    if depth > deepest {
        return Err(Refusal::TooComplex("niveaux de champs", deepest));
    }
    Ok(document)
}

/// Calls `seen` with each field at the root and whether it has an alias. Only after the fields were counted: until then
/// following fragments may not end.
fn roots<'a>(shape: &Shape<'a>, set: &Set<'a>, seen: &mut impl FnMut(&'a str, bool)) {
    for selection in set {
        step();
        match selection {
            Selection::Field { name, aliased, .. } => seen(name, *aliased),
            Selection::Inline(set) => roots(shape, set, seen),
            Selection::Spread(name) => {
                if let Some(set) = shape.fragments.get(name) {
                    roots(shape, set, seen);
                }
            }
        }
    }
}

/// How much a selection asks, fragments followed.
#[derive(Clone, Copy, Debug, Default)]
struct Measure {
    fields: usize,
    depth: usize,
    aliases: usize,
}

impl Measure {
    fn beside(&mut self, other: Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.depth = self.depth.max(other.depth);
    }
}

/// Each fragment is measured once; `None` stands for one being measured, so that a cycle is met and refused.
struct Measures<'s, 'a> {
    fragments: &'s HashMap<&'a str, Set<'a>>,
    known: HashMap<&'a str, Option<Measure>>,
}

impl<'a> Measures<'_, 'a> {
    fn of(&mut self, set: &Set<'a>) -> Result<Measure, Refusal> {
        let mut whole = Measure::default();
        for selection in set {
            step();
            whole.beside(match selection {
                Selection::Field { aliased, set, .. } => {
                    let inside = self.of(set)?;
                    Measure {
                        fields: inside.fields.saturating_add(1),
                        depth: inside.depth.saturating_add(1),
                        aliases: inside.aliases.saturating_add(usize::from(*aliased)),
                    }
                }
                Selection::Inline(set) => self.of(set)?,
                Selection::Spread(name) => self.of_fragment(name)?,
            });
        }
        Ok(whole)
    }

    fn of_fragment(&mut self, name: &'a str) -> Result<Measure, Refusal> {
        match self.known.get(name) {
            Some(Some(measure)) => return Ok(*measure),
            Some(None) => return Err(Refusal::Cycle),
            None => (),
        }
        let Some(set) = self.fragments.get(name) else { return Err(Refusal::UnknownFragment) };
        self.known.insert(name, None);
        let measure = self.of(set)?;
        self.known.insert(name, Some(measure));
        Ok(measure)
    }
}
