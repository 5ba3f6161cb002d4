//! What a school sets about itself: what each mutation takes and answers.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use entity::establishment::{self, ActivationMode, ResetMode, SecondFactorPolicy, SignInMessages};
use entity::role_grant::Role;

use crate::error::Result;
use crate::establishments::graphql::Establishment;
use crate::establishments::settings::security::{self, IdleLength, Options};
use crate::establishments::settings::transfers::{self, Transfers};
use crate::establishments::settings::{self, Identity};
use crate::establishments::{self};
use crate::graphql::{CxExt as _, UserError, outcome};

/// What changes in who the school is; what is left out stays.
#[derive(InputObject)]
struct UpdateEstablishmentInput {
    /// Version that was read.
    version: i32,
    /// Name to show.
    name: Option<String>,
    /// Town; empty to take it away.
    town: Option<String>,
    /// Address of contact.
    email: Option<String>,
    /// Telephone of contact; empty to take it away.
    phone: Option<String>,
    /// IANA name of the zone its days are counted in, such as `Europe/Paris`.
    time_zone: Option<String>,
}

/// What came out of changing who the school is.
#[derive(SimpleObject)]
struct UpdateEstablishmentPayload {
    /// The school as it stands now, whether it changed or not.
    establishment: Establishment,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// How long the sessions of a role may stay idle.
#[derive(InputObject)]
struct SessionLengthInput {
    /// The role.
    role: Role,
    /// Minutes without a request after which a session ends.
    minutes: i32,
}

/// What changes in how people come in; what is left out stays.
#[derive(InputObject)]
struct SetSecurityOptionsInput {
    /// Version that was read.
    version: i32,
    /// How people prove who they are at the first sign-in.
    activation: Option<ActivationMode>,
    /// How much a refused sign-in tells.
    sign_in_messages: Option<SignInMessages>,
    /// How staff who lost their password come back in by mail.
    reset: Option<ResetMode>,
    /// From whom a second proof is asked at sign-in.
    second_factor: Option<SecondFactorPolicy>,
    /// Lengths of idle sessions, for the roles whose own changes.
    session_lengths: Option<Vec<SessionLengthInput>>,
}

/// What came out of changing how people come in.
#[derive(SimpleObject)]
struct SetSecurityOptionsPayload {
    /// The school as it stands now, whether it changed or not.
    establishment: Establishment,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What changes about transfers; what is left out stays.
#[derive(InputObject)]
struct SetTransferInput {
    /// Version that was read.
    version: i32,
    /// Whether data of learners may go to other schools.
    active: Option<bool>,
    /// Entry of the register of processing, or old number of the CNIL; empty to take it away.
    register_reference: Option<String>,
    /// Name of the data-protection officer; empty to take it away.
    officer_name: Option<String>,
    /// Address of the data-protection officer; empty to take it away.
    officer_email: Option<String>,
}

/// What came out of changing what is set about transfers.
#[derive(SimpleObject)]
struct SetTransferPayload {
    /// The school as it stands now, whether it changed or not.
    establishment: Establishment,
    /// What the person can put right.
    errors: Vec<UserError>,
}

impl From<SetSecurityOptionsInput> for Options {
    fn from(input: SetSecurityOptionsInput) -> Self {
        let SetSecurityOptionsInput { activation, sign_in_messages, reset, second_factor, session_lengths, .. } = input;
        let length = |SessionLengthInput { role, minutes }| IdleLength { role, minutes: i64::from(minutes) };
        let lengths = session_lengths.unwrap_or_default().into_iter().map(length).collect();
        Self { activation, sign_in_messages, reset, second_factor, lengths }
    }
}

/// What a school sets about itself.
#[derive(Default)]
pub struct SettingsMutation;

#[Object]
impl SettingsMutation {
    /// Changes who the school is. For: admin.
    async fn update_establishment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateEstablishmentInput,
    ) -> Result<UpdateEstablishmentPayload> {
        let UpdateEstablishmentInput { version, name, town, email, phone, time_zone } = input;
        let change = Identity { name, town, email, phone, time_zone };
        let (establishment, errors) =
            told(ctx, settings::update_establishment(ctx.cx(), version, change).await).await?;
        Ok(UpdateEstablishmentPayload { establishment, errors })
    }

    /// Changes how people prove who they are, and for how long they stay signed in. For: admin.
    async fn set_security_options(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: SetSecurityOptionsInput,
    ) -> Result<SetSecurityOptionsPayload> {
        let version = input.version;
        let done = security::set_security_options(ctx.cx(), version, input.into()).await;
        let (establishment, errors) = told(ctx, done).await?;
        Ok(SetSecurityOptionsPayload { establishment, errors })
    }

    /// Allows transfers of learners' data or not, and says who answers for them. For: admin, head.
    async fn set_transfer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: SetTransferInput,
    ) -> Result<SetTransferPayload> {
        let SetTransferInput { version, active, register_reference, officer_name, officer_email } = input;
        let change = Transfers { active, register_reference, officer_name, officer_email };
        let (establishment, errors) = told(ctx, transfers::set_transfer(ctx.cx(), version, change).await).await?;
        Ok(SetTransferPayload { establishment, errors })
    }
}

/// The school as it stands, changed or not: who typed over an older version is shown the newer one.
async fn told(ctx: &Context<'_>, done: Result<establishment::Model>) -> Result<(Establishment, Vec<UserError>)> {
    let (changed, errors) = outcome(done)?;
    let school = match changed {
        Some(school) => school,
        None => establishments::own(ctx.cx()).await?,
    };
    Ok((Establishment(school), errors))
}
