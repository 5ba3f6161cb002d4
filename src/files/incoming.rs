//! A file being received: it goes to the disk while it comes, under a random name, counted and hashed (security F1).

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use entity::import_file;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use super::{hex, names};
use crate::cx::Cx;
use crate::error::{Code, Error, Problem, Result};

/// How long nothing comes of a file that is no longer received: twice the patience of the edge.
const QUIET: Duration = Duration::from_mins(1);

/// A file being received. Dropped before its end, it leaves nothing behind.
#[derive(Debug)]
pub struct Incoming {
    file: tokio::fs::File,
    received: Received,
    hash: Sha256,
    limit: u64,
}

/// A file that came whole. Dropped without [`Received::keep`], it leaves nothing behind.
#[derive(Debug)]
pub struct Received {
    /// Its place on the disk.
    pub path: PathBuf,
    /// Random name there.
    pub stored_name: String,
    /// Name it was sent under, made fit to be shown.
    pub name: String,
    /// Size, in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    kept: bool,
}

impl Incoming {
    /// Prepares to receive a file called `name`, of `limit` bytes at most. Whether its sender may is for the caller to ask.
    pub async fn begin(cx: &Cx, name: &str, limit: u64) -> Result<Self> {
        cx.app().store.has_room()?;
        let folder = folder(cx);
        tokio::fs::create_dir_all(&folder).await.map_err(|error| disk(&error))?;
        let stored_name = cx.secret();
        let path = folder.join(&stored_name);
        let file = tokio::fs::File::create_new(&path).await.map_err(|error| disk(&error))?;
        let received =
            Received { path, stored_name, name: names::tidy(name), bytes: 0, sha256: String::new(), kept: false };
        Ok(Self { file, received, hash: Sha256::new(), limit })
    }

    /// Adds what came; refuses what is too large as soon as it is.
    pub async fn take(&mut self, chunk: &[u8]) -> Result<()> {
        self.received.bytes += chunk.len() as u64;
        if self.received.bytes > self.limit {
            let (name, limit) = (&self.received.name, self.limit >> 20);
            return Err(
                Problem::new(Code::TooLong, "file", format!("«\u{a0}{name}\u{a0}» dépasse {limit}\u{a0}Mo.")).into()
            );
        }
        self.hash.update(chunk);
        self.file.write_all(chunk).await.map_err(|error| disk(&error))
    }

    /// The file, whole and on the disk.
    pub async fn finish(mut self) -> Result<Received> {
        self.file.flush().await.map_err(|error| disk(&error))?;
        self.file.sync_all().await.map_err(|error| disk(&error))?;
        self.received.sha256 = hex(&self.hash.finalize());
        Ok(self.received)
    }
}

impl Received {
    /// Leaves the file where it is.
    pub fn keep(&mut self) {
        self.kept = true;
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Where received files wait.
fn folder(cx: &Cx) -> PathBuf {
    cx.config().data_dir.join("uploads")
}

/// Place of a received file that was kept.
pub fn path_of(cx: &Cx, stored_name: &str) -> PathBuf {
    folder(cx).join(Path::new(stored_name).file_name().unwrap_or_default())
}

/// Removes what a stop left of files half received: no row tells of them, and nothing came for a minute.
pub async fn forget_halves(cx: &Cx) -> Result<()> {
    let Ok(mut entries) = tokio::fs::read_dir(folder(cx)).await else { return Ok(()) };
    let mut left: Vec<(String, PathBuf)> = Vec::new();
    while let Some(entry) = entries.next_entry().await.map_err(|error| disk(&error))? {
        let moved = entry.metadata().await.and_then(|known| known.modified()).ok();
        // What is unpacked beside a file bears its name and an ending.
        let name = entry.path().file_stem().map(|name| name.to_string_lossy().into_owned());
        if let Some(name) = name
            && moved.and_then(|at| at.elapsed().ok()).is_some_and(|quiet| quiet >= QUIET)
        {
            left.push((name, entry.path()));
        }
    }
    let names: Vec<&str> = left.iter().map(|(name, _)| name.as_str()).collect();
    let rows = cx.find::<import_file::Entity>().among(import_file::Column::StoredName, &names).all().await?;
    let known: HashSet<String> = rows.into_iter().map(|row| row.stored_name).collect();
    for (_, path) in left.iter().filter(|(name, _)| !known.contains(name)) {
        tokio::fs::remove_file(path).await.map_err(|error| disk(&error))?;
    }
    Ok(())
}

/// A fault of the disk: full, or ours.
pub(super) fn disk(error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Error::StorageFull,
        _ => Error::internal("keeping a received file", error),
    }
}
