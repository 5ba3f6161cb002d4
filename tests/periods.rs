//! The DDFTP and the official dates of the year.

use crate::app::people::{Person, Said};
use crate::app::school::{School, day};
use crate::app::{TestApp, given};
use entity::id::SpecialtyId;
use entity::role_grant::Role;
use entity::{audit_line, journal_entry, school_year};
use futures::StreamExt as _;
use sea_orm::{ColumnTrait as _, QueryOrder as _, Set};
use serde_json::{Value, json};

const SAVE: &str = "mutation($input: SaveGradingPeriodsInput!) {
    saveGradingPeriods(input: $input) {
        lines { id level { code } rhythm complete entriesOutside gradingPeriods { id version label startsOn endsOn externalRef } }
        errors { code path message } } }";

const CALENDAR: &str = "{ calendar { seq schoolYear { label } previousYear { label } viewerCan lines {
    id specialty { id shortTitle } level { code label } learnerCount divisions { code } rhythm complete copyable entriesOutside
    lslConcerned deadlinesConcerned lsl { rhythm opensOn closesOn version }
    gradingPeriods { id version label startsOn endsOn }
    deadlines { id version label date unit { code } } } } }";

fn target(specialty: SpecialtyId, level: &str, version: i64) -> Value {
    json!({ "specialtyId": specialty, "level": level, "version": version })
}

fn period(starts_on: &str, ends_on: &str) -> Value {
    json!({ "startsOn": starts_on, "endsOn": ends_on })
}

fn semesters() -> Value {
    json!([period("2026-09-01", "2026-12-04"), period("2026-12-05", "2027-06-30")])
}

fn save(targets: &[Value], periods: &Value) -> Value {
    let rhythm = if periods.as_array().is_some_and(|list| list.len() == 3) { "TRIMESTER" } else { "SEMESTER" };
    json!({ "input": { "targets": targets, "rhythm": rhythm, "periods": periods } })
}

/// A DDFTP in a school with one MELEC division of première and one CAP division.
async fn two_lines(app: &TestApp) -> (School<'_>, Person, SpecialtyId, SpecialtyId) {
    let school = app.school().await;
    let (melec, cap) = (school.specialty("bac-pro-melec").await, school.specialty("cap-electricien").await);
    let (premiere, first) = (school.division("1MELEC1").await, school.division("1CAP1").await);
    school.pupil("Inès Lambert", premiere, melec, "1RE").await;
    school.pupil("Adam Benoît", first, cap, "CAP1").await;
    let ddftp = school.ddftp().await;
    (school, ddftp, melec, cap)
}

/// R41, R44, R119.
#[tokio::test]
async fn the_ddftp_sets_the_dates_of_several_levels_at_once() {
    let app = TestApp::new().await;
    let (_school, ddftp, melec, cap) = two_lines(&app).await;

    let before = ddftp.ask(CALENDAR).await.fine();
    assert_eq!(before.at("calendar.lines.0.complete"), &json!(false));
    assert_eq!(before.at("calendar.lines.0.learnerCount"), &json!(1));
    assert_eq!(before.at("calendar.lines.0.divisions.0.code"), &json!("1MELEC1"));
    assert_eq!(before.at("calendar.lines.0.lslConcerned"), &json!(true));
    assert_eq!(before.at("calendar.lines.1.lslConcerned"), &json!(false));

    let saved = ddftp.run(SAVE, save(&[target(melec, "1RE", 0), target(cap, "CAP1", 0)], &semesters())).await.fine();
    assert_eq!(saved.problems("saveGradingPeriods"), []);
    assert_eq!(saved.at("saveGradingPeriods.lines").as_array().map(Vec::len), Some(2));
    assert_eq!(saved.text("saveGradingPeriods.lines.0.gradingPeriods.1.label"), "Semestre\u{a0}2");

    let trimesters = json!([
        period("2026-09-01", "2026-11-27"),
        period("2026-11-28", "2027-03-05"),
        period("2027-03-06", "2027-06-30")
    ]);
    ddftp.run(SAVE, save(&[target(cap, "CAP1", 1)], &trimesters)).await.fine();
    let after = ddftp.ask(CALENDAR).await.fine();
    assert_eq!(after.text("calendar.lines.0.rhythm"), "SEMESTER");
    assert_eq!(after.text("calendar.lines.1.rhythm"), "TRIMESTER");
    assert_eq!(after.at("calendar.lines.1.complete"), &json!(true));
}

