//! A file of an import, and how far its reading is.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Description, Object};
use entity::id::{ImportFileId, ImportRunId};
use entity::import_file::{self, ImportFileKind};
use entity::import_run::ImportState;

use crate::graphql::{LoadError, Loaders};
use crate::imports;

/// One of the files of an import.
#[derive(Clone, Description)]
pub struct ImportFile(pub import_file::Model);

#[Object(use_type_description)]
impl ImportFile {
    /// Identifier.
    async fn id(&self) -> ImportFileId {
        self.0.id
    }

    /// Name it was sent under.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is. Null until it was recognised.
    async fn kind(&self) -> Option<ImportFileKind> {
        self.0.kind
    }

    /// Where its reading stands.
    async fn state(&self) -> ImportState {
        self.0.state
    }

    /// Records read so far.
    async fn read_lines(&self) -> i64 {
        self.0.read_lines
    }

    /// Size, in bytes.
    async fn total_bytes(&self) -> i64 {
        self.0.bytes
    }

    /// Bytes read so far, at most the size.
    async fn read_bytes(&self) -> i64 {
        self.0.read_bytes.min(self.0.bytes)
    }

    /// Why it was refused, to show as it is. Null when it was not.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What it holds, to show as it is; empty until it was read.
    async fn summary(&self) -> &str {
        &self.0.summary
    }

    /// SHA-256 of its content, in hexadecimal.
    async fn sha256(&self) -> &str {
        &self.0.sha256
    }
}

/// Files of an import, for the loader.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct FilesOf(pub(super) ImportRunId);

impl Loader<FilesOf> for Loaders {
    type Value = Vec<import_file::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[FilesOf]) -> Result<HashMap<FilesOf, Self::Value>, LoadError> {
        let ids: Vec<ImportRunId> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<FilesOf, Self::Value> = HashMap::new();
        for file in imports::files_of_many(&self.0, &ids).await? {
            if let Some(run) = file.import_run_id {
                found.entry(FilesOf(run)).or_default().push(file);
            }
        }
        Ok(found)
    }
}
