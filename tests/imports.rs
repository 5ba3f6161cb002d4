//! Stories of imports: a school's three files, from the first rentrée to the middle of the year (`R29`–`R40`).

use crate::app::TestApp;
use crate::app::http::{by, with};
use crate::app::people::Person;
use crate::app::school::School;
use axum::body::Body;
use axum::http::Request;
use entity::enrolment::LearnerStatus;
use entity::id::{ImportFileId, ImportRunId};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::ImportState;
use entity::role_grant::Role;
use entity::{
    bilan, division, enrolment, group_division, group_member, guardian, guardian_link, homeroom, import_file,
    import_line, import_run, journal_entry, learner, learner_group, mef, role_grant, school_year, session, specialty,
    staff_member, teaching, user,
};
use etabli::access::{Act, Seen, Task};
use etabli::cx::Cx;
use etabli::error::{Code, Error};
use etabli::imports::{self, Counts, StartImport, Tally};
use futures::StreamExt as _;
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryOrder as _, Set};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A Monday of the school year of the files.
const NOVEMBER: &str = "2025-11-17T08:00:00Z";

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
struct Desk<'a> {
    app: &'a TestApp,
    school: &'a School<'a>,
    person: &'a Person,
}

impl Desk<'_> {
    async fn cx(&self) -> Cx {
        self.app.cx(self.person.actor.clone()).await
    }

    async fn drop(&self, name: &str, content: &[u8]) -> ImportFileId {
        imports::files_in::receive(&self.cx().await, name, content).await.expect("the file is received").id
    }

    async fn start(&self, uploads: Vec<ImportFileId>) -> Result<import_run::Model, Error> {
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
    async fn read_learners(&self, pupils: &[Pupil]) -> import_run::Model {
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
    let counts: Counts = serde_json::from_value(run.counts.clone()).expect("counts");
    counts.get(&subject).copied().unwrap_or_default()
}

fn manifest(set: &str) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(fixture(set).join("expected.json")).expect("a manifest"))
        .expect("a manifest is JSON")
}

/// A pupil of a file made for a story: identifier, family name, first name, birth date, national number.
type Pupil = (u32, &'static str, &'static str, &'static str, &'static str);

const ELOISE: Pupil = (501, "CRÉPIN", "Éloïse", "04/05/2009", "990000001AB");
const NOEL: Pupil = (502, "LECŒUR", "Noël", "31/12/2008", "990000002CD");

fn learners_file(year: i32, day: &str, pupils: &[Pupil]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BEE_ELEVES VERSION=\"3.0\"><PARAMETRES><UAJ>0999001W</UAJ><ANNEE_SCOLAIRE>{year}</ANNEE_SCOLAIRE>\
         <DATE_EXPORT>{day}</DATE_EXPORT><HORODATAGE>{day} 18:42:07</HORODATAGE></PARAMETRES>\n<DONNEES><ELEVES>\n"
    );
    for (id, last, first, birth, ine) in pupils {
        text += &format!(
            "<ELEVE ELEVE_ID=\"{id}\"><ID_NATIONAL>{ine}</ID_NATIONAL><NOM_DE_FAMILLE>{last}</NOM_DE_FAMILLE><PRENOM>{first}</PRENOM>\
             <DATE_NAISS>{birth}</DATE_NAISS><CODE_STATUT>ST</CODE_STATUT><CODE_MEF>24725520320</CODE_MEF></ELEVE>\n"
        );
    }
    text + "</ELEVES><STRUCTURES/></DONNEES></BEE_ELEVES>\n"
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

macro_rules! given_a_desk {
    ($app:ident, $school:ident, $person:ident, $desk:ident) => {
        let $app = TestApp::on(NOVEMBER).await;
        let $school = $app.school().await;
        let $person = $school.admin().await;
        let $desk = Desk { app: &$app, school: &$school, person: &$person };
    };
}

