//! Official periods, owned by the DDFTP: grading periods, LSL periods, certification deadlines.
//!
//! Everything is set per specialty and class level of a school year, a *line* of the calendar, because rhythms differ
//! from one to the next (`R41`, `R44`). Grading periods equal those of the marks software, so each keeps its code there
//! (`R42`); they never overlap, stay in the school year, and are three or two (`R43`).
//!
//! Dates may move at any time. Entries never move with them (`R49`): a bilan keeps its period and its reference date, and
//! those that no longer count are told on the line, and listed when asked. Every change is a [`Topic::Calendar`](crate::changes::Topic), so
//! consoles and tracking tables show it at once (`R50`). What is removed waits 30 days in the bin (`R186`); setting dates
//! again takes the same rows back, so that their entries follow.

mod bin;
mod calendar;
pub mod check;
pub mod dates;
mod deadlines;
mod grading;
pub mod graphql;
mod lsl;
mod outside;
mod reading;
mod standing;

use std::collections::HashMap;

use entity::id::{FrameworkId, GradingPeriodId, SpecialtyId};
use entity::{framework, grading_period, school_year, specialty};
use sea_orm::ColumnTrait as _;

pub use bin::empty_bin;
pub use calendar::{Calendar, Line, calendar, line, lines};
pub use deadlines::{Deadline, delete_certification_deadline, save_certification_deadline};
pub use grading::{copy_grading_periods, delete_grading_periods, restore_grading_periods, save_grading_periods};
pub use lsl::{Lsl, save_lsl_periods};
pub use outside::{Outside, entries_outside};

use crate::access::Seen;
use crate::cx::{Cx, Rows, Tx};
use crate::error::{Code, Error, Problem, Problems, Result};
use crate::frameworks::{self, ClassLevel};
use dates::Span;

pub use crate::cx::BIN_DAYS;

/// Which line of the calendar: a diploma of the school, and a class level as its framework codes it.
pub type Key = (SpecialtyId, String);

/// One line of the calendar, and the version that was read of what is about to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Diploma taught in the school.
    pub specialty: SpecialtyId,
    /// Class level, as its framework codes it.
    pub level: String,
    /// Version that was read; 0 when there was nothing.
    pub version: i32,
}

impl Target {
    /// The line it names.
    pub fn key(&self) -> Key {
        (self.specialty, self.level.clone())
    }
}

/// The days of a grading period.
pub fn span(period: &grading_period::Model) -> Span {
    Span::new(period.starts_on, period.ends_on)
}

/// The days of a school year.
pub fn year_span(year: &school_year::Model) -> Span {
    Span::new(year.starts_on, year.ends_on)
}

/// « Semestre 1 ».
pub fn label(period: &grading_period::Model) -> String {
    check::name(period.rhythm, period.number)
}

/// Whether a level enters the school record: première and terminale of the bac pro (`R145`, `R146`).
pub fn lsl_concerns(framework: &framework::Model, level: &ClassLevel) -> bool {
    framework.diploma_type == framework::DiplomaType::BacPro && level.order >= 2
}

/// Whether in-school certification ends at this level: the last of the cycle.
pub fn deadlines_concern(framework: &framework::Model, level: &ClassLevel) -> bool {
    frameworks::levels(framework).iter().all(|other| other.order <= level.order)
}

/// Grading periods by their ids, those in the bin included: what is written for them still names them.
pub async fn by_ids(cx: &Cx, ids: &[GradingPeriodId]) -> Result<HashMap<GradingPeriodId, grading_period::Model>> {
    let rows = cx.find_kept::<grading_period::Entity>().among(grading_period::Column::Id, ids).all().await?;
    Ok(rows.into_iter().map(|period| (period.id, period)).collect())
}

/// Keeps the rows of the diplomas and of the levels of these lines. The two are crossed: the caller leaves what nobody asked for.
fn crossing<'a, E: Seen>(rows: Rows<'a, E>, specialty: E::Column, level: E::Column, lines: &[Key]) -> Rows<'a, E> {
    let specialties: Vec<SpecialtyId> = lines.iter().map(|(specialty, _)| *specialty).collect();
    let levels: Vec<&str> = lines.iter().map(|(_, level)| level.as_str()).collect();
    rows.among(specialty, &specialties).among(level, &levels)
}

/// What a line is about, read in the transaction that changes it.
struct Place {
    specialty: specialty::Model,
    framework: framework::Model,
    level: ClassLevel,
}

