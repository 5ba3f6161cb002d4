//! Proving twice who one is, as the schema shows it: what each mutation takes and answers.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::id::UserId;

use super::mutations::{come_in, visit};
use super::own::viewer_after;
use super::{User, Viewer};
use crate::accounts::second_factor::at_sign_in::{self, Refused};
use crate::accounts::second_factor::{self, own, removal};
use crate::error::Result;
use crate::graphql::{CxExt as _, UserError, outcome};

/// How an account stands with the second step of signing in.
#[derive(SimpleObject)]
pub struct SecondFactor {
    /// Moment it was set up; null while it is not.
    since: Option<DateTime<Utc>>,
    /// Codes for a lost telephone that were not used yet.
    recovery_codes_left: i32,
    /// Whether the school asks for it at sign-in.
    asked: bool,
    /// Whether the school wants this account to have it.
    required: bool,
}

impl From<second_factor::Standing> for SecondFactor {
    fn from(standing: second_factor::Standing) -> Self {
        let second_factor::Standing { since, recovery_codes_left, asked, required } = standing;
        let recovery_codes_left = i32::try_from(recovery_codes_left).unwrap_or(i32::MAX);
        Self { since, recovery_codes_left, asked, required }
    }
}

/// A key to put in a telephone, told once.
#[derive(SimpleObject)]
struct SecondFactorSetUp {
    /// The key, to be typed where a picture cannot be taken: letters and digits by four.
    key: String,
    /// Address that opens the application of the telephone that makes the codes.
    address: String,
    /// The same address as a picture: rows of dark (`1`) and light (`0`) squares, without the margin.
    matrix: Vec<String>,
}

impl From<second_factor::SetUp> for SecondFactorSetUp {
    fn from(set_up: second_factor::SetUp) -> Self {
        let second_factor::SetUp { key, address, matrix } = set_up;
        Self { key, address, matrix }
    }
}

/// A code, with the ticket of a right password.
#[derive(InputObject)]
struct ProveSignInInput {
    /// Ticket that the password gave.
    #[graphql(secret)]
    ticket: String,
    /// Code of the telephone, or one for a lost telephone; spaces and hyphens do not count.
    #[graphql(secret)]
    code: String,
}

/// What came out of giving a code at sign-in.
#[derive(Default, SimpleObject)]
struct ProveSignInPayload {
    /// The person, signed in.
    viewer: Option<Viewer>,
    /// Moment of the next try, when there were too many.
    retry_at: Option<DateTime<Utc>>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A ticket that leads to setting up the second step.
#[derive(InputObject)]
struct BeginSecondFactorAtSignInInput {
    /// Ticket that the password gave.
    #[graphql(secret)]
    ticket: String,
}

/// A first code, with the ticket of a right password.
#[derive(InputObject)]
struct ConfirmSecondFactorAtSignInInput {
    /// Ticket that the password gave.
    #[graphql(secret)]
    ticket: String,
    /// First code of the telephone.
    #[graphql(secret)]
    code: String,
}

/// What came out of asking for a key at sign-in.
#[derive(SimpleObject)]
struct BeginSecondFactorAtSignInPayload {
    /// The key, which waits a quarter of an hour for its first code.
    set_up: Option<SecondFactorSetUp>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What came out of a first code at sign-in.
#[derive(Default, SimpleObject)]
struct ConfirmSecondFactorAtSignInPayload {
    /// The person, signed in.
    viewer: Option<Viewer>,
    /// Codes for a lost telephone, shown this once.
    recovery_codes: Vec<String>,
    /// Moment of the next try, when there were too many.
    retry_at: Option<DateTime<Utc>>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// The password, before a key is shown.
#[derive(InputObject)]
struct BeginSecondFactorInput {
    /// Password, asked again.
    #[graphql(secret)]
    current_password: String,
}

/// What came out of asking for a key.
#[derive(SimpleObject)]
struct BeginSecondFactorPayload {
    /// The key, which waits a quarter of an hour for its first code.
    set_up: Option<SecondFactorSetUp>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A first code.
#[derive(InputObject)]
struct ConfirmSecondFactorInput {
    /// First code of the telephone.
    #[graphql(secret)]
    code: String,
}

/// What came out of a first code.
#[derive(SimpleObject)]
struct ConfirmSecondFactorPayload {
    /// The person, with how the account stands.
    viewer: Option<Viewer>,
    /// Codes for a lost telephone, shown this once.
    recovery_codes: Vec<String>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// The password and a code.
#[derive(InputObject)]
struct RenewRecoveryCodesInput {
    /// Password, asked again.
    #[graphql(secret)]
    current_password: String,
    /// Code of the telephone, or one for a lost telephone.
    #[graphql(secret)]
    code: String,
}

/// What came out of making the codes for a lost telephone anew.
#[derive(SimpleObject)]
struct RenewRecoveryCodesPayload {
    /// The person, with how the account stands.
    viewer: Option<Viewer>,
    /// Codes for a lost telephone, shown this once.
    recovery_codes: Vec<String>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// The password and a code.
#[derive(InputObject)]
struct RemoveSecondFactorInput {
    /// Password, asked again.
    #[graphql(secret)]
    current_password: String,
    /// Code of the telephone, or one for a lost telephone.
    #[graphql(secret)]
    code: String,
}

/// What came out of going back to the password alone.
#[derive(SimpleObject)]
struct RemoveSecondFactorPayload {
    /// The person, with how the account stands.
    viewer: Option<Viewer>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// An account whose telephone and codes are lost.
#[derive(InputObject)]
struct ResetSecondFactorInput {
    /// Account.
    user_id: UserId,
    /// Why, in words that its person reads; 200 characters at most.
    reason: String,
}

/// What came out of taking the second step away from an account.
#[derive(SimpleObject)]
struct ResetSecondFactorPayload {
    /// The account, signed out everywhere.
    user: Option<User>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What is done about proving twice who one is.
#[derive(Default)]
pub struct SecondFactorMutation;

#[Object]
impl SecondFactorMutation {
    /// Opens the session that a right password alone did not. For: the holder of a secret.
    async fn prove_sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ticket and code.")] input: ProveSignInInput,
    ) -> Result<ProveSignInPayload> {
        let proof = at_sign_in::prove(ctx.cx(), &input.ticket, &input.code, &visit(ctx)).await;
        let (proof, errors) = outcome(proof)?;
        let mut payload = ProveSignInPayload { errors, ..ProveSignInPayload::default() };
        match proof {
            Some(Ok(entered)) => payload.viewer = Some(come_in(ctx, entered)?),
            Some(Err(Refused { problem, retry_at })) => {
                payload.retry_at = retry_at;
                payload.errors.push(problem.into());
            }
            None => {}
        }
        Ok(payload)
    }

