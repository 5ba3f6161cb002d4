//! What happens to a file of the storage: named otherwise, moved to the bin, taken back, gone.

use chrono::TimeDelta;
use entity::id::StorageFileId;
use entity::storage_file;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set, Unchanged};

use super::Space;
use crate::access::Act;
use crate::cx::{BIN_DAYS, Cx};
use crate::error::{Code, Problem, Result, Versioned as _};
use crate::files;

/// Names a file otherwise; the ending that tells its kind stays.
pub async fn rename_storage_file(cx: &Cx, id: StorageFileId, version: i32, name: &str) -> Result<storage_file::Model> {
    cx.write(Act::RenameStorageFile, async |tx| {
        let file = tx.target::<storage_file::Entity>(id).await?.at(version)?;
        let name = files::typed_name(name, file.kind, "name")?;
        files::rename(tx, file.file_id, &name).await?;
        let row = storage_file::ActiveModel {
            id: Unchanged(id),
            name: Set(name),
            version: Set(file.version + 1),
            ..Default::default()
        };
        tx.save(row).await
    })
    .await
}

/// Moves a file to the bin, for 30 days (`R186`).
pub async fn delete_storage_file(cx: &Cx, id: StorageFileId) -> Result<storage_file::Model> {
    cx.write(Act::DeleteStorageFile, async |tx| {
        let file = tx.target::<storage_file::Entity>(id).await?;
        files::bin(tx, file.file_id).await?;
        let row = storage_file::ActiveModel {
            id: Unchanged(id),
            deleted_at: Set(Some(tx.now())),
            deleted_by: Set(Some(tx.user()?)),
            version: Set(file.version + 1),
            ..Default::default()
        };
        tx.save(row).await
    })
    .await
}

/// Takes a file back from the bin, within 30 days, if there is room (`R186`).
pub async fn restore_storage_file(cx: &Cx, id: StorageFileId) -> Result<storage_file::Model> {
    cx.write(Act::RestoreStorageFile, async |tx| {
        let file = tx.bin::<storage_file::Entity>(id).await?;
        let limit = tx.now() - TimeDelta::days(BIN_DAYS);
        if file.deleted_at.is_none_or(|at| at < limit) {
            let sentence = "Ce fichier est dans la corbeille depuis plus de 30 jours.";
            return Err(Problem::new(Code::Expired, "id", sentence).into());
        }
        files::take_back(tx, file.file_id, "id", Space::of(&file).room(cx)?).await?;
        let row = storage_file::ActiveModel {
            id: Unchanged(id),
            deleted_at: Set(None),
            deleted_by: Set(None),
            version: Set(file.version + 1),
            ..Default::default()
        };
        tx.save(row).await
    })
    .await
}

/// Removes for good what can no longer be taken back from the bin (`R186`).
pub async fn empty_bin(cx: &Cx) -> Result<()> {
    let old = storage_file::Column::DeletedAt.lt(cx.now() - TimeDelta::days(BIN_DAYS));
    if cx.find_kept::<storage_file::Entity>().filter(old.clone()).count().await? == 0 {
        return Ok(());
    }
    cx.write(Act::EmptyBin, async |tx| {
        let gone = tx.school::<storage_file::Entity>().filter(old.clone()).all().await?;
        tx.delete_where::<storage_file::Entity>(|delete| delete.filter(old)).await?;
        files::release(tx, &gone.iter().map(|file| file.file_id).collect::<Vec<_>>()).await?;
        tx.audit_detail(format!("{} fichiers", gone.len()));
        Ok(())
    })
    .await
}
