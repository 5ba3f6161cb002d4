//! What waits for somebody now (decision 20), most urgent first. Each names one thing, says why, and holds one way to go on.

use chrono::NaiveDate;

use super::facts::Facts;
use super::snapshot::{Group, Unattached};
use super::steps::{Step, StepKind, StepState, plural};
use crate::access::Act;
use crate::periods::{self, dates};

/// What something that waits is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, async_graphql::Enum)]
#[graphql(name = "AwaitingKind")]
pub enum Kind {
    /// Bilans of a period that is over.
    LateBilans,
    /// Bilans of learners who leave before the end of the period (`R110`).
    BilanBeforeLeaving,
    /// Grading periods without dates.
    MissingPeriods,
    /// Training courses without a framework (decision 14).
    MissingFramework,
    /// Lines that the last import refused.
    RefusedImportLines,
    /// School records without a rhythm.
    MissingLsl,
    /// Certification without a deadline.
    MissingDeadlines,
}

/// How urgent it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, async_graphql::Enum)]
pub enum Severity {
    /// It should be done already.
    Late,
    /// It is due within 21 days.
    Soon,
    /// It is to be done.
    ToDo,
}

/// Something that waits. It names no learner.
pub struct Awaiting {
    /// Stays the same while the thing waits.
    pub key: String,
    /// What it is about.
    pub kind: Kind,
    /// What waits.
    pub title: String,
    /// Why, or which.
    pub detail: String,
    /// How urgent it is.
    pub severity: Severity,
    /// Address of the page where it is settled.
    pub path: String,
    /// Words of the button that leads there.
    pub action: &'static str,
    /// Acts that settle it, of which the viewer may do some.
    pub acts: &'static [Act],
    /// Day that orders things of one kind.
    day: Option<NaiveDate>,
}

/// Everything that waits.
pub fn of(facts: &Facts, groups: &[Group], steps: &[Step], unattached: &[Unattached]) -> Vec<Awaiting> {
    let mut all: Vec<Awaiting> = Vec::new();
    bilans(groups, &mut all);
    all.extend(steps.iter().filter_map(dates_to_set));
    all.extend(frameworks(unattached));
    all.extend(refused(facts));
    all.sort_by(|a, b| (a.severity, a.kind, a.day, &a.title).cmp(&(b.severity, b.kind, b.day, &b.title)));
    all
}

fn bilans(groups: &[Group], all: &mut Vec<Awaiting>) {
    for row in groups.iter().flat_map(|group| &group.rows) {
        for cell in &row.cells {
            let division = &row.division.code;
            let (label, end) = (periods::label(&cell.period), dates::in_full(cell.period.ends_on));
            let waiting = |kind, word: &str, title, detail, severity, day| Awaiting {
                key: format!("{word}-{}-{}", row.division.id, cell.period.id),
                kind,
                title,
                detail,
                severity,
                path: format!("/suivi/{}?periode={}", row.division.id, cell.period.id),
                action: "Ouvrir le tableau de suivi",
                acts: &[Act::ReadConsoleDetail, Act::NameTeachersInCharge],
                day: Some(day),
            };
            let late = cell.total().late;
            if late > 0 {
                let title = format!("{} en retard en {division}", plural(late, "bilan"));
                let detail = format!("{label} fini {end}.");
                all.push(waiting(Kind::LateBilans, "late", title, detail, Severity::Late, cell.period.ends_on));
            }
            if let Some((number, first)) = cell.leaving {
                let title = match number {
                    1 => format!("Un bilan à faire avant un départ en {division}"),
                    _ => format!("{} à faire avant des départs en {division}", plural(number, "bilan")),
                };
                let first_of = if number == 1 { "Départ" } else { "Premier départ" };
                let detail = format!("{first_of} {}. Sans bilan, le dossier part incomplet.", dates::in_full(first));
                all.push(waiting(Kind::BilanBeforeLeaving, "leaving", title, detail, Severity::Soon, first));
            }
        }
    }
}

fn dates_to_set(step: &Step) -> Option<Awaiting> {
    let (kind, acts): (_, &'static [Act]) = match step.kind {
        StepKind::GradingPeriods => (Kind::MissingPeriods, &[Act::SaveGradingPeriods, Act::CopyGradingPeriods]),
        StepKind::LslPeriods => (Kind::MissingLsl, &[Act::SaveLslPeriods]),
        StepKind::CertificationDeadlines => (Kind::MissingDeadlines, &[Act::SaveCertificationDeadline]),
        StepKind::Subscription | StepKind::Imports => return None,
    };
    let path = step.path.filter(|_| !step.missing.is_empty())?;
    let named = step.missing.iter().map(|(specialty, levels)| format!("{specialty} ({})", levels.join(", ")));
    Some(Awaiting {
        key: format!("{:?}", step.kind),
        kind,
        title: format!("{}\u{a0}: {}", step.kind.title(), plural(step.remaining, "spécialité")),
        detail: format!("{}.", named.collect::<Vec<_>>().join("\u{a0}; ")),
        severity: if step.state == StepState::Late { Severity::Late } else { Severity::ToDo },
        path: path.to_owned(),
        action: "Configurer",
        acts,
        day: None,
    })
}

fn frameworks(unattached: &[Unattached]) -> Option<Awaiting> {
    let courses = u32::try_from(unattached.len()).unwrap_or(u32::MAX);
    let learners = unattached.iter().map(|course| course.learners).sum();
    let named = unattached.iter().map(|course| course.label.as_str()).collect::<Vec<_>>().join("\u{a0}; ");
    (courses > 0).then(|| Awaiting {
        key: "frameworks".to_owned(),
        kind: Kind::MissingFramework,
        title: format!("Référentiel manquant pour {}", plural(courses, "formation")),
        detail: format!("{named}. Aucun bilan n’est attendu pour {}.", plural(learners, "apprenant")),
        severity: Severity::ToDo,
        path: "/console?rattacher=true".to_owned(),
        action: "Rattacher à un diplôme",
        acts: &[Act::AttachMef],
        day: None,
    })
}

fn refused(facts: &Facts) -> Option<Awaiting> {
    let (run, lines) = facts.files.refused?;
    let lines = u32::try_from(lines).unwrap_or(u32::MAX);
    let s = if lines > 1 { "s" } else { "" };
    let on = facts.files.applied_on.map(|on| format!("Import du {}. ", dates::without_weekday(on))).unwrap_or_default();
    Some(Awaiting {
        key: format!("refused-{run}"),
        kind: Kind::RefusedImportLines,
        title: format!("{} refusée{s} au dernier import", plural(lines, "ligne")),
        detail: format!("{on}Corrigez à la source, puis importez de nouveau."),
        severity: Severity::ToDo,
        path: format!("/imports/{run}?operation=REFUSED"),
        action: "Voir les lignes",
        acts: &[Act::StartImport],
        day: facts.files.applied_on,
    })
}
