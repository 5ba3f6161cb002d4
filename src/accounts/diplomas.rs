//! The diplomas that a person works on, and the one whose classes a session shows (R20–R22).
//!
//! A preference of display: it shortens lists and grants nothing, so a link to what it leaves out still opens. Teachers choose
//! among the diplomas of the establishment; until they do, theirs are those of the learners they teach this year. A session
//! goes on under one of them or under all, and the next one begins where the last was; a diploma that left the school, or that
//! its person no longer works on, counts as none.

use std::collections::HashSet;

use entity::id::{SpecialtyId, UserId};
use entity::role_grant::Role;
use entity::{chosen_specialty, division, session, specialty, user};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, QueryOrder as _, Set};

use super::sessions;
use crate::access::Act;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Problems, Result};
use crate::establishments;

/// The diplomas of a person, as of one session.
pub struct Diplomas {
    /// In the order of their frameworks: a teacher's own; for everybody else, all that the role sees.
    pub all: Vec<specialty::Model>,
    /// Whether a teacher chose them; false while they are those of the learners taught this year.
    pub chosen: bool,
    current: Option<SpecialtyId>,
}

impl Diplomas {
    /// The one whose classes are shown; none for all of them.
    pub fn current(&self) -> Option<&specialty::Model> {
        self.all.iter().find(|specialty| Some(specialty.id) == self.current)
    }

    /// Those that lists are limited to; none when nothing is left out.
    fn shown(&self) -> Option<Vec<SpecialtyId>> {
        match self.current {
            Some(current) => Some(vec![current]),
            None => self.chosen.then(|| self.all.iter().map(|specialty| specialty.id).collect()),
        }
    }
}

/// The diplomas of the person who asks. Those who choose none see all that their role sees, and none of them is the current one.
pub async fn own(cx: &Cx) -> Result<Diplomas> {
    let mut all = establishments::specialties(cx).await?;
    if !cx.can(Act::UseSpecialty) {
        return Ok(Diplomas { all, chosen: false, current: None });
    }
    let choices = chosen_specialty::Column::UserId.eq(cx.user()?);
    let choices = cx.find::<chosen_specialty::Entity>().filter(choices).all().await?;
    let choices: HashSet<SpecialtyId> = choices.into_iter().map(|choice| choice.specialty_id).collect();
    let chosen = all.iter().any(|specialty| choices.contains(&specialty.id));
    let kept = if chosen { choices } else { taught(cx).await? };
    all.retain(|specialty| kept.contains(&specialty.id));
    let current = match all.as_slice() {
        [only] => Some(only.id),
        several => {
            let session = cx.find::<session::Entity>().by_key(sessions::session_of(cx)?).one().await?;
            let asked = session.and_then(|session| session.specialty_id);
            asked.filter(|asked| several.iter().any(|specialty| specialty.id == *asked))
        }
    };
    Ok(Diplomas { all, chosen, current })
}

/// Diplomas of the learners taught this year.
async fn taught(cx: &Cx) -> Result<HashSet<SpecialtyId>> {
    let followed = establishments::followed(cx).await?;
    Ok(followed.into_iter().map(|followed| followed.specialty_id).collect())
}

/// Diplomas that lists are limited to for who asks; none when nothing is left out.
pub async fn shown(cx: &Cx) -> Result<Option<Vec<SpecialtyId>>> {
    if cx.can(Act::UseSpecialty) { Ok(own(cx).await?.shown()) } else { Ok(None) }
}

/// Divisions of the school year under way to list for who asks, by code: those where learners prepare what is shown, and those
/// whose diploma nobody knows yet, which would be in no list otherwise.
pub async fn divisions(cx: &Cx) -> Result<Vec<division::Model>> {
    let mut divisions = establishments::divisions(cx).await?;
    let Some(shown) = shown(cx).await? else { return Ok(divisions) };
    let followed = establishments::followed(cx).await?;
    divisions.retain(|division| {
        let mut of_division = followed.iter().filter(|followed| followed.division_id == Some(division.id)).peekable();
        of_division.peek().is_none() || of_division.any(|followed| shown.contains(&followed.specialty_id))
    });
    Ok(divisions)
}

/// Whether the current diploma has classes for who asks; true where there is no current diploma (R22).
pub(super) async fn has_classes(cx: &Cx) -> Result<bool> {
    if !cx.can(Act::UseSpecialty) || own(cx).await?.current().is_none() {
        return Ok(true);
    }
    Ok(!divisions(cx).await?.is_empty())
}

/// Chooses the diplomas that one works on; none gives back those of the learners taught this year (R20).
pub async fn choose(cx: &Cx, mut ids: Vec<SpecialtyId>) -> Result<()> {
    ids.sort_unstable();
    ids.dedup();
    cx.write(Act::ChooseSpecialties, async |tx| {
        let me = tx.target::<user::Entity>(tx.user()?).await?.id;
        let known = tx.find::<specialty::Entity>().among(specialty::Column::Id, &ids).all().await?;
        let mut problems = Problems::new();
        let message = "L’un de ces diplômes n’est pas enseigné dans l’établissement.";
        problems.unless(known.len() == ids.len(), Code::NotFound, "specialtyIds", message);
        problems.finish()?;
        let former = chosen_specialty::Column::UserId.eq(me);
        tx.delete_where::<chosen_specialty::Entity>(|d| d.filter(former)).await?;
        let establishment = tx.establishment()?;
        let rows = ids.iter().map(|specialty| chosen_specialty::ActiveModel {
            id: Set(tx.new_id()),
            establishment_id: Set(establishment),
            user_id: Set(me),
            specialty_id: Set(*specialty),
        });
        tx.insert_many(rows.collect()).await?;
        tx.audit_detail(ids.len().to_string());
        Ok(())
    })
    .await
}

/// Goes on under one of one's diplomas, or under all, in this session (R21).
pub async fn use_specialty(cx: &Cx, id: Option<SpecialtyId>) -> Result<()> {
    cx.require(Act::UseSpecialty)?;
    let (own, session) = (own(cx).await?, sessions::session_of(cx)?);
    cx.write(Act::UseSpecialty, async |tx| {
        let session = tx.target::<session::Entity>(session).await?;
        if id.is_some_and(|id| own.all.iter().all(|specialty| specialty.id != id)) {
            let message = "Ce diplôme n’est pas l’un des vôtres.";
            return Err(Problem::new(Code::Invalid, "specialtyId", message).into());
        }
        tx.save(session::ActiveModel { id: Unchanged(session.id), specialty_id: Set(id), ..Default::default() })
            .await?;
        Ok(())
    })
    .await
}

/// The diploma of the account's last session under a role: the next one begins with it.
pub(super) async fn last(tx: &Tx, user: UserId, role: Role) -> Result<Option<SpecialtyId>> {
    let under = session::Column::UserId.eq(user).and(session::Column::Role.eq(role));
    let last = tx
        .school::<session::Entity>()
        .filter(under)
        .with(|q| q.order_by_desc(session::Column::CreatedAt).order_by_desc(session::Column::Id))
        .one()
        .await?;
    Ok(last.and_then(|session| session.specialty_id))
}
