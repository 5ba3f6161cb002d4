//! Who read one's own file, as the schema shows it.

use async_graphql::{Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::id::ReadLineId;
use entity::role_grant::Role;

use crate::accounts::access_log::Reading;
use crate::graphql::{Connected, PageInfo};

/// Somebody read the person's file.
#[derive(SimpleObject)]
pub struct FileReading {
    /// Identifier.
    id: ReadLineId,
    /// When.
    at: DateTime<Utc>,
    /// Role of who read it; null for a role that no longer exists. Never a name.
    role: Option<Role>,
    /// Doing what, in words that follow « a ».
    what: String,
}

impl From<Reading> for FileReading {
    fn from(Reading { id, at, role, what }: Reading) -> Self {
        Self { id, at, role, what }
    }
}

/// A page of those who read the person's file.
pub struct FileReadingConnection(pub Connected<FileReading>);

/// A page of those who read the person's file.
#[Object]
impl FileReadingConnection {
    /// The readings, the newest first.
    async fn nodes(&self) -> &[FileReading] {
        &self.0.nodes
    }

    /// How to go on.
    async fn page_info(&self) -> PageInfo {
        self.0.page_info.clone()
    }
}
