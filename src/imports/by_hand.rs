//! One learner outside SIECLE typed in a form (`R37`): checked field by field, then read as a list of one line, with the same report.

use super::files::outside::{Cells, Column, Fault};
use super::preview::learners::placing::place;
use super::reading::{begun, under_way};
use super::school::{Structures, Year};
use super::{files_in, reading};
use crate::access::Act;
use crate::accounts::creation::Civility;
use crate::cx::Cx;
use crate::error::{Code, Error, Problem, Problems, Result};
use chrono::NaiveDate;
use entity::enrolment::LearnerStatus;
use entity::id::ImportRunId;
use entity::import_run;
use std::collections::HashSet;

/// Name of the list of one line, in the report.
const FILE: &str = "Saisie à la main.csv";

/// A learner as typed.
#[derive(Debug, Clone)]
pub struct Typed {
    /// Family name.
    pub last_name: String,
    /// First name.
    pub first_name: String,
    /// Birth date.
    pub birth_date: NaiveDate,
    /// Civility, which tells the sex.
    pub civility: Option<Civility>,
    /// Code of the division.
    pub division: Option<String>,
    /// Status.
    pub status: LearnerStatus,
    /// MEF code, or a diploma of the school.
    pub training: String,
    /// Class level.
    pub level: Option<String>,
    /// Address for letters.
    pub email: Option<String>,
    /// National number.
    pub ine: Option<String>,
    /// First day.
    pub entered_on: Option<NaiveDate>,
    /// Last day.
    pub exit_on: Option<NaiveDate>,
}

/// Checks a learner typed by hand and begins an import of this one line; it is looked at and applied like any other.
pub async fn add_learner(cx: &Cx, typed: &Typed, client_mutation_id: Option<&str>) -> Result<import_run::Model> {
    cx.require(Act::AddLearner)?;
    let year = under_way(cx).await?.ok_or_else(|| Problem::whole(Code::NotReady, reading::NO_YEAR))?;
    let cells = typed.cells();
    check(cx, &year, &cells).await?;
    let content = list(&cells)?;
    let mut incoming = files_in::begin(cx, FILE).await?;
    incoming.take(&content).await?;
    let mut received = incoming.finish().await?;
    let (run, kept) = cx
        .write(Act::AddLearner, async |tx| {
            if let Some(done) = tx.effect(client_mutation_id).await? {
                return Ok((tx.get::<import_run::Entity>(ImportRunId(done)).await?, false));
            }
            let file = files_in::row(tx, &received)?;
            let file = tx.insert(file).await?;
            let run = begun(tx, &[file.id], client_mutation_id).await?;
            tx.audit_detail(run.id.to_string());
            Ok((run, true))
        })
        .await?;
    if kept {
        received.keep();
    }
    Ok(run)
}

/// Every field that is wrong, at its place.
async fn check(cx: &Cx, year: &Year, cells: &Cells) -> Result<()> {
    let structures = Structures::read(cx, year).await?;
    let divisions: HashSet<String> =
        structures.divisions.values().filter(|row| row.removed_at.is_none()).map(|row| row.code.clone()).collect();
    let placed = cells.checked(1, cx.today()).and_then(|record| place(&structures, &divisions, &record));
    let mut problems = Problems::new();
    for Fault { column, blank, message } in placed.err().unwrap_or_default() {
        let code = if blank { Code::Blank } else { Code::Invalid };
        problems.add(Problem::new(code, column.path(), message));
    }
    problems.finish()
}

/// The model's header, then the line.
fn list(cells: &Cells) -> Result<Vec<u8>> {
    let failing = |error: csv::Error| Error::internal("writing a list of one line", error);
    let mut out = csv::WriterBuilder::new().delimiter(b';').from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record(Column::ALL.map(Column::title)).map_err(failing)?;
    out.write_record(cells.texts()).map_err(failing)?;
    out.into_inner().map_err(|error| Error::internal("writing a list of one line", error))
}

impl Typed {
    fn cells(&self) -> Cells {
        let mut cells = Cells::default();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let sex = self.civility.map(|civility| match civility {
            Civility::Mr => "M",
            Civility::Mrs => "F",
        });
        let status = match self.status {
            LearnerStatus::Apprentice => "apprenti",
            LearnerStatus::AdultTrainee => "adulte",
            LearnerStatus::Pupil => "élève",
            LearnerStatus::Student => "étudiant",
        };
        let (born, from, until) = (day(Some(self.birth_date)), day(self.entered_on), day(self.exit_on));
        let texts = [
            (Column::LastName, Some(self.last_name.as_str())),
            (Column::FirstName, Some(self.first_name.as_str())),
            (Column::BirthDate, born.as_deref()),
            (Column::Sex, sex),
            (Column::Division, self.division.as_deref()),
            (Column::Status, Some(status)),
            (Column::Training, Some(self.training.as_str())),
            (Column::Level, self.level.as_deref()),
            (Column::Email, self.email.as_deref()),
            (Column::Ine, self.ine.as_deref()),
            (Column::EnteredOn, from.as_deref()),
            (Column::ExitOn, until.as_deref()),
        ];
        for (column, text) in texts {
            cells.put(column, text.unwrap_or_default());
        }
        cells
    }
}
