//! Pairs of accounts that are perhaps one person's: made by hand, and imported, with the same names and birth date (R18).

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{staff_member, user};
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{ColumnTrait as _, QueryOrder as _};

use crate::access::{Act, Task, is_handed_out};
use crate::accounts::{roles_of, standing};
use crate::cx::Cx;
use crate::error::Result;
use crate::establishments::{self, names};

/// Most pairs told at once; whoever merges some is told of the others.
const MOST: usize = 100;

/// Where the accounts come from that may be merged with an imported one.
const BY_HAND: [AccountSource; 2] = [AccountSource::Manual, AccountSource::CommandLine];

/// An imported account, and one made by hand for the same person as far as is known.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The imported one, which stays.
    pub kept: user::Model,
    /// The one made by hand, which closes.
    pub closed: user::Model,
    /// The one of the two whose login and password open the account that stays.
    pub signs_in_with: UserId,
}

impl Pair {
    /// Login and password are those of the account in use: the only one that was ever opened, else the one used last, else the
    /// imported one.
    pub(super) fn of(kept: user::Model, closed: user::Model, seen: &HashMap<UserId, DateTime<Utc>>) -> Self {
        let last = |user: &user::Model| seen.get(&user.id);
        let signs_in_with = match (kept.activated_at, closed.activated_at) {
            (None, Some(_)) => closed.id,
            (Some(_), Some(_)) if last(&closed) > last(&kept) => closed.id,
            _ => kept.id,
        };
        Self { kept, closed, signs_in_with }
    }
}

/// Whether an account may be merged with an imported one, as far as its own row says.
pub(super) fn is_by_hand(user: &user::Model) -> bool {
    BY_HAND.contains(&user.source)
}

/// Whether somebody bears these names, folded.
pub fn bears(user: &user::Model, last_name: &str, first_name: &str) -> bool {
    let known = [Some(user.last_name.as_str()), user.usage_name.as_deref()];
    names::folded(&user.first_name) == first_name
        && known.into_iter().flatten().any(|name| names::folded(name) == last_name)
}

/// Whether two accounts have the same names and the same birth date.
pub(super) fn resemble(one: &user::Model, other: &user::Model) -> bool {
    let first = names::folded(&other.first_name);
    let last = [Some(other.last_name.as_str()), other.usage_name.as_deref()];
    one.birth_date.is_some()
        && one.birth_date == other.birth_date
        && last.into_iter().flatten().any(|last| bears(one, &names::folded(last), &first))
}

/// The pairs of the school that the actor may merge, by name.
pub async fn pairs(cx: &Cx) -> Result<Vec<Pair>> {
    cx.require(Act::MergeUsers)?;
    let school = establishments::own(cx).await?;
    let me = cx.user()?;
    let open = || {
        let dated = user::Column::DeactivatedAt.is_null().and(user::Column::BirthDate.is_not_null());
        cx.find_for::<user::Entity>(Act::MergeUsers)
            .filter(dated)
            .with(|q| q.order_by_asc(user::Column::Search).order_by_asc(user::Column::Id))
    };
    let by_hand = open()
        .filter(user::Column::Source.is_in(BY_HAND))
        .filter(user::Column::Id.not_in_subquery(members(cx)?))
        .all()
        .await?;
    let births: BTreeSet<NaiveDate> = by_hand.iter().filter_map(|user| user.birth_date).collect();
    if births.is_empty() {
        return Ok(Vec::new());
    }
    let imported = open()
        .filter(user::Column::BirthDate.is_in(births))
        .filter(user::Column::Id.in_subquery(members(cx)?))
        .all()
        .await?;
    let mut found: Vec<(user::Model, user::Model)> = Vec::new();
    for closed in by_hand {
        let alike = imported.iter().filter(|kept| resemble(kept, &closed)).cloned();
        found.extend(alike.map(|kept| (kept, closed.clone())));
    }
    let ids: Vec<UserId> = found.iter().flat_map(|(kept, closed)| [kept.id, closed.id]).collect();
    let of_staff = of_staff(cx, &ids).await?;
    found.retain(|pair| {
        let may = |user: &user::Model| user.id != me && user.login != school.uai && of_staff.contains(&user.id);
        may(&pair.0) && may(&pair.1)
    });
    found.truncate(MOST);
    let seen = standing::seen(&cx.acting_as(Task::Standing, None), &ids).await?;
    Ok(found.into_iter().map(|(kept, closed)| Pair::of(kept, closed, &seen)).collect())
}

/// The pairs that each of these accounts is part of; none for who may not merge.
pub async fn pairs_of(cx: &Cx, ids: &[UserId]) -> Result<HashMap<UserId, Vec<Pair>>> {
    let mut by_account: HashMap<UserId, Vec<Pair>> = HashMap::new();
    if !cx.can(Act::MergeUsers) {
        return Ok(by_account);
    }
    for pair in pairs(cx).await? {
        for id in [pair.kept.id, pair.closed.id] {
            if ids.contains(&id) {
                by_account.entry(id).or_default().push(pair.clone());
            }
        }
    }
    Ok(by_account)
}

/// Accounts whom STSWEB knows.
fn members(cx: &Cx) -> Result<SelectStatement> {
    Ok(Query::select()
        .column(staff_member::Column::UserId)
        .from(staff_member::Entity)
        .and_where(staff_member::Column::EstablishmentId.eq(cx.establishment()?))
        .to_owned())
}

/// Among these accounts, those that hold roles of the staff alone.
async fn of_staff(cx: &Cx, ids: &[UserId]) -> Result<Vec<UserId>> {
    let mut roles: HashMap<UserId, Vec<Role>> = HashMap::new();
    for grant in roles_of(&cx.acting_as(Task::Standing, None), ids).await? {
        roles.entry(grant.user_id).or_default().push(grant.role);
    }
    Ok(roles.into_iter().filter(|(_, roles)| roles.iter().all(|role| is_handed_out(*role))).map(|(id, _)| id).collect())
}
