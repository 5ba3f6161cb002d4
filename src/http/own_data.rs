//! `GET /mon-compte/donnees.zip`: what the school keeps of the person, to take away (R179).
//!
//! It is counted, one a day, so a link on somebody else's page does not ask for it in the person's place (Q14).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};

use super::Edge;
use super::files::{operation, told};
use super::refusal::Refusal;
use super::session::{CLIENT, Peer};
use crate::accounts::export;

/// The route of the archive.
pub fn archive() -> MethodRouter<Arc<Edge>> {
    get(taken_away)
}

async fn taken_away(State(edge): State<Arc<Edge>>, request: Request) -> Result<Response, Refusal> {
    let forbidden = |sentence: &str| Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", sentence);
    if !edge.origins.admit(request.headers(), false) {
        return Err(forbidden("Cette page n’est pas l’une des nôtres."));
    }
    if !request.headers().contains_key(CLIENT) {
        return Err(forbidden("L’en-tête X-Etabli-Client est nécessaire."));
    }
    let cx = operation(&edge, request.extensions().get::<Peer>().copied(), request.headers()).await?;
    let (name, bytes) = export::archive(&cx).await.map_err(told)?;
    let headers = [
        (CONTENT_TYPE, "application/zip".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
