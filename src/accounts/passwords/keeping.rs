//! How passwords are kept: as Argon2id strings keyed with a secret that is not in the database, so that a stolen table alone
//! is of no use (security A8).
//!
//! Hashing costs 15 ms of one core and 19 MiB: people wait for a turn, `cores` at a time, on threads that give way to all
//! others, so that five hundred sign-ins at once slow nobody else down.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use thread_priority::{ThreadPriority, ThreadPriorityValue};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::MOST_BYTES;
use crate::error::{Error, Result};

/// Rank of a thread that hashes, from 0 to 99 where others have about 50: niceness 9 on Linux.
const RANK: u8 = 25;

/// Price of one hash. Stored with each hash, so raising it later upgrades people as they sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for Cost {
    /// 19 MiB, twice, on one lane (decision 22).
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2 }
    }
}

/// What came out of comparing a password with the one kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not the password, or nobody has one.
    Wrong,
    /// The password.
    Right,
    /// The password, kept at a lower price than today's: to be hashed again.
    RightButCheap,
}

/// A turn at hashing, and everything a sign-in does around it: at most `cores` people hold one.
#[derive(Debug)]
pub struct Turn {
    _place: OwnedSemaphorePermit,
    _core: OwnedSemaphorePermit,
}

/// Hashes and compares passwords, a few at a time.
#[derive(Clone)]
pub struct Passwords(Arc<Keeper>);

struct Keeper {
    key: Vec<u8>,
    params: Params,
    /// Kept by nobody; compared when there is no account, so that an unknown login takes as long as a known one (A7).
    decoy: String,
    places: Arc<Semaphore>,
    cores: Arc<Semaphore>,
}

impl Passwords {
    /// Prepares hashing at `cost`, keyed with `key`, `cores` at a time with at most `waiting` people in the queue.
    pub fn new(key: Vec<u8>, cost: Cost, cores: usize, waiting: usize) -> Result<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)
            .map_err(|error| Error::internal("the price of a password is out of bounds", error))?;
        let keeper = Keeper {
            key,
            decoy: decoy(&params),
            params,
            places: Arc::new(Semaphore::new(waiting + cores)),
            cores: Arc::new(Semaphore::new(cores)),
        };
        Ok(Self(Arc::new(keeper)))
    }

    /// Waits for a turn. Refused with `RATE_LIMITED` when the queue is full (A7, decision 21).
    pub async fn turn(&self) -> Result<Turn> {
        let place = self.0.places.clone().try_acquire_owned().map_err(|_full| Error::RateLimited)?;
        let core =
            self.0.cores.clone().acquire_owned().await.map_err(|error| Error::internal("queue of sign-ins", error))?;
        Ok(Turn { _place: place, _core: core })
    }

    /// Compares a password with the one kept, in the time of one hash whether or not there is one (A7).
    ///
    /// The turn travels with the work and comes back, so giving up on a request does not let another one in early.
    pub async fn compare(&self, turn: Turn, password: String, kept: Option<String>) -> Result<(Turn, Verdict)> {
        let keeper = self.0.clone();
        on_a_thread(move || {
            let verdict = match kept {
                // Too long to be anyone's: refused before hashing, as it would be when choosing it (A10).
                _ if password.len() > MOST_BYTES => Verdict::Wrong,
                Some(kept) => keeper.compare(&password, &kept),
                None => {
                    keeper.compare(&password, &keeper.decoy);
                    Verdict::Wrong
                }
            };
            Ok((turn, verdict))
        })
        .await
    }

    /// Hashes a password that was accepted, as a PHC string with a salt of its own.
    pub async fn hash(&self, turn: Turn, password: String) -> Result<(Turn, String)> {
        let keeper = self.0.clone();
        on_a_thread(move || Ok((turn, keeper.hash(&password)?))).await
    }
}

impl Keeper {
    fn argon2(&self) -> Result<Argon2<'_>> {
        Argon2::new_with_secret(&self.key, Algorithm::Argon2id, Version::V0x13, self.params.clone())
            .map_err(|error| Error::internal("the key of passwords is too long", error))
    }

    fn hash(&self, password: &str) -> Result<String> {
        let hash = self.argon2()?.hash_password(password.as_bytes());
        Ok(hash.map_err(|error| Error::internal("a password could not be hashed", error))?.to_string())
    }

    fn compare(&self, password: &str, kept: &str) -> Verdict {
        let (Ok(parsed), Ok(argon2)) = (PasswordHash::new(kept), self.argon2()) else { return Verdict::Wrong };
        if argon2.verify_password(password.as_bytes(), &parsed).is_err() {
            return Verdict::Wrong;
        }
        let cheap = Params::try_from(&parsed)
            .is_ok_and(|then| then.m_cost() < self.params.m_cost() || then.t_cost() < self.params.t_cost());
        if cheap { Verdict::RightButCheap } else { Verdict::Right }
    }
}

