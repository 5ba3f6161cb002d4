//! Following a chained log from its first line, to say whether a line was removed or changed.
//!
//! What was cut off at the end leaves a shorter chain that still holds: the seals kept each night show it, and so does a hash
//! noted elsewhere that is no longer in the chain.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::log_mark::{self, Log};
use sea_orm::{ColumnTrait as _, QueryOrder as _, QuerySelect as _};

use super::chain::{self, Chained};
use super::keeping;
use crate::cx::Cx;
use crate::error::Result;

/// Lines read at once while a chain is followed.
const AT_ONCE: u64 = 1_000;

/// What following a chain came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Lines that hold, from the first that is kept.
    pub lines: i64,
    /// Number of the last of them; zero when there is none.
    pub last: i64,
    /// Hash of the last of them; empty when there is none.
    pub head: String,
    /// Moment of the last of them.
    pub until: Option<DateTime<Utc>>,
    /// What comes after them, when it does not follow.
    pub broken: Option<Break>,
    /// Whether `noted` was met on the way; true when nothing was noted.
    pub noted_met: bool,
}

/// Where a chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// Lines are missing before the one with this number.
    Removed(i64),
    /// The line with this number does not say what it said.
    Changed(i64),
    /// The seal of the line with this number is not the service's.
    Forged(i64),
}

/// Follows a log of the operation's school, or the service's own, from its first line to its last or to where it breaks.
///
/// `noted` is a head that an earlier verification answered.
pub async fn verify(cx: &Cx, log: Log, noted: Option<&str>) -> Result<Verified> {
    match log {
        Log::Acts => follow::<entity::audit_line::Entity>(cx, noted).await,
        Log::Reads => follow::<entity::read_line::Entity>(cx, noted).await,
    }
}

async fn follow<E: Chained>(cx: &Cx, noted: Option<&str>) -> Result<Verified> {
    let mut verified =
        Verified { lines: 0, last: 0, head: String::new(), until: None, broken: None, noted_met: noted.is_none() };
    let seals = match seals(cx, E::LOG).await? {
        Ok(seals) => seals,
        Err(forged) => return Ok(Verified { broken: Some(Break::Forged(forged)), ..verified }),
    };
    loop {
        let batch = cx
            .find::<E>()
            .filter(E::of_school(cx))
            .filter(E::NUMBER.gt(verified.last))
            .with(|q| q.order_by_asc(E::NUMBER).limit(AT_ONCE))
            .all()
            .await?;
        if batch.is_empty() {
            match seals.values().next_back().filter(|last| last.number > verified.last) {
                // Every line was old enough to go.
                Some(last) if verified.lines == 0 && last.at <= keeping::old(cx) => {
                    (verified.last, verified.head) = (last.number, last.hash.clone());
                }
                // A line sealed one night that is not there any more was cut off.
                Some(last) => verified.broken = Some(Break::Removed(last.number + 1)),
                None => {}
            }
            return Ok(verified);
        }
        for row in &batch {
            let link = E::link(row);
            if verified.lines == 0 && begins_at_a_seal(cx, &link, &seals) {
                (verified.last, verified.head) = (link.number - 1, link.previous.to_owned());
            }
            verified.broken = break_before(&link, &verified, &seals);
            if verified.broken.is_some() {
                return Ok(verified);
            }
            verified.lines += 1;
            verified.last = link.number;
            verified.until = Some(link.at);
            verified.noted_met |= noted == Some(link.hash);
            link.hash.clone_into(&mut verified.head);
        }
    }
}

/// Lines sealed each night, by number; the number of the first whose seal is not the service's, if one is not.
async fn seals(cx: &Cx, log: Log) -> Result<Result<BTreeMap<i64, log_mark::Model>, i64>> {
    let Some(school) = cx.actor().establishment() else { return Ok(Ok(BTreeMap::new())) };
    let marks = cx.find::<log_mark::Entity>().filter(log_mark::Column::Log.eq(log)).all().await?;
    for mark in &marks {
        if mark.seal != keeping::seal(cx, school, mark.log, mark.number, &mark.hash) {
            return Ok(Err(mark.number));
        }
    }
    Ok(Ok(marks.into_iter().map(|mark| (mark.number, mark)).collect()))
}

/// Whether the lines before this one were removed because they were old enough: it follows a seal that is.
fn begins_at_a_seal(cx: &Cx, link: &chain::Link<'_>, seals: &BTreeMap<i64, log_mark::Model>) -> bool {
    seals.get(&(link.number - 1)).is_some_and(|mark| mark.hash == link.previous && mark.at <= keeping::old(cx))
}

/// Whether a line follows those already followed, and says what was sealed.
fn break_before(link: &chain::Link<'_>, so_far: &Verified, seals: &BTreeMap<i64, log_mark::Model>) -> Option<Break> {
    if link.number != so_far.last + 1 {
        return Some(Break::Removed(link.number));
    }
    let holds = link.previous == so_far.head
        && link.hash == chain::hash(&so_far.head, link.number, link.at, &link.said)
        && seals.get(&link.number).is_none_or(|mark| mark.hash == link.hash);
    (!holds).then_some(Break::Changed(link.number))
}
