//! `POST` and `GET /graphql`.
//!
//! `GraphQLRequest` and `GraphQLResponse` are the library's, behind guards: method, framing, origin, type, size and nesting
//! are judged before the first, a `GET` is rewritten into the `POST` it stands for, and what did not run is answered by
//! [`Refusal`], because the second always writes `data` and 200.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{ParseRequestError, Request as Asking, Response as Answered};
use async_graphql_axum::{GraphQLRequest, GraphQLResponse};
use axum::body::Body;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::header::{
    ALLOW, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE, TRANSFER_ENCODING, UPGRADE,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::FutureExt as _;

use super::answers::Key;
use super::body;
use super::documents::Document;
use super::errors::{finish, nothing_ran};
use super::gate::Kind;
use super::live::pushes::Asked;
use super::live::{socket, stream};
use super::media::{self, Accepted, Media};
use super::refusal::Refusal;
use super::session::{CLIENT, Peer, Visitor};
use super::{Edge, headers, viewers};
use crate::access::Actor;
use crate::cx::Cx;
use crate::error::Error;
use crate::graphql::{Answer, Cookie};

/// Mutations that take long because they do much: their own time, and few an hour.
const HEAVY: [&str; 1] = ["startImport"];

/// Mutations that walk through a whole school.
const LONG: [&str; 3] = ["startImport", "applyImport", "undoImport"];

/// Mutations that try a secret: their own queue, and not counted when it was the right one.
const SIGN_IN: [&str; 4] = ["signIn", "proveSignIn", "confirmSecondFactorAtSignIn", "choosePassword"];

/// Answers a request to `/graphql`, whatever it is.
pub async fn serve(State(edge): State<Arc<Edge>>, request: Request) -> Response {
    if *request.method() == Method::GET && request.headers().contains_key(UPGRADE) {
        return socket::open(edge, request).await.unwrap_or_else(IntoResponse::into_response);
    }
    if !matches!(*request.method(), Method::GET | Method::POST) {
        return not_allowed("GET, POST");
    }
    let accepted = media::accepted(request.headers());
    let media = accepted.answer.unwrap_or(Media::Json);
    answer(edge, request, accepted).await.unwrap_or_else(|refusal| refusal.told_as(media).into_response())
}

/// Turns a panic into a coded error: one request fails, the service goes on.
pub async fn catch_panics(request: Request, next: Next) -> Response {
    AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
        let fault = Error::internal("answering a request", "a panic");
        Refusal::from(fault).into_response()
    })
}

async fn answer(edge: Arc<Edge>, request: Request, accepted: Accepted) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let is_get = parts.method == Method::GET;
    admit(&edge, &parts, accepted)?;
    let peer = parts.extensions.get::<Peer>().copied();
    let address = edge.pace_of_address(peer, &parts.headers)?;
    let json = if is_get {
        body::of_query_string(parts.uri.query().unwrap_or_default())?
    } else {
        body::read(body, edge.limits()).await?
    };
    body::check(&json, edge.limits())?;
    let visitor = Visitor::meet(&edge.app.shared, edge.cookies, peer, &parts.headers).await?;
    let actor = visitor.actor();
    if let Some(user) = actor.user() {
        edge.pace.users.take(user).map_err(busy)?;
    }
    let asking = parse(json).await?;
    let document = edge.documents.read(&asking.query, edge.limits())?;
    if document.introspects && !edge.may_read_schema(&actor) {
        return Err(schema_is_closed(&actor));
    }
    if is_get && document.kind != Kind::Query {
        return Ok(not_allowed("POST"));
    }
    if document.kind == Kind::Subscription {
        return follow(&edge, asking, document, &visitor, accepted);
    }
    let media = accepted.answer.ok_or_else(not_acceptable)?;
    if let (Some(user), true) = (actor.user(), document.asks_any(&HEAVY)) {
        edge.pace.heavy.take(user).map_err(busy)?;
    }
    let run = Run { edge: &edge, document: &document, visitor: &visitor, media };
    let time = run.time();
    let (mut response, signed_in) = tokio::time::timeout(time, run.in_turn(asking)).await.map_err(|_| too_long())??;
    if signed_in {
        edge.pace.addresses.give_back(&address);
    }
    if let Some(known) = &visitor.known {
        let left = known.idle_ends_at - edge.app.shared.clock.now();
        response.headers_mut().insert(headers::IDLE, left.num_seconds().into());
    }
    Ok(response)
}

