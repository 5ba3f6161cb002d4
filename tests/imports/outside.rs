//! Learners outside SIECLE: a list in CSV or a form, managed apart from the official files (R37).

use super::{Desk, ELOISE, NOEL, Pupil, tally};
use crate::accounts::own_data;
use crate::app::TestApp;
use crate::app::people::Person;
use crate::app::school::{School, day};
use entity::enrolment::LearnerStatus;
use entity::id::SpecialtyId;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::{self, ImportState};
use entity::role_grant::Role;
use entity::user::{self, AccountSource};
use entity::{enrolment, learner, school_year};
use etabli::access::Act;
use etabli::imports::{self, Tally};
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::{Value, json};

const HEADER: &str =
    "nom;prénom;date de naissance;sexe;division;statut;formation;niveau;adresse électronique;INE;début;fin";
const CAMILLE: &str =
    "LEFÈVRE;Camille;14/03/2004;F;1CAP1;apprentie;CAP Électricien;CAP1;camille@exemple.fr;;01/09/2025;";
const KARIM: &str = "BENALI;Karim;1979-11-02;M;1CAP1;adulte;cap-electricien;Première année;;;;";
const LEA: &str = "DUVAL;Léa;05/06/2008;;2MELEC1;apprentie;24725520310;;;990000777XY;;";

/// A list under the model's header.
fn list(lines: &[&str]) -> Vec<u8> {
    format!("{HEADER}\r\n{}\r\n", lines.join("\r\n")).into_bytes()
}

/// Divisions and diplomas that the lists speak of.
async fn taught(school: &School<'_>) -> [SpecialtyId; 2] {
    let diplomas = [school.specialty("cap-electricien").await, school.specialty("bac-pro-melec").await];
    school.division("1CAP1").await;
    school.division("2MELEC1").await;
    diplomas
}

impl Desk<'_> {
    async fn read_list(&self, lines: &[&str]) -> import_run::Model {
        self.app.clock.advance(chrono::TimeDelta::minutes(5));
        let run = self.read(&[("apprentis.csv", list(lines))]).await;
        assert_eq!(run.state, ImportState::Ready, "{:?}", run.message);
        run
    }

    async fn import_list(&self, lines: &[&str]) -> import_run::Model {
        let run = self.read_list(lines).await;
        self.apply(&run).await
    }

    async fn account(&self, last_name: &str) -> user::Model {
        let found = self.all::<user::Entity>().await.into_iter().find(|row| row.last_name == last_name);
        found.expect("an account")
    }

    async fn enrolled(&self, last_name: &str) -> (learner::Model, enrolment::Model) {
        let account = self.account(last_name).await;
        let learner = self.all::<learner::Entity>().await.into_iter().find(|row| row.user_id == account.id);
        let learner = learner.expect("a learner");
        let mut enrolments = self.all::<enrolment::Entity>().await.into_iter();
        let enrolment = enrolments.rfind(|row| row.learner_id == learner.id).expect("an enrolment");
        (learner, enrolment)
    }

    /// Names and reasons of the lines with an outcome about learners.
    async fn told(&self, run: &import_run::Model, outcome: ImportOutcome) -> Vec<String> {
        let lines = self.lines(run, outcome, ImportSubject::Learner).await;
        lines.into_iter().map(|line| format!("{:?} {} : {}", line.line, line.name, line.detail)).collect()
    }
}

fn moved(run: &import_run::Model) -> [i32; 6] {
    let Tally { created, updated, deactivated, reactivated, refused, undecided, .. } =
        tally(run, ImportSubject::Learner);
    [created, updated, deactivated, reactivated, refused, undecided]
}

