//! Legal representative of learners, kept for contact only.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, GuardianId};

/// Legal representative of learners, kept for contact only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guardian")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GuardianId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// `PERSONNE_ID` of SIECLE.
    #[sea_orm(column_type = "Text")]
    pub source_id: String,
    /// Civility, as the files give it.
    #[sea_orm(column_type = "Text")]
    pub civility: Option<String>,
    /// Family name.
    #[sea_orm(column_type = "Text")]
    pub last_name: String,
    /// First name.
    #[sea_orm(column_type = "Text")]
    pub first_name: String,
    /// Electronic address.
    #[sea_orm(column_type = "Text")]
    pub email: Option<String>,
    /// Telephone numbers, as a list of texts.
    #[sea_orm(column_type = "JsonBinary")]
    pub phones: Json,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
