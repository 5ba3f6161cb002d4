//! What teachers do about the diplomas they work on: what each mutation takes and answers.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use entity::id::SpecialtyId;

use super::Viewer;
use super::own::viewer_after;
use crate::accounts::diplomas;
use crate::error::Result;
use crate::graphql::{CxExt as _, UserError, outcome};

/// Diplomas to work on.
#[derive(InputObject)]
struct ChooseSpecialtiesInput {
    /// Diplomas of the establishment; none for those of the learners taught this year.
    specialty_ids: Vec<SpecialtyId>,
}

/// What came out of choosing one's diplomas.
#[derive(SimpleObject)]
struct ChooseSpecialtiesPayload {
    /// The person, with the diplomas that hold from now on.
    viewer: Option<Viewer>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A diploma to go on under.
#[derive(InputObject)]
struct UseSpecialtyInput {
    /// Diploma, one of the viewer's; null for all of them.
    specialty_id: Option<SpecialtyId>,
}

/// What came out of changing diplomas.
#[derive(SimpleObject)]
struct UseSpecialtyPayload {
    /// The person under the other diploma.
    viewer: Option<Viewer>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What teachers do about the diplomas they work on.
#[derive(Default)]
pub struct DiplomaMutation;

#[Object]
impl DiplomaMutation {
    /// Chooses the diplomas that one works on: what is listed first, never what may be read. For: teacher.
    async fn choose_specialties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "All of them.")] input: ChooseSpecialtiesInput,
    ) -> Result<ChooseSpecialtiesPayload> {
        let (done, errors) = outcome(diplomas::choose(ctx.cx(), input.specialty_ids).await)?;
        Ok(ChooseSpecialtiesPayload { viewer: viewer_after(ctx, done).await?, errors })
    }

    /// Goes on under one of one's diplomas, or under all, in this session. For: teacher.
    async fn use_specialty(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Diploma to go on under.")] input: UseSpecialtyInput,
    ) -> Result<UseSpecialtyPayload> {
        let (done, errors) = outcome(diplomas::use_specialty(ctx.cx(), input.specialty_id).await)?;
        Ok(UseSpecialtyPayload { viewer: viewer_after(ctx, done).await?, errors })
    }
}
