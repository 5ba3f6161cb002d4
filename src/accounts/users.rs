//! The accounts of a school as a list: who has one, found by name, role, division or state.
//!
//! The list holds neither address nor birth date (security T3). Each is told of one account at a time, to who may read it, and its
//! reading is written in the log before.

use chrono::NaiveDate;
use entity::id::{DivisionId, UserId};
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{enrolment, learner, role_grant, user};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait as _, Condition, Order};

use super::standing::{AccountState, stands};
use super::words;
use crate::access::Act;
use crate::cx::{Cx, Page, Rows, Slice, nothing};
use crate::error::Result;
use crate::establishments::{names, years};

/// Which accounts are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Whose names or login have words beginning like each of those typed.
    pub text: Option<String>,
    /// Who hold this role.
    pub role: Option<Role>,
    /// Learners of this division in the school year under way.
    pub division: Option<DivisionId>,
    /// Which stand so.
    pub state: Option<AccountState>,
    /// Which come from there.
    pub source: Option<AccountSource>,
}

/// Accounts that are wanted, by name; homonyms follow one another.
pub async fn list(cx: &Cx, wanted: &Wanted, page: &Page) -> Result<Slice<user::Model>> {
    rows(cx, wanted)?.page_by(user::Column::Search, Order::Asc, page).await
}

/// How many there are.
pub async fn count(cx: &Cx, wanted: &Wanted) -> Result<u64> {
    rows(cx, wanted)?.count().await
}

/// Addresses for letters of these accounts, for those that the actor may read; their reading is logged.
pub async fn contacts(cx: &Cx, ids: &[UserId]) -> Result<Vec<(UserId, String)>> {
    told(cx, Act::ReadContact, ids, |user| user.email).await
}

/// Birth dates of these accounts, for those that the actor may read; their reading is logged.
pub async fn birth_dates(cx: &Cx, ids: &[UserId]) -> Result<Vec<(UserId, NaiveDate)>> {
    told(cx, Act::ReadBirthDate, ids, |user| user.birth_date).await
}

async fn told<T>(cx: &Cx, act: Act, ids: &[UserId], what: fn(user::Model) -> Option<T>) -> Result<Vec<(UserId, T)>> {
    if !cx.can(act) {
        return Ok(Vec::new());
    }
    let users = cx.find_for::<user::Entity>(act).among(user::Column::Id, ids).all().await?;
    let told: Vec<(UserId, T)> = users.into_iter().filter_map(|user| Some((user.id, what(user)?))).collect();
    cx.log_before_telling(act, &told.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
    Ok(told)
}

fn rows<'a>(cx: &'a Cx, wanted: &Wanted) -> Result<Rows<'a, user::Entity>> {
    cx.require(Act::ListUsers)?;
    let mut rows = cx.find_for::<user::Entity>(Act::ListUsers);
    if let Some(text) = wanted.text.as_deref().filter(|text| !text.trim().is_empty()) {
        rows = rows.filter(called(text));
    }
    if let Some(role) = wanted.role {
        rows = rows.filter(user::Column::Id.in_subquery(holders(cx, role)?));
    }
    if let Some(division) = wanted.division {
        rows = rows.filter(user::Column::Id.in_subquery(learners_of(cx, division)?));
    }
    if let Some(state) = wanted.state {
        rows = rows.filter(stands(cx, state)?);
    }
    if let Some(source) = wanted.source {
        rows = rows.filter(user::Column::Source.eq(source));
    }
    Ok(rows)
}

/// Condition of those whose names have every word typed; nobody has what is no word.
pub fn called(text: &str) -> Condition {
    let words = words(text);
    if words.is_empty() {
        return Condition::all().add(nothing());
    }
    words.iter().fold(Condition::all(), |all, word| all.add(names::has_word(word)))
}

fn holders(cx: &Cx, role: Role) -> Result<SelectStatement> {
    Ok(Query::select()
        .column(role_grant::Column::UserId)
        .from(role_grant::Entity)
        .and_where(role_grant::Column::EstablishmentId.eq(cx.establishment()?))
        .and_where(role_grant::Column::Role.eq(role))
        .and_where(role_grant::Column::RevokedAt.is_null())
        .to_owned())
}

fn learners_of(cx: &Cx, division: DivisionId) -> Result<SelectStatement> {
    let school = cx.establishment()?;
    let enrolled = Query::select()
        .column(enrolment::Column::LearnerId)
        .from(enrolment::Entity)
        .and_where(enrolment::Column::EstablishmentId.eq(school))
        .and_where(enrolment::Column::DivisionId.eq(division))
        .and_where(enrolment::Column::SchoolYearId.in_subquery(years::under_way(cx)?))
        .to_owned();
    Ok(Query::select()
        .column(learner::Column::UserId)
        .from(learner::Entity)
        .and_where(learner::Column::EstablishmentId.eq(school))
        .and_where(learner::Column::Id.in_subquery(enrolled))
        .to_owned())
}
