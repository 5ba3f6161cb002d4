//! What importing a school costs, against the bare parse of its files and the bare batched inserts of the same rows.
//!
//! `cargo bench --bench import` runs 2,000 and 100,000 learners; sizes can be given (`-- 2000`). The school is made up, always
//! the same, in the shape of the official files. Memory is the highest resident size above what the idle service holds. A
//! small school is imported several times, each into a database of its own: the times are those of the run whose ratio is
//! the median, the memory is the highest.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement stands outside the service, prints, and stops when something fails"
)]

mod bare;
mod files;

use entity::establishment::SecondFactorPolicy;
use entity::id::{EstablishmentId, SessionId, UserId};
use entity::import_run::ImportState;
use entity::role_grant::Role;
use etabli::access::{Actor, Task};
use etabli::accounts::first_people;
use etabli::app::App;
use etabli::config::Config;
use etabli::cx::Cx;
use etabli::cx::clock::Clock;
use etabli::establishments::Founding;
use etabli::imports::files_in;
use etabli::imports::{self, StartImport};
use files::{FILES, UAI};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Fewer learners than this are over in a moment, which one run alone does not tell.
const SMALL: usize = 10_000;
/// Runs of a small school.
const ROUNDS: usize = 7;

#[tokio::main]
async fn main() {
    let given: Vec<usize> = std::env::args().filter_map(|size| size.parse().ok()).collect();
    let sizes = if given.is_empty() { vec![2_000, 100_000] } else { given };
    println!("learners      files   read+preview      apply      total   bare parse   bare inserts   ratio   memory");
    for size in sizes {
        let rounds = if size < SMALL { ROUNDS } else { 1 };
        let mut runs = Vec::new();
        for _ in 0..rounds {
            runs.push(run(size).await);
        }
        runs.sort_by(|one, other| one.ratio().total_cmp(&other.ratio()));
        let Run { bytes, read, applied, parse, inserts, .. } = runs[runs.len() / 2];
        println!(
            "{size:>8}   {:>6} kB   {:>10} ms   {:>6} ms   {:>6} ms   {:>7} ms   {:>9} ms   {:>5.2}   {:>3} MB",
            bytes / 1000,
            read.as_millis(),
            applied.as_millis(),
            (read + applied).as_millis(),
            parse.as_millis(),
            inserts.as_millis(),
            runs[runs.len() / 2].ratio(),
            runs.iter().map(|run| run.memory).max().unwrap_or_default() / 1000,
        );
    }
}

/// One import and the least it could cost.
struct Run {
    /// Of the three files.
    bytes: u64,
    read: Duration,
    applied: Duration,
    parse: Duration,
    inserts: Duration,
    /// In kB.
    memory: u64,
}

impl Run {
    fn ratio(&self) -> f64 {
        (self.read + self.applied).as_secs_f64() / (self.parse + self.inserts).as_secs_f64()
    }
}

async fn run(size: usize) -> Run {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bytes = files::write_school(folder.path(), size);
    let (read, applied, memory, app, school) = import(folder.path()).await;
    let parse = bare::parse(folder.path());
    let inserts = bare::inserts(folder.path(), &app, school).await;
    Run { bytes, read, applied, parse, inserts, memory }
}

/// Imports the three files into a new school; answers the times of reading and applying, and the memory in kB.
async fn import(folder: &Path) -> (Duration, Duration, u64, App, EstablishmentId) {
    let app = service(&folder.join("full")).await;
    let (school, admin) = found_school(&app).await;
    let actor = Actor::Person {
        user: admin,
        role: Role::Admin,
        establishment: school,
        session: SessionId(uuid::Uuid::from_u128(1)),
    };
    let idle = resident("VmRSS:");
    std::fs::write("/proc/self/clear_refs", "5").expect("the high-water mark is reset");
    let started = Instant::now();
    let mut uploads = Vec::new();
    for name in FILES {
        let cx = app.cx(actor.clone()).await.expect("an operation");
        let mut incoming = files_in::begin(&cx, name).await.expect("a file begins");
        let mut file = File::open(folder.join(name)).expect("a file");
        let mut chunk = vec![0; 64 << 10];
        loop {
            let read = file.read(&mut chunk).expect("bytes");
            if read == 0 {
                break;
            }
            incoming.take(&chunk[..read]).await.expect("bytes are taken");
        }
        let received = incoming.finish().await.expect("a file comes whole");
        uploads.push(files_in::keep(&cx, received).await.expect("a file is kept").id);
    }
    let cx = app.cx(actor.clone()).await.expect("an operation");
    let run = imports::start_import(&cx, StartImport { uploads, client_mutation_id: None }).await.expect("it starts");
    etabli::jobs::run::until_idle(&app.shared).await.expect("it is read");
    let read = started.elapsed();
    let state = |run: Option<entity::import_run::Model>| run.map(|run| (run.state, run.message));
    let now = imports::import(&cx, run.id).await.expect("the import");
    assert_eq!(state(now), Some((ImportState::Ready, None)));
    let cx = app.cx(actor.clone()).await.expect("an operation");
    imports::apply_import(&cx, run.id, None, None).await.expect("it is asked for");
    etabli::jobs::run::until_idle(&app.shared).await.expect("it is applied");
    let applied = started.elapsed().saturating_sub(read);
    let memory = resident("VmHWM:").saturating_sub(idle);
    let now = imports::import(&cx, run.id).await.expect("the import");
    assert_eq!(state(now), Some((ImportState::Applied, None)));
    (read, applied, memory, app, school)
}

async fn service(folder: &Path) -> App {
    let mut config = Config::defaults();
    config.data_dir = folder.to_owned();
    config.import_upload_mib = 4_000;
    config.import_unpacked_mib = 4_000;
    config.import_events = u64::MAX;
    config.import_learners = usize::MAX;
    config.import_guardians = usize::MAX;
    config.import_staff = usize::MAX;
    config.import_read_seconds = 3_600;
    let now = "2025-11-17T08:00:00Z".parse().expect("a moment");
    App::open(config, Clock::standing_at(now)).await.expect("the service opens")
}

/// A school with its year and its administrator.
async fn found_school(app: &App) -> (EstablishmentId, UserId) {
    let founding = Founding {
        uai: UAI.to_owned(),
        name: "Lycée professionnel".to_owned(),
        town: None,
        email: "ce.0999001w@exemple.example".to_owned(),
        second_factor: SecondFactorPolicy::Off,
    };
    let cx = Cx::task(&app.shared, Task::CommandLine, None);
    let welcome = first_people::create_establishment(&cx, founding, None).await.expect("a school");
    (welcome.school.id, welcome.user.id)
}

/// A size the kernel tells of this process, in kB.
fn resident(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the kernel tells");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a size")
}
