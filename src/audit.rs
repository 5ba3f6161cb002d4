//! The chained log of what was done: each line holds the hash of the one before it, so that a removed or changed line shows.
//!
//! [`verify`] follows a chain from its first line. What was cut off at the end leaves a shorter chain that still holds, so the
//! hash it prints is to be noted elsewhere from time to time: a noted hash that is no longer in the chain tells.
//!
//! A write adds its line in its own transaction ([`write()`] is called by `cx` alone). Lines hold who, what act, which record and
//! when; never the content of an entry, a password, a code or a token.

use crate::access::Act;
use crate::cx::{Cx, Tx};
use crate::error::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::{DateTime, SecondsFormat, Utc};
use entity::audit_line;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, QueryOrder as _, QuerySelect as _, Set};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// What one line says, before it is chained.
struct Said<'a> {
    number: i64,
    at: DateTime<Utc>,
    actor: Option<Uuid>,
    role: &'a str,
    act: &'a str,
    record: Option<&'a str>,
    detail: &'a str,
}

impl Said<'_> {
    /// Hash of the line and of all those before it.
    fn hash(&self, previous: &str) -> String {
        let mut hash = Sha256::new();
        let actor = self.actor.map(|actor| actor.to_string()).unwrap_or_default();
        let at = self.at.to_rfc3339_opts(SecondsFormat::Millis, true);
        for part in [
            previous,
            &self.number.to_string(),
            &at,
            &actor,
            self.role,
            self.act,
            self.record.unwrap_or_default(),
            self.detail,
        ] {
            hash.update(u64::try_from(part.len()).unwrap_or_default().to_be_bytes());
            hash.update(part.as_bytes());
        }
        STANDARD_NO_PAD.encode(hash.finalize())
    }
}

/// Adds the line of a write to its school's chain, in the same transaction.
pub(crate) async fn write(tx: &Tx, act: Act, record: Option<&str>, detail: &str) -> Result<()> {
    let establishment = tx.actor().establishment();
    let last = tx
        .school::<audit_line::Entity>()
        .filter(of_chain(tx.cx()))
        .with(|q| q.order_by_desc(audit_line::Column::Number))
        .one()
        .await?;
    let role = tx.actor().label();
    let said = Said {
        number: last.as_ref().map_or(1, |last| last.number + 1),
        at: tx.now(),
        actor: tx.actor().user().map(Uuid::from),
        role: &role,
        act: act.name(),
        record,
        detail,
    };
    let previous = last.map(|last| last.hash).unwrap_or_default();
    let hash = said.hash(&previous);
    let row = audit_line::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(establishment),
        number: Set(said.number),
        at: Set(said.at),
        actor_id: Set(tx.actor().user()),
        role: Set(role.clone()),
        act: Set(act.name().to_owned()),
        record: Set(record.map(str::to_owned)),
        detail: Set(detail.to_owned()),
        previous: Set(previous),
        hash: Set(hash),
    };
    tx.insert(row).await?;
    Ok(())
}

/// Lines read at once while a chain is followed.
const AT_ONCE: u64 = 1_000;

/// What following a chain came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Lines that hold, from the first.
    pub lines: i64,
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
}

/// Follows the chain of the operation's school, or the service's own, from its first line to its last or to where it breaks.
///
/// `noted` is a head that an earlier verification answered.
pub async fn verify(cx: &Cx, noted: Option<&str>) -> Result<Verified> {
    let mut verified =
        Verified { lines: 0, head: String::new(), until: None, broken: None, noted_met: noted.is_none() };
    loop {
        let batch = cx
            .find::<audit_line::Entity>()
            .filter(of_chain(cx))
            .filter(audit_line::Column::Number.gt(verified.lines))
            .with(|q| q.order_by_asc(audit_line::Column::Number).limit(AT_ONCE))
            .all()
            .await?;
        if batch.is_empty() {
            return Ok(verified);
        }
        for line in batch {
            verified.broken = break_before(&line, &verified);
            if verified.broken.is_some() {
                return Ok(verified);
            }
            verified.lines = line.number;
            verified.until = Some(line.at);
            verified.noted_met |= noted == Some(line.hash.as_str());
            verified.head = line.hash;
        }
    }
}

/// Whether a line follows those already followed.
fn break_before(line: &audit_line::Model, so_far: &Verified) -> Option<Break> {
    if line.number != so_far.lines + 1 {
        return Some(Break::Removed(line.number));
    }
    let said = Said {
        number: line.number,
        at: line.at,
        actor: line.actor_id.map(Uuid::from),
        role: &line.role,
        act: &line.act,
        record: line.record.as_deref(),
        detail: &line.detail,
    };
    let holds = line.previous == so_far.head && line.hash == said.hash(&so_far.head);
    (!holds).then_some(Break::Changed(line.number))
}

/// Lines of the operation's school; those of no school when it has none.
fn of_chain(cx: &Cx) -> Expr {
    match cx.actor().establishment() {
        Some(school) => audit_line::Column::EstablishmentId.eq(school),
        None => audit_line::Column::EstablishmentId.is_null(),
    }
}
