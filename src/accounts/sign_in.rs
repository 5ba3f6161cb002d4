//! Signing in: a login, a password, and as little told to strangers as the school wishes (R8–R12; security A1–A7).
//!
//! Each try holds one of a few turns from before its first question until after its outcome is written, so a crowd at
//! eight o'clock waits in line for passwords without making anyone else wait for the database.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::establishment::{self, SignInMessages};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::{device, user};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, Set};

use crate::access::{Act, Actor, Task};
use crate::audit;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Problems, Result};
use crate::establishments;

pub use super::entering::{Entered, Visit};

use super::activation::{self, Attempt};
use super::entering::{enter, known_device, leave_former};
use super::passwords::{Turn, Verdict};
use super::reset::{self, Temporary};
use super::second_factor::at_sign_in::{self, SecondStep};
use super::{links, logins, sessions, throttles};

/// What is wrong, without saying what (R10).
const UNIFORM: &str = "Authentification incorrecte : identifiant ou mot de passe non valide.";
/// How the audit log calls the first sign-in.
const FIRST: &str = "first sign-in";

/// Word for word as people know it (R10, `DISTINCT`).
const UNKNOWN_LOGIN: &str = "Authentification incorrecte : login inconnu";
/// Word for word as people know it (R10, `DISTINCT`).
const WRONG_PASSWORD: &str = "Authentification incorrecte : mot de passe non valide.";

/// Somebody at the door.
#[derive(Debug, Clone)]
pub struct Knock {
    /// Code of the establishment whose page it is.
    pub uai: String,
    /// Login, however it was typed.
    pub login: String,
    /// Password, birth date or code.
    pub password: String,
    /// The browser.
    pub visit: Visit,
}

/// What came out of a try.
pub enum Outcome {
    /// Signed in.
    In(Entered),
    /// The password was right, and alone it opens no session: what comes next (A14).
    Further(SecondStep),
    /// The account is opened for the first time: the page that chooses a password comes next (R7, R8).
    Activating {
        /// Ticket of ten minutes; gives no session.
        ticket: String,
        /// The account's exact login.
        login: String,
    },
    /// Neither.
    Refused {
        /// What the person reads.
        problem: Problem,
        /// Moment of the next try, when there is a wait.
        retry_at: Option<DateTime<Utc>>,
    },
}

/// What was found and counted before the password was looked at.
struct Taken {
    account: Option<Account>,
    attempt: Option<Attempt>,
    temporary: Option<Temporary>,
}

/// An account that may be signed in to.
struct Account {
    user: user::Model,
    roles: Vec<Role>,
    device: Option<device::Model>,
}

/// The door of one school, with somebody before it.
struct Door<'a> {
    cx: Cx,
    school: &'a establishment::Model,
    knock: &'a Knock,
    login: String,
}

/// Tries to sign in.
pub async fn sign_in(cx: &Cx, knock: Knock) -> Result<Outcome> {
    let mut problems = Problems::new();
    problems.unless(!knock.login.trim().is_empty(), Code::Blank, "login", "Il manque l’identifiant.");
    problems.unless(!knock.password.is_empty(), Code::Blank, "password", "Il manque le mot de passe.");
    problems.finish()?;
    // Before the first question: a crowd would put its five hundred in front of everyone else's.
    let turn = cx.app().passwords.turn().await?;
    let Some(school) = establishments::by_uai(cx, &knock.uai).await? else {
        // A school that does not exist takes as long as one that does.
        cx.app().passwords.compare(turn, knock.password, None).await?;
        return Ok(Outcome::Refused { problem: Problem::whole(Code::WrongCredentials, UNIFORM), retry_at: None });
    };
    let zone = school.time_zone.parse().map_err(|error| Error::internal("reading the school's time zone", error))?;
    let service = Actor::Task { task: Task::SignIn, establishment: Some(school.id) };
    let mut door = Door {
        cx: Cx::new(cx.app(), service, zone),
        school: &school,
        knock: &knock,
        login: logins::read(&knock.login),
    };
    let (outcome, slow) = door.open(turn).await?;
    if slow {
        // Many wrong tries in this school: every answer takes a while, good ones too (A2).
        tokio::time::sleep(Duration::from_millis(cx.config().sign_in_slowdown_ms)).await;
    }
    if matches!(outcome, Outcome::In(_)) {
        leave_former(cx).await?;
    }
    Ok(outcome)
}

