//! The storage as the schema shows it.

mod mutations;

pub use mutations::StorageMutation;

use async_graphql::{Context, Description, ID, Object};
use chrono::{DateTime, Utc};
use entity::id::StorageFileId;
use entity::storage_file::{self, StorageSpaceKind};
use entity::stored_file::FileKind;

use crate::access::Act;
use crate::accounts::graphql::User;
use crate::cx::Page;
use crate::error::{Code, Problem, Result};
use crate::establishments::graphql::Division;
use crate::graphql::{Connected, CxExt as _, PageInfo, load_opt};
use crate::storage::{self, Seen, Space, Which};

/// Acts that a space is written with.
const WRITING: [Act; 4] = [Act::StoreFile, Act::RenameStorageFile, Act::DeleteStorageFile, Act::RestoreStorageFile];

/// Place where files are kept: one's own, a division's, the staff's.
#[derive(Clone, Description)]
pub struct StorageSpace(pub Seen);

#[Object(use_type_description)]
impl StorageSpace {
    /// Identifier: `personal`, `team`, or that of the division.
    async fn id(&self) -> ID {
        self.0.space.to_string().into()
    }

    /// Who shares it.
    async fn kind(&self) -> StorageSpaceKind {
        self.0.space.kind()
    }

    /// The division, when it is one's. Null otherwise.
    async fn division(&self) -> Option<Division> {
        self.0.division.clone().map(Division)
    }

    /// Size, in bytes.
    async fn limit_bytes(&self) -> u64 {
        self.0.limit
    }

    /// Bytes of the files in their place. Null for those who do not write here.
    async fn kept_bytes(&self) -> Option<u64> {
        self.0.taken.map(|taken| taken.kept)
    }

    /// Bytes of the bin, which do not count in the size. Null for those who do not write here.
    async fn binned_bytes(&self) -> Option<u64> {
        self.0.taken.map(|taken| taken.binned)
    }

    /// What the viewer may do here.
    async fn viewer_can(&self) -> Vec<Act> {
        if self.0.writable { WRITING.to_vec() } else { Vec::new() }
    }

    /// Files in their place, newest first.
    async fn files(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most; 50 by default, 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<StorageFileConnection> {
        self.page(ctx, Which::Kept, Page { first, after }).await
    }

    /// Files in the bin, newest first. Empty for those who do not write here.
    async fn bin(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most; 50 by default, 200 at most.")] first: Option<i32>,
        #[graphql(desc = "Place to go on from.")] after: Option<String>,
    ) -> Result<StorageFileConnection> {
        self.page(ctx, Which::Binned, Page { first, after }).await
    }
}

impl StorageSpace {
    async fn page(&self, ctx: &Context<'_>, which: Which, page: Page) -> Result<StorageFileConnection> {
        let page = storage::files(ctx.cx(), &self.0, which, &page).await?.wrap(StorageFile);
        Ok(StorageFileConnection { page, seen: self.0.clone(), which })
    }
}

/// File kept in a space of the storage.
#[derive(Clone, Description)]
pub struct StorageFile(pub storage_file::Model);

#[Object(use_type_description)]
impl StorageFile {
    /// Identifier.
    async fn id(&self) -> StorageFileId {
        self.0.id
    }

    /// Name, with the ending that tells its kind.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is, by its content.
    async fn kind(&self) -> FileKind {
        self.0.kind
    }

    /// Size, in bytes.
    async fn bytes(&self) -> i64 {
        self.0.bytes
    }

    /// Address that it is taken away from.
    async fn path(&self) -> String {
        format!("/files/{}", self.0.file_id)
    }

    /// Who put it there. Null when the viewer may not see that person's name.
    async fn added_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_opt(ctx, self.0.added_by).await
    }

    /// When.
    async fn added_at(&self) -> DateTime<Utc> {
        self.0.added_at
    }

    /// Moment it was moved to the bin. Null while it is in its place.
    async fn deleted_at(&self) -> Option<DateTime<Utc>> {
        self.0.deleted_at
    }

    /// Who moved it to the bin. Null while it is in its place.
    async fn deleted_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        let Some(user) = self.0.deleted_by else { return Ok(None) };
        load_opt(ctx, user).await
    }

    /// Number that grows with each edit.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// Files of a space, page by page.
pub struct StorageFileConnection {
    page: Connected<StorageFile>,
    seen: Seen,
    which: Which,
}

/// Files of a space, page by page.
#[Object]
impl StorageFileConnection {
    /// Files of this page.
    async fn nodes(&self) -> &[StorageFile] {
        &self.page.nodes
    }

    /// How to go on.
    async fn page_info(&self) -> PageInfo {
        self.page.page_info.clone()
    }

    /// How many there are in all.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        storage::count(ctx.cx(), &self.seen, self.which).await
    }
}

/// Questions about the storage.
#[derive(Default)]
pub struct StorageQuery;

#[Object]
impl StorageQuery {
    /// Spaces that the viewer sees: one's own, the staff's, then those of divisions.
    async fn storage_spaces(&self, ctx: &Context<'_>) -> Result<Vec<StorageSpace>> {
        ctx.cx().user()?;
        Ok(storage::spaces(ctx.cx()).await?.into_iter().map(StorageSpace).collect())
    }

    /// One space. Null when the viewer does not see it.
    async fn storage_space(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the space.")] id: ID,
    ) -> Result<Option<StorageSpace>> {
        let Ok(space) = id.parse() else { return Ok(None) };
        Ok(storage::space(ctx.cx(), space).await?.map(StorageSpace))
    }
}

/// The space that an input names.
fn named(id: &ID) -> Result<Space> {
    id.parse().map_err(|_| Problem::new(Code::NotFound, "spaceId", "Cet espace n’existe pas.").into())
}
