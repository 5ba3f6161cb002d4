//! Starting an import and reading its files, in the background (`R33`–`R35`, security F3–F5).

use super::files;
use super::files::header::Header;
use super::files::outside::{self, ListHeader};
use super::files::{Refusal, values, zip};
use super::files_in::{forget, path_of};
use super::preview::{Listed, Opened, Preview};
use super::school::Year;
use crate::access::{Act, Actor, Task};
use crate::app::Shared;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Result};
use crate::establishments::years;
use crate::jobs::{self, Job};
use chrono::{Datelike as _, NaiveDateTime, TimeZone as _};
use entity::id::{ImportFileId, ImportRunId};
use entity::import_file::ImportFileKind;
use entity::import_run::ImportState;
use entity::{establishment, import_file, import_line, import_run, school_year};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// What starts an import.
#[derive(Debug, Clone)]
pub struct StartImport {
    /// Files received before.
    pub uploads: Vec<ImportFileId>,
    /// Identifier of the request, so that it can be sent twice.
    pub client_mutation_id: Option<String>,
}

/// Begins to read received files; a first reading that was interrupted can be begun again with the same ones.
pub async fn start_import(cx: &Cx, input: StartImport) -> Result<import_run::Model> {
    cx.write(Act::StartImport, async |tx| {
        let again = input.client_mutation_id.as_deref();
        if let Some(done) = tx.effect(again).await? {
            return tx.get::<import_run::Entity>(ImportRunId(done)).await;
        }
        begun(tx, &input.uploads, again).await
    })
    .await
}

/// Begins to read received files, within a write; a request that bears `again` does it once.
pub(super) async fn begun(tx: &Tx, uploads: &[ImportFileId], again: Option<&str>) -> Result<import_run::Model> {
    let mut uploads = uploads.to_vec();
    uploads.sort_unstable();
    uploads.dedup();
    if uploads.is_empty() || uploads.len() > 3 {
        return Err(Problem::new(Code::Invalid, "uploadIds", "Déposez un à trois fichiers.").into());
    }
    let files = tx.find::<import_file::Entity>().among(import_file::Column::Id, &uploads).all().await?;
    if files.len() != uploads.len() {
        return Err(Problem::new(
            Code::NotFound,
            "uploadIds",
            "Un fichier n’est plus sur le serveur. Déposez-le de nouveau.",
        )
        .into());
    }
    super::alone(tx, "Un import est déjà en cours dans l’établissement. Attendez qu’il se termine.").await?;
    let used: Vec<ImportRunId> = files.iter().filter_map(|file| file.import_run_id).collect();
    let interrupted = import_run::Column::State.eq(ImportState::Interrupted);
    let free = tx.school::<import_run::Entity>().among(import_run::Column::Id, &used).filter(interrupted).all().await?;
    if used.iter().any(|id| free.iter().all(|run| run.id != *id)) {
        return Err(
            Problem::new(Code::Closed, "uploadIds", "Un de ces fichiers a déjà servi. Déposez-le de nouveau.").into()
        );
    }
    let current = current_year(tx.school::<school_year::Entity>().all().await?);
    let run = import_run::ActiveModel {
        id: Set(tx.new_id()),
        school_year: Set(current.map_or_else(|| tx.today().year(), |year| year.year)),
        new_year: Set(false),
        state: Set(ImportState::Reading),
        started_at: Set(tx.now()),
        started_by: Set(tx.user()?),
        counts: Set(json!({})),
        message: Set(None),
        confirmation: Set(None),
        digest: Set(None),
        applied_at: Set(None),
        applied_by: Set(None),
        undone_at: Set(None),
        exported_at: Set(None),
        version: Set(1),
        ..Default::default()
    };
    let run = tx.insert(run).await?;
    let chosen = tx.among(import_file::Column::Id, &uploads);
    tx.update_where::<import_file::Entity>(|update| {
        let blank = import_file::ActiveModel {
            import_run_id: Set(Some(run.id)),
            state: Set(ImportState::Reading),
            read_bytes: Set(0),
            read_lines: Set(0),
            message: Set(None),
            ..Default::default()
        };
        update.set(blank).filter(chosen)
    })
    .await?;
    tx.later(Job::ReadImport { establishment: tx.establishment()?, import: run.id }).await?;
    tx.changed(Topic::Imports, run.id);
    tx.remember(again, run.id).await?;
    Ok(run)
}

fn current_year(years: Vec<school_year::Model>) -> Option<school_year::Model> {
    years.into_iter().find(|year| year.current)
}

