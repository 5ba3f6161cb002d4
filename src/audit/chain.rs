//! How the lines of a log are chained: each holds the hash of the one before it, and of all that it says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::{DateTime, SecondsFormat, Utc};
use entity::log_mark::Log;
use entity::{audit_line, log_mark, read_line};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, QueryOrder as _, QuerySelect as _};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::networks;
use crate::access::Seen;
use crate::cx::{Cx, Tx};
use crate::error::Result;

/// A table whose lines are chained, school by school.
pub(crate) trait Chained: Seen {
    /// Which log it is.
    const LOG: Log;
    /// Column of the line's number in its school's log, from 1.
    const NUMBER: Self::Column;
    /// Column of the school.
    const SCHOOL: Self::Column;

    /// What is chained of a line.
    fn link(row: &Self::Model) -> Link<'_>;

    /// Lines of the operation's school; those of no school when it has none.
    fn of_school(cx: &Cx) -> Expr {
        match cx.actor().establishment() {
            Some(school) => Self::SCHOOL.eq(school),
            None => Self::SCHOOL.is_null(),
        }
    }
}

/// What is chained of a line.
pub(crate) struct Link<'a> {
    /// Number in the log.
    pub number: i64,
    /// Moment of the line.
    pub at: DateTime<Utc>,
    /// Hash that it holds of the line before.
    pub previous: &'a str,
    /// Hash that it holds of itself.
    pub hash: &'a str,
    /// What it says.
    pub said: Vec<String>,
}

/// Hash of a line that comes after the line of hash `previous`.
pub(super) fn hash(previous: &str, number: i64, at: DateTime<Utc>, said: &[String]) -> String {
    let (number, at) = (number.to_string(), at.to_rfc3339_opts(SecondsFormat::Millis, true));
    let mut hash = Sha256::new();
    for part in [previous, &number, &at].into_iter().chain(said.iter().map(String::as_str)) {
        hash.update(u64::try_from(part.len()).unwrap_or_default().to_be_bytes());
        hash.update(part.as_bytes());
    }
    STANDARD_NO_PAD.encode(hash.finalize())
}

/// Number and hash of the last line of a school's log, in a write; zero and nothing before the first. Where every line was old
/// enough to go, the seal of the last one goes on.
pub(super) async fn last<E: Chained>(tx: &Tx) -> Result<(i64, String)> {
    let last = tx
        .school::<E>()
        .filter(E::of_school(tx.cx()))
        .filter(E::NUMBER.gt(0))
        .with(|q| q.order_by_desc(E::NUMBER).limit(1))
        .one()
        .await?;
    if let Some(last) = &last {
        let link = E::link(last);
        return Ok((link.number, link.hash.to_owned()));
    }
    let sealed = match tx.actor().establishment() {
        Some(_) => last_mark(tx, E::LOG).await?,
        None => None,
    };
    Ok(sealed.map_or((0, String::new()), |mark| (mark.number, mark.hash)))
}

/// Newest seal of a log of the school, in a write.
pub(super) async fn last_mark(tx: &Tx, log: Log) -> Result<Option<log_mark::Model>> {
    let marks = tx.school::<log_mark::Entity>().filter(log_mark::Column::Log.eq(log));
    marks.with(|q| q.order_by_desc(log_mark::Column::Number).limit(1)).one().await
}

fn id(actor: Option<impl Into<Uuid>>) -> String {
    actor.map(Into::<Uuid>::into).map(|actor| actor.to_string()).unwrap_or_default()
}

impl Chained for audit_line::Entity {
    const LOG: Log = Log::Acts;
    const NUMBER: audit_line::Column = audit_line::Column::Number;
    const SCHOOL: audit_line::Column = audit_line::Column::EstablishmentId;

    fn link(row: &audit_line::Model) -> Link<'_> {
        let record = row.record.clone().unwrap_or_default();
        Link {
            number: row.number,
            at: row.at,
            previous: &row.previous,
            hash: &row.hash,
            said: vec![id(row.actor_id), row.role.clone(), row.act.clone(), record, row.detail.clone()],
        }
    }
}

impl Chained for read_line::Entity {
    const LOG: Log = Log::Reads;
    const NUMBER: read_line::Column = read_line::Column::Number;
    const SCHOOL: read_line::Column = read_line::Column::EstablishmentId;

    fn link(row: &read_line::Model) -> Link<'_> {
        Link { number: row.number, at: row.at, previous: &row.previous, hash: &row.hash, said: said_by_read(row) }
    }
}

/// What a line of the reading log says. Its address counts as its network, so that it can be cut after 30 days.
fn said_by_read(row: &read_line::Model) -> Vec<String> {
    vec![
        id(Some(row.actor_id)),
        row.role.clone(),
        row.operation.clone(),
        row.learners.to_string(),
        networks::cut(&row.address),
    ]
}
