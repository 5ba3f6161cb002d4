//! Counting wrong tries, so that guessing costs time (R11; security A1, A2, A4).
//!
//! Counters are rows, so a restart forgives nothing. A try on an account is counted *before* the password is looked
//! at and taken back when it was right, so forty tries at once are worth five. A try is counted under the login that
//! was typed, whether or not somebody has it: an unknown login is throttled like a known one.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use entity::id::{EstablishmentId, UserId};
use entity::{device, throttle};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, QuerySelect, Set};
use sha2::{Digest as _, Sha256};

use crate::cx::Tx;
use crate::error::Result;

/// Waits after the last free try and each one that follows, in minutes; the last one stands for all the rest (A1).
const WAITS: [i64; 5] = [1, 2, 4, 8, 15];

/// A counter left alone this long starts again from nothing.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(24);

/// How many failures a window of time may hold before the counter is shut.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Length of the window; also how long the counter then stays shut.
    pub window: TimeDelta,
    /// Failures that shut it within a window.
    pub most: u32,
    /// Failures that shut it until the end of a day.
    pub most_a_day: Option<u32>,
}

/// Counter of a login of an establishment. The login itself is not kept: people type passwords there by mistake.
pub fn login_key(establishment: EstablishmentId, login: &str) -> String {
    let digest = Sha256::digest(login.as_bytes());
    format!("login:{establishment}:{}", hex(&digest[..16]))
}

/// Counter of an address over all logins; an IPv6 household is its /64 (A2).
pub fn address_key(address: Option<IpAddr>) -> String {
    format!("address:{}", household(address))
}

/// Counter of first sign-ins from one address into one establishment (security 4.1).
pub fn activation_key(establishment: EstablishmentId, address: Option<IpAddr>) -> String {
    format!("activation:{establishment}:{}", household(address))
}

/// Counter of the letters for forgotten passwords that an address asks for.
pub fn reset_key(address: Option<IpAddr>) -> String {
    format!("reset:{}", household(address))
}

/// Counter of the password asked again of somebody signed in.
pub fn again_key(user: UserId) -> String {
    format!("again:{user}")
}

/// Counter of the codes of an account: of its telephone, and of recovery.
pub fn code_key(user: UserId) -> String {
    format!("code:{user}")
}

/// What is said while a counter is shut.
pub fn sentence(until: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let minutes = Ord::max((until - now).num_seconds() + 59, 60) / 60;
    let wait = if minutes == 1 { "une minute".to_owned() } else { format!("{minutes}\u{a0}minutes") };
    format!("Trop d’essais à la suite. Le prochain sera possible dans {wait}.")
}

/// Counter of an establishment over all addresses (A2).
pub fn school_key(establishment: EstablishmentId) -> String {
    format!("school:{establishment}")
}

/// Counts a try on a login as wrong before it is looked at; answers until when to wait when it may not be looked at.
pub async fn take(tx: &Tx, key: &str) -> Result<Option<DateTime<Utc>>> {
    let now = tx.now();
    let row = locked(tx, key).await?;
    if let Some(until) = row.as_ref().and_then(|row| row.waits_until).filter(|until| *until > now) {
        return Ok(Some(until));
    }
    let failures = row.filter(|row| row.window_started_at > now - FORGOTTEN_AFTER).map_or(0, |row| row.failures) + 1;
    write(
        tx,
        key,
        Counted {
            failures,
            window_started_at: now,
            day_failures: 0,
            day_started_at: now,
            waits_until: wait(tx, failures),
        },
    )
    .await?;
    Ok(None)
}

/// The same, for a browser that signed in to this account before: strangers' failures do not count for it (A1).
pub async fn take_on_device(tx: &Tx, device: &device::Model) -> Result<Option<DateTime<Utc>>> {
    let now = tx.now();
    if let Some(until) = device.waits_until.filter(|until| *until > now) {
        return Ok(Some(until));
    }
    let recent = device.last_failure_at.is_some_and(|at| at > now - FORGOTTEN_AFTER);
    let failures = if recent { device.failures } else { 0 } + 1;
    tx.save(device::ActiveModel {
        id: Unchanged(device.id),
        failures: Set(failures),
        waits_until: Set(wait(tx, failures)),
        last_failure_at: Set(Some(now)),
        ..Default::default()
    })
    .await?;
    Ok(None)
}

/// Takes back everything counted under a key, after a good sign-in; lets go of counters nobody needs any more.
pub async fn forgive(tx: &Tx, key: &str) -> Result<()> {
    let long_ago = tx.now() - FORGOTTEN_AFTER * 2;
    let stale = throttle::Column::WindowStartedAt.lt(long_ago).and(throttle::Column::DayStartedAt.lt(long_ago));
    tx.delete_where::<throttle::Entity>(|d| d.filter(throttle::Column::Key.eq(key).or(stale))).await?;
    Ok(())
}