#[tokio::test]
async fn a_list_brings_learners_managed_apart_and_the_same_list_changes_nothing_r3_r31_r37_r38() {
    given_a_desk!(app, school, admin, desk);
    let [_, melec] = taught(&school).await;
    let run = desk.import_list(&[CAMILLE, KARIM, LEA]).await;
    assert_eq!(moved(&run), [3, 0, 0, 0, 0, 0]);
    let camille = desk.account("LEFÈVRE").await;
    assert_eq!((camille.login.as_str(), camille.source), ("camille.lefevre", AccountSource::ManualCsv));
    assert_eq!(camille.email.as_deref(), Some("camille@exemple.fr"));
    assert!(camille.activation_open_until.is_some() && camille.birth_date.is_some(), "R7: opened like other learners");
    let (_, karim) = desk.enrolled("BENALI").await;
    assert_eq!((karim.status, karim.level.as_deref()), (LearnerStatus::AdultTrainee, Some("CAP1")));
    let (lea, enrolled) = desk.enrolled("DUVAL").await;
    assert_eq!((enrolled.status, enrolled.level.as_deref()), (LearnerStatus::Apprentice, Some("2NDE")));
    assert_eq!((enrolled.specialty_id, lea.ine.as_deref()), (Some(melec), Some("990000777XY")));

    let before = desk.picture().await;
    let again = desk.read_list(&[CAMILLE, KARIM, LEA]).await;
    assert_eq!((moved(&again), tally(&again, ImportSubject::Learner).unchanged), ([0; 6], 3));
    desk.apply(&again).await;
    assert_eq!(desk.picture().await, before, "R31");

    // A shorter list closes nobody; a corrected name is known again by the national number.
    let corrected = LEA.replace("DUVAL", "DUVALL").replace("2MELEC1", "1CAP1");
    let run = desk.import_list(&[&corrected]).await;
    assert_eq!(moved(&run), [0, 1, 0, 0, 0, 0]);
    let (kept, moved_to) = desk.enrolled("DUVALL").await;
    assert_eq!(kept.id, lea.id);
    assert_ne!(moved_to.division_id, enrolled.division_id);
    assert!(desk.account("LEFÈVRE").await.deactivated_at.is_none());
}

#[tokio::test]
async fn a_line_that_is_wrong_says_why_and_the_others_are_taken_r36_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    let long = format!("{};Noé;14/03/2004;;1CAP1;apprenti;CAP Électricien;CAP1;;;;", "A".repeat(300));
    let wrong = [
        ("=HYPERLINK(1);Ada;14/03/2004;;1CAP1;apprenti;CAP Électricien;CAP1;;;;", "formule"),
        ("<b>ROY</b>;Ada;14/03/2004;;1CAP1;apprenti;CAP Électricien;CAP1;;;;", "balise"),
        ("\"ROY\r\nBcc: x\";Ada;14/03/2004;;1CAP1;apprenti;CAP Électricien;CAP1;;;;", "jusqu’à la ligne 7"),
        (long.as_str(), "100 caractères"),
        ("ROY;Ada;31/02/2004;;1CAP1;apprenti;CAP Électricien;CAP1;;;;", "31/02/2004"),
        ("ROY;Ada;14/03/2024;;1CAP1;apprenti;CAP Électricien;CAP1;;;;", "n’est pas celle d’un apprenant"),
        (";;14/03/2004;;1CAP1;apprenti;CAP Électricien;CAP1;;;;", "Le nom manque. Le prénom manque."),
        ("ROY;Ava;14/03/2004;;9Z9;apprenti;CAP Électricien;CAP1;;;;", "Divisions de l’année : 1CAP1, 2MELEC1"),
        ("ROY;Ada;14/03/2004;;1CAP1;patron;CAP Électricien;CAP1;;;;", "apprenti, adulte ou élève"),
        ("ROY;Zoé;14/03/2004;;1CAP1;apprenti;Bac pro MCV;TLE;;;;", "Bac pro MELEC, CAP Électricien"),
        ("ROY;Mia;14/03/2004;;1CAP1;apprenti;CAP Électricien;;;;;", "CAP1 ou CAP2"),
        ("ROY;Ida;14/03/2004;;1CAP1;apprenti;24725520310;TLE;;;;", "qui dit 2NDE"),
        ("ROY;Ada;14/03/2004;;1CAP1;apprenti;CAP Électricien;CAP1;pas une adresse;;;", "nom@domaine.fr"),
        ("ROY;Ada;14/03/2004;;1CAP1;apprenti;CAP Électricien;CAP1;;;01/09/2026;01/09/2025", "avant le début"),
        ("ROY;Ada;14/03/2004;;1CAP1;apprenti;CAP Électricien;CAP1;;;;;en trop", "13 cases au lieu de 12"),
        ("Total : 14 apprentis", "1 case au lieu de 12"),
        ("Lefevre;camille;2004-03-14;;1CAP1;apprenti;CAP Électricien;CAP1;;;;", "à la ligne 2"),
    ];
    let mut lines = vec![CAMILLE, ";;;;;;;;;;;"];
    lines.extend(wrong.iter().map(|(line, _)| *line));
    lines.push(KARIM);
    let run = desk.read_list(&lines).await;
    let told = desk.told(&run, ImportOutcome::Refused).await;
    assert_eq!(told.len(), wrong.len(), "{told:#?}");
    for ((_, reason), told) in wrong.iter().zip(&told) {
        assert!(told.contains(reason), "{told} should say {reason}");
        assert!(told.ends_with("déposez la liste de nouveau.") || told.ends_with("Gardez-en une seule."), "{told}");
    }
    assert!(told[0].starts_with("Some(4) "), "a blank line is passed over: {}", told[0]);
    assert!(told[3].starts_with("Some(8) "), "a line break inside a line is counted: {}", told[3]);
    let run = desk.apply(&run).await;
    assert_eq!(moved(&run), [2, 0, 0, 0, i32::try_from(wrong.len()).unwrap(), 0]);
    let (_, report) = imports::report(&desk.cx().await, run.id).await.unwrap();
    let report = String::from_utf8(report).unwrap();
    assert!(report.contains("rejeté;apprenant;'=HYPERLINK(1) Ada;"), "{report}");
}

