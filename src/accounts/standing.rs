//! Where an account stands, and what may be done with it now.
//!
//! Whoever reads an account (`users.read`) is told whether it is open and when it was last used; everybody else who meets the
//! person's name is told the little that the name's own row says.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::id::UserId;
use entity::secret::{self, SecretKind};
use entity::{session, user};
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{ColumnTrait as _, Condition, FromQueryResult, QuerySelect as _};

use crate::access::{Act, Task};
use crate::cx::Cx;
use crate::error::Result;

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, async_graphql::Enum)]
pub enum AccountState {
    /// A password was chosen.
    Active,
    /// Never signed in; the first sign-in is open.
    Open,
    /// Never signed in; the first sign-in is shut.
    Shut,
    /// Closed.
    Closed,
}

/// What is told of an account beside its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: AccountState,
    /// Until when the first sign-in is open, while it is.
    pub open_until: Option<DateTime<Utc>>,
    /// Why it was closed.
    pub closed_because: Option<String>,
    /// Its last request.
    pub seen_at: Option<DateTime<Utc>>,
}

impl Standing {
    /// What the account's own row tells.
    pub fn told_by(cx: &Cx, user: &user::Model) -> Self {
        let tries_left = user.activation_tries < cx.config().activation_tries;
        Self::of(cx, user, user.activation_open_until.filter(|_| tries_left))
    }

    fn of(cx: &Cx, user: &user::Model, open_until: Option<DateTime<Utc>>) -> Self {
        let open_until = open_until.filter(|until| *until > cx.now());
        let state = match (user.deactivated_at, user.activated_at, open_until) {
            (Some(_), ..) => AccountState::Closed,
            (None, Some(_), _) => AccountState::Active,
            (None, None, Some(_)) => AccountState::Open,
            (None, None, None) => AccountState::Shut,
        };
        let open_until = open_until.filter(|_| state == AccountState::Open);
        Self { state, open_until, closed_because: None, seen_at: None }
    }
}

/// Where these accounts stand, for those that the actor may read; a link not used yet opens one as well as a birth date.
pub async fn standings(cx: &Cx, ids: &[UserId]) -> Result<HashMap<UserId, Standing>> {
    let read = cx.find_for::<user::Entity>(Act::ReadUser).among(user::Column::Id, ids).all().await?;
    let ids: Vec<UserId> = read.iter().map(|user| user.id).collect();
    let school = cx.acting_as(Task::Standing, None);
    let (seen, links) = tokio::try_join!(seen(&school, &ids), links(&school, &ids))?;
    let told = read.into_iter().map(|user| {
        let own = Standing::told_by(cx, &user);
        let open_until = Ord::max(own.open_until, links.get(&user.id).copied());
        let standing = Standing {
            closed_because: user.deactivated_reason.clone(),
            seen_at: seen.get(&user.id).copied(),
            ..Standing::of(cx, &user, open_until)
        };
        (user.id, standing)
    });
    Ok(told.collect())
}

/// Condition of the accounts that stand so.
pub(super) fn stands(cx: &Cx, state: AccountState) -> Result<Condition> {
    use user::Column::{ActivatedAt, ActivationOpenUntil, ActivationTries, DeactivatedAt, Id};
    let tries = cx.config().activation_tries;
    let never = || Condition::all().add(DeactivatedAt.is_null()).add(ActivatedAt.is_null());
    Ok(match state {
        AccountState::Closed => Condition::all().add(DeactivatedAt.is_not_null()),
        AccountState::Active => Condition::all().add(DeactivatedAt.is_null()).add(ActivatedAt.is_not_null()),
        AccountState::Open => never().add(
            Condition::any()
                .add(ActivationOpenUntil.gt(cx.now()).and(ActivationTries.lt(tries)))
                .add(Id.in_subquery(holders_of_links(cx)?)),
        ),
        AccountState::Shut => never()
            .add(
                Condition::any()
                    .add(ActivationOpenUntil.is_null())
                    .add(ActivationOpenUntil.lte(cx.now()))
                    .add(ActivationTries.gte(tries)),
            )
            .add(Id.not_in_subquery(holders_of_links(cx)?)),
    })
}

/// A link that chooses a password and still works.
fn good_link(cx: &Cx) -> sea_orm::sea_query::Expr {
    secret::Column::Kind
        .eq(SecretKind::PasswordLink)
        .and(secret::Column::UsedAt.is_null())
        .and(secret::Column::ExpiresAt.gt(cx.now()))
}

fn holders_of_links(cx: &Cx) -> Result<SelectStatement> {
    Ok(Query::select()
        .column(secret::Column::UserId)
        .from(secret::Entity)
        .and_where(secret::Column::EstablishmentId.eq(cx.establishment()?))
        .and_where(good_link(cx))
        .to_owned())
}

#[derive(FromQueryResult)]
struct Moment {
    user_id: UserId,
    at: DateTime<Utc>,
}

impl Moment {
    fn last(moments: Vec<Self>) -> HashMap<UserId, DateTime<Utc>> {
        moments.into_iter().map(|moment| (moment.user_id, moment.at)).collect()
    }
}

/// The last request of each account.
pub(super) async fn seen(school: &Cx, ids: &[UserId]) -> Result<HashMap<UserId, DateTime<Utc>>> {
    use session::Column::{SeenAt, UserId};
    let of_each = |q: sea_orm::Select<session::Entity>| q.column(UserId).column_as(SeenAt.max(), "at").group_by(UserId);
    Ok(Moment::last(school.find::<session::Entity>().among(UserId, ids).tuples(of_each).await?))
}

/// The end of each account's link.
async fn links(school: &Cx, ids: &[UserId]) -> Result<HashMap<UserId, DateTime<Utc>>> {
    use secret::Column::{ExpiresAt, UserId};
    let of_each =
        |q: sea_orm::Select<secret::Entity>| q.column(UserId).column_as(ExpiresAt.max(), "at").group_by(UserId);
    let good = school.find::<secret::Entity>().among(UserId, ids).filter(good_link(school));
    Ok(Moment::last(good.tuples(of_each).await?))
}
