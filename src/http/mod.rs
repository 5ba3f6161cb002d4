//! The edge: what stands between the network and the schema (architecture §13, security 3.3 and 3.4).
//!
//! A request to `/graphql` is judged from the cheapest question to the dearest: method, framing, origin, type, size, who,
//! how often, [`gate`], then a turn and a time to run in (`graphql`). Subscriptions go on in `live`. Everything leaves
//! through `headers`.

mod answers;
mod body;
mod documents;
mod errors;
mod files;
pub mod gate;
mod graphql;
mod headers;
mod live;
mod logs;
mod media;
mod nulls;
mod own_data;
mod quota;
mod refusal;
pub mod server;
mod session;
mod slips;
mod web;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::{any, get};
use entity::id::EstablishmentId;
use entity::role_grant::Role;
use tokio::sync::watch;

use crate::access::{Act, Actor, Scope, Task};
use crate::app::App;
use crate::config::{Introspection, Limits};
use crate::cx::Cx;
use crate::graphql::{Answer, Loaders};
use answers::Answers;
use documents::Documents;
use live::pushes::Shared;
use live::seats::Seats;
use nulls::Types;
use quota::{Pace, Turns, of_address};
use refusal::Refusal;
use session::{Cookies, Origins, Peer};

/// What requests share at the edge.
pub struct Edge {
    app: App,
    origins: Origins,
    cookies: Cookies,
    pace: Pace,
    turns: Turns,
    documents: Documents,
    answers: Answers,
    types: Types,
    seats: Arc<Seats>,
    shared: Shared,
    stopping: watch::Receiver<bool>,
}

/// The whole service over HTTP. Live screens end when `stopping` turns true.
pub fn router(app: App, stopping: watch::Receiver<bool>) -> Router {
    let limits = &app.shared.config.limits;
    let look_every = Duration::from_secs(limits.standing_seconds);
    let edge = Arc::new(Edge {
        origins: Origins::new(&app.shared.config),
        cookies: Cookies::new(&app.shared.config),
        pace: Pace::new(limits, &app.shared.clock),
        turns: Turns::new(&app.shared.config),
        documents: Documents::default(),
        answers: Answers::new(limits.cache_bytes),
        types: Types::of(&app.schema.sdl()),
        seats: Seats::new(limits.sockets, limits.sockets_per_user, look_every),
        shared: Shared::default(),
        stopping,
        app,
    });
    let leaving = headers::Leaving::new(&edge.app.shared.config);
    let graphiql = edge.app.shared.config.graphiql;
    let mut router = Router::new()
        .route("/graphql", any(graphql::serve))
        .route("/files", files::send())
        .route("/files/{id}", files::take())
        .route("/imports/{id}/report.csv", files::report())
        .route("/divisions/{id}/slips.pdf", slips::print())
        .route("/mon-compte/donnees.zip", own_data::archive())
        .route("/journal/export.csv", logs::export())
        .route("/live", get(async || StatusCode::OK))
        .route("/ready", get(ready));
    if graphiql {
        router = router.route("/graphiql", get(web::graphiql)).route("/graphiql/{*path}", get(web::graphiql));
    }
    router
        .fallback(web::serve)
        .with_state(edge)
        .layer(axum::middleware::from_fn(graphql::catch_panics))
        .layer(axum::middleware::from_fn_with_state(leaving, headers::leave))
}

/// Waits until the service stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error says that the server is gone, which is the same.
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// 200 once migrations are done and the database takes a write; 503 otherwise, without detail.
async fn ready(axum::extract::State(edge): axum::extract::State<Arc<Edge>>) -> axum::response::Response {
    let takes = tokio::time::timeout(Duration::from_secs(2), edge.app.shared.db.takes_a_write()).await.unwrap_or(false);
    if takes { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }.into_response()
}

impl Edge {
    fn limits(&self) -> &Limits {
        &self.app.shared.config.limits
    }

    /// Counts a request from an address (Q9).
    fn pace_of_address(&self, peer: Option<Peer>, headers: &HeaderMap) -> Result<std::net::IpAddr, Refusal> {
        let address = of_address(session::address(peer, headers, &self.app.shared.config.trusted_proxies));
        let busy = |seconds| Refusal::busy(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", seconds);
        self.pace.addresses.take(address).map_err(busy)?;
        Ok(address)
    }

    /// Whether this actor may ask the schema about itself (Q11).
    fn may_read_schema(&self, actor: &Actor) -> bool {
        match self.app.shared.config.introspection {
            Introspection::Off => false,
            Introspection::SignedIn => *actor != Actor::Nobody,
            Introspection::On => true,
        }
    }

    /// Puts beside a request what resolvers ask of it.
    fn with_data(&self, request: async_graphql::Request, cx: &Cx, answer: Option<Answer>) -> async_graphql::Request {
        let request = request.data(cx.clone()).data(Loaders::new(cx.clone()));
        let request = if self.may_read_schema(cx.actor()) { request } else { request.disable_introspection() };
        match answer {
            Some(answer) => request.data(answer),
            None => request,
        }
    }

    /// Newest position of a school's sequence that this node has heard of; asks the database when it has heard nothing.
    async fn newest(&self, school: EstablishmentId) -> i64 {
        let heard = *self.app.shared.changes.watch(school).borrow();
        if heard > 0 {
            return heard;
        }
        let seq = Cx::task(&self.app.shared, Task::Live, Some(school)).seq().await.unwrap_or_default();
        self.app.shared.changes.wake(school, seq);
        seq
    }
}

/// School and role of someone who sees the school whole, whose answers are those of all who do.
fn viewers(actor: &Actor) -> Option<(EstablishmentId, Role)> {
    match actor {
        Actor::Person { role, establishment, .. } if actor.scope_of(Act::ReadConsole) == Some(Scope::School) => {
            Some((*establishment, *role))
        }
        _ => None,
    }
}
