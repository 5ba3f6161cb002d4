//! National code of a training course, as the school's files use it.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, MefId, SpecialtyId};

/// National code of a training course, as the school's files use it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mef")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MefId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// First eight characters, without the year of the cycle.
    #[sea_orm(column_type = "Text")]
    pub stem: String,
    /// Label found in the files.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// The diploma it leads to; none while no framework is known for it.
    pub specialty_id: Option<SpecialtyId>,
    /// Option of the diploma it leads to.
    #[sea_orm(column_type = "Text")]
    pub option: Option<String>,
    /// Whether it is the common first year of a family of trades.
    pub common: bool,
    /// Whether someone chose the diploma, which an import must then keep.
    pub attached_by_hand: bool,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
