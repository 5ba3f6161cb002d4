//! Sessions: one signed-in browser, under one role (R24, R27; security A11, A12).
//!
//! The token is 256 bits, kept as a digest; it changes at each sign-in, password change and change of role. A session
//! ends when idle for as long as the school says, after twelve hours, when its person leaves, or with the account or the role it stands on: whether it
//! still holds is asked of the database at each request, and every few seconds for live screens.

use std::collections::HashSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use entity::id::{EstablishmentId, SessionId, UserId};
use entity::role_grant::Role;
use entity::{establishment, idle_limit, role_grant, session, user};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{
    ActiveValue::Unchanged, ColumnTrait as _, Condition, FromQueryResult, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use sha2::{Digest as _, Sha256};

use crate::access::{Act, Actor, Task, manners};
use crate::app::Shared;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Result};
use crate::establishments::settings::security::idle_minutes;

use super::{diplomas, second_factor, windows};

/// Longest life of a session (A11).
const LONGEST: TimeDelta = TimeDelta::hours(12);

/// Sessions of one account at a time; the oldest leaves (A11).
const MOST: usize = 5;

/// Activity is written down at most this often.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A session just opened, with the token that is told once.
pub struct Opened {
    /// The cookie's value.
    pub token: String,
    /// The session.
    pub session: session::Model,
    /// The person's own operation, to read the rest of the answer with.
    pub cx: Cx,
}

/// Who a token stands for, as of this request.
#[derive(Debug, Clone)]
pub struct Known {
    /// The person.
    pub actor: Actor,
    /// Time zone of the school.
    pub zone: Tz,
    /// Moment the session ends if nothing more is asked.
    pub idle_ends_at: DateTime<Utc>,
    /// Moment it ends whatever happens.
    pub ends_at: DateTime<Utc>,
}

/// Who asks, when the token is that of a session which still holds; notes that the person is there.
pub async fn authenticate(app: &Arc<Shared>, token: &str) -> Result<Option<Known>> {
    #[derive(FromQueryResult)]
    struct Found {
        id: SessionId,
        establishment_id: EstablishmentId,
        user_id: UserId,
        role: Role,
        seen_at: DateTime<Utc>,
        idle_ends_at: DateTime<Utc>,
        ends_at: DateTime<Utc>,
        time_zone: String,
        idle_minutes: Option<i32>,
    }
    // A token of ours has 43 characters; anything else is not worth a question.
    if token.len() != 43 {
        return Ok(None);
    }
    let cx = Cx::task(app, Task::SignIn, None);
    let zone = Query::select()
        .column(establishment::Column::TimeZone)
        .from(establishment::Entity)
        .and_where(
            Expr::col((establishment::Entity, establishment::Column::Id))
                .equals((session::Entity, session::Column::EstablishmentId)),
        )
        .to_owned();
    let of_session = |column, to| Expr::col((idle_limit::Entity, column)).equals((session::Entity, to));
    let limit = Query::select()
        .column(idle_limit::Column::Minutes)
        .from(idle_limit::Entity)
        .and_where(of_session(idle_limit::Column::EstablishmentId, session::Column::EstablishmentId))
        .and_where(of_session(idle_limit::Column::Role, session::Column::Role))
        .to_owned();
    let found = cx
        .find::<session::Entity>()
        .filter(session::Column::TokenHash.eq(digest(token)))
        .filter(holds(cx.now()))
        .tuples::<Found>(|q| {
            use session::Column::{EndsAt, EstablishmentId, Id, IdleEndsAt, Role, SeenAt, UserId};
            q.columns([Id, EstablishmentId, UserId, Role, SeenAt, IdleEndsAt, EndsAt])
                .expr_as(Expr::from(zone), "time_zone")
                .expr_as(Expr::from(limit), "idle_minutes")
        })
        .await?;
    let Some(found) = found.into_iter().next() else { return Ok(None) };
    let minutes = found.idle_minutes.map_or(manners(found.role).idle_minutes, i64::from);
    let mut idle_ends_at = found.idle_ends_at;
    // Since the last time, the school may have chosen another length.
    let another = (idle_end(minutes, found.seen_at, found.ends_at) - idle_ends_at).abs() >= NOTED_EVERY;
    if another || cx.now() - found.seen_at >= NOTED_EVERY {
        idle_ends_at = idle_end(minutes, cx.now(), found.ends_at);
        note(&cx.acting_as(Task::SignIn, Some(found.establishment_id)), found.id, idle_ends_at).await?;
    }
    let zone = found.time_zone.parse().map_err(|error| Error::internal("reading the school's time zone", error))?;
    let actor = Actor::Person {
        user: found.user_id,
        role: found.role,
        establishment: found.establishment_id,
        session: found.id,
    };
    Ok(Some(Known { actor, zone, idle_ends_at, ends_at: found.ends_at }))
}

