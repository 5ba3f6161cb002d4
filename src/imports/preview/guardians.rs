//! The guardians of the file against those of the school (`R39`): only those of learners who are present.

use super::{Opened, Preview, ended, plural, refused_line, with_notice};
use crate::error::Result;
use crate::imports::files::Reading;
use crate::imports::files::guardians::{GuardianRecord, Link, Linked, Links, records};
use crate::imports::files::values::folded;
use crate::imports::plan::{GuardianPlan, LinkPlan};
use crate::imports::school::each;
use crate::imports::stage::Line;
use crate::imports::{display, kept};
use entity::id::{GuardianId, LearnerId, UserId};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::{guardian, guardian_link, learner, user};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A guardian of the school.
struct Known {
    row: guardian::Model,
    links: Vec<LinkPlan>,
    seen: bool,
}

impl Preview {
    /// Stages the guardians file; answers its summary.
    pub(super) async fn guardians(&mut self, mut opened: Opened) -> Result<Reading<String>> {
        let present = match self.present.take() {
            Some(present) => Arc::new(present),
            None => Arc::new(self.active_learners().await?),
        };
        let progress = self.show(&opened.row, opened.bytes, 2);
        let limits = self.limits.clone();
        let wanted = present.clone();
        let (opened, links) = self
            .apart(move || {
                let links = Links::read(&mut opened.file, &opened.header, &limits, progress, |learner| {
                    wanted.contains(learner)
                });
                (opened, links)
            })
            .await?;
        let mut links = match links {
            Ok(links) => links,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut school = self.guardian_directory(&present).await?;
        self.pass(1);
        let notice = opened.header.encoding.notice.clone();
        let (mut batches, reading) = self.stream(opened, |opened, limits, progress, take| {
            records(&mut opened.file, &opened.header, limits, progress, take)
        });
        let mut taken = 0;
        while let Some(batch) = batches.recv().await {
            self.count_records(batch.len());
            for record in batch {
                match record.map(|record| (links.of.get_mut(record.source_id.as_str()), record)) {
                    Ok((None, _)) => {}
                    Ok((Some(Linked { met: true, .. }), record)) => {
                        let reason = "Ce responsable est deux fois dans le fichier. Corrigez-le dans SIECLE, puis importez de nouveau.";
                        self.stage.add(
                            Line::new(ImportSubject::Guardian, ImportOutcome::Refused, named(&record), reason)
                                .at(record.line),
                        );
                    }
                    Ok((Some(linked), record)) => {
                        taken += 1;
                        linked.met = true;
                        let line = self.guardian(&record, &linked.links, school.get_mut(record.source_id.as_str()))?;
                        self.stage.add(line.at(record.line));
                    }
                    Err(refused) => {
                        if let Some(known) = school.get_mut(refused.source_id.as_str()) {
                            known.seen = true;
                        }
                        self.stage.add(refused_line(ImportSubject::Guardian, refused));
                    }
                }
            }
            self.stage.breathe().await?;
        }
        if let Err(refusal) = ended(reading).await? {
            return Ok(Err(refusal));
        }
        self.absent_guardians(school)?;
        let summary = format!(
            "Responsables. {}.",
            plural(taken, "responsable d’un élève présent", "responsables d’élèves présents")
        );
        Ok(Ok(with_notice(summary, notice)))
    }

    /// `ELEVE_ID` of the learners of the school who are active, when no learners file comes along.
    async fn active_learners(&self) -> Result<HashSet<Box<str>>> {
        let cx = self.stage.cx();
        let mut closed: HashSet<UserId> = HashSet::new();
        each::<user::Entity>(cx, user::Column::Id, |row| {
            if row.deactivated_at.is_some() {
                closed.insert(row.id);
            }
        })
        .await?;
        let mut active = HashSet::new();
        each::<learner::Entity>(cx, learner::Column::Id, |row| {
            if !closed.contains(&row.user_id) {
                active.insert(row.source_id.into());
            }
        })
        .await?;
        Ok(active)
    }

    /// The school's guardians with their links to learners who are present.
    async fn guardian_directory(&self, present: &HashSet<Box<str>>) -> Result<HashMap<Box<str>, Known>> {
        let cx = self.stage.cx();
        let mut found = HashMap::new();
        let mut keys: HashMap<GuardianId, Box<str>> = HashMap::new();
        each::<guardian::Entity>(cx, guardian::Column::Id, |row| {
            let key: Box<str> = row.source_id.as_str().into();
            keys.insert(row.id, key.clone());
            found.insert(key, Known { row, links: Vec::new(), seen: false });
        })
        .await?;
        if found.is_empty() {
            return Ok(found);
        }
        let mut learners: HashMap<LearnerId, String> = HashMap::new();
        each::<learner::Entity>(cx, learner::Column::Id, |row| {
            if present.contains(row.source_id.as_str()) {
                learners.insert(row.id, row.source_id);
            }
        })
        .await?;
        each::<guardian_link::Entity>(cx, guardian_link::Column::Id, |row| {
            if let (Some(known), Some(learner)) =
                (keys.get(&row.guardian_id).and_then(|key| found.get_mut(key)), learners.get(&row.learner_id))
            {
                known.links.push(LinkPlan {
                    learner: learner.clone(),
                    level: row.level,
                    kinship: row.kinship,
                    first: row.first_to_call,
                });
            }
        })
        .await?;
        for known in found.values_mut() {
            known.links.sort_unstable();
        }
        Ok(found)
    }

    fn guardian(&self, record: &GuardianRecord, links: &[Link], known: Option<&mut Known>) -> Result<Line> {
        let mut plan = GuardianPlan {
            id: known.as_ref().map_or_else(|| self.stage.cx().new_id(), |known| known.row.id.0),
            source_id: record.source_id.clone(),
            civility: record.civility.clone(),
            last_name: record.last_name.clone(),
            first_name: record.first_name.clone(),
            email: record.email.clone(),
            phones: record.phones.clone(),
            links: links.iter().map(LinkPlan::from).collect(),
            removed: Vec::new(),
        };
        plan.links.sort_unstable();
        let mut notices = record.notices.clone();
        if links.iter().any(|link| link.doubtful) {
            notices.push("Niveau de responsabilité inconnu\u{a0}: compté comme personne à contacter.".to_owned());
        }
        let detail = plural(links.len(), "apprenant", "apprenants");
        let Some(known) = known else {
            return Line::new(
                ImportSubject::Guardian,
                ImportOutcome::Created,
                named(record),
                format!("Responsable de {detail}."),
            )
            .noticing(&notices)
            .with(&plan);
        };
        known.seen = true;
        let row = &known.row;
        let mut found = Vec::new();
        if row.last_name != plan.last_name || row.first_name != plan.first_name || row.civility != plan.civility {
            found.push("Nom");
            if folded(&row.last_name) != folded(&plan.last_name) && folded(&row.first_name) != folded(&plan.first_name)
            {
                notices.push("Ce numéro SIECLE désignait une autre personne\u{a0}: à vérifier.".to_owned());
            }
        }
        if row.email != plan.email || row.phones != serde_json::json!(plan.phones) {
            found.push("Coordonnées");
        }
        if known.links != plan.links {
            found.push("Liens avec les apprenants");
            let kept = |link: &&LinkPlan| plan.links.iter().all(|other| other.learner != link.learner);
            plan.removed = known.links.iter().filter(kept).map(|link| link.learner.clone()).collect();
        }
        if found.is_empty() {
            return Ok(Line::new(ImportSubject::Guardian, ImportOutcome::Unchanged, named(record), ""));
        }
        Line::new(ImportSubject::Guardian, ImportOutcome::Updated, named(record), format!("{}.", found.join(", ")))
            .noticing(&notices)
            .with(&plan)
    }

    /// Guardians whom the file no longer names: their ties with learners who are present end, their record stays.
    fn absent_guardians(&mut self, school: HashMap<Box<str>, Known>) -> Result<()> {
        let mut gone: Vec<Known> =
            school.into_values().filter(|known| !known.seen && !known.links.is_empty()).collect();
        gone.sort_unstable_by_key(|known| known.row.id);
        for Known { row, links, .. } in gone {
            let name = display(&row.last_name, None, &row.first_name);
            let plan = GuardianPlan {
                id: row.id.0,
                source_id: row.source_id,
                civility: row.civility,
                last_name: row.last_name,
                first_name: row.first_name,
                email: row.email,
                phones: kept(&row.phones)?,
                links: Vec::new(),
                removed: links.into_iter().map(|link| link.learner).collect(),
            };
            let detail = "N’est plus responsable d’un élève présent.";
            self.stage.add(Line::new(ImportSubject::Guardian, ImportOutcome::Deactivated, name, detail).with(&plan)?);
        }
        Ok(())
    }
}

impl From<&Link> for LinkPlan {
    fn from(link: &Link) -> Self {
        Self {
            learner: link.learner.to_string(),
            level: link.level.into(),
            kinship: link.kinship.as_deref().map(str::to_owned),
            first: link.first_to_call,
        }
    }
}

fn named(record: &GuardianRecord) -> String {
    display(&record.last_name, None, &record.first_name)
}
