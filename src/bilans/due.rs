//! What is owed: the state of one learner for one grading period, and the sums of such states.
//!
//! This is the only place that knows. Tracking tables, the console and every count call [`state`] and add up with
//! [`Tally`], so the same learner is never late on one page and fine on another. Everything is pure: give it the days
//! and the bilans, in the school's own civil days (`R187`).
//!
//! - A bilan is **owed** for every period that has begun and that touches the learner's presence (`R106`): who arrives
//!   or leaves in the middle owes it, who left before its first day or arrived after its last owes nothing for it.
//! - A bilan **counts** when it is validated and its reference date is in the period or in the 15 days after (`R108`).
//!   Several of them count once.
//! - Owed and not done is **late** from the day after the period's end, begun or not (`R109`); before that it is a
//!   draft, or due. A late bilan can still be done by setting its reference date back into the period.

use chrono::NaiveDate;

use crate::periods::dates::Span;

/// Days a learner is in the school under one enrolment, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// First day. None when the files do not say it: the learner was always there.
    pub entered_on: Option<NaiveDate>,
    /// Last day, known or foreseen. None while nobody has said it.
    pub left_on: Option<NaiveDate>,
}

impl Presence {
    /// Whether the learner is there on at least one day of the period.
    pub fn touches(self, period: Span) -> bool {
        self.entered_on.is_none_or(|entered| entered <= period.ends_on)
            && self.left_on.is_none_or(|left| left >= period.starts_on)
    }
}

/// What the count needs to know of a bilan of this learner and this period. Bilans in the bin are not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Day it speaks of.
    pub reference_date: NaiveDate,
    /// Whether it is validated; a draft otherwise.
    pub validated: bool,
}

/// Where one learner stands for one period (`R109`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Nothing is expected: the period has not begun, or the learner is not there during it.
    NotDue,
    /// Expected, nothing written yet.
    Due,
    /// Expected, begun, not validated.
    Draft,
    /// A validated bilan counts for the period.
    Done,
    /// Expected and not done, and the period is over.
    Late,
}

/// Whether a reference date counts for a period: inside it, or at most 15 days after its end (`R108`).
pub fn counts_for(period: Span, reference_date: NaiveDate) -> bool {
    period.with_grace().contains(reference_date)
}

/// Reference date proposed for a new bilan: the earlier of today and the period's end.
pub fn default_reference_date(period: Span, today: NaiveDate) -> NaiveDate {
    today.min(period.ends_on)
}

/// Whether a bilan is owed, done or not: the period has begun and touches the learner's presence (`R106`).
pub fn is_owed(presence: Presence, period: Span, today: NaiveDate) -> bool {
    period.starts_on <= today && presence.touches(period)
}

/// State of one learner for one period, from all the bilans written about them for it (`R106`, `R108`, `R109`).
pub fn state(presence: Presence, period: Span, bilans: impl IntoIterator<Item = Written>, today: NaiveDate) -> State {
    let mut begun = false;
    for bilan in bilans {
        if bilan.validated && counts_for(period, bilan.reference_date) {
            return State::Done;
        }
        begun |= !bilan.validated;
    }
    if !is_owed(presence, period, today) {
        State::NotDue
    } else if today > period.ends_on {
        State::Late
    } else if begun {
        State::Draft
    } else {
        State::Due
    }
}

/// Fewest bilans over a whole cycle: two for each of its years, so 6 over three years and 4 over two (`R105`, `R106`).
pub fn cycle_floor(cycle_years: u32) -> u32 {
    2 * cycle_years
}

/// States added up. `done + drafts + late` never exceeds `expected`; the rest is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Learners who have a bilan that counts.
    pub done: u32,
    /// Learners whose bilan is begun and not late.
    pub drafts: u32,
    /// Learners whose bilan is late, begun or not.
    pub late: u32,
    /// Learners from whom one is expected, or who have one.
    pub expected: u32,
}

impl Tally {
    /// Counts one more learner and period.
    pub fn add(&mut self, state: State) {
        self.expected += u32::from(state != State::NotDue);
        self.done += u32::from(state == State::Done);
        self.drafts += u32::from(state == State::Draft);
        self.late += u32::from(state == State::Late);
    }

    /// Bilans still to do.
    pub fn remaining(self) -> u32 {
        self.expected - self.done
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.done += other.done;
        self.drafts += other.drafts;
        self.late += other.late;
        self.expected += other.expected;
    }
}

