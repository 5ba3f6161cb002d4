//! Coming in, once all that is asked at the door was right: the browser is remembered, a session is opened (A1, A11).

use std::net::IpAddr;

use chrono::TimeDelta;
use entity::id::UserId;
use entity::role_grant::Role;
use entity::{device, session, user};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, QueryOrder as _, Set};

use crate::access::{Actor, manners};
use crate::cx::{Cx, Tx};
use crate::error::Result;
use crate::mail::About;

use super::{letters, sessions};

/// How long a browser is remembered as the person's own (A1).
const DEVICE_KEPT: TimeDelta = TimeDelta::days(90);

/// What is known of the browser before the door.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// Where it comes from, when known.
    pub address: Option<IpAddr>,
    /// Mark of a browser that may have signed in before.
    pub device: Option<String>,
    /// What the browser says it is.
    pub agent: Option<String>,
}

/// Somebody who came in.
pub struct Entered {
    /// The session and its token.
    pub opened: sessions::Opened,
    /// Mark for the browser to keep.
    pub device: String,
}

/// Opens a session under the role of the last one, and remembers the browser. Those who could do much harm are written to when it
/// was not seen before (security 4.5).
pub(super) async fn enter(tx: &Tx, user: &user::Model, roles: &[Role], visit: &Visit) -> Result<Entered> {
    if roles.iter().any(|role| manners(*role).told_of_new_browsers) && !is_known(tx, user.id, visit).await? {
        let about =
            About::NewBrowser { at: tx.now(), browser: browser(visit.agent.as_deref()), from: visit.address.map(cut) };
        letters::tell(tx, user, about).await?;
    }
    let device = remember_device(tx, user.id, visit).await?;
    let role = last_role(tx, user.id).await?.filter(|role| roles.contains(role)).unwrap_or(roles[0]);
    tx.audit_detail(format!("{role:?}"));
    let opened = sessions::open(tx, user.id, role, None, browser(visit.agent.as_deref())).await?;
    Ok(Entered { opened, device })
}

/// The token this browser came with is worth nothing once it came in with another one (A11).
pub(super) async fn leave_former(cx: &Cx) -> Result<()> {
    if matches!(cx.actor(), Actor::Person { .. }) { sessions::sign_out(cx).await } else { Ok(()) }
}

/// Whether the browser signed in to this account in the last ninety days.
async fn is_known(tx: &Tx, user: UserId, visit: &Visit) -> Result<bool> {
    match &visit.device {
        Some(mark) => Ok(known_device(tx, user, mark).await?.is_some()),
        None => Ok(false),
    }
}

/// An address as far as its owner needs it: the network, without the machine (security 7).
fn cut(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.•••")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:•••")
        }
    }
}

/// The row of a browser that signed in to this account in the last ninety days.
pub(super) async fn known_device(tx: &Tx, user: UserId, mark: &str) -> Result<Option<device::Model>> {
    let its = device::Column::UserId
        .eq(user)
        .and(device::Column::CookieHash.eq(sessions::digest(mark)))
        .and(device::Column::TrustedUntil.gt(tx.now()));
    tx.school::<device::Entity>().filter(its).one().await
}

/// Remembers the browser for ninety days and forgives its failures; answers its mark.
async fn remember_device(tx: &Tx, user: UserId, visit: &Visit) -> Result<String> {
    use device::Column::{CookieHash, EstablishmentId, Failures, LastFailureAt, TrustedUntil, UserId, WaitsUntil};
    let mark = visit.device.clone().filter(|mark| mark.len() == 43).unwrap_or_else(|| tx.secret());
    let row = device::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(tx.establishment()?),
        user_id: Set(user),
        cookie_hash: Set(sessions::digest(&mark)),
        failures: Set(0),
        waits_until: Set(None),
        last_failure_at: Set(None),
        trusted_until: Set(tx.now() + DEVICE_KEPT),
    };
    tx.upsert_many(
        vec![row],
        &[EstablishmentId, UserId, CookieHash],
        &[Failures, WaitsUntil, LastFailureAt, TrustedUntil],
    )
    .await?;
    Ok(mark)
}

/// The role of the account's last session.
async fn last_role(tx: &Tx, user: UserId) -> Result<Option<Role>> {
    let last = tx
        .school::<session::Entity>()
        .filter(session::Column::UserId.eq(user))
        .with(|q| q.order_by_desc(session::Column::CreatedAt).order_by_desc(session::Column::Id))
        .one()
        .await?;
    Ok(last.map(|session| session.role))
}

/// « Firefox sur Windows 10 », for its owner to know it again (R19).
fn browser(agent: Option<&str>) -> Option<String> {
    let told = woothee::parser::Parser::new().parse(agent?)?;
    // Programs and robots are no device of anybody's.
    if matches!(told.category, "misc" | "crawler" | "UNKNOWN") {
        return None;
    }
    match (told.name, told.os) {
        (name, "UNKNOWN") => Some(name.to_owned()),
        (name, os) => Some(format!("{name} sur {os}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{browser, cut};

    #[test]
    fn an_address_is_told_without_its_machine() {
        let told = |text: &str| cut(text.parse().unwrap());
        assert_eq!(told("192.0.2.77"), "192.0.2.•••");
        assert_eq!(told("::ffff:192.0.2.77"), "192.0.2.•••");
        assert_eq!(told("2001:db8:1:2:3::4"), "2001:db8:1:•••");
    }

    #[test]
    fn a_browser_is_named_as_people_call_it_r19() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
                Some("Firefox sur Windows 10"),
            ),
            ("curl/8.5.0", None),
            ("", None),
        ] {
            assert_eq!(browser(Some(agent)).as_deref(), name, "{agent}");
        }
        assert_eq!(browser(None), None);
    }
}
