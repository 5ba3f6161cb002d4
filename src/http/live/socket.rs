//! `graphql-transport-ws`, written here.
//!
//! The library's own protocol (`GraphQLWebSocket`) was tried between a guarded stream and a guarded sink. It knows no time
//! for the first message, answers 1011 and 1002 where the protocol says 4401 and 4400, puts parser text in close frames,
//! replaces a subscription whose id comes twice, sends refused documents as answers, and writes each answer once for each
//! viewer. With all that taken from it, what was left of it was the `ack`, the `pong` and a map of streams, behind 75 lines
//! whose only purpose was to hide it. This is the shorter one; the promises are those of security 3.4.

mod line;
mod talk;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use crate::http::Edge;
use crate::http::refusal::Refusal;
use crate::http::session::{Peer, Visitor};

/// The one protocol spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// Memory that each socket keeps for what it reads, in bytes: questions are short.
const READ_BUFFER: usize = 2 * 1024;

/// A socket that opened. Not axum's, which can only send whole messages: each socket would then keep a buffer of the size of
/// the largest picture it ever sent ([`line::FRAGMENT`]).
type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Opens a socket for a person signed in. What can be refused is refused before the upgrade (W1, W4).
#[expect(clippy::disallowed_methods, reason = "one task a socket, bounded by its seats")]
pub async fn open(edge: Arc<Edge>, request: Request) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    if !edge.origins.admit(&parts.headers, true) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", "Cette page n’est pas l’une des nôtres."));
    }
    let offered = parts.headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    if !offered.flat_map(|value| value.split(',')).any(|name| name.trim() == PROTOCOL) {
        return Err(Refusal::malformed("Protocole attendu\u{a0}: graphql-transport-ws."));
    }
    let peer = parts.extensions.get::<Peer>().copied();
    edge.pace_of_address(peer, &parts.headers)?;
    let visitor = Visitor::meet(&edge.app.shared, edge.cookies, peer, &parts.headers).await?;
    let Some(known) = visitor.known else {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Connectez-vous pour continuer."));
    };
    let seat = edge
        .seats
        .take(&edge.app.shared, &known, visitor.address)
        .ok_or_else(|| Refusal::busy(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", 5))?;
    let mut request = Request::from_parts(parts, ());
    let mut response =
        create_response(&request).map_err(|_| Refusal::malformed("Ceci n’est pas l’ouverture d’un WebSocket."))?;
    response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    let largest = Some(edge.limits().socket_message_bytes);
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(line::FRAGMENT)
        .max_message_size(largest)
        .max_frame_size(largest);
    let opening = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        // A client that left before the socket opened has nobody to tell.
        let Ok(opened) = opening.await else { return };
        let socket = Socket::from_raw_socket(TokioIo::new(opened), Role::Server, Some(config)).await;
        talk::talk(edge, socket, Arc::new(seat)).await;
    });
    Ok(response.map(|()| Body::empty()))
}
