//! Files: sent with `POST /files?purpose=import`, whose answer is an id to use in a mutation, and reports taken away as tables.
//!
//! A file goes to the disk while it comes, under a random name, counted and hashed (security F1). Sending one asks for what a
//! mutation asks for: a session, our own header, one of our pages (Q14).

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Path, Query, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post};
use entity::id::ImportRunId;
use serde::Deserialize;

use super::Edge;
use super::refusal::Refusal;
use super::session::{CLIENT, Peer, Visitor};
use crate::cx::Cx;
use crate::error::{Code, Error};
use crate::imports;
use crate::imports::files_in::Incoming;

/// Time without a byte after which a file is no longer waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a file is sent for.
#[derive(Deserialize)]
struct Sent {
    purpose: String,
}

/// `POST /files`: the size is counted by the domain, so the library's own limit is off.
pub fn send() -> MethodRouter<Arc<Edge>> {
    post(receive).layer(DefaultBodyLimit::disable())
}

/// `GET /imports/{id}/report.csv`.
pub fn report() -> MethodRouter<Arc<Edge>> {
    get(table)
}

async fn receive(
    State(edge): State<Arc<Edge>>,
    Query(sent): Query<Sent>,
    request: Request,
) -> Result<Response, Refusal> {
    let forbidden = |sentence: &str| Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", sentence);
    if !edge.origins.admit(request.headers(), false) {
        return Err(forbidden("Cette page n’est pas l’une des nôtres."));
    }
    if !request.headers().contains_key(CLIENT) {
        return Err(forbidden("L’en-tête X-Etabli-Client est nécessaire."));
    }
    if sent.purpose != "import" {
        return Err(Refusal::malformed("On n’envoie de fichier que pour un import."));
    }
    let cx = operation(&edge, request.extensions().get::<Peer>().copied(), request.headers()).await?;
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| {
        Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_REQUEST", "Envoyez le fichier en multipart/form-data.")
    })?;
    let mut field =
        paced(parts.next_field()).await?.ok_or_else(|| Refusal::malformed("Aucun fichier n’a été envoyé."))?;
    let name = field.file_name().unwrap_or("fichier").to_owned();
    let mut incoming = Incoming::begin(&cx, &name).await.map_err(told)?;
    while let Some(chunk) = paced(field.chunk()).await? {
        incoming.take(&chunk).await.map_err(told)?;
    }
    let file = incoming.finish(&cx).await.map_err(told)?;
    Ok((StatusCode::CREATED, Json(serde_json::json!({ "id": file.id, "name": file.name }))).into_response())
}

async fn table(State(edge): State<Arc<Edge>>, Path(id): Path<String>, request: Request) -> Result<Response, Refusal> {
    let cx = operation(&edge, request.extensions().get::<Peer>().copied(), request.headers()).await?;
    let id: ImportRunId = id.parse().map_err(|_| told(Error::NotFound))?;
    let (name, bytes) = imports::report(&cx, id).await.map_err(told)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// The operation of whoever sends a request, counted for their address.
pub(super) async fn operation(edge: &Edge, peer: Option<Peer>, headers: &HeaderMap) -> Result<Cx, Refusal> {
    edge.pace_of_address(peer, headers)?;
    let visitor = Visitor::meet(&edge.app.shared, edge.cookies, peer, headers).await?;
    edge.app.cx(visitor.actor()).await.map_err(Refusal::from)
}

/// Waits for a piece of a file, not for ever.
async fn paced<T>(piece: impl Future<Output = Result<T, MultipartError>>) -> Result<T, Refusal> {
    match tokio::time::timeout(PATIENCE, piece).await {
        Ok(Ok(piece)) => Ok(piece),
        Ok(Err(_)) => Err(Refusal::malformed("L’envoi du fichier est coupé. Recommencez.").and_close()),
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "BAD_REQUEST",
            "Le fichier arrive trop lentement. Recommencez.",
        )
        .and_close()),
    }
}

/// An error of the service as this door tells it.
pub(super) fn told(error: Error) -> Refusal {
    match error {
        Error::Unauthenticated => {
            Refusal::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Connectez-vous pour continuer.")
        }
        Error::Forbidden => Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", "Votre rôle ne le permet pas."),
        Error::NotFound => Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Introuvable, ou hors de votre portée."),
        Error::Rejected(problems) => {
            let too_long = problems.iter().any(|problem| problem.code == Code::TooLong);
            let status = if too_long { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST };
            let sentence = problems.into_iter().next().map(|problem| problem.message).unwrap_or_default();
            Refusal::new(status, "BAD_REQUEST", sentence).and_close()
        }
        other => Refusal::from(other),
    }
}
