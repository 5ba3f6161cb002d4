//! Staged lines on their way to the database, and the progress people watch.
//!
//! Lines are written in batches, each in a short transaction of its own, so that the school goes on working while a file is
//! read. A line's place tells its outcome and its subject: what asks for a decision comes first, and applying reads ranges.

use super::plan::Tally;
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::Cx;
use crate::error::{Error, Result};
use entity::id::{ImportFileId, ImportRunId};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::ImportState;
use entity::{import_file, import_line};
use sea_orm::{ActiveValue::Unchanged, Iterable as _, Set};
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Lines of one batch.
const BATCH: usize = 1_800;
/// Least time between two signs of progress.
const TOLD: Duration = Duration::from_millis(250);
/// Places kept for one outcome, and for one subject within it.
const OUTCOME: i32 = 280_000_000;
const SUBJECT: i32 = 40_000_000;

/// Order in which outcomes are shown: what asks for something first.
const ORDER: [ImportOutcome; 7] = [
    ImportOutcome::Refused,
    ImportOutcome::Undecided,
    ImportOutcome::Deactivated,
    ImportOutcome::Created,
    ImportOutcome::Updated,
    ImportOutcome::Reactivated,
    ImportOutcome::Unchanged,
];

/// First place of the lines with this outcome about this subject; the next 40 million are theirs.
pub fn first_place(outcome: ImportOutcome, subject: ImportSubject) -> i32 {
    let rank = |found: Option<usize>| i32::try_from(found.unwrap_or_default()).unwrap_or_default();
    rank(ORDER.iter().position(|other| *other == outcome)) * OUTCOME
        + rank(ImportSubject::iter().position(|other| other == subject)) * SUBJECT
}

/// The place after the last one of a range that starts at `first`.
pub fn end_place(first: i32) -> i32 {
    first + SUBJECT
}

/// Lines counted by subject.
pub type Counts = BTreeMap<ImportSubject, Tally>;

/// A line of the report, before it has a place.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "a line of the report tells its line of the file")]
pub struct Line {
    /// What it is about.
    pub subject: ImportSubject,
    /// What is done.
    pub outcome: ImportOutcome,
    /// Line of the file.
    pub line: Option<u64>,
    /// Whom or what it names.
    pub name: String,
    /// Code of the division.
    pub division: Option<String>,
    /// The reason, or what changes.
    pub detail: String,
    /// Value before.
    pub before: Option<String>,
    /// Value after.
    pub after: Option<String>,
    /// Whether to be looked at.
    pub warning: bool,
    /// What can be chosen.
    pub choices: Json,
    /// What applying needs.
    pub payload: Json,
}

impl Line {
    /// A line without anything to apply.
    pub fn new(
        subject: ImportSubject,
        outcome: ImportOutcome,
        name: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            subject,
            outcome,
            line: None,
            name: name.into(),
            division: None,
            detail: detail.into(),
            before: None,
            after: None,
            warning: false,
            choices: Json::Array(Vec::new()),
            payload: Json::Null,
        }
    }

    /// With its place in the file.
    #[must_use]
    pub fn at(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// With the code of a division.
    #[must_use]
    pub fn of(mut self, division: Option<impl Into<String>>) -> Self {
        self.division = division.map(Into::into);
        self
    }

    /// With what applying needs.
    pub fn with(mut self, plan: &impl Serialize) -> Result<Self> {
        self.payload =
            serde_json::to_value(plan).map_err(|error| Error::internal("keeping a line of an import", error))?;
        Ok(self)
    }

    /// Marked as to be looked at when there are notices, which are added to the detail.
    #[must_use]
    pub fn noticing(mut self, notices: &[String]) -> Self {
        self.warning |= !notices.is_empty();
        for notice in notices {
            if !self.detail.is_empty() {
                self.detail.push(' ');
            }
            self.detail.push_str(notice);
        }
        self
    }
}

/// The file being read, as people see it.
#[derive(Debug)]
pub struct Reading {
    /// Row.
    pub id: ImportFileId,
    /// Name shown on its lines.
    pub name: String,
    /// Bytes once unpacked.
    pub total: u64,
    /// Bytes read in this pass, written by the reader.
    pub progress: Arc<AtomicU64>,
    /// Which of how many passes this is, from 0.
    pub pass: (u64, u64),
    /// Records read.
    pub records: i64,
}

/// Where lines wait, and what was counted.
pub struct Stage {
    cx: Cx,
    run: ImportRunId,
    waiting: Vec<import_line::ActiveModel>,
    next: BTreeMap<i32, i32>,
    told: Instant,
    /// Lines counted so far.
    pub counts: Counts,
    /// File being read.
    pub file: Option<Reading>,
}

