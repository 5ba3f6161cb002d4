//! `ElevesSansAdresses.xml`: the learners, then their divisions and groups (formats, section 2).
//!
//! The divisions come after the learners, so the file is read twice: [`Index`] joins its parts and finds what is doubled,
//! then [`records`] gives the learners one by one. Nationality, birth place, grants and the like are not even read.

use super::header::Header;
use super::values::{self, Number, french_day, iso_day, shown};
use super::xml::Xml;
use super::{Limits, Reading, Refusal};
use chrono::NaiveDate;
use entity::enrolment::LearnerStatus;
use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Letters that a name may have.
const NAME: usize = 100;

/// Divisions and groups of a learner, by their place in [`Index::codes`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Structures of type D; one, normally.
    pub divisions: Vec<u32>,
    /// Structures of type G.
    pub groups: Vec<u32>,
}

/// What has to be known of a whole file before its first learner is used.
#[derive(Debug, Default)]
pub struct Index {
    /// Divisions and groups by `ELEVE_ID`.
    pub places: HashMap<Box<str>, Places>,
    /// Codes of divisions and groups, each once.
    pub codes: Vec<String>,
    /// Every `ELEVE_ID` of the file, and whether it came more than once.
    pub ids: HashMap<Box<str>, bool>,
    /// Every national number of the file, of any kind.
    pub numbers: HashSet<Box<str>>,
    /// National numbers in force that came more than once.
    pub doubled_numbers: HashSet<Box<str>>,
    /// Learners of the file.
    pub learners: usize,
}

impl Index {
    /// Reads the whole file, well-formed to its end, and keeps what joins its parts.
    pub fn read<R: Read + Seek>(
        file: &mut R,
        header: &Header,
        limits: &Limits,
        progress: Arc<AtomicU64>,
    ) -> Reading<Self> {
        let mut xml = Xml::open(file, &header.encoding, limits, progress)?;
        let mut index = Self::default();
        let mut codes = HashMap::new();
        let mut current = HashSet::new();
        while let Some(name) = xml.enter()? {
            if name != "DONNEES" {
                xml.skip()?;
                continue;
            }
            while let Some(name) = xml.enter()? {
                match name {
                    "ELEVES" => index.learners(&mut xml, limits, &mut current)?,
                    "STRUCTURES" => index.structures(&mut xml, &mut codes)?,
                    _ => xml.skip()?,
                }
            }
        }
        xml.finish()?;
        if index.learners == 0 {
            return Err(Refusal::whole(
                "Le fichier ne contient aucun élève\u{a0}: l’appliquer désactiverait tout le monde. Refaites l’export ElevesSansAdresses depuis SIECLE.",
            ));
        }
        Ok(index)
    }

    fn learners<R: Read + Seek>(
        &mut self,
        xml: &mut Xml<R>,
        limits: &Limits,
        current: &mut HashSet<Box<str>>,
    ) -> Reading<()> {
        while let Some(name) = xml.enter()? {
            if name != "ELEVE" {
                xml.skip()?;
                continue;
            }
            self.learners += 1;
            if self.learners > limits.learners {
                return Err(Refusal::whole(format!(
                    "Le fichier contient plus de {} élèves\u{a0}: ce n’est pas celui d’un établissement.",
                    limits.learners
                )));
            }
            if let Some(id) = xml.attribute("ELEVE_ID") {
                self.ids.entry(id.into()).and_modify(|doubled| *doubled = true).or_default();
            }
            let mut numbers = Numbers::default();
            while let Some(name) = xml.enter()? {
                match name {
                    "ID_NATIONAL" => numbers.national = values::code(xml.value()?),
                    "INE_RNIE" => numbers.present = values::code(xml.value()?),
                    "INE_BEA" => numbers.former = values::code(xml.value()?),
                    _ => xml.skip()?,
                }
            }
            for number in numbers.all() {
                self.numbers.insert(number.into());
            }
            if let Some(ine) = numbers.in_force()
                && !current.insert(ine.into())
            {
                self.doubled_numbers.insert(ine.into());
            }
        }
        Ok(())
    }

    fn structures<R: Read + Seek>(&mut self, xml: &mut Xml<R>, codes: &mut HashMap<String, u32>) -> Reading<()> {
        while let Some(name) = xml.enter()? {
            let id = (name == "STRUCTURES_ELEVE").then(|| xml.attribute("ELEVE_ID").map(Box::<str>::from)).flatten();
            let Some(id) = id else {
                xml.skip()?;
                continue;
            };
            let mut places = self.places.remove(&id).unwrap_or_default();
            while let Some(name) = xml.enter()? {
                if name != "STRUCTURE" {
                    xml.skip()?;
                    continue;
                }
                let (mut code, mut kind) = (None, None);
                while let Some(name) = xml.enter()? {
                    match name {
                        "CODE_STRUCTURE" => code = xml.value()?,
                        "TYPE_STRUCTURE" => kind = xml.value()?,
                        _ => xml.skip()?,
                    }
                }
                let (Some(code), Some(kind)) = (code, kind) else { continue };
                let list = match kind.as_str() {
                    "D" => &mut places.divisions,
                    "G" => &mut places.groups,
                    _ => continue,
                };
                let next = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
                let place = *codes.entry(code).or_insert_with_key(|code| {
                    self.codes.push(code.clone());
                    next
                });
                if !list.contains(&place) {
                    list.push(place);
                }
            }
            self.places.insert(id, places);
        }
        Ok(())
    }

