//! The DDFTP's console: everything that is done and owed in a school, as of one moment (`R116`–`R121`, `R123`, `R125`).
//!
//! It owns no table. The picture of a school is worked out once for each position of its sequence of changes and each civil day,
//! and shared by all who may see the school whole ([`Consoles`]); the names behind a number come by drill-down, where each
//! reading is noted ([`owed`]). The administrator is shown the steps that are theirs; teachers have their tracking tables.

pub mod awaiting;
mod counting;
mod facts;
pub mod graphql;
pub mod journal;
pub mod owed;
mod pace;
pub mod snapshot;
pub mod steps;
mod written;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use entity::id::EstablishmentId;

use crate::access::{Act, Task};
use crate::cx::Cx;
use crate::error::Result;
use facts::Facts;
use snapshot::Snapshot;

/// Schools kept in memory at once; the one looked at longest ago leaves first.
const SCHOOLS: usize = 64;

/// A school is read whole again after this long, for what its changes do not tell: a framework loaded at the command line.
const WHOLE_AGAIN: TimeDelta = TimeDelta::minutes(10);

/// The pictures of the schools that are looked at.
#[derive(Default)]
pub struct Consoles(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    clock: u64,
    schools: HashMap<EstablishmentId, (u64, Arc<tokio::sync::Mutex<School>>)>,
}

#[derive(Default)]
struct School {
    facts: Option<Facts>,
    snapshot: Option<Arc<Snapshot>>,
}

impl Consoles {
    fn school(&self, id: EstablishmentId) -> Arc<tokio::sync::Mutex<School>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let now = kept.clock;
        if kept.schools.len() >= SCHOOLS && !kept.schools.contains_key(&id) {
            let oldest = kept.schools.iter().min_by_key(|(_, (used, _))| *used).map(|(id, _)| *id);
            oldest.and_then(|oldest| kept.schools.remove(&oldest));
        }
        let (used, school) = kept.schools.entry(id).or_default();
        *used = now;
        school.clone()
    }
}

impl School {
    /// The picture at `seq` or later. Whoever asks meanwhile waits for the same.
    async fn at(&mut self, cx: &Cx, seq: i64) -> Result<Option<Arc<Snapshot>>> {
        let (today, now) = (cx.today(), cx.now());
        let whole_again = self.facts.as_ref().is_none_or(|facts| now - facts.read_at > WHOLE_AGAIN);
        let fits = |snapshot: &Arc<Snapshot>| snapshot.seq >= seq && snapshot.today == today;
        if let Some(snapshot) = self.snapshot.as_ref().filter(|snapshot| !whole_again && fits(snapshot)) {
            return Ok(Some(snapshot.clone()));
        }
        let followed = match &mut self.facts {
            Some(facts) if !whole_again => facts.follow(cx).await?,
            _ => false,
        };
        if !followed {
            self.facts = Facts::read(cx).await?;
        }
        self.snapshot = self.facts.as_ref().map(|facts| Arc::new(Snapshot::of(facts, today)));
        Ok(self.snapshot.clone())
    }
}

/// The picture of the actor's school, and whether they may see it whole; none for roles without a console, and before the
/// school has a year.
pub async fn console(cx: &Cx) -> Result<Option<(Arc<Snapshot>, bool)>> {
    if !cx.can(Act::ReadConsole) {
        return Ok(None);
    }
    let school = cx.establishment()?;
    let service = cx.acting_as(Task::Live, Some(school));
    let seq = service.seq().await?;
    let kept = cx.app().consoles.school(school);
    let snapshot = kept.lock().await.at(&service, seq).await?;
    Ok(snapshot.map(|snapshot| (snapshot, sees_whole(cx))))
}

/// Whether the actor may see what the counts are made of, hence the counts themselves.
fn sees_whole(cx: &Cx) -> bool {
    cx.can(Act::ReadConsoleDetail)
}
