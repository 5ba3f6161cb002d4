//! Guardians and their ties with learners (`R39`).

use super::Applying;
use crate::error::Result;
use crate::imports::plan::{GuardianPlan, LinkPlan};
use crate::imports::school;
use entity::id::{GuardianId, LearnerId};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::{guardian, guardian_link, learner};
use sea_orm::{ColumnTrait as _, FromQueryResult, QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;
use std::collections::HashMap;

/// What an import may change in a guardian.
pub(in crate::imports) const GUARDIAN: &[guardian::Column] = &[
    guardian::Column::Civility,
    guardian::Column::LastName,
    guardian::Column::FirstName,
    guardian::Column::Email,
    guardian::Column::Phones,
];

/// A learner's keys, in the source and here.
#[derive(FromQueryResult)]
struct Keys {
    id: LearnerId,
    source_id: String,
}

impl Applying<'_> {
    /// Creates, changes, unties.
    pub(super) async fn guardians(&mut self) -> Result<()> {
        let mut learners = None;
        for outcome in [ImportOutcome::Created, ImportOutcome::Updated, ImportOutcome::Deactivated] {
            let mut after = None;
            loop {
                let page = self.page::<GuardianPlan>(outcome, ImportSubject::Guardian, &mut after).await?;
                if page.is_empty() {
                    break;
                }
                if learners.is_none() {
                    learners = Some(self.learner_keys().await?);
                }
                let learners = learners.get_or_insert_default();
                let plans = page.into_iter().map(|(plan, _)| plan).collect();
                if outcome == ImportOutcome::Created {
                    self.new_guardians(plans, learners).await?;
                } else {
                    self.known_guardians(plans, learners).await?;
                }
            }
        }
        Ok(())
    }

    /// Learners by `ELEVE_ID`; where two bear the same, the newest. Read a page at a time: rows weigh ten times what is kept.
    async fn learner_keys(&self) -> Result<HashMap<Box<str>, LearnerId>> {
        use learner::Column::{Id, SourceId};
        let mut keys = HashMap::new();
        let mut after = None;
        loop {
            let page = self.tx.school::<learner::Entity>();
            let page = match after {
                Some(last) => page.filter(Id.gt(last)),
                None => page,
            };
            let rows: Vec<Keys> =
                page.tuples(|q| q.columns([Id, SourceId]).order_by_asc(Id).limit(school::PAGE)).await?;
            let Some(last) = rows.last() else { return Ok(keys) };
            after = Some(last.id);
            keys.extend(rows.into_iter().map(|row| (row.source_id.into_boxed_str(), row.id)));
        }
    }

    async fn new_guardians(&mut self, plans: Vec<GuardianPlan>, learners: &HashMap<Box<str>, LearnerId>) -> Result<()> {
        let tx = self.tx;
        let (mut rows, mut links) = (Vec::with_capacity(plans.len()), Vec::with_capacity(plans.len()));
        for plan in plans {
            let id = GuardianId(plan.id);
            links.extend(
                plan.links.iter().filter_map(|link| Some(row_of(tx, link, id, *learners.get(link.learner.as_str())?))),
            );
            rows.push(guardian::ActiveModel {
                id: Set(id),
                source_id: Set(plan.source_id),
                civility: Set(plan.civility),
                last_name: Set(plan.last_name),
                first_name: Set(plan.first_name),
                email: Set(plan.email),
                phones: Set(json!(plan.phones)),
                ..Default::default()
            });
        }
        tx.insert_many(rows).await?;
        tx.insert_many(links).await
    }

    async fn known_guardians(
        &mut self,
        plans: Vec<GuardianPlan>,
        learners: &HashMap<Box<str>, LearnerId>,
    ) -> Result<()> {
        let tx = self.tx;
        let ids: Vec<GuardianId> = plans.iter().map(|plan| GuardianId(plan.id)).collect();
        let mut known: HashMap<GuardianId, guardian::Model> = tx
            .school::<guardian::Entity>()
            .among(guardian::Column::Id, &ids)
            .all()
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let mut tied: HashMap<GuardianId, Vec<guardian_link::Model>> = HashMap::new();
        for row in tx.school::<guardian_link::Entity>().among(guardian_link::Column::GuardianId, &ids).all().await? {
            tied.entry(row.guardian_id).or_default().push(row);
        }
        let (mut changed, mut untied, mut links) = (Vec::new(), Vec::new(), Vec::new());
        for plan in plans {
            let id = GuardianId(plan.id);
            let Some(row) = known.remove(&id) else { continue };
            let before = tied.remove(&id).unwrap_or_default();
            let removed: Vec<LearnerId> =
                plan.removed.iter().filter_map(|learner| learners.get(learner.as_str())).copied().collect();
            let wanted: Vec<(LearnerId, &LinkPlan)> =
                plan.links.iter().filter_map(|link| Some((*learners.get(link.learner.as_str())?, link))).collect();
            let same = |link: &guardian_link::Model, plan: &LinkPlan| {
                link.level == plan.level && link.kinship == plan.kinship && link.first_to_call == plan.first
            };
            let stays =
                |link: &&guardian_link::Model| match wanted.iter().find(|(learner, _)| *learner == link.learner_id) {
                    Some((_, plan)) => same(link, plan),
                    None => !removed.contains(&link.learner_id),
                };
            let (kept, ended): (Vec<&guardian_link::Model>, Vec<&guardian_link::Model>) =
                before.iter().partition(stays);
            let new: Vec<guardian_link::ActiveModel> = wanted
                .iter()
                .filter(|(learner, _)| kept.iter().all(|link| link.learner_id != *learner))
                .map(|(learner, link)| row_of(tx, link, id, *learner))
                .collect();
            if !ended.is_empty() || !new.is_empty() {
                let ended_json: Vec<_> = ended
                    .iter()
                    .map(|link| json!([link.learner_id.0, link.level, link.kinship, link.first_to_call]))
                    .collect();
                let new_json: Vec<_> = new
                    .iter()
                    .map(|link| {
                        json!([
                            link.learner_id.as_ref().0,
                            link.level.as_ref(),
                            link.kinship.as_ref(),
                            link.first_to_call.as_ref()
                        ])
                    })
                    .collect();
                self.undo.note(tx, "guardian_link", id.0, Some(json!(ended_json)), json!(new_json));
            }
            untied.extend(ended.iter().map(|link| link.id));
            links.extend(new);
            changed.extend(self.undo.edit::<guardian::Entity, _>(tx, ("guardian", id.0), &row, GUARDIAN, |row| {
                row.civility = plan.civility;
                row.last_name = plan.last_name;
                row.first_name = plan.first_name;
                row.email = plan.email;
                row.phones = json!(plan.phones);
            }));
        }
        let ended = tx.among(guardian_link::Column::Id, &untied);
        tx.delete_where::<guardian_link::Entity>(|d| sea_orm::QueryFilter::filter(d, ended)).await?;
        tx.upsert_many(changed, &[guardian::Column::Id], GUARDIAN).await?;
        tx.insert_many(links).await?;
        self.undo.flush(tx).await
    }
}

fn row_of(tx: &crate::cx::Tx, link: &LinkPlan, guardian: GuardianId, learner: LearnerId) -> guardian_link::ActiveModel {
    guardian_link::ActiveModel {
        id: Set(tx.new_id()),
        guardian_id: Set(guardian),
        learner_id: Set(learner),
        level: Set(link.level),
        kinship: Set(link.kinship.clone()),
        first_to_call: Set(link.first),
        ..Default::default()
    }
}
