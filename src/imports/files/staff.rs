//! `sts_emp_{UAI}_{année}.xml`: staff, divisions, groups and who teaches what to whom (formats, section 4).
//!
//! A school has a few hundred of each, so this file is kept whole.

use super::header::Header;
use super::learners::RefusedRecord;
use super::values::{self, french_day, iso_day};
use super::xml::Xml;
use super::{Limits, Reading, Refusal};
use chrono::NaiveDate;
use std::io::{Read, Seek};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Everything we take from the file.
#[derive(Debug, Default)]
pub struct StaffFile {
    /// Subjects of the nomenclature.
    pub subjects: Vec<Subject>,
    /// Trainings of the nomenclature: code of eleven characters and label.
    pub mefs: Vec<(String, String)>,
    /// Staff and substitutes, in the order of the file.
    pub people: Vec<StaffRecord>,
    /// People of whom too little is known.
    pub refused: Vec<RefusedRecord>,
    /// Divisions.
    pub divisions: Vec<Structure>,
    /// Groups.
    pub groups: Vec<Structure>,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Six characters, leading zeros kept.
    pub code: String,
    /// Label as printed.
    pub label: String,
    /// Short label.
    pub short_label: String,
}

/// A member of staff.
#[derive(Debug, Clone)]
pub struct StaffRecord {
    /// Line where the record starts.
    pub line: u64,
    /// `epp`, `local`, `dir`, or `eppsup` for a substitute.
    pub source_type: String,
    /// Number in STSWEB, unique with its type.
    pub source_id: String,
    /// Name of usage.
    pub last_name: String,
    /// First name.
    pub first_name: String,
    /// Civility, `1` or `2`.
    pub civility: Option<String>,
    /// `1` male, `2` female.
    pub sex: Option<String>,
    /// Birth date; local people have none.
    pub birth_date: Option<NaiveDate>,
    /// Function (`ENS`, `DIR`…); none during a long leave.
    pub function: Option<String>,
    /// Whether the person stands in for somebody.
    pub substitute: bool,
    /// Codes of the divisions of which the person is head teacher.
    pub head_of: Vec<String>,
    /// What the administrator should look at.
    pub notices: Vec<String>,
}

/// A division or a group.
#[derive(Debug, Clone, Default)]
pub struct Structure {
    /// Line where it starts.
    pub line: u64,
    /// Code, as written.
    pub code: String,
    /// Label; the code when the file leaves it empty.
    pub label: String,
    /// Divisions a group takes its learners from.
    pub divisions: Vec<String>,
    /// Services taught to it.
    pub services: Vec<Service>,
}

/// A subject taught in one mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Subject.
    pub subject: String,
    /// Mode (`CG`, `TP`…).
    pub mode: String,
    /// Type and number of each teacher; none when the post is vacant.
    pub teachers: Vec<(String, String)>,
}

impl StaffFile {
    /// Reads the whole file, well-formed to its end.
    pub fn read<R: Read + Seek>(
        file: &mut R,
        header: &Header,
        limits: &Limits,
        progress: Arc<AtomicU64>,
    ) -> Reading<Self> {
        let mut xml = Xml::open(file, &header.encoding, limits, progress)?;
        let mut found = Self::default();
        while let Some(name) = xml.enter()? {
            match name {
                "NOMENCLATURES" => found.nomenclatures(&mut xml)?,
                "DONNEES" => found.data(&mut xml, limits)?,
                _ => xml.skip()?,
            }
        }
        xml.finish()?;
        if found.people.is_empty() && found.divisions.is_empty() {
            return Err(Refusal::whole(
                "Le fichier ne contient ni enseignant ni division. Refaites l’export depuis STSWEB.",
            ));
        }
        Ok(found)
    }