#[tokio::test]
async fn the_rentree_files_make_the_school_r29_r31_r38_r39() {
    given_a_desk!(app, school, admin, desk);
    let run = desk.import(&RENTREE).await;
    let expected = manifest("rentree");

    let learners = tally(&run, ImportSubject::Learner);
    assert_eq!(learners.created, count(&expected["summary"]["learners_present"]));
    assert_eq!(learners.unchanged, count(&expected["summary"]["leavers"]), "who has left is not created (decision 19)");
    assert_eq!((learners.refused, learners.undecided), (0, 0));
    assert_eq!(tally(&run, ImportSubject::Division).created, count(&expected["summary"]["divisions"]));
    assert_eq!(tally(&run, ImportSubject::Group).created, count(&expected["summary"]["groups"]));

    let enrolments = desk.all::<enrolment::Entity>().await;
    let with_status = |status| enrolments.iter().filter(|row| row.status == status).count();
    assert_eq!(with_status(LearnerStatus::Apprentice), 21);
    assert_eq!(with_status(LearnerStatus::AdultTrainee), 1);
    assert_eq!(enrolments.len(), 178);
    // Inactifs, unknown to sts_emp, none at all: created without division and listed (decision 19).
    let without = count(&expected["learners"]["present_without_division"])
        + count(&expected["learners"]["inactive_division"])
        + 1;
    assert_eq!(enrolments.iter().filter(|row| row.division_id.is_none()).count(), usize::try_from(without).unwrap());
    let melec: Vec<_> = desk
        .all::<mef::Entity>()
        .await
        .into_iter()
        .filter(|row| row.stem == "24725520" || row.stem == "24720008")
        .collect();
    assert!(melec.iter().all(|row| row.specialty_id.is_some()) && melec.iter().any(|row| row.common), "decision 14");
    assert!(
        enrolments.iter().any(|row| row.level.as_deref() == Some("TLE") && row.specialty_id == melec[0].specialty_id)
    );

    let accounts = desk.all::<user::Entity>().await;
    let logins: BTreeSet<&str> = accounts.iter().map(|row| row.login.as_str()).collect();
    assert_eq!(logins.len(), accounts.len(), "R4");
    assert!(logins.iter().all(|login| login.len() <= 20 || *login == admin_login(&accounts)), "R3");
    let created: Vec<_> = accounts.iter().filter(|row| row.activation_open_until.is_some()).collect();
    assert_eq!(created.len(), usize::try_from(learners.created + tally(&run, ImportSubject::Staff).created).unwrap());
    assert!(created.iter().all(|row| row.activated_at.is_none() && row.password_hash.is_none()), "decision 18");
    let staff = desk.all::<staff_member::Entity>().await;
    assert!(staff.iter().any(|member| member.substitute));
    assert!(!desk.all::<teaching::Entity>().await.is_empty() && !desk.all::<homeroom::Entity>().await.is_empty());

    let guardians = desk.all::<guardian::Entity>().await;
    assert!(guardians.len() < 299, "only those of learners who are present (R39)");
    assert!(
        desk.all::<role_grant::Entity>()
            .await
            .iter()
            .all(|grant| matches!(grant.role, Role::Admin | Role::Teacher | Role::Learner))
    );
    let journal = desk.all::<journal_entry::Entity>().await;
    assert_eq!(journal.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>(), ["a importé 180 apprenants"]);
    assert_eq!(desk.waiting(), 0, "files are removed once applied, their hashes stay");
    assert!(desk.all::<import_file::Entity>().await.iter().all(|file| file.sha256.len() == 64));
}

fn admin_login(accounts: &[user::Model]) -> &str {
    accounts.iter().find(|row| row.first_name == "Alain").map(|row| row.login.as_str()).unwrap_or_default()
}

#[tokio::test]
async fn the_same_files_twice_change_nothing_r31() {
    given_a_desk!(app, school, admin, desk);
    desk.import(&RENTREE).await;
    let before = desk.picture().await;
    app.clock.advance(chrono::TimeDelta::days(1));
    let again = desk.read_set(&RENTREE).await;
    let counts: Counts = serde_json::from_value(again.counts.clone()).unwrap();
    for (subject, tally) in counts {
        let Tally { created, updated, deactivated, reactivated, undecided, .. } = tally;
        assert_eq!([created, updated, deactivated, reactivated, undecided], [0; 5], "{subject:?}");
    }
    assert_eq!(again.confirmation, None);
    desk.apply(&again).await;
    assert_eq!(desk.picture().await, before);
}

