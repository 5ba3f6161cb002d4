//! Who is watching, and whether they still may (security A12, W4, W6). A seat is over with 4401 where the session ended, with 4403
//! where the person is still signed in and lost the right.
//!
//! A seat is taken before a socket or an event stream opens, and given back when it ends. One look at the database tells for
//! all the seats of a school whose sessions still hold; it happens after each change of the school, every few seconds in case
//! the change was made elsewhere, and before what is shared is pushed.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use chrono_tz::Tz;
use entity::id::{EstablishmentId, SessionId, UserId};
use tokio::sync::watch;

use crate::access::Actor;
use crate::accounts::sessions::{self, Known};
use crate::app::Shared;
use crate::error::Result;

/// All the seats of the node.
#[derive(Debug)]
pub struct Seats {
    taken: Mutex<Taken>,
    most: usize,
    most_per_user: usize,
    look_every: Duration,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    users: HashMap<UserId, usize>,
    schools: HashMap<EstablishmentId, HashMap<SessionId, Sitting>>,
    /// Schools that are looked after already: a page reloaded must not start a second watch.
    looked_after: HashSet<EstablishmentId>,
}

/// Whether a session may go on watching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Holds,
    /// It ended: nobody is signed in there any more.
    Ended,
    /// Somebody is still signed in there, and no longer has the right.
    Forbidden,
}

/// A session with its seats; the channel says how it stands.
#[derive(Debug)]
struct Sitting {
    seats: usize,
    standing: watch::Sender<Standing>,
}

impl Seats {
    /// As many as configured.
    pub fn new(most: usize, most_per_user: usize, look_every: Duration) -> Arc<Self> {
        Arc::new(Self { taken: Mutex::default(), most, most_per_user, look_every })
    }

    /// Takes a seat for a person; `None` when the person or the node has too many.
    pub fn take(self: &Arc<Self>, app: &Arc<Shared>, known: &Known, address: IpAddr) -> Option<Seat> {
        let Actor::Person { user, establishment, session, .. } = known.actor else { return None };
        let mut taken = self.taken();
        let own = taken.users.get(&user).copied().unwrap_or_default();
        if taken.all >= self.most || own >= self.most_per_user {
            return None;
        }
        taken.all += 1;
        taken.users.insert(user, own + 1);
        let start_looking = taken.looked_after.insert(establishment);
        let sittings = taken.schools.entry(establishment).or_default();
        let sitting = sittings
            .entry(session)
            .or_insert_with(|| Sitting { seats: 0, standing: watch::Sender::new(Standing::Holds) });
        sitting.seats += 1;
        let standing = sitting.standing.subscribe();
        drop(taken);
        if start_looking {
            self.look_after(app, establishment);
        }
        Some(Seat {
            seats: self.clone(),
            app: app.clone(),
            actor: known.actor.clone(),
            zone: known.zone,
            address,
            user,
            establishment,
            session,
            standing,
        })
    }

    /// Asks which sessions of a school's seats still hold, and tells those that do not.
    pub async fn look(&self, app: &Arc<Shared>, school: EstablishmentId) -> Result<()> {
        let watching: Vec<SessionId> =
            self.taken().schools.get(&school).map(|s| s.keys().copied().collect()).unwrap_or_default();
        if watching.is_empty() {
            return Ok(());
        }
        let holding = sessions::holding(app, &watching).await?;
        let over: Vec<SessionId> = watching.into_iter().filter(|session| !holding.contains(session)).collect();
        if over.is_empty() {
            return Ok(());
        }
        // Nothing more is shown to them, even where the reason cannot be found.
        let outlived = sessions::outlived(app, &over).await.unwrap_or_default();
        for session in over {
            let forbidden = outlived.contains(&session);
            self.tell(school, session, if forbidden { Standing::Forbidden } else { Standing::Ended });
        }
        Ok(())
    }

