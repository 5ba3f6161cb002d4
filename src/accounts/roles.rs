//! Giving a role and taking one back (R27): one account holds several roles of a school, and uses one at a time.
//!
//! The administrator is born with the school and there is one (R5); learners come from SIECLE, tutors from their placements. Those roles are
//! neither given nor taken back here, and nobody changes one's own.

use entity::id::{SessionId, UserId};
use entity::role_grant::{self, Role};
use entity::user;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, Set};

use crate::access::{Act, is_handed_out};
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Result};

use super::allowed::Account;
use super::{closing, sessions};

/// Gives a member of staff one more role.
pub async fn grant_role(cx: &Cx, id: UserId, role: Role) -> Result<user::Model> {
    cx.write(Act::GrantRole, async |tx| {
        let Account { user, roles, .. } = Account::target(tx, Act::GrantRole, id).await?;
        handed_out(role)?;
        if roles.contains(&role) {
            return Err(Problem::new(Code::Taken, "role", "Ce compte a déjà ce rôle.").into());
        }
        grant(tx, id, role).await?;
        tx.journal("a donné un rôle", None);
        changed(tx, user, role).await
    })
    .await
}

/// Takes a role back from a member of staff: the sessions under it end at once (A12). The last one is not: the account is closed instead.
pub async fn revoke_role(cx: &Cx, id: UserId, role: Role) -> Result<user::Model> {
    let user = cx
        .write(Act::RevokeRole, async |tx| {
            let Account { user, roles, .. } = Account::target(tx, Act::RevokeRole, id).await?;
            handed_out(role)?;
            if !roles.contains(&role) {
                return Err(Problem::new(Code::Invalid, "role", "Ce compte n’a pas ce rôle.").into());
            }
            let held = role_grant::Column::UserId.eq(id).and(role_grant::Column::Role.eq(role));
            let now = tx.now();
            tx.update_where::<role_grant::Entity>(|u| {
                u.col_expr(role_grant::Column::RevokedAt, Expr::value(now)).filter(held)
            })
            .await?;
            let under = closing::open_sessions(tx, id).await?.into_iter().filter(|session| session.role == role);
            sessions::end(tx, &under.map(|session| session.id).collect::<Vec<SessionId>>()).await?;
            tx.journal("a retiré un rôle", None);
            changed(tx, user, role).await
        })
        .await?;
    sessions::tell_ended(cx);
    Ok(user)
}

/// Gives one more role; one that was taken back is given again.
pub(super) async fn grant(tx: &Tx, id: UserId, role: Role) -> Result<()> {
    use role_grant::Column;
    let known = Column::UserId.eq(id).and(Column::Role.eq(role));
    if let Some(grant) = tx.school::<role_grant::Entity>().filter(known).one().await? {
        tx.save(role_grant::ActiveModel { id: Unchanged(grant.id), revoked_at: Set(None), ..Default::default() })
            .await?;
        return Ok(());
    }
    let row = role_grant::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(tx.establishment()?),
        user_id: Set(id),
        role: Set(role),
        revoked_at: Set(None),
    };
    tx.insert(row).await?;
    Ok(())
}

fn handed_out(role: Role) -> Result<()> {
    if is_handed_out(role) {
        return Ok(());
    }
    let message = "Ce rôle ne se donne ni ne se retire à la main\u{a0}: l’administrateur naît avec l’établissement, les apprenants \
                   viennent de SIECLE, les tuteurs de leurs périodes.";
    Err(Problem::new(Code::Invalid, "role", message).into())
}

/// The account after a change of its roles.
async fn changed(tx: &Tx, user: user::Model, role: Role) -> Result<user::Model> {
    tx.audit_detail(format!("{} {role:?}", user.login));
    tx.changed(Topic::Accounts, user.id);
    tx.save(user::ActiveModel { id: Unchanged(user.id), version: Set(user.version + 1), ..Default::default() }).await
}
