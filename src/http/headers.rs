//! Headers of every answer, 404 and errors included (Q15, Q18).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_SECURITY_POLICY,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::session::Origins;
use super::web;
use crate::config::Config;

/// Header that tells which build answers, so that a page can say that there is a newer one.
const BUILD: HeaderName = HeaderName::from_static("x-etabli-build");

/// Header that tells a person's page for how many seconds the session may stay idle from now on: the school may change it while
/// the page is open.
pub const IDLE: HeaderName = HeaderName::from_static("x-etabli-idle");

/// What pages may do: nothing outside the service, no script or style written in the page.
pub const OF_PAGES: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// What GraphiQL may do: its editor writes styles in the page and carries its font with it.
pub const OF_GRAPHIQL: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// What data may do.
const OF_DATA: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// What is needed to write the headers.
#[derive(Clone)]
pub struct Leaving(Arc<Inner>);

struct Inner {
    origins: Origins,
    https: bool,
    build: HeaderValue,
}

impl Leaving {
    /// As configured.
    pub fn new(config: &Config) -> Self {
        Self(Arc::new(Inner { origins: Origins::new(config), https: config.is_https(), build: web::build() }))
    }
}

/// Writes the headers of an answer, and answers what a browser asks before a request from another site.
pub async fn leave(State(leaving): State<Leaving>, request: Request, next: Next) -> Response {
    let foreign = leaving.0.origins.foreign(request.headers()).cloned();
    let asked_before = *request.method() == Method::OPTIONS && foreign.is_some();
    let mut response = if asked_before { preflight() } else { next.run(request).await };
    let headers = response.headers_mut();
    if let Some(origin) = foreign {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("x-etabli-build, x-etabli-idle, retry-after"),
        );
        headers.append(VARY, HeaderValue::from_static("origin"));
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert(BUILD, leaving.0.build.clone());
    if leaving.0.https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    set_if_absent(headers, CONTENT_SECURITY_POLICY, OF_DATA);
    set_if_absent(headers, CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn preflight() -> Response {
    let allowed =
        [(ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"), (ACCESS_CONTROL_ALLOW_HEADERS, "content-type, x-etabli-client")];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

fn set_if_absent(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
