//! A list of learners outside SIECLE against the school (`R37`): it brings and changes, and closes only who it says has left.

use super::changes::status_word;
use super::directory::Known;
use super::placing::{Placed, place};
use super::{leaver, undecided};
use crate::error::Result;
use crate::frameworks;
use crate::imports::display;
use crate::imports::files::outside::{OutsideRecord, RefusedLine, records, sentences};
use crate::imports::files::values::{Number, folded, shown};
use crate::imports::files::{Reading, Refusal};
use crate::imports::plan::{Ids, LearnerPlan};
use crate::imports::preview::{Listed, Preview, ended, plural, with_notice};
use crate::imports::stage::Line;
use chrono::NaiveDate;
use entity::import_line::{ImportOutcome, ImportSubject};
use std::collections::{BTreeMap, HashMap};

/// The school's learners, findable by what a line tells.
struct School {
    known: Vec<Known>,
    /// Those outside SIECLE, by the key of their line.
    by_key: HashMap<Box<str>, usize>,
    by_number: HashMap<Box<str>, Vec<usize>>,
    /// By each of their family names and the first one, folded, and the birth date.
    by_name: HashMap<(String, String, NaiveDate), usize>,
    /// Line that named them.
    claimed: HashMap<usize, u64>,
}

/// What is gathered while lines pass.
#[derive(Default)]
struct Gathered {
    keys: HashMap<String, u64>,
    numbers: HashMap<String, u64>,
    /// A code and how many bear it, by stem.
    mefs: BTreeMap<String, (String, usize)>,
    taken: usize,
    refused: usize,
}

impl Preview {
    /// Stages a list; answers its summary.
    pub(in crate::imports::preview) async fn outside(&mut self, listed: Listed) -> Result<Reading<String>> {
        self.show(&listed.row, listed.bytes, 1);
        let mut school = School::of(self.known_of_school().await?);
        // Nobody is closed for not being named; those whose last day is past count as in any import (`R35`).
        self.closing.learners = school.known.iter().filter(|known| known.closed.is_none()).count();
        let today = self.stage.cx().today();
        let ignored = listed.header.layout.ignored.clone();
        let (mut batches, reading) = self.stream(listed, move |listed, limits, progress, take| {
            records(&mut listed.file, &listed.header, (limits, today), progress, take)
        });
        let mut gathered = Gathered::default();
        while let Some(batch) = batches.recv().await {
            self.count_records(batch.len());
            for record in batch {
                self.line_of_list(record, &mut school, &mut gathered, today)?;
            }
            self.stage.breathe().await?;
        }
        if let Err(refusal) = ended(reading).await? {
            return Ok(Err(refusal));
        }
        if gathered.taken + gathered.refused == 0 {
            let message =
                "La liste n’a aucune ligne sous les noms des colonnes. Complétez-la, puis déposez-la de nouveau.";
            return Ok(Err(Refusal::whole(message)));
        }
        self.trainings(&gathered.mefs)?;
        let read = plural(gathered.taken, "ligne lue", "lignes lues");
        let refused = plural(gathered.refused, "refusée", "refusées");
        let notice = (!ignored.is_empty()).then(|| format!("Colonnes ignorées : {}.", ignored.join(", ")));
        Ok(Ok(with_notice(format!("Apprenants hors SIECLE. {read}, {refused}."), notice)))
    }

