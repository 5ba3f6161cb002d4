//! Writes that meet (security 8.1, T10).

use crate::app::TestApp;
use entity::establishment;
use entity::id::EstablishmentId;
use etabli::access::{Act, Task};
use etabli::audit::{self, Log};
use etabli::cx::Tx;
use etabli::error::{Error, Result};
use futures::future;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Barrier;

/// Writes at once: fewer than the pool has connections.
const WRITERS: usize = 4;

/// Whether the stories run on an engine where writes can cross.
fn writes_can_cross() -> bool {
    std::env::var("TEST_DATABASE_URL").is_ok()
}

/// Adds one to the version of a school.
async fn count_up(tx: &Tx, school: EstablishmentId) -> Result<()> {
    let next = Expr::col(establishment::Column::Version).add(1);
    let change = tx.update_where::<establishment::Entity>(|u| {
        u.col_expr(establishment::Column::Version, next).filter(establishment::Column::Id.eq(school))
    });
    assert_eq!(change.await?, 1);
    Ok(())
}

#[tokio::test]
async fn two_writes_that_cross_both_succeed_and_count_once() {
    let app = TestApp::new().await;
    let (here, there) = (app.school().await.id, app.school_of("0999002X").await.id);
    let (holding, tries) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let cross = async |first, second| {
        let cx = app.task(Task::CommandLine, None);
        cx.write(Act::RunJob, async |tx| {
            tries.fetch_add(1, Ordering::Relaxed);
            count_up(tx, first).await?;
            holding.fetch_add(1, Ordering::Relaxed);
            // Where writes can cross the other one holds its first school too by now; elsewhere it waits for its turn.
            for _ in 0..50 {
                if holding.load(Ordering::Relaxed) >= 2 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            count_up(tx, second).await
        })
        .await
    };

    let (one, other) = tokio::join!(cross(here, there), cross(there, here));

    one.expect("the first write");
    other.expect("the second write");
    let cx = app.task(Task::CommandLine, None);
    for school in [here, there] {
        let school = cx.find::<establishment::Entity>().get(school).await.expect("the school");
        assert_eq!(school.version, 3, "each write counted once in each school");
    }
    let expected = if writes_can_cross() { 3 } else { 2 };
    assert_eq!(tries.load(Ordering::Relaxed), expected, "the one that was undone was run again whole");
}

#[tokio::test]
async fn a_write_that_always_crosses_another_is_told_to_come_back() {
    let app = TestApp::new().await;
    let tries = AtomicUsize::new(0);
    let cx = app.task(Task::CommandLine, None);
    let told = cx.write(Act::RunJob, async |_| {
        tries.fetch_add(1, Ordering::Relaxed);
        Err::<(), _>(Error::Crossed)
    });
    let told = told.await.expect_err("it never passes");
    assert_eq!(tries.load(Ordering::Relaxed), if writes_can_cross() { 4 } else { 1 }, "three more tries");
    let shown = async_graphql::Error::from(told).extensions.expect("a code");
    assert_eq!(shown.get("code"), Some(&async_graphql::Value::from("UNAVAILABLE")));
}

#[tokio::test]
async fn writes_of_the_service_itself_at_the_same_time_make_one_chain() {
    let app = TestApp::new().await;
    let cx = app.task(Task::CommandLine, None);
    let before = audit::verify(&cx, Log::Acts, None).await.expect("the chain is read");
    let together = Barrier::new(WRITERS);
    let write = async || {
        // All have begun before any of them comes to its line; where there is one writer they come one by one.
        let work = async |_: &Tx| {
            if writes_can_cross() {
                together.wait().await;
            }
            Ok(())
        };
        cx.write(Act::LoadFramework, work).await
    };

    for written in future::join_all((0..WRITERS).map(|_| write())).await {
        written.expect("it is written");
    }

    let after = audit::verify(&cx, Log::Acts, None).await.expect("the chain is read");
    assert_eq!(after.broken, None);
    assert_eq!(after.lines, before.lines + i64::try_from(WRITERS).expect("a few"));
}

/// Whoever copies the file of a stopped service has all of it.
#[tokio::test]
async fn a_stopped_service_leaves_its_database_in_one_file() {
    let app = TestApp::new().await;
    app.school().await;
    app.app.shared.db.clone().close().await;
    let entries = std::fs::read_dir(app.folder()).expect("the data folder").flatten();
    let names: Vec<_> = entries.map(|entry| entry.file_name().into_string().expect("a name")).collect();
    let of_database: Vec<_> = names.into_iter().filter(|name| name.starts_with("etabli.db")).collect();
    let expected: &[&str] = if writes_can_cross() { &[] } else { &["etabli.db"] };
    assert_eq!(of_database, expected);
}
