//! The staff file against the school: divisions, groups, people, and what is taught to whom.

use super::learners::refused_line;
use super::{Opened, Preview, plural};
use crate::error::Result;
use crate::frameworks;
use crate::imports::files::Reading;
use crate::imports::files::staff::{StaffFile, StaffRecord, Structure, Subject};
use crate::imports::files::values::folded;
use crate::imports::plan::{Decision, GonePlan, Ids, ServicePlan, ServicesPlan, StaffPlan, StructurePlan};
use crate::imports::stage::Line;
use crate::imports::{CLOSED_BY_IMPORT, display};
use entity::id::UserId;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{group_division, homeroom, role_grant, staff_member, teaching, user};
use sea_orm::ColumnTrait as _;
use sea_orm::sea_query::ExprTrait as _;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Type and number in STSWEB.
type Key = (String, String);

/// Somebody of the school's staff.
struct Known {
    account: user::Model,
    member: Option<staff_member::Model>,
    teaches: bool,
    other_role: bool,
    claimed: bool,
}

/// The school's staff, and the account of each key of the file.
#[derive(Default)]
struct Directory {
    known: Vec<Known>,
    by_key: HashMap<Key, usize>,
    accounts: HashMap<Key, Uuid>,
}

impl Preview {
    /// Stages the staff file; answers its summary.
    pub(super) async fn staff(&mut self, mut opened: Opened) -> Result<Reading<String>> {
        let progress = self.show(&opened, 1);
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
        self.services(&file, &school).await?;
        let people = plural(self.closing.teachers.max(school.accounts.len()), "enseignant", "enseignants");
        let summary =
            format!("Enseignants et divisions. {people}, {}.", plural(file.divisions.len(), "division", "divisions"));
        Ok(Ok(notice.map_or(summary.clone(), |notice| format!("{summary} {notice}"))))
    }

    /// Divisions or groups: new, renamed, gone, back.
    async fn structures(&mut self, subject: ImportSubject, file: &[Structure]) -> Result<()> {
        let group = subject == ImportSubject::Group;
        let members = if group { self.divisions_of_groups().await? } else { HashMap::new() };
        let known: BTreeMap<String, (Uuid, String, bool)> = if group {
            self.structures
                .groups
                .values()
                .map(|row| (row.code.clone(), (row.id.0, row.label.clone(), row.removed_at.is_some())))
                .collect()
        } else {
            self.structures
                .divisions
                .values()
                .map(|row| (row.code.clone(), (row.id.0, row.label.clone(), row.removed_at.is_some())))
                .collect()
        };
        let codes: HashSet<String> = file.iter().map(|structure| structure.code.clone()).collect();
        for structure in file {
            let mut divisions: Vec<String> =
                structure.divisions.iter().filter(|code| self.divisions.contains(*code)).cloned().collect();
            divisions.sort_unstable();
            divisions.dedup();
            let plan = |id| StructurePlan {
                id,
                code: structure.code.clone(),
                label: structure.label.clone(),
                divisions: divisions.clone(),
            };
            let line = match known.get(&structure.code) {
                None => Line::new(subject, ImportOutcome::Created, &structure.code, &structure.label)
                    .with(&plan(self.stage.cx().new_id()))?,
                Some((id, _, true)) => {
                    Line::new(subject, ImportOutcome::Reactivated, &structure.code, "De retour dans le fichier.")
                        .with(&plan(*id))?
                }
                Some((id, label, false))
                    if *label != structure.label
                        || (group && members.get(&structure.code).cloned().unwrap_or_default() != divisions) =>
                {
                    let mut line = Line::new(subject, ImportOutcome::Updated, &structure.code, "Libellé ou divisions.")
                        .with(&plan(*id))?;
                    line.before = Some(label.clone());
                    line.after = Some(structure.label.clone());
                    line
                }
                Some(_) => Line::new(subject, ImportOutcome::Unchanged, &structure.code, &structure.label),
            };
            self.stage.add(line.at(structure.line));
        }
        for (code, (id, label, removed)) in known {
            if !removed && !codes.contains(&code) {
                let plan = StructurePlan { id, code: code.clone(), label, divisions: Vec::new() };
                self.stage.add(
                    Line::new(
                        subject,
                        ImportOutcome::Deactivated,
                        code,
                        "N’est plus dans le fichier. Ses apprenants et ses bilans restent.",
                    )
                    .with(&plan)?,
                );
            }
        }
        if group {
            self.groups = codes;
        } else {
            self.divisions = codes;
        }
        Ok(())
    }

