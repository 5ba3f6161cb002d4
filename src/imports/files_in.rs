//! Files on their way in: kept under a random name in the data folder until their import is applied or refused.

use crate::access::Act;
use crate::cx::{Cx, Tx};
use crate::error::Result;
use crate::files::{self, Incoming, Received};
use entity::import_file;
use entity::import_run::ImportState;
use sea_orm::Set;
use std::path::PathBuf;

/// Prepares to receive a file called `name`, from somebody who may start an import.
pub async fn begin(cx: &Cx, name: &str) -> Result<Incoming> {
    cx.require(Act::StartImport)?;
    Incoming::begin(cx, name, cx.config().import_limits().upload_bytes).await
}

/// Keeps a file that came whole, for an import to come.
pub async fn keep(cx: &Cx, mut received: Received) -> Result<import_file::Model> {
    let row = cx
        .write(Act::StartImport, async |tx| {
            let row = row(tx, &received)?;
            Ok(tx.insert(row).await?)
        })
        .await?;
    received.keep();
    Ok(row)
}

/// The row of a file that came whole.
pub(super) fn row(tx: &Tx, received: &Received) -> Result<import_file::ActiveModel> {
    Ok(import_file::ActiveModel {
        id: Set(tx.new_id()),
        import_run_id: Set(None),
        name: Set(received.name.clone()),
        kind: Set(None),
        state: Set(ImportState::Reading),
        bytes: Set(i64::try_from(received.bytes).unwrap_or(i64::MAX)),
        read_bytes: Set(0),
        read_lines: Set(0),
        sha256: Set(received.sha256.clone()),
        stored_name: Set(received.stored_name.clone()),
        message: Set(None),
        summary: Set(String::new()),
        uploaded_by: Set(tx.user()?),
        uploaded_at: Set(tx.now()),
        ..Default::default()
    })
}

/// Receives a whole file at once: for the service's own demonstration school.
pub async fn receive(cx: &Cx, name: &str, content: &[u8]) -> Result<import_file::Model> {
    let mut incoming = begin(cx, name).await?;
    incoming.take(content).await?;
    keep(cx, incoming.finish().await?).await
}

/// Place of a received file.
pub(super) fn path_of(cx: &Cx, file: &import_file::Model) -> PathBuf {
    files::path_of(cx, &file.stored_name)
}

/// Removes received files and what was unpacked beside them; what is gone already is fine.
pub(super) fn forget(paths: &[PathBuf]) {
    for path in paths {
        let _ = std::fs::remove_file(path);
        let _ = std::fs::remove_file(path.with_extension("xml"));
    }
}
