//! The files of the demonstration school: those of September and those of mid-year, moved to the school year under way.
//!
//! They are real exports of a fictional school, dated 2025-2026. Every date moves by whole years, so that ages hold; those of the
//! mid-year files that fall during the year are drawn together, so that the export is the last day that has passed.

use std::io::{Cursor, Read as _};

use chrono::{Datelike as _, Days, NaiveDate, TimeDelta};
use zip::ZipArchive;

use crate::error::{Error, Result};

/// Civil year in which the school year of the carried files begins.
const THEIR_YEAR: i32 = 2025;

/// One file to import.
pub struct Export {
    /// Its official name.
    pub name: String,
    /// Its bytes, in the encoding it declares.
    pub content: Vec<u8>,
}

/// When the files say they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Civil year in which the school year under way begins.
    pub year: i32,
    /// Day of the export of September.
    pub september: NaiveDate,
    /// Day of the mid-year export.
    pub midyear: NaiveDate,
}

/// Days of the carried files that the others are placed by.
struct Landmarks {
    /// Export of September.
    september: NaiveDate,
    /// What happened later than this is told by the mid-year export as yet to come.
    known: NaiveDate,
    /// Export of mid-year.
    midyear: NaiveDate,
}

impl Landmarks {
    fn get() -> Option<Self> {
        Some(Self {
            september: NaiveDate::from_ymd_opt(THEIR_YEAR, 9, 12)?,
            known: NaiveDate::from_ymd_opt(THEIR_YEAR + 1, 1, 15)?,
            midyear: NaiveDate::from_ymd_opt(THEIR_YEAR + 1, 2, 2)?,
        })
    }
}

impl Calendar {
    /// For a school year that begins in `year`, as it stands on the day `today`.
    pub fn of(year: i32, today: NaiveDate) -> Result<Self> {
        let first = NaiveDate::from_ymd_opt(year, 9, 1);
        let september = NaiveDate::from_ymd_opt(year, 9, 12);
        let (first, september) =
            first.zip(september).ok_or_else(|| Error::internal("dating the demonstration", year))?;
        let yesterday = |days| (today - Days::new(days)).max(first);
        let september = september.min(yesterday(1));
        // The second export never comes before the first one.
        Ok(Self { year, september, midyear: yesterday(3).max(september) })
    }

    /// Files of September.
    pub fn september_files(&self) -> Result<Vec<Export>> {
        self.unpack(include_bytes!("data/rentree.zip"), |day| self.of_september(day))
    }

    /// Files of mid-year.
    pub fn midyear_files(&self) -> Result<Vec<Export>> {
        self.unpack(include_bytes!("data/mi-annee.zip"), |day| self.of_midyear(day))
    }

    fn unpack(&self, archive: &'static [u8], moved: impl Fn(NaiveDate) -> NaiveDate) -> Result<Vec<Export>> {
        let failing = |error: &dyn std::fmt::Debug| Error::internal("unpacking the demonstration", error);
        let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(|error| failing(&error))?;
        let mut exports = Vec::new();
        for place in 0..archive.len() {
            let mut entry = archive.by_index(place).map_err(|error| failing(&error))?;
            let name = entry.name().map_err(|error| failing(&error))?;
            let name = name.replace(&THEIR_YEAR.to_string(), &self.year.to_string());
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|error| failing(&error))?;
            let (text, ..) = encoding_rs::ISO_8859_15.decode(&bytes);
            let text: String = text.lines().map(|line| self.line(line, &moved) + "\n").collect();
            let (content, ..) = encoding_rs::ISO_8859_15.encode(&text);
            exports.push(Export { name, content: content.into_owned() });
        }
        Ok(exports)
    }

    /// One line of a file: these files have one element a line.
    fn line(&self, line: &str, moved: &impl Fn(NaiveDate) -> NaiveDate) -> String {
        if line.contains("ANNEE_SCOLAIRE") {
            return line.replace(&THEIR_YEAR.to_string(), &self.year.to_string());
        }
        let Some((tag, value)) = line.trim_start_matches('<').split_once('>') else { return line.to_owned() };
        if !(tag.starts_with("DATE_") || tag == "HORODATAGE") {
            return line.to_owned();
        }
        let old = value.get(..10).unwrap_or_default();
        let known = [("%d/%m/%Y"), ("%Y-%m-%d")]
            .into_iter()
            .find_map(|form| NaiveDate::parse_from_str(old, form).ok().map(|day| (form, day)));
        let Some((form, day)) = known else { return line.to_owned() };
        let day = if tag.starts_with("DATE_NAISS") { self.years_later(day) } else { moved(day) };
        let line = line.replacen(old, &day.format(form).to_string(), 1);
        // Exports are made before the school opens.
        if tag == "HORODATAGE" { with_hour(&line, "06:10:00") } else { line }
    }

    /// The same day of the school year under way; 29 February becomes the 28th.
    fn years_later(&self, day: NaiveDate) -> NaiveDate {
        let year = day.year() + self.year - THEIR_YEAR;
        day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28)).unwrap_or(day)
    }

    fn of_september(&self, day: NaiveDate) -> NaiveDate {
        match Landmarks::get() {
            Some(landmarks) if day == landmarks.september => self.september,
            _ => self.years_later(day),
        }
    }

    fn of_midyear(&self, day: NaiveDate) -> NaiveDate {
        let Some(landmarks) = Landmarks::get() else { return day };
        if day == landmarks.midyear {
            return self.midyear;
        }
        let during = landmarks.september < day && day <= landmarks.midyear;
        if !during {
            return self.years_later(day);
        }
        let since = day - landmarks.known;
        if since > TimeDelta::zero() {
            return self.midyear + since + TimeDelta::days(5);
        }
        let (theirs, ours) = (landmarks.known - landmarks.september, self.midyear - self.september);
        let part = (day - landmarks.september).num_days() * ours.num_days() / theirs.num_days().max(1);
        self.september + TimeDelta::days(part.max(0))
    }
}

