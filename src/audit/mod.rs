//! The chained logs: of what was done (`audit_line`), and of who read which file (`read_line`).
//!
//! Each line holds the hash of the one before it, so that a removed or changed line shows ([`verify()`]). Each night the last
//! line of each log is sealed with the key of the service, and what is older than a year goes ([`keeping`]).
//!
//! A write adds its line in its own transaction ([`write()`] is called by `cx` alone). Lines hold who, what act, which record and
//! when; never the content of an entry, a password, a code or a token.

mod chain;
pub mod keeping;
mod networks;
mod verify;

pub use entity::log_mark::Log;
pub use verify::{Break, Verified, verify};

use chrono::{DateTime, Utc};
use entity::id::{EstablishmentId, UserId};
use entity::{audit_line, read_line};

use crate::access::Act;
use crate::cx::Tx;
use crate::error::Result;

/// Detail of a sign-in that was refused.
pub const REFUSED: &str = "refused";

/// Adds the line of a write to its school's chain, in the same transaction.
pub(crate) async fn write(tx: &Tx, act: Act, record: Option<&str>, detail: &str) -> Result<()> {
    let (last, previous) = chain::last::<audit_line::Entity>(tx).await?;
    let mut line = audit_line::Model {
        id: tx.new_id(),
        establishment_id: tx.actor().establishment(),
        number: last + 1,
        at: tx.now(),
        actor_id: tx.actor().user(),
        role: tx.actor().label(),
        act: act.name().to_owned(),
        record: record.map(str::to_owned),
        detail: detail.to_owned(),
        previous,
        hash: String::new(),
    };
    line.hash = hash_of::<audit_line::Entity>(&line);
    tx.insert_many(vec![added::<audit_line::ActiveModel>(line)]).await
}

/// One operation that read files, before it is chained.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// School.
    pub establishment: EstablishmentId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: UserId,
    /// Under which role.
    pub role: String,
    /// What was asked.
    pub operation: String,
    /// Learners whose files were opened, or accounts of which something logged was told.
    pub read: Vec<String>,
    /// Network address it came from.
    pub address: String,
}

/// Adds lines to the reading log of the operation's school, in order.
pub(crate) async fn write_readings(tx: &Tx, readings: &[Reading]) -> Result<()> {
    let (mut number, mut previous) = chain::last::<read_line::Entity>(tx).await?;
    let mut rows = Vec::with_capacity(readings.len());
    for reading in readings {
        number += 1;
        let mut line = read_line::Model {
            id: tx.new_id(),
            establishment_id: reading.establishment,
            number,
            at: reading.at,
            actor_id: reading.actor,
            role: reading.role.clone(),
            operation: reading.operation.clone(),
            learners: reading.read.clone().into(),
            address: reading.address.clone(),
            previous: std::mem::take(&mut previous),
            hash: String::new(),
        };
        line.hash = hash_of::<read_line::Entity>(&line);
        previous.clone_from(&line.hash);
        rows.push(added::<read_line::ActiveModel>(line));
    }
    tx.insert_many(rows).await
}

/// Hash of a line that knows the one before it.
fn hash_of<E: chain::Chained>(row: &E::Model) -> String {
    let link = E::link(row);
    chain::hash(link.previous, link.number, link.at, &link.said)
}

/// A whole row, to be added.
fn added<A>(row: impl sea_orm::IntoActiveModel<A>) -> A
where
    A: sea_orm::ActiveModelTrait,
{
    row.into_active_model().reset_all()
}
