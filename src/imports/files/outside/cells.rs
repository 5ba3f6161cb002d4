//! One learner of a list: each cell checked by itself, all that is wrong told at once.

use super::Column;
use crate::establishments::names;
use crate::imports::files::values::{self, Number, french_day, iso_day, shown};
use crate::mail;
use chrono::{Datelike as _, NaiveDate};
use entity::enrolment::LearnerStatus;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Letters that a name may have.
const NAME: usize = 100;
/// Letters that any other cell may have.
const CELL: usize = 254;
/// Letters that a national number may have; the present and the former ones have eleven.
const INE: std::ops::RangeInclusive<usize> = 5..=11;
/// Ages of learners, in years.
const AGES: std::ops::RangeInclusive<i32> = 10..=100;

/// Something wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which.
    pub column: Column,
    /// Whether nothing was written.
    pub blank: bool,
    /// What is wrong, a sentence.
    pub message: String,
}

impl Fault {
    /// Something wrong with what was written.
    pub fn new(column: Column, message: impl Into<String>) -> Self {
        Self { column, blank: false, message: message.into() }
    }

    /// Nothing was written.
    pub fn blank(column: Column, message: impl Into<String>) -> Self {
        Self { column, blank: true, message: message.into() }
    }
}

/// The texts of one line, by column.
#[derive(Debug, Clone, Default)]
pub struct Cells(BTreeMap<Column, String>);

/// A learner as a line tells it.
#[derive(Debug, Clone)]
pub struct OutsideRecord {
    /// Line of the file, from 1.
    pub line: u64,
    /// Family name.
    pub last_name: String,
    /// First name.
    pub first_name: String,
    /// Birth date.
    pub birth_date: NaiveDate,
    /// `1` male, `2` female; nothing when not told.
    pub sex: Option<String>,
    /// Code of the division, as written.
    pub division: Option<String>,
    /// Status.
    pub status: LearnerStatus,
    /// MEF code or diploma, as written.
    pub training: String,
    /// Class level, as written.
    pub level: Option<String>,
    /// Address for letters.
    pub email: Option<String>,
    /// National number, upper case.
    pub ine: Option<String>,
    /// First day.
    pub entered_on: Option<NaiveDate>,
    /// Last day.
    pub exit_on: Option<NaiveDate>,
    /// What deserves a look although the line is taken.
    pub notices: Vec<String>,
}

impl OutsideRecord {
    /// What tells the same learner of the same list again, without saying who it is: made of the names and the birth date.
    pub fn key(&self) -> String {
        let (last, first) = (names::folded(&self.last_name), names::folded(&self.first_name));
        let digest = Sha256::digest(format!("{last}\0{first}\0{}", self.birth_date));
        format!("hors-siecle-{}", crate::files::hex(&digest[..8]))
    }

    /// What the national number says by its form.
    pub fn number(&self) -> Option<Number> {
        self.ine.as_deref().map(values::number)
    }
}

impl Cells {
    /// Puts a text in a column.
    pub fn put(&mut self, column: Column, text: &str) {
        self.0.insert(column, text.trim().to_owned());
    }

