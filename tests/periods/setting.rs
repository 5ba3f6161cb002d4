//! Setting dates: several levels at once, what is refused, last year's again (R41–R44, R50).

use super::{CALENDAR, SAVE, last_year, period, save, semesters, target, two_lines};
use crate::app::people::Person;
use crate::app::school::day;
use crate::app::{TestApp, given, rows};
use entity::grading_period::Rhythm;
use entity::role_grant::Role;
use futures::StreamExt as _;
use serde_json::{Value, json};

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

/// R41.
#[tokio::test]
async fn last_years_dates_are_copied_one_year_later() {
    const COPY: &str = "mutation($input: CopyGradingPeriodsInput!) {
        copyGradingPeriods(input: $input) { lines { copyable gradingPeriods { startsOn endsOn } } errors { code path message } } }";
    let app = TestApp::new().await;
    let (school, ddftp, melec, cap) = two_lines(&app).await;
    let cx = school.cx();
    let last = last_year(&school).await;
    for (number, days) in [(1, (day(2025, 9, 1), day(2025, 12, 5))), (2, (day(2025, 12, 6), day(2026, 6, 30)))] {
        given(&cx, rows::grading_period(&cx, last, (melec, "1RE"), (Rhythm::Semester, number), days)).await;
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
