//! Applying an import: one transaction, before or after, never between (security F4).
//!
//! The staged lines are read in ranges and written in batches; no statement is run for one person. What changes in rows that
//! existed is noted for [`super::undo`]; what is created is told by the lines themselves.

mod guardians;
mod learners;
mod staff;
mod structures;

pub(super) use guardians::GUARDIAN;
pub(super) use learners::{ENROLMENT, LEARNER};
pub(super) use staff::{ACCOUNT, MEMBER};

use super::edits::Undo;
use super::files_in::{forget, path_of};
use super::plan::{Decision, Tally};
use super::stage::Counts;
use super::staged::{self, Staged};
use super::undo::latest_applied;
use crate::access::{Act, Actor};
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Result};
use crate::establishments::years;
use crate::frameworks::{self, Mefs};
use crate::jobs::Job;
use entity::id::{DivisionId, ImportRunId, LearnerGroupId, SchoolYearId};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::ImportState;
use entity::{import_file, import_line, import_run, mef, school_year};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, Set};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// Learners above whom the planner's statistics are brought up to date.
const MANY: i32 = 1_000;

/// Asks for an import to be applied; it happens in the background, in the name of who asked.
///
/// What has to be typed is compared first (`R35`). Lines that wait for a decision are left aside: nothing changes for them.
pub async fn apply_import(
    cx: &Cx,
    id: ImportRunId,
    typed: Option<&str>,
    client_mutation_id: Option<&str>,
) -> Result<import_run::Model> {
    cx.write(Act::ApplyImport, async |tx| {
        if let Some(done) = tx.effect(client_mutation_id).await? {
            return tx.get::<import_run::Entity>(ImportRunId(done)).await;
        }
        let run = tx.target::<import_run::Entity>(id).await?;
        if run.state != ImportState::Ready {
            return Err(Problem::whole(Code::Closed, "Cet import n’est pas prêt à être appliqué.").into());
        }
        if overtaken(tx, &run).await? {
            return Err(Problem::whole(
                Code::ChangedMeanwhile,
                "Un autre import a été appliqué depuis cette lecture. Déposez les fichiers de nouveau.",
            )
            .into());
        }
        if let Some(confirmation) = super::confirmation_of(&run)?
            && typed.map(|typed| typed.trim().to_lowercase()) != Some(confirmation.to_type.to_lowercase())
        {
            let message =
                format!("{} Pour confirmer, tapez «\u{a0}{}\u{a0}».", confirmation.sentence, confirmation.to_type);
            return Err(Problem::new(Code::ConfirmationNeeded, "typed", message).into());
        }
        super::alone(tx, "Un autre import est en cours dans l’établissement. Attendez qu’il se termine.").await?;
        let row = import_run::ActiveModel {
            id: Unchanged(id),
            state: Set(ImportState::Applying),
            message: Set(None),
            version: Set(run.version + 1),
            ..Default::default()
        };
        let run = tx.save(row).await?;
        let Actor::Person { user, role, establishment, session } = *tx.actor() else {
            return Err(Error::Forbidden);
        };
        tx.later(Job::ApplyImport { establishment, import: id, user, role, session }).await?;
        tx.changed(Topic::Imports, id);
        tx.remember(client_mutation_id, id).await?;
        Ok(run)
    })
    .await
}

/// Whether another import was applied since this one was read: what was compared is no longer true.
async fn overtaken(tx: &Tx, run: &import_run::Model) -> Result<bool> {
    let since = import_run::Column::AppliedAt.gt(run.started_at).or(import_run::Column::UndoneAt.gt(run.started_at));
    Ok(tx.school::<import_run::Entity>().filter(since).count().await? > 0)
}

/// Applies an import that somebody asked for. Does nothing for one that is no longer to be applied.
pub async fn apply(cx: &Cx, id: ImportRunId) -> Result<()> {
    let Some(run) = super::import(cx, id).await? else { return Ok(()) };
    if run.state != ImportState::Applying {
        return Ok(());
    }
    let done = cx.write(Act::ApplyImport, async |tx| whole(tx, id).await).await;
    match done {
        Ok(many) => {
            let received = cx
                .find::<import_file::Entity>()
                .filter(import_file::Column::UploadedAt.lte(run.started_at))
                .all()
                .await?;
            forget(&received.iter().map(|file| path_of(cx, file)).collect::<Vec<_>>());
            if many { cx.analyze().await } else { Ok(()) }
        }
        Err(error) => {
            let message =
                "L’application s’est arrêtée par une erreur de notre côté. Rien n’a changé\u{a0}; recommencez.";
            let row = import_run::ActiveModel {
                id: Unchanged(id),
                state: Set(ImportState::Ready),
                message: Set(Some(message.to_owned())),
                ..Default::default()
            };
            let cx = cx.again();
            cx.write(Act::ApplyImport, async |tx| {
                tx.changed(Topic::Imports, id);
                tx.save(row).await
            })
            .await?;
            Err(error)
        }
    }
}