/// What can be refused before the body is read.
fn admit(edge: &Edge, parts: &Parts, accepted: Accepted) -> Result<(), Refusal> {
    let headers = &parts.headers;
    if headers.contains_key(TRANSFER_ENCODING) {
        return Err(Refusal::malformed("Le corps doit annoncer sa longueur.").and_close());
    }
    if !edge.origins.admit(headers, false) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", "Cette page n’est pas l’une des nôtres."));
    }
    if !headers.contains_key(CLIENT) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", "L’en-tête X-Etabli-Client est nécessaire."));
    }
    if accepted.answer.is_none() && !accepted.stream {
        return Err(not_acceptable());
    }
    if parts.method == Method::GET {
        return Ok(());
    }
    if !media::sends_json(headers) {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "BAD_REQUEST",
            "Envoyez du JSON en UTF-8 (application/json).",
        ));
    }
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "BAD_REQUEST",
            "Envoyez le corps sans compression.",
        )
        .and_close());
    }
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > edge.limits().body_bytes) {
        return Err(body::too_big());
    }
    Ok(())
}

/// The library reads the request; its words about what is wrong with it stay here.
async fn parse(json: Bytes) -> Result<Asking, Refusal> {
    let request =
        Request::builder().method(Method::POST).header(CONTENT_TYPE, "application/json").body(Body::from(json));
    let request = request.map_err(|_| Refusal::malformed("Requête mal formée."))?;
    let asking = GraphQLRequest::<Refusal>::from_request(request, &()).await?.into_inner();
    if asking.query.is_empty() {
        return Err(Refusal::malformed("Il manque le document (query)."));
    }
    Ok(asking)
}

impl From<ParseRequestError> for Refusal {
    fn from(_: ParseRequestError) -> Self {
        Self::malformed("Le corps n’est pas une requête GraphQL en JSON.")
    }
}

/// Answers a subscription with an event stream.
fn follow(
    edge: &Arc<Edge>,
    asking: Asking,
    document: Arc<Document>,
    visitor: &Visitor,
    accepted: Accepted,
) -> Result<Response, Refusal> {
    if !accepted.stream {
        return Err(not_acceptable());
    }
    let Some(known) = &visitor.known else {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Connectez-vous pour continuer."));
    };
    let seat = edge.seats.take(&edge.app.shared, known, visitor.address).ok_or_else(|| busy(5))?;
    let asked = Asked { document, operation: asking.operation_name, variables: asking.variables };
    Ok(stream::open(edge, asked, seat))
}

/// A query or a mutation about to run.
struct Run<'r> {
    edge: &'r Arc<Edge>,
    document: &'r Arc<Document>,
    visitor: &'r Visitor,
    media: Media,
}