/// Reads the files of an import and stages what they would change. Does nothing for an import that is no longer being read.
pub async fn read(cx: &Cx, id: ImportRunId) -> Result<()> {
    let Some(run) = super::import(cx, id).await? else { return Ok(()) };
    if run.state != ImportState::Reading {
        return Ok(());
    }
    match stage(cx, &run).await {
        Ok(()) => Ok(()),
        Err(error) => {
            let message = "La lecture s’est arrêtée par une erreur de notre côté. Rien n’a changé\u{a0}; recommencez.";
            let row = import_run::ActiveModel {
                id: Unchanged(id),
                state: Set(ImportState::Interrupted),
                message: Set(Some(message.to_owned())),
                ..Default::default()
            };
            save(cx, row).await?;
            Err(error)
        }
    }
}

async fn stage(cx: &Cx, run: &import_run::Model) -> Result<()> {
    clear(cx, run.id).await?;
    let rows = super::files_of(cx, run.id).await?;
    let sent = match open(cx, rows.clone()).await? {
        Ok(sent) => sent,
        Err(refused) => return refuse(cx, run.id, rows, refused).await,
    };
    let year = match &sent {
        Sent::Exports(opened) => belongs(cx, opened).await?,
        Sent::List(listed) => under_way(cx).await?.ok_or_else(|| (listed.row.id, Refusal::whole(NO_YEAR))),
    };
    let year = match year {
        Ok(year) => year,
        Err(refused) => return refuse(cx, run.id, rows, refused).await,
    };
    for (id, kind) in sent.kinds() {
        let row = import_file::ActiveModel { id: Unchanged(id), kind: Set(Some(kind)), ..Default::default() };
        cx.again().write(Act::RunJob, async |tx| tx.save(row).await.map(drop)).await?;
    }
    let exported_at = sent.exported_at();
    let last = last_export(cx).await?;
    let mut preview = Preview::new(cx, run.id, year).await?;
    let compared = match sent {
        Sent::Exports(opened) => preview.compare(opened).await?,
        Sent::List(listed) => preview.compare_list(*listed).await?,
    };
    if let Err(refusal) = compared {
        clear(cx, run.id).await?;
        let row = import_run::ActiveModel {
            id: Unchanged(run.id),
            state: Set(ImportState::Refused),
            message: Set(Some(refusal.sentence())),
            ..Default::default()
        };
        save(cx, row).await?;
        forget(&rows.iter().map(|file| path_of(cx, file)).collect::<Vec<_>>());
        return Ok(());
    }
    let confirmation = preview.confirmation(exported_at, last).map(|confirmation| json!(confirmation));
    let row = import_run::ActiveModel {
        id: Unchanged(run.id),
        state: Set(ImportState::Ready),
        school_year: Set(preview.year.year),
        new_year: Set(preview.year.is_next),
        counts: Set(json!(preview.stage.counts)),
        confirmation: Set(confirmation),
        digest: Set(Some(digest(&rows))),
        exported_at: Set(exported_at
            .and_then(|moment| cx.zone().from_local_datetime(&moment).earliest())
            .map(|moment| moment.to_utc())),
        ..Default::default()
    };
    save(cx, row).await
}

/// A hash of all the files, whatever their order.
fn digest(rows: &[import_file::Model]) -> String {
    let mut hashes: Vec<&str> = rows.iter().map(|row| row.sha256.as_str()).collect();
    hashes.sort_unstable();
    crate::files::hex(&Sha256::digest(hashes.concat()))
}

/// A file that is refused, and why.
type Refused = (ImportFileId, Refusal);

/// What was sent: official files that belong together, or a list of learners outside them.
enum Sent {
    Exports(Vec<Opened>),
    List(Box<Listed>),
}

impl Sent {
    fn kinds(&self) -> Vec<(ImportFileId, ImportFileKind)> {
        match self {
            Self::Exports(opened) => opened.iter().map(|file| (file.row.id, file.header.kind)).collect(),
            Self::List(listed) => vec![(listed.row.id, ImportFileKind::OutsideSiecle)],
        }
    }

    fn exported_at(&self) -> Option<NaiveDateTime> {
        match self {
            Self::Exports(opened) => opened.iter().filter_map(|file| file.header.exported_at).max(),
            Self::List(_) => None,
        }
    }
}

