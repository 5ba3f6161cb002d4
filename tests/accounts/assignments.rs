//! Divisions given to a teacher by hand (`users.assign_divisions`; R102, R182, R183).

use super::change_user;
use crate::app::TestApp;
use crate::app::given;
use crate::app::people::{Person, Said};
use crate::app::rows;
use crate::app::school::{Premiere, day};
use entity::id::{DivisionId, UserId};
use entity::role_grant::Role;
use entity::{audit_line, division, division_assignment, journal_entry, user};
use etabli::accounts::export;
use futures::StreamExt as _;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::{ColumnTrait as _, QueryOrder as _, Set};
use serde_json::{Value, json};
use std::io::Read as _;
use std::time::{Duration, Instant};

const ASSIGN: &str = "mutation ($input: AssignDivisionsInput!) { assignDivisions(input: $input) {
    user { followedDivisions { division { code } services { subject groupCode } assignment { assignedBy { displayName } } } }
    errors { code path message } } }";
const UNASSIGN: &str = "mutation ($input: UnassignDivisionInput!) { unassignDivision(input: $input) {
    user { followedDivisions { division { code } } } errors { code path message } } }";
const SAVE: &str =
    "mutation($input: SaveBilanInput!) { saveBilan(input: $input) { bilan { id } errors { code path } } }";
const TABLE: &str =
    "query($division: ID!) { trackingTable(divisionId: $division) { mine rows { learner { displayName } } } }";
const LIVE: &str =
    "subscription($division: ID!) { trackingTableChanged(divisionId: $division) { rows { learner { displayName } } } }";

async fn assign(who: &Person, user: UserId, divisions: &[DivisionId]) -> Said {
    who.run(ASSIGN, json!({ "input": { "userId": user, "divisionIds": divisions } })).await
}

async fn unassign(who: &Person, user: UserId, division: DivisionId) -> Said {
    who.run(UNASSIGN, json!({ "input": { "userId": user, "divisionId": division } })).await
}

fn at(code: &str, path: &str) -> [(String, String); 1] {
    [(code.to_owned(), path.to_owned())]
}

/// R182: an assignment gives what a service of the files gives.
#[tokio::test]
async fn a_division_given_by_hand_opens_its_learners_their_bilans_and_its_storage() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, periods, sophie } = app.premiere().await;
    let ines = school.pupil("Inès Lambert", division, melec, "1RE").await;
    let (ddftp, marc) = (school.ddftp().await, school.teacher("Marc Petit", "061300", &[]).await);
    let table = async |who: &Person| who.run(TABLE, json!({ "division": division })).await.fine();
    let save = json!({ "input": { "learnerId": ines.id, "periodId": periods[0], "synthesis": "Travail soigné." } });
    assert_eq!(table(&marc).await.at("trackingTable"), &Value::Null);
    assert_eq!(marc.run(SAVE, save.clone()).await.code(), Some("NOT_FOUND"));

    let said = assign(&ddftp, marc.user, &[division]).await.fine();
    assert_eq!(said.problems("assignDivisions"), []);
    assert_eq!(
        said.at("assignDivisions.user.followedDivisions"),
        &json!([{ "division": { "code": "1MELEC1" }, "services": [],
            "assignment": { "assignedBy": { "displayName": "Nadia Benali" } } }])
    );
    let seen = table(&marc).await;
    assert_eq!(seen.text("trackingTable.rows.0.learner.displayName"), "Inès Lambert");
    assert_eq!(seen.number("trackingTable.mine"), 0, "Sophie teaches the trade there");
    assert_eq!(marc.run(SAVE, save).await.fine().problems("saveBilan"), []);
    let spaces = marc.ask("{ storageSpaces { id } divisions { code } }").await.fine();
    assert_eq!(spaces.at("divisions"), &json!([{ "code": "1MELEC1" }]));
    assert!(spaces.at("storageSpaces").to_string().contains(&division.to_string()), "{}", spaces.0);
    assert_eq!(table(&sophie).await.number("trackingTable.mine"), 1, "nothing moved for her");

    let cx = school.cx();
    let journal = cx.find::<journal_entry::Entity>().with(|q| q.order_by_desc(journal_entry::Column::Id)).all().await;
    let line = journal.unwrap().into_iter().find(|line| line.division_id == Some(division)).expect("a line");
    assert_eq!(line.text, "a affecté un enseignant à une classe");
    let audited = cx.find::<audit_line::Entity>().filter(audit_line::Column::Act.eq("AssignDivisions")).all().await;
    assert!(audited.unwrap()[0].detail.ends_with(" 1MELEC1"));
}

