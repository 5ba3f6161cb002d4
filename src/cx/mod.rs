//! One operation: who asks, when, and the database seen through their eyes.
//!
//! A person's rights travel with every question asked of the database. The connection is private to this folder: outside it
//! there are only [`Cx::find`], whose [`Rows`] already contain the right, and [`Cx::write`], which lends a [`Tx`] for one act
//! the role may do. So a check cannot be forgotten, and neither can the audit line, the change line or the commit.

pub mod clock;
mod cursor;
pub mod db;
pub mod dice;
pub mod reads;
mod rows;
mod tx;

use crate::access::{Act, Actor, Seen, Task};
use crate::app::Shared;
use crate::config::Config;
use crate::error::{Error, Result};
use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Tz;
use entity::id::{EstablishmentId, UserId};
use sea_orm::PrimaryKeyTrait;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

pub use rows::{Page, Rows, Slice, nothing};
pub use tx::{Taken, Tx, named};

/// Days that something removed waits in the bin, from where it can be taken back (`R186`).
pub const BIN_DAYS: i64 = 30;

/// One operation. Cheap to clone; clones are the same operation.
#[derive(Clone)]
pub struct Cx(Arc<Inner>);

struct Inner {
    app: Arc<Shared>,
    actor: Actor,
    zone: Tz,
    now: DateTime<Utc>,
    /// Network address it came from, for the reading log.
    address: Option<IpAddr>,
    /// Learners whose rows were read, for the reading log. A live screen that asks again adds to the same.
    opened: Arc<Mutex<reads::Opened>>,
}

impl Cx {
    /// An operation of `actor`, whose school lives in `zone`.
    pub fn new(app: &Arc<Shared>, actor: Actor, zone: Tz) -> Self {
        let now = app.clock.now();
        Self(Arc::new(Inner { app: app.clone(), actor, zone, now, address: None, opened: Arc::default() }))
    }

    /// The same operation, known to come from a network address.
    pub fn coming_from(self, address: IpAddr) -> Self {
        let Inner { app, actor, zone, now, opened, .. } = &*self.0;
        let (app, actor, zone, now, opened) = (app.clone(), actor.clone(), *zone, *now, opened.clone());
        Self(Arc::new(Inner { app, actor, zone, now, address: Some(address), opened }))
    }

    /// An operation of the service itself, in Paris time until it knows the school.
    pub fn task(app: &Arc<Shared>, task: Task, establishment: Option<EstablishmentId>) -> Self {
        Self::new(app, Actor::Task { task, establishment }, chrono_tz::Europe::Paris)
    }

    /// The same question asked again now: what a live screen does after a change.
    pub fn again(&self) -> Self {
        let Inner { app, actor, zone, address, opened, .. } = &*self.0;
        let (app, actor, zone, address, opened) = (app.clone(), actor.clone(), *zone, *address, opened.clone());
        let now = app.clock.now();
        Self(Arc::new(Inner { app, actor, zone, now, address, opened }))
    }

    /// The service doing `task` on behalf of this operation, in `establishment` or in the actor's own.
    pub fn acting_as(&self, task: Task, establishment: Option<EstablishmentId>) -> Self {
        let establishment = establishment.or_else(|| self.0.actor.establishment());
        Self::new(&self.0.app, Actor::Task { task, establishment }, self.0.zone)
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.0.actor
    }

    /// The account that asks.
    pub fn user(&self) -> Result<UserId> {
        match &self.0.actor {
            Actor::Viewers { .. } => Err(Error::internal("asking who looks at a shared screen", self.0.actor.label())),
            actor => actor.user().ok_or(Error::Unauthenticated),
        }
    }

    /// The school it is about.
    pub fn establishment(&self) -> Result<EstablishmentId> {
        self.0.actor.establishment().ok_or(Error::Unauthenticated)
    }

    /// When the operation began.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.now
    }

    /// Civil day in the school's own time zone (`R187`).
    pub fn today(&self) -> NaiveDate {
        self.0.now.with_timezone(&self.0.zone).date_naive()
    }

    /// Moment at which the school's civil day ends.
    pub fn midnight(&self) -> DateTime<Utc> {
        self.end_of(self.today())
    }

    /// Moment at which a civil day ends in the school.
    pub fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        self.start_of(day.succ_opt().unwrap_or(NaiveDate::MAX))
    }

    /// Moment at which a civil day begins in the school's own time zone.
    pub fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        // A zone may change its time at midnight: the day then begins a little later.
        let first = (0..4).find_map(|hour| self.0.zone.from_local_datetime(&day.and_hms_opt(hour, 0, 0)?).earliest());
        first.map_or_else(|| day.and_time(chrono::NaiveTime::MIN).and_utc(), |moment| moment.to_utc())
    }

    /// Time zone of the school.
    pub fn zone(&self) -> Tz {
        self.0.zone
    }

    /// A new identifier.
    pub fn new_id<I: From<Uuid>>(&self) -> I {
        dice::id(self.0.now).into()
    }

    /// 256 bits nobody can guess.
    pub fn secret(&self) -> String {
        dice::secret()
    }

    /// Settings of the service.
    pub fn config(&self) -> &Config {
        &self.0.app.config
    }

    /// What all operations share.
    pub fn app(&self) -> &Arc<Shared> {
        &self.0.app
    }

    /// Whether the role may do `act` at all.
    pub fn can(&self, act: Act) -> bool {
        self.0.actor.scope_of(act).is_some()
    }

    /// Refuses unless the role may do `act` at all.
    pub fn require(&self, act: Act) -> Result<()> {
        match (&self.0.actor, self.can(act)) {
            (_, true) => Ok(()),
            (Actor::Nobody, false) => Err(Error::Unauthenticated),
            (_, false) => Err(Error::Forbidden),
        }
    }

    /// Whether `act` may be done on the row with this key.
    pub async fn may<E: Seen>(
        &self,
        act: Act,
        id: impl Into<<E::PrimaryKey as PrimaryKeyTrait>::ValueType>,
    ) -> Result<bool> {
        if !self.can(act) {
            return Ok(false);
        }
        let on = self.0.app.db.reader();
        Ok(Rows::<E>::seen(self, on).by_key(id).filter(rows::within_act::<E>(self, act)).count().await? > 0)
    }

    /// Rows of `E` that the actor sees.
    pub fn find<E: Seen>(&self) -> Rows<'_, E> {
        Rows::seen(self, self.0.app.db.reader())
    }

    /// Rows of `E` within the scope of `act`, among those the actor sees.
    pub fn find_for<E: Seen>(&self, act: Act) -> Rows<'_, E> {
        self.find().filter(rows::within_act::<E>(self, act))
    }

    /// Rows of `E` that the actor sees, the bin included: for what something kept still points to.
    pub fn find_kept<E: Seen>(&self) -> Rows<'_, E> {
        Rows::kept(self, self.0.app.db.reader())
    }

    /// Position of the school's sequence of changes, as of now.
    pub async fn seq(&self) -> Result<i64> {
        let establishment = self.establishment()?;
        let school = self.acting_as(Task::Live, Some(establishment));
        Ok(school.find::<entity::establishment::Entity>().get(establishment).await?.change_seq)
    }

    fn note<E: Seen>(&self, rows: &[E::Model]) {
        if rows.is_empty() || !matches!(self.0.actor, Actor::Person { .. }) {
            return;
        }
        self.0.opened.lock().unwrap_or_else(PoisonError::into_inner).add(rows.iter().filter_map(E::learner_of));
    }

    fn is_task(&self) -> bool {
        matches!(self.0.actor, Actor::Task { .. })
    }
}
