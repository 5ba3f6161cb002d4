//! Rhythm and dates of the school record (LSL): nothing can be entered in it until they are set (`R146`).

use entity::grading_period::Rhythm;
use entity::lsl_period::{ActiveModel, Column, Entity};
use sea_orm::{ColumnTrait as _, Set, Unchanged};

use super::dates::Span;
use super::{Place, Target, changed, check, journal, lsl_concerns, places, this_year, year_span};
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::Cx;
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
        let mut rows = Vec::new();
        for (n, (target, place)) in places(tx, targets).await?.into_iter().enumerate() {
            problems.unless(
                lsl_concerns(&place.framework, &place.level),
                Code::Invalid,
                format!("targets.{n}.level"),
                format!("{} : ce niveau n’a pas de livret scolaire LSL.", place.name()),
            );
            let known = tx
                .find::<Entity>()
                .filter(Column::SchoolYearId.eq(year.id))
                .filter(Column::SpecialtyId.eq(place.specialty.id))
                .filter(Column::Level.eq(place.level.code.as_str()))
                .one()
                .await?;
            if known.as_ref().map_or(0, |known| known.version) != target.version {
                problems.add(changed(n, &place));
            }
            rows.push((place, known));
        }
        problems.finish()?;
        for (place, known) in &rows {
            let mut row = ActiveModel {
                rhythm: Set(lsl.rhythm),
                opens_on: Set(lsl.open.starts_on),
                closes_on: Set(lsl.open.ends_on),
                version: Set(known.as_ref().map_or(0, |known| known.version) + 1),
                ..Default::default()
            };
            let saved = if let Some(known) = known {
                row.id = Unchanged(known.id);
                tx.save(row).await?
            } else {
                row.id = Set(tx.new_id());
                row.establishment_id = Set(tx.establishment()?);
                row.specialty_id = Set(place.specialty.id);
                row.level = Set(place.level.code.clone());
                row.school_year_id = Set(year.id);
                tx.insert(row).await?
            };
            tx.changed(Topic::Calendar, saved.id);
        }
        let places: Vec<&Place> = rows.iter().map(|(place, _)| place).collect();
        journal(tx, "a fixé le rythme du livret LSL", &places);
        tx.remember(client_mutation_id, year.id).await
    })
    .await
}
