//! The DDFTP and the official dates of the year.

mod bin;
mod outside;
mod record;
mod setting;
mod statements;

use crate::app::people::Person;
use crate::app::school::{School, day};
use crate::app::{TestApp, given, rows};
use entity::id::{SchoolYearId, SpecialtyId};
use entity::school_year;
use sea_orm::Set;
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

/// The year before, which the school has known.
async fn last_year(school: &School<'_>) -> SchoolYearId {
    let cx = school.cx();
    let row = school_year::ActiveModel {
        current: Set(false),
        ..rows::school_year(&cx, 2025, day(2025, 9, 1), day(2026, 8, 31))
    };
    given(&cx, row).await.id
}
