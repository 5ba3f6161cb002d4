//! The client and GraphiQL, carried in the binary (rust-embed), already compressed by their build.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest as _, Sha256};

use super::Edge;
use super::headers::{OF_GRAPHIQL, OF_PAGES};
use super::refusal::Refusal;

/// What `npm run build` leaves; nothing in a clone without it.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/web/dist/"]
#[allow_missing = true]
struct Client;

/// Beginnings of addresses that are never pages of the client.
const NOT_PAGES: [&str; 6] = ["graphql", "graphiql", "files", "assets", "live", "ready"];

/// Which build answers: the program's version and the client's first page.
pub fn build() -> HeaderValue {
    let page = Client::get("index.html").map(|page| page.metadata.sha256_hash());
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(page.unwrap_or_default());
    HeaderValue::try_from(short(&hash.finalize())).unwrap_or(HeaderValue::from_static(env!("CARGO_PKG_VERSION")))
}

/// Serves the client's files, and its page for every address a person may type.
pub async fn serve(State(_): State<Arc<Edge>>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let first = path.split('/').next().unwrap_or_default();
    if !matches!(*request.method(), Method::GET | Method::HEAD) || first == "graphiql" {
        return not_found();
    }
    let name = if path.is_empty() { "index.html" } else { path };
    if let Some(response) = file(name, request.headers(), OF_PAGES) {
        return response;
    }
    if path.is_empty() || (!NOT_PAGES.contains(&first) && takes_pages(request.headers())) {
        return file("index.html", request.headers(), OF_PAGES).unwrap_or_else(|| page(NOT_BUILT));
    }
    not_found()
}

/// Serves GraphiQL; routed only where it is switched on.
pub async fn graphiql(request: Request) -> Response {
    let path = request.uri().path().trim_matches('/');
    let name = if path == "graphiql" { "graphiql/index.html" } else { path };
    match file(name, request.headers(), OF_GRAPHIQL) {
        Some(response) => response,
        None if path == "graphiql" => page(NOT_BUILT),
        None => not_found(),
    }
}

/// A file of the build in the best encoding the browser takes; `None` when there is none of that name.
fn file(name: &str, headers: &HeaderMap, policy: HeaderValue) -> Option<Response> {
    let plain = Client::get(name).filter(|_| !matches!(extension(name), "br" | "gz"))?;
    let encodings = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes = |encoding: &str| encodings.split(',').any(|one| one.trim().split(';').next() == Some(encoding));
    let compressed = |encoding: &'static str, suffix: &str| -> Option<(Option<&'static str>, EmbeddedFile)> {
        takes(encoding).then(|| Client::get(&format!("{name}{suffix}")))?.map(|file| (Some(encoding), file))
    };
    let tag = tag(&plain);
    let (encoding, served) = compressed("br", ".br").or_else(|| compressed("gzip", ".gz")).unwrap_or((None, plain));
    let immutable = name.starts_with("assets/") || name.starts_with("graphiql/assets/");
    let cache = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = headers.get(IF_NONE_MATCH).is_some_and(|known| *known == tag);
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { served.data.into_owned().into_response() };
    let out = response.headers_mut();
    out.insert(CONTENT_TYPE, HeaderValue::from_static(media(name)));
    out.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(ETAG, tag);
    out.insert(VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(CONTENT_SECURITY_POLICY, policy);
    if let Some(encoding) = encoding.filter(|_| !known) {
        out.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

fn tag(file: &EmbeddedFile) -> HeaderValue {
    HeaderValue::try_from(format!("\"{}\"", short(&file.metadata.sha256_hash())))
        .unwrap_or(HeaderValue::from_static("\"\""))
}

/// Enough of a hash to tell builds and files apart.
fn short(hash: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(hash.get(..12).unwrap_or(hash))
}

fn takes_pages(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

fn extension(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

fn media(name: &str) -> &'static str {
    match extension(name) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// What stands for a page that was not built.
const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"fr\">\n<meta charset=\"utf-8\">\n<title>Établi</title>\n\
<h1>Le client n’est pas construit</h1>\n\
<p>Le service fonctionne. Pour construire ses pages\u{a0}: <code>make run</code>, ou <code>npm ci &amp;&amp; npm run build</code> dans <code>web/</code>.</p>\n\
</html>\n";

fn page(text: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (CONTENT_SECURITY_POLICY, OF_PAGES),
    ];
    (headers, text).into_response()
}

fn not_found() -> Response {
    Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Cette adresse n’existe pas.").into_response()
}
