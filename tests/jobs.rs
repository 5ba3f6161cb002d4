//! Queued work: who does it, what becomes of it when its worker stops, and what comes back each day.

use crate::app::people::Person;
use crate::app::school::{Premiere, School, day};
use crate::app::{TestApp, given, rows};
use crate::imports::{Desk, ELOISE, NOVEMBER};
use chrono::{DateTime, TimeDelta, Utc};
use entity::bilan::BilanKind;
use entity::bilan_version::BilanVersionCause;
use entity::grading_period::Rhythm;
use entity::id::{BilanId, GradingPeriodId, ImportRunId, LearnerId, SpecialtyId};
use entity::import_run::ImportState;
use entity::{
    bilan, bilan_level, bilan_version, certification_deadline, charge, framework_item, grading_period, import_run, job,
};
use etabli::access::{Act, Task};
use etabli::jobs::run;
use etabli::{imports, jobs};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;

/// An import that the administrator of a school has just begun, and whose file is not read yet.
async fn begun(school: &School<'_>) -> ImportRunId {
    let admin = school.admin().await;
    let desk = Desk { app: school.app, school, person: &admin };
    let upload = desk.drop("ElevesSansAdresses.xml", b"<BEE_ELEVES/>").await;
    desk.start(vec![upload]).await.expect("the import starts").id
}

/// An import that was read, and that the administrator of a school has just asked to apply.
async fn to_be_applied(school: &School<'_>) -> ImportRunId {
    let admin = school.admin().await;
    let desk = Desk { app: school.app, school, person: &admin };
    let run = desk.read_learners(&[ELOISE]).await.id;
    imports::apply_import(&desk.cx().await, run, None, None).await.expect("the import is asked for");
    run
}

/// Makes as if the worker of another process were at what waits for a school, and had just said so.
async fn held(school: &School<'_>) {
    let cx = school.app.task(Task::RunJobs, None);
    let taken = cx.write(Act::RunJob, async |tx| {
        let until = Expr::value(tx.now() + TimeDelta::minutes(1));
        let of_school = job::Column::EstablishmentId.eq(school.id);
        tx.update_where::<job::Entity>(|u| u.col_expr(job::Column::ClaimedUntil, until).filter(of_school)).await
    });
    assert_eq!(taken.await.expect("the queue is written"), 1);
}

#[tokio::test]
async fn the_start_of_a_node_leaves_alone_what_another_one_does() {
    // Security 8.3
    let app = TestApp::on(NOVEMBER).await;
    let (here, there, elsewhere) =
        (app.school_of("0999002X").await, app.school().await, app.school_of("0999003Y").await);
    let applying = to_be_applied(&there).await;
    let (reading, waiting) = (begun(&here).await, begun(&elsewhere).await);
    held(&here).await;
    held(&there).await;
    let states = async || {
        let cx = app.task(Task::Import, None);
        let of = async |id| cx.find::<import_run::Entity>().get(id).await.expect("the import").state;
        [of(reading).await, of(applying).await, of(waiting).await]
    };

    imports::recover(&app.app.shared).await.expect("the imports are looked at");
    assert_eq!(states().await, [ImportState::Reading, ImportState::Applying, ImportState::Reading]);

    let before = here.cx().seq().await.expect("the position");
    app.clock.advance(TimeDelta::seconds(61));
    imports::recover(&app.app.shared).await.expect("the imports are looked at");
    let silent = "whose worker has not said for a minute that it lives is cut; what waits goes on waiting";
    assert_eq!(states().await, [ImportState::Interrupted, ImportState::Ready, ImportState::Reading], "{silent}");
    assert!(here.cx().seq().await.expect("the position") > before, "live screens are told");
}

#[tokio::test]
async fn the_only_process_lets_go_of_what_the_one_before_held() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let cut = begun(&school).await;
    held(&school).await;

    jobs::let_go(&app.task(Task::RunJobs, None)).await.expect("it is let go");
    imports::recover(&app.app.shared).await.expect("the imports are looked at");

    let run = school.cx().find::<import_run::Entity>().get(cut).await.expect("the import");
    assert_eq!(run.state, ImportState::Interrupted, "told at once, not a minute later");
}

