//! The reading log: one line per operation names the learners whose files it opened (decision 7, `R181`).
//!
//! A live screen is one operation that lasts: its line is written at its first answer, and another one only when learners appear
//! who were not named yet.
//!
//! Lines leave the request path through a bounded queue and are written in batches within a second; when the queue is full the
//! request waits, so no line is lost for speed. What `permissions.yaml` marks « logged » (a birth date, an address) does not wait: its
//! line is written before it is told.

use super::Cx;
use crate::access::{Act, Scope, Task};
use crate::app::Shared;
use crate::audit::{self, Reading};
use crate::error::Result;
use entity::id::{EstablishmentId, LearnerId, UserId};
use entity::learner;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::mpsc;

/// Lines that may wait.
const ROOM: usize = 1_024;

/// Lines on their way to the table.
pub struct Reads {
    sender: mpsc::Sender<Reading>,
    receiver: Mutex<Option<mpsc::Receiver<Reading>>>,
}

impl Default for Reads {
    fn default() -> Self {
        let (sender, receiver) = mpsc::channel(ROOM);
        Self { sender, receiver: Mutex::new(Some(receiver)) }
    }
}

/// Learners whose rows an operation has read.
#[derive(Debug, Default)]
pub(super) struct Opened {
    /// Not in the log yet.
    untold: BTreeSet<LearnerId>,
    told: BTreeSet<LearnerId>,
}

impl Opened {
    pub(super) fn add(&mut self, learners: impl Iterator<Item = LearnerId>) {
        for learner in learners {
            if !self.told.contains(&learner) {
                self.untold.insert(learner);
            }
        }
    }

    /// Those to be told now; they are told once.
    fn tell(&mut self) -> Vec<LearnerId> {
        let told: Vec<LearnerId> = std::mem::take(&mut self.untold).into_iter().collect();
        self.told.extend(&told);
        told
    }
}

impl Cx {
    /// Says who was read by this operation since it last said so, by its name in the request; reading one's own file leaves no line.
    pub async fn log_reads(&self, operation: &str) {
        if self.actor().sees::<learner::Entity>() == Some(Scope::LearnerFile) {
            return;
        }
        let learners = self.0.opened.lock().unwrap_or_else(PoisonError::into_inner).tell();
        let Some(line) = self.line(operation, learners.iter().map(ToString::to_string).collect()) else { return };
        // The queue closes with the service only.
        let _ = self.app().reads.sender.send(line).await;
    }

    /// Writes down whose birth date or address is about to be told, for what `permissions.yaml` marks « logged »: what cannot be
    /// written down is not told. One's own leaves no line.
    pub async fn log_before_telling(&self, act: Act, accounts: &[UserId]) -> Result<()> {
        let me = self.user()?;
        let others = accounts.iter().filter(|account| **account != me).map(ToString::to_string).collect();
        match self.line(act.operation(), others) {
            Some(line) => write_down(self.app(), vec![line]).await,
            None => Ok(()),
        }
    }

    /// Writes down that something is about to be taken away whole, asked for by the names of these people or of nobody: what cannot
    /// be written down is not taken away.
    pub async fn log_before_taking(&self, act: Act, about: &[UserId]) -> Result<()> {
        self.user()?;
        match self.reading(act.operation(), about.iter().map(ToString::to_string).collect()) {
            Some(line) => write_down(self.app(), vec![line]).await,
            None => Ok(()),
        }
    }

    /// The line of an operation of a person who read somebody.
    fn line(&self, operation: &str, read: Vec<String>) -> Option<Reading> {
        self.reading(operation, read).filter(|line| !line.read.is_empty())
    }

    /// The line of an operation of a person, whoever it names.
    fn reading(&self, operation: &str, read: Vec<String>) -> Option<Reading> {
        let (actor, establishment) = self.actor().user().zip(self.actor().establishment())?;
        Some(Reading {
            establishment,
            at: self.app().clock.now(),
            actor,
            role: self.actor().label(),
            operation: operation.chars().take(80).collect(),
            address: self.0.address.map(|address| address.to_string()).unwrap_or_default(),
            read,
        })
    }
}

/// Writes the lines of the last second, until the service ends.
pub async fn write(app: Weak<Shared>) {
    let Some(mut receiver) = app.upgrade().and_then(|app| take(&app.reads)) else { return };
    let mut lines = Vec::new();
    while receiver.recv_many(&mut lines, ROOM).await > 0 {
        let Some(held) = app.upgrade() else { return };
        if let Err(error) = write_down(&held, std::mem::take(&mut lines)).await {
            tracing::error!(?error, "the reading log could not be written");
        }
        drop(held);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn take(reads: &Reads) -> Option<mpsc::Receiver<Reading>> {
    reads.receiver.lock().unwrap_or_else(PoisonError::into_inner).take()
}

async fn write_down(app: &std::sync::Arc<Shared>, lines: Vec<Reading>) -> Result<()> {
    let mut schools: HashMap<EstablishmentId, Vec<Reading>> = HashMap::new();
    for line in lines {
        schools.entry(line.establishment).or_default().push(line);
    }
    for (establishment, lines) in schools {
        let cx = Cx::task(app, Task::RunJobs, Some(establishment));
        cx.write(Act::LogReads, async |tx| audit::write_readings(tx, &lines).await).await?;
    }
    Ok(())
}
