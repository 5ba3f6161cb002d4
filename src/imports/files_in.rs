//! Files on their way in: kept under a random name in the data folder until their import is applied or refused.

use crate::access::Act;
use crate::cx::Cx;
use crate::error::{Code, Error, Problem, Result};
use entity::import_file;
use entity::import_run::ImportState;
use sea_orm::Set;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt as _;

/// A file being received. Dropped before its end, it leaves nothing behind.
#[derive(Debug)]
pub struct Incoming {
    file: tokio::fs::File,
    path: PathBuf,
    stored_name: String,
    name: String,
    hash: Sha256,
    bytes: u64,
    limit: u64,
    kept: bool,
}

impl Incoming {
    /// Prepares to receive a file called `name`, from somebody who may start an import.
    pub async fn begin(cx: &Cx, name: &str) -> Result<Self> {
        cx.require(Act::StartImport)?;
        let folder = folder(cx);
        let failing = |error: std::io::Error| disk(&error);
        tokio::fs::create_dir_all(&folder).await.map_err(failing)?;
        let stored_name = cx.secret();
        let path = folder.join(&stored_name);
        let file = tokio::fs::File::create_new(&path).await.map_err(failing)?;
        let limit = cx.config().import_limits().upload_bytes;
        Ok(Self { file, path, stored_name, name: shown(name), hash: Sha256::new(), bytes: 0, limit, kept: false })
    }

    /// Adds what came; refuses what is too large as soon as it is.
    pub async fn take(&mut self, chunk: &[u8]) -> Result<()> {
        self.bytes += chunk.len() as u64;
        if self.bytes > self.limit {
            let limit = self.limit >> 20;
            return Err(Problem::new(Code::TooLong, "file", format!("« {} » dépasse {limit} Mio.", self.name)).into());
        }
        self.hash.update(chunk);
        self.file.write_all(chunk).await.map_err(|error| disk(&error))
    }

    /// Keeps the file for an import to come.
    pub async fn finish(mut self, cx: &Cx) -> Result<import_file::Model> {
        self.file.flush().await.map_err(|error| disk(&error))?;
        self.file.sync_all().await.map_err(|error| disk(&error))?;
        let sha256 = super::hex(&self.hash.clone().finalize());
        let row = cx
            .write(Act::StartImport, async |tx| {
                let row = import_file::ActiveModel {
                    id: Set(tx.new_id()),
                    import_run_id: Set(None),
                    name: Set(self.name.clone()),
                    kind: Set(None),
                    state: Set(ImportState::Reading),
                    bytes: Set(i64::try_from(self.bytes).unwrap_or(i64::MAX)),
                    read_bytes: Set(0),
                    read_lines: Set(0),
                    sha256: Set(sha256),
                    stored_name: Set(self.stored_name.clone()),
                    message: Set(None),
                    summary: Set(String::new()),
                    uploaded_by: Set(tx.user()?),
                    uploaded_at: Set(tx.now()),
                    ..Default::default()
                };
                Ok(tx.insert(row).await?)
            })
            .await?;
        self.kept = true;
        Ok(row)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Receives a whole file at once: for the service's own demonstration school.
pub async fn receive(cx: &Cx, name: &str, content: &[u8]) -> Result<import_file::Model> {
    let mut incoming = Incoming::begin(cx, name).await?;
    incoming.take(content).await?;
    incoming.finish(cx).await
}

/// Where received files wait.
fn folder(cx: &Cx) -> PathBuf {
    cx.config().data_dir.join("uploads")
}

/// Place of a received file.
pub(super) fn path_of(cx: &Cx, file: &import_file::Model) -> PathBuf {
    folder(cx).join(&file.stored_name)
}

/// Removes received files and what was unpacked beside them; what is gone already is fine.
pub(super) fn forget(paths: &[PathBuf]) {
    for path in paths {
        let _ = std::fs::remove_file(path);
        let _ = std::fs::remove_file(path.with_extension("xml"));
    }
}

/// The last part of a name, short and without control characters.
fn shown(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|letter| !letter.is_control()).take(120).collect();
    if Path::new(&clean).file_name().is_none() { "fichier".to_owned() } else { clean }
}

fn disk(error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Error::StorageFull,
        _ => Error::internal("keeping a received file", error),
    }
}