/// Those of these sessions that still hold: what live screens ask every few seconds (A12).
pub async fn holding(app: &Arc<Shared>, sessions: &[SessionId]) -> Result<HashSet<SessionId>> {
    #[derive(FromQueryResult)]
    struct Found {
        id: SessionId,
    }
    let cx = Cx::task(app, Task::SignIn, None);
    let found = cx
        .find::<session::Entity>()
        .among(session::Column::Id, sessions)
        .filter(holds(cx.now()))
        .tuples::<Found>(|q| q.column(session::Column::Id))
        .await?;
    Ok(found.into_iter().map(|found| found.id).collect())
}

/// Those of these sessions that no longer hold although their person is still signed in: the role was taken back, or left for
/// another one. Who signed out, was closed or stayed idle is not among them (A12).
pub async fn outlived(app: &Arc<Shared>, sessions: &[SessionId]) -> Result<HashSet<SessionId>> {
    let cx = Cx::task(app, Task::SignIn, None);
    let asked = cx.find::<session::Entity>().among(session::Column::Id, sessions).all().await?;
    let people: Vec<UserId> = asked.iter().map(|session| session.user_id).collect();
    let lasting =
        cx.find::<session::Entity>().among(session::Column::UserId, &people).filter(lasts(cx.now())).all().await?;
    let goes_on = |asked: &session::Model| {
        let under_another_role = |other: &session::Model| {
            other.user_id == asked.user_id && Some(other.created_at) == asked.ended_at && other.ends_at == asked.ends_at
        };
        lasting.iter().any(|other| other.id == asked.id || under_another_role(other))
    };
    Ok(asked.iter().filter(|session| goes_on(session)).map(|session| session.id).collect())
}

/// Opens a session under a role, in the diploma of the last one; the oldest beyond five leaves.
pub(super) async fn open(
    tx: &Tx,
    user: UserId,
    role: Role,
    ends_at: Option<DateTime<Utc>>,
    browser: Option<String>,
) -> Result<Opened> {
    let now = tx.now();
    let open = tx
        .school::<session::Entity>()
        .filter(
            session::Column::UserId
                .eq(user)
                .and(session::Column::EndedAt.is_null())
                .and(session::Column::EndsAt.gt(now)),
        )
        .with(|q| q.order_by_desc(session::Column::CreatedAt).order_by_desc(session::Column::Id))
        .all()
        .await?;
    let leaving: Vec<SessionId> = open.iter().skip(MOST - 1).map(|session| session.id).collect();
    end(tx, &leaving).await?;
    let token = tx.secret();
    let ends_at = ends_at.unwrap_or(now + LONGEST);
    let ends_at = windows::end(tx, user, role).await?.map_or(ends_at, |end| Ord::min(end, ends_at));
    let minutes = idle_minutes(tx.school(), role).await?;
    let specialty = diplomas::last(tx, user, role).await?;
    let session = tx
        .insert(session::ActiveModel {
            id: Set(tx.new_id()),
            establishment_id: Set(tx.establishment()?),
            user_id: Set(user),
            role: Set(role),
            token_hash: Set(digest(&token)),
            browser: Set(browser),
            specialty_id: Set(specialty),
            created_at: Set(now),
            seen_at: Set(now),
            idle_ends_at: Set(idle_end(minutes, now, ends_at)),
            ends_at: Set(ends_at),
            ended_at: Set(None),
        })
        .await?;
    Ok(opened(tx, token, session))
}

/// Goes on with the same session under another token; the former is worth nothing (A11).
pub(super) async fn renew(tx: &Tx, session: SessionId) -> Result<Opened> {
    let token = tx.secret();
    let row = session::ActiveModel { id: Unchanged(session), token_hash: Set(digest(&token)), ..Default::default() };
    let session = tx.save(row).await?;
    Ok(opened(tx, token, session))
}

fn opened(tx: &Tx, token: String, session: session::Model) -> Opened {
    let actor = Actor::Person {
        user: session.user_id,
        role: session.role,
        establishment: session.establishment_id,
        session: session.id,
    };
    Opened { token, session, cx: Cx::new(tx.cx().app(), actor, tx.cx().zone()) }
}

/// Ends these sessions.
pub(super) async fn end(tx: &Tx, sessions: &[SessionId]) -> Result<()> {
    if sessions.is_empty() {
        return Ok(());
    }
    end_those(tx, tx.among(session::Column::Id, sessions)).await
}

/// Ends every session of these accounts: a new password, an account closed, a role taken back (A12, A13).
pub async fn end_all(tx: &Tx, users: &[UserId]) -> Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    end_those(tx, tx.among(session::Column::UserId, users)).await
}

/// Ends the sessions of an account but one.
pub(super) async fn end_others(tx: &Tx, user: UserId, but: SessionId) -> Result<()> {
    end_those(tx, session::Column::UserId.eq(user).and(session::Column::Id.ne(but))).await
}

async fn end_those(tx: &Tx, these: Expr) -> Result<()> {
    let now = tx.now();
    tx.update_where::<session::Entity>(|u| {
        u.col_expr(session::Column::EndedAt, Expr::value(now)).filter(these).filter(session::Column::EndedAt.is_null())
    })
    .await?;
    Ok(())
}

/// The session of the operation.
pub async fn current(cx: &Cx) -> Result<session::Model> {
    cx.find::<session::Entity>().get(session_of(cx)?).await
}

