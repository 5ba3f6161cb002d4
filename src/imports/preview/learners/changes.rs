//! What the file says of a learner, and what that changes.

use super::Seen;
use super::directory::Known;
use crate::frameworks;
use crate::imports::files::learners::LearnerRecord;
use crate::imports::files::values::{Number, shown};
use crate::imports::plan::{Ids, LearnerPlan};
use crate::imports::preview::Preview;
use entity::enrolment::LearnerStatus;
use entity::id::SpecialtyId;

impl Preview {
    /// What the file says, and what the administrator should look at.
    pub(super) fn plan(&self, record: &LearnerRecord, ids: Ids, seen: &Seen<'_>) -> (LearnerPlan, Vec<String>) {
        let mut notices = record.notices.clone();
        let divisions = seen.index.divisions(&record.source_id);
        let division = divisions.iter().find(|code| self.divisions.contains(**code)).map(|code| (*code).to_owned());
        match (&division, divisions.as_slice()) {
            (None, []) => notices.push("Sans division dans le fichier\u{a0}: à placer dans SIECLE.".to_owned()),
            (None, [code, ..]) if code.eq_ignore_ascii_case("inactifs") => {
                notices.push("Division «\u{a0}Inactifs\u{a0}»\u{a0}: créé sans division.".to_owned());
            }
            (None, [code, ..]) => notices.push(format!(
                "Division inconnue «\u{a0}{code}\u{a0}»\u{a0}: importez le fichier sts_emp à jour, ou corrigez dans SIECLE."
            )),
            (Some(code), [_, _, ..]) => {
                notices.push(format!("Plusieurs divisions dans le fichier\u{a0}: «\u{a0}{code}\u{a0}» est retenue."));
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
            (_, None) => (Some("MISSING"), Some("Sans INE\u{a0}: à compléter dans SIECLE.")),
            (true, _) => (Some("DOUBLED"), Some("INE porté par deux élèves du fichier\u{a0}: à corriger dans SIECLE.")),
            (false, Some(Number::WrongKey)) => (
                Some("WRONG_KEY"),
                Some("La lettre de contrôle de l’INE ne correspond pas\u{a0}: à vérifier dans SIECLE."),
            ),
            (false, Some(_)) => (None, None),
        };
        notices.extend(notice.map(str::to_owned));
        if record.mef.is_none() {
            notices.push("Sans formation (MEF)\u{a0}: aucun référentiel.".to_owned());
        }
        let plan = LearnerPlan {
            ids,
            candidate: None,
            candidate_stays: false,
            candidate_of_siecle: false,
            outside: None,
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
    pub(super) fn attached(&self, mef: &str) -> bool {
        frameworks::stem(mef)
            .and_then(|stem| self.structures.mefs.get(stem))
            .is_some_and(|mef| mef.specialty_id.is_some())
    }

    /// Short title of a diploma of the school.
    pub(super) fn diploma(&self, id: SpecialtyId) -> Option<String> {
        let specialty = self.structures.specialties.get(&id)?;
        let framework = self.structures.frameworks.iter().find(|framework| framework.id == specialty.framework_id)?;
        Some(framework.short_title.clone())
    }

    /// What differs, most telling first: words, before, after.
    pub(super) fn changes(
        &self,
        known: &Known,
        plan: &LearnerPlan,
    ) -> Vec<(&'static str, Option<String>, Option<String>)> {
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
                if let Some(outside) = plan.outside.as_ref().filter(|_| plan.mef.is_none()) {
                    let diploma = |id: Option<SpecialtyId>| id.and_then(|id| self.diploma(id));
                    compare("Diplôme", diploma(enrolled.specialty), diploma(outside.specialty.map(SpecialtyId)));
                    compare("Option", enrolled.option.clone(), outside.option.clone());
                }
                let level = match &plan.outside {
                    Some(outside) => outside.level.clone(),
                    None => plan.mef.as_deref().and_then(|mef| self.structures.resolve(mef).level),
                };
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
        match (known.outside, plan.outside.is_some()) {
            (true, false) => compare("Désormais dans SIECLE", None, Some(String::new())),
            // The key of a list follows the names, which are told.
            (_, true) => {}
            (false, false) => {
                compare("Numéro dans SIECLE", text(Some(&known.source_id)), text(Some(&plan.source_id)));
            }
        }
        for (_, _, after) in &mut found {
            after.take_if(|after| after.is_empty());
        }
        found
    }
}

/// The status in French.
pub(super) fn status_word(status: LearnerStatus) -> &'static str {
    match status {
        LearnerStatus::Pupil => "Scolaire",
        LearnerStatus::Student => "Étudiant",
        LearnerStatus::Apprentice => "Apprenti",
        LearnerStatus::AdultTrainee => "Stagiaire adulte",
    }
}
