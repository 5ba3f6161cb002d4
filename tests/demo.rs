//! The demonstration school: on any day of the year, a school at work, made by the functions that people use.

use crate::app::TestApp;
use chrono::NaiveDate;
use entity::bilan::{self, Model as Bilan};
use entity::{establishment, grading_period, role_grant, user};
use etabli::access::Task;
use etabli::accounts::sign_in::{self, Knock, Outcome};
use etabli::cx::Cx;
use etabli::demo::{self, Tour};
use etabli::error::{Code, Error};
use std::collections::BTreeSet;

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
        address: None,
        device: None,
    };
    for (function, login) in &tour.accounts {
        let outcome = sign_in::sign_in(&app.task(Task::SignIn, None), knock(login, demo::PASSWORD)).await.unwrap();
        assert!(matches!(outcome, Outcome::In { .. }), "{function}");
    }
    for (function, login, birth_date) in &tour.newcomers {
        let outcome = sign_in::sign_in(&app.task(Task::SignIn, None), knock(login, birth_date)).await.unwrap();
        assert!(matches!(outcome, Outcome::Activating { .. }), "{function} must choose a password first");
    }
}

#[tokio::test]
async fn the_school_stands_on_every_kind_of_day() {
    for moment in ["2026-09-01T06:00:00Z", "2026-09-14T09:00:00Z", "2027-02-15T09:00:00Z", "2027-07-20T09:00:00Z"] {
        let (app, _) = made(moment).await;
        let cx = here(&app).await;
        let people = cx.find::<user::Entity>().all().await.unwrap();
        assert!(people.len() > 200, "{moment}");
        assert!(people.iter().all(|user| user.created_at <= cx.now()), "{moment}");
        let (bilans, periods) = bilans(&cx).await;
        assert!(periods.len() >= 16, "{moment}: {}", periods.len());
        assert!(bilans.iter().all(|row| row.updated_at <= cx.now()), "{moment}");
        if moment.starts_with("2027") {
            assert!(bilans.len() > 100, "{moment}: {}", bilans.len());
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
