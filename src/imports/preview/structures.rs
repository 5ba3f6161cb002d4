//! Divisions and groups of the staff file against those of the school: new, renamed, gone, back.

use super::Preview;
use crate::error::Result;
use crate::imports::files::staff::Structure;
use crate::imports::plan::StructurePlan;
use crate::imports::stage::Line;
use entity::group_division;
use entity::import_line::{ImportOutcome, ImportSubject};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

impl Preview {
    /// Divisions or groups: new, renamed, gone, back.
    pub(super) async fn structures(&mut self, subject: ImportSubject, file: &[Structure]) -> Result<()> {
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
}
