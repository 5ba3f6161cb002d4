//! The learners of the file against those of the school (`R31`–`R34`, decision 19).

use super::{Opened, Preview, plural};
use crate::error::Result;
use crate::frameworks;
use crate::imports::files::learners::{Index, LearnerRecord, RefusedRecord, records};
use crate::imports::files::values::{Number, folded, shown};
use crate::imports::files::{Reading, Refusal};
use crate::imports::plan::{Decision, GonePlan, Ids, LearnerPlan, StructurePlan};
use crate::imports::school::each;
use crate::imports::stage::Line;
use crate::imports::{CLOSED_BY_IMPORT, display};
use chrono::NaiveDate;
use entity::enrolment::LearnerStatus;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::user::AccountSource;
use entity::{enrolment, group_member, learner, user};
use std::collections::{BTreeMap, HashMap, HashSet};
use tokio::sync::mpsc;

/// Records that travel together from the reading thread.
const BATCH: usize = 500;

/// A learner of the school, in what the file may change.
#[derive(Debug)]
struct Known {
    ids: Ids,
    source_id: Box<str>,
    ine: Option<Box<str>>,
    ine_former: Option<Box<str>>,
    ine_flag: Option<Box<str>>,
    last_name: Box<str>,
    usage_name: Option<Box<str>>,
    first_name: Box<str>,
    birth_date: Option<NaiveDate>,
    sex: Option<Box<str>>,
    email: Option<Box<str>>,
    exit_on: Option<NaiveDate>,
    exit_reason: Option<Box<str>>,
    closed: Option<Box<str>>,
    enrolled: Option<Enrolled>,
    groups: Vec<String>,
}

/// The year's enrolment of a learner of the school.
#[derive(Debug)]
struct Enrolled {
    division: Option<String>,
    mef: Option<String>,
    status: LearnerStatus,
    level: Option<String>,
    entered_on: Option<NaiveDate>,
}

/// The school's learners, findable by what the file tells.
#[derive(Default)]
struct Directory {
    known: Vec<Known>,
    by_source: HashMap<Box<str>, usize>,
    by_number: HashMap<Box<str>, Vec<usize>>,
    /// Those whom neither number nor identifier of the file names, by folded names and birth date.
    unclaimed: HashMap<(String, String, NaiveDate), Vec<usize>>,
    claimed: Vec<bool>,
}