/// R43.
#[tokio::test]
async fn everything_wrong_with_the_dates_is_told_at_once_each_at_its_field() {
    let app = TestApp::new().await;
    let (_school, ddftp, melec, _) = two_lines(&app).await;
    let refused = async |periods: Value| {
        let said = ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &periods)).await.fine();
        assert_eq!(said.at("saveGradingPeriods.lines"), &json!([]));
        said.problems("saveGradingPeriods")
    };
    let at = |code: &str, path: &str| (code.to_owned(), path.to_owned());

    let wrong = json!([period("2026-08-25", "2027-01-29"), period("2027-01-29", "2027-09-02")]);
    assert_eq!(
        refused(wrong).await,
        [
            at("OUT_OF_YEAR", "periods.0.startsOn"),
            at("OUT_OF_YEAR", "periods.1.endsOn"),
            at("OVERLAP", "periods.1.startsOn"),
        ]
    );
    let reversed = json!([period("2026-12-04", "2026-09-01"), period("2026-12-05", "2027-06-30")]);
    assert_eq!(refused(reversed).await, [at("INVALID", "periods.0.endsOn")]);
    let lonely = json!([period("2026-09-01", "2027-06-30")]);
    assert_eq!(refused(lonely).await, [at("INVALID", "periods")]);

    let nowhere = save(&[target(melec, "CAP1", 0)], &semesters());
    let said = ddftp.run(SAVE, nowhere).await.fine();
    assert_eq!(said.problems("saveGradingPeriods"), [at("NOT_FOUND", "targets.0.level")]);
    let calendar = ddftp.ask(CALENDAR).await.fine();
    assert_eq!(calendar.at("calendar.lines.0.gradingPeriods"), &json!([]));
}

/// Security T10.
#[tokio::test]
async fn dates_changed_meanwhile_are_not_overwritten_on_any_line() {
    let app = TestApp::new().await;
    let (_school, ddftp, melec, cap) = two_lines(&app).await;
    ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &semesters())).await.fine();

    let other = json!([period("2026-09-01", "2027-01-15"), period("2027-01-16", "2027-06-30")]);
    let stale = ddftp.run(SAVE, save(&[target(cap, "CAP1", 0), target(melec, "1RE", 0)], &other)).await.fine();

    assert_eq!(
        stale.problems("saveGradingPeriods"),
        [("CHANGED_MEANWHILE".to_owned(), "targets.1.version".to_owned())]
    );
    let calendar = ddftp.ask(CALENDAR).await.fine();
    assert_eq!(calendar.text("calendar.lines.0.gradingPeriods.0.endsOn"), "2026-12-04");
    assert_eq!(calendar.at("calendar.lines.1.gradingPeriods"), &json!([]), "nothing is written in part");
}

/// Security 8.1.
#[tokio::test]
async fn a_repeated_request_sets_dates_once() {
    let app = TestApp::new().await;
    let (_school, ddftp, melec, _) = two_lines(&app).await;
    let mut request = save(&[target(melec, "1RE", 0)], &semesters());
    request["input"]["clientMutationId"] = json!("0199-une-fois");

    let first = ddftp.run(SAVE, request.clone()).await.fine();
    let again = ddftp.run(SAVE, request).await.fine();

    assert_eq!(again.problems("saveGradingPeriods"), []);
    assert_eq!(again.at("saveGradingPeriods.lines"), first.at("saveGradingPeriods.lines"));
}

