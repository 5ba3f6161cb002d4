//! The demonstration school: on any day of the year, a school at work, made by the functions that people use.

use crate::app::TestApp;
use chrono::{Days, NaiveDate};
use entity::bilan::{self, Model as Bilan};
use entity::grading_period::Rhythm;
use entity::id::{DivisionId, GradingPeriodId, LearnerId, SpecialtyId, UserId};
use entity::{enrolment, establishment, framework, grading_period, learner, role_grant, specialty, user};
use etabli::access::Task;
use etabli::accounts::sign_in::{self, Knock, Outcome, Visit};
use etabli::bilans::{due, presence};
use etabli::cx::Cx;
use etabli::demo::{self, Tour};
use etabli::error::{Code, Error};
use etabli::periods::span;
use sea_orm::ColumnTrait as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The demonstration as it is made on a day, and the service that shows it.
async fn made(moment: &str) -> (TestApp, Tour) {
    let app = TestApp::on(moment).await;
    let tour = demo::seed(&app.app.shared.config, &app.clock).await.expect("the demonstration is made");
    (app, tour)
}

async fn here(app: &TestApp) -> Cx {
    let everywhere = app.task(Task::Import, None);
    let school = everywhere.find::<establishment::Entity>().one().await.unwrap().expect("one school");
    app.task(Task::Import, Some(school.id))
}

async fn bilans(cx: &Cx) -> (Vec<Bilan>, Vec<grading_period::Model>) {
    (cx.find::<bilan::Entity>().all().await.unwrap(), cx.find::<grading_period::Entity>().all().await.unwrap())
}

#[tokio::test]
async fn in_november_bilans_are_in_all_states_and_everybody_can_sign_in() {
    let (app, tour) = made("2026-11-22T09:00:00Z").await;
    let cx = here(&app).await;
    let today: NaiveDate = "2026-11-22".parse().unwrap();
    let (bilans, periods) = bilans(&cx).await;
    let over = |row: &&Bilan| periods.iter().any(|period| period.id == row.grading_period_id && period.ends_on < today);
    let done = bilans.iter().filter(|row| row.validated_at.is_some());
    assert!(done.clone().filter(over).count() > 20 && done.clone().filter(|row| !over(row)).count() > 20);
    let drafts = bilans.iter().filter(|row| row.validated_at.is_none());
    assert!(drafts.clone().any(|row| over(&row)) && drafts.clone().any(|row| !over(&row)));
    assert!(bilans.iter().all(|row| row.updated_at <= cx.now() && row.reference_date <= today));

    let roles: BTreeSet<&str> = tour.accounts.iter().map(|(function, _)| *function).collect();
    assert_eq!(roles.len(), 7);
    let knock = |login: &str, password: &str| Knock {
        uai: "0999001W".to_owned(),
        login: login.to_owned(),
        password: password.to_owned(),
        visit: Visit::default(),
    };
    for (function, login) in &tour.accounts {
        let outcome = sign_in::sign_in(&app.task(Task::SignIn, None), knock(login, demo::PASSWORD)).await.unwrap();
        assert!(matches!(outcome, Outcome::In(_)), "{function}");
    }
    for (function, login, birth_date) in &tour.newcomers {
        let outcome = sign_in::sign_in(&app.task(Task::SignIn, None), knock(login, birth_date)).await.unwrap();
        assert!(matches!(outcome, Outcome::Activating { .. }), "{function} must choose a password first");
    }
}

/// Lines of the calendar that the demonstration sets: the second year of the BTS is left to do.
const LINES: [(&str, &str); 9] = [
    ("bac-pro-mcv", "1RE"),
    ("bac-pro-mcv", "2NDE"),
    ("bac-pro-mcv", "TLE"),
    ("bac-pro-melec", "1RE"),
    ("bac-pro-melec", "2NDE"),
    ("bac-pro-melec", "TLE"),
    ("bts-electrotechnique", "BTS1"),
    ("cap-electricien", "CAP1"),
    ("cap-electricien", "CAP2"),
];

/// Codes of the frameworks of the diplomas taught here.
async fn diplomas(cx: &Cx) -> HashMap<SpecialtyId, String> {
    let frameworks: HashMap<_, _> =
        cx.find::<framework::Entity>().all().await.unwrap().into_iter().map(|row| (row.id, row.code)).collect();
    let specialties = cx.find::<specialty::Entity>().all().await.unwrap();
    specialties.into_iter().map(|row| (row.id, frameworks[&row.framework_id].clone())).collect()
}

