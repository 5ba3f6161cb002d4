//! Files that people send: received, recognised, made harmless, kept, and answered to whoever may read the record they belong to.
//!
//! A file is sent first (`POST /files?purpose=…`) and named afterwards in the mutation that uses it, which [`attach`]es it to a
//! record; one that nobody attached goes after a day (security 8.1). **A file has no right of its own**: [`readable`] asks whether
//! its record may be read, and answers otherwise as if it were not there.
//!
//! A domain that takes files adds its purpose to [`entity::stored_file::FilePurpose`] and [`rules`], its record to [`FileOf`], and an
//! arm to [`readable`]; keeps the file's identifier in its row; and [`release`]s it when the row goes for good.

mod images;
mod incoming;
mod kinds;
mod names;
mod purposes;
mod rights;
mod room;
mod store;
mod sweep;
mod video;

use chrono::TimeDelta;
use entity::id::StoredFileId;
use entity::stored_file::{self, FileKind, FilePurpose};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set, Unchanged};
use sha2::{Digest as _, Sha256};

use crate::config::Limits;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Result};

pub use incoming::{Incoming, Received, forget_halves, path_of};
pub use kinds::media;
pub use names::{disposition, typed as typed_name};
pub use purposes::{FileOf, Rules, Takes, from_word, rules};
pub use rights::{Taking, readable};
pub use room::{Holder, Room, Taken, hand_over, size, taken};
pub use store::Store;
pub use sweep::sweep;

/// How long a file waits for the record it was sent for.
const WAIT: TimeDelta = TimeDelta::hours(24);

/// A file ready to be kept.
struct Ready {
    name: String,
    kind: FileKind,
    content: Vec<u8>,
}

/// Keeps a file that came whole, for a record to come; refuses what is not what the purpose takes.
pub async fn keep(cx: &Cx, purpose: FilePurpose, received: Received) -> Result<stored_file::Model> {
    let rules = rules(purpose, &cx.config().limits);
    cx.require(rules.act)?;
    let content = tokio::fs::read(&received.path).await.map_err(|error| incoming::disk(&error))?;
    let name = received.name.clone();
    drop(received);
    let store = &cx.app().store;
    let turn = store.turns.acquire().await.map_err(|error| Error::internal("waiting for a turn", error))?;
    let limits = cx.config().limits.clone();
    let ready = tokio::task::spawn_blocking(move || ready(name, content, rules, &limits))
        .await
        .map_err(|error| Error::internal("reading a file", error))??;
    drop(turn);
    store.has_room()?;

    let (school, id): (_, StoredFileId) = (cx.establishment()?, cx.new_id());
    let bytes = ready.content.len() as u64;
    let sha256 = hex(&Sha256::digest(&ready.content));
    store.put(school, id, ready.content).await?;
    let kept = cx.write(rules.act, async |tx| {
        room::check_school(tx, bytes).await?;
        let mine = stored_file::Column::UploadedBy.eq(tx.user()?).and(stored_file::Column::RecordId.is_null());
        let waiting = tx.school::<stored_file::Entity>().filter(mine).count().await?;
        if waiting >= tx.cx().config().limits.files_waiting {
            let sentence = "Trop de fichiers envoyés attendent d’être rangés. Il y aura de la place un peu plus tard.";
            return Err(Problem::new(Code::Throttled, "file", sentence).into());
        }
        let row = stored_file::ActiveModel {
            id: Set(id),
            name: Set(ready.name.clone()),
            kind: Set(ready.kind),
            purpose: Set(purpose),
            bytes: Set(i64::try_from(bytes).unwrap_or(i64::MAX)),
            sha256: Set(sha256.clone()),
            record_id: Set(None),
            holder: Set(None),
            binned_at: Set(None),
            uploaded_by: Set(tx.user()?),
            uploaded_at: Set(tx.now()),
            ..Default::default()
        };
        Ok(tx.insert(row).await?)
    });
    match kept.await {
        Ok(file) => Ok(file),
        Err(refused) => {
            store.remove(school, id).await?;
            Err(refused)
        }
    }
}

