//! Learners as the school knows them this year: who they are, under which status, in which division.
//!
//! A learner is an account, a file that lasts for the whole schooling, and one enrolment a school year (R38).

pub mod graphql;

use entity::id::{DivisionId, LearnerId, UserId};
use entity::{enrolment, learner, school_year, user};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait as _, QueryOrder as _, QuerySelect as _};
use std::collections::HashMap;

use crate::cx::Cx;
use crate::error::Result;
use crate::establishments::{names, years};

/// A learner's account, file and enrolment of the current school year, or the last one when there is none this year.
#[derive(Debug, Clone)]
pub struct Record {
    /// File.
    pub learner: learner::Model,
    /// Account.
    pub user: user::Model,
    /// Enrolment; none for someone who was never placed in a year.
    pub enrolment: Option<enrolment::Model>,
}

impl Record {
    /// Division of this year.
    pub fn division(&self) -> Option<DivisionId> {
        self.enrolment.as_ref().and_then(|enrolment| enrolment.division_id)
    }
}

/// The learners with these ids that the actor sees, in three queries whatever their number.
pub async fn records(cx: &Cx, ids: &[LearnerId]) -> Result<Vec<Record>> {
    let learners = cx.find::<learner::Entity>().among(learner::Column::Id, ids).all().await?;
    with_accounts(cx, learners).await
}

/// The learners of a division this year that the actor sees, by name.
pub async fn of_division(cx: &Cx, division: DivisionId) -> Result<Vec<Record>> {
    let enrolled = Query::select()
        .column(enrolment::Column::LearnerId)
        .from(enrolment::Entity)
        .and_where(enrolment::Column::DivisionId.eq(division))
        .to_owned();
    let learners = cx.find::<learner::Entity>().filter(learner::Column::Id.in_subquery(enrolled)).all().await?;
    with_accounts(cx, learners).await
}

/// Learners with an open account whose names begin with each of these words, `most` at most. The words are in lower case,
/// without accents nor signs of the database.
pub async fn named(cx: &Cx, words: &[String], most: usize) -> Result<Vec<Record>> {
    let found = words.iter().map(|word| names::has_word(word));
    let found = found.fold(user::Column::DeactivatedAt.is_null(), sea_orm::ExprTrait::and);
    let accounts = Query::select().column(user::Column::Id).from(user::Entity).and_where(found).to_owned();
    let learners = cx
        .find::<learner::Entity>()
        .filter(learner::Column::UserId.in_subquery(accounts))
        .with(|q| q.order_by_asc(learner::Column::Id).limit(most as u64))
        .all()
        .await?;
    with_accounts(cx, learners).await
}

/// Division of this school year of each of these accounts, for those of learners whom the actor sees and who have one.
pub async fn divisions_of(cx: &Cx, accounts: &[UserId]) -> Result<HashMap<UserId, DivisionId>> {
    let learners = cx.find::<learner::Entity>().among(learner::Column::UserId, accounts).all().await?;
    let ids: Vec<LearnerId> = learners.iter().map(|learner| learner.id).collect();
    let enrolled = cx
        .find::<enrolment::Entity>()
        .among(enrolment::Column::LearnerId, &ids)
        .filter(enrolment::Column::SchoolYearId.in_subquery(years::under_way(cx)?))
        .all()
        .await?;
    let divisions: HashMap<LearnerId, DivisionId> =
        enrolled.into_iter().filter_map(|row| Some((row.learner_id, row.division_id?))).collect();
    let placed = |learner: learner::Model| Some((learner.user_id, *divisions.get(&learner.id)?));
    Ok(learners.into_iter().filter_map(placed).collect())
}

async fn with_accounts(cx: &Cx, learners: Vec<learner::Model>) -> Result<Vec<Record>> {
    let users: Vec<UserId> = learners.iter().map(|learner| learner.user_id).collect();
    let ids: Vec<LearnerId> = learners.iter().map(|learner| learner.id).collect();
    let users = cx.find::<user::Entity>().among(user::Column::Id, &users).all();
    let enrolments = enrolments(cx, &ids);
    let (users, mut enrolments) = tokio::try_join!(users, enrolments)?;
    let mut users: HashMap<UserId, user::Model> = users.into_iter().map(|user| (user.id, user)).collect();
    let mut records: Vec<Record> = learners
        .into_iter()
        .filter_map(|learner| {
            let user = users.remove(&learner.user_id)?;
            let enrolment = enrolments.remove(&learner.id);
            Some(Record { learner, user, enrolment })
        })
        .collect();
    records.sort_by_cached_key(|record| (sorting_name(&record.user), record.learner.id));
    Ok(records)
}

/// The enrolment of each learner: this year's, else the last.
async fn enrolments(cx: &Cx, ids: &[LearnerId]) -> Result<HashMap<LearnerId, enrolment::Model>> {
    let years = cx.find::<school_year::Entity>().with(|q| q.order_by_asc(school_year::Column::Year)).all();
    let rows = cx.find::<enrolment::Entity>().among(enrolment::Column::LearnerId, ids).all();
    let (years, mut rows) = tokio::try_join!(years, rows)?;
    let rank: HashMap<_, _> = years.iter().map(|year| (year.id, (year.current, year.year))).collect();
    // The last one put in the map stays: the current year comes after all others.
    rows.sort_by_key(|row| rank.get(&row.school_year_id).copied());
    Ok(rows.into_iter().map(|row| (row.learner_id, row)).collect())
}

/// Names in the order of a class list: family name shown first, accents and case aside.
fn sorting_name(user: &user::Model) -> (String, String) {
    let plain = |text: &str| deunicode::deunicode(text).to_lowercase();
    (plain(names::last_name(user)), plain(&user.first_name))
}
