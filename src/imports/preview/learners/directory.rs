//! The school's learners, and whom a record of the file is about.

use crate::error::Result;
use crate::imports::files::learners::{Index, LearnerRecord};
use crate::imports::files::values::folded;
use crate::imports::plan::Ids;
use crate::imports::preview::Preview;
use crate::imports::school::each;
use chrono::NaiveDate;
use entity::enrolment::LearnerStatus;
use entity::id::SpecialtyId;
use entity::user::AccountSource;
use entity::{enrolment, group_member, learner, user};
use std::collections::{HashMap, HashSet};

/// A learner of the school, in what the file may change.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) ids: Ids,
    /// Whether outside SIECLE: managed apart (`R37`).
    pub(super) outside: bool,
    pub(super) source_id: Box<str>,
    pub(super) ine: Option<Box<str>>,
    pub(super) ine_former: Option<Box<str>>,
    pub(super) ine_flag: Option<Box<str>>,
    pub(super) last_name: Box<str>,
    pub(super) usage_name: Option<Box<str>>,
    pub(super) first_name: Box<str>,
    pub(super) birth_date: Option<NaiveDate>,
    pub(super) sex: Option<Box<str>>,
    pub(super) email: Option<Box<str>>,
    pub(super) exit_on: Option<NaiveDate>,
    pub(super) exit_reason: Option<Box<str>>,
    pub(super) closed: Option<Box<str>>,
    pub(super) enrolled: Option<Enrolled>,
    pub(super) groups: Vec<String>,
}

/// The year's enrolment of a learner of the school.
#[derive(Debug)]
pub(super) struct Enrolled {
    pub(super) division: Option<String>,
    pub(super) mef: Option<String>,
    pub(super) status: LearnerStatus,
    pub(super) specialty: Option<SpecialtyId>,
    pub(super) option: Option<String>,
    pub(super) level: Option<String>,
    pub(super) entered_on: Option<NaiveDate>,
}

/// The school's learners, findable by what the file tells.
#[derive(Default)]
pub(super) struct Directory {
    pub(super) known: Vec<Known>,
    pub(super) by_source: HashMap<Box<str>, usize>,
    pub(super) by_number: HashMap<Box<str>, Vec<usize>>,
    /// Those whom neither number nor identifier of the file names, by folded names and birth date.
    pub(super) unclaimed: HashMap<(String, String, NaiveDate), Vec<usize>>,
    pub(super) claimed: Vec<bool>,
}

/// Whom a record is about.
pub(super) enum Match {
    Nobody,
    Certain(usize),
    /// Recognised, but the names and the birth date say otherwise.
    Doubtful(usize, &'static str),
    Twice,
}

impl Preview {
    /// Reads the school's learners and what the file may name of them.
    pub(super) async fn directory(&self, index: &Index) -> Result<Directory> {
        let mut school = Directory { known: self.known_of_school().await?, ..Directory::default() };
        school.arrange(index);
        Ok(school)
    }