#[tokio::test]
async fn what_is_no_list_is_refused_with_its_remedy_before_anything_changes_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    let before = desk.picture().await;
    let utf8 = list(&[CAMILLE]);
    let without = |column: &str| String::from_utf8(utf8.clone()).unwrap().replace(column, "autre").into_bytes();
    let workbook = {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("[Content_Types].xml", zip::write::SimpleFileOptions::default()).unwrap();
        zip.finish().unwrap().into_inner()
    };
    for (name, content, told) in [
        ("vide.csv", Vec::new(), "vide"),
        ("sans-statut.csv", without("statut"), "« statut » manque"),
        ("barres.csv", String::from_utf8(utf8.clone()).unwrap().replace(';', "|").into_bytes(), "point-virgule"),
        ("entête.csv", format!("{HEADER}\n").into_bytes(), "aucune ligne"),
        ("image.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "caractère illisible"),
        ("mêlé.csv", [utf8.as_slice(), b"No\xebl"].concat(), "deux encodages"),
        ("classeur.csv", workbook, "enregistrez la feuille au format CSV"),
        (
            "guillemet.csv",
            [utf8.as_slice(), b"\"ROY;", &b"Ada;".repeat(40_000)].concat(),
            "un guillemet n’est pas fermé",
        ),
    ] {
        let message = desk.refused(name, content).await;
        assert!(message.contains(told), "{name}: {message}");
    }
    let both = [("apprentis.csv", utf8.clone()), ("ElevesSansAdresses.xml", b"<a/>".to_vec())];
    let run = desk.read(&both).await;
    assert!(run.message.unwrap().contains("se dépose seule"));
    assert_eq!(desk.picture().await, before);
    assert_eq!(desk.waiting(), 0);
}

#[tokio::test]
async fn the_separator_and_the_encoding_are_found_from_the_content_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    let utf8 = String::from_utf8(list(&[CAMILLE])).unwrap();
    let one_byte =
        |text: &str| -> Vec<u8> { text.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect() };
    let wide = format!("\u{feff}{}", utf8.replace(';', "\t")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files: [(&str, Vec<u8>); 4] = [
        ("utf-8.csv", format!("\u{feff}{utf8}").into_bytes()),
        ("windows.csv", one_byte(&utf8)),
        ("virgules.txt", utf8.replace(';', ",").replace("\r\n", "\n").into_bytes()),
        ("unicode.txt", wide),
    ];
    for (n, file) in files.into_iter().enumerate() {
        app.clock.advance(chrono::TimeDelta::minutes(5));
        let run = desk.read(&[file]).await;
        assert_eq!(run.state, ImportState::Ready, "{:?}", run.message);
        let expected = if n == 0 { [1, 0, 0, 0, 0, 0] } else { [0; 6] };
        assert_eq!(moved(&run), expected, "file {n}: {:?}", desk.told(&run, ImportOutcome::Refused).await);
        desk.apply(&run).await;
    }
    assert_eq!(desk.account("LEFÈVRE").await.login, "camille.lefevre");
}

