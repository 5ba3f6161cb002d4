//! What cannot be taken says why: lines, files, years (R29, R33, R36, R40).

use super::{ELOISE, NOEL, Pupil, RENTREE, fixture, learners_file, tally};
use entity::import_line::{self, ImportOutcome, ImportSubject};
use entity::import_run::ImportState;
use entity::{enrolment, guardian, guardian_link, learner, school_year};
use etabli::imports::{self, Tally};
use std::collections::BTreeSet;

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
async fn a_refused_newcomer_brings_no_guardian_and_the_same_files_change_nothing_r31_r39() {
    given_a_desk!(app, school, admin, desk);
    let unnamed = |path: &str| {
        let text = encoding_of(&std::fs::read(fixture(path)).unwrap()).replace("ISO-8859-15", "UTF-8");
        if path.contains("Eleves") { text.replacen("<PRENOM>Célia</PRENOM>", "", 1) } else { text }.into_bytes()
    };
    let files: Vec<(&str, Vec<u8>)> = RENTREE.iter().map(|path| (*path, unnamed(path))).collect();
    let run = desk.read(&files).await;
    assert_eq!(tally(&run, ImportSubject::Learner).refused, 1);
    desk.apply(&run).await;
    let tied: BTreeSet<_> = desk.all::<guardian_link::Entity>().await.into_iter().map(|row| row.guardian_id).collect();
    assert!(desk.all::<guardian::Entity>().await.iter().all(|row| tied.contains(&row.id)), "R39");
    app.clock.advance(chrono::TimeDelta::hours(1));
    let again = desk.read(&files).await;
    let Tally { created, updated, deactivated, .. } = tally(&again, ImportSubject::Guardian);
    assert_eq!([created, updated, deactivated], [0; 3], "R31");
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
    assert!(run.message.unwrap().contains("Deux fichiers «\u{a0}ElevesSansAdresses\u{a0}»"));
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
