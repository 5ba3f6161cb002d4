//! The grading periods of lines as they stand, and the rows that give them other dates: read and written for all lines together.

use std::collections::HashMap;
use std::iter;

use chrono::{DateTime, Utc};
use entity::grading_period::{ActiveModel, Column, Entity, Model, Rhythm};
use entity::id::SchoolYearId;
use sea_orm::{ColumnTrait as _, IntoActiveModel as _, QueryOrder as _, Set};

use super::check::Dates;
use super::{Key, Place, crossing, span};
use crate::changes::Topic;
use crate::cx::Tx;
use crate::error::Result;

/// The grading periods of one line and year, those in the bin included, in order.
#[derive(Default)]
pub(super) struct Standing {
    rows: Vec<Model>,
}

impl Standing {
    /// Those of one line.
    pub async fn of(tx: &Tx, year: SchoolYearId, place: &Place) -> Result<Self> {
        Ok(Self::of_each(tx, year, iter::once(place)).await?.pop().unwrap_or_default())
    }

    /// Those of several lines, in the order of the lines, in one statement.
    pub async fn of_each<'a>(
        tx: &Tx,
        year: SchoolYearId,
        places: impl Iterator<Item = &'a Place>,
    ) -> Result<Vec<Self>> {
        let keys: Vec<Key> = places.map(Place::key).collect();
        let rows = crossing(tx.school::<Entity>(), Column::SpecialtyId, Column::Level, &keys)
            .filter(Column::SchoolYearId.eq(year))
            .with(|q| q.order_by_asc(Column::Number).order_by_asc(Column::Id))
            .all()
            .await?;
        let mut lines: HashMap<Key, Self> = HashMap::new();
        for period in rows {
            lines.entry((period.specialty_id, period.level.clone())).or_default().rows.push(period);
        }
        Ok(keys.iter().map(|key| lines.remove(key).unwrap_or_default()).collect())
    }

    /// Those not in the bin.
    pub fn live(&self) -> impl Iterator<Item = &Model> {
        self.rows.iter().filter(|period| period.deleted_at.is_none())
    }

    /// When periods were last removed, of those still in the bin.
    pub fn removed_at(&self) -> Option<DateTime<Utc>> {
        self.rows.iter().filter_map(|period| period.deleted_at).max()
    }

    /// Those removed at a moment.
    pub fn removed(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Model> {
        self.rows.iter().filter(move |period| period.deleted_at == Some(at))
    }

    /// Version of the line: the highest of its live periods, 0 when it has none.
    pub fn version(&self) -> i32 {
        self.live().map(|period| period.version).max().unwrap_or(0)
    }

    /// A version no period of the line has had.
    pub fn next_version(&self) -> i32 {
        self.rows.iter().map(|period| period.version).max().unwrap_or(0) + 1
    }

    /// Whether the live periods are already those.
    pub fn says(&self, rhythm: Rhythm, periods: &[Dates]) -> bool {
        self.live().count() == periods.len()
            && self.live().zip(periods).all(|(known, new)| {
                known.rhythm == rhythm && span(known) == new.span && known.external_ref == new.external_ref
            })
    }

    /// The row to write a period on, so that what was written for it follows (`R49`): the live one, else the last removed.
    fn numbered(&self, number: i32) -> Option<&Model> {
        self.rows
            .iter()
            .filter(|period| period.number == number)
            .max_by_key(|period| (period.deleted_at.is_none(), period.deleted_at))
    }
}

/// Dates on their way to the rows of a year: gathered line by line, written together.
pub(super) struct Setting<'a> {
    tx: &'a Tx,
    year: SchoolYearId,
    new: Vec<ActiveModel>,
    changed: Vec<ActiveModel>,
}

impl<'a> Setting<'a> {
    /// Nothing to write yet.
    pub const fn new(tx: &'a Tx, year: SchoolYearId) -> Self {
        Self { tx, year, new: Vec::new(), changed: Vec::new() }
    }

    /// Gives a line its periods; those beyond their number go to the bin.
    pub fn line(&mut self, place: &Place, standing: &Standing, rhythm: Rhythm, periods: &[Dates]) -> Result<()> {
        let tx = self.tx;
        let version = standing.next_version();
        for (number, dates) in (1..).zip(periods) {
            let known = standing.numbered(number);
            let row = ActiveModel {
                id: Set(known.map_or_else(|| tx.new_id(), |known| known.id)),
                specialty_id: Set(place.specialty.id),
                level: Set(place.level.code.clone()),
                school_year_id: Set(self.year),
                number: Set(number),
                rhythm: Set(rhythm),
                starts_on: Set(dates.span.starts_on),
                ends_on: Set(dates.span.ends_on),
                external_ref: Set(dates.external_ref.clone()),
                version: Set(version),
                deleted_at: Set(None),
                deleted_by: Set(None),
                ..Default::default()
            };
            tx.changed(Topic::Calendar, *row.id.as_ref());
            if known.is_some() { &mut self.changed } else { &mut self.new }.push(row);
        }
        let kept = i32::try_from(periods.len()).unwrap_or(i32::MAX);
        for period in standing.live().filter(|period| period.number > kept) {
            self.changed.push(ActiveModel {
                deleted_at: Set(Some(tx.now())),
                deleted_by: Set(Some(tx.user()?)),
                version: Set(version),
                ..period.clone().into_active_model()
            });
        }
        Ok(())
    }

    /// Writes all lines.
    pub async fn write(self) -> Result<()> {
        use Column::{DeletedAt, DeletedBy, EndsOn, ExternalRef, Id, Rhythm, StartsOn, Version};
        self.tx.insert_many(self.new).await?;
        let columns = [Rhythm, StartsOn, EndsOn, ExternalRef, Version, DeletedAt, DeletedBy];
        self.tx.upsert_many(self.changed, &[Id], &columns).await
    }
}