#[tokio::test]
async fn the_middle_of_the_year_moves_only_what_moved_r31_r32_r34() {
    given_a_desk!(app, school, admin, desk);
    desk.import(&RENTREE).await;
    let changes = &manifest("mi-annee")["changes"];
    // Somebody who stays has signed in meanwhile.
    let eldest = desk.all::<user::Entity>().await.into_iter().find(|row| row.activation_open_until.is_some()).unwrap();
    let cx = app.task(Task::Seed, Some(school.id));
    let signed = user::ActiveModel {
        id: Unchanged(eldest.id),
        password_hash: Set(Some("hash".into())),
        activated_at: Set(Some(cx.now())),
        ..Default::default()
    };
    cx.write(Act::CreateUser, async |tx| tx.save(signed).await).await.unwrap();

    app.clock.advance(chrono::TimeDelta::days(78));
    let run = desk.import(&MID_YEAR).await;
    let learners = tally(&run, ImportSubject::Learner);
    assert_eq!(learners.created, count(&json!(changes["arrived"].as_array().unwrap().len())));
    let gone = ["left_with_date", "left_absent_from_file", "exit_date_now_past"].map(|kind| ids(&changes[kind]));
    let gone: BTreeSet<i64> = gone.into_iter().flatten().collect();
    assert_eq!(usize::try_from(learners.deactivated).unwrap(), gone.len());
    let moved = [
        "division_changed",
        "became_apprentice",
        "ine_renewed",
        "ine_now_known",
        "first_name_corrected",
        "birth_date_corrected",
        "usage_name_added",
    ];
    let moved: BTreeSet<i64> =
        moved.into_iter().flat_map(|kind| ids(&changes[kind])).filter(|id| !gone.contains(id)).collect();
    let rows = desk.all::<learner::Entity>().await;
    let name_of = |id: &i64| rows.iter().find(|row| row.source_id == id.to_string()).unwrap().user_id;
    let accounts = desk.all::<user::Entity>().await;
    let updated: BTreeSet<String> = desk
        .lines(&run, ImportOutcome::Updated, ImportSubject::Learner)
        .await
        .into_iter()
        .map(|line| line.name)
        .collect();
    for id in &moved {
        let account = accounts.iter().find(|row| row.id == name_of(id)).unwrap();
        let name = format!("{} {}", account.usage_name.as_ref().unwrap_or(&account.last_name), account.first_name);
        assert!(updated.contains(&name), "{name} in {updated:?}");
    }
    assert_eq!(updated.len(), moved.len(), "{updated:?}");
    assert_eq!((learners.refused, learners.undecided), (0, 0));
    for id in &gone {
        let account = accounts.iter().find(|row| row.id == name_of(id)).unwrap();
        assert!(account.deactivated_at.is_some() && account.deactivated_reason.is_some(), "R32");
    }
    let staff = tally(&run, ImportSubject::Staff);
    assert_eq!(
        (staff.created, staff.deactivated, staff.updated),
        (2, 1, 1),
        "a new teacher, a new substitute; one gone; one on leave, who stays"
    );
    for before in desk_before(&accounts, eldest.id) {
        assert_eq!(
            (before.login.as_str(), before.password_hash.as_deref(), before.activated_at.is_some()),
            (eldest.login.as_str(), Some("hash"), true),
            "R31"
        );
    }
}

fn desk_before(accounts: &[user::Model], id: entity::id::UserId) -> impl Iterator<Item = &user::Model> {
    accounts.iter().filter(move |row| row.id == id)
}

