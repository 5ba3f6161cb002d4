//! Civil days and spans of days: the arithmetic of official periods, and how a day is written in French.
//!
//! Everything here is pure. A span holds whole local days, both ends included (`R187`).

use chrono::{Datelike, Days, Months, NaiveDate};

/// Days after the end of a grading period during which a reference date still counts for it (`R108`).
pub const GRACE_DAYS: u64 = 15;

/// Days from `starts_on` to `ends_on`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, included.
    pub ends_on: NaiveDate,
}

impl Span {
    /// The days from `starts_on` to `ends_on`; nothing is checked.
    pub const fn new(starts_on: NaiveDate, ends_on: NaiveDate) -> Self {
        Self { starts_on, ends_on }
    }

    /// Whether the first day is not after the last (`R43`).
    pub fn in_order(self) -> bool {
        self.starts_on <= self.ends_on
    }

    /// Whether `day` is one of the days.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.starts_on <= day && day <= self.ends_on
    }

    /// Whether the two spans share at least one day (`R43`).
    pub fn overlaps(self, other: Self) -> bool {
        self.starts_on <= other.ends_on && other.starts_on <= self.ends_on
    }

    /// Whether every day is a day of `other`, as a period's are of its school year (`R43`).
    pub fn is_inside(self, other: Self) -> bool {
        other.contains(self.starts_on) && other.contains(self.ends_on)
    }

    /// The days a bilan's reference date may have to count for this period: its own, and the 15 that follow (`R108`).
    pub fn with_grace(self) -> Self {
        Self::new(self.starts_on, after(self.ends_on, GRACE_DAYS))
    }

    /// The same days one year later; 29 February becomes 28 February. Used to copy last year's periods.
    pub fn next_year(self) -> Self {
        Self::new(next_year(self.starts_on), next_year(self.ends_on))
    }
}

/// The same day one year later; 29 February becomes 28 February.
pub fn next_year(day: NaiveDate) -> NaiveDate {
    day.checked_add_months(Months::new(12)).unwrap_or(day)
}

/// `day` plus a number of days; stays on `day` at the end of time.
pub fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

const WEEKDAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const SHORT_MONTHS: [&str; 12] =
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."];

fn number(day: NaiveDate) -> String {
    if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() }
}

fn month(day: NaiveDate, names: &'static [&'static str; 12]) -> &'static str {
    names.get(day.month0() as usize).copied().unwrap_or_default()
}

/// « vendredi 4 décembre ».
pub fn in_full(day: NaiveDate) -> String {
    let weekday = WEEKDAYS.get(day.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
    format!("{weekday} {}", without_weekday(day))
}

/// « 4 décembre », with a no-break space.
pub fn without_weekday(day: NaiveDate) -> String {
    format!("{}\u{a0}{}", number(day), month(day, &MONTHS))
}

/// « 4 décembre 2026 », for a day that may be of another year.
pub fn with_year(day: NaiveDate) -> String {
    format!("{} {}", without_weekday(day), day.year())
}

/// « 4 déc. », for tables, with a no-break space.
pub fn short(day: NaiveDate) -> String {
    format!("{}\u{a0}{}", number(day), month(day, &SHORT_MONTHS))
}

/// « 2 → 27 nov. », or « 25 août → 4 déc. » across two months.
pub fn range(span: Span) -> String {
    let (from, to) = (span.starts_on, span.ends_on);
    if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{} → {}", number(from), short(to))
    } else {
        format!("{} → {}", short(from), short(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::establishments::years;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0..20_000_u64).prop_map(|days| after(day("2010-01-01"), days))
    }

    fn any_span() -> impl Strategy<Value = Span> {
        (any_day(), 0..400_u64).prop_map(|(from, length)| Span::new(from, after(from, length)))
    }

    #[test]
    fn days_are_written_in_french() {
        assert_eq!(in_full(day("2026-12-04")), "vendredi 4\u{a0}décembre");
        assert_eq!(in_full(day("2026-12-01")), "mardi 1er\u{a0}décembre");
        assert_eq!(short(day("2027-01-25")), "25\u{a0}janv.");
        assert_eq!(with_year(day("2027-08-31")), "31\u{a0}août 2027");
        assert_eq!(range(Span::new(day("2026-11-02"), day("2026-11-27"))), "2 → 27\u{a0}nov.");
        assert_eq!(range(Span::new(day("2026-09-01"), day("2026-12-04"))), "1er\u{a0}sept. → 4\u{a0}déc.");
    }

    #[test]
    fn a_leap_day_is_copied_to_the_day_before() {
        assert_eq!(next_year(day("2028-02-29")), day("2029-02-28"));
    }

    proptest! {
        #[test]
        fn two_spans_overlap_when_a_day_is_in_both(a in any_span(), b in any_span()) {
            let shared = a.starts_on.iter_days().take_while(|d| *d <= a.ends_on).any(|d| b.contains(d));
            prop_assert_eq!(a.overlaps(b), shared);
            prop_assert_eq!(a.overlaps(b), b.overlaps(a));
        }

        #[test]
        fn a_span_is_inside_another_when_all_its_days_are(a in any_span(), b in any_span()) {
            let all = a.starts_on.iter_days().take_while(|d| *d <= a.ends_on).all(|d| b.contains(d));
            prop_assert_eq!(a.is_inside(b), all);
        }

        #[test]
        fn copying_keeps_the_order_and_the_school_year(a in any_span()) {
            let copied = a.next_year();
            prop_assert!(copied.in_order());
            prop_assert_eq!(years::year_of(copied.starts_on), years::year_of(a.starts_on) + 1);
            prop_assert!((copied.starts_on - a.starts_on).num_days() >= 365);
        }

        #[test]
        fn copying_never_makes_two_spans_overlap(a in any_span(), gap in 1..60_u64, length in 0..200_u64) {
            let next = after(a.ends_on, gap);
            let b = Span::new(next, after(next, length));
            // Two neighbours meet only where 28 and 29 February become one day.
            let leap = |d: NaiveDate| d.month() == 2 && d.day() == 29;
            prop_assume!(!leap(b.starts_on));
            prop_assert!(!a.next_year().overlaps(b.next_year()));
        }
    }
}
