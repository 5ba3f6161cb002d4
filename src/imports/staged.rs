//! Staged lines read back, a page at a time: to be applied, or taken back.

use super::plan::Decision;
use super::stage::{end_place, first_place};
use crate::cx::Tx;
use crate::error::{Error, Result};
use entity::id::ImportRunId;
use entity::import_line;
use entity::import_line::{ImportOutcome, ImportSubject};
use sea_orm::{ColumnTrait as _, FromQueryResult, QueryOrder as _, QuerySelect as _};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// Lines of one page.
pub const PAGE: u64 = 2_000;

/// A staged line, as far as applying it goes.
#[derive(FromQueryResult)]
pub struct Staged {
    position: i32,
    decision: Option<String>,
    payload: Json,
}

impl Staged {
    /// What somebody decided.
    pub fn decision(&self) -> Option<Decision> {
        self.decision.as_deref().and_then(Decision::read)
    }

    /// Whether nothing was kept to be applied.
    pub fn is_bare(&self) -> bool {
        self.payload.is_null()
    }

    /// What was kept to be applied.
    pub fn plan<P: DeserializeOwned>(self) -> Result<P> {
        P::deserialize(self.payload).map_err(|error| Error::internal("reading a staged line", error))
    }
}

/// Lines of an import with this outcome about this subject, in order, after the place `after`, which moves to the last one
/// read. Empty after the last page.
pub async fn page(
    tx: &Tx,
    run: ImportRunId,
    outcome: ImportOutcome,
    subject: ImportSubject,
    after: &mut Option<i32>,
) -> Result<Vec<Staged>> {
    use import_line::Column;
    let first = first_place(outcome, subject);
    let lines: Vec<Staged> = tx
        .school::<import_line::Entity>()
        .filter(Column::ImportRunId.eq(run))
        .filter(Column::Outcome.eq(outcome))
        .filter(Column::Position.gte(after.map_or(first, |after| after + 1)))
        .filter(Column::Position.lt(end_place(first)))
        .tuples(|q| {
            q.columns([Column::Position, Column::Decision, Column::Payload]).order_by_asc(Column::Position).limit(PAGE)
        })
        .await?;
    if let Some(last) = lines.last() {
        *after = Some(last.position);
    }
    Ok(lines)
}
