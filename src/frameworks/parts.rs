//! What a framework holds besides its items: class levels, scales, options, training codes. Kept as JSON beside it.

use entity::framework;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Year of a diploma's cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassLevel {
    /// Code, such as `2NDE` or `CAP1`.
    pub code: String,
    /// Name as people read it.
    pub label: String,
    /// Rank in the cycle, from 1.
    pub order: i32,
}

impl ClassLevel {
    /// The name inside a sentence: « deuxième année de BTS ». Only its first letter changes, so that acronyms stay.
    pub fn in_sentence(&self) -> String {
        let mut letters = self.label.chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
    }
}

/// Ordered levels used to position learners (`R95`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scale {
    /// Name inside the framework.
    pub id: String,
    /// Name as people read it.
    pub label: String,
    /// What it is for: `POSITIONING`, `CERTIFICATION` or `SCHOOL_RECORD`.
    #[serde(rename = "use")]
    pub purpose: String,
    /// How « not assessed » is told; it never counts (`R96`).
    #[serde(default)]
    pub not_assessed: Option<NotAssessed>,
    /// Its levels, lowest first.
    pub levels: Vec<Mastery>,
}

/// How a scale tells that a competency was not assessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAssessed {
    /// Short code.
    pub code: String,
    /// Name as people read it.
    pub label: String,
}

/// One level of a scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mastery {
    /// Rank in the scale, from 1.
    pub rank: i32,
    /// Short code.
    pub code: String,
    /// Name as people read it.
    pub label: String,
}

/// Option of a diploma.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiplomaOption {
    /// Code, such as `A`.
    pub code: String,
    /// Name as people read it.
    pub label: String,
}

/// First eight characters of a training code that leads to the diploma.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stem {
    /// The eight characters.
    pub stem: String,
    /// Option of the diploma it leads to.
    #[serde(default)]
    pub option: Option<String>,
}

/// Class levels of the cycle, in order.
pub fn levels(framework: &framework::Model) -> Vec<ClassLevel> {
    let mut levels: Vec<ClassLevel> = kept(&framework.levels);
    levels.sort_by_key(|level| level.order);
    levels
}

/// The class level with this code.
pub fn level(framework: &framework::Model, code: &str) -> Option<ClassLevel> {
    levels(framework).into_iter().find(|level| level.code == code)
}

/// The scale learners are positioned on: the one made for it, else the first.
pub fn scale(framework: &framework::Model) -> Scale {
    let mut scales: Vec<Scale> = kept(&framework.scales);
    let place = scales.iter().position(|scale| scale.purpose == "POSITIONING").unwrap_or_default();
    if scales.is_empty() {
        return Scale {
            id: String::new(),
            label: String::new(),
            purpose: String::new(),
            not_assessed: None,
            levels: Vec::new(),
        };
    }
    let mut scale = scales.swap_remove(place);
    scale.levels.sort_by_key(|level| level.rank);
    scale
}

/// Options of the diploma, when it has some.
pub fn options(framework: &framework::Model) -> Vec<DiplomaOption> {
    kept(&framework.options)
}

/// Codes of the subjects whose teachers are in charge of its bilans (`R102`).
pub fn vocational_subjects(framework: &framework::Model) -> Vec<String> {
    kept(&framework.vocational_subjects)
}

/// Training codes that lead to the diploma.
pub fn stems(framework: &framework::Model) -> Vec<Stem> {
    kept(&framework.mef)
}

/// Training codes of the common first year of its family of trades.
pub fn family_stems(framework: &framework::Model) -> Vec<String> {
    kept(&framework.family_mef)
}

/// A list that was checked when the framework was loaded.
fn kept<T: DeserializeOwned>(json: &serde_json::Value) -> Vec<T> {
    Vec::deserialize(json).unwrap_or_default()
}
