//! A list of learners outside SIECLE (`R37`): adults, apprentices of a CFA. CSV as spreadsheets write it, one line a learner.
//!
//! The first line names the columns ([`columns`]), each other line is checked by itself ([`cells`]). The separator and the encoding
//! are found from the content. A line that is wrong is refused alone; a file that is none is refused whole, before anything changes.

mod cells;
mod columns;

pub use cells::{Cells, Fault, OutsideRecord};
pub use columns::{Column, Layout};

use super::source::{ENDLESS, Sniffed, Text, carried, sniff_list};
use super::{Limits, Reading, Refusal};
use crate::establishments::names::folded;
use chrono::NaiveDate;
use std::io::{self, BufRead as _, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

/// Bytes that the reader takes at a time.
const BUFFER: usize = 8 << 10;

/// A line that cannot be taken.
#[derive(Debug, Clone)]
pub struct RefusedLine {
    /// Line of the file, from 1.
    pub line: u64,
    /// Who it is about, as far as it can be told.
    pub name: String,
    /// Why, and what to do.
    pub reason: String,
}

/// What is known of a list before its learners are read.
#[derive(Debug, Clone)]
pub struct ListHeader {
    encoding: Sniffed,
    /// Where the columns are.
    pub layout: Layout,
}

/// Whether a file is meant as a list: by what it begins with, whatever its name says; by its name when it begins with nothing known.
pub fn is_list<R: Read + Seek>(name: &str, file: &mut R) -> bool {
    let mut head = Vec::new();
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.by_ref().take(4 << 10).read_to_end(&mut head));
    let _ = file.seek(SeekFrom::Start(0));
    if read.is_err() {
        return false;
    }
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    if start.starts_with(b"<") || start.starts_with(b"%PDF") {
        return false;
    }
    let kind = name.rsplit_once('.').map(|(_, kind)| kind.to_lowercase()).unwrap_or_default();
    let first = start.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    matches!(kind.as_str(), "csv" | "txt" | "tsv") || columns::is_header(&String::from_utf8_lossy(first))
}

impl ListHeader {
    /// Reads the encoding and the header.
    pub fn read<R: Read + Seek>(file: &mut R, limits: &Limits) -> Reading<Self> {
        let encoding = sniff_list(file)?;
        let mut text = Text::open(file, &encoding, limits.text_bytes, Arc::default())?;
        let mut first = String::new();
        while first.trim().is_empty() {
            first.clear();
            let mut lines = Plain::new(&mut text);
            if read_line(&mut lines, &mut first)? == 0 {
                return Err(Refusal::whole(
                    "Le fichier est vide. Enregistrez votre liste au format CSV, puis déposez-la de nouveau.",
                ));
            }
        }
        Ok(Self { layout: Layout::of(first.trim_matches(['\n', '\r']))?, encoding })
    }
}

/// Reads one line from the text, whatever ends it.
fn read_line<R: Read + Seek>(lines: &mut Plain<'_, R>, out: &mut String) -> Reading<usize> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    loop {
        let read = lines.read(&mut byte).map_err(|error| told(&error))?;
        if read == 0 || byte[0] == b'\n' {
            if read == 1 {
                bytes.push(b'\n');
            }
            out.push_str(&String::from_utf8_lossy(&bytes));
            return Ok(bytes.len());
        }
        bytes.push(byte[0]);
    }
}

