//! Whether a set of dates can be the grading periods of a year: pure, and told field by field.

use chrono::NaiveDate;
use entity::grading_period::Rhythm;

use super::dates::{Span, with_year, without_weekday};
use crate::error::{Code, Problems};

/// Longest reference to the marks software, in characters.
pub const LONGEST_REFERENCE: usize = 50;

/// Days of one grading period, as entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dates {
    /// First and last day.
    pub span: Span,
    /// Code of the period in the marks software (`R42`).
    pub external_ref: Option<String>,
}

/// How many periods a year of this rhythm has (`R43`).
pub const fn count(rhythm: Rhythm) -> usize {
    match rhythm {
        Rhythm::Trimester => 3,
        Rhythm::Semester => 2,
    }
}

/// « Semestre 1 », « Trimestre 2 ».
pub fn name(rhythm: Rhythm, number: i32) -> String {
    match rhythm {
        Rhythm::Trimester => format!("Trimestre\u{a0}{number}"),
        Rhythm::Semester => format!("Semestre\u{a0}{number}"),
    }
}

/// « semestres », « trimestres ».
pub const fn plural(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Trimester => "trimestres",
        Rhythm::Semester => "semestres",
    }
}

/// Everything that is wrong with the periods of a year: count, order of days, school year, overlaps (`R43`).
///
/// Paths are those of the input: `periods.0.startsOn`. Periods are given in their order.
pub fn grading_periods(rhythm: Rhythm, year: Span, periods: &[Dates]) -> Problems {
    let mut problems = Problems::new();
    let expected = count(rhythm);
    problems.unless(
        periods.len() == expected,
        Code::Invalid,
        "periods",
        format!("Une année par {} en compte {expected}.", plural(rhythm)),
    );
    for (n, period) in periods.iter().enumerate() {
        let span = period.span;
        let at = |field: &str| format!("periods.{n}.{field}");
        problems.unless(span.in_order(), Code::Invalid, at("endsOn"), "La fin est avant le début.");
        within(&mut problems, year, span, &at("startsOn"), &at("endsOn"));
        if let Some(before) = n.checked_sub(1).and_then(|before| periods.get(before)) {
            problems.unless(
                before.span.ends_on < span.starts_on,
                Code::Overlap,
                at("startsOn"),
                format!("Commence avant la fin de la période précédente, le {}.", without_weekday(before.span.ends_on)),
            );
        }
        problems.unless(
            period.external_ref.as_ref().is_none_or(|text| text.chars().count() <= LONGEST_REFERENCE),
            Code::TooLong,
            at("externalRef"),
            format!("{LONGEST_REFERENCE} caractères au plus."),
        );
    }
    problems
}

/// Adds a problem for each end of `span` that is not a day of the school year (`R43`).
pub fn within(problems: &mut Problems, year: Span, span: Span, start: &str, end: &str) {
    day_within(problems, year, span.starts_on, start);
    day_within(problems, year, span.ends_on, end);
}

/// Adds a problem when `day` is not a day of the school year (`R43`).
pub fn day_within(problems: &mut Problems, year: Span, day: NaiveDate, path: &str) {
    problems.unless(
        year.contains(day),
        Code::OutOfYear,
        path,
        format!("Hors de l’année scolaire, du {} au {}.", with_year(year.starts_on), with_year(year.ends_on)),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::periods::dates::after;
    use proptest::prelude::*;

    fn year() -> Span {
        let (starts_on, ends_on) = crate::establishments::years::days(2026).unwrap();
        Span::new(starts_on, ends_on)
    }

    fn any_period() -> impl Strategy<Value = Dates> {
        (-40_i64..420, -30_i64..260).prop_map(|(from, length)| {
            let start = year().starts_on + chrono::TimeDelta::days(from);
            Dates { span: Span::new(start, start + chrono::TimeDelta::days(length)), external_ref: None }
        })
    }

    fn any_year() -> impl Strategy<Value = Vec<Dates>> {
        // Mostly sensible years: cut points in order; and some that are anything.
        let cuts = proptest::collection::vec(0_u64..364, 6).prop_map(|mut cuts| {
            cuts.sort_unstable();
            cuts.chunks(2)
                .map(|days| Dates {
                    span: Span::new(after(year().starts_on, days[0]), after(year().starts_on, days[1])),
                    external_ref: None,
                })
                .collect()
        });
        prop_oneof![cuts, proptest::collection::vec(any_period(), 0..5)]
    }

    proptest! {
        /// R43.
        #[test]
        fn a_year_is_accepted_when_no_day_is_in_two_periods_nor_outside_the_year(periods in any_year()) {
            let spans: Vec<Span> = periods.iter().map(|period| period.span).collect();
            let sound = spans.len() == 3
                && spans.iter().all(|span| span.in_order() && span.is_inside(year()))
                && spans.windows(2).all(|two| two[0].ends_on < two[1].starts_on);
            prop_assert_eq!(grading_periods(Rhythm::Trimester, year(), &periods).is_empty(), sound);
            if sound {
                for day in year().starts_on.iter_days().take(365) {
                    prop_assert!(spans.iter().filter(|span| span.contains(day)).count() <= 1);
                }
            }
        }
    }
}
