//! What a head opens to an inspector: the learners of some diplomas, between two days (R173, R174; security T9).
//!
//! What is open is asked of the database at each request (scope `window`). A session of an inspector does not outlast what was
//! open when it began: it ends with the last day, or when the head closes, so that open screens are told like any other.

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::id::{InspectorWindowId, SessionId, SpecialtyId, UserId};
use entity::role_grant::Role;
use entity::{inspector_window, inspector_window_specialty, session, specialty, user};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, Order, QueryFilter as _, Set};
use std::collections::HashMap;

use super::{closing, diplomas, sessions};
use crate::access::{Act, Module, Scope, manners, reads_by_window};
use crate::changes::Topic;
use crate::cx::{Cx, Page, Slice, Tx};
use crate::error::{Code, Problem, Problems, Result};
use crate::establishments;

/// Longest window, in days, the first and the last included.
const LONGEST: i64 = 90;

/// How far ahead the first day may be, in days.
const AHEAD: u64 = 365;

/// Where a window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
pub enum WindowState {
    /// Its first day is to come.
    Coming,
    /// Open today.
    Open,
    /// Its last day is past.
    Over,
    /// Closed by hand before its last day.
    Closed,
}

/// Where a window stands today.
pub fn state(cx: &Cx, window: &inspector_window::Model) -> WindowState {
    match cx.today() {
        _ if window.closed_at.is_some() => WindowState::Closed,
        today if today < window.starts_on => WindowState::Coming,
        today if today > window.ends_on => WindowState::Over,
        _ => WindowState::Open,
    }
}

/// What to open, and to whom.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The inspector.
    pub inspector: UserId,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Diplomas.
    pub specialties: Vec<SpecialtyId>,
}

/// Opens diplomas to an inspector.
pub async fn open(cx: &Cx, opening: Opening) -> Result<inspector_window::Model> {
    let Opening { inspector, starts_on, ends_on, mut specialties } = opening;
    specialties.sort_unstable();
    specialties.dedup();
    cx.write(Act::OpenInspectorAccess, async |tx| {
        let mut problems = days(tx.today(), starts_on, ends_on);
        let person = tx.target::<user::Entity>(inspector).await?;
        let inspects = sessions::roles(tx, inspector).await?.into_iter().any(reads_by_window);
        let message = "Cette personne n’a pas de compte d’inspecteur ouvert dans l’établissement.";
        problems.unless(inspects && person.deactivated_at.is_none(), Code::Invalid, "inspectorId", message);
        let known = tx.find::<specialty::Entity>().among(specialty::Column::Id, &specialties).all().await?;
        problems.unless(!specialties.is_empty(), Code::Blank, "specialtyIds", "Choisissez au moins un diplôme.");
        let message = "L’un de ces diplômes n’est pas enseigné dans l’établissement.";
        problems.unless(known.len() == specialties.len(), Code::NotFound, "specialtyIds", message);
        problems.finish()?;
        let window = tx
            .insert(inspector_window::ActiveModel {
                id: Set(tx.new_id()),
                establishment_id: Set(tx.establishment()?),
                user_id: Set(inspector),
                starts_on: Set(starts_on),
                ends_on: Set(ends_on),
                opened_by: Set(tx.user()?),
                opened_at: Set(tx.now()),
                closed_by: Set(None),
                closed_at: Set(None),
            })
            .await?;
        let rows = specialties.iter().map(|specialty| inspector_window_specialty::ActiveModel {
            id: Set(tx.new_id()),
            establishment_id: Set(window.establishment_id),
            window_id: Set(window.id),
            specialty_id: Set(*specialty),
        });
        tx.insert_many(rows.collect()).await?;
        shorten(tx, inspector, tx.cx().end_of(ends_on)).await?;
        tx.audit_detail(format!("{} {starts_on} {ends_on}", person.login));
        tx.journal("a ouvert un accès d’inspection", None);
        tx.changed_widely(Topic::Accounts);
        Ok(window)
    })
    .await
}

/// What is wrong with the days of a window.
fn days(today: NaiveDate, starts_on: NaiveDate, ends_on: NaiveDate) -> Problems {
    let mut problems = Problems::new();
    let last = today + Days::new(AHEAD);
    if starts_on < today {
        problems.add(Problem::new(
            Code::Invalid,
            "startsOn",
            "Ce jour est passé\u{a0}: l’accès commence aujourd’hui au plus tôt.",
        ));
    } else {
        problems.unless(starts_on <= last, Code::Invalid, "startsOn", "Ce jour est dans plus d’un an.");
    }
    if ends_on < starts_on {
        problems.add(Problem::new(Code::Invalid, "endsOn", "La fin est avant le début."));
    } else {
        let length = (ends_on - starts_on).num_days() + 1;
        let message = format!("Un accès dure {LONGEST}\u{a0}jours au plus.");
        problems.unless(length <= LONGEST, Code::Invalid, "endsOn", message);
    }
    problems
}

