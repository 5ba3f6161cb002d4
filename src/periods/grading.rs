//! Setting, copying, removing and taking back grading periods.

use entity::grading_period::{ActiveModel, Column, Entity, Model, Rhythm};
use entity::id::SchoolYearId;
use entity::school_year;
use sea_orm::{ColumnTrait as _, QueryOrder as _, Set, Unchanged};

use super::check::{self, Dates};
use super::{BIN_DAYS, Place, Target, changed, journal, places, span, this_year, year_span};
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
        let mut lines = Vec::with_capacity(places.len());
        for (n, (target, place)) in places.into_iter().enumerate() {
            let set = Periods::read(tx, &year, &place).await?;
            if set.version() != target.version {
                problems.add(changed(n, &place));
            }
            lines.push((place, set));
        }
        problems.finish()?;
        let again = lines.iter().any(|(_, set)| !set.live().is_empty());
        if again {
            cx.require(Act::UpdateGradingPeriods)?;
        }
        let mut moved = Vec::new();
        for (place, set) in &lines {
            if !set.says(rhythm, periods) {
                set.write(tx, &year, place, rhythm, periods).await?;
                moved.push(place);
            }
        }
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
        let mut problems = Problems::new();
        let mut copied = Vec::new();
        for (n, (target, place)) in places(tx, targets).await?.into_iter().enumerate() {
            let at = format!("targets.{n}.level");
            let name = place.name();
            let set = Periods::read(tx, &year, &place).await?;
            if set.version() != target.version {
                problems.add(changed(n, &place));
                continue;
            }
            if !set.live().is_empty() {
                problems.add(Problem::new(Code::Taken, at, format!("{name} : des dates sont déjà fixées.")));
                continue;
            }
            let old = match &last {
                Some(last) => Periods::read(tx, last, &place).await?.live(),
                None => Vec::new(),
            };
            let Some(rhythm) = old.first().map(|period| period.rhythm) else {
                let message = format!("{name} : aucune date l’an dernier.");
                problems.add(Problem::new(Code::NotFound, at, message));
                continue;
            };
            let dates: Vec<Dates> = old
                .iter()
                .map(|period| Dates { span: span(period).next_year(), external_ref: period.external_ref.clone() })
                .collect();
            let unsound = check::grading_periods(rhythm, year_span(&year), &dates);
            problems.unless(
                unsound.is_empty(),
                Code::OutOfYear,
                at,
                format!("{name} : les dates de l’an dernier ne tiennent pas dans cette année."),
            );
            copied.push((place, set, rhythm, dates));
        }
        problems.finish()?;
        for (place, set, rhythm, dates) in &copied {
            set.write(tx, &year, place, *rhythm, dates).await?;
        }
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
        let place = super::place(tx, target.specialty, &target.level, "target.").await?;
        let set = Periods::read(tx, &year, &place).await?;
        if set.version() != target.version {
            let mut problem = changed(0, &place);
            problem.path = Some("target.version".to_owned());
            return Err(problem.into());
        }
        for period in set.live() {
            let row = binned(tx, &period, set.next_version())?;
            tx.save(row).await?;
        }
        tell(tx, "a retiré les dates des périodes", &[&place]);
        Ok(())
    })
    .await
}

/// Takes back from the bin the grading periods of a line that were removed last, within 30 days (`R186`).
pub async fn restore_grading_periods(cx: &Cx, target: &Target) -> Result<()> {
    cx.write(Act::RestoreGradingPeriods, async |tx| {
        let year = this_year(tx).await?;
        let place = super::place(tx, target.specialty, &target.level, "").await?;
        let set = Periods::read(tx, &year, &place).await?;
        if !set.live().is_empty() {
            return Err(
                Problem::new(Code::Taken, "level", "De nouvelles dates sont fixées : retirez-les d’abord.").into()
            );
        }
        let last = set.rows.iter().filter_map(|period| period.deleted_at).max();
        let Some(last) = last.filter(|at| tx.now() - *at <= chrono::TimeDelta::days(BIN_DAYS)) else {
            return Err(Problem::new(Code::Expired, "level", "Rien n’a été retiré depuis 30 jours.").into());
        };
        for period in set.rows.iter().filter(|period| period.deleted_at == Some(last)) {
            let row = ActiveModel {
                id: Unchanged(period.id),
                deleted_at: Set(None),
                deleted_by: Set(None),
                version: Set(set.next_version()),
                ..Default::default()
            };
            tx.save(row).await?;
        }
        tell(tx, "a rétabli les dates des périodes", &[&place]);
        Ok(())
    })
    .await
}

