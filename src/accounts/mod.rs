//! People and how they come in: accounts, roles, first sign-in, passwords, sessions.
//!
//! Holds R1–R27: a login made from the names, a first sign-in proved once, a password chosen by the person, a
//! way back in for who forgot it, as little told to strangers as the school wishes, one role at a time, and for teachers
//! one diploma at a time. The limits are those
//! of security 3.1.

pub mod access_log;
pub mod activation;
pub mod allowed;
pub mod assignments;
pub mod closing;
pub mod creation;
pub mod diplomas;
mod entering;
pub mod export;
pub mod first_people;
pub mod graphql;
pub mod letters;
pub mod links;
pub mod logins;
pub mod merging;
pub mod own;
pub mod palette;
pub mod passwords;
pub mod reset;
pub mod roles;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod slips;
pub mod standing;
mod throttles;
pub mod users;
pub mod windows;

use chrono::{DateTime, NaiveDate, Utc};
use deunicode::deunicode;
use entity::id::{EstablishmentId, RoleGrantId, UserId};
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{role_grant, user};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, Set};
use sha2::Sha256;

use crate::access::manners;
use crate::cx::{Cx, Taken as _, Tx};
use crate::error::{Code, Problem, Result};
use crate::establishments::names;

use passwords::{Owner, Weakness};

/// Most words worth searching for at once.
const MOST_WORDS: usize = 12;

/// Somebody who gets an account.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// First name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Name of usage, when there is another one.
    pub usage_name: Option<String>,
    /// « M. », « Mme ».
    pub civility: Option<String>,
    /// Sex, as the files give it.
    pub sex: Option<String>,
    /// Address for letters.
    pub email: Option<String>,
    /// Day of birth, when known.
    pub birth_date: Option<NaiveDate>,
    /// Where the person comes from.
    pub source: AccountSource,
    /// First role.
    pub role: Role,
}

impl Newcomer {
    /// The name shown and used for the login: that of usage, else the family name.
    pub fn shown_name(&self) -> &str {
        names::shown(self.usage_name.as_deref(), &self.last_name)
    }

    /// The rows of an account with this login, open for a first sign-in until `open_until`; an import inserts many at once.
    pub fn rows(
        self,
        ids: (UserId, RoleGrantId),
        establishment: EstablishmentId,
        login: String,
        open_until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> (user::ActiveModel, role_grant::ActiveModel) {
        let grant = role_grant::ActiveModel {
            id: Set(ids.1),
            establishment_id: Set(establishment),
            user_id: Set(ids.0),
            role: Set(self.role),
            revoked_at: Set(None),
        };
        let account = user::ActiveModel {
            id: Set(ids.0),
            establishment_id: Set(establishment),
            search: Set(search_text(&self.first_name, &self.last_name, self.usage_name.as_deref(), &login)),
            login: Set(login),
            last_name: Set(self.last_name),
            first_name: Set(self.first_name),
            usage_name: Set(self.usage_name),
            civility: Set(self.civility),
            sex: Set(self.sex),
            email: Set(self.email),
            pending_email: Set(None),
            birth_date: Set(self.birth_date),
            password_hash: Set(None),
            activated_at: Set(None),
            activation_open_until: Set(open_until),
            activation_tries: Set(0),
            activation_code_hash: Set(None),
            source: Set(self.source),
            deactivated_at: Set(None),
            deactivated_reason: Set(None),
            merged_into: Set(None),
            version: Set(1),
            created_at: Set(now),
        };
        (account, grant)
    }
}

/// Creates one account: with the given login (the administrator's is the UAI, R5), else with the next free one (R3, R4).
pub async fn create(tx: &Tx, newcomer: Newcomer, login: Option<String>) -> Result<user::Model> {
    let login = match login {
        Some(login) => login,
        None => all_logins(tx).await?.claim(&newcomer.first_name, newcomer.shown_name()),
    };
    let (account, grant) = newcomer.rows((tx.new_id(), tx.new_id()), tx.establishment()?, login, None, tx.now());
    let account = tx.insert(account).await.or_taken("login", "Cet identifiant est déjà pris.")?;
    tx.insert(grant).await?;
    tx.made(account.id);
    Ok(account)
}

/// The logins of the establishment, to give new ones from.
pub async fn all_logins(tx: &Tx) -> Result<logins::Logins> {
    #[derive(sea_orm::FromQueryResult)]
    struct Login {
        login: String,
    }
    let rows =
        tx.school::<user::Entity>().tuples::<Login>(|q| sea_orm::QuerySelect::column(q, user::Column::Login)).await?;
    Ok(logins::Logins::taken(rows.into_iter().map(|row| row.login)))
}

/// What the search looks in, and what lists are sorted by: the name shown, the first name, the family name when it is another
/// one, the login; lower case, no accents.
pub fn search_text(first_name: &str, last_name: &str, usage_name: Option<&str>, login: &str) -> String {
    let shown = names::shown(usage_name, last_name);
    let other = if shown == last_name { "" } else { last_name };
    searched(&[shown, first_name, other, login].join(" "))
}

/// Text as the search reads it.
pub fn searched(text: &str) -> String {
    deunicode(text).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words typed, as the search reads them, without what means something to the database; none when there are more than names have.
pub fn words(text: &str) -> Vec<String> {
    let bare = |word: &str| word.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '\'')).collect();
    let words: Vec<String> = searched(text).split(' ').map(bare).filter(|word: &String| !word.is_empty()).collect();
    if words.len() > MOST_WORDS { Vec::new() } else { words }
}