/// Recognises a file and makes it harmless. Takes a processor for as long as it lasts.
fn ready(name: String, content: Vec<u8>, rules: Rules, limits: &Limits) -> Result<Ready> {
    let refused = |sentence: String| Err(Problem::new(Code::Invalid, "file", sentence).into());
    if content.is_empty() {
        return refused(format!("«\u{a0}{name}\u{a0}» est vide."));
    }
    let kind = kinds::recognise(&name, &content);
    let Some(kind) = kind.filter(|kind| rules.takes == Takes::Everything || kinds::is_image(*kind)) else {
        return refused(if kinds::is_svg(&name, &content) {
            "Les images SVG ne sont pas acceptées, car elles peuvent contenir un programme. Enregistrée en PNG, celle-ci le sera."
                .to_owned()
        } else if rules.takes == Takes::SchoolImage {
            format!("«\u{a0}{name}\u{a0}» n’est pas une image PNG, JPEG ou WebP.")
        } else {
            format!(
                "«\u{a0}{name}\u{a0}» n’est pas d’un type accepté, ou son contenu n’est pas ce que dit son nom. Types acceptés\u{a0}: PDF, \
                 images PNG, JPEG et WebP, documents ODT, DOCX, ODS et XLSX sans macros, textes TXT en UTF-8, vidéos MP4."
            )
        });
    };
    let most = usize::try_from(rules.bytes).unwrap_or(usize::MAX);
    let (kind, content) = match (rules.takes, kind) {
        (Takes::SchoolImage, kind) => (FileKind::Png, images::for_school(kind, &content, limits)?),
        (_, kind) if kinds::is_image(kind) => (kind, images::clean(kind, &content, limits, most)?),
        (_, FileKind::Mp4) => {
            let mut content = content;
            if !video::forget_place(&mut content) {
                return refused(format!(
                    "«\u{a0}{name}\u{a0}» est une vidéo incomplète\u{a0}: il faut l’enregistrer de nouveau en MP4."
                ));
            }
            (kind, content)
        }
        (_, kind) => (kind, content),
    };
    Ok(Ready { name: names::with_ending(&name, kind), kind, content })
}

/// Attaches a file to a record of the same write, in `room`; refuses at the field `path`.
///
/// The file must be the actor's own, sent for this purpose, and attached to nothing yet.
pub async fn attach(tx: &Tx, id: StoredFileId, of: FileOf, path: &str, room: Room) -> Result<stored_file::Model> {
    let (purpose, record) = of.parts();
    let mine = stored_file::Column::UploadedBy
        .eq(tx.user()?)
        .and(stored_file::Column::Purpose.eq(purpose))
        .and(stored_file::Column::RecordId.is_null())
        .and(stored_file::Column::UploadedAt.gte(tx.now() - WAIT));
    let Some(file) = tx.school::<stored_file::Entity>().by_key(id).filter(mine).one().await? else {
        return Err(Problem::new(
            Code::NotFound,
            path,
            "Ce fichier n’est plus là\u{a0}: il faut l’envoyer de nouveau.",
        )
        .into());
    };
    room.check(tx, u64::try_from(file.bytes).unwrap_or_default(), path).await?;
    let row = stored_file::ActiveModel {
        id: Unchanged(id),
        record_id: Set(Some(record)),
        holder: Set(Some(room.holder.word())),
        ..Default::default()
    };
    tx.save(row).await
}

/// Gives a file the new name of its record, as [`typed_name`] made it.
pub async fn rename(tx: &Tx, id: StoredFileId, name: &str) -> Result<()> {
    let row = stored_file::ActiveModel { id: Unchanged(id), name: Set(name.to_owned()), ..Default::default() };
    tx.save(row).await.map(drop)
}

/// Says that the record of a file went to the bin.
pub async fn bin(tx: &Tx, id: StoredFileId) -> Result<()> {
    let row = stored_file::ActiveModel { id: Unchanged(id), binned_at: Set(Some(tx.now())), ..Default::default() };
    tx.save(row).await.map(drop)
}

/// Says that the record of a file came back from the bin; refuses at the field `path` when `room` is full meanwhile.
pub async fn take_back(tx: &Tx, id: StoredFileId, path: &str, room: Room) -> Result<()> {
    let file = tx.school::<stored_file::Entity>().get(id).await?;
    let row = stored_file::ActiveModel { id: Unchanged(id), binned_at: Set(None), ..Default::default() };
    if let Some(limit) = room.limit {
        let there = room.taken_in(tx).await?.kept + u64::try_from(file.bytes).unwrap_or_default();
        if there > limit {
            let sentence = "Il n’y a plus assez de place dans cet espace pour le rétablir.";
            return Err(Problem::new(Code::TooLong, path, sentence).into());
        }
    }
    tx.save(row).await.map(drop)
}

/// Lets go of files whose records are gone for good: their bytes go at night.
pub async fn release(tx: &Tx, ids: &[StoredFileId]) -> Result<()> {
    let these = tx.among(stored_file::Column::Id, ids);
    tx.delete_where::<stored_file::Entity>(|delete| delete.filter(these)).await?;
    Ok(())
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a text cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
