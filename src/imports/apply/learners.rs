//! Learners: accounts, enrolments, groups (`R31`, `R32`, `R38`).

use super::Applying;
use super::staff::{ACCOUNT, OPEN_DAYS};
use crate::accounts::{self, Newcomer, logins::Logins};
use crate::error::Result;
use crate::frameworks;
use crate::imports::plan::{Decision, GonePlan, LearnerPlan};
use crate::imports::{CLOSED_BY_IMPORT, reopen};
use chrono::TimeDelta;
use entity::id::{EnrolmentId, LearnerGroupId, LearnerId, SpecialtyId, UserId};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::role_grant::Role;
use entity::{enrolment, group_member, learner, user};
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What an import may change in a learner.
pub(in crate::imports) const LEARNER: &[learner::Column] = &[
    learner::Column::SourceId,
    learner::Column::Ine,
    learner::Column::IneFormer,
    learner::Column::IneFlag,
    learner::Column::ExitOn,
    learner::Column::ExitReason,
];

/// What an import may change in an enrolment.
pub(in crate::imports) const ENROLMENT: &[enrolment::Column] = &[
    enrolment::Column::DivisionId,
    enrolment::Column::MefId,
    enrolment::Column::SpecialtyId,
    enrolment::Column::Level,
    enrolment::Column::Option,
    enrolment::Column::Status,
    enrolment::Column::EnteredOn,
    enrolment::Column::LeftOn,
];

