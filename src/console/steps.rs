//! The five steps of the year (`R116`–`R119`). Their states are derived from the data, never ticked, so a step that was done
//! can be undone by a new specialty.

use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use entity::id::{FrameworkId, SpecialtyId};

use super::facts::{Diploma, Facts, LineKey, Stage};
use super::snapshot::count;
use crate::periods::{check, dates};

/// Days from the beginning of the school year after which missing grading periods are late (proposed: a trimester is then
/// well under way).
const PERIODS_DAYS: i64 = 60;

/// Day by which certification deadlines are to be set, in the first civil year of the school year (proposed).
const DEADLINES_BY: (u32, u32) = (12, 15);

/// One of the five steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "ConsoleStepKind")]
pub enum StepKind {
    /// Right to use the frameworks of the diplomas taught.
    Subscription,
    /// Reading the official files.
    Imports,
    /// Dates of the grading periods.
    GradingPeriods,
    /// Rhythm and dates of the school record.
    LslPeriods,
    /// Last days of in-school certification.
    CertificationDeadlines,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum StepState {
    /// Nothing is set.
    ToDo,
    /// Some of it is set.
    InProgress,
    /// All is set.
    Done,
    /// Something is missing that should have been set by now.
    Late,
}

/// A step of the year.
pub struct Step {
    /// Which one.
    pub kind: StepKind,
    /// Where it stands.
    pub state: StepState,
    /// Specialties, or files, left to set.
    pub remaining: u32,
    /// One line that says what is set or missing.
    pub summary: String,
    /// Address of the page where it is done; none while it cannot be: steps 3 to 5 wait for a division (`R118`).
    pub path: Option<&'static str>,
    /// What is left, by specialty: the names of its levels.
    pub missing: Vec<(String, Vec<String>)>,
}

impl StepKind {
    /// Name on the screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Subscription => "Abonnement",
            Self::Imports => "Importation des données",
            Self::GradingPeriods => "Périodes officielles",
            Self::LslPeriods => "Périodes LSL",
            Self::CertificationDeadlines => "Dates limites de certification",
        }
    }

    /// Address of the page where it is done; a subscription is not done here.
    fn path(self) -> Option<&'static str> {
        match self {
            Self::Subscription => None,
            Self::Imports => Some("/imports"),
            Self::GradingPeriods => Some("/calendrier"),
            Self::LslPeriods => Some("/calendrier?vue=lsl"),
            Self::CertificationDeadlines => Some("/calendrier?vue=certification"),
        }
    }
}

/// The five steps, in order.
pub fn of(facts: &Facts, today: NaiveDate) -> Vec<Step> {
    let year = facts.year.starts_on;
    let lines = lines(facts, today);
    let (month, day) = DEADLINES_BY;
    let deadlines_by = NaiveDate::from_ymd_opt(year.year(), month, day).unwrap_or(year);
    let too_late = today > year + TimeDelta::days(PERIODS_DAYS);
    let reachable = !facts.roll.divisions.is_empty();
    let set = |kind, lines: Vec<&Line>, is_set: &dyn Fn(&Line) -> bool, is_late: &dyn Fn(&Line) -> bool, by| {
        dates_step(kind, &lines, is_set, is_late, by, reachable)
    };
    let periods =
        set(StepKind::GradingPeriods, lines.iter().collect(), &|line| line.complete(facts), &|_| too_late, None);
    let lsl = set(
        StepKind::LslPeriods,
        lines.iter().filter(|line| line.level.lsl && line.pupils).collect(),
        &|line| facts.dates.lsl.contains(&line.key()),
        // The record cannot be written without its rhythm, so it is wanted when the first period ends.
        &|line| line.has_period_over(facts, today),
        None,
    );
    let deadlines = set(
        StepKind::CertificationDeadlines,
        lines.iter().filter(|line| line.level.deadlines).collect(),
        &|line| facts.dates.deadlines.contains(&line.key()),
        &|_| today > deadlines_by,
        Some(deadlines_by),
    );
    vec![subscription(facts, today), imports(facts, today), periods, lsl, deadlines]
}

/// A specialty and level that has learners this year.
struct Line<'a> {
    diploma: &'a Diploma,
    level: &'a Stage,
    /// Whether some of them are neither apprentices nor adults in continuing training.
    pupils: bool,
}

impl Line<'_> {
    fn key(&self) -> LineKey {
        (self.diploma.specialty, self.level.level.code.clone())
    }

    fn periods<'f>(&self, facts: &'f Facts) -> Vec<&'f entity::grading_period::Model> {
        let own = |period: &&entity::grading_period::Model| {
            period.school_year_id == facts.year.id
                && period.specialty_id == self.diploma.specialty
                && period.level == self.level.level.code
        };
        facts.dates.periods.iter().filter(own).collect()
    }

    /// Whether all the periods of its rhythm are set (`R119`).
    fn complete(&self, facts: &Facts) -> bool {
        let periods = self.periods(facts);
        periods.first().is_some_and(|first| periods.len() == check::count(first.rhythm))
    }

    fn has_period_over(&self, facts: &Facts, today: NaiveDate) -> bool {
        self.periods(facts).iter().any(|period| period.ends_on < today)
    }
}

