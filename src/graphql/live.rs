//! The two kinds of live stream (architecture §6): a *state* gives its whole answer at the start, after changes and when the day
//! changes in the school, because what is late depends on the day; a *feed* delivers each item after the `after` the client passes.

use crate::changes::{self, Moved, Topic};
use crate::cx::Cx;
use crate::cx::clock::Clock;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use futures::Stream;
use std::time::Duration;
use tokio::time::Instant;

/// What follows a push within this time is folded into the next one (decision 6).
const FOLD: Duration = Duration::from_millis(300);

/// The whole answer at once, then after each change about one of `topics` and at each midnight of the school. `read` is asked again with the rights of that moment.
///
/// The first change after a quiet moment is pushed at once; only what follows within 300 ms is folded.
pub fn state<T, F>(cx: &Cx, topics: &'static [Topic], read: F) -> Result<impl Stream<Item = Result<T>> + use<T, F>>
where
    F: AsyncFn(&Cx) -> Result<T>,
{
    state_when(cx, topics, async |_: &Cx, _: &Moved| Ok(true), read)
}

/// As [`state`], after those changes only that `concerns` keeps: it looks at what moved and spares reading the whole answer again.
pub fn state_when<T, C, F>(
    cx: &Cx,
    topics: &'static [Topic],
    concerns: C,
    read: F,
) -> Result<impl Stream<Item = Result<T>> + use<T, C, F>>
where
    C: AsyncFn(&Cx, &Moved) -> Result<bool>,
    F: AsyncFn(&Cx) -> Result<T>,
{
    let school = cx.establishment()?;
    let wakes = cx.app().changes.watch(school);
    let start = Watch { cx: cx.clone(), wakes, seen: None, pushed: None, day_ends: None };
    Ok(futures::stream::try_unfold((start, concerns, read), async move |(mut watch, concerns, read)| {
        watch.next_change(topics, &concerns).await?;
        let cx = watch.cx.again();
        watch.day_ends = Some(cx.midnight());
        let answer = read(&cx).await?;
        watch.pushed = Some(Instant::now());
        Ok::<_, Error>(Some((answer, (watch, concerns, read))))
    }))
}

/// Each item that `read` finds above the last position, oldest first, as changes come.
///
/// `read` answers the items and the position reached.
pub fn feed<T, F>(
    cx: &Cx,
    topics: &'static [Topic],
    after: i64,
    read: F,
) -> Result<impl Stream<Item = Result<T>> + use<T, F>>
where
    F: AsyncFn(&Cx, i64) -> Result<(Vec<T>, i64)>,
{
    use futures::{StreamExt as _, TryStreamExt as _};
    let school = cx.establishment()?;
    let wakes = cx.app().changes.watch(school);
    let start = Watch { cx: cx.clone(), wakes, seen: None, pushed: None, day_ends: None };
    let batches = futures::stream::try_unfold((start, read, after), async move |(mut watch, read, after)| {
        watch.next_change(topics, &async |_: &Cx, _: &Moved| Ok(true)).await?;
        let (items, reached) = read(&watch.cx.again(), after).await?;
        watch.pushed = Some(Instant::now());
        Ok::<_, Error>(Some((futures::stream::iter(items).map(Ok), (watch, read, reached.max(after)))))
    });
    Ok(batches.try_flatten())
}

/// Where one stream stands.
struct Watch {
    cx: Cx,
    wakes: tokio::sync::watch::Receiver<i64>,
    /// Position already reflected; `None` before the first answer.
    seen: Option<i64>,
    pushed: Option<Instant>,
    /// Moment after which the last answer speaks of yesterday; `None` when no day is in it.
    day_ends: Option<DateTime<Utc>>,
}

impl Watch {
    /// Waits until something the stream follows has changed, or the day has; the first time, does not wait.
    async fn next_change(
        &mut self,
        topics: &[Topic],
        concerns: &impl AsyncFn(&Cx, &Moved) -> Result<bool>,
    ) -> Result<()> {
        let school = self.cx.establishment()?;
        let Some(mut seen) = self.seen else {
            self.wakes.mark_unchanged();
            self.seen = Some(self.cx.seq().await?);
            return Ok(());
        };
        let clock = self.cx.app().clock.clone();
        loop {
            tokio::select! {
                woken = self.wakes.changed() => woken.map_err(|_| Error::Unavailable)?,
                () = new_day(&clock, self.day_ends) => {
                    self.wakes.mark_unchanged();
                    self.seen = Some(self.cx.seq().await?);
                    return Ok(());
                }
            }
            let moved = changes::moved(self.cx.app(), school, seen, topics).await?;
            if !moved.nothing() && concerns(&self.cx.again(), &moved).await? {
                if let Some(pushed) = self.pushed {
                    tokio::time::sleep_until(pushed + FOLD).await;
                }
                self.wakes.mark_unchanged();
                self.seen = Some(self.cx.seq().await?.max(moved.newest));
                return Ok(());
            }
            seen = moved.newest;
            self.seen = Some(seen);
        }
    }
}

/// Waits for the end of the day, if there is one to wait for.
async fn new_day(clock: &Clock, day_ends: Option<DateTime<Utc>>) {
    match day_ends {
        Some(midnight) => clock.until(midnight).await,
        None => std::future::pending().await,
    }
}