/// R49.
#[tokio::test]
async fn moving_dates_keeps_every_bilan_and_tells_those_left_outside() {
    let app = TestApp::new().await;
    let (school, ddftp, melec, _) = two_lines(&app).await;
    let saved = ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &semesters())).await.fine();
    let first = saved.text("saveGradingPeriods.lines.0.gradingPeriods.0.id").to_owned();
    let division = school.division("1MELEC2").await;
    let teacher = school.teacher("Sophie Garnier", "071100", &[division]).await;
    let yanis = school.pupil("Yanis Morel", division, melec, "1RE").await;
    let document =
        "mutation($input: SaveBilanInput!) { saveBilan(input: $input) { bilan { id referenceDate } errors { code } } }";
    let begun = teacher.run(document, json!({ "input": { "learnerId": yanis.id, "periodId": first } })).await.fine();
    assert_eq!(begun.text("saveBilan.bilan.referenceDate"), "2026-11-16");

    let earlier = json!([period("2026-09-01", "2026-10-30"), period("2026-10-31", "2027-06-30")]);
    let moved = ddftp.run(SAVE, save(&[target(melec, "1RE", 1)], &earlier)).await.fine();

    assert_eq!(moved.number("saveGradingPeriods.lines.0.entriesOutside"), 1);
    assert_eq!(moved.text("saveGradingPeriods.lines.0.gradingPeriods.0.id"), first, "the period is the same one");
    let table = "query($division: ID!, $period: ID!) { trackingTable(divisionId: $division, periodId: $period) { rows { state bilan { id } } } }";
    let table = teacher.run(table, json!({ "division": division, "period": first })).await.fine();
    assert_eq!(table.at("trackingTable.rows.0.bilan.id"), begun.at("saveBilan.bilan.id"));
    assert_eq!(table.text("trackingTable.rows.0.state"), "LATE");
}

const OUTSIDE: &str =
    "query($specialty: ID!, $level: String!) { entriesOutside(specialtyId: $specialty, level: $level) {
    id learner { displayName division { code } } gradingPeriod { label } periodRemoved referenceDate validated } }";

/// R49.
#[tokio::test]
async fn bilans_left_outside_are_listed_to_those_who_read_them() {
    let app = TestApp::new().await;
    let (school, ddftp, melec, _) = two_lines(&app).await;
    let saved = ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &semesters())).await.fine();
    let first = saved.text("saveGradingPeriods.lines.0.gradingPeriods.0.id").to_owned();
    let (mine, theirs) = (school.division("1MELEC2").await, school.division("1MELEC3").await);
    let teacher = school.teacher("Sophie Garnier", "071100", &[mine]).await;
    let other = school.teacher("Anne Loin", "071100", &[theirs]).await;
    for (names, division, teacher) in
        [("Yanis Morel", mine, &teacher), ("Jade Abel", mine, &teacher), ("Tom Roussel", theirs, &other)]
    {
        let pupil = school.pupil(names, division, melec, "1RE").await;
        let document = "mutation($input: SaveBilanInput!) { saveBilan(input: $input) { errors { code } } }";
        let begun = teacher.run(document, json!({ "input": { "learnerId": pupil.id, "periodId": first } }));
        assert_eq!(begun.await.fine().problems("saveBilan"), []);
    }
    let line = json!({ "specialty": melec, "level": "1RE" });
    let names = |said: &Said| -> Vec<String> {
        let entries = said.at("entriesOutside").as_array().expect("a list").iter();
        entries.map(|entry| entry["learner"]["displayName"].as_str().expect("a name").to_owned()).collect()
    };
    let before = ddftp.run(OUTSIDE, line.clone()).await.fine();
    assert_eq!(names(&before), Vec::<String>::new(), "all of them count");

    let earlier = json!([period("2026-09-01", "2026-10-30"), period("2026-10-31", "2027-06-30")]);
    ddftp.run(SAVE, save(&[target(melec, "1RE", 1)], &earlier)).await.fine();

    let listed = ddftp.run(OUTSIDE, line.clone()).await.fine();
    assert_eq!(names(&listed), ["Jade Abel", "Yanis Morel", "Tom Roussel"]);
    let entry = listed.at("entriesOutside.1").clone();
    assert_eq!(
        entry,
        json!({
            "id": entry["id"],
            "learner": { "displayName": "Yanis Morel", "division": { "code": "1MELEC2" } },
            "gradingPeriod": { "label": "Semestre\u{a0}1" },
            "periodRemoved": false,
            "referenceDate": "2026-11-16",
            "validated": false,
        })
    );
    let own = teacher.run(OUTSIDE, line.clone()).await.fine();
    assert_eq!(names(&own), ["Jade Abel", "Yanis Morel"], "a teacher reads the classes they teach");
    let elsewhere = app.school_of("0999002X").await;
    for reader in [school.admin().await, elsewhere.ddftp().await] {
        let unseen = reader.run(OUTSIDE, line.clone()).await.fine();
        assert_eq!(names(&unseen), Vec::<String>::new());
    }

    let removed =
        "mutation($input: DeleteGradingPeriodsInput!) { deleteGradingPeriods(input: $input) { errors { code } } }";
    ddftp.run(removed, json!({ "input": { "target": target(melec, "1RE", 2) } })).await.fine();
    let listed = ddftp.run(OUTSIDE, line).await.fine();
    assert_eq!(listed.at("entriesOutside.0.periodRemoved"), &json!(true));
    assert_eq!(names(&listed).len(), 3);
}

