//! Two accounts of one person become one (R18, R31, R183).

use super::{Browser, GOOD, OTHER, came_to, change_user, imported, keep_password};
use crate::app::people::{Person, Said};
use crate::app::school::{Premiere, School};
use crate::app::{TestApp, given};
use chrono::TimeDelta;
use entity::id::{StorageFileId, UserId};
use entity::role_grant::Role;
use entity::storage_file::StorageSpaceKind;
use entity::stored_file::{FileKind, FilePurpose};
use entity::user::{self, AccountSource};
use entity::{
    audit_line, bilan, charge, chosen_specialty, division_assignment, staff_member, storage_file, stored_file, ticket,
};
use etabli::accounts::merging::{FOLLOWS, STAYS};
use sea_orm::ActiveValue::Unchanged;
use sea_orm::{ColumnTrait as _, Set};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const MERGE: &str = "mutation ($input: MergeUsersInput!) { mergeUsers(input: $input) {
    user { id login roles lookalikes { signsInWith } } errors { code path message } } }";
const PAIRS: &str = "{ lookalikes { imported { id displayName } byHand { id displayName } signsInWith } }";

pub(super) async fn merge(who: &Person, kept: UserId, closed: UserId) -> Said {
    who.run(MERGE, json!({ "input": { "keptId": kept, "closedId": closed } })).await
}

/// A teacher whom STSWEB knows, never signed in.
pub(super) async fn of_stsweb(school: &School<'_>, first: &str, last: &str) -> user::Model {
    let account = imported(school, first, last, Role::Teacher).await;
    let cx = school.cx();
    let row = user::ActiveModel { id: Unchanged(account.id), source: Set(AccountSource::Stsweb), ..Default::default() };
    change_user(school, row).await;
    let member = staff_member::ActiveModel {
        id: Set(cx.new_id()),
        user_id: Set(account.id),
        source_type: Set("epp".to_owned()),
        source_id: Set(account.id.0.simple().to_string()),
        function: Set(Some("ENS".to_owned())),
        substitute: Set(false),
        ..Default::default()
    };
    given(&cx, member).await;
    account
}

/// Somebody whose account was made by hand, born the same day as all the others here.
async fn by_hand(school: &School<'_>, first: &str, last: &str, role: Role) -> user::Model {
    let account = imported(school, first, last, role).await;
    let row = user::ActiveModel { id: Unchanged(account.id), source: Set(AccountSource::Manual), ..Default::default() };
    change_user(school, row).await;
    account
}

