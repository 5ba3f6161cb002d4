//! Who may take a file away: whoever may read its record.

use bytes::Bytes;
use entity::id::StoredFileId;
use entity::{school_image, storage_file, stored_file, ticket_file};
use sea_orm::PrimaryKeyTrait;

use super::FileOf;
use crate::access::{Act, Actor, Seen, Task};
use crate::cx::Cx;
use crate::error::{Error, Result};

/// A file to be taken away.
#[derive(Debug)]
pub struct Taking {
    /// What is known of it.
    pub file: stored_file::Model,
    /// Its bytes.
    pub content: Bytes,
    /// Whether anybody may take it away.
    pub public: bool,
}

/// A file, if its record may be read: the logo of any school by anybody, what is not attached yet by its sender alone. What is
/// out of reach is told like what is not there. Taking what another person sent leaves a line in the reading log.
pub async fn readable(cx: &Cx, id: StoredFileId) -> Result<Taking> {
    let known = Cx::task(cx.app(), Task::Files, None).find::<stored_file::Entity>().by_key(id).one().await?;
    let anybody = match known.as_ref().and_then(FileOf::of) {
        Some(FileOf::Logo(logo)) => there::<school_image::Entity>(&Cx::task(cx.app(), Task::Files, None), logo).await?,
        _ => false,
    };
    if *cx.actor() == Actor::Nobody && !anybody {
        return Err(Error::Unauthenticated);
    }
    let file = known.ok_or(Error::NotFound)?;
    if !anybody {
        cx.require(Act::DownloadFile)?;
        let own = cx.user()? == file.uploaded_by;
        let seen = file.establishment_id == cx.establishment()?
            && match FileOf::of(&file) {
                None => own,
                Some(FileOf::Logo(_)) => false,
                Some(FileOf::Stamp(id)) => there::<school_image::Entity>(cx, id).await?,
                Some(FileOf::Storage(id)) => there::<storage_file::Entity>(cx, id).await?,
                Some(FileOf::Ticket(id)) => there::<ticket_file::Entity>(cx, id).await?,
            };
        if !seen {
            return Err(Error::NotFound);
        }
        cx.log_before_telling(Act::DownloadFile, &[file.uploaded_by]).await?;
    }
    let content = cx.app().store.get(file.establishment_id, file.id).await?;
    Ok(Taking { file, content, public: anybody })
}

/// Whether the actor sees this record.
async fn there<E: Seen>(cx: &Cx, id: impl Into<<E::PrimaryKey as PrimaryKeyTrait>::ValueType>) -> Result<bool> {
    Ok(cx.find::<E>().by_key(id).count().await? > 0)
}
