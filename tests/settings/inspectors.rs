//! What a head opens to an inspector: some diplomas, between two days (R173, R174, R181; security T1, T9, A12).

use super::problem;
use crate::app::TestApp;
use crate::app::http::{asking, by, with};
use crate::app::people::{Person, Said};
use crate::app::school::{Pupil, School};
use chrono::{DateTime, Utc};
use entity::id::{DivisionId, GradingPeriodId, SpecialtyId};
use entity::role_grant::Role;
use entity::{read_line, session};
use etabli::accounts::sessions;
use serde_json::{Value, json};

const OPEN: &str = "mutation ($input: OpenInspectorAccessInput!) { openInspectorAccess(input: $input) {
    window { id state startsOn endsOn specialties { id shortTitle } inspector { displayName } viewerCan } errors { code path message } } }";
const CLOSE: &str = "mutation ($id: ID!) { closeInspectorAccess(input: { windowId: $id }) {
    window { state viewerCan } errors { code path } } }";
const LIST: &str =
    "{ inspectorWindows { nodes { id state startsOn endsOn closedAt inspector { displayName } viewerCan } } }";
const TABLE: &str = "query ($division: ID!) { trackingTable(divisionId: $division) { viewerCan
    rows { learner { displayName } bilan { id synthesis author { displayName } viewerCan } } } }";

/// A school with two diplomas, a bilan in each, and an inspector.
struct World<'a> {
    school: School<'a>,
    head: Person,
    iris: Person,
    melec: SpecialtyId,
    mcv: SpecialtyId,
    mine: DivisionId,
    theirs: DivisionId,
    ines: Pupil,
    bilan: String,
    other_bilan: String,
}

impl World<'_> {
    async fn new(app: &TestApp) -> World<'_> {
        let school = app.school().await;
        let (melec, mcv) = (school.specialty("bac-pro-melec").await, school.specialty("bac-pro-mcv").await);
        let (mine, theirs) = (school.division("1MELEC1").await, school.division("1MCV1").await);
        let ines = school.pupil("Inès Lambert", mine, melec, "1RE").await;
        let tom = school.pupil("Tom Vente", theirs, mcv, "1RE").await;
        let periods = [school.semesters(melec, "1RE").await[0], school.semesters(mcv, "1RE").await[0]];
        let sophie = school.teacher("Sophie Garnier", "071100", &[mine, theirs]).await;
        let bilan = written(&sophie, &ines, periods[0]).await;
        let other_bilan = written(&sophie, &tom, periods[1]).await;
        let head = school.person("Hugo Chef", Role::Head).await;
        let iris = school.person("Iris Vidal", Role::Inspector).await;
        World { school, head, iris, melec, mcv, mine, theirs, ines, bilan, other_bilan }
    }

    fn wish(&self, changes: Value) -> Value {
        let mut input = json!({ "inspectorId": self.iris.user, "startsOn": "2026-11-18", "endsOn": "2026-11-20",
            "specialtyIds": [self.melec] });
        for (field, value) in changes.as_object().into_iter().flatten() {
            input[field] = value.clone();
        }
        json!({ "input": input })
    }

    async fn open(&self, changes: Value) -> Said {
        self.head.run(OPEN, self.wish(changes)).await.fine()
    }

    fn at(&self, moment: &str) {
        let clock = &self.school.app.clock;
        clock.advance(moment.parse::<DateTime<Utc>>().expect("a moment") - clock.now());
    }

    /// Whether the inspector reads the table and the bilan that are asked for.
    async fn reads(&self, division: DivisionId, bilan: &str) -> bool {
        let table = self.iris.run(TABLE, json!({ "division": division })).await.fine();
        let bilan =
            self.iris.run("query ($id: ID!) { node(id: $id) { ... on Bilan { synthesis } } }", json!({ "id": bilan }));
        let bilan = bilan.await.fine();
        let (table, bilan) = (table.at("trackingTable").is_object(), bilan.at("node").is_object());
        assert_eq!(table, bilan, "one goes with the other");
        table
    }
}

