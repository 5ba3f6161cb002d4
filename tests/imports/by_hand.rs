//! What the school decided by hand stands whatever an import finds (R31).

use super::{MID_YEAR, RENTREE, tally};
use crate::app::people::Person;
use entity::id::DivisionId;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{division, division_assignment, role_grant, staff_member, teaching, user};
use etabli::access::Act;
use etabli::accounts::merging::{self, lookalikes};
use etabli::accounts::{self, Newcomer, assignments};
use etabli::establishments::{self, years};
use etabli::imports;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;

/// A teacher of the files, and a division that the files do not give them.
async fn teacher_and_division(desk: &super::Desk<'_>) -> (entity::id::UserId, DivisionId) {
    let taught = desk.all::<teaching::Entity>().await;
    let grants = desk.all::<role_grant::Entity>().await;
    let teacher =
        grants.iter().find(|row| taught.iter().any(|service| service.user_id == row.user_id)).unwrap().user_id;
    let theirs = |id: DivisionId| taught.iter().any(|row| row.user_id == teacher && row.division_id == Some(id));
    let divisions = desk.all::<division::Entity>().await;
    let other = divisions.iter().find(|row| row.removed_at.is_none() && !theirs(row.id)).unwrap().id;
    (teacher, other)
}

#[tokio::test]
async fn an_import_never_takes_back_a_division_given_by_hand_and_it_stops_with_the_year_r31() {
    given_a_desk!(app, school, admin, desk);
    desk.import(&RENTREE).await;
    let (teacher, division) = teacher_and_division(&desk).await;
    assignments::assign_divisions(&desk.cx().await, teacher, &[division]).await.unwrap();
    let given = desk.all::<division_assignment::Entity>().await;
    app.clock.advance(chrono::TimeDelta::days(78));
    desk.import(&MID_YEAR).await;
    assert_eq!(desk.all::<division_assignment::Entity>().await, given);
    let person = Person::signed_in(&school, teacher, Role::Teacher).await;
    let sees = async || {
        let divisions = establishments::divisions(&app.cx(person.actor.clone()).await).await.unwrap();
        divisions.iter().any(|row| row.id == division)
    };
    assert!(sees().await);
    let cx = school.cx();
    cx.write(Act::CreateUser, async |tx| years::begin(tx, 2026).await).await.unwrap();
    assert!(!sees().await, "another year is under way");
    let followed = assignments::followed(&desk.cx().await, &[teacher]).await.unwrap();
    assert!(!followed.contains_key(&teacher));
}

#[tokio::test]
async fn an_import_taken_back_keeps_whom_a_division_was_given_to_and_the_division() {
    given_a_desk!(app, school, admin, desk);
    let run = desk.import(&RENTREE).await;
    let (teacher, division) = teacher_and_division(&desk).await;
    assignments::assign_divisions(&desk.cx().await, teacher, &[division]).await.unwrap();
    imports::undo_import(&desk.cx().await, run.id).await.unwrap();
    let accounts = desk.all::<user::Entity>().await;
    assert!(accounts.iter().any(|row| row.id == teacher && row.deactivated_at.is_some()), "closed, not removed");
    assert!(desk.all::<division::Entity>().await.iter().any(|row| row.id == division));
    assert_eq!(desk.all::<division_assignment::Entity>().await.len(), 1);
}

/// An account made by hand for somebody whom the files brought.
async fn twin(desk: &super::Desk<'_>, of: &user::Model) -> user::Model {
    let cx = desk.school.cx();
    let newcomer = Newcomer {
        first_name: of.first_name.to_uppercase(),
        last_name: of.last_name.to_lowercase(),
        usage_name: None,
        civility: None,
        sex: None,
        email: Some("jumeau@exemple.example".to_owned()),
        birth_date: of.birth_date,
        source: AccountSource::Manual,
        role: Role::Ddftp,
    };
    cx.write(Act::CreateUser, async |tx| accounts::create(tx, newcomer.clone(), None).await).await.unwrap()
}

/// A teacher of the files whose birth date they give, and a twin made by hand; merged.
async fn merged(desk: &super::Desk<'_>) -> (user::Model, user::Model) {
    let members: Vec<_> = desk.all::<staff_member::Entity>().await.into_iter().map(|row| row.user_id).collect();
    let people = desk.all::<user::Entity>().await;
    let kept = people.into_iter().find(|row| members.contains(&row.id) && row.birth_date.is_some()).unwrap();
    let closed = twin(desk, &kept).await;
    let pairs = lookalikes::pairs(&desk.cx().await).await.unwrap();
    assert_eq!((pairs[0].kept.id, pairs[0].closed.id), (kept.id, closed.id));
    merging::merge_users(&desk.cx().await, kept.id, closed.id).await.unwrap();
    (kept, closed)
}