impl Applying<'_> {
    /// Creates, changes, closes.
    pub(super) async fn learners(&mut self) -> Result<()> {
        let mut logins = None;
        let mut after = None;
        loop {
            let page = self.page::<LearnerPlan>(ImportOutcome::Created, ImportSubject::Learner, &mut after).await?;
            if page.is_empty() {
                break;
            }
            self.new_learners(page.into_iter().map(|(plan, _)| plan).collect(), &mut logins).await?;
        }
        for outcome in [ImportOutcome::Updated, ImportOutcome::Reactivated] {
            let mut after = None;
            loop {
                let page = self.page::<LearnerPlan>(outcome, ImportSubject::Learner, &mut after).await?;
                if page.is_empty() {
                    break;
                }
                self.known_learners(page.into_iter().map(|(plan, _)| plan).collect()).await?;
            }
        }
        self.decided(&mut logins).await?;
        let mut after = None;
        loop {
            let page = self.page::<GonePlan>(ImportOutcome::Deactivated, ImportSubject::Learner, &mut after).await?;
            if page.is_empty() {
                return Ok(());
            }
            self.gone(page.into_iter().map(|(plan, _)| plan).collect()).await?;
        }
    }

    /// Lines somebody decided: the same person is brought up to date; of two persons, one is created and the other has left.
    async fn decided(&mut self, logins: &mut Option<Logins>) -> Result<()> {
        let mut after = None;
        loop {
            let page = self.page::<LearnerPlan>(ImportOutcome::Undecided, ImportSubject::Learner, &mut after).await?;
            if page.is_empty() {
                return Ok(());
            }
            let (mut same, mut new, mut gone) = (Vec::new(), Vec::new(), Vec::new());
            for (mut plan, decision) in page {
                match (decision, plan.candidate) {
                    // What SIECLE knows is brought up to date by SIECLE alone (`R37`).
                    (Some(Decision::Same), Some(_)) if plan.candidate_of_siecle => {}
                    (Some(Decision::Same), Some(candidate)) => {
                        plan.ids = candidate;
                        same.push(plan);
                    }
                    (Some(Decision::Other), candidate) => {
                        let reason = format!("{CLOSED_BY_IMPORT}\u{a0}: absent du fichier");
                        gone.extend(candidate.filter(|_| !plan.candidate_stays).map(|ids| GonePlan {
                            ids,
                            reason,
                            exit_on: None,
                            last_day: None,
                            exit_reason: None,
                        }));
                        new.push(plan);
                    }
                    _ => {}
                }
            }
            self.known_learners(same).await?;
            self.gone(gone).await?;
            self.new_learners(new, logins).await?;
        }
    }

    async fn new_learners(&mut self, plans: Vec<LearnerPlan>, logins: &mut Option<Logins>) -> Result<()> {
        let tx = self.tx;
        if plans.is_empty() {
            return Ok(());
        }
        if logins.is_none() {
            *logins = Some(accounts::all_logins(tx).await?);
        }
        let logins = logins.get_or_insert_default();
        let establishment = tx.establishment()?;
        let open_until = Some(tx.now() + TimeDelta::days(OPEN_DAYS));
        let room = plans.len();
        let (mut users, mut grants, mut learners, mut enrolments, mut members) = (
            Vec::with_capacity(room),
            Vec::with_capacity(room),
            Vec::with_capacity(room),
            Vec::with_capacity(room),
            Vec::with_capacity(room),
        );
        for plan in plans {
            let source = plan.source();
            let (user, learner) = (UserId(plan.ids.user), LearnerId(plan.ids.learner));
            enrolments.push(self.enrolment(&plan, learner, tx.new_id()));
            members.extend(
                plan.groups.iter().filter_map(|code| self.groups.get(code)).map(|group| member(tx, *group, learner)),
            );
            learners.push(learner::ActiveModel {
                id: Set(learner),
                user_id: Set(user),
                source_id: Set(plan.source_id),
                ine: Set(plan.ine),
                ine_former: Set(plan.ine_former),
                ine_flag: Set(plan.ine_flag),
                exit_on: Set(plan.exit_on),
                exit_reason: Set(plan.exit_reason),
                ..Default::default()
            });
            let person = Newcomer {
                first_name: plan.first_name,
                last_name: plan.last_name,
                usage_name: plan.usage_name,
                civility: None,
                sex: plan.sex,
                email: plan.email,
                birth_date: Some(plan.birth_date),
                source,
                role: Role::Learner,
            };
            let login = logins.claim(&person.first_name, person.shown_name());
            let (account, grant) = person.rows((user, tx.new_id()), establishment, login, open_until, tx.now());
            users.push(account);
            grants.push(grant);
        }
        tx.insert_many(users).await?;
        tx.insert_many(grants).await?;
        tx.insert_many(learners).await?;
        tx.insert_many(enrolments).await?;
        tx.insert_many(members).await
    }

    /// The year's enrolment that a plan makes.
    fn enrolment(&self, plan: &LearnerPlan, learner: LearnerId, id: EnrolmentId) -> enrolment::ActiveModel {
        let mef = plan.mef.as_deref().and_then(frameworks::stem).and_then(|stem| self.mefs.get(stem));
        let outside = plan.outside.clone().unwrap_or_default();
        enrolment::ActiveModel {
            id: Set(id),
            learner_id: Set(learner),
            school_year_id: Set(self.year),
            division_id: Set(plan.division.as_ref().and_then(|code| self.divisions.get(code)).copied()),
            mef_id: Set(mef.map(|mef| mef.id)),
            specialty_id: Set(mef.and_then(|mef| mef.specialty_id).or(outside.specialty.map(SpecialtyId))),
            level: Set(outside
                .level
                .or_else(|| plan.mef.as_deref().and_then(|code| self.training.resolve(code).level))),
            option: Set(mef.and_then(|mef| mef.option.clone()).or(outside.option)),
            status: Set(plan.status),
            entered_on: Set(plan.entered_on),
            left_on: Set(plan.exit_on),
            ..Default::default()
        }
    }

    async fn known_learners(&mut self, plans: Vec<LearnerPlan>) -> Result<()> {
        let tx = self.tx;
        if plans.is_empty() {
            return Ok(());
        }
        let user_ids: Vec<UserId> = plans.iter().map(|plan| UserId(plan.ids.user)).collect();
        let ids: Vec<LearnerId> = plans.iter().map(|plan| LearnerId(plan.ids.learner)).collect();
        let mut accounts: HashMap<Uuid, user::Model> = tx
            .school::<user::Entity>()
            .among(user::Column::Id, &user_ids)
            .all()
            .await?
            .into_iter()
            .map(|row| (row.id.0, row))
            .collect();
        let mut learners: HashMap<Uuid, learner::Model> = tx
            .school::<learner::Entity>()
            .among(learner::Column::Id, &ids)
            .all()
            .await?
            .into_iter()
            .map(|row| (row.id.0, row))
            .collect();
        let enrolled = tx
            .school::<enrolment::Entity>()
            .among(enrolment::Column::LearnerId, &ids)
            .filter(enrolment::Column::SchoolYearId.eq(self.year))
            .all()
            .await?;
        let mut enrolled: HashMap<LearnerId, enrolment::Model> =
            enrolled.into_iter().map(|row| (row.learner_id, row)).collect();
        let year_groups: BTreeSet<LearnerGroupId> = self.groups.values().copied().collect();
        let mut groups: HashMap<LearnerId, BTreeSet<Uuid>> = HashMap::new();
        for row in tx.school::<group_member::Entity>().among(group_member::Column::LearnerId, &ids).all().await? {
            if year_groups.contains(&row.group_id) {
                groups.entry(row.learner_id).or_default().insert(row.group_id.0);
            }
        }
        let (mut users, mut changed, mut renewed, mut opened) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut regrouped, mut members) = (Vec::new(), Vec::new());
        for plan in plans {
            let learner = LearnerId(plan.ids.learner);
            let (Some(account), Some(row)) = (accounts.remove(&plan.ids.user), learners.remove(&plan.ids.learner))
            else {
                continue;
            };
            let wanted = self.enrolment(&plan, learner, tx.new_id());
            if let Some(row) = enrolled.remove(&learner) {
                renewed.extend(self.renewed(&row, wanted));
            } else {
                self.undo.created(tx, "enrolment", *wanted.id.as_ref());
                opened.push(wanted);
            }
            let before = groups.remove(&learner).unwrap_or_default();
            let after: BTreeSet<Uuid> =
                plan.groups.iter().filter_map(|code| self.groups.get(code)).map(|id| id.0).collect();
            if before != after {
                regrouped.push(learner);
                members.extend(after.iter().map(|group| member(tx, LearnerGroupId(*group), learner)));
                self.undo.note(tx, "group_member", learner.0, Some(json!(before)), json!(after));
            }
            users.extend(self.undo.edit::<user::Entity, _>(
                tx,
                ("user_account", account.id.0),
                &account,
                ACCOUNT,
                |row| renamed(row, &plan),
            ));
            changed.extend(self.undo.edit::<learner::Entity, _>(tx, ("learner", row.id.0), &row, LEARNER, |row| {
                row.source_id = plan.source_id;
                if plan.ine.is_some() {
                    let former = row.ine.take().filter(|number| plan.ine.as_ref() != Some(number));
                    row.ine_former = plan.ine_former.or(former).or(row.ine_former.take());
                    row.ine = plan.ine;
                    row.ine_flag = plan.ine_flag;
                } else if row.ine.is_none() {
                    row.ine_flag = plan.ine_flag;
                }
                row.exit_on = plan.exit_on;
                row.exit_reason = plan.exit_reason;
            }));
        }
        tx.upsert_many(users, &[user::Column::Id], ACCOUNT).await?;
        tx.upsert_many(changed, &[learner::Column::Id], LEARNER).await?;
        tx.upsert_many(renewed, &[enrolment::Column::Id], ENROLMENT).await?;
        tx.insert_many(opened).await?;
        let year_groups: Vec<LearnerGroupId> = year_groups.into_iter().collect();
        let (of_learners, of_year) = (
            tx.among(group_member::Column::LearnerId, &regrouped),
            tx.among(group_member::Column::GroupId, &year_groups),
        );
        tx.delete_where::<group_member::Entity>(|d| d.filter(of_learners).filter(of_year)).await?;
        tx.insert_many(members).await?;
        self.undo.flush(tx).await
    }

    fn renewed(&mut self, row: &enrolment::Model, wanted: enrolment::ActiveModel) -> Option<enrolment::ActiveModel> {
        let tx = self.tx;
        // A diploma chosen by hand for the code stays with it.
        self.undo.edit::<enrolment::Entity, _>(tx, ("enrolment", row.id.0), row, ENROLMENT, |row| {
            row.division_id = wanted.division_id.unwrap();
            row.mef_id = wanted.mef_id.unwrap();
            row.specialty_id = wanted.specialty_id.unwrap();
            row.level = wanted.level.unwrap();
            row.option = wanted.option.unwrap();
            row.status = wanted.status.unwrap();
            row.entered_on = wanted.entered_on.unwrap();
            row.left_on = wanted.left_on.unwrap();
        })
    }

    /// Leavers: the account is closed, the file stays (`R32`).
    async fn gone(&mut self, plans: Vec<GonePlan>) -> Result<()> {
        let tx = self.tx;
        self.close(&plans).await?;
        let dated: HashMap<LearnerId, GonePlan> = plans
            .into_iter()
            .filter(|plan| plan.last_day.is_some())
            .map(|plan| (LearnerId(plan.ids.learner), plan))
            .collect();
        let ids: Vec<LearnerId> = dated.keys().copied().collect();
        if ids.is_empty() {
            return self.undo.flush(tx).await;
        }
        let (mut changed, mut ended) = (Vec::new(), Vec::new());
        for row in tx.school::<learner::Entity>().among(learner::Column::Id, &ids).all().await? {
            let Some(plan) = dated.get(&row.id) else { continue };
            changed.extend(self.undo.edit::<learner::Entity, _>(tx, ("learner", row.id.0), &row, LEARNER, |row| {
                if plan.exit_on.is_some() {
                    row.exit_on = plan.exit_on;
                    row.exit_reason.clone_from(&plan.exit_reason);
                }
            }));
        }
        for row in tx
            .school::<enrolment::Entity>()
            .among(enrolment::Column::LearnerId, &ids)
            .filter(enrolment::Column::SchoolYearId.eq(self.year))
            .all()
            .await?
        {
            let Some(plan) = dated.get(&row.learner_id) else { continue };
            ended.extend(self.undo.edit::<enrolment::Entity, _>(tx, ("enrolment", row.id.0), &row, ENROLMENT, |row| {
                row.left_on = plan.last_day;
            }));
        }
        tx.upsert_many(changed, &[learner::Column::Id], LEARNER).await?;
        tx.upsert_many(ended, &[enrolment::Column::Id], ENROLMENT).await?;
        self.undo.flush(tx).await
    }
}

/// Brings an account up to date; a mail address is only replaced by another one.
fn renamed(row: &mut user::Model, plan: &LearnerPlan) {
    row.source = plan.source();
    row.last_name.clone_from(&plan.last_name);
    row.first_name.clone_from(&plan.first_name);
    row.usage_name.clone_from(&plan.usage_name);
    row.birth_date = Some(plan.birth_date);
    row.sex.clone_from(&plan.sex);
    if plan.email.is_some() {
        row.email.clone_from(&plan.email);
    }
    row.search = accounts::search_text(&row.first_name, &row.last_name, row.usage_name.as_deref(), &row.login);
    reopen(row);
}

fn member(tx: &crate::cx::Tx, group: LearnerGroupId, learner: LearnerId) -> group_member::ActiveModel {
    group_member::ActiveModel {
        id: Set(tx.new_id()),
        group_id: Set(group),
        learner_id: Set(learner),
        ..Default::default()
    }
}
