//! An account, and what is loaded of many at once.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Object, QueryPathSegment};
use chrono::{DateTime, NaiveDate, Utc};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::user::{self, AccountSource};

use super::assignments::FollowedDivision;
use super::loaders::{ActsOn, BirthDateOf, DivisionOf, EmailOf, FollowedOf, PairsOf, StandingOf};
use super::merging::AccountPair;
use crate::access::Act;
use crate::accounts;
use crate::accounts::standing::{AccountState, Standing};
use crate::error::Result;
use crate::establishments::graphql::Division;
use crate::establishments::names;
use crate::graphql::{CxExt as _, LoadError, Loaders, load_opt};

/// Account of one person in one establishment.
#[derive(Clone, Description)]
pub struct User(pub user::Model);

#[Object(use_type_description)]
impl User {
    /// Identifier.
    pub(crate) async fn id(&self) -> UserId {
        self.0.id
    }

    /// First name, then the name of usage, else the family name.
    async fn display_name(&self) -> String {
        names::display_name(&self.0)
    }

    /// First letters of the names.
    async fn initials(&self) -> String {
        names::initials(&self.0)
    }

    /// Exact login; null unless it is one's own, or one may hand it over to the person.
    async fn login(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        if ctx.cx().user().is_ok_and(|user| user == self.0.id) {
            return Ok(Some(self.0.login.clone()));
        }
        load_opt(ctx, LoginOf(self.0.id)).await
    }

    /// Roles that the caller sees it hold.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<Role>> {
        Ok(load_opt(ctx, RolesOf(self.0.id)).await?.unwrap_or_default())
    }

    /// Moment a password was first chosen; null before that.
    async fn activated_at(&self) -> Option<DateTime<Utc>> {
        self.0.activated_at
    }

    /// Moment the account was closed; null while it is open.
    async fn deactivated_at(&self) -> Option<DateTime<Utc>> {
        self.0.deactivated_at
    }

    /// Family name shown, then first name, as lists are sorted.
    async fn list_name(&self) -> String {
        names::list_name(&self.0)
    }

    /// Civility in words, « M. » or « Mme »; null when it is not known.
    async fn civility(&self) -> Option<&str> {
        names::civility(&self.0)
    }

    /// Where it stands.
    async fn state(&self, ctx: &Context<'_>) -> Result<AccountState> {
        let standing = load_opt(ctx, StandingOf(self.0.id)).await?;
        Ok(standing.unwrap_or_else(|| Standing::told_by(ctx.cx(), &self.0)).state)
    }

    /// Where it comes from.
    async fn source(&self) -> AccountSource {
        self.0.source
    }

    /// Division this school year, for a learner.
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        let Some(division) = load_opt(ctx, DivisionOf(self.0.id)).await? else { return Ok(None) };
        load_opt(ctx, division).await
    }

    /// Divisions that it follows as a teacher this school year, by code, among those that the caller sees.
    async fn followed_divisions(&self, ctx: &Context<'_>) -> Result<Vec<FollowedDivision>> {
        let followed = load_opt(ctx, FollowedOf(self.0.id)).await?.unwrap_or_default();
        Ok(followed.into_iter().map(FollowedDivision).collect())
    }

    /// Moment until which the first sign-in is open; null when it is not, or unless the caller may read the account.
    async fn activation_open_until(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        Ok(load_opt(ctx, StandingOf(self.0.id)).await?.and_then(|standing| standing.open_until))
    }

    /// Why it was closed; null unless the caller may read the account.
    async fn deactivated_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(load_opt(ctx, StandingOf(self.0.id)).await?.and_then(|standing| standing.closed_because))
    }

    /// The account it was merged with. Null unless it was, and when the viewer may not read the name.
    async fn merged_into(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.merged_into {
            Some(kept) => load_opt(ctx, kept).await,
            None => Ok(None),
        }
    }

    /// Accounts that are perhaps the same person's: same names and birth date, one imported and one made by hand. Empty unless
    /// the viewer may merge them.
    async fn lookalikes(&self, ctx: &Context<'_>) -> Result<Vec<AccountPair>> {
        Ok(load_opt(ctx, PairsOf(self.0.id)).await?.unwrap_or_default().into_iter().map(AccountPair).collect())
    }

    /// Moment of its last request; null before the first, or unless the caller may read the account.
    async fn last_seen_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        Ok(load_opt(ctx, StandingOf(self.0.id)).await?.and_then(|standing| standing.seen_at))
    }

    /// Address for letters; null in lists, and unless the caller may read contacts. Each reading is logged.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        if in_a_list(ctx) { Ok(None) } else { load_opt(ctx, EmailOf(self.0.id)).await }
    }

    /// Birth date; null in lists, and unless the caller may read it. Each reading is logged.
    async fn birth_date(&self, ctx: &Context<'_>) -> Result<Option<NaiveDate>> {
        if in_a_list(ctx) { Ok(None) } else { load_opt(ctx, BirthDateOf(self.0.id)).await }
    }

    /// Acts about this account that the caller may do now.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<Vec<Act>> {
        Ok(load_opt(ctx, ActsOn(self.0.id)).await?.unwrap_or_default())
    }

    /// Grows by one with each edit.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// Whether what is asked is part of a list: what is told of one person at a time is not (security T3).
fn in_a_list(ctx: &Context<'_>) -> bool {
    let place = ctx.path_node.as_ref();
    place.is_some_and(|place| place.parents().any(|node| matches!(node.segment, QueryPathSegment::Index(_))))
}

impl Loader<UserId> for Loaders {
    type Value = User;
    type Error = LoadError;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, User>, LoadError> {
        let users = accounts::users(&self.0, ids).await?;
        Ok(users.into_iter().map(|user| (user.id, User(user))).collect())
    }
}

/// Key of the roles of one account.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RolesOf(pub UserId);

impl Loader<RolesOf> for Loaders {
    type Value = Vec<Role>;
    type Error = LoadError;

    async fn load(&self, keys: &[RolesOf]) -> Result<HashMap<RolesOf, Vec<Role>>, LoadError> {
        let ids: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let mut roles: HashMap<RolesOf, Vec<Role>> = HashMap::new();
        for grant in accounts::roles_of(&self.0, &ids).await? {
            roles.entry(RolesOf(grant.user_id)).or_default().push(grant.role);
        }
        for roles in roles.values_mut() {
            roles.sort_unstable();
        }
        Ok(roles)
    }
}

/// Key of the login of one account, for who may hand it over.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LoginOf(pub UserId);

impl Loader<LoginOf> for Loaders {
    type Value = String;
    type Error = LoadError;

    async fn load(&self, keys: &[LoginOf]) -> Result<HashMap<LoginOf, String>, LoadError> {
        let ids: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let users = accounts::readable_logins(&self.0, &ids).await?;
        Ok(users.into_iter().map(|user| (LoginOf(user.id), user.login)).collect())
    }
}
