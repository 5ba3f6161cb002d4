//! A later import moves only what moved: arrivals, leavers, returns, doubtful names (R31, R32, R34).

use super::{ELOISE, MID_YEAR, NOEL, Pupil, RENTREE, count, ids, manifest, tally};
use crate::app::people::Person;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::role_grant::Role;
use entity::{learner, session, user};
use etabli::access::{Act, Task};
use etabli::error::Code;
use etabli::imports;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::json;
use std::collections::BTreeSet;

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
    assert!(refused.problems()[0].message.contains("tapez «\u{a0}1\u{a0}»"), "{:?}", refused.problems());
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
async fn an_account_closed_by_hand_stays_closed_whatever_an_import_finds_r32() {
    given_a_desk!(app, school, admin, desk);
    let run = desk.read_learners(&[ELOISE, NOEL]).await;
    desk.apply(&run).await;
    let noel = desk.all::<user::Entity>().await.into_iter().find(|row| row.last_name == "LECŒUR").unwrap();
    let head = school.person("Hugo Chef", Role::Head).await;
    // A reason that begins like that of an import does not make it one.
    let closed = head.run(
        "mutation ($id: ID!) { disableUser(input: { userId: $id, reason: \"Import fait par erreur\" }) { errors { code } } }",
        json!({ "id": noel.id }),
    );
    assert_eq!(closed.await.fine().problems("disableUser"), []);
    let account = async || desk.all::<user::Entity>().await.into_iter().find(|row| row.id == noel.id).unwrap();

    app.clock.advance(chrono::TimeDelta::hours(1));
    let run = desk.read_learners(&[ELOISE, NOEL]).await;
    assert_eq!(tally(&run, ImportSubject::Learner).reactivated, 0);
    let told = desk.lines(&run, ImportOutcome::Unchanged, ImportSubject::Learner).await;
    assert!(told.iter().any(|line| line.detail == "Compte fermé à la main\u{a0}: il le reste."), "{told:?}");
    desk.apply(&run).await;
    assert!(account().await.deactivated_at.is_some());

    // Who decides that it is the same person under another number does not open the account either.
    app.clock.advance(chrono::TimeDelta::hours(1));
    let run = desk.read_learners(&[ELOISE, (900, "LECOEUR", "Noel", "31/12/2008", "")]).await;
    let lines = desk.lines(&run, ImportOutcome::Undecided, ImportSubject::Learner).await;
    assert_eq!(lines.len(), 1, "{:?}", run.counts);
    imports::decide_import_line(&desk.cx().await, lines[0].id, "SAME").await.unwrap();
    desk.apply(&run).await;
    let kept = account().await;
    assert_eq!(kept.deactivated_reason.as_deref(), Some("Fermé à la main\u{a0}: Import fait par erreur"));
    assert!(kept.deactivated_at.is_some());
}
