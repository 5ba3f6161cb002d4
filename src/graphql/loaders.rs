//! DataLoaders: built per request around its `Cx`, so a batch reads with that person's rights; no cache, so a mutation never
//! reads what it just changed.

use super::{Answer, CxExt as _};
use crate::cx::Cx;
use crate::error::{Error, Result};
use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

/// Loads by id through the domains' functions. Each domain that owns a table implements `Loader` for it.
#[derive(Clone)]
pub struct Loaders(pub Cx);

impl Loaders {
    /// The request's loader, to put beside its `Cx`.
    #[expect(clippy::disallowed_methods, reason = "the library asks for a spawner; batches end with their request")]
    pub fn new(cx: Cx) -> DataLoader<Self> {
        DataLoader::new(Self(cx), tokio::spawn).delay(Duration::ZERO)
    }
}

/// What loaders answer when they fail: shared by all who waited.
#[derive(Clone)]
pub struct LoadError(Arc<Error>);

impl From<Error> for LoadError {
    fn from(error: Error) -> Self {
        Self(Arc::new(error))
    }
}

/// Loads what may be absent or out of reach.
pub async fn load_opt<K>(ctx: &Context<'_>, key: K) -> Result<Option<<Loaders as Loader<K>>::Value>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Loaders: Loader<K, Error = LoadError>,
{
    let became = ctx.answer().and_then(Answer::became);
    let loader = became.map_or_else(|| ctx.data_unchecked::<DataLoader<Loaders>>(), |(loaders, _)| loaders);
    loader.load_one(key).await.map_err(|LoadError(error)| match Arc::try_unwrap(error) {
        Ok(error) => error,
        Err(shared) => Error::internal("loading", shared),
    })
}

/// Loads what must be there; [`Error::NotFound`] when it is out of reach.
pub async fn load<K>(ctx: &Context<'_>, key: K) -> Result<<Loaders as Loader<K>>::Value>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Loaders: Loader<K, Error = LoadError>,
{
    load_opt(ctx, key).await?.ok_or(Error::NotFound)
}
