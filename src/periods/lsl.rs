//! Rhythm and dates of the school record (LSL): nothing can be entered in it until they are set (`R146`).

use std::collections::HashMap;

use entity::grading_period::Rhythm;
use entity::id::SchoolYearId;
use entity::lsl_period::{ActiveModel, Column, Entity, Model};
use sea_orm::{ColumnTrait as _, Set};

use super::dates::Span;
use super::{Key, Place, Target, changed, check, crossing, journal, lsl_concerns, places, this_year, year_span};
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problems, Result};

/// Rhythm and days of entry of the school record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lsl {
    /// Rhythm declared.
    pub rhythm: Rhythm,
    /// First and last day of entry.
    pub open: Span,
}

/// Sets the rhythm and dates of the school record of several lines at once.
///
/// Only première and terminale of the bac pro are concerned (`R145`); dates are in order and in the school year.
pub async fn save_lsl_periods(cx: &Cx, targets: &[Target], lsl: Lsl, client_mutation_id: Option<&str>) -> Result<()> {
    cx.write(Act::SaveLslPeriods, async |tx| {
        if tx.effect(client_mutation_id).await?.is_some() {
            return Ok(());
        }
        let year = this_year(tx).await?;
        let mut problems = Problems::new();
        problems.unless(lsl.open.in_order(), Code::Invalid, "closesOn", "La fin est avant le début.");
        check::within(&mut problems, year_span(&year), lsl.open, "opensOn", "closesOn");
        let places = places(tx, targets).await?;
        let standing = standing(tx, year.id, &places).await?;
        let (mut new, mut renewed) = (Vec::new(), Vec::new());
        for (n, (target, place)) in places.iter().enumerate() {
            problems.unless(
                lsl_concerns(&place.framework, &place.level),
                Code::Invalid,
                format!("targets.{n}.level"),
                format!("{}\u{a0}: ce niveau n’a pas de livret scolaire LSL.", place.name()),
            );
            let known = standing.get(&place.key());
            let version = known.map_or(0, |known| known.version);
            if version != target.version {
                problems.add(changed(n, place));
            }
            let row = ActiveModel {
                id: Set(known.map_or_else(|| tx.new_id(), |known| known.id)),
                specialty_id: Set(place.specialty.id),
                level: Set(place.level.code.clone()),
                school_year_id: Set(year.id),
                rhythm: Set(lsl.rhythm),
                opens_on: Set(lsl.open.starts_on),
                closes_on: Set(lsl.open.ends_on),
                version: Set(version + 1),
                ..Default::default()
            };
            tx.changed(Topic::Calendar, *row.id.as_ref());
            if known.is_some() { &mut renewed } else { &mut new }.push(row);
        }
        problems.finish()?;
        tx.insert_many(new).await?;
        let columns = [Column::Rhythm, Column::OpensOn, Column::ClosesOn, Column::Version];
        tx.upsert_many(renewed, &[Column::Id], &columns).await?;
        let places: Vec<&Place> = places.iter().map(|(_, place)| place).collect();
        journal(tx, "a fixé le rythme du livret LSL", &places);
        tx.remember(client_mutation_id, year.id).await
    })
    .await
}

/// What is set for these lines in a year, in one statement.
async fn standing(tx: &Tx, year: SchoolYearId, places: &[(Target, Place)]) -> Result<HashMap<Key, Model>> {
    let keys: Vec<Key> = places.iter().map(|(_, place)| place.key()).collect();
    let rows = crossing(tx.find::<Entity>(), Column::SpecialtyId, Column::Level, &keys)
        .filter(Column::SchoolYearId.eq(year))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| ((row.specialty_id, row.level.clone()), row)).collect())
}
