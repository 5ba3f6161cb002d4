//! The database: one writer and many readers on SQLite, a pool on PostgreSQL. Nothing outside `cx` holds a connection.

use crate::config::Config;
use crate::error::{Error, Result};
use migration::MigratorTrait as _;
use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait as _,
};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The database, shared by all operations.
#[derive(Clone)]
pub struct Db {
    writer: DatabaseConnection,
    readers: DatabaseConnection,
    statements: Arc<AtomicU64>,
}

impl Db {
    /// Opens the database named by the configuration and applies the migrations that it lacks.
    ///
    /// SQLite: WAL, `synchronous=FULL` so that an acknowledged write survives a power cut (security 8.1), one writer in a fair
    /// queue. PostgreSQL: one pool, `jit` off.
    pub async fn open(config: &Config) -> Result<Self> {
        let opening = |error: DbErr| Error::internal("opening the database", error);
        let url = config.database_url.as_str();
        if url.starts_with("sqlite:") {
            let mut writer = sqlite(url, 1, false);
            writer.max_connections(1).min_connections(1);
            let writer = Database::connect(writer).await.map_err(opening)?;
            migration::Migrator::up(&writer, None).await.map_err(opening)?;
            let readers = Database::connect(sqlite(url, config.database_readers, true)).await.map_err(opening)?;
            Ok(Self { writer, readers, statements: Arc::default() })
        } else {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(config.database_pool)
                .acquire_timeout(Duration::from_secs(5))
                .test_before_acquire_if_idle_for(Duration::from_secs(30))
                .sqlx_logging(false)
                .map_sqlx_postgres_opts(|options| options.options([("jit", "off"), ("random_page_cost", "1.1")]));
            let pool = Database::connect(options).await.map_err(opening)?;
            migration::Migrator::up(&pool, None).await.map_err(opening)?;
            Ok(Self { writer: pool.clone(), readers: pool, statements: Arc::default() })
        }
    }

    /// Statements run since the start: tests compare it before and after.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Whether a write can be begun: what `/ready` asks.
    pub async fn takes_a_write(&self) -> bool {
        match self.begin().await {
            Ok(transaction) => transaction.rollback().await.is_ok(),
            Err(_) => false,
        }
    }

    /// Closes the connections, after letting SQLite note what its planner needs. Its writer closes last: it alone can bring what
    /// the log of writes holds into the database, which is then one file.
    pub async fn close(self) {
        if self.writer.get_database_backend() == DbBackend::Sqlite {
            let _ = self.writer.execute_unprepared("PRAGMA optimize").await;
        }
        let _ = self.readers.close().await;
        let _ = self.writer.close().await;
    }

    /// Brings the planner's statistics up to date after a large write.
    pub(super) async fn analyze(&self) -> Result<()> {
        self.writer.execute_unprepared("ANALYZE").await?;
        Ok(())
    }

    pub(super) fn reader(&self) -> On<'_> {
        On::Reader(self)
    }

    /// Whether several writes can be under way, of this process or of others: on SQLite one process writes, once at a time.
    pub fn has_many_writers(&self) -> bool {
        self.backend() == DbBackend::Postgres
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.readers.get_database_backend()
    }

    /// Begins as a writer: on SQLite a reader that turns into a writer fails without waiting.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    pub(super) fn within<'a>(&'a self, transaction: &'a DatabaseTransaction) -> On<'a> {
        On::Transaction(self, transaction)
    }
}

fn sqlite(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .create_if_missing(!read_only)
                .busy_timeout(Duration::from_secs(5))
                .foreign_keys(true)
                .pragma("cache_size", "-8192")
                .pragma("temp_store", "MEMORY")
                .read_only(read_only);
            if read_only {
                options
            } else {
                options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full)
            }
        });
    options
}

/// Where a statement runs: a reader, or the transaction in progress. Counts the statements.
#[derive(Clone, Copy)]
pub(super) enum On<'a> {
    Reader(&'a Db),
    Transaction(&'a Db, &'a DatabaseTransaction),
}

impl On<'_> {
    fn counted(&self) {
        let (Self::Reader(db) | Self::Transaction(db, _)) = self;
        db.statements.fetch_add(1, Ordering::Relaxed);
    }
}

#[async_trait]
impl ConnectionTrait for On<'_> {
    fn get_database_backend(&self) -> DbBackend {
        let (Self::Reader(db) | Self::Transaction(db, _)) = self;
        db.backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.counted();
        match self {
            Self::Reader(db) => db.readers.execute_raw(statement).await,
            Self::Transaction(_, transaction) => transaction.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.counted();
        match self {
            Self::Reader(db) => db.readers.execute_unprepared(sql).await,
            Self::Transaction(_, transaction) => transaction.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.counted();
        match self {
            Self::Reader(db) => db.readers.query_one_raw(statement).await,
            Self::Transaction(_, transaction) => transaction.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.counted();
        match self {
            Self::Reader(db) => db.readers.query_all_raw(statement).await,
            Self::Transaction(_, transaction) => transaction.query_all_raw(statement).await,
        }
    }

    fn support_returning(&self) -> bool {
        true
    }
}
