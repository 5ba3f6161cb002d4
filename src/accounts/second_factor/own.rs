//! Setting it up in one's personal space, and what is done with it there: each asks for the password again (A13, A14).

use entity::user;

use super::codes;
use super::{SetUp, of, prepare, set_up, take_away};
use crate::access::{Act, Task};
use crate::accounts::{letters, own, throttles};
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Problems, Result};
use crate::mail::About;

/// Makes a key for the telephone, after the password; it waits a quarter of an hour for its first code.
pub async fn begin(cx: &Cx, current: String) -> Result<SetUp> {
    cx.require(Act::BeginSecondFactor)?;
    let mut problems = Problems::new();
    problems.unless(!current.is_empty(), Code::Blank, "currentPassword", "Il manque votre mot de passe actuel.");
    problems.finish()?;
    let here = cx.acting_as(Task::SignIn, None);
    let user = here.find::<user::Entity>().get(cx.user()?).await?;
    let _turn = own::prove(cx, &user, current).await?;
    here.again()
        .write(Act::BeginSecondFactor, async |tx| {
            let user = tx.target::<user::Entity>(user.id).await?;
            throttles::forgive(tx, &throttles::again_key(user.id)).await?;
            prepare(tx, &user).await
        })
        .await
}

/// Sets it up with a first code; answers the codes for a lost telephone, told this once.
pub async fn confirm(cx: &Cx, code: String) -> Result<Vec<String>> {
    cx.require(Act::ConfirmSecondFactor)?;
    not_blank(&code)?;
    let id = cx.user()?;
    let here = cx.acting_as(Task::SignIn, None);
    let done = here
        .write(Act::ConfirmSecondFactor, async |tx| {
            let user = tx.target::<user::Entity>(id).await?;
            set_up(tx, &user, &code).await
        })
        .await?;
    done.map_err(|tried| refused(cx, tried))
}

/// Makes the codes for a lost telephone anew: those written down before open nothing any more.
pub async fn renew_recovery_codes(cx: &Cx, current: String, code: String) -> Result<Vec<String>> {
    proved(cx, Act::RenewRecoveryCodes, current, code, async |tx, user| codes::make_anew(tx, user.id).await).await
}

/// Goes back to the password alone. Where the school wants it, the next sign-in asks to set it up again.
pub async fn remove(cx: &Cx, current: String, code: String) -> Result<()> {
    proved(cx, Act::RemoveSecondFactor, current, code, async |tx, user| {
        take_away(tx, user.id).await?;
        letters::tell(tx, user, About::SecondFactorOff { at: tx.now() }).await
    })
    .await
}

/// Does something that asks for both the password and a code.
async fn proved<T>(
    cx: &Cx,
    act: Act,
    current: String,
    code: String,
    work: impl AsyncFn(&Tx, &user::Model) -> Result<T> + Clone,
) -> Result<T> {
    cx.require(act)?;
    let mut problems = Problems::new();
    problems.unless(!current.is_empty(), Code::Blank, "currentPassword", "Il manque votre mot de passe actuel.");
    problems.unless(!code.trim().is_empty(), Code::Blank, "code", "Il manque le code.");
    problems.finish()?;
    let here = cx.acting_as(Task::SignIn, None);
    let user = here.find::<user::Entity>().get(cx.user()?).await?;
    let _turn = own::prove(cx, &user, current).await?;
    let here = here.again();
    let done = here
        .write(act, async |tx| {
            let user = tx.target::<user::Entity>(user.id).await?;
            throttles::forgive(tx, &throttles::again_key(user.id)).await?;
            let Some(factor) = of(tx, user.id).await?.filter(|factor| factor.confirmed_at.is_some()) else {
                let sentence = "La connexion en deux étapes n’est pas en place.";
                return Err(Problem::whole(Code::Closed, sentence).into());
            };
            match codes::attempt(tx, &factor, &code).await? {
                codes::Tried::Right => Ok(Ok(work(tx, &user).await?)),
                refused => Ok(Err(refused)),
            }
        })
        .await?;
    done.map_err(|tried| refused(cx, tried))
}

/// Refuses an empty code before it is counted as a try.
pub(super) fn not_blank(code: &str) -> Result<()> {
    let mut problems = Problems::new();
    problems.unless(!code.trim().is_empty(), Code::Blank, "code", "Il manque le code.");
    problems.finish()
}

fn refused(cx: &Cx, tried: codes::Tried) -> Error {
    match tried.refusal(cx.now()) {
        Some((problem, _)) => problem.into(),
        None => Error::internal("refusing a right code", ()),
    }
}