    fn nomenclatures<R: Read + Seek>(&mut self, xml: &mut Xml<R>) -> Reading<()> {
        while let Some(name) = xml.enter()? {
            match name {
                "MATIERES" => self.subjects(xml)?,
                "MEFS" => self.mefs(xml)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn subjects<R: Read + Seek>(&mut self, xml: &mut Xml<R>) -> Reading<()> {
        while let Some(name) = xml.enter()? {
            let code = (name == "MATIERE").then(|| xml.attribute("CODE").map(str::to_owned)).flatten();
            let (mut short, mut long, mut printed) = (None, None, None);
            while let Some(name) = xml.enter()? {
                match name {
                    "LIBELLE_COURT" => short = xml.value()?,
                    "LIBELLE_LONG" => long = xml.value()?,
                    "LIBELLE_EDITION" => printed = xml.value()?,
                    _ => xml.skip()?,
                }
            }
            if let Some(code) = code {
                let label = printed.or(long).unwrap_or_else(|| code.clone());
                self.subjects.push(Subject { short_label: short.unwrap_or_else(|| label.clone()), label, code });
            }
        }
        Ok(())
    }

    fn mefs<R: Read + Seek>(&mut self, xml: &mut Xml<R>) -> Reading<()> {
        while let Some(name) = xml.enter()? {
            let code = (name == "MEF").then(|| xml.attribute("CODE").map(str::to_uppercase)).flatten();
            let (mut long, mut printed) = (None, None);
            while let Some(name) = xml.enter()? {
                match name {
                    "LIBELLE_LONG" => long = xml.value()?,
                    "LIBELLE_EDITION" => printed = xml.value()?,
                    _ => xml.skip()?,
                }
            }
            if let Some(code) = code {
                let label = printed.or(long).unwrap_or_else(|| code.clone());
                self.mefs.push((code, label));
            }
        }
        Ok(())
    }

    fn data<R: Read + Seek>(&mut self, xml: &mut Xml<R>, limits: &Limits) -> Reading<()> {
        while let Some(name) = xml.enter()? {
            match name {
                "INDIVIDUS" | "SUPPLEANTS" => self.people(xml, limits)?,
                "STRUCTURE" => {
                    while let Some(name) = xml.enter()? {
                        match name {
                            "DIVISIONS" => self.divisions = structures(xml)?,
                            "GROUPES" => self.groups = structures(xml)?,
                            _ => xml.skip()?,
                        }
                    }
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn people<R: Read + Seek>(&mut self, xml: &mut Xml<R>, limits: &Limits) -> Reading<()> {
        while let Some(name) = xml.enter()? {
            let substitute = match name {
                "INDIVIDU" => false,
                "SUPPLEANT" => true,
                _ => {
                    xml.skip()?;
                    continue;
                }
            };
            match person(xml, substitute)? {
                Ok(person) => self.people.push(person),
                Err(refused) => self.refused.push(refused),
            }
            if self.people.len() + self.refused.len() > limits.staff {
                return Err(Refusal::whole(format!(
                    "Le fichier contient plus de {} personnels\u{a0}: ce n’est pas celui d’un établissement.",
                    limits.staff
                )));
            }
        }
        Ok(())
    }
}

fn person<R: Read + Seek>(xml: &mut Xml<R>, substitute: bool) -> Reading<Result<StaffRecord, RefusedRecord>> {
    let line = xml.line();
    xml.was_too_long();
    let source_id = xml.attribute("ID").unwrap_or_default().to_owned();
    let source_type = xml.attribute("TYPE").unwrap_or(if substitute { "eppsup" } else { "local" }).to_lowercase();
    let (mut usage, mut birth_name, mut first, mut civility, mut sex, mut born, mut function) =
        (None, None, None, None, None, None, None);
    let mut head_of = Vec::new();
    while let Some(name) = xml.enter()? {
        match name {
            "NOM_USAGE" => usage = xml.value()?,
            "NOM_PATRONYMIQUE" => birth_name = xml.value()?,
            "PRENOM" => first = xml.value()?,
            "CIVILITE" => civility = xml.value()?,
            "SEXE" => sex = xml.value()?,
            "DATE_NAISSANCE" => born = xml.value()?,
            "FONCTION" => function = values::code(xml.value()?),
            "PROFS_PRINC" => head_of = head_teacher_of(xml)?,
            _ => xml.skip()?,
        }
    }
    let last_name = usage.or(birth_name).map(|name| values::name(&name)).unwrap_or_default();
    let first_name = first.map(|name| values::name(&name)).unwrap_or_default();
    let known: String = format!("{last_name} {first_name}").trim().chars().take(100).collect();
    let refused = |reason: &str| {
        Ok(Err(RefusedRecord { line, name: known.clone(), source_id: source_id.clone(), reason: reason.to_owned() }))
    };
    if source_id.is_empty() || source_id.len() > 20 || source_type.len() > 12 {
        return refused("Le numéro de la personne manque. Refaites l’export depuis STSWEB.");
    }
    if xml.was_too_long() || last_name.chars().count() > 100 || first_name.chars().count() > 100 {
        return refused("Un nom dépasse 100 lettres. Corrigez la fiche dans STSWEB, puis importez de nouveau.");
    }
    if last_name.is_empty() || first_name.is_empty() {
        return refused("Le nom ou le prénom manque. Complétez la fiche dans STSWEB, puis importez de nouveau.");
    }
    let mut notices: Vec<String> = values::doubt(&known).map(str::to_owned).into_iter().collect();
    let birth_date = born.as_deref().and_then(|text| {
        iso_day(text).or_else(|| {
            notices.push(
                "Date de naissance illisible ou écrite à la française\u{a0}: vérifiez-la dans STSWEB.".to_owned(),
            );
            french_day(text)
        })
    });
    Ok(Ok(StaffRecord {
        line,
        source_type,
        source_id,
        last_name,
        first_name,
        civility: civility
            .map(|code| if code == "3" { "2".to_owned() } else { code })
            .filter(|code| matches!(code.as_str(), "1" | "2")),
        sex: sex.filter(|sex| matches!(sex.as_str(), "1" | "2")),
        birth_date,
        function: function.filter(|function| function.len() <= 8),
        substitute,
        head_of,
        notices,
    }))
}

fn head_teacher_of<R: Read + Seek>(xml: &mut Xml<R>) -> Reading<Vec<String>> {
    let mut codes = Vec::new();
    while xml.enter()?.is_some() {
        while let Some(name) = xml.enter()? {
            match name {
                "CODE_STRUCTURE" => codes.extend(xml.value()?),
                _ => xml.skip()?,
            }
        }
    }
    codes.dedup();
    Ok(codes)
}

fn structures<R: Read + Seek>(xml: &mut Xml<R>) -> Reading<Vec<Structure>> {
    let mut found: Vec<Structure> = Vec::new();
    while xml.enter()?.is_some() {
        let line = xml.line();
        let mut structure =
            Structure { line, code: xml.attribute("CODE").unwrap_or_default().to_owned(), ..Structure::default() };
        while let Some(name) = xml.enter()? {
            match name {
                "LIBELLE_LONG" => structure.label = xml.value()?.unwrap_or_default(),
                "DIVISIONS_APPARTENANCE" => {
                    while xml.enter()?.is_some() {
                        structure.divisions.extend(xml.attribute("CODE").map(str::to_owned));
                        xml.skip()?;
                    }
                }
                "SERVICES" => structure.services = services(xml)?,
                _ => xml.skip()?,
            }
        }
        if structure.label.is_empty() {
            structure.label.clone_from(&structure.code);
        }
        if !structure.code.is_empty() && found.iter().all(|other| other.code != structure.code) {
            found.push(structure);
        }
    }
    Ok(found)
}

fn services<R: Read + Seek>(xml: &mut Xml<R>) -> Reading<Vec<Service>> {
    let mut found = Vec::new();
    while xml.enter()?.is_some() {
        let mut service = Service {
            subject: xml.attribute("CODE_MATIERE").unwrap_or_default().to_owned(),
            mode: xml.attribute("CODE_MOD_COURS").unwrap_or("CG").to_owned(),
            teachers: Vec::new(),
        };
        while let Some(name) = xml.enter()? {
            if name != "ENSEIGNANTS" {
                xml.skip()?;
                continue;
            }
            while xml.enter()?.is_some() {
                if let (Some(kind), Some(id)) = (xml.attribute("TYPE"), xml.attribute("ID")) {
                    let teacher = (kind.to_lowercase(), id.to_owned());
                    if !service.teachers.contains(&teacher) {
                        service.teachers.push(teacher);
                    }
                }
                xml.skip()?;
            }
        }
        if !service.subject.is_empty() {
            found.push(service);
        }
    }
    Ok(found)
}
