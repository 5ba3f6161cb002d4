//! What is done about the accounts of others: what each mutation takes and answers.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::UserId;
use entity::role_grant::Role;

use super::User;
use crate::accounts::creation::{self, Asked, Civility, Wish};
use crate::accounts::{closing, roles};
use crate::error::Result;
use crate::graphql::{CxExt as _, UserError, outcome};

/// An account whose letter is sent again.
#[derive(InputObject)]
struct ResendWelcomeInput {
    /// Account.
    user_id: UserId,
}

/// What came out of sending a letter again.
#[derive(SimpleObject)]
struct ResendWelcomePayload {
    /// The account.
    user: Option<User>,
    /// Where the letter goes, with letters hidden.
    sent_to: Option<String>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// An account to close.
#[derive(InputObject)]
struct DisableUserInput {
    /// Account.
    user_id: UserId,
    /// Why, in words that people read; 200 characters at most.
    reason: Option<String>,
}

/// What came out of closing an account.
#[derive(SimpleObject)]
struct DisableUserPayload {
    /// The account, closed.
    user: Option<User>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A closed account to open again.
#[derive(InputObject)]
struct RestoreUserInput {
    /// Account.
    user_id: UserId,
}

/// What came out of opening an account again.
#[derive(SimpleObject)]
struct RestoreUserPayload {
    /// The account, open.
    user: Option<User>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// An account whose sessions end.
#[derive(InputObject)]
struct EndSessionsInput {
    /// Account.
    user_id: UserId,
}

/// What came out of ending sessions.
#[derive(SimpleObject)]
struct EndSessionsPayload {
    /// The account.
    user: Option<User>,
    /// Sessions that were open.
    ended: i32,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A role to give.
#[derive(InputObject)]
struct GrantRoleInput {
    /// Account of a member of staff.
    user_id: UserId,
    /// Role that it does not have yet.
    role: Role,
}

/// What came out of giving a role.
#[derive(SimpleObject)]
struct GrantRolePayload {
    /// The account with its roles.
    user: Option<User>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A role to take back.
#[derive(InputObject)]
struct RevokeRoleInput {
    /// Account of a member of staff.
    user_id: UserId,
    /// Role that it has, beside another one.
    role: Role,
}

/// What came out of taking a role back.
#[derive(SimpleObject)]
struct RevokeRolePayload {
    /// The account with its roles.
    user: Option<User>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// An account to create.
#[derive(InputObject)]
struct CreateUserInput {
    /// Civility.
    civility: Civility,
    /// Family name.
    last_name: String,
    /// First name.
    first_name: String,
    /// Birth date.
    birth_date: NaiveDate,
    /// Address that the letter goes to.
    email: String,
    /// Role, one of those that the viewer may create.
    role: Role,
    /// Whether to create it although people of the establishment resemble it.
    despite_lookalikes: Option<bool>,
}

/// What came out of creating an account.
#[derive(Default, SimpleObject)]
struct CreateUserPayload {
    /// The account created.
    user: Option<User>,
    /// Accounts of the same names, born the same day as far as is known: nothing was created, and the person decides.
    lookalikes: Vec<User>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

impl From<CreateUserInput> for Wish {
    fn from(input: CreateUserInput) -> Self {
        let CreateUserInput { civility, last_name, first_name, birth_date, email, role, .. } = input;
        Self { civility, last_name, first_name, birth_date, email, role }
    }
}

/// What is done about the accounts of others.
#[derive(Default)]
pub struct UserMutation;

#[Object]
impl UserMutation {
    /// Sends the letter of an account created by hand again; its link replaces the former one. For: admin, head.
    async fn resend_welcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: ResendWelcomeInput,
    ) -> Result<ResendWelcomePayload> {
        let (done, errors) = outcome(creation::resend_welcome(ctx.cx(), input.user_id).await)?;
        let (user, sent_to) = done.unzip();
        Ok(ResendWelcomePayload { user: user.map(User), sent_to, errors })
    }

    /// Closes an account and ends its sessions; nothing it wrote is lost. For: admin, head.
    async fn disable_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and why.")] input: DisableUserInput,
    ) -> Result<DisableUserPayload> {
        let (user, errors) = outcome(closing::disable_user(ctx.cx(), input.user_id, input.reason).await)?;
        Ok(DisableUserPayload { user: user.map(User), errors })
    }

    /// Opens a closed account again. For: admin, head.
    async fn restore_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: RestoreUserInput,
    ) -> Result<RestoreUserPayload> {
        let (user, errors) = outcome(closing::restore_user(ctx.cx(), input.user_id).await)?;
        Ok(RestoreUserPayload { user: user.map(User), errors })
    }

    /// Ends every session of an account. For: admin, head.
    async fn end_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: EndSessionsInput,
    ) -> Result<EndSessionsPayload> {
        let (done, errors) = outcome(closing::end_sessions(ctx.cx(), input.user_id).await)?;
        let (user, ended) = done.unzip();
        let ended = i32::try_from(ended.unwrap_or_default()).unwrap_or(i32::MAX);
        Ok(EndSessionsPayload { user: user.map(User), ended, errors })
    }

    /// Gives one more role. For: admin.
    async fn grant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and which role.")] input: GrantRoleInput,
    ) -> Result<GrantRolePayload> {
        let (user, errors) = outcome(roles::grant_role(ctx.cx(), input.user_id, input.role).await)?;
        Ok(GrantRolePayload { user: user.map(User), errors })
    }

    /// Takes a role back; sessions under it end. For: admin.
    async fn revoke_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and which role.")] input: RevokeRoleInput,
    ) -> Result<RevokeRolePayload> {
        let (user, errors) = outcome(roles::revoke_role(ctx.cx(), input.user_id, input.role).await)?;
        Ok(RevokeRolePayload { user: user.map(User), errors })
    }

    /// Creates an account by hand; the person is sent a link of 72 hours. For: admin, head.
    async fn create_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose account, and whether it is created despite lookalikes.")] input: CreateUserInput,
    ) -> Result<CreateUserPayload> {
        let despite = input.despite_lookalikes.unwrap_or_default();
        let (asked, errors) = outcome(creation::create_user(ctx.cx(), input.into(), despite).await)?;
        let payload = CreateUserPayload { errors, ..CreateUserPayload::default() };
        Ok(match asked {
            Some(Asked::Created(user)) => CreateUserPayload { user: Some(User(*user)), ..payload },
            Some(Asked::Resembling(users)) => {
                CreateUserPayload { lookalikes: users.into_iter().map(User).collect(), ..payload }
            }
            None => payload,
        })
    }
}
