//! How much room files take, and whose (security F7).
//!
//! The bin does not count in the room of a space, so that removing makes room; it holds as much again at most, so that it is no
//! second room. Everything counts in the school's: files waiting for a record and those in the bin too.

use std::collections::HashMap;

use entity::id::{DivisionId, UserId};
use entity::stored_file;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, FromQueryResult, QueryFilter as _, QuerySelect as _};

use crate::access::{Allowance, Task, manners};
use crate::cx::{Cx, Rows, Tx};
use crate::error::{Code, Error, Problem, Result};

/// Whose room a file takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A person.
    Person(UserId),
    /// A person, for what they ask of the assistance.
    Tickets(UserId),
    /// A division.
    Division(DivisionId),
    /// The staff together.
    Team,
    /// The school itself.
    School,
}

/// A room that a file must fit in.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Whose it is.
    pub holder: Holder,
    /// Its size, in bytes; none for what only the school's own size limits.
    pub limit: Option<u64>,
}

/// What a room holds, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Files in their place.
    pub kept: u64,
    /// Files in the bin.
    pub binned: u64,
}

#[derive(FromQueryResult)]
struct Sum {
    holder: Option<String>,
    kept: Option<i64>,
    binned: Option<i64>,
}

impl Holder {
    /// As the row of a file tells it.
    pub(super) fn word(self) -> String {
        match self {
            Self::Person(user) => user.to_string(),
            Self::Tickets(user) => format!("tickets {user}"),
            Self::Division(division) => division.to_string(),
            Self::Team => "team".to_owned(),
            Self::School => "school".to_owned(),
        }
    }
}

impl Room {
    /// The room of whoever acts.
    pub fn of_person(cx: &Cx) -> Result<Self> {
        let limits = &cx.config().limits;
        let role = cx.actor().role().ok_or(Error::Unauthenticated)?;
        let mib = match manners(role).allowance {
            Allowance::Learner => limits.files_learner_mib,
            Allowance::Adult => limits.files_adult_mib,
        };
        Ok(Self { holder: Holder::Person(cx.user()?), limit: Some(mib << 20) })
    }

    /// The room of what whoever acts asks of the assistance: as large as their own, and apart from it.
    pub fn of_tickets(cx: &Cx) -> Result<Self> {
        Ok(Self { holder: Holder::Tickets(cx.user()?), ..Self::of_person(cx)? })
    }

    /// The room that a division or the team shares.
    pub fn shared(cx: &Cx, holder: Holder) -> Self {
        Self { holder, limit: Some(cx.config().limits.files_shared_mib << 20) }
    }

    /// What the school keeps for itself, few and small.
    pub fn of_school() -> Self {
        Self { holder: Holder::School, limit: None }
    }

    /// What it holds, read in the transaction.
    pub(super) async fn taken_in(&self, tx: &Tx) -> Result<Taken> {
        Ok(sums(tx.school(), &[self.holder]).await?.remove(&self.holder).unwrap_or_default())
    }

    /// Refuses, at the field `path`, a file of `bytes` that does not fit with what is there.
    pub(super) async fn check(&self, tx: &Tx, bytes: u64, path: &str) -> Result<()> {
        let Some(limit) = self.limit else { return Ok(()) };
        let taken = self.taken_in(tx).await?;
        let full = |sentence: String| Err(Problem::new(Code::TooLong, path, sentence).into());
        if taken.kept + bytes > limit {
            let left = limit.saturating_sub(taken.kept);
            return full(if matches!(self.holder, Holder::Tickets(_)) {
                "Vos demandes portent déjà trop de fichiers\u{a0}: il faut retirer celui-ci pour envoyer la vôtre."
                    .to_owned()
            } else if left < 1 << 10 {
                "Cet espace est plein.".to_owned()
            } else {
                format!("Il ne reste que {} dans cet espace.", size(left))
            });
        }
        if taken.kept + taken.binned + bytes > 2 * limit {
            return full("La corbeille de cet espace est pleine. Elle se vide d’elle-même après 30 jours.".to_owned());
        }
        Ok(())
    }
}

/// What takes the room of one takes that of another, however full it gets: nothing is lost.
pub async fn hand_over(tx: &Tx, from: Holder, to: Holder) -> Result<()> {
    let (of, word) = (stored_file::Column::Holder.eq(from.word()), to.word());
    tx.update_where::<stored_file::Entity>(|u| u.col_expr(stored_file::Column::Holder, Expr::value(word)).filter(of))
        .await?;
    Ok(())
}

/// What rooms hold; those that hold nothing are absent.
pub async fn taken(cx: &Cx, holders: &[Holder]) -> Result<HashMap<Holder, Taken>> {
    sums(cx.acting_as(Task::Files, None).find(), holders).await
}

async fn sums(rows: Rows<'_, stored_file::Entity>, holders: &[Holder]) -> Result<HashMap<Holder, Taken>> {
    let words: HashMap<String, Holder> = holders.iter().map(|holder| (holder.word(), *holder)).collect();
    let names: Vec<&str> = words.keys().map(String::as_str).collect();
    let of = |binned: bool| {
        let column = stored_file::Column::BinnedAt;
        let counted = if binned { column.is_not_null() } else { column.is_null() };
        Expr::case(counted, stored_file::Column::Bytes.into_expr()).finally(0).sum().cast_as("bigint")
    };
    let sums: Vec<Sum> = rows
        .among(stored_file::Column::Holder, &names)
        .tuples(|q| {
            q.column(stored_file::Column::Holder)
                .expr_as(of(false), "kept")
                .expr_as(of(true), "binned")
                .group_by(stored_file::Column::Holder)
        })
        .await?;
    let bytes = |sum: Option<i64>| u64::try_from(sum.unwrap_or_default()).unwrap_or_default();
    let found = sums.into_iter().filter_map(|sum| {
        let holder = words.get(sum.holder.as_deref()?)?;
        Some((*holder, Taken { kept: bytes(sum.kept), binned: bytes(sum.binned) }))
    });
    Ok(found.collect())
}

/// Refuses a file that does not fit in the school's room, whatever it is for.
pub(super) async fn check_school(tx: &Tx, bytes: u64) -> Result<()> {
    #[derive(FromQueryResult)]
    struct All {
        bytes: Option<i64>,
    }
    let sum = stored_file::Column::Bytes.into_expr().sum().cast_as("bigint");
    let all: Vec<All> = tx.school::<stored_file::Entity>().tuples(|q| q.expr_as(sum, "bytes")).await?;
    let held = all.first().and_then(|all| u64::try_from(all.bytes?).ok()).unwrap_or_default();
    let limit = tx.cx().config().limits.files_school_mib << 20;
    if held + bytes > limit {
        let sentence =
            "L’établissement n’a plus de place pour de nouveaux fichiers. Son administrateur peut en faire ajouter.";
        return Err(Problem::new(Code::TooLong, "file", sentence).into());
    }
    Ok(())
}

/// A size as a file manager writes it, with 1 024 bytes in a « ko »: « 12 ko », « 3,4 Mo ».
pub fn size(bytes: u64) -> String {
    if bytes < 1 << 20 {
        return format!("{}\u{a0}ko", bytes >> 10);
    }
    let tenths = (bytes * 10) >> 20;
    if tenths.is_multiple_of(10) {
        format!("{}\u{a0}Mo", tenths / 10)
    } else {
        format!("{},{}\u{a0}Mo", tenths / 10, tenths % 10)
    }
}