#[tokio::test]
async fn an_import_after_a_merge_changes_nothing_r18_r31() {
    given_a_desk!(app, school, admin, desk);
    desk.import(&RENTREE).await;
    merged(&desk).await;
    let before = desk.picture().await;
    app.clock.advance(chrono::TimeDelta::hours(1));
    let run = desk.import(&RENTREE).await;
    let staff = tally(&run, ImportSubject::Staff);
    assert_eq!((staff.created, staff.updated, staff.undecided, staff.deactivated), (0, 0, 0, 0));
    assert_eq!(desk.picture().await, before);
}

#[tokio::test]
async fn a_later_import_leaves_the_account_that_was_merged_closed() {
    given_a_desk!(app, school, admin, desk);
    desk.import(&RENTREE).await;
    let (kept, closed) = merged(&desk).await;
    app.clock.advance(chrono::TimeDelta::days(78));
    desk.import(&MID_YEAR).await;
    let accounts = desk.all::<user::Entity>().await;
    let now = |id| accounts.iter().find(|row| row.id == id).unwrap();
    assert!(now(kept.id).deactivated_at.is_none());
    assert_eq!(now(closed.id).merged_into, Some(kept.id));
    assert!(now(closed.id).deactivated_at.is_some());
}

#[tokio::test]
async fn an_import_taken_back_after_a_merge_leaves_the_person_an_account() {
    given_a_desk!(app, school, admin, desk);
    let run = desk.import(&RENTREE).await;
    let (kept, _) = merged(&desk).await;
    imports::undo_import(&desk.cx().await, run.id).await.unwrap();
    let accounts = desk.all::<user::Entity>().await;
    let left = accounts.iter().find(|row| row.id == kept.id).expect("the account that stays");
    assert!(left.deactivated_at.is_none());
    let roles = desk.all::<role_grant::Entity>().await;
    let held: Vec<Role> =
        roles.iter().filter(|row| row.user_id == kept.id && row.revoked_at.is_none()).map(|row| row.role).collect();
    assert!(held.contains(&Role::Ddftp), "{held:?}");
}

#[tokio::test]
async fn an_import_read_before_a_merge_does_not_open_the_closed_account_again() {
    given_a_desk!(app, school, admin, desk);
    desk.import(&RENTREE).await;
    let members = desk.all::<staff_member::Entity>().await;
    let people = desk.all::<user::Entity>().await;
    let known = |row: &&user::Model| members.iter().any(|member| member.user_id == row.id) && row.birth_date.is_some();
    let kept = people.iter().find(known).unwrap().clone();
    let member = members.iter().find(|member| member.user_id == kept.id).unwrap();
    // Their number and their name are other ones while the files are read: the file's person looks like the twin alone.
    let name = async |last_name: &str| {
        let row =
            user::ActiveModel { id: Unchanged(kept.id), last_name: Set(last_name.to_owned()), ..Default::default() };
        school.cx().write(Act::CreateUser, async |tx| tx.save(row.clone()).await).await.unwrap();
    };
    let number = staff_member::ActiveModel {
        id: Unchanged(member.id),
        source_id: Set("autre".to_owned()),
        ..Default::default()
    };
    school.cx().write(Act::CreateUser, async |tx| tx.save(number.clone()).await).await.unwrap();
    let closed = twin(&desk, &kept).await;
    name("Autrement").await;
    app.clock.advance(chrono::TimeDelta::hours(1));
    let run = desk.read_set(&RENTREE).await;
    let lines = desk.lines(&run, ImportOutcome::Undecided, ImportSubject::Staff).await;
    imports::decide_import_line(&desk.cx().await, lines[0].id, "SAME").await.unwrap();
    name(&kept.last_name).await;
    merging::merge_users(&desk.cx().await, kept.id, closed.id).await.unwrap();
    app.clock.advance(chrono::TimeDelta::minutes(5));
    desk.apply(&run).await;
    let accounts = desk.all::<user::Entity>().await;
    let now = accounts.iter().find(|row| row.id == closed.id).unwrap();
    assert!(now.deactivated_at.is_some() && now.merged_into == Some(kept.id));
}
