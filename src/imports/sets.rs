//! What an import replaces whole: who teaches what to a division or a group, its head teachers, the divisions a group draws from.
//!
//! Applying compares these sets with the file, taking back compares them with what was noted; both write them the same way.

use crate::cx::Tx;
use crate::error::Result;
use entity::id::{DivisionId, LearnerGroupId, SchoolYearId, UserId};
use entity::{group_division, homeroom, teaching};
use sea_orm::{QueryFilter as _, Set};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Who teaches what: subject, mode and account.
pub type Taught = BTreeSet<(String, String, Uuid)>;

/// To whom something is taught.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// A whole division.
    Division(DivisionId),
    /// A group.
    Group(LearnerGroupId),
}

impl Place {
    /// Its key, whichever it is.
    pub fn id(self) -> Uuid {
        match self {
            Self::Division(id) => id.0,
            Self::Group(id) => id.0,
        }
    }

    fn division(self) -> Option<DivisionId> {
        match self {
            Self::Division(id) => Some(id),
            Self::Group(_) => None,
        }
    }

    fn group(self) -> Option<LearnerGroupId> {
        match self {
            Self::Division(_) => None,
            Self::Group(id) => Some(id),
        }
    }
}

/// What is taught now to each of these divisions and groups.
pub async fn taught(tx: &Tx, divisions: &[DivisionId], groups: &[LearnerGroupId]) -> Result<HashMap<Uuid, Taught>> {
    let mut rows = tx.school::<teaching::Entity>().among(teaching::Column::DivisionId, divisions).all().await?;
    rows.extend(tx.school::<teaching::Entity>().among(teaching::Column::GroupId, groups).all().await?);
    let mut found: HashMap<Uuid, Taught> = HashMap::new();
    for row in rows {
        if let Some(place) = row.division_id.map(|id| id.0).or(row.group_id.map(|id| id.0)) {
            found.entry(place).or_default().insert((row.subject_code, row.mode, row.user_id.0));
        }
    }
    Ok(found)
}

/// Replaces what is taught to each of these places in a school year.
pub async fn replace_taught(tx: &Tx, year: SchoolYearId, sets: &[(Place, Taught)]) -> Result<()> {
    let divisions: Vec<DivisionId> = sets.iter().filter_map(|(place, _)| place.division()).collect();
    let groups: Vec<LearnerGroupId> = sets.iter().filter_map(|(place, _)| place.group()).collect();
    let of_divisions = tx.among(teaching::Column::DivisionId, &divisions);
    let of_groups = tx.among(teaching::Column::GroupId, &groups);
    tx.delete_where::<teaching::Entity>(|d| d.filter(of_divisions)).await?;
    tx.delete_where::<teaching::Entity>(|d| d.filter(of_groups)).await?;
    let taught = sets.iter().flat_map(|(place, set)| set.iter().map(move |one| (place, one)));
    let rows = taught.map(|(place, (subject, mode, user))| teaching::ActiveModel {
        id: Set(tx.new_id()),
        school_year_id: Set(year),
        user_id: Set(UserId(*user)),
        subject_code: Set(subject.clone()),
        division_id: Set(place.division()),
        group_id: Set(place.group()),
        mode: Set(mode.clone()),
        ..Default::default()
    });
    tx.insert_many(rows.collect()).await
}

/// Head teachers of each of these divisions now.
pub async fn heads(tx: &Tx, divisions: &[DivisionId]) -> Result<HashMap<Uuid, BTreeSet<Uuid>>> {
    let mut found: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for row in tx.school::<homeroom::Entity>().among(homeroom::Column::DivisionId, divisions).all().await? {
        found.entry(row.division_id.0).or_default().insert(row.user_id.0);
    }
    Ok(found)
}

/// Replaces the head teachers of each of these divisions.
pub async fn replace_heads(tx: &Tx, sets: &[(DivisionId, BTreeSet<Uuid>)]) -> Result<()> {
    let divisions: Vec<DivisionId> = sets.iter().map(|(division, _)| *division).collect();
    let old = tx.among(homeroom::Column::DivisionId, &divisions);
    tx.delete_where::<homeroom::Entity>(|d| d.filter(old)).await?;
    let heads = sets.iter().flat_map(|(division, set)| set.iter().map(|user| (*division, *user)));
    let rows = heads.map(|(division, user)| homeroom::ActiveModel {
        id: Set(tx.new_id()),
        division_id: Set(division),
        user_id: Set(UserId(user)),
        ..Default::default()
    });
    tx.insert_many(rows.collect()).await
}

/// Divisions that each of these groups draws from now.
pub async fn drawn(tx: &Tx, groups: &[LearnerGroupId]) -> Result<HashMap<Uuid, BTreeSet<Uuid>>> {
    let mut found: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for row in tx.school::<group_division::Entity>().among(group_division::Column::GroupId, groups).all().await? {
        found.entry(row.group_id.0).or_default().insert(row.division_id.0);
    }
    Ok(found)
}

/// Replaces the divisions that each of these groups draws from.
pub async fn replace_drawn(tx: &Tx, sets: &[(LearnerGroupId, BTreeSet<Uuid>)]) -> Result<()> {
    let groups: Vec<LearnerGroupId> = sets.iter().map(|(group, _)| *group).collect();
    let old = tx.among(group_division::Column::GroupId, &groups);
    tx.delete_where::<group_division::Entity>(|d| d.filter(old)).await?;
    let drawn = sets.iter().flat_map(|(group, set)| set.iter().map(|division| (*group, *division)));
    let rows = drawn.map(|(group, division)| group_division::ActiveModel {
        id: Set(tx.new_id()),
        group_id: Set(group),
        division_id: Set(DivisionId(division)),
        ..Default::default()
    });
    tx.insert_many(rows.collect()).await
}
