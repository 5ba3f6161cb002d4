//! Schools, their years, divisions and diplomas as the schema shows them.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Object};
use chrono::NaiveDate;
use entity::establishment::{ActivationMode, SignInMessages};
use entity::framework::DiplomaType;
use entity::id::{DivisionId, EstablishmentId, SchoolYearId, SpecialtyId};
use entity::school_image::SchoolImageKind;
use entity::{division, establishment, school_year, specialty};

use super::images::graphql::SchoolImage;
use super::settings::graphql::EstablishmentSettings;
use super::{images, settings, years};
use crate::error::Result;
use crate::frameworks::graphql::{ClassLevel, Framework};
use crate::graphql::{CxExt as _, LoadError, Loaders, load, load_opt};

/// Vocational school.
#[derive(Clone, Description)]
pub struct Establishment(pub establishment::Model);

#[Object(use_type_description)]
impl Establishment {
    /// Identifier.
    async fn id(&self) -> EstablishmentId {
        self.0.id
    }

    /// National code, which is also its address.
    async fn uai(&self) -> &str {
        &self.0.uai
    }

    /// Name to show.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Town. Null when it is not known.
    async fn town(&self) -> Option<&str> {
        self.0.town.as_deref()
    }

    /// IANA name of the zone its days are counted in.
    async fn time_zone(&self) -> &str {
        &self.0.time_zone
    }

    /// Logo. Null when none is set.
    async fn logo(&self, ctx: &Context<'_>) -> Result<Option<SchoolImage>> {
        Ok(images::standing(ctx.cx(), SchoolImageKind::Logo).await?.map(SchoolImage))
    }

    /// Stamp. Null when none is set, or when the viewer may not see it.
    async fn stamp(&self, ctx: &Context<'_>) -> Result<Option<SchoolImage>> {
        Ok(images::standing(ctx.cx(), SchoolImageKind::Stamp).await?.map(SchoolImage))
    }

    /// School year under way.
    async fn school_year(&self, ctx: &Context<'_>) -> Result<SchoolYear> {
        Ok(SchoolYear(years::current(ctx.cx()).await?))
    }

    /// What it sets about itself. Null unless the viewer may read it: admin, head, ddftp.
    async fn settings(&self, ctx: &Context<'_>) -> Result<Option<EstablishmentSettings>> {
        Ok(settings::read(ctx.cx()).await?.map(EstablishmentSettings))
    }
}

/// What everybody may know of a school before signing in.
#[derive(Clone, Description)]
pub struct PublicEstablishment(pub establishment::Model);

#[Object(use_type_description)]
impl PublicEstablishment {
    /// National code, which is also its address.
    async fn uai(&self) -> &str {
        &self.0.uai
    }

    /// Name to show.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Town. Null when it is not known.
    async fn town(&self) -> Option<&str> {
        self.0.town.as_deref()
    }

    /// Logo. Null when none is set.
    async fn logo(&self, ctx: &Context<'_>) -> Result<Option<SchoolImage>> {
        Ok(images::logo_of(ctx.cx(), self.0.id).await?.map(SchoolImage))
    }

    /// How people prove who they are at the first sign-in.
    async fn activation(&self) -> ActivationMode {
        self.0.activation
    }

    /// How much a refused sign-in tells.
    async fn sign_in_messages(&self) -> SignInMessages {
        self.0.sign_in_messages
    }

    /// Whether people with an address get back in by mail by themselves: false where no mail server is known.
    async fn reset_by_mail(&self, ctx: &Context<'_>) -> bool {
        ctx.cx().app().mailer.reaches_people()
    }

    /// What to check when signing in fails, to show as it is.
    async fn help_text(&self) -> String {
        super::help_text(&self.0)
    }
}

/// September to August year of a school.
#[derive(Clone, Description)]
pub struct SchoolYear(pub school_year::Model);

#[Object(use_type_description)]
impl SchoolYear {
    /// Identifier.
    pub(crate) async fn id(&self) -> SchoolYearId {
        self.0.id
    }

    /// Both civil years, such as `2025-2026`.
    async fn label(&self) -> String {
        years::label(self.0.year)
    }

    /// First day.
    async fn starts_on(&self) -> NaiveDate {
        self.0.starts_on
    }

    /// Last day.
    async fn ends_on(&self) -> NaiveDate {
        self.0.ends_on
    }

    /// Whether it is the year under way.
    async fn current(&self) -> bool {
        self.0.current
    }
}