    /// The text of a column; nothing when it is empty.
    fn get(&self, column: Column) -> Option<&str> {
        self.0.get(&column).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// Whether nothing is written.
    pub fn is_blank(&self) -> bool {
        self.0.values().all(String::is_empty)
    }

    /// Who it is about, as far as it can be told.
    pub fn name(&self) -> String {
        let texts = [Column::LastName, Column::FirstName].map(|column| self.get(column).unwrap_or_default());
        let name: String = texts.join(" ").trim().chars().take(NAME).collect();
        name.replace(['\r', '\n', '\t'], " ")
    }

    /// The texts in the order of the model, to be written as a line.
    pub fn texts(&self) -> [&str; Column::ALL.len()] {
        Column::ALL.map(|column| self.get(column).unwrap_or_default())
    }

    /// The learner, or all that is wrong. `today` bounds ages and days.
    pub fn checked(&self, line: u64, today: NaiveDate) -> Result<OutsideRecord, Vec<Fault>> {
        let mut faults: Vec<Fault> = Column::ALL.into_iter().filter_map(|column| self.unfit(column)).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut notices = Vec::new();
        let last_name = self.named(Column::LastName, &mut faults);
        let first_name = self.named(Column::FirstName, &mut faults);
        let birth_date = self.born(today, &mut faults);
        let sex = self.sex(&mut faults);
        let status = self.status(&mut faults);
        let training = self.get(Column::Training).unwrap_or_default().to_owned();
        if training.is_empty() {
            let message = "La formation manque : un code MEF, ou une formation de l’établissement.";
            faults.push(Fault::blank(Column::Training, message));
        }
        let email = self.get(Column::Email).map(str::to_owned);
        if email.as_deref().is_some_and(|email| !mail::is_address(email)) {
            let message = "L’adresse électronique n’est pas valable : elle a la forme nom@domaine.fr.";
            faults.push(Fault::new(Column::Email, message));
        }
        let number = self.ine(&mut faults, &mut notices);
        let entered_on = self.day(Column::EnteredOn, &mut faults);
        let exit_on = self.day(Column::ExitOn, &mut faults);
        if let (Some(from), Some(until)) = (entered_on, exit_on)
            && until < from
        {
            let message = format!("La fin ({}) est avant le début ({}).", shown(until), shown(from));
            faults.push(Fault::new(Column::ExitOn, message));
        }
        let (Some(birth_date), Some(status), true) = (birth_date, status, faults.is_empty()) else {
            return Err(faults);
        };
        Ok(OutsideRecord {
            line,
            last_name,
            first_name,
            birth_date,
            sex,
            division: self.get(Column::Division).map(str::to_owned),
            status,
            training,
            level: self.get(Column::Level).map(str::to_owned),
            email,
            ine: number,
            entered_on,
            exit_on,
            notices,
        })
    }

    /// What no cell may hold: formulas that a spreadsheet would run, markup, line breaks, endless texts.
    fn unfit(&self, column: Column) -> Option<Fault> {
        let text = self.get(column)?;
        let title = column.title();
        let most = if matches!(column, Column::LastName | Column::FirstName) { NAME } else { CELL };
        let message = if text.contains(['\r', '\n']) {
            format!("« {title} » contient un saut de ligne, ou un guillemet n’est pas fermé.")
        } else if text.starts_with(['=', '+', '@', '＝', '＋', '＠']) {
            format!("« {title} » commence comme une formule de tableur.")
        } else if text.contains(['<', '>']) {
            format!("« {title} » contient une balise (« < » ou « > »).")
        } else if text.chars().count() > most {
            format!("« {title} » dépasse {most} caractères.")
        } else if text.chars().any(char::is_control) {
            format!("« {title} » contient un caractère illisible.")
        } else {
            return None;
        };
        Some(Fault::new(column, message))
    }

    fn named(&self, column: Column, faults: &mut Vec<Fault>) -> String {
        let name = values::name(self.get(column).unwrap_or_default());
        if name.is_empty() {
            let message = if column == Column::LastName { "Le nom manque." } else { "Le prénom manque." };
            faults.push(Fault::blank(column, message));
        } else if !names::is_name(&name) {
            let message =
                format!("« {} » s’écrit avec des lettres, des espaces, des tirets et des apostrophes.", column.title());
            faults.push(Fault::new(column, message));
        }
        name
    }

    fn born(&self, today: NaiveDate, faults: &mut Vec<Fault>) -> Option<NaiveDate> {
        if self.get(Column::BirthDate).is_none() {
            faults.push(Fault::blank(Column::BirthDate, "La date de naissance manque."));
            return None;
        }
        let day = self.day(Column::BirthDate, faults)?;
        if !AGES.contains(&(today.year() - day.year())) {
            let message = format!("La date de naissance ({}) n’est pas celle d’un apprenant.", shown(day));
            faults.push(Fault::new(Column::BirthDate, message));
        }
        Some(day)
    }

    /// A day, written `JJ/MM/AAAA` or `AAAA-MM-JJ`; nothing when the cell is empty or unreadable, which is then a fault.
    fn day(&self, column: Column, faults: &mut Vec<Fault>) -> Option<NaiveDate> {
        let text = self.get(column)?;
        let day = french_day(text).or_else(|| iso_day(text));
        if day.is_none() {
            let text: String = text.chars().take(20).collect();
            let message =
                format!("« {} » est illisible : « {text} ». Écrivez JJ/MM/AAAA ou AAAA-MM-JJ.", column.title());
            faults.push(Fault::new(column, message));
        }
        day
    }

    fn sex(&self, faults: &mut Vec<Fault>) -> Option<String> {
        match super::folded(self.get(Column::Sex)?).as_str() {
            "1" | "m" | "h" | "masculin" | "homme" | "garcon" => Some("1".to_owned()),
            "2" | "f" | "feminin" | "femme" | "fille" => Some("2".to_owned()),
            _ => {
                faults.push(Fault::new(Column::Sex, "« sexe » s’écrit F ou M, ou reste vide."));
                None
            }
        }
    }

    fn status(&self, faults: &mut Vec<Fault>) -> Option<LearnerStatus> {
        let Some(text) = self.get(Column::Status) else {
            faults.push(Fault::blank(Column::Status, "Le statut manque : apprenti, adulte ou élève."));
            return None;
        };
        match super::folded(text).as_str() {
            "apprenti" | "apprentie" => Some(LearnerStatus::Apprentice),
            "adulte" | "stagiaire" | "stagiaireadulte" => Some(LearnerStatus::AdultTrainee),
            "eleve" | "scolaire" => Some(LearnerStatus::Pupil),
            "etudiant" | "etudiante" => Some(LearnerStatus::Student),
            _ => {
                faults.push(Fault::new(Column::Status, "Le statut s’écrit apprenti, adulte ou élève."));
                None
            }
        }
    }

    fn ine(&self, faults: &mut Vec<Fault>, notices: &mut Vec<String>) -> Option<String> {
        let text = values::code(self.get(Column::Ine).map(|text| text.replace(' ', "")))?;
        if !INE.contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            faults.push(Fault::new(Column::Ine, "L’INE est illisible : il a onze chiffres et lettres, sans accent."));
            return None;
        }
        if values::number(&text) == Number::WrongKey {
            notices.push("La lettre de contrôle de l’INE ne correspond pas : à vérifier.".to_owned());
        }
        Some(text)
    }
}