#[tokio::test]
async fn the_school_stands_on_every_kind_of_day() {
    for moment in ["2026-09-01T06:00:00Z", "2026-09-14T09:00:00Z", "2027-02-15T09:00:00Z", "2027-07-20T09:00:00Z"] {
        let (app, _) = made(moment).await;
        let cx = here(&app).await;
        let today: NaiveDate = moment[..10].parse().unwrap();
        let people = cx.find::<user::Entity>().all().await.unwrap();
        assert!(people.len() > 200, "{moment}");
        assert!(people.iter().all(|user| user.created_at <= cx.now()), "{moment}");

        // The calendar: each line has all the periods of its rhythm, and no other line has any.
        let (bilans, periods) = bilans(&cx).await;
        let diplomas = diplomas(&cx).await;
        let mut lines: BTreeMap<(&str, &str), Vec<&grading_period::Model>> = BTreeMap::new();
        for period in &periods {
            lines.entry((&diplomas[&period.specialty_id], &period.level)).or_default().push(period);
        }
        assert_eq!(lines.keys().copied().collect::<Vec<_>>(), LINES, "{moment}");
        for (line, periods) in &lines {
            let whole = if periods[0].rhythm == Rhythm::Trimester { 3 } else { 2 };
            let numbers: BTreeSet<i32> = periods.iter().map(|period| period.number).collect();
            assert_eq!((periods.len(), numbers), (whole, (1..).take(whole).collect()), "{moment} {line:?}");
        }

        // The bilans: none in the first two weeks of a period; validated ones in each division for whom it ends.
        assert!(bilans.iter().all(|row| row.updated_at <= cx.now() && row.reference_date <= today), "{moment}");
        let of = |id: GradingPeriodId| bilans.iter().filter(move |row| row.grading_period_id == id);
        let enrolments = cx.find::<enrolment::Entity>().all().await.unwrap();
        let (mut ending, mut drafts) = (0, 0);
        for period in &periods {
            if today < period.starts_on + Days::new(15) {
                assert_eq!(of(period.id).count(), 0, "{moment}: too early for {period:?}");
                continue;
            }
            if today + Days::new(21) < period.ends_on {
                continue;
            }
            let present = |row: &&enrolment::Model| {
                row.specialty_id == Some(period.specialty_id)
                    && row.level.as_deref() == Some(&period.level)
                    && row.left_on.is_none()
            };
            let mut divisions: BTreeMap<DivisionId, BTreeSet<LearnerId>> = BTreeMap::new();
            for row in enrolments.iter().filter(present) {
                if let Some(division) = row.division_id {
                    divisions.entry(division).or_default().insert(row.learner_id);
                }
            }
            for learners in divisions.values() {
                let theirs = || of(period.id).filter(|row| learners.contains(&row.learner_id));
                assert!(theirs().any(|row| row.validated_at.is_some()), "{moment}: nothing is done for {period:?}");
                ending += 1;
                drafts += theirs().filter(|row| row.validated_at.is_none()).count();
            }
        }
        // After the first weeks there is always a period that ends, with something still to do.
        assert_eq!(ending > 0, moment.starts_with("2027"), "{moment}");
        assert_eq!(drafts > 0, moment.starts_with("2027"), "{moment}");
    }
}

/// R106: an import ends the enrolment of who is no longer named, on the day of the export.
#[tokio::test]
async fn who_the_second_export_no_longer_names_owes_nothing_later() {
    let (app, _) = made("2027-02-15T09:00:00Z").await;
    let cx = here(&app).await;
    let today: NaiveDate = "2027-02-15".parse().unwrap();
    let closed: BTreeSet<UserId> = cx
        .find::<user::Entity>()
        .filter(user::Column::DeactivatedReason.contains("absent du fichier"))
        .all()
        .await
        .unwrap()
        .iter()
        .map(|user| user.id)
        .collect();
    let gone: BTreeSet<LearnerId> = cx
        .find::<learner::Entity>()
        .all()
        .await
        .unwrap()
        .iter()
        .filter(|learner| closed.contains(&learner.user_id))
        .map(|learner| learner.id)
        .collect();
    assert!(!gone.is_empty());
    let exported: NaiveDate = "2027-02-12".parse().unwrap();
    let periods = cx.find::<grading_period::Entity>().all().await.unwrap();
    let enrolments = cx.find::<enrolment::Entity>().all().await.unwrap();
    for enrolment in enrolments.iter().filter(|row| gone.contains(&row.learner_id)) {
        assert!(enrolment.left_on.is_some_and(|left| left <= exported), "{enrolment:?}");
        for period in periods.iter().filter(|period| period.starts_on > exported) {
            let owed = due::is_owed(presence(enrolment), span(period), today);
            assert!(!owed, "{enrolment:?} {period:?}");
        }
    }
}

#[tokio::test]
async fn the_same_day_gives_the_same_school() {
    let told = async || {
        let (app, tour) = made("2026-11-22T09:00:00Z").await;
        let cx = here(&app).await;
        let mut words: Vec<String> = bilans(&cx).await.0.into_iter().map(|row| row.synthesis).collect();
        words.sort();
        (words, tour.accounts, tour.newcomers)
    };
    assert_eq!(told().await, told().await);
}

#[tokio::test]
async fn a_school_that_exists_is_left_alone() {
    let app = TestApp::new().await;
    app.school().await;
    let before = app.task(Task::Import, None).find::<role_grant::Entity>().count().await.unwrap();
    let Err(Error::Rejected(problems)) = demo::seed(&app.app.shared.config, &app.clock).await else {
        panic!("accepted")
    };
    assert_eq!(problems[0].code, Code::Taken);
    assert_eq!(app.task(Task::Import, None).find::<role_grant::Entity>().count().await.unwrap(), before);

    let mut config = etabli::config::Config::defaults();
    config.data_dir = app.folder().to_owned();
    std::fs::write(app.folder().join("etabli.db"), "").unwrap();
    let Err(Error::Rejected(problems)) = demo::settings(config) else { panic!("accepted") };
    assert_eq!(problems[0].code, Code::Taken);
}

/// The folder may be named by a variable as well as by a flag: what stands there is left as it is.
#[tokio::test]
async fn a_demonstration_never_touches_a_database_named_by_a_variable() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("etabli.db");
    std::fs::write(&database, "somebody's school").unwrap();
    let started = tokio::process::Command::new(env!("CARGO_BIN_EXE_etabli"))
        .args(["serve", "--demo"])
        .env("DATA_DIR", folder.path())
        .env("LISTEN", "127.0.0.1:0")
        .kill_on_drop(true)
        .output();
    let ended = tokio::time::timeout(std::time::Duration::from_secs(30), started).await.expect("it refuses").unwrap();
    assert!(!ended.status.success());
    assert!(String::from_utf8_lossy(&ended.stderr).contains("Une base existe déjà"), "{ended:?}");
    assert_eq!(std::fs::read_to_string(&database).unwrap(), "somebody's school");
}