#[tokio::test]
async fn two_workers_never_do_the_same_job() {
    let app = TestApp::new().await;
    for uai in ["0999001W", "0999002X", "0999003Y", "0999004Z", "0999005A", "0999006B"] {
        app.school_of(uai).await;
    }
    run::write_calendar(&app.app.shared).await.expect("the work of each day");
    app.clock.advance(TimeDelta::days(1));
    let work = || run::until_idle(&app.app.shared);
    let (one, two, three) = tokio::join!(work(), work(), work());
    let done = one.expect("a worker") + two.expect("a worker") + three.expect("a worker");
    assert_eq!(done, 6);
}

/// A bilan of a learner for a period, with a level and an earlier version; in the bin since a moment, or not.
async fn bilan(
    school: &School<'_>,
    by: &Person,
    learner: LearnerId,
    period: GradingPeriodId,
    deleted_at: Option<DateTime<Utc>>,
) -> BilanId {
    let cx = school.cx();
    let framework = school.framework("bac-pro-melec").await;
    let row = bilan::ActiveModel {
        id: Set(cx.new_id()),
        learner_id: Set(learner),
        grading_period_id: Set(period),
        framework_id: Set(framework),
        kind: Set(BilanKind::Intermediate),
        synthesis: Set("Travail soigné.".to_owned()),
        reference_date: Set(day(2026, 11, 10)),
        author_id: Set(by.user),
        updated_by: Set(by.user),
        validated_at: Set(None),
        validated_by: Set(None),
        version: Set(1),
        created_at: Set(cx.now()),
        updated_at: Set(cx.now()),
        deleted_at: Set(deleted_at),
        ..Default::default()
    };
    let id = given(&cx, row).await.id;
    let item = cx
        .find::<framework_item::Entity>()
        .filter(framework_item::Column::FrameworkId.eq(framework))
        .filter(framework_item::Column::Kind.eq("competency"))
        .with(|q| q.order_by_asc(framework_item::Column::Position).limit(1));
    let item = item.one().await.expect("the framework").expect("a competency").id;
    let level = bilan_level::ActiveModel {
        id: Set(cx.new_id()),
        bilan_id: Set(id),
        framework_item_id: Set(item),
        rank: Set(Some(3)),
        absent: Set(false),
        proposed: Set(None),
        comment: Set(None),
        ..Default::default()
    };
    given(&cx, level).await;
    let version = bilan_version::ActiveModel {
        id: Set(cx.new_id()),
        bilan_id: Set(id),
        number: Set(1),
        content: Set(json!({})),
        cause: Set(BilanVersionCause::Reopened),
        validated_at: Set(Some(cx.now())),
        kept_at: Set(cx.now()),
        kept_by: Set(by.user),
        reason: Set(Some("À corriger.".to_owned())),
        ..Default::default()
    };
    given(&cx, version).await;
    id
}

/// A certification deadline, in the bin since a moment.
async fn deadline(school: &School<'_>, melec: SpecialtyId, deleted_at: Option<DateTime<Utc>>) {
    let cx = school.cx();
    let row = certification_deadline::ActiveModel {
        id: Set(cx.new_id()),
        specialty_id: Set(melec),
        level: Set("TLE".to_owned()),
        school_year_id: Set(school.year),
        framework_item_id: Set(None),
        date: Set(day(2027, 5, 28)),
        version: Set(1),
        deleted_at: Set(deleted_at),
        ..Default::default()
    };
    given(&cx, row).await;
}

