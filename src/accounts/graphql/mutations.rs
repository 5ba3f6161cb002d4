//! What people do about their accounts: what each mutation takes and answers.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::id::{DivisionId, UserId};
use entity::role_grant::Role;

use super::{User, Viewer};
use crate::accounts::activation::{self, Opening};
use crate::accounts::links;
use crate::accounts::sessions::{self, Opened};
use crate::accounts::sign_in::{self, Entered, Knock, Outcome, Visit};
use crate::error::{Error, Result};
use crate::graphql::{Cookie, CxExt as _, UserError, outcome};

/// What somebody types to sign in.
#[derive(InputObject)]
struct SignInInput {
    /// Code of the establishment.
    uai: String,
    /// Login; accents, capitals and stray spaces do not count.
    login: String,
    /// Password, or birth date or code at the first sign-in.
    #[graphql(secret)]
    password: String,
}

/// What came out of signing in.
#[derive(Default, SimpleObject)]
struct SignInPayload {
    /// The person, when the sign-in succeeded.
    viewer: Option<Viewer>,
    /// Ticket of five minutes for giving a code, when the password was right and a second step is asked.
    second_step_ticket: Option<String>,
    /// Ticket of a quarter of an hour for setting up that second step, when the school wants it first.
    set_up_ticket: Option<String>,
    /// Ticket of ten minutes for choosing a password, when the account is being opened for the first time.
    activation_ticket: Option<String>,
    /// Exact login of the account being opened.
    activation_login: Option<String>,
    /// Moment of the next try, when there were too many.
    retry_at: Option<DateTime<Utc>>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A password to choose, and what allows it.
#[derive(InputObject)]
struct ChoosePasswordInput {
    /// Ticket of a first sign-in, or secret of a single-use link.
    #[graphql(secret)]
    ticket: String,
    /// New password.
    #[graphql(secret)]
    password: String,
}

/// What came out of choosing a password: the person signs in again with it.
#[derive(Default, SimpleObject)]
struct ChoosePasswordPayload {
    /// Login to sign in with.
    login: Option<String>,
    /// Code of the establishment to sign in to.
    uai: Option<String>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What came out of signing out.
#[derive(SimpleObject)]
struct SignOutPayload {
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A role to go on under.
#[derive(InputObject)]
struct UseRoleInput {
    /// Role, one of the viewer's.
    role: Role,
}

/// What came out of changing roles.
#[derive(SimpleObject)]
struct UseRolePayload {
    /// The person under the new role.
    viewer: Option<Viewer>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What came out of asking to stay.
#[derive(SimpleObject)]
struct StayConnectedPayload {
    /// The person, with the session's new moment.
    viewer: Option<Viewer>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// Whom to open the first sign-in for: people, or a division.
#[derive(InputObject)]
struct OpenActivationInput {
    /// Accounts, 200 at most; those that had a password lose it.
    user_ids: Option<Vec<UserId>>,
    /// Division whose learners never signed in.
    division_id: Option<DivisionId>,
}

/// What came out of opening the first sign-in.
#[derive(SimpleObject)]
struct OpenActivationPayload {
    /// Accounts opened, for 14 days.
    opened: i32,
    /// Codes to hand over, shown this once.
    codes: Vec<ActivationCode>,
    /// People to whom a link of 72 hours goes by mail, in place of a code.
    mailed: Vec<User>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// Code that opens an account once.
#[derive(SimpleObject)]
struct ActivationCode {
    /// Whose it is.
    user: User,
    /// Login to type with it.
    login: String,
    /// The code, in place of the password.
    code: String,
}

impl From<Opening> for OpenActivationPayload {
    fn from(opening: Opening) -> Self {
        let opened = i32::try_from(opening.people.len()).unwrap_or(i32::MAX);
        let codes = opening.people.into_iter().filter_map(|(user, code)| Some((user, code?)));
        Self {
            opened,
            codes: codes
                .map(|(user, code)| ActivationCode { login: user.login.clone(), user: User(user), code })
                .collect(),
            mailed: opening.mailed.into_iter().map(User).collect(),
            errors: Vec::new(),
        }
    }
}

/// What people do about their accounts.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Opens a session, or leads to choosing a password at the first sign-in. For: anyone.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let knock = Knock { uai: input.uai, login: input.login, password: input.password, visit: visit(ctx) };
        let (done, errors) = outcome(sign_in::sign_in(ctx.cx(), knock).await)?;
        let mut payload = SignInPayload { errors, ..SignInPayload::default() };
        match done {
            Some(Outcome::In(entered)) => payload.viewer = Some(come_in(ctx, entered)?),
            Some(Outcome::Further(step)) if step.sets_up => payload.set_up_ticket = Some(step.ticket),
            Some(Outcome::Further(step)) => payload.second_step_ticket = Some(step.ticket),
            Some(Outcome::Activating { ticket, login }) => {
                payload.activation_ticket = Some(ticket);
                payload.activation_login = Some(login);
            }
            Some(Outcome::Refused { problem, retry_at }) => {
                payload.retry_at = retry_at;
                payload.errors.push(problem.into());
            }
            None => {}
        }
        Ok(payload)
    }