impl Door<'_> {
    /// One try, and whether the school is being tried too often.
    async fn open(&mut self, turn: Turn) -> Result<(Outcome, bool)> {
        let passwords = self.cx.app().passwords.clone();
        let (slow, taken) = self.take().await?;
        let Taken { account, attempt, temporary } = match taken {
            Ok(taken) => taken,
            Err(until) => return Ok((self.throttled(until), slow)),
        };
        let typed = &self.knock.password;
        let kept = account.as_ref().and_then(|account| account.user.password_hash.clone());
        let (turn, verdict) = passwords.compare(turn, typed.clone(), kept).await?;
        let (_turn, dearer) = match verdict {
            Verdict::RightButCheap => {
                let (turn, hash) = passwords.hash(turn, typed.clone()).await?;
                (turn, Some(hash))
            }
            Verdict::Right | Verdict::Wrong => (turn, None),
        };
        self.cx = self.cx.again();
        let outcome = match account {
            Some(account) if verdict != Verdict::Wrong => self.welcome(account, dearer).await?,
            Some(account) if temporary.is_some_and(|temporary| temporary.opens(typed)) => {
                self.activate(&account.user, "temporary password").await?
            }
            Some(account) if attempt.as_ref().is_some_and(|attempt| attempt.opens(&self.cx, typed)) => {
                self.activate(&account.user, FIRST).await?
            }
            account => self.refuse(account.is_some(), attempt.is_some()).await?,
        };
        Ok((outcome, slow))
    }

    /// Counts the try before it is looked at (A4); an error is the moment until which nothing is looked at.
    async fn take(&self) -> Result<(bool, Result<Taken, DateTime<Utc>>)> {
        let knock = self.knock;
        self.cx
            .write(Act::CountTry, async |tx| {
                let slow = throttles::is_slowed(tx, self.school.id).await?;
                if let Some(until) = throttles::shut_until(tx, &throttles::address_key(knock.visit.address)).await? {
                    return Ok((slow, Err(until)));
                }
                let account = self.account(tx).await?;
                let waits = match account.as_ref().and_then(|account| account.device.as_ref()) {
                    Some(device) => throttles::take_on_device(tx, device).await?,
                    None => throttles::take(tx, &self.login_key()).await?,
                };
                if let Some(until) = waits {
                    return Ok((slow, Err(until)));
                }
                let attempt = match &account {
                    Some(account) => {
                        activation::take(tx, self.school, &account.user, &account.roles, knock.visit.address).await?
                    }
                    None => None,
                };
                // Asked about nobody as well, like the rest (A7).
                let id = account.as_ref().map_or_else(|| UserId(uuid::Uuid::nil()), |account| account.user.id);
                let temporary = reset::temporary(tx, self.school.reset, id).await?;
                Ok((slow, Ok(Taken { account, attempt, temporary })))
            })
            .await
    }

    /// The open account of this login, if it has a role.
    async fn account(&self, tx: &Tx) -> Result<Option<Account>> {
        let found = super::of_login(tx, &self.login).await?;
        // The same questions are asked about nobody, so that an unknown login takes as long as a known one (A7).
        let id = found.as_ref().map_or_else(|| UserId(uuid::Uuid::nil()), |user| user.id);
        let roles = sessions::roles(tx, id).await?;
        let device = match &self.knock.visit.device {
            Some(mark) => known_device(tx, id, mark).await?,
            None => None,
        };
        Ok(found.filter(|_| !roles.is_empty()).map(|user| Account { user, roles, device }))
    }

    async fn welcome(&self, account: Account, dearer: Option<String>) -> Result<Outcome> {
        self.cx
            .write(Act::SignIn, async |tx| {
                let user = tx.target::<user::Entity>(account.user.id).await?;
                if let Some(hash) = dearer {
                    tx.save(user::ActiveModel {
                        id: Unchanged(user.id),
                        password_hash: Set(Some(hash)),
                        ..Default::default()
                    })
                    .await?;
                }
                throttles::forgive(tx, &self.login_key()).await?;
                if let Some(step) = at_sign_in::after_password(tx, self.school, &user, &account.roles).await? {
                    if let Some(device) = &account.device {
                        throttles::forgive_browsers(tx, device::Column::Id.eq(device.id)).await?;
                    }
                    return Ok(Outcome::Further(step));
                }
                Ok(Outcome::In(enter(tx, &user, &account.roles, &self.knock.visit).await?))
            })
            .await
    }

    /// Leads to choosing a password, after a secret that does nothing else.
    async fn activate(&self, user: &user::Model, by: &str) -> Result<Outcome> {
        self.cx
            .write(Act::SignIn, async |tx| {
                let user = tx.target::<user::Entity>(user.id).await?;
                if by == FIRST {
                    activation::give_back(tx, &user).await?;
                }
                throttles::forgive(tx, &self.login_key()).await?;
                tx.audit_detail(by);
                Ok(Outcome::Activating { ticket: links::ticket(tx, user.id).await?, login: user.login })
            })
            .await
    }

    async fn refuse(&self, known: bool, activating: bool) -> Result<Outcome> {
        self.cx
            .write(Act::SignIn, async |tx| {
                throttles::failed_at_door(tx, self.school.id, self.knock.visit.address).await?;
                if activating {
                    activation::failed(tx, self.school.id, self.knock.visit.address).await?;
                }
                tx.audit_detail(audit::REFUSED);
                Ok(())
            })
            .await?;
        let sentence = match (self.school.sign_in_messages, known) {
            (SignInMessages::Uniform, _) => UNIFORM,
            (SignInMessages::Distinct, false) => UNKNOWN_LOGIN,
            (SignInMessages::Distinct, true) => WRONG_PASSWORD,
        };
        Ok(Outcome::Refused { problem: Problem::whole(Code::WrongCredentials, sentence), retry_at: None })
    }

    fn throttled(&self, until: DateTime<Utc>) -> Outcome {
        let sentence = throttles::sentence(until, self.cx.now());
        Outcome::Refused { problem: Problem::whole(Code::Throttled, sentence), retry_at: Some(until) }
    }

    fn login_key(&self) -> String {
        throttles::login_key(self.school.id, &self.login)
    }
}
