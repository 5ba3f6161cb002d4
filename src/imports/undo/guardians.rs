//! Guardians the import created, changed, tied and untied.

use super::{BATCH, Undoing};
use crate::error::Result;
use crate::imports::apply::GUARDIAN;
use crate::imports::kept;
use crate::imports::plan::GuardianPlan;
use entity::id::{GuardianId, LearnerId};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::{guardian, guardian_link};
use sea_orm::Set;
use std::collections::HashMap;
use uuid::Uuid;

/// A tie with a learner, as it was noted: learner, level, kinship, first to call.
type Tie = (Uuid, i32, Option<String>, bool);

impl Undoing<'_> {
    /// Ties that ended come back where there is none now; guardians the import created disappear.
    pub(super) async fn guardians(&self) -> Result<()> {
        let tx = self.tx;
        for batch in self.of("guardian_link").chunks(BATCH) {
            let ids: Vec<GuardianId> = batch.iter().map(|note| note.record_id.into()).collect();
            let mut ties: HashMap<(GuardianId, LearnerId), guardian_link::Model> = HashMap::new();
            for row in tx.school::<guardian_link::Entity>().among(guardian_link::Column::GuardianId, &ids).all().await?
            {
                ties.insert((row.guardian_id, row.learner_id), row);
            }
            let (mut untied, mut rows) = (Vec::new(), Vec::new());
            for note in batch {
                let guardian = GuardianId(note.record_id);
                for (learner, ..) in kept::<Vec<Tie>>(&note.after)? {
                    untied.extend(ties.remove(&(guardian, LearnerId(learner))).map(|row| row.id));
                }
                let before: Vec<Tie> = note.before.as_ref().map(kept).transpose()?.unwrap_or_default();
                for (learner, level, kinship, first) in before {
                    if ties.contains_key(&(guardian, LearnerId(learner))) {
                        continue;
                    }
                    rows.push(guardian_link::ActiveModel {
                        id: Set(tx.new_id()),
                        guardian_id: Set(guardian),
                        learner_id: Set(LearnerId(learner)),
                        level: Set(level),
                        kinship: Set(kinship),
                        first_to_call: Set(first),
                        ..Default::default()
                    });
                }
            }
            self.remove::<guardian_link::Entity>(guardian_link::Column::Id, &untied).await?;
            tx.insert_many(rows).await?;
        }
        self.values::<guardian::Entity, _>("guardian", guardian::Column::Id, GUARDIAN).await?;
        let mut after = None;
        while let Some(plans) =
            self.creations::<GuardianPlan>(ImportOutcome::Created, ImportSubject::Guardian, &mut after).await?
        {
            let ids: Vec<GuardianId> = plans.iter().map(|plan| GuardianId(plan.id)).collect();
            self.remove::<guardian_link::Entity>(guardian_link::Column::GuardianId, &ids).await?;
            self.remove::<guardian::Entity>(guardian::Column::Id, &ids).await?;
        }
        Ok(())
    }
}
