//! What the files would change: compared with the school, written as lines, applied by nobody yet (`R34`, `R35`, decision 19).

mod guardians;
pub mod learners;
mod services;
mod staff;
mod structures;
mod trainings;

use super::files::header::Header;
use super::files::learners::RefusedRecord;
use super::files::outside::ListHeader;
use super::files::{Limits, Reading as FileReading, Refusal, values};
use super::plan::Confirmation;
use super::school::{Structures, Year};
use super::stage::{Line, Reading, Stage};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::establishments::years;
use chrono::{NaiveDate, NaiveDateTime};
use entity::import_file;
use entity::import_file::ImportFileKind;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::ImportState;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Records that travel together from the reading thread.
const BATCH: usize = 500;

/// A file that was recognised, ready to be read.
#[derive(Debug)]
pub struct Opened {
    /// Row.
    pub row: import_file::Model,
    /// What it says of itself.
    pub header: Header,
    /// Content, unpacked.
    pub file: File,
    /// Bytes of the content.
    pub bytes: u64,
}

/// A list of learners outside SIECLE that was recognised, ready to be read.
#[derive(Debug)]
pub struct Listed {
    /// Row.
    pub row: import_file::Model,
    /// Where its columns are.
    pub header: ListHeader,
    /// Content.
    pub file: File,
    /// Bytes of the content.
    pub bytes: u64,
}

/// A comparison in progress.
pub struct Preview {
    /// Lines and progress.
    pub stage: Stage,
    /// School year of the files.
    pub year: Year,
    /// What the school has.
    pub structures: Structures,
    /// Codes of the divisions there will be.
    pub divisions: HashSet<String>,
    /// Codes of the groups there will be.
    pub groups: HashSet<String>,
    /// Labels of trainings told by the staff file, by stem.
    pub mef_labels: HashMap<String, String>,
    /// `ELEVE_ID` of the learners who will be present; none when no learners file came.
    pub present: Option<HashSet<Box<str>>>,
    /// People active before, and how many of them would be closed.
    pub closing: Closing,
    limits: Limits,
}

/// How many of the school's people an import would close (`R35`).
#[derive(Debug, Default, Clone, Copy)]
pub struct Closing {
    /// Learners active before.
    pub learners: usize,
    /// Those who would be closed.
    pub learners_closed: usize,
    /// Teachers active before.
    pub teachers: usize,
    /// Those who would be closed.
    pub teachers_closed: usize,
}

impl Preview {
    /// Reads what the school has.
    pub async fn new(cx: &Cx, run: entity::id::ImportRunId, year: Year) -> Result<Self> {
        let structures = Structures::read(cx, &year).await?;
        let standing = |removed: bool, code: &String| (!removed).then(|| code.clone());
        Ok(Self {
            stage: Stage::new(cx, run),
            divisions: structures
                .divisions
                .iter()
                .filter_map(|(code, row)| standing(row.removed_at.is_some(), code))
                .collect(),
            groups: structures
                .groups
                .iter()
                .filter_map(|(code, row)| standing(row.removed_at.is_some(), code))
                .collect(),
            year,
            structures,
            mef_labels: HashMap::new(),
            present: None,
            closing: Closing::default(),
            limits: cx.config().import_limits(),
        })
    }

    /// Compares the files with the school, in the order in which they build on one another.
    pub async fn compare(&mut self, files: Vec<Opened>) -> Result<FileReading<()>> {
        for opened in files {
            let row = opened.row.clone();
            let read = match opened.header.kind {
                ImportFileKind::StaffStructure => self.staff(opened).await?,
                ImportFileKind::Learners => self.learners(opened).await?,
                ImportFileKind::Guardians => self.guardians(opened).await?,
                ImportFileKind::OutsideSiecle => {
                    return Err(Error::internal("comparing an export", "a list is no export"));
                }
            };
            if let Err(refusal) = self.close(row, read).await? {
                return Ok(Err(refusal));
            }
        }
        Ok(Ok(()))
    }

    /// Compares a list of learners outside SIECLE with the school (`R37`).
    pub async fn compare_list(&mut self, listed: Listed) -> Result<FileReading<()>> {
        let row = listed.row.clone();
        let read = self.outside(listed).await?;
        self.close(row, read).await
    }

    /// Says that a file was read to its end, or why it was not.
    async fn close(&mut self, mut row: import_file::Model, read: FileReading<String>) -> Result<FileReading<()>> {
        self.stage.flush().await?;
        match read {
            Ok(summary) => {
                self.stage.close_file(&row, ImportState::Ready, &summary).await?;
                Ok(Ok(()))
            }
            Err(refusal) => {
                row.message = Some(refusal.sentence());
                self.stage.close_file(&row, ImportState::Refused, "").await?;
                Ok(Err(refusal))
            }
        }
    }

