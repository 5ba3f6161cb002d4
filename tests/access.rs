//! Who may see and do what: the two tables against `permissions.yaml`, and every root field tried by everybody.
#![expect(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::match_same_arms,
    clippy::similar_names,
    clippy::print_stdout,
    reason = "cases have one shape, tables of relations are read line by line, who and world stand together, and what was tried is told"
)]

mod accounts;
mod bilans;
mod calendar;
mod cast;
mod content;
mod coverage;
mod imports;
mod kept;
mod oneself;
mod requirement;
mod school;
mod tables;
mod tries;

use crate::app::TestApp;
use crate::app::people::{Person, Said};
use crate::app::school::School;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use entity::id::{ImportFileId, ImportLineId, ImportRunId, MefId, SchoolImageId, StorageFileId, StoredFileId};
use entity::role_grant::Role;
use etabli::access::{Act, Cells, Scope, TABLES};
use etabli::graphql::sdl;
use futures::StreamExt as _;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Columns of the tables of rights, in their order.
const COLUMNS: [&str; 8] = ["admin", "head", "ddftp", "teacher", "tutor", "learner", "inspector", "anonymous"];

#[derive(Deserialize)]
struct Permissions {
    resources: BTreeMap<String, Resource>,
}

#[derive(Deserialize)]
struct Resource {
    operations: BTreeMap<String, Operation>,
}

#[derive(Deserialize)]
struct Operation {
    /// « none », or a level and a scope.
    cells: BTreeMap<String, serde_norway::Value>,
}

/// The scopes of an operation, in the order of [`COLUMNS`].
fn required(permissions: &Permissions, operation: &str) -> Option<Vec<String>> {
    let (resource, name) = operation.split_once('.')?;
    let cells = &permissions.resources.get(resource)?.operations.get(name)?.cells;
    let scope = |column: &&str| {
        let pair = cells.get(*column).and_then(serde_norway::Value::as_sequence);
        pair.and_then(|pair| pair.get(1)?.as_str()).unwrap_or("none").to_owned()
    };
    Some(COLUMNS.iter().map(scope).collect())
}

fn written(cells: Cells) -> Vec<String> {
    cells.iter().map(|cell| cell.map_or("none", Scope::name).to_owned()).collect()
}

