//! Staff: accounts, roles, and who they are in STSWEB.

use super::Applying;
use crate::accounts::{self, Newcomer, sessions};
use crate::error::Result;
use crate::imports::plan::{Decision, GonePlan, StaffPlan};
use crate::imports::{CLOSED_BY_IMPORT, reopen};
use chrono::TimeDelta;
use entity::id::{RoleGrantId, StaffMemberId, UserId};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{role_grant, staff_member, user};
use sea_orm::{ColumnTrait as _, Set};
use std::collections::HashMap;

/// Days during which accounts an import creates can be activated (decision 18).
pub(super) const OPEN_DAYS: i64 = 14;

/// What an import may change in an account; never login, password or activation (`R31`).
pub(in crate::imports) const ACCOUNT: &[user::Column] = &[
    user::Column::LastName,
    user::Column::FirstName,
    user::Column::UsageName,
    user::Column::Civility,
    user::Column::Sex,
    user::Column::Email,
    user::Column::BirthDate,
    user::Column::Search,
    user::Column::Source,
    user::Column::DeactivatedAt,
    user::Column::DeactivatedReason,
];

/// What an import may change in a member of staff.
pub(in crate::imports) const MEMBER: &[staff_member::Column] = &[
    staff_member::Column::UserId,
    staff_member::Column::SourceType,
    staff_member::Column::SourceId,
    staff_member::Column::Function,
    staff_member::Column::Substitute,
];