#[tokio::test]
async fn siecle_neither_closes_nor_counts_who_is_outside_it_r35_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    desk.import_list(&[CAMILLE, KARIM, LEA]).await;
    let run = desk.read_learners(&[ELOISE, NOEL]).await;
    assert_eq!((moved(&run), imports::confirmation_of(&run).unwrap()), ([2, 0, 0, 0, 0, 0], None));
    desk.apply(&run).await;
    app.clock.advance(chrono::TimeDelta::minutes(5));
    let run = desk.read_learners(&[ELOISE]).await;
    let asked = imports::confirmation_of(&run).unwrap().expect("one of two is asked about");
    assert!(asked.sentence.starts_with("1 apprenants sur 2 "), "those outside are no part of it: {}", asked.sentence);
    for name in ["LEFÈVRE", "BENALI", "DUVAL"] {
        assert!(desk.account(name).await.deactivated_at.is_none(), "{name}");
    }
}

#[tokio::test]
async fn somebody_outside_siecle_whom_siecle_brings_is_the_same_learner_r34_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    desk.import_list(&[CAMILLE, KARIM, LEA]).await;
    let (lea, _) = desk.enrolled("DUVAL").await;
    let login = desk.account("DUVAL").await.login;
    let by_number: Pupil = (701, "DUVAL", "Léa", "05/06/2008", "990000777XY");
    let by_names: Pupil = (702, "LEFEVRE", "Camille", "14/03/2004", "");
    let run = desk.read_learners(&[by_number, by_names]).await;
    assert_eq!(moved(&run), [0, 1, 0, 0, 0, 1]);
    assert!(desk.told(&run, ImportOutcome::Updated).await[0].contains("Désormais dans SIECLE"));
    let doubtful = desk.lines(&run, ImportOutcome::Undecided, ImportSubject::Learner).await;
    imports::decide_import_line(&desk.cx().await, doubtful[0].id, "SAME").await.unwrap();
    let applied = desk.apply(&run).await;
    assert_eq!(desk.all::<learner::Entity>().await.len(), 3, "no double");
    let (now, _) = desk.enrolled("DUVAL").await;
    assert_eq!((now.id, now.source_id.as_str()), (lea.id, "701"));
    let account = desk.account("DUVAL").await;
    assert_eq!((account.source, account.login), (AccountSource::Siecle, login), "R31");
    assert_eq!(desk.account("LEFEVRE").await.source, AccountSource::Siecle);
    assert_eq!(desk.account("BENALI").await.source, AccountSource::ManualCsv);

    // The list that still names them changes nothing, and nothing is left to SIECLE's file.
    let list = desk.read_list(&[CAMILLE, KARIM, LEA]).await;
    let [created, updated, deactivated, ..] = moved(&list);
    assert_eq!([created, updated, deactivated], [0; 3], "{:?}", desk.told(&list, ImportOutcome::Updated).await);
    app.clock.advance(chrono::TimeDelta::minutes(5));
    let again = desk.read_learners(&[by_number, by_names]).await;
    assert_eq!(moved(&again), [0; 6], "{:?}", desk.told(&again, ImportOutcome::Updated).await);

    imports::undo_import(&desk.cx().await, applied.id).await.unwrap();
    assert_eq!(desk.account("DUVAL").await.source, AccountSource::ManualCsv, "taken back: apart again");
}

