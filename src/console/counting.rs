//! Counting bilans, row by row and cell by cell, from facts in memory.
//!
//! Every state comes from [`due::state`], the only place that knows what is owed, so the console says what the tracking tables say.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::framework::DiplomaType;
use entity::id::{DivisionId, GradingPeriodId, SpecialtyId};
use entity::{division, grading_period};

use super::facts::{Diploma, Enrolled, Facts, Stage};
use super::pace;
use super::snapshot::{Cell, DueState, Row, count};
use crate::bilans::due::{self, State, Tally};
use crate::periods::{self, dates};

/// Every row of the matrix: each line of the calendar that learners of a division follow, with its diploma.
pub fn rows(facts: &Facts, today: NaiveDate) -> impl Iterator<Item = (&Diploma, Row)> {
    let mut members: BTreeMap<(DivisionId, SpecialtyId, &str), Vec<&Enrolled>> = BTreeMap::new();
    for learner in &facts.roll.learners {
        if let (Some(division), Some(specialty), Some(level)) =
            (learner.division_id, learner.specialty_id, &learner.level)
        {
            members.entry((division, specialty, level)).or_default().push(learner);
        }
    }
    let mut diplomas_of: HashMap<DivisionId, u32> = HashMap::new();
    for (division, ..) in members.keys() {
        *diplomas_of.entry(*division).or_default() += 1;
    }
    let cycles = Cycles::new(facts);
    members.into_iter().filter_map(move |((division, specialty, level), learners)| {
        let (diploma, known) = facts.roll.line(specialty, level)?;
        let counting = Counting { facts, cycles: &cycles, diploma, level: known, today };
        let mut row = counting.row(facts.roll.divisions.get(&division)?, &learners);
        if diplomas_of.get(&division).is_some_and(|several| *several > 1) {
            row.diploma = Some(format!("{}, {}", diploma.short_title, known.level.in_sentence()));
        }
        // A row whose learners all left before anything was expected of them says nothing.
        let says_something = row.pupils + row.apprentices > 0 || row.cells.iter().any(|cell| cell.total().expected > 0);
        says_something.then_some((diploma, row))
    })
}

/// Counts one row.
struct Counting<'a> {
    facts: &'a Facts,
    cycles: &'a Cycles,
    diploma: &'a Diploma,
    level: &'a Stage,
    today: NaiveDate,
}