async fn written(who: &Person, learner: &Pupil, period: GradingPeriodId) -> String {
    let input = json!({ "input": { "learnerId": learner.id, "periodId": period, "synthesis": "Travail soigné." } });
    let saved = who.run("mutation ($input: SaveBilanInput!) { saveBilan(input: $input) { bilan { id } } }", input);
    saved.await.fine().text("saveBilan.bilan.id").to_owned()
}

/// T9: in the school's time zone, an hour before UTC's in winter.
#[tokio::test]
async fn an_inspector_reads_from_the_first_second_of_the_first_day_to_the_last_of_the_last_t9() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let opened = world.open(json!({})).await;
    assert_eq!(opened.problems("openInspectorAccess"), []);
    assert_eq!(opened.text("openInspectorAccess.window.state"), "COMING");
    for (moment, open) in [
        ("2026-11-17T22:59:59Z", false),
        ("2026-11-17T23:00:00Z", true),
        ("2026-11-18T12:00:00Z", true),
        ("2026-11-20T22:59:59Z", true),
        ("2026-11-20T23:00:00Z", false),
        ("2026-11-21T12:00:00Z", false),
    ] {
        world.at(moment);
        assert_eq!(world.reads(world.mine, &world.bilan).await, open, "{moment}");
        assert!(!world.reads(world.theirs, &world.other_bilan).await, "another diploma, {moment}");
        let modules = world.iris.ask("{ viewer { modules } }").await.fine();
        assert_eq!(modules.at("viewer.modules"), &if open { json!(["TRACKING"]) } else { json!([]) }, "{moment}");
    }
}

#[tokio::test]
async fn an_inspector_reads_names_and_what_was_written_and_changes_nothing_r174() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let elsewhere = app.school_of("0999002X").await;
    let far_melec = elsewhere.specialty("bac-pro-melec").await;
    let far = elsewhere.division("1ELEC1").await;
    elsewhere.pupil("Zoé Ailleurs", far, far_melec, "1RE").await;
    world.open(json!({ "startsOn": "2026-11-16" })).await;
    let iris = &world.iris;
    let table = iris.run(TABLE, json!({ "division": world.mine })).await.fine();
    assert_eq!(table.at("trackingTable.viewerCan"), &json!([]));
    assert_eq!(table.text("trackingTable.rows.0.learner.displayName"), "Inès Lambert");
    assert_eq!(table.text("trackingTable.rows.0.bilan.synthesis"), "Travail soigné.");
    assert_eq!(table.text("trackingTable.rows.0.bilan.author.displayName"), "Sophie Garnier", "a bilan is signed");
    assert_eq!(table.at("trackingTable.rows.0.bilan.viewerCan"), &json!([]));
    let far = iris.run(TABLE, json!({ "division": far })).await.fine();
    assert_eq!(far.at("trackingTable"), &Value::Null, "another school");
    let lists = iris
        .ask("{ divisions { code } specialties { shortTitle } calendar { lines { level { code } } } }")
        .await
        .fine();
    assert_eq!(lists.at("divisions"), &json!([{ "code": "1MELEC1" }]));
    assert_eq!(lists.at("specialties").as_array().map(Vec::len), Some(1));

    let person = format!(
        "{{ node(id: \"{}\") {{ ... on User {{ displayName birthDate email login }} }} }}",
        world.ines.person.user
    );
    let told = iris.ask(&person).await.fine();
    assert_eq!(
        told.at("node"),
        &json!({ "displayName": "Inès Lambert", "birthDate": null, "email": null, "login": null })
    );
    for (document, code) in [
        (
            format!(
                "mutation {{ deleteBilan(input: {{ bilanId: \"{}\", version: 1 }}) {{ errors {{ code }} }} }}",
                world.bilan
            ),
            "FORBIDDEN",
        ),
        (
            format!(
                "mutation {{ validateBilan(input: {{ bilanId: \"{}\", version: 1 }}) {{ errors {{ code }} }} }}",
                world.bilan
            ),
            "FORBIDDEN",
        ),
        ("{ users { nodes { id } } }".to_owned(), "FORBIDDEN"),
        ("{ journal { text } }".to_owned(), "FORBIDDEN"),
    ] {
        assert_eq!(iris.ask(&document).await.code(), Some(code), "{document}");
    }
    let history = format!("{{ node(id: \"{}\") {{ ... on Bilan {{ history {{ number }} }} }} }}", world.bilan);
    assert_eq!(iris.ask(&history).await.fine().at("node.history"), &json!([]));
}

