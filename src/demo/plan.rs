//! The calendar of the demonstration school: every rhythm, and whatever the day, a period just over and one about to end.

use chrono::{Days, NaiveDate};
use entity::grading_period::Rhythm;

use crate::periods::check::Dates;
use crate::periods::dates::Span;

/// How the period nearest to today ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// On the usual day.
    Usual,
    /// A few days ago.
    JustOver,
    /// In a few days.
    Soon,
}

/// Official dates of one line of the calendar.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Code of the framework.
    pub framework: &'static str,
    /// Class level.
    pub level: &'static str,
    /// Rhythm; none for the one whose end is nearest to today.
    pub rhythm: Option<Rhythm>,
    /// How the period nearest to today ends.
    pub end: End,
}

/// The lines that are set. The second year of the BTS is left to do.
pub const LINES: &[Line] = &[
    line("bac-pro-melec", "2NDE", Some(Rhythm::Trimester), End::Usual),
    line("bac-pro-melec", "1RE", None, End::Soon),
    line("bac-pro-melec", "TLE", None, End::JustOver),
    line("bac-pro-mcv", "2NDE", Some(Rhythm::Trimester), End::Usual),
    line("bac-pro-mcv", "1RE", None, End::JustOver),
    line("bac-pro-mcv", "TLE", Some(Rhythm::Semester), End::Usual),
    line("cap-electricien", "CAP1", None, End::Soon),
    line("cap-electricien", "CAP2", None, End::JustOver),
    line("bts-electrotechnique", "BTS1", Some(Rhythm::Semester), End::Usual),
];

const fn line(framework: &'static str, level: &'static str, rhythm: Option<Rhythm>, end: End) -> Line {
    Line { framework, level, rhythm, end }
}

/// Days a period must have left when its end is moved.
const SHORTEST: i64 = 35;

/// Grading periods of a line in the school year that begins in `year`, as it stands on the day `today`.
pub fn periods(line: Line, year: i32, today: NaiveDate) -> Option<(Rhythm, Vec<Dates>)> {
    let first = NaiveDate::from_ymd_opt(year, 9, 1)?;
    let rhythm = match line.rhythm {
        Some(rhythm) => rhythm,
        None => nearest(year, today)?,
    };
    let mut ends = ends(rhythm, year)?;
    let moved = match line.end {
        End::Usual => None,
        End::JustOver => Some(today - Days::new(9)),
        End::Soon => Some(today + Days::new(12)),
    };
    let nearest = (0..ends.len()).min_by_key(|place| (ends[*place] - today).num_days().abs())?;
    if let Some(moved) = moved {
        let before = if nearest == 0 { first } else { ends[nearest - 1] };
        let after = ends.get(nearest + 1).copied().unwrap_or(NaiveDate::from_ymd_opt(year + 1, 8, 31)? + Days::new(36));
        let last = NaiveDate::from_ymd_opt(year + 1, 8, 31)?;
        if moved <= last && (moved - before).num_days() >= SHORTEST && (after - moved).num_days() >= SHORTEST {
            ends[nearest] = moved;
        }
    }
    let starts = std::iter::once(first).chain(ends.iter().map(|end| *end + Days::new(1)));
    let periods = starts.zip(&ends).map(|(start, end)| Dates { span: Span::new(start, *end), external_ref: None });
    Some((rhythm, periods.collect()))
}

/// The rhythm with a usual end nearest to today.
fn nearest(year: i32, today: NaiveDate) -> Option<Rhythm> {
    let far = |rhythm| ends(rhythm, year)?.into_iter().map(|end| (end - today).num_days().abs()).min();
    Some(if far(Rhythm::Trimester)? <= far(Rhythm::Semester)? { Rhythm::Trimester } else { Rhythm::Semester })
}

/// Usual last days of the periods of a rhythm.
fn ends(rhythm: Rhythm, year: i32) -> Option<Vec<NaiveDate>> {
    let days: &[(i32, u32, u32)] = match rhythm {
        Rhythm::Trimester => &[(0, 11, 27), (1, 3, 12), (1, 7, 2)],
        Rhythm::Semester => &[(0, 1, 22), (1, 7, 2)],
    };
    days.iter()
        .map(|(later, month, day)| NaiveDate::from_ymd_opt(year + later.max(&i32::from(*month < 9)), *month, *day))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::establishments::years;
    use crate::periods::check;

    #[test]
    fn the_dates_are_right_on_every_day_of_the_year() {
        let first: NaiveDate = "2026-09-01".parse().unwrap();
        let (starts_on, ends_on) = years::days(2026).unwrap();
        for today in first.iter_days().take(365) {
            for line in LINES {
                let (rhythm, periods) = periods(*line, 2026, today).unwrap();
                let problems = check::grading_periods(rhythm, Span::new(starts_on, ends_on), &periods);
                assert!(problems.is_empty(), "{today} {line:?} {periods:?}");
            }
        }
    }

    #[test]
    fn from_october_to_july_a_period_is_just_over_and_one_about_to_end() {
        let first: NaiveDate = "2026-10-16".parse().unwrap();
        for today in first.iter_days().take(250) {
            let ends: Vec<i64> = LINES
                .iter()
                .flat_map(|line| periods(*line, 2026, today).unwrap().1)
                .map(|period| (period.span.ends_on - today).num_days())
                .collect();
            assert!(ends.contains(&-9) && ends.contains(&12), "{today} {ends:?}");
        }
    }
}
