//! Person trained in a school.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, LearnerId, UserId};

/// Person trained in a school.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "learner")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LearnerId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The account.
    pub user_id: UserId,
    /// `ELEVE_ID` of SIECLE.
    #[sea_orm(column_type = "Text")]
    pub source_id: String,
    /// National identifier; may be missing, may come twice.
    #[sea_orm(column_type = "Text")]
    pub ine: Option<String>,
    /// Former national identifier.
    #[sea_orm(column_type = "Text")]
    pub ine_former: Option<String>,
    /// What is wrong with the identifier: `MISSING`, `DOUBLED` or `WRONG_KEY`.
    #[sea_orm(column_type = "Text")]
    pub ine_flag: Option<String>,
    /// Day of leaving, possibly to come.
    pub exit_on: Option<Date>,
    /// Why, as the files give it.
    #[sea_orm(column_type = "Text")]
    pub exit_reason: Option<String>,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
