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

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::response::Response;

use crate::http::Edge;
use crate::http::refusal::Refusal;
use crate::http::session::{Peer, Visitor};

/// The one protocol spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// Opens a socket for a person signed in. What can be refused is refused before the upgrade (W1, W4).
pub async fn open(edge: Arc<Edge>, request: Request) -> Result<Response, Refusal> {
    let (mut parts, _) = request.into_parts();
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
        .take(&edge.app.shared, &known.actor, known.zone)
        .ok_or_else(|| Refusal::busy(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", 5))?;
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
        .await
        .map_err(|_| Refusal::malformed("Ceci n’est pas l’ouverture d’un WebSocket."))?;
    let largest = edge.limits().socket_message_bytes;
    Ok(upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .max_message_size(largest)
        .max_frame_size(largest)
        .on_upgrade(move |socket| talk::talk(edge, socket, Arc::new(seat))))
}