#[tokio::test]
async fn a_leaver_who_comes_back_is_opened_again_r32() {
    given_a_desk!(app, school, admin, desk);
    let run = desk.read_learners(&[ELOISE, NOEL]).await;
    desk.apply(&run).await;
    let noel = desk.all::<user::Entity>().await.into_iter().find(|row| row.last_name == "LECŒUR").unwrap();
    let session = Person::signed_in(&school, noel.id, Role::Learner).await;
    app.clock.advance(chrono::TimeDelta::hours(1));
    let run = desk.read_learners(&[ELOISE]).await;
    assert_eq!(tally(&run, ImportSubject::Learner).deactivated, 1);
    // One of two is more than one in five: it has to be typed (R35).
    let refused = imports::apply_import(&desk.cx().await, run.id, None, None).await.unwrap_err();
    assert_eq!(refused.problems()[0].code, Code::ConfirmationNeeded);
    assert!(refused.problems()[0].message.contains("tapez « 1 »"), "{:?}", refused.problems());
    imports::apply_import(&desk.cx().await, run.id, Some(" 1 "), None).await.unwrap();
    app.run_jobs().await;
    let closed = desk.all::<user::Entity>().await.into_iter().find(|row| row.id == noel.id).unwrap();
    assert!(closed.deactivated_at.is_some());
    assert!(
        desk.all::<session::Entity>()
            .await
            .iter()
            .filter(|row| row.user_id == session.user)
            .all(|row| row.ended_at.is_some())
    );
    app.clock.advance(chrono::TimeDelta::hours(1));
    let run = desk.read_learners(&[ELOISE, NOEL]).await;
    assert_eq!(tally(&run, ImportSubject::Learner).reactivated, 1);
    desk.apply(&run).await;
    let back = desk.all::<user::Entity>().await.into_iter().find(|row| row.id == noel.id).unwrap();
    assert_eq!((back.deactivated_at, back.login), (None, noel.login));
}

#[tokio::test]
async fn same_names_and_birth_date_wait_for_a_person_r34() {
    for (decision, learners) in [("SAME", 2), ("OTHER", 3)] {
        given_a_desk!(app, school, admin, desk);
        let run = desk.read_learners(&[ELOISE, NOEL]).await;
        desk.apply(&run).await;
        app.clock.advance(chrono::TimeDelta::hours(1));
        let stranger: Pupil = (900, "LECOEUR", "Noel", "31/12/2008", "");
        let run = desk.read_learners(&[ELOISE, stranger]).await;
        let lines = desk.lines(&run, ImportOutcome::Undecided, ImportSubject::Learner).await;
        assert_eq!(lines.len(), 1, "{:?}", run.counts);
        assert_eq!(tally(&run, ImportSubject::Learner).deactivated, 0, "nobody leaves while it is undecided");
        let (line, _) = imports::decide_import_line(&desk.cx().await, lines[0].id, decision).await.unwrap();
        assert_eq!(line.decision.as_deref(), Some(decision));
        desk.apply(&run).await;
        let rows = desk.all::<learner::Entity>().await;
        assert_eq!(rows.len(), learners, "{decision}");
        let newest = rows.iter().find(|row| row.source_id == "900").unwrap();
        assert_eq!(newest.ine.is_some(), decision == "SAME", "a number the file leaves out is kept");
    }
}

#[tokio::test]
async fn lines_that_cannot_be_taken_say_why_and_the_rest_is_taken_r36_r40() {
    given_a_desk!(app, school, admin, desk);
    let wrong: Pupil = (503, "WEISS", "Nolan", "31/02/2010", "990000003EF");
    let unnamed: Pupil = (504, "ROY", "", "01/01/2010", "990000004GH");
    let run = desk.read_learners(&[ELOISE, wrong, unnamed, NOEL]).await;
    let lines = desk.lines(&run, ImportOutcome::Refused, ImportSubject::Learner).await;
    assert_eq!(lines.iter().map(|line| line.line).collect::<Vec<_>>(), [Some(5), Some(6)]);
    assert!(lines[0].detail.contains("31/02/2010") && lines[0].detail.contains("SIECLE"), "{}", lines[0].detail);
    assert!(lines.iter().all(|line| line.file == "ElevesSansAdresses.xml"));
    desk.apply(&run).await;
    assert_eq!(desk.all::<learner::Entity>().await.len(), 2);
    let (name, csv) = imports::report(&desk.cx().await, run.id).await.unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(name, "import-17-11-2025.csv");
    assert!(csv.starts_with("\u{feff}Opération;Sujet;Nom;Classe;Détail"), "{csv}");
    assert!(csv.contains("rejeté;apprenant;WEISS Nolan;"), "{csv}");
}