    /// Makes the key of a telephone for somebody whom the school wants to prove twice before coming in. For: the holder of a secret.
    async fn begin_second_factor_at_sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ticket.")] input: BeginSecondFactorAtSignInInput,
    ) -> Result<BeginSecondFactorAtSignInPayload> {
        let (set_up, errors) = outcome(at_sign_in::begin(ctx.cx(), &input.ticket).await)?;
        Ok(BeginSecondFactorAtSignInPayload { set_up: set_up.map(SecondFactorSetUp::from), errors })
    }

    /// Sets it up with a first code, and opens the session. For: the holder of a secret.
    async fn confirm_second_factor_at_sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ticket and first code.")] input: ConfirmSecondFactorAtSignInInput,
    ) -> Result<ConfirmSecondFactorAtSignInPayload> {
        let proof = at_sign_in::confirm(ctx.cx(), &input.ticket, &input.code, &visit(ctx)).await;
        let (proof, errors) = outcome(proof)?;
        let mut payload =
            ConfirmSecondFactorAtSignInPayload { errors, ..ConfirmSecondFactorAtSignInPayload::default() };
        match proof {
            Some(Ok((entered, codes))) => {
                payload.viewer = Some(come_in(ctx, entered)?);
                payload.recovery_codes = codes;
            }
            Some(Err(Refused { problem, retry_at })) => {
                payload.retry_at = retry_at;
                payload.errors.push(problem.into());
            }
            None => {}
        }
        Ok(payload)
    }

    /// Makes the key of a telephone, to prove twice who one is; nothing changes before its first code. For: admin, head, ddftp, teacher, tutor, inspector.
    async fn begin_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Password.")] input: BeginSecondFactorInput,
    ) -> Result<BeginSecondFactorPayload> {
        let (set_up, errors) = outcome(own::begin(ctx.cx(), input.current_password).await)?;
        Ok(BeginSecondFactorPayload { set_up: set_up.map(SecondFactorSetUp::from), errors })
    }

    /// Sets it up with a first code: from now on each sign-in asks for one. For: admin, head, ddftp, teacher, tutor, inspector.
    async fn confirm_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First code.")] input: ConfirmSecondFactorInput,
    ) -> Result<ConfirmSecondFactorPayload> {
        let (made, errors) = outcome(own::confirm(ctx.cx(), input.code).await)?;
        let viewer = viewer_after(ctx, made.is_some().then_some(())).await?;
        Ok(ConfirmSecondFactorPayload { viewer, recovery_codes: made.unwrap_or_default(), errors })
    }

    /// Makes the codes for a lost telephone anew; the former ones open nothing any more. For: admin, head, ddftp, teacher, tutor, inspector.
    async fn renew_recovery_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Password and code.")] input: RenewRecoveryCodesInput,
    ) -> Result<RenewRecoveryCodesPayload> {
        let made = own::renew_recovery_codes(ctx.cx(), input.current_password, input.code).await;
        let (made, errors) = outcome(made)?;
        let viewer = viewer_after(ctx, made.is_some().then_some(())).await?;
        Ok(RenewRecoveryCodesPayload { viewer, recovery_codes: made.unwrap_or_default(), errors })
    }

    /// Goes back to the password alone. For: admin, head, ddftp, teacher, tutor, inspector.
    async fn remove_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Password and code.")] input: RemoveSecondFactorInput,
    ) -> Result<RemoveSecondFactorPayload> {
        let (done, errors) = outcome(own::remove(ctx.cx(), input.current_password, input.code).await)?;
        Ok(RemoveSecondFactorPayload { viewer: viewer_after(ctx, done).await?, errors })
    }

    /// Takes the second step away from an account whose telephone and codes are lost; its person is told. For: admin.
    async fn reset_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and why.")] input: ResetSecondFactorInput,
    ) -> Result<ResetSecondFactorPayload> {
        let (user, errors) = outcome(removal::reset_second_factor(ctx.cx(), input.user_id, &input.reason).await)?;
        Ok(ResetSecondFactorPayload { user: user.map(User), errors })
    }
}
