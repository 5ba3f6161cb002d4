//! Learners the import created, changed, enrolled and put in groups.

use super::{CREATING, Undoing};
use crate::error::Result;
use crate::imports::apply::{ACCOUNT, ENROLMENT, LEARNER};
use crate::imports::kept;
use crate::imports::plan::LearnerPlan;
use entity::id::{EnrolmentId, LearnerGroupId, LearnerId, UserId};
use entity::import_line::ImportSubject;
use entity::{bilan, charge, enrolment, group_member, guardian_link, learner, user};
use sea_orm::Set;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

impl Undoing<'_> {
    /// Those created disappear unless something was built on them; values, enrolments and groups return where unchanged since.
    pub(super) async fn learners(&self) -> Result<()> {
        for outcome in CREATING {
            let mut after = None;
            while let Some(plans) = self.creations::<LearnerPlan>(outcome, ImportSubject::Learner, &mut after).await? {
                self.created_learners(&plans).await?;
            }
        }
        self.values::<user::Entity, _>("user_account", user::Column::Id, ACCOUNT).await?;
        self.values::<learner::Entity, _>("learner", learner::Column::Id, LEARNER).await?;
        self.values::<enrolment::Entity, _>("enrolment", enrolment::Column::Id, ENROLMENT).await?;
        self.remove::<enrolment::Entity>(enrolment::Column::Id, &self.created::<EnrolmentId>("enrolment")).await?;
        self.group_members().await
    }

    /// Learners the import created: gone, or closed when they have entries or have signed in.
    async fn created_learners(&self, plans: &[LearnerPlan]) -> Result<()> {
        let learners: Vec<LearnerId> = plans.iter().map(|plan| LearnerId(plan.ids.learner)).collect();
        let mut kept = self.held::<bilan::Entity, _>(bilan::Column::LearnerId, &learners).await?;
        kept.extend(self.held::<charge::Entity, _>(charge::Column::LearnerId, &learners).await?);
        let users: Vec<UserId> = plans.iter().map(|plan| UserId(plan.ids.user)).collect();
        let used = self.used(&users).await?;
        let built_on =
            |plan: &&LearnerPlan| kept.contains(&LearnerId(plan.ids.learner)) || used.contains(&UserId(plan.ids.user));
        let (kept, gone): (Vec<&LearnerPlan>, Vec<&LearnerPlan>) = plans.iter().partition(built_on);
        let learners: Vec<LearnerId> = gone.iter().map(|plan| LearnerId(plan.ids.learner)).collect();
        self.remove::<group_member::Entity>(group_member::Column::LearnerId, &learners).await?;
        self.remove::<guardian_link::Entity>(guardian_link::Column::LearnerId, &learners).await?;
        self.remove::<enrolment::Entity>(enrolment::Column::LearnerId, &learners).await?;
        self.remove::<learner::Entity>(learner::Column::Id, &learners).await?;
        self.remove_accounts(&gone.iter().map(|plan| UserId(plan.ids.user)).collect::<Vec<_>>()).await?;
        self.close_accounts(&kept.iter().map(|plan| UserId(plan.ids.user)).collect::<Vec<_>>()).await
    }

    /// Groups of learners whose groups are still those the import gave.
    async fn group_members(&self) -> Result<()> {
        let tx = self.tx;
        let learners: Vec<LearnerId> = self.noted_ids("group_member");
        let mut given: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
        for note in self.of("group_member") {
            given.insert(note.record_id, kept(&note.after)?);
        }
        let members =
            tx.school::<group_member::Entity>().among(group_member::Column::LearnerId, &learners).all().await?;
        // Groups of former years stay out of the comparison: the notes hold those of this year.
        let mut now: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
        for row in &members {
            if given.get(&row.learner_id.0).is_some_and(|groups| groups.contains(&row.group_id.0)) {
                now.entry(row.learner_id.0).or_default().insert(row.group_id.0);
            }
        }
        let nothing = BTreeSet::new();
        let (mut ended, mut rows) = (HashSet::new(), Vec::new());
        for (learner, before) in self.untouched("group_member", &now)? {
            let after = given.get(&learner).unwrap_or(&nothing);
            ended.extend(after.difference(&before).map(|group| (LearnerGroupId(*group), LearnerId(learner))));
            rows.extend(before.difference(after).map(|group| group_member::ActiveModel {
                id: Set(tx.new_id()),
                group_id: Set(LearnerGroupId(*group)),
                learner_id: Set(LearnerId(learner)),
                ..Default::default()
            }));
        }
        let ended: Vec<_> = members
            .into_iter()
            .filter(|row| ended.contains(&(row.group_id, row.learner_id)))
            .map(|row| row.id)
            .collect();
        self.remove::<group_member::Entity>(group_member::Column::Id, &ended).await?;
        tx.insert_many(rows).await
    }
}
