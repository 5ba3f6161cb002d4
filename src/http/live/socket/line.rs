//! The way out of a socket: frames wait here for the reader, up to a bound (W7).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures::SinkExt as _;
use futures::stream::SplitSink;
use tokio::sync::{Notify, mpsc};

/// Why a socket is closed: the code of the protocol and a short fixed reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing(pub u16, pub &'static str);

impl Closing {
    pub const GOING_AWAY: Self = Self(1001, "Come back");
    pub const TOO_BIG: Self = Self(1009, "Message too big");
    pub const BAD_MESSAGE: Self = Self(4400, "Invalid message");
    pub const UNAUTHORIZED: Self = Self(4401, "Unauthorized");
    pub const NO_INIT: Self = Self(4408, "Connection initialisation timeout");
    pub const NO_PONG: Self = Self(4408, "No answer to the heartbeat");
    pub const DOUBLE_ID: Self = Self(4409, "Subscriber already exists");
    pub const DOUBLE_INIT: Self = Self(4429, "Too many initialisation requests");
    pub const TOO_MANY: Self = Self(4429, "Too many messages");
    pub const TOO_SLOW: Self = Self(4429, "Too slow a reader");
}

/// The waiting frames.
pub struct Line {
    frames: mpsc::Sender<Message>,
    bytes: AtomicUsize,
    most_bytes: usize,
    most: usize,
    sent: Notify,
}

impl Line {
    /// A line of at most `most` frames and `most_bytes` bytes, and its other end.
    pub fn new(most: usize, most_bytes: usize) -> (Self, mpsc::Receiver<Message>) {
        let (frames, waiting) = mpsc::channel(most.max(1));
        (Self { frames, bytes: AtomicUsize::new(0), most_bytes, most, sent: Notify::new() }, waiting)
    }

    /// Puts a text in the line, or says that the reader is too slow.
    pub fn push(&self, text: String) -> Result<(), Closing> {
        let bytes = text.len();
        if self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > self.most_bytes {
            return Err(Closing::TOO_SLOW);
        }
        self.frames.try_send(Message::Text(text.into())).map_err(|_| Closing::TOO_SLOW)
    }

    /// Whether so few frames wait that more may be asked for: a flood of questions must not starve the answers.
    pub fn is_short(&self) -> bool {
        self.frames.capacity() + 32 > self.most
    }

    /// Waits until a frame has left.
    pub async fn moves(&self) {
        self.sent.notified().await;
    }

    /// Sends what waits until the line is dropped, the reader is gone, or a write stalls.
    pub async fn write(
        &self,
        sink: &mut SplitSink<WebSocket, Message>,
        waiting: &mut mpsc::Receiver<Message>,
        stall: Duration,
    ) {
        while let Some(frame) = waiting.recv().await {
            let bytes = match &frame {
                Message::Text(text) => text.len(),
                _ => 0,
            };
            if !matches!(tokio::time::timeout(stall, sink.send(frame)).await, Ok(Ok(()))) {
                return;
            }
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
            self.sent.notify_one();
        }
    }
}

/// Says why, and waits a moment for the other end: a close frame is lost while bytes it sent are unread.
pub async fn close(
    sink: &mut SplitSink<WebSocket, Message>,
    stream: &mut futures::stream::SplitStream<WebSocket>,
    why: Closing,
) {
    use futures::StreamExt as _;
    let frame = CloseFrame { code: why.0, reason: why.1.into() };
    let said = tokio::time::timeout(Duration::from_secs(2), sink.send(Message::Close(Some(frame)))).await;
    if matches!(said, Ok(Ok(()))) {
        let _ = tokio::time::timeout(Duration::from_secs(2), async { while let Some(Ok(_)) = stream.next().await {} })
            .await;
    }
}
