//! `GET /journal/export.csv?log=acts|reads&text=…&from=…&to=…`: a log of the school as a table, sent while it is read (R181).
//!
//! It is written down and counted, so a link on somebody else's page does not ask for it in the person's place (Q9, Q14).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};
use chrono::NaiveDate;
use entity::log_mark::Log;
use futures::StreamExt as _;
use futures::stream;
use serde::Deserialize;

use super::Edge;
use super::files::{from_our_page, operation, told};
use super::refusal::Refusal;
use super::session::Peer;
use crate::upkeep::export::Export;
use crate::upkeep::logs::Wanted;

/// Which lines are wanted, as the address tells it.
#[derive(Deserialize)]
struct Asked {
    log: String,
    text: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// The route.
pub fn export() -> MethodRouter<Arc<Edge>> {
    get(taken_away)
}

async fn taken_away(
    State(edge): State<Arc<Edge>>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Refusal> {
    from_our_page(&edge, request.headers())?;
    let log = match asked.log.as_str() {
        "acts" => Log::Acts,
        "reads" => Log::Reads,
        _ => return Err(Refusal::malformed("L’adresse ne dit pas quel journal exporter.")),
    };
    let wanted = Wanted { text: asked.text, from: day(asked.from.as_deref())?, to: day(asked.to.as_deref())? };
    let cx = operation(&edge, request.extensions().get::<Peer>().copied(), request.headers()).await?;
    if let Some(user) = cx.actor().user() {
        let busy = |seconds| Refusal::busy(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", seconds);
        edge.pace.heavy.take(user).map_err(busy)?;
    }
    let mut export = Export::begin(&cx, log, wanted).await.map_err(told)?;
    let name = export.name();
    // What goes wrong with the first lines is still told; later the file is cut, which a download shows.
    let first = export.lines().await.map_err(told)?.unwrap_or_default();
    let rest = stream::try_unfold(export, async |mut export| {
        let lines = export.lines().await.map_err(|error| {
            tracing::error!(?error, "a log was cut while it was taken away");
            std::io::Error::other("the log could not be read")
        })?;
        Ok(lines.map(|lines| (lines, export)))
    });
    let body = Body::from_stream(stream::once(async { Ok::<_, std::io::Error>(first) }).chain(rest));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}

/// A day of the address, if one is there.
fn day(text: Option<&str>) -> Result<Option<NaiveDate>, Refusal> {
    let read = |text: &str| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map_err(|_| Refusal::malformed("L’un de ces jours n’est pas écrit aaaa-mm-jj."))
    };
    text.filter(|text| !text.is_empty()).map(read).transpose()
}
