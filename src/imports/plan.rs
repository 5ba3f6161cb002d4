//! What a staged line keeps for the moment it is applied.

use chrono::NaiveDate;
use entity::enrolment::LearnerStatus;
use entity::user::AccountSource;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

/// A person of the school, or one to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ids {
    /// Account.
    pub user: Uuid,
    /// Learner, for learners.
    pub learner: Uuid,
}

/// A learner to create or to bring up to date.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LearnerPlan {
    /// Who it is; new ids for someone new.
    pub ids: Ids,
    /// Whom it might be, when a person has to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<Ids>,
    /// What becomes of `candidate` when it is somebody else: left as it is, rather than gone because the file does not name it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub candidate_stays: bool,
    /// Whether `candidate` is SIECLE's: nothing is changed in it when it is the same person.
    #[serde(default, skip_serializing_if = "is_false")]
    pub candidate_of_siecle: bool,
    /// What is told of a learner outside SIECLE; none for one of SIECLE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<OutsidePlan>,
    /// `ELEVE_ID`, or the key of a line of a list.
    pub source_id: String,
    /// National number in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ine: Option<String>,
    /// National number before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ine_former: Option<String>,
    /// `MISSING`, `DOUBLED`, `WRONG_KEY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ine_flag: Option<String>,
    /// Family name.
    pub last_name: String,
    /// Name of usage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_name: Option<String>,
    /// First name.
    pub first_name: String,
    /// Birth date.
    pub birth_date: NaiveDate,
    /// Sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Status.
    pub status: LearnerStatus,
    /// MEF code, ten characters or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mef: Option<String>,
    /// First day in the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_on: Option<NaiveDate>,
    /// Day of leaving, to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_on: Option<NaiveDate>,
    /// Reason for leaving.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_reason: Option<String>,
    /// Code of a known division.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Codes of known groups, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
}

/// The training of a learner outside SIECLE (`R37`): its code may be left out where the diploma is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsidePlan {
    /// Diploma of the school; none where the MEF code tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specialty: Option<Uuid>,
    /// Option of the diploma.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Class level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

impl LearnerPlan {
    /// Where the account comes from once the plan is applied.
    pub fn source(&self) -> AccountSource {
        if self.outside.is_some() { AccountSource::ManualCsv } else { AccountSource::Siecle }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the library gives what it would write by reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Somebody who has left.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GonePlan {
    /// Account, and learner when it is one.
    pub ids: Ids,
    /// Why the account is closed.
    pub reason: String,
    /// Day of leaving, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_on: Option<NaiveDate>,
    /// Last day of the enrolment: that of leaving, else that of the export which no longer names the learner. Nothing is owed
    /// for what begins after it (`R106`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<NaiveDate>,
    /// Code of the reason for leaving.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_reason: Option<String>,
}

/// A member of staff to create or to bring up to date.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StaffPlan {
    /// Account; a new id for someone new.
    pub user: Uuid,
    /// Account it might be, when a person has to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<Uuid>,
    /// Type and number in STSWEB.
    pub key: (String, String),
    /// Name of usage.
    pub last_name: String,
    /// First name.
    pub first_name: String,
    /// Civility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub civility: Option<String>,
    /// Sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// Birth date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// Function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Whether standing in for somebody.
    pub substitute: bool,
    /// Whether the person teaches.
    pub teaches: bool,
}

/// A guardian to create or to bring up to date, with all the links of the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GuardianPlan {
    /// Guardian; a new id for someone new.
    pub id: Uuid,
    /// `PERSONNE_ID`.
    pub source_id: String,
    /// Civility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub civility: Option<String>,
    /// Name used in letters.
    pub last_name: String,
    /// First name.
    pub first_name: String,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// Links with learners who are present.
    pub links: Vec<LinkPlan>,
    /// `ELEVE_ID` of present learners the file no longer ties to this person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

/// A guardian's tie with a learner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkPlan {
    /// `ELEVE_ID` of the learner.
    pub learner: String,
    /// Level of responsibility, 1 to 3.
    pub level: i32,
    /// Code of kinship.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinship: Option<String>,
    /// Whether to be called first.
    pub first: bool,
}

/// A division, a group or a MEF to create, change or take out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StructurePlan {
    /// Row; a new id for something new.
    pub id: Uuid,
    /// Code, or the first eight characters of a MEF.
    pub code: String,
    /// Label.
    pub label: String,
    /// Divisions of a group, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub divisions: Vec<String>,
}

/// Everything taught to one division or group; it replaces what was there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ServicesPlan {
    /// Whether it is a group rather than a division.
    pub group: bool,
    /// Code of the division or group.
    pub code: String,
    /// Services.
    pub services: Vec<ServicePlan>,
    /// Head teachers, by type and number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<(String, String)>,
}

/// One subject in one mode.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ServicePlan {
    /// Subject.
    pub subject: String,
    /// Its label.
    pub label: String,
    /// Its short label.
    pub short_label: String,
    /// Mode.
    pub mode: String,
    /// Teachers, by type and number.
    pub teachers: Vec<(String, String)>,
}

/// What can be chosen for an undecided line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The two are one person.
    Same,
    /// They are two persons.
    Other,
}

impl Decision {
    /// Its word in the database and in the contract.
    pub fn code(self) -> &'static str {
        match self {
            Self::Same => "SAME",
            Self::Other => "OTHER",
        }
    }

    /// Reads the word.
    pub fn read(code: &str) -> Option<Self> {
        [Self::Same, Self::Other].into_iter().find(|decision| decision.code() == code)
    }

    /// The choices as an undecided line keeps them.
    pub fn choices() -> Json {
        serde_json::json!([
            { "code": Self::Same.code(), "label": "C’est la même personne" },
            { "code": Self::Other.code(), "label": "Ce sont deux personnes" },
        ])
    }
}

/// How lines are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Created.
    pub created: i32,
    /// Changed.
    pub updated: i32,
    /// Closed.
    pub deactivated: i32,
    /// Opened again.
    pub reactivated: i32,
    /// As they were.
    pub unchanged: i32,
    /// Not taken.
    pub refused: i32,
    /// Waiting for somebody.
    pub undecided: i32,
    /// To be looked at.
    pub warnings: i32,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.deactivated += other.deactivated;
        self.reactivated += other.reactivated;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
        self.undecided += other.undecided;
        self.warnings += other.warnings;
    }
}

/// What has to be typed before applying, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Confirmation {
    /// Why.
    pub sentence: String,
    /// What.
    pub to_type: String,
}