#[tokio::test]
async fn two_persons_of_the_same_names_stay_two_whichever_file_brings_the_second_r34_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    desk.import_list(&[CAMILLE]).await;
    let namesake: Pupil = (702, "LEFEVRE", "Camille", "14/03/2004", "990000001AB");
    let run = desk.read_learners(&[namesake]).await;
    let line = desk.lines(&run, ImportOutcome::Undecided, ImportSubject::Learner).await.remove(0);
    imports::decide_import_line(&desk.cx().await, line.id, "OTHER").await.unwrap();
    desk.apply(&run).await;
    assert_eq!(desk.all::<learner::Entity>().await.len(), 2);
    assert!(desk.account("LEFÈVRE").await.deactivated_at.is_none(), "SIECLE does not close who is outside it");

    // The other way round: somebody of SIECLE, then a line of the same names.
    app.clock.advance(chrono::TimeDelta::minutes(5));
    let noel = desk.read_learners(&[namesake, NOEL]).await;
    desk.apply(&noel).await;
    let line = "LECOEUR;Noël;31/12/2008;;1CAP1;apprenti;CAP Électricien;CAP1;;;;";
    for (decision, learners) in [("SAME", 3), ("OTHER", 4)] {
        let run = desk.read_list(&[line]).await;
        assert_eq!(moved(&run), [0, 0, 0, 0, 0, 1]);
        let doubtful = desk.lines(&run, ImportOutcome::Undecided, ImportSubject::Learner).await.remove(0);
        imports::decide_import_line(&desk.cx().await, doubtful.id, decision).await.unwrap();
        desk.apply(&run).await;
        assert_eq!(desk.all::<learner::Entity>().await.len(), learners, "{decision}");
        let kept = desk.account("LECŒUR").await;
        assert_eq!((kept.source, kept.deactivated_at), (AccountSource::Siecle, None), "{decision}");
    }
    assert_eq!(moved(&desk.read_list(&[line]).await), [0; 6], "decided once");
}

#[tokio::test]
async fn a_last_day_that_is_past_closes_the_account_and_a_new_one_opens_it_again_r32_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    desk.import_list(&[CAMILLE, KARIM]).await;
    let left = format!("{CAMILLE}16/11/2025");
    let run = desk.read_list(&[&left]).await;
    assert_eq!(moved(&run), [0, 0, 1, 0, 0, 0]);
    let asked = imports::confirmation_of(&run).unwrap().expect("one of two, R35");
    imports::apply_import(&desk.cx().await, run.id, Some(&asked.to_type), None).await.unwrap();
    app.run_jobs().await;
    let camille = desk.account("LEFÈVRE").await;
    assert_eq!(camille.deactivated_reason.as_deref(), Some("Import\u{a0}: parti le 16/11/2025"));
    let (learner, enrolment) = desk.enrolled("LEFÈVRE").await;
    assert_eq!((learner.exit_on, enrolment.left_on), (Some(day(2025, 11, 16)), Some(day(2025, 11, 16))));
    assert_eq!(moved(&desk.read_list(&[&left]).await), [0; 6], "R31");
    let run = desk.import_list(&[&format!("{CAMILLE}30/06/2026")]).await;
    assert_eq!(moved(&run), [0, 0, 0, 1, 0, 0]);
    let (learner, _) = desk.enrolled("LEFÈVRE").await;
    assert_eq!(learner.exit_on, Some(day(2026, 6, 30)));
    assert_eq!(desk.account("LEFÈVRE").await.deactivated_at, None);

    // Closed by hand, it stays closed.
    let head = school.person("Hugo Chef", Role::Head).await;
    let close = "mutation ($id: ID!) { disableUser(input: { userId: $id }) { errors { code } } }";
    head.run(close, json!({ "id": camille.id })).await.fine();
    let run = desk.read_list(&[CAMILLE]).await;
    assert_eq!(moved(&run), [0; 6]);
    assert!(desk.told(&run, ImportOutcome::Unchanged).await[0].contains("fermé à la main"));
}

#[tokio::test]
async fn who_left_siecle_can_come_back_outside_it_and_siecle_lets_them_be_r32_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    let run = desk.read_learners(&[ELOISE, NOEL]).await;
    desk.apply(&run).await;
    app.clock.advance(chrono::TimeDelta::minutes(5));
    let run = desk.read_learners(&[NOEL]).await;
    imports::apply_import(&desk.cx().await, run.id, Some("1"), None).await.unwrap();
    app.run_jobs().await;
    assert!(desk.account("CRÉPIN").await.deactivated_at.is_some());
    let eloise = "CREPIN;Éloïse;04/05/2009;F;1CAP1;apprentie;CAP Électricien;CAP1;;990000001AB;;";
    let run = desk.import_list(&[eloise]).await;
    assert_eq!(moved(&run), [0, 0, 0, 1, 0, 0], "the same learner, back by another door");
    let account = desk.account("CREPIN").await;
    assert_eq!((account.source, account.deactivated_at), (AccountSource::ManualCsv, None));
    let run = desk.read_learners(&[NOEL]).await;
    assert_eq!(moved(&run), [0; 6]);
}

