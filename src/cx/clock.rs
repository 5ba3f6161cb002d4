//! The only clock of the service.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What time it is, in whole milliseconds because databases differ on finer ones.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<watch::Sender<DateTime<Utc>>>>);

impl Clock {
    /// The machine's own.
    pub fn system() -> Self {
        Self(None)
    }

    /// One that stands still until it is moved, for tests.
    pub fn standing_at(moment: DateTime<Utc>) -> Self {
        Self(Some(Arc::new(watch::Sender::new(moment))))
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &self.0 {
            None => Utc::now(),
            Some(moment) => *moment.borrow(),
        };
        now.duration_trunc(TimeDelta::milliseconds(1)).unwrap_or(now)
    }

    /// Time that has passed since some moment before the first question: it never goes back when the machine's clock is set.
    pub fn ticks(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        match &self.0 {
            None => START.elapsed(),
            Some(moment) => (*moment.borrow() - DateTime::UNIX_EPOCH).to_std().unwrap_or_default(),
        }
    }

    /// Moves a standing clock; the machine's own does not move.
    pub fn advance(&self, by: TimeDelta) {
        if let Some(moment) = &self.0 {
            moment.send_modify(|moment| *moment += by);
        }
    }

    /// Waits until it is `moment`.
    pub async fn until(&self, moment: DateTime<Utc>) {
        /// The machine's clock may be set while somebody waits: it is looked at again this often.
        const LOOK: Duration = Duration::from_mins(1);
        match &self.0 {
            None => {
                while let Ok(left) = (moment - self.now()).to_std()
                    && !left.is_zero()
                {
                    tokio::time::sleep(left.min(LOOK)).await;
                }
            }
            Some(standing) => {
                // The sender is held here: it cannot be gone.
                let _ = standing.subscribe().wait_for(|now| *now >= moment).await;
            }
        }
    }
}