#[tokio::test]
async fn what_is_not_the_right_file_is_refused_before_anything_r33() {
    given_a_desk!(app, school, admin, desk);
    let before = desk.picture().await;
    let good = learners_file(2025, "12/09/2025", &[ELOISE, NOEL]);
    let pieges = |name: &str| std::fs::read(fixture("pieges").join(name)).unwrap();
    for (name, content, told) in [
        ("autre.xml", good.replace("0999001W", "0999777X").into_bytes(), "0999777X"),
        ("vieux.xml", learners_file(2023, "12/09/2023", &[ELOISE]).into_bytes(), "2023-2024"),
        ("suivant.xml", learners_file(2026, "12/09/2026", &[ELOISE]).into_bytes(), "les trois fichiers"),
        ("coupé.xml", good.as_bytes()[..good.len() / 2].to_vec(), "incomplet"),
        ("emp_sts_0999001W_2025.xml", pieges("w05-emp-sts.xml"), "sts_emp_"),
        ("Nomenclature.xml", pieges("w01-nomenclature.xml"), "ElevesSansAdresses.xml"),
        ("bombe.zip", pieges("z11-expands.zip"), "sans mesure"),
        ("dtd.xml", pieges("e38-external-entity.xml"), "DOCTYPE"),
        ("vide.xml", pieges("e15-no-learner.xml"), "aucun élève"),
        ("page.xml", b"<!DOCTYPE html><p>".to_vec(), "page web"),
    ] {
        let message = desk.refused(name, content).await;
        assert!(message.contains(told), "{name}: {message}");
        assert!(message.starts_with(name) || name == "vide.xml" || name == "coupé.xml", "{name}: {message}");
    }
    let run = desk.read(&[("a.xml", good.clone().into_bytes()), ("b.xml", good.into_bytes())]).await;
    assert!(run.message.unwrap().contains("Deux fichiers « ElevesSansAdresses »"));
    assert_eq!(desk.picture().await, before);
    assert_eq!(desk.waiting(), 0);
    assert_eq!(desk.all::<import_line::Entity>().await.len(), 0);
}

#[tokio::test]
async fn the_next_school_year_needs_three_files_and_a_confirmation_r29() {
    given_a_desk!(app, school, admin, desk);
    desk.import(&RENTREE).await;
    app.clock.advance(chrono::TimeDelta::days(290));
    let next = |path: &str| {
        let text = encoding_of(&std::fs::read(fixture(path)).unwrap());
        text.replace("<ANNEE_SCOLAIRE>2025<", "<ANNEE_SCOLAIRE>2026<")
            .replace("ANNEE=\"2025\"", "ANNEE=\"2026\"")
            .replace("ISO-8859-15", "UTF-8")
            .into_bytes()
    };
    let files: Vec<(&str, Vec<u8>)> = RENTREE.iter().map(|path| (*path, next(path))).collect();
    let run = desk.read(&files).await;
    assert_eq!((run.state, run.new_year), (ImportState::Ready, true), "{:?}", run.message);
    assert!(imports::apply_import(&desk.cx().await, run.id, None, None).await.is_err());
    imports::apply_import(&desk.cx().await, run.id, Some("2026-2027"), None).await.unwrap();
    app.run_jobs().await;
    let years = desk.all::<school_year::Entity>().await;
    let current: Vec<i32> = years.iter().filter(|year| year.current).map(|year| year.year).collect();
    assert_eq!((years.len(), current), (2, vec![2026]));
    let year = years.iter().find(|year| year.current).unwrap().id;
    let enrolments = desk.all::<enrolment::Entity>().await;
    assert_eq!(
        enrolments.iter().filter(|row| row.school_year_id == year).count(),
        178,
        "everybody is enrolled again, last year stays"
    );
    assert_eq!(enrolments.len(), 356);
}

/// Text of a file in ISO-8859-15.
fn encoding_of(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| match byte {
            0xBC => 'Œ',
            0xBD => 'œ',
            0xBE => 'Ÿ',
            other => char::from(*other),
        })
        .collect()
}