#[tokio::test]
async fn two_windows_open_two_diplomas_and_one_ends_without_the_other() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.open(json!({ "startsOn": "2026-11-16", "endsOn": "2026-11-16" })).await;
    world.open(json!({ "startsOn": "2026-11-16", "specialtyIds": [world.mcv, world.mcv] })).await;
    assert!(world.reads(world.mine, &world.bilan).await && world.reads(world.theirs, &world.other_bilan).await);
    world.at("2026-11-17T12:00:00Z");
    assert!(!world.reads(world.mine, &world.bilan).await && world.reads(world.theirs, &world.other_bilan).await);
}

#[tokio::test]
async fn only_a_head_opens_and_what_is_wrong_is_said_at_its_field_r173() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    for (changes, expected) in [
        (json!({ "startsOn": "2026-11-15" }), problem("INVALID", "startsOn")),
        (json!({ "startsOn": "2028-11-15", "endsOn": "2028-11-16" }), problem("INVALID", "startsOn")),
        (json!({ "endsOn": "2026-11-17" }), problem("INVALID", "endsOn")),
        (json!({ "endsOn": "2027-02-16" }), problem("INVALID", "endsOn")),
        (json!({ "specialtyIds": [] }), problem("BLANK", "specialtyIds")),
        (json!({ "inspectorId": world.head.user }), problem("INVALID", "inspectorId")),
    ] {
        assert_eq!(world.open(changes.clone()).await.problems("openInspectorAccess"), expected, "{changes}");
    }
    assert_eq!(world.open(json!({ "endsOn": "2027-02-15" })).await.problems("openInspectorAccess"), [], "ninety days");
    let elsewhere = app.school_of("0999002X").await;
    let (far, stranger) =
        (elsewhere.specialty("bac-pro-melec").await, elsewhere.person("Ida Loin", Role::Inspector).await);
    let refused = world.open(json!({ "specialtyIds": [world.melec, far] })).await;
    assert_eq!(refused.problems("openInspectorAccess"), problem("NOT_FOUND", "specialtyIds"));
    let refused = world.head.run(OPEN, world.wish(json!({ "inspectorId": stranger.user }))).await;
    assert_eq!(refused.code(), Some("NOT_FOUND"), "an inspector of another school");
    for who in [world.school.admin().await, world.school.ddftp().await, world.iris.clone()] {
        assert_eq!(who.run(OPEN, world.wish(json!({}))).await.code(), Some("FORBIDDEN"));
    }
    let far_head = elsewhere.person("Luc Chef", Role::Head).await;
    assert_eq!(far_head.ask(LIST).await.fine().at("inspectorWindows.nodes"), &json!([]), "the other school sees none");
}

