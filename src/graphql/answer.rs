//! What a resolver leaves for the HTTP answer, and what it may know of the request.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// One request's exchange of cookies: what came, and what is to be set. Clones are the same exchange.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Address the request came from, after trusted proxies.
    pub address: Option<IpAddr>,
    /// Cookie of the device, which remembers that it signed in before (security A1).
    pub device: Option<String>,
    left: Arc<Mutex<Vec<Cookie>>>,
}

/// A cookie to set; the HTTP layer adds its name's prefix and attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cookie {
    /// The session's token; `None` ends it.
    Session(Option<String>),
    /// The device's mark, for 90 days.
    Device(String),
}

impl Answer {
    /// An exchange for a request from `address` with the device cookie `device`.
    pub fn to(address: Option<IpAddr>, device: Option<String>) -> Self {
        Self { address, device, left: Arc::default() }
    }

    /// Leaves a cookie for the answer.
    pub fn set(&self, cookie: Cookie) {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).push(cookie);
    }

    /// Takes what was left.
    pub fn take(&self) -> Vec<Cookie> {
        std::mem::take(&mut self.left.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
