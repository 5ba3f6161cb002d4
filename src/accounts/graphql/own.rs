//! What people do about their own account: what each mutation takes and answers.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use entity::id::SessionId;

use super::Viewer;
use super::mutations::enter;
use crate::accounts::{own, reset, sessions};
use crate::error::Result;
use crate::graphql::{CxExt as _, UserError, outcome};

/// Whose password was forgotten.
#[derive(InputObject)]
struct AskResetInput {
    /// Code of the establishment.
    uai: String,
    /// Login, however it is typed.
    login: String,
}

/// What came out of asking for a letter: the same whatever the login.
#[derive(SimpleObject)]
struct AskResetPayload {
    /// Address the letter goes to, with letters hidden; told only by a school whose sign-in tells what is wrong.
    sent_to: Option<String>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A password to change.
#[derive(InputObject)]
struct ChangePasswordInput {
    /// Password that holds.
    #[graphql(secret)]
    current_password: String,
    /// Password to come.
    #[graphql(secret)]
    new_password: String,
}

/// What came out of changing one's password.
#[derive(SimpleObject)]
struct ChangePasswordPayload {
    /// The person, whose other sessions are over.
    viewer: Option<Viewer>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// An address to go by.
#[derive(InputObject)]
struct ChangeMailInput {
    /// Password, asked again.
    #[graphql(secret)]
    current_password: String,
    /// Address to come.
    email: String,
}

/// What came out of asking for another address.
#[derive(SimpleObject)]
struct ChangeMailPayload {
    /// The person, with the address that waits to be confirmed.
    viewer: Option<Viewer>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// An address to confirm.
#[derive(InputObject)]
struct ConfirmMailInput {
    /// Secret of the link.
    #[graphql(secret)]
    secret: String,
}

/// What came out of confirming an address.
#[derive(SimpleObject)]
struct ConfirmMailPayload {
    /// Code of the establishment of the account.
    uai: Option<String>,
    /// Address that holds from now on.
    email: Option<String>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// Sessions to end.
#[derive(InputObject)]
struct RevokeSessionsInput {
    /// Which ones; null for all but this one.
    ids: Option<Vec<SessionId>>,
}

/// What came out of ending sessions.
#[derive(SimpleObject)]
struct RevokeSessionsPayload {
    /// The person, with the sessions that are left.
    viewer: Option<Viewer>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What people do about their own account.
#[derive(Default)]
pub struct OwnAccountMutation;

#[Object]
impl OwnAccountMutation {
    /// Asks for a letter that lets one back in, when the password is forgotten; the answer is the same whatever the login. For: anyone signed out.
    async fn ask_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose password was forgotten.")] input: AskResetInput,
    ) -> Result<AskResetPayload> {
        let address = ctx.answer().and_then(|answer| answer.address);
        let (sent_to, errors) = outcome(reset::ask(ctx.cx(), &input.uai, input.login, address).await)?;
        Ok(AskResetPayload { sent_to: sent_to.flatten(), errors })
    }

    /// Changes one's own password; the other sessions end and this one goes on. For: anyone signed in.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both passwords.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let (opened, errors) =
            outcome(own::change_password(ctx.cx(), input.current_password, input.new_password).await)?;
        let viewer = opened.map(|opened| enter(ctx, opened)).transpose()?;
        Ok(ChangePasswordPayload { viewer, errors })
    }

    /// Asks for another address for letters: it counts once the link sent to it was followed. For: anyone signed in.
    async fn change_mail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Address and password.")] input: ChangeMailInput,
    ) -> Result<ChangeMailPayload> {
        let (done, errors) = outcome(own::change_mail(ctx.cx(), input.current_password, input.email).await)?;
        Ok(ChangeMailPayload { viewer: viewer_after(ctx, done).await?, errors })
    }

    /// Confirms an address with the link sent to it. For: the holder of a secret.
    async fn confirm_mail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Secret of the link.")] input: ConfirmMailInput,
    ) -> Result<ConfirmMailPayload> {
        let (done, errors) = outcome(own::confirm_mail(ctx.cx(), &input.secret).await)?;
        let (uai, email) = done.map(|(school, email)| (school.uai, email)).unzip();
        Ok(ConfirmMailPayload { uai, email, errors })
    }

    /// Ends open sessions of one's own account. For: anyone signed in.
    async fn revoke_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] input: RevokeSessionsInput,
    ) -> Result<RevokeSessionsPayload> {
        let (done, errors) = outcome(own::revoke_sessions(ctx.cx(), input.ids).await)?;
        Ok(RevokeSessionsPayload { viewer: viewer_after(ctx, done).await?, errors })
    }
}

/// The person, as read after what was done.
pub(super) async fn viewer_after(ctx: &Context<'_>, done: Option<()>) -> Result<Option<Viewer>> {
    match done {
        Some(()) => Ok(Some(sessions::current(ctx.cx()).await?.into())),
        None => Ok(None),
    }
}
