//! One conversation on a socket, from its first message to its close.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::Variables;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream, SplitStream};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};
use tokio_stream::StreamMap;
use tokio_tungstenite::tungstenite::{self, Message};

use super::Socket;
use super::line::{self, Closing, Line, Parcel};
use crate::http::gate::Kind;
use crate::http::live::pushes::{self, Asked, Push};
use crate::http::live::seats::{Seat, Standing};
use crate::http::media::json_nesting;
use crate::http::refusal::Refusal;
use crate::http::{Edge, stopped};

/// Longest id of a subscription: it comes back with each answer.
const LONGEST_ID: usize = 128;

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    ConnectionInit {
        #[serde(default)]
        #[expect(dead_code, reason = "read to check that it is an object, as the protocol says")]
        payload: Option<serde_json::Map<String, Value>>,
    },
    Ping {
        payload: Option<serde_json::Map<String, Value>>,
    },
    Pong {},
    Subscribe {
        id: String,
        payload: Subscribe,
    },
    Complete {
        id: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subscribe {
    query: String,
    operation_name: Option<String>,
    variables: Option<Variables>,
}

/// Speaks with a client until one of the two has had enough.
pub async fn talk(edge: Arc<Edge>, socket: Socket, seat: Arc<Seat>) {
    let (mut sink, mut stream) = socket.split();
    let limits = edge.limits();
    let (line, mut waiting) = Line::new(limits.socket_queue, limits.socket_queue_bytes);
    let stall = Duration::from_secs(limits.write_seconds);
    let why = tokio::select! {
        why = Talk::new(&edge, &line, &seat).listen(&mut stream) => why,
        () = line.write(&mut sink, &mut waiting, stall) => None,
    };
    if let Some(why) = why {
        line::close(&mut sink, &mut stream, why).await;
    }
}

/// What is known of the conversation.
struct Talk<'t> {
    edge: &'t Arc<Edge>,
    line: &'t Line,
    seat: &'t Arc<Seat>,
    open: StreamMap<String, BoxStream<'static, Option<Push>>>,
    acknowledged: bool,
    /// Tokens left for messages, and when they were counted.
    pace: (f64, Instant),
    /// When the unanswered heartbeat left.
    unanswered: Option<Instant>,
}

impl<'t> Talk<'t> {
    fn new(edge: &'t Arc<Edge>, line: &'t Line, seat: &'t Arc<Seat>) -> Self {
        let pace = (f64::from(edge.limits().socket_messages) * 5.0, Instant::now());
        Self { edge, line, seat, open: StreamMap::new(), acknowledged: false, pace, unanswered: None }
    }

    /// Goes on until there is a reason to close; none when the client is gone.
    async fn listen(mut self, stream: &mut SplitStream<Socket>) -> Option<Closing> {
        let limits = self.edge.limits();
        let (beat, patience) =
            (Duration::from_secs(limits.heartbeat_seconds), Duration::from_secs(limits.pong_seconds));
        let mut next_beat = Instant::now() + beat;
        let first_message = Instant::now() + Duration::from_secs(limits.socket_init_seconds);
        let mut stopping = self.edge.stopping.clone();
        loop {
            let next = tokio::select! {
                standing = self.seat.over() => Err(over(standing)),
                () = stopped(&mut stopping) => Err(Closing::GOING_AWAY),
                () = sleep_until(first_message), if !self.acknowledged => Err(Closing::NO_INIT),
                () = sleep_until(self.unanswered.map_or(next_beat, |since| since + patience)), if self.unanswered.is_some() => Err(Closing::NO_PONG),
                () = sleep_until(next_beat), if self.acknowledged => {
                    next_beat += beat;
                    // Boxed: a question to the database takes room that each socket would keep between two heartbeats.
                    Box::pin(self.heartbeat()).await
                }
                Some((id, push)) = self.open.next(), if !self.open.is_empty() => self.push(&id, push),
                () = self.line.moves(), if !self.line.is_short() => Ok(()),
                message = stream.next(), if self.line.is_short() => match message {
                    None => return None,
                    Some(Err(error)) => Err(unreadable(&error)?),
                    Some(Ok(message)) => self.hear(message),
                },
            };
            if let Err(why) = next {
                return Some(why);
            }
        }
    }

    /// A ping that carries the newest position of the school, so that a client notices that it is behind.
    async fn heartbeat(&mut self) -> Result<(), Closing> {
        let seq = self.edge.newest(self.seat.establishment()).await;
        self.unanswered.get_or_insert_with(Instant::now);
        self.say(&json!({ "type": "ping", "payload": { "seq": seq } }))
    }