/// A12.
#[tokio::test]
async fn closing_ends_the_sessions_of_the_inspector_and_what_was_open_t9_a12() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let opened = world.open(json!({ "startsOn": "2026-11-16" })).await;
    let id = opened.text("openInspectorAccess.window.id").to_owned();
    assert_eq!(opened.at("openInspectorAccess.window.viewerCan"), &json!(["CLOSE_INSPECTOR_ACCESS"]));
    let http = app.http();
    let asked =
        by(with(asking("subscription { calendarChanged { seq } }"), "accept", "text/event-stream"), &world.iris);
    let screen = http.open(asked).await;
    let mut told = app.app.shared.sessions_ended.subscribe();
    let admin = world.school.admin().await;
    let closed = admin.run(CLOSE, json!({ "id": id })).await.fine();
    assert_eq!(closed.at("closeInspectorAccess.window"), &json!({ "state": "CLOSED", "viewerCan": [] }));
    assert!(told.has_changed().unwrap(), "live screens of this process are told at once");
    told.mark_unchanged();
    let read = http_body_util::BodyExt::collect(screen.into_body());
    let last = tokio::time::timeout(std::time::Duration::from_secs(5), read).await.expect("within five seconds");
    let last = String::from_utf8(last.expect("the stream").to_bytes().to_vec()).expect("text");
    assert!(last.contains("UNAUTHENTICATED"), "{last}");
    assert!(sessions::authenticate(&app.app.shared, &world.iris.token).await.unwrap().is_none());
    assert!(!world.reads(world.mine, &world.bilan).await, "even for who had been let in");
    let again = world.head.run(CLOSE, json!({ "id": id })).await.fine();
    assert_eq!(again.problems("closeInspectorAccess"), problem("CLOSED", ""));
    let listed = world.head.ask(LIST).await.fine();
    assert_eq!(listed.text("inspectorWindows.nodes.0.inspector.displayName"), "Iris Vidal");
    assert_eq!(listed.text("inspectorWindows.nodes.0.state"), "CLOSED");
    let own = world.iris.ask(LIST).await.fine();
    assert_eq!(own.at("inspectorWindows.nodes").as_array().map(Vec::len), Some(1), "one's own are told");
    let other = world.school.person("Paul Autre", Role::Inspector).await;
    assert_eq!(other.ask(LIST).await.fine().at("inspectorWindows.nodes"), &json!([]));
}

/// T9, A12: nobody has to do anything at midnight.
#[tokio::test]
async fn the_session_of_an_inspector_ends_with_the_last_day() {
    let app = TestApp::on("2026-11-20T15:00:00Z").await;
    let world = World::new(&app).await;
    world.open(json!({ "startsOn": "2026-11-20" })).await;
    let midnight = "2026-11-20T23:00:00Z".parse::<DateTime<Utc>>().unwrap();
    let kept = world.school.cx().find::<session::Entity>().all().await.unwrap();
    let ends = |user| kept.iter().filter(|row| row.user_id == user).map(|row| row.ends_at).collect::<Vec<_>>();
    assert_eq!(ends(world.iris.user), [midnight], "the one under way is shortened");
    assert!(ends(world.head.user).iter().all(|end| *end > midnight), "nobody else's is");
    world.school.grant(world.iris.user, Role::Teacher).await;
    let teacher = Person::signed_in(&world.school, world.iris.user, Role::Teacher).await;
    let cx = app.cx(teacher.actor.clone()).await;
    let opened = sessions::use_role(&cx, Role::Inspector).await.expect("the other role");
    assert_eq!(opened.session.ends_at, midnight, "and so is one that begins");
}

/// R181.
#[tokio::test]
async fn every_file_that_an_inspector_opens_is_in_the_reading_log_r181() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.open(json!({ "startsOn": "2026-11-16" })).await;
    let document =
        format!("{{ trackingTable(divisionId: \"{}\") {{ rows {{ learner {{ displayName }} }} }} }}", world.mine);
    app.app.start();
    let back = app.http().send(by(asking(&document), &world.iris)).await;
    assert!(back.json()["data"]["trackingTable"].is_object(), "{}", back.json());
    let mut line = None;
    for _ in 0..100 {
        let lines = world.school.cx().find::<read_line::Entity>().all().await.unwrap();
        line = lines.into_iter().find(|line| line.actor_id == world.iris.user);
        if line.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let line = line.expect("a line within a second or so");
    assert_eq!((line.role.as_str(), line.operation.as_str()), ("inspector", "trackingTable"));
    assert_eq!(line.learners, json!([world.ines.id]));
}
