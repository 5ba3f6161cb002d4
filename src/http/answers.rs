//! Answers kept until their school changes.
//!
//! A console is the same for all who see the school whole under one role. Its answer is kept under the document, the
//! variables, the school, the role, the school's sequence of changes and the civil day; the sequence grows in the
//! transaction of each change, so an answer can never outlive what it says. It is worked out once, however many ask at the
//! same time, and without a person: a field that asks who is looking fails and the answer is not kept.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::NaiveDate;
use entity::id::EstablishmentId;
use entity::role_grant::Role;
use tokio::sync::OnceCell;

/// Longest life of an answer: what the sequence does not tell (a framework loaded at the command line) shows after it.
const LONGEST: Duration = Duration::from_mins(1);

/// What one answer is kept under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Text of the document.
    pub document: Arc<str>,
    /// Name of the operation, when the request gives one.
    pub operation: Option<String>,
    /// Variables, as JSON.
    pub variables: String,
    /// School.
    pub establishment: EstablishmentId,
    /// Role under which the school is seen whole.
    pub role: Role,
    /// Position of the school's sequence of changes.
    pub seq: i64,
    /// Civil day there.
    pub today: NaiveDate,
}

#[derive(Debug)]
struct Slot {
    since: Instant,
    answer: OnceCell<Bytes>,
}

#[derive(Debug, Default)]
struct Halves {
    young: HashMap<Key, Arc<Slot>>,
    old: HashMap<Key, Arc<Slot>>,
    bytes: usize,
}

/// The answers kept, bounded by their bytes.
#[derive(Debug)]
pub struct Answers {
    halves: Mutex<Halves>,
    most: usize,
}

impl Answers {
    /// Keeps at most `most` bytes.
    pub fn new(most: usize) -> Self {
        Self { halves: Mutex::default(), most }
    }

    /// The answer kept under `key`, or what `work_out` answers; what it refuses is not kept. Those who ask meanwhile wait for the
    /// same answer.
    pub async fn get<E>(&self, key: Key, work_out: impl Future<Output = Result<Bytes, E>>) -> Result<Bytes, E> {
        let slot = self.slot(key);
        let mut worked_out = 0;
        let answer =
            slot.answer.get_or_try_init(async || work_out.await.inspect(|answer| worked_out = answer.len())).await?;
        let answer = answer.clone();
        if worked_out > 0 {
            self.weigh(worked_out);
        }
        Ok(answer)
    }

    fn slot(&self, key: Key) -> Arc<Slot> {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) =
            halves.young.get(&key).or_else(|| halves.old.get(&key)).filter(|slot| slot.since.elapsed() < LONGEST)
        {
            return slot.clone();
        }
        let slot = Arc::new(Slot { since: Instant::now(), answer: OnceCell::new() });
        halves.young.insert(key, slot.clone());
        slot
    }

    fn weigh(&self, bytes: usize) {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        halves.bytes += bytes;
        if halves.bytes > self.most / 2 {
            halves.old = std::mem::take(&mut halves.young);
            halves.bytes = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answers, Key};
    use bytes::Bytes;
    use chrono::NaiveDate;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use uuid::Uuid;

    fn key(seq: i64) -> Key {
        Key {
            document: "{ console { seq } }".into(),
            operation: None,
            variables: "{}".into(),
            establishment: Uuid::nil().into(),
            role: entity::role_grant::Role::Ddftp,
            seq,
            today: NaiveDate::default(),
        }
    }

    #[tokio::test]
    async fn an_answer_is_worked_out_once_for_all_who_ask_at_the_same_time() {
        let (answers, worked) = (Answers::new(1_000), AtomicUsize::new(0));
        let ask = async |seq| {
            answers
                .get(key(seq), async {
                    tokio::task::yield_now().await;
                    worked.fetch_add(1, Ordering::Relaxed);
                    Ok::<_, ()>(Bytes::from(format!("at {seq}")))
                })
                .await
                .unwrap()
        };
        let all = futures::future::join_all((0..50).map(|_| ask(1))).await;
        assert!(all.iter().all(|answer| answer == "at 1"));
        assert_eq!(worked.load(Ordering::Relaxed), 1);
        assert_eq!(ask(2).await, "at 2", "a change of the school asks again");
        assert_eq!(worked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn what_fails_is_not_kept() {
        let answers = Answers::new(1_000);
        assert_eq!(answers.get(key(1), async { Err::<Bytes, _>("no") }).await, Err("no"));
        assert_eq!(answers.get(key(1), async { Ok::<_, &str>(Bytes::from("yes")) }).await, Ok(Bytes::from("yes")));
    }
}