    /// The school's learners: those of SIECLE and those outside it. Others have an account without a file.
    pub(super) async fn known_of_school(&self) -> Result<Vec<Known>> {
        let cx = self.stage.cx();
        let mut all: Vec<Known> = Vec::new();
        let mut place = HashMap::new();
        let mut by_user = HashMap::new();
        each::<learner::Entity>(cx, learner::Column::Id, |row| {
            place.insert(row.id, all.len());
            by_user.insert(row.user_id, all.len());
            all.push(Known {
                ids: Ids { user: row.user_id.0, learner: row.id.0 },
                outside: false,
                source_id: row.source_id.into(),
                ine: row.ine.map(Into::into),
                ine_former: row.ine_former.map(Into::into),
                ine_flag: row.ine_flag.map(Into::into),
                last_name: Box::default(),
                usage_name: None,
                first_name: Box::default(),
                birth_date: None,
                sex: None,
                email: None,
                exit_on: row.exit_on,
                exit_reason: row.exit_reason.map(Into::into),
                closed: None,
                enrolled: None,
                groups: Vec::new(),
            });
        })
        .await?;
        if all.is_empty() {
            return Ok(all);
        }
        let mut elsewhere = HashSet::new();
        each::<user::Entity>(cx, user::Column::Id, |row| {
            let Some(known) = by_user.get(&row.id).and_then(|place| all.get_mut(*place)) else { return };
            match row.source {
                AccountSource::Siecle => {}
                AccountSource::ManualCsv => known.outside = true,
                _ => {
                    elsewhere.insert(known.ids);
                }
            }
            known.last_name = row.last_name.into();
            known.usage_name = row.usage_name.map(Into::into);
            known.first_name = row.first_name.into();
            known.birth_date = row.birth_date;
            known.sex = row.sex.map(Into::into);
            known.email = row.email.map(Into::into);
            known.closed = row.deactivated_at.map(|_| row.deactivated_reason.unwrap_or_default().into());
        })
        .await?;
        if let Some(year) = self.year.id() {
            each::<enrolment::Entity>(cx, enrolment::Column::Id, |row| {
                if row.school_year_id != year {
                    return;
                }
                if let Some(known) = place.get(&row.learner_id).and_then(|place| all.get_mut(*place)) {
                    known.enrolled = Some(Enrolled {
                        division: row.division_id.and_then(|id| self.structures.division_codes.get(&id).cloned()),
                        mef: row.mef_id.and_then(|id| self.structures.mef_stems.get(&id).cloned()),
                        status: row.status,
                        specialty: row.specialty_id,
                        option: row.option,
                        level: row.level,
                        entered_on: row.entered_on,
                    });
                }
            })
            .await?;
            each::<group_member::Entity>(cx, group_member::Column::Id, |row| {
                if let (Some(known), Some(code)) = (
                    place.get(&row.learner_id).and_then(|place| all.get_mut(*place)),
                    self.structures.group_codes.get(&row.group_id),
                ) {
                    known.groups.push(code.clone());
                }
            })
            .await?;
        }
        all.retain(|known| !elsewhere.contains(&known.ids));
        // Of two who resemble a record, the one of SIECLE is named first: it is read from the end.
        all.sort_by_key(|known| !known.outside);
        Ok(all)
    }
}

impl Directory {
    fn arrange(&mut self, index: &Index) {
        self.claimed = vec![false; self.known.len()];
        for (place, known) in self.known.iter().enumerate() {
            self.by_source.insert(known.source_id.clone(), place);
            for number in [&known.ine, &known.ine_former].into_iter().flatten() {
                self.by_number.entry(number.clone()).or_default().push(place);
            }
            let named = index.ids.contains_key(&known.source_id)
                || [&known.ine, &known.ine_former].into_iter().flatten().any(|number| index.numbers.contains(number));
            if let (false, Some(birth)) = (named, known.birth_date) {
                self.unclaimed
                    .entry((folded(&known.last_name), folded(&known.first_name), birth))
                    .or_default()
                    .push(place);
            }
        }
    }

    /// A record that is refused still says that its learner has not gone.
    pub(super) fn claim_by_source(&mut self, source_id: &str) {
        if let Some(place) = self.by_source.get(source_id) {
            self.claimed[*place] = true;
        }
    }

    /// National number first, then the identifier of the source; both only where names or birth date agree (`R34`).
    pub(super) fn find(&mut self, record: &LearnerRecord, index: &Index) -> Match {
        let by_number = record.numbers.all().filter(|number| !index.doubled_numbers.contains(*number)).find_map(
            |number| match self.by_number.get(number)?.as_slice() {
                [place] => Some(*place),
                _ => None,
            },
        );
        let by_source = self.by_source.get(record.source_id.as_str()).copied();
        for place in [by_number, by_source].into_iter().flatten() {
            if self.known[place].is(&record.family_name, &record.first_name, record.birth_date) {
                return if std::mem::replace(&mut self.claimed[place], true) {
                    Match::Twice
                } else {
                    Match::Certain(place)
                };
            }
        }
        let doubtful = by_number
            .map(|place| (place, "INE déjà porté par une personne d’un autre nom."))
            .or(by_source.map(|place| (place, "Numéro SIECLE déjà porté par une personne d’un autre nom.")));
        match doubtful {
            Some((place, _)) if std::mem::replace(&mut self.claimed[place], true) => Match::Nobody,
            Some((place, why)) => Match::Doubtful(place, why),
            None => Match::Nobody,
        }
    }

    /// Somebody of the same names and birth date whom nothing else in the file names; a person has to say (`R34`).
    pub(super) fn namesake(&mut self, record: &LearnerRecord) -> Option<usize> {
        let key = (folded(&record.family_name), folded(&record.first_name), record.birth_date);
        let place = self.unclaimed.get_mut(&key)?.pop()?;
        self.claimed[place] = true;
        Some(place)
    }
}

impl Known {
    /// Whether SIECLE's file has the last word on them; who left it may be trained outside it since.
    pub(super) fn is_held_by_siecle(&self) -> bool {
        !self.outside && self.closed.is_none()
    }

    /// Whether at least two of family name, first name and birth date agree: the third may have been corrected.
    pub(super) fn is(&self, last_name: &str, first_name: &str, birth_date: NaiveDate) -> bool {
        let last = folded(&self.last_name) == folded(last_name);
        let first = folded(&self.first_name) == folded(first_name);
        let birth = self.birth_date == Some(birth_date);
        u8::from(last) + u8::from(first) + u8::from(birth) >= 2
    }
}
