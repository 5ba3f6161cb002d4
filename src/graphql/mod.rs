//! What all `graphql.rs` files share: the schema, errors, pages, payloads, loaders, live streams, the answer's cookies.

mod answer;
mod error;
pub mod live;
mod loaders;
mod node;
mod page;
mod schema;

pub use answer::{Answer, Cookie};
pub use error::{Outcome, UserError, outcome};
pub use loaders::{LoadError, Loaders, load, load_opt};
pub use page::{Connected, PageInfo};
pub use schema::{Mutation, Query, Schema, Subscription, schema, sdl};

use crate::cx::Cx;
use async_graphql::Context;

/// What resolvers ask of the request.
pub trait CxExt {
    /// The operation.
    fn cx(&self) -> &Cx;
    /// Where resolvers leave headers of the answer; `None` on sockets and event streams.
    fn answer(&self) -> Option<&Answer>;
}

impl CxExt for Context<'_> {
    fn cx(&self) -> &Cx {
        let became = self.answer().and_then(Answer::became);
        became.map_or_else(|| self.data_unchecked::<Cx>(), |(_, cx)| cx)
    }

    fn answer(&self) -> Option<&Answer> {
        self.data_opt::<Answer>()
    }
}