impl Place {
    /// « Bac pro MELEC, Première professionnelle ».
    fn name(&self) -> String {
        format!("{}, {}", self.framework.short_title, self.level.label)
    }

    /// The line.
    fn key(&self) -> Key {
        (self.specialty.id, self.level.code.clone())
    }
}

/// Finds the line a target names; a problem at `path` when the school does not teach it.
async fn place(tx: &Tx, specialty: SpecialtyId, level: &str, path: &str) -> Result<Place> {
    Taught::read(tx, &[specialty]).await?.place(specialty, level, path)
}

/// Diplomas of the school, with their frameworks.
struct Taught {
    specialties: HashMap<SpecialtyId, specialty::Model>,
    frameworks: HashMap<FrameworkId, framework::Model>,
}

impl Taught {
    /// Those of `ids` that the school teaches.
    async fn read(tx: &Tx, ids: &[SpecialtyId]) -> Result<Self> {
        let specialties = tx.find::<specialty::Entity>().among(specialty::Column::Id, ids).all().await?;
        let of: Vec<FrameworkId> = specialties.iter().map(|specialty| specialty.framework_id).collect();
        let frameworks = tx.find::<framework::Entity>().among(framework::Column::Id, &of).all().await?;
        Ok(Self {
            specialties: specialties.into_iter().map(|specialty| (specialty.id, specialty)).collect(),
            frameworks: frameworks.into_iter().map(|framework| (framework.id, framework)).collect(),
        })
    }

    /// One line of theirs; a problem at `path` when there is no such line.
    fn place(&self, specialty: SpecialtyId, level: &str, path: &str) -> Result<Place> {
        let missing = |field: &str, message: &str| Problem::new(Code::NotFound, format!("{path}{field}"), message);
        let Some(specialty) = self.specialties.get(&specialty) else {
            return Err(missing("specialtyId", "Cette spécialité n’est pas enseignée ici.").into());
        };
        let framework = self.frameworks.get(&specialty.framework_id).ok_or(Error::NotFound)?;
        let Some(level) = frameworks::level(framework, level) else {
            return Err(missing("level", "Ce niveau n’est pas dans le cycle de ce diplôme.").into());
        };
        Ok(Place { specialty: specialty.clone(), framework: framework.clone(), level })
    }
}

/// Finds the lines that several targets name, all problems gathered; a target named twice is one.
async fn places(tx: &Tx, targets: &[Target]) -> Result<Vec<(Target, Place)>> {
    let mut problems = Problems::new();
    problems.unless(!targets.is_empty(), Code::Blank, "targets", "Choisissez au moins une spécialité et un niveau.");
    let named: Vec<SpecialtyId> = targets.iter().map(|target| target.specialty).collect();
    let taught = Taught::read(tx, &named).await?;
    let mut found: Vec<(Target, Place)> = Vec::new();
    for (n, target) in targets.iter().enumerate() {
        if found.iter().any(|(known, _)| known.specialty == target.specialty && known.level == target.level) {
            continue;
        }
        match taught.place(target.specialty, &target.level, &format!("targets.{n}.")) {
            Ok(place) => found.push((target.clone(), place)),
            Err(Error::Rejected(those)) => {
                for problem in those {
                    problems.add(problem);
                }
            }
            Err(error) => return Err(error),
        }
    }
    problems.finish()?;
    Ok(found)
}

/// The school year under way, read in the transaction.
async fn this_year(tx: &Tx) -> Result<school_year::Model> {
    let current = tx.find::<school_year::Entity>().filter(school_year::Column::Current.eq(true)).one().await?;
    current.ok_or_else(|| {
        Problem::whole(Code::NotReady, "Aucune année scolaire n’est ouverte\u{a0}: importez d’abord.").into()
    })
}

/// A line changed since it was read.
fn changed(n: usize, place: &Place) -> Problem {
    Problem::new(
        Code::ChangedMeanwhile,
        format!("targets.{n}.version"),
        format!("{}\u{a0}: quelqu’un a modifié ces dates entre-temps.", place.name()),
    )
}

/// Adds to the journal what was done to which lines; nothing when it was done to none.
fn journal(tx: &Tx, what: &str, places: &[&Place]) {
    match places {
        [] => {}
        [one] => tx.journal(format!("{what}\u{a0}: {}", one.name()), None),
        many => tx.journal(format!("{what} pour {} niveaux", many.len()), None),
    }
}
