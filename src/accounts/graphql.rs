//! People and signing in as the schema shows them.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::id::{DivisionId, UserId};
use entity::role_grant::Role;
use entity::{session, user};

use super::activation::Opening;
use super::palette::{Hit, Kind};
use super::sessions::Opened;
use super::sign_in::{Knock, Outcome};
use super::{activation, links, palette, sessions, sign_in};
use crate::access::{Act, Module, manners};
use crate::error::{Error, Result};
use crate::establishments::names;
use crate::establishments::{self, graphql::Establishment};
use crate::graphql::{Cookie, CxExt as _, LoadError, Loaders, UserError, load, load_opt, outcome};

/// The person signed in, under the role in use.
#[derive(Clone, Description)]
pub struct Viewer {
    user: UserId,
    role: Role,
    session: session::Model,
}

impl From<session::Model> for Viewer {
    fn from(session: session::Model) -> Self {
        Self { user: session.user_id, role: session.role, session }
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
    async fn modules(&self) -> &[Module] {
        manners(self.role).modules
    }

    /// Acts that the role may do at all.
    async fn can(&self, ctx: &Context<'_>) -> Vec<Act> {
        Act::ALL.iter().copied().filter(|act| ctx.cx().can(*act)).collect()
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

/// Account of one person in one establishment.
#[derive(Clone, Description)]
pub struct User(pub user::Model);

#[Object(use_type_description)]
impl User {
    /// Identifier.
    pub(crate) async fn id(&self) -> UserId {
        self.0.id
    }

    /// First name, then the name of usage, else the family name.
    async fn display_name(&self) -> String {
        names::display_name(&self.0)
    }

    /// First letters of the names.
    async fn initials(&self) -> String {
        names::initials(&self.0)
    }

    /// Exact login; null unless it is one's own, or one may hand it over to the person.
    async fn login(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        if ctx.cx().user().is_ok_and(|user| user == self.0.id) {
            return Ok(Some(self.0.login.clone()));
        }
        load_opt(ctx, LoginOf(self.0.id)).await
    }

    /// Roles that the caller sees it hold.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<Role>> {
        Ok(load_opt(ctx, RolesOf(self.0.id)).await?.unwrap_or_default())
    }

    /// Moment a password was first chosen; null before that.
    async fn activated_at(&self) -> Option<DateTime<Utc>> {
        self.0.activated_at
    }

    /// Moment the account was closed; null while it is open.
    async fn deactivated_at(&self) -> Option<DateTime<Utc>> {
        self.0.deactivated_at
    }
}

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
        let codes = opening.codes.into_iter();
        Self {
            opened: i32::try_from(opening.opened).unwrap_or(i32::MAX),
            codes: codes
                .map(|(user, code)| ActivationCode { login: user.login.clone(), user: User(user), code })
                .collect(),
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
        let answer = ctx.answer();
        let knock = Knock {
            uai: input.uai,
            login: input.login,
            password: input.password,
            address: answer.and_then(|answer| answer.address),
            device: answer.and_then(|answer| answer.device.clone()),
        };
        let (done, errors) = outcome(sign_in::sign_in(ctx.cx(), knock).await)?;
        let mut payload = SignInPayload { errors, ..SignInPayload::default() };
        match done {
            Some(Outcome::In { opened, device }) => {
                leave(ctx, Cookie::Device(device))?;
                payload.viewer = Some(enter(ctx, opened)?);
            }
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

/// Leaves the cookie of a session just opened, and lets the rest of the answer be read by its person.
fn enter(ctx: &Context<'_>, opened: Opened) -> Result<Viewer> {
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

impl Loader<UserId> for Loaders {
    type Value = User;
    type Error = LoadError;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, User>, LoadError> {
        let users = super::users(&self.0, ids).await?;
        Ok(users.into_iter().map(|user| (user.id, User(user))).collect())
    }
}

/// Key of the roles of one account.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RolesOf(pub UserId);

impl Loader<RolesOf> for Loaders {
    type Value = Vec<Role>;
    type Error = LoadError;

    async fn load(&self, keys: &[RolesOf]) -> Result<HashMap<RolesOf, Vec<Role>>, LoadError> {
        let ids: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let mut roles: HashMap<RolesOf, Vec<Role>> = HashMap::new();
        for grant in super::roles_of(&self.0, &ids).await? {
            roles.entry(RolesOf(grant.user_id)).or_default().push(grant.role);
        }
        for roles in roles.values_mut() {
            roles.sort_unstable();
        }
        Ok(roles)
    }
}

/// Key of the login of one account, for who may hand it over.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LoginOf(pub UserId);

impl Loader<LoginOf> for Loaders {
    type Value = String;
    type Error = LoadError;

    async fn load(&self, keys: &[LoginOf]) -> Result<HashMap<LoginOf, String>, LoadError> {
        let ids: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let users = super::readable_logins(&self.0, &ids).await?;
        Ok(users.into_iter().map(|user| (LoginOf(user.id), user.login)).collect())
    }
}
