//! The file format of a framework: read, checked against its JSON Schema, then for what a schema cannot say.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::sync::LazyLock;

use entity::framework::DiplomaType;
use entity::id::FrameworkId;
use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::{Location, LocationSegment};
use jsonschema::{ValidationError, Validator};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::parts::{ClassLevel, DiplomaOption, Scale, Stem};
use crate::error::{Code, Error, Problem, Problems, Result};

/// At most this many problems are told at once.
const TOLD: usize = 20;

/// What a file of a framework says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// The diploma.
    pub document: Document,
    /// Its scales, in order.
    pub level_scales: Vec<Scale>,
    /// Its items, in order.
    pub items: Vec<Item>,
    /// What ties them.
    pub associations: Vec<Association>,
}

/// The diploma a file is about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Identifier: the same for all the revisions of the file.
    pub identifier: Uuid,
    /// Short code.
    pub code: String,
    /// Full title.
    pub title: String,
    /// Title for a column or a menu.
    pub short_title: String,
    diploma_type: String,
    /// Length of the cycle, in years.
    pub cycle_years: i32,
    /// Class levels.
    pub levels: Vec<ClassLevel>,
    /// Options.
    #[serde(default)]
    pub options: Vec<DiplomaOption>,
    /// Training codes that lead to it.
    #[serde(default)]
    pub mef: Vec<Stem>,
    /// Training codes of the common first year.
    #[serde(default)]
    pub family_mef: Vec<String>,
    /// Subjects whose teachers are in charge of bilans.
    #[serde(default)]
    pub vocational_subjects: Vec<String>,
}

/// One item.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Identifier.
    pub identifier: Uuid,
    /// `competency`, `unit`, `block`…
    pub kind: String,
    /// Code, alone of its kind in the file.
    pub code: String,
    display_code: Option<String>,
    /// Full text.
    pub label: String,
    /// Class levels it is limited to.
    #[serde(default)]
    pub levels: Vec<String>,
    /// Option it is limited to.
    pub option: Option<String>,
    /// Version of the diploma's text it is limited to.
    pub framework_version: Option<String>,
    scale_id: Option<String>,
}

impl Item {
    /// Its code as people read it.
    pub fn shown_code(&self) -> &str {
        self.display_code.as_deref().unwrap_or(&self.code)
    }
}

/// What ties two items.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Association {
    /// Identifier.
    pub identifier: Uuid,
    #[serde(rename = "type")]
    kind: String,
    role: Option<String>,
    /// The item that is spoken of.
    pub origin: Uuid,
    origin_code: String,
    /// The item it is tied to.
    pub destination: Uuid,
    destination_code: String,
    /// 2 for a main tie, 1 for a secondary one.
    pub strength: Option<i32>,
}

impl Association {
    /// What it says: its role when it has one, else its type.
    pub fn says(&self) -> &str {
        self.role.as_deref().unwrap_or(&self.kind)
    }
}

impl Document {
    /// Identifier, typed.
    pub fn id(&self) -> FrameworkId {
        FrameworkId(self.identifier)
    }

    /// Kind of diploma.
    pub fn diploma_type(&self) -> DiplomaType {
        match self.diploma_type.as_str() {
            "CAP" => DiplomaType::Cap,
            "BAC_PRO" => DiplomaType::BacPro,
            "BTS" => DiplomaType::Bts,
            "BREVET_PROFESSIONNEL" => DiplomaType::BrevetProfessionnel,
            "MENTION_COMPLEMENTAIRE" => DiplomaType::MentionComplementaire,
            "CERTIFICAT_SPECIALISATION" => DiplomaType::CertificatSpecialisation,
            _ => DiplomaType::Other,
        }
    }
}

impl File {
    /// Ties that say this.
    pub fn links(&self, says: &str) -> impl Iterator<Item = &Association> {
        self.associations.iter().filter(move |link| link.says() == says)
    }

    /// Whether the item belongs to the newest version of the text among items of its kind, or to all of them.
    pub fn is_latest(&self, item: Uuid) -> bool {
        let Some(item) = self.items.iter().find(|other| other.identifier == item) else { return false };
        let newest = self
            .items
            .iter()
            .filter(|other| other.kind == item.kind)
            .filter_map(|other| other.framework_version.as_deref())
            .max();
        item.framework_version.is_none() || item.framework_version.as_deref() == newest
    }
}

