//! The learners of the file against those of the school (`R31`–`R34`, decision 19), and those of a list outside SIECLE (`R37`).

mod changes;
mod directory;
mod outside;
pub(in crate::imports) mod placing;

use super::{Opened, Preview, ended, refused_line, with_notice};
use crate::error::Result;
use crate::frameworks;
use crate::imports::files::Reading;
use crate::imports::files::learners::{Index, LearnerRecord, RefusedRecord, records};
use crate::imports::files::values::shown;
use crate::imports::plan::{Decision, GonePlan, Ids, LearnerPlan};
use crate::imports::stage::Line;
use crate::imports::{CLOSED_BY_IMPORT, display};
use changes::status_word;
use chrono::NaiveDate;
use directory::{Directory, Known, Match};
use entity::import_line::{ImportOutcome, ImportSubject};
use std::collections::{BTreeMap, HashSet};

/// What is gathered while learners pass.
struct Seen<'a> {
    index: &'a Index,
    export_day: NaiveDate,
    present: HashSet<Box<str>>,
    /// A code and how many bear it, by stem.
    mefs: BTreeMap<String, (String, usize)>,
}

impl Seen<'_> {
    /// A learner whose line is refused is present when the school knows them; otherwise there is nobody to tie
    /// a guardian to (`R39`).
    fn refused(&mut self, source_id: &str, school: &Directory) {
        if school.by_source.contains_key(source_id) {
            self.present.insert(source_id.into());
        } else {
            self.present.remove(source_id);
        }
    }
}

