//! The only clock of the service.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use std::sync::{Arc, Mutex, PoisonError};

/// What time it is, in whole milliseconds because databases differ on finer ones.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<Mutex<DateTime<Utc>>>>);

impl Clock {
    /// The machine's own.
    pub fn system() -> Self {
        Self(None)
    }

    /// One that stands still until it is moved, for tests.
    pub fn standing_at(moment: DateTime<Utc>) -> Self {
        Self(Some(Arc::new(Mutex::new(moment))))
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &self.0 {
            None => Utc::now(),
            Some(moment) => *moment.lock().unwrap_or_else(PoisonError::into_inner),
        };
        now.duration_trunc(TimeDelta::milliseconds(1)).unwrap_or(now)
    }

    /// Moves a standing clock; the machine's own does not move.
    pub fn advance(&self, by: TimeDelta) {
        if let Some(moment) = &self.0 {
            *moment.lock().unwrap_or_else(PoisonError::into_inner) += by;
        }
    }
}
