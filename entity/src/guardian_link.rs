//! What a guardian is to a learner.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, GuardianId, GuardianLinkId, LearnerId};

/// What a guardian is to a learner.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guardian_link")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GuardianLinkId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The guardian.
    pub guardian_id: GuardianId,
    /// The learner.
    pub learner_id: LearnerId,
    /// Level of responsibility given by the files.
    pub level: i32,
    /// Kinship, as the files give it.
    #[sea_orm(column_type = "Text")]
    pub kinship: Option<String>,
    /// Whether this person is called first.
    pub first_to_call: bool,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
