//! Trainings, divisions, groups, and what is taught to them.

use super::Applying;
use crate::error::Result;
use crate::imports::plan::{ServicesPlan, StructurePlan};
use crate::imports::sets::{self, Place, Taught};
use entity::id::{DivisionId, FrameworkId, LearnerGroupId, MefId, SpecialtyId, UserId};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::{division, enrolment, learner_group, mef, specialty, staff_member, subject};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

impl Applying<'_> {
    /// Trainings: their diploma follows the frameworks (decision 14), unless somebody chose it.
    pub(super) async fn trainings(&mut self) -> Result<()> {
        let tx = self.tx;
        let plans: Vec<StructurePlan> =
            self.plans(&[ImportOutcome::Created, ImportOutcome::Updated], ImportSubject::Mef).await?;
        let mut known: HashMap<String, mef::Model> =
            tx.school::<mef::Entity>().all().await?.into_iter().map(|row| (row.stem.clone(), row)).collect();
        let specialties = self.specialties(&plans).await?;
        let (mut created, mut changed) = (Vec::new(), Vec::new());
        for plan in plans {
            let resolved = self.training.resolve(&format!("{}000", plan.code));
            let leads_to = resolved.framework.and_then(|id| specialties.get(&id)).copied();
            match known.get(&plan.code) {
                None => {
                    self.undo.created(tx, "mef", plan.id);
                    created.push(mef::ActiveModel {
                        id: Set(MefId(plan.id)),
                        stem: Set(plan.code),
                        label: Set(plan.label),
                        specialty_id: Set(leads_to),
                        option: Set(resolved.option),
                        common: Set(resolved.common),
                        attached_by_hand: Set(false),
                        ..Default::default()
                    });
                }
                Some(row) => {
                    let attaches = row.specialty_id.is_none() && leads_to.is_some();
                    let columns =
                        [mef::Column::Label, mef::Column::SpecialtyId, mef::Column::Option, mef::Column::Common];
                    let edited = self.undo.edit::<mef::Entity, _>(tx, ("mef", row.id.0), row, &columns, |row| {
                        row.label = plan.label;
                        if attaches {
                            row.specialty_id = leads_to;
                            row.option.clone_from(&resolved.option);
                            row.common = resolved.common;
                        }
                    });
                    changed.extend(edited);
                    if attaches {
                        // Those who bear the code already now follow the diploma.
                        let follow = enrolment::ActiveModel {
                            specialty_id: Set(leads_to),
                            option: Set(resolved.option),
                            ..Default::default()
                        };
                        let borne = enrolment::Column::MefId
                            .eq(row.id)
                            .and(enrolment::Column::SchoolYearId.eq(self.year))
                            .and(enrolment::Column::SpecialtyId.is_null());
                        tx.update_where::<enrolment::Entity>(|update| update.set(follow).filter(borne)).await?;
                    }
                }
            }
        }
        tx.insert_many(created).await?;
        let columns = [mef::Column::Label, mef::Column::SpecialtyId, mef::Column::Option, mef::Column::Common];
        tx.upsert_many(changed, &[mef::Column::Id], &columns).await?;
        known = tx.school::<mef::Entity>().all().await?.into_iter().map(|row| (row.stem.clone(), row)).collect();
        self.mefs = known;
        Ok(())
    }

    /// The school's diplomas by framework; those that the plans lead to are opened.
    async fn specialties(&mut self, plans: &[StructurePlan]) -> Result<HashMap<FrameworkId, SpecialtyId>> {
        let tx = self.tx;
        let mut known: HashMap<FrameworkId, SpecialtyId> =
            tx.school::<specialty::Entity>().all().await?.into_iter().map(|row| (row.framework_id, row.id)).collect();
        let wanted: BTreeSet<FrameworkId> =
            plans.iter().filter_map(|plan| self.training.resolve(&format!("{}000", plan.code)).framework).collect();
        let mut rows = Vec::new();
        for framework in wanted {
            if known.contains_key(&framework) {
                continue;
            }
            let id: SpecialtyId = tx.new_id();
            known.insert(framework, id);
            self.undo.created(tx, "specialty", id);
            rows.push(specialty::ActiveModel {
                id: Set(id),
                framework_id: Set(framework),
                deleted_at: Set(None),
                ..Default::default()
            });
        }
        tx.insert_many(rows).await?;
        Ok(known)
    }

    /// Divisions; none is removed, those gone from the file are marked.
    pub(super) async fn divisions(&mut self) -> Result<()> {
        let tx = self.tx;
        let mut rows = Vec::new();
        for plan in self.plans::<StructurePlan>(&[ImportOutcome::Created], ImportSubject::Division).await? {
            self.undo.created(tx, "division", plan.id);
            rows.push(division::ActiveModel {
                id: Set(DivisionId(plan.id)),
                school_year_id: Set(self.year),
                code: Set(plan.code),
                label: Set(plan.label),
                removed_at: Set(None),
                ..Default::default()
            });
        }
        tx.insert_many(rows).await?;
        let known = tx.school::<division::Entity>().filter(division::Column::SchoolYearId.eq(self.year)).all().await?;
        let by_id: HashMap<Uuid, &division::Model> = known.iter().map(|row| (row.id.0, row)).collect();
        let columns = [division::Column::Label, division::Column::RemovedAt];
        let mut changed = Vec::new();
        for (outcomes, removed_at) in standing(tx.now()) {
            for plan in self.plans::<StructurePlan>(outcomes, ImportSubject::Division).await? {
                let Some(row) = by_id.get(&plan.id) else { continue };
                changed.extend(self.undo.edit::<division::Entity, _>(
                    tx,
                    ("division", plan.id),
                    row,
                    &columns,
                    |row| {
                        row.label = plan.label;
                        row.removed_at = removed_at;
                    },
                ));
            }
        }
        tx.upsert_many(changed, &[division::Column::Id], &columns).await?;
        self.divisions = known.into_iter().map(|row| (row.code, row.id)).collect();
        Ok(())
    }

    /// Groups, and the divisions they draw from.
    pub(super) async fn groups(&mut self) -> Result<()> {
        let tx = self.tx;
        let (mut rows, mut drawing) = (Vec::new(), Vec::new());
        for plan in self.plans::<StructurePlan>(&[ImportOutcome::Created], ImportSubject::Group).await? {
            self.undo.created(tx, "learner_group", plan.id);
            rows.push(learner_group::ActiveModel {
                id: Set(LearnerGroupId(plan.id)),
                school_year_id: Set(self.year),
                code: Set(plan.code.clone()),
                label: Set(plan.label.clone()),
                removed_at: Set(None),
                ..Default::default()
            });
            drawing.push(plan);
        }
        tx.insert_many(rows).await?;
        let known = tx
            .school::<learner_group::Entity>()
            .filter(learner_group::Column::SchoolYearId.eq(self.year))
            .all()
            .await?;
        let by_id: HashMap<Uuid, &learner_group::Model> = known.iter().map(|row| (row.id.0, row)).collect();
        let columns = [learner_group::Column::Label, learner_group::Column::RemovedAt];
        let mut changed = Vec::new();
        for (outcomes, removed_at) in standing(tx.now()) {
            for plan in self.plans::<StructurePlan>(outcomes, ImportSubject::Group).await? {
                let Some(row) = by_id.get(&plan.id) else { continue };
                changed.extend(self.undo.edit::<learner_group::Entity, _>(
                    tx,
                    ("learner_group", plan.id),
                    row,
                    &columns,
                    |row| {
                        row.label.clone_from(&plan.label);
                        row.removed_at = removed_at;
                    },
                ));
                if removed_at.is_none() {
                    drawing.push(plan);
                }
            }
        }
        tx.upsert_many(changed, &[learner_group::Column::Id], &columns).await?;
        self.groups = known.into_iter().map(|row| (row.code, row.id)).collect();
        self.group_divisions(drawing).await
    }

    async fn group_divisions(&mut self, plans: Vec<StructurePlan>) -> Result<()> {
        let tx = self.tx;
        let ids: Vec<LearnerGroupId> = plans.iter().map(|plan| LearnerGroupId(plan.id)).collect();
        let mut before = sets::drawn(tx, &ids).await?;
        let mut drawn = Vec::new();
        for plan in plans {
            let after: BTreeSet<Uuid> =
                plan.divisions.iter().filter_map(|code| self.divisions.get(code)).map(|id| id.0).collect();
            let before = before.remove(&plan.id).unwrap_or_default();
            if before == after {
                continue;
            }
            self.undo.note(tx, "group_division", plan.id, Some(json!(before)), json!(after));
            drawn.push((LearnerGroupId(plan.id), after));
        }
        sets::replace_drawn(tx, &drawn).await
    }

    /// Who teaches what: replaced whole for each division or group that changes.
    pub(super) async fn services(&mut self) -> Result<()> {
        let tx = self.tx;
        let plans: Vec<ServicesPlan> =
            self.plans(&[ImportOutcome::Created, ImportOutcome::Updated], ImportSubject::Service).await?;
        if plans.is_empty() {
            return Ok(());
        }
        let accounts: HashMap<(String, String), UserId> = tx
            .school::<staff_member::Entity>()
            .all()
            .await?
            .into_iter()
            .map(|row| ((row.source_type, row.source_id), row.user_id))
            .collect();
        self.subjects(&plans).await?;
        let (mut divisions, mut groups): (Vec<DivisionId>, Vec<LearnerGroupId>) = (Vec::new(), Vec::new());
        for plan in &plans {
            if plan.group {
                groups.extend(self.groups.get(&plan.code));
            } else {
                divisions.extend(self.divisions.get(&plan.code));
            }
        }
        let mut before = sets::taught(tx, &divisions, &groups).await?;
        let mut heads = sets::heads(tx, &divisions).await?;
        let (mut taught, mut headed) = (Vec::new(), Vec::new());
        for plan in plans {
            let place = if plan.group {
                self.groups.get(&plan.code).copied().map(Place::Group)
            } else {
                self.divisions.get(&plan.code).copied().map(Place::Division)
            };
            let Some(place) = place else { continue };
            let services =
                plan.services.iter().flat_map(|service| service.teachers.iter().map(move |key| (service, key)));
            let after: Taught = services
                .filter_map(|(service, key)| {
                    Some((service.subject.clone(), service.mode.clone(), accounts.get(key)?.0))
                })
                .collect();
            let was = before.remove(&place.id()).unwrap_or_default();
            self.undo.note(tx, "teaching", place.id(), Some(json!(was)), json!(after));
            taught.push((place, after));
            if let Place::Division(division) = place {
                let after: BTreeSet<Uuid> =
                    plan.heads.iter().filter_map(|key| accounts.get(key)).map(|user| user.0).collect();
                let was = heads.remove(&division.0).unwrap_or_default();
                self.undo.note(tx, "homeroom", division.0, Some(json!(was)), json!(after));
                headed.push((division, after));
            }
        }
        sets::replace_taught(tx, self.year, &taught).await?;
        sets::replace_heads(tx, &headed).await
    }

    /// Subjects that are taught, with the labels of the file.
    async fn subjects(&self, plans: &[ServicesPlan]) -> Result<()> {
        let tx = self.tx;
        let mut rows: HashMap<&str, subject::ActiveModel> = HashMap::new();
        for service in plans.iter().flat_map(|plan| &plan.services) {
            rows.entry(&service.subject).or_insert_with(|| subject::ActiveModel {
                id: Set(tx.new_id()),
                code: Set(service.subject.clone()),
                label: Set(service.label.clone()),
                short_label: Set(service.short_label.clone()),
                ..Default::default()
            });
        }
        let key = [subject::Column::EstablishmentId, subject::Column::Code];
        tx.upsert_many(rows.into_values().collect(), &key, &[subject::Column::Label, subject::Column::ShortLabel]).await
    }
}

/// Outcomes after which a structure stands, and those after which it is gone.
fn standing(
    now: chrono::DateTime<chrono::Utc>,
) -> [(&'static [ImportOutcome], Option<chrono::DateTime<chrono::Utc>>); 2] {
    [(&[ImportOutcome::Updated, ImportOutcome::Reactivated], None), (&[ImportOutcome::Deactivated], Some(now))]
}