/// R182: what is taken back closes on open screens too, within five seconds.
#[tokio::test]
async fn a_division_taken_back_closes_at_once_on_an_open_screen() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, .. } = app.premiere().await;
    school.pupil("Inès Lambert", division, melec, "1RE").await;
    let (admin, marc) = (school.admin().await, school.teacher("Marc Petit", "061300", &[]).await);
    assign(&admin, marc.user, &[division]).await.fine();
    let mut open = marc.follow(LIVE, json!({ "division": division })).await;
    assert_eq!(open.next().await.unwrap().fine().at("trackingTableChanged.rows").as_array().map(Vec::len), Some(1));
    let since = Instant::now();
    assert_eq!(unassign(&admin, marc.user, division).await.fine().problems("unassignDivision"), []);
    let next = tokio::time::timeout(Duration::from_secs(5), open.next()).await.expect("told within five seconds");
    assert_eq!(next.expect("an answer").code(), Some("NOT_FOUND"));
    assert!(since.elapsed() < Duration::from_secs(5));
    let table = marc.run(TABLE, json!({ "division": division })).await.fine();
    assert_eq!(table.at("trackingTable"), &Value::Null);
    assert_eq!(
        unassign(&admin, marc.user, division).await.fine().problems("unassignDivision"),
        at("NOT_FOUND", "divisionId"),
        "once"
    );
}

/// R102, decision 15: only where the files name nobody.
#[tokio::test]
async fn a_division_without_any_service_is_in_charge_of_whom_it_was_given_to() {
    let app = TestApp::new().await;
    let Premiere { school, melec, .. } = app.premiere().await;
    let lonely = school.division("1MELEC2").await;
    school.pupil("Tom Noir", lonely, melec, "1RE").await;
    let (ddftp, marc) = (school.ddftp().await, school.teacher("Marc Petit", "061300", &[]).await);
    assign(&ddftp, marc.user, &[lonely]).await.fine();
    let mine =
        async |who: &Person| who.run(TABLE, json!({ "division": lonely })).await.fine().number("trackingTable.mine");
    assert_eq!(mine(&marc).await, 1);
    let maths = school.teacher("Lise Maths", "061300", &[lonely]).await;
    assert_eq!((mine(&marc).await, mine(&maths).await), (1, 1), "every teacher of the division");
    let trade = school.teacher("Luc Métier", "071100", &[lonely]).await;
    assert_eq!((mine(&marc).await, mine(&maths).await, mine(&trade).await), (0, 0, 1));
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_given() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, sophie, .. } = app.premiere().await;
    let elsewhere = app.school_of("0999002X").await;
    let far = elsewhere.division("1ELEC1").await;
    let admin = school.admin().await;
    let marc = school.teacher("Marc Petit", "061300", &[]).await;
    let cx = school.cx();
    let past = entity::school_year::ActiveModel {
        current: Set(false),
        ..rows::school_year(&cx, 2025, day(2025, 9, 1), day(2026, 8, 31))
    };
    let past = given(&cx, past).await;
    let old = given(&cx, rows::division(&cx, past.id, "1MELEC1")).await.id;
    let removed =
        division::ActiveModel { removed_at: Set(Some(cx.now())), ..rows::division(&cx, school.year, "1MELEC9") };
    let removed = given(&cx, removed).await.id;
    for (user, divisions, expected) in [
        (marc.user, vec![], at("BLANK", "divisionIds")),
        (marc.user, vec![division; 51], at("INVALID", "divisionIds")),
        (marc.user, vec![division, far], at("NOT_FOUND", "divisionIds.1")),
        (marc.user, vec![removed], at("NOT_FOUND", "divisionIds.0")),
        (marc.user, vec![old], at("NOT_FOUND", "divisionIds.0")),
        (sophie.user, vec![division], at("TAKEN", "divisionIds.0")),
        (admin.user, vec![division], at("INVALID", "")),
        (school.pupil("Inès Lambert", division, melec, "1RE").await.person.user, vec![division], at("INVALID", "")),
    ] {
        let said = assign(&admin, user, &divisions).await.fine();
        assert_eq!(said.problems("assignDivisions"), expected, "{divisions:?}");
    }
    assert!(cx.find::<division_assignment::Entity>().all().await.unwrap().is_empty());

    // Twice has one effect; a closed account is opened first, and what it had is taken back all the same.
    assign(&admin, marc.user, &[division]).await.fine();
    assert_eq!(assign(&admin, marc.user, &[division]).await.fine().problems("assignDivisions"), []);
    assert_eq!(cx.find::<division_assignment::Entity>().all().await.unwrap().len(), 1);
    let closed =
        user::ActiveModel { id: Unchanged(marc.user), deactivated_at: Set(Some(cx.now())), ..Default::default() };
    change_user(&school, closed).await;
    let again = assign(&admin, marc.user, &[division]).await.fine();
    assert_eq!(again.problems("assignDivisions"), at("CLOSED", ""));
    assert_eq!(unassign(&admin, marc.user, division).await.fine().problems("unassignDivision"), []);
    let bad = admin.run(ASSIGN, json!({ "input": { "userId": marc.user, "divisionIds": ["<b>", "=1+1"] } })).await;
    assert!(bad.0["errors"].is_array(), "{}", bad.0);
    assert_eq!(cx.find::<division_assignment::Entity>().all().await.unwrap(), []);
}