/// The grading periods of one line and year, those in the bin included.
struct Periods {
    rows: Vec<Model>,
}

impl Periods {
    async fn read(tx: &Tx, year: &school_year::Model, place: &Place) -> Result<Self> {
        let rows = of(tx, year.id, place).await?;
        Ok(Self { rows })
    }

    /// Those not in the bin, in order.
    fn live(&self) -> Vec<Model> {
        self.rows.iter().filter(|period| period.deleted_at.is_none()).cloned().collect()
    }

    /// Version of the line: the highest of its live periods, 0 when it has none.
    fn version(&self) -> i32 {
        self.rows.iter().filter(|period| period.deleted_at.is_none()).map(|period| period.version).max().unwrap_or(0)
    }

    /// A version no period of the line has had.
    fn next_version(&self) -> i32 {
        self.rows.iter().map(|period| period.version).max().unwrap_or(0) + 1
    }

    /// Whether the live periods are already those.
    fn says(&self, rhythm: Rhythm, periods: &[Dates]) -> bool {
        let live = self.live();
        live.len() == periods.len()
            && live.iter().zip(periods).all(|(known, new)| {
                known.rhythm == rhythm && span(known) == new.span && known.external_ref == new.external_ref
            })
    }

    /// Writes the periods, on the rows of the same number where there are some, so that their entries follow (`R49`).
    async fn write(
        &self,
        tx: &Tx,
        year: &school_year::Model,
        place: &Place,
        rhythm: Rhythm,
        periods: &[Dates],
    ) -> Result<()> {
        let version = self.next_version();
        for (number, dates) in (1..).zip(periods) {
            let known = self
                .rows
                .iter()
                .filter(|period| period.number == number)
                .max_by_key(|period| (period.deleted_at.is_none(), period.deleted_at));
            let mut row = ActiveModel {
                rhythm: Set(rhythm),
                starts_on: Set(dates.span.starts_on),
                ends_on: Set(dates.span.ends_on),
                external_ref: Set(dates.external_ref.clone()),
                version: Set(version),
                deleted_at: Set(None),
                deleted_by: Set(None),
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
                row.number = Set(number);
                tx.insert(row).await?
            };
            tx.changed(Topic::Calendar, saved.id);
        }
        let kept = i32::try_from(periods.len()).unwrap_or(i32::MAX);
        for period in self.live().iter().filter(|period| period.number > kept) {
            let row = binned(tx, period, version)?;
            tx.save(row).await?;
        }
        Ok(())
    }
}

async fn of(tx: &Tx, year: SchoolYearId, place: &Place) -> Result<Vec<Model>> {
    tx.school::<Entity>()
        .filter(Column::SchoolYearId.eq(year))
        .filter(Column::SpecialtyId.eq(place.specialty.id))
        .filter(Column::Level.eq(place.level.code.as_str()))
        .with(|q| q.order_by_asc(Column::Number).order_by_asc(Column::Id))
        .all()
        .await
}

fn binned(tx: &Tx, period: &Model, version: i32) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Unchanged(period.id),
        deleted_at: Set(Some(tx.now())),
        deleted_by: Set(Some(tx.user()?)),
        version: Set(version),
        ..Default::default()
    })
}

/// Adds to the journal what was done to which lines, and wakes the screens.
fn tell(tx: &Tx, what: &str, places: &[&Place]) {
    journal(tx, what, places);
    if !places.is_empty() {
        tx.changed_widely(Topic::Calendar);
    }
}
