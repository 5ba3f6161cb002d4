//! The second step at the door: a right password leaves a ticket of a few minutes, and a code with it opens the session (A14).
//!
//! Wrong codes are counted for the account, the address and the school, as wrong passwords are. A browser known for its person
//! gives the code like any other.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::establishment;
use entity::id::UserId;
use entity::role_grant::Role;
use entity::secret::SecretKind;
use entity::user;

use super::codes::{self, Tried};
use super::{Asked, SetUp, asked, has_one, of, own, prepare, roles_if_open, set_up};
use crate::access::{Act, Actor, Task};
use crate::accounts::entering::{Entered, Visit, enter, leave_former};
use crate::accounts::{links, throttles};
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Result};

/// What comes after a right password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondStep {
    /// Ticket of a few minutes; gives no session.
    pub ticket: String,
    /// Whether what makes the codes is to be set up first; else a code is asked.
    pub sets_up: bool,
}

/// What a code came to.
pub type Proof<T> = Result<T, Refused>;

/// A code that was not right, or not looked at.
#[derive(Debug)]
pub struct Refused {
    /// What the person reads.
    pub problem: Problem,
    /// Moment of the next try, when there is a wait.
    pub retry_at: Option<DateTime<Utc>>,
}

/// Somebody with a good ticket.
struct Holder {
    here: Cx,
    school: establishment::Model,
    user: UserId,
}

/// What is asked after a right password, if anything.
pub(in crate::accounts) async fn after_password(
    tx: &Tx,
    school: &establishment::Model,
    user: &user::Model,
    roles: &[Role],
) -> Result<Option<SecondStep>> {
    let sets_up = match asked(school.second_factor, has_one(tx, user.id).await?, roles) {
        Asked::Nothing => return Ok(None),
        Asked::Proof => false,
        Asked::SetUp => true,
    };
    tx.audit_detail(if sets_up { "second factor to set up" } else { "second factor asked" });
    Ok(Some(SecondStep { ticket: links::of_second_step(tx, user.id, sets_up).await?, sets_up }))
}

/// Gives the code that goes with a ticket, and comes in.
pub async fn prove(cx: &Cx, ticket: &str, code: &str, visit: &Visit) -> Result<Proof<Entered>> {
    own::not_blank(code)?;
    let holder = holder(cx, ticket).await?;
    let proof = holder
        .here
        .write(Act::ProveSignIn, async |tx| {
            let (user, roles) = match holder.stands(tx, visit).await? {
                Ok(person) => person,
                Err(waits) => return Ok(Err(waits)),
            };
            let Some(factor) = of(tx, user.id).await?.filter(|factor| factor.confirmed_at.is_some()) else {
                return Err(expired().into());
            };
            match codes::attempt(tx, &factor, code).await? {
                Tried::Right => Ok(Ok(comes_in(tx, ticket, &user, &roles, visit).await?)),
                tried => Ok(Err(holder.refused(tx, tried, visit).await?)),
            }
        })
        .await?;
    holder.ends(cx, proof).await
}

/// Makes a key for the telephone of somebody whom the school wants to have one first.
pub async fn begin(cx: &Cx, ticket: &str) -> Result<SetUp> {
    let holder = holder(cx, ticket).await?;
    holder
        .here
        .write(Act::BeginSecondFactorAtSignIn, async |tx| {
            let (user, _) = holder.person(tx).await?;
            prepare(tx, &user).await
        })
        .await
}

/// Sets it up with a first code, and comes in; answers the codes for a lost telephone too, told this once.
pub async fn confirm(cx: &Cx, ticket: &str, code: &str, visit: &Visit) -> Result<Proof<(Entered, Vec<String>)>> {
    own::not_blank(code)?;
    let holder = holder(cx, ticket).await?;
    let proof = holder
        .here
        .write(Act::ConfirmSecondFactorAtSignIn, async |tx| {
            let (user, roles) = match holder.stands(tx, visit).await? {
                Ok(person) => person,
                Err(waits) => return Ok(Err(waits)),
            };
            match set_up(tx, &user, code).await? {
                Ok(codes) => Ok(Ok((comes_in(tx, ticket, &user, &roles, visit).await?, codes))),
                Err(tried) => Ok(Err(holder.refused(tx, tried, visit).await?)),
            }
        })
        .await?;
    holder.ends(cx, proof).await
}

/// Uses the ticket up, and opens the session.
async fn comes_in(tx: &Tx, ticket: &str, user: &user::Model, roles: &[Role], visit: &Visit) -> Result<Entered> {
    if !links::spend(tx, ticket).await? {
        return Err(expired().into());
    }
    enter(tx, user, roles, visit).await
}

impl Holder {
    /// The account and its roles, unless its address may not try now.
    async fn stands(&self, tx: &Tx, visit: &Visit) -> Result<Proof<(user::Model, Vec<Role>)>> {
        match throttles::shut_until(tx, &throttles::address_key(visit.address)).await? {
            Some(until) => Ok(Err(told(tx, Tried::Waits(until))?)),
            None => Ok(Ok(self.person(tx).await?)),
        }
    }

    /// Counts a code that was not right; the ticket stays good.
    async fn refused(&self, tx: &Tx, tried: Tried, visit: &Visit) -> Result<Refused> {
        if tried == Tried::Wrong {
            throttles::failed_at_door(tx, self.school.id, visit.address).await?;
        }
        tx.audit_detail("refused");
        told(tx, tried)
    }

    /// Whatever session this browser had is over once it came in. A school that is tried too often answers slowly (A2).
    async fn ends<T>(&self, cx: &Cx, proof: Proof<T>) -> Result<Proof<T>> {
        if proof.is_ok() {
            leave_former(cx).await?;
        }
        let here = &self.here;
        let slow = here.write(Act::CountTry, async |tx| throttles::is_slowed(tx, self.school.id).await).await?;
        if slow {
            tokio::time::sleep(Duration::from_millis(here.config().sign_in_slowdown_ms)).await;
        }
        Ok(proof)
    }

    /// The account of the ticket with its roles, while it may come in.
    async fn person(&self, tx: &Tx) -> Result<(user::Model, Vec<Role>)> {
        let user = tx.target::<user::Entity>(self.user).await?;
        let roles = roles_if_open(tx, &user).await?.ok_or_else(expired)?;
        Ok((user, roles))
    }
}

/// Who has this ticket, while it is good.
async fn holder(cx: &Cx, ticket: &str) -> Result<Holder> {
    let found = links::good(cx, ticket, &[SecretKind::SecondStepTicket]).await?.ok_or_else(expired)?;
    let anywhere = cx.acting_as(Task::SignIn, Some(found.establishment_id));
    let school = anywhere.find::<establishment::Entity>().get(found.establishment_id).await?;
    let zone = school.time_zone.parse().map_err(|error| Error::internal("reading the school's time zone", error))?;
    let service = Actor::Task { task: Task::SignIn, establishment: Some(school.id) };
    Ok(Holder { here: Cx::new(cx.app(), service, zone), school, user: found.user_id })
}

fn told(tx: &Tx, tried: Tried) -> Result<Refused> {
    let (problem, retry_at) = tried.refusal(tx.now()).ok_or_else(|| Error::internal("refusing a right code", ()))?;
    Ok(Refused { problem, retry_at })
}

/// What is said of a ticket that no longer works.
fn expired() -> Problem {
    let sentence = "Cette étape a expiré. Recommencez avec votre mot de passe.";
    Problem::new(Code::Expired, "ticket", sentence)
}
