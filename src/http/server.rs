//! The server loop: connections under limits, and a stop that loses no answer (Q16, Q17, security 8.3).
//!
//! `axum::serve` has no time-outs and the automatic builder of hyper-util keeps a silent connection for ever, so connections
//! are served by hyper's HTTP/1 builder. Its time for headers is also the idle time between two requests.

mod stall;

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::session::Peer;
use crate::app::App;
use crate::config::Limits;
use stall::Stalling;

/// Time left to what was begun when the service stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// Connections that may wait to be let in, as far as the system allows. With the library's 128, the last of five hundred who
/// arrive together knock again a second later.
const ARRIVALS: u32 = 4_096;

/// Listens at an address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A service that comes back takes its address again at once.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(ARRIVALS)
}

/// Serves until `stop`, then stops accepting, closes live screens with « come back » and lets requests finish.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(false);
    let limits = app.shared.config.limits.clone();
    let proxies = app.shared.config.trusted_proxies.clone();
    let router = super::router(app, stopped.clone());
    let places = Arc::new(Places::default());
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let address = peer.ip().to_canonical();
        let per_address = if proxies.iter().any(|proxy| proxy.contains(&address)) {
            usize::MAX
        } else {
            limits.connections_per_address
        };
        let Some(place) = places.take(address, per_address, limits.connections) else { continue };
        accept(stream, Peer(peer), router.clone(), limits.clone(), stopped.clone(), place);
    }
    drop((listener, router, stopped));
    let _ = stopping.send(true);
    if tokio::time::timeout(FAREWELL, stopping.closed()).await.is_err() {
        tracing::warn!("stopped before all connections had ended");
    }
}

/// Serves one connection beside the others.
#[expect(clippy::disallowed_methods, reason = "one task a connection, bounded by its places")]
fn accept(
    stream: TcpStream,
    peer: Peer,
    router: Router,
    limits: Limits,
    mut stopping: watch::Receiver<bool>,
    place: Place,
) {
    tokio::spawn(async move {
        let _place = place;
        let _ = stream.set_nodelay(true);
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(peer);
            router.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(limits.header_seconds))
            .max_buf_size(limits.header_bytes.max(8_192))
            .serve_connection(TokioIo::new(Stalling::new(stream, Duration::from_secs(limits.write_seconds))), service)
            .with_upgrades();
        tokio::pin!(connection);
        // A connection that breaks is the other end's affair: there is nobody to tell.
        tokio::select! {
            _ = connection.as_mut() => (),
            () = super::stopped(&mut stopping) => {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
        }
    });
}

/// Connections open, by address.
#[derive(Debug, Default)]
struct Places(Mutex<(usize, HashMap<IpAddr, usize>)>);

impl Places {
    fn take(self: &Arc<Self>, address: IpAddr, per_address: usize, all: usize) -> Option<Place> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = open.1.get(&address).copied().unwrap_or_default();
        if open.0 >= all || own >= per_address {
            return None;
        }
        open.0 += 1;
        open.1.insert(address, own + 1);
        Some(Place { places: self.clone(), address })
    }
}

/// A place of a connection; given back when dropped.
#[derive(Debug)]
struct Place {
    places: Arc<Places>,
    address: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.0 -= 1;
        if let Some(own) = open.1.get_mut(&self.address) {
            *own -= 1;
            if *own == 0 {
                open.1.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::try_join_all;

    #[tokio::test]
    async fn five_hundred_people_arrive_before_one_is_let_in_and_nobody_has_to_knock_again() {
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let arrivals = try_join_all((0..500).map(|_| TcpStream::connect(address)));
        let arrived = tokio::time::timeout(Duration::from_millis(900), arrivals).await;
        assert_eq!(arrived.expect("the system knocks again after a second").unwrap().len(), 500);
    }
}
