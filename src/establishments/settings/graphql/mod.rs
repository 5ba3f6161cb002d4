//! The settings of a school as the schema shows them.

mod mutations;

use async_graphql::{Context, Description, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::establishment::{self, ActivationMode, ResetMode, SecondFactorPolicy, SignInMessages};
use entity::role_grant::Role;

pub use mutations::SettingsMutation;

use super::security::{self, IdleLength};
use super::{Settings, transfers};
use crate::access::{Act, SHORTEST_IDLE_MINUTES, manners};
use crate::accounts::graphql::User;
use crate::cx::Page;
use crate::error::Result;
use crate::graphql::{Connected, CxExt as _, PageInfo, load_opt};

/// What a school sets about itself, for its administrator, its head and its DDFTP.
#[derive(Clone, Description)]
pub struct EstablishmentSettings(pub Settings);

#[Object(use_type_description)]
impl EstablishmentSettings {
    /// Number to send back with a change.
    async fn version(&self) -> i32 {
        self.0.school.version
    }

    /// Address of contact. Null when none is known.
    async fn email(&self) -> Option<&str> {
        self.0.school.email.as_deref()
    }

    /// Telephone of contact. Null when none is known.
    async fn phone(&self) -> Option<&str> {
        self.0.school.phone.as_deref()
    }

    /// How people prove who they are at the first sign-in.
    async fn activation(&self) -> ActivationMode {
        self.0.school.activation
    }

    /// How much a refused sign-in tells.
    async fn sign_in_messages(&self) -> SignInMessages {
        self.0.school.sign_in_messages
    }

    /// How staff who lost their password come back in by mail.
    async fn reset(&self) -> ResetMode {
        self.0.school.reset
    }

    /// From whom a second proof is asked at sign-in.
    async fn second_factor(&self) -> SecondFactorPolicy {
        self.0.school.second_factor
    }

    /// How long a session may stay idle, by role.
    async fn session_lengths(&self) -> Vec<SessionLength> {
        security::idle_lengths(&self.0).into_iter().map(SessionLength::from).collect()
    }

    /// Whether letters reach anybody: false where no mail server is known.
    async fn mail_reaches_people(&self, ctx: &Context<'_>) -> bool {
        ctx.cx().app().mailer.reaches_people()
    }

    /// Whether data of learners may go to other schools, and who answers for it.
    async fn transfer(&self) -> TransferSettings {
        TransferSettings(self.0.school.clone())
    }

    /// Acts that the viewer may do on these settings.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Vec<Act> {
        let acts = [
            Act::UpdateEstablishment,
            Act::SetSecurityOptions,
            Act::SetTransfer,
            Act::ListBlockedTransfers,
            Act::OpenInspectorAccess,
            Act::CloseInspectorAccess,
        ];
        acts.into_iter().filter(|act| ctx.cx().can(*act)).collect()
    }
}

/// How long the sessions of a role may stay idle.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct SessionLength {
    /// The role.
    role: Role,
    /// Minutes without a request after which a session ends.
    minutes: i32,
    /// Minutes where nothing was chosen.
    usual: i32,
    /// Fewest minutes that may be chosen.
    shortest: i32,
    /// Most minutes that may be chosen.
    longest: i32,
}

impl From<IdleLength> for SessionLength {
    fn from(IdleLength { role, minutes }: IdleLength) -> Self {
        let whole = |minutes: i64| i32::try_from(minutes).unwrap_or(i32::MAX);
        let manners = manners(role);
        Self {
            role,
            minutes: whole(minutes),
            usual: whole(manners.idle_minutes),
            shortest: whole(SHORTEST_IDLE_MINUTES),
            longest: whole(manners.longest_idle_minutes),
        }
    }
}

/// Whether data of learners may go to other schools, and who answers for it.
#[derive(Clone, Description)]
pub struct TransferSettings(establishment::Model);

#[Object(use_type_description)]
impl TransferSettings {
    /// Moment since which they may. Null while they may not.
    async fn since(&self) -> Option<DateTime<Utc>> {
        self.0.transfer_since
    }

    /// Who decided so. Null while they may not.
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.transfer_by {
            Some(user) => load_opt(ctx, user).await,
            None => Ok(None),
        }
    }

    /// Entry of the register of processing, or old number of the CNIL.
    async fn register_reference(&self) -> Option<&str> {
        self.0.register_reference.as_deref()
    }

    /// Name of the data-protection officer.
    async fn officer_name(&self) -> Option<&str> {
        self.0.officer_name.as_deref()
    }

    /// Address of the data-protection officer.
    async fn officer_email(&self) -> Option<&str> {
        self.0.officer_email.as_deref()
    }
}

/// Questions about settings.
#[derive(Default)]
pub struct SettingsQuery;

#[Object]
impl SettingsQuery {
    /// Accounts of the learners whose national identifier is missing, by name: no transfer can follow them. For: admin, ddftp.
    async fn learners_without_ine(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 50 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<BlockedConnection> {
        let page = transfers::blocked(ctx.cx(), &Page { first, after }).await?;
        Ok(BlockedConnection(page.wrap(User)))
    }
}

/// A page of the learners whom no transfer can follow.
pub struct BlockedConnection(Connected<User>);

/// A page of the learners whom no transfer can follow.
#[Object]
impl BlockedConnection {
    /// Their accounts, by name.
    async fn nodes(&self) -> &[User] {
        &self.0.nodes
    }

    /// How to go on.
    async fn page_info(&self) -> PageInfo {
        self.0.page_info.clone()
    }

    /// How many there are in all.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        transfers::count_blocked(ctx.cx()).await
    }
}
