//! Telephone and codes are lost: the administrator takes the second step away, with a reason, and the person is told (A14).
//! For the administrator's own account, the person who holds the server does, at the command line.

use entity::id::UserId;
use entity::{establishment, user};

use super::{has_one, take_away};
use crate::access::{Act, Task};
use crate::accounts::allowed::Account;
use crate::accounts::{closing, first_people, letters, sessions};
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Result};
use crate::mail::About;

/// Takes the second step away from the account of somebody else; their sessions end, since the telephone may be in other hands.
pub async fn reset_second_factor(cx: &Cx, id: UserId, reason: &str) -> Result<user::Model> {
    let reason = why(reason)?;
    let done = cx
        .write(Act::ResetSecondFactor, async |tx| {
            let Account { user, .. } = Account::target(tx, Act::ResetSecondFactor, id).await?;
            remove(tx, &user, &reason, false).await?;
            Ok(user)
        })
        .await?;
    sessions::tell_ended(cx);
    Ok(done)
}

/// The same for any account of a school, at the command line.
pub async fn at_command_line(
    cx: &Cx,
    uai: &str,
    login: &str,
    reason: &str,
) -> Result<(establishment::Model, user::Model)> {
    let reason = why(reason)?;
    let school = first_people::known(cx, uai).await?;
    cx.acting_as(Task::CommandLine, Some(school.id))
        .write(Act::ResetSecondFactor, async |tx| {
            let user = first_people::open_account(tx, login).await?;
            if !has_one(tx, user.id).await? {
                let message = format!("Le compte «\u{a0}{}\u{a0}» n’a pas de connexion en deux étapes.", user.login);
                return Err(Problem::new(Code::Closed, "login", message).into());
            }
            remove(tx, &user, &reason, true).await?;
            Ok((school.clone(), user))
        })
        .await
}

async fn remove(tx: &Tx, user: &user::Model, reason: &str, by_host: bool) -> Result<()> {
    take_away(tx, user.id).await?;
    sessions::end_all(tx, &[user.id]).await?;
    let about = About::SecondFactorReset { at: tx.now(), reason: reason.to_owned(), by_host };
    letters::tell(tx, user, about).await?;
    tx.audit_detail(format!("{}\u{a0}: {reason}", user.login));
    tx.changed(Topic::Accounts, user.id);
    Ok(())
}

/// The reason, which cannot be left out.
fn why(reason: &str) -> Result<String> {
    let reason = closing::tidy_reason(reason)?;
    if reason.is_empty() {
        let message = "Dites pourquoi\u{a0}: la personne le lira, et le journal le garde.";
        return Err(Problem::new(Code::Blank, "reason", message).into());
    }
    Ok(reason)
}
