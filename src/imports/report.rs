//! The report as a table: every line of an import, for a spreadsheet (`R36`, security F10).

use super::reading::day_of;
use super::{Wanted, import, lines};
use crate::access::Act;
use crate::cx::{Cx, Page};
use crate::error::{Error, Result};
use crate::print::Table;
use entity::id::ImportRunId;
use entity::import_line;
use entity::import_line::{ImportOutcome, ImportSubject};

/// The report of an import as a table, with its file name first.
pub async fn report(cx: &Cx, id: ImportRunId) -> Result<(String, Vec<u8>)> {
    cx.require(Act::StartImport)?;
    let run = import(cx, id).await?.ok_or(Error::NotFound)?;
    let titles = ["Opération", "Sujet", "Nom", "Classe", "Détail", "Avant", "Après", "Fichier", "Ligne"];
    let mut table = Table::new(&titles)?;
    let mut page = Page { first: Some(200), after: None };
    loop {
        let slice = lines(cx, id, Wanted::default(), &page).await?;
        for line in &slice.rows {
            table.line(cells(line))?;
        }
        if !slice.has_next {
            break;
        }
        page.after = slice.end_cursor;
    }
    let day = day_of(cx, run.started_at).replace('/', "-");
    Ok((format!("import-{day}.csv"), table.take()?))
}

fn cells(line: &import_line::Model) -> [String; 9] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        outcome_word(line.outcome).to_owned(),
        subject_word(line.subject).to_owned(),
        line.name.clone(),
        text(&line.division),
        line.detail.clone(),
        text(&line.before),
        text(&line.after),
        line.file.clone(),
        line.line.map(|line| line.to_string()).unwrap_or_default(),
    ]
}

fn outcome_word(outcome: ImportOutcome) -> &'static str {
    match outcome {
        ImportOutcome::Created => "créé",
        ImportOutcome::Updated => "mis à jour",
        ImportOutcome::Deactivated => "désactivé",
        ImportOutcome::Reactivated => "réactivé",
        ImportOutcome::Unchanged => "inchangé",
        ImportOutcome::Refused => "rejeté",
        ImportOutcome::Undecided => "à décider",
    }
}

fn subject_word(subject: ImportSubject) -> &'static str {
    match subject {
        ImportSubject::Learner => "apprenant",
        ImportSubject::Staff => "personnel",
        ImportSubject::Guardian => "responsable",
        ImportSubject::Division => "division",
        ImportSubject::Group => "groupe",
        ImportSubject::Service => "services",
        ImportSubject::Mef => "formation",
    }
}