/// Every field of the tables that holds the identifier of an account.
fn columns_that_name_an_account() -> BTreeSet<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("entity/src");
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the tables") {
        let path = entry.expect("a table").path();
        let table = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let text = std::fs::read_to_string(&path).expect("its columns");
        for line in text.lines().filter_map(|line| line.trim().strip_prefix("pub ")) {
            if let Some((field, kind)) = line.split_once(": ")
                && matches!(kind.trim_end_matches(','), "UserId" | "Option<UserId>")
            {
                found.insert((table.clone(), field.to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_column_that_names_an_account_follows_it_or_stays_on_purpose() {
    let known: BTreeSet<(String, String)> = FOLLOWS
        .iter()
        .copied()
        .chain(STAYS.iter().map(|(table, column, _)| (*table, *column)))
        .map(|(table, column)| (table.to_owned(), column.to_owned()))
        .collect();
    assert_eq!(known.len(), FOLLOWS.len() + STAYS.len(), "each is told once");
    assert_eq!(columns_that_name_an_account(), known, "say in `accounts/merging` what becomes of each");
}

/// R18: nothing is lost, and the person comes in as before.
#[tokio::test]
async fn the_account_made_by_hand_becomes_part_of_the_imported_one_and_nothing_is_lost() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, periods, .. } = app.premiere().await;
    let ines = school.pupil("Inès Lambert", division, melec, "1RE").await;
    let (admin, ddftp) = (school.admin().await, school.ddftp().await);
    let hand = by_hand(&school, "Marc", "PETIT", Role::Teacher).await;
    keep_password(&school.cx(), hand.id).await;
    school.grant(hand.id, Role::Ddftp).await;
    let mail = Set(Some("m.petit@exemple.example".to_owned()));
    change_user(&school, user::ActiveModel { id: Unchanged(hand.id), email: mail, ..Default::default() }).await;
    let marc = Person::signed_in(&school, hand.id, Role::Teacher).await;
    let assign = json!({ "input": { "userId": hand.id, "divisionIds": [division] } });
    let assigning = "mutation ($input: AssignDivisionsInput!) { assignDivisions(input: $input) { errors { code } } }";
    assert_eq!(ddftp.run(assigning, assign).await.fine().problems("assignDivisions"), []);
    let draft = json!({ "input": { "learnerId": ines.id, "periodId": periods[0], "synthesis": "Travail soigné." } });
    let saving = "mutation ($input: SaveBilanInput!) { saveBilan(input: $input) { errors { code } } }";
    assert_eq!(marc.run(saving, draft).await.fine().problems("saveBilan"), []);
    let asked = json!({ "input": { "category": "USE", "message": "Comment faire ?" } });
    let asking = "mutation ($input: CreateTicketInput!) { createTicket(input: $input) { errors { code } } }";
    assert_eq!(marc.run(asking, asked).await.fine().problems("createTicket"), []);
    let cx = school.cx();
    let kept = of_stsweb(&school, "Marc", "Petit").await;
    let named = |user: UserId| charge::ActiveModel {
        id: Set(cx.new_id()),
        grading_period_id: Set(periods[0]),
        learner_id: Set(ines.id),
        user_id: Set(user),
        named_by: Set(ddftp.user),
        named_at: Set(cx.now()),
        ..Default::default()
    };
    // Both were named for the same bilan: it is owed once.
    given(&cx, named(hand.id)).await;
    given(&cx, named(kept.id)).await;
    let works_on = |user: UserId| chosen_specialty::ActiveModel {
        id: Set(cx.new_id()),
        user_id: Set(user),
        specialty_id: Set(melec),
        ..Default::default()
    };
    given(&cx, works_on(hand.id)).await;
    given(&cx, works_on(kept.id)).await;
    let file = stored(&school, hand.id).await;

    let pairs = admin.ask(PAIRS).await.fine();
    assert_eq!(pairs.at("lookalikes.0.imported.id"), &json!(kept.id));
    assert_eq!(pairs.at("lookalikes.0.byHand.id"), &json!(hand.id));
    assert_eq!(pairs.at("lookalikes.0.signsInWith"), &json!(hand.id), "the only one that was ever opened");
    let said = merge(&admin, kept.id, hand.id).await.fine();
    assert_eq!(said.problems("mergeUsers"), []);
    assert_eq!(said.at("mergeUsers.user.roles"), &json!(["DDFTP", "TEACHER"]));
    assert_eq!((said.text("mergeUsers.user.login"), said.at("mergeUsers.user.lookalikes")), ("marc.petit", &json!([])));

    let bilans = cx.find::<bilan::Entity>().all().await.unwrap();
    assert_eq!((bilans[0].author_id, bilans[0].updated_by), (kept.id, kept.id));
    assert_eq!(cx.find::<ticket::Entity>().all().await.unwrap()[0].author_id, kept.id);
    assert_eq!(cx.find::<division_assignment::Entity>().all().await.unwrap()[0].user_id, kept.id);
    let charges = cx.find::<charge::Entity>().all().await.unwrap();
    assert_eq!(charges.iter().map(|row| row.user_id).collect::<Vec<_>>(), [kept.id]);
    let chosen = cx.find::<chosen_specialty::Entity>().all().await.unwrap();
    assert_eq!(chosen.iter().map(|row| row.user_id).collect::<Vec<_>>(), [kept.id]);
    let files = cx.find::<storage_file::Entity>().all().await.unwrap();
    assert_eq!((files[0].id, files[0].user_id, files[0].added_by), (file, Some(kept.id), kept.id));
    let kept_files = cx.find::<stored_file::Entity>().all().await.unwrap();
    assert_eq!(kept_files[0].holder, Some(kept.id.to_string()), "it takes the room of the one that stays");
    let audited = cx.find::<audit_line::Entity>().filter(audit_line::Column::ActorId.eq(hand.id)).all().await.unwrap();
    assert!(!audited.is_empty(), "the log keeps its lines");

    // The one that closes says with which, opens no more, and its sessions are over.
    let told = "{ node(id: $id) { ... on User { state deactivatedReason mergedInto { id } viewerCan roles } } }";
    let told = admin.ask(&told.replace("$id", &format!("\"{}\"", hand.id))).await.fine();
    assert_eq!(told.text("node.state"), "CLOSED");
    assert_eq!(told.text("node.deactivatedReason"), "Fusionné avec Marc Petit");
    assert_eq!((told.at("node.mergedInto.id"), told.at("node.roles")), (&json!(kept.id), &json!([])));
    assert_eq!(told.at("node.viewerCan"), &json!([]));
    let restore = "mutation ($input: RestoreUserInput!) { restoreUser(input: $input) { errors { code } } }";
    let restored = admin.run(restore, json!({ "input": { "userId": hand.id } })).await.fine();
    assert_eq!(restored.problems("restoreUser")[0].0, "INVALID");
    let mut browser = Browser::before(&school);
    browser.token = Some(marc.token);
    assert!(browser.known().await.is_none());

    // Login and password are those that the person had, and lead to the imported account.
    assert_eq!(came_to(&Browser::before(&school).sign_in("marc.petit2", GOOD).await), "WRONG_CREDENTIALS");
    assert_eq!(came_to(&Browser::before(&school).sign_in("marc.petit", GOOD).await), "in");
    let account = cx.find::<user::Entity>().get(kept.id).await.unwrap();
    assert_eq!(account.email.as_deref(), Some("m.petit@exemple.example"));
    assert_eq!(account.source, AccountSource::Stsweb);
    assert_eq!(account.search, "petit marc marc.petit");
    assert_eq!(admin.ask(PAIRS).await.fine().at("lookalikes"), &json!([]));
    assert_eq!(merge(&admin, kept.id, hand.id).await.fine().problems("mergeUsers")[0].0, "INVALID", "once");
}

/// A file that an account keeps for itself.
async fn stored(school: &School<'_>, owner: UserId) -> StorageFileId {
    let cx = school.cx();
    let id: StorageFileId = cx.new_id();
    let sent = stored_file::ActiveModel {
        id: Set(cx.new_id()),
        name: Set("cours.pdf".to_owned()),
        kind: Set(FileKind::Pdf),
        purpose: Set(FilePurpose::Storage),
        bytes: Set(3),
        sha256: Set("0".repeat(64)),
        record_id: Set(Some(id.into())),
        holder: Set(Some(owner.to_string())),
        binned_at: Set(None),
        uploaded_by: Set(owner),
        uploaded_at: Set(cx.now()),
        ..Default::default()
    };
    let file_id = given(&cx, sent).await.id;
    let row = storage_file::ActiveModel {
        id: Set(id),
        space: Set(StorageSpaceKind::Personal),
        user_id: Set(Some(owner)),
        division_id: Set(None),
        file_id: Set(file_id),
        name: Set("cours.pdf".to_owned()),
        added_by: Set(owner),
        added_at: Set(cx.now()),
        deleted_at: Set(None),
        deleted_by: Set(None),
        version: Set(1),
        bytes: Set(3),
        kind: Set(FileKind::Pdf),
        ..Default::default()
    };
    given(&cx, row).await.id
}

/// Whoever had two accounts learns which login is left, wherever the school could write before.
#[tokio::test]
async fn each_address_that_either_account_had_is_told_the_login_that_is_left() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let hand = by_hand(&school, "Marc", "Petit", Role::Teacher).await;
    let kept = of_stsweb(&school, "Marc", "Petit").await;
    keep_password(&school.cx(), hand.id).await;
    for (account, address) in [(&kept, "marc@academie.example"), (&hand, "marc@perso.example")] {
        let email = Set(Some(address.to_owned()));
        change_user(&school, user::ActiveModel { id: Unchanged(account.id), email, ..Default::default() }).await;
    }
    assert_eq!(merge(&admin, kept.id, hand.id).await.fine().problems("mergeUsers"), []);
    app.run_jobs().await;
    for address in ["marc@academie.example", "marc@perso.example"] {
        let letter = app.letter_to(address);
        assert!(letter.subject.starts_with("Vos deux comptes n’en font plus qu’un"), "{}", letter.subject);
        assert!(letter.text.contains(&hand.login) && !letter.text.contains(&kept.login), "{}", letter.text);
    }
    let account = school.cx().find::<user::Entity>().get(kept.id).await.unwrap();
    assert_eq!(account.email.as_deref(), Some("marc@academie.example"), "letters go on to the one that is imported");
}

/// The login and the password of the account in use.
#[tokio::test]
async fn the_account_used_last_gives_its_login_and_its_password() {
    for (kept_opened, hand_opened, last, expected) in [
        (false, false, None, "imported"),
        (true, false, None, "imported"),
        (false, true, None, "by hand"),
        (true, true, None, "imported"),
        (true, true, Some("imported"), "imported"),
        (true, true, Some("by hand"), "by hand"),
    ] {
        let app = TestApp::new().await;
        let school = app.school().await;
        let admin = school.admin().await;
        let kept = of_stsweb(&school, "Éva", "Le Goff").await;
        let hand = by_hand(&school, "Eva", "LE-GOFF", Role::Teacher).await;
        for (opened, account) in [(kept_opened, &kept), (hand_opened, &hand)] {
            if opened {
                keep_password(&school.cx(), account.id).await;
            }
        }
        // First the other one, then the one used last.
        let mut order = vec![&kept, &hand];
        if last == Some("imported") {
            order.reverse();
        }
        for account in order.into_iter().filter(|_| last.is_some()) {
            app.clock.advance(TimeDelta::minutes(1));
            Person::signed_in(&school, account.id, Role::Teacher).await;
        }
        let case = format!("{kept_opened} {hand_opened} {last:?}");
        let told = admin.ask(PAIRS).await.fine();
        let from = if expected == "imported" { &kept } else { &hand };
        assert_eq!(told.at("lookalikes.0.signsInWith"), &json!(from.id), "{case}");
        let said = merge(&admin, kept.id, hand.id).await.fine();
        assert_eq!(said.text("mergeUsers.user.login"), from.login, "{case}");
        let entered = came_to(&Browser::before(&school).sign_in(&from.login, GOOD).await);
        assert_eq!(entered == "in", kept_opened || hand_opened, "{case}: {entered}");
        let birth = came_to(&Browser::before(&school).sign_in(&from.login, "2009-07-04").await);
        assert_eq!(birth == "activating", !kept_opened && !hand_opened, "{case}: {birth}");
        assert_eq!(came_to(&Browser::before(&school).sign_in(&from.login, OTHER).await), "WRONG_CREDENTIALS");
    }
}

/// R18, R183: only what looks like one person, and only once.
#[tokio::test]
async fn what_cannot_be_one_person_is_refused_and_left_as_it_was() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, .. } = app.premiere().await;
    let elsewhere = app.school_of("0999002X").await;
    let admin = school.admin().await;
    let kept = of_stsweb(&school, "Marc", "Petit").await;
    let hand = by_hand(&school, "Marc", "Petit", Role::Teacher).await;
    let second = of_stsweb(&school, "Marc", "Petit").await;
    let other_name = by_hand(&school, "Marcel", "Petit", Role::Teacher).await;
    let other_day = by_hand(&school, "Marc", "Petit", Role::Teacher).await;
    let day = Set(Some("1980-05-04".parse().unwrap()));
    change_user(&school, user::ActiveModel { id: Unchanged(other_day.id), birth_date: day, ..Default::default() })
        .await;
    let unknown_day = by_hand(&school, "Marc", "Petit", Role::Teacher).await;
    let none = user::ActiveModel { id: Unchanged(unknown_day.id), birth_date: Set(None), ..Default::default() };
    change_user(&school, none).await;
    let pupil = school.pupil("Marc Petit", division, melec, "1RE").await.person.user;
    let tutor = by_hand(&school, "Marc", "Petit", Role::Tutor).await;
    let closed = by_hand(&school, "Marc", "Petit", Role::Teacher).await;
    let now = Set(Some(school.cx().now()));
    change_user(&school, user::ActiveModel { id: Unchanged(closed.id), deactivated_at: now, ..Default::default() })
        .await;
    let chief = by_hand(&school, "Marc", "Petit", Role::Head).await;
    let uai = user::ActiveModel { id: Unchanged(chief.id), login: Set(school.uai.clone()), ..Default::default() };
    change_user(&school, uai).await;
    let far = by_hand(&elsewhere, "Marc", "Petit", Role::Teacher).await;
    let before = school.cx().find::<user::Entity>().all().await.unwrap();

    let at = |code: &str, path: &str| [(code.to_owned(), path.to_owned())];
    for (what, stays, goes, expected) in [
        ("the same", kept.id, kept.id, at("INVALID", "closedId")),
        ("two imported", kept.id, second.id, at("INVALID", "closedId")),
        ("two made by hand", hand.id, other_day.id, at("INVALID", "keptId")),
        ("another name", kept.id, other_name.id, at("INVALID", "closedId")),
        ("another day", kept.id, other_day.id, at("INVALID", "closedId")),
        ("no day", kept.id, unknown_day.id, at("INVALID", "closedId")),
        ("a learner", kept.id, pupil, at("INVALID", "")),
        ("into a learner", pupil, hand.id, at("INVALID", "")),
        ("a tutor", kept.id, tutor.id, at("INVALID", "")),
        ("a closed one", kept.id, closed.id, at("CLOSED", "")),
        ("the administrator's", kept.id, chief.id, at("INVALID", "")),
        ("one's own", kept.id, admin.user, at("INVALID", "")),
    ] {
        let said = merge(&admin, stays, goes).await.fine();
        assert_eq!(said.problems("mergeUsers")[..1], expected, "{what}: {}", said.0);
        assert!(said.text("mergeUsers.errors.0.message").ends_with('.'), "{what}");
    }
    assert_eq!(merge(&admin, kept.id, far.id).await.code(), Some("NOT_FOUND"));
    assert_eq!(merge(&admin, far.id, hand.id).await.code(), Some("NOT_FOUND"));
    assert_eq!(school.cx().find::<user::Entity>().all().await.unwrap(), before);
    let pairs = admin.ask(PAIRS).await.fine();
    let told: BTreeSet<String> =
        pairs.at("lookalikes").as_array().unwrap().iter().map(|pair| pair["byHand"]["id"].to_string()).collect();
    assert_eq!(told, [json!(hand.id).to_string()].into(), "{}", pairs.0);
    assert_eq!(pairs.at("lookalikes").as_array().map(Vec::len), Some(2), "with each imported one");
}

