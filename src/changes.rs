//! The log of changes, and the wake-ups that say it has grown.
//!
//! The truth is the `change_log` table: numbered lines written in the transaction of their cause (security 8.2). A wake-up
//! only says "school X reached N" and may get lost, or come to another node: whoever watches a school also looks by itself, every second
//! where other nodes may write, every 15 seconds where this one alone does.

use crate::access::Task;
use crate::app::Shared;
use crate::cx::Cx;
use crate::error::Result;
use entity::change;
use entity::id::EstablishmentId;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

/// What a change is about: live screens follow some of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Files read, compared, applied, undone.
    Imports,
    /// Divisions, learners, services: what an import moves.
    School,
    /// Grading periods, LSL periods, deadlines.
    Calendar,
    /// Bilans and the teachers in charge of them.
    Bilans,
    /// Accounts and their rights.
    Accounts,
    /// What people ask of the assistance.
    Tickets,
    /// Nothing but the journal.
    Journal,
}

impl Topic {
    /// Its word in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Imports => "imports",
            Self::School => "school",
            Self::Calendar => "calendar",
            Self::Bilans => "bilans",
            Self::Accounts => "accounts",
            Self::Tickets => "tickets",
            Self::Journal => "journal",
        }
    }
}

/// Who waits for which school.
#[derive(Debug, Default)]
pub struct Changes {
    schools: Mutex<HashMap<EstablishmentId, watch::Sender<i64>>>,
}

impl Changes {
    /// Says that a school's sequence reached `seq`.
    pub fn wake(&self, school: EstablishmentId, seq: i64) {
        if let Some(sender) = self.schools().get(&school) {
            sender.send_if_modified(|known| {
                let newer = seq > *known;
                *known = seq.max(*known);
                newer
            });
        }
    }

    /// Watches a school's sequence; it starts at 0, which says nothing.
    pub fn watch(&self, school: EstablishmentId) -> watch::Receiver<i64> {
        self.schools().entry(school).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Schools that somebody watches; the others are forgotten.
    fn watched(&self) -> Vec<EstablishmentId> {
        let mut schools = self.schools();
        schools.retain(|_, sender| sender.receiver_count() > 0);
        schools.keys().copied().collect()
    }

    fn schools(&self) -> std::sync::MutexGuard<'_, HashMap<EstablishmentId, watch::Sender<i64>>> {
        self.schools.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks at the sequence of each watched school, for what other nodes wrote and in case a wake-up was lost (security 8.2): what another
/// node commits is reflected within two seconds. Ends with the service.
pub async fn look_again(app: Weak<Shared>) {
    loop {
        let Some(many) = app.upgrade().map(|app| app.db.has_many_writers()) else { return };
        tokio::time::sleep(Duration::from_secs(if many { 1 } else { 15 })).await;
        let Some(app) = app.upgrade() else { return };
        for school in app.changes.watched() {
            if let Ok(seq) = Cx::task(&app, Task::Live, Some(school)).seq().await {
                app.changes.wake(school, seq);
            }
        }
    }
}

/// What happened in a school since a position, for whoever follows some topics.
#[derive(Debug)]
pub struct Moved {
    /// The school's newest position.
    pub newest: i64,
    /// Topic and record of each line about one of the topics, newest first; a line without record is about many things.
    pub lines: Vec<(String, Option<Uuid>)>,
}

impl Moved {
    /// Whether nothing the follower asked about has moved.
    pub fn nothing(&self) -> bool {
        self.lines.is_empty()
    }

    /// The records that moved when all the lines are about records of `topic`; `None` when something else moved too.
    pub fn only(&self, topic: Topic) -> Option<Vec<Uuid>> {
        self.lines.iter().map(|(name, record)| record.filter(|_| name == topic.name())).collect()
    }
}

/// What moved in a school above `after`, about one of `topics`.
pub async fn moved(app: &Arc<Shared>, school: EstablishmentId, after: i64, topics: &[Topic]) -> Result<Moved> {
    const MOST: usize = 1_000;
    let cx = Cx::task(app, Task::Live, Some(school));
    let rows = cx
        .find::<change::Entity>()
        .with(|q| q.filter(change::Column::Seq.gt(after)).order_by_desc(change::Column::Seq).limit(MOST as u64))
        .all()
        .await?;
    let newest = rows.first().map_or(after, |row| row.seq);
    let followed = |row: &change::Model| topics.iter().any(|topic| topic.name() == row.topic);
    let mut lines: Vec<_> =
        rows.iter().filter(|row| followed(row)).map(|row| (row.topic.clone(), row.record)).collect();
    if rows.len() == MOST
        && let Some(topic) = topics.first()
    {
        // There may be older lines: anything may have moved.
        lines.push((topic.name().to_owned(), None));
    }
    Ok(Moved { newest, lines })
}
