//! The diplomas of a teacher, and the one whose classes a session shows (R20–R22).

use super::{Browser, GOOD, member};
use crate::app::people::{Person, Said};
use crate::app::school::{School, day};
use crate::app::{TestApp, given, rows};
use entity::id::{DivisionId, SpecialtyId};
use entity::role_grant::Role;
use entity::{enrolment, specialty};
use etabli::access::Act;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::{Value, json};

const CHOOSE: &str = "mutation ($ids: [ID!]!) { chooseSpecialties(input: { specialtyIds: $ids }) {
    viewer { specialties { shortTitle } specialtiesChosen currentSpecialty { shortTitle } } errors { code path } } }";
const USE: &str = "mutation ($id: ID) { useSpecialty(input: { specialtyId: $id }) {
    viewer { currentSpecialty { shortTitle } modules } errors { code path } } }";

/// Two divisions of two diplomas, and Sophie, who teaches the trade in both.
struct World<'a> {
    school: School<'a>,
    melec: SpecialtyId,
    cap: SpecialtyId,
    mcv: SpecialtyId,
    melec_division: DivisionId,
    cap_division: DivisionId,
    sophie: Person,
}

impl<'a> World<'a> {
    async fn new(app: &'a TestApp) -> Self {
        let school = app.school().await;
        let cap = school.specialty("cap-electricien").await;
        let (melec, mcv) = (school.specialty("bac-pro-melec").await, school.specialty("bac-pro-mcv").await);
        let (melec_division, cap_division) = (school.division("1MELEC1").await, school.division("1CAPEL1").await);
        school.pupil("Inès Garnier", melec_division, melec, "1RE").await;
        school.pupil("Léo Petit", cap_division, cap, "CAP1").await;
        let sophie = school.teacher("Sophie Prévost", "071100", &[melec_division, cap_division]).await;
        Self { school, melec, cap, mcv, melec_division, cap_division, sophie }
    }
}

/// Titles of the person's diplomas.
async fn titles(person: &Person) -> Vec<String> {
    let said = person.ask("{ viewer { specialties { shortTitle } } }").await.fine();
    each(said.at("viewer.specialties"), "shortTitle")
}

/// Codes of the divisions that are listed to the person.
async fn listed(person: &Person) -> Vec<String> {
    let said = person.ask("{ viewer { divisions { code } } }").await.fine();
    each(said.at("viewer.divisions"), "code")
}

async fn current(person: &Person) -> Value {
    person.ask("{ viewer { currentSpecialty { shortTitle } } }").await.fine().at("viewer.currentSpecialty").clone()
}

async fn choose(person: &Person, ids: &[SpecialtyId]) -> Said {
    person.run(CHOOSE, json!({ "ids": ids.iter().map(ToString::to_string).collect::<Vec<_>>() })).await
}

async fn work_on(person: &Person, id: Option<SpecialtyId>) -> Said {
    person.run(USE, json!({ "id": id.map(|id| id.to_string()) })).await
}

fn each(rows: &Value, key: &str) -> Vec<String> {
    rows.as_array().expect("rows").iter().map(|row| row[key].as_str().expect("a text").to_owned()).collect()
}

fn problem(code: &str, path: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), path.to_owned())]
}

#[tokio::test]
async fn until_a_teacher_chooses_the_diplomas_are_those_of_the_learners_taught_this_year_r20() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    assert_eq!(titles(&world.sophie).await, ["Bac pro MELEC", "CAP Électricien"]);
    assert_eq!(current(&world.sophie).await, Value::Null, "all of them until one is used");
    assert_eq!(listed(&world.sophie).await, ["1CAPEL1", "1MELEC1"]);

    let one = world.school.teacher("Anne Noël", "071100", &[world.cap_division]).await;
    assert_eq!(titles(&one).await, ["CAP Électricien"]);
    assert_eq!(current(&one).await["shortTitle"], "CAP Électricien", "with one there is nothing to choose");
    let none = world.school.teacher("Tom Neuf", "071100", &[]).await;
    assert_eq!(titles(&none).await, Vec::<String>::new());
    assert_eq!(current(&none).await, Value::Null);
}