#[tokio::test]
async fn an_import_is_taken_back_whole_within_seven_days() {
    given_a_desk!(app, school, admin, desk);
    desk.import(&RENTREE).await;
    let before = desk.picture().await;
    app.clock.advance(chrono::TimeDelta::days(78));
    let run = desk.import(&MID_YEAR).await;
    assert_ne!(desk.picture().await, before);
    let undone = imports::undo_import(&desk.cx().await, run.id).await.unwrap();
    assert_eq!(undone.state, ImportState::Undone);
    let after = desk.picture().await;
    let difference: Vec<&String> = after
        .iter()
        .filter(|line| !before.contains(line))
        .chain(before.iter().filter(|line| !after.contains(line)))
        .collect();
    assert!(difference.is_empty(), "{difference:#?}");
    assert!(imports::undo_import(&desk.cx().await, run.id).await.is_err(), "once");

    app.clock.advance(chrono::TimeDelta::hours(1));
    let again = desk.import(&MID_YEAR).await;
    app.clock.advance(chrono::TimeDelta::days(8));
    assert!(imports::undo_import(&desk.cx().await, again.id).await.is_err(), "after seven days");
}

#[tokio::test]
async fn what_was_built_on_an_import_stays_when_it_is_taken_back() {
    given_a_desk!(app, school, admin, desk);
    let run = desk.read_learners(&[ELOISE, NOEL]).await;
    let run = desk.apply(&run).await;
    let accounts = desk.all::<user::Entity>().await;
    let noel = accounts.iter().find(|row| row.last_name == "LECŒUR").unwrap();
    let cx = app.task(Task::Seed, Some(school.id));
    let signed = user::ActiveModel { id: Unchanged(noel.id), activated_at: Set(Some(cx.now())), ..Default::default() };
    cx.write(Act::CreateUser, async |tx| tx.save(signed).await).await.unwrap();
    imports::undo_import(&desk.cx().await, run.id).await.unwrap();
    let accounts = desk.all::<user::Entity>().await;
    assert!(accounts.iter().all(|row| row.last_name != "CRÉPIN"), "nothing was built on Éloïse");
    let noel = accounts.iter().find(|row| row.last_name == "LECŒUR").unwrap();
    assert!(noel.deactivated_at.is_some(), "Noël has signed in: closed, not removed");
    assert!(desk.all::<bilan::Entity>().await.is_empty());
}

#[tokio::test]
async fn an_import_cut_by_a_stop_is_told_and_can_be_begun_again() {
    given_a_desk!(app, school, admin, desk);
    let upload =
        desk.drop("ElevesSansAdresses.xml", learners_file(2025, "12/09/2025", &[ELOISE, NOEL]).as_bytes()).await;
    let cut = desk.start(vec![upload]).await.unwrap();
    let second = desk.drop("autre.xml", learners_file(2025, "12/09/2025", &[ELOISE]).as_bytes()).await;
    let busy = desk.start(vec![second]).await.unwrap_err();
    assert_eq!(busy.problems()[0].code, Code::NotReady, "of two imports at once, the second is told");
    imports::recover(&app.app.shared).await.unwrap();
    assert_eq!(desk.run(cut.id).await.state, ImportState::Interrupted);
    app.run_jobs().await;
    assert_eq!(desk.run(cut.id).await.state, ImportState::Interrupted, "what was left to do is no longer to be done");
    let again = desk.start(vec![upload]).await.unwrap();
    app.run_jobs().await;
    assert_eq!(desk.run(again.id).await.state, ImportState::Ready);
    imports::apply_import(&desk.cx().await, again.id, None, None).await.unwrap();
    imports::recover(&app.app.shared).await.unwrap();
    app.run_jobs().await;
    assert_eq!(desk.run(again.id).await.state, ImportState::Ready, "not applied, and ready to be");
    assert_eq!(desk.all::<learner::Entity>().await.len(), 0);
    desk.apply(&desk.run(again.id).await).await;
    assert_eq!(desk.all::<learner::Entity>().await.len(), 2);
}

#[tokio::test]
async fn an_older_export_and_an_overtaken_reading_are_told() {
    given_a_desk!(app, school, admin, desk);
    let first = desk.read_learners(&[ELOISE, NOEL]).await;
    let second = desk.read_learners(&[ELOISE, NOEL]).await;
    app.clock.advance(chrono::TimeDelta::minutes(1));
    desk.apply(&first).await;
    let late = imports::apply_import(&desk.cx().await, second.id, None, None).await.unwrap_err();
    assert_eq!(late.problems()[0].code, Code::ChangedMeanwhile);
    app.clock.advance(chrono::TimeDelta::minutes(1));
    let older = desk.read(&[("vieux.xml", learners_file(2025, "20/08/2025", &[ELOISE, NOEL]).into_bytes())]).await;
    let confirmation = imports::confirmation_of(&older).expect("an older export asks");
    assert_eq!(confirmation.to_type, "20/08/2025");
}

