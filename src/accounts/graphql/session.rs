//! A session as its owner sees it.

use async_graphql::{Context, Description, Object};
use chrono::{DateTime, Utc};
use entity::id::SessionId;
use entity::role_grant::Role;
use entity::session;

use crate::access::Actor;
use crate::graphql::CxExt as _;

/// One signed-in browser, under one role.
#[derive(Clone, Description)]
pub struct Session(pub session::Model);

#[Object(use_type_description)]
impl Session {
    /// Identifier.
    pub(crate) async fn id(&self) -> SessionId {
        self.0.id
    }

    /// Role in use.
    async fn role(&self) -> Role {
        self.0.role
    }

    /// Browser and system, « Firefox sur Windows 10 »; null when it did not say.
    async fn browser(&self) -> Option<&str> {
        self.0.browser.as_deref()
    }

    /// Moment of the sign-in.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// Moment of the last request, to the minute.
    async fn seen_at(&self) -> DateTime<Utc> {
        self.0.seen_at
    }

    /// Whether it is the session of this request.
    async fn current(&self, ctx: &Context<'_>) -> bool {
        matches!(ctx.cx().actor(), Actor::Person { session, .. } if *session == self.0.id)
    }
}
