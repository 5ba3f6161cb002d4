//! What a school sets about itself (R168): who it is here, how people come in ([`security`]), and whether data of learners may
//! go to other schools ([`transfers`]).
//!
//! Fields save themselves one by one (R23), so each change names only what changes, and the version that it was typed over.

pub mod graphql;
pub mod security;
pub mod transfers;

use chrono_tz::Tz;
use entity::establishment;
use entity::idle_limit;
use sea_orm::{ActiveValue, Set, Unchanged, Value};

use crate::access::Act;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Problems, Result, Versioned as _};
use crate::mail;

/// Longest name of a school, in characters.
const LONGEST_NAME: usize = 120;

/// Longest name of a town or of a person, in characters.
const LONGEST_SHORT: usize = 80;

/// Longest telephone number, with its spaces.
const LONGEST_PHONE: usize = 25;

/// The settings of a school, for who may read them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its row.
    pub school: establishment::Model,
    /// The lengths of sessions it chose.
    pub limits: Vec<idle_limit::Model>,
}

/// The settings of the actor's school; none for who may not read them.
pub async fn read(cx: &Cx) -> Result<Option<Settings>> {
    if !cx.can(Act::ReadSettings) {
        return Ok(None);
    }
    let school = super::own(cx).await?;
    let limits = cx.find::<idle_limit::Entity>().all().await?;
    Ok(Some(Settings { school, limits }))
}

/// What changes in who a school is: what is left out stays, and an empty text takes away what may be missing.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// Name as people read it.
    pub name: Option<String>,
    /// Town.
    pub town: Option<String>,
    /// Address of contact.
    pub email: Option<String>,
    /// Telephone of contact.
    pub phone: Option<String>,
    /// IANA name of the zone its days are counted in (R187).
    pub time_zone: Option<String>,
}

/// Changes who the school is; what is as it was already is no change, and moves nothing.
pub async fn update_establishment(cx: &Cx, version: i32, change: Identity) -> Result<establishment::Model> {
    cx.write(Act::UpdateEstablishment, async |tx| {
        let school = target(tx, version).await?;
        let row = change.checked(&school)?;
        if is_same(&row, &school) {
            return Ok(school);
        }
        tx.journal("a changé les informations de l’établissement", None);
        tx.audit_detail(change.words());
        save(tx, &school, row).await
    })
    .await
}

impl Identity {
    /// The row with what changes, or everything that is wrong with it.
    fn checked(&self, school: &establishment::Model) -> Result<establishment::ActiveModel> {
        let mut problems = Problems::new();
        let mut row = establishment::ActiveModel { id: Unchanged(school.id), ..Default::default() };
        if let Some(name) = &self.name {
            let missing = "Le nom de l’établissement manque\u{a0}: les lettres et la page de connexion le portent.";
            row.name = Set(needed(&mut problems, "name", name, LONGEST_NAME, missing));
        }
        if let Some(town) = &self.town {
            row.town = Set(line(&mut problems, "town", town, LONGEST_SHORT));
        }
        if let Some(email) = &self.email {
            let missing = "L’adresse électronique manque\u{a0}: sans elle, aucun compte ne se crée à la main.";
            row.email = Set(Some(address(&mut problems, "email", email, missing)));
        }
        if let Some(phone) = &self.phone {
            let phone = line(&mut problems, "phone", phone, LONGEST_PHONE);
            let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).count();
            let signs = |phone: &str| phone.chars().all(|c| c.is_ascii_digit() || " +.-()\u{a0}\u{202f}".contains(c));
            let readable = phone.as_deref().is_none_or(|phone| signs(phone) && digits(phone) >= 6);
            let message = "Ce numéro est illisible\u{a0}: il s’écrit avec des chiffres, comme 03 20 00 00 00.";
            problems.unless(readable, Code::Invalid, "phone", message);
            row.phone = Set(phone);
        }
        if let Some(zone) = &self.time_zone {
            let message = "Ce fuseau horaire est inconnu\u{a0}: il s’écrit comme Europe/Paris.";
            problems.unless(zone.parse::<Tz>().is_ok(), Code::Invalid, "timeZone", message);
            row.time_zone = Set(zone.clone());
        }
        problems.finish().map(|()| row)
    }

    /// Names of what changes, for the audit log.
    fn words(&self) -> String {
        let given = [
            ("name", self.name.is_some()),
            ("town", self.town.is_some()),
            ("email", self.email.is_some()),
            ("phone", self.phone.is_some()),
            ("timeZone", self.time_zone.is_some()),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(word, _)| word).collect::<Vec<_>>().join(" ")
    }
}

/// Whether a row leaves who the school is as it was.
fn is_same(row: &establishment::ActiveModel, school: &establishment::Model) -> bool {
    fn same<T: Into<Value> + PartialEq>(to: &ActiveValue<T>, from: &T) -> bool {
        !matches!(to, Set(to) if to != from)
    }
    same(&row.name, &school.name)
        && same(&row.town, &school.town)
        && same(&row.email, &school.email)
        && same(&row.phone, &school.phone)
        && same(&row.time_zone, &school.time_zone)
}

/// The school that a write is about, when it is still as it was read.
async fn target(tx: &Tx, version: i32) -> Result<establishment::Model> {
    tx.target::<establishment::Entity>(tx.establishment()?).await?.at(version)
}

/// Writes the settings that change.
async fn save(tx: &Tx, school: &establishment::Model, row: establishment::ActiveModel) -> Result<establishment::Model> {
    tx.save(establishment::ActiveModel { version: Set(school.version + 1), ..row }).await
}

/// Text on one line without stray spaces; none when it is empty. Whatever it says stays text: `<b>` is shown as it is typed.
fn line(problems: &mut Problems, path: &str, typed: &str, longest: usize) -> Option<String> {
    let typed = typed.trim();
    if typed.chars().any(char::is_control) {
        problems.add(Problem::new(Code::Invalid, path, "Ce texte tient sur une seule ligne."));
    } else if typed.chars().count() > longest {
        let message = format!("Ce texte est trop long\u{a0}: {longest} caractères au plus.");
        problems.add(Problem::new(Code::TooLong, path, message));
    }
    (!typed.is_empty()).then(|| typed.to_owned())
}

/// As [`line()`], for what may not be missing.
fn needed(problems: &mut Problems, path: &str, typed: &str, longest: usize, missing: &str) -> String {
    let text = line(problems, path, typed, longest);
    problems.unless(text.is_some(), Code::Blank, path, missing);
    text.unwrap_or_default()
}

/// An address that letters can be sent to.
fn address(problems: &mut Problems, path: &str, typed: &str, missing: &str) -> String {
    let email = typed.trim();
    if email.is_empty() {
        problems.add(Problem::new(Code::Blank, path, missing));
    } else {
        let message = "Cette adresse électronique est illisible\u{a0}: elle a la forme nom@domaine.fr.";
        problems.unless(mail::is_address(email), Code::Invalid, path, message);
    }
    email.to_owned()
}
