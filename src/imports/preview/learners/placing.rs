//! Where a line of a list puts its learner: a division of the year, a diploma of the school and a class level.

use crate::frameworks::{self, ClassLevel};
use crate::imports::files::outside::{Column, Fault, OutsideRecord};
use crate::imports::files::values::folded;
use crate::imports::plan::OutsidePlan;
use crate::imports::school::Structures;
use entity::enrolment::LearnerStatus;
use entity::framework::{self, DiplomaType};
use entity::specialty;
use std::collections::HashSet;

/// Names proposed in a sentence, at most.
const PROPOSED: usize = 12;
/// Letters of what was written that are told again, at most.
const TOLD: usize = 40;
/// Letters of a class level's label that are enough to know it.
const ENOUGH: usize = 4;

/// A learner's place in the year.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Code of the division.
    pub division: Option<String>,
    /// MEF code, when one was written.
    pub mef: Option<String>,
    /// Diploma, option and level.
    pub training: OutsidePlan,
    /// Status: a pupil who prepares a BTS is a student (`R38`).
    pub status: LearnerStatus,
    /// What deserves a look.
    pub notices: Vec<String>,
}

/// Puts the learner of a line in the year, `divisions` being the codes there will be, or says all that is not found.
pub fn place(
    structures: &Structures,
    divisions: &HashSet<String>,
    record: &OutsideRecord,
) -> Result<Placed, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut notices = record.notices.clone();
    let division = record.division.as_deref().and_then(|code| {
        let found = known_division(divisions, code);
        if found.is_none() {
            faults.push(unknown_division(divisions, code));
        }
        found
    });
    if record.division.is_none() {
        notices.push("Sans division.".to_owned());
    }
    let training = match mef_code(&record.training) {
        Some(code) => by_code(structures, record, code, &mut notices),
        None => by_title(structures, record).map(|(framework, training)| (Some(framework), None, training)),
    };
    match training {
        Ok((framework, mef, training)) if faults.is_empty() => {
            let higher = match framework {
                Some(framework) => framework.diploma_type == DiplomaType::Bts,
                None => mef.as_deref().is_some_and(|mef| mef.starts_with("310") || mef.starts_with("311")),
            };
            let status = match record.status {
                LearnerStatus::Pupil if higher => LearnerStatus::Student,
                status => status,
            };
            Ok(Placed { division, mef, training, status, notices })
        }
        Ok(_) => Err(faults),
        Err(fault) => {
            faults.push(fault);
            Err(faults)
        }
    }
}

/// The code as the school writes it; case does not count where only one code is meant.
fn known_division(divisions: &HashSet<String>, code: &str) -> Option<String> {
    if divisions.contains(code) {
        return Some(code.to_owned());
    }
    let mut alike = divisions.iter().filter(|known| folded(known) == folded(code));
    match (alike.next(), alike.next()) {
        (Some(one), None) => Some(one.clone()),
        _ => None,
    }
}

fn unknown_division(divisions: &HashSet<String>, code: &str) -> Fault {
    let mut known: Vec<&str> = divisions.iter().map(String::as_str).collect();
    known.sort_unstable();
    let written = cut(code);
    let message = if known.is_empty() {
        format!("Division inconnue « {written} » : l’année n’a encore aucune division. Importez d’abord sts_emp.")
    } else {
        format!("Division inconnue « {written} ». Divisions de l’année : {}.", listed(&known))
    };
    Fault::new(Column::Division, message)
}

/// A MEF code, when the text is one: ten or eleven digits, spaces apart.
fn mef_code(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    (matches!(code.len(), 10 | 11) && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

type Training<'a> = (Option<&'a framework::Model>, Option<String>, OutsidePlan);

/// By its code, as in the official files; the level follows, and one that is written must agree.
fn by_code<'a>(
    structures: &'a Structures,
    record: &OutsideRecord,
    code: String,
    notices: &mut Vec<String>,
) -> Result<Training<'a>, Fault> {
    let resolved = structures.resolve(&code);
    let by_hand = frameworks::stem(&code)
        .and_then(|stem| structures.mefs.get(stem))
        .and_then(|mef| structures.specialties.get(&mef.specialty_id?))
        .map(|specialty| specialty.framework_id);
    let framework =
        by_hand.or(resolved.framework).and_then(|id| structures.frameworks.iter().find(|framework| framework.id == id));
    if framework.is_none() {
        notices.push("Référentiel manquant pour sa formation.".to_owned());
    }
    let written = match (&record.level, framework) {
        (Some(text), Some(framework)) => Some(level(framework, text)?.code),
        (Some(text), None) => resolved.level.clone().filter(|level| folded(level) == folded(text)),
        (None, _) => None,
    };
    if let (Some(told), Some(_)) = (&resolved.level, &record.level)
        && written.as_ref() != Some(told)
    {
        return Err(Fault::new(Column::Level, format!("Le niveau ne correspond pas au code MEF, qui dit {told}.")));
    }
    let level = resolved.level.or(written);
    if level.is_none() {
        notices.push("Le code MEF ne dit pas le niveau.".to_owned());
    }
    Ok((framework, Some(code), OutsidePlan { specialty: None, option: None, level }))
}