/// R20; `own_account.choose_specialties`: a preference of display, which grants nothing.
#[tokio::test]
async fn diplomas_chosen_shorten_lists_and_open_no_file_r20() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let theirs = world.school.division("1MCV1").await;
    world.school.pupil("Zoé Martin", theirs, world.mcv, "1RE").await;

    let said = choose(&world.sophie, &[world.mcv, world.cap, world.cap]).await.fine();
    assert_eq!(said.problems("chooseSpecialties"), []);
    assert_eq!(each(said.at("chooseSpecialties.viewer.specialties"), "shortTitle"), ["Bac pro MCV", "CAP Électricien"]);
    assert_eq!(*said.at("chooseSpecialties.viewer.specialtiesChosen"), json!(true));
    assert_eq!(listed(&world.sophie).await, ["1CAPEL1"], "what was not chosen is not listed");

    let table = "query ($id: ID!) { trackingTable(divisionId: $id) { rows { learner { displayName } } } }";
    let other = world.sophie.run(table, json!({ "id": theirs.to_string() })).await.fine();
    assert_eq!(*other.at("trackingTable"), Value::Null, "a class of colleagues stays closed");
    let link = world.sophie.run(table, json!({ "id": world.melec_division.to_string() })).await.fine();
    assert_eq!(
        link.text("trackingTable.rows.0.learner.displayName"),
        "Inès Garnier",
        "her own class opens by its link"
    );
    let all = world.sophie.ask("{ divisions { code } }").await.fine();
    assert_eq!(each(all.at("divisions"), "code"), ["1CAPEL1", "1MELEC1"]);

    let said = choose(&world.sophie, &[]).await.fine();
    assert_eq!(*said.at("chooseSpecialties.viewer.specialtiesChosen"), json!(false));
    assert_eq!(titles(&world.sophie).await, ["Bac pro MELEC", "CAP Électricien"]);
}

#[tokio::test]
async fn the_diploma_in_use_belongs_to_one_session_and_the_next_sign_in_begins_with_it_r21() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let ines = member(&world.school, "Inès", "Leroy", Role::Teacher).await;
    let cx = world.school.cx();
    for division in [world.melec_division, world.cap_division] {
        given(&cx, rows::teaching(&cx, world.school.year, ines.id, "071100", division)).await;
    }
    let now = "{ viewer { currentSpecialty { shortTitle } } }";
    let (mut desk, mut telephone) = (Browser::before(&world.school), Browser::before(&world.school));
    desk.sign_in("ines.leroy", GOOD).await;
    telephone.sign_in("ines.leroy", GOOD).await;

    let token = desk.token.clone();
    let used = desk.send(USE, json!({ "id": world.cap.to_string() })).await.fine();
    assert_eq!(used.text("useSpecialty.viewer.currentSpecialty.shortTitle"), "CAP Électricien");
    assert_eq!(desk.token, token, "without signing in again");
    assert_eq!(desk.send(now, json!({})).await.text("viewer.currentSpecialty.shortTitle"), "CAP Électricien");
    assert_eq!(*telephone.send(now, json!({})).await.at("viewer.currentSpecialty"), Value::Null);

    app.clock.advance(chrono::TimeDelta::minutes(1));
    let mut next = Browser::before(&world.school);
    next.sign_in("ines.leroy", GOOD).await;
    assert_eq!(*next.send(now, json!({})).await.at("viewer.currentSpecialty"), Value::Null, "the last session had all");
    next.send(USE, json!({ "id": world.melec.to_string() })).await.fine();
    app.clock.advance(chrono::TimeDelta::minutes(1));
    let mut after = Browser::before(&world.school);
    after.sign_in("ines.leroy", GOOD).await;
    assert_eq!(after.send(now, json!({})).await.text("viewer.currentSpecialty.shortTitle"), "Bac pro MELEC");
    after.send(USE, json!({ "id": null })).await.fine();
    assert_eq!(*after.send(now, json!({})).await.at("viewer.currentSpecialty"), Value::Null, "all of them again");
}

