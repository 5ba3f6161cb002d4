//! Until when a ticket is to be answered: 72 working hours, that is three working days of the school (R165).
//!
//! Working days are Monday to Friday but for public holidays, in the school's own time zone. What is written on another day counts
//! from eight in the morning of the next working day.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc, Weekday};
use chrono_tz::Tz;

/// Working days within which a ticket is to be answered.
const WITHIN: usize = 3;

/// When the working day begins that stands for the days off before it.
const MORNING: NaiveTime = match NaiveTime::from_hms_opt(8, 0, 0) {
    Some(eight) => eight,
    None => NaiveTime::MIN,
};

/// Public holidays of the whole country on the same day each year (Code du travail, L3133-1), as month and day.
const FIXED: [(u32, u32); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];

/// Days from Easter Sunday to Easter Monday, Ascension and Whit Monday.
const AFTER_EASTER: [u64; 3] = [1, 39, 50];

/// The day of the abolition of slavery, overseas (L3422-2), as month and day.
const ABOLITION: [(Tz, (u32, u32)); 5] = [
    (Tz::America__Guadeloupe, (5, 27)),
    (Tz::America__Martinique, (5, 22)),
    (Tz::America__Cayenne, (6, 10)),
    (Tz::Indian__Reunion, (12, 20)),
    (Tz::Indian__Mayotte, (4, 27)),
];

/// Moment before which what is written at `at` is to be answered.
pub fn due(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let written = at.with_timezone(&zone);
    let (mut day, mut time) = (written.date_naive(), written.time());
    if !is_worked(day, zone) {
        time = MORNING;
        day = next_worked(day, zone);
    }
    for _ in 0..WITHIN {
        day = next_worked(day, zone);
    }
    // An hour that a change of time leaves out is the next one.
    let there = [0, 1]
        .into_iter()
        .find_map(|late| zone.from_local_datetime(&(day.and_time(time) + TimeDelta::hours(late))).earliest());
    there.map_or(at + TimeDelta::days(5), |moment| moment.to_utc())
}

fn next_worked(day: NaiveDate, zone: Tz) -> NaiveDate {
    day.iter_days().skip(1).find(|day| is_worked(*day, zone)).unwrap_or(day)
}

/// Whether people work on a day, in a zone.
pub fn is_worked(day: NaiveDate, zone: Tz) -> bool {
    let date = (day.month(), day.day());
    let moving = easter(day.year())
        .is_some_and(|easter| AFTER_EASTER.iter().any(|days| easter.checked_add_days(Days::new(*days)) == Some(day)));
    let off = matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        || moving
        || FIXED.contains(&date)
        || ABOLITION.contains(&(zone, date));
    !off
}

/// Easter Sunday, by the Gregorian computus (Meeus).
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let moon = (8 * century + 13) / 25;
    let epact = (19 * golden + century - century / 4 - moon + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 19 * weekday) / 433;
    let march = epact + weekday - 7 * late;
    let month = (march + 90) / 25;
    let day = (march + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Paris;

    fn in_paris(text: &str) -> String {
        let at: DateTime<Utc> = text.parse::<DateTime<Utc>>().expect("a moment");
        due(at, Paris).with_timezone(&Paris).format("%a %d/%m/%Y %H:%M").to_string()
    }

    #[test]
    fn easter_falls_where_the_calendar_says() {
        for (year, month, day) in
            [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25), (2285, 3, 22)]
        {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day), "{year}");
        }
    }

    #[test]
    fn three_working_days_pass_over_weekends_and_holidays_r165() {
        for (written, answered) in [
            ("2026-11-16T08:00:00Z", "Thu 19/11/2026 09:00"),
            // Over a weekend.
            ("2026-11-19T14:30:00Z", "Tue 24/11/2026 15:30"),
            // Written on a weekend: it counts from Monday morning.
            ("2026-11-21T21:00:00Z", "Thu 26/11/2026 08:00"),
            // 11 November.
            ("2026-11-10T09:00:00Z", "Mon 16/11/2026 10:00"),
            // Easter Monday, then the change of time of 28 March the day before.
            ("2027-03-25T09:00:00Z", "Wed 31/03/2027 10:00"),
            // Ascension and Whit Monday.
            ("2027-05-05T09:00:00Z", "Tue 11/05/2027 11:00"),
            ("2027-05-14T09:00:00Z", "Thu 20/05/2027 11:00"),
            // Christmas and New Year.
            ("2026-12-24T09:00:00Z", "Wed 30/12/2026 10:00"),
            // The Sunday evening of one zone is the Monday of another.
            ("2026-11-15T23:30:00Z", "Thu 19/11/2026 00:30"),
        ] {
            assert_eq!(in_paris(written), answered, "{written}");
        }
    }

    #[test]
    fn the_days_off_are_those_of_the_school_s_place() {
        let day = NaiveDate::from_ymd_opt(2027, 5, 27).expect("a day");
        assert!(is_worked(day, Paris) && !is_worked(day, Tz::America__Guadeloupe));
        let at = "2026-11-16T02:00:00Z".parse::<DateTime<Utc>>().expect("a moment");
        // Monday in Paris, still Sunday in Cayenne.
        assert_eq!(due(at, Tz::America__Cayenne).to_rfc3339(), "2026-11-19T11:00:00+00:00");
        assert_eq!(due(at, Paris).to_rfc3339(), "2026-11-19T02:00:00+00:00");
    }
}
