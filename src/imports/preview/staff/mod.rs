//! The staff of the file against that of the school; with it come divisions, groups, and what is taught to them.

mod directory;

use super::{Opened, Preview, plural, refused_line, with_notice};
use crate::error::Result;
use crate::frameworks;
use crate::imports::files::Reading;
use crate::imports::files::staff::{StaffFile, StaffRecord};
use crate::imports::plan::{Decision, GonePlan, Ids, StaffPlan};
use crate::imports::stage::Line;
use crate::imports::{CLOSED_BY_IMPORT, display};
use directory::{Directory, Known};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::user::AccountSource;
use std::collections::HashSet;
use uuid::Uuid;

/// Type and number in STSWEB.
pub(super) type Key = (String, String);

impl Preview {
    /// Stages the staff file; answers its summary.
    pub(super) async fn staff(&mut self, mut opened: Opened) -> Result<Reading<String>> {
        let progress = self.show(&opened.row, opened.bytes, 1);
        let limits = self.limits.clone();
        let notice = opened.header.encoding.notice.clone();
        let read = self.apart(move || StaffFile::read(&mut opened.file, &opened.header, &limits, progress)).await?;
        let file = match read {
            Ok(file) => file,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.count_records(file.people.len() + file.refused.len());
        for (code, label) in &file.mefs {
            if let Some(stem) = frameworks::stem(code) {
                self.mef_labels.entry(stem.to_owned()).or_insert_with(|| label.clone());
            }
        }
        self.structures(ImportSubject::Division, &file.divisions).await?;
        self.structures(ImportSubject::Group, &file.groups).await?;
        let school = self.people(&file).await?;
        self.services(&file, &school.accounts).await?;
        let people = plural(self.closing.teachers.max(school.accounts.len()), "enseignant", "enseignants");
        let summary =
            format!("Enseignants et divisions. {people}, {}.", plural(file.divisions.len(), "division", "divisions"));
        Ok(Ok(with_notice(summary, notice)))
    }

    /// The people of the file; answers whose account each key leads to.
    async fn people(&mut self, file: &StaffFile) -> Result<Directory> {
        let mut school = self.staff_directory().await?;
        self.closing.teachers =
            school.known.iter().filter(|known| known.teaches && known.account.deactivated_at.is_none()).count();
        let structures = || file.divisions.iter().chain(&file.groups);
        let teaching: HashSet<&Key> =
            structures().flat_map(|structure| &structure.services).flat_map(|service| &service.teachers).collect();
        let keys: HashSet<Key> = file.people.iter().map(key).collect();
        for refused in &file.refused {
            self.stage.add(refused_line(ImportSubject::Staff, refused.clone()));
        }
        for person in &file.people {
            let teaches = person.function.as_deref() == Some("ENS") || teaching.contains(&key(person));
            let line = self.staff_line(person, teaches, &keys, &mut school)?;
            let unknown: Vec<String> = person
                .head_of
                .iter()
                .filter(|code| !self.divisions.contains(*code))
                .map(|code| format!("Professeur principal de «\u{a0}{code}\u{a0}», division inconnue."))
                .collect();
            let quiet = line.outcome == ImportOutcome::Unchanged;
            self.stage.add(if quiet { line } else { line.noticing(&unknown) }.at(person.line));
        }
        self.gone(&school)?;
        Ok(school)
    }

    fn staff_line(
        &self,
        person: &StaffRecord,
        teaches: bool,
        keys: &HashSet<Key>,
        school: &mut Directory,
    ) -> Result<Line> {
        let name = display(&person.last_name, None, &person.first_name);
        let plan = |user: Uuid, candidate: Option<Uuid>| StaffPlan {
            user,
            candidate,
            key: key(person),
            last_name: person.last_name.clone(),
            first_name: person.first_name.clone(),
            civility: person.civility.clone(),
            sex: person.sex.clone(),
            birth_date: person.birth_date,
            function: person.function.clone(),
            substitute: person.substitute,
            teaches,
        };
        let undecided = |candidate: Uuid, why: &str| -> Result<Line> {
            let mut line = Line::new(ImportSubject::Staff, ImportOutcome::Undecided, &name, why)
                .noticing(&person.notices)
                .with(&plan(self.stage.cx().new_id(), Some(candidate)))?;
            line.choices = Decision::choices();
            Ok(line)
        };
        if let Some(place) = school.by_key.get(&key(person)).copied() {
            let known = &mut school.known[place];
            known.claimed = true;
            let user = known.account.id.0;
            if !known.is(person) {
                return undecided(user, "Numéro STSWEB déjà porté par une personne d’un autre nom.");
            }
            school.accounts.insert(key(person), user);
            return Self::known_staff(person, &school.known[place], &plan(user, None));
        }
        if !teaches {
            let detail = match person.function.as_deref() {
                Some("DIR") => {
                    "Personnel de direction\u{a0}: son accès se crée à part, avec le rôle de chef d’établissement."
                        .to_owned()
                }
                Some(function) => format!("Fonction {function}\u{a0}: aucun accès d’enseignant créé."),
                None => "Sans fonction ni service\u{a0}: aucun accès créé.".to_owned(),
            };
            return Ok(Line::new(ImportSubject::Staff, ImportOutcome::Unchanged, name, detail));
        }
        if let Some(place) = school.namesake(person, keys) {
            school.known[place].claimed = true;
            let why = "Mêmes noms qu’une personne déjà connue, sous un autre numéro ou sans numéro STSWEB.";
            return undecided(school.known[place].account.id.0, why);
        }
        let user: Uuid = self.stage.cx().new_id();
        school.accounts.insert(key(person), user);
        let detail = if person.substitute { "Suppléant." } else { "Enseignant." };
        let mut notices = person.notices.clone();
        if person.birth_date.is_none() {
            notices.push("Sans date de naissance\u{a0}: l’activation se fait par un code.".to_owned());
        }
        Line::new(ImportSubject::Staff, ImportOutcome::Created, name, detail).noticing(&notices).with(&plan(user, None))
    }

    fn known_staff(person: &StaffRecord, known: &Known, plan: &StaffPlan) -> Result<Line> {
        let account = &known.account;
        let name = display(&person.last_name, None, &person.first_name);
        let closed = account.deactivated_at.map(|_| account.deactivated_reason.clone().unwrap_or_default());
        match closed {
            Some(reason) if !reason.starts_with(CLOSED_BY_IMPORT) => {
                let mut line = Line::new(
                    ImportSubject::Staff,
                    ImportOutcome::Unchanged,
                    name,
                    "Compte fermé à la main\u{a0}: il le reste.",
                );
                line.warning = true;
                return Ok(line);
            }
            Some(_) if plan.teaches => {
                return Line::new(ImportSubject::Staff, ImportOutcome::Reactivated, name, "De retour dans le fichier.")
                    .with(&plan);
            }
            _ => {}
        }
        let member = known.member.as_ref();
        let mut found = Vec::new();
        let mut compare = |word: &'static str, differs: bool| {
            if differs {
                found.push(word);
            }
        };
        compare("Nom", account.last_name != plan.last_name);
        compare("Prénom", account.first_name != plan.first_name);
        compare("Civilité", account.civility != plan.civility || account.sex != plan.sex);
        compare("Date de naissance", plan.birth_date.is_some() && account.birth_date != plan.birth_date);
        compare(
            "Fonction",
            member.is_none_or(|member| member.function != plan.function || member.substitute != plan.substitute),
        );
        compare("Devient enseignant", plan.teaches && !known.teaches);
        if found.is_empty() {
            return Ok(Line::new(ImportSubject::Staff, ImportOutcome::Unchanged, name, ""));
        }
        let mut notices = person.notices.clone();
        if person.function.is_none() && person.source_type != "local" {
            notices.push("Sans fonction dans le fichier (congé, départ\u{a0}?)\u{a0}: rien n’est fermé.".to_owned());
        }
        Line::new(ImportSubject::Staff, ImportOutcome::Updated, name, format!("{}.", found.join(", ")))
            .noticing(&notices)
            .with(&plan)
    }