    fn line_of_list(
        &mut self,
        record: std::result::Result<OutsideRecord, RefusedLine>,
        school: &mut School,
        gathered: &mut Gathered,
        today: NaiveDate,
    ) -> Result<()> {
        let placed = record.and_then(|record| {
            let refused = |reason: String| RefusedLine { line: record.line, name: name_of(&record), reason };
            gathered.alone(&record).map_err(refused)?;
            let placed = place(&self.structures, &self.divisions, &record).map_err(|faults| {
                refused(format!("{} Corrigez la ligne, puis déposez la liste de nouveau.", sentences(&faults)))
            })?;
            Ok((record, placed))
        });
        let (record, placed) = match placed {
            Ok(taken) => taken,
            Err(refused) => {
                gathered.refused += 1;
                let name = if refused.name.is_empty() { format!("Ligne {}", refused.line) } else { refused.name };
                let line = Line::new(ImportSubject::Learner, ImportOutcome::Refused, name, refused.reason);
                self.stage.add(line.at(refused.line));
                return Ok(());
            }
        };
        let gone = record.exit_on.filter(|day| *day < today);
        if let (Some(mef), None) = (&placed.mef, gone)
            && let Some(stem) = frameworks::stem(mef)
        {
            gathered.mefs.entry(stem.to_owned()).or_insert_with(|| (mef.clone(), 0)).1 += 1;
        }
        let line = self.told(&record, placed, gone, school)?;
        let count = if line.outcome == ImportOutcome::Refused { &mut gathered.refused } else { &mut gathered.taken };
        *count += 1;
        self.stage.add(line.at(record.line));
        Ok(())
    }

    fn told(
        &mut self,
        record: &OutsideRecord,
        placed: Placed,
        gone: Option<NaiveDate>,
        school: &mut School,
    ) -> Result<Line> {
        let name = name_of(record);
        let found = school.find(record);
        if let (Found::Nobody | Found::Doubtful(..), Some(day)) = (&found, gone) {
            let detail = format!("Parti le {} : pas créé.", shown(day));
            return Ok(Line::new(ImportSubject::Learner, ImportOutcome::Unchanged, name, detail));
        }
        match found {
            Found::Twice(line) => {
                let reason = format!("Cette ligne désigne la même personne que la ligne {line}. Gardez-en une seule.");
                Ok(Line::new(ImportSubject::Learner, ImportOutcome::Refused, name, reason))
            }
            Found::Certain(place) if school.known[place].is_held_by_siecle() => {
                let reason = "Déjà connu par SIECLE, qui seul le met à jour : cette ligne ne change rien.";
                let mut line = Line::new(ImportSubject::Learner, ImportOutcome::Unchanged, name, reason);
                line.warning = true;
                Ok(line)
            }
            Found::Certain(place) => {
                let known = &school.known[place];
                if let Some(day) = gone {
                    self.closing.learners_closed += usize::from(known.closed.is_none());
                    return leaver(name, known, day, None);
                }
                let notices = placed.notices.clone();
                let plan = plan(record, placed, known.ids, Some(known));
                self.known_as(name, known, &plan, &notices)
            }
            Found::Doubtful(place, why) => {
                let known = &school.known[place];
                let notices = placed.notices.clone();
                let mut plan = plan(record, placed, self.new_ids(), None);
                plan.candidate = Some(known.ids);
                plan.candidate_stays = true;
                plan.candidate_of_siecle = known.is_held_by_siecle();
                undecided(name, &plan, why, &notices)
            }
            Found::Nobody => {
                let notices = placed.notices.clone();
                let plan = plan(record, placed, self.new_ids(), None);
                let detail = format!("{}, hors SIECLE.", status_word(plan.status));
                Line::new(ImportSubject::Learner, ImportOutcome::Created, name, detail)
                    .of(plan.division.clone())
                    .noticing(&notices)
                    .with(&plan)
            }
        }
    }
}

impl Gathered {
    /// Refuses who an earlier line names already.
    fn alone(&mut self, record: &OutsideRecord) -> std::result::Result<(), String> {
        if let Some(line) = self.keys.insert(record.key(), record.line) {
            return Err(format!("Mêmes noms et même date de naissance qu’à la ligne {line}. Gardez-en une seule."));
        }
        if let Some(ine) = &record.ine
            && let Some(line) = self.numbers.insert(ine.clone(), record.line)
        {
            return Err(format!("Même INE qu’à la ligne {line}. Corrigez l’une des deux."));
        }
        Ok(())
    }
}

