//! A database per test: a SQLite file in the test's folder, or a PostgreSQL database. Both are copied from one that the service
//! itself opened once: its tables are made and the frameworks it carries are in it.

use etabli::app::App;
use etabli::config::Config;
use etabli::cx::clock::Clock;
use sea_orm::{ConnectionTrait as _, Database as Connector};
use std::fs::File;
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
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
            let path = folder.join("etabli.db");
            std::fs::copy(TEMPLATE.get_or_init(template_file).await, &path).expect("the template is copied");
            return Self::File(path);
        };
        let template = TEMPLATE.get_or_init(|| template_on(&server)).await;
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

/// Opens the service once on an empty database, as its first start does.
async fn prepare(url: String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = Config { data_dir: folder.path().to_owned(), database_url: url, ..Config::defaults() };
    let clock = Clock::standing_at(super::MONDAY.parse().expect("a moment"));
    let app = App::open(config, clock).await.expect("the service opens");
    app.shared.db.clone().close().await;
}

/// Names what this very build of the service makes of an empty database.
fn mark() -> String {
    let built = std::env::current_exe().and_then(|path| path.metadata()).and_then(|file| file.modified());
    let built = built.expect("the moment of the build");
    let mark = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, format!("{built:?}").as_bytes());
    mark.simple().to_string()[..12].to_owned()
}

/// The file that others are copied from, made once for each build. Tests are processes of their own: the lock lets one make it
/// while the others wait.
async fn template_file() -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let lock = File::create(folder.join("template.lock")).expect("the lock");
    lock.lock().expect("the lock is taken");
    let template = folder.join(format!("template-{}.db", mark()));
    if !template.exists() {
        let stale = std::fs::read_dir(folder).expect("the folder of templates").flatten();
        for entry in stale.filter(|entry| entry.file_name().to_string_lossy().starts_with("template-")) {
            std::fs::remove_file(entry.path()).expect("a template of another build is removed");
        }
        let making = folder.join("template-making.db");
        prepare(format!("sqlite:{}", making.display())).await;
        std::fs::rename(&making, &template).expect("the template is named");
    }
    template.display().to_string()
}

/// The database of the server that others are copied from, made once for each build.
async fn template_on(server: &str) -> String {
    let name = format!("etabli_template_{}", mark());
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
        prepare(address(server, &making)).await;
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