    /// Chooses the password of the account that a ticket or a link names, once; it opens no session. For: the holder of a secret.
    async fn choose_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ticket and password.")] input: ChoosePasswordInput,
    ) -> Result<ChoosePasswordPayload> {
        let (link, errors) = outcome(links::choose_password(ctx.cx(), &input.ticket, input.password).await)?;
        let (login, uai) = link.map(|link| (link.user.login, link.school.uai)).unzip();
        Ok(ChoosePasswordPayload { login, uai, errors })
    }

    /// Ends the session. For: anyone signed in.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        sessions::sign_out(ctx.cx()).await?;
        leave(ctx, Cookie::Session(None))?;
        Ok(SignOutPayload { errors: Vec::new() })
    }

    /// Goes on under another role of the same account, with another session. For: anyone signed in.
    async fn use_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Role to go on under.")] input: UseRoleInput,
    ) -> Result<UseRolePayload> {
        let (opened, errors) = outcome(sessions::use_role(ctx.cx(), input.role).await)?;
        let viewer = opened.map(|opened| enter(ctx, opened)).transpose()?;
        Ok(UseRolePayload { viewer, errors })
    }

    /// Keeps the session open although nothing was asked for a while. For: anyone signed in.
    async fn stay_connected(&self, ctx: &Context<'_>) -> Result<StayConnectedPayload> {
        let session = sessions::stay_connected(ctx.cx()).await?;
        Ok(StayConnectedPayload { viewer: Some(session.into()), errors: Vec::new() })
    }

    /// Opens the first sign-in for 14 days; teachers do for their own learners. For: admin, ddftp, teacher.
    async fn open_activation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to open it for.")] input: OpenActivationInput,
    ) -> Result<OpenActivationPayload> {
        let (opening, errors) =
            outcome(activation::open_activation(ctx.cx(), input.user_ids, input.division_id).await)?;
        Ok(OpenActivationPayload { errors, ..opening.unwrap_or_default().into() })
    }
}

/// The browser that a request comes from.
pub(super) fn visit(ctx: &Context<'_>) -> Visit {
    let answer = ctx.answer();
    Visit {
        address: answer.and_then(|answer| answer.address),
        device: answer.and_then(|answer| answer.device.clone()),
        agent: answer.and_then(|answer| answer.agent.clone()),
    }
}

/// Leaves the cookies of somebody who came in, and lets the rest of the answer be read by them.
pub(super) fn come_in(ctx: &Context<'_>, entered: Entered) -> Result<Viewer> {
    leave(ctx, Cookie::Device(entered.device))?;
    enter(ctx, entered.opened)
}

/// Leaves the cookie of a session just opened, and lets the rest of the answer be read by its person.
pub(super) fn enter(ctx: &Context<'_>, opened: Opened) -> Result<Viewer> {
    let answer = ctx.answer().ok_or_else(|| Error::internal("signing in over a transport without cookies", ()))?;
    answer.set(Cookie::Session(Some(opened.token)));
    answer.become_person(opened.cx);
    Ok(opened.session.into())
}

/// Leaves a cookie for the answer.
fn leave(ctx: &Context<'_>, cookie: Cookie) -> Result<()> {
    let answer = ctx.answer().ok_or_else(|| Error::internal("a cookie over a transport without cookies", ()))?;
    answer.set(cookie);
    Ok(())
}
