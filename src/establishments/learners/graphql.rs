//! Learners as the schema shows them. Birth date, national identifier and contact are not here: each has its own rule.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::enrolment::LearnerStatus;
use entity::id::LearnerId;

use super::Record;
use crate::error::Result;
use crate::establishments::graphql::Division;
use crate::establishments::names;
use crate::graphql::{LoadError, Loaders, load_opt};

/// Person trained in the establishment.
#[derive(Clone, Description)]
pub struct Learner(pub Record);

#[Object(use_type_description)]
impl Learner {
    /// Identifier.
    pub(crate) async fn id(&self) -> LearnerId {
        self.0.learner.id
    }

    /// First name.
    async fn first_name(&self) -> &str {
        &self.0.user.first_name
    }

    /// Name of usage, else family name.
    async fn last_name(&self) -> &str {
        names::last_name(&self.0.user)
    }

    /// First name, then the name of usage, else the family name.
    async fn display_name(&self) -> String {
        names::display_name(&self.0.user)
    }

    /// Status of this school year.
    async fn status(&self) -> LearnerStatus {
        self.0.enrolment.as_ref().map_or(LearnerStatus::Pupil, |enrolment| enrolment.status)
    }

    /// Division of this school year; null when the files give none.
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        let Some(division) = self.0.division() else { return Ok(None) };
        load_opt(ctx, division).await
    }

    /// Moment the account was closed; null while it is open.
    async fn deactivated_at(&self) -> Option<DateTime<Utc>> {
        self.0.user.deactivated_at
    }

    /// Day of leaving, possibly to come; null when none is known.
    async fn leaves_on(&self) -> Option<NaiveDate> {
        self.0.learner.exit_on
    }
}

impl Loader<LearnerId> for Loaders {
    type Value = Learner;
    type Error = LoadError;

    async fn load(&self, ids: &[LearnerId]) -> Result<HashMap<LearnerId, Learner>, LoadError> {
        let records = super::records(&self.0, ids).await?;
        Ok(records.into_iter().map(|record| (record.learner.id, Learner(record))).collect())
    }
}