#[tokio::test]
async fn a_list_is_taken_back_whole_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    desk.import_list(&[CAMILLE]).await;
    let before = desk.picture().await;
    let moved_line = CAMILLE.replace("1CAP1", "2MELEC1").replace("camille@", "c.lefevre@");
    let run = desk.import_list(&[&moved_line, KARIM, LEA]).await;
    assert_ne!(desk.picture().await, before);
    imports::undo_import(&desk.cx().await, run.id).await.unwrap();
    let after = desk.picture().await;
    let difference: Vec<&String> = after
        .iter()
        .filter(|line| !before.contains(line))
        .chain(before.iter().filter(|line| !after.contains(line)))
        .collect();
    assert!(difference.is_empty(), "{difference:#?}");
}

const ADD: &str = "mutation ($input: AddLearnerInput!) { addLearner(input: $input) { run { id state } errors { code path message } } }";

fn typed(change: impl FnOnce(&mut Value)) -> Value {
    let mut input = json!({
        "lastName": "LEFÈVRE", "firstName": "Camille", "birthDate": "2004-03-14", "civility": "MRS", "division": "1CAP1",
        "status": "APPRENTICE", "training": "CAP Électricien", "level": "CAP1", "clientMutationId": "cm-1",
    });
    change(&mut input);
    json!({ "input": input })
}

#[tokio::test]
async fn a_learner_typed_by_hand_is_checked_at_each_field_and_read_as_a_line_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    let ddftp = school.ddftp().await;
    let teacher = school.person("Sophie Garnier", Role::Teacher).await;
    assert_eq!(teacher.run(ADD, typed(|_| ())).await.code(), Some("FORBIDDEN"));
    assert_eq!(Person::stranger(&app).run(ADD, typed(|_| ())).await.code(), Some("UNAUTHENTICATED"));
    let elsewhere = app.school_of("0999002X").await;
    elsewhere.division("9LOIN").await;
    for (field, value, code) in [
        ("lastName", json!("<script>"), "INVALID"),
        ("firstName", json!(" "), "BLANK"),
        ("firstName", json!("Léa\r\nBcc: x"), "INVALID"),
        ("lastName", json!("A".repeat(300)), "INVALID"),
        ("birthDate", json!("2024-01-01"), "INVALID"),
        ("division", json!("9LOIN"), "INVALID"),
        ("training", json!("=1+1"), "INVALID"),
        ("training", json!(""), "BLANK"),
        ("level", json!(null), "BLANK"),
        ("email", json!("@exemple"), "INVALID"),
        ("ine", json!("pas un numéro"), "INVALID"),
        ("exitOn", json!("2020-01-01"), "INVALID"),
    ] {
        let wrong = typed(|input| {
            input[field] = value;
            input["enteredOn"] = json!("2025-09-01");
        });
        let problems = ddftp.run(ADD, wrong).await.fine().problems("addLearner");
        assert_eq!(problems, [(code.to_owned(), field.to_owned())], "{field}");
    }
    assert_eq!(desk.waiting(), 0, "nothing is kept of what was refused");

    let run = ddftp.run(ADD, typed(|_| ())).await.fine();
    let again = ddftp.run(ADD, typed(|_| ())).await.fine();
    assert_eq!(run.text("addLearner.run.id"), again.text("addLearner.run.id"), "sent twice, done once");
    assert_eq!(desk.waiting(), 1);
    app.run_jobs().await;
    let id = run.text("addLearner.run.id").parse().unwrap();
    let run = desk.run(id).await;
    assert_eq!((run.state, moved(&run)), (ImportState::Ready, [1, 0, 0, 0, 0, 0]), "{:?}", run.message);
    app.clock.advance(chrono::TimeDelta::minutes(5));
    desk.apply(&run).await;
    let camille = desk.account("LEFÈVRE").await;
    assert_eq!((camille.source, camille.sex.as_deref()), (AccountSource::ManualCsv, Some("2")));

    // The list that names her too knows her again.
    let list = desk.read_list(&[CAMILLE]).await;
    assert_eq!([moved(&list)[0], moved(&list)[5]], [0, 0]);
}

