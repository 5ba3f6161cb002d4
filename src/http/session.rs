//! Who sends a request: the address behind trusted proxies (A3), the page it comes from (Q14), the person of its cookie (A11).

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::http::header::{COOKIE, ORIGIN, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue};
use ipnet::IpNet;

use crate::access::Actor;
use crate::accounts::sessions::{self, Known};
use crate::app::Shared;
use crate::config::Config;
use crate::error::Result;
use crate::graphql::Cookie;

/// Header that only our own pages and programs send: a foreign page cannot without asking first.
pub const CLIENT: &str = "x-etabli-client";

/// Address of the other end of the connection, put beside each request by the server.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Address a request comes from: the peer's, or, where the peer is a trusted proxy, the right-most hop that is not.
pub fn address(peer: Option<Peer>, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut address = peer.map_or(IpAddr::from([127, 0, 0, 1]), |Peer(peer)| peer.ip().to_canonical());
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in hops.into_iter().rev() {
        let Ok(hop) = hop.trim().parse::<IpAddr>() else { break };
        if !is_trusted(address) {
            break;
        }
        address = hop.to_canonical();
    }
    address
}

/// Pages that may talk to the service.
#[derive(Debug)]
pub struct Origins {
    own: Vec<String>,
    others: Vec<String>,
}

impl Origins {
    /// The public address, under each of its names when it is this very machine, and those configured.
    pub fn new(config: &Config) -> Self {
        let public = config.public_url.to_ascii_lowercase();
        let (scheme, rest) = public.split_once("://").unwrap_or(("http", &public));
        let authority = rest.split('/').next().unwrap_or_default();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, format!(":{port}")),
            _ => (authority, String::new()),
        };
        let loopback = ["localhost", "127.0.0.1", "[::1]"];
        let hosts = if loopback.contains(&host) { loopback.to_vec() } else { vec![host] };
        let own = hosts.into_iter().map(|host| format!("{scheme}://{host}{port}")).collect();
        Self { own, others: config.allowed_origins.clone() }
    }

    /// Whether the request comes from a page that may send it; a program sends no origin, which only `compulsory` refuses.
    pub fn admit(&self, headers: &HeaderMap, compulsory: bool) -> bool {
        if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site") && self.foreign(headers).is_none() {
            return false;
        }
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => !compulsory,
            (Some(origin), None) => self.own.iter().chain(&self.others).any(|known| origin == known.as_str()),
            _ => false,
        }
    }

    /// The origin of the request when it is one of the other sites configured (Q15).
    pub fn foreign<'h>(&self, headers: &'h HeaderMap) -> Option<&'h HeaderValue> {
        headers.get(ORIGIN).filter(|origin| self.others.iter().any(|known| *origin == known.as_str()))
    }
}

/// What cookies are called and carry: the strict prefix wherever the service is reached over HTTPS.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// As the public address demands.
    pub fn new(config: &Config) -> Self {
        Self { secure: config.is_https() }
    }

    fn session_name(self) -> &'static str {
        if self.secure { "__Host-etabli" } else { "etabli" }
    }

    fn device_name(self) -> &'static str {
        if self.secure { "__Host-etabli-device" } else { "etabli-device" }
    }

    /// Token of the session, if the request carries one.
    pub fn token(self, headers: &HeaderMap) -> Option<&str> {
        cookie(headers, self.session_name())
    }

    /// Mark of the device, if the request carries one.
    pub fn device(self, headers: &HeaderMap) -> Option<&str> {
        cookie(headers, self.device_name())
    }

    /// Value of `Set-Cookie`. The session's cookie has no date: it leaves with the browser, and the service ends it sooner.
    pub fn header(self, left: &Cookie) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let (name, value, age) = match left {
            Cookie::Session(Some(token)) => (self.session_name(), token.as_str(), ""),
            Cookie::Session(None) => (self.session_name(), "", "; Max-Age=0"),
            Cookie::Device(mark) => (self.device_name(), mark.as_str(), "; Max-Age=7776000"),
        };
        HeaderValue::try_from(format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")).ok()
    }
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs =
        headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Who sends a request.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Where from.
    pub address: IpAddr,
    /// Mark of the device.
    pub device: Option<String>,
    /// What the browser says it is.
    pub agent: Option<String>,
    /// The person, when a session holds.
    pub known: Option<Known>,
}