impl Applying<'_> {
    /// Creates, changes and closes.
    pub(super) async fn staff(&mut self) -> Result<()> {
        let mut new = Vec::new();
        let mut known: Vec<(UserId, StaffPlan)> = Vec::new();
        let mut replaced = Vec::new();
        for plan in self.plans::<StaffPlan>(&[ImportOutcome::Created], ImportSubject::Staff).await? {
            new.push(plan);
        }
        for plan in
            self.plans::<StaffPlan>(&[ImportOutcome::Updated, ImportOutcome::Reactivated], ImportSubject::Staff).await?
        {
            known.push((UserId(plan.user), plan));
        }
        for (plan, decision) in
            self.page::<StaffPlan>(ImportOutcome::Undecided, ImportSubject::Staff, &mut None).await?
        {
            match (decision, plan.candidate) {
                (Some(Decision::Same), Some(candidate)) => known.push((UserId(candidate), plan)),
                (Some(Decision::Other), candidate) => {
                    replaced.extend(candidate.map(|candidate| (UserId(candidate), plan.key.clone())));
                    new.push(plan);
                }
                _ => {}
            }
        }
        self.free_keys(replaced).await?;
        self.new_staff(new).await?;
        self.known_staff(known).await?;
        let gone = self.plans::<GonePlan>(&[ImportOutcome::Deactivated], ImportSubject::Staff).await?;
        self.close(&gone).await
    }

    async fn new_staff(&mut self, plans: Vec<StaffPlan>) -> Result<()> {
        let tx = self.tx;
        if plans.is_empty() {
            return Ok(());
        }
        let mut logins = accounts::all_logins(tx).await?;
        let open_until = Some(tx.now() + TimeDelta::days(OPEN_DAYS));
        let (mut users, mut grants, mut members) = (Vec::new(), Vec::new(), Vec::new());
        for plan in plans {
            let id = UserId(plan.user);
            let login = logins.claim(&plan.first_name, &plan.last_name);
            let person = Newcomer {
                first_name: plan.first_name,
                last_name: plan.last_name,
                usage_name: None,
                civility: plan.civility,
                sex: plan.sex,
                email: None,
                birth_date: plan.birth_date,
                source: AccountSource::Stsweb,
                role: Role::Teacher,
            };
            let (account, grant) = person.rows((id, tx.new_id()), tx.establishment()?, login, open_until, tx.now());
            users.push(account);
            grants.push(grant);
            members.push(staff_member::ActiveModel {
                id: Set(tx.new_id()),
                user_id: Set(id),
                source_type: Set(plan.key.0),
                source_id: Set(plan.key.1),
                function: Set(plan.function),
                substitute: Set(plan.substitute),
                ..Default::default()
            });
        }
        tx.insert_many(users).await?;
        tx.insert_many(grants).await?;
        tx.insert_many(members).await
    }

    async fn known_staff(&mut self, plans: Vec<(UserId, StaffPlan)>) -> Result<()> {
        let tx = self.tx;
        let ids: Vec<UserId> = plans.iter().map(|(id, _)| *id).collect();
        let accounts: HashMap<UserId, user::Model> = tx
            .school::<user::Entity>()
            .among(user::Column::Id, &ids)
            .all()
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let members: HashMap<UserId, staff_member::Model> = tx
            .school::<staff_member::Entity>()
            .among(staff_member::Column::UserId, &ids)
            .all()
            .await?
            .into_iter()
            .map(|row| (row.user_id, row))
            .collect();
        let grants = tx
            .school::<role_grant::Entity>()
            .among(role_grant::Column::UserId, &ids)
            .filter(role_grant::Column::Role.eq(Role::Teacher))
            .all()
            .await?;
        let grants: HashMap<UserId, role_grant::Model> = grants.into_iter().map(|row| (row.user_id, row)).collect();
        let (mut users, mut changed, mut created, mut granted, mut regranted) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (id, plan) in plans {
            // Merged since the files were read: the account that stays is compared by the next import.
            let Some(account) = accounts.get(&id).filter(|account| account.merged_into.is_none()) else { continue };
            users.extend(self.undo.edit::<user::Entity, _>(tx, ("user_account", id.0), account, ACCOUNT, |row| {
                row.last_name = plan.last_name;
                row.first_name = plan.first_name;
                row.civility = plan.civility;
                row.sex = plan.sex;
                row.birth_date = plan.birth_date.or(row.birth_date);
                row.search =
                    accounts::search_text(&row.first_name, &row.last_name, row.usage_name.as_deref(), &row.login);
                reopen(row);
            }));
            if let Some(member) = members.get(&id) {
                changed.extend(self.undo.edit::<staff_member::Entity, _>(
                    tx,
                    ("staff_member", member.id.0),
                    member,
                    MEMBER,
                    |row| {
                        (row.source_type, row.source_id) = plan.key;
                        row.function = plan.function;
                        row.substitute = plan.substitute;
                    },
                ));
            } else {
                let member: StaffMemberId = tx.new_id();
                self.undo.created(tx, "staff_member", member);
                created.push(staff_member::ActiveModel {
                    id: Set(member),
                    user_id: Set(id),
                    source_type: Set(plan.key.0),
                    source_id: Set(plan.key.1),
                    function: Set(plan.function),
                    substitute: Set(plan.substitute),
                    ..Default::default()
                });
            }
            match grants.get(&id) {
                _ if !plan.teaches => {}
                Some(grant) => {
                    let columns = [role_grant::Column::RevokedAt];
                    regranted.extend(self.undo.edit::<role_grant::Entity, _>(
                        tx,
                        ("role_grant", grant.id.0),
                        grant,
                        &columns,
                        |row| row.revoked_at = None,
                    ));
                }
                None => {
                    let grant: RoleGrantId = tx.new_id();
                    self.undo.created(tx, "role_grant", grant);
                    granted.push(role_grant::ActiveModel {
                        id: Set(grant),
                        user_id: Set(id),
                        role: Set(Role::Teacher),
                        revoked_at: Set(None),
                        ..Default::default()
                    });
                }
            }
        }
        tx.upsert_many(users, &[user::Column::Id], ACCOUNT).await?;
        tx.upsert_many(changed, &[staff_member::Column::Id], MEMBER).await?;
        tx.insert_many(created).await?;
        tx.insert_many(granted).await?;
        tx.upsert_many(regranted, &[role_grant::Column::Id], &[role_grant::Column::RevokedAt]).await
    }

    /// Numbers that now name somebody else: the former bearer keeps the account, closed, under a number marked as former.
    async fn free_keys(&mut self, replaced: Vec<(UserId, (String, String))>) -> Result<()> {
        let tx = self.tx;
        let ids: Vec<UserId> = replaced.iter().map(|(id, _)| *id).collect();
        let members = tx.school::<staff_member::Entity>().among(staff_member::Column::UserId, &ids).all().await?;
        let (mut changed, mut gone) = (Vec::new(), Vec::new());
        for member in members {
            if !replaced.iter().any(|(id, key)| {
                *id == member.user_id && *key == (member.source_type.clone(), member.source_id.clone())
            }) {
                continue;
            }
            let former = format!("{}*{}", member.source_id, member.id.0.simple());
            changed.extend(self.undo.edit::<staff_member::Entity, _>(
                tx,
                ("staff_member", member.id.0),
                &member,
                MEMBER,
                |row| row.source_id = former,
            ));
            gone.push(GonePlan {
                ids: crate::imports::plan::Ids { user: member.user_id.0, learner: uuid::Uuid::nil() },
                reason: format!("{CLOSED_BY_IMPORT}\u{a0}: absent du fichier"),
                exit_on: None,
                last_day: None,
                exit_reason: None,
            });
        }
        tx.upsert_many(changed, &[staff_member::Column::Id], MEMBER).await?;
        self.close(&gone).await
    }

    /// Closes accounts and ends their sessions; what was entered stays (`R32`).
    pub(super) async fn close(&mut self, plans: &[GonePlan]) -> Result<()> {
        let tx = self.tx;
        let ids: Vec<UserId> = plans.iter().map(|plan| UserId(plan.ids.user)).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let reasons: HashMap<UserId, &str> =
            plans.iter().map(|plan| (UserId(plan.ids.user), plan.reason.as_str())).collect();
        let mut changed = Vec::new();
        for account in tx.school::<user::Entity>().among(user::Column::Id, &ids).all().await? {
            if account.deactivated_at.is_some() {
                continue;
            }
            changed.extend(self.undo.edit::<user::Entity, _>(
                tx,
                ("user_account", account.id.0),
                &account,
                ACCOUNT,
                |row| {
                    row.deactivated_at = Some(tx.now());
                    row.deactivated_reason = reasons.get(&account.id).map(|reason| (*reason).to_owned());
                },
            ));
        }
        tx.upsert_many(changed, &[user::Column::Id], ACCOUNT).await?;
        sessions::end_all(tx, &ids).await
    }
}
