//! What the calendar costs the database: as much for two lines as for all of them.

use super::{CALENDAR, SAVE, last_year, period, save, semesters, target, two_lines};
use crate::app::people::Said;
use crate::app::school::{School, day};
use crate::app::{TestApp, given, rows};
use entity::framework;
use entity::grading_period::Rhythm;
use entity::id::SpecialtyId;
use etabli::periods;
use sea_orm::Set;
use serde_json::{Value, json};

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

/// Lines of the calendar, each with learners and with last year's dates; those of the school record come first.
async fn twelve_lines(school: &School<'_>) -> Vec<(SpecialtyId, &'static str)> {
    let cx = school.cx();
    let [melec, mcv] = [school.specialty("bac-pro-melec").await, school.specialty("bac-pro-mcv").await];
    let [cap, bts] = [school.specialty("cap-electricien").await, school.specialty("bts-electrotechnique").await];
    // Four diplomas come with the program: a fifth one, like the first, makes twelve lines.
    let known = cx.find::<framework::Entity>().get(school.framework("bac-pro-melec").await).await;
    let code = format!("bac-pro-{}", school.uai);
    let twin = framework::ActiveModel { id: Set(cx.new_id()), code: Set(code), ..known.expect("a framework").into() };
    let twin = given(&cx, twin).await.id;
    let twin = given(&cx, rows::specialty(&cx, twin)).await.id;
    let lines = vec![
        (melec, "1RE"),
        (melec, "TLE"),
        (mcv, "1RE"),
        (mcv, "TLE"),
        (twin, "1RE"),
        (twin, "TLE"),
        (melec, "2NDE"),
        (mcv, "2NDE"),
        (twin, "2NDE"),
        (cap, "CAP1"),
        (cap, "CAP2"),
        (bts, "BTS1"),
    ];
    let last = last_year(school).await;
    for (n, (specialty, level)) in lines.iter().copied().enumerate() {
        let division = school.division(&format!("{level}-{n}")).await;
        school.pupil("Une Élève", division, specialty, level).await;
        for (number, days) in [(1, (day(2025, 9, 1), day(2025, 12, 5))), (2, (day(2025, 12, 6), day(2026, 6, 30)))] {
            given(&cx, rows::grading_period(&cx, last, (specialty, level), (Rhythm::Semester, number), days)).await;
        }
    }
    lines
}

/// What each mutation on so many lines costs in a school that has no dates yet.
async fn costs(app: &TestApp, uai: &str, many: usize) -> Vec<(&'static str, u64)> {
    const COPY: &str = "mutation($input: CopyGradingPeriodsInput!) {
        copyGradingPeriods(input: $input) { lines { id gradingPeriods { id } } errors { code path } } }";
    const LSL: &str = "mutation($input: SaveLslPeriodsInput!) {
        saveLslPeriods(input: $input) { lines { id lsl { version } } errors { code path } } }";
    let school = app.school_of(uai).await;
    let lines: Vec<_> = twelve_lines(&school).await.into_iter().take(many).collect();
    let recorded: Vec<_> = lines.iter().copied().take(6).collect();
    let ddftp = school.ddftp().await;
    let at = |lines: &[(SpecialtyId, &str)], version| -> Vec<Value> {
        lines.iter().map(|(specialty, level)| target(*specialty, level, version)).collect()
    };
    let trimesters = json!([
        period("2026-09-01", "2026-11-27"),
        period("2026-11-28", "2027-03-05"),
        period("2027-03-06", "2027-06-30")
    ]);
    let record = |version| json!({ "input": { "targets": at(&recorded, version), "rhythm": "SEMESTER", "opensOn": "2027-05-03", "closesOn": "2027-06-11" } });
    let copy = json!({ "input": { "targets": at(&lines, 0) } });
    let mut counted = Vec::new();
    for (what, mutation, document, input, touched) in [
        ("copied", "copyGradingPeriods", COPY, copy, lines.len()),
        ("more periods", "saveGradingPeriods", SAVE, save(&at(&lines, 1), &trimesters), lines.len()),
        ("fewer periods", "saveGradingPeriods", SAVE, save(&at(&lines, 2), &semesters()), lines.len()),
        ("record", "saveLslPeriods", LSL, record(0), recorded.len()),
        ("record again", "saveLslPeriods", LSL, record(1), recorded.len()),
    ] {
        let (said, statements) = app.statements(ddftp.run(document, input)).await;
        let said = said.fine();
        assert_eq!(said.problems(mutation), [], "{what}");
        assert_eq!(answered(&said, mutation), touched, "{what}");
        counted.push((what, statements));
    }
    counted
}

fn answered(said: &Said, mutation: &str) -> usize {
    said.at(mutation)["lines"].as_array().map_or(0, Vec::len)
}

/// R41, R44.
#[tokio::test]
async fn dates_are_set_in_as_many_statements_whatever_the_number_of_levels() {
    let app = TestApp::new().await;
    let few = costs(&app, "0999001W", 2).await;
    let many = costs(&app, "0999002X", 12).await;
    assert_eq!(few, many);
}

/// R41, R49.
#[tokio::test]
async fn a_line_read_alone_is_the_one_of_the_calendar() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let lines = twelve_lines(&school).await;
    let ddftp = school.ddftp().await;
    let targets: Vec<Value> = lines.iter().take(4).map(|(specialty, level)| target(*specialty, level, 0)).collect();
    ddftp.run(SAVE, save(&targets, &semesters())).await.fine();
    let cx = app.cx(ddftp.actor.clone()).await;
    let shown = |line: &periods::Line| {
        let divisions: Vec<_> = line.divisions.iter().map(|division| division.id).collect();
        let periods: Vec<_> = line.periods.iter().map(|period| period.id).collect();
        let key = (line.specialty.id, line.level.code.clone());
        (key, line.learner_count, divisions, periods, line.copyable, line.complete())
    };

    let calendar = periods::calendar(&cx, None).await.expect("the calendar").expect("a year");
    assert_eq!(calendar.lines.len(), 12);
    for line in &calendar.lines {
        let alone = periods::line(&cx, line.specialty.id, &line.level.code).await.expect("a line");
        assert_eq!(alone.as_ref().map(shown), Some(shown(line)));
    }
    let absent = periods::line(&cx, lines[11].0, "BTS2").await.expect("no line");
    assert!(absent.is_none(), "nobody is there and nothing is set");
}