    fn say(&self, message: &Value) -> Result<(), Closing> {
        self.line.push(Parcel::own(message.to_string()))
    }

    fn push(&mut self, id: &str, push: Option<Push>) -> Result<(), Closing> {
        let quoted = Value::from(id);
        match push {
            Some(Push::Next(answer) | Push::Failed(answer)) => {
                let head = format!(r#"{{"id":{quoted},"type":"next","payload":"#);
                self.line.push(Parcel::around(head, answer, "}"))
            }
            Some(Push::Refused(errors)) => {
                self.open.remove(id);
                let head = format!(r#"{{"id":{quoted},"type":"error","payload":"#);
                self.line.push(Parcel::around(head, errors, "}"))
            }
            None => {
                self.open.remove(id);
                self.say(&json!({ "id": id, "type": "complete" }))
            }
        }
    }

    fn hear(&mut self, message: Message) -> Result<(), Closing> {
        let rate = f64::from(self.edge.limits().socket_messages);
        let now = Instant::now();
        let left = (self.pace.0 + now.duration_since(self.pace.1).as_secs_f64() * rate).min(rate * 5.0) - 1.0;
        self.pace = (left, now);
        if left < 0.0 {
            return Err(Closing::TOO_MANY);
        }
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Closing::BAD_MESSAGE),
            // The WebSocket layer answers pings and closes by itself.
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_) => return Ok(()),
        };
        if json_nesting(text.as_bytes()) > self.edge.limits().json_nesting {
            return Err(Closing::BAD_MESSAGE);
        }
        match serde_json::from_str(&text).map_err(|_| Closing::BAD_MESSAGE)? {
            Said::ConnectionInit { .. } if self.acknowledged => Err(Closing::DOUBLE_INIT),
            Said::ConnectionInit { .. } => {
                self.acknowledged = true;
                self.say(&json!({ "type": "connection_ack" }))
            }
            Said::Ping { payload: None } => self.say(&json!({ "type": "pong" })),
            Said::Ping { payload } => self.say(&json!({ "type": "pong", "payload": payload })),
            Said::Pong {} => {
                self.unanswered = None;
                Ok(())
            }
            Said::Subscribe { .. } if !self.acknowledged => Err(Closing::UNAUTHORIZED),
            Said::Subscribe { id, payload } => self.subscribe(id, payload),
            Said::Complete { id } => {
                self.open.remove(&id);
                Ok(())
            }
        }
    }

    fn subscribe(&mut self, id: String, payload: Subscribe) -> Result<(), Closing> {
        if id.is_empty() || id.len() > LONGEST_ID {
            return Err(Closing::BAD_MESSAGE);
        }
        if self.open.contains_key(&id) {
            return Err(Closing::DOUBLE_ID);
        }
        match self.follow(payload) {
            Ok(pushes) => {
                // The end is told too, and told after the last answer.
                self.open.insert(id, pushes.map(Some).chain(stream::once(async { None })).boxed());
                Ok(())
            }
            Err(refusal) => self.say(&json!({ "id": id, "type": "error", "payload": refusal.errors() })),
        }
    }

    fn follow(&self, payload: Subscribe) -> Result<BoxStream<'static, Push>, Refusal> {
        let limits = self.edge.limits();
        if self.open.len() >= limits.socket_subscriptions {
            let most = limits.socket_subscriptions;
            return Err(Refusal::of_document("TOO_COMPLEX", format!("Pas plus de {most} abonnements par connexion.")));
        }
        let document = self.edge.documents.read(&payload.query, limits)?;
        if document.kind != Kind::Subscription {
            return Err(Refusal::of_document("BAD_REQUEST", "Seuls les abonnements passent par cette connexion."));
        }
        let asked =
            Asked { document, operation: payload.operation_name, variables: payload.variables.unwrap_or_default() };
        Ok(pushes::open(self.edge, asked, self.seat))
    }
}

/// How to close for who may no longer watch.
fn over(standing: Standing) -> Closing {
    if standing == Standing::Forbidden { Closing::FORBIDDEN } else { Closing::UNAUTHORIZED }
}

/// How to close after what could not be read; none when the client is gone.
fn unreadable(error: &tungstenite::Error) -> Option<Closing> {
    match error {
        tungstenite::Error::Capacity(_) => Some(Closing::TOO_BIG),
        tungstenite::Error::Utf8(_) => Some(Closing::BAD_MESSAGE),
        _ => None,
    }
}
