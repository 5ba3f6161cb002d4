//! Setting, copying, removing and taking back grading periods.

use entity::grading_period::{ActiveModel, Column, Entity, Rhythm};
use entity::id::GradingPeriodId;
use entity::school_year;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};

use super::check::{self, Dates};
use super::standing::{Setting, Standing};
use super::{BIN_DAYS, Place, Target, changed, journal, place, places, span, this_year, year_span};
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Problems, Result};

/// Sets the grading periods of several lines at once, for the first time or again (`R41`–`R44`, `R49`).
///
/// All that is wrong with the dates is told together, at `periods.N.field`; a line changed since it was read, at
/// `targets.N.version`. Nothing is written unless everything can be.
pub async fn save_grading_periods(
    cx: &Cx,
    targets: &[Target],
    rhythm: Rhythm,
    periods: &[Dates],
    client_mutation_id: Option<&str>,
) -> Result<()> {
    cx.write(Act::SaveGradingPeriods, async |tx| {
        if tx.effect(client_mutation_id).await?.is_some() {
            return Ok(());
        }
        let year = this_year(tx).await?;
        let mut problems = check::grading_periods(rhythm, year_span(&year), periods);
        let places = match places(tx, targets).await {
            Ok(places) => places,
            Err(Error::Rejected(those)) => {
                for problem in those {
                    problems.add(problem);
                }
                return problems.finish();
            }
            Err(error) => return Err(error),
        };
        let standing = Standing::of_each(tx, year.id, places.iter().map(|(_, place)| place)).await?;
        let mut lines = Vec::with_capacity(places.len());
        for (n, ((target, place), set)) in places.into_iter().zip(standing).enumerate() {
            if set.version() != target.version {
                problems.add(changed(n, &place));
            }
            lines.push((place, set));
        }
        problems.finish()?;
        let again = lines.iter().any(|(_, set)| set.live().next().is_some());
        if again {
            cx.require(Act::UpdateGradingPeriods)?;
        }
        let mut moved = Vec::new();
        let mut setting = Setting::new(tx, year.id);
        for (place, set) in &lines {
            if !set.says(rhythm, periods) {
                setting.line(place, set, rhythm, periods)?;
                moved.push(place);
            }
        }
        setting.write().await?;
        let verb = if again { "a modifié" } else { "a fixé" };
        tell(tx, &format!("{verb} les dates des {}", check::plural(rhythm)), &moved);
        tx.remember(client_mutation_id, year.id).await
    })
    .await
}

/// Copies last year's grading periods to lines that have none yet, each day one year later.
pub async fn copy_grading_periods(cx: &Cx, targets: &[Target], client_mutation_id: Option<&str>) -> Result<()> {
    cx.write(Act::CopyGradingPeriods, async |tx| {
        if tx.effect(client_mutation_id).await?.is_some() {
            return Ok(());
        }
        let year = this_year(tx).await?;
        let last = tx.find::<school_year::Entity>().filter(school_year::Column::Year.eq(year.year - 1)).one().await?;
        let places = places(tx, targets).await?;
        let of_each = places.iter().map(|(_, place)| place);
        let standing = Standing::of_each(tx, year.id, of_each.clone()).await?;
        let old = match &last {
            Some(last) => Standing::of_each(tx, last.id, of_each).await?,
            None => places.iter().map(|_| Standing::default()).collect(),
        };
        let mut problems = Problems::new();
        let mut copied = Vec::new();
        for (n, ((target, place), (set, old))) in places.into_iter().zip(standing.into_iter().zip(old)).enumerate() {
            let at = format!("targets.{n}.level");
            let name = place.name();
            if set.version() != target.version {
                problems.add(changed(n, &place));
                continue;
            }
            if set.live().next().is_some() {
                problems.add(Problem::new(Code::Taken, at, format!("{name}\u{a0}: des dates sont déjà fixées.")));
                continue;
            }
            let Some(rhythm) = old.live().next().map(|period| period.rhythm) else {
                let message = format!("{name}\u{a0}: aucune date l’an dernier.");
                problems.add(Problem::new(Code::NotFound, at, message));
                continue;
            };
            let dates: Vec<Dates> = old
                .live()
                .map(|period| Dates { span: span(period).next_year(), external_ref: period.external_ref.clone() })
                .collect();
            let unsound = check::grading_periods(rhythm, year_span(&year), &dates);
            problems.unless(
                unsound.is_empty(),
                Code::OutOfYear,
                at,
                format!("{name}\u{a0}: les dates de l’an dernier ne tiennent pas dans cette année."),
            );
            copied.push((place, set, rhythm, dates));
        }
        problems.finish()?;
        let mut setting = Setting::new(tx, year.id);
        for (place, set, rhythm, dates) in &copied {
            setting.line(place, set, *rhythm, dates)?;
        }
        setting.write().await?;
        let moved: Vec<&Place> = copied.iter().map(|(place, ..)| place).collect();
        tell(tx, "a repris les dates de l’an dernier", &moved);
        tx.remember(client_mutation_id, year.id).await
    })
    .await
}