#[tokio::test]
async fn accounts_are_listed_by_where_they_come_from_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    desk.import_list(&[CAMILLE, KARIM]).await;
    let run = desk.read_learners(&[ELOISE]).await;
    desk.apply(&run).await;
    let users = "query ($source: AccountSource) { users(source: $source) { totalCount nodes { listName source } } }";
    let listed = admin.run(users, json!({ "source": "MANUAL_CSV" })).await.fine();
    assert_eq!(listed.number("users.totalCount"), 2);
    assert_eq!(listed.text("users.nodes.0.listName"), "BENALI Karim");
    assert_eq!(admin.run(users, json!({ "source": "SIECLE" })).await.fine().number("users.totalCount"), 1);
}

#[tokio::test]
async fn who_is_outside_siecle_takes_away_where_they_come_from_r37_r179() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    desk.import_list(&[KARIM]).await;
    let (learner, _) = desk.enrolled("BENALI").await;
    let karim = Person::signed_in(&school, learner.user_id, Role::Learner).await;
    let (data, _) = own_data::unpacked(&own_data::take_away(&app, &karim).await);
    assert_eq!(data["compte"]["origine"], "MANUAL_CSV");
    let own = &data["apprenant"];
    assert_eq!(
        (&own["identifiant_siecle"], &own["identifiant_hors_siecle"]),
        (&Value::Null, &json!(learner.source_id))
    );
}

#[tokio::test]
async fn the_console_counts_who_is_outside_siecle_by_status_r37_r38() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let desk = Desk { app: &app, school: &school, person: &admin };
    let [cap, _] = taught(&school).await;
    school.semesters(cap, "CAP1").await;
    let ddftp = school.ddftp().await;
    desk.import_list(&[CAMILLE, KARIM]).await;
    let seen = ddftp
        .ask("{ console { learnerCount groups { divisions { division { code } pupils apprentices } } } }")
        .await
        .fine();
    assert_eq!(seen.number("console.learnerCount"), 2);
    let division = seen.at("console.groups.0.divisions.0");
    assert_eq!(division, &json!({ "division": { "code": "1CAP1" }, "pupils": 1, "apprentices": 1 }), "{division}");
}

#[tokio::test]
async fn two_thousand_lines_cost_hardly_more_statements_than_fifty_r37() {
    given_a_desk!(app, school, admin, desk);
    taught(&school).await;
    let mut counted = Vec::new();
    let mut from = 0;
    for many in [50, 2_000] {
        let lines: Vec<String> = (from..from + many)
            .map(|n| format!("N{};Ada;14/03/2004;;1CAP1;apprenti;CAP Électricien;CAP1;;;;", letters(n)))
            .collect();
        from += many;
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let upload = desk.drop("apprentis.csv", &list(&lines)).await;
        let started = std::time::Instant::now();
        let work = async {
            let run = desk.start(vec![upload]).await.unwrap();
            app.run_jobs().await;
            imports::apply_import(&desk.cx().await, run.id, None, None).await.unwrap();
            app.run_jobs().await;
            run.id
        };
        let (run, statements) = Box::pin(app.statements(work)).await;
        let run = desk.run(run).await;
        assert_eq!((run.state, moved(&run)[0]), (ImportState::Applied, many), "{:?}", run.message);
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
        counted.push(statements);
        app.clock.advance(chrono::TimeDelta::minutes(1));
    }
    assert!(counted[1] < counted[0] + 40, "{counted:?}");
}

/// A name of letters for a number.
fn letters(n: i32) -> String {
    n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

#[tokio::test]
async fn a_list_waits_for_the_year_to_be_open_r37() {
    given_a_desk!(app, school, admin, desk);
    // Nothing is open: neither the list nor the form has a year to put anybody in.
    let closed = school_year::ActiveModel { id: Unchanged(school.year), current: Set(false), ..Default::default() };
    school.cx().write(Act::CreateUser, async |tx| tx.save(closed).await).await.unwrap();
    let message = desk.refused("apprentis.csv", list(&[CAMILLE])).await;
    assert!(message.contains("importez d’abord les fichiers"), "{message}");
    let said = admin.run(ADD, typed(|_| ())).await.fine();
    assert_eq!(said.problems("addLearner"), [("NOT_READY".to_owned(), String::new())]);
}
