//! Who is signed in, under which role, and until when.

use std::sync::Arc;

use async_graphql::{Context, Description, Object};
use chrono::{DateTime, Utc};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::session;
use tokio::sync::OnceCell;

use super::access_log::{FileReading, FileReadingConnection};
use super::second_factor::SecondFactor;
use super::session::Session;
use super::user::{RolesOf, User};
use crate::access::{Act, Module, Scope, manners};
use crate::accounts::diplomas::{self, Diplomas};
use crate::accounts::{self, access_log, second_factor, sessions, windows};
use crate::cx::Page;
use crate::error::Result;
use crate::establishments;
use crate::establishments::graphql::{Division, Establishment, Specialty};
use crate::graphql::{CxExt as _, load, load_opt};

/// The person signed in, under the role in use.
#[derive(Clone, Description)]
pub struct Viewer {
    user: UserId,
    role: Role,
    session: session::Model,
    /// Read once for all the fields that tell of them.
    diplomas: Arc<OnceCell<Diplomas>>,
}

impl From<session::Model> for Viewer {
    fn from(session: session::Model) -> Self {
        Self { user: session.user_id, role: session.role, session, diplomas: Arc::default() }
    }
}

impl Viewer {
    async fn diplomas(&self, ctx: &Context<'_>) -> Result<&Diplomas> {
        self.diplomas.get_or_try_init(|| diplomas::own(ctx.cx())).await
    }
}

#[Object(use_type_description)]
impl Viewer {
    /// Account of the person.
    async fn user(&self, ctx: &Context<'_>) -> Result<User> {
        load(ctx, self.user).await
    }

    /// Role in use.
    async fn role(&self) -> Role {
        self.role
    }

    /// Roles this account holds in the establishment.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<Role>> {
        Ok(load_opt(ctx, RolesOf(self.user)).await?.unwrap_or_default())
    }

    /// Establishment of the session.
    async fn establishment(&self, ctx: &Context<'_>) -> Result<Establishment> {
        Ok(Establishment(establishments::own(ctx.cx()).await?))
    }

    /// Modules of the home page and the menu, in order.
    async fn modules(&self, ctx: &Context<'_>) -> Result<Vec<Module>> {
        windows::modules(ctx.cx()).await
    }

    /// Diplomas that the person works on: a teacher's own, chosen or those of the learners taught this year; else all the role sees.
    async fn specialties(&self, ctx: &Context<'_>) -> Result<Vec<Specialty>> {
        Ok(self.diplomas(ctx).await?.all.iter().cloned().map(Specialty).collect())
    }

    /// Whether a teacher chose them by hand.
    async fn specialties_chosen(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.diplomas(ctx).await?.chosen)
    }

    /// Diploma whose classes this session shows. Null for all of them, and for those who choose none.
    async fn current_specialty(&self, ctx: &Context<'_>) -> Result<Option<Specialty>> {
        Ok(self.diplomas(ctx).await?.current().cloned().map(Specialty))
    }

    /// Divisions of the year under way to list, by code: those of the current diploma, and those whose diploma nobody knows yet.
    async fn divisions(&self, ctx: &Context<'_>) -> Result<Vec<Division>> {
        Ok(diplomas::divisions(ctx.cx()).await?.into_iter().map(Division).collect())
    }

    /// Acts that the role may do at all.
    async fn can(&self, ctx: &Context<'_>) -> Vec<Act> {
        Act::ALL.iter().copied().filter(|act| ctx.cx().can(*act)).collect()
    }

    /// Whether the viewer answers what the school asks of the assistance.
    async fn answers_tickets(&self, ctx: &Context<'_>) -> bool {
        ctx.cx().actor().scope_of(Act::ReplyTicket) == Some(Scope::TicketSchool)
    }

    /// Own address for letters; null when none is known.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let User(user) = load(ctx, self.user).await?;
        Ok(user.email)
    }

    /// Address that waits to be confirmed by the link sent to it; null when none does.
    async fn pending_email(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let User(user) = load(ctx, self.user).await?;
        Ok(user.pending_email)
    }

    /// Fewest characters of a password of the account.
    async fn minimum_length(&self, ctx: &Context<'_>) -> Result<i32> {
        let fewest = accounts::fewest_characters(ctx.cx(), self.user).await?;
        Ok(i32::try_from(fewest).unwrap_or(i32::MAX))
    }

    /// How the account stands with the second step of signing in; null where it is not offered.
    async fn second_factor(&self, ctx: &Context<'_>) -> Result<Option<SecondFactor>> {
        Ok(second_factor::standing(ctx.cx()).await?.map(SecondFactor::from))
    }

    /// Who read the person's own file, by role, the newest first.
    async fn access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 30 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<FileReadingConnection> {
        let page = access_log::own(ctx.cx(), Page { first, after }).await?;
        Ok(FileReadingConnection(page.wrap(FileReading::from)))
    }

    /// Open sessions of the account, the last used first; five at most.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        Ok(sessions::mine(ctx.cx()).await?.into_iter().map(Session).collect())
    }

    /// Roles that the viewer may give to an account created by hand.
    async fn creatable_roles(&self) -> &[Role] {
        manners(self.role).creates
    }

    /// Moment the session ends whatever happens.
    async fn session_ends_at(&self) -> DateTime<Utc> {
        self.session.ends_at
    }

    /// Moment the session ends if nothing more is asked.
    async fn idle_ends_at(&self) -> DateTime<Utc> {
        self.session.idle_ends_at
    }
}
