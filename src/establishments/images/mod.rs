//! Logo and stamp of a school (R169): one of each at most; the one that stood before is in the bin for 30 days.

pub mod graphql;

use chrono::TimeDelta;
use entity::id::{EstablishmentId, SchoolImageId, StoredFileId};
use entity::school_image::{self, SchoolImageKind};
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set, Unchanged};

use crate::access::{Act, Task};
use crate::changes::Topic;
use crate::cx::{BIN_DAYS, Cx, Tx};
use crate::error::{Code, Problem, Result};
use crate::files::{self, FileOf, Room};

/// The image that stands, if the actor may see it.
pub async fn standing(cx: &Cx, kind: SchoolImageKind) -> Result<Option<school_image::Model>> {
    cx.find::<school_image::Entity>().filter(school_image::Column::Kind.eq(kind)).one().await
}

/// The logo of any school, which everybody may see.
pub async fn logo_of(cx: &Cx, school: EstablishmentId) -> Result<Option<school_image::Model>> {
    standing(&cx.acting_as(Task::Files, Some(school)), SchoolImageKind::Logo).await
}

/// Sets the logo or the stamp to a file sent for it; the one that stood goes to the bin.
pub async fn set_school_image(cx: &Cx, kind: SchoolImageKind, file: StoredFileId) -> Result<school_image::Model> {
    cx.write(Act::SetSchoolImage, async |tx| {
        bin_standing(tx, kind).await?;
        let row = school_image::ActiveModel {
            id: Set(tx.new_id()),
            kind: Set(kind),
            file_id: Set(file),
            set_by: Set(tx.user()?),
            set_at: Set(tx.now()),
            deleted_at: Set(None),
            ..Default::default()
        };
        let id = *row.id.as_ref();
        files::attach(tx, file, file_of(kind, id), "fileId", Room::of_school()).await?;
        let image = tx.insert(row).await?;
        tell(tx, &image, "a changé");
        Ok(image)
    })
    .await
}

/// Moves the logo or the stamp to the bin, for 30 days (`R186`).
pub async fn delete_school_image(cx: &Cx, id: SchoolImageId) -> Result<school_image::Model> {
    cx.write(Act::DeleteSchoolImage, async |tx| {
        let image = tx.target::<school_image::Entity>(id).await?;
        let image = to_bin(tx, &image).await?;
        tell(tx, &image, "a retiré");
        Ok(image)
    })
    .await
}

/// Takes a logo or a stamp back from the bin; the one that stands takes its place there.
pub async fn restore_school_image(cx: &Cx, id: SchoolImageId) -> Result<school_image::Model> {
    cx.write(Act::RestoreSchoolImage, async |tx| {
        let image = tx.bin::<school_image::Entity>(id).await?;
        let limit = tx.now() - TimeDelta::days(BIN_DAYS);
        if image.deleted_at.is_none_or(|at| at < limit) {
            let sentence = "Cette image est dans la corbeille depuis plus de 30 jours.";
            return Err(Problem::new(Code::Expired, "id", sentence).into());
        }
        bin_standing(tx, image.kind).await?;
        files::take_back(tx, image.file_id, "id", Room::of_school()).await?;
        let row = school_image::ActiveModel { id: Unchanged(id), deleted_at: Set(None), ..Default::default() };
        let image = tx.save(row).await?;
        tell(tx, &image, "a rétabli");
        Ok(image)
    })
    .await
}

/// Removes for good what can no longer be taken back from the bin (`R186`).
pub async fn empty_bin(cx: &Cx) -> Result<()> {
    let old = school_image::Column::DeletedAt.lt(cx.now() - TimeDelta::days(BIN_DAYS));
    if cx.find_kept::<school_image::Entity>().filter(old.clone()).count().await? == 0 {
        return Ok(());
    }
    cx.write(Act::EmptyBin, async |tx| {
        let gone = tx.school::<school_image::Entity>().filter(old.clone()).all().await?;
        tx.delete_where::<school_image::Entity>(|delete| delete.filter(old)).await?;
        files::release(tx, &gone.iter().map(|image| image.file_id).collect::<Vec<_>>()).await?;
        tx.audit_detail(format!("{} images", gone.len()));
        Ok(())
    })
    .await
}

async fn bin_standing(tx: &Tx, kind: SchoolImageKind) -> Result<()> {
    let standing = tx.find::<school_image::Entity>().filter(school_image::Column::Kind.eq(kind)).one().await?;
    match standing {
        Some(image) => to_bin(tx, &image).await.map(drop),
        None => Ok(()),
    }
}

async fn to_bin(tx: &Tx, image: &school_image::Model) -> Result<school_image::Model> {
    files::bin(tx, image.file_id).await?;
    let row =
        school_image::ActiveModel { id: Unchanged(image.id), deleted_at: Set(Some(tx.now())), ..Default::default() };
    tx.save(row).await
}

fn file_of(kind: SchoolImageKind, id: SchoolImageId) -> FileOf {
    match kind {
        SchoolImageKind::Logo => FileOf::Logo(id),
        SchoolImageKind::Stamp => FileOf::Stamp(id),
    }
}

fn tell(tx: &Tx, image: &school_image::Model, did: &str) {
    tx.changed(Topic::School, image.id);
    let what = match image.kind {
        SchoolImageKind::Logo => "le logo",
        SchoolImageKind::Stamp => "le tampon",
    };
    tx.journal(format!("{did} {what} de l’établissement"), None);
}