/// Administrative class of learners, for one school year.
#[derive(Clone, Description)]
pub struct Division(pub division::Model);

#[Object(use_type_description)]
impl Division {
    /// Identifier.
    pub(crate) async fn id(&self) -> DivisionId {
        self.0.id
    }

    /// Code in the school's files.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name to show.
    async fn label(&self) -> &str {
        if self.0.label.trim().is_empty() { &self.0.code } else { &self.0.label }
    }

    /// Learners who are there today, among those the viewer sees.
    async fn learner_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(load_opt(ctx, LearnersOf(self.0.id)).await?.unwrap_or_default())
    }
}

/// Diploma taught in a school.
#[derive(Clone, Description)]
pub struct Specialty(pub specialty::Model);

#[Object(use_type_description)]
impl Specialty {
    /// Identifier.
    pub(crate) async fn id(&self) -> SpecialtyId {
        self.0.id
    }

    /// Title short enough for a column or a menu.
    async fn short_title(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(load(ctx, self.0.framework_id).await?.0.short_title)
    }

    /// Full title of the diploma.
    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(load(ctx, self.0.framework_id).await?.0.title)
    }

    /// Kind of diploma.
    async fn diploma_type(&self, ctx: &Context<'_>) -> Result<DiplomaType> {
        Ok(load(ctx, self.0.framework_id).await?.0.diploma_type)
    }

    /// Official framework of the diploma.
    async fn framework(&self, ctx: &Context<'_>) -> Result<Framework> {
        load(ctx, self.0.framework_id).await
    }

    /// Class levels of its cycle, in order.
    async fn levels(&self, ctx: &Context<'_>) -> Result<Vec<ClassLevel>> {
        let framework = load(ctx, self.0.framework_id).await?;
        Ok(crate::frameworks::levels(&framework.0).into_iter().map(ClassLevel::from).collect())
    }
}

/// Questions about schools.
#[derive(Default)]
pub struct EstablishmentQuery;

#[Object]
impl EstablishmentQuery {
    /// What everybody may know of a school. Null when no school has this code.
    async fn establishment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "National code, in capitals or not.")] uai: String,
    ) -> Result<Option<PublicEstablishment>> {
        Ok(super::by_uai(ctx.cx(), &uai).await?.map(PublicEstablishment))
    }

    /// One division. Null when the viewer does not see it.
    async fn division(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the division.")] id: DivisionId,
    ) -> Result<Option<Division>> {
        Ok(super::divisions_by_ids(ctx.cx(), &[id]).await?.pop().map(Division))
    }

    /// Divisions of the school year under way that the viewer sees, by code.
    async fn divisions(&self, ctx: &Context<'_>) -> Result<Vec<Division>> {
        Ok(super::divisions(ctx.cx()).await?.into_iter().map(Division).collect())
    }

    /// Diplomas taught in the school that the viewer sees.
    async fn specialties(&self, ctx: &Context<'_>) -> Result<Vec<Specialty>> {
        Ok(super::specialties(ctx.cx()).await?.into_iter().map(Specialty).collect())
    }
}

/// Key of the number of learners of one division.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LearnersOf(pub DivisionId);

impl Loader<LearnersOf> for Loaders {
    type Value = i64;
    type Error = LoadError;

    async fn load(&self, keys: &[LearnersOf]) -> Result<HashMap<LearnersOf, i64>, LoadError> {
        let ids: Vec<DivisionId> = keys.iter().map(|key| key.0).collect();
        let counts = super::learner_counts(&self.0, &ids).await?;
        Ok(counts.into_iter().map(|(id, count)| (LearnersOf(id), count)).collect())
    }
}

impl Loader<DivisionId> for Loaders {
    type Value = Division;
    type Error = LoadError;

    async fn load(&self, ids: &[DivisionId]) -> Result<HashMap<DivisionId, Division>, LoadError> {
        let rows = super::divisions_by_ids(&self.0, ids).await?;
        Ok(rows.into_iter().map(|division| (division.id, Division(division))).collect())
    }
}

impl Loader<SpecialtyId> for Loaders {
    type Value = Specialty;
    type Error = LoadError;

    async fn load(&self, ids: &[SpecialtyId]) -> Result<HashMap<SpecialtyId, Specialty>, LoadError> {
        let rows = super::specialties_by_ids(&self.0, ids).await?;
        Ok(rows.into_iter().map(|specialty| (specialty.id, Specialty(specialty))).collect())
    }
}