/// R186, R49.
#[tokio::test]
async fn removed_dates_come_back_from_the_bin_for_thirty_days() {
    const DELETE: &str = "mutation($input: DeleteGradingPeriodsInput!) {
        deleteGradingPeriods(input: $input) { line { gradingPeriods { id } } errors { code path } } }";
    const RESTORE: &str = "mutation($input: RestoreGradingPeriodsInput!) {
        restoreGradingPeriods(input: $input) { line { gradingPeriods { id version } } errors { code path } } }";
    let app = TestApp::new().await;
    let (_school, ddftp, melec, _) = two_lines(&app).await;
    let saved = ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &semesters())).await.fine();

    let stale = ddftp.run(DELETE, json!({ "input": { "target": target(melec, "1RE", 0) } })).await.fine();
    assert_eq!(stale.problems("deleteGradingPeriods"), [("CHANGED_MEANWHILE".to_owned(), "target.version".to_owned())]);
    let removed = ddftp.run(DELETE, json!({ "input": { "target": target(melec, "1RE", 1) } })).await.fine();
    assert_eq!(removed.at("deleteGradingPeriods.line.gradingPeriods"), &json!([]));

    let restore = json!({ "input": { "specialtyId": melec, "level": "1RE" } });
    let back = ddftp.run(RESTORE, restore.clone()).await.fine();
    assert_eq!(
        back.at("restoreGradingPeriods.line.gradingPeriods.0.id"),
        saved.at("saveGradingPeriods.lines.0.gradingPeriods.0.id")
    );
    let twice = ddftp.run(RESTORE, restore.clone()).await.fine();
    assert_eq!(twice.problems("restoreGradingPeriods"), [("TAKEN".to_owned(), "level".to_owned())]);

    let version = back.number("restoreGradingPeriods.line.gradingPeriods.0.version");
    ddftp.run(DELETE, json!({ "input": { "target": target(melec, "1RE", version) } })).await.fine();
    app.clock.advance(chrono::TimeDelta::days(31));
    let late = ddftp.run(RESTORE, restore).await.fine();
    assert_eq!(late.problems("restoreGradingPeriods"), [("EXPIRED".to_owned(), "level".to_owned())]);
}

/// R41.
#[tokio::test]
async fn last_years_dates_are_copied_one_year_later() {
    const COPY: &str = "mutation($input: CopyGradingPeriodsInput!) {
        copyGradingPeriods(input: $input) { lines { copyable gradingPeriods { startsOn endsOn } } errors { code path message } } }";
    let app = TestApp::new().await;
    let (school, ddftp, melec, cap) = two_lines(&app).await;
    let cx = school.cx();
    let last = school_year::ActiveModel {
        id: Set(cx.new_id()),
        year: Set(2025),
        starts_on: Set(day(2025, 9, 1)),
        ends_on: Set(day(2026, 8, 31)),
        current: Set(false),
        ..Default::default()
    };
    let last = given(&cx, last).await.id;
    for (number, from, to) in [(1, day(2025, 9, 1), day(2025, 12, 5)), (2, day(2025, 12, 6), day(2026, 6, 30))] {
        let row = entity::grading_period::ActiveModel {
            id: Set(cx.new_id()),
            specialty_id: Set(melec),
            level: Set("1RE".to_owned()),
            school_year_id: Set(last),
            number: Set(number),
            rhythm: Set(entity::grading_period::Rhythm::Semester),
            starts_on: Set(from),
            ends_on: Set(to),
            version: Set(1),
            ..Default::default()
        };
        given(&cx, row).await;
    }
    let calendar = ddftp.ask(CALENDAR).await.fine();
    assert_eq!(calendar.text("calendar.previousYear.label"), "2025-2026");
    assert_eq!(calendar.at("calendar.lines.0.copyable"), &json!(true));
    assert_eq!(calendar.at("calendar.lines.1.copyable"), &json!(false));

    let both = json!({ "input": { "targets": [target(melec, "1RE", 0), target(cap, "CAP1", 0)] } });
    let refused = ddftp.run(COPY, both).await.fine();
    assert_eq!(refused.problems("copyGradingPeriods"), [("NOT_FOUND".to_owned(), "targets.1.level".to_owned())]);

    let one = json!({ "input": { "targets": [target(melec, "1RE", 0)] } });
    let copied = ddftp.run(COPY, one).await.fine();
    assert_eq!(copied.text("copyGradingPeriods.lines.0.gradingPeriods.0.startsOn"), "2026-09-01");
    assert_eq!(copied.text("copyGradingPeriods.lines.0.gradingPeriods.1.endsOn"), "2027-06-30");
    assert_eq!(copied.at("copyGradingPeriods.lines.0.copyable"), &json!(false));
}