/// Moves the grading periods of a line to the bin, for 30 days; what was written for them stays as it is (`R49`, `R186`).
pub async fn delete_grading_periods(cx: &Cx, target: &Target) -> Result<()> {
    cx.write(Act::DeleteGradingPeriods, async |tx| {
        let year = this_year(tx).await?;
        let place = place(tx, target.specialty, &target.level, "target.").await?;
        let set = Standing::of(tx, year.id, &place).await?;
        if set.version() != target.version {
            let mut problem = changed(0, &place);
            problem.path = Some("target.version".to_owned());
            return Err(problem.into());
        }
        let binned = ActiveModel {
            deleted_at: Set(Some(tx.now())),
            deleted_by: Set(Some(tx.user()?)),
            version: Set(set.next_version()),
            ..Default::default()
        };
        let live: Vec<GradingPeriodId> = set.live().map(|period| period.id).collect();
        let live = tx.among(Column::Id, &live);
        tx.update_where::<Entity>(|update| update.set(binned).filter(live)).await?;
        tell(tx, "a retiré les dates des périodes", &[&place]);
        Ok(())
    })
    .await
}

/// Takes back from the bin the grading periods of a line that were removed last, within 30 days (`R186`).
pub async fn restore_grading_periods(cx: &Cx, target: &Target) -> Result<()> {
    cx.write(Act::RestoreGradingPeriods, async |tx| {
        let year = this_year(tx).await?;
        let place = place(tx, target.specialty, &target.level, "").await?;
        let set = Standing::of(tx, year.id, &place).await?;
        if set.live().next().is_some() {
            return Err(Problem::new(
                Code::Taken,
                "level",
                "De nouvelles dates sont fixées\u{a0}: retirez-les d’abord.",
            )
            .into());
        }
        let Some(last) = set.removed_at().filter(|at| tx.now() - *at <= chrono::TimeDelta::days(BIN_DAYS)) else {
            return Err(Problem::new(Code::Expired, "level", "Rien n’a été retiré depuis 30 jours.").into());
        };
        let back = ActiveModel {
            deleted_at: Set(None),
            deleted_by: Set(None),
            version: Set(set.next_version()),
            ..Default::default()
        };
        let removed: Vec<GradingPeriodId> = set.removed(last).map(|period| period.id).collect();
        let removed = tx.among(Column::Id, &removed);
        tx.update_where::<Entity>(|update| update.set(back).filter(removed)).await?;
        tell(tx, "a rétabli les dates des périodes", &[&place]);
        Ok(())
    })
    .await
}

/// Adds to the journal what was done to which lines, and wakes the screens.
fn tell(tx: &Tx, what: &str, places: &[&Place]) {
    journal(tx, what, places);
    if !places.is_empty() {
        tx.changed_widely(Topic::Calendar);
    }
}