/// A period of a line, in the bin since a moment, or not.
async fn period(
    school: &School<'_>,
    melec: SpecialtyId,
    number: i32,
    deleted_at: Option<DateTime<Utc>>,
) -> GradingPeriodId {
    let cx = school.cx();
    let days = (day(2026, 9, 1), day(2026, 11, 20));
    let row = grading_period::ActiveModel {
        deleted_at: Set(deleted_at),
        ..rows::grading_period(&cx, school.year, (melec, "TLE"), (Rhythm::Trimester, number), days)
    };
    given(&cx, row).await.id
}

#[tokio::test]
async fn the_bin_is_emptied_of_what_was_there_for_more_than_thirty_days() {
    // R186, security 7
    let app = TestApp::new().await;
    let Premiere { school, melec, division, periods: [first, second], sophie } = app.premiere().await;
    app.school_of("0999002X").await;
    let ines = school.pupil("Inès Lambert", division, melec, "1RE").await.id;
    let now = app.clock.now();
    let ago = |days| Some(now - TimeDelta::days(days));
    // The night's work is done some hours later: what is given 29 days ago then has not 30 yet.
    let old = bilan(&school, &sophie, ines, first, ago(30)).await;
    let recent = bilan(&school, &sophie, ines, first, ago(29)).await;
    let alive = bilan(&school, &sophie, ines, first, None).await;
    let unused = period(&school, melec, 1, ago(31)).await;
    let used = period(&school, melec, 2, ago(31)).await;
    let kept = bilan(&school, &sophie, ines, used, None).await;
    let fresh = period(&school, melec, 3, ago(2)).await;
    let named = charge::ActiveModel {
        id: Set(school.cx().new_id()),
        grading_period_id: Set(unused),
        learner_id: Set(ines),
        user_id: Set(sophie.user),
        named_by: Set(sophie.user),
        named_at: Set(now),
        ..Default::default()
    };
    given(&school.cx(), named).await;
    deadline(&school, melec, ago(31)).await;
    deadline(&school, melec, ago(3)).await;
    run::write_calendar(&app.app.shared).await.expect("the work of each day");
    run::write_calendar(&app.app.shared).await.expect("the work of each day");
    let cx = school.cx();
    let everything = app.task(Task::RunJobs, None);
    let daily = async || everything.find::<job::Entity>().all().await.expect("the queue");
    assert_eq!(daily().await.len(), 2, "once for each school");
    let bilans = async || {
        let rows = cx.find_kept::<bilan::Entity>().with(|q| q.order_by_asc(bilan::Column::Id)).all().await;
        rows.expect("the bilans").into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let levels = async || cx.find::<bilan_level::Entity>().count().await.expect("the levels");
    let versions = async || cx.find::<bilan_version::Entity>().count().await.expect("the versions");
    let deadlines = async || cx.find_kept::<certification_deadline::Entity>().count().await.expect("the deadlines");
    let periods = async || {
        let rows = cx.find_kept::<grading_period::Entity>().with(|q| q.order_by_asc(grading_period::Column::Id));
        rows.all().await.expect("the periods").into_iter().map(|row| row.id).collect::<Vec<_>>()
    };

    app.run_jobs().await;
    assert_eq!(bilans().await, [old, recent, alive, kept], "nothing happens in the day");
    app.clock.advance(TimeDelta::hours(19));
    app.run_jobs().await;

    assert_eq!(bilans().await, [recent, alive, kept]);
    assert_eq!((levels().await, versions().await, deadlines().await), (3, 3, 1));
    assert_eq!(periods().await, [first, second, used, fresh], "{unused} is gone, {used} still has a bilan");
    let audited = entity::audit_line::Column::Act.eq("EmptyBin");
    let audited = cx.find::<entity::audit_line::Entity>().filter(audited).count().await.expect("the audit log");
    assert_eq!(audited, 2, "bilans and periods");

    app.clock.advance(TimeDelta::days(1));
    app.run_jobs().await;
    assert_eq!(bilans().await, [alive, kept], "the work comes back the next night");
    let queue = daily().await;
    assert!(queue.iter().all(|row| row.due_at > app.clock.now() && row.claimed_until.is_none()), "{queue:?}");
}
