//! The console of 30 divisions × 25 learners × 3 periods through the real router, signed in, beside one hand-written endpoint that
//! gives the same answer from two aggregates over the same tables.

use crate::by_hand;
use crate::school::{self, School, figure, median};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use entity::bilan;
use etabli::access::Act;
use etabli::changes::Topic;
use http_body_util::BodyExt as _;

use sea_orm::ColumnTrait as _;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryFilter as _, Value as Sql};
use serde_json::{Value, json};
use std::time::Instant;
use tokio::sync::watch;
use tower::ServiceExt as _;

const DOCUMENT: &str = "query Console { console { learnerCount current { ...P } groups { divisions {
    division { code } pupils apprentices cycle { share }
    periods { period { number } state pupils { ...P } apprentices { ...P } total { ...P } } } } } }
    fragment P on Progress { done drafts late expected }";

/// Requests of one measure while data are unchanged.
const REQUESTS: usize = 2_000;
/// How many are asked at the same time.
const AT_ONCE: usize = 8;
/// Writes after which both are asked.
const WRITES: usize = 120;

/// Takes the measures and prints them.
pub async fn measure() {
    let school = School::new(0).await;
    let (_stop, stopping) = watch::channel(false);
    let ours = etabli::http::router(school.app.clone(), stopping);
    let by_hand = by_hand::router(&school).await;
    let document = json!({ "query": DOCUMENT }).to_string();
    let graphql = || request("/graphql", &school.ddftp, document.clone());
    let aggregate = || request("/console", &school.ddftp, String::new());

    let (answer, same) = (json_of(&ours, graphql()).await, json_of(&by_hand, aggregate()).await);
    assert_eq!(counts(&answer["data"]["console"]), counts(&same), "both say the same");

    let (mut fast, mut slow) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        fast.push(per_second(&ours, graphql).await);
        slow.push(per_second(&by_hand, aggregate).await);
    }
    let (fast, slow) = (median(fast), median(slow));
    let found = format!("{fast:.0} requests/s, the aggregate {slow:.0}, ratio {:.1}", fast / slow);
    figure("console, data unchanged", &found, "2 at least, 5 the aim", fast / slow >= 2.0);

    let (mut after, mut aggregated) = (Vec::new(), Vec::new());
    for n in 0..WRITES {
        write(&school, n).await;
        for turn in 0..2 {
            let started = Instant::now();
            let (times, router, request) = match (n + turn) % 2 {
                0 => (&mut after, &ours, graphql()),
                _ => (&mut aggregated, &by_hand, aggregate()),
            };
            send(router, request).await;
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
    }
    let (after, aggregated) = (median(after), median(aggregated));
    let found = format!("{after:.2} ms, the aggregate {aggregated:.2} ms, ratio {:.2}", after / aggregated);
    figure("console, just after a write", &found, "1.3 at most", after / aggregated <= 1.3);
}

/// Validates a draft, or takes that back, as the domain's write would: the row, and the line of the log of changes.
async fn write(school: &School, n: usize) {
    let (_, _, id) = school.drafts[n % school.drafts.len()];
    let cx = school.cx();
    let validated = if (n / school.drafts.len()).is_multiple_of(2) { Some(cx.now()) } else { None };
    let written = cx.write(Act::CreateUser, async |tx| {
        tx.update_where::<bilan::Entity>(|u| {
            u.col_expr(bilan::Column::ValidatedAt, Expr::val(Sql::from(validated))).filter(bilan::Column::Id.eq(id))
        })
        .await?;
        tx.changed(Topic::Bilans, id);
        Ok(())
    });
    written.await.expect("the write");
}

/// A request as the client sends it, from the browser that holds `token`.
pub fn request(path: &str, token: &str, body: String) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/json")
        .header("x-etabli-client", "bench")
        .header("cookie", format!("etabli={token}"))
        .body(Body::from(body))
        .expect("a request")
}

async fn send(router: &Router, request: Request<Body>) -> Vec<u8> {
    let response = router.clone().oneshot(request).await.expect("the router always answers");
    assert!(response.status().is_success(), "{}", response.status());
    response.into_body().collect().await.expect("a whole body").to_bytes().to_vec()
}

/// The answer to a request, as JSON.
pub async fn json_of(router: &Router, request: Request<Body>) -> Value {
    serde_json::from_slice(&send(router, request).await).expect("an answer is JSON")
}

async fn per_second(router: &Router, request: impl Fn() -> Request<Body>) -> f64 {
    for _ in 0..50 {
        send(router, request()).await;
    }
    let started = Instant::now();
    let asked = futures::StreamExt::for_each_concurrent(
        futures::stream::iter((0..AT_ONCE).map(|_| router.clone())),
        AT_ONCE,
        async |router| {
            for _ in 0..REQUESTS / AT_ONCE {
                send(&router, request()).await;
            }
        },
    );
    asked.await;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let requests = REQUESTS as f64;
    requests / started.elapsed().as_secs_f64()
}

/// What both count, by division: learners, then done, drafts, late and expected of each period.
fn counts(console: &Value) -> Vec<(String, i64, Vec<Value>, Value)> {
    let groups = console["groups"].as_array().cloned().unwrap_or_default();
    let rows = groups.iter().flat_map(|group| group["divisions"].as_array().cloned().unwrap_or_default());
    let mut counts: Vec<_> = rows
        .map(|row| {
            let periods = row["periods"].as_array().cloned().unwrap_or_default();
            let code = row["division"]["code"].as_str().unwrap_or_default().to_owned();
            let cells =
                periods.iter().map(|cell| json!([cell["pupils"], cell["apprentices"], cell["total"], cell["state"]]));
            (code, row["pupils"].as_i64().unwrap_or(-1), cells.collect(), row["cycle"].clone())
        })
        .collect();
    counts.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(counts.len(), school::DIVISIONS);
    counts
}
