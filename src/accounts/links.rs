//! Single-use secrets that lead to choosing a password: the ticket of a first sign-in, and the links printed at the command
//! line (decision 17; security A13). Whoever uses one signs in again with the new password (R8).

use chrono::TimeDelta;
use entity::id::UserId;
use entity::secret::{self, SecretKind};
use entity::{establishment, user};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, Set};

use crate::access::{Act, Task};
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Result};

use super::passwords::{self, Owner, Weakness};
use super::{logins, sessions, throttles};

/// How long a link is good for (R15).
pub const LINK_KEPT: TimeDelta = TimeDelta::hours(72);

/// How long the ticket of a first sign-in is good for (security 4.1).
const TICKET_KEPT: TimeDelta = TimeDelta::minutes(10);

/// What the page behind a link shows.
#[derive(Debug, Clone)]
pub struct Link {
    /// The account it opens.
    pub user: user::Model,
    /// Its establishment.
    pub school: establishment::Model,
    /// Fewest characters of the password.
    pub fewest_characters: usize,
}

/// Makes a link for an account; the former ones no longer work. The secret is told once.
pub async fn issue(tx: &Tx, user: UserId, kept: TimeDelta) -> Result<String> {
    make(tx, user, SecretKind::PasswordLink, kept).await
}

/// Makes the ticket of a first sign-in.
pub(super) async fn ticket(tx: &Tx, user: UserId) -> Result<String> {
    make(tx, user, SecretKind::ActivationTicket, TICKET_KEPT).await
}

/// What a link or a ticket leads to, while it is good.
pub async fn read(cx: &Cx, secret: &str) -> Result<Option<Link>> {
    let anywhere = Cx::task(cx.app(), Task::SignIn, None);
    let Some(found) = good(&anywhere, secret).await? else { return Ok(None) };
    let here = cx.acting_as(Task::SignIn, Some(found.establishment_id));
    let Some(user) = here.find::<user::Entity>().by_key(found.user_id).one().await? else { return Ok(None) };
    if user.deactivated_at.is_some() {
        return Ok(None);
    }
    let school = here.find::<establishment::Entity>().get(found.establishment_id).await?;
    let fewest_characters = super::fewest_characters(&here, user.id).await?;
    Ok(Some(Link { user, school, fewest_characters }))
}

/// Chooses the password of the account that a link or a ticket names: once (R8, R9). Every session of the account ends.
pub async fn choose_password(cx: &Cx, secret: &str, password: String) -> Result<Link> {
    let link = read(cx, secret).await?.ok_or_else(expired)?;
    if let Some(weakness) = passwords::weakness(&password, &owner(&link)) {
        return Err(Problem::new(code(weakness), "password", weakness.sentence()).into());
    }
    let turn = cx.app().passwords.turn().await?;
    let (_turn, hash) = cx.app().passwords.hash(turn, password).await?;
    let digest = sessions::digest(secret);
    cx.acting_as(Task::SignIn, Some(link.school.id))
        .write(Act::ChoosePassword, async |tx| {
            let user = tx.target::<user::Entity>(link.user.id).await?;
            // The one statement that two people using the same link at once cannot both win.
            let unused = secret::Column::Hash
                .eq(digest)
                .and(secret::Column::UsedAt.is_null())
                .and(secret::Column::ExpiresAt.gt(tx.now()));
            let spent = tx
                .update_where::<secret::Entity>(|u| {
                    u.col_expr(secret::Column::UsedAt, Expr::value(tx.now())).filter(unused)
                })
                .await?;
            if spent != 1 || user.deactivated_at.is_some() {
                return Err(expired().into());
            }
            withdraw(tx, user.id).await?;
            tx.save(user::ActiveModel {
                id: Unchanged(user.id),
                password_hash: Set(Some(hash)),
                activated_at: Set(Some(user.activated_at.unwrap_or(tx.now()))),
                activation_open_until: Set(None),
                activation_tries: Set(0),
                activation_code_hash: Set(None),
                version: Set(user.version + 1),
                ..Default::default()
            })
            .await?;
            throttles::forgive(tx, &throttles::login_key(link.school.id, &logins::read(&user.login))).await?;
            sessions::end_all(tx, &[user.id]).await
        })
        .await?;
    sessions::tell_ended(cx);
    Ok(link)
}

/// What the new password must not be made of.
fn owner(link: &Link) -> Owner {
    let user = &link.user;
    Owner {
        login: user.login.clone(),
        names: [Some(&user.first_name), Some(&user.last_name), user.usage_name.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        uai: link.school.uai.clone(),
        birth_date: user.birth_date,
        fewest: link.fewest_characters,
    }
}

fn code(weakness: Weakness) -> Code {
    match weakness {
        Weakness::TooShort { .. } => Code::TooShort,
        Weakness::TooLong => Code::TooLong,
        Weakness::Known | Weakness::Guessable => Code::WeakPassword,
    }
}

fn expired() -> Problem {
    Problem::new(Code::Expired, "ticket", "Ce lien a déjà servi ou n’est plus valable. Demandez-en un autre.")
}

async fn good(cx: &Cx, secret: &str) -> Result<Option<secret::Model>> {
    let good = secret::Column::Hash
        .eq(sessions::digest(secret))
        .and(secret::Column::UsedAt.is_null())
        .and(secret::Column::ExpiresAt.gt(cx.now()));
    cx.find::<secret::Entity>().filter(good).one().await
}

async fn make(tx: &Tx, user: UserId, kind: SecretKind, kept: TimeDelta) -> Result<String> {
    withdraw(tx, user).await?;
    let secret = tx.secret();
    tx.insert(secret::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(tx.establishment()?),
        user_id: Set(user),
        kind: Set(kind),
        hash: Set(sessions::digest(&secret)),
        expires_at: Set(tx.now() + kept),
        used_at: Set(None),
        created_at: Set(tx.now()),
    })
    .await?;
    Ok(secret)
}

/// A newer secret, or a password just chosen, kills those made before.
async fn withdraw(tx: &Tx, user: UserId) -> Result<()> {
    let now = tx.now();
    let open = secret::Column::UserId.eq(user).and(secret::Column::UsedAt.is_null());
    tx.update_where::<secret::Entity>(|u| u.col_expr(secret::Column::UsedAt, Expr::value(now)).filter(open)).await?;
    Ok(())
}
