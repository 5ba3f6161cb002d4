//! Accounts that are perhaps one person's, and merging them, as the schema shows them.

use async_graphql::{Context, Description, InputObject, Object, SimpleObject};
use entity::id::UserId;

use super::User;
use crate::accounts::merging::{self, lookalikes};
use crate::error::Result;
use crate::graphql::{CxExt as _, UserError, outcome};

/// An imported account, and one made by hand with the same names and birth date.
#[derive(Clone, Description)]
pub struct AccountPair(pub lookalikes::Pair);

#[Object(use_type_description)]
impl AccountPair {
    /// The imported account, which would stay.
    async fn imported(&self) -> User {
        User(self.0.kept.clone())
    }

    /// The account made by hand, which would close.
    async fn by_hand(&self) -> User {
        User(self.0.closed.clone())
    }

    /// Which of the two would give its login and password to the one that stays: the only one ever opened, else the one used
    /// last, else the imported one.
    async fn signs_in_with(&self) -> UserId {
        self.0.signs_in_with
    }
}

/// Questions about accounts that look alike.
#[derive(Default)]
pub struct LookalikeQuery;

#[Object]
impl LookalikeQuery {
    /// Pairs of accounts with the same names and birth date, one imported and one made by hand, by name. 100 at most. For: admin.
    async fn lookalikes(&self, ctx: &Context<'_>) -> Result<Vec<AccountPair>> {
        Ok(lookalikes::pairs(ctx.cx()).await?.into_iter().map(AccountPair).collect())
    }
}

/// Two accounts of one person.
#[derive(InputObject)]
struct MergeUsersInput {
    /// The imported account, which stays.
    kept_id: UserId,
    /// The account made by hand, which closes.
    closed_id: UserId,
}

/// What came out of merging two accounts.
#[derive(SimpleObject)]
struct MergeUsersPayload {
    /// The account that stays.
    user: Option<User>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// Merging accounts.
#[derive(Default)]
pub struct MergingMutation;

#[Object]
impl MergingMutation {
    /// Merges an account made by hand into the imported one of the same person, for good; both are signed out. For: admin.
    async fn merge_users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one stays, and which one closes.")] input: MergeUsersInput,
    ) -> Result<MergeUsersPayload> {
        let (user, errors) = outcome(merging::merge_users(ctx.cx(), input.kept_id, input.closed_id).await)?;
        Ok(MergeUsersPayload { user: user.map(User), errors })
    }
}
