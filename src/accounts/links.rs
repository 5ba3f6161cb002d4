//! Single-use secrets (security A13): the ticket of a first sign-in, the links printed at the command line or sent by mail
//! (decision 17, R13, R15), temporary passwords, and the links that confirm an address. Whoever chooses a password by one
//! signs in again with it (R8).

use chrono::{DateTime, TimeDelta, Utc};
use entity::id::UserId;
use entity::secret::{self, SecretKind};
use entity::{establishment, user};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, Set};

use crate::access::{Act, Task};
use crate::cx::{Cx, Tx, dice};
use crate::error::{Code, Problem, Result};
use crate::mail::About;

use super::{letters, logins, sessions, throttles};

/// How long a link is good for (R15).
pub const LINK_KEPT: TimeDelta = TimeDelta::hours(72);

/// How long the ticket of a first sign-in is good for (security 4.1).
const TICKET_KEPT: TimeDelta = TimeDelta::minutes(10);

/// How long the ticket of a right password is good for, while a code is given (security A14).
const SECOND_STEP_KEPT: TimeDelta = TimeDelta::minutes(5);

/// How long it is good for while what makes the codes is set up.
const SET_UP_KEPT: TimeDelta = TimeDelta::minutes(15);

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

/// Makes one more link for an account: the former one stays good until one of them is used.
pub(super) async fn second(tx: &Tx, user: UserId) -> Result<String> {
    write(tx, user, SecretKind::PasswordLink, tx.secret(), LINK_KEPT).await
}

/// Makes a password that only leads to choosing another one (R13); the former links no longer work.
pub(super) async fn temporary(tx: &Tx, user: UserId, kept: TimeDelta) -> Result<String> {
    keep(tx, user, SecretKind::TemporaryPassword, dice::temporary(), kept).await
}

/// Makes the link that confirms an address; the former one no longer works, ways back in still do.
pub(super) async fn of_address(tx: &Tx, user: UserId) -> Result<String> {
    let former = secret::Column::Kind.eq(SecretKind::AddressLink);
    withdraw_those(tx, user, former).await?;
    write(tx, user, SecretKind::AddressLink, tx.secret(), LINK_KEPT).await
}

/// Makes the ticket of a first sign-in.
pub(super) async fn ticket(tx: &Tx, user: UserId) -> Result<String> {
    make(tx, user, SecretKind::ActivationTicket, TICKET_KEPT).await
}

/// Makes the ticket between a right password and the second proof; the former one no longer works, ways back in still do.
pub(super) async fn of_second_step(tx: &Tx, user: UserId, sets_up: bool) -> Result<String> {
    withdraw_those(tx, user, secret::Column::Kind.eq(SecretKind::SecondStepTicket)).await?;
    let kept = if sets_up { SET_UP_KEPT } else { SECOND_STEP_KEPT };
    write(tx, user, SecretKind::SecondStepTicket, tx.secret(), kept).await
}

/// What a link or a ticket leads to, while it is good.
pub async fn read(cx: &Cx, secret: &str) -> Result<Option<Link>> {
    let Some(found) = good(cx, secret, &[SecretKind::PasswordLink, SecretKind::ActivationTicket]).await? else {
        return Ok(None);
    };
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
    let link = read(cx, secret).await?.ok_or_else(|| expired("ticket"))?;
    super::judge(&password, &link.user, &link.school.uai, link.fewest_characters, "password")?;
    let turn = cx.app().passwords.turn().await?;
    let (_turn, hash) = cx.app().passwords.hash(turn, password).await?;
    cx.acting_as(Task::SignIn, Some(link.school.id))
        .write(Act::ChoosePassword, async |tx| {
            let user = tx.target::<user::Entity>(link.user.id).await?;
            if !spend(tx, secret).await? || user.deactivated_at.is_some() {
                return Err(expired("ticket").into());
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
            sessions::end_all(tx, &[user.id]).await?;
            // Who comes in for the first time is told nothing new.
            if user.activated_at.is_some() {
                letters::tell(tx, &user, About::PasswordChanged { at: tx.now() }).await?;
            }
            Ok(())
        })
        .await?;
    sessions::tell_ended(cx);
    Ok(link)
}

/// Uses a secret: false when somebody did before, or it is too old. Of two who use it at once, one wins.
pub(super) async fn spend(tx: &Tx, secret: &str) -> Result<bool> {
    let now = tx.now();
    let unused = unused(secret, now);
    let spent = tx
        .update_where::<secret::Entity>(|u| u.col_expr(secret::Column::UsedAt, Expr::value(now)).filter(unused))
        .await?;
    Ok(spent == 1)
}

/// What is said of a link or a ticket that no longer works.
pub(super) fn expired(path: &str) -> Problem {
    Problem::new(Code::Expired, path, "Ce lien a déjà servi ou n’est plus valable. Demandez-en un autre.")
}

/// The secret of one of these kinds, while it is good, wherever it was made.
pub(super) async fn good(cx: &Cx, secret: &str, kinds: &[SecretKind]) -> Result<Option<secret::Model>> {
    let anywhere = Cx::task(cx.app(), Task::SignIn, None);
    let of_kind = secret::Column::Kind.is_in(kinds.iter().copied());
    anywhere.find::<secret::Entity>().filter(unused(secret, cx.now()).and(of_kind)).one().await
}

fn unused(secret: &str, now: DateTime<Utc>) -> Expr {
    secret::Column::Hash
        .eq(sessions::digest(secret))
        .and(secret::Column::UsedAt.is_null())
        .and(secret::Column::ExpiresAt.gt(now))
}

async fn make(tx: &Tx, user: UserId, kind: SecretKind, kept: TimeDelta) -> Result<String> {
    keep(tx, user, kind, tx.secret(), kept).await
}

/// Keeps a secret that leads to a password; those made before no longer do.
async fn keep(tx: &Tx, user: UserId, kind: SecretKind, secret: String, kept: TimeDelta) -> Result<String> {
    withdraw(tx, user).await?;
    write(tx, user, kind, secret, kept).await
}

async fn write(tx: &Tx, user: UserId, kind: SecretKind, secret: String, kept: TimeDelta) -> Result<String> {
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

/// A newer secret, or a password just chosen, kills those made before that lead to a password.
pub(super) async fn withdraw(tx: &Tx, user: UserId) -> Result<()> {
    withdraw_those(tx, user, secret::Column::Kind.ne(SecretKind::AddressLink)).await
}

/// Nothing made before leads to a password of these accounts.
pub(super) async fn withdraw_from(tx: &Tx, users: &[UserId]) -> Result<()> {
    let now = tx.now();
    let theirs = tx.among(secret::Column::UserId, users);
    let leads = secret::Column::UsedAt.is_null().and(secret::Column::Kind.ne(SecretKind::AddressLink));
    tx.update_where::<secret::Entity>(|u| {
        u.col_expr(secret::Column::UsedAt, Expr::value(now)).filter(theirs).filter(leads)
    })
    .await?;
    Ok(())
}

/// Nothing made for an account that is closed leads anywhere.
pub(super) async fn withdraw_all(tx: &Tx, user: UserId) -> Result<()> {
    withdraw_those(tx, user, secret::Column::UserId.eq(user)).await
}

async fn withdraw_those(tx: &Tx, user: UserId, those: Expr) -> Result<()> {
    let now = tx.now();
    let open = secret::Column::UserId.eq(user).and(secret::Column::UsedAt.is_null()).and(those);
    tx.update_where::<secret::Entity>(|u| u.col_expr(secret::Column::UsedAt, Expr::value(now)).filter(open)).await?;
    Ok(())
}
