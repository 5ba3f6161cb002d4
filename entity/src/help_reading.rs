//! How often an article of help was read in a school, and whether it helped.

use sea_orm::entity::prelude::*;

use crate::id::EstablishmentId;

/// How often an article of help was read in a school, and whether it helped.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "help_reading")]
pub struct Model {
    /// The school it was read in.
    #[sea_orm(primary_key, auto_increment = false)]
    pub establishment_id: EstablishmentId,
    /// Name of the article in its address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
    /// How often.
    pub readings: i64,
    /// How many said that it helped them.
    pub helped: i64,
    /// How many said that it did not.
    pub not_helped: i64,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
