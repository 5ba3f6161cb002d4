//! Versioned official framework of a diploma; national, it belongs to no school.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::FrameworkId;

/// Kind of diploma a framework leads to.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    async_graphql::Enum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DiplomaType {
    /// Certificat d'aptitude professionnelle.
    Cap,
    /// Baccalauréat professionnel.
    BacPro,
    /// Brevet de technicien supérieur.
    Bts,
    /// Mention complémentaire.
    MentionComplementaire,
    /// Certificat de spécialisation.
    CertificatSpecialisation,
    /// Brevet professionnel.
    BrevetProfessionnel,
    /// Any other diploma of the vocational path.
    Other,
}

/// Versioned official framework of a diploma; national, it belongs to no school.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "framework")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FrameworkId,
    /// Short code of the framework, for people who exchange files.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// First 16 hexadecimal digits of the SHA-256 of the file it was read from.
    #[sea_orm(column_type = "Text")]
    pub revision: String,
    /// Full title of the diploma.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Title short enough for a column or a menu.
    #[sea_orm(column_type = "Text")]
    pub short_title: String,
    /// Kind of diploma it leads to.
    pub diploma_type: DiplomaType,
    /// Length of its cycle, in years.
    pub cycle_years: i32,
    /// Class levels of its cycle, in order.
    #[sea_orm(column_type = "JsonBinary")]
    pub levels: Json,
    /// Training course codes that lead to it.
    #[sea_orm(column_type = "JsonBinary")]
    pub mef: Json,
    /// Codes of the common first year of its family of trades.
    #[sea_orm(column_type = "JsonBinary")]
    pub family_mef: Json,
    /// Subjects whose teachers are in charge of its bilans.
    #[sea_orm(column_type = "JsonBinary")]
    pub vocational_subjects: Json,
    /// Its level scales, in order.
    #[sea_orm(column_type = "JsonBinary")]
    pub scales: Json,
    /// Its options, when the diploma has some.
    #[sea_orm(column_type = "JsonBinary")]
    pub options: Json,
    /// Moment this revision was loaded.
    pub loaded_at: DateTimeUtc,
    /// Whether it came with the program, which then keeps it up to date; one loaded by hand is left alone.
    pub carried: bool,
    /// Place among the frameworks.
    pub position: i32,
}

/// Joins are written as subqueries, so no relation is declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