    async fn divisions_of_groups(&self) -> Result<HashMap<String, Vec<String>>> {
        let mut found: HashMap<String, Vec<String>> = HashMap::new();
        for row in self.stage.cx().find::<group_division::Entity>().all().await? {
            if let (Some(group), Some(division)) =
                (self.structures.group_codes.get(&row.group_id), self.structures.division_codes.get(&row.division_id))
            {
                found.entry(group.clone()).or_default().push(division.clone());
            }
        }
        for codes in found.values_mut() {
            codes.sort_unstable();
        }
        Ok(found)
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
                .map(|code| format!("Professeur principal de « {code} », division inconnue."))
                .collect();
            let quiet = line.outcome == ImportOutcome::Unchanged;
            self.stage.add(if quiet { line } else { line.noticing(&unknown) }.at(person.line));
        }
        self.gone(&school)?;
        Ok(school)
    }

    async fn staff_directory(&self) -> Result<Directory> {
        let cx = self.stage.cx();
        let members = cx.find::<staff_member::Entity>().all().await?;
        let mut grants: HashMap<UserId, Vec<Role>> = HashMap::new();
        let staff_roles = [Role::Admin, Role::Head, Role::Ddftp, Role::Teacher, Role::Inspector];
        for grant in cx
            .find::<role_grant::Entity>()
            .filter(role_grant::Column::Role.is_in(staff_roles).and(role_grant::Column::RevokedAt.is_null()))
            .all()
            .await?
        {
            grants.entry(grant.user_id).or_default().push(grant.role);
        }
        let ids: Vec<UserId> = members
            .iter()
            .map(|member| member.user_id)
            .chain(grants.keys().copied())
            .collect::<HashSet<_>>()
            .into_iter()
            .collect();
        let mut accounts: Vec<user::Model> = cx.find::<user::Entity>().among(user::Column::Id, &ids).all().await?;
        accounts.sort_unstable_by_key(|account| account.id);
        let mut by_user: HashMap<UserId, staff_member::Model> =
            members.into_iter().map(|member| (member.user_id, member)).collect();
        let mut school = Directory::default();
        for account in accounts {
            let member = by_user.remove(&account.id);
            let roles = grants.get(&account.id).cloned().unwrap_or_default();
            if let Some(member) = &member {
                school.by_key.insert((member.source_type.clone(), member.source_id.clone()), school.known.len());
            }
            school.known.push(Known {
                teaches: roles.contains(&Role::Teacher),
                other_role: roles.iter().any(|role| *role != Role::Teacher),
                claimed: false,
                member,
                account,
            });
        }
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
                    "Personnel de direction : son accès se crée à part, avec le rôle de chef d’établissement."
                        .to_owned()
                }
                Some(function) => format!("Fonction {function} : aucun accès d’enseignant créé."),
                None => "Sans fonction ni service : aucun accès créé.".to_owned(),
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
            notices.push("Sans date de naissance : l’activation se fait par un code.".to_owned());
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
                    "Compte fermé à la main : il le reste.",
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
            notices.push("Sans fonction dans le fichier (congé, départ ?) : rien n’est fermé.".to_owned());
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
                    "Absent du fichier, mais son compte a un autre rôle : il reste ouvert.",
                );
                line.warning = true;
                self.stage.add(line);
                continue;
            }
            self.closing.teachers_closed += 1;
            let ids = Ids { user: account.id.0, learner: Uuid::nil() };
            let plan = GonePlan {
                ids,
                reason: format!("{CLOSED_BY_IMPORT} : absent du fichier"),
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

    /// What is taught to each division and group; a line for each of them, not for each service.
    async fn services(&mut self, file: &StaffFile, school: &Directory) -> Result<()> {
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
                    notices.push(format!("Matière inconnue « {} ».", service.subject));
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
                        "Service {} : enseignant inconnu ({kind} {id}). Mettez STSWEB à jour, puis importez de nouveau.",
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
            let after = plan.taught(&school.accounts);
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

/// Subject, mode and account.
type Taught = BTreeSet<(String, String, Uuid)>;

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

impl Directory {
    /// Somebody of the same names whom no key of the file names: whose number changed, or who was created at the command line.
    fn namesake(&self, person: &StaffRecord, keys: &HashSet<Key>) -> Option<usize> {
        let names = (folded(&person.last_name), folded(&person.first_name));
        self.known.iter().position(|known| {
            let elsewhere = known
                .member
                .as_ref()
                .is_some_and(|member| keys.contains(&(member.source_type.clone(), member.source_id.clone())));
            let births = known.account.birth_date.zip(person.birth_date).is_none_or(|(one, other)| one == other);
            !known.claimed
                && !elsewhere
                && births
                && (folded(&known.account.last_name), folded(&known.account.first_name)) == names
        })
    }
}

impl Known {
    /// Whether the names agree, or one of them and the birth date.
    fn is(&self, person: &StaffRecord) -> bool {
        let last = folded(&self.account.last_name) == folded(&person.last_name);
        let first = folded(&self.account.first_name) == folded(&person.first_name);
        let birth = person.birth_date.is_some() && self.account.birth_date == person.birth_date;
        u8::from(last) + u8::from(first) + u8::from(birth) >= 2
    }
}

fn key(person: &StaffRecord) -> Key {
    (person.source_type.clone(), person.source_id.clone())
}
