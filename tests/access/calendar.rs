//! The calendar (`periods.*`), and the trainings attached to diplomas by hand.

use super::cast::{Class, Part, Side, World};
use super::tries::{self, Call, Case, Fit, Made, Try, case};
use crate::app::TestApp;
use crate::app::given;
use crate::app::school::day;
use chrono::{NaiveDate, TimeDelta};
use entity::{certification_deadline, grading_period, mef};
use etabli::access::Act;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, Set};

/// Two semesters for a line.
const SEMESTERS: &str = "{ targets: [{ specialtyId: \"$specialty\", level: \"$level\", version: $version }], rhythm: SEMESTER, \
    periods: [{ startsOn: \"2026-09-01\", endsOn: \"$end\" }, { startsOn: \"$start\", endsOn: \"2027-06-30\" }] }";

/// How the line of a try stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Without days.
    Blank,
    /// With days.
    Set,
    /// With days of last year, and none of this one.
    LastYear,
    /// With days in the bin.
    Binned,
}

pub const CASES: &[Case] = &[
    case!(SaveGradingPeriods, line(Line::Blank), Call::Mutation(SEMESTERS)),
    case!(UpdateGradingPeriods, line(Line::Set), Call::MutationOf("saveGradingPeriods", SEMESTERS)),
    case!(
        CopyGradingPeriods,
        line(Line::LastYear),
        Call::Mutation("{ targets: [{ specialtyId: \"$specialty\", level: \"$level\" }] }")
    ),
    case!(
        DeleteGradingPeriods,
        line(Line::Set),
        Call::Mutation("{ target: { specialtyId: \"$specialty\", level: \"$level\", version: $version } }")
    ),
    case!(
        RestoreGradingPeriods,
        line(Line::Binned),
        Call::Mutation("{ specialtyId: \"$specialty\", level: \"$level\" }")
    ),
    case!(
        SaveLslPeriods,
        line(Line::Set),
        Call::Mutation(
            "{ targets: [{ specialtyId: \"$specialty\", level: \"$level\" }], rhythm: SEMESTER, opensOn: \"2027-01-10\", closesOn: \"2027-01-20\" }"
        )
    ),
    case!(
        SaveCertificationDeadline,
        last_level(),
        Call::Mutation("{ specialtyId: \"$specialty\", level: \"TLE\", date: \"2027-05-10\" }")
    ),
    case!(DeleteCertificationDeadline, deadline(), Call::Mutation("{ id: \"$deadline\", version: 1 }")),
    case!(AttachMef, training(), Call::Mutation("{ mefId: \"$mef\", specialtyId: \"$specialty\" }")),
];

#[tokio::test]
async fn the_calendar_is_set_by_whom_the_cells_say() {
    tries::all(&TestApp::new().await, CASES).await;
}

fn melec<'w>(world: &'w World<'_>, who: &Try) -> Result<(&'w Side<'w>, &'w Class), &'static str> {
    let side = world.side(who.relation)?;
    Ok((side, &side.classes[&Part::Mine]))
}

/// Two semesters of the school year that begins in a year.
fn semesters(year: i32) -> [(NaiveDate, NaiveDate); 2] {
    [(day(year, 9, 1), day(year + 1, 1, 29)), (day(year + 1, 1, 30), day(year + 1, 6, 30))]
}

/// The line of a diploma at a level, as it stands.
async fn line(world: &World<'_>, who: &Try, line: Line) -> Made {
    use grading_period::Column::{DeletedAt, Id, SchoolYearId, SpecialtyId};
    let (side, class) = melec(world, who)?;
    let cx = side.school.cx();
    let years = cx.find::<entity::school_year::Entity>().all().await.expect("the years");
    let last = years.iter().find(|year| !year.current).expect("last year").id;
    let of_line = || SpecialtyId.eq(class.specialty);
    cx.write(Act::CreateUser, async |tx| {
        tx.delete_where::<grading_period::Entity>(|d| d.filter(of_line()).filter(Id.is_not_in(class.periods))).await?;
        for (id, days) in class.periods.into_iter().zip(semesters(if line == Line::LastYear { 2025 } else { 2026 })) {
            let row = grading_period::ActiveModel {
                id: Unchanged(id),
                starts_on: Set(days.0),
                ends_on: Set(days.1),
                ..Default::default()
            };
            tx.save(row).await?;
        }
        tx.update_where::<grading_period::Entity>(|u| {
            let (binned, year) = match line {
                Line::Set => (None, side.school.year),
                Line::LastYear => (None, last),
                Line::Blank | Line::Binned => (Some(tx.now()), side.school.year),
            };
            u.col_expr(DeletedAt, Expr::value(binned)).col_expr(SchoolYearId, Expr::value(year)).filter(of_line())
        })
        .await
    })
    .await
    .expect("the line is as it must be");
    let rows =
        cx.find::<grading_period::Entity>().filter(of_line()).filter(SchoolYearId.eq(side.school.year)).all().await;
    let version = rows.expect("the days").iter().map(|row| row.version).max().unwrap_or(0);
    // Days that no try before set.
    let end = day(2027, 1, 4) + TimeDelta::days(i64::from(world.number() % 20));
    Fit::of([
        ("end", end.to_string()),
        ("start", (end + TimeDelta::days(1)).to_string()),
        ("specialty", class.specialty.to_string()),
        ("level", class.level.to_owned()),
        ("version", version.to_string()),
    ])
}

/// A diploma whose last level has no deadline.
async fn last_level(world: &World<'_>, who: &Try) -> Made {
    let (_, class) = melec(world, who)?;
    Fit::of([("specialty", class.specialty.to_string())])
}

async fn deadline(world: &World<'_>, who: &Try) -> Made {
    let (side, class) = melec(world, who)?;
    let cx = side.school.cx();
    let row = certification_deadline::ActiveModel {
        id: Set(cx.new_id()),
        specialty_id: Set(class.specialty),
        level: Set("TLE".to_owned()),
        school_year_id: Set(side.school.year),
        framework_item_id: Set(None),
        date: Set(day(2027, 5, 10)),
        version: Set(1),
        deleted_at: Set(None),
        ..Default::default()
    };
    cx.write(Act::CreateUser, async |tx| tx.delete_where::<certification_deadline::Entity>(|d| d).await)
        .await
        .expect("none");
    Fit::of([("deadline", given(&cx, row).await.id.to_string())])
}

/// A training that no framework knows.
async fn training(world: &World<'_>, who: &Try) -> Made {
    let (side, _) = melec(world, who)?;
    let cx = side.school.cx();
    let row = mef::ActiveModel {
        id: Set(cx.new_id()),
        stem: Set(format!("{:07}", world.number())),
        label: Set("Inconnue".to_owned()),
        specialty_id: Set(None),
        option: Set(None),
        common: Set(false),
        attached_by_hand: Set(false),
        ..Default::default()
    };
    // The diploma is the caller's own: the training alone is elsewhere.
    let specialty = world.here.classes[&Part::Mine].specialty;
    Fit::of([("mef", given(&cx, row).await.id.to_string()), ("specialty", specialty.to_string())])
}
