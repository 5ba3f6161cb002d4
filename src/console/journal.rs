//! The journal: who did what in the school, without any learner's name (decision 20).

use std::collections::HashMap;

use chrono::TimeDelta;
use entity::id::DivisionId;
use entity::{division, journal_entry};
use sea_orm::{ColumnTrait as _, QueryOrder as _, QuerySelect as _};

use crate::access::Act;
use crate::changes::Topic;
use crate::cx::Cx;
use crate::error::Result;

/// Most lines given at once.
pub const MOST: u64 = 50;

/// Positions older than this are not caught up with: the newest lines are given instead (security 3.4).
const REACH: TimeDelta = TimeDelta::hours(72);

/// Everything may leave a line.
pub const TOPICS: &[Topic] =
    &[Topic::Imports, Topic::School, Topic::Calendar, Topic::Bilans, Topic::Accounts, Topic::Journal];

/// A line of the journal, with its division.
#[derive(Clone)]
pub struct Line {
    /// What was written.
    pub entry: journal_entry::Model,
    /// The division it is about.
    pub division: Option<division::Model>,
}

/// The newest lines, newest first; `first` of them, 50 at most.
pub async fn newest(cx: &Cx, first: Option<i32>) -> Result<Vec<Line>> {
    cx.require(Act::ReadJournal)?;
    let first = first.map_or(MOST, |first| u64::try_from(first).unwrap_or_default().min(MOST));
    let entries = cx
        .find::<journal_entry::Entity>()
        .with(|q| q.order_by_desc(journal_entry::Column::Seq).order_by_desc(journal_entry::Column::Id).limit(first))
        .all()
        .await?;
    with_divisions(cx, entries).await
}

/// Lines above the position `after`, oldest first, and the position reached. A position that is too old, or of another
/// database, starts again from the newest lines.
pub async fn since(cx: &Cx, after: i64) -> Result<(Vec<Line>, i64)> {
    use journal_entry::Column;
    cx.require(Act::ReadJournal)?;
    let above = cx.find::<journal_entry::Entity>().filter(Column::Seq.gt(after));
    let entries = above.with(|q| q.order_by_asc(Column::Seq).order_by_asc(Column::Id).limit(10 * MOST)).all().await?;
    let too_old = entries.first().is_some_and(|oldest| cx.now() - oldest.at > REACH);
    let too_many = entries.len() as u64 == 10 * MOST;
    let lines = if too_old || too_many || after > cx.seq().await? {
        let mut lines = newest(cx, None).await?;
        lines.reverse();
        lines
    } else {
        with_divisions(cx, entries).await?
    };
    let reached = lines.last().map_or(after, |line| line.entry.seq);
    Ok((lines, reached))
}

async fn with_divisions(cx: &Cx, entries: Vec<journal_entry::Model>) -> Result<Vec<Line>> {
    let ids: Vec<DivisionId> = entries.iter().filter_map(|entry| entry.division_id).collect();
    let divisions = cx.find::<division::Entity>().among(division::Column::Id, &ids).all().await?;
    let divisions: HashMap<DivisionId, division::Model> = divisions.into_iter().map(|row| (row.id, row)).collect();
    let line = |entry: journal_entry::Model| {
        let division = entry.division_id.and_then(|id| divisions.get(&id)).cloned();
        Line { entry, division }
    };
    Ok(entries.into_iter().map(line).collect())
}
