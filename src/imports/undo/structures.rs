//! The school year, trainings, divisions, groups, diplomas, and what is taught to them.

use super::Undoing;
use crate::error::{Error, Result};
use crate::establishments::years;
use crate::imports::sets::{self, Place};
use entity::id::{DivisionId, LearnerGroupId, MefId, SpecialtyId};
use entity::{
    certification_deadline, chosen_specialty, division, division_assignment, enrolment, grading_period, group_division,
    group_member, homeroom, inspector_window_specialty, journal_entry, learner_group, lsl_period, mef, school_year,
    specialty, storage_file, teaching,
};
use sea_orm::ColumnTrait as _;

impl Undoing<'_> {
    /// Who teaches what goes back where nobody changed it since.
    pub(super) async fn services(&self) -> Result<()> {
        let tx = self.tx;
        let (divisions, groups): (Vec<DivisionId>, Vec<LearnerGroupId>) =
            (self.noted_ids("teaching"), self.noted_ids("teaching"));
        let of_divisions = tx.school::<division::Entity>().among(division::Column::Id, &divisions).all().await?;
        let place = |id| {
            let division = of_divisions.iter().any(|row| row.id.0 == id);
            if division { Place::Division(DivisionId(id)) } else { Place::Group(LearnerGroupId(id)) }
        };
        let taught = self.untouched("teaching", &sets::taught(tx, &divisions, &groups).await?)?;
        let taught: Vec<_> = taught.into_iter().map(|(id, before)| (place(id), before)).collect();
        if !taught.is_empty() {
            let year = school_year::Column::Year.eq(self.run.school_year);
            let year = tx.school::<school_year::Entity>().filter(year).one().await?;
            let year = year.ok_or_else(|| Error::internal("the school year of an import", self.run.id))?;
            sets::replace_taught(tx, year.id, &taught).await?;
        }
        let heads = self.untouched("homeroom", &sets::heads(tx, &divisions).await?)?;
        let heads: Vec<_> = heads.into_iter().map(|(id, before)| (DivisionId(id), before)).collect();
        sets::replace_heads(tx, &heads).await
    }

    /// Groups, divisions, trainings and diplomas the import created and that nothing uses; labels of the others.
    pub(super) async fn structures(&self) -> Result<()> {
        self.group_divisions().await?;
        let columns = [learner_group::Column::Label, learner_group::Column::RemovedAt];
        self.values::<learner_group::Entity, _>("learner_group", learner_group::Column::Id, &columns).await?;
        let columns = [division::Column::Label, division::Column::RemovedAt];
        self.values::<division::Entity, _>("division", division::Column::Id, &columns).await?;
        let columns = [mef::Column::Label, mef::Column::SpecialtyId, mef::Column::Option, mef::Column::Common];
        self.values::<mef::Entity, _>("mef", mef::Column::Id, &columns).await?;
        self.groups().await?;
        self.divisions().await?;
        self.trainings().await?;
        self.specialties().await
    }

    async fn group_divisions(&self) -> Result<()> {
        let groups: Vec<LearnerGroupId> = self.noted_ids("group_division");
        let drawn = self.untouched("group_division", &sets::drawn(self.tx, &groups).await?)?;
        let drawn: Vec<_> = drawn.into_iter().map(|(id, before)| (LearnerGroupId(id), before)).collect();
        sets::replace_drawn(self.tx, &drawn).await
    }

    async fn groups(&self) -> Result<()> {
        let mut groups: Vec<LearnerGroupId> = self.created("learner_group");
        let mut used = self.held::<group_member::Entity, _>(group_member::Column::GroupId, &groups).await?;
        used.extend(self.held::<teaching::Entity, _>(teaching::Column::GroupId, &groups).await?);
        groups.retain(|id| !used.contains(id));
        self.remove::<group_division::Entity>(group_division::Column::GroupId, &groups).await?;
        self.remove::<learner_group::Entity>(learner_group::Column::Id, &groups).await
    }

    async fn divisions(&self) -> Result<()> {
        let mut divisions: Vec<DivisionId> = self.created("division");
        let mut used = self.held::<enrolment::Entity, _>(enrolment::Column::DivisionId, &divisions).await?;
        used.extend(self.held::<teaching::Entity, _>(teaching::Column::DivisionId, &divisions).await?);
        used.extend(self.held::<homeroom::Entity, _>(homeroom::Column::DivisionId, &divisions).await?);
        used.extend(self.held::<group_division::Entity, _>(group_division::Column::DivisionId, &divisions).await?);
        let given = division_assignment::Column::DivisionId;
        used.extend(self.held::<division_assignment::Entity, _>(given, &divisions).await?);
        used.extend(self.held::<journal_entry::Entity, _>(journal_entry::Column::DivisionId, &divisions).await?);
        used.extend(self.held::<storage_file::Entity, _>(storage_file::Column::DivisionId, &divisions).await?);
        divisions.retain(|id| !used.contains(id));
        self.remove::<division::Entity>(division::Column::Id, &divisions).await
    }

    async fn trainings(&self) -> Result<()> {
        let mut mefs: Vec<MefId> = self.created("mef");
        let used = self.held::<enrolment::Entity, _>(enrolment::Column::MefId, &mefs).await?;
        mefs.retain(|id| !used.contains(id));
        self.remove::<mef::Entity>(mef::Column::Id, &mefs).await
    }

    async fn specialties(&self) -> Result<()> {
        let mut ids: Vec<SpecialtyId> = self.created("specialty");
        let mut used = self.held::<enrolment::Entity, _>(enrolment::Column::SpecialtyId, &ids).await?;
        used.extend(self.held::<mef::Entity, _>(mef::Column::SpecialtyId, &ids).await?);
        used.extend(self.held::<grading_period::Entity, _>(grading_period::Column::SpecialtyId, &ids).await?);
        used.extend(self.held::<lsl_period::Entity, _>(lsl_period::Column::SpecialtyId, &ids).await?);
        let deadlines = certification_deadline::Column::SpecialtyId;
        used.extend(self.held::<certification_deadline::Entity, _>(deadlines, &ids).await?);
        let opened = inspector_window_specialty::Column::SpecialtyId;
        used.extend(self.held::<inspector_window_specialty::Entity, _>(opened, &ids).await?);
        ids.retain(|id| !used.contains(id));
        // Only a preference of display: nothing was built on it.
        self.remove::<chosen_specialty::Entity>(chosen_specialty::Column::SpecialtyId, &ids).await?;
        self.remove::<specialty::Entity>(specialty::Column::Id, &ids).await
    }

    /// A year opened by the import is no longer the current one.
    pub(super) async fn year(&self) -> Result<()> {
        if !self.run.new_year {
            return Ok(());
        }
        let former = school_year::Column::Year.eq(self.run.school_year - 1);
        if let Some(former) = self.tx.school::<school_year::Entity>().filter(former).one().await? {
            years::begin(self.tx, former.year).await?;
        }
        Ok(())
    }
}
