//! Stories of imports: a school's three files, from the first rentrée to the middle of the year (`R29`–`R40`).

/// A school in November, its administrator, and them at the import page.
macro_rules! given_a_desk {
    ($app:ident, $school:ident, $person:ident, $desk:ident) => {
        let $app = $crate::app::TestApp::on($crate::imports::NOVEMBER).await;
        let $school = $app.school().await;
        let $person = $school.admin().await;
        let $desk = $crate::imports::Desk { app: &$app, school: &$school, person: &$person };
    };
}

mod by_hand;
mod mid_year;
mod outside;
mod page;
mod reading;
mod refused;
mod rentree;
mod undo;

use crate::app::TestApp;
use crate::app::people::Person;
use crate::app::school::School;
use entity::id::{ImportFileId, ImportRunId};
use entity::import_line::{self, ImportOutcome, ImportSubject};
use entity::import_run::{self, ImportState};
use entity::{
    division, enrolment, group_division, group_member, guardian, guardian_link, homeroom, learner, learner_group, mef,
    role_grant, specialty, staff_member, teaching, user,
};
use etabli::access::{Seen, Task};
use etabli::cx::Cx;
use etabli::error::Error;
use etabli::imports::{self, StartImport, Tally};
use sea_orm::{ColumnTrait as _, QueryOrder as _};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A Monday of the school year of the files.
pub const NOVEMBER: &str = "2025-11-17T08:00:00Z";

fn fixture(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

const RENTREE: [&str; 3] =
    ["rentree/sts_emp_0999001W_2025.xml", "rentree/ElevesSansAdresses.xml", "rentree/ResponsablesAvecAdresses.xml"];
const MID_YEAR: [&str; 3] = [
    "mi-annee/sts_emp_0999001W_2025.zip",
    "mi-annee/ExportXML_ElevesSansAdresses.zip",
    "mi-annee/ExportXML_ResponsablesAvecAdresses.zip",
];

/// Somebody at the import page.
pub struct Desk<'a> {
    /// The service.
    pub app: &'a TestApp,
    /// The school whose files are dropped.
    pub school: &'a School<'a>,
    /// Who drops them.
    pub person: &'a Person,
}

impl Desk<'_> {
    /// An operation of theirs.
    pub async fn cx(&self) -> Cx {
        self.app.cx(self.person.actor.clone()).await
    }

    /// Drops a file.
    pub async fn drop(&self, name: &str, content: &[u8]) -> ImportFileId {
        imports::files_in::receive(&self.cx().await, name, content).await.expect("the file is received").id
    }

    /// Begins an import with files dropped before.
    pub async fn start(&self, uploads: Vec<ImportFileId>) -> Result<import_run::Model, Error> {
        imports::start_import(&self.cx().await, StartImport { uploads, client_mutation_id: None }).await
    }

    /// Drops files and has them read.
    async fn read(&self, files: &[(&str, Vec<u8>)]) -> import_run::Model {
        let mut uploads = Vec::new();
        for (name, content) in files {
            uploads.push(self.drop(name, content).await);
        }
        let run = self.start(uploads).await.expect("the import starts");
        self.app.run_jobs().await;
        self.run(run.id).await
    }

    /// Reads one learners file made for a story.
    pub async fn read_learners(&self, pupils: &[Pupil]) -> import_run::Model {
        self.read(&[("ElevesSansAdresses.xml", learners_file(2025, "12/09/2025", pupils).into_bytes())]).await
    }

    async fn refused(&self, name: &str, content: Vec<u8>) -> String {
        let run = self.read(&[(name, content)]).await;
        assert_eq!(run.state, ImportState::Refused, "{name}");
        run.message.unwrap_or_default()
    }

    /// Everything an import can touch, without the keys of ties.
    async fn picture(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        lines.extend(self.all::<user::Entity>().await.iter().map(|row| format!("{row:?}")));
        lines.extend(self.all::<learner::Entity>().await.iter().map(|row| format!("{row:?}")));
        lines.extend(self.all::<guardian::Entity>().await.iter().map(|row| format!("{row:?}")));
        lines.extend(self.all::<division::Entity>().await.iter().map(|row| format!("{row:?}")));
        lines.extend(self.all::<learner_group::Entity>().await.iter().map(|row| format!("{row:?}")));
        lines.extend(self.all::<mef::Entity>().await.iter().map(|row| format!("{row:?}")));
        lines.extend(self.all::<specialty::Entity>().await.iter().map(|row| format!("{row:?}")));
        lines.extend(self.all::<staff_member::Entity>().await.iter().map(|row| format!("{row:?}")));
        lines.extend(self.all::<enrolment::Entity>().await.iter().map(|row| format!("{row:?}")));
        lines.extend(self.all::<role_grant::Entity>().await.iter().map(|row| format!("{row:?}")));
        lines.extend(
            self.all::<group_member::Entity>().await.iter().map(|row| format!("{} {}", row.group_id, row.learner_id)),
        );
        lines.extend(
            self.all::<group_division::Entity>()
                .await
                .iter()
                .map(|row| format!("{} {}", row.group_id, row.division_id)),
        );
        lines.extend(self.all::<guardian_link::Entity>().await.iter().map(|row| {
            format!("{} {} {} {:?} {}", row.guardian_id, row.learner_id, row.level, row.kinship, row.first_to_call)
        }));
        lines.extend(self.all::<teaching::Entity>().await.iter().map(|row| {
            format!("{} {} {} {:?} {:?}", row.user_id, row.subject_code, row.mode, row.division_id, row.group_id)
        }));
        lines.extend(
            self.all::<homeroom::Entity>().await.iter().map(|row| format!("{} {}", row.user_id, row.division_id)),
        );
        lines.sort_unstable();
        lines
    }

    /// Names of files waiting on the disk.
    fn waiting(&self) -> usize {
        std::fs::read_dir(self.app.folder().join("uploads")).map_or(0, Iterator::count)
    }

    async fn read_set(&self, files: &[&str]) -> import_run::Model {
        let files: Vec<(&str, Vec<u8>)> =
            files.iter().map(|path| (*path, std::fs::read(fixture(path)).expect("a fixture"))).collect();
        self.read(&files).await
    }

    async fn apply(&self, run: &import_run::Model) -> import_run::Model {
        imports::apply_import(&self.cx().await, run.id, None, None).await.expect("the import is asked for");
        self.app.run_jobs().await;
        let run = self.run(run.id).await;
        assert_eq!(run.state, ImportState::Applied, "{:?}", run.message);
        run
    }

    async fn import(&self, files: &[&str]) -> import_run::Model {
        let run = self.read_set(files).await;
        assert_eq!(run.state, ImportState::Ready, "{:?}", run.message);
        self.app.clock.advance(chrono::TimeDelta::minutes(5));
        self.apply(&run).await
    }

    async fn run(&self, id: ImportRunId) -> import_run::Model {
        imports::import(&self.cx().await, id).await.expect("the import is read").expect("the import is there")
    }

    async fn lines(
        &self,
        run: &import_run::Model,
        outcome: ImportOutcome,
        subject: ImportSubject,
    ) -> Vec<import_line::Model> {
        let cx = self.app.task(Task::Import, Some(self.school.id));
        cx.find::<import_line::Entity>()
            .filter(import_line::Column::ImportRunId.eq(run.id))
            .filter(import_line::Column::Outcome.eq(outcome))
            .filter(import_line::Column::Subject.eq(subject))
            .with(|q| q.order_by_asc(import_line::Column::Position))
            .all()
            .await
            .expect("the lines are read")
    }

    async fn all<E: Seen>(&self) -> Vec<E::Model> {
        self.app.task(Task::Import, Some(self.school.id)).find::<E>().all().await.expect("rows are read")
    }
}

