//! Every setting and limit: its flag and variable, its default, one line of help. Read once, at start.

mod limits;

pub use limits::Limits;

use clap::Args;
use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Who may ask the schema about itself (security Q11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Introspection {
    /// Nobody.
    Off,
    /// People signed in.
    SignedIn,
    /// Everybody.
    On,
}

/// Settings of the service. A school's own choices are in the database.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Database: a SQLite file (`sqlite:path`) or `postgres://…`; by default a file in the data folder.
    #[arg(long, env = "DATABASE_URL", default_value = "", hide_default_value = true)]
    pub database_url: String,
    /// Folder of the database, the keys and the files.
    #[arg(long, env = "DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// Address to listen on.
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Address that people type, without a slash at the end; decides cookies, origins and links.
    #[arg(long, env = "PUBLIC_URL", default_value = "http://127.0.0.1:8080")]
    pub public_url: String,
    /// Proxies whose `X-Forwarded-For` is believed, as networks.
    #[arg(long, env = "TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpNet>,
    /// Origins of other sites that may use the service from a browser, beside our own.
    #[arg(long, env = "ALLOWED_ORIGINS", value_delimiter = ',')]
    pub allowed_origins: Vec<String>,
    /// Who may ask the schema about itself.
    #[arg(long, env = "INTROSPECTION", value_enum, default_value = "signed-in")]
    pub introspection: Introspection,
    /// Serves GraphiQL at `/graphiql`.
    #[arg(long, env = "GRAPHIQL")]
    pub graphiql: bool,
    /// Bucket that files are kept in (`s3://bucket` or `s3://bucket/folder`); without it they are in the data folder's `files`.
    #[arg(long, env = "FILES_URL")]
    pub files_url: Option<String>,
    /// Address of the server of that bucket, when it is not Amazon's.
    #[arg(long, env = "FILES_ENDPOINT")]
    pub files_endpoint: Option<String>,
    /// Region of that bucket.
    #[arg(long, env = "FILES_REGION", default_value = "eu-west-3")]
    pub files_region: String,
    /// Identifier of the key to that bucket; without it, what the machine itself is allowed.
    #[arg(long, env = "FILES_KEY")]
    pub files_key: Option<String>,
    /// Secret of that key.
    #[arg(long, env = "FILES_SECRET", hide_env_values = true)]
    pub files_secret: Option<String>,
    /// Server that letters leave by (`smtp://`, `smtps://`, `smtp://…?tls=required`); without it each is a file of the data folder's `mail`.
    #[arg(long, env = "SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Address that letters come from; by default `etabli@` the host of the public address.
    #[arg(long, env = "MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Address of the support that problems and personal requests go to by letter; without it the school's administrator answers problems.
    #[arg(long, env = "SUPPORT_EMAIL")]
    pub support_email: Option<String>,
    /// Longest time for a letter to be taken by the mail server, in seconds (security 8.3).
    #[arg(long, env = "MAIL_SECONDS", default_value_t = 10, hide_short_help = true)]
    pub mail_seconds: u64,
    /// What the log shows, in the words of `tracing`.
    #[arg(long, env = "LOG", default_value = "info,sqlx=warn,sea_orm=warn")]
    pub log: String,

    /// Connections of the PostgreSQL pool.
    #[arg(long, env = "DATABASE_POOL", default_value_t = 8)]
    pub database_pool: u32,
    /// Readers of the SQLite file, beside its one writer.
    #[arg(long, env = "DATABASE_READERS", default_value_t = 4)]
    pub database_readers: u32,
    /// Memory of one password hash, in KiB (security A8).
    #[arg(long, env = "ARGON2_MEMORY", default_value_t = 19_456)]
    pub argon2_memory: u32,
    /// Rounds of one password hash (security A8).
    #[arg(long, env = "ARGON2_ROUNDS", default_value_t = 2)]
    pub argon2_rounds: u32,
    /// People who may wait for a turn at signing in; beyond, they are asked to come back (decision 21).
    #[arg(long, env = "SIGN_IN_QUEUE", default_value_t = 1_024)]
    pub sign_in_queue: usize,
    /// Wrong passwords in a row before a login waits (security A1).
    #[arg(long, env = "SIGN_IN_TRIES", default_value_t = 5)]
    pub sign_in_tries: i32,
    /// Failed sign-ins from one address in ten minutes (security A2).
    #[arg(long, env = "SIGN_IN_FAILURES_PER_ADDRESS", default_value_t = 20)]
    pub sign_in_failures_per_address: u32,
    /// Failed sign-ins from one address in a day (security A2).
    #[arg(long, env = "SIGN_IN_FAILURES_PER_ADDRESS_A_DAY", default_value_t = 60)]
    pub sign_in_failures_per_address_a_day: u32,
    /// Failed sign-ins in one school in ten minutes, beyond which its answers are slowed down (security A2).
    #[arg(long, env = "SIGN_IN_FAILURES_PER_SCHOOL", default_value_t = 200)]
    pub sign_in_failures_per_school: u32,
    /// How much they are slowed down, in milliseconds (security A2).
    #[arg(long, env = "SIGN_IN_SLOWDOWN_MS", default_value_t = 2_000)]
    pub sign_in_slowdown_ms: u64,
    /// Tries at opening an account, in all (security 4.1).
    #[arg(long, env = "ACTIVATION_TRIES", default_value_t = 5)]
    pub activation_tries: i32,
    /// Letters for a forgotten password that one address may ask for in ten minutes.
    #[arg(long, env = "RESETS_PER_ADDRESS", default_value_t = 20)]
    pub resets_per_address: u32,
    /// The same in a day.
    #[arg(long, env = "RESETS_PER_ADDRESS_A_DAY", default_value_t = 60)]
    pub resets_per_address_a_day: u32,
    /// Letters for a forgotten password that one account gets in an hour (security A13).
    #[arg(long, env = "RESETS_PER_ACCOUNT", default_value_t = 3)]
    pub resets_per_account: u32,
    /// Failed first sign-ins from one address into one school in an hour (security 4.1).
    #[arg(long, env = "ACTIVATION_FAILURES_PER_ADDRESS", default_value_t = 20)]
    pub activation_failures_per_address: u32,

    /// Largest file of an import, in MiB (security F1).
    #[arg(long, env = "IMPORT_UPLOAD_MIB", default_value_t = 32, hide_short_help = true)]
    pub import_upload_mib: u64,
    /// Largest file of an import once unpacked, in MiB (security F6).
    #[arg(long, env = "IMPORT_UNPACKED_MIB", default_value_t = 64, hide_short_help = true)]
    pub import_unpacked_mib: u64,
    /// Events of the XML reader for one file (security F1).
    #[arg(long, env = "IMPORT_EVENTS", default_value_t = 5_000_000, hide_short_help = true)]
    pub import_events: u64,
    /// Learners of a file (security F1).
    #[arg(long, env = "IMPORT_LEARNERS", default_value_t = 20_000, hide_short_help = true)]
    pub import_learners: usize,
    /// Guardians of a file (security F1).
    #[arg(long, env = "IMPORT_GUARDIANS", default_value_t = 40_000, hide_short_help = true)]
    pub import_guardians: usize,
    /// Staff of a file (security F1).
    #[arg(long, env = "IMPORT_STAFF", default_value_t = 2_000, hide_short_help = true)]
    pub import_staff: usize,
    /// Time to read a file once, in seconds (security F1).
    #[arg(long, env = "IMPORT_READ_SECONDS", default_value_t = 60, hide_short_help = true)]
    pub import_read_seconds: u64,

    /// Limits of the edge and of what is stored.
    #[command(flatten)]
    pub limits: Limits,
}