/// Accounts with these ids that the actor sees.
pub async fn users(cx: &Cx, ids: &[UserId]) -> Result<Vec<user::Model>> {
    cx.find::<user::Entity>().among(user::Column::Id, ids).all().await
}

/// Among these accounts, those whose exact login the actor may hand over (R4).
pub async fn readable_logins(cx: &Cx, ids: &[UserId]) -> Result<Vec<user::Model>> {
    cx.find_for::<user::Entity>(crate::access::Act::ReadLogin).among(user::Column::Id, ids).all().await
}

/// Roles that the actor sees these accounts hold.
pub async fn roles_of(cx: &Cx, ids: &[UserId]) -> Result<Vec<role_grant::Model>> {
    cx.find::<role_grant::Entity>()
        .among(role_grant::Column::UserId, ids)
        .filter(role_grant::Column::RevokedAt.is_null())
        .all()
        .await
}

/// The open account of a login, however it was typed.
async fn of_login(tx: &Tx, login: &str) -> Result<Option<user::Model>> {
    // The administrator's login is the establishment's code, kept in capitals (R5).
    let login = logins::read(login);
    let spellings = [login.clone(), login.to_uppercase()];
    let open = user::Column::Login.is_in(spellings).and(user::Column::DeactivatedAt.is_null());
    tx.school::<user::Entity>().filter(open).one().await
}

/// Digest of a code that people type: it is short, so it is keyed with the secret outside the database; hyphens and case do not
/// count.
fn keyed_digest(cx: &Cx, user: UserId, code: &str) -> String {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let mut mac =
        Hmac::<Sha256>::new_from_slice(cx.app().keys.pepper()).unwrap_or_else(|_| unreachable!("any length is a key"));
    mac.update(user.0.as_bytes());
    mac.update(code.as_bytes());
    throttles::hex(&mac.finalize().into_bytes())
}

/// Refuses a password that is too short or too easy to guess for its owner (R9).
fn judge(password: &str, user: &user::Model, uai: &str, fewest: usize, path: &str) -> Result<()> {
    let names = [Some(&user.first_name), Some(&user.last_name), user.usage_name.as_ref()];
    let owner = Owner {
        login: user.login.clone(),
        names: names.into_iter().flatten().cloned().collect(),
        uai: uai.to_owned(),
        birth_date: user.birth_date,
        fewest,
    };
    let Some(weakness) = passwords::weakness(password, &owner) else { return Ok(()) };
    let code = match weakness {
        Weakness::TooShort { .. } => Code::TooShort,
        Weakness::TooLong => Code::TooLong,
        Weakness::Known | Weakness::Guessable => Code::WeakPassword,
    };
    Err(Problem::new(code, path, weakness.sentence()).into())
}

/// Fewest characters of the password of an account: the strictest of its roles (R9).
pub async fn fewest_characters(cx: &Cx, user: UserId) -> Result<usize> {
    let roles = roles_of(cx, &[user]).await?;
    Ok(roles.iter().map(|grant| manners(grant.role).fewest_characters).max().unwrap_or(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_typed_without_what_means_something_to_the_database() {
        assert_eq!(words("  Éloïse  CRÉPIN-Noël "), ["eloise", "crepin-noel"]);
        assert_eq!(words("100%_ \\"), ["100"]);
        assert_eq!(words("%"), Vec::<String>::new());
        assert_eq!(words(&"a ".repeat(13)), Vec::<String>::new());
    }

    #[test]
    fn people_are_sorted_by_the_name_that_is_shown() {
        assert_eq!(search_text("Inès", "Garnier", None, "ines.garnier"), "garnier ines ines.garnier");
        assert_eq!(search_text("Éva", "Le Goff", Some("Ötz"), "eva.otz"), "otz eva le goff eva.otz");
    }
}
