//! Builds the service from its configuration: database, keys, wake-ups, clock, schema.

use crate::access::{Actor, Task};
use crate::accounts::passwords::{Cost, Passwords};
use crate::changes::{self, Changes};
use crate::config::Config;
use crate::console::Consoles;
use crate::cx::Cx;
use crate::cx::clock::Clock;
use crate::cx::db::Db;
use crate::cx::reads::{self, Reads};
use crate::error::{Error, Result};
use crate::files::Store;
use crate::frameworks;
use crate::graphql::{Schema, schema};
use crate::help::library::Library;
use crate::jobs;
use crate::mail::Mailer;
use chrono_tz::Tz;
use entity::establishment;
use entity::id::EstablishmentId;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::{Notify, watch};

/// What all operations share.
pub struct Shared {
    /// Settings.
    pub config: Config,
    /// Database.
    pub db: Db,
    /// Secrets of the service.
    pub keys: Keys,
    /// Wake-ups.
    pub changes: Changes,
    /// Lines of the reading log on their way.
    pub reads: Reads,
    /// Clock.
    pub clock: Clock,
    /// Rings when work was written down.
    pub work: Arc<Notify>,
    /// Hashes passwords, a few at a time.
    pub passwords: Passwords,
    /// Where files are.
    pub store: Store,
    /// Sends letters.
    pub mailer: Mailer,
    /// Counts the sessions ended by this process: live screens look at theirs again when it moves.
    pub sessions_ended: watch::Sender<u64>,
    /// Pictures of the schools that are looked at.
    pub consoles: Consoles,
    /// Articles of help.
    pub help: Library,
}

/// The service: what operations share, and the schema that speaks for it.
#[derive(Clone)]
pub struct App {
    /// What operations share.
    pub shared: Arc<Shared>,
    /// The contract.
    pub schema: Schema,
}

impl App {
    /// Opens everything. The worker and the watch over lost wake-ups are started by [`App::start`].
    pub async fn open(config: Config, clock: Clock) -> Result<Self> {
        let config = config.settled();
        std::fs::create_dir_all(&config.data_dir)
            .map_err(|error| Error::internal(format!("creating the folder {}", config.data_dir.display()), error))?;
        let keys = Keys::open(&config.data_dir)?;
        let db = Db::open(&config).await?;
        let passwords = passwords(&config, &keys)?;
        let store = Store::open(&config)?;
        let mailer = Mailer::open(&config)?;
        let shared = Shared {
            config,
            db,
            keys,
            changes: Changes::default(),
            reads: Reads::default(),
            clock,
            work: Arc::default(),
            passwords,
            store,
            mailer,
            sessions_ended: watch::Sender::default(),
            consoles: Consoles::default(),
            help: Library::open()?,
        };
        let app = Self { shared: Arc::new(shared), schema: schema() };
        frameworks::load_carried(&Cx::task(&app.shared, Task::CommandLine, None)).await?;
        Ok(app)
    }

    /// Starts what runs beside requests; it ends when the service is dropped.
    #[expect(clippy::disallowed_methods, reason = "the service's own background work is started here and nowhere else")]
    pub fn start(&self) {
        tokio::spawn(jobs::run::work(Arc::downgrade(&self.shared)));
        tokio::spawn(changes::look_again(Arc::downgrade(&self.shared)));
        tokio::spawn(reads::write(Arc::downgrade(&self.shared)));
    }

    /// An operation of `actor`, in the time zone of the actor's school.
    pub async fn cx(&self, actor: Actor) -> Result<Cx> {
        let zone = match actor.establishment() {
            Some(school) => self.zone(school).await?,
            None => chrono_tz::Europe::Paris,
        };
        Ok(Cx::new(&self.shared, actor, zone))
    }

    async fn zone(&self, school: EstablishmentId) -> Result<Tz> {
        let school =
            Cx::task(&self.shared, Task::SignIn, Some(school)).find::<establishment::Entity>().get(school).await?;
        school.time_zone.parse().map_err(|error| Error::internal("reading the school's time zone", error))
    }
}

/// As many people hash at once as there are cores; the others wait in line (decision 21).
fn passwords(config: &Config, keys: &Keys) -> Result<Passwords> {
    let cost = Cost { memory_kib: config.argon2_memory, passes: config.argon2_rounds };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Passwords::new(keys.pepper().to_vec(), cost, cores, config.sign_in_queue)
}

/// Secrets of the service, made at the first start and kept in the data folder.
pub struct Keys {
    signing: [u8; 32],
    pepper: [u8; 32],
    sealing: [u8; 32],
}

impl Keys {
    fn open(folder: &Path) -> Result<Self> {
        Ok(Self {
            signing: key(&folder.join("signing.key"))?,
            pepper: key(&folder.join("pepper.key"))?,
            sealing: key(&folder.join("sealing.key"))?,
        })
    }

    /// Signs cursors and cookies.
    pub fn signing(&self) -> &[u8] {
        &self.signing
    }

    /// Is part of every password hash, outside the database (security A8).
    pub fn pepper(&self) -> &[u8] {
        &self.pepper
    }

    /// Seals what the database keeps and the service must read again (security A14).
    pub fn sealing(&self) -> &[u8] {
        &self.sealing
    }
}

/// Reads a key of 32 bytes, or makes one that only the service's account can read.
fn key(path: &Path) -> Result<[u8; 32]> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let failing = |error| Error::internal(format!("opening the key {}", path.display()), error);
    match std::fs::read(path) {
        Ok(bytes) => {
            bytes.try_into().map_err(|_| Error::internal(format!("the key {} is damaged", path.display()), ()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = rand::random::<[u8; 32]>();
            let mut file =
                std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failing)?;
            file.write_all(&key).and_then(|()| file.sync_all()).map_err(failing)?;
            Ok(key)
        }
        Err(error) => Err(failing(error)),
    }
}
