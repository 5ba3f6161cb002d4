//! The logs as lists: what was done, who read which file; found by the name of a person, a word of what was done, and days.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::{LearnerId, UserId};
use entity::{audit_line, learner, read_line, user};
use sea_orm::{ColumnTrait as _, Condition, Order, QuerySelect as _};

use super::words;
use crate::access::{Act, Task};
use crate::accounts::{access_log, users};
use crate::cx::{Cx, Page, Rows, Slice, named};
use crate::error::Result;
use crate::establishments::names;

/// People whom a search can mean; a shorter word than that means everybody.
const PEOPLE: u64 = 50;

/// Which lines are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Names of who did or read, or of whose account or file it was, or a word of what was done.
    pub text: Option<String>,
    /// First day, in the school's zone.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// What was done, the newest first.
pub async fn acts(cx: &Cx, wanted: &Wanted, page: &Page) -> Result<Slice<audit_line::Model>> {
    cx.require(Act::ReadAuditLog)?;
    let rows = between(cx, cx.find::<audit_line::Entity>(), audit_line::Column::At, wanted);
    let rows = match text_of(wanted) {
        None => rows,
        Some(text) => {
            let (people, acts) = (people(cx, text).await?, words::acts_about(text));
            let records = people.iter().map(|id| named((*id).into()));
            let found = Condition::any()
                .add(audit_line::Column::ActorId.is_in(people.iter().copied()))
                .add(audit_line::Column::Record.is_in(records.collect::<Vec<_>>()))
                .add(audit_line::Column::Act.is_in(acts));
            rows.filter(found)
        }
    };
    rows.page_by(audit_line::Column::Number, Order::Desc, page).await
}

/// Who read which file, the newest first.
pub async fn reads(cx: &Cx, wanted: &Wanted, page: &Page) -> Result<Slice<read_line::Model>> {
    cx.require(Act::ReadReadingLog)?;
    let rows = between(cx, cx.find::<read_line::Entity>(), read_line::Column::At, wanted);
    let rows = match text_of(wanted) {
        None => rows,
        Some(text) => {
            let people = people(cx, text).await?;
            let learners = learners_of(cx, &people).await?;
            let read = access_log::names(&people, &learners);
            rows.filter(read.add(read_line::Column::ActorId.is_in(people)))
        }
    };
    rows.page_by(read_line::Column::Id, Order::Desc, page).await
}

/// Names of those whose files or accounts a line of the reading log names, by the outside form of their identifiers.
pub async fn names_of(cx: &Cx, ids: &[String]) -> Result<HashMap<String, String>> {
    cx.require(Act::ReadReadingLog)?;
    let learners: Vec<LearnerId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let accounts: Vec<(String, UserId)> = cx
        .find::<learner::Entity>()
        .among(learner::Column::Id, &learners)
        .tuples::<Account>(|q| q.columns([learner::Column::Id, learner::Column::UserId]))
        .await?
        .into_iter()
        .map(|account| (account.id.to_string(), account.user_id))
        .chain(ids.iter().filter_map(|id| Some((id.clone(), id.parse().ok()?))))
        .collect();
    let users: Vec<UserId> = accounts.iter().map(|(_, user)| *user).collect();
    let users = cx.find::<user::Entity>().among(user::Column::Id, &users).all().await?;
    let names: HashMap<UserId, String> = users.iter().map(|user| (user.id, names::display_name(user))).collect();
    Ok(accounts.into_iter().filter_map(|(id, user)| Some((id, names.get(&user)?.clone()))).collect())
}

/// Whose files a line of the reading log says were read, by the outside form of their identifiers.
pub fn read_by(line: &read_line::Model) -> Vec<String> {
    let ids = line.learners.as_array().map(Vec::as_slice).unwrap_or_default();
    ids.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect()
}

/// A learner and the account, without opening the file.
#[derive(sea_orm::FromQueryResult)]
struct Account {
    id: LearnerId,
    user_id: UserId,
}

/// The service following the logs of the operation's school for someone who may verify them, and who may not read both.
pub(super) fn as_keeper(cx: &Cx) -> Cx {
    cx.acting_as(Task::Verification, None)
}

/// What was typed to find lines, if anything.
pub(super) fn text_of(wanted: &Wanted) -> Option<&str> {
    wanted.text.as_deref().filter(|text| !text.trim().is_empty())
}

/// Keeps the lines of the days wanted, whole days of the school.
fn between<'a, E: crate::access::Seen>(cx: &Cx, rows: Rows<'a, E>, at: E::Column, wanted: &Wanted) -> Rows<'a, E> {
    let rows = match wanted.from {
        Some(from) => rows.filter(at.gte(cx.start_of(from))),
        None => rows,
    };
    match wanted.to.and_then(|to| to.succ_opt()) {
        Some(next) => rows.filter(at.lt(cx.start_of(next))),
        None => rows,
    }
}

/// Accounts whose names have every word typed.
pub(super) async fn people(cx: &Cx, text: &str) -> Result<Vec<UserId>> {
    let found = cx.find::<user::Entity>().filter(users::called(text));
    let ids: Vec<Found> = found.tuples(|q| q.column(user::Column::Id).limit(PEOPLE)).await?;
    Ok(ids.into_iter().map(|found| found.id).collect())
}

/// An account that was found.
#[derive(sea_orm::FromQueryResult)]
struct Found {
    id: UserId,
}

async fn learners_of(cx: &Cx, people: &[UserId]) -> Result<Vec<LearnerId>> {
    let rows = cx.find::<learner::Entity>().among(learner::Column::UserId, people);
    let accounts: Vec<Account> = rows.tuples(|q| q.columns([learner::Column::Id, learner::Column::UserId])).await?;
    Ok(accounts.into_iter().map(|account| account.id).collect())
}
