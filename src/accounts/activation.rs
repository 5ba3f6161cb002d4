//! The first sign-in: proving who one is once, to choose a personal password (R7, R8, R14; security 4.1).
//!
//! A birth date is known to every classmate, so it is no password: it opens nothing but the page that chooses one, while
//! the school has opened the account for two weeks, five tries in all. After that only a code handed over by the school
//! helps. Those who could do much harm never open their account this way.

use std::net::IpAddr;

use chrono::{NaiveDate, TimeDelta};
use entity::establishment::{self, ActivationMode};
use entity::id::{DivisionId, EstablishmentId, UserId};
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{enrolment, learner, role_grant, user};
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, IntoActiveModel as _, Set};

use crate::access::{Act, BirthDateForm, manners};
use crate::changes::Topic;
use crate::cx::{Cx, Tx, dice};
use crate::error::{Code, Error, Problem, Result};
use crate::establishments::names;
use crate::mail::About;

use super::throttles::{self, Limit};
use super::{keyed_digest, letters, links, sessions};

/// How long activation stays open once opened (decision 18).
pub const OPEN_FOR: TimeDelta = TimeDelta::days(14);

/// Most people opened by name at once.
const MOST_AT_ONCE: usize = 200;

/// What would open an account that was never activated; a try at it is already counted.
#[derive(Debug)]
pub struct Attempt {
    user: UserId,
    birth_date: Option<String>,
    code_digest: Option<String>,
    mode: ActivationMode,
}

impl Attempt {
    /// Whether what was typed opens the account. Spaces pasted around or inside are ignored (R12).
    pub(super) fn opens(&self, cx: &Cx, typed: &str) -> bool {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let is_code = |typed: &str, kept: &str| keyed_digest(cx, self.user, typed) == kept;
        match (self.mode, &self.birth_date, &self.code_digest) {
            (ActivationMode::BirthDateAndCode, Some(date), Some(code)) => {
                typed.strip_prefix(date.as_str()).is_some_and(|rest| is_code(rest, code))
            }
            (_, _, Some(code)) => is_code(&typed, code),
            (ActivationMode::BirthDate, Some(date), None) => typed == *date,
            _ => false,
        }
    }
}

/// Counts a try at opening an account, when it may be opened now; none otherwise.
pub(super) async fn take(
    tx: &Tx,
    school: &establishment::Model,
    user: &user::Model,
    roles: &[Role],
    address: Option<IpAddr>,
) -> Result<Option<Attempt>> {
    let open = user.password_hash.is_none()
        && user.activation_open_until.is_some_and(|until| until > tx.now())
        && user.activation_tries < tx.cx().config().activation_tries;
    if !open || throttles::shut_until(tx, &throttles::activation_key(school.id, address)).await?.is_some() {
        return Ok(None);
    }
    count(tx, user, user.activation_tries + 1).await?;
    Ok(Some(Attempt {
        user: user.id,
        birth_date: user.birth_date.zip(form(roles)).map(|(date, form)| typed_as(date, form)),
        code_digest: user.activation_code_hash.clone(),
        mode: school.activation,
    }))
}

/// The right answer was no wrong try.
pub(super) async fn give_back(tx: &Tx, user: &user::Model) -> Result<()> {
    count(tx, user, Ord::max(user.activation_tries - 1, 0)).await
}

/// Counts a failed first sign-in from an address; too many suspend activation there for an hour (security 4.1).
pub(super) async fn failed(tx: &Tx, school: EstablishmentId, address: Option<IpAddr>) -> Result<()> {
    let limit =
        Limit { window: TimeDelta::hours(1), most: tx.cx().config().activation_failures_per_address, most_a_day: None };
    throttles::failed(tx, &throttles::activation_key(school, address), limit).await
}

/// What opening activation did.
#[derive(Debug, Default)]
pub struct Opening {
    /// Accounts opened, by name, each with the code that was made for it, told this once.
    pub people: Vec<(user::Model, Option<String>)>,
    /// Those of them to whom a link goes by mail, in place of a code.
    pub mailed: Vec<user::Model>,
}

/// Opens the first sign-in for two weeks: for the people named, whose password, if they had one, is forgotten (R14), or
/// for those of a division who never signed in.
pub async fn open_activation(cx: &Cx, users: Option<Vec<UserId>>, division: Option<DivisionId>) -> Result<Opening> {
    cx.write(Act::OpenActivation, async |tx| {
        let named = users.is_some();
        let (path, ids) = match (users, division) {
            (Some(ids), None) if !ids.is_empty() && ids.len() <= MOST_AT_ONCE => ("userIds", ids),
            (None, Some(division)) => ("divisionId", accounts_of(tx, division).await?),
            _ => {
                return Err(
                    Problem::whole(Code::Invalid, "Choisissez une classe, ou des personnes (200 au plus).").into()
                );
            }
        };
        open(tx, path, &ids, named).await
    })
    .await
}