impl FromIterator<State> for Tally {
    fn from_iter<I: IntoIterator<Item = State>>(states: I) -> Self {
        let mut tally = Self::default();
        states.into_iter().for_each(|state| tally.add(state));
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::periods::dates::after;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn semester() -> Span {
        Span::new(day("2026-09-01"), day("2026-12-04"))
    }

    const fn validated(reference_date: NaiveDate) -> Written {
        Written { reference_date, validated: true }
    }

    const fn draft(reference_date: NaiveDate) -> Written {
        Written { reference_date, validated: false }
    }

    fn present() -> Presence {
        Presence { entered_on: Some(day("2026-09-02")), left_on: None }
    }

    /// R109.
    #[test]
    fn late_begins_the_day_after_the_end() {
        let at = |today| state(present(), semester(), [], day(today));
        assert_eq!(at("2026-08-31"), State::NotDue);
        assert_eq!(at("2026-09-01"), State::Due);
        assert_eq!(at("2026-12-04"), State::Due);
        assert_eq!(at("2026-12-05"), State::Late);
        assert_eq!(state(present(), semester(), [draft(day("2026-12-04"))], day("2026-12-04")), State::Draft);
        assert_eq!(state(present(), semester(), [draft(day("2026-12-04"))], day("2026-12-05")), State::Late);
    }

    /// R108.
    #[test]
    fn a_bilan_counts_until_fifteen_days_after_the_end_and_no_longer() {
        let with = |date| state(present(), semester(), [validated(day(date))], day("2027-02-01"));
        assert_eq!(with("2026-08-31"), State::Late);
        assert_eq!(with("2026-09-01"), State::Done);
        assert_eq!(with("2026-12-19"), State::Done);
        assert_eq!(with("2026-12-20"), State::Late);
    }

    /// R106.
    #[test]
    fn nothing_is_owed_for_a_period_the_learner_never_touches() {
        let from_to = |from, to: Option<&str>| {
            let presence = Presence { entered_on: Some(day(from)), left_on: to.map(day) };
            is_owed(presence, semester(), day("2026-12-01"))
        };
        assert!(from_to("2026-11-10", None));
        assert!(from_to("2026-09-01", Some("2026-10-01")));
        assert!(!from_to("2026-12-05", None));
        assert!(!from_to("2025-09-01", Some("2026-08-31")));
    }

    /// R105, R106.
    #[test]
    fn three_years_by_trimester_expect_nine_and_their_floor_is_six() {
        let presence = Presence { entered_on: Some(day("2024-09-02")), left_on: Some(day("2027-07-05")) };
        let trimesters = (2024..2027).flat_map(|year| {
            [(year, 9, 12), (year + 1, 1, 3), (year + 1, 4, 6)].map(|(year, from, to)| {
                Span::new(
                    NaiveDate::from_ymd_opt(year, from, 1).unwrap(),
                    NaiveDate::from_ymd_opt(year, to, 28).unwrap(),
                )
            })
        });
        let tally: Tally = trimesters.map(|period| state(presence, period, [], day("2027-07-01"))).collect();
        assert_eq!((tally.expected, cycle_floor(3), cycle_floor(2)), (9, 6, 4));
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0..500_u64).prop_map(|days| after(day("2026-06-01"), days))
    }

    fn any_bilans() -> impl Strategy<Value = Vec<Written>> {
        let bilan = (any_day(), any::<bool>());
        proptest::collection::vec(
            bilan.prop_map(|(reference_date, validated)| Written { reference_date, validated }),
            0..4,
        )
    }

    fn any_presence() -> impl Strategy<Value = Presence> {
        (proptest::option::of(any_day()), proptest::option::of(any_day()))
            .prop_map(|(entered_on, left_on)| Presence { entered_on, left_on })
    }

    proptest! {
        /// R108.
        #[test]
        fn several_bilans_count_once_in_any_order(bilans in any_bilans(), presence in any_presence(), today in any_day()) {
            let mut turned = bilans.clone();
            turned.reverse();
            turned.extend(bilans.clone());
            let once = state(presence, semester(), bilans, today);
            prop_assert_eq!(once, state(presence, semester(), turned, today));
        }

        #[test]
        fn done_does_not_depend_on_the_day_it_is_looked_at(presence in any_presence(), bilans in any_bilans(), today in any_day(), later in any_day()) {
            let done = |day| state(presence, semester(), bilans.clone(), day) == State::Done;
            prop_assert_eq!(done(today), done(later));
        }

        #[test]
        fn what_is_late_stays_late_until_it_is_done(presence in any_presence(), bilans in any_bilans(), today in any_day(), wait in 0..400_u64) {
            if state(presence, semester(), bilans.clone(), today) == State::Late {
                prop_assert_eq!(state(presence, semester(), bilans, after(today, wait)), State::Late);
            }
        }

        #[test]
        fn a_sum_never_has_more_than_it_expects(states in proptest::collection::vec(0..5_usize, 0..40)) {
            let all = [State::NotDue, State::Due, State::Draft, State::Done, State::Late];
            let tally: Tally = states.iter().map(|i| all[*i]).collect();
            prop_assert!(tally.done + tally.drafts + tally.late <= tally.expected);
            prop_assert_eq!(tally.remaining() as usize, states.iter().filter(|i| ![0, 3].contains(*i)).count());
        }

        #[test]
        fn the_proposed_reference_date_counts_once_the_period_has_begun(today in any_day()) {
            let proposed = default_reference_date(semester(), today);
            prop_assert_eq!(counts_for(semester(), proposed), today >= semester().starts_on);
        }
    }
}