fn lines(facts: &Facts, today: NaiveDate) -> Vec<Line<'_>> {
    let (mut all, mut with_pupils) = (HashSet::new(), HashSet::new());
    for learner in facts.roll.learners.iter().filter(|learner| learner.is_here(today)) {
        if let (Some(specialty), Some(level)) = (learner.specialty_id, learner.level.as_deref()) {
            all.insert((specialty, level));
            if learner.status == entity::enrolment::LearnerStatus::Pupil {
                with_pupils.insert((specialty, level));
            }
        }
    }
    let levels =
        facts.roll.diplomas.iter().flat_map(|diploma| diploma.levels.iter().map(move |level| (diploma, level)));
    let known = levels.filter_map(|(diploma, level)| {
        let key: (SpecialtyId, &str) = (diploma.specialty, level.level.code.as_str());
        all.contains(&key).then(|| Line { diploma, level, pupils: with_pupils.contains(&key) })
    });
    known.collect()
}

fn dates_step(
    kind: StepKind,
    lines: &[&Line],
    is_set: &dyn Fn(&Line) -> bool,
    is_late: &dyn Fn(&Line) -> bool,
    by: Option<NaiveDate>,
    reachable: bool,
) -> Step {
    let specialties: HashSet<SpecialtyId> = lines.iter().map(|line| line.diploma.specialty).collect();
    let unset: Vec<&&Line> = lines.iter().filter(|line| !is_set(line)).collect();
    let mut missing: BTreeMap<usize, (String, Vec<String>)> = BTreeMap::new();
    for line in &unset {
        let place =
            lines.iter().position(|other| other.diploma.specialty == line.diploma.specialty).unwrap_or_default();
        let named = missing.entry(place).or_insert_with(|| (line.diploma.short_title.clone(), Vec::new()));
        named.1.push(line.level.level.in_sentence());
    }
    let (remaining, concerned) = (count(missing.iter()), count(specialties.iter()));
    let state =
        if !reachable || (concerned > 0 && unset.len() == lines.len() && !unset.iter().any(|line| is_late(line))) {
            StepState::ToDo
        } else if unset.is_empty() {
            StepState::Done
        } else if unset.iter().any(|line| is_late(line)) {
            StepState::Late
        } else {
            StepState::InProgress
        };
    let done = concerned - remaining;
    let summary = match (concerned, remaining, by) {
        _ if !reachable => "après l’importation".to_owned(),
        (0, ..) => "aucune spécialité concernée".to_owned(),
        (_, 0, _) => format!("{} sur {concerned}", plural(done, "spécialité")),
        (_, _, Some(by)) if state != StepState::Late => {
            format!("{done} sur {concerned}, à saisir avant le {}", dates::short(by))
        }
        _ => format!("encore {} à configurer", plural(remaining, "spécialité")),
    };
    let path = kind.path().filter(|_| reachable);
    Step { kind, state, remaining, summary, path, missing: missing.into_values().collect() }
}

/// « 1 spécialité », « 3 spécialités ».
pub(super) fn plural(number: u32, noun: &str) -> String {
    let s = if number > 1 { "s" } else { "" };
    format!("{number}\u{a0}{noun}{s}")
}

fn subscription(facts: &Facts, today: NaiveDate) -> Step {
    let taught: HashSet<FrameworkId> = facts.roll.diplomas.iter().map(|diploma| diploma.framework).collect();
    let ends = |framework: &FrameworkId| facts.roll.subscriptions.get(framework).copied();
    let unpaid: Vec<&Diploma> =
        facts.roll.diplomas.iter().filter(|it| ends(&it.framework).is_none_or(|end| end < today)).collect();
    let remaining = count(unpaid.iter());
    let counted = || facts.roll.subscriptions.iter().filter(|(id, _)| taught.is_empty() || taught.contains(id));
    let first_end = counted().map(|(_, end)| *end).filter(|end| *end >= today).min();
    let ended = counted().map(|(_, end)| *end).filter(|end| *end < today).max();
    let (state, summary) = match (remaining, first_end, ended) {
        (0, Some(end), _) => (StepState::Done, format!("jusqu’au {}", dates::with_year(end))),
        (_, _, Some(end)) => (StepState::Late, format!("terminé depuis le {}", dates::with_year(end))),
        (_, Some(_), None) => {
            (StepState::InProgress, format!("encore {} sans abonnement", plural(remaining, "spécialité")))
        }
        (_, None, None) => (StepState::ToDo, "aucun abonnement".to_owned()),
    };
    let missing = unpaid.iter().map(|diploma| (diploma.short_title.clone(), Vec::new())).collect();
    let remaining = if state == StepState::ToDo { remaining.max(1) } else { remaining };
    Step { kind: StepKind::Subscription, state, remaining, summary, path: None, missing }
}

fn imports(facts: &Facts, today: NaiveDate) -> Step {
    let learners = count(facts.roll.learners.iter().filter(|learner| learner.is_here(today)));
    let (state, remaining, summary) = if facts.files.waiting {
        (StepState::InProgress, 1, "un import attend d’être appliqué".to_owned())
    } else if facts.roll.divisions.is_empty() {
        (StepState::ToDo, 1, "aucune classe pour l’instant".to_owned())
    } else {
        let on = facts.files.applied_on.map(|on| format!(", le {}", dates::short(on))).unwrap_or_default();
        (StepState::Done, 0, format!("{}{on}", plural(learners, "apprenant")))
    };
    Step { kind: StepKind::Imports, state, remaining, summary, path: StepKind::Imports.path(), missing: Vec::new() }
}
