//! Merging two accounts of one person: the one that STSWEB follows stays, the one made by hand closes (R18).
//!
//! The account that stays takes over the other's roles and everything that names it ([`FOLLOWS`]); logs keep their lines. It is
//! signed in to with the login and the password of the account in use ([`lookalikes::Pair`]). It is final: what two people wrote
//! under two names cannot be told apart again.

mod following;
pub mod lookalikes;

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::id::UserId;
use entity::{role_grant, session, staff_member, user};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set};

use super::allowed::Account;
use super::{letters, links, roles, search_text, second_factor, sessions};
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Problems, Result};
use crate::establishments::names;
use crate::mail::About;

pub use following::{FOLLOWS, STAYS};
use lookalikes::Pair;

/// Merges an account made by hand into the imported one of the same person; answers the one that stays. Both are signed out,
/// and a letter says so.
pub async fn merge_users(cx: &Cx, kept: UserId, closed: UserId) -> Result<user::Model> {
    let merged = cx
        .write(Act::MergeUsers, async |tx| {
            let pair = pair(tx, kept, closed).await?;
            following::follow(tx, closed, kept).await?;
            take_roles(tx, closed, kept).await?;
            links::withdraw_all(tx, closed).await?;
            sessions::end_all(tx, &[kept, closed]).await?;
            second_factor::follow(tx, closed, kept, pair.signs_in_with).await?;
            tx.audit_detail(format!("{} {}", pair.kept.login, pair.closed.login));
            tx.journal("a fusionné deux comptes d’une même personne", None);
            for topic in [Topic::Accounts, Topic::School, Topic::Bilans, Topic::Tickets] {
                tx.changed_widely(topic);
            }
            let addresses: BTreeSet<String> =
                [&pair.kept.email, &pair.closed.email].into_iter().flatten().cloned().collect();
            let merged = write(tx, pair).await?;
            for address in &addresses {
                letters::post(tx, &merged, address, About::Merged).await?;
            }
            Ok(merged)
        })
        .await?;
    sessions::tell_ended(cx);
    Ok(merged)
}

/// The two accounts, when they may be merged.
async fn pair(tx: &Tx, kept: UserId, closed: UserId) -> Result<Pair> {
    if kept == closed {
        let message = "C’est deux fois le même compte.";
        return Err(Problem::new(Code::Invalid, "closedId", message).into());
    }
    let Account { user: stays, .. } = Account::target(tx, Act::MergeUsers, kept).await?;
    let Account { user: goes, .. } = Account::target(tx, Act::MergeUsers, closed).await?;
    let mut problems = Problems::new();
    let message = "Le compte qui reste est celui que STSWEB connaît\u{a0}: c’est lui que les imports suivent.";
    problems.unless(is_member(tx, kept).await?, Code::Invalid, "keptId", message);
    let message = "Seul un compte fait à la main se fond dans un autre.";
    let by_hand = lookalikes::is_by_hand(&goes) && !is_member(tx, closed).await?;
    problems.unless(by_hand, Code::Invalid, "closedId", message);
    let message = "Ces deux comptes n’ont pas les mêmes nom, prénom et date de naissance.";
    problems.unless(lookalikes::resemble(&stays, &goes), Code::Invalid, "closedId", message);
    problems.finish()?;
    let mut seen: HashMap<UserId, DateTime<Utc>> = HashMap::new();
    for id in [kept, closed] {
        let last = tx
            .school::<session::Entity>()
            .filter(session::Column::UserId.eq(id))
            .with(|q| q.order_by_desc(session::Column::SeenAt).limit(1))
            .one()
            .await?;
        seen.extend(last.map(|session| (id, session.seen_at)));
    }
    Ok(Pair::of(stays, goes, &seen))
}

async fn is_member(tx: &Tx, id: UserId) -> Result<bool> {
    Ok(tx.school::<staff_member::Entity>().filter(staff_member::Column::UserId.eq(id)).count().await? > 0)
}

/// The roles of one account become the other's.
async fn take_roles(tx: &Tx, from: UserId, to: UserId) -> Result<()> {
    use role_grant::Column::{RevokedAt, UserId};
    for role in sessions::roles(tx, from).await? {
        roles::grant(tx, to, role).await?;
    }
    let (now, held) = (tx.now(), UserId.eq(from).and(RevokedAt.is_null()));
    tx.update_where::<role_grant::Entity>(|u| u.col_expr(RevokedAt, Expr::value(now)).filter(held)).await?;
    Ok(())
}

/// Writes both accounts: the one that closes keeps no password, and takes the login that is no longer used.
async fn write(tx: &Tx, Pair { kept, closed, signs_in_with }: Pair) -> Result<user::Model> {
    let now = tx.now();
    let goes = user::ActiveModel {
        id: Unchanged(closed.id),
        password_hash: Set(None),
        activation_open_until: Set(None),
        activation_code_hash: Set(None),
        pending_email: Set(None),
        deactivated_at: Set(Some(now)),
        deactivated_reason: Set(Some(format!("Fusionné avec {}", names::display_name(&kept)))),
        merged_into: Set(Some(kept.id)),
        version: Set(closed.version + 1),
        ..Default::default()
    };
    let mut stays = user::ActiveModel {
        id: Unchanged(kept.id),
        email: Set(kept.email.clone().or(closed.email.clone())),
        version: Set(kept.version + 1),
        ..Default::default()
    };
    if signs_in_with == kept.id {
        tx.save(goes).await?;
        return tx.save(stays).await;
    }
    links::withdraw(tx, kept.id).await?;
    // A login is one account's at a time: it goes through a name that nobody can type.
    let between = user::ActiveModel { login: Set(format!("fusion.{}", closed.id.0.simple())), ..goes.clone() };
    tx.save(between).await?;
    stays = user::ActiveModel {
        login: Set(closed.login.clone()),
        search: Set(searched(&kept, &closed.login)),
        password_hash: Set(closed.password_hash.clone()),
        activated_at: Set(closed.activated_at),
        activation_open_until: Set(None),
        activation_code_hash: Set(None),
        activation_tries: Set(0),
        ..stays
    };
    let merged = tx.save(stays).await?;
    let search = searched(&closed, &kept.login);
    tx.save(user::ActiveModel { login: Set(kept.login), search: Set(search), ..goes }).await?;
    Ok(merged)
}

fn searched(user: &user::Model, login: &str) -> String {
    search_text(&user.first_name, &user.last_name, user.usage_name.as_deref(), login)
}