impl Counting<'_> {
    fn row(&self, division: &division::Model, learners: &[&Enrolled]) -> Row {
        let of_line = |period: &&grading_period::Model| {
            period.school_year_id == self.facts.year.id
                && period.specialty_id == self.diploma.specialty
                && period.level == self.level.level.code
        };
        let periods = self.facts.dates.periods.iter().filter(of_line);
        let here = || learners.iter().filter(|learner| learner.is_here(self.today));
        Row {
            cells: periods.map(|period| self.cell(division.id, period, learners)).collect(),
            cycle: self.cycle(here()),
            pupils: count(here().filter(|learner| !learner.is_apprentice())),
            apprentices: count(here().filter(|learner| learner.is_apprentice())),
            division: division.clone(),
            specialty: self.diploma.specialty,
            level: self.level.level.code.clone(),
            diploma: None,
            level_order: self.level.level.order,
        }
    }

    fn cell(&self, division: DivisionId, period: &grading_period::Model, learners: &[&Enrolled]) -> Cell {
        let span = periods::span(period);
        let (mut pupils, mut apprentices, mut recent) = (Tally::default(), Tally::default(), 0);
        let mut leaving: Option<(u32, NaiveDate)> = None;
        let lately = self.today - chrono::TimeDelta::days(i64::from(pace::LOOK_BACK_DAYS));
        let close = self.today + chrono::TimeDelta::days(pace::SOON_DAYS);
        for learner in learners {
            let bilans = self.facts.written.of(learner.learner_id, period.id);
            let bilans = bilans.filter(|bilan| bilan.framework == self.diploma.framework);
            let state = due::state(learner.presence(), span, bilans.clone().map(|bilan| bilan.written), self.today);
            let tally = if learner.is_apprentice() { &mut apprentices } else { &mut pupils };
            tally.add(state);
            recent += u32::from(bilans.clone().any(|bilan| bilan.validated_on.is_some_and(|on| on > lately)));
            if let Some(last) =
                learner.left_on.filter(|last| self.today <= *last && *last <= close && *last < span.ends_on)
                && matches!(state, State::Due | State::Draft)
            {
                let (number, first) = leaving.unwrap_or((0, last));
                leaving = Some((number + 1, first.min(last)));
            }
        }
        let mut total = pupils;
        total += apprentices;
        let state = due_state(span, total, self.today);
        let days_left = u32::try_from((span.ends_on - self.today).num_days()).unwrap_or_default();
        Cell {
            division,
            label: state_label(state, span, total, self.today),
            forecast: (state == DueState::Soon).then(|| pace::sentence(total.remaining(), recent, days_left)).flatten(),
            period: period.clone(),
            pupils,
            apprentices,
            state,
            leaving,
        }
    }

    fn cycle<'l>(&self, here: impl Iterator<Item = &'l &'l Enrolled>) -> Vec<f64> {
        let floor = due::cycle_floor(self.diploma.cycle_years);
        let had: Vec<u32> = here.map(|learner| self.cycles.had(self.facts, learner, self.diploma)).collect();
        let share = |number| {
            let with = had.iter().filter(|had| **had >= number).count();
            f64::from(u32::try_from(with).unwrap_or_default()) / f64::from(u32::try_from(had.len()).unwrap_or(1).max(1))
        };
        (1..=floor).map(share).collect()
    }
}

/// Periods of all years, to count bilans over a cycle.
struct Cycles(HashMap<GradingPeriodId, (dates::Span, DiplomaType)>);

impl Cycles {
    fn new(facts: &Facts) -> Self {
        let kind =
            |specialty| facts.roll.diplomas.iter().find(|diploma| diploma.specialty == specialty).map(|it| it.kind);
        let known =
            |period: &grading_period::Model| Some((period.id, (periods::span(period), kind(period.specialty_id)?)));
        Self(facts.dates.periods.iter().filter_map(known).collect())
    }

    /// Periods of this kind of diploma for which the learner has a bilan that counts; several count once (`R108`).
    fn had(&self, facts: &Facts, learner: &Enrolled, diploma: &Diploma) -> u32 {
        let (mut had, mut last) = (0, None);
        for (period, bilan) in facts.written.all_of(learner.learner_id) {
            let Some((span, kind)) = self.0.get(&period) else { continue };
            let counts = bilan.written.validated && due::counts_for(*span, bilan.written.reference_date);
            if counts && *kind == diploma.kind && last != Some(period) {
                had += 1;
                last = Some(period);
            }
        }
        had
    }
}

fn due_state(span: dates::Span, total: Tally, today: NaiveDate) -> DueState {
    if span.starts_on > today || total.expected == 0 {
        DueState::NotDue
    } else if total.remaining() == 0 {
        DueState::Complete
    } else if total.late > 0 {
        DueState::Late
    } else if (span.ends_on - today).num_days() <= pace::SOON_DAYS {
        DueState::Soon
    } else {
        DueState::Due
    }
}

fn state_label(state: DueState, span: dates::Span, total: Tally, today: NaiveDate) -> String {
    match state {
        DueState::Complete => "bouclé".to_owned(),
        DueState::Late => format!("{}\u{a0}en retard", total.late),
        DueState::Due | DueState::Soon => format!("reste\u{a0}{}", total.remaining()),
        DueState::NotDue if span.starts_on <= today => "rien d’attendu".to_owned(),
        DueState::NotDue => format!("à partir du {}", dates::short(span.starts_on)),
    }
}