/// Reads a file. Refuses it with what is wrong and where, in French.
pub fn read(text: &str) -> Result<File> {
    let json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let place = format!("ligne {}, colonne {}", error.line(), error.column());
        Problem::whole(Code::Invalid, format!("Ce fichier n’est pas du JSON\u{a0}: lecture arrêtée à la {place}."))
    })?;
    let schema = SCHEMA.as_ref().map_err(|error| Error::internal("reading the schema of frameworks", error))?;
    let wrong: Vec<Problem> = schema.iter_errors(&json).take(TOLD).map(|error| told(&error)).collect();
    if !wrong.is_empty() {
        return Err(Error::Rejected(wrong));
    }
    let file: File = serde_json::from_value(json)
        .map_err(|error| Error::internal("reading a framework its schema accepts", error))?;
    check(&file)?;
    Ok(file)
}

static SCHEMA: LazyLock<Result<Validator, String>> = LazyLock::new(|| {
    let schema: Value =
        serde_json::from_str(include_str!("data/referentiel.schema.json")).map_err(|error| error.to_string())?;
    jsonschema::validator_for(&schema).map_err(|error| error.to_string())
});

/// What a schema cannot say: nothing twice, and nothing that points nowhere.
fn check(file: &File) -> Result<()> {
    let mut problems = Problems::new();
    let levels: HashSet<&str> = file.document.levels.iter().map(|level| level.code.as_str()).collect();
    let options: HashSet<&str> = file.document.options.iter().map(|option| option.code.as_str()).collect();
    let scales: HashSet<&str> = file.level_scales.iter().map(|scale| scale.id.as_str()).collect();

    for (place, scale) in file.level_scales.iter().enumerate() {
        let ranks: HashSet<i32> = scale.levels.iter().map(|level| level.rank).collect();
        problems.unless(
            ranks.len() == scale.levels.len(),
            Code::Taken,
            at("levelScales", place, "levels"),
            double("un rang", &scale.label),
        );
    }
    let mut ids = HashMap::new();
    let mut codes = HashSet::new();
    for (place, item) in file.items.iter().enumerate() {
        let twice = ids.insert(item.identifier, item.code.as_str()).is_some();
        problems.unless(
            !twice,
            Code::Taken,
            at("items", place, "identifier"),
            double("l’identifiant", item.identifier),
        );
        let once = codes.insert((item.kind.as_str(), item.code.as_str()));
        problems.unless(once, Code::Taken, at("items", place, "code"), double("le code", &item.code));
        for level in &item.levels {
            problems.unless(
                levels.contains(level.as_str()),
                Code::NotFound,
                at("items", place, "levels"),
                unknown("le niveau", level),
            );
        }
        if let Some(option) = &item.option {
            problems.unless(
                options.contains(option.as_str()),
                Code::NotFound,
                at("items", place, "option"),
                unknown("l’option", option),
            );
        }
        if let Some(scale) = &item.scale_id {
            problems.unless(
                scales.contains(scale.as_str()),
                Code::NotFound,
                at("items", place, "scaleId"),
                unknown("l’échelle", scale),
            );
        }
    }
    let mut ties = HashSet::new();
    for (place, link) in file.associations.iter().enumerate() {
        let once = ties.insert(link.identifier);
        problems.unless(
            once,
            Code::Taken,
            at("associations", place, "identifier"),
            double("l’identifiant", link.identifier),
        );
        for (end, id, code) in
            [("origin", link.origin, &link.origin_code), ("destination", link.destination, &link.destination_code)]
        {
            let path = at("associations", place, end);
            match ids.get(&id) {
                None => problems.add(Problem::new(Code::NotFound, path, unknown("l’élément", code))),
                Some(known) if known != code => {
                    problems.add(Problem::new(
                        Code::Invalid,
                        path,
                        format!("L’élément visé a pour code «\u{a0}{known}\u{a0}», pas «\u{a0}{code}\u{a0}»."),
                    ));
                }
                Some(_) => {}
            }
        }
    }
    problems.finish().map_err(|error| match error {
        Error::Rejected(problems) => Error::Rejected(problems.into_iter().take(TOLD).map(located).collect()),
        other => other,
    })
}