/// By the code or a title of the framework of a diploma that the school teaches, followed by an option where it has some.
fn by_title<'a>(
    structures: &'a Structures,
    record: &OutsideRecord,
) -> Result<(&'a framework::Model, OutsidePlan), Fault> {
    let wanted = folded(&record.training);
    for (specialty, framework) in taught(structures) {
        for (name, option) in names_of(framework) {
            if name == wanted {
                let level = match &record.level {
                    Some(text) => level(framework, text)?,
                    None => only_level(framework)?,
                };
                let plan = OutsidePlan { specialty: Some(specialty.id.0), option, level: Some(level.code) };
                return Ok((framework, plan));
            }
        }
    }
    let titles: Vec<&str> =
        taught(structures).into_iter().map(|(_, framework)| framework.short_title.as_str()).collect();
    let written = cut(&record.training);
    let message = if titles.is_empty() {
        format!("Formation inconnue « {written} » : écrivez un code MEF de dix ou onze chiffres.")
    } else {
        format!(
            "Formation inconnue « {written} » : écrivez un code MEF, ou une formation de l’établissement : {}.",
            listed(&titles)
        )
    };
    Err(Fault::new(Column::Training, message))
}

/// The diplomas that the school teaches, in the order of the frameworks.
fn taught(structures: &Structures) -> Vec<(&specialty::Model, &framework::Model)> {
    let of = |framework: &framework::Model| {
        let mut all = structures.specialties.values();
        all.find(|specialty| specialty.framework_id == framework.id && specialty.deleted_at.is_none())
    };
    structures.frameworks.iter().filter_map(|framework| Some((of(framework)?, framework))).collect()
}

/// All that a diploma may be called, folded, and the option that goes with it.
fn names_of(framework: &framework::Model) -> Vec<(String, Option<String>)> {
    let names = [&framework.code, &framework.short_title, &framework.title].map(|name| folded(name));
    let mut all: Vec<(String, Option<String>)> = names.iter().map(|name| (name.clone(), None)).collect();
    for option in frameworks::options(framework) {
        let code = folded(&option.code);
        for name in &names {
            all.push((format!("{name}option{code}"), Some(option.code.clone())));
            all.push((format!("{name}{code}"), Some(option.code.clone())));
        }
    }
    all
}

/// The class level that a text names: its code, its label, or enough of it.
fn level(framework: &framework::Model, text: &str) -> Result<ClassLevel, Fault> {
    let wanted = folded(text);
    let levels = frameworks::levels(framework);
    let called = |level: &&ClassLevel| {
        let label = folded(&level.label);
        folded(&level.code) == wanted || label == wanted || wanted.len() >= ENOUGH && label.starts_with(&wanted)
    };
    let mut found = levels.iter().filter(called);
    match (found.next(), found.next()) {
        (Some(level), None) => Ok(level.clone()),
        _ => Err(Fault::new(Column::Level, format!("Niveau inconnu « {} » : écrivez {}.", cut(text), codes(&levels)))),
    }
}

fn only_level(framework: &framework::Model) -> Result<ClassLevel, Fault> {
    let levels = frameworks::levels(framework);
    match levels.as_slice() {
        [level] => Ok(level.clone()),
        _ => Err(Fault::blank(Column::Level, format!("Le niveau manque : {}.", codes(&levels)))),
    }
}

/// « 2NDE, 1RE ou TLE ».
fn codes(levels: &[ClassLevel]) -> String {
    let codes: Vec<&str> = levels.iter().map(|level| level.code.as_str()).collect();
    match codes.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} ou {last}", others.join(", ")),
        None => String::new(),
    }
}

fn listed(names: &[&str]) -> String {
    let more = if names.len() > PROPOSED { ", etc" } else { "" };
    format!("{}{more}", names[..names.len().min(PROPOSED)].join(", "))
}

fn cut(text: &str) -> String {
    text.chars().take(TOLD).collect()
}