    fn tell(&self, school: EstablishmentId, session: SessionId, standing: Standing) {
        if let Some(sitting) = self.taken().schools.get(&school).and_then(|sittings| sittings.get(&session)) {
            sitting.standing.send_replace(standing);
        }
    }

    /// Looks after each change of the school, when a session was ended here, and every few seconds, until its last seat is given back.
    #[expect(clippy::disallowed_methods, reason = "one watch a school, which ends with its last seat")]
    fn look_after(self: &Arc<Self>, app: &Arc<Shared>, school: EstablishmentId) {
        let (seats, app, every) = (Arc::downgrade(self), Arc::downgrade(app), self.look_every);
        let mut signs = app.upgrade().map(|app| (app.changes.watch(school), app.sessions_ended.subscribe()));
        tokio::spawn(async move {
            loop {
                let Some((wakes, ended)) = &mut signs else { return };
                tokio::select! {
                    _ = wakes.changed() => (),
                    _ = ended.changed() => (),
                    () = tokio::time::sleep(every) => (),
                }
                let (Some(seats), Some(app)) = (Weak::upgrade(&seats), Weak::upgrade(&app)) else { return };
                if !seats.still_watched(school) {
                    return;
                }
                if let Err(error) = seats.look(&app, school).await {
                    tracing::warn!(?error, "could not ask whose sessions still hold");
                }
            }
        });
    }

    /// Whether anybody still watches a school; when nobody does, the next seat starts another watch.
    fn still_watched(&self, school: EstablishmentId) -> bool {
        let mut taken = self.taken();
        let watched = taken.schools.contains_key(&school);
        if !watched {
            taken.looked_after.remove(&school);
        }
        watched
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One person's place at a live screen.
pub struct Seat {
    seats: Arc<Seats>,
    app: Arc<Shared>,
    actor: Actor,
    zone: Tz,
    address: IpAddr,
    user: UserId,
    establishment: EstablishmentId,
    session: SessionId,
    standing: watch::Receiver<Standing>,
}

impl Seat {
    /// The person.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Time zone of the school.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Where the person watches from.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// School.
    pub fn establishment(&self) -> EstablishmentId {
        self.establishment
    }

    /// Whether the session held at the last look.
    pub fn holds(&self) -> bool {
        *self.standing.borrow() == Standing::Holds
    }

    /// Asks now whether the session holds. A database that does not answer is asked again, and is no permission.
    pub async fn still_holds(&self) -> bool {
        for _ in 0..3 {
            match self.standing_now().await {
                Ok(Standing::Holds) => return true,
                Ok(standing) => {
                    self.seats.tell(self.establishment, self.session, standing);
                    return false;
                }
                Err(error) => tracing::warn!(?error, "could not ask whether a session still holds"),
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        self.seats.tell(self.establishment, self.session, Standing::Ended);
        false
    }

    async fn standing_now(&self) -> Result<Standing> {
        let own = [self.session];
        if sessions::holding(&self.app, &own).await?.contains(&self.session) {
            return Ok(Standing::Holds);
        }
        let outlived = !sessions::outlived(&self.app, &own).await?.is_empty();
        Ok(if outlived { Standing::Forbidden } else { Standing::Ended })
    }

    /// Waits until the session no longer holds, and says why.
    pub async fn over(&self) -> Standing {
        let mut standing = self.standing.clone();
        // The channel lasts as long as the seat: it cannot be closed before.
        standing.wait_for(|standing| *standing != Standing::Holds).await.map_or(Standing::Ended, |standing| *standing)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken();
        taken.all -= 1;
        if let Some(own) = taken.users.get_mut(&self.user) {
            *own -= 1;
            if *own == 0 {
                taken.users.remove(&self.user);
            }
        }
        let Some(sittings) = taken.schools.get_mut(&self.establishment) else { return };
        if let Some(sitting) = sittings.get_mut(&self.session) {
            sitting.seats -= 1;
            if sitting.seats == 0 {
                sittings.remove(&self.session);
            }
        }
        if sittings.is_empty() {
            taken.schools.remove(&self.establishment);
        }
    }
}
