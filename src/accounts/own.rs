//! Looking after one's own account: password, address, open sessions (R19; security A13).
//!
//! The password is asked again before what would let a thief of the session stay, and tries at it are counted like at the
//! door. Both addresses are told of a change, and the new one counts only once the link sent to it was followed.

use chrono::TimeDelta;
use entity::id::SessionId;
use entity::secret::SecretKind;
use entity::{establishment, session, user};
use sea_orm::{ActiveValue::Unchanged, Set};

use crate::access::{Act, Task};
use crate::cx::Cx;
use crate::error::{Code, Error, Problem, Problems, Result};
use crate::mail::{self, About};

use super::passwords::{Turn, Verdict};
use super::sessions::{self, Opened};
use super::throttles::{self, Limit};
use super::{letters, links};

/// Letters to addresses that one account may ask for: nobody is buried under them.
const ADDRESSES: Limit = Limit { window: TimeDelta::hours(1), most: 3, most_a_day: Some(6) };

/// Changes the password: the other sessions end, this one goes on with another token (A11).
pub async fn change_password(cx: &Cx, current: String, new: String) -> Result<Opened> {
    cx.require(Act::ChangePassword)?;
    let here = cx.acting_as(Task::SignIn, None);
    let mut problems = Problems::new();
    problems.unless(!current.is_empty(), Code::Blank, "currentPassword", "Il manque votre mot de passe actuel.");
    problems.unless(!new.is_empty(), Code::Blank, "newPassword", "Il manque le nouveau mot de passe.");
    problems.finish()?;
    let user = here.find::<user::Entity>().get(cx.user()?).await?;
    let school = here.find::<establishment::Entity>().get(cx.establishment()?).await?;
    super::judge(&new, &user, &school.uai, super::fewest_characters(&here, user.id).await?, "newPassword")?;
    let session = sessions::current(cx).await?;
    let turn = prove(cx, &user, current).await?;
    let (_turn, hash) = cx.app().passwords.hash(turn, new).await?;
    let opened = here
        .again()
        .write(Act::ChangePassword, async |tx| {
            let user = tx.target::<user::Entity>(user.id).await?;
            tx.save(user::ActiveModel {
                id: Unchanged(user.id),
                password_hash: Set(Some(hash)),
                version: Set(user.version + 1),
                ..Default::default()
            })
            .await?;
            throttles::forgive(tx, &throttles::again_key(user.id)).await?;
            links::withdraw(tx, user.id).await?;
            sessions::end_others(tx, user.id, session.id).await?;
            letters::tell(tx, &user, About::PasswordChanged { at: tx.now() }).await?;
            sessions::renew(tx, session.id).await
        })
        .await?;
    sessions::tell_ended(cx);
    Ok(opened)
}

/// Asks for another address: a link goes to it, and the one that holds is told.
pub async fn change_mail(cx: &Cx, current: String, email: String) -> Result<()> {
    cx.require(Act::ChangeMail)?;
    let here = cx.acting_as(Task::SignIn, None);
    let email = email.trim().to_owned();
    let user = here.find::<user::Entity>().get(cx.user()?).await?;
    let mut problems = Problems::new();
    problems.unless(!current.is_empty(), Code::Blank, "currentPassword", "Il manque votre mot de passe actuel.");
    if email.is_empty() {
        problems.add(Problem::new(Code::Blank, "email", "Il manque l’adresse électronique."));
    } else {
        let sentence = "Cette adresse électronique est illisible\u{a0}: elle a la forme nom@exemple.fr.";
        problems.unless(mail::is_address(&email), Code::Invalid, "email", sentence);
        let same = user.email.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(&email));
        problems.unless(!same, Code::Taken, "email", "C’est déjà votre adresse.");
    }
    problems.finish()?;
    letters::must_arrive(cx)?;
    let _turn = prove(cx, &user, current).await?;
    here.again()
        .write(Act::ChangeMail, async |tx| {
            let user = tx.target::<user::Entity>(user.id).await?;
            let key = format!("addresses:{}", user.id);
            if let Some(until) = throttles::shut_until(tx, &key).await? {
                return Err(Problem::new(Code::Throttled, "email", throttles::sentence(until, tx.now())).into());
            }
            throttles::failed(tx, &key, ADDRESSES).await?;
            throttles::forgive(tx, &throttles::again_key(user.id)).await?;
            tx.save(user::ActiveModel {
                id: Unchanged(user.id),
                pending_email: Set(Some(email.clone())),
                ..Default::default()
            })
            .await?;
            letters::tell(tx, &user, About::AddressAsked { masked: mail::masked(&email) }).await?;
            letters::post(tx, &user, &email, About::ConfirmAddress).await
        })
        .await
}

