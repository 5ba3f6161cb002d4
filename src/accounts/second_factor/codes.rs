//! The codes: six digits that a telephone makes anew every thirty seconds (RFC 6238), and ten that stand in for it, once each.
//!
//! A try is counted before it is looked at and taken back when it was right, like one at a password (A1, A4); the counter is
//! the account's, so a restart or another browser forgives nothing. Who gets here gave the right password before.

use chrono::{DateTime, Utc};
use entity::id::UserId;
use entity::{recovery_code, second_factor};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, Set};
use totp_rs::{Builder, Totp};

use super::sealing;
use crate::accounts::{keyed_digest, throttles};
use crate::cx::{Tx, dice};
use crate::error::{Code, Error, Problem, Result};

/// Codes given at once for a lost telephone (A14).
const RECOVERY_CODES: usize = 10;

/// Digits of a telephone's code.
const DIGITS: usize = 6;

/// What a try at a code came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tried {
    /// It was right; it is not a second time.
    Right,
    /// It was not.
    Wrong,
    /// There were too many: none is looked at before this moment.
    Waits(DateTime<Utc>),
}

impl Tried {
    /// What the person reads when it was not right, and the moment of the next try when there is a wait.
    pub(super) fn refusal(self, now: DateTime<Utc>) -> Option<(Problem, Option<DateTime<Utc>>)> {
        match self {
            Self::Right => None,
            Self::Wrong => {
                let sentence = "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant et recopiez-le.";
                Some((Problem::new(Code::WrongCredentials, "code", sentence), None))
            }
            Self::Waits(until) => {
                let sentence = throttles::sentence(until, now);
                Some((Problem::new(Code::Throttled, "code", sentence), Some(until)))
            }
        }
    }
}

/// Tries a code of the telephone or, once that is set up, one that stands in for it.
pub(super) async fn attempt(tx: &Tx, factor: &second_factor::Model, typed: &str) -> Result<Tried> {
    let counter = throttles::code_key(factor.user_id);
    if let Some(until) = throttles::take(tx, &counter).await? {
        return Ok(Tried::Waits(until));
    }
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let is_of_telephone = typed.len() == DIGITS && typed.bytes().all(|byte| byte.is_ascii_digit());
    let right = if is_of_telephone {
        accept(tx, factor, &typed).await?
    } else {
        factor.confirmed_at.is_some() && spend(tx, factor.user_id, &typed).await?
    };
    if !right {
        return Ok(Tried::Wrong);
    }
    throttles::forgive(tx, &counter).await?;
    Ok(Tried::Right)
}

/// Makes ten codes in place of those that there are; they are told this once.
pub(super) async fn make_anew(tx: &Tx, user: UserId) -> Result<Vec<String>> {
    forget(tx, user).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| dice::recovery()).collect();
    let row = |code: &String| {
        Ok(recovery_code::ActiveModel {
            id: Set(tx.new_id()),
            establishment_id: Set(tx.establishment()?),
            user_id: Set(user),
            hash: Set(keyed_digest(tx.cx(), user, code)),
            used_at: Set(None),
            created_at: Set(tx.now()),
        })
    };
    tx.insert_many(codes.iter().map(row).collect::<Result<_>>()?).await?;
    let (half, rest) = (0..RECOVERY_CODES / 2, RECOVERY_CODES / 2..);
    Ok(codes.iter().map(|code| format!("{}-{}", &code[half.clone()], &code[rest.clone()])).collect())
}

/// Forgets the codes of an account.
pub(super) async fn forget(tx: &Tx, user: UserId) -> Result<()> {
    tx.delete_where::<recovery_code::Entity>(|d| d.filter(recovery_code::Column::UserId.eq(user))).await?;
    Ok(())
}

/// The clock of a telephone that has this key.
pub(super) fn clock(key: Vec<u8>, account: &str) -> Result<Totp> {
    // A name with a colon would be cut there by the telephone.
    let name = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_secret(key)
        .with_account_name(name(account))
        .with_issuer(Some(crate::PRODUCT))
        .build()
        .map_err(|error| Error::internal("reading the key of a telephone", error))
}

/// Whether it is the code of now, of the thirty seconds before or of those after; never one that was accepted, nor an older one.
async fn accept(tx: &Tx, factor: &second_factor::Model, code: &str) -> Result<bool> {
    let key = sealing::unseal(tx.cx(), factor.user_id, &factor.sealed_key)?;
    let now = u64::try_from(tx.now().timestamp()).unwrap_or_default();
    let step = clock(key, "")?.check(code, now).and_then(|step| i64::try_from(step).ok());
    let Some(step) = step.filter(|step| *step > factor.last_step) else { return Ok(false) };
    tx.save(second_factor::ActiveModel { id: Unchanged(factor.id), last_step: Set(step), ..Default::default() })
        .await?;
    Ok(true)
}

/// Uses a code of recovery: false when there is none such, or it was used.
async fn spend(tx: &Tx, user: UserId, code: &str) -> Result<bool> {
    let now = tx.now();
    let unused = recovery_code::Column::UserId
        .eq(user)
        .and(recovery_code::Column::Hash.eq(keyed_digest(tx.cx(), user, code)))
        .and(recovery_code::Column::UsedAt.is_null());
    let spent = tx
        .update_where::<recovery_code::Entity>(|u| {
            u.col_expr(recovery_code::Column::UsedAt, Expr::value(now)).filter(unused)
        })
        .await?;
    Ok(spent == 1)
}