#[test]
fn the_tables_of_rights_say_what_the_requirement_says() {
    let text = include_str!("../src/access/permissions.yaml");
    let permissions: Permissions = serde_norway::from_str(text).expect("permissions.yaml is read");
    let acts = Act::ALL.iter().map(|act| (format!("act {}", act.name()), act.operation(), act.cells()));
    let tables = TABLES.iter().map(|(table, operation, cells)| (format!("table {table}"), *operation, *cells));
    let mut differences = Vec::new();
    for (what, operation, cells) in acts.chain(tables) {
        match required(&permissions, operation) {
            None => differences.push(format!("{what}: {operation} is not in permissions.yaml")),
            Some(scopes) => {
                for ((column, required), said) in COLUMNS.iter().zip(scopes).zip(written(cells)) {
                    if required != said {
                        differences
                            .push(format!("{what}, {column}: {operation} asks {required}, the table says {said}"));
                    }
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// A school with one of everything, and who tries.
struct World {
    ids: BTreeMap<&'static str, String>,
    /// Everybody, by name; the last ones are out of reach of the school's records.
    people: Vec<(&'static str, Person)>,
}

/// Who tries, in the order of the expectations.
const PEOPLE: [&str; 11] = [
    "admin",
    "head",
    "ddftp",
    "teacher",
    "tutor",
    "learner",
    "inspector",
    "stranger",
    // The same roles where the record is out of reach.
    "teacher of others",
    "ddftp elsewhere",
    "teacher elsewhere",
];

impl World {
    async fn new(school: &School<'_>, elsewhere: &School<'_>) -> Self {
        let melec = school.specialty("bac-pro-melec").await;
        let (mine, theirs) = (school.division("1MELEC1").await, school.division("1MELEC2").await);
        let periods = school.semesters(melec, "1RE").await;
        let pupil = school.pupil("Inès Garnier", mine, melec, "1RE").await;
        school.pupil("Léo Petit", theirs, melec, "1RE").await;
        let teacher = school.teacher("Sophie Prévost", "071100", &[mine]).await;
        let other = school.teacher("Anne Loin", "071100", &[theirs]).await;
        let far_melec = elsewhere.specialty("bac-pro-melec").await;
        let far = elsewhere.division("1ELEC1").await;
        elsewhere.semesters(far_melec, "1RE").await;
        elsewhere.pupil("Zoé Ailleurs", far, far_melec, "1RE").await;
        let ddftp = school.ddftp().await;

        let draft =
            json!({ "input": { "learnerId": pupil.id, "periodId": periods[0], "synthesis": "Travail soigné." } });
        let saved =
            teacher.run("mutation ($input: SaveBilanInput!) { saveBilan(input: $input) { bilan { id } } }", draft);
        let bilan = saved.await.fine().text("saveBilan.bilan.id").to_owned();
        let picture =
            ddftp.ask("{ console { groups { divisions { division { code } periods { id } } } } }").await.fine();
        let cell = picture.text("console.groups.0.divisions.0.periods.0.id").to_owned();
        let far_ddftp = elsewhere.ddftp().await;
        for person in [&ddftp, &far_ddftp] {
            let cx = school.app.cx(person.actor.clone()).await;
            let line = cx.write(Act::SaveLslPeriods, async |tx| {
                tx.journal("a changé les dates", None);
                Ok(())
            });
            line.await.expect("a line of the journal");
        }
        let asked = json!({ "input": { "category": "USE", "message": "Comment faire ?" } });
        let asking = "mutation ($input: CreateTicketInput!) { createTicket(input: $input) { ticket { id } } }";
        let ticket = teacher.run(asking, asked).await.fine().text("createTicket.ticket.id").to_owned();
        let cx = school.cx();
        let ids = BTreeMap::from([
            ("uai", school.uai.clone()),
            ("specialty", melec.to_string()),
            ("division", mine.to_string()),
            ("period", periods[0].to_string()),
            ("learner", pupil.id.to_string()),
            ("user", pupil.person.user.to_string()),
            ("bilan", bilan),
            ("ticket", ticket),
            ("cell", cell),
            // Never there: what is not there is answered like what is out of reach.
            ("upload", cx.new_id::<ImportFileId>().to_string()),
            ("import", cx.new_id::<ImportRunId>().to_string()),
            ("line", cx.new_id::<ImportLineId>().to_string()),
            ("mef", cx.new_id::<MefId>().to_string()),
            ("sent", cx.new_id::<StoredFileId>().to_string()),
            ("image", cx.new_id::<SchoolImageId>().to_string()),
            ("document", cx.new_id::<StorageFileId>().to_string()),
            ("window", cx.new_id::<entity::id::InspectorWindowId>().to_string()),
            ("deadline", cx.new_id::<entity::id::CertificationDeadlineId>().to_string()),
        ]);
        let people = vec![
            school.admin().await,
            school.person("Hugo Chef", Role::Head).await,
            ddftp,
            teacher,
            school.person("Tom Tuteur", Role::Tutor).await,
            pupil.person,
            school.person("Iris Inspectrice", Role::Inspector).await,
            Person::stranger(school.app),
            other,
            far_ddftp,
            elsewhere.teacher("Paul Ailleurs", "071100", &[far]).await,
        ];
        Self { ids, people: PEOPLE.into_iter().zip(people).collect() }
    }

    /// A document in which `$division` and the like stand for the world's own.
    fn fill(&self, document: &str) -> String {
        self.ids
            .iter()
            .fold(document.to_owned(), |text, (name, id)| text.replace(&format!("${name}"), &format!("\"{id}\"")))
    }
}

/// What came back, in a word: a code, « nothing », or « ok ».
fn came_to(said: &Said, field: &str) -> String {
    if let Some(code) = said.code() {
        return code.to_owned();
    }
    let value = said.at(field);
    let missing =
        value["errors"].as_array().is_some_and(|errors| errors.iter().any(|error| error["code"] == "NOT_FOUND"));
    match value {
        _ if missing => "NOT_FOUND".to_owned(),
        Value::Null => "nothing".to_owned(),
        Value::Array(items) if items.is_empty() => "nothing".to_owned(),
        Value::Object(page) if page.get("nodes") == Some(&json!([])) => "nothing".to_owned(),
        _ => "ok".to_owned(),
    }
}

/// A question or a stream: its document, and what comes to each of [`PEOPLE`]: `o`k, `n`othing, `f`orbidden, not f`g`ound
/// (« gone »), `u`nauthenticated.
struct Reading(&'static str, &'static str, &'static str);

const QUESTIONS: &[Reading] = &[
    //                                                                            admin…inspector, stranger, out of reach
    Reading("establishment", "{ establishment(uai: $uai) { name } }", "ooooooo o ooo"),
    Reading("learnersWithoutIne", "{ learnersWithoutIne { nodes { id } } }", "ofoffff u fof"),
    Reading("inspectorWindows", "{ inspectorWindows { nodes { id } } }", "nnnnnnn u nnn"),
    Reading("activationLink", "{ activationLink(secret: \"x\") { login } }", "nnnnnnn n nnn"),
    Reading("viewer", "{ viewer { role } }", "ooooooo n ooo"),
    Reading("users", "{ users { nodes { id } } }", "oooffff u fof"),
    // Nobody looks like anybody here; who is paired is told in `accounts`.
    Reading("lookalikes", "{ lookalikes { signsInWith } }", "nffffff u fff"),
    Reading("search", "{ search(text: \"1melec1\") { title } }", "nooonnn u nnn"),
    Reading("division", "{ division(id: $division) { code } }", "oooonon n nnn"),
    Reading("node", "{ node(id: $division) { id } }", "oooonon n nnn"),
    Reading("divisions", "{ divisions { code } }", "oooonon u ooo"),
    Reading("specialties", "{ specialties { title } }", "oooonon u ooo"),
    Reading("frameworks", "{ frameworks { code } }", "ooooooo n ooo"),
    Reading("calendar", "{ calendar { seq } }", "ooooooo u ooo"),
    // Nothing is outside its dates here; who reads what is told in `periods`.
    Reading("entriesOutside", "{ entriesOutside(specialtyId: $specialty, level: \"1RE\") { id } }", "nnnnnnn u nnn"),
    Reading("console", "{ console { seq } }", "ooonnnn n non"),
    Reading("periodProgress", "{ periodProgress(id: $cell) { state } }", "noonnnn n nnn"),
    Reading("journal", "{ journal { text } }", "fooffff u fof"),
    Reading("auditLog", "{ auditLog { nodes { number } } }", "oofffff u fff"),
    // Its lines are written within a second, by the service that does not run here.
    Reading("readingLog", "{ readingLog { nodes { number } } }", "fnfffff u fff"),
    Reading("logVerification", "{ logVerification { log } }", "oofffff u fff"),
    Reading("troubledJobs", "{ troubledJobs { nodes { id } } }", "nffffff u fff"),
    Reading("imports", "{ imports { nodes { id } } }", "nnnnnnn n nnn"),
    Reading("import", "{ import(id: $import) { id } }", "nnnnnnn n nnn"),
    Reading("trackingTable", "{ trackingTable(divisionId: $division) { id } }", "nooonnn u nnn"),
    Reading("storageSpaces", "{ storageSpaces { id } }", "nooonon u ooo"),
    Reading("storageSpace", "{ storageSpace(id: $division) { id } }", "nooonon n nnn"),
    Reading("helpArticles", "{ helpArticles { nodes { article { slug } } } }", "ooooooo o ooo"),
    Reading("helpQuestions", "{ helpQuestions { slug } }", "ooooooo o ooo"),
    Reading("helpArticle", "{ helpArticle(slug: \"importer-les-fichiers\") { title } }", "ooooooo n ooo"),
    Reading("supportDesk", "{ supportDesk { toAnswer } }", "ooooooo u ooo"),
    Reading("tickets", "{ tickets(shelf: OF_SCHOOL) { nodes { id } } }", "onnnnnn u nnn"),
    Reading("ticket", "{ ticket(id: $ticket) { title } }", "onnonnn n nnn"),
    Reading("myBilans", "{ myBilans { periodLabel } }", "nnnnnnn u nnn"),
];

const STREAMS: &[Reading] = &[
    Reading("consoleChanged", "subscription { consoleChanged { seq } }", "oooffff u fof"),
    Reading("calendarChanged", "subscription { calendarChanged { seq } }", "ooooooo u ooo"),
    Reading("journal", "subscription { journal { text } }", "fooffff u fof"),
    Reading(
        "trackingTableChanged",
        "subscription { trackingTableChanged(divisionId: $division) { id } }",
        "goooggg u ggg",
    ),
    Reading("ticket", "subscription { ticket(id: $ticket) { title } }", "oggoggg u ggg"),
    Reading("supportDesk", "subscription { supportDesk { toAnswer } }", "ooooooo u ooo"),
    Reading("importProgressed", "subscription { importProgressed(importId: $import) { id } }", "ggggggg u ggg"),
];

/// What a mutation comes to for those who may do it on a record within reach.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// It is done, or it has a problem to put right.
    Ok,
    /// The record it names is not there.
    Gone,
}

/// A mutation and its input.
struct Doing(&'static str, &'static str, Within);

const DOINGS: &[Doing] = &[
    Doing("signIn", "{ uai: $uai, login: \"x\", password: \"y\" }", Within::Ok),
    Doing("proveSignIn", "{ ticket: \"x\", code: \"123456\" }", Within::Ok),
    Doing("beginSecondFactorAtSignIn", "{ ticket: \"x\" }", Within::Ok),
    Doing("confirmSecondFactorAtSignIn", "{ ticket: \"x\", code: \"123456\" }", Within::Ok),
    Doing("choosePassword", "{ ticket: \"x\", password: \"y\" }", Within::Ok),
    Doing("askReset", "{ uai: $uai, login: \"x\" }", Within::Ok),
    Doing("changePassword", "{ currentPassword: \"x\", newPassword: \"y\" }", Within::Ok),
    Doing("changeMail", "{ currentPassword: \"x\", email: \"y\" }", Within::Ok),
    Doing("confirmMail", "{ secret: \"x\" }", Within::Ok),
    Doing("beginSecondFactor", "{ currentPassword: \"x\" }", Within::Ok),
    Doing("confirmSecondFactor", "{ code: \"123456\" }", Within::Ok),
    Doing("renewRecoveryCodes", "{ currentPassword: \"x\", code: \"123456\" }", Within::Ok),
    Doing("removeSecondFactor", "{ currentPassword: \"x\", code: \"123456\" }", Within::Ok),
    Doing("revokeSessions", "{ ids: null }", Within::Ok),
    Doing("chooseSpecialties", "{ specialtyIds: [] }", Within::Ok),
    Doing("useSpecialty", "{ specialtyId: null }", Within::Ok),
    Doing("useRole", "{ role: LEARNER }", Within::Ok),
    Doing("stayConnected", "", Within::Ok),
    Doing("updateEstablishment", "{ version: 99, name: \"Autre\" }", Within::Ok),
    Doing("setSecurityOptions", "{ version: 99, reset: LINK }", Within::Ok),
    Doing("setTransfer", "{ version: 99, active: false }", Within::Ok),
    Doing("resendWelcome", "{ userId: $user }", Within::Ok),
    Doing(
        "openInspectorAccess",
        "{ inspectorId: $user, startsOn: \"2026-12-01\", endsOn: \"2026-12-02\", specialtyIds: [$specialty] }",
        Within::Ok,
    ),
    Doing("closeInspectorAccess", "{ windowId: $window }", Within::Gone),
    Doing("openActivation", "{ userIds: [$user] }", Within::Ok),
    Doing("startImport", "{ uploadIds: [$upload] }", Within::Gone),
    Doing(
        "addLearner",
        "{ lastName: \"x\", firstName: \"y\", birthDate: \"2004-03-14\", status: APPRENTICE, training: \"z\" }",
        Within::Ok,
    ),
    Doing("applyImport", "{ importId: $import }", Within::Gone),
    Doing("undoImport", "{ importId: $import }", Within::Gone),
    Doing("decideImportLine", "{ lineId: $line, decision: \"NEW\" }", Within::Gone),
    Doing("attachMef", "{ mefId: $mef, specialtyId: $specialty }", Within::Gone),
    Doing(
        "saveGradingPeriods",
        "{ targets: [{ specialtyId: $specialty, level: \"1RE\" }], rhythm: SEMESTER, periods: [] }",
        Within::Ok,
    ),
    Doing("copyGradingPeriods", "{ targets: [{ specialtyId: $specialty, level: \"1RE\" }] }", Within::Ok),
    Doing("deleteGradingPeriods", "{ target: { specialtyId: $specialty, level: \"1RE\", version: 99 } }", Within::Ok),
    Doing("restoreGradingPeriods", "{ specialtyId: $specialty, level: \"TLE\" }", Within::Ok),
    Doing(
        "saveLslPeriods",
        "{ targets: [{ specialtyId: $specialty, level: \"1RE\" }], rhythm: SEMESTER, opensOn: \"2027-01-10\", closesOn: \"2027-01-20\" }",
        Within::Ok,
    ),
    Doing("saveCertificationDeadline", "{ specialtyId: $specialty, level: \"TLE\", date: \"2027-05-10\" }", Within::Ok),
    Doing("deleteCertificationDeadline", "{ id: $deadline, version: 1 }", Within::Gone),
    Doing("saveBilan", "{ learnerId: $learner, periodId: $period, synthesis: \"Travail soigné.\" }", Within::Ok),
    Doing("validateBilan", "{ bilanId: $bilan, version: 99 }", Within::Ok),
    Doing("reopenBilan", "{ bilanId: $bilan, version: 99, reason: \"Oubli.\" }", Within::Ok),
    Doing("deleteBilan", "{ bilanId: $bilan, version: 99 }", Within::Ok),
    Doing("restoreBilan", "{ bilanId: $bilan }", Within::Gone),
    Doing(
        "nameTeachersInCharge",
        "{ divisionId: $division, periodId: $period, learnerIds: [$learner], teacherIds: [] }",
        Within::Ok,
    ),
    Doing("setSchoolImage", "{ kind: LOGO, fileId: $sent }", Within::Gone),
    Doing("deleteSchoolImage", "{ id: $image }", Within::Gone),
    Doing("restoreSchoolImage", "{ id: $image }", Within::Gone),
    Doing("storeFile", "{ fileId: $sent, spaceId: \"personal\" }", Within::Gone),
    Doing("renameStorageFile", "{ id: $document, version: 1, name: \"Cours\" }", Within::Gone),
    Doing("deleteStorageFile", "{ id: $document }", Within::Gone),
    Doing("restoreStorageFile", "{ id: $document }", Within::Gone),
    Doing("endSessions", "{ userId: $user }", Within::Ok),
    // Refused of a learner, who has none.
    Doing("resetSecondFactor", "{ userId: $user, reason: \"Perdu.\" }", Within::Ok),
    // Refused of a learner: roles are those of staff.
    Doing("grantRole", "{ userId: $user, role: DDFTP }", Within::Ok),
    Doing("revokeRole", "{ userId: $user, role: LEARNER }", Within::Ok),
    // Refused: it is twice the same account.
    Doing("mergeUsers", "{ keptId: $user, closedId: $user }", Within::Ok),
    // Refused of a learner: divisions are given to teachers, and this one has none to take back.
    Doing("assignDivisions", "{ userId: $user, divisionIds: [$division] }", Within::Ok),
    Doing("unassignDivision", "{ userId: $user, divisionId: $division }", Within::Gone),
    Doing(
        "createUser",
        "{ civility: MRS, lastName: \"Neuf\", firstName: \"Nina\", birthDate: \"1980-05-04\", email: \"nina@exemple.example\", role: DDFTP }",
        Within::Ok,
    ),
    Doing("disableUser", "{ userId: $user }", Within::Ok),
    Doing("restoreUser", "{ userId: $user }", Within::Ok),
    Doing("retryJobs", "{ jobId: null }", Within::Ok),
    Doing("countHelpReading", "{ slug: \"importer-les-fichiers\" }", Within::Ok),
    Doing("rateHelpArticle", "{ slug: \"importer-les-fichiers\", helped: true }", Within::Ok),
    // The administrator alone answers the school, and no support is configured: it has nobody to write to.
    Doing("createTicket", "{ category: USE, message: \"Comment faire ?\" }", Within::Ok),
    Doing("replyTicket", "{ ticketId: $ticket, message: \"Voici.\" }", Within::Ok),
    Doing("closeTicket", "{ ticketId: $ticket }", Within::Ok),
    Doing("signOut", "", Within::Ok),
];

/// What a mutation must come to for somebody, by the table of acts.
fn expected(act: Act, within: Within, who: usize) -> &'static str {
    // The secret decides alone: whoever holds it may be signed in elsewhere.
    if matches!(
        act,
        Act::ChoosePassword
            | Act::ConfirmMail
            | Act::ProveSignIn
            | Act::BeginSecondFactorAtSignIn
            | Act::ConfirmSecondFactorAtSignIn
    ) {
        return "ok";
    }
    let column = match who {
        8 | 10 => 3,
        9 => 2,
        column => column,
    };
    let within = if within == Within::Gone { "NOT_FOUND" } else { "ok" };
    match (act.cells()[column], who) {
        (None, 7) => "UNAUTHENTICATED",
        (None, _) => "FORBIDDEN",
        // The author of the ticket is the teacher.
        (Some(Scope::Own | Scope::Public), _) | (Some(Scope::Ticket), 3) => within,
        // It names no record: it is done in the caller's own school.
        (Some(_), _) if act == Act::AddLearner => within,
        (Some(Scope::Ticket), _) | (Some(_), 9 | 10) | (Some(Scope::Team | Scope::Author | Scope::AuthorTeam), 8) => {
            "NOT_FOUND"
        }
        _ => within,
    }
}

#[tokio::test]
async fn every_root_field_answers_each_role_another_school_and_strangers_as_the_tables_say() {
    let app = TestApp::new().await;
    let (school, elsewhere) = (app.school().await, app.school_of("0999002X").await);
    let world = World::new(&school, &elsewhere).await;
    let mut wrong = Vec::new();
    let mut differs = |field: &str, who: &str, expected: &str, came: &str, said: &Said| {
        if expected != came {
            wrong.push(format!("{field} by {who}: {came} instead of {expected}: {}", said.0));
        }
    };
    for Reading(field, document, expectations) in QUESTIONS {
        for ((who, person), letter) in world.people.iter().zip(expectations.chars().filter(|c| *c != ' ')) {
            let said = person.ask(&world.fill(document)).await;
            differs(field, who, word(letter), &came_to(&said, field), &said);
        }
    }
    for Reading(field, document, expectations) in STREAMS {
        for ((who, person), letter) in world.people.iter().zip(expectations.chars().filter(|c| *c != ' ')) {
            let mut stream = person.follow(&world.fill(document), json!({})).await;
            let first = tokio::time::timeout(Duration::from_secs(2), stream.next()).await;
            let said = first.ok().flatten().unwrap_or(Said(json!({ "data": null })));
            differs(field, who, word(letter), &came_to(&said, field), &said);
        }
    }
    for Doing(field, input, within) in DOINGS {
        let act = Act::ALL.iter().find(|act| act.name().eq_ignore_ascii_case(field)).expect("an act of the same name");
        let input = if input.is_empty() { String::new() } else { format!("(input: {})", world.fill(input)) };
        for (number, (who, person)) in world.people.iter().enumerate() {
            let said = person.ask(&format!("mutation {{ {field}{input} {{ errors {{ code message }} }} }}")).await;
            differs(field, who, expected(*act, *within, number), &came_to(&said, field), &said);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn word(letter: char) -> &'static str {
    match letter {
        'o' => "ok",
        'n' => "nothing",
        'f' => "FORBIDDEN",
        'g' => "NOT_FOUND",
        'u' => "UNAUTHENTICATED",
        other => panic!("{other} means nothing"),
    }
}

#[test]
fn no_root_field_is_without_a_case() {
    let document = parse_schema(sdl()).expect("the schema is read");
    let mut fields = BTreeMap::<String, BTreeSet<String>>::new();
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        if let TypeKind::Object(object) = definition.node.kind {
            let names = object.fields.into_iter().map(|field| field.node.name.node.to_string()).collect();
            fields.insert(definition.node.name.node.to_string(), names);
        }
    }
    let cases = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<BTreeSet<String>>();
    assert_eq!(fields["Query"], cases(QUESTIONS.iter().map(|reading| reading.0).collect()));
    assert_eq!(fields["Subscription"], cases(STREAMS.iter().map(|reading| reading.0).collect()));
    assert_eq!(fields["Mutation"], cases(DOINGS.iter().map(|doing| doing.0).collect()));
    for Reading(field, _, expectations) in QUESTIONS.iter().chain(STREAMS) {
        assert_eq!(expectations.chars().filter(|c| *c != ' ').count(), PEOPLE.len(), "{field}");
    }
}
