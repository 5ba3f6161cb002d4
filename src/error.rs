//! All the ways to say no.
//!
//! What the person can put right is data ([`Problem`]); the rest is an [`Error`] with a code and no detail. `Error` has no
//! `Display` on purpose: async-graphql turns whatever displays itself into an answer, message and all, so the only road
//! to a client is the conversion of `graphql/error.rs`, which always sets `extensions.code`.

use sea_orm::{DbErr, RuntimeErr};

/// What functions of the service answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation did not happen.
#[derive(Debug)]
pub enum Error {
    /// The person can put it right: shown at the fields.
    Rejected(Vec<Problem>),
    /// Nobody is signed in.
    Unauthenticated,
    /// The role can never do this.
    Forbidden,
    /// Not there, or not within reach: the two are told alike.
    NotFound,
    /// Too much is asked for now; come back later.
    RateLimited,
    /// No room is left on the disk.
    StorageFull,
    /// The database or a needed service does not answer.
    Unavailable,
    /// Two writes crossed and the database undid this one: it is run again where it was begun.
    Crossed,
    /// Our fault. Boxed: it is rare and large.
    Internal(Box<Report>),
}

/// What the log keeps of a fault; the client gets `reference` alone.
#[derive(Debug)]
pub struct Report {
    /// Random words that tie the person's message to the log.
    pub reference: String,
    /// What was being done.
    pub doing: String,
    /// What went wrong, for us.
    pub cause: String,
}

impl Error {
    /// A fault of ours while doing something; logged where the answer is made.
    pub fn internal(doing: impl Into<String>, cause: impl std::fmt::Debug) -> Self {
        Self::Internal(Box::new(Report {
            reference: crate::cx::dice::reference(),
            doing: doing.into(),
            cause: format!("{cause:?}"),
        }))
    }

    /// The problems of a rejection; empty for other errors.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Rejected(problems) => problems,
            _ => &[],
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Rejected(vec![problem])
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        match &error {
            DbErr::RecordNotFound(_) | DbErr::RecordNotUpdated => Self::NotFound,
            DbErr::ConnectionAcquire(_) => Self::Unavailable,
            _ if crossed(&error) => Self::Crossed,
            _ if text.contains("database or disk is full") => Self::StorageFull,
            _ => Self::internal("talking to the database", error),
        }
    }
}

/// Whether PostgreSQL undid the transaction because of another one: no serial order was found, or each waited for the other.
fn crossed(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))
    | DbErr::Conn(RuntimeErr::SqlxError(cause))) = error
    else {
        return false;
    };
    let Some(cause) = cause.as_database_error() else { return false };
    cause.code().is_some_and(|code| matches!(&*code, "40001" | "40P01"))
}

/// Something the person can put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Kind, for programs.
    pub code: Code,
    /// Field of the input it is about, with dots (`periods.0.startsOn`); `None` for the whole.
    pub path: Option<String>,
    /// Sentence to show, in French.
    pub message: String,
}

impl Problem {
    /// A problem at a field.
    pub fn new(code: Code, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, path: Some(path.into()), message: message.into() }
    }

    /// A problem of the whole input.
    pub fn whole(code: Code, message: impl Into<String>) -> Self {
        Self { code, path: None, message: message.into() }
    }
}

/// Gathers all the problems of an input before refusing it.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds one unless `holds`.
    pub fn unless(&mut self, holds: bool, code: Code, path: impl Into<String>, message: impl Into<String>) {
        if !holds {
            self.0.push(Problem::new(code, path, message));
        }
    }

    /// Whether none was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses with all of them at once, or goes on.
    pub fn finish(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Rejected(self.0)) }
    }
}

/// Kind of a problem, for programs; the sentence is written where the rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "UserErrorCode")]
pub enum Code {
    /// Nothing was given where something is needed.
    Blank,
    /// It cannot be read, or makes no sense.
    Invalid,
    /// It exists already.
    Taken,
    /// It is too long.
    TooLong,
    /// It is too short.
    TooShort,
    /// The day is outside the period.
    OutOfPeriod,
    /// The day is outside the school year.
    OutOfYear,
    /// It overlaps another one.
    Overlap,
    /// It can no longer be changed.
    Closed,
    /// Someone changed it meanwhile.
    ChangedMeanwhile,
    /// The password is too easy to guess.
    WeakPassword,
    /// Login or password is wrong.
    WrongCredentials,
    /// Too many tries: wait.
    Throttled,
    /// The link or the ticket is no longer good.
    Expired,
    /// The person has to confirm by typing.
    ConfirmationNeeded,
    /// Something else has to be finished first.
    NotReady,
    /// What the input names is not there.
    NotFound,
}

/// Refuses an edit of something that changed since it was read (`R99`, security T10).
pub trait Versioned: Sized {
    /// Number that grows with each edit.
    fn version(&self) -> i32;

    /// The row itself when `version` is the one that was read.
    fn at(self, version: i32) -> Result<Self> {
        if self.version() == version {
            Ok(self)
        } else {
            Err(Problem::new(Code::ChangedMeanwhile, "version", "Quelqu’un a modifié ceci entre-temps.").into())
        }
    }
}

macro_rules! versioned {
    ($($table:ident),* $(,)?) => {
        $(impl Versioned for entity::$table::Model {
            fn version(&self) -> i32 {
                self.version
            }
        })*
    };
}

versioned!(bilan, grading_period, lsl_period, certification_deadline, user, establishment, import_run, storage_file);
