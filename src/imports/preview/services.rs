//! What the staff file says is taught to each division and group, against what is taught now.

use super::staff::{Key, key};
use super::{Preview, plural};
use crate::error::Result;
use crate::imports::files::staff::{StaffFile, Subject};
use crate::imports::plan::{ServicePlan, ServicesPlan};
use crate::imports::sets::Taught;
use crate::imports::stage::Line;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::{homeroom, teaching};
use sea_orm::ColumnTrait as _;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

impl Preview {
    /// What is taught to each division and group; a line for each of them, not for each service.
    pub(super) async fn services(&mut self, file: &StaffFile, accounts: &HashMap<Key, Uuid>) -> Result<()> {
        let before = self.taught().await?;
        let subjects: HashMap<&str, &Subject> =
            file.subjects.iter().map(|subject| (subject.code.as_str(), subject)).collect();
        let people: HashSet<Key> = file.people.iter().map(key).collect();
        let mut heads: HashMap<&str, Vec<Key>> = HashMap::new();
        for person in &file.people {
            for code in &person.head_of {
                heads.entry(code).or_default().push(key(person));
            }
        }
        for (group, structure) in file
            .divisions
            .iter()
            .map(|structure| (false, structure))
            .chain(file.groups.iter().map(|structure| (true, structure)))
        {
            let mut notices = Vec::new();
            let mut plan =
                ServicesPlan { group, code: structure.code.clone(), services: Vec::new(), heads: Vec::new() };
            if !group {
                plan.heads = heads.remove(structure.code.as_str()).unwrap_or_default();
            }
            for service in &structure.services {
                let subject = subjects.get(service.subject.as_str());
                if subject.is_none() {
                    notices.push(format!("Matière inconnue «\u{a0}{}\u{a0}».", service.subject));
                }
                if service.teachers.is_empty() {
                    notices.push(format!(
                        "Personne pour {}.",
                        subject.map_or(service.subject.as_str(), |subject| &subject.label)
                    ));
                }
                let (teachers, unknown): (Vec<Key>, Vec<Key>) =
                    service.teachers.iter().cloned().partition(|teacher| people.contains(teacher));
                for (kind, id) in unknown {
                    let reason = format!(
                        "Service {}\u{a0}: enseignant inconnu ({kind} {id}). Mettez STSWEB à jour, puis importez de nouveau.",
                        service.subject
                    );
                    self.stage.add(
                        Line::new(ImportSubject::Service, ImportOutcome::Refused, &structure.code, reason)
                            .of(Some(&structure.code))
                            .at(structure.line),
                    );
                }
                plan.services.push(ServicePlan {
                    label: subject.map_or_else(|| service.subject.clone(), |subject| subject.label.clone()),
                    short_label: subject.map_or_else(|| service.subject.clone(), |subject| subject.short_label.clone()),
                    subject: service.subject.clone(),
                    mode: service.mode.clone(),
                    teachers,
                });
            }
            let after = plan.taught(accounts);
            let known = before.get(&(group, structure.code.clone()));
            let outcome = match known {
                _ if known.cloned().unwrap_or_default() == after => ImportOutcome::Unchanged,
                None => ImportOutcome::Created,
                Some(_) => ImportOutcome::Updated,
            };
            let teachers: BTreeSet<&Key> = plan.services.iter().flat_map(|service| &service.teachers).collect();
            let detail = format!(
                "{}, {}.",
                plural(plan.services.len(), "service", "services"),
                plural(teachers.len(), "enseignant", "enseignants")
            );
            let mut line = Line::new(ImportSubject::Service, outcome, &structure.code, detail)
                .of(Some(&structure.code))
                .at(structure.line);
            if outcome != ImportOutcome::Unchanged {
                line = line.noticing(&notices).with(&plan)?;
            }
            self.stage.add(line);
        }
        Ok(())
    }

    /// Who teaches what to each division and group now; head teachers under an empty subject.
    async fn taught(&self) -> Result<HashMap<(bool, String), Taught>> {
        let cx = self.stage.cx();
        let mut found: HashMap<(bool, String), Taught> = HashMap::new();
        let Some(year) = self.year.id() else { return Ok(found) };
        for row in cx.find::<teaching::Entity>().filter(teaching::Column::SchoolYearId.eq(year)).all().await? {
            let division = row
                .division_id
                .and_then(|id| self.structures.division_codes.get(&id))
                .map(|code| (false, code.clone()));
            let group =
                row.group_id.and_then(|id| self.structures.group_codes.get(&id)).map(|code| (true, code.clone()));
            if let Some(place) = division.or(group) {
                found.entry(place).or_default().insert((row.subject_code, row.mode, row.user_id.0));
            }
        }
        for row in cx.find::<homeroom::Entity>().all().await? {
            if let Some(code) = self.structures.division_codes.get(&row.division_id) {
                found.entry((false, code.clone())).or_default().insert((String::new(), String::new(), row.user_id.0));
            }
        }
        Ok(found)
    }
}

impl ServicesPlan {
    /// Who will teach what, for those whose account is known.
    fn taught(&self, accounts: &HashMap<Key, Uuid>) -> Taught {
        let services = self.services.iter().flat_map(|service| {
            service.teachers.iter().map(move |key| (service.subject.clone(), service.mode.clone(), key))
        });
        let heads = self.heads.iter().map(|key| (String::new(), String::new(), key));
        services.chain(heads).filter_map(|(subject, mode, key)| Some((subject, mode, *accounts.get(key)?))).collect()
    }
}
