//! The real program, stopped dead at any moment (security 8.1, 8.3): an import is before or after, never between, and what was
//! acknowledged is there.
//!
//! It stands on a SQLite file, which is where the program itself is the database.

use crate::app::people::Person;
use crate::app::{MONDAY, TestApp};
use entity::id::ImportRunId;
use entity::import_run::ImportState;
use entity::role_grant::Role;
use entity::{enrolment, guardian, import_file, import_run, learner, session, teaching, user};
use etabli::access::{Act, Task};
use etabli::app::App;
use etabli::config::Config;
use etabli::cx::Cx;
use etabli::cx::clock::Clock;
use etabli::imports::{self, StartImport};
use etabli::jobs;
use rand::{RngExt as _, SeedableRng as _};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SEED: u64 = 999_001;
const KILLS: u32 = 12;

/// Settings of the program on a folder.
fn on(folder: &Path) -> Config {
    let mut config = Config::defaults();
    folder.clone_into(&mut config.data_dir);
    config.database_url = format!("sqlite:{}", folder.join("etabli.db").display());
    config
}

/// The program at work on a folder; killed when dropped.
struct Program(Child);

impl Program {
    fn start(folder: &Path, listen: SocketAddr) -> Self {
        let config = on(folder);
        let child = Command::new(env!("CARGO_BIN_EXE_etabli"))
            .args(["serve", "--listen", &listen.to_string(), "--public-url", &format!("http://{listen}")])
            .arg("--data-dir")
            .arg(folder)
            .args(["--database-url", &config.database_url])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.expect("the program starts"))
    }

    /// SIGKILL: nothing is told, nothing is finished.
    fn kill(mut self) {
        self.0.kill().expect("it was running");
        self.0.wait().expect("it is gone");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("the file is copied");
        }
    }
}

/// What an import writes, counted.
async fn counts(cx: &Cx) -> [u64; 5] {
    [
        cx.find::<learner::Entity>().count().await.expect("learners"),
        cx.find::<enrolment::Entity>().count().await.expect("enrolments"),
        cx.find::<guardian::Entity>().count().await.expect("guardians"),
        cx.find::<teaching::Entity>().count().await.expect("services"),
        cx.find::<user::Entity>().count().await.expect("accounts"),
    ]
}

async fn state(cx: &Cx, import: ImportRunId) -> ImportState {
    cx.find::<import_run::Entity>().get(import).await.expect("the import").state
}

/// A school whose three files were read on a folder of its own, and the administrator who asked for them to be applied.
async fn about_to_be_applied() -> (tempfile::TempDir, Person, ImportRunId) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::configured("2025-11-17T08:00:00Z", |config| {
        config.database_url = on(folder.path()).database_url;
        folder.path().clone_into(&mut config.data_dir);
    })
    .await;
    let school = app.school().await;
    let admin = school.admin().await;
    let cx = app.cx(admin.actor.clone()).await;
    let mut uploads = Vec::new();
    for name in ["sts_emp_0999001W_2025.xml", "ElevesSansAdresses.xml", "ResponsablesAvecAdresses.xml"] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rentree").join(name);
        let bytes = std::fs::read(path).expect("the file");
        uploads.push(imports::files_in::receive(&cx, name, &bytes).await.expect("it is received").id);
    }
    let start = StartImport { uploads, client_mutation_id: None };
    let run = imports::start_import(&cx, start).await.expect("the import starts");
    app.run_jobs().await;
    imports::apply_import(&cx, run.id, None, None).await.expect("it is to be applied");
    app.app.shared.db.clone().close().await;
    (folder, admin, run.id)
}