    /// What must be typed before applying (`R35`, decision 19).
    pub fn confirmation(
        &self,
        exported_at: Option<NaiveDateTime>,
        last: Option<NaiveDateTime>,
    ) -> Option<Confirmation> {
        let mut sentences = Vec::new();
        let mut to_type = None;
        if self.year.is_next {
            let label = years::label(self.year.year);
            sentences
                .push(format!("Ces fichiers ouvrent l’année scolaire {label}\u{a0}: l’année en cours sera close."));
            to_type.get_or_insert(label);
        }
        let Closing { learners, learners_closed, teachers, teachers_closed } = self.closing;
        if learners_closed * 5 > learners {
            sentences
                .push(format!("{learners_closed} apprenants sur {learners} seraient désactivés, plus de un sur cinq."));
            to_type.get_or_insert(learners_closed.to_string());
        }
        if teachers_closed * 5 > teachers {
            sentences.push(format!(
                "{teachers_closed} enseignants sur {teachers} seraient désactivés, plus de un sur cinq."
            ));
            to_type.get_or_insert(teachers_closed.to_string());
        }
        if let (Some(exported_at), Some(last)) = (exported_at, last)
            && exported_at < last
        {
            let day = values::shown(exported_at.date());
            sentences.push(format!(
                "L’export du {day} est plus ancien que le dernier importé, du {}.",
                values::shown(last.date())
            ));
            to_type.get_or_insert(day);
        }
        to_type.map(|to_type| Confirmation { sentence: sentences.join(" "), to_type })
    }

    /// Makes a file the one whose progress is shown.
    fn show(&mut self, row: &import_file::Model, bytes: u64, passes: u64) -> Arc<AtomicU64> {
        let progress: Arc<AtomicU64> = Arc::default();
        self.stage.file = Some(Reading {
            id: row.id,
            name: row.name.clone(),
            total: bytes,
            progress: progress.clone(),
            pass: (0, passes),
            records: 0,
        });
        progress
    }

    fn pass(&mut self, pass: u64) {
        if let Some(file) = &mut self.stage.file {
            file.pass.0 = pass;
            file.progress.store(0, std::sync::atomic::Ordering::Relaxed);
        }
    }

    fn count_records(&mut self, more: usize) {
        if let Some(file) = &mut self.stage.file {
            file.records += i64::try_from(more).unwrap_or_default();
        }
    }

    /// Lets a thread read while the progress goes on being told.
    async fn apart<T: Send + 'static>(&mut self, read: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let mut reading = tokio::task::spawn_blocking(read);
        loop {
            tokio::select! {
                read = &mut reading => return read.map_err(|error| Error::internal("reading a file", error)),
                () = tokio::time::sleep(Duration::from_millis(250)) => self.stage.breathe().await?,
            }
        }
    }

    /// Reads the records of a file on a thread of its own; they come back in batches, then how the reading ended.
    fn stream<F: Send + 'static, T: Send + 'static>(
        &self,
        mut opened: F,
        read: impl FnOnce(&mut F, &Limits, Arc<AtomicU64>, &mut Take<'_, T>) -> FileReading<()> + Send + 'static,
    ) -> (mpsc::Receiver<Vec<T>>, JoinHandle<FileReading<()>>) {
        let (sender, batches) = mpsc::channel(4);
        let progress = self.stage.file.as_ref().map(|file| file.progress.clone()).unwrap_or_default();
        let limits = self.limits.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut batch = Vec::with_capacity(BATCH);
            let stopped = |_| Refusal::whole("La lecture est interrompue.");
            read(&mut opened, &limits, progress, &mut |record| {
                batch.push(record);
                if batch.len() == BATCH {
                    sender.blocking_send(std::mem::take(&mut batch)).map_err(stopped)
                } else {
                    Ok(())
                }
            })?;
            sender.blocking_send(batch).map_err(stopped)
        });
        (batches, reading)
    }

    /// Day to which exit dates are compared: that of the export, because exports are often imported the day after.
    fn export_day(&self, header: &Header) -> NaiveDate {
        header.exported_on.unwrap_or_else(|| self.stage.cx().today())
    }
}

/// What takes the records of a file, one at a time.
type Take<'a, T> = dyn FnMut(T) -> FileReading<()> + 'a;

/// How a reading that was begun apart ended.
async fn ended<T>(reading: JoinHandle<T>) -> Result<T> {
    reading.await.map_err(|error| Error::internal("reading a file", error))
}

/// A line for a record that cannot be taken; nobody is named where the file names nobody.
fn refused_line(subject: ImportSubject, refused: RefusedRecord) -> Line {
    let name = if refused.name.is_empty() { format!("Fiche {}", refused.source_id) } else { refused.name };
    Line::new(subject, ImportOutcome::Refused, name, refused.reason).at(refused.line)
}

/// The summary of a file, followed by what its encoding deserves to be told.
fn with_notice(summary: String, notice: Option<String>) -> String {
    notice.map_or(summary.clone(), |notice| format!("{summary} {notice}"))
}

/// « 3 élèves », « 1 élève ».
fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count}\u{a0}{}", if count < 2 { one } else { many })
}
