//! People and signing in as the schema shows them.

mod access_log;
mod assignments;
mod diplomas;
mod directory;
mod loaders;
mod merging;
mod mutations;
mod own;
mod second_factor;
mod session;
mod user;
mod users;
mod viewer;
mod windows;

use async_graphql::{Context, Enum, Object, SimpleObject};

pub use assignments::AssignmentMutation;
pub use diplomas::DiplomaMutation;
pub use directory::{UserConnection, UserQuery};
pub use merging::{LookalikeQuery, MergingMutation};
pub use mutations::AccountMutation;
pub use own::OwnAccountMutation;
pub use second_factor::{SecondFactor, SecondFactorMutation};
pub use session::Session;
pub use user::{LoginOf, RolesOf, User};
pub use users::UserMutation;
pub use viewer::Viewer;
pub use windows::{WindowMutation, WindowQuery};

use super::palette::{self, Hit, Kind};
use super::{links, sessions};
use crate::error::{Error, Result};
use crate::establishments::names;
use crate::graphql::CxExt as _;

/// What the page behind a single-use link shows.
#[derive(SimpleObject)]
pub struct LinkInfo {
    /// Code of the establishment.
    uai: String,
    /// Name of the establishment.
    establishment_name: String,
    /// Login to sign in with afterwards.
    login: String,
    /// Name of the person.
    display_name: String,
    /// Fewest characters of the password.
    minimum_length: i32,
}

impl From<links::Link> for LinkInfo {
    fn from(link: links::Link) -> Self {
        Self {
            display_name: names::display_name(&link.user),
            uai: link.school.uai,
            establishment_name: link.school.name,
            login: link.user.login,
            minimum_length: i32::try_from(link.fewest_characters).unwrap_or(i32::MAX),
        }
    }
}

/// Kind of thing the command palette finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum FoundKind {
    /// A learner.
    Person,
    /// A division.
    Division,
    /// A page of the service.
    Page,
}

/// Something the command palette found.
#[derive(SimpleObject)]
pub struct Found {
    /// Kind of thing.
    kind: FoundKind,
    /// Name to show.
    title: String,
    /// What tells it from its neighbours.
    detail: String,
    /// Address of its page, from the root of the site.
    path: String,
}

impl From<Hit> for Found {
    fn from(hit: Hit) -> Self {
        let kind = match hit.kind {
            Kind::Person => FoundKind::Person,
            Kind::Division => FoundKind::Division,
            Kind::Page => FoundKind::Page,
        };
        Self { kind, title: hit.title, detail: hit.detail, path: hit.path }
    }
}

/// Questions about people.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The person signed in. Null for a stranger.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        match sessions::current(ctx.cx()).await {
            Ok(session) => Ok(Some(session.into())),
            Err(Error::Unauthenticated) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What a single-use link leads to. Null when it was used, replaced or is too old.
    async fn activation_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Secret of the link.")] secret: String,
    ) -> Result<Option<LinkInfo>> {
        Ok(links::read(ctx.cx(), &secret).await?.map(LinkInfo::from))
    }

    /// People, divisions and pages that the person may open and whose words begin with the text. Twenty at most.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words to look for, two letters at least.")] text: String,
    ) -> Result<Vec<Found>> {
        Ok(palette::search(ctx.cx(), &text).await?.into_iter().map(Found::from).collect())
    }
}
