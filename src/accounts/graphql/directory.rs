//! The accounts of the establishment as a list.

use async_graphql::{Context, Object};
use entity::id::DivisionId;
use entity::role_grant::Role;
use entity::user::AccountSource;

use super::User;
use crate::accounts::standing::AccountState;
use crate::accounts::users::{self, Wanted};
use crate::cx::Page;
use crate::error::Result;
use crate::graphql::{Connected, CxExt as _, PageInfo};

/// Questions about the accounts of the establishment.
#[derive(Default)]
pub struct UserQuery;

#[Object]
impl UserQuery {
    /// Accounts that the caller may list, by name. For: admin, head, ddftp.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the schema")]
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words that each begin one of the names or the login.")] text: Option<String>,
        #[graphql(desc = "Role they hold.")] role: Option<Role>,
        #[graphql(desc = "Division of this school year, for learners.")] division_id: Option<DivisionId>,
        #[graphql(desc = "Where they stand.")] state: Option<AccountState>,
        #[graphql(desc = "Where they come from.")] source: Option<AccountSource>,
        #[graphql(desc = "How many, 50 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<UserConnection> {
        let wanted = Wanted { text, role, division: division_id, state, source };
        let page = users::list(ctx.cx(), &wanted, &Page { first, after }).await?;
        Ok(UserConnection { page: page.wrap(User), wanted })
    }
}

/// A page of the accounts of the establishment.
pub struct UserConnection {
    page: Connected<User>,
    wanted: Wanted,
}

/// A page of the accounts of the establishment.
#[Object]
impl UserConnection {
    /// The accounts, by name.
    async fn nodes(&self) -> &[User] {
        &self.page.nodes
    }

    /// How to go on.
    async fn page_info(&self) -> PageInfo {
        self.page.page_info.clone()
    }

    /// How many there are in all.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        users::count(ctx.cx(), &self.wanted).await
    }
}
