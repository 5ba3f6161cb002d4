//! Logo and stamp as the schema shows them, and what is done with them.

use async_graphql::{Context, Description, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::id::{SchoolImageId, StoredFileId};
use entity::school_image::{self, SchoolImageKind};

use crate::cx::Cx;
use crate::error::Result;
use crate::establishments::graphql::Establishment;
use crate::establishments::{images, own};
use crate::graphql::{CxExt as _, UserError, outcome};

/// Logo or stamp of a school.
#[derive(Clone, Description)]
pub struct SchoolImage(pub school_image::Model);

#[Object(use_type_description)]
impl SchoolImage {
    /// Identifier.
    async fn id(&self) -> SchoolImageId {
        self.0.id
    }

    /// What it is for.
    async fn kind(&self) -> SchoolImageKind {
        self.0.kind
    }

    /// Address of the image, a PNG of 1024 pixels a side at most.
    async fn path(&self) -> String {
        format!("/files/{}", self.0.file_id)
    }

    /// Moment it was set.
    async fn set_at(&self) -> DateTime<Utc> {
        self.0.set_at
    }
}

/// Which image to set, and to what.
#[derive(InputObject)]
struct SetSchoolImageInput {
    /// What the image is for.
    kind: SchoolImageKind,
    /// File sent with `POST /files?purpose=logo` or `purpose=stamp`.
    file_id: StoredFileId,
}

/// What came out of setting an image.
#[derive(SimpleObject)]
struct SetSchoolImagePayload {
    /// The image.
    image: Option<SchoolImage>,
    /// The school, with its images as they are now.
    establishment: Option<Establishment>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// An image to move to the bin.
#[derive(InputObject)]
struct DeleteSchoolImageInput {
    /// The image.
    id: SchoolImageId,
}

/// What came out of removing an image.
#[derive(SimpleObject)]
struct DeleteSchoolImagePayload {
    /// The school, with its images as they are now.
    establishment: Option<Establishment>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// An image to take back from the bin.
#[derive(InputObject)]
struct RestoreSchoolImageInput {
    /// The image.
    id: SchoolImageId,
}

/// What came out of taking an image back.
#[derive(SimpleObject)]
struct RestoreSchoolImagePayload {
    /// The school, with its images as they are now.
    establishment: Option<Establishment>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What is done with the images of a school.
#[derive(Default)]
pub struct SchoolImageMutation;

#[Object]
impl SchoolImageMutation {
    /// Sets the school's logo or stamp; the one that stood goes to the bin. For: admin.
    async fn set_school_image(&self, ctx: &Context<'_>, input: SetSchoolImageInput) -> Result<SetSchoolImagePayload> {
        let cx = ctx.cx();
        let (image, errors) = outcome(images::set_school_image(cx, input.kind, input.file_id).await)?;
        let establishment = now(cx, image.is_some()).await?;
        Ok(SetSchoolImagePayload { image: image.map(SchoolImage), establishment, errors })
    }

    /// Moves the school's logo or stamp to the bin, for 30 days. For: admin.
    async fn delete_school_image(
        &self,
        ctx: &Context<'_>,
        input: DeleteSchoolImageInput,
    ) -> Result<DeleteSchoolImagePayload> {
        let (image, errors) = outcome(images::delete_school_image(ctx.cx(), input.id).await)?;
        Ok(DeleteSchoolImagePayload { establishment: now(ctx.cx(), image.is_some()).await?, errors })
    }

    /// Takes a logo or stamp back from the bin, within 30 days, in the place of the one that stands. For: admin.
    async fn restore_school_image(
        &self,
        ctx: &Context<'_>,
        input: RestoreSchoolImageInput,
    ) -> Result<RestoreSchoolImagePayload> {
        let (image, errors) = outcome(images::restore_school_image(ctx.cx(), input.id).await)?;
        Ok(RestoreSchoolImagePayload { establishment: now(ctx.cx(), image.is_some()).await?, errors })
    }
}

/// The school after something was done.
async fn now(cx: &Cx, done: bool) -> Result<Option<Establishment>> {
    Ok(if done { Some(Establishment(own(cx).await?)) } else { None })
}
