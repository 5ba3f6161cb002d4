//! The letters about an account: put in the outbox with what causes them, written when they leave (security 8.3).
//!
//! A secret is made at the moment of sending and kept as a digest, so the outbox holds none; a letter that could not leave
//! and is sent again brings a new one, and the former is worth nothing.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use entity::establishment::{self, ResetMode};
use entity::id::{JobId, TicketId, UserId};
use entity::user;

use crate::access::Act;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Result};
use crate::establishments::names;
use crate::jobs::Job;
use crate::mail::letters::{self, Reader};
use crate::mail::{About, page::Letter};

use super::links::{self, LINK_KEPT};

/// How long a way back in is good for (R13, security A13).
const RESET_KEPT: TimeDelta = TimeDelta::minutes(30);

/// Refuses what needs a letter to arrive, where letters reach nobody.
pub(super) fn must_arrive(cx: &Cx) -> Result<()> {
    if cx.app().mailer.reaches_people() {
        return Ok(());
    }
    let message = "Aucun serveur de courrier n’est configuré\u{a0}: la lettre n’arriverait pas. La personne qui tient le serveur d’Établi \
                   peut y remédier.";
    Err(Problem::whole(Code::NotReady, message).into())
}

/// Puts a letter in the outbox, to an address of the account: it leaves after the commit.
pub async fn post(tx: &Tx, user: &user::Model, to: &str, about: About) -> Result<()> {
    let job = Job::Send { establishment: tx.establishment()?, user: user.id, to: to.to_owned(), about };
    tx.later(job).await
}

/// Puts the same letter in the outbox for each of these accounts whose address is known.
pub(super) async fn tell_all(tx: &Tx, users: &[user::Model], about: &About) -> Result<()> {
    let establishment = tx.establishment()?;
    let letter = |user: &user::Model| {
        let to = user.email.clone()?;
        Some(Job::Send { establishment, user: user.id, to, about: about.clone() })
    };
    tx.later_all(&users.iter().filter_map(letter).collect::<Vec<_>>()).await
}

/// Tells the owner of an account something, where an address is known.
pub async fn tell(tx: &Tx, user: &user::Model, about: About) -> Result<()> {
    match &user.email {
        Some(email) => post(tx, user, email, about).await,
        None => Ok(()),
    }
}

/// Writes a letter of the outbox and sends it. `number` is the same each time it is tried.
pub async fn send(cx: &Cx, number: JobId, user: UserId, to: &str, about: &About) -> Result<()> {
    let Some(user) = cx.find::<user::Entity>().by_key(user).one().await? else { return Ok(()) };
    // Nobody gets into a closed account; what happened to it is told all the same.
    let opens =
        matches!(about, About::Reset | About::Welcome { .. } | About::Founded | About::Opened | About::ConfirmAddress);
    if opens && user.deactivated_at.is_some() {
        return Ok(());
    }
    let school = cx.find::<establishment::Entity>().get(cx.establishment()?).await?;
    let letter = written(cx, &school, &user, about).await?;
    cx.app().mailer.send(&letter, &names::display_name(&user), to, number).await
}

async fn written(cx: &Cx, school: &establishment::Model, user: &user::Model, about: &About) -> Result<Letter> {
    let home = format!("{}/{}", cx.config().public_url, school.uai);
    let reader = Reader {
        name: names::display_name(user),
        login: user.login.clone(),
        school: school.name.clone(),
        home: home.clone(),
    };
    let chooses = |secret: String| format!("{home}/activation/{secret}");
    Ok(match about {
        About::Reset if school.reset == ResetMode::TemporaryPassword => {
            let password = cx.write(Act::RunJob, async |tx| links::temporary(tx, user.id, RESET_KEPT).await).await?;
            letters::temporary_password(&reader, &password)
        }
        About::Reset => letters::reset_link(&reader, &chooses(link(cx, user.id, RESET_KEPT).await?)),
        About::Welcome { told: false } => letters::welcome(&reader, &chooses(link(cx, user.id, LINK_KEPT).await?)),
        About::Welcome { told: true } => letters::welcome(&reader, &chooses(second_link(cx, user.id).await?)),
        About::Founded => letters::founded(&reader, &chooses(second_link(cx, user.id).await?)),
        About::Opened => letters::opened(&reader, &chooses(link(cx, user.id, LINK_KEPT).await?)),
        About::PasswordChanged { at } => letters::password_changed(&reader, &moment(*at, cx.zone())),
        About::ConfirmAddress => {
            let secret = cx.write(Act::RunJob, async |tx| links::of_address(tx, user.id).await).await?;
            letters::confirm_address(&reader, &format!("{home}/adresse/{secret}"))
        }
        About::AddressAsked { masked } => letters::address_asked(&reader, masked),
        About::AddressChanged { masked } => letters::address_changed(&reader, masked),
        About::Merged => letters::merged(&reader),
        About::TicketReceived { ticket } => letters::ticket_received(&reader, &ticket_page(cx, *ticket)),
        About::TicketAnswered { ticket } => letters::ticket_answered(&reader, &ticket_page(cx, *ticket)),
        About::NewBrowser { at, browser, from } => {
            letters::new_browser(&reader, &moment(*at, cx.zone()), browser.as_deref(), from.as_deref())
        }
        About::SecondFactorOn { at } => letters::second_factor_on(&reader, &moment(*at, cx.zone())),
        About::SecondFactorOff { at } => letters::second_factor_off(&reader, &moment(*at, cx.zone())),
        About::SecondFactorReset { at, reason, by_host } => {
            letters::second_factor_reset(&reader, &moment(*at, cx.zone()), reason, *by_host)
        }
    })
}

/// Address of the page of a ticket.
fn ticket_page(cx: &Cx, ticket: TicketId) -> String {
    format!("{}/aide/demandes/{ticket}", cx.config().public_url)
}

async fn link(cx: &Cx, user: UserId, kept: TimeDelta) -> Result<String> {
    cx.write(Act::RunJob, async |tx| links::issue(tx, user, kept).await).await
}

/// A link beside the one that the command line told: whichever is followed first, the other no longer works.
async fn second_link(cx: &Cx, user: UserId) -> Result<String> {
    cx.write(Act::RunJob, async |tx| links::second(tx, user).await).await
}

/// « le 16/11/2026 à 09:05 », in the school's own time.
fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("le %d/%m/%Y à %H:%M").to_string()
}
