//! Files: sent with `POST /files?purpose=…`, whose answer is an id to use in a mutation; taken away with `GET /files/{id}`;
//! and reports taken away as tables.
//!
//! A file goes to the disk while it comes, under a random name, counted and hashed (security F1). Sending one asks for what a
//! mutation asks for: a session, our own header, one of our pages (Q14). What is served is never shown as a page of ours (F7).

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Path, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post};
use entity::id::{ImportRunId, StoredFileId};
use entity::stored_file::FilePurpose;
use serde::Deserialize;

use super::Edge;
use super::refusal::Refusal;
use super::session::{CLIENT, Peer, Visitor};
use crate::cx::Cx;
use crate::error::{Code, Error};
use crate::files::{self, Incoming, Received};
use crate::imports;
use crate::imports::files_in;

/// Time without a byte after which a file is no longer waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// What files may do where they are opened: nothing.
const OF_FILES: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// How long a browser keeps what only those who may read it get: not at all.
const OF_SOMEBODY: HeaderValue = HeaderValue::from_static("private, no-store");

/// How long it keeps what anybody gets, which every page shows: what is at an address never changes.
const OF_ANYBODY: HeaderValue = HeaderValue::from_static("public, max-age=86400, immutable");

/// What a file is sent for, as the address tells it.
#[derive(Deserialize)]
struct Sent {
    purpose: String,
}

/// What a file is sent for.
#[derive(Clone, Copy)]
enum Use {
    /// To be read by an import.
    Import,
    /// To be kept.
    Keeping(FilePurpose),
}

impl Use {
    fn told(word: &str) -> Option<Self> {
        if word == "import" { Some(Self::Import) } else { files::from_word(word).map(Self::Keeping) }
    }

    /// Begins to receive a file, from somebody who may send one for this.
    async fn begin(self, cx: &Cx, name: &str) -> crate::error::Result<Incoming> {
        match self {
            Self::Import => files_in::begin(cx, name).await,
            Self::Keeping(purpose) => {
                let rules = files::rules(purpose, &cx.config().limits);
                cx.require(rules.act)?;
                Incoming::begin(cx, name, rules.bytes).await
            }
        }
    }

    /// Keeps a file that came whole; answers what its sender is told.
    async fn keep(self, cx: &Cx, received: Received) -> crate::error::Result<serde_json::Value> {
        Ok(match self {
            Self::Import => {
                let file = files_in::keep(cx, received).await?;
                serde_json::json!({ "id": file.id, "name": file.name, "size": file.bytes })
            }
            Self::Keeping(purpose) => {
                let file = files::keep(cx, purpose, received).await?;
                let media = files::media(file.kind);
                serde_json::json!({ "id": file.id, "name": file.name, "size": file.bytes, "type": media })
            }
        })
    }
}

/// `POST /files`: the size is counted by the domain, so the library's own limit is off.
pub fn send() -> MethodRouter<Arc<Edge>> {
    post(receive).layer(DefaultBodyLimit::disable())
}

/// `GET /files/{id}`.
pub fn take() -> MethodRouter<Arc<Edge>> {
    get(serve)
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
    from_our_page(&edge, request.headers())?;
    let for_what = Use::told(&sent.purpose)
        .ok_or_else(|| Refusal::malformed("L’adresse ne dit pas à quoi ce fichier doit servir."))?;
    let cx = operation(&edge, request.extensions().get::<Peer>().copied(), request.headers()).await?;
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| {
        Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_REQUEST", "Envoyez le fichier en multipart/form-data.")
    })?;
    let mut field =
        paced(parts.next_field()).await?.ok_or_else(|| Refusal::malformed("Aucun fichier n’a été envoyé."))?;
    let name = field.file_name().unwrap_or("fichier").to_owned();
    let mut incoming = for_what.begin(&cx, &name).await.map_err(told)?;
    while let Some(chunk) = paced(field.chunk()).await? {
        incoming.take(&chunk).await.map_err(told)?;
    }
    let received = incoming.finish().await.map_err(told)?;
    // Drawing a picture anew and waiting for the disk is a large future, which the other requests do not carry.
    let answer = Box::pin(for_what.keep(&cx, received)).await.map_err(told)?;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

async fn serve(State(edge): State<Arc<Edge>>, Path(id): Path<String>, request: Request) -> Result<Response, Refusal> {
    let cx = operation(&edge, request.extensions().get::<Peer>().copied(), request.headers()).await?;
    let id: StoredFileId = id.parse().map_err(|_| told(Error::NotFound))?;
    let files::Taking { file, content, public } = files::readable(&cx, id).await.map_err(told)?;
    let disposition = HeaderValue::try_from(files::disposition(&file.name));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(files::media(file.kind))),
        (CONTENT_DISPOSITION, disposition.map_err(|error| told(Error::internal("naming a file", error)))?),
        (CONTENT_SECURITY_POLICY, OF_FILES),
        (CACHE_CONTROL, if public { OF_ANYBODY } else { OF_SOMEBODY }),
    ];
    Ok((headers, content).into_response())
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

/// Refuses what one of our pages did not send (Q14).
pub(super) fn from_our_page(edge: &Edge, headers: &HeaderMap) -> Result<(), Refusal> {
    let forbidden = |sentence: &str| Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", sentence);
    if !edge.origins.admit(headers, false) {
        return Err(forbidden("Cette page n’est pas l’une des nôtres."));
    }
    if !headers.contains_key(CLIENT) {
        return Err(forbidden("L’en-tête X-Etabli-Client est nécessaire."));
    }
    Ok(())
}

/// The operation of whoever sends a request, counted for their address.
pub(super) async fn operation(edge: &Edge, peer: Option<Peer>, headers: &HeaderMap) -> Result<Cx, Refusal> {
    edge.pace_of_address(peer, headers)?;
    let visitor = Visitor::meet(&edge.app.shared, edge.cookies, peer, headers).await?;
    let cx = edge.app.cx(visitor.actor()).await.map_err(Refusal::from)?;
    Ok(cx.coming_from(visitor.address))
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
        Error::StorageFull => {
            Refusal::new(StatusCode::INSUFFICIENT_STORAGE, "STORAGE_FULL", "Il n’y a plus de place pour enregistrer.")
                .and_close()
        }
        other => Refusal::from(other),
    }
}
