//! Creating an account by hand (R15–R18): the remedy when the official files cannot bring somebody.
//!
//! Whoever resembles somebody of the school is shown first: an import, a closed account or one more role is often the better way. The
//! new person gets one letter, with the login and a link of 72 hours.

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{establishment, user};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, QueryOrder as _};

use crate::access::{Act, manners};
use crate::changes::Topic;
use crate::cx::Cx;
use crate::error::{Code, Error, Problem, Problems, Result};
use crate::establishments::{self, names};
use crate::mail::{self, About};

use super::allowed::Account;
use super::merging::lookalikes;
use super::throttles::{self, Limit};
use super::{Newcomer, letters, links};

/// Longest name, in characters, as in the official files.
const LONGEST_NAME: usize = 100;

/// Youngest and oldest person who is given an account by hand, in years.
const AGES: std::ops::RangeInclusive<i32> = 16..=100;

/// Letters sent again to one account: nobody is buried under them.
const AGAIN: Limit = Limit { window: TimeDelta::hours(1), most: 3, most_a_day: Some(6) };

/// How a person is addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
pub enum Civility {
    /// Monsieur.
    Mr,
    /// Madame.
    Mrs,
}

impl Civility {
    /// The code that the official files give.
    fn code(self) -> &'static str {
        match self {
            Self::Mr => "1",
            Self::Mrs => "2",
        }
    }
}

/// An account to create, as typed.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Civility.
    pub civility: Civility,
    /// Family name.
    pub last_name: String,
    /// First name.
    pub first_name: String,
    /// Day of birth.
    pub birth_date: NaiveDate,
    /// Address for letters.
    pub email: String,
    /// First role.
    pub role: Role,
}

/// What came out of asking for an account.
#[derive(Debug)]
pub enum Asked {
    /// It was created.
    Created(Box<user::Model>),
    /// These resemble it, and nothing was created.
    Resembling(Vec<user::Model>),
}

/// Creates an account, unless somebody of the school has the same names and may be born the same day: such people are answered
/// instead, except `despite` them (R18).
pub async fn create_user(cx: &Cx, wish: Wish, despite: bool) -> Result<Asked> {
    cx.require(Act::CreateUser)?;
    ready(&establishments::own(cx).await?)?;
    letters::must_arrive(cx)?;
    let wish = wish.checked(cx)?;
    if !despite {
        let rows = cx.find::<user::Entity>().filter(may_be(&wish)).with(|q| q.order_by_asc(user::Column::Search));
        let resembling = wish.namesakes(rows.all().await?);
        if !resembling.is_empty() {
            return Ok(Asked::Resembling(resembling));
        }
    }
    cx.write(Act::CreateUser, async |tx| {
        // Somebody may have created it since, perhaps with the same click.
        let rows = if despite { Vec::new() } else { tx.find::<user::Entity>().filter(may_be(&wish)).all().await? };
        if !wish.namesakes(rows).is_empty() {
            let message = "Un compte au même nom vient d’être créé\u{a0}: cherchez-le dans la liste.";
            return Err(Problem::whole(Code::ConfirmationNeeded, message).into());
        }
        let user = super::create(tx, wish.newcomer(), None).await?;
        letters::tell(tx, &user, About::Welcome { told: false }).await?;
        tx.audit_detail(&user.login);
        tx.journal("a créé un compte", None);
        tx.changed(Topic::Accounts, user.id);
        Ok(Asked::Created(Box::new(user)))
    })
    .await
}

/// Sends the letter of an account created by hand again, to who never came in: its link replaces the former one (R15). Answers the
/// account, and the address with letters hidden.
pub async fn resend_welcome(cx: &Cx, id: UserId) -> Result<(user::Model, String)> {
    cx.require(Act::ResendWelcome)?;
    letters::must_arrive(cx)?;
    cx.write(Act::ResendWelcome, async |tx| {
        let Account { user, .. } = Account::target(tx, Act::ResendWelcome, id).await?;
        let key = format!("welcome:{id}");
        if let Some(until) = throttles::shut_until(tx, &key).await? {
            return Err(Problem::whole(Code::Throttled, throttles::sentence(until, tx.now())).into());
        }
        throttles::failed(tx, &key, AGAIN).await?;
        links::withdraw(tx, id).await?;
        letters::tell(tx, &user, About::Welcome { told: false }).await?;
        tx.audit_detail(&user.login);
        tx.changed(Topic::Accounts, user.id);
        let sent_to = user.email.as_deref().map(mail::masked).unwrap_or_default();
        Ok((user, sent_to))
    })
    .await
}