/// A hash at this price that no password gives: written down, not computed, so that a start costs neither its time nor its memory.
fn decoy(params: &Params) -> String {
    let (salt, hash) = (STANDARD_NO_PAD.encode([0; 16]), STANDARD_NO_PAD.encode([0; 32]));
    let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}")
}

/// Works on a thread of its own, which gives way to all others: it could not be given its rank back.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let (tell, told) = oneshot::channel();
    let hashing = move || {
        let rank = ThreadPriorityValue::try_from(RANK).map(ThreadPriority::Crossplatform);
        // Where the system refuses, hashing is a work like any other.
        if rank.is_ok_and(|rank| rank.set_for_current().is_err()) {
            tracing::debug!("hashing does not give way to other threads here");
        }
        // Nobody listens any more when the request was given up.
        let _ = tell.send(work());
    };
    std::thread::Builder::new()
        .name("hashing".to_owned())
        .spawn(hashing)
        .map_err(|error| Error::internal("starting a thread that hashes", error))?;
    told.await.map_err(|error| Error::internal("hashing a password", error))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(passes: u32) -> Passwords {
        Passwords::new(vec![7; 32], Cost { memory_kib: 64, passes }, 2, 4).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_kept_as_a_keyed_argon2id_string_a8() {
        let passwords = Passwords::new(vec![7; 32], Cost::default(), 1, 4).unwrap();
        let (turn, kept) = passwords.hash(passwords.turn().await.unwrap(), "cheval agrafe".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        let (turn, verdict) = passwords.compare(turn, "cheval agrafe".into(), Some(kept.clone())).await.unwrap();
        assert_eq!(verdict, Verdict::Right);
        let (turn, verdict) = passwords.compare(turn, "cheval agrafé".into(), Some(kept.clone())).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong);
        let (_, verdict) = passwords.compare(turn, "cheval agrafe".into(), None).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong, "nobody's password opens nothing");
        let decoy = PasswordHash::new(&passwords.0.decoy).unwrap();
        let real = PasswordHash::new(&kept).unwrap();
        assert_eq!((decoy.algorithm, decoy.version, decoy.params), (real.algorithm, real.version, real.params));
        assert_eq!(decoy.hash.unwrap().len(), real.hash.unwrap().len(), "the decoy costs what a real one does");
        let elsewhere = Passwords::new(vec![8; 32], Cost::default(), 1, 4).unwrap();
        let (_, verdict) =
            elsewhere.compare(elsewhere.turn().await.unwrap(), "cheval agrafe".into(), Some(kept)).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong, "without the key a stolen table opens nothing");
    }

    #[tokio::test]
    async fn a_cheaper_hash_is_told_a8() {
        let (before, after) = (small(1), small(2));
        let (_, kept) = before.hash(before.turn().await.unwrap(), "cheval agrafe".into()).await.unwrap();
        let (_, verdict) =
            after.compare(after.turn().await.unwrap(), "cheval agrafe".into(), Some(kept.clone())).await.unwrap();
        assert_eq!(verdict, Verdict::RightButCheap);
        let (_, verdict) =
            before.compare(before.turn().await.unwrap(), "cheval agrafe".into(), Some(kept)).await.unwrap();
        assert_eq!(verdict, Verdict::Right);
    }

    #[tokio::test]
    #[expect(clippy::disallowed_methods, reason = "somebody waits beside this test")]
    async fn a_full_queue_refuses_at_once_a7() {
        let passwords = Passwords::new(vec![7; 32], Cost { memory_kib: 64, passes: 1 }, 1, 1).unwrap();
        let held = passwords.turn().await.unwrap();
        let waiting = tokio::spawn({
            let passwords = passwords.clone();
            async move { passwords.turn().await.is_ok() }
        });
        tokio::task::yield_now().await;
        assert!(matches!(passwords.turn().await, Err(Error::RateLimited)));
        drop(held);
        assert!(waiting.await.unwrap());
        assert!(passwords.turn().await.is_ok());
    }
}