impl Run<'_> {
    /// How long it may take (Q8). Who signs in waits in line before anything is done: when a whole school arrives, on a slow
    /// machine, longer than a mutation lasts.
    fn time(&self) -> Duration {
        let limits = self.edge.limits();
        Duration::from_secs(match self.document.kind {
            Kind::Mutation if self.document.asks_any(&LONG) || self.document.asks_any(&SIGN_IN) => {
                limits.long_mutation_seconds
            }
            Kind::Mutation => limits.mutation_seconds,
            Kind::Query | Kind::Subscription => limits.query_seconds,
        })
    }

    /// Waits for a turn and runs; answers also whether somebody signed in.
    async fn in_turn(&self, asking: Asking) -> Result<(Response, bool), Refusal> {
        let turn = if self.document.asks_any(&SIGN_IN) {
            self.edge.turns.take_sign_in()
        } else {
            self.edge.turns.take(self.visitor.actor().user()).await
        };
        let _turn = turn.ok_or_else(|| Refusal::busy(StatusCode::SERVICE_UNAVAILABLE, "RATE_LIMITED", 1))?;
        if let Some(body) = self.kept(&asking).await? {
            return Ok(((StatusCode::OK, [(CONTENT_TYPE, self.media.name())], body).into_response(), false));
        }
        let cx = self.cx(self.visitor.actor());
        let answer = Answer::to(Some(self.visitor.address), self.visitor.device.clone(), self.visitor.agent.clone());
        let answered = self.execute(asking, &cx, Some(answer.clone())).await?;
        cx.log_reads(&self.document.root.join(" ")).await;
        let mut response = self.written(answered);
        let left = answer.take();
        for cookie in left.iter().filter_map(|cookie| self.edge.cookies.header(cookie)) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok((response, left.iter().any(|cookie| matches!(cookie, Cookie::Session(Some(_))))))
    }

    /// The answer kept for all who see the school whole, for a document that is the same for them.
    async fn kept(&self, asking: &Asking) -> Result<Option<Bytes>, Refusal> {
        if self.document.kind != Kind::Query || !self.document.of_whole_school {
            return Ok(None);
        }
        let Some((establishment, role)) = viewers(&self.visitor.actor()) else { return Ok(None) };
        let cx = self.cx(Actor::Viewers { role, establishment });
        let seq = cx.seq().await?;
        let key = Key {
            document: self.document.text.clone(),
            operation: asking.operation_name.clone(),
            variables: serde_json::to_string(&asking.variables).unwrap_or_default(),
            establishment,
            role,
            seq,
            today: cx.today(),
        };
        let mut same = Asking::new(&asking.query).variables(asking.variables.clone());
        same.operation_name.clone_from(&asking.operation_name);
        let work_out = async {
            let answered = self.execute(same, &cx, None).await.map_err(|_| ())?;
            let fit = answered.errors.is_empty();
            fit.then(|| Bytes::from(serde_json::to_string(&answered).unwrap_or_default())).ok_or(())
        };
        // What fails without a person is run again with one, who is told why.
        Ok(self.edge.answers.get(key, work_out).await.ok())
    }

    fn cx(&self, actor: Actor) -> Cx {
        let zone = self.visitor.known.as_ref().map_or(chrono_tz::Europe::Paris, |known| known.zone);
        Cx::new(&self.edge.app.shared, actor, zone).coming_from(self.visitor.address)
    }

    async fn execute(&self, mut asking: Asking, cx: &Cx, answer: Option<Answer>) -> Result<Answered, Refusal> {
        asking.set_parsed_query(self.document.tree.clone());
        let request = self.edge.with_data(asking, cx, answer);
        let run = AssertUnwindSafe(Box::pin(self.edge.app.schema.execute(request))).catch_unwind();
        let mut answered = run.await.map_err(|_| Refusal::from(Error::internal("answering a request", "a panic")))?;
        finish(&mut answered, self.document, &self.edge.types, self.edge.may_read_schema(&self.visitor.actor()));
        Ok(answered)
    }

    /// Status and form of an answer: what did not run has no `data`, and its status speaks where the client understands it.
    fn written(&self, answered: Answered) -> Response {
        let mut response = if nothing_ran(&answered) {
            let status = if self.media == Media::Json { StatusCode::OK } else { StatusCode::BAD_REQUEST };
            (status, serde_json::json!({ "errors": answered.errors }).to_string()).into_response()
        } else {
            GraphQLResponse::from(answered).into_response()
        };
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.media.name()));
        response
    }
}

fn busy(seconds: u64) -> Refusal {
    Refusal::busy(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", seconds)
}

fn too_long() -> Refusal {
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "La réponse prend trop de temps. Réessayez.")
}

fn not_acceptable() -> Refusal {
    let message = "La réponse est en application/graphql-response+json ou application/json, en text/event-stream pour un abonnement.";
    Refusal::new(StatusCode::NOT_ACCEPTABLE, "BAD_REQUEST", message)
}

fn schema_is_closed(actor: &Actor) -> Refusal {
    match actor {
        Actor::Nobody => Refusal::of_document("UNAUTHENTICATED", "Connectez-vous pour lire le schéma."),
        _ => Refusal::of_document("FORBIDDEN", "Le schéma ne se lit pas ici."),
    }
}

fn not_allowed(allowed: &'static str) -> Response {
    let refusal = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "BAD_REQUEST", "Cette méthode n’est pas admise ici.");
    ([(ALLOW, HeaderValue::from_static(allowed))], refusal).into_response()
}
