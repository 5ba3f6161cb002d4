//! Files kept for oneself, for a division, for the staff (R175).
//!
//! A space is nobody's row: it is told by its kind, and by its division when it is one's. Who reads and writes in which is in
//! `access`. What is removed goes to the bin, for 30 days (R186); whoever writes in a space takes back what is in its bin.

pub mod graphql;
mod life;

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use entity::division;
use entity::id::{DivisionId, StoredFileId, UserId};
use entity::storage_file::{self, StorageSpaceKind};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, Order, Set};

use crate::access::{Act, Scope};
use crate::cx::{BIN_DAYS, Cx, Page, Slice};
use crate::error::Result;
use crate::establishments;
use crate::files::{self, FileOf, Holder, Room, Taken};

pub use life::{delete_storage_file, empty_bin, rename_storage_file, restore_storage_file};

/// A place of the storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Space {
    /// One's own.
    Personal,
    /// That of the staff.
    Team,
    /// That of a division.
    Division(DivisionId),
}

/// A space as somebody sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Which one.
    pub space: Space,
    /// The division, when it is one's.
    pub division: Option<division::Model>,
    /// Whether the viewer may write in it.
    pub writable: bool,
    /// What it holds; told to those who write in it.
    pub taken: Option<Taken>,
    /// Its size, in bytes.
    pub limit: u64,
}

/// Which files of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those in their place.
    Kept,
    /// Those in the bin.
    Binned,
}

impl fmt::Display for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Personal => f.write_str("personal"),
            Self::Team => f.write_str("team"),
            Self::Division(id) => id.fmt(f),
        }
    }
}

/// Text that names no space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotASpace;

impl FromStr for Space {
    type Err = NotASpace;

    fn from_str(text: &str) -> Result<Self, NotASpace> {
        match text {
            "personal" => Ok(Self::Personal),
            "team" => Ok(Self::Team),
            division => division.parse().map(Self::Division).map_err(|_| NotASpace),
        }
    }
}

impl Space {
    /// Its kind.
    pub fn kind(self) -> StorageSpaceKind {
        match self {
            Self::Personal => StorageSpaceKind::Personal,
            Self::Team => StorageSpaceKind::Team,
            Self::Division(_) => StorageSpaceKind::Division,
        }
    }

    /// The space that a file is in.
    pub fn of(file: &storage_file::Model) -> Self {
        match (file.space, file.division_id) {
            (StorageSpaceKind::Division, Some(division)) => Self::Division(division),
            (StorageSpaceKind::Team, _) => Self::Team,
            _ => Self::Personal,
        }
    }

    fn division(self) -> Option<DivisionId> {
        if let Self::Division(id) = self { Some(id) } else { None }
    }

    fn holder(self, me: UserId) -> Holder {
        match self {
            Self::Personal => Holder::Person(me),
            Self::Team => Holder::Team,
            Self::Division(id) => Holder::Division(id),
        }
    }

    fn room(self, cx: &Cx) -> Result<Room> {
        match self {
            Self::Personal => Room::of_person(cx),
            shared => Ok(Room::shared(cx, shared.holder(cx.user()?))),
        }
    }

    /// Its rows, among those that `me` sees.
    fn rows(self, me: UserId) -> Expr {
        let kind = storage_file::Column::Space.eq(self.kind());
        match self {
            Self::Personal => kind.and(storage_file::Column::UserId.eq(me)),
            Self::Team => kind,
            Self::Division(id) => kind.and(storage_file::Column::DivisionId.eq(id)),
        }
    }

    /// Whether somebody with this scope of an act may do it here, of the spaces that they see.
    fn within(self, scope: Option<Scope>) -> bool {
        match scope {
            Some(Scope::StaffSpaces | Scope::TeacherSpaces) => true,
            Some(_) => self == Self::Personal,
            None => false,
        }
    }
}

