//! The people nobody imports: the administrator made with the establishment, then the DDFTP, the head, an inspector
//! (decision 17). Each gets a single-use link, told once; where letters arrive, another one by mail.
//!
//! The administrator's login is the national code, and there is one (R5). Somebody who has an account already is given one
//! more role on it (R27).

use chrono::NaiveDate;
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{establishment, user};
use sea_orm::ColumnTrait as _;
use sea_orm::sea_query::ExprTrait as _;

use crate::access::{Act, Task, is_handed_out};
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Problems, Result};
use crate::establishments::{self, Founding};
use crate::frameworks;
use crate::mail::About;

use super::links::{self, LINK_KEPT};
use super::{Newcomer, letters, roles, search_text};

/// An account and what it was given.
#[derive(Debug)]
pub struct Welcome {
    /// The school.
    pub school: establishment::Model,
    /// The account.
    pub user: user::Model,
    /// Where a password is chosen, once; none when the account has one already.
    pub link: Option<String>,
}

/// Who is given a role at the command line.
#[derive(Debug, Clone)]
pub struct Person {
    /// First name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Address for letters.
    pub email: String,
    /// What for.
    pub role: Role,
}

/// Makes an establishment with its administrator: all of it, or nothing. Subscribes it to the carried frameworks until `until`.
pub async fn create_establishment(cx: &Cx, founding: Founding, until: Option<NaiveDate>) -> Result<Welcome> {
    let frameworks: Vec<_> = frameworks::all(cx).await?.into_iter().filter(|f| f.carried).map(|f| f.id).collect();
    let email = founding.email.clone();
    let here = cx.acting_as(Task::CommandLine, Some(cx.new_id()));
    here.write(Act::CreateEstablishment, async |tx| {
        let school = establishments::found(tx, founding, &frameworks, until).await?;
        let administrator = newcomer("", "Administrateur", email, Role::Admin);
        let user = super::create(tx, administrator, Some(school.uai.clone())).await?;
        tx.audit_detail(&school.uai);
        let link = Some(link(tx, &school, &user).await?);
        Ok(Welcome { school, user, link })
    })
    .await
}

/// Gives a person of an establishment a role: on the account that bears the same names and address, else on a new one.
pub async fn create_user(cx: &Cx, uai: &str, person: Person) -> Result<Welcome> {
    let school = known(cx, uai).await?;
    let mut problems = Problems::new();
    problems.unless(!person.first_name.trim().is_empty(), Code::Blank, "firstName", "Le prénom manque.");
    problems.unless(!person.last_name.trim().is_empty(), Code::Blank, "lastName", "Le nom manque.");
    problems.unless(person.email.contains('@'), Code::Invalid, "email", "L’adresse électronique est illisible.");
    problems.unless(
        is_handed_out(person.role),
        Code::Invalid,
        "role",
        "Ce rôle ne se donne pas ici\u{a0}: l’administrateur naît avec l’établissement, les apprenants viennent de SIECLE.",
    );
    problems.finish()?;
    cx.acting_as(Task::CommandLine, Some(school.id))
        .write(Act::CreateUser, async |tx| {
            let user = if let Some(user) = same_person(tx, &person).await? {
                roles::grant(tx, user.id, person.role).await?;
                user
            } else {
                let (first_name, last_name) = (person.first_name.trim(), person.last_name.trim());
                super::create(tx, newcomer(first_name, last_name, person.email, person.role), None).await?
            };
            tx.audit_detail(&user.login);
            let link = match user.activated_at {
                None => Some(link(tx, &school, &user).await?),
                Some(_) => None,
            };
            Ok(Welcome { school, user, link })
        })
        .await
}

/// Makes a new link for an account whose own was lost or is too old. The former ones no longer work.
pub async fn renew_link(cx: &Cx, uai: &str, login: &str) -> Result<Welcome> {
    let school = known(cx, uai).await?;
    cx.acting_as(Task::CommandLine, Some(school.id))
        .write(Act::CreateUser, async |tx| {
            let user = open_account(tx, login).await?;
            tx.audit_detail(&user.login);
            let link = Some(link(tx, &school, &user).await?);
            Ok(Welcome { school, user, link })
        })
        .await
}

/// Sends a person just welcomed the way in as well, where letters arrive; answers to which address. The link that was told stays good.
pub async fn send_letter(cx: &Cx, welcome: &Welcome, about: About) -> Result<Option<String>> {
    let email = welcome.user.email.clone().filter(|_| welcome.link.is_some() && cx.app().mailer.reaches_people());
    let Some(email) = email else { return Ok(None) };
    cx.acting_as(Task::CommandLine, Some(welcome.school.id))
        .write(Act::CreateUser, async |tx| letters::post(tx, &welcome.user, &email, about.clone()).await)
        .await?;
    Ok(Some(email))
}

/// The open account that somebody at the command line names.
pub(super) async fn open_account(tx: &Tx, login: &str) -> Result<user::Model> {
    Ok(super::of_login(tx, login).await?.ok_or_else(|| {
        let message =
            format!("L’identifiant «\u{a0}{login}\u{a0}» n’existe pas dans cet établissement, ou le compte est fermé.");
        Problem::new(Code::NotFound, "login", message)
    })?)
}

/// The school that somebody at the command line names.
pub(super) async fn known(cx: &Cx, uai: &str) -> Result<establishment::Model> {
    let school = establishments::by_uai(cx, uai).await?;
    Ok(school.ok_or_else(|| {
        let message = format!("Aucun établissement n’a le code {}.", establishments::uai::tidy(uai));
        Problem::new(Code::NotFound, "uai", message)
    })?)
}

fn newcomer(first_name: &str, last_name: &str, email: String, role: Role) -> Newcomer {
    Newcomer {
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        usage_name: None,
        civility: None,
        sex: None,
        email: Some(email),
        birth_date: None,
        source: AccountSource::CommandLine,
        role,
    }
}

/// The open account of the school with the same names and the same address, whatever their case and accents.
async fn same_person(tx: &Tx, person: &Person) -> Result<Option<user::Model>> {
    let names = |first: &str, last: &str| search_text(first, last, None, "");
    let wanted = names(&person.first_name, &person.last_name);
    let with_address = user::Column::Email.is_not_null().and(user::Column::DeactivatedAt.is_null());
    let accounts = tx.school::<user::Entity>().filter(with_address).all().await?;
    Ok(accounts.into_iter().find(|user| {
        user.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(person.email.trim()))
            && names(&user.first_name, &user.last_name) == wanted
    }))
}

/// Address of the page where the account's password is chosen.
async fn link(tx: &Tx, school: &establishment::Model, user: &user::Model) -> Result<String> {
    let secret = links::issue(tx, user.id, LINK_KEPT).await?;
    Ok(format!("{}/{}/activation/{secret}", tx.cx().config().public_url, school.uai))
}
