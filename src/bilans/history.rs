//! What a bilan said before something else took its place: when it was reopened, or when two people wrote it at once.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::bilan_version::BilanVersionCause;
use entity::id::{BilanId, FrameworkItemId, UserId};
use entity::{bilan, bilan_version};
use sea_orm::{ColumnTrait as _, QueryOrder as _, Set};
use serde::{Deserialize, Serialize};

use super::Level;
use crate::cx::{Cx, Tx};
use crate::error::{Error, Result};

/// What a bilan said, as its history keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Said {
    /// The written synthesis.
    pub synthesis: String,
    /// Day it spoke of.
    pub reference_date: NaiveDate,
    /// Who began it.
    pub author: UserId,
    /// Who wrote it last; none in versions kept before this was.
    pub written_by: Option<UserId>,
    /// Who validated it.
    pub validated_by: Option<UserId>,
    /// Its levels.
    pub levels: Vec<SaidLevel>,
}

impl Said {
    /// What this bilan says, with these levels.
    pub fn by(bilan: &bilan::Model, levels: impl Iterator<Item = Level>) -> Self {
        Self {
            synthesis: bilan.synthesis.clone(),
            reference_date: bilan.reference_date,
            author: bilan.author_id,
            written_by: Some(bilan.updated_by),
            validated_by: bilan.validated_by,
            levels: levels.map(SaidLevel::from).collect(),
        }
    }
}

/// Level of one competency, as the history keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaidLevel {
    item: FrameworkItemId,
    rank: Option<i32>,
    absent: bool,
    proposed: Option<i32>,
    comment: Option<String>,
}

impl From<Level> for SaidLevel {
    fn from(Level { item, rank, absent, proposed, comment }: Level) -> Self {
        Self { item, rank, absent, proposed, comment }
    }
}

impl From<SaidLevel> for Level {
    fn from(SaidLevel { item, rank, absent, proposed, comment }: SaidLevel) -> Self {
        Self { item, rank, absent, proposed, comment }
    }
}

/// Keeps what a bilan said as its next version.
pub(super) async fn keep(
    tx: &Tx,
    bilan: &bilan::Model,
    said: Said,
    cause: BilanVersionCause,
    reason: Option<&str>,
) -> Result<()> {
    let before = tx.find::<bilan_version::Entity>().filter(bilan_version::Column::BilanId.eq(bilan.id)).count().await?;
    let row = bilan_version::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(bilan.establishment_id),
        bilan_id: Set(bilan.id),
        number: Set(i32::try_from(before).unwrap_or(i32::MAX) + 1),
        cause: Set(cause),
        // What was set aside never stood, so it was never validated.
        validated_at: Set(bilan.validated_at.filter(|_| cause == BilanVersionCause::Reopened)),
        content: Set(serde_json::to_value(said).map_err(|error| Error::internal("keeping what a bilan said", error))?),
        kept_at: Set(tx.now()),
        kept_by: Set(tx.user()?),
        reason: Set(reason.map(str::to_owned)),
    };
    tx.insert(row).await?;
    Ok(())
}

/// A version of a bilan.
#[derive(Clone, Debug)]
pub struct Version {
    /// The row.
    pub row: bilan_version::Model,
    /// What it said.
    pub said: Said,
}

/// Histories of many bilans, oldest version first, in one statement.
pub async fn histories(cx: &Cx, bilans: &[BilanId]) -> Result<HashMap<BilanId, Vec<Version>>> {
    let rows = cx
        .find::<bilan_version::Entity>()
        .among(bilan_version::Column::BilanId, bilans)
        .with(|q| q.order_by_asc(bilan_version::Column::Number).order_by_asc(bilan_version::Column::Id))
        .all()
        .await?;
    let mut histories: HashMap<BilanId, Vec<Version>> = bilans.iter().map(|id| (*id, Vec::new())).collect();
    for row in rows {
        let said = serde_json::from_value(row.content.clone())
            .map_err(|error| Error::internal("reading what a bilan said", error))?;
        histories.entry(row.bilan_id).or_default().push(Version { row, said });
    }
    Ok(histories)
}
