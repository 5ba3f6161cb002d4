//! Closing an account by hand, opening it again, and ending its sessions (R186; security A12).
//!
//! Nothing that the person wrote is lost. What was closed by hand stays closed whatever an import finds (R32): the reason, which people
//! read, says which of the two it was.

use chrono::{DateTime, Utc};
use entity::id::{SessionId, UserId};
use entity::{session, user};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, Set};

use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Result};

use super::allowed::Account;
use super::{links, sessions};

/// What the reason of an account closed by hand begins with.
const CLOSED_BY_HAND: &str = "Fermé à la main";

/// Longest reason, in characters.
const LONGEST_REASON: usize = 200;

/// Closes an account: its sessions end, and what would have opened it (a link, a code, a first sign-in) no longer does.
pub async fn disable_user(cx: &Cx, id: UserId, reason: Option<String>) -> Result<user::Model> {
    let reason = because(reason.as_deref())?;
    let closed = cx
        .write(Act::DisableUser, async |tx| {
            let Account { user, .. } = Account::target(tx, Act::DisableUser, id).await?;
            links::withdraw_all(tx, id).await?;
            sessions::end_all(tx, &[id]).await?;
            tx.journal("a fermé un compte", None);
            let row = user::ActiveModel {
                activation_open_until: Set(None),
                activation_code_hash: Set(None),
                pending_email: Set(None),
                ..stands(&user, Some((tx.now(), reason)))
            };
            moved(tx, row).await
        })
        .await?;
    sessions::tell_ended(cx);
    Ok(closed)
}

/// Opens a closed account again, whoever closed it: its password is the one it had.
pub async fn restore_user(cx: &Cx, id: UserId) -> Result<user::Model> {
    cx.write(Act::RestoreUser, async |tx| {
        let Account { user, .. } = Account::target(tx, Act::RestoreUser, id).await?;
        tx.journal("a rouvert un compte", None);
        moved(tx, stands(&user, None)).await
    })
    .await
}

/// Ends every session of an account; answers it, and how many were open.
pub async fn end_sessions(cx: &Cx, id: UserId) -> Result<(user::Model, usize)> {
    let ended = cx
        .write(Act::EndSessions, async |tx| {
            let Account { user, .. } = Account::target(tx, Act::EndSessions, id).await?;
            let open: Vec<SessionId> = open_sessions(tx, id).await?.into_iter().map(|session| session.id).collect();
            sessions::end_all(tx, &[id]).await?;
            Ok((user, open.len()))
        })
        .await?;
    sessions::tell_ended(cx);
    Ok(ended)
}

/// The sessions of an account that somebody could still use.
pub(super) async fn open_sessions(tx: &Tx, id: UserId) -> Result<Vec<session::Model>> {
    use session::Column::{EndedAt, EndsAt, IdleEndsAt, UserId};
    tx.school::<session::Entity>()
        .filter(UserId.eq(id))
        .filter(EndedAt.is_null())
        .filter(IdleEndsAt.gt(tx.now()))
        .filter(EndsAt.gt(tx.now()))
        .all()
        .await
}

/// The reason of a closing as people read it.
fn because(reason: Option<&str>) -> Result<String> {
    let reason = tidy_reason(reason.unwrap_or_default())?;
    Ok(if reason.is_empty() { CLOSED_BY_HAND.to_owned() } else { format!("{CLOSED_BY_HAND}\u{a0}: {reason}") })
}

/// Why something is done to an account, in the words of who does it, on one line; empty when nothing was said.
pub(super) fn tidy_reason(reason: &str) -> Result<String> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.chars().count() > LONGEST_REASON {
        let message = format!("Ce motif est trop long\u{a0}: {LONGEST_REASON} caractères au plus.");
        return Err(Problem::new(Code::TooLong, "reason", message).into());
    }
    if reason.chars().any(char::is_control) {
        return Err(Problem::new(Code::Invalid, "reason", "Ce motif contient un signe illisible.").into());
    }
    Ok(reason)
}

/// The account closed since a moment for a reason, or open.
fn stands(user: &user::Model, closed: Option<(DateTime<Utc>, String)>) -> user::ActiveModel {
    let (at, reason) = closed.unzip();
    user::ActiveModel {
        id: Unchanged(user.id),
        deactivated_at: Set(at),
        deactivated_reason: Set(reason),
        version: Set(user.version + 1),
        ..Default::default()
    }
}

/// Writes the account, and tells the screens that follow accounts and those that count learners.
async fn moved(tx: &Tx, row: user::ActiveModel) -> Result<user::Model> {
    let user = tx.save(row).await?;
    tx.audit_detail(&user.login);
    tx.changed(Topic::Accounts, user.id);
    tx.changed_widely(Topic::School);
    Ok(user)
}
