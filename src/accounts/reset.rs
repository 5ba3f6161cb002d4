//! A forgotten password: staff with an address come back in by mail (R13; security A6, A7, A13).
//!
//! Asking says nothing of who has an account: the request only writes the login down, and the account is looked for by a job.
//! A school whose sign-in tells what is wrong also tells where the letter goes, with letters hidden (decision 18). Learners
//! without an address are let in again by the school (R14).

use std::net::IpAddr;

use chrono::TimeDelta;
use entity::establishment::{ResetMode, SignInMessages};
use entity::id::UserId;
use entity::secret::{self, SecretKind};
use entity::user::{self, AccountSource};
use sea_orm::ColumnTrait as _;
use sea_orm::sea_query::ExprTrait as _;

use crate::access::{Act, Task};
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Problems, Result};
use crate::establishments;
use crate::jobs::Job;
use crate::mail::{self, About};

use super::throttles::{self, Limit};
use super::{letters, sessions};

/// Between two letters to one account (security F12).
const BETWEEN: TimeDelta = TimeDelta::minutes(10);

/// Asks for a letter; answers where it goes, with letters hidden, when the school lets that be told.
pub async fn ask(cx: &Cx, uai: &str, login: String, address: Option<IpAddr>) -> Result<Option<String>> {
    cx.require(Act::AskReset)?;
    let mut problems = Problems::new();
    problems.unless(!login.trim().is_empty(), Code::Blank, "login", "Il manque l’identifiant.");
    problems.unless(login.chars().count() <= 100, Code::TooLong, "login", "Cet identifiant est trop long.");
    problems.finish()?;
    let Some(school) = establishments::by_uai(cx, uai).await? else { return Ok(None) };
    cx.acting_as(Task::SignIn, Some(school.id))
        .write(Act::AskReset, async |tx| {
            let key = throttles::reset_key(address);
            if let Some(until) = throttles::shut_until(tx, &key).await? {
                return Err(Problem::whole(Code::Throttled, throttles::sentence(until, tx.now())).into());
            }
            let config = cx.config();
            let limit = Limit {
                window: TimeDelta::minutes(10),
                most: config.resets_per_address,
                most_a_day: Some(config.resets_per_address_a_day),
            };
            throttles::failed(tx, &key, limit).await?;
            let told = match school.sign_in_messages {
                SignInMessages::Uniform => None,
                SignInMessages::Distinct => reachable(tx, &login).await?.map(|(_, email)| mail::masked(&email)),
            };
            tx.later(Job::AnswerReset { establishment: school.id, login: login.clone() }).await?;
            Ok(told)
        })
        .await
}

/// Sends the letter that was asked for, to who can get one and did not just get one.
pub async fn answer(cx: &Cx, login: &str) -> Result<()> {
    cx.acting_as(Task::SignIn, None)
        .write(Act::AskReset, async |tx| {
            let Some((user, email)) = reachable(tx, login).await? else { return Ok(()) };
            let hour = Limit { window: TimeDelta::hours(1), most: cx.config().resets_per_account, most_a_day: None };
            for (key, limit) in [
                (format!("reset-soon:{}", user.id), Limit { window: BETWEEN, most: 1, most_a_day: None }),
                (format!("reset-often:{}", user.id), hour),
            ] {
                if throttles::shut_until(tx, &key).await?.is_some() {
                    return Ok(());
                }
                throttles::failed(tx, &key, limit).await?;
            }
            tx.audit_detail(&user.login);
            letters::post(tx, &user, &email, About::Reset).await
        })
        .await
}

/// The account that a letter lets back in, and its address: open, with a role, and its person was once told how to come in.
/// One that the files brought and nobody opened yet is opened by its first sign-in alone (security 4.1).
async fn reachable(tx: &Tx, login: &str) -> Result<Option<(user::Model, String)>> {
    let Some(user) = super::of_login(tx, login).await? else { return Ok(None) };
    let by_hand = matches!(user.source, AccountSource::CommandLine | AccountSource::Manual);
    let known = user.activated_at.is_some() || by_hand;
    if !known || sessions::roles(tx, user.id).await?.is_empty() {
        return Ok(None);
    }
    Ok(user.email.clone().map(|email| (user, email)))
}

/// A temporary password that waits to be typed.
#[derive(Debug)]
pub(super) struct Temporary {
    hash: String,
}

impl Temporary {
    /// Whether it is what was typed; spaces pasted around it are ignored (security 4.3).
    pub(super) fn opens(&self, typed: &str) -> bool {
        sessions::digest(typed.trim()) == self.hash
    }
}

/// The temporary password of an account, where the school sends such; the newest is the only one.
pub(super) async fn temporary(tx: &Tx, mode: ResetMode, user: UserId) -> Result<Option<Temporary>> {
    if mode == ResetMode::Link {
        return Ok(None);
    }
    let open = secret::Column::UserId
        .eq(user)
        .and(secret::Column::Kind.eq(SecretKind::TemporaryPassword))
        .and(secret::Column::UsedAt.is_null())
        .and(secret::Column::ExpiresAt.gt(tx.now()));
    let found = tx.school::<secret::Entity>().filter(open).one().await?;
    Ok(found.map(|secret| Temporary { hash: secret.hash }))
}
