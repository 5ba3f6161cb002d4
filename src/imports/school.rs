//! What the school already has, as far as an import compares with it.

use crate::access::Seen;
use crate::cx::Cx;
use crate::error::Result;
use crate::frameworks::{self, Mefs, Resolved};
use entity::id::{DivisionId, LearnerGroupId, MefId, SchoolYearId, SpecialtyId};
use entity::{division, framework, learner_group, mef, school_year, specialty};
use sea_orm::{ColumnTrait, IdenStatic as _, ModelTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::HashMap;

/// Rows read at a time, so that a large school is compared without being held whole as rows.
pub const PAGE: u64 = 4_000;

/// Reads all rows of a table the actor sees, page by page, in the order of `key`.
pub async fn each<E: Seen>(cx: &Cx, key: E::Column, mut take: impl FnMut(E::Model)) -> Result<()>
where
    E::Model: ModelTrait<Entity = E>,
{
    debug_assert_eq!(key.as_str(), "id", "a page starts after the last key");
    let mut after = None;
    loop {
        let last = after.take();
        let rows = cx
            .find::<E>()
            .with(|q| {
                let q = match last {
                    Some(last) => q.filter(ColumnTrait::gt(&key, last)),
                    None => q,
                };
                q.order_by_asc(key).limit(PAGE)
            })
            .all()
            .await?;
        let Some(row) = rows.last() else { return Ok(()) };
        after = Some(row.get(key));
        let full = rows.len() as u64 == PAGE;
        rows.into_iter().for_each(&mut take);
        if !full {
            return Ok(());
        }
    }
}

/// The school year the files are about.
#[derive(Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "a school year is named by a civil one")]
pub struct Year {
    /// Year of the rentrée.
    pub year: i32,
    /// Its row; none before its first import.
    pub row: Option<school_year::Model>,
    /// Whether it follows the current one.
    pub is_next: bool,
}

impl Year {
    /// Its row's key.
    pub fn id(&self) -> Option<SchoolYearId> {
        self.row.as_ref().map(|row| row.id)
    }
}

/// Divisions, groups and trainings of the school in that year.
#[derive(Debug, Default)]
pub struct Structures {
    /// Divisions by code, those taken out included.
    pub divisions: HashMap<String, division::Model>,
    /// Groups by code, those taken out included.
    pub groups: HashMap<String, learner_group::Model>,
    /// Trainings by stem.
    pub mefs: HashMap<String, mef::Model>,
    /// Codes of divisions.
    pub division_codes: HashMap<DivisionId, String>,
    /// Codes of groups.
    pub group_codes: HashMap<LearnerGroupId, String>,
    /// Stems of trainings.
    pub mef_stems: HashMap<MefId, String>,
    /// Diplomas taught here, by key.
    pub specialties: HashMap<SpecialtyId, specialty::Model>,
    /// National frameworks.
    pub frameworks: Vec<framework::Model>,
    /// What training codes lead to (decision 14).
    pub training: Option<Mefs>,
}

impl Structures {
    /// Reads them.
    pub async fn read(cx: &Cx, year: &Year) -> Result<Self> {
        let frameworks = frameworks::all(cx).await?;
        let mut found = Self { training: Some(Mefs::of(&frameworks)), frameworks, ..Self::default() };
        for specialty in cx.find::<specialty::Entity>().all().await? {
            found.specialties.insert(specialty.id, specialty);
        }
        for mef in cx.find::<mef::Entity>().all().await? {
            found.mef_stems.insert(mef.id, mef.stem.clone());
            found.mefs.insert(mef.stem.clone(), mef);
        }
        let Some(year) = year.id() else { return Ok(found) };
        for division in cx.find::<division::Entity>().filter(division::Column::SchoolYearId.eq(year)).all().await? {
            found.division_codes.insert(division.id, division.code.clone());
            found.divisions.insert(division.code.clone(), division);
        }
        for group in
            cx.find::<learner_group::Entity>().filter(learner_group::Column::SchoolYearId.eq(year)).all().await?
        {
            found.group_codes.insert(group.id, group.code.clone());
            found.groups.insert(group.code.clone(), group);
        }
        Ok(found)
    }

    /// What a training code says.
    pub fn resolve(&self, code: &str) -> Resolved {
        self.training.as_ref().map(|training| training.resolve(code)).unwrap_or_default()
    }
}
