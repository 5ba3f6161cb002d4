//! The way out of a socket: frames wait here for the reader, up to a bound (W7).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt as _, StreamExt as _};
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Message, Utf8Bytes};

use super::Socket;

/// Most bytes of a message sent at once; a longer one leaves as fragments of itself. A socket keeps a buffer of the size of the
/// largest frame it ever sent, and a thousand sockets keep a thousand of them: with its head, a fragment stays within a page.
pub const FRAGMENT: usize = 3_840;

/// Why a socket is closed: the code of the protocol and a short fixed reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing(pub u16, pub &'static str);

impl Closing {
    pub const GOING_AWAY: Self = Self(1001, "Come back");
    pub const TOO_BIG: Self = Self(1009, "Message too big");
    pub const BAD_MESSAGE: Self = Self(4400, "Invalid message");
    pub const UNAUTHORIZED: Self = Self(4401, "Unauthorized");
    pub const FORBIDDEN: Self = Self(4403, "Forbidden");
    pub const NO_INIT: Self = Self(4408, "Connection initialisation timeout");
    pub const NO_PONG: Self = Self(4408, "No answer to the heartbeat");
    pub const DOUBLE_ID: Self = Self(4409, "Subscriber already exists");
    pub const DOUBLE_INIT: Self = Self(4429, "Too many initialisation requests");
    pub const TOO_MANY: Self = Self(4429, "Too many messages");
    pub const TOO_SLOW: Self = Self(4429, "Too slow a reader");
}

/// A message that waits: what belongs to this socket, and around what belongs to all who follow the same thing.
#[derive(Debug)]
pub struct Parcel {
    head: String,
    /// An answer, held once for all its readers.
    answer: Utf8Bytes,
    tail: &'static str,
}

impl Parcel {
    /// A message of this socket alone.
    pub fn own(text: String) -> Self {
        Self { head: text, answer: Utf8Bytes::default(), tail: "" }
    }

    /// An answer between what comes before and after it.
    pub fn around(head: String, answer: Utf8Bytes, tail: &'static str) -> Self {
        Self { head, answer, tail }
    }

    fn len(&self) -> usize {
        self.head.len() + self.answer.len() + self.tail.len()
    }

    /// The frames of the message, none longer than [`FRAGMENT`].
    fn frames(self) -> impl Iterator<Item = Message> {
        let answer = Bytes::from(self.answer);
        let cuts = (0..answer.len()).step_by(FRAGMENT);
        let pieces: Vec<Bytes> = [Bytes::from(self.head)]
            .into_iter()
            .chain(cuts.map(|from| answer.slice(from..answer.len().min(from + FRAGMENT))))
            .chain([Bytes::from_static(self.tail.as_bytes())].into_iter().filter(|tail| !tail.is_empty()))
            .collect();
        let last = pieces.len() - 1;
        pieces.into_iter().enumerate().map(move |(rank, piece)| {
            let kind = if rank == 0 { Data::Text } else { Data::Continue };
            Message::Frame(Frame::message(piece, OpCode::Data(kind), rank == last))
        })
    }
}

/// The waiting messages, boxed: an empty line keeps room for a few dozen.
pub struct Line {
    parcels: mpsc::Sender<Box<Parcel>>,
    bytes: AtomicUsize,
    most_bytes: usize,
    most: usize,
    sent: Notify,
}

impl Line {
    /// A line of at most `most` messages and `most_bytes` bytes, and its other end.
    pub fn new(most: usize, most_bytes: usize) -> (Self, mpsc::Receiver<Box<Parcel>>) {
        let (parcels, waiting) = mpsc::channel(most.max(1));
        (Self { parcels, bytes: AtomicUsize::new(0), most_bytes, most, sent: Notify::new() }, waiting)
    }

    /// Puts a message in the line, or says that the reader is too slow.
    pub fn push(&self, parcel: Parcel) -> Result<(), Closing> {
        let bytes = parcel.len();
        if self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > self.most_bytes {
            return Err(Closing::TOO_SLOW);
        }
        self.parcels.try_send(Box::new(parcel)).map_err(|_| Closing::TOO_SLOW)
    }

    /// Whether so few messages wait that more may be asked for: a flood of questions must not starve the answers.
    pub fn is_short(&self) -> bool {
        self.parcels.capacity() + 32 > self.most
    }

    /// Waits until a message has left.
    pub async fn moves(&self) {
        self.sent.notified().await;
    }

    /// Sends what waits until the line is dropped, the reader is gone, or a write stalls.
    pub async fn write(
        &self,
        sink: &mut SplitSink<Socket, Message>,
        waiting: &mut mpsc::Receiver<Box<Parcel>>,
        stall: Duration,
    ) {
        while let Some(parcel) = waiting.recv().await {
            let bytes = parcel.len();
            let mut frames = futures::stream::iter(parcel.frames().map(Ok));
            if !matches!(tokio::time::timeout(stall, sink.send_all(&mut frames)).await, Ok(Ok(()))) {
                return;
            }
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
            self.sent.notify_one();
        }
    }
}

/// Says why, and waits a moment for the other end: a close frame is lost while bytes it sent are unread.
pub async fn close(sink: &mut SplitSink<Socket, Message>, stream: &mut SplitStream<Socket>, why: Closing) {
    let frame = CloseFrame { code: why.0.into(), reason: why.1.into() };
    let said = tokio::time::timeout(Duration::from_secs(2), sink.send(Message::Close(Some(frame)))).await;
    if matches!(said, Ok(Ok(()))) {
        let _ = tokio::time::timeout(Duration::from_secs(2), async { while let Some(Ok(_)) = stream.next().await {} })
            .await;
    }
}
