//! Staff the import created, changed and gave roles to; and accounts, of staff and of learners.

use super::{CREATING, Undoing};
use crate::accounts::sessions;
use crate::error::Result;
use crate::imports::CLOSED_BY_IMPORT;
use crate::imports::apply::MEMBER;
use crate::imports::plan::StaffPlan;
use entity::id::{RoleGrantId, StaffMemberId, UserId};
use entity::import_line::ImportSubject;
use entity::{
    charge, device, division_assignment, homeroom, role_grant, secret, session, staff_member, teaching, user,
};
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};
use std::collections::HashSet;

impl Undoing<'_> {
    /// Those created disappear unless something was built on them; numbers, functions and roles return where unchanged since.
    pub(super) async fn staff(&self) -> Result<()> {
        let tx = self.tx;
        let mut users: Vec<UserId> = Vec::new();
        for outcome in CREATING {
            let mut after = None;
            while let Some(plans) = self.creations::<StaffPlan>(outcome, ImportSubject::Staff, &mut after).await? {
                users.extend(plans.iter().map(|plan| UserId(plan.user)));
            }
        }
        // The person came in by an account made by hand, which was merged with this one: it is the only one left.
        let merged = self.held::<user::Entity, _>(user::Column::MergedInto, &users).await?;
        users.retain(|user| !merged.contains(user));
        let mut used = self.used(&users).await?;
        used.extend(self.held::<teaching::Entity, _>(teaching::Column::UserId, &users).await?);
        used.extend(self.held::<homeroom::Entity, _>(homeroom::Column::UserId, &users).await?);
        used.extend(self.held::<charge::Entity, _>(charge::Column::UserId, &users).await?);
        used.extend(self.held::<division_assignment::Entity, _>(division_assignment::Column::UserId, &users).await?);
        let (kept, gone): (Vec<UserId>, Vec<UserId>) = users.into_iter().partition(|user| used.contains(user));
        self.remove::<staff_member::Entity>(staff_member::Column::Id, &self.created::<StaffMemberId>("staff_member"))
            .await?;
        self.remove::<staff_member::Entity>(staff_member::Column::UserId, &gone).await?;
        self.remove_accounts(&gone).await?;
        self.close_accounts(&kept).await?;
        self.values::<staff_member::Entity, _>("staff_member", staff_member::Column::Id, MEMBER).await?;
        let revoked_at = [role_grant::Column::RevokedAt];
        self.values::<role_grant::Entity, _>("role_grant", role_grant::Column::Id, &revoked_at).await?;
        let revoked = role_grant::ActiveModel { revoked_at: Set(Some(tx.now())), ..Default::default() };
        let grants = tx.among(role_grant::Column::Id, &self.created::<RoleGrantId>("role_grant"));
        tx.update_where::<role_grant::Entity>(|update| update.set(revoked).filter(grants)).await?;
        Ok(())
    }

    /// Accounts that were activated or hold a session: something was built on them.
    pub(super) async fn used(&self, users: &[UserId]) -> Result<HashSet<UserId>> {
        let activated = user::Column::ActivatedAt.is_not_null();
        let activated = self.tx.school::<user::Entity>().among(user::Column::Id, users).filter(activated).all().await?;
        let mut used: HashSet<UserId> = activated.into_iter().map(|row| row.id).collect();
        used.extend(self.held::<session::Entity, _>(session::Column::UserId, users).await?);
        Ok(used)
    }

    /// Removes accounts that nobody ever used, with what hangs on them.
    pub(super) async fn remove_accounts(&self, users: &[UserId]) -> Result<()> {
        self.remove::<role_grant::Entity>(role_grant::Column::UserId, users).await?;
        self.remove::<device::Entity>(device::Column::UserId, users).await?;
        self.remove::<secret::Entity>(secret::Column::UserId, users).await?;
        self.remove::<user::Entity>(user::Column::Id, users).await
    }

    /// Closes accounts and ends their sessions; what was entered stays.
    pub(super) async fn close_accounts(&self, users: &[UserId]) -> Result<()> {
        let tx = self.tx;
        let closed = user::ActiveModel {
            deactivated_at: Set(Some(tx.now())),
            deactivated_reason: Set(Some(format!("{CLOSED_BY_IMPORT} annulé"))),
            ..Default::default()
        };
        let open = tx.among(user::Column::Id, users);
        tx.update_where::<user::Entity>(|update| {
            update.set(closed).filter(open).filter(user::Column::DeactivatedAt.is_null())
        })
        .await?;
        sessions::end_all(tx, users).await
    }
}
