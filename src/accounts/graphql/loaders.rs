//! What is loaded of many accounts at once for the page of accounts.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use chrono::NaiveDate;
use entity::id::{DivisionId, UserId};

use crate::access::Act;
use crate::accounts::assignments::{self, Followed};
use crate::accounts::merging::lookalikes::{self, Pair};
use crate::accounts::standing::{self, Standing};
use crate::accounts::{allowed, users};
use crate::error::Result;
use crate::establishments::learners;
use crate::graphql::{LoadError, Loaders};

/// Keys of what is asked of one account, and how it is asked of many.
macro_rules! of_accounts {
    ($($(#[$doc:meta])* $key:ident -> $value:ty, |$cx:ident, $ids:ident| $load:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub(super) struct $key(pub(super) UserId);

        impl Loader<$key> for Loaders {
            type Value = $value;
            type Error = LoadError;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, $value>, LoadError> {
                let $cx = &self.0;
                let $ids: Vec<UserId> = keys.iter().map(|key| key.0).collect();
                Ok($load.into_iter().map(|(id, value)| ($key(id), value)).collect())
            }
        }
    )*};
}

of_accounts! {
    /// Key of where one account stands, for who may read it.
    StandingOf -> Standing, |cx, ids| standing::standings(cx, &ids).await?;

    /// Key of the division of one account's learner this year.
    DivisionOf -> DivisionId, |cx, ids| learners::divisions_of(cx, &ids).await?;

    /// Key of the divisions that one account follows this year.
    FollowedOf -> Vec<Followed>, |cx, ids| assignments::followed(cx, &ids).await?;

    /// Key of the pairs that one account may be merged in.
    PairsOf -> Vec<Pair>, |cx, ids| lookalikes::pairs_of(cx, &ids).await?;

    /// Key of the acts that may be done on one account now.
    ActsOn -> Vec<Act>, |cx, ids| allowed::viewer_can(cx, &ids).await?;

    /// Key of the address for letters of one account; its reading is logged.
    EmailOf -> String, |cx, ids| users::contacts(cx, &ids).await?;

    /// Key of the birth date of one account; its reading is logged.
    BirthDateOf -> NaiveDate, |cx, ids| users::birth_dates(cx, &ids).await?;
}
