//! An account, and what is loaded of many at once.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Object};
use chrono::{DateTime, Utc};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::user;

use crate::accounts;
use crate::error::Result;
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
