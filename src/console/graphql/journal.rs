//! A line of the school's journal.

use async_graphql::{Description, Object};
use chrono::{DateTime, Utc};

use crate::console::journal::Line;
use crate::establishments::graphql::Division;

/// What somebody did in the school. It names no learner.
#[derive(Clone, Description)]
pub struct JournalEntry(pub(super) Line);

#[Object(use_type_description)]
impl JournalEntry {
    /// Position in the establishment's sequence of changes; lines of one write share it.
    async fn seq(&self) -> i64 {
        self.0.entry.seq
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.entry.at
    }

    /// Who, such as « S. Garnier ».
    async fn actor(&self) -> &str {
        &self.0.entry.actor
    }

    /// What, after the name, such as « a validé un bilan ».
    async fn text(&self) -> &str {
        &self.0.entry.text
    }

    /// Division it is about. Null when it is about none, or about several.
    async fn division(&self) -> Option<Division> {
        self.0.division.clone().map(Division)
    }
}