/// A letter says who writes it and where to answer (R16).
fn ready(school: &establishment::Model) -> Result<()> {
    let blank = |text: &str| text.trim().is_empty();
    let missing = match (blank(&school.name), school.email.as_deref().is_none_or(blank)) {
        (false, false) => return Ok(()),
        (true, false) => "le nom",
        (false, true) => "l’adresse électronique",
        (true, true) => "le nom et l’adresse électronique",
    };
    let message = format!(
        "Il manque {missing} de l’établissement\u{a0}: sans cela, aucun compte ne se crée à la main. L’administrateur le complète \
         dans les paramètres."
    );
    Err(Problem::whole(Code::NotReady, message).into())
}

/// Condition of those born the same day, or whose day of birth is unknown.
fn may_be(wish: &Wish) -> Expr {
    user::Column::BirthDate.eq(wish.birth_date).or(user::Column::BirthDate.is_null())
}

impl Wish {
    /// What was typed, put right, or everything that is wrong with it.
    fn checked(self, cx: &Cx) -> Result<Self> {
        let mut problems = Problems::new();
        let last_name = name(&mut problems, "lastName", &self.last_name, "Le nom manque.");
        let first_name = name(&mut problems, "firstName", &self.first_name, "Le prénom manque.");
        let email = self.email.trim().to_owned();
        if email.is_empty() {
            problems.add(Problem::new(Code::Blank, "email", "L’adresse électronique manque."));
        } else {
            let message = "Cette adresse électronique n’est pas valable\u{a0}: elle a la forme nom@domaine.fr.";
            problems.unless(mail::is_address(&email), Code::Invalid, "email", message);
        }
        let age = cx.today().year() - self.birth_date.year();
        let message = "Cette date de naissance n’est pas celle d’un membre du personnel.";
        problems.unless(AGES.contains(&age), Code::Invalid, "birthDate", message);
        let creates = manners(cx.actor().role().ok_or(Error::Unauthenticated)?).creates;
        let message = "Vous ne pouvez pas créer de compte pour ce rôle.";
        problems.unless(creates.contains(&self.role), Code::Invalid, "role", message);
        problems.finish()?;
        Ok(Self { last_name, first_name, email, ..self })
    }

    /// Those of these people who have the same names.
    fn namesakes(&self, people: Vec<user::Model>) -> Vec<user::Model> {
        let (last, first) = (names::folded(&self.last_name), names::folded(&self.first_name));
        people.into_iter().filter(|user| lookalikes::bears(user, &last, &first)).collect()
    }

    fn newcomer(&self) -> Newcomer {
        Newcomer {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            usage_name: None,
            civility: Some(self.civility.code().to_owned()),
            sex: None,
            email: Some(self.email.clone()),
            birth_date: Some(self.birth_date),
            source: AccountSource::Manual,
            role: self.role,
        }
    }
}

/// A name without stray spaces; what is no name is a problem.
fn name(problems: &mut Problems, path: &str, typed: &str, missing: &str) -> String {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        problems.add(Problem::new(Code::Blank, path, missing));
    } else if name.chars().count() > LONGEST_NAME {
        let message = format!("Ce nom est trop long\u{a0}: {LONGEST_NAME} caractères au plus.");
        problems.add(Problem::new(Code::TooLong, path, message));
    } else {
        let message = "Un nom s’écrit avec des lettres, des espaces, des tirets et des apostrophes.";
        problems.unless(names::is_name(&name), Code::Invalid, path, message);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Result<String> {
        let mut problems = Problems::new();
        let name = name(&mut problems, "lastName", typed, "Le nom manque.");
        problems.finish().map(|()| name)
    }

    #[test]
    fn names_are_written_as_people_write_them() {
        for (typed, kept) in [
            ("  D’Agostino ", "D’Agostino"),
            ("Le\u{a0}Goff", "Le Goff"),
            ("Jean-François", "Jean-François"),
            ("Ele\u{301}onore", "Ele\u{301}onore"),
            ("St. John\r\nSmith", "St. John Smith"),
            ("Nguyễn", "Nguyễn"),
        ] {
            assert_eq!(read(typed).ok().as_deref(), Some(kept), "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let long = "a".repeat(101);
        for (typed, code) in [
            ("", Code::Blank),
            (" \r\n\t", Code::Blank),
            (long.as_str(), Code::TooLong),
            ("<b>Jean</b>", Code::Invalid),
            ("Jean\u{7}", Code::Invalid),
            ("x\r\nBcc: y@z.fr", Code::Invalid),
            ("{{7*7}}", Code::Invalid),
            ("=HYPERLINK()", Code::Invalid),
            ("- -", Code::Invalid),
            ("Jean\u{202e}", Code::Invalid),
        ] {
            let codes: Vec<Code> =
                read(typed).err().iter().flat_map(Error::problems).map(|problem| problem.code).collect();
            assert_eq!(codes, [code], "{typed:?}");
        }
    }
}