#[tokio::test]
async fn statements_do_not_grow_with_learners() {
    given_a_desk!(app, school, admin, desk);
    let mut counted = Vec::new();
    for (many, from) in [(20_u32, 10_000), (400, 20_000)] {
        let pupils: Vec<Pupil> = (0..many)
            .map(|k| {
                (
                    from + k,
                    leak(format!("NOM{}", from + k)),
                    leak(format!("Prénom{k}")),
                    "04/05/2009",
                    leak(format!("99{:07}AB", from + k)),
                )
            })
            .collect();
        let content = learners_file(2025, "12/09/2025", &pupils);
        let upload = desk.drop("ElevesSansAdresses.xml", content.as_bytes()).await;
        let work = async {
            let run = desk.start(vec![upload]).await.unwrap();
            app.run_jobs().await;
            let typed = imports::confirmation_of(&desk.run(run.id).await).map(|asked| asked.to_type);
            imports::apply_import(&desk.cx().await, run.id, typed.as_deref(), None).await.unwrap();
            app.run_jobs().await;
            run.id
        };
        let (run, statements) = app.statements(work).await;
        assert_eq!(desk.run(run).await.state, ImportState::Applied);
        counted.push(statements);
        app.clock.advance(chrono::TimeDelta::minutes(1));
    }
    assert!(counted[1] < counted[0] + 40, "{counted:?}");
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

const START: &str =
    "mutation($ids: [ID!]!) { startImport(input: { uploadIds: $ids }) { run { id state } errors { code path } } }";
const SHOW: &str = "query($id: ID!) { import(id: $id) { state startedBy schoolYearLabel viewerCan undoableUntil counts { created } countsBySubject { subject counts { created } }
    files { name kind state summary } lines(first: 2, outcome: CREATED) { totalCount nodes { name outcome choices { code } } pageInfo { hasNextPage } } confirmation { toType } } }";

#[tokio::test]
async fn the_import_page_is_one_question_and_only_for_those_who_import_r35() {
    given_a_desk!(app, school, admin, desk);
    let ddftp = school.ddftp().await;
    let teacher = school.person("Sophie Garnier", Role::Teacher).await;
    let upload =
        desk.drop("ElevesSansAdresses.xml", learners_file(2025, "12/09/2025", &[ELOISE, NOEL]).as_bytes()).await;
    let ids = json!({ "ids": [upload] });
    assert_eq!(teacher.run(START, ids.clone()).await.code(), Some("FORBIDDEN"));
    assert_eq!(Person::stranger(&app).run(START, ids.clone()).await.code(), Some("UNAUTHENTICATED"));
    let elsewhere = app.school_of("0999002X").await;
    let other = elsewhere.admin().await;
    assert_eq!(
        other.run(START, ids.clone()).await.problems("startImport"),
        [("NOT_FOUND".to_owned(), "uploadIds".to_owned())]
    );
    let started = ddftp.run(START, ids).await.fine();
    assert_eq!(started.text("startImport.run.state"), "READING");
    app.run_jobs().await;
    let id = json!({ "id": started.text("startImport.run.id") });
    let shown = ddftp.run(SHOW, id.clone()).await.fine();
    assert_eq!(shown.text("import.state"), "READY");
    assert_eq!(shown.text("import.startedBy"), "Nadia Benali");
    assert_eq!(shown.at("import.viewerCan"), &json!(["APPLY_IMPORT", "DECIDE_IMPORT_LINE"]));
    assert_eq!(shown.number("import.lines.totalCount"), 3, "two learners and their training");
    assert_eq!(shown.text("import.files.0.kind"), "LEARNERS");
    assert!(teacher.run(SHOW, id.clone()).await.at("import").is_null());
    assert!(other.run(SHOW, id.clone()).await.at("import").is_null());
    let apply = "mutation($id: ID!) { applyImport(input: { importId: $id }) { run { state } errors { code } } }";
    assert_eq!(teacher.run(apply, id.clone()).await.code(), Some("FORBIDDEN"));
    assert_eq!(ddftp.run(apply, id.clone()).await.fine().text("applyImport.run.state"), "APPLYING");
    app.run_jobs().await;
    let undo = "mutation($id: ID!) { undoImport(input: { importId: $id }) { run { state } errors { code } } }";
    assert_eq!(ddftp.run(undo, id.clone()).await.code(), Some("FORBIDDEN"), "the administrator alone takes back");
    assert_eq!(admin.run(SHOW, id.clone()).await.at("import.viewerCan"), &json!(["UNDO_IMPORT"]));
    assert_eq!(admin.run(undo, id).await.fine().text("undoImport.run.state"), "UNDONE");
}

