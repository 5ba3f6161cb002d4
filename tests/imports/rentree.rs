//! The first import of a year makes the school, and a second one changes nothing (R29, R31, R38, R39).

use super::{RENTREE, count, manifest, tally};
use entity::enrolment::{self, LearnerStatus};
use entity::import_line::ImportSubject;
use entity::role_grant::{self, Role};
use entity::{guardian, homeroom, import_file, journal_entry, mef, staff_member, teaching, user};
use etabli::imports::{self, Tally};
use std::collections::BTreeSet;

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
    let counts = imports::counts_of(&again).unwrap();
    for (subject, tally) in counts {
        let Tally { created, updated, deactivated, reactivated, undecided, .. } = tally;
        assert_eq!([created, updated, deactivated, reactivated, undecided], [0; 5], "{subject:?}");
    }
    assert_eq!(again.confirmation, None);
    desk.apply(&again).await;
    assert_eq!(desk.picture().await, before);
}
