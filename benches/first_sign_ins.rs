//! The first morning: 500 learners open their accounts within a minute, with the birth date, a password of their own, then that
//! password (R7, R8), while somebody else works on.

use crate::program::{At, Program};
use crate::school::{self, School, figure};
use futures::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Learners who come for the first time.
const NEWCOMERS: u32 = 500;
/// Time in which they all arrive.
const MINUTE: Duration = Duration::from_secs(60);

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) {
    viewer { role } activationTicket errors { message } } }";
const CHOOSE: &str =
    "mutation($input: ChoosePasswordInput!) { choosePassword(input: $input) { login errors { message } } }";

/// Takes the measures and prints them.
pub async fn measure() {
    let school = School::new(0).await;
    let logins = school.newcomers(NEWCOMERS).await;
    let program = Program::start(school.folder.path()).await;
    let done = Arc::new(AtomicBool::new(false));
    let others = tokio::task::spawn(work_on(program.at(), school.ddftp.clone(), done.clone()));
    let started = Instant::now();
    let arrivals = (0..).zip(&logins).map(async |(n, login)| {
        tokio::time::sleep(MINUTE * n / NEWCOMERS).await;
        come_in(program.at(), login).await;
    });
    join_all(arrivals).await;
    let all = started.elapsed().as_secs_f64();
    done.store(true, Ordering::Relaxed);
    let mut times = others.await.expect("the others worked on");
    times.sort_by(f64::total_cmp);
    let p99 = times[times.len() * 99 / 100];
    let slowest = times.last().copied().unwrap_or_default();
    let found = format!("{p99:.0} ms, slowest {slowest:.0} ms of {}, all in after {all:.1} s", times.len());
    figure("p99 of other requests during 500 first sign-ins", &found, "under 100 ms", p99 < 100.0);
    program.stop().await;
}

/// Milliseconds that each request of somebody else took, one after another, until everybody is in.
async fn work_on(at: At, token: String, done: Arc<AtomicBool>) -> Vec<f64> {
    let mut times = Vec::new();
    while !done.load(Ordering::Relaxed) {
        let started = Instant::now();
        let answer = at.ask(&token, &json!({ "query": "{ console { seq lateCount } }" })).await;
        times.push(started.elapsed().as_secs_f64() * 1e3);
        assert!(answer["data"]["console"]["seq"].is_i64(), "{answer}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    times
}

/// One learner opens the account and signs in.
async fn come_in(at: At, login: &str) {
    let opened = sign_in(at, login, "04072009").await;
    let ticket = &opened["activationTicket"];
    assert!(ticket.is_string(), "{opened}");
    let input = json!({ "ticket": ticket, "password": school::PASSWORD });
    let chosen = at.ask("", &json!({ "query": CHOOSE, "variables": { "input": input } })).await;
    assert_eq!(chosen["data"]["choosePassword"]["login"], login, "{chosen}");
    let entered = sign_in(at, login, school::PASSWORD).await;
    assert!(entered["viewer"].is_object(), "{entered}");
}

async fn sign_in(at: At, login: &str, password: &str) -> Value {
    let input = json!({ "uai": school::UAI, "login": login, "password": password });
    let mut answer = at.ask("", &json!({ "query": SIGN_IN, "variables": { "input": input } })).await;
    answer["data"]["signIn"].take()
}