fn at(list: &str, place: usize, field: &str) -> String {
    format!("{list}[{place}].{field}")
}

fn double(what: &str, value: impl Display) -> String {
    format!("{what} «\u{a0}{value}\u{a0}» est là deux fois.")
}

fn unknown(what: &str, value: impl Display) -> String {
    format!("{what} «\u{a0}{value}\u{a0}» n’est pas dans le fichier.")
}

/// Puts the place in the file before the sentence.
fn located(problem: Problem) -> Problem {
    match &problem.path {
        Some(path) => Problem { message: format!("{path}\u{a0}: {}", problem.message), ..problem },
        None => problem,
    }
}

/// A violation of the schema, in the words of the person who wrote the file.
fn told(error: &ValidationError<'_>) -> Problem {
    use ValidationErrorKind as Kind;
    let words = match error.kind() {
        Kind::Required { property } => format!("il manque {property}."),
        Kind::AdditionalProperties { unexpected } => {
            format!("champ inconnu du format\u{a0}: {}.", unexpected.join(", "))
        }
        Kind::Enum { options } => format!("valeur {} hors de la liste {options}.", error.instance()),
        Kind::Constant { expected_value } => format!("valeur {} au lieu de {expected_value}.", error.instance()),
        Kind::Pattern { pattern } => format!("valeur {} qui n’a pas la forme {pattern}.", error.instance()),
        Kind::Type { .. } => "valeur d’un autre type que celui du format.".to_owned(),
        Kind::MinItems { limit } => format!("au moins {limit} élément(s) attendu(s)."),
        Kind::MinLength { .. } => "texte vide.".to_owned(),
        Kind::UniqueItems => "le même élément est là deux fois.".to_owned(),
        Kind::Minimum { limit } | Kind::ExclusiveMinimum { limit } => format!("nombre trop petit (minimum {limit})."),
        Kind::Maximum { limit } | Kind::ExclusiveMaximum { limit } => format!("nombre trop grand (maximum {limit})."),
        other => format!("refusé par le format («\u{a0}{}\u{a0}»).", other.keyword()),
    };
    located(Problem::new(Code::Invalid, place(error.instance_path()), words))
}

fn place(location: &Location) -> String {
    let mut place = String::new();
    for segment in location.segments() {
        match segment {
            LocationSegment::Index(index) => place.extend(["[", &index.to_string(), "]"]),
            LocationSegment::Property(name) => {
                if !place.is_empty() {
                    place.push('.');
                }
                place.push_str(&name);
            }
        }
    }
    if place.is_empty() { "fichier".to_owned() } else { place }
}

#[cfg(test)]
mod tests {
    use super::super::CARRIED;
    use super::*;

    /// A carried framework, spoiled by `spoil`, and what is said of it.
    fn refused(spoil: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut json: Value = serde_json::from_str(CARRIED[0]).unwrap();
        spoil(&mut json);
        let Err(Error::Rejected(problems)) = read(&json.to_string()) else { panic!("accepted") };
        problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn the_carried_frameworks_are_sound() {
        for text in CARRIED {
            read(text).unwrap();
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(
            refused(|json| json["document"]["levels"][0]["code"] = "3E".into())[0].split(" hors ").next(),
            Some("document.levels[0].code\u{a0}: valeur \"3E\"")
        );
        assert_eq!(
            refused(|json| json["items"][1]["code"] = json["items"][0]["code"].clone())[0],
            "items[1].code\u{a0}: le code «\u{a0}A1\u{a0}» est là deux fois."
        );
        assert_eq!(
            refused(|json| json["associations"][0]["origin"] = "00000000-0000-0000-0000-000000000000".into()),
            ["associations[0].origin\u{a0}: l’élément «\u{a0}T1-1\u{a0}» n’est pas dans le fichier."]
        );
        assert_eq!(
            refused(|json| json["document"]["title"] = Value::Null),
            ["document.title\u{a0}: valeur d’un autre type que celui du format."]
        );
    }

    #[test]
    fn a_file_that_is_not_json_is_refused_with_the_place() {
        let Err(Error::Rejected(problems)) = read("{\n \"document\": ") else { panic!("accepted") };
        assert_eq!(
            problems[0].message,
            "Ce fichier n’est pas du JSON\u{a0}: lecture arrêtée à la ligne 2, colonne 13."
        );
    }
}
