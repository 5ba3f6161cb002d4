//! The service over HTTP: its real router in the process, or its real server on a port of the machine.

use super::TestApp;
use super::people::Person;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use etabli::app::App;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

/// The router, and what makes it stop.
pub struct Http {
    router: Router,
    _stop: watch::Sender<bool>,
}

/// What came back.
#[derive(Debug)]
pub struct Back {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl TestApp {
    /// The router of the service.
    pub fn http(&self) -> Http {
        Http::of(self.app.clone())
    }

    /// The service on a port of the machine.
    pub async fn served(&self) -> Served {
        serve(self.app.clone()).await
    }

    /// A second node on the same database, at work like the first.
    pub async fn node(&self) -> App {
        let node = App::open(self.app.shared.config.clone(), self.clock.clone()).await.expect("the node opens");
        node.start();
        node
    }
}

/// A node on a port of the machine.
pub async fn serve(app: App) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let (stop, told) = oneshot::channel::<()>();
    let server = etabli::http::server::serve(app, listener, async move { drop(told.await) });
    Served { address, stop: Some(stop), server: start(server) }
}

#[expect(clippy::disallowed_methods, reason = "the server under test runs beside the story")]
fn start(server: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(server)
}

/// A running server.
pub struct Served {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Served {
    /// Tells it to stop, as SIGTERM would.
    pub fn tell_to_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Waits until it has stopped.
    pub async fn stopped(mut self) {
        self.tell_to_stop();
        self.server.await.expect("the server stops by itself");
    }
}

/// A request to `/graphql` as our own client sends it.
pub fn request(body: impl Into<Body>) -> Request<Body> {
    Request::post("/graphql")
        .header("content-type", "application/json")
        .header("x-etabli-client", "test")
        .body(body.into())
        .expect("a request")
}

/// The same with one header more, or another value for it; an empty value takes it away.
pub fn with(mut request: Request<Body>, name: &'static str, value: &str) -> Request<Body> {
    request.headers_mut().remove(name);
    if !value.is_empty() {
        request.headers_mut().insert(name, value.parse().expect("a header"));
    }
    request
}

/// The same from a person's browser.
pub fn by(request: Request<Body>, person: &Person) -> Request<Body> {
    with(request, "cookie", &format!("etabli={}", person.token))
}

/// A file sent by a person's own page, in the form of a browser.
pub fn upload(purpose: &str, name: &str, content: &[u8], person: &Person) -> Request<Body> {
    let head = format!("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    let body = [head.as_bytes(), content, b"\r\n--cut--\r\n"].concat();
    let request = Request::post(format!("/files?purpose={purpose}"))
        .header("content-type", "multipart/form-data; boundary=cut")
        .header("x-etabli-client", "stories")
        .body(Body::from(body))
        .expect("a request");
    by(request, person)
}

/// The same with another method.
pub fn method(mut request: Request<Body>, method: Method) -> Request<Body> {
    *request.method_mut() = method;
    request
}

/// A document as the body of a request.
pub fn asking(document: &str) -> Request<Body> {
    request(json!({ "query": document }).to_string())
}

impl Http {
    /// The router of a node.
    pub fn of(app: App) -> Self {
        let (stop, stopping) = watch::channel(false);
        Self { router: etabli::http::router(app, stopping), _stop: stop }
    }

    /// Sends a request and answers before the body is read.
    pub async fn open(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.expect("the router always answers")
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Body>) -> Back {
        let response = self.open(request).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes().to_vec();
        Back { status: parts.status, headers: parts.headers, bytes }
    }

    /// Sends a document as nobody.
    pub async fn ask(&self, document: &str) -> Back {
        self.send(asking(document)).await
    }

    /// Gets an address.
    pub async fn get(&self, path: &str, accept: &str) -> Back {
        let request = Request::get(path).header("accept", accept).body(Body::empty()).expect("a request");
        self.send(request).await
    }
}

impl Back {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON in {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Code of the first error.
    pub fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
