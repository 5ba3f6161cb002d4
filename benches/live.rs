//! The real program under many people: 1,000 subscriptions to one school's console, 500 sign-ins at once, and what it takes when
//! nobody is there.

use crate::program::Program;
use crate::school::{self, School, figure};
use futures::future::join_all;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Subscriptions to one console.
const VIEWERS: usize = 1_000;
/// People who sign in at the same time.
const ACCOUNTS: usize = 500;

/// The picture of the screen.
const PICTURE: &str = "subscription ConsoleChanged { consoleChanged { seq today learnerCount currentEndsOn currentLabel lateCount
    toTreatCount current { ...P } steps { kind state remaining title summary path } awaiting { key kind title severity path }
    groups { label columns { number label detail } divisions { id division { id code } pupils apprentices
        periods { id state stateLabel total { ...P } } } } } }
    fragment P on Progress { done drafts late expected }";

const SAVE: &str =
    "mutation($input: SaveBilanInput!) { saveBilan(input: $input) { bilan { version } errors { message } } }";

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) { viewer { role } errors { message } } }";

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Takes the measures and prints them.
pub async fn measure() {
    let school = School::new(ACCOUNTS).await;
    // The first start of the program on this database is not counted: it may still have to write there.
    Program::start(school.folder.path()).await.stop().await;
    let program = Program::start(school.folder.path()).await;
    let milliseconds = program.took.as_secs_f64() * 1e3;
    figure("start on an existing database", &format!("{milliseconds:.0} ms"), "under 200 ms", milliseconds < 200.0);
    // The allocator gives back what the start took some seconds later.
    tokio::time::sleep(Duration::from_secs(20)).await;
    let idle = mib(program.resident());
    figure("idle memory", &format!("{idle:.1} MiB"), "under 40 MB", idle < 38.1);
    follow(&program, &school).await;
    sign_in(&program, &school).await;
    program.stop().await;
}

#[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / 1024.0
}

/// A thousand people watch one console while a teacher writes.
async fn follow(program: &Program, school: &School) {
    // One viewer first, so that what all share is not counted with the others.
    let mut sockets = vec![open(program, &school.ddftp).await];
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = program.resident();
    for _ in 0..VIEWERS / 50 {
        sockets.extend(join_all((0..50).map(|_| open(program, &school.ddftp))).await);
    }
    sockets.truncate(VIEWERS);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let kib = mib(program.resident().saturating_sub(before)) * 1024.0 / f64::from(u32::try_from(VIEWERS).unwrap_or(1));
    figure("memory of a connection", &format!("{kib:.1} KiB"), "20 KiB at most", kib <= 20.0);

    let mut slowest = Vec::new();
    let mut size = 0;
    for n in 0..10 {
        let listening: Vec<_> = sockets.drain(..).map(|socket| tokio::task::spawn(heard(socket))).collect();
        tokio::time::sleep(Duration::from_millis(700)).await;
        let started = Instant::now();
        save(program, school, n).await;
        let mut last = Duration::ZERO;
        for (heard_at, bytes, socket) in join_all(listening).await.into_iter().map(|heard| heard.expect("heard")) {
            last = last.max(heard_at.duration_since(started));
            size = bytes;
            sockets.push(socket);
        }
        slowest.push(last.as_secs_f64() * 1e3);
    }
    let worst = slowest.iter().copied().fold(0.0, f64::max);
    let middle = school::median(slowest);
    let found = format!("{middle:.0} ms ({worst:.0} at worst of 10), pictures of {size} bytes");
    figure("from a saved bilan to the last of 1,000 clients", &found, "under 150 ms", middle < 150.0);
}

/// Opens a socket, follows the console, and hears the first picture.
async fn open(program: &Program, token: &str) -> Socket {
    let mut request = format!("ws://{}/graphql", program.address).into_client_request().expect("a request");
    let headers = request.headers_mut();
    headers.insert("origin", format!("http://{}", program.address).parse().expect("a header"));
    headers.insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
    headers.insert("cookie", format!("etabli={token}").parse().expect("a header"));
    let (mut socket, _) = connect_async(request).await.expect("the socket opens");
    let say = |value: Value| Message::text(value.to_string());
    socket.send(say(json!({ "type": "connection_init" }))).await.expect("said");
    let follow = json!({ "type": "subscribe", "id": "1", "payload": { "query": PICTURE } });
    socket.send(say(follow)).await.expect("said");
    heard(socket).await.2
}

/// Waits for the next picture; answers when it came and its size.
async fn heard(mut socket: Socket) -> (Instant, usize, Socket) {
    loop {
        match socket.next().await.expect("the socket stays open").expect("a message") {
            Message::Text(text) if text.contains("\"next\"") => {
                assert!(text.contains("consoleChanged"), "{text}");
                return (Instant::now(), text.len(), socket);
            }
            Message::Text(text) if text.contains("\"ping\"") => {
                socket.send(Message::text(r#"{"type":"pong"}"#)).await.expect("said");
            }
            Message::Text(text) => assert!(text.contains("connection_ack"), "{text}"),
            _ => (),
        }
    }
}

async fn save(program: &Program, school: &School, n: usize) {
    let (learner, period) = school.blank;
    let version = (n > 0).then_some(n);
    let input =
        json!({ "learnerId": learner, "periodId": period, "version": version, "synthesis": format!("Essai {n}") });
    let body = json!({ "query": SAVE, "variables": { "input": input } });
    let answer = program.ask(&school.teacher, &body).await;
    assert!(answer["data"]["saveBilan"]["bilan"].is_object(), "{answer}");
}

/// Five hundred people arrive at the same time; somebody else works on.
async fn sign_in(program: &Program, school: &School) {
    let done = Arc::new(AtomicBool::new(false));
    let others = {
        let (program, token, done) = (program.at(), school.ddftp.clone(), done.clone());
        tokio::task::spawn(async move {
            let mut slowest = Duration::ZERO;
            while !done.load(Ordering::Relaxed) {
                let started = Instant::now();
                let answer = program.ask(&token, &json!({ "query": "{ console { seq lateCount } }" })).await;
                assert!(answer["data"]["console"]["seq"].is_i64(), "{answer}");
                slowest = slowest.max(started.elapsed());
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            slowest
        })
    };
    let started = Instant::now();
    let arrivals = school.logins.iter().map(|login| async move {
        let input = json!({ "uai": school::UAI, "login": login, "password": school::PASSWORD });
        let answer = program.at().ask("", &json!({ "query": SIGN_IN, "variables": { "input": input } })).await;
        assert!(answer["data"]["signIn"]["viewer"].is_object(), "{answer}");
    });
    join_all(arrivals).await;
    let all = started.elapsed().as_secs_f64();
    done.store(true, Ordering::Relaxed);
    let slowest = others.await.expect("the others worked on").as_secs_f64() * 1e3;
    let found = format!("{slowest:.0} ms, all in after {all:.1} s");
    figure("slowest other request during 500 sign-ins", &found, "under 100 ms", slowest < 100.0);
}