/// Gives the learners of the list one by one, in its order, each checked against `today`. `take` may stop the reading.
pub fn records<R: Read + Seek>(
    file: &mut R,
    header: &ListHeader,
    (limits, today): (&Limits, NaiveDate),
    progress: Arc<AtomicU64>,
    mut take: impl FnMut(Result<OutsideRecord, RefusedLine>) -> Reading<()>,
) -> Reading<()> {
    let mut text = Text::open(file, &header.encoding, limits.text_bytes, progress)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(header.layout.separator)
        .buffer_capacity(BUFFER)
        .from_reader(Plain::new(&mut text));
    let started = Instant::now();
    let mut row = csv::StringRecord::new();
    let mut learners = 0;
    let mut first = true;
    loop {
        let before = reader.position().line();
        if !reader.read_record(&mut row).map_err(|error| refused(&error, before))? {
            return Ok(());
        }
        reader.get_mut().text.mark();
        if first {
            // Spaces alone above the names of the columns are no line of names.
            first = row.iter().all(|cell| cell.trim().is_empty());
            continue;
        }
        if started.elapsed() > limits.time {
            return Err(Refusal::whole("La lecture prend trop de temps. Partagez la liste en plusieurs fichiers."));
        }
        // Blank lines before it are passed over by the reader, which says where it stands after it.
        let inside: usize = row.iter().map(|cell| cell.matches('\n').count()).sum();
        let after = reader.position().line().saturating_sub(1 + inside as u64);
        let line = before.max(after);
        let mut cells = Cells::default();
        for (text, column) in row.iter().zip(&header.layout.places) {
            if let Some(column) = column {
                cells.put(*column, text);
            }
        }
        if cells.is_blank() {
            continue;
        }
        learners += 1;
        if learners > limits.learners {
            return Err(Refusal::whole(format!(
                "La liste contient plus de {} lignes : partagez-la en plusieurs fichiers.",
                limits.learners
            )));
        }
        take(whole(&row, &header.layout, line, inside).and_then(|()| checked(&cells, line, today)).map_err(
            |reason| RefusedLine {
                line,
                name: cells.name(),
                reason: format!("{reason} Corrigez la ligne, puis déposez la liste de nouveau."),
            },
        ))?;
    }
}

/// A line has as many cells as the header; a quote left open swallows the lines after it.
fn whole(row: &csv::StringRecord, layout: &Layout, line: u64, inside: usize) -> Result<(), String> {
    if inside > 0 {
        // A quote that nothing closes takes the end of the file too.
        let open = row.iter().any(|cell| cell.ends_with('\n'));
        let last = line + inside as u64 - u64::from(open);
        return Err(format!(
            "Une case s’étend jusqu’à la ligne {last} : retirez le saut de ligne, ou fermez le guillemet."
        ));
    }
    let extra = row.iter().skip(layout.places.len()).any(|cell| !cell.trim().is_empty());
    if extra || row.len() < layout.places.len() && row.len() < 2 {
        let cells = if row.len() < 2 { "case" } else { "cases" };
        return Err(format!("{} {cells} au lieu de {}.", row.len(), layout.places.len()));
    }
    Ok(())
}

fn checked(cells: &Cells, line: u64, today: NaiveDate) -> Result<OutsideRecord, String> {
    cells.checked(line, today).map_err(|faults| sentences(&faults))
}

/// All that is wrong with a line.
pub fn sentences(faults: &[Fault]) -> String {
    faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join(" ")
}

/// An input error that carries a refusal, or ours.
fn told(error: &io::Error) -> Refusal {
    carried(error)
        .unwrap_or_else(|| Refusal::whole("Le fichier n’a pas pu être lu sur le serveur. Déposez-le de nouveau."))
}

/// The reader takes more than a line at a time: a text without end is told where it began.
fn refused(error: &csv::Error, line: u64) -> Refusal {
    let csv::ErrorKind::Io(error) = error.kind() else {
        return Refusal::at(line, "cette ligne est illisible. Enregistrez la liste au format CSV en UTF-8.");
    };
    let refusal = told(error);
    if refusal.message == ENDLESS { Refusal { line: Some(line), ..refusal } } else { refusal }
}

/// A text whose lines all end with one line feed, the last one included: what the reader counts lines by.
struct Plain<'a, R> {
    text: &'a mut Text<R>,
    after_return: bool,
    ended: bool,
}

impl<'a, R: Read + Seek> Plain<'a, R> {
    fn new(text: &'a mut Text<R>) -> Self {
        Self { text, after_return: false, ended: true }
    }
}

impl<R: Read + Seek> Read for Plain<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while written == 0 && !buffer.is_empty() {
            let available = self.text.fill_buf()?;
            if available.is_empty() {
                if self.ended {
                    return Ok(0);
                }
                self.ended = true;
                buffer[0] = b'\n';
                return Ok(1);
            }
            let mut taken = 0;
            for byte in available {
                if written == buffer.len() {
                    break;
                }
                taken += 1;
                let after_return = std::mem::replace(&mut self.after_return, *byte == b'\r');
                if *byte == b'\n' && after_return {
                    continue;
                }
                buffer[written] = if *byte == b'\r' { b'\n' } else { *byte };
                written += 1;
            }
            if written > 0 {
                self.ended = buffer[written - 1] == b'\n';
            }
            self.text.consume(taken);
        }
        Ok(written)
    }
}

#[cfg(test)]
mod fuzz;