impl Visitor {
    /// Finds out who it is.
    pub async fn meet(app: &Arc<Shared>, cookies: Cookies, peer: Option<Peer>, headers: &HeaderMap) -> Result<Self> {
        let known = match cookies.token(headers) {
            Some(token) => sessions::authenticate(app, token).await?,
            None => None,
        };
        let address = address(peer, headers, &app.config.trusted_proxies);
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).map(str::to_owned);
        Ok(Self { address, device: cookies.device(headers).map(str::to_owned), agent, known })
    }

    /// The person, or nobody.
    pub fn actor(&self) -> Actor {
        self.known.as_ref().map_or(Actor::Nobody, |known| known.actor.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::{Cookies, Origins, Peer, address};
    use crate::config::Config;
    use crate::graphql::Cookie;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};
    use std::net::IpAddr;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let line = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn only_trusted_proxies_say_where_a_request_comes_from() {
        // A3
        let peer = Some(Peer("192.0.2.9:1000".parse().unwrap()));
        let from = |trusted: &str, forwarded: &str| {
            let trusted: Vec<_> = trusted.split_whitespace().map(|network| network.parse().unwrap()).collect();
            address(peer, &headers(&[("x-forwarded-for", forwarded)]), &trusted)
        };
        let is = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(from("", "198.51.100.1"), is("192.0.2.9"));
        assert_eq!(
            from("192.0.2.0/24", "203.0.113.5, 198.51.100.1"),
            is("198.51.100.1"),
            "the rest was written by the client"
        );
        assert_eq!(from("192.0.2.0/24 10.0.0.0/8", "203.0.113.5, 10.1.1.1"), is("203.0.113.5"));
        assert_eq!(from("192.0.2.0/24", "203.0.113.5, rubbish"), is("192.0.2.9"));
    }

    #[test]
    fn a_page_of_another_site_is_refused_however_close_its_address() {
        // Q14
        let config = Config { public_url: "https://etabli.lycee.fr".into(), ..Config::defaults() };
        let origins = Origins::new(&config);
        let admits = |origin: &str| origins.admit(&headers(&[("origin", origin)]), true);
        assert!(admits("https://etabli.lycee.fr"));
        for origin in [
            "http://etabli.lycee.fr",
            "https://etabli.lycee.fr:8443",
            "https://etabli.lycee.fr.example",
            "https://evil-etabli.lycee.fr",
            "https://lycee.fr",
            "null",
            "",
        ] {
            assert!(!admits(origin), "{origin}");
        }
        assert!(origins.admit(&HeaderMap::new(), false) && !origins.admit(&HeaderMap::new(), true));
        assert!(!origins.admit(&headers(&[("sec-fetch-site", "cross-site")]), false));
    }

    #[test]
    fn the_machine_itself_may_be_called_by_each_of_its_names() {
        let config = Config { public_url: "http://127.0.0.1:8080".into(), ..Config::defaults() };
        let origins = Origins::new(&config);
        assert!(origins.admit(&headers(&[("origin", "http://localhost:8080")]), true));
        assert!(!origins.admit(&headers(&[("origin", "http://localhost:8081")]), true));
    }

    #[test]
    fn cookies_are_strict_over_https_and_plain_over_http() {
        // A11
        let of = |url: &str| Cookies::new(&Config { public_url: url.into(), ..Config::defaults() });
        let https = of("https://etabli.fr");
        assert_eq!(
            https.header(&Cookie::Session(Some("abc".into()))).unwrap(),
            "__Host-etabli=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        let http = of("http://127.0.0.1:8080");
        assert_eq!(http.header(&Cookie::Session(None)).unwrap(), "etabli=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        assert_eq!(http.token(&headers(&[("cookie", "a=1; etabli=tok; etabli=other")])), Some("tok"));
        assert_eq!(https.token(&headers(&[("cookie", "etabli=tok")])), None);
    }
}
