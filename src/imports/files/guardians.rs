//! `ResponsablesAvecAdresses.xml`: persons, then their links with learners (formats, section 3; `R39`).
//!
//! Postal addresses, social category and who pays are not read. The links come after the persons, so the file is read
//! twice; only persons linked to a learner of the school are given.

use super::header::Header;
use super::learners::RefusedRecord;
use super::values;
use super::xml::Xml;
use super::{Limits, Reading, Refusal};
use std::collections::HashMap;
use std::io::{Read, Seek};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// A person's tie with a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// `ELEVE_ID` of the learner.
    pub learner: Box<str>,
    /// 1 legal guardian, 2 in charge, 3 contact.
    pub level: u8,
    /// Code of kinship.
    pub kinship: Option<Box<str>>,
    /// Whether to be called first.
    pub first_to_call: bool,
    /// Whether the level was not one of the known ones, and was read as 3.
    pub doubtful: bool,
}

/// A person with a link.
#[derive(Debug, Default)]
pub struct Linked {
    /// The links, in the order of the file.
    pub links: Vec<Link>,
    /// Whether the person's own record was met.
    pub met: bool,
}

/// The links of a file.
#[derive(Debug, Default)]
pub struct Links {
    /// Persons with a link, by `PERSONNE_ID`.
    pub of: HashMap<Box<str>, Linked>,
}

impl Links {
    /// Reads the whole file, well-formed to its end, and keeps the links that `keep` wants.
    pub fn read<R: Read + Seek>(
        file: &mut R,
        header: &Header,
        limits: &Limits,
        progress: Arc<AtomicU64>,
        keep: impl Fn(&str) -> bool,
    ) -> Reading<Self> {
        let mut links = Self::default();
        let mut persons = 0;
        each(file, header, limits, progress, |xml, name| match name {
            Part::Person => {
                persons += 1;
                if persons > limits.guardians {
                    return Err(Refusal::whole(format!(
                        "Le fichier contient plus de {} responsables\u{a0}: ce n’est pas celui d’un établissement.",
                        limits.guardians
                    )));
                }
                xml.skip()
            }
            Part::Link => {
                let (person, link) = link(xml)?;
                if let (Some(person), Some(link)) = (person, link)
                    && keep(&link.learner)
                {
                    let of = &mut links.of.entry(person).or_default().links;
                    if of.iter().all(|other| other.learner != link.learner) {
                        // Most persons have one link: room for more would be most of what is held here.
                        of.reserve_exact(1);
                        of.push(link);
                    }
                }
                Ok(())
            }
        })?;
        if persons == 0 {
            return Err(Refusal::whole(
                "Le fichier ne contient aucun responsable. Refaites l’export ResponsablesAvecAdresses depuis SIECLE.",
            ));
        }
        Ok(links)
    }
}

/// A person as the file tells it.
#[derive(Debug, Clone)]
pub struct GuardianRecord {
    /// Line where the record starts.
    pub line: u64,
    /// `PERSONNE_ID`: means something in this school only.
    pub source_id: String,
    /// Civility, short (`M.`, `MME`).
    pub civility: Option<String>,
    /// Name used in letters: the name of usage, else the family name.
    pub last_name: String,
    /// First name; empty for institutions.
    pub first_name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Telephones, mobile first, digits and `+` only.
    pub phones: Vec<String>,
    /// What the administrator should look at.
    pub notices: Vec<String>,
}

/// Gives the persons of the file one by one.
pub fn records<R: Read + Seek>(
    file: &mut R,
    header: &Header,
    limits: &Limits,
    progress: Arc<AtomicU64>,
    mut take: impl FnMut(Result<GuardianRecord, RefusedRecord>) -> Reading<()>,
) -> Reading<()> {
    each(file, header, limits, progress, |xml, part| match part {
        Part::Person => take(person(xml)?),
        Part::Link => xml.skip(),
    })
}

enum Part {
    Person,
    Link,
}

/// Follows the file and stops at each person and at each link.
fn each<R: Read + Seek>(
    file: &mut R,
    header: &Header,
    limits: &Limits,
    progress: Arc<AtomicU64>,
    mut found: impl FnMut(&mut Xml<&mut R>, Part) -> Reading<()>,
) -> Reading<()> {
    let mut xml = Xml::open(file, &header.encoding, limits, progress)?;
    while let Some(name) = xml.enter()? {
        if name != "DONNEES" {
            xml.skip()?;
            continue;
        }
        while let Some(name) = xml.enter()? {
            if !matches!(name, "PERSONNES" | "RESPONSABLES") {
                xml.skip()?;
                continue;
            }
            while let Some(name) = xml.enter()? {
                match name {
                    "PERSONNE" => found(&mut xml, Part::Person)?,
                    "RESPONSABLE_ELEVE" => found(&mut xml, Part::Link)?,
                    _ => xml.skip()?,
                }
            }
        }
    }
    xml.finish()
}

