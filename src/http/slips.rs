//! `POST /divisions/{id}/slips.pdf`: the activation slips of a division, which printing opens.
//!
//! It changes something, so it asks for what a mutation asks for (Q14); its answer is a document, so it is none of GraphQL's.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, post};
use entity::id::DivisionId;

use super::Edge;
use super::files::{from_our_page, operation, told};
use super::refusal::Refusal;
use super::session::Peer;
use crate::accounts::slips;
use crate::error::Error;

/// The route.
pub fn print() -> MethodRouter<Arc<Edge>> {
    post(printed)
}

async fn printed(State(edge): State<Arc<Edge>>, Path(id): Path<String>, request: Request) -> Result<Response, Refusal> {
    from_our_page(&edge, request.headers())?;
    let cx = operation(&edge, request.extensions().get::<Peer>().copied(), request.headers()).await?;
    let division: DivisionId = id.parse().map_err(|_| told(Error::NotFound))?;
    let (name, pdf) = slips::print(&cx, division).await.map_err(told)?;
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, pdf).into_response())
}