#[tokio::test]
async fn the_home_page_and_the_palette_show_what_the_role_has_for_the_diploma_in_use_r22() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let unknown = world.school.division("1CIEL1").await;
    let pupil = world.school.pupil("Malo Roux", unknown, world.melec, "1RE").await;
    let cx = world.school.cx();
    let row = cx.find::<enrolment::Entity>().all().await.unwrap();
    let row = row.iter().find(|row| row.learner_id == pupil.id).unwrap();
    let without = enrolment::ActiveModel { id: Unchanged(row.id), specialty_id: Set(None), ..Default::default() };
    cx.write(Act::CreateUser, async |tx| tx.save(without).await).await.unwrap();
    given(&cx, rows::teaching(&cx, world.school.year, world.sophie.user, "071100", unknown)).await;
    let found = async || {
        let said = world.sophie.ask("{ search(text: \"1c\") { title } }").await.fine();
        each(said.at("search"), "title")
    };

    let said = work_on(&world.sophie, Some(world.melec)).await.fine();
    assert_eq!(*said.at("useSpecialty.viewer.modules"), json!(["TRACKING", "CALENDAR", "STORAGE"]));
    assert_eq!(listed(&world.sophie).await, ["1CIEL1", "1MELEC1"], "what nobody knows the diploma of is in each list");
    assert_eq!(found().await, ["1CIEL1"]);
    work_on(&world.sophie, Some(world.cap)).await.fine();
    assert_eq!(listed(&world.sophie).await, ["1CAPEL1", "1CIEL1"]);
    assert_eq!(found().await, ["1CAPEL1", "1CIEL1"]);
}

#[tokio::test]
async fn a_diploma_without_classes_has_no_tracking_tables_r22() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    choose(&world.sophie, &[world.melec, world.mcv]).await.fine();
    let said = work_on(&world.sophie, Some(world.mcv)).await.fine();
    assert_eq!(*said.at("useSpecialty.viewer.modules"), json!(["CALENDAR", "STORAGE"]));
    assert_eq!(listed(&world.sophie).await, Vec::<String>::new());
    let said = work_on(&world.sophie, None).await.fine();
    assert_eq!(*said.at("useSpecialty.viewer.modules"), json!(["TRACKING", "CALENDAR", "STORAGE"]));
}

#[tokio::test]
async fn a_division_of_two_diplomas_opens_on_the_one_in_use_r22() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    for names in ["Ana Roy", "Ali Caron"] {
        world.school.pupil(names, world.melec_division, world.cap, "CAP1").await;
    }
    let shown = async |person: &Person| {
        let table = "query ($id: ID!) { trackingTable(divisionId: $id) { framework { shortTitle } } }";
        let said = person.run(table, json!({ "id": world.melec_division.to_string() })).await.fine();
        said.text("trackingTable.framework.shortTitle").to_owned()
    };
    assert_eq!(shown(&world.sophie).await, "CAP Électricien", "the one most of its learners prepare");
    work_on(&world.sophie, Some(world.melec)).await.fine();
    assert_eq!(shown(&world.sophie).await, "Bac pro MELEC");
    assert_eq!(listed(&world.sophie).await, ["1MELEC1"]);
    assert_eq!(shown(&world.school.ddftp().await).await, "CAP Électricien");
    work_on(&world.sophie, Some(world.cap)).await.fine();
    assert_eq!(listed(&world.sophie).await, ["1CAPEL1", "1MELEC1"]);
}