impl Config {
    /// The configuration of no flag and no variable: what tests start from.
    pub fn defaults() -> Self {
        use clap::{Args as _, FromArgMatches as _};
        let command = Self::augment_args(clap::Command::new(crate::PRODUCT).no_binary_name(true))
            .mut_args(|arg| arg.env(clap::builder::Resettable::Reset));
        let matches = command.get_matches_from(Vec::<String>::new());
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }

    /// Fills in what follows from other settings.
    #[must_use]
    pub fn settled(mut self) -> Self {
        if self.database_url.is_empty() {
            self.database_url = format!("sqlite:{}", self.data_dir.join("etabli.db").display());
        }
        self.public_url.truncate(self.public_url.trim_end_matches('/').len());
        self
    }

    /// Whether the service is reached from this very machine alone.
    pub fn is_private(&self) -> bool {
        let rest = self.public_url.strip_prefix("http://");
        let host = rest.and_then(|rest| rest.split('/').next()).map(|authority| match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        });
        host.is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"))
    }

    /// Whether people reach the service over HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn only_plain_http_on_this_very_machine_is_private() {
        for (url, private) in [
            ("http://127.0.0.1:8080", true),
            ("http://localhost", true),
            ("http://[::1]:8080", true),
            ("https://127.0.0.1:8080", false),
            ("http://192.0.2.7:8080", false),
            ("http://localhost.exemple.fr", false),
            ("https://etabli.exemple.fr", false),
        ] {
            let config = Config { public_url: url.to_owned(), ..Config::defaults() };
            assert_eq!(config.is_private(), private, "{url}");
        }
    }
}
