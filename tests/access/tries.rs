//! Trying an act as everybody, on a record made for each relation, and comparing what it comes to with its cell.

use super::cast::World;
use super::requirement::{Answer, Column, Relation, Requirement};
use crate::app::TestApp;
use crate::app::people::{Person, Said};
use entity::audit_line;
use etabli::access::{Act, Scope, Task};
use futures::future::LocalBoxFuture;
use sea_orm::{
    ColumnTrait as _, ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// Who tries, on what.
pub struct Try {
    pub column: Column,
    pub relation: Relation,
    /// The person of the column.
    pub person: Person,
}

/// What a try is made of.
#[derive(Default)]
pub struct Fit {
    /// What stands in the document for `$name`.
    pub fill: BTreeMap<&'static str, String>,
    /// Who tries, when it is somebody of their own.
    pub person: Option<Person>,
}

/// A record made for a try, or why there is none.
pub type Made = Result<Fit, &'static str>;

impl Fit {
    /// A try with these words.
    pub fn of<const N: usize>(fill: [(&'static str, String); N]) -> Made {
        Ok(Self { fill: fill.into(), person: None })
    }

    /// The same by somebody of their own.
    pub fn by<const N: usize>(person: Person, fill: [(&'static str, String); N]) -> Made {
        Ok(Self { fill: fill.into(), person: Some(person) })
    }

    /// A document in which words stand for what was made.
    pub fn fill(&self, text: &str) -> String {
        // The longest first: `$user` must not take the beginning of `$userOf`.
        let mut words: Vec<_> = self.fill.iter().collect();
        words.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        words.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${name}"), value))
    }
}

/// What somebody does.
pub enum Call {
    /// The mutation of the act's name, with this input.
    Mutation(&'static str),
    /// Another mutation, with this input.
    MutationOf(&'static str, &'static str),
    /// A question whose answer says `$marker` when it tells what was asked.
    Question(&'static str),
    /// What has no field in the schema.
    Route(for<'w> fn(&'w World<'w>, &'w Person, &'w Fit) -> LocalBoxFuture<'w, Came>),
    /// What the service does itself, and nobody else: a write for the act is refused before anything is opened.
    Service,
}

/// An act, how to make something to do it on, and how it is done.
pub struct Case {
    pub act: Act,
    pub make: for<'w> fn(&'w World<'w>, &'w Try) -> LocalBoxFuture<'w, Made>,
    pub call: Call,
    /// Whoever is signed in acts as nobody: the secret in hand decides alone.
    pub as_nobody: bool,
}

/// A line of a table of cases.
macro_rules! case {
    ($act:ident, $make:ident ( $($arg:expr),* ), $call:expr) => {
        $crate::access::tries::Case {
            act: etabli::access::Act::$act,
            make: |world, who| Box::pin($make(world, who, $($arg),*)),
            call: $call,
            as_nobody: false,
        }
    };
}
pub(super) use case;

/// What came of a try.
#[derive(Debug, Clone, Default)]
pub struct Came {
    /// Code of a refusal or of the first problem.
    pub code: Option<String>,
    /// What was answered.
    pub text: String,
}

impl Came {
    fn of(said: &Said, field: &str) -> Self {
        let problem = said.at(field)["errors"][0]["code"].as_str();
        Self { code: said.code().or(problem).map(str::to_owned), text: said.0.to_string() }
    }

    /// What came over HTTP.
    pub fn back(back: &crate::app::http::Back) -> Self {
        let code = (!back.status.is_success()).then(|| match back.status.as_u16() {
            401 => "UNAUTHENTICATED".to_owned(),
            403 => "FORBIDDEN".to_owned(),
            404 => "NOT_FOUND".to_owned(),
            other => other.to_string(),
        });
        Self { code, text: back.text() }
    }
}

/// How much was tried, and what is wrong.
#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    tried: usize,
    left: BTreeMap<&'static str, usize>,
}

/// Tries every case of a table of cases, in two schools of their own.
pub async fn all(app: &TestApp, cases: &[Case]) {
    let world = World::new(app).await;
    let (requirement, watch) = (Requirement::read(), Watch::new(app).await);
    let mut found = Found::default();
    for case in cases {
        let reads = requirement.reads(case.act.operation());
        let mut reached = [false; 8];
        for (number, column) in Column::ALL.into_iter().enumerate() {
            for relation in Relation::ALL {
                let who = Try { column, relation, person: world.here.people[&column].clone() };
                match (case.make)(&world, &who).await {
                    Err(reason) => *found.left.entry(reason).or_default() += 1,
                    Ok(fit) => {
                        let judged = if case.as_nobody { Column::Anonymous } else { column };
                        let expected = requirement.answer(case.act.operation(), judged, relation);
                        reached[number] |= expected == Answer::Given;
                        found.tried += 1;
                        let allowed = requirement.cell(case.act.operation(), judged).is_some();
                        if let Err(why) = one(&world, &watch, case, &who, fit, (&expected, reads, allowed)).await {
                            found.wrong.push(format!(
                                "{} ({}), {column:?}, {relation:?}: {expected:?}, but {why}",
                                case.act.name(),
                                case.act.operation()
                            ));
                        }
                    }
                }
            }
            let cell = requirement.cell(case.act.operation(), column);
            // Placements, which bind learners to tutors, are of later work.
            let open = cell.is_some_and(|(_, scope)| scope != Scope::TutorPeriod.name());
            if open && !reached[number] {
                found.wrong.push(format!("{}, {column:?}: nothing within reach was tried", case.act.name()));
            }
        }
    }
    println!("{} acts, {} tries; without meaning:", cases.len(), found.tried);
    found.left.iter().for_each(|(reason, many)| println!("  {many} × {reason}"));
    assert!(found.wrong.is_empty(), "{}", found.wrong.join("\n"));
}

async fn one(
    world: &World<'_>,
    watch: &Watch,
    case: &Case,
    who: &Try,
    fit: Fit,
    (expected, reads, allowed): (&Answer, bool, bool),
) -> Result<(), String> {
    let person = fit.person.as_ref().unwrap_or(&who.person);
    let before = watch.look(*expected == Answer::Given && !reads).await;
    let lines = if *expected == Answer::Given { audited(world.app, case.act).await } else { 0 };
    let came = call(world, case, person, &fit).await;
    let changed = watch.changed(&before).await;
    let marker = fit.fill.get("marker").cloned();
    let tells = marker.as_ref().is_some_and(|marker| came.text.contains(marker.as_str()));
    let short: String = came.text.chars().take(400).collect();
    match expected {
        Answer::Given => {
            if let Some(code) = &came.code {
                return Err(format!("it came to {code}: {short}"));
            }
            if reads && !tells {
                return Err(format!("nothing of {marker:?} is told: {short}"));
            }
            if !reads && (changed.is_empty() || changed.iter().all(|table| table == "audit_line")) {
                return Err(format!("nothing happened: {short}"));
            }
            if !reads && leaves_a_line(case.act) && audited(world.app, case.act).await == lines {
                return Err("no line of the audit log says so".to_owned());
            }
            Ok(())
        }
        Answer::Hidden(codes) => {
            if tells || came.code.as_ref().is_some_and(|code| !codes.contains(code)) {
                return Err(format!("{:?} came, and {marker:?} may be told: {short}", came.code));
            }
            // Who may ask is written down, whatever they do not find.
            if allowed { Ok(()) } else { unchanged(&changed) }
        }
        Answer::Refused(code) => {
            if came.code.as_ref() != Some(code) {
                return Err(format!("it came to {:?}: {short}", came.code));
            }
            unchanged(&changed)
        }
        Answer::OpensNothing => {
            if came.code.is_none() {
                return Err(format!("no problem: {short}"));
            }
            unchanged(&changed)
        }
    }
}

fn unchanged(changed: &[String]) -> Result<(), String> {
    if changed.is_empty() { Ok(()) } else { Err(format!("something changed in {}", changed.join(", "))) }
}

async fn call(world: &World<'_>, case: &Case, person: &Person, fit: &Fit) -> Came {
    let mutation = async |field: &str, input: &str| {
        let input = if input.is_empty() { String::new() } else { format!("(input: {})", fit.fill(input)) };
        let said = person.ask(&format!("mutation {{ {field}{input} {{ errors {{ code path message }} }} }}")).await;
        Came::of(&said, field)
    };
    match &case.call {
        Call::Mutation(input) => {
            let name = case.act.name();
            mutation(&format!("{}{}", name[..1].to_lowercase(), &name[1..]), input).await
        }
        Call::MutationOf(field, input) => mutation(field, input).await,
        Call::Question(document) => Came::of(&person.ask(&fit.fill(document)).await, ""),
        Call::Route(route) => route(world, person, fit).await,
        Call::Service => {
            let cx = world.app.cx(person.actor.clone()).await;
            let code = match cx.write(case.act, async |_| Ok(())).await {
                Ok(()) => None,
                Err(etabli::error::Error::Forbidden) => Some("FORBIDDEN".to_owned()),
                Err(etabli::error::Error::Unauthenticated) => Some("UNAUTHENTICATED".to_owned()),
                Err(other) => Some(format!("{other:?}")),
            };
            Came { code, text: String::new() }
        }
    }
}

/// How many lines of the audit log say that an act was done.
async fn audited(app: &TestApp, act: Act) -> u64 {
    let cx = app.task(Task::RunJobs, None);
    cx.find::<audit_line::Entity>().filter(audit_line::Column::Act.eq(act.name())).count().await.expect("a count")
}

/// What is watched to see that nothing changed: the whole of every table.
struct Watch {
    connection: DatabaseConnection,
    tables: Vec<String>,
}

/// What a look saw.
struct Looked {
    version: Option<i64>,
    tables: Option<BTreeMap<String, Vec<String>>>,
}

/// Tables of texts that no request writes, and counters of tries, which count whatever comes.
const ASIDE: [&str; 5] = ["framework", "framework_item", "framework_link", "throttle", "seaql_migrations"];

impl Watch {
    async fn new(app: &TestApp) -> Self {
        // One connection: what SQLite tells of the others' commits is told to each.
        let mut options = ConnectOptions::new(&app.app.shared.config.database_url);
        options.max_connections(1).sqlx_logging(false);
        let connection = Database::connect(options).await.expect("the database");
        let listed = match connection.get_database_backend() {
            DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            _ => "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
        };
        let mut watch = Self { connection, tables: Vec::new() };
        let named = watch.rows(listed).await;
        watch.tables = named.iter().map(|row| row["name"].as_str().expect("a name").to_owned()).collect();
        watch.tables.retain(|table| !ASIDE.contains(&table.as_str()));
        watch
    }

    async fn rows(&self, sql: &str) -> Vec<Value> {
        use sea_orm::{FromQueryResult as _, JsonValue};
        let statement = Statement::from_string(self.connection.get_database_backend(), sql);
        JsonValue::find_by_statement(statement).all(&self.connection).await.expect("rows")
    }

    /// Looks before a try: SQLite tells by itself whether anything is committed, and the rest is read where that is not enough.
    async fn look(&self, whole: bool) -> Looked {
        let version = self.version().await;
        let tables = if whole || version.is_none() { Some(self.content().await) } else { None };
        Looked { version, tables }
    }

    /// Number that grows with each commit of another connection, where the engine has one.
    async fn version(&self) -> Option<i64> {
        if self.connection.get_database_backend() != DbBackend::Sqlite {
            return None;
        }
        let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA data_version");
        let row = self.connection.query_one_raw(statement).await.expect("the pragma").expect("a number");
        Some(row.try_get_by_index(0).expect("a number"))
    }

    /// What every table holds: its rows, or their digest where the engine makes one of all the tables in one statement.
    async fn content(&self) -> BTreeMap<String, Vec<String>> {
        if self.connection.get_database_backend() == DbBackend::Postgres {
            let digest = |table: &String| {
                format!(
                    "SELECT '{table}' AS name, md5(string_agg(held::text, ' ' ORDER BY held::text)) AS digest FROM {table} held"
                )
            };
            let digests = self.tables.iter().map(digest).collect::<Vec<_>>().join(" UNION ALL ");
            let rows = self.rows(&digests).await;
            return rows
                .iter()
                .map(|row| (row["name"].as_str().expect("a name").to_owned(), vec![row["digest"].to_string()]))
                .collect();
        }
        let mut content = BTreeMap::new();
        for table in &self.tables {
            let mut rows: Vec<String> =
                self.rows(&format!("SELECT * FROM {table}")).await.iter().map(Value::to_string).collect();
            rows.sort_unstable();
            content.insert(table.clone(), rows);
        }
        content
    }

    /// Tables that are not what they were.
    async fn changed(&self, before: &Looked) -> Vec<String> {
        if before.version.is_some() && self.version().await == before.version {
            return Vec::new();
        }
        match &before.tables {
            None => vec!["some table".to_owned()],
            Some(tables) => {
                let now = self.content().await;
                now.into_iter().filter(|(name, rows)| tables[name] != *rows).map(|(name, _)| name).collect()
            }
        }
    }
}

/// Whether an act leaves a line of its own name: some are done within another one.
fn leaves_a_line(act: Act) -> bool {
    act.is_audited() && !matches!(act, Act::CreateBilan | Act::UpdateGradingPeriods | Act::AttachTicketFile)
}
