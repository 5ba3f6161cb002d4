//! A mail server on the loopback, that can be moody. The protocol is a library's; the mood and the sockets are ours.

use super::letters::Received;
use mailin::{Action, Handler, Response, SessionBuilder, response};
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes it.
    Takes,
    /// Refuses its recipient, with this code.
    Refuses(u16),
    /// Never answers.
    Hangs,
    /// Takes it, and is gone before it says so.
    CutsAfterData,
}

/// A mail server of one story.
pub struct MailServer {
    /// Address to configure.
    pub url: String,
    state: Arc<State>,
}

struct State {
    mood: Mutex<Mood>,
    taken: Mutex<Vec<Vec<u8>>>,
}

impl MailServer {
    /// Listens, and takes letters.
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(State { mood: Mutex::new(Mood::Takes), taken: Mutex::default() });
        let serving = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, serving.clone()));
            }
        });
        Self { url, state }
    }

    /// From now on it behaves so.
    pub fn is(&self, mood: Mood) {
        *self.state.mood.lock().expect("the mood") = mood;
    }

    /// The letters it took.
    pub fn letters(&self) -> Vec<Received> {
        self.state.taken.lock().expect("the letters").iter().map(|bytes| Received::read(bytes)).collect()
    }
}

/// One conversation with a client.
async fn talk(stream: TcpStream, state: Arc<State>) -> io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    let peer: IpAddr = [127, 0, 0, 1].into();
    let mut session =
        SessionBuilder::new("courrier.test").build(peer, Desk { state: state.clone(), letter: Vec::new() });
    let mood = || *state.mood.lock().expect("the mood");
    if mood() == Mood::Hangs {
        std::future::pending::<()>().await;
    }
    writing.write_all(&session.greeting().buffer()?).await?;
    let mut line = Vec::new();
    while reading.read_until(b'\n', &mut line).await? > 0 {
        let before = state.taken.lock().expect("the letters").len();
        let answer = session.process(&line);
        line.clear();
        let took = state.taken.lock().expect("the letters").len() > before;
        if took && mood() == Mood::CutsAfterData {
            return Ok(());
        }
        if !matches!(answer.action, Action::NoReply) {
            writing.write_all(&answer.buffer()?).await?;
        }
        if matches!(answer.action, Action::Close) {
            return Ok(());
        }
    }
    Ok(())
}

/// Takes the letters of one conversation.
struct Desk {
    state: Arc<State>,
    letter: Vec<u8>,
}

impl Handler for Desk {
    fn rcpt(&mut self, _to: &str) -> Response {
        match *self.state.mood.lock().expect("the mood") {
            Mood::Refuses(code) => Response::custom(code, "not now".to_owned()),
            _ => response::OK,
        }
    }

    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.letter.extend_from_slice(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.state.taken.lock().expect("the letters").push(std::mem::take(&mut self.letter));
        response::OK
    }
}