/// Closes what was open or to come: the inspector's sessions end at once (A12).
pub async fn close(cx: &Cx, id: InspectorWindowId) -> Result<inspector_window::Model> {
    let window = cx
        .write(Act::CloseInspectorAccess, async |tx| {
            let window = tx.target::<inspector_window::Entity>(id).await?;
            if matches!(state(tx.cx(), &window), WindowState::Closed | WindowState::Over) {
                return Err(Problem::whole(Code::Closed, "Cet accès est déjà terminé.").into());
            }
            let under = closing::open_sessions(tx, window.user_id).await?;
            let under = under.into_iter().filter(|session| reads_by_window(session.role));
            sessions::end(tx, &under.map(|session| session.id).collect::<Vec<SessionId>>()).await?;
            tx.audit_detail(window.user_id.to_string());
            tx.journal("a fermé un accès d’inspection", None);
            tx.changed_widely(Topic::Accounts);
            tx.save(inspector_window::ActiveModel {
                id: Unchanged(id),
                closed_by: Set(Some(tx.user()?)),
                closed_at: Set(Some(tx.now())),
                ..Default::default()
            })
            .await
        })
        .await?;
    sessions::tell_ended(cx);
    Ok(window)
}

/// Windows that the actor sees, the last one to end first.
pub async fn list(cx: &Cx, page: &Page) -> Result<Slice<inspector_window::Model>> {
    cx.establishment()?;
    cx.find::<inspector_window::Entity>().page_by(inspector_window::Column::EndsOn, Order::Desc, page).await
}

/// Diplomas of each of these windows, for those that the actor sees.
pub async fn specialties(
    cx: &Cx,
    windows: &[InspectorWindowId],
) -> Result<HashMap<InspectorWindowId, Vec<specialty::Model>>> {
    use inspector_window_specialty::{Column, Entity};
    let links = cx.find::<Entity>().among(Column::WindowId, windows).all().await?;
    // In the order of their frameworks, as everywhere.
    let taught = establishments::specialties(cx).await?;
    let of = |window: InspectorWindowId| -> Vec<specialty::Model> {
        let named =
            |row: &&specialty::Model| links.iter().any(|link| link.window_id == window && link.specialty_id == row.id);
        taught.iter().filter(named).cloned().collect()
    };
    Ok(windows.iter().map(|window| (*window, of(*window))).collect())
}

/// The modules of the actor's role, less those of which nothing is open now, or nothing is of the current diploma (R22).
pub async fn modules(cx: &Cx) -> Result<Vec<Module>> {
    let Some(role) = cx.actor().role() else { return Ok(Vec::new()) };
    let modules = manners(role).modules;
    if !modules.contains(&Module::Tracking) {
        return Ok(modules.to_vec());
    }
    let open = match cx.actor().sees::<specialty::Entity>() {
        Some(Scope::Window) => cx.find::<specialty::Entity>().count().await? > 0,
        _ => diplomas::has_classes(cx).await?,
    };
    Ok(modules.iter().copied().filter(|module| open || *module != Module::Tracking).collect())
}

/// When a session that begins now under a role has to end because something that is open to it ends.
pub(super) async fn end(tx: &Tx, user: UserId, role: Role) -> Result<Option<DateTime<Utc>>> {
    if !reads_by_window(role) {
        return Ok(None);
    }
    let open = inspector_window::Column::UserId
        .eq(user)
        .and(inspector_window::Column::ClosedAt.is_null())
        .and(inspector_window::Column::EndsOn.gte(tx.today()));
    let open = tx.school::<inspector_window::Entity>().filter(open).all().await?;
    Ok(open.iter().map(|window| window.ends_on).min().map(|day| tx.cx().end_of(day)))
}

/// The sessions under way of an inspector end with what has just been opened.
async fn shorten(tx: &Tx, user: UserId, end: DateTime<Utc>) -> Result<()> {
    use session::Column::{EndedAt, EndsAt, IdleEndsAt};
    let under = session::Column::UserId.eq(user).and(session::Column::Role.eq(Role::Inspector)).and(EndedAt.is_null());
    for column in [EndsAt, IdleEndsAt] {
        let under = under.clone().and(column.gt(end));
        tx.update_where::<session::Entity>(|u| u.col_expr(column, Expr::value(end)).filter(under)).await?;
    }
    Ok(())
}
