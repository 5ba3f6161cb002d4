//! A database per test: a SQLite file in the test's folder, or a PostgreSQL database copied from a migrated template.

use sea_orm::{ConnectionTrait as _, Database as Connector};
use std::path::{Path, PathBuf};
use tokio::sync::OnceCell;

/// One test's database; a PostgreSQL one is removed with it.
pub enum Database {
    /// A file of the test's folder.
    File(PathBuf),
    /// A database of the server named by `TEST_DATABASE_URL`.
    Server {
        /// Address of the server, with its maintenance database.
        server: String,
        /// Name of this test's database.
        name: String,
    },
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

impl Database {
    /// A fresh one.
    pub async fn new(folder: &Path) -> Self {
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else { return Self::File(folder.join("etabli.db")) };
        let template = TEMPLATE.get_or_init(|| template(&server)).await;
        let name = format!("etabli_test_{:016x}", rand::random::<u64>());
        run(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self::Server { server, name }
    }

    /// Address to give to the service.
    pub fn url(&self) -> String {
        match self {
            Self::File(path) => format!("sqlite:{}", path.display()),
            Self::Server { server, name } => address(server, name),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Server { server, name } = self {
            let (server, name) = (server.clone(), name.clone());
            // A test ends inside its runtime, where nothing can be waited for: another thread does it.
            let _ = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                runtime.block_on(run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
            })
            .join();
        }
    }
}

/// The migrated database that others are copied from, made once for each set of migrations.
async fn template(server: &str) -> String {
    use migration::MigratorTrait as _;
    let names: Vec<String> = migration::Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    let mark =
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, format!("{names:?}{}", env!("CARGO_PKG_VERSION")).as_bytes());
    let name = format!("etabli_template_{}", &mark.simple().to_string()[..12]);
    // Tests are processes of their own: the lock lets one make the template while the others wait.
    let lock = Connector::connect(server).await.expect("the server of TEST_DATABASE_URL");
    let lock = sea_orm::TransactionTrait::begin(&lock).await.expect("a transaction");
    lock.execute_unprepared("SELECT pg_advisory_xact_lock(7315550)").await.expect("the lock");
    let known = lock
        .query_one_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            format!("SELECT 1 FROM pg_database WHERE datname = '{name}'"),
        ))
        .await
        .expect("the list of databases");
    if known.is_none() {
        let making = format!("{name}_making");
        run(server, &format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)")).await;
        run(server, &format!("CREATE DATABASE {making}")).await;
        let fresh = Connector::connect(address(server, &making)).await.expect("the template");
        migration::Migrator::up(&fresh, None).await.expect("the migrations");
        fresh.close().await.expect("the template closes");
        run(server, &format!("ALTER DATABASE {making} RENAME TO {name}")).await;
    }
    lock.commit().await.expect("the lock is given back");
    name
}

async fn run(server: &str, sql: &str) {
    let connection = Connector::connect(server).await.expect("the server of TEST_DATABASE_URL");
    connection.execute_unprepared(sql).await.expect("the statement runs");
    connection.close().await.expect("the connection closes");
}

fn address(server: &str, database: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("an address that ends with a database");
    format!("{base}/{database}")
}
