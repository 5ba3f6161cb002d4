//! What is opened to inspectors as the schema shows it.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, InputObject, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{InspectorWindowId, SpecialtyId, UserId};
use entity::{inspector_window, specialty};

use super::User;
use crate::access::Act;
use crate::accounts::windows::{self, Opening, WindowState};
use crate::cx::Page;
use crate::error::Result;
use crate::establishments::graphql::Specialty;
use crate::graphql::{Connected, CxExt as _, LoadError, Loaders, PageInfo, UserError, load_opt, outcome};

/// Days during which an inspector may read what concerns some diplomas.
#[derive(Clone, Description)]
pub struct InspectorWindow(pub inspector_window::Model);

#[Object(use_type_description)]
impl InspectorWindow {
    /// Identifier.
    async fn id(&self) -> InspectorWindowId {
        self.0.id
    }

    /// The inspector. Null when the viewer may not read the name.
    async fn inspector(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_opt(ctx, self.0.user_id).await
    }

    /// First day, from its first second on in the school's time zone.
    async fn starts_on(&self) -> NaiveDate {
        self.0.starts_on
    }

    /// Last day, until its midnight.
    async fn ends_on(&self) -> NaiveDate {
        self.0.ends_on
    }

    /// Where it stands today.
    async fn state(&self, ctx: &Context<'_>) -> WindowState {
        windows::state(ctx.cx(), &self.0)
    }

    /// Diplomas that may be read. To the inspector, those alone that are open now.
    async fn specialties(&self, ctx: &Context<'_>) -> Result<Vec<Specialty>> {
        Ok(load_opt(ctx, SpecialtiesOf(self.0.id)).await?.unwrap_or_default())
    }

    /// Who opened it. Null when the viewer may not read the name.
    async fn opened_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_opt(ctx, self.0.opened_by).await
    }

    /// Moment it was opened.
    async fn opened_at(&self) -> DateTime<Utc> {
        self.0.opened_at
    }

    /// Moment it was closed by hand. Null unless it was.
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.0.closed_at
    }

    /// Acts that the viewer may do on it as it stands.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Vec<Act> {
        let lasts = matches!(windows::state(ctx.cx(), &self.0), WindowState::Coming | WindowState::Open);
        [Act::CloseInspectorAccess].into_iter().filter(|act| lasts && ctx.cx().can(*act)).collect()
    }
}

/// A page of what is and was opened to inspectors.
pub struct InspectorWindowConnection(Connected<InspectorWindow>);

/// A page of what is and was opened to inspectors.
#[Object]
impl InspectorWindowConnection {
    /// The windows, the last one to end first.
    async fn nodes(&self) -> &[InspectorWindow] {
        &self.0.nodes
    }

    /// How to go on.
    async fn page_info(&self) -> PageInfo {
        self.0.page_info.clone()
    }
}

/// Questions about what is opened to inspectors.
#[derive(Default)]
pub struct WindowQuery;

#[Object]
impl WindowQuery {
    /// Coming, open and past windows, the last one to end first; an inspector's own. For: admin, head, inspector.
    async fn inspector_windows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 50 by default and 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<InspectorWindowConnection> {
        let page = windows::list(ctx.cx(), &Page { first, after }).await?;
        Ok(InspectorWindowConnection(page.wrap(InspectorWindow)))
    }
}

/// What to open, and to whom.
#[derive(InputObject)]
struct OpenInspectorAccessInput {
    /// Account of the inspector.
    inspector_id: UserId,
    /// First day, today at the earliest.
    starts_on: NaiveDate,
    /// Last day; 90 days in all at most.
    ends_on: NaiveDate,
    /// Diplomas, one at least.
    specialty_ids: Vec<SpecialtyId>,
}

/// What came out of opening an access.
#[derive(SimpleObject)]
struct OpenInspectorAccessPayload {
    /// The window.
    window: Option<InspectorWindow>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A window to close.
#[derive(InputObject)]
struct CloseInspectorAccessInput {
    /// The window.
    window_id: InspectorWindowId,
}

/// What came out of closing an access.
#[derive(SimpleObject)]
struct CloseInspectorAccessPayload {
    /// The window, closed.
    window: Option<InspectorWindow>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What is done about inspectors.
#[derive(Default)]
pub struct WindowMutation;

#[Object]
impl WindowMutation {
    /// Opens diplomas to an inspector between two days, read only. For: head.
    async fn open_inspector_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, to whom, and when.")] input: OpenInspectorAccessInput,
    ) -> Result<OpenInspectorAccessPayload> {
        let OpenInspectorAccessInput { inspector_id: inspector, starts_on, ends_on, specialty_ids: specialties } =
            input;
        let opening = Opening { inspector, starts_on, ends_on, specialties };
        let (window, errors) = outcome(windows::open(ctx.cx(), opening).await)?;
        Ok(OpenInspectorAccessPayload { window: window.map(InspectorWindow), errors })
    }

    /// Closes an access before its last day; the inspector is signed out at once. For: admin, head.
    async fn close_inspector_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which window.")] input: CloseInspectorAccessInput,
    ) -> Result<CloseInspectorAccessPayload> {
        let (window, errors) = outcome(windows::close(ctx.cx(), input.window_id).await)?;
        Ok(CloseInspectorAccessPayload { window: window.map(InspectorWindow), errors })
    }
}

/// Key of the diplomas of one window.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpecialtiesOf(pub InspectorWindowId);

impl Loader<SpecialtiesOf> for Loaders {
    type Value = Vec<Specialty>;
    type Error = LoadError;

    async fn load(&self, keys: &[SpecialtiesOf]) -> Result<HashMap<SpecialtiesOf, Vec<Specialty>>, LoadError> {
        let ids: Vec<InspectorWindowId> = keys.iter().map(|key| key.0).collect();
        let found = windows::specialties(&self.0, &ids).await?;
        let shown = |rows: Vec<specialty::Model>| rows.into_iter().map(Specialty).collect();
        Ok(found.into_iter().map(|(id, specialties)| (SpecialtiesOf(id), shown(specialties))).collect())
    }
}