/// Whom a line is about.
enum Found {
    Nobody,
    Certain(usize),
    /// Resembles, or bears the number of, somebody: a person has to say (`R34`).
    Doubtful(usize, &'static str),
    /// Somebody whom this earlier line names already.
    Twice(u64),
}

impl School {
    fn of(known: Vec<Known>) -> Self {
        let mut school = Self {
            by_key: HashMap::new(),
            by_number: HashMap::new(),
            by_name: HashMap::new(),
            claimed: HashMap::new(),
            known: Vec::new(),
        };
        for (place, known) in known.iter().enumerate() {
            if known.outside {
                school.by_key.insert(known.source_id.clone(), place);
            }
            for number in [&known.ine, &known.ine_former].into_iter().flatten() {
                school.by_number.entry(number.clone()).or_default().push(place);
            }
            let last_names = [Some(&known.last_name), known.usage_name.as_ref()];
            for (last_name, birth) in last_names.into_iter().flatten().zip(std::iter::repeat(known.birth_date)) {
                if let Some(birth) = birth {
                    school.by_name.insert((folded(last_name), folded(&known.first_name), birth), place);
                }
            }
        }
        school.known = known;
        school
    }

    /// National number first, where names or birth date agree; then the key of the list; else a person has to say (`R34`).
    fn find(&mut self, record: &OutsideRecord) -> Found {
        let by_number = record.ine.as_deref().and_then(|ine| match self.by_number.get(ine)?.as_slice() {
            [place] => Some(*place),
            _ => None,
        });
        let same = by_number
            .filter(|place| self.known[*place].is(&record.last_name, &record.first_name, record.birth_date))
            .or_else(|| self.by_key.get(record.key().as_str()).copied());
        if let Some(place) = same {
            return match self.claimed.insert(place, record.line) {
                Some(line) => Found::Twice(line),
                None => Found::Certain(place),
            };
        }
        if let Some(place) = by_number {
            return Found::Doubtful(place, "INE déjà porté par une personne d’un autre nom.");
        }
        let key = (folded(&record.last_name), folded(&record.first_name), record.birth_date);
        match self.by_name.get(&key) {
            Some(place) if self.known[*place].outside => {
                Found::Doubtful(*place, "Mêmes noms et même date de naissance qu’une personne connue hors SIECLE.")
            }
            Some(place) => {
                Found::Doubtful(*place, "Mêmes noms et même date de naissance qu’une personne connue par SIECLE.")
            }
            None => Found::Nobody,
        }
    }
}

/// What a line makes of its learner; what it leaves out stays as it is known.
fn plan(record: &OutsideRecord, placed: Placed, ids: Ids, known: Option<&Known>) -> LearnerPlan {
    let text = |value: Option<&Box<str>>| value.map(|value| String::from(&**value));
    let mut groups = known.map(|known| known.groups.clone()).unwrap_or_default();
    groups.sort_unstable();
    LearnerPlan {
        ids,
        candidate: None,
        candidate_stays: false,
        candidate_of_siecle: false,
        outside: Some(placed.training),
        source_id: record.key(),
        ine: record.ine.clone(),
        ine_former: None,
        ine_flag: (record.number() == Some(Number::WrongKey)).then(|| "WRONG_KEY".to_owned()),
        last_name: record.last_name.clone(),
        usage_name: known.and_then(|known| text(known.usage_name.as_ref())),
        first_name: record.first_name.clone(),
        birth_date: record.birth_date,
        sex: record.sex.clone().or_else(|| known.and_then(|known| text(known.sex.as_ref()))),
        email: record.email.clone(),
        status: placed.status,
        mef: placed.mef,
        entered_on: record
            .entered_on
            .or_else(|| known.and_then(|known| known.enrolled.as_ref()).and_then(|enrolled| enrolled.entered_on)),
        exit_on: record.exit_on,
        exit_reason: None,
        division: placed.division,
        groups,
    }
}

fn name_of(record: &OutsideRecord) -> String {
    display(&record.last_name, None, &record.first_name)
}