fn tally(run: &import_run::Model, subject: ImportSubject) -> Tally {
    let counts = imports::counts_of(run).expect("counts");
    counts.get(&subject).copied().unwrap_or_default()
}

fn manifest(set: &str) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(fixture(set).join("expected.json")).expect("a manifest"))
        .expect("a manifest is JSON")
}

/// A pupil of a file made for a story: identifier, family name, first name, birth date, national number.
pub type Pupil = (u32, &'static str, &'static str, &'static str, &'static str);

/// Éloïse Crépin.
pub const ELOISE: Pupil = (501, "CRÉPIN", "Éloïse", "04/05/2009", "990000001AB");
const NOEL: Pupil = (502, "LECŒUR", "Noël", "31/12/2008", "990000002CD");

/// A learners file of the school 0999001W, as SIECLE exports one on a day.
pub fn learners_file(year: i32, day: &str, pupils: &[Pupil]) -> String {
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BEE_ELEVES VERSION=\"3.0\"><PARAMETRES><UAJ>0999001W</UAJ><ANNEE_SCOLAIRE>{year}</ANNEE_SCOLAIRE>\
         <DATE_EXPORT>{day}</DATE_EXPORT><HORODATAGE>{day} 18:42:07</HORODATAGE></PARAMETRES>\n<DONNEES><ELEVES>\n"
    );
    let learner = |(id, last, first, birth, ine): &Pupil| {
        format!(
            "<ELEVE ELEVE_ID=\"{id}\"><ID_NATIONAL>{ine}</ID_NATIONAL><NOM_DE_FAMILLE>{last}</NOM_DE_FAMILLE><PRENOM>{first}</PRENOM>\
             <DATE_NAISS>{birth}</DATE_NAISS><CODE_STATUT>ST</CODE_STATUT><CODE_MEF>24725520320</CODE_MEF></ELEVE>\n"
        )
    };
    let learners = pupils.iter().map(learner).collect::<Vec<_>>().concat();
    format!("{head}{learners}</ELEVES><STRUCTURES/></DONNEES></BEE_ELEVES>\n")
}

fn count(value: &serde_json::Value) -> i32 {
    i32::try_from(value.as_i64().expect("a number")).expect("a small number")
}

/// Identifiers of a list of changes of a manifest.
fn ids(value: &serde_json::Value) -> BTreeSet<i64> {
    value
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry.as_i64().or(entry["id"].as_i64()).expect("an identifier"))
        .collect()
}