/// A file sent as the import page sends it.
fn sent(content: &[u8], person: &Person) -> Request<Body> {
    let mut body =
        b"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../Eleves.xml\"\r\n\r\n".to_vec();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    let request = Request::post("/files?purpose=import")
        .header("content-type", "multipart/form-data; boundary=cut")
        .header("x-etabli-client", "stories")
        .body(Body::from(body))
        .expect("a request");
    by(request, person)
}

#[tokio::test]
async fn files_are_taken_from_our_own_page_by_those_who_import_and_not_too_large() {
    // F1, Q14
    let app = TestApp::configured(NOVEMBER, |config| config.import_upload_mib = 1).await;
    let school = app.school().await;
    let admin = school.admin().await;
    let teacher = school.person("Sophie Garnier", Role::Teacher).await;
    let content = learners_file(2025, "12/09/2025", &[ELOISE, NOEL]);
    let http = app.http();

    let mut foreign = sent(content.as_bytes(), &admin);
    foreign.headers_mut().remove("x-etabli-client");
    assert_eq!(http.send(foreign).await.code(), "FORBIDDEN");
    let elsewhere = with(sent(content.as_bytes(), &admin), "origin", "https://evil.example");
    assert_eq!(http.send(elsewhere).await.code(), "FORBIDDEN");
    assert_eq!(http.send(sent(content.as_bytes(), &teacher)).await.code(), "FORBIDDEN");
    let mut nobody = sent(content.as_bytes(), &admin);
    nobody.headers_mut().remove("cookie");
    assert_eq!(http.send(nobody).await.status, 401);
    let large = http.send(sent(&vec![b' '; (1 << 20) + 1], &admin)).await;
    assert_eq!(large.status, 413, "{}", large.text());
    let desk = Desk { app: &app, school: &school, person: &admin };
    assert_eq!(desk.waiting(), 0, "nothing stays of what was refused");

    let taken = http.send(sent(content.as_bytes(), &admin)).await;
    assert_eq!(taken.status, 201, "{}", taken.text());
    assert_eq!(taken.json()["name"], "Eleves.xml", "a name is no path");
    let started = admin.run(START, json!({ "ids": [taken.json()["id"]] })).await.fine();
    let id = started.text("startImport.run.id").to_owned();
    let watch = "subscription($id: ID!) { importProgressed(importId: $id) { state files { readBytes totalBytes } } }";
    let mut progress = admin.follow(watch, json!({ "id": id })).await;
    assert_eq!(progress.next().await.expect("a state").text("importProgressed.state"), "READING");
    app.run_jobs().await;
    let ready = tokio::time::timeout(std::time::Duration::from_secs(5), async {
        loop {
            let said = progress.next().await.expect("a state");
            if said.text("importProgressed.state") == "READY" {
                return said;
            }
        }
    });
    let ready = ready.await.expect("the page learns that the files were read");
    assert_eq!(ready.at("importProgressed.files.0.readBytes"), ready.at("importProgressed.files.0.totalBytes"));
    let report = by(Request::get(format!("/imports/{id}/report.csv")).body(Body::empty()).expect("a request"), &admin);
    let report = http.send(report).await;
    assert_eq!(report.header("content-type"), "text/csv; charset=utf-8");
    assert!(report.header("content-disposition").starts_with("attachment"));
    let theirs =
        by(Request::get(format!("/imports/{id}/report.csv")).body(Body::empty()).expect("a request"), &teacher);
    assert_eq!(http.send(theirs).await.status, 403);
}