/// The spaces that the actor sees: one's own, the staff's, then divisions of this year by code.
pub async fn spaces(cx: &Cx) -> Result<Vec<Seen>> {
    let Some(scope) = cx.actor().sees::<storage_file::Entity>() else { return Ok(Vec::new()) };
    let writes = cx.actor().scope_of(Act::StoreFile);
    let mut all = Vec::new();
    if Space::Personal.within(writes) {
        all.push((Space::Personal, None));
    }
    if matches!(scope, Scope::StaffSpaces | Scope::TeacherSpaces) {
        all.push((Space::Team, None));
    }
    let divisions = establishments::divisions(cx).await?;
    all.extend(divisions.into_iter().map(|division| (Space::Division(division.id), Some(division))));
    let me = cx.user()?;
    let written: Vec<Holder> =
        all.iter().filter(|(space, _)| space.within(writes)).map(|(space, _)| space.holder(me)).collect();
    let taken = files::taken(cx, &written).await?;
    let seen = all.into_iter().map(|(space, division)| {
        let writable = space.within(writes);
        let limit = space.room(cx)?.limit.unwrap_or_default();
        let taken = writable.then(|| taken.get(&space.holder(me)).copied().unwrap_or_default());
        Ok(Seen { space, division, writable, taken, limit })
    });
    seen.collect()
}

/// One space, if the actor sees it.
pub async fn space(cx: &Cx, space: Space) -> Result<Option<Seen>> {
    Ok(spaces(cx).await?.into_iter().find(|seen| seen.space == space))
}

/// Files of a space, newest first. The bin is for those who write in the space.
pub async fn files(cx: &Cx, seen: &Seen, which: Which, page: &Page) -> Result<Slice<storage_file::Model>> {
    rows(cx, seen, which)?.page(storage_file::Column::Id, Order::Desc, page).await
}

/// How many files there are.
pub async fn count(cx: &Cx, seen: &Seen, which: Which) -> Result<u64> {
    rows(cx, seen, which)?.count().await
}

fn rows<'c>(cx: &'c Cx, seen: &Seen, which: Which) -> Result<crate::cx::Rows<'c, storage_file::Entity>> {
    let of_space = seen.space.rows(cx.user()?);
    Ok(match which {
        Which::Kept => cx.find::<storage_file::Entity>().filter(of_space),
        Which::Binned => {
            let since = cx.now() - TimeDelta::days(BIN_DAYS);
            let restorable =
                if seen.writable { storage_file::Column::DeletedAt.gte(since) } else { crate::cx::nothing() };
            cx.find_kept::<storage_file::Entity>().filter(of_space).filter(restorable)
        }
    })
}

/// Puts a file that was sent in a space (R175). One that the actor may not write in is told like one that is not there.
pub async fn store_file(
    cx: &Cx,
    space: Space,
    file: StoredFileId,
    client_mutation_id: Option<&str>,
) -> Result<storage_file::Model> {
    cx.write(Act::StoreFile, async |tx| {
        if let Some(done) = tx.effect(client_mutation_id).await? {
            return tx.get::<storage_file::Entity>(entity::id::StorageFileId::from(done)).await;
        }
        if let Some(division) = space.division() {
            tx.get::<division::Entity>(division).await?;
        }
        let id = tx.new_id();
        let sent = files::attach(tx, file, FileOf::Storage(id), "fileId", space.room(cx)?).await?;
        let row = storage_file::ActiveModel {
            id: Set(id),
            space: Set(space.kind()),
            user_id: Set(if space == Space::Personal { Some(tx.user()?) } else { None }),
            division_id: Set(space.division()),
            file_id: Set(file),
            name: Set(sent.name),
            kind: Set(sent.kind),
            bytes: Set(sent.bytes),
            added_by: Set(tx.user()?),
            added_at: Set(tx.now()),
            deleted_at: Set(None),
            deleted_by: Set(None),
            version: Set(1),
            ..Default::default()
        };
        tx.insert(row).await?;
        // Within the act's scope, or the whole write is undone.
        let stored = tx.target::<storage_file::Entity>(id).await?;
        tx.remember(client_mutation_id, stored.id).await?;
        Ok(stored)
    })
    .await
}