/// R145, R146.
#[tokio::test]
async fn the_school_record_is_set_for_the_last_two_years_of_the_bac_pro_only() {
    const LSL: &str = "mutation($input: SaveLslPeriodsInput!) {
        saveLslPeriods(input: $input) { lines { lsl { rhythm opensOn closesOn version } } errors { code path } } }";
    let app = TestApp::new().await;
    let (_school, ddftp, melec, cap) = two_lines(&app).await;
    let input = |targets: Value, from: &str, to: &str| json!({ "input": { "targets": targets, "rhythm": "SEMESTER", "opensOn": from, "closesOn": to } });
    let problems = |code: &str, path: &str| [(code.to_owned(), path.to_owned())];

    let both = input(json!([target(melec, "1RE", 0), target(cap, "CAP1", 0)]), "2027-05-03", "2027-06-11");
    let refused = ddftp.run(LSL, both).await.fine();
    assert_eq!(refused.problems("saveLslPeriods"), problems("INVALID", "targets.1.level"));

    let one = json!([target(melec, "1RE", 0)]);
    let outside = ddftp.run(LSL, input(one.clone(), "2027-05-03", "2027-09-01")).await.fine();
    assert_eq!(outside.problems("saveLslPeriods"), problems("OUT_OF_YEAR", "closesOn"));
    let set = ddftp.run(LSL, input(one.clone(), "2027-05-03", "2027-06-11")).await.fine();
    assert_eq!(set.text("saveLslPeriods.lines.0.lsl.closesOn"), "2027-06-11");
    let stale = ddftp.run(LSL, input(one, "2027-05-03", "2027-06-18")).await.fine();
    assert_eq!(stale.problems("saveLslPeriods"), problems("CHANGED_MEANWHILE", "targets.0.version"));
}

/// R46.
#[tokio::test]
async fn a_certification_deadline_that_moves_is_logged_and_told() {
    const DEADLINE: &str = "mutation($input: SaveCertificationDeadlineInput!) {
        saveCertificationDeadline(input: $input) { deadline { id version label date } line { deadlines { id } } errors { code path } } }";
    let app = TestApp::new().await;
    let (school, ddftp, melec, _) = two_lines(&app).await;
    let input = json!({ "specialtyId": melec, "level": "TLE", "date": "2027-05-28" });
    let set = ddftp.run(DEADLINE, json!({ "input": input })).await.fine();
    assert_eq!(set.text("saveCertificationDeadline.deadline.label"), "Toutes les unités");
    let twin = ddftp.run(DEADLINE, json!({ "input": input })).await.fine();
    assert_eq!(twin.problems("saveCertificationDeadline"), [("TAKEN".to_owned(), "unitId".to_owned())]);

    let mut moved = input.clone();
    moved["id"] = set.at("saveCertificationDeadline.deadline.id").clone();
    moved["version"] = json!(1);
    moved["date"] = json!("2027-06-04");
    let moved = ddftp.run(DEADLINE, json!({ "input": moved })).await.fine();
    assert_eq!(moved.text("saveCertificationDeadline.deadline.date"), "2027-06-04");

    let cx = school.cx();
    let told = cx
        .find::<journal_entry::Entity>()
        .with(|q| q.order_by_desc(journal_entry::Column::Seq))
        .one()
        .await
        .expect("the journal")
        .expect("a line");
    assert_eq!(told.actor, "N. Benali");
    assert!(told.text.starts_with("a déplacé au 4\u{a0}juin la date limite de certification"), "{}", told.text);
    let logged = cx
        .find::<audit_line::Entity>()
        .filter(audit_line::Column::Act.eq("SaveCertificationDeadline"))
        .with(|q| q.order_by_desc(audit_line::Column::Number))
        .one()
        .await
        .expect("the audit log")
        .expect("a line");
    assert_eq!(logged.detail, "2027-05-28 -> 2027-06-04");
}