/// Whom a record is about.
enum Match {
    Nobody,
    Certain(usize),
    /// Recognised, but the names and the birth date say otherwise.
    Doubtful(usize, &'static str),
    Twice,
}

impl Preview {
    /// Stages the learners file; answers its summary.
    pub(super) async fn learners(&mut self, mut opened: Opened) -> Result<Reading<String>> {
        let progress = self.show(&opened, 2);
        let limits = self.limits.clone();
        let (mut opened, index) = self
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
        self.closing.learners = school.known.iter().filter(|known| known.closed.is_none()).count();

        let export_day = self.export_day(&opened.header);
        let (sender, mut batches) = mpsc::channel::<Vec<Result<LearnerRecord, RefusedRecord>>>(4);
        self.pass(1);
        let progress = self.stage.file.as_ref().map(|file| file.progress.clone()).unwrap_or_default();
        let limits = self.limits.clone();
        let notice = opened.header.encoding.notice.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut batch = Vec::with_capacity(BATCH);
            let stopped = |_| Refusal::whole("La lecture est interrompue.");
            records(&mut opened.file, &opened.header, &limits, progress, |record| {
                batch.push(record);
                if batch.len() == BATCH {
                    sender.blocking_send(std::mem::take(&mut batch)).map_err(stopped)
                } else {
                    Ok(())
                }
            })?;
            sender.blocking_send(batch).map_err(stopped)
        });
        let mut seen = Seen { index: &index, export_day, present: HashSet::new(), mefs: BTreeMap::new() };
        while let Some(batch) = batches.recv().await {
            self.count_records(batch.len());
            for record in batch {
                self.learner(record, &mut school, &mut seen)?;
            }
            self.stage.breathe().await?;
        }
        if let Err(refusal) = reading.await.map_err(|error| crate::error::Error::internal("reading a file", error))? {
            return Ok(Err(refusal));
        }
        self.absent(&school, export_day)?;
        let Seen { present, mefs, .. } = seen;
        self.trainings(&mefs)?;
        let summary = format!("Élèves. {} lus, {} présents.", index.learners, present.len());
        self.present = Some(present);
        Ok(Ok(notice.map_or(summary.clone(), |notice| format!("{summary} {notice}"))))
    }

    /// Reads the school's learners and what the file may name of them.
    async fn directory(&self, index: &Index) -> Result<Directory> {
        let cx = self.stage.cx();
        let mut school = Directory::default();
        let mut place = HashMap::new();
        let mut by_user = HashMap::new();
        each::<learner::Entity>(cx, learner::Column::Id, |row| {
            place.insert(row.id, school.known.len());
            by_user.insert(row.user_id, school.known.len());
            school.known.push(Known {
                ids: Ids { user: row.user_id.0, learner: row.id.0 },
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
        if school.known.is_empty() {
            return Ok(school);
        }
        let mut elsewhere = HashSet::new();
        each::<user::Entity>(cx, user::Column::Id, |row| {
            let Some(known) = by_user.get(&row.id).and_then(|place| school.known.get_mut(*place)) else { return };
            if row.source != AccountSource::Siecle {
                elsewhere.insert(known.ids);
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
                if let Some(known) = place.get(&row.learner_id).and_then(|place| school.known.get_mut(*place)) {
                    known.enrolled = Some(Enrolled {
                        division: row.division_id.and_then(|id| self.structures.division_codes.get(&id).cloned()),
                        mef: row.mef_id.and_then(|id| self.structures.mef_stems.get(&id).cloned()),
                        status: row.status,
                        level: row.level,
                        entered_on: row.entered_on,
                    });
                }
            })
            .await?;
            each::<group_member::Entity>(cx, group_member::Column::Id, |row| {
                if let (Some(known), Some(code)) = (
                    place.get(&row.learner_id).and_then(|place| school.known.get_mut(*place)),
                    self.structures.group_codes.get(&row.group_id),
                ) {
                    known.groups.push(code.clone());
                }
            })
            .await?;
        }
        // Learners entered by hand or from another file are managed apart (`R37`).
        school.known.retain(|known| !elsewhere.contains(&known.ids));
        school.arrange(index);
        Ok(school)
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
                seen.present.insert(refused.source_id.as_str().into());
                self.stage.add(refused_line(ImportSubject::Learner, refused));
                return Ok(());
            }
        };
        if seen.index.ids.get(record.source_id.as_str()).copied().unwrap_or_default() {
            school.claim_by_source(&record.source_id);
            seen.present.insert(record.source_id.as_str().into());
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
                let reason = "Cette fiche désigne quelqu’un qu’une autre fiche du fichier désigne déjà. Vérifiez les deux dans SIECLE.";
                Line::new(ImportSubject::Learner, ImportOutcome::Refused, name_of(&record), reason)
            }
            (Match::Nobody | Match::Doubtful(..), Some(day)) => Line::new(
                ImportSubject::Learner,
                ImportOutcome::Unchanged,
                name_of(&record),
                format!("Parti le {} : pas créé.", shown(day)),
            ),
            (Match::Certain(place), Some(day)) => self.leaver(&record, &school.known[place], day)?,
            (Match::Certain(place), None) => self.known_learner(&record, &school.known[place], seen)?,
            (Match::Doubtful(place, why), None) => self.doubtful(&record, school.known[place].ids, why, seen)?,
            (Match::Nobody, None) => match school.namesake(&record) {
                Some(ids) => self.doubtful(
                    &record,
                    ids,
                    "Mêmes noms et même date de naissance qu’une personne déjà connue, absente du fichier.",
                    seen,
                )?,
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

    fn doubtful(&self, record: &LearnerRecord, candidate: Ids, why: &str, seen: &Seen<'_>) -> Result<Line> {
        let (mut plan, notices) = self.plan(record, self.new_ids(), seen);
        plan.candidate = Some(candidate);
        let mut line = Line::new(ImportSubject::Learner, ImportOutcome::Undecided, name_of(record), why)
            .of(plan.division.clone())
            .noticing(&notices)
            .with(&plan)?;
        line.choices = Decision::choices();
        Ok(line)
    }

    fn leaver(&mut self, record: &LearnerRecord, known: &Known, day: NaiveDate) -> Result<Line> {
        let name = name_of(record);
        let reason = format!("Parti le {}.", shown(day));
        if known.closed.is_some() {
            return Ok(Line::new(ImportSubject::Learner, ImportOutcome::Unchanged, name, reason));
        }
        self.closing.learners_closed += 1;
        let plan = GonePlan {
            ids: known.ids,
            reason: format!("{CLOSED_BY_IMPORT} : parti le {}", shown(day)),
            exit_on: Some(day),
            last_day: Some(day),
            exit_reason: record.exit_reason.clone(),
        };
        let division = known.enrolled.as_ref().and_then(|enrolled| enrolled.division.clone());
        Line::new(ImportSubject::Learner, ImportOutcome::Deactivated, name, reason).of(division).with(&plan)
    }

    fn known_learner(&self, record: &LearnerRecord, known: &Known, seen: &Seen<'_>) -> Result<Line> {
        let (plan, notices) = self.plan(record, known.ids, seen);
        let changes = self.changes(known, &plan);
        let came_back = known.closed.as_deref().map(|reason| reason.starts_with(CLOSED_BY_IMPORT));
        let division = plan.division.clone();
        let mut line = match came_back {
            Some(false) => {
                let mut line = Line::new(
                    ImportSubject::Learner,
                    ImportOutcome::Unchanged,
                    name_of(record),
                    "Compte fermé à la main : il le reste.",
                );
                line.warning = true;
                return Ok(line.of(division));
            }
            Some(true) => Line::new(
                ImportSubject::Learner,
                ImportOutcome::Reactivated,
                name_of(record),
                "De retour dans le fichier.",
            )
            .with(&plan)?,
            None if changes.is_empty() => {
                Line::new(ImportSubject::Learner, ImportOutcome::Unchanged, name_of(record), "")
            }
            None => {
                let detail: Vec<&str> = changes.iter().map(|change| change.0).collect();
                let mut line = Line::new(
                    ImportSubject::Learner,
                    ImportOutcome::Updated,
                    name_of(record),
                    format!("{}.", detail.join(", ")),
                )
                .with(&plan)?;
                if let [(_, before, after), ..] = changes.as_slice() {
                    line.before.clone_from(before);
                    line.after.clone_from(after);
                }
                line
            }
        };
        // What was already told when the learner was created is not told again at each import.
        if line.outcome != ImportOutcome::Unchanged {
            line = line.noticing(&notices);
        }
        Ok(line.of(division))
    }

    /// What the file says, and what the administrator should look at.
    fn plan(&self, record: &LearnerRecord, ids: Ids, seen: &Seen<'_>) -> (LearnerPlan, Vec<String>) {
        let mut notices = record.notices.clone();
        let divisions = seen.index.divisions(&record.source_id);
        let division = divisions.iter().find(|code| self.divisions.contains(**code)).map(|code| (*code).to_owned());
        match (&division, divisions.as_slice()) {
            (None, []) => notices.push("Sans division dans le fichier : à placer dans SIECLE.".to_owned()),
            (None, [code, ..]) if code.eq_ignore_ascii_case("inactifs") => {
                notices.push("Division « Inactifs » : créé sans division.".to_owned());
            }
            (None, [code, ..]) => notices.push(format!(
                "Division inconnue « {code} » : importez le fichier sts_emp à jour, ou corrigez dans SIECLE."
            )),
            (Some(code), [_, _, ..]) => {
                notices.push(format!("Plusieurs divisions dans le fichier : « {code} » est retenue."));
            }
            (Some(_), _) => {}
        }
        let mut groups: Vec<String> = seen
            .index
            .groups(&record.source_id)
            .into_iter()
            .filter(|code| self.groups.contains(*code))
            .map(str::to_owned)
            .collect();
        groups.sort_unstable();
        let ine = record.numbers.in_force().map(str::to_owned);
        let doubled = ine.as_deref().is_some_and(|ine| seen.index.doubled_numbers.contains(ine));
        let (flag, notice) = match (doubled, record.number()) {
            (_, None) => (Some("MISSING"), Some("Sans INE : à compléter dans SIECLE.")),
            (true, _) => (Some("DOUBLED"), Some("INE porté par deux élèves du fichier : à corriger dans SIECLE.")),
            (false, Some(Number::WrongKey)) => {
                (Some("WRONG_KEY"), Some("La lettre de contrôle de l’INE ne correspond pas : à vérifier dans SIECLE."))
            }
            (false, Some(_)) => (None, None),
        };
        notices.extend(notice.map(str::to_owned));
        if record.mef.is_none() {
            notices.push("Sans formation (MEF) : aucun référentiel.".to_owned());
        }
        let plan = LearnerPlan {
            ids,
            candidate: None,
            source_id: record.source_id.clone(),
            ine_former: record.numbers.before().map(str::to_owned),
            ine,
            ine_flag: flag.map(str::to_owned),
            last_name: record.family_name.clone(),
            usage_name: record.usage_name.clone(),
            first_name: record.first_name.clone(),
            birth_date: record.birth_date,
            sex: record.sex.clone(),
            email: record.email.clone(),
            status: record.status,
            mef: record.mef.clone(),
            entered_on: record.entered_on,
            exit_on: record.exit_on,
            exit_reason: record.exit_reason.clone(),
            division,
            groups,
        };
        (plan, notices)
    }

    /// Whether somebody attached the training to a diploma by hand.
    fn attached(&self, mef: &str) -> bool {
        frameworks::stem(mef)
            .and_then(|stem| self.structures.mefs.get(stem))
            .is_some_and(|mef| mef.specialty_id.is_some())
    }

    /// What differs, most telling first: words, before, after.
    fn changes(&self, known: &Known, plan: &LearnerPlan) -> Vec<(&'static str, Option<String>, Option<String>)> {
        fn text(value: Option<&str>) -> Option<String> {
            value.map(str::to_owned)
        }
        let mut found = Vec::new();
        let mut compare = |word, before: Option<String>, after: Option<String>| {
            if before != after {
                found.push((word, before, after));
            }
        };
        match &known.enrolled {
            None => compare("Inscrit dans l’année", None, Some(plan.division.clone().unwrap_or_default())),
            Some(enrolled) => {
                compare("Classe", enrolled.division.clone(), plan.division.clone());
                compare(
                    "Statut",
                    Some(status_word(enrolled.status).to_owned()),
                    Some(status_word(plan.status).to_owned()),
                );
                let stem = plan.mef.as_deref().and_then(frameworks::stem);
                compare("Formation", enrolled.mef.clone(), text(stem));
                let level = plan.mef.as_deref().and_then(|mef| self.structures.resolve(mef).level);
                compare("Niveau", enrolled.level.clone(), level);
                compare("Entrée", enrolled.entered_on.map(shown), plan.entered_on.map(shown));
            }
        }
        compare("Nom", text(Some(&known.last_name)), text(Some(&plan.last_name)));
        compare("Nom d’usage", text(known.usage_name.as_deref()), plan.usage_name.clone());
        compare("Prénom", text(Some(&known.first_name)), text(Some(&plan.first_name)));
        // The value is not written in the report: reading a birth date or a number is logged where they are shown.
        let hidden = |same: bool| if same { None } else { Some(String::new()) };
        compare("Date de naissance", None, hidden(known.birth_date == Some(plan.birth_date)));
        // A number that the file leaves out is kept: it may be back in the next one.
        let kept = |new: &Option<String>, old: &Option<Box<str>>| new.is_none() || new.as_deref() == old.as_deref();
        let numbers = kept(&plan.ine, &known.ine) && kept(&plan.ine_former, &known.ine_former);
        let flag = (plan.ine.is_none() && known.ine.is_some()) || known.ine_flag.as_deref() == plan.ine_flag.as_deref();
        compare("INE", None, hidden(numbers && flag));
        compare("Sexe", None, hidden(known.sex.as_deref() == plan.sex.as_deref()));
        compare("Courriel", None, hidden(plan.email.is_none() || known.email.as_deref() == plan.email.as_deref()));
        let mut groups = known.groups.clone();
        groups.sort_unstable();
        compare("Groupes", Some(groups.join(", ")), Some(plan.groups.join(", ")));
        compare("Sortie prévue", known.exit_on.map(shown), plan.exit_on.map(shown));
        compare("Motif de sortie", None, hidden(known.exit_reason.as_deref() == plan.exit_reason.as_deref()));
        compare("Numéro dans SIECLE", text(Some(&known.source_id)), text(Some(&plan.source_id)));
        for (_, _, after) in &mut found {
            after.take_if(|after| after.is_empty());
        }
        found
    }

    /// Learners whom the file no longer names (`R32`).
    fn absent(&mut self, school: &Directory, day: NaiveDate) -> Result<()> {
        for (known, claimed) in school.known.iter().zip(&school.claimed) {
            if *claimed || known.closed.is_some() {
                continue;
            }
            self.closing.learners_closed += 1;
            let name = display(&known.last_name, known.usage_name.as_deref(), &known.first_name);
            let plan = GonePlan {
                ids: known.ids,
                reason: format!("{CLOSED_BY_IMPORT} : absent du fichier"),
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

    /// Trainings borne by the learners: new ones, and those that now lead to a diploma.
    fn trainings(&mut self, mefs: &BTreeMap<String, (String, usize)>) -> Result<()> {
        for (stem, (code, learners)) in mefs {
            let known = self.structures.mefs.get(stem);
            let resolved = self.structures.resolve(code);
            let framework = resolved
                .framework
                .and_then(|id| self.structures.frameworks.iter().find(|framework| framework.id == id));
            let label = self
                .mef_labels
                .get(stem)
                .cloned()
                .or(known.map(|known| known.label.clone()))
                .unwrap_or_else(|| stem.clone());
            let attaches = known.is_some_and(|known| known.specialty_id.is_none() && framework.is_some());
            let outcome = match known {
                None => ImportOutcome::Created,
                Some(known) if known.label != label || attaches => ImportOutcome::Updated,
                Some(_) => ImportOutcome::Unchanged,
            };
            let people = plural(*learners, "apprenant", "apprenants");
            let missing = framework.is_none() && known.is_none_or(|known| known.specialty_id.is_none());
            let detail = match framework {
                Some(framework) => format!("{} ({people}).", framework.short_title),
                None if missing => {
                    format!("Référentiel manquant ({people}) : le DDFTP peut rattacher cette formation à un diplôme.")
                }
                None => format!("Rattachée à la main ({people})."),
            };
            let id = known.map_or_else(|| self.stage.cx().new_id(), |known| known.id.0);
            let mut line = Line::new(ImportSubject::Mef, outcome, format!("{label} ({stem})"), detail);
            line.warning = missing;
            if outcome != ImportOutcome::Unchanged {
                line = line.with(&StructurePlan { id, code: stem.clone(), label, divisions: Vec::new() })?;
            }
            self.stage.add(line);
        }
        Ok(())
    }

    fn new_ids(&self) -> Ids {
        let cx = self.stage.cx();
        Ids { user: cx.new_id(), learner: cx.new_id() }
    }
}

/// What is gathered while learners pass.
struct Seen<'a> {
    index: &'a Index,
    export_day: NaiveDate,
    present: HashSet<Box<str>>,
    /// A code and how many bear it, by stem.
    mefs: BTreeMap<String, (String, usize)>,
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
    fn claim_by_source(&mut self, source_id: &str) {
        if let Some(place) = self.by_source.get(source_id) {
            self.claimed[*place] = true;
        }
    }

    /// National number first, then the identifier of the source; both only where names or birth date agree (`R34`).
    fn find(&mut self, record: &LearnerRecord, index: &Index) -> Match {
        let by_number = record.numbers.all().filter(|number| !index.doubled_numbers.contains(*number)).find_map(
            |number| match self.by_number.get(number)?.as_slice() {
                [place] => Some(*place),
                _ => None,
            },
        );
        let by_source = self.by_source.get(record.source_id.as_str()).copied();
        for place in [by_number, by_source].into_iter().flatten() {
            if self.known[place].is(record) {
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
    fn namesake(&mut self, record: &LearnerRecord) -> Option<Ids> {
        let key = (folded(&record.family_name), folded(&record.first_name), record.birth_date);
        let place = self.unclaimed.get_mut(&key)?.pop()?;
        self.claimed[place] = true;
        Some(self.known[place].ids)
    }
}

impl Known {
    /// Whether at least two of family name, first name and birth date agree: the third may have been corrected.
    fn is(&self, record: &LearnerRecord) -> bool {
        let last = folded(&self.last_name) == folded(&record.family_name);
        let first = folded(&self.first_name) == folded(&record.first_name);
        let birth = self.birth_date == Some(record.birth_date);
        u8::from(last) + u8::from(first) + u8::from(birth) >= 2
    }
}

fn name_of(record: &LearnerRecord) -> String {
    display(&record.family_name, record.usage_name.as_deref(), &record.first_name)
}

/// A line for a record that cannot be taken; nobody is named where the file names nobody.
pub(super) fn refused_line(subject: ImportSubject, refused: RefusedRecord) -> Line {
    let name = if refused.name.is_empty() { format!("Fiche {}", refused.source_id) } else { refused.name };
    Line::new(subject, ImportOutcome::Refused, name, refused.reason).at(refused.line)
}

/// The status in French.
fn status_word(status: LearnerStatus) -> &'static str {
    match status {
        LearnerStatus::Pupil => "Scolaire",
        LearnerStatus::Student => "Étudiant",
        LearnerStatus::Apprentice => "Apprenti",
        LearnerStatus::AdultTrainee => "Stagiaire adulte",
    }
}