/// Confirms an address with the link sent to it: from now on letters go there, and the former one is told.
pub async fn confirm_mail(cx: &Cx, secret: &str) -> Result<(establishment::Model, String)> {
    let expired = || links::expired("secret");
    let found = links::good(cx, secret, &[SecretKind::AddressLink]).await?.ok_or_else(expired)?;
    cx.acting_as(Task::SignIn, Some(found.establishment_id))
        .write(Act::ConfirmMail, async |tx| {
            let user = tx.target::<user::Entity>(found.user_id).await?;
            let (Some(email), None) = (user.pending_email.clone(), user.deactivated_at) else {
                return Err(expired().into());
            };
            if !links::spend(tx, secret).await? {
                return Err(expired().into());
            }
            letters::tell(tx, &user, About::AddressChanged { masked: mail::masked(&email) }).await?;
            tx.save(user::ActiveModel {
                id: Unchanged(user.id),
                email: Set(Some(email.clone())),
                pending_email: Set(None),
                version: Set(user.version + 1),
                ..Default::default()
            })
            .await?;
            Ok((tx.school::<establishment::Entity>().get(found.establishment_id).await?, email))
        })
        .await
}

/// Ends sessions of one's own: those named, or all but this one.
pub async fn revoke_sessions(cx: &Cx, ids: Option<Vec<SessionId>>) -> Result<()> {
    let (user, current) = (cx.user()?, sessions::current(cx).await?.id);
    cx.require(Act::RevokeSessions)?;
    if ids.as_ref().is_some_and(|ids| ids.contains(&current)) {
        let sentence = "Pour quitter cet appareil, déconnectez-vous.";
        return Err(Problem::new(Code::Invalid, "ids", sentence).into());
    }
    cx.write(Act::RevokeSessions, async |tx| match &ids {
        Some(ids) if tx.targets::<session::Entity>(ids).await?.len() < ids.len() => Err(Error::NotFound),
        Some(ids) => sessions::end(tx, ids).await,
        None => sessions::end_others(tx, user, current).await,
    })
    .await?;
    sessions::tell_ended(cx);
    Ok(())
}

/// The password, asked again. A turn at hashing comes back with the right one.
pub(super) async fn prove(cx: &Cx, user: &user::Model, current: String) -> Result<Turn> {
    let turn = cx.app().passwords.turn().await?;
    let waits = cx
        .acting_as(Task::SignIn, None)
        .write(Act::CountTry, async |tx| throttles::take(tx, &throttles::again_key(user.id)).await)
        .await?;
    if let Some(until) = waits {
        let sentence = throttles::sentence(until, cx.now());
        return Err(Problem::new(Code::Throttled, "currentPassword", sentence).into());
    }
    match cx.app().passwords.compare(turn, current, user.password_hash.clone()).await? {
        (turn, Verdict::Right | Verdict::RightButCheap) => Ok(turn),
        (_, Verdict::Wrong) => {
            let sentence = "Ce n’est pas votre mot de passe actuel.";
            Err(Problem::new(Code::WrongCredentials, "currentPassword", sentence).into())
        }
    }
}
