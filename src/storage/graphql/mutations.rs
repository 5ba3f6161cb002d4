//! What is done with files of the storage: what each mutation takes and answers.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::id::{StorageFileId, StoredFileId};
use entity::storage_file;

use super::{StorageFile, StorageSpace, named};
use crate::cx::Cx;
use crate::error::Result;
use crate::graphql::{CxExt as _, UserError, outcome};
use crate::storage::{self, Space};

/// A file that was sent, and where to put it.
#[derive(InputObject)]
#[expect(clippy::struct_field_names, reason = "the contract names what identifies by what it identifies")]
struct StoreFileInput {
    /// File sent with `POST /files?purpose=storage`.
    file_id: StoredFileId,
    /// Space to put it in.
    space_id: ID,
    /// Identifier chosen by the client, so that a repeated request has one effect.
    client_mutation_id: Option<String>,
}

/// What came out of putting a file in a space.
#[derive(SimpleObject)]
struct StoreFilePayload {
    /// The file. Null when nothing was done.
    file: Option<StorageFile>,
    /// The space as it is now. Null when nothing was done.
    space: Option<StorageSpace>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A file and its new name.
#[derive(InputObject)]
struct RenameStorageFileInput {
    /// The file.
    id: StorageFileId,
    /// Version that was read.
    version: i32,
    /// Name, 120 characters at most; the ending that tells the kind is added where it is missing.
    name: String,
}

/// What came out of naming a file otherwise.
#[derive(SimpleObject)]
struct RenameStorageFilePayload {
    /// The file. Null when nothing was done.
    file: Option<StorageFile>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A file to move to the bin.
#[derive(InputObject)]
struct DeleteStorageFileInput {
    /// The file.
    id: StorageFileId,
}

/// What came out of moving a file to the bin.
#[derive(SimpleObject)]
struct DeleteStorageFilePayload {
    /// The file. Null when nothing was done.
    file: Option<StorageFile>,
    /// The space as it is now. Null when nothing was done.
    space: Option<StorageSpace>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A file to take back from the bin.
#[derive(InputObject)]
struct RestoreStorageFileInput {
    /// The file.
    id: StorageFileId,
}

/// What came out of taking a file back from the bin.
#[derive(SimpleObject)]
struct RestoreStorageFilePayload {
    /// The file. Null when nothing was done.
    file: Option<StorageFile>,
    /// The space as it is now. Null when nothing was done.
    space: Option<StorageSpace>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What is done with files of the storage.
#[derive(Default)]
pub struct StorageMutation;

#[Object]
impl StorageMutation {
    /// Puts a file that was sent in a space of the storage. For: ddftp, teacher, learner.
    async fn store_file(&self, ctx: &Context<'_>, input: StoreFileInput) -> Result<StoreFilePayload> {
        let cx = ctx.cx();
        let id = input.client_mutation_id.as_deref();
        let stored = match named(&input.space_id) {
            Ok(space) => storage::store_file(cx, space, input.file_id, id).await,
            Err(error) => cx.require(crate::access::Act::StoreFile).and(Err(error)),
        };
        let (file, errors) = outcome(stored)?;
        let space = now(cx, file.as_ref()).await?;
        Ok(StoreFilePayload { file: file.map(StorageFile), space, errors })
    }

    /// Names a file of the storage otherwise. For: ddftp, teacher, learner.
    async fn rename_storage_file(
        &self,
        ctx: &Context<'_>,
        input: RenameStorageFileInput,
    ) -> Result<RenameStorageFilePayload> {
        let renamed = storage::rename_storage_file(ctx.cx(), input.id, input.version, &input.name).await;
        let (file, errors) = outcome(renamed)?;
        Ok(RenameStorageFilePayload { file: file.map(StorageFile), errors })
    }

    /// Moves a file of the storage to the bin, for 30 days. For: ddftp, teacher, learner.
    async fn delete_storage_file(
        &self,
        ctx: &Context<'_>,
        input: DeleteStorageFileInput,
    ) -> Result<DeleteStorageFilePayload> {
        let (file, errors) = outcome(storage::delete_storage_file(ctx.cx(), input.id).await)?;
        let space = now(ctx.cx(), file.as_ref()).await?;
        Ok(DeleteStorageFilePayload { file: file.map(StorageFile), space, errors })
    }

    /// Takes a file of the storage back from the bin, within 30 days, if there is room. For: ddftp, teacher, learner.
    async fn restore_storage_file(
        &self,
        ctx: &Context<'_>,
        input: RestoreStorageFileInput,
    ) -> Result<RestoreStorageFilePayload> {
        let (file, errors) = outcome(storage::restore_storage_file(ctx.cx(), input.id).await)?;
        let space = now(ctx.cx(), file.as_ref()).await?;
        Ok(RestoreStorageFilePayload { file: file.map(StorageFile), space, errors })
    }
}

/// The space of a file after something was done with it.
async fn now(cx: &Cx, file: Option<&storage_file::Model>) -> Result<Option<StorageSpace>> {
    let Some(file) = file else { return Ok(None) };
    Ok(storage::space(cx, Space::of(file)).await?.map(StorageSpace))
}