impl Stage {
    /// Nothing staged yet.
    pub fn new(cx: &Cx, run: ImportRunId) -> Self {
        Self {
            cx: cx.clone(),
            run,
            waiting: Vec::new(),
            next: BTreeMap::new(),
            told: Instant::now(),
            counts: Counts::new(),
            file: None,
        }
    }

    /// Operation that stages.
    pub fn cx(&self) -> &Cx {
        &self.cx
    }

    /// Adds a line to those that wait.
    pub fn add(&mut self, line: Line) {
        let first = first_place(line.outcome, line.subject);
        let place = self.next.entry(first).or_insert(first);
        let position = *place;
        *place += 1;
        let tally = self.counts.entry(line.subject).or_default();
        let count = match line.outcome {
            ImportOutcome::Created => &mut tally.created,
            ImportOutcome::Updated => &mut tally.updated,
            ImportOutcome::Deactivated => &mut tally.deactivated,
            ImportOutcome::Reactivated => &mut tally.reactivated,
            ImportOutcome::Unchanged => &mut tally.unchanged,
            ImportOutcome::Refused => &mut tally.refused,
            ImportOutcome::Undecided => &mut tally.undecided,
        };
        *count += 1;
        tally.warnings += i32::from(line.warning);
        self.waiting.push(import_line::ActiveModel {
            id: Set(self.cx.new_id()),
            import_run_id: Set(self.run),
            position: Set(position),
            subject: Set(line.subject),
            outcome: Set(line.outcome),
            file: Set(self.file.as_ref().map(|file| file.name.clone()).unwrap_or_default()),
            line: Set(line.line.and_then(|line| i32::try_from(line).ok())),
            name: Set(line.name),
            division: Set(line.division),
            detail: Set(line.detail),
            before: Set(line.before),
            after: Set(line.after),
            warning: Set(line.warning),
            choices: Set(line.choices),
            decision: Set(None),
            payload: Set(line.payload),
            ..Default::default()
        });
    }

    /// Writes what waits when there is a batch of it, and says how far the reading is when it is time.
    pub async fn breathe(&mut self) -> Result<()> {
        let due = self.told.elapsed() >= TOLD;
        if self.waiting.len() >= BATCH || due { self.write(due).await } else { Ok(()) }
    }

    /// Writes all that waits and says how far the reading is.
    pub async fn flush(&mut self) -> Result<()> {
        self.write(true).await
    }

    /// Says that a file was read to its end, or refused; `row.message` says why.
    pub async fn close_file(&mut self, row: &import_file::Model, state: ImportState, summary: &str) -> Result<()> {
        let records = self.file.take().map_or(0, |file| file.records);
        let run = self.run;
        let closed = import_file::ActiveModel {
            id: Unchanged(row.id),
            state: Set(state),
            message: Set(row.message.clone()),
            summary: Set(summary.to_owned()),
            read_bytes: Set(row.bytes),
            read_lines: Set(records),
            ..Default::default()
        };
        let cx = self.cx.again();
        cx.write(Act::RunJob, async |tx| {
            tx.save(closed).await?;
            tx.changed(Topic::Imports, run);
            Ok(())
        })
        .await
    }

    async fn write(&mut self, tell: bool) -> Result<()> {
        let lines = std::mem::take(&mut self.waiting);
        let progress = if tell { self.file.as_ref().map(Reading::row) } else { None };
        if tell {
            self.told = Instant::now();
        }
        if lines.is_empty() && progress.is_none() {
            return Ok(());
        }
        let run = self.run;
        // A moment of its own for each batch; the audit log keeps the start and the application of an import, not its steps.
        self.cx
            .again()
            .write(Act::RunJob, async |tx| {
                tx.insert_many(lines).await?;
                if let Some(row) = progress {
                    tx.save(row).await?;
                    tx.changed(Topic::Imports, run);
                }
                Ok(())
            })
            .await
    }
}

impl Reading {
    fn row(&self) -> import_file::ActiveModel {
        let (pass, passes) = self.pass;
        let read = (pass * self.total + self.progress.load(Ordering::Relaxed).min(self.total)) / passes.max(1);
        import_file::ActiveModel {
            id: Unchanged(self.id),
            read_bytes: Set(i64::try_from(read).unwrap_or(i64::MAX)),
            read_lines: Set(self.records),
            ..Default::default()
        }
    }
}
