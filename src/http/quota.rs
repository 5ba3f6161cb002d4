//! How much at once and how often: turns for requests (Q8) and rates of persons and addresses (Q9).
//!
//! Both live in memory and use the clock that is never set back: they protect this node, now. What must survive a restart (wrong
//! passwords) is counted in the database by the accounts.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use entity::id::UserId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::{Config, Limits};
use crate::cx::clock::Clock;

/// Buckets above which those that are full again are forgotten.
const SWEEP: usize = 10_000;

/// A rate for each of many keys: each has a bucket of `burst` tokens, filled again at `rate` a second.
#[derive(Debug)]
pub struct Rates<K> {
    rate: f64,
    burst: f64,
    clock: Clock,
    buckets: Mutex<HashMap<K, (f64, Duration)>>,
}

impl<K: Hash + Eq> Rates<K> {
    /// `many` every `seconds`, of which `burst` at once.
    pub fn new(many: u32, seconds: u32, burst: u32, clock: &Clock) -> Self {
        let (rate, burst) = (f64::from(many) / f64::from(seconds), f64::from(burst));
        Self { rate, burst, clock: clock.clone(), buckets: Mutex::default() }
    }

    /// Takes one token, or answers how many seconds until there is one.
    pub fn take(&self, key: K) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.ticks();
        let filled =
            |(left, at): (f64, Duration)| (left + now.saturating_sub(at).as_secs_f64() * self.rate).min(self.burst);
        if buckets.len() > SWEEP {
            buckets.retain(|_, bucket| filled(*bucket) < self.burst);
        }
        let bucket = buckets.entry(key).or_insert((self.burst, now));
        *bucket = (filled(*bucket), now);
        if bucket.0 >= 1.0 {
            bucket.0 -= 1.0;
            return Ok(());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small positive number of seconds"
        )]
        let seconds = ((1.0 - bucket.0) / self.rate).ceil() as u64;
        Err(seconds)
    }

    /// Gives one token back: it turned out not to count.
    pub fn give_back(&self, key: &K) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(key) {
            bucket.0 = (bucket.0 + 1.0).min(self.burst);
        }
    }
}

/// All the rates of the edge.
#[derive(Debug)]
pub struct Pace {
    /// Requests of one person.
    pub users: Rates<UserId>,
    /// Requests from one address, cut to /64 in IPv6.
    pub addresses: Rates<IpAddr>,
    /// Heavy operations of one person.
    pub heavy: Rates<UserId>,
}

impl Pace {
    /// At the configured rates.
    pub fn new(limits: &Limits, clock: &Clock) -> Self {
        Self {
            users: Rates::new(limits.rate_per_user, 60, limits.rate_burst, clock),
            addresses: Rates::new(limits.rate_per_address, 60, limits.rate_per_address, clock),
            heavy: Rates::new(limits.rate_heavy, 3_600, limits.rate_heavy, clock),
        }
    }
}

/// The turns of requests: so many at once, so many waiting, the rest told to come back.
#[derive(Debug)]
pub struct Turns {
    inside: Arc<Semaphore>,
    running: Arc<Semaphore>,
    signing_in: Arc<Semaphore>,
    users: Mutex<HashMap<UserId, Weak<Semaphore>>>,
    per_user: usize,
}

/// A turn; given back when dropped.
#[derive(Debug)]
pub struct Turn {
    _permits: [Option<OwnedSemaphorePermit>; 3],
}

impl Turns {
    /// As many as configured.
    pub fn new(config: &Config) -> Self {
        let limits = &config.limits;
        Self {
            inside: Arc::new(Semaphore::new(limits.requests_at_once + limits.requests_waiting)),
            running: Arc::new(Semaphore::new(limits.requests_at_once)),
            signing_in: Arc::new(Semaphore::new(config.sign_in_queue)),
            users: Mutex::default(),
            per_user: limits.requests_per_user,
        }
    }

    /// Waits for a turn; `None` at once when too many wait already.
    pub async fn take(&self, user: Option<UserId>) -> Option<Turn> {
        let inside = self.inside.clone().try_acquire_owned().ok()?;
        let own = match user {
            Some(user) => self.of(user).acquire_owned().await.ok(),
            None => None,
        };
        let running = self.running.clone().acquire_owned().await.ok()?;
        Some(Turn { _permits: [Some(inside), own, Some(running)] })
    }

    /// A turn to sign in, beside all others: a whole school arrives at eight o'clock.
    pub fn take_sign_in(&self) -> Option<Turn> {
        let permit = self.signing_in.clone().try_acquire_owned().ok()?;
        Some(Turn { _permits: [Some(permit), None, None] })
    }

    fn of(&self, user: UserId) -> Arc<Semaphore> {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = users.get(&user).and_then(Weak::upgrade) {
            return turns;
        }
        if users.len() > SWEEP {
            users.retain(|_, turns| turns.strong_count() > 0);
        }
        let turns = Arc::new(Semaphore::new(self.per_user));
        users.insert(user, Arc::downgrade(&turns));
        turns
    }
}

/// Key of an address: whole in IPv4, its first half in IPv6, where one home has that much (A2).
pub fn of_address(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => (v6.to_bits() & !u128::from(u64::MAX)).to_be_bytes().into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Rates, Turns, of_address};
    use crate::config::Config;
    use crate::cx::clock::Clock;
    use chrono::{DateTime, TimeDelta};
    use entity::id::UserId;
    use futures::FutureExt as _;
    use uuid::Uuid;

    #[tokio::test]
    async fn the_ninth_request_of_a_person_waits_and_a_full_queue_is_told_so() {
        // Q8
        let turns = Turns::new(&Config::defaults());
        let ines = Some(UserId(Uuid::from_u128(1)));
        let mut held = Vec::new();
        for _ in 0..8 {
            held.push(turns.take(ines).await);
        }
        let mut ninth = Box::pin(turns.take(ines));
        assert!((&mut ninth).now_or_never().is_none());
        assert!(turns.take(Some(UserId(Uuid::from_u128(2)))).now_or_never().is_some(), "others do not wait for it");
        held.pop();
        assert!(ninth.await.is_some());
        while held.len() < 64 {
            held.push(turns.take(None).await);
        }
        let mut waiting: Vec<_> = (0..128).map(|_| Box::pin(turns.take(None))).collect();
        assert!(waiting.iter_mut().all(|turn| turn.now_or_never().is_none()));
        assert!(turns.take(None).await.is_none());
        assert!(turns.take_sign_in().is_some(), "signing in has its own queue");
    }

    #[test]
    fn a_burst_passes_then_the_next_waits() {
        let clock = Clock::standing_at(DateTime::UNIX_EPOCH);
        let rates = Rates::new(12, 60, 60, &clock);
        assert!((0..60).all(|_| rates.take("Inès").is_ok()));
        assert_eq!(rates.take("Inès"), Err(5));
        clock.advance(TimeDelta::milliseconds(1_500));
        assert_eq!(rates.take("Inès"), Err(4), "rounded up: who comes back then is let in");
        clock.advance(TimeDelta::milliseconds(3_500));
        assert!(rates.take("Inès").is_ok());
        assert!(rates.take("Noé").is_ok(), "others are not concerned");
        rates.give_back(&"Inès");
        assert!(rates.take("Inès").is_ok());
    }

    #[test]
    fn a_home_in_ipv6_is_one_address() {
        let key = |text: &str| text.parse().map(of_address);
        assert_eq!(key("2001:db8:1:2:3:4:5:6"), key("2001:db8:1:2::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }
}
