//! What a file is, whose it is and when it was made: looked at before anything else (`R33`, security F3).

use super::source::{Sniffed, sniff};
use super::values::{french_day, french_moment, is_uai};
use super::xml::Xml;
use super::{Limits, Reading, Refusal};
use chrono::{NaiveDate, NaiveDateTime};
use entity::import_file::ImportFileKind;
use std::io::{Read, Seek};
use std::sync::Arc;

/// The first lines of a file, understood.
#[derive(Debug, Clone)]
pub struct Header {
    /// Which of the three files it is.
    pub kind: ImportFileKind,
    /// School's code, upper case; its form is sound.
    pub uai: String,
    /// Year of the rentrée.
    pub year: i32,
    /// Moment of the export, Paris time; STSWEB does not tell it.
    pub exported_at: Option<NaiveDateTime>,
    /// Day of the export, to which exit dates are compared.
    pub exported_on: Option<NaiveDate>,
    /// How the file is written.
    pub encoding: Sniffed,
}

impl Header {
    /// Reads the encoding, the root and `PARAMETRES`, and stops there.
    pub fn read<R: Read + Seek>(file: &mut R, limits: &Limits) -> Reading<Self> {
        let encoding = sniff(file)?;
        let mut xml = Xml::open(file, &encoding, limits, Arc::default())?;
        let kind = kind_of(xml.name())?;
        let mut found = Found::default();
        let mut seen = false;
        while let Some(name) = xml.enter()? {
            if name != "PARAMETRES" {
                xml.skip()?;
                continue;
            }
            seen = true;
            while let Some(name) = xml.enter()? {
                match name {
                    "UAJ" if kind == ImportFileKind::StaffStructure => {
                        found.uai = xml.attribute("CODE").map(str::to_owned);
                        xml.skip()?;
                    }
                    "ANNEE_SCOLAIRE" if kind == ImportFileKind::StaffStructure => {
                        found.year = xml.attribute("ANNEE").map(str::to_owned);
                        xml.skip()?;
                    }
                    "UAJ" => found.uai = xml.value()?,
                    "ANNEE_SCOLAIRE" => found.year = xml.value()?,
                    "DATE_EXPORT" => found.day = xml.value()?,
                    "HORODATAGE" => found.moment = xml.value()?,
                    _ => xml.skip()?,
                }
            }
            break;
        }
        if !seen {
            return Err(Refusal::whole(
                "Le fichier ne dit ni l’établissement ni l’année (pas de PARAMETRES). Refaites l’export, sans modifier le fichier.",
            ));
        }
        found.header(kind, encoding)
    }
}

/// Texts of `PARAMETRES`.
#[derive(Default)]
struct Found {
    uai: Option<String>,
    year: Option<String>,
    day: Option<String>,
    moment: Option<String>,
}

impl Found {
    fn header(self, kind: ImportFileKind, encoding: Sniffed) -> Reading<Header> {
        let uai = self.uai.map(|code| code.to_uppercase()).filter(|code| is_uai(code)).ok_or_else(|| {
            Refusal::whole("Le code de l’établissement (UAI) manque dans le fichier ou n’est pas lisible. Refaites l’export, sans modifier le fichier.")
        })?;
        let year = self.year.and_then(|year| year.parse().ok()).filter(|year| (2000..2100).contains(year)).ok_or_else(|| {
            Refusal::whole("L’année scolaire manque dans le fichier ou n’est pas lisible. Refaites l’export, sans modifier le fichier.")
        })?;
        let exported_at = self.moment.as_deref().and_then(french_moment);
        let exported_on = self.day.as_deref().and_then(french_day).or(exported_at.map(|moment| moment.date()));
        Ok(Header { kind, uai, year, exported_at, exported_on, encoding })
    }
}

/// The kind of a file by its root element; the others are named, with the file that is wanted.
fn kind_of(root: &str) -> Reading<ImportFileKind> {
    let wanted = "Les fichiers attendus sont sts_emp_{UAI}_{année}.xml (STSWEB), ElevesSansAdresses.xml et ResponsablesAvecAdresses.xml (SIECLE).";
    let what = match root {
        "STS_EDT" => return Ok(ImportFileKind::StaffStructure),
        "BEE_ELEVES" => return Ok(ImportFileKind::Learners),
        "BEE_RESPONSABLES" => return Ok(ImportFileKind::Guardians),
        "EDT_STS" => {
            return Err(Refusal::whole(
                "C’est un fichier emp_sts, que le logiciel d’emploi du temps renvoie vers STSWEB. Le fichier attendu est sts_emp_{UAI}_{année}.xml, exporté depuis STSWEB.",
            ));
        }
        "BEE_NOMENCLATURES" => "C’est Nomenclature.xml de SIECLE",
        "BEE_STRUCTURES" => "C’est Structures.xml de SIECLE",
        "BEE_COMMUNS" => "C’est Communs.xml de SIECLE",
        "BEE_GEOGRAPHIQUE" => "C’est Geographique.xml de SIECLE",
        "BEE_ETABLISSEMENTS" => "C’est Etablissements.xml de SIECLE",
        "BEE_ETABLISSEMENTS_ELEVES" => "C’est EtablissementsEleves.xml de SIECLE",
        _ if root.starts_with("IMPORT_") => "C’est un fichier destiné à être importé dans SIECLE",
        _ => {
            let root: String = root.chars().take(40).collect();
            return Err(Refusal::whole(format!(
                "Ce fichier n’est pas un export connu (il commence par «\u{a0}{root}\u{a0}»). {wanted}"
            )));
        }
    };
    Err(Refusal::whole(format!("{what}, dont l’import n’a pas besoin. {wanted}")))
}