/// The open sessions of the person, the last used first.
pub async fn mine(cx: &Cx) -> Result<Vec<session::Model>> {
    cx.find::<session::Entity>()
        .filter(session::Column::UserId.eq(cx.user()?))
        .filter(lasts(cx.now()))
        .with(|q| q.order_by_desc(session::Column::SeenAt).order_by_desc(session::Column::Id))
        .all()
        .await
}

/// Leaves: the session ends and its token is worth nothing (R24).
pub async fn sign_out(cx: &Cx) -> Result<()> {
    cx.require(Act::SignOut)?;
    let id = session_of(cx)?;
    cx.acting_as(Task::SignIn, None).write(Act::SignOut, async |tx| end(tx, &[id]).await).await?;
    tell_ended(cx);
    Ok(())
}

/// Goes on under another role of the same account, with another token and the same last moment (R27, A11).
pub async fn use_role(cx: &Cx, role: Role) -> Result<Opened> {
    cx.require(Act::UseRole)?;
    let (user, before) = (cx.user()?, current(cx).await?);
    let opened = cx
        .acting_as(Task::SignIn, None)
        .write(Act::UseRole, async |tx| {
            if !roles(tx, user).await?.contains(&role) {
                return Err(Problem::new(Code::Invalid, "role", "Ce rôle n’est pas l’un des vôtres.").into());
            }
            second_factor::check_role(tx, user, role).await?;
            end(tx, &[before.id]).await?;
            tx.audit_detail(format!("{role:?}"));
            open(tx, user, role, Some(before.ends_at), before.browser.clone()).await
        })
        .await?;
    tell_ended(cx);
    Ok(opened)
}

/// Keeps the session open although nothing was asked for a while; answers the session with its new moment.
pub async fn stay_connected(cx: &Cx) -> Result<session::Model> {
    cx.require(Act::StayConnected)?;
    let session = current(cx).await?;
    let school = cx.acting_as(Task::SignIn, None);
    let minutes = idle_minutes(school.find(), session.role).await?;
    note(&school, session.id, idle_end(minutes, cx.now(), session.ends_at)).await?;
    current(cx).await
}

/// Roles that an account holds, in the order of the roles.
pub(super) async fn roles(tx: &Tx, user: UserId) -> Result<Vec<Role>> {
    let grants = tx
        .school::<role_grant::Entity>()
        .filter(role_grant::Column::UserId.eq(user).and(role_grant::Column::RevokedAt.is_null()))
        .all()
        .await?;
    let mut roles: Vec<Role> = grants.into_iter().map(|grant| grant.role).collect();
    roles.sort_unstable();
    Ok(roles)
}

/// The digest under which a token or a secret is kept: 256 bits of chance need no slower one.
pub(super) fn digest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// Tells the live screens of this process that some session ended; those of others find out within seconds (A12).
pub(super) fn tell_ended(cx: &Cx) {
    cx.app().sessions_ended.send_modify(|count| *count += 1);
}

/// Which session the operation came with.
pub(super) fn session_of(cx: &Cx) -> Result<SessionId> {
    match cx.actor() {
        Actor::Person { session, .. } => Ok(*session),
        _ => Err(Error::Unauthenticated),
    }
}

/// Moment a session seen at `seen` ends if nothing more is asked.
fn idle_end(minutes: i64, seen: DateTime<Utc>, ends_at: DateTime<Utc>) -> DateTime<Utc> {
    Ord::min(seen + TimeDelta::minutes(minutes), ends_at)
}

/// Writes down that the person is there.
async fn note(cx: &Cx, session: SessionId, idle_ends_at: DateTime<Utc>) -> Result<()> {
    cx.write(Act::StayConnected, async |tx| {
        let seen = session::ActiveModel {
            id: Unchanged(session),
            seen_at: Set(tx.now()),
            idle_ends_at: Set(idle_ends_at),
            ..Default::default()
        };
        tx.save(seen).await?;
        Ok(())
    })
    .await
}

/// Condition of a session that still holds: it lasts, and its account still has the role.
fn holds(now: DateTime<Utc>) -> Condition {
    let of_session = |column, to| Expr::col((role_grant::Entity, column)).equals((session::Entity, to));
    let still_granted = Query::select()
        .expr(Expr::val(1))
        .from(role_grant::Entity)
        .and_where(of_session(role_grant::Column::UserId, session::Column::UserId))
        .and_where(of_session(role_grant::Column::Role, session::Column::Role))
        .and_where(role_grant::Column::RevokedAt.is_null())
        .to_owned();
    lasts(now).add(Expr::exists(still_granted))
}

/// Condition of a session that lasts: not ended, not idle, on an open account.
fn lasts(now: DateTime<Utc>) -> Condition {
    let open_accounts = Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::DeactivatedAt.is_null())
        .to_owned();
    Condition::all()
        .add(session::Column::EndedAt.is_null())
        .add(session::Column::IdleEndsAt.gt(now))
        .add(session::Column::EndsAt.gt(now))
        .add(session::Column::UserId.in_subquery(open_accounts))
}
