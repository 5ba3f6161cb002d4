//! What a subscription sends, whichever way it travels.
//!
//! Viewers who see their school whole under one role and ask the same thing share one execution: it is given the school and
//! the role and no person, its answer is written once, and a `watch` channel holds the last one. Who comes late starts from
//! it, who is slow skips to the newest. Everything else is executed for its person.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use async_graphql::{Response, Variables};
use entity::id::EstablishmentId;
use entity::role_grant::Role;
use futures::Stream;
use futures::stream::{self, BoxStream, StreamExt as _};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::seats::Seat;
use crate::access::Actor;
use crate::cx::Cx;
use crate::error::Error;
use crate::http::documents::Document;
use crate::http::errors::{finish, nothing_ran};
use crate::http::{Edge, viewers};

/// One answer of a subscription, as text.
#[derive(Debug, Clone)]
pub enum Push {
    /// A whole GraphQL answer.
    Next(Utf8Bytes),
    /// An answer of which some fields failed.
    Failed(Utf8Bytes),
    /// Nothing was run: the list of errors.
    Refused(Utf8Bytes),
}

/// What a viewer asks to follow.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The document, let through by the gate.
    pub document: Arc<Document>,
    /// Name of the operation.
    pub operation: Option<String>,
    /// Values of its variables.
    pub variables: Variables,
}

impl Asked {
    fn request(&self) -> async_graphql::Request {
        let mut request = async_graphql::Request::new(&*self.document.text).variables(self.variables.clone());
        request.operation_name.clone_from(&self.operation);
        request.set_parsed_query(self.document.tree.clone());
        request
    }
}

/// What one shared execution is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    document: Arc<str>,
    operation: Option<String>,
    variables: String,
    establishment: EstablishmentId,
    role: Role,
}

/// The shared executions of the node.
#[derive(Debug, Default)]
pub struct Shared(Mutex<HashMap<Key, Weak<watch::Sender<Option<Push>>>>>);

impl Shared {
    fn running(&self) -> MutexGuard<'_, HashMap<Key, Weak<watch::Sender<Option<Push>>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Follows what was asked, for the person in `seat`, until it ends or is dropped.
pub fn open(edge: &Arc<Edge>, asked: Asked, seat: &Arc<Seat>) -> BoxStream<'static, Push> {
    let seat = seat.clone();
    match viewers(seat.actor()).filter(|_| asked.document.of_whole_school) {
        Some((establishment, role)) => {
            let variables = serde_json::to_string(&asked.variables).unwrap_or_default();
            let key = Key {
                document: asked.document.text.clone(),
                operation: asked.operation.clone(),
                variables,
                establishment,
                role,
            };
            shared(join(edge, key, asked, &seat), seat).boxed()
        }
        None => own(edge, asked, seat).boxed(),
    }
}

/// Executed for one person, whose session is asked about before each push, and whose reading is logged (decision 7).
fn own(edge: &Arc<Edge>, asked: Asked, seat: Arc<Seat>) -> impl Stream<Item = Push> + Send + use<> {
    let cx = Cx::new(&edge.app.shared, seat.actor().clone(), seat.zone()).coming_from(seat.address());
    let operation: Arc<str> = asked.document.root.join(" ").into();
    executed(edge.clone(), asked, cx.clone()).filter_map(move |push| {
        let (seat, cx, operation) = (seat.clone(), cx.clone(), operation.clone());
        async move {
            if !seat.still_holds().await {
                return None;
            }
            cx.log_reads(&operation).await;
            Some(push)
        }
    })
}

/// What a shared execution says, to one of those who watch it. The execution looked at the rights of all just before.
fn shared(pushes: watch::Receiver<Option<Push>>, seat: Arc<Seat>) -> impl Stream<Item = Push> + Send {
    let known = pushes.borrow().is_some();
    let mut start = pushes;
    if known {
        start.mark_changed();
    }
    stream::unfold((start, seat, known), async |(mut pushes, seat, late)| {
        // What was said before this viewer came was said under rights looked at then. Boxed: it is asked once, and each of a
        // thousand viewers would keep its room.
        if late && !Box::pin(seat.still_holds()).await {
            return None;
        }
        loop {
            pushes.changed().await.ok()?;
            let push = pushes.borrow_and_update().clone();
            if let Some(push) = push.filter(|_| seat.holds()) {
                return Some((push, (pushes, seat, false)));
            }
        }
    })
}

/// Joins the execution known by `key`, or starts it.
#[expect(clippy::disallowed_methods, reason = "one execution for all its viewers; it ends with the last of them")]
fn join(edge: &Arc<Edge>, key: Key, asked: Asked, seat: &Seat) -> watch::Receiver<Option<Push>> {
    let mut running = edge.shared.running();
    if let Some(sender) = running.get(&key).and_then(Weak::upgrade) {
        return sender.subscribe();
    }
    let sender = Arc::new(watch::Sender::new(None));
    let receiver = sender.subscribe();
    running.insert(key.clone(), Arc::downgrade(&sender));
    drop(running);
    let actor = Actor::Viewers { role: key.role, establishment: key.establishment };
    let cx = Cx::new(&edge.app.shared, actor, seat.zone());
    let edge = edge.clone();
    tokio::spawn(async move {
        let mut pushes = Box::pin(executed(edge.clone(), asked, cx));
        loop {
            tokio::select! {
                push = pushes.next() => {
                    let Some(push) = push else { break };
                    if let Err(error) = edge.seats.look(&edge.app.shared, key.establishment).await {
                        tracing::warn!(?error, "a shared screen ends: could not ask who may see it");
                        break;
                    }
                    sender.send_replace(Some(push));
                }
                () = sender.closed() => {
                    let mut running = edge.shared.running();
                    if sender.receiver_count() == 0 {
                        running.remove(&key);
                        return;
                    }
                }
            }
        }
        edge.shared.running().remove(&key);
    });
    receiver
}

/// The answers of the schema, fit to leave and written as text. A panic ends the stream with a coded error.
fn executed(edge: Arc<Edge>, asked: Asked, cx: Cx) -> impl Stream<Item = Push> + Send {
    let request = edge.with_data(asked.request(), &cx, None);
    let answers = AssertUnwindSafe(edge.app.schema.execute_stream(request)).catch_unwind();
    let may_read_schema = edge.may_read_schema(cx.actor());
    answers.map(move |answer| {
        let mut answer = answer.unwrap_or_else(|_| {
            let error = async_graphql::Error::from(Error::internal("following a live screen", "a panic"));
            Response::from_errors(vec![error.into_server_error(async_graphql::Pos::default())])
        });
        finish(&mut answer, &asked.document, &edge.types, may_read_schema);
        if nothing_ran(&answer) {
            Push::Refused(serde_json::to_string(&answer.errors).unwrap_or_default().into())
        } else {
            let text = Utf8Bytes::from(serde_json::to_string(&answer).unwrap_or_default());
            if answer.errors.is_empty() { Push::Next(text) } else { Push::Failed(text) }
        }
    })
}
