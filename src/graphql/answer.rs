//! What a resolver leaves for the HTTP answer, and what it may know of the request.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_graphql::dataloader::DataLoader;

use super::Loaders;
use crate::cx::Cx;

/// One request's exchange of cookies: what came, and what is to be set. Clones are the same exchange.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Address the request came from, after trusted proxies.
    pub address: Option<IpAddr>,
    /// Cookie of the device, which remembers that it signed in before (security A1).
    pub device: Option<String>,
    /// What the browser says it is, for its owner to know it again.
    pub agent: Option<String>,
    left: Arc<Mutex<Vec<Cookie>>>,
    became: Became,
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
    /// An exchange for a request from `address` with the device cookie `device`, sent by `agent`.
    pub fn to(address: Option<IpAddr>, device: Option<String>, agent: Option<String>) -> Self {
        Self { address, device, agent, left: Arc::default(), became: Became::default() }
    }

    /// Leaves a cookie for the answer.
    pub fn set(&self, cookie: Cookie) {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).push(cookie);
    }

    /// From now on the rest of the answer is read by this person: who signs in, or goes on under another role.
    pub fn become_person(&self, cx: Cx) {
        // The document gate lets such a mutation come alone, so nobody became anyone before.
        let _ = self.became.0.set((Loaders::new(cx.clone()), cx));
    }

    /// Who reads the rest of the answer, when it is no longer who sent the request.
    pub(super) fn became(&self) -> Option<&(DataLoader<Loaders>, Cx)> {
        self.became.0.get()
    }

    /// Takes what was left.
    pub fn take(&self) -> Vec<Cookie> {
        std::mem::take(&mut self.left.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The person somebody became during the request.
#[derive(Clone, Default)]
struct Became(Arc<OnceLock<(DataLoader<Loaders>, Cx)>>);

impl std::fmt::Debug for Became {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Became").field(&self.0.get().is_some()).finish()
    }
}
