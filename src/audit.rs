//! The chained log of what was done: each line holds the hash of the one before it, so that a removed or changed line shows.
//!
//! A write adds its line in its own transaction ([`write`] is called by `cx` alone). Lines hold who, what act, which record and
//! when; never the content of an entry, a password, a code or a token.

use crate::access::Act;
use crate::cx::Tx;
use crate::error::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::{DateTime, SecondsFormat, Utc};
use entity::audit_line;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, Set};
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
        .with(|q| match establishment {
            Some(_) => q,
            None => q.filter(audit_line::Column::EstablishmentId.is_null()),
        })
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