/// Unpacks and recognises each file, before anything else is looked at.
async fn open(cx: &Cx, rows: Vec<import_file::Model>) -> Result<Result<Sent, Refused>> {
    let limits = cx.config().import_limits();
    let paths: Vec<_> = rows.iter().map(|row| path_of(cx, row)).collect();
    let opening = move || {
        let alone = rows.len() == 1;
        let mut opened = Vec::new();
        for (row, path) in rows.into_iter().zip(paths) {
            let id = row.id;
            let refused = |refusal| (id, refusal);
            if zip::is_workbook(&path) {
                let message = "C’est un classeur de tableur. Dans le tableur, enregistrez la feuille au format CSV, puis déposez ce fichier.";
                return Err(refused(Refusal::whole(message)));
            }
            let mut file = zip::open(&path, &limits).map_err(refused)?;
            let bytes = file.metadata().map_or(0, |metadata| metadata.len());
            if outside::is_list(&row.name, &mut file) {
                if !alone {
                    let message =
                        "Une liste CSV d’apprenants hors SIECLE se dépose seule, à part des fichiers officiels.";
                    return Err(refused(Refusal::whole(message)));
                }
                let header = ListHeader::read(&mut file, &limits).map_err(refused)?;
                return Ok(Sent::List(Box::new(Listed { row, header, file, bytes })));
            }
            let header = Header::read(&mut file, &limits).map_err(refused)?;
            opened.push(Opened { row, header, file, bytes });
        }
        opened.sort_by_key(|file| file.header.kind);
        Ok(Sent::Exports(opened))
    };
    tokio::task::spawn_blocking(opening).await.map_err(|error| Error::internal("opening files", error))
}

/// Why no list is read before the year is open.
pub(super) const NO_YEAR: &str =
    "L’année scolaire n’est pas encore ouverte : importez d’abord les fichiers de STSWEB et de SIECLE.";

/// A list says no year: it is of the one under way, which the official files open.
pub(super) async fn under_way(cx: &Cx) -> Result<Option<Year>> {
    let current = current_year(cx.find::<school_year::Entity>().all().await?);
    Ok(current.map(|current| Year { year: current.year, row: Some(current), is_next: false }))
}

/// Checks that the files are this school's, of this year or all three of the next one, and one of each (`R29`, `R33`, decision 19).
async fn belongs(cx: &Cx, opened: &[Opened]) -> Result<Result<Year, Refused>> {
    let school = cx.find::<establishment::Entity>().get(cx.establishment()?).await?;
    let years = cx.find::<school_year::Entity>().all().await?;
    let current = years.iter().find(|year| year.current);
    let mut found: Option<i32> = None;
    for (place, file) in opened.iter().enumerate() {
        let refused = |message: String| Ok(Err((file.row.id, Refusal::whole(message))));
        if file.header.uai != school.uai.to_uppercase() {
            return refused(format!(
                "Ce fichier est celui de l’établissement {}, pas de {}. Exportez-le depuis votre établissement.",
                file.header.uai, school.uai
            ));
        }
        if opened[..place].iter().any(|other| other.header.kind == file.header.kind) {
            return refused(format!(
                "Deux fichiers «\u{a0}{}\u{a0}» ont été déposés\u{a0}: n’en gardez qu’un.",
                wanted(file.header.kind)
            ));
        }
        if found.is_some_and(|year| year != file.header.year) {
            return refused(
                "Les fichiers ne sont pas de la même année scolaire. Refaites les exports le même jour.".to_owned(),
            );
        }
        found = Some(file.header.year);
        if let Some(current) = current {
            let year = file.header.year;
            let label = years::label(year);
            if year != current.year && year != current.year + 1 {
                return refused(format!(
                    "Ce fichier est de l’année {label}\u{a0}; l’établissement est en {}. Exportez l’année en cours.",
                    years::label(current.year)
                ));
            }
            if year == current.year + 1 && opened.len() < 3 {
                return refused(format!(
                    "Ce fichier est de l’année suivante ({label}). Pour l’ouvrir, déposez ensemble les trois fichiers de cette année."
                ));
            }
        }
    }
    let year = found.unwrap_or_default();
    let is_next = current.is_some_and(|current| current.year != year);
    Ok(Ok(Year { year, row: years.into_iter().find(|row| row.year == year), is_next }))
}

/// Name of a file as schools know it.
pub(super) fn wanted(kind: ImportFileKind) -> &'static str {
    match kind {
        ImportFileKind::StaffStructure => "sts_emp",
        ImportFileKind::Learners => "ElevesSansAdresses",
        ImportFileKind::Guardians => "ResponsablesAvecAdresses",
        ImportFileKind::OutsideSiecle => "liste CSV",
    }
}

/// Refuses an import because of one file; nothing of it is kept on disk.
async fn refuse(cx: &Cx, id: ImportRunId, rows: Vec<import_file::Model>, (file, refusal): Refused) -> Result<()> {
    let message = refusal.sentence();
    let name = rows.iter().find(|row| row.id == file).map(|row| row.name.clone()).unwrap_or_default();
    cx.again()
        .write(Act::RunJob, async |tx| {
            let row = import_file::ActiveModel {
                id: Unchanged(file),
                state: Set(ImportState::Refused),
                message: Set(Some(message.clone())),
                ..Default::default()
            };
            tx.save(row).await?;
            let whole = format!("{name}\u{a0}: {message}");
            tx.save(import_run::ActiveModel {
                id: Unchanged(id),
                state: Set(ImportState::Refused),
                message: Set(Some(whole)),
                ..Default::default()
            })
            .await?;
            tx.changed(Topic::Imports, id);
            Ok(())
        })
        .await?;
    forget(&rows.iter().map(|row| path_of(cx, row)).collect::<Vec<_>>());
    Ok(())
}