/// Opens the first sign-in of these accounts: all of them when they are named, else those that were never used.
pub(super) async fn open(tx: &Tx, path: &str, ids: &[UserId], named: bool) -> Result<Opening> {
    let mut people = tx.targets::<user::Entity>(ids).await?;
    if named && people.len() < ids.len() {
        return Err(Error::NotFound);
    }
    people.retain(|user| user.deactivated_at.is_none() && (named || user.password_hash.is_none()));
    people.sort_by(|a, b| (&a.search, a.id).cmp(&(&b.search, b.id)));
    let school = tx.school::<establishment::Entity>().get(tx.establishment()?).await?;
    let roles = roles_of(tx, &people).await?;
    let mut opening = Opening::default();
    let (mut rows, mut opened, mut logins) = (Vec::new(), Vec::new(), Vec::new());
    for user in people {
        let held: Vec<Role> = roles.iter().filter(|(holder, _)| *holder == user.id).map(|(_, role)| *role).collect();
        if held.is_empty() || held.iter().any(|role| manners(*role).birth_date.is_none()) {
            let sentence = format!("{} ouvre son compte par un lien personnel.", names::display_name(&user));
            return Err(Problem::new(Code::Invalid, path, sentence).into());
        }
        let by_mail = by_mail(tx, &school, &user);
        let code = (!by_mail && needs_code(tx, &school, &user)).then(dice::code);
        rows.push(reopened(tx, &user, code.as_deref(), !by_mail));
        opened.push(user.id);
        logins.push(throttles::login_key(school.id, &super::logins::read(&user.login)));
        if by_mail {
            opening.mailed.push(user.clone());
        }
        opening.people.push((user, code));
    }
    tx.upsert_many(rows, &[user::Column::Id], REOPENED).await?;
    sessions::end_all(tx, &opened).await?;
    throttles::unlock(tx, &logins, &opened).await?;
    // The links that their letters bring are made when these leave.
    links::withdraw_from(tx, &opened).await?;
    letters::tell_all(tx, &opening.mailed, &About::Opened).await?;
    tx.changed_widely(Topic::Accounts);
    Ok(opening)
}

/// A birth date is not enough where there is none, where it was tried too often, or where the school wants a code.
fn needs_code(tx: &Tx, school: &establishment::Model, user: &user::Model) -> bool {
    school.activation != ActivationMode::BirthDate
        || user.birth_date.is_none()
        || user.activation_tries >= tx.cx().config().activation_tries
}

/// Whether a link by mail opens the account in place of a code: where the school says so, for staff whose address is known.
fn by_mail(tx: &Tx, school: &establishment::Model, user: &user::Model) -> bool {
    school.activation == ActivationMode::MailLink
        && tx.cx().app().mailer.reaches_people()
        && user.email.is_some()
        // SIECLE and the lists beside it know learners alone.
        && !matches!(user.source, AccountSource::Siecle | AccountSource::ManualCsv)
}

/// What opening an account again changes in it.
const REOPENED: &[user::Column] = &[
    user::Column::PasswordHash,
    user::Column::ActivatedAt,
    user::Column::ActivationOpenUntil,
    user::Column::ActivationTries,
    user::Column::ActivationCodeHash,
    user::Column::Version,
];

/// An account open for a first sign-in, unless a link is to open it: whatever password it had is forgotten.
fn reopened(tx: &Tx, user: &user::Model, code: Option<&str>, by_sign_in: bool) -> user::ActiveModel {
    user::ActiveModel {
        password_hash: Set(None),
        activated_at: Set(None),
        activation_open_until: Set(by_sign_in.then(|| tx.now() + OPEN_FOR)),
        activation_tries: Set(0),
        activation_code_hash: Set(code.map(|code| keyed_digest(tx.cx(), user.id, code))),
        version: Set(user.version + 1),
        ..user.clone().into_active_model()
    }
}

/// Accounts of the learners of a division this year; the division is not found when it is out of reach.
pub(super) async fn accounts_of(tx: &Tx, division: DivisionId) -> Result<Vec<UserId>> {
    tx.get::<entity::division::Entity>(division).await?;
    let enrolled = Query::select()
        .column(enrolment::Column::LearnerId)
        .from(enrolment::Entity)
        .and_where(enrolment::Column::DivisionId.eq(division).and(enrolment::Column::LeftOn.is_null()))
        .to_owned();
    let learners = tx.find::<learner::Entity>().filter(learner::Column::Id.in_subquery(enrolled)).all().await?;
    Ok(learners.into_iter().map(|learner| learner.user_id).collect())
}

async fn roles_of(tx: &Tx, people: &[user::Model]) -> Result<Vec<(UserId, Role)>> {
    let ids: Vec<UserId> = people.iter().map(|user| user.id).collect();
    let grants = tx
        .school::<role_grant::Entity>()
        .among(role_grant::Column::UserId, &ids)
        .filter(role_grant::Column::RevokedAt.is_null())
        .all()
        .await?;
    Ok(grants.into_iter().map(|grant| (grant.user_id, grant.role)).collect())
}

async fn count(tx: &Tx, user: &user::Model, tries: i32) -> Result<()> {
    tx.save(user::ActiveModel { id: Unchanged(user.id), activation_tries: Set(tries), ..Default::default() }).await?;
    Ok(())
}

/// How the birth date of someone with these roles is typed; not at all when one of them forbids it.
fn form(roles: &[Role]) -> Option<BirthDateForm> {
    roles.iter().map(|role| manners(*role).birth_date).collect::<Option<Vec<_>>>()?.into_iter().next_back()
}

fn typed_as(date: NaiveDate, form: BirthDateForm) -> String {
    let form = match form {
        BirthDateForm::DayMonthYear => "%d%m%Y",
        BirthDateForm::YearMonthDay => "%Y-%m-%d",
    };
    date.format(form).to_string()
}