    /// Codes of the divisions of a learner, in the order of the file.
    pub fn divisions(&self, id: &str) -> Vec<&str> {
        self.named(id, |places| &places.divisions)
    }

    /// Codes of the groups of a learner, in the order of the file.
    pub fn groups(&self, id: &str) -> Vec<&str> {
        self.named(id, |places| &places.groups)
    }

    fn named(&self, id: &str, list: impl Fn(&Places) -> &Vec<u32>) -> Vec<&str> {
        let code =
            |place: &u32| usize::try_from(*place).ok().and_then(|place| self.codes.get(place)).map(String::as_str);
        self.places.get(id).map(|places| list(places).iter().filter_map(code).collect()).unwrap_or_default()
    }
}

/// The national numbers of a learner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// `ID_NATIONAL`: the one in force, of either form.
    pub national: Option<String>,
    /// `INE_RNIE`: the one of the national register.
    pub present: Option<String>,
    /// `INE_BEA`: the one before 2017.
    pub former: Option<String>,
}

impl Numbers {
    /// The number in force.
    pub fn in_force(&self) -> Option<&str> {
        self.national.as_deref().or(self.present.as_deref()).or(self.former.as_deref())
    }

    /// The number before, when it is another one.
    pub fn before(&self) -> Option<&str> {
        self.former.as_deref().filter(|former| self.in_force() != Some(*former))
    }

    /// All of them, in the order they are trusted.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        [&self.national, &self.present, &self.former].into_iter().filter_map(Option::as_deref)
    }
}

/// A learner as the file tells it.
#[derive(Debug, Clone)]
pub struct LearnerRecord {
    /// Line where the record starts.
    pub line: u64,
    /// `ELEVE_ID`: means something in this school only.
    pub source_id: String,
    /// National numbers.
    pub numbers: Numbers,
    /// Family name.
    pub family_name: String,
    /// Name of usage, when it differs.
    pub usage_name: Option<String>,
    /// First name.
    pub first_name: String,
    /// Birth date.
    pub birth_date: NaiveDate,
    /// `1` male, `2` female; nothing when unknown.
    pub sex: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Status in this school year.
    pub status: LearnerStatus,
    /// MEF code, as written.
    pub mef: Option<String>,
    /// First day in the school.
    pub entered_on: Option<NaiveDate>,
    /// Day of leaving.
    pub exit_on: Option<NaiveDate>,
    /// Code of the reason for leaving.
    pub exit_reason: Option<String>,
    /// What the administrator should look at, though the record is taken.
    pub notices: Vec<String>,
}

/// A record that cannot be taken.
#[derive(Debug, Clone)]
pub struct RefusedRecord {
    /// Line where it starts.
    pub line: u64,
    /// Who it is about, as far as it can be told.
    pub name: String,
    /// Identifier in the source.
    pub source_id: String,
    /// Why, and what to do.
    pub reason: String,
}

/// Gives the learners of the file one by one, in its order. `take` may stop the reading with a refusal.
pub fn records<R: Read + Seek>(
    file: &mut R,
    header: &Header,
    limits: &Limits,
    progress: Arc<AtomicU64>,
    mut take: impl FnMut(Result<LearnerRecord, RefusedRecord>) -> Reading<()>,
) -> Reading<()> {
    let mut xml = Xml::open(file, &header.encoding, limits, progress)?;
    while let Some(name) = xml.enter()? {
        if name != "DONNEES" {
            xml.skip()?;
            continue;
        }
        while let Some(name) = xml.enter()? {
            if name != "ELEVES" {
                xml.skip()?;
                continue;
            }
            while let Some(name) = xml.enter()? {
                if name == "ELEVE" {
                    take(record(&mut xml)?)?;
                } else {
                    xml.skip()?;
                }
            }
        }
    }
    xml.finish()
}

/// The texts of one `ELEVE`.
#[derive(Default)]
struct Raw {
    source_id: String,
    numbers: Numbers,
    family_name: Option<String>,
    name: Option<String>,
    usage_name: Option<String>,
    first_name: Option<String>,
    birth_date: Option<String>,
    sex: Option<String>,
    email: Option<String>,
    status: Option<String>,
    mef: Option<String>,
    entered_on: Option<String>,
    exit_on: Option<String>,
    exit_reason: Option<String>,
}