/// Everything, in the order in which things build on one another; answers whether it was much.
async fn whole(tx: &Tx, id: ImportRunId) -> Result<bool> {
    let run = tx.get::<import_run::Entity>(id).await?;
    if run.state != ImportState::Applying {
        return Ok(false);
    }
    let counts = super::counts_of(&run)?;
    let mut applying = Applying::begin(tx, &run).await?;
    applying.trainings().await?;
    applying.divisions().await?;
    applying.groups().await?;
    applying.staff().await?;
    applying.learners().await?;
    applying.services().await?;
    applying.guardians().await?;
    applying.undo.flush(tx).await?;
    let row = import_run::ActiveModel {
        id: Unchanged(id),
        state: Set(ImportState::Applied),
        applied_at: Set(Some(tx.now())),
        applied_by: Set(tx.actor().user()),
        message: Set(None),
        version: Set(run.version + 1),
        ..Default::default()
    };
    tx.save(row).await?;
    tx.changed(Topic::Imports, id);
    for topic in [Topic::School, Topic::Accounts, Topic::Bilans, Topic::Calendar] {
        tx.changed_widely(topic);
    }
    let learners = counts.get(&ImportSubject::Learner).copied().unwrap_or_default();
    tx.journal(told(&counts), None);
    tx.audit_detail(format!("{learners:?}"));
    Ok(learners.created + learners.updated + learners.deactivated > MANY)
}

/// « a importé 180 apprenants », or what the files were about otherwise.
fn told(counts: &Counts) -> String {
    let total = |subject| {
        counts
            .get(&subject)
            .copied()
            .map(|Tally { created, updated, reactivated, unchanged, .. }| created + updated + reactivated + unchanged)
    };
    match (total(ImportSubject::Learner), total(ImportSubject::Division), total(ImportSubject::Guardian)) {
        (Some(count), ..) if count > 1 => format!("a importé {count} apprenants"),
        (Some(_), ..) => "a importé un apprenant".to_owned(),
        (None, Some(_), _) => "a importé les enseignants et les divisions".to_owned(),
        _ => "a importé les responsables".to_owned(),
    }
}

/// An import being applied.
struct Applying<'a> {
    tx: &'a Tx,
    run: import_run::Model,
    year: SchoolYearId,
    undo: Undo,
    training: Mefs,
    mefs: HashMap<String, mef::Model>,
    divisions: HashMap<String, DivisionId>,
    groups: HashMap<String, LearnerGroupId>,
}

impl<'a> Applying<'a> {
    async fn begin(tx: &'a Tx, run: &import_run::Model) -> Result<Self> {
        if let Some(last) = latest_applied(tx).await? {
            // A later import exists now: what the former one kept to be taken back is no longer needed.
            tx.delete_where::<entity::import_undo::Entity>(|d| {
                d.filter(entity::import_undo::Column::ImportRunId.eq(last.id))
            })
            .await?;
            tx.update_where::<import_line::Entity>(|update| {
                let bare = import_line::ActiveModel { payload: Set(serde_json::Value::Null), ..Default::default() };
                update.set(bare).filter(import_line::Column::ImportRunId.eq(last.id))
            })
            .await?;
        }
        let undo = Undo::new(run.id);
        let year = year(tx, run).await?;
        let frameworks = frameworks::all(tx.cx()).await?;
        Ok(Self {
            tx,
            run: run.clone(),
            year,
            undo,
            training: Mefs::of(&frameworks),
            mefs: HashMap::new(),
            divisions: HashMap::new(),
            groups: HashMap::new(),
        })
    }

    /// Plans of the lines with this outcome about this subject, a page at a time, after the place `after`.
    async fn page<P: DeserializeOwned>(
        &self,
        outcome: ImportOutcome,
        subject: ImportSubject,
        after: &mut Option<i32>,
    ) -> Result<Vec<(P, Option<Decision>)>> {
        let lines = staged::page(self.tx, self.run.id, outcome, subject, after).await?;
        let read = |line: Staged| {
            let decision = line.decision();
            Ok((line.plan()?, decision))
        };
        lines.into_iter().filter(|line| !line.is_bare()).map(read).collect()
    }

    /// All plans with these outcomes: for what a school has few of.
    async fn plans<P: DeserializeOwned>(&self, outcomes: &[ImportOutcome], subject: ImportSubject) -> Result<Vec<P>> {
        let mut found = Vec::new();
        for outcome in outcomes {
            let mut after = None;
            loop {
                let page = self.page(*outcome, subject, &mut after).await?;
                if page.is_empty() {
                    break;
                }
                found.extend(page.into_iter().map(|(plan, _)| plan));
            }
        }
        Ok(found)
    }
}

/// The school year of the files; opened, and made the current one, by its first import.
async fn year(tx: &Tx, run: &import_run::Model) -> Result<SchoolYearId> {
    let current = school_year::Column::Year.eq(run.school_year).and(school_year::Column::Current.eq(true));
    if let Some(known) = tx.school::<school_year::Entity>().filter(current).one().await? {
        return Ok(known.id);
    }
    let opened = years::begin(tx, run.school_year).await?;
    tracing::info!(year = years::label(opened.year), "an import opened a school year");
    Ok(opened.id)
}