fn with_hour(line: &str, hour: &str) -> String {
    match line.split_once(' ').and_then(|(before, rest)| Some((before, rest.split_once('<')?.1))) {
        Some((before, after)) => format!("{before} {hour}<{after}"),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn text(exports: &[Export], name: &str) -> String {
        let export = exports.iter().find(|export| export.name.starts_with(name)).unwrap();
        encoding_rs::ISO_8859_15.decode(&export.content).0.into_owned()
    }

    #[test]
    fn the_files_move_to_the_school_year_under_way() {
        let calendar = Calendar::of(2026, day("2026-11-22")).unwrap();
        let september = calendar.september_files().unwrap();
        let names: Vec<&str> = september.iter().map(|export| export.name.as_str()).collect();
        assert_eq!(names, ["sts_emp_0999001W_2026.xml", "ElevesSansAdresses.xml", "ResponsablesAvecAdresses.xml"]);
        let learners = text(&september, "Eleves");
        assert!(learners.contains("<ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE>\n<DATE_EXPORT>12/09/2026</DATE_EXPORT>"));
        assert!(learners.contains("<HORODATAGE>12/09/2026 06:10:00</HORODATAGE>"));
        assert!(
            text(&september, "sts").contains("<ANNEE_SCOLAIRE ANNEE=\"2026\">\n<DATE_DEBUT>2026-09-01</DATE_DEBUT>")
        );
        let midyear = text(&calendar.midyear_files().unwrap(), "Eleves");
        assert!(midyear.contains("<DATE_EXPORT>19/11/2026</DATE_EXPORT>"));
        assert!(midyear.contains("<DATE_NAISS>07/08/2011</DATE_NAISS>"));
    }

    #[test]
    fn the_midyear_export_is_never_before_the_one_of_september() {
        for today in day("2026-09-01").iter_days().take(730) {
            let year = crate::establishments::years::year_of(today);
            let (first, _) = crate::establishments::years::days(year).unwrap();
            let Calendar { september, midyear, .. } = Calendar::of(year, today).unwrap();
            assert!(first <= september && september <= midyear && midyear <= today, "{today}: {september} {midyear}");
        }
    }

    #[test]
    fn nothing_of_the_year_happens_after_the_export_but_what_is_announced() {
        for today in ["2026-09-01", "2026-09-20", "2026-11-22", "2027-02-03", "2027-07-02", "2028-02-29"] {
            let today = day(today);
            let year = crate::establishments::years::year_of(today);
            let calendar = Calendar::of(year, today).unwrap();
            let (_, last) = crate::establishments::years::days(year).unwrap();
            for line in text(&calendar.midyear_files().unwrap(), "Eleves").lines() {
                if let Some(entered) = line.strip_prefix("<DATE_ENTREE>").and_then(|rest| rest.get(..10)) {
                    let entered = NaiveDate::parse_from_str(entered, "%d/%m/%Y").unwrap();
                    assert!(entered <= calendar.midyear, "{today}: {line}");
                    assert!(entered <= last);
                }
            }
        }
    }
}