/// A link, in the form used since 2018 or in the one before, where 1 and 2 both meant a legal guardian.
fn link<R: Read + Seek>(xml: &mut Xml<R>) -> Reading<(Option<Box<str>>, Option<Link>)> {
    let (mut learner, mut person, mut level, mut legal, mut kinship, mut first) = (None, None, None, None, None, false);
    while let Some(name) = xml.enter()? {
        match name {
            "ELEVE_ID" => learner = xml.value()?,
            "PERSONNE_ID" => person = xml.value()?,
            "NIVEAU_RESPONSABILITE" => level = xml.value()?,
            "RESP_LEGAL" => legal = xml.value()?,
            "CODE_PARENTE" => kinship = xml.value()?,
            "A_CONTACTER_EN_PRIORITE" | "PERS_CONTACT" => first = values::truth(xml.text()?),
            _ => xml.skip()?,
        }
    }
    let (level, doubtful) = match (level.as_deref(), legal.as_deref()) {
        (Some("1"), _) | (None, Some("1" | "2")) => (1, false),
        (Some("2"), _) => (2, false),
        (Some("3"), _) | (None, Some("0")) => (3, false),
        _ => (3, true),
    };
    let kinship = kinship.filter(|code| code.len() <= 4).map(Into::into);
    Ok((
        person.map(Into::into),
        learner.map(|learner| Link { learner: learner.into(), level, kinship, first_to_call: first, doubtful }),
    ))
}

fn person<R: Read + Seek>(xml: &mut Xml<R>) -> Reading<Result<GuardianRecord, RefusedRecord>> {
    let line = xml.line();
    xml.was_too_long();
    let source_id = xml.attribute("PERSONNE_ID").unwrap_or_default().to_owned();
    let (mut civility, mut family, mut usage, mut first, mut email) = (None, None, None, None, None);
    let (mut home, mut mobile, mut work) = (None, None, None);
    while let Some(name) = xml.enter()? {
        match name {
            "LC_CIVILITE" => civility = xml.value()?,
            "NOM_DE_FAMILLE" | "NOM" => family = xml.value()?,
            "NOM_USAGE" => usage = xml.value()?,
            "PRENOM" => first = xml.value()?,
            "MEL" => email = xml.value()?,
            "TEL_PERSONNEL" => home = xml.value()?,
            "TEL_PORTABLE" => mobile = xml.value()?,
            "TEL_PROFESSIONNEL" => work = xml.value()?,
            _ => xml.skip()?,
        }
    }
    let last_name = usage.or(family).map(|name| values::name(&name)).unwrap_or_default();
    let first_name = first.map(|name| values::name(&name)).unwrap_or_default();
    let known: String = format!("{last_name} {first_name}").trim().chars().take(100).collect();
    let refused = |reason: &str| {
        Ok(Err(RefusedRecord { line, name: known.clone(), source_id: source_id.clone(), reason: reason.to_owned() }))
    };
    if source_id.is_empty() || source_id.len() > 20 {
        return refused("Le numéro du responsable (PERSONNE_ID) manque. Refaites l’export depuis SIECLE.");
    }
    if xml.was_too_long() || last_name.chars().count() > 100 || first_name.chars().count() > 100 {
        return refused("Un nom dépasse 100 lettres. Corrigez la fiche dans SIECLE, puis importez de nouveau.");
    }
    if last_name.is_empty() {
        return refused("Le nom du responsable manque. Complétez la fiche dans SIECLE, puis importez de nouveau.");
    }
    Ok(Ok(GuardianRecord {
        line,
        civility: civility.filter(|civility| civility.len() <= 8),
        notices: values::doubt(&known).map(str::to_owned).into_iter().collect(),
        last_name,
        first_name,
        email: email.filter(|email| email.len() <= 254 && email.contains('@')),
        phones: [mobile, home, work].into_iter().flatten().filter_map(|phone| digits(&phone)).collect(),
        source_id,
    }))
}

/// A telephone number without what people put between its digits.
fn digits(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').take(20).collect();
    (digits.len() >= 4).then_some(digits)
}