#[tokio::test]
async fn a_diploma_that_leaves_the_school_breaks_nothing_r20() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    choose(&world.sophie, &[world.mcv, world.cap]).await.fine();
    work_on(&world.sophie, Some(world.mcv)).await.fine();
    let cx = world.school.cx();
    let gone =
        specialty::ActiveModel { id: Unchanged(world.mcv), deleted_at: Set(Some(cx.now())), ..Default::default() };
    cx.write(Act::CreateUser, async |tx| tx.save(gone).await).await.expect("the diploma leaves");

    assert_eq!(titles(&world.sophie).await, ["CAP Électricien"]);
    assert_eq!(current(&world.sophie).await["shortTitle"], "CAP Électricien", "the one that is left");
    let gone =
        specialty::ActiveModel { id: Unchanged(world.cap), deleted_at: Set(Some(cx.now())), ..Default::default() };
    cx.write(Act::CreateUser, async |tx| tx.save(gone).await).await.expect("the diploma leaves");
    assert_eq!(titles(&world.sophie).await, ["Bac pro MELEC"], "as if nothing had been chosen");
    assert_eq!(listed(&world.sophie).await, ["1MELEC1"]);
}

#[tokio::test]
async fn only_diplomas_of_the_school_are_chosen_and_only_ones_own_used_r20_r21() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let elsewhere = app.school_of("0999002X").await;
    let far = elsewhere.specialty("bac-pro-melec").await;

    choose(&world.sophie, &[world.melec]).await.fine();
    let said = choose(&world.sophie, &[world.cap, far]).await.fine();
    assert_eq!(said.problems("chooseSpecialties"), problem("NOT_FOUND", "specialtyIds"));
    assert_eq!(titles(&world.sophie).await, ["Bac pro MELEC"], "nothing half done");
    for strange in [far, world.cap] {
        let said = work_on(&world.sophie, Some(strange)).await.fine();
        assert_eq!(said.problems("useSpecialty"), problem("INVALID", "specialtyId"));
    }
    for odd in ["=cmd()", "spe_<b>", &"9".repeat(300), &world.melec_division.to_string()] {
        let said = world.sophie.run(CHOOSE, json!({ "ids": [odd] })).await;
        assert!(said.0["errors"].is_array(), "{odd}: {}", said.0);
    }
    let many: Vec<SpecialtyId> = (0..500).map(|_| world.school.cx().new_id()).collect();
    let said = choose(&world.sophie, &many).await.fine();
    assert_eq!(said.problems("chooseSpecialties"), problem("NOT_FOUND", "specialtyIds"));
}

#[tokio::test]
async fn head_and_ddftp_see_every_diploma_and_nobody_but_teachers_chooses_one_r20() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let head = world.school.person("Hugo Chef", Role::Head).await;
    let ddftp = world.school.ddftp().await;
    for person in [&head, &ddftp] {
        assert_eq!(titles(person).await.len(), 3);
        assert_eq!(current(person).await, Value::Null);
        assert_eq!(listed(person).await, ["1CAPEL1", "1MELEC1"]);
    }
    let tutor = world.school.person("Tom Tuteur", Role::Tutor).await;
    assert_eq!(titles(&tutor).await, Vec::<String>::new());
    for person in [&head, &ddftp, &tutor] {
        assert_eq!(choose(person, &[world.melec]).await.code(), Some("FORBIDDEN"));
        assert_eq!(work_on(person, Some(world.melec)).await.code(), Some("FORBIDDEN"));
        let can = person.ask("{ viewer { can } }").await.fine();
        assert!(!can.at("viewer.can").as_array().unwrap().contains(&json!("USE_SPECIALTY")));
    }
}

#[tokio::test]
async fn last_year_counts_for_nothing_r20() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let cx = world.school.cx();
    let former = entity::school_year::ActiveModel {
        current: Set(false),
        ..rows::school_year(&cx, 2025, day(2025, 9, 1), day(2026, 8, 31))
    };
    let former = given(&cx, former).await.id;
    let inherited = cx.find::<enrolment::Entity>().all().await.unwrap()[0].learner_id;
    let row = rows::enrolment(&cx, former, inherited, (world.melec_division, world.mcv, "2NDE"), day(2025, 9, 1));
    given(&cx, row).await;
    assert_eq!(titles(&world.sophie).await, ["Bac pro MELEC", "CAP Électricien"]);
}
