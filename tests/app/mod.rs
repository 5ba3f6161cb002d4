//! The harness: the real service on a database of its own, and people who speak to it.
//!
//! SQLite by default; with `TEST_DATABASE_URL=postgres://…` every test gets its own PostgreSQL database. Both are copied from a
//! template that the service made at a first start. The clock stands on a Monday of term until a test moves it.

mod database;
pub mod http;
pub mod letters;
pub mod people;
pub mod rows;
pub mod school;
pub mod smtp;

use chrono::{DateTime, Utc};
use entity::id::EstablishmentId;
use entity::job;
use etabli::access::{Actor, Task};
use etabli::app::App;
use etabli::config::Config;
use etabli::cx::Cx;
use etabli::cx::clock::Clock;
use sea_orm::sea_query::Expr;

/// Monday 16 November 2026, 9 in the morning in Paris.
pub const MONDAY: &str = "2026-11-16T08:00:00Z";

/// The service under test. Dropped, it takes its database with it.
pub struct TestApp {
    /// The real service.
    pub app: App,
    /// Its clock, which stands still.
    pub clock: Clock,
    folder: tempfile::TempDir,
    _database: database::Database,
}

impl TestApp {
    /// A service on a Monday of term, without any school.
    pub async fn new() -> Self {
        Self::on(MONDAY).await
    }

    /// A service at another moment.
    pub async fn on(moment: &str) -> Self {
        Self::configured(moment, |_| {}).await
    }

    /// A service at a moment, with other settings.
    pub async fn configured(moment: &str, change: impl FnOnce(&mut Config)) -> Self {
        // What the service logs of its own faults is shown with the failed test.
        let _ = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_test_writer().try_init();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = database::Database::new(folder.path()).await;
        let mut config = Config::defaults();
        config.data_dir = folder.path().to_owned();
        config.database_url = database.url();
        config.database_pool = 4;
        config.argon2_memory = 64;
        config.argon2_rounds = 1;
        change(&mut config);
        let clock = Clock::standing_at(moment.parse::<DateTime<Utc>>().expect("a moment"));
        let app = App::open(config, clock.clone()).await.expect("the service opens");
        Self { app, clock, folder, _database: database }
    }

    /// The same service after a restart on the same data.
    pub async fn restarted(&mut self) {
        let config = self.app.shared.config.clone();
        self.app = App::open(config, self.clock.clone()).await.expect("the service opens again");
    }

    /// The same service after a restart with other settings.
    pub async fn reconfigured(&mut self, change: impl FnOnce(&mut Config)) {
        let mut config = self.app.shared.config.clone();
        change(&mut config);
        self.app = App::open(config, self.clock.clone()).await.expect("the service opens again");
    }

    /// Folder of the service's data.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The service doing a task, to prepare what a story needs.
    pub fn task(&self, task: Task, establishment: Option<EstablishmentId>) -> Cx {
        Cx::task(&self.app.shared, task, establishment)
    }

    /// An operation of an actor.
    pub async fn cx(&self, actor: Actor) -> Cx {
        self.app.cx(actor).await.expect("the actor's school")
    }

    /// Does all queued work now.
    pub async fn run_jobs(&self) {
        etabli::jobs::run::until_idle(&self.app.shared).await.expect("the queue is read");
    }

    /// Makes as if the process had stopped while it did what was queued: nobody holds that work any more.
    pub async fn stopped_at_work(&self) {
        let cx = self.task(Task::RunJobs, None);
        let dead = cx.write(etabli::access::Act::RunJob, async |tx| {
            let past = tx.now() - chrono::TimeDelta::seconds(1);
            tx.update_where::<job::Entity>(|u| u.col_expr(job::Column::ClaimedUntil, Expr::value(past))).await
        });
        dead.await.expect("the queue is written");
    }

    /// Statements run while `work` ran.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let before = self.app.shared.db.statements();
        let answer = work.await;
        (answer, self.app.shared.db.statements() - before)
    }
}

/// Writes a row as the service, whatever the table: for what a story takes for granted.
pub async fn given<A>(cx: &Cx, row: A) -> <A::Entity as sea_orm::EntityTrait>::Model
where
    A: sea_orm::ActiveModelTrait + Send + Sync,
    A::Entity: etabli::access::Seen + sea_orm::EntityTrait<ActiveModel = A>,
    <A::Entity as sea_orm::EntityTrait>::Model: sea_orm::IntoActiveModel<A>,
{
    cx.write(etabli::access::Act::CreateUser, async |tx| Ok(tx.insert(row).await?)).await.expect("the row is written")
}