/// Who merges, and who is told of lookalikes.
#[tokio::test]
async fn the_administrator_alone_merges_and_is_told_of_lookalikes() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let kept = of_stsweb(&school, "Marc", "Petit").await;
    let hand = by_hand(&school, "Marc", "Petit", Role::Teacher).await;
    let told = format!("{{ node(id: \"{}\") {{ ... on User {{ lookalikes {{ byHand {{ id }} }} }} }} }}", kept.id);
    for who in [school.person("Hugo Chef", Role::Head).await, school.ddftp().await] {
        assert_eq!(merge(&who, kept.id, hand.id).await.code(), Some("FORBIDDEN"));
        assert_eq!(who.ask(PAIRS).await.code(), Some("FORBIDDEN"));
        assert_eq!(who.ask(&told).await.fine().at("node.lookalikes"), &json!([]));
    }
    let there = app.school_of("0999002X").await.admin().await;
    assert_eq!(there.ask(PAIRS).await.fine().at("lookalikes"), &Value::Array(Vec::new()));
    assert_eq!(merge(&there, kept.id, hand.id).await.code(), Some("NOT_FOUND"));
    let admin = school.admin().await;
    assert_eq!(admin.ask(&told).await.fine().at("node.lookalikes.0.byHand.id"), &json!(hand.id));
    let bad = admin.run(MERGE, json!({ "input": { "keptId": "=1+1", "closedId": "<b>\r\n" } })).await;
    assert!(bad.0["errors"].is_array(), "{}", bad.0);
}