/// Takes back what was counted under these logins and on the browsers of these accounts: the school lets them try again (R11).
pub async fn unlock(tx: &Tx, keys: &[String], users: &[UserId]) -> Result<()> {
    let logins = throttle::Column::Key.is_in(keys);
    tx.delete_where::<throttle::Entity>(|d| d.filter(logins)).await?;
    forgive_browsers(tx, tx.among(device::Column::UserId, users)).await
}

/// Takes back what was counted on these browsers.
pub async fn forgive_browsers(tx: &Tx, these: Expr) -> Result<()> {
    let fresh = device::ActiveModel { failures: Set(0), waits_until: Set(None), ..Default::default() };
    tx.update_where::<device::Entity>(|u| u.set(fresh).filter(these)).await?;
    Ok(())
}

/// Until when a counter is shut, if it is.
pub async fn shut_until(tx: &Tx, key: &str) -> Result<Option<DateTime<Utc>>> {
    let row = tx.school::<throttle::Entity>().by_key(key.to_owned()).one().await?;
    Ok(row.and_then(|row| row.waits_until).filter(|until| *until > tx.now()))
}

/// Counts a failure in a window, and shuts the counter when it is one too many.
pub async fn failed(tx: &Tx, key: &str, limit: Limit) -> Result<()> {
    let now = tx.now();
    let before = locked(tx, key).await?;
    let (failures, window_started_at) = before
        .as_ref()
        .filter(|row| row.window_started_at > now - limit.window)
        .map_or((1, now), |row| (row.failures + 1, row.window_started_at));
    let (day_failures, day_started_at) = before
        .as_ref()
        .filter(|row| row.day_started_at > now - TimeDelta::days(1))
        .map_or((1, now), |row| (row.day_failures + 1, row.day_started_at));
    let reached = |count: i32, most: u32| u32::try_from(count).is_ok_and(|count| count >= most);
    let waits_until = if limit.most_a_day.is_some_and(|most| reached(day_failures, most)) {
        Some(day_started_at + TimeDelta::days(1))
    } else {
        reached(failures, limit.most).then(|| now + limit.window)
    };
    write(tx, key, Counted { failures, window_started_at, day_failures, day_started_at, waits_until }).await
}

/// Counts a failure at the door of a school, for the address it came from and for the school (A2).
pub async fn failed_at_door(tx: &Tx, school: EstablishmentId, address: Option<IpAddr>) -> Result<()> {
    let config = tx.cx().config();
    let window = TimeDelta::minutes(10);
    let of_address = Limit {
        window,
        most: config.sign_in_failures_per_address,
        most_a_day: Some(config.sign_in_failures_per_address_a_day),
    };
    failed(tx, &address_key(address), of_address).await?;
    let of_school = Limit { window, most: config.sign_in_failures_per_school, most_a_day: None };
    failed(tx, &school_key(school), of_school).await
}

/// Whether a school is being tried so often that each of its answers takes a while, good ones too (A2).
pub async fn is_slowed(tx: &Tx, school: EstablishmentId) -> Result<bool> {
    Ok(shut_until(tx, &school_key(school)).await?.is_some())
}

/// What a counter says.
struct Counted {
    failures: i32,
    window_started_at: DateTime<Utc>,
    day_failures: i32,
    day_started_at: DateTime<Utc>,
    waits_until: Option<DateTime<Utc>>,
}

/// Moment of the next try after this many failures.
fn wait(tx: &Tx, failures: i32) -> Option<DateTime<Utc>> {
    let beyond = usize::try_from(failures - tx.cx().config().sign_in_tries).ok()?;
    Some(tx.now() + TimeDelta::minutes(WAITS[beyond.min(WAITS.len() - 1)]))
}

async fn locked(tx: &Tx, key: &str) -> Result<Option<throttle::Model>> {
    tx.school::<throttle::Entity>().by_key(key.to_owned()).with(QuerySelect::lock_exclusive).one().await
}

async fn write(tx: &Tx, key: &str, counted: Counted) -> Result<()> {
    use throttle::Column::{DayFailures, DayStartedAt, Failures, Key, WaitsUntil, WindowStartedAt};
    let row = throttle::ActiveModel {
        key: Set(key.to_owned()),
        failures: Set(counted.failures),
        window_started_at: Set(counted.window_started_at),
        day_failures: Set(counted.day_failures),
        day_started_at: Set(counted.day_started_at),
        waits_until: Set(counted.waits_until),
    };
    tx.upsert_many(vec![row], &[Key], &[Failures, WindowStartedAt, DayFailures, DayStartedAt, WaitsUntil]).await
}

/// IPv4 address, or the /64 of an IPv6 one.
fn household(address: Option<IpAddr>) -> String {
    match address.map(|address| address.to_canonical()) {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_its_household_a2() {
        let key = |text: &str| address_key(text.parse().ok());
        assert_eq!(key("192.0.2.7"), "address:192.0.2.7");
        assert_eq!(key("::ffff:192.0.2.7"), "address:192.0.2.7");
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2:ffff::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    }
}