#[tokio::test]
async fn an_import_killed_at_any_moment_is_before_or_after_and_can_be_applied_again() {
    let (template, admin, import) = about_to_be_applied().await;
    let place = tempfile::tempdir().expect("a folder");
    let school = admin.actor.establishment();
    let open = async |folder: &Path| App::open(on(folder), Clock::system()).await.expect("it opens");
    let here = |app: &App| Cx::task(&app.shared, Task::Import, school);

    // One whole run tells how long there is to kill it, and what after is.
    let whole = place.path().join("whole");
    copy(template.path(), &whole);
    let before = {
        let app = open(template.path()).await;
        let before = counts(&here(&app)).await;
        app.shared.db.clone().close().await;
        before
    };
    let started = Instant::now();
    let program = Program::start(&whole, free_address());
    let watching = open(&whole).await;
    while state(&here(&watching), import).await != ImportState::Applied {
        assert!(started.elapsed() < Duration::from_secs(60), "it never ends");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (long, after) = (started.elapsed(), counts(&here(&watching)).await);
    program.kill();
    assert!(before[0] == 0 && after[0] > 100, "{before:?} {after:?}");

    let mut chance = rand::rngs::StdRng::seed_from_u64(SEED);
    let (mut cut, mut done) = (0, 0);
    for kill in 0..KILLS {
        let folder = place.path().join(kill.to_string());
        copy(template.path(), &folder);
        let program = Program::start(&folder, free_address());
        let moment = long.mul_f64(chance.random_range(0.0..1.1));
        tokio::time::sleep(moment).await;
        program.kill();

        let app = open(&folder).await;
        let cx = here(&app);
        let (found, stood) = (counts(&cx).await, state(&cx, import).await);
        let applied = stood == ImportState::Applied;
        assert_eq!(found, if applied { after } else { before }, "killed after {moment:?}: {stood:?}");
        if applied {
            done += 1;
            continue;
        }
        // A start: what was held is cut and told, what nobody had begun is done now.
        cut += 1;
        jobs::let_go(&Cx::task(&app.shared, Task::RunJobs, None)).await.expect("it is let go");
        imports::recover(&app.shared).await.expect("it is looked at");
        jobs::run::until_idle(&app.shared).await.expect("the queue is read");
        if state(&here(&app), import).await == ImportState::Ready {
            let cx = app.cx(admin.actor.clone()).await.expect("the administrator");
            imports::apply_import(&cx, import, None, None).await.expect("it is applied again");
            jobs::run::until_idle(&app.shared).await.expect("the queue is read");
        }
        assert_eq!(state(&here(&app), import).await, ImportState::Applied, "killed after {moment:?}");
        assert_eq!(counts(&here(&app)).await, after, "killed after {moment:?}");
    }
    assert!(cut >= 3 && cut + done == KILLS, "{cut} cut, {done} done");
}

/// Sends one small file; its identifier when the program acknowledged it.
fn send(address: SocketAddr, token: &str, number: u32) -> Option<String> {
    let body = format!(
        "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{number}.xml\"\r\n\r\n<A>{number}</A>\r\n--x--\r\n"
    );
    let head = format!(
        "POST /files?purpose=import HTTP/1.1\r\nhost: {address}\r\nx-etabli-client: t\r\ncookie: etabli={token}\r\n\
         content-type: multipart/form-data; boundary=x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    if !answer.starts_with("HTTP/1.1 201") {
        return None;
    }
    let (_, json) = answer.split_once("\r\n\r\n")?;
    let said: serde_json::Value = serde_json::from_str(json.trim()).ok()?;
    Some(said["id"].as_str()?.to_owned())
}

#[tokio::test]
async fn what_was_acknowledged_before_a_kill_is_there_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::configured(MONDAY, |config| {
        config.database_url = on(folder.path()).database_url;
        folder.path().clone_into(&mut config.data_dir);
    })
    .await;
    let school = app.school().await;
    let admin = school.person("Alain Admin", Role::Admin).await;
    // The program goes by the machine's clock.
    let never: chrono::DateTime<chrono::Utc> = "2100-01-01T00:00:00Z".parse().expect("a moment");
    let lasting = school.cx();
    let lasting = lasting.write(Act::CreateUser, async |tx| {
        use session::Column::{EndsAt, IdleEndsAt, SeenAt, UserId};
        let (never, user) = (Expr::value(never), admin.user);
        tx.update_where::<session::Entity>(|u| {
            u.col_expr(EndsAt, never.clone())
                .col_expr(IdleEndsAt, never.clone())
                .col_expr(SeenAt, never)
                .filter(UserId.eq(user))
        })
        .await
    });
    lasting.await.expect("the session lasts");
    let establishment = school.id;
    app.app.shared.db.clone().close().await;

    let mut chance = rand::rngs::StdRng::seed_from_u64(SEED);
    let mut acknowledged = Vec::new();
    for _ in 0..3 {
        let address = free_address();
        let program = Program::start(folder.path(), address);
        let token = admin.token.clone();
        let sending = tokio::task::spawn_blocking(move || {
            let (mut ids, mut tried) = (Vec::new(), 0);
            let started = Instant::now();
            // Until the program is killed: at first it does not listen yet.
            while started.elapsed() < Duration::from_secs(60) {
                tried += 1;
                match send(address, &token, tried) {
                    Some(id) => ids.push(id),
                    None if ids.is_empty() => std::thread::sleep(Duration::from_millis(20)),
                    None => break,
                }
            }
            ids
        });
        while TcpStream::connect(address).is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(chance.random_range(500..2_000))).await;
        program.kill();
        acknowledged.extend(sending.await.expect("the sender ends"));
    }

    assert!(acknowledged.len() > 10, "{} files", acknowledged.len());
    let app = App::open(on(folder.path()), Clock::system()).await.expect("it opens");
    let cx = Cx::task(&app.shared, Task::Import, Some(establishment));
    let rows = cx.find::<import_file::Entity>().all().await.expect("the files");
    let lost: Vec<_> = acknowledged.iter().filter(|id| !rows.iter().any(|row| row.id.to_string() == **id)).collect();
    assert!(lost.is_empty(), "{lost:?} of {}", acknowledged.len());
}