    /// Teachers whom the file no longer names.
    fn gone(&mut self, school: &Directory) -> Result<()> {
        for known in &school.known {
            let account = &known.account;
            if known.claimed
                || known.member.is_none()
                || !known.teaches
                || account.deactivated_at.is_some()
                || account.source != AccountSource::Stsweb
            {
                continue;
            }
            let name = display(&account.last_name, account.usage_name.as_deref(), &account.first_name);
            if known.other_role {
                let mut line = Line::new(
                    ImportSubject::Staff,
                    ImportOutcome::Unchanged,
                    name,
                    "Absent du fichier, mais son compte a un autre rôle\u{a0}: il reste ouvert.",
                );
                line.warning = true;
                self.stage.add(line);
                continue;
            }
            self.closing.teachers_closed += 1;
            let ids = Ids { user: account.id.0, learner: Uuid::nil() };
            let plan = GonePlan {
                ids,
                reason: format!("{CLOSED_BY_IMPORT}\u{a0}: absent du fichier"),
                exit_on: None,
                last_day: None,
                exit_reason: None,
            };
            self.stage.add(
                Line::new(
                    ImportSubject::Staff,
                    ImportOutcome::Deactivated,
                    name,
                    "Absent du fichier. Ce qui a été saisi reste.",
                )
                .with(&plan)?,
            );
        }
        Ok(())
    }
}

/// Type and number of somebody in STSWEB.
pub(super) fn key(person: &StaffRecord) -> Key {
    (person.source_type.clone(), person.source_id.clone())
}