/// R183.
#[tokio::test]
async fn the_administrator_and_the_ddftp_give_divisions_in_their_school_alone() {
    let app = TestApp::new().await;
    let Premiere { school, division, sophie, .. } = app.premiere().await;
    let elsewhere = app.school_of("0999002X").await;
    let far = elsewhere.teacher("Zoé Loin", "061300", &[]).await;
    let marc = school.teacher("Marc Petit", "061300", &[]).await;
    for who in [school.person("Hugo Chef", Role::Head).await, sophie, school.person("Tom Tuteur", Role::Tutor).await] {
        assert_eq!(assign(&who, marc.user, &[division]).await.code(), Some("FORBIDDEN"));
        assert_eq!(unassign(&who, marc.user, division).await.code(), Some("FORBIDDEN"));
    }
    for who in [school.admin().await, school.ddftp().await] {
        assert_eq!(assign(&who, far.user, &[division]).await.code(), Some("NOT_FOUND"));
        assert_eq!(unassign(&who, far.user, division).await.code(), Some("NOT_FOUND"));
    }
    let there = elsewhere.ddftp().await;
    assert_eq!(assign(&there, marc.user, &[division]).await.code(), Some("NOT_FOUND"));
    let asked = format!(
        "{{ node(id: \"{}\") {{ ... on User {{ followedDivisions {{ division {{ code }} }} }} }} }}",
        marc.user
    );
    assert_eq!(there.ask(&asked).await.fine().at("node"), &Value::Null);
}

/// R179: one's own data says it.
#[tokio::test]
async fn the_files_and_the_hand_are_told_apart_and_the_teacher_takes_both_away() {
    let app = TestApp::new().await;
    let Premiere { school, division, sophie, .. } = app.premiere().await;
    let (admin, other) = (school.admin().await, school.division("1MELEC2").await);
    assign(&admin, sophie.user, &[other]).await.fine();
    let asked = format!(
        "{{ node(id: \"{}\") {{ ... on User {{ followedDivisions {{ division {{ id }} services {{ subject }} \
         assignment {{ assignedAt }} }} }} }} }}",
        sophie.user
    );
    let said = admin.ask(&asked).await.fine();
    let rows = said.at("node.followedDivisions");
    assert_eq!((&rows[0]["division"]["id"], &rows[0]["assignment"]), (&json!(division), &Value::Null));
    assert_eq!(rows[0]["services"], json!([{ "subject": "071100" }]));
    assert_eq!((&rows[1]["division"]["id"], &rows[1]["services"]), (&json!(other), &json!([])));
    assert!(rows[1]["assignment"]["assignedAt"].is_string());
    let (_, archive) = export::archive(&app.cx(sophie.actor.clone()).await).await.expect("her own data");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).expect("an archive");
    let mut text = String::new();
    archive.by_name("donnees.json").expect("the data").read_to_string(&mut text).expect("text");
    let data: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(data["personnel"]["classes_affectees_par_l_etablissement"][0]["classe"], "1MELEC2");
}
