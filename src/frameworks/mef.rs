//! From a training code (MEF) of a school's files to a diploma, an option and a class level.
//!
//! Eleven characters: three for the device, five for the speciality, the length in years, the year in the course, and one that
//! tells the academic variants of a same national code. So the first eight name the diploma and the tenth the year.

use std::collections::HashMap;

use entity::framework;
use entity::id::FrameworkId;

use super::parts::{self, ClassLevel};

/// What a training code says.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Resolved {
    /// Diploma; none when no framework is known for the code. For a common first year, the one proposed to the school.
    pub framework: Option<FrameworkId>,
    /// Option of the diploma.
    pub option: Option<String>,
    /// Class level, told by the code even when no framework is known for it.
    pub level: Option<String>,
    /// Whether it is the common first year of a family of trades.
    pub common: bool,
}

/// Frameworks by the first eight characters of the codes that lead to them.
#[derive(Debug)]
pub struct Mefs {
    known: HashMap<String, Known>,
}

#[derive(Debug)]
struct Known {
    framework: FrameworkId,
    option: Option<String>,
    levels: Vec<ClassLevel>,
    common: bool,
}

impl Mefs {
    /// Those of `frameworks`; where two claim a code, the first one has it.
    pub fn of<'a>(frameworks: impl IntoIterator<Item = &'a framework::Model>) -> Self {
        let mut known = HashMap::new();
        let mut families = Vec::new();
        for framework in frameworks {
            let levels = parts::levels(framework);
            let claim = |option: Option<String>, common: bool| Known {
                framework: framework.id,
                option,
                levels: levels.clone(),
                common,
            };
            for stem in parts::stems(framework) {
                known.entry(stem.stem).or_insert_with(|| claim(stem.option, false));
            }
            families.extend(parts::family_stems(framework).into_iter().map(|stem| (stem, claim(None, true))));
        }
        for (stem, family) in families {
            known.entry(stem).or_insert(family);
        }
        Self { known }
    }

    /// What `code` says. Codes too short to be one say nothing.
    pub fn resolve(&self, code: &str) -> Resolved {
        let Some(stem) = stem(code) else { return Resolved::default() };
        let year = year(code);
        match self.known.get(stem) {
            Some(known) => Resolved {
                framework: Some(known.framework),
                option: known.option.clone(),
                level: year
                    .and_then(|year| known.levels.iter().find(|level| level.order == year))
                    .map(|level| level.code.clone()),
                common: known.common,
            },
            None => Resolved {
                level: year.and_then(|year| usual_level(stem, year)).map(str::to_owned),
                ..Resolved::default()
            },
        }
    }
}

/// First eight characters of a training code, which tell the diploma.
pub fn stem(code: &str) -> Option<&str> {
    if code.len() >= 10 && code.is_ascii() { code.get(..8) } else { None }
}

/// The year in the course.
fn year(code: &str) -> Option<i32> {
    let digit = code.chars().nth(9)?.to_digit(10)?;
    i32::try_from(digit).ok()
}

/// Class level by the device alone, for a diploma whose framework is not known yet.
fn usual_level(stem: &str, year: i32) -> Option<&'static str> {
    match (stem.get(..3)?, year) {
        ("240" | "241" | "242", 1) => Some("CAP1"),
        ("241" | "242", 2) => Some("CAP2"),
        ("247", 1) => Some("2NDE"),
        ("247", 2) => Some("1RE"),
        ("247", 3) => Some("TLE"),
        ("250" | "251", 1) => Some("MC1"),
        ("310" | "311", 1) => Some("BTS1"),
        ("311", 2) => Some("BTS2"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;

    fn bac_pro(id: u128, mef: serde_json::Value, family: &str) -> framework::Model {
        framework::Model {
            id: FrameworkId(Uuid::from_u128(id)),
            code: String::new(),
            revision: String::new(),
            title: String::new(),
            short_title: String::new(),
            diploma_type: framework::DiplomaType::BacPro,
            cycle_years: 3,
            levels: json!([
                {"code": "2NDE", "label": "Seconde", "order": 1},
                {"code": "1RE", "label": "Première", "order": 2},
                {"code": "TLE", "label": "Terminale", "order": 3},
            ]),
            mef,
            family_mef: json!([family]),
            vocational_subjects: json!([]),
            scales: json!([]),
            options: json!([]),
            loaded_at: chrono::DateTime::UNIX_EPOCH,
            carried: true,
            position: 0,
        }
    }

    fn mefs() -> Mefs {
        Mefs::of(&[
            bac_pro(1, json!([{"stem": "24725520"}, {"stem": "24725510"}]), "24720008"),
            bac_pro(2, json!([{"stem": "24731213", "option": "A"}, {"stem": "24731214", "option": "B"}]), "24731211"),
        ])
    }

    fn told(code: &str) -> (Option<u128>, String, String, bool) {
        let resolved = mefs().resolve(code);
        (
            resolved.framework.map(|id| id.0.as_u128()),
            resolved.option.unwrap_or_default(),
            resolved.level.unwrap_or_default(),
            resolved.common,
        )
    }

    #[test]
    fn eight_characters_name_the_diploma_and_the_tenth_the_year() {
        assert_eq!(told("24725520320"), (Some(1), String::new(), "1RE".into(), false));
        assert_eq!(told("24731214330"), (Some(2), "B".into(), "TLE".into(), false));
    }

    #[test]
    fn an_academic_variant_is_the_national_code() {
        assert_eq!(told("2472552033A"), told("24725520330"));
        assert_eq!(told("2472552033"), told("24725520330"));
    }

    #[test]
    fn a_common_first_year_proposes_a_diploma_of_its_family() {
        assert_eq!(told("24720008310"), (Some(1), String::new(), "2NDE".into(), true));
        assert_eq!(told("24731211310"), (Some(2), String::new(), "2NDE".into(), true));
    }

    #[test]
    fn an_unknown_diploma_still_tells_its_level() {
        assert_eq!(told("24725519320"), (None, String::new(), "1RE".into(), false));
        assert_eq!(told("31199999220"), (None, String::new(), "BTS2".into(), false));
        assert_eq!(told("10310019110"), (None, String::new(), String::new(), false));
    }

    #[test]
    fn what_is_not_a_code_says_nothing() {
        for code in ["", "2472", "24725520é20"] {
            assert_eq!(mefs().resolve(code), Resolved::default(), "{code}");
        }
    }
}
