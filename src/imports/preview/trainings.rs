//! The trainings that learners bear against those of the school: new ones, and those that now lead to a diploma (decision 14).

use super::{Preview, plural};
use crate::error::Result;
use crate::imports::plan::StructurePlan;
use crate::imports::stage::Line;
use entity::import_line::{ImportOutcome, ImportSubject};
use std::collections::BTreeMap;

impl Preview {
    /// Trainings borne by the learners: new ones, and those that now lead to a diploma.
    pub(super) fn trainings(&mut self, mefs: &BTreeMap<String, (String, usize)>) -> Result<()> {
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
                    format!(
                        "Référentiel manquant ({people})\u{a0}: le DDFTP peut rattacher cette formation à un diplôme."
                    )
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
}