fn record<R: Read + Seek>(xml: &mut Xml<R>) -> Reading<Result<LearnerRecord, RefusedRecord>> {
    let line = xml.line();
    xml.was_too_long();
    let mut raw = Raw { source_id: xml.attribute("ELEVE_ID").unwrap_or_default().to_owned(), ..Raw::default() };
    while let Some(name) = xml.enter()? {
        match name {
            "ID_NATIONAL" => raw.numbers.national = values::code(xml.value()?),
            "INE_RNIE" => raw.numbers.present = values::code(xml.value()?),
            "INE_BEA" => raw.numbers.former = values::code(xml.value()?),
            "NOM_DE_FAMILLE" => raw.family_name = xml.value()?,
            "NOM" => raw.name = xml.value()?,
            "NOM_USAGE" => raw.usage_name = xml.value()?,
            "PRENOM" => raw.first_name = xml.value()?,
            "DATE_NAISS" => raw.birth_date = xml.value()?,
            "CODE_SEXE" => raw.sex = xml.value()?,
            "MEL" => raw.email = xml.value()?,
            "CODE_STATUT" => raw.status = xml.value()?,
            "CODE_MEF" => raw.mef = values::code(xml.value()?),
            "DATE_ENTREE" => raw.entered_on = xml.value()?,
            "DATE_SORTIE" => raw.exit_on = xml.value()?,
            "CODE_MOTIF_SORTIE" => raw.exit_reason = xml.value()?,
            _ => xml.skip()?,
        }
    }
    Ok(raw.checked(line, xml.was_too_long()))
}

impl Raw {
    fn checked(self, line: u64, too_long: bool) -> Result<LearnerRecord, RefusedRecord> {
        let family_name = self.family_name.or(self.name).map(|name| values::name(&name)).unwrap_or_default();
        let first_name = self.first_name.as_deref().map(values::name).unwrap_or_default();
        let usage_name = self.usage_name.as_deref().map(values::name).filter(|name| *name != family_name);
        let known: String = format!("{family_name} {first_name}").trim().chars().take(NAME).collect();
        let refused = |reason: &str| RefusedRecord {
            line,
            name: known.clone(),
            source_id: self.source_id.clone(),
            reason: reason.to_owned(),
        };
        if self.source_id.is_empty() || self.source_id.len() > 20 {
            return Err(refused("Le numéro de l’élève (ELEVE_ID) manque. Refaites l’export depuis SIECLE."));
        }
        if too_long
            || [Some(&family_name), Some(&first_name), usage_name.as_ref()]
                .into_iter()
                .flatten()
                .any(|name| name.chars().count() > NAME)
        {
            return Err(refused(
                "Un nom dépasse 100 lettres. Corrigez la fiche dans SIECLE, puis importez de nouveau.",
            ));
        }
        if family_name.is_empty() || first_name.is_empty() {
            return Err(refused(
                "Le nom ou le prénom manque. Complétez la fiche dans SIECLE, puis importez de nouveau.",
            ));
        }
        let mut notices = Vec::new();
        let birth_date = match self.birth_date.as_deref() {
            None => {
                return Err(refused(
                    "La date de naissance manque. Complétez la fiche dans SIECLE, puis importez de nouveau.",
                ));
            }
            Some(text) => match (french_day(text), iso_day(text)) {
                (Some(day), _) => day,
                (None, Some(day)) => {
                    notices.push(format!(
                        "Date de naissance écrite «\u{a0}{text}\u{a0}»\u{a0}: lue {}. Vérifiez-la dans SIECLE.",
                        shown(day)
                    ));
                    day
                }
                (None, None) => {
                    let text: String = text.chars().take(20).collect();
                    return Err(refused(&format!(
                        "Date de naissance illisible\u{a0}: «\u{a0}{text}\u{a0}». Corrigez la fiche dans SIECLE, puis importez de nouveau."
                    )));
                }
            },
        };
        notices.extend(values::doubt(&known).map(str::to_owned));
        if let (Some(national), Some(present)) = (&self.numbers.national, &self.numbers.present)
            && national != present
        {
            notices.push(format!(
                "Deux INE différents sur la fiche ({national} et {present})\u{a0}: le premier est retenu."
            ));
        }
        let status = status(self.status.as_deref(), self.mef.as_deref());
        Ok(LearnerRecord {
            line,
            source_id: self.source_id,
            numbers: self.numbers,
            family_name,
            usage_name,
            first_name,
            birth_date,
            sex: self.sex.filter(|sex| matches!(sex.as_str(), "1" | "2")),
            email: self.email.filter(|email| email.len() <= 254 && email.contains('@')),
            status,
            mef: self.mef.filter(|mef| mef.len() <= 12),
            entered_on: self.entered_on.as_deref().and_then(french_day),
            exit_on: self.exit_on.as_deref().and_then(french_day),
            exit_reason: self.exit_reason.filter(|reason| reason.len() <= 4),
            notices,
        })
    }
}

/// Status by `CODE_STATUT`; a pupil in a BTS is a student (`R38`).
fn status(code: Option<&str>, mef: Option<&str>) -> LearnerStatus {
    match code {
        Some("AP") => LearnerStatus::Apprentice,
        Some("FC" | "FQ" | "CQ") => LearnerStatus::AdultTrainee,
        _ if mef.is_some_and(|mef| mef.starts_with("310") || mef.starts_with("311")) => LearnerStatus::Student,
        _ => LearnerStatus::Pupil,
    }
}

impl LearnerRecord {
    /// What the number in force deserves to be told.
    pub fn number(&self) -> Option<Number> {
        self.numbers.in_force().map(values::number)
    }
}
