//! Member of the staff as STSWEB knows it.

use sea_orm::entity::prelude::*;

use crate::id::{EstablishmentId, StaffMemberId, UserId};

/// Member of the staff as STSWEB knows it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_member")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StaffMemberId,
    /// The school it belongs to.
    pub establishment_id: EstablishmentId,
    /// The account.
    pub user_id: UserId,
    /// Type of the identifier in STSWEB.
    #[sea_orm(column_type = "Text")]
    pub source_type: String,
    /// Identifier in STSWEB.
    #[sea_orm(column_type = "Text")]
    pub source_id: String,
    /// Function in the school.
    #[sea_orm(column_type = "Text")]
    pub function: Option<String>,
    /// Whether the person replaces someone.
    pub substitute: bool,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