impl Preview {
    /// Stages the learners file; answers its summary.
    pub(super) async fn learners(&mut self, mut opened: Opened) -> Result<Reading<String>> {
        let progress = self.show(&opened.row, opened.bytes, 2);
        let limits = self.limits.clone();
        let (opened, index) = self
            .apart(move || {
                let index = Index::read(&mut opened.file, &opened.header, &limits, progress);
                (opened, index)
            })
            .await?;
        let index = match index {
            Ok(index) => index,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut school = self.directory(&index).await?;
        // Learners outside SIECLE are neither counted nor closed by its file (`R37`).
        self.closing.learners = school.known.iter().filter(|known| known.closed.is_none() && !known.outside).count();

        let export_day = self.export_day(&opened.header);
        self.pass(1);
        let notice = opened.header.encoding.notice.clone();
        let (mut batches, reading) = self.stream(opened, |opened, limits, progress, take| {
            records(&mut opened.file, &opened.header, limits, progress, take)
        });
        let mut seen = Seen { index: &index, export_day, present: HashSet::new(), mefs: BTreeMap::new() };
        while let Some(batch) = batches.recv().await {
            self.count_records(batch.len());
            for record in batch {
                self.learner(record, &mut school, &mut seen)?;
            }
            self.stage.breathe().await?;
        }
        if let Err(refusal) = ended(reading).await? {
            return Ok(Err(refusal));
        }
        self.absent(&school, export_day)?;
        let Seen { present, mefs, .. } = seen;
        self.trainings(&mefs)?;
        let summary = format!("Élèves. {} lus, {} présents.", index.learners, present.len());
        self.present = Some(present);
        Ok(Ok(with_notice(summary, notice)))
    }

    fn learner(
        &mut self,
        record: Result<LearnerRecord, RefusedRecord>,
        school: &mut Directory,
        seen: &mut Seen<'_>,
    ) -> Result<()> {
        let record = match record {
            Ok(record) => record,
            Err(refused) => {
                school.claim_by_source(&refused.source_id);
                seen.refused(&refused.source_id, school);
                self.stage.add(refused_line(ImportSubject::Learner, refused));
                return Ok(());
            }
        };
        if seen.index.ids.get(record.source_id.as_str()).copied().unwrap_or_default() {
            school.claim_by_source(&record.source_id);
            seen.refused(&record.source_id, school);
            let reason = format!(
                "Deux fiches portent le numéro {}. Corrigez-les dans SIECLE, puis importez de nouveau.",
                record.source_id
            );
            let name = display(&record.family_name, record.usage_name.as_deref(), &record.first_name);
            self.stage.add(Line::new(ImportSubject::Learner, ImportOutcome::Refused, name, reason).at(record.line));
            return Ok(());
        }
        let gone = record.exit_on.filter(|day| *day < seen.export_day);
        if gone.is_none() {
            seen.present.insert(record.source_id.as_str().into());
            if let Some(mef) = &record.mef
                && let Some(stem) = frameworks::stem(mef)
            {
                seen.mefs.entry(stem.to_owned()).or_insert_with(|| (mef.clone(), 0)).1 += 1;
            }
        }
        let found = school.find(&record, seen.index);
        let line = match (found, gone) {
            (Match::Twice, _) => {
                seen.refused(&record.source_id, school);
                let reason = "Cette fiche désigne quelqu’un qu’une autre fiche du fichier désigne déjà. Vérifiez les deux dans SIECLE.";
                Line::new(ImportSubject::Learner, ImportOutcome::Refused, name_of(&record), reason)
            }
            (Match::Nobody | Match::Doubtful(..), Some(day)) => Line::new(
                ImportSubject::Learner,
                ImportOutcome::Unchanged,
                name_of(&record),
                format!("Parti le {}\u{a0}: pas créé.", shown(day)),
            ),
            // Somebody who left SIECLE may be trained outside it since: an adult, an apprentice of a CFA (`R37`).
            (Match::Certain(place), Some(day)) if school.known[place].outside => Line::new(
                ImportSubject::Learner,
                ImportOutcome::Unchanged,
                name_of(&record),
                format!("Parti le {}, connu hors SIECLE : son compte reste comme il est.", shown(day)),
            ),
            (Match::Certain(place), Some(day)) => {
                let known = &school.known[place];
                self.closing.learners_closed += usize::from(known.closed.is_none());
                leaver(name_of(&record), known, day, record.exit_reason.clone())?
            }
            (Match::Certain(place), None) => self.known_learner(&record, &school.known[place], seen)?,
            (Match::Doubtful(place, why), None) => self.doubtful(&record, &school.known[place], why, seen)?,
            (Match::Nobody, None) => match school.namesake(&record) {
                Some(place) => {
                    let why = if school.known[place].outside {
                        "Mêmes noms et même date de naissance qu’une personne connue hors SIECLE."
                    } else {
                        "Mêmes noms et même date de naissance qu’une personne déjà connue, absente du fichier."
                    };
                    self.doubtful(&record, &school.known[place], why, seen)?
                }
                None => self.newcomer(&record, seen)?,
            },
        };
        self.stage.add(line.at(record.line));
        Ok(())
    }

    fn newcomer(&self, record: &LearnerRecord, seen: &Seen<'_>) -> Result<Line> {
        let ids = self.new_ids();
        let (plan, notices) = self.plan(record, ids, seen);
        let missing = plan
            .mef
            .as_ref()
            .is_some_and(|mef| self.structures.resolve(mef).framework.is_none() && !self.attached(mef));
        let missing = if missing { " Référentiel manquant pour sa formation." } else { "" };
        let detail = format!("{}.{missing}", status_word(plan.status));
        Line::new(ImportSubject::Learner, ImportOutcome::Created, name_of(record), detail)
            .of(plan.division.clone())
            .noticing(&notices)
            .with(&plan)
    }

    fn doubtful(&self, record: &LearnerRecord, known: &Known, why: &str, seen: &Seen<'_>) -> Result<Line> {
        let (mut plan, notices) = self.plan(record, self.new_ids(), seen);
        plan.candidate = Some(known.ids);
        // Only somebody of SIECLE is gone because its file names another one.
        plan.candidate_stays = known.outside;
        undecided(name_of(record), &plan, why, &notices)
    }

    fn known_learner(&self, record: &LearnerRecord, known: &Known, seen: &Seen<'_>) -> Result<Line> {
        let (plan, notices) = self.plan(record, known.ids, seen);
        self.known_as(name_of(record), known, &plan, &notices)
    }

    /// What a plan changes in somebody the school knows.
    fn known_as(&self, name: String, known: &Known, plan: &LearnerPlan, notices: &[String]) -> Result<Line> {
        let changes = self.changes(known, plan);
        let came_back = known.closed.as_deref().map(|reason| reason.starts_with(CLOSED_BY_IMPORT));
        let division = plan.division.clone();
        let mut line = match came_back {
            Some(false) => {
                let mut line = Line::new(
                    ImportSubject::Learner,
                    ImportOutcome::Unchanged,
                    name,
                    "Compte fermé à la main\u{a0}: il le reste.",
                );
                line.warning = true;
                return Ok(line.of(division));
            }
            Some(true) => {
                let why = if plan.outside.is_some() && !known.outside {
                    "Sorti de SIECLE, désormais hors SIECLE."
                } else {
                    "De retour dans le fichier."
                };
                Line::new(ImportSubject::Learner, ImportOutcome::Reactivated, name, why).with(plan)?
            }
            None if changes.is_empty() => Line::new(ImportSubject::Learner, ImportOutcome::Unchanged, name, ""),
            None => {
                let detail: Vec<&str> = changes.iter().map(|change| change.0).collect();
                let mut line =
                    Line::new(ImportSubject::Learner, ImportOutcome::Updated, name, format!("{}.", detail.join(", ")))
                        .with(plan)?;
                if let [(_, before, after), ..] = changes.as_slice() {
                    line.before.clone_from(before);
                    line.after.clone_from(after);
                }
                line
            }
        };
        // What was already told when the learner was created is not told again at each import.
        if line.outcome != ImportOutcome::Unchanged {
            line = line.noticing(notices);
        }
        Ok(line.of(division))
    }

    /// Learners whom the file no longer names (`R32`).
    fn absent(&mut self, school: &Directory, day: NaiveDate) -> Result<()> {
        for (known, claimed) in school.known.iter().zip(&school.claimed) {
            if *claimed || known.closed.is_some() || known.outside {
                continue;
            }
            self.closing.learners_closed += 1;
            let name = display(&known.last_name, known.usage_name.as_deref(), &known.first_name);
            let plan = GonePlan {
                ids: known.ids,
                reason: format!("{CLOSED_BY_IMPORT}\u{a0}: absent du fichier"),
                exit_on: None,
                last_day: Some(day),
                exit_reason: None,
            };
            let division = known.enrolled.as_ref().and_then(|enrolled| enrolled.division.clone());
            let line = Line::new(
                ImportSubject::Learner,
                ImportOutcome::Deactivated,
                name,
                "Absent du fichier. Son dossier reste consultable.",
            );
            self.stage.add(line.of(division).with(&plan)?);
        }
        Ok(())
    }

    fn new_ids(&self) -> Ids {
        let cx = self.stage.cx();
        Ids { user: cx.new_id(), learner: cx.new_id() }
    }
}

/// Somebody known who has left on a past day.
fn leaver(name: String, known: &Known, day: NaiveDate, exit_reason: Option<String>) -> Result<Line> {
    let reason = format!("Parti le {}.", shown(day));
    if known.closed.is_some() {
        return Ok(Line::new(ImportSubject::Learner, ImportOutcome::Unchanged, name, reason));
    }
    let plan = GonePlan {
        ids: known.ids,
        reason: format!("{CLOSED_BY_IMPORT}\u{a0}: parti le {}", shown(day)),
        exit_on: Some(day),
        last_day: Some(day),
        exit_reason,
    };
    let division = known.enrolled.as_ref().and_then(|enrolled| enrolled.division.clone());
    Line::new(ImportSubject::Learner, ImportOutcome::Deactivated, name, reason).of(division).with(&plan)
}

/// A line for which a person has to say whether it is the candidate of its plan.
fn undecided(name: String, plan: &LearnerPlan, why: &str, notices: &[String]) -> Result<Line> {
    let mut line = Line::new(ImportSubject::Learner, ImportOutcome::Undecided, name, why)
        .of(plan.division.clone())
        .noticing(notices)
        .with(plan)?;
    line.choices = Decision::choices();
    Ok(line)
}

fn name_of(record: &LearnerRecord) -> String {
    display(&record.family_name, record.usage_name.as_deref(), &record.first_name)
}