/// Moment of the newest export that was applied and not taken back, in the school's time.
async fn last_export(cx: &Cx) -> Result<Option<NaiveDateTime>> {
    let applied = import_run::Column::State.eq(ImportState::Applied).and(import_run::Column::ExportedAt.is_not_null());
    let last = cx
        .find::<import_run::Entity>()
        .filter(applied)
        .with(|q| q.order_by_desc(import_run::Column::ExportedAt).limit(1))
        .one()
        .await?;
    Ok(last.and_then(|run| run.exported_at).map(|moment| moment.with_timezone(&cx.zone()).naive_local()))
}

/// Removes the lines of a reading that did not reach its end.
async fn clear(cx: &Cx, id: ImportRunId) -> Result<()> {
    let cx = cx.again();
    cx.write(Act::RunJob, async |tx| {
        tx.delete_where::<import_line::Entity>(|d| d.filter(import_line::Column::ImportRunId.eq(id))).await?;
        Ok(())
    })
    .await
}

/// Saves an import and says so.
pub(super) async fn save(cx: &Cx, row: import_run::ActiveModel) -> Result<()> {
    let cx = cx.again();
    cx.write(Act::RunJob, async |tx| {
        let run = tx.save(row).await?;
        tx.changed(Topic::Imports, run.id);
        Ok(())
    })
    .await
}

/// Looks for imports that nobody is at any more, because the process that was has stopped: one that was being read is interrupted and
/// can be begun again, one that was being applied was not applied. What waits for its turn or is done elsewhere goes on.
pub async fn recover(app: &Arc<Shared>) -> Result<()> {
    let cx = Cx::task(app, Task::Import, None);
    let busy = import_run::Column::State.is_in([ImportState::Reading, ImportState::Applying]);
    let busy = cx.find::<import_run::Entity>().filter(busy).all().await?;
    if busy.is_empty() {
        return Ok(());
    }
    // Asked after the imports: what ends between the two has another state by now.
    let kept = jobs::kept(&cx.again()).await?;
    let goes_on = |id: ImportRunId| {
        let of_it = |job: &Job| matches!(job, Job::ReadImport { import, .. } | Job::ApplyImport { import, .. } if *import == id);
        kept.iter().any(of_it)
    };
    for run in busy.into_iter().filter(|run| !goes_on(run.id)) {
        let school = Cx::task(app, Task::Import, Some(run.establishment_id));
        school.write(Act::RunJob, async |tx| cut(tx, run.id).await).await?;
    }
    Ok(())
}

/// Writes down that an import was cut, if it still is where it was.
async fn cut(tx: &Tx, id: ImportRunId) -> Result<()> {
    let (state, message) = match tx.get::<import_run::Entity>(id).await?.state {
        ImportState::Reading => {
            (ImportState::Interrupted, "Le service a redémarré pendant la lecture. Rien n’a changé\u{a0}; recommencez.")
        }
        ImportState::Applying => {
            (ImportState::Ready, "Le service a redémarré avant la fin. Rien n’a changé\u{a0}; appliquez de nouveau.")
        }
        _ => return Ok(()),
    };
    let row = import_run::ActiveModel {
        id: Unchanged(id),
        state: Set(state),
        message: Set(Some(message.to_owned())),
        ..Default::default()
    };
    tx.save(row).await?;
    tx.changed(Topic::Imports, id);
    Ok(())
}

/// An operation of `actor` in the background, in the time zone of its school.
pub async fn operation(app: &Arc<Shared>, actor: Actor) -> Result<Cx> {
    let school = actor.establishment();
    let establishment = school.ok_or_else(|| Error::internal("opening an import", "no school"))?;
    let school = Cx::task(app, Task::Import, school).find::<establishment::Entity>().get(establishment).await?;
    let zone = school.time_zone.parse().map_err(|error| Error::internal("reading the school's time zone", error))?;
    Ok(Cx::new(app, actor, zone))
}

impl crate::config::Config {
    /// What an imported file may cost.
    pub fn import_limits(&self) -> files::Limits {
        files::Limits {
            upload_bytes: self.import_upload_mib << 20,
            unpacked_bytes: self.import_unpacked_mib << 20,
            events: self.import_events,
            learners: self.import_learners,
            guardians: self.import_guardians,
            staff: self.import_staff,
            time: std::time::Duration::from_secs(self.import_read_seconds),
            ..files::Limits::default()
        }
    }
}

/// The day of a moment, as people write it.
pub(super) fn day_of(cx: &Cx, moment: chrono::DateTime<chrono::Utc>) -> String {
    values::shown(moment.with_timezone(&cx.zone()).date_naive())
}