/// R50.
#[tokio::test]
async fn a_changed_date_shows_at_once_on_the_teachers_page() {
    const TABLE: &str = "subscription($division: ID!) { trackingTableChanged(divisionId: $division) {
        seq period { label endsOn } rows { state } } }";
    let app = TestApp::new().await;
    let (school, ddftp, melec, _) = two_lines(&app).await;
    ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &semesters())).await.fine();
    let division = school.division("1MELEC2").await;
    let teacher = school.teacher("Sophie Garnier", "071100", &[division]).await;
    school.pupil("Yanis Morel", division, melec, "1RE").await;
    let mut page = teacher.follow(TABLE, json!({ "division": division })).await;
    let first = page.next().await.expect("the table at once").fine();
    assert_eq!(first.text("trackingTableChanged.period.endsOn"), "2026-12-04");

    let longer = json!([period("2026-09-01", "2027-01-29"), period("2027-01-30", "2027-06-30")]);
    ddftp.run(SAVE, save(&[target(melec, "1RE", 1)], &longer)).await.fine();

    let second = tokio::time::timeout(std::time::Duration::from_secs(1), page.next()).await;
    let second = second.expect("within a second").expect("the stream goes on").fine();
    assert_eq!(second.text("trackingTableChanged.period.endsOn"), "2027-01-29");
    assert!(second.number("trackingTableChanged.seq") > first.number("trackingTableChanged.seq"));
}

/// R41, R182, R183.
#[tokio::test]
async fn only_the_ddftp_of_the_school_sets_its_dates() {
    let app = TestApp::new().await;
    let (school, _, melec, _) = two_lines(&app).await;
    let request = save(&[target(melec, "1RE", 0)], &semesters());
    for role in [Role::Admin, Role::Head, Role::Teacher, Role::Learner] {
        let person = school.person("Autre Personne", role).await;
        assert_eq!(person.run(SAVE, request.clone()).await.code(), Some("FORBIDDEN"), "{role:?}");
    }
    assert_eq!(Person::stranger(&app).run(SAVE, request.clone()).await.code(), Some("UNAUTHENTICATED"));

    let elsewhere = app.school_of("0999002X").await.ddftp().await;
    let refused = elsewhere.run(SAVE, request).await.fine();
    assert_eq!(refused.problems("saveGradingPeriods"), [("NOT_FOUND".to_owned(), "targets.0.specialtyId".to_owned())]);
    assert_eq!(elsewhere.ask(CALENDAR).await.fine().at("calendar.lines"), &json!([]));
}

#[tokio::test]
async fn the_calendar_is_read_in_as_many_statements_whatever_the_number_of_levels() {
    let app = TestApp::new().await;
    let (school, ddftp, melec, cap) = two_lines(&app).await;
    let (_, few) = app.statements(ddftp.ask(CALENDAR)).await;

    let mcv = school.specialty("bac-pro-mcv").await;
    for (specialty, level) in [(melec, "2NDE"), (melec, "TLE"), (mcv, "1RE"), (mcv, "TLE"), (cap, "CAP2")] {
        let division = school.division(&format!("{level}-{specialty}")).await;
        school.pupil("Une Élève", division, specialty, level).await;
        ddftp.run(SAVE, save(&[target(specialty, level, 0)], &semesters())).await.fine();
    }
    let (many, statements) = app.statements(ddftp.ask(CALENDAR)).await;
    assert_eq!(many.fine().at("calendar.lines").as_array().map(Vec::len), Some(7));
    assert_eq!(statements, few);
}
