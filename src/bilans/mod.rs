//! Bilans: what teachers write about each learner for each grading period.
//!
//! A bilan is for one learner, one framework, one grading period (`R104`). Teachers who teach the learner share it while it
//! is a draft; every key and every word is saved by itself, with a version, so nobody overwrites what they have not seen.
//! Beside each level stays the one that was proposed, from the last bilans until positionings exist (`R111`). Validating
//! freezes it, counts it for its period and shows it to the learner (`R108`, `R112`, `R113`); a correction reopens it with a
//! reason and keeps what it said.
//!
//! [`due`] says what is owed, [`charge`] by whom, [`tracking`] shows a division at a glance, [`proposal`] proposes levels,
//! [`life`] validates, reopens, removes.

pub mod charge;
pub mod due;
pub mod graphql;
pub mod life;
mod proposal;
pub mod tracking;

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::bilan::{self, BilanKind};
use entity::id::{BilanId, FrameworkItemId, GradingPeriodId, LearnerId, UserId};
use entity::{bilan_level, enrolment, framework, framework_item, grading_period, learner, school_year, specialty};
use sea_orm::{ColumnTrait as _, QueryOrder as _, Set, Unchanged};

use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Problems, Result, Versioned as _};
use crate::{frameworks, periods};

/// Longest synthesis, in characters.
pub const LONGEST_SYNTHESIS: usize = 4_000;
/// Longest comment on a competency, in characters.
pub const LONGEST_COMMENT: usize = 1_000;

/// Level of one competency in a bilan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The competency.
    pub item: FrameworkItemId,
    /// Rank in the level scale, from 1; none when not assessed (`R96`).
    pub rank: Option<i32>,
    /// Whether the learner was absent; absent is not a level (`R95`).
    pub absent: bool,
    /// Rank that was proposed, kept beside the one decided (`R111`).
    pub proposed: Option<i32>,
    /// Comment on this competency.
    pub comment: Option<String>,
}

impl From<bilan_level::Model> for Level {
    fn from(row: bilan_level::Model) -> Self {
        Self {
            item: row.framework_item_id,
            rank: row.rank,
            absent: row.absent,
            proposed: row.proposed,
            comment: row.comment,
        }
    }
}

/// What an edit does to one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit<T> {
    /// Leaves it as it is.
    Keep,
    /// Sets it.
    To(T),
}

/// What an edit does to the level of one competency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelEdit {
    /// The competency.
    pub item: FrameworkItemId,
    /// Rank decided; none takes it back.
    pub rank: Edit<Option<i32>>,
    /// Whether the learner was absent.
    pub absent: Edit<bool>,
    /// Comment; none takes it back.
    pub comment: Edit<Option<String>>,
}

/// What a teacher saves: any part of a bilan.
#[derive(Clone, Debug)]
pub struct Save {
    /// The learner.
    pub learner: LearnerId,
    /// The period.
    pub period: GradingPeriodId,
    /// Version that was read; none for a new bilan.
    pub version: Option<i32>,
    /// The written synthesis.
    pub synthesis: Edit<String>,
    /// Levels that change; the others stay.
    pub levels: Vec<LevelEdit>,
    /// Day it speaks of.
    pub reference_date: Edit<NaiveDate>,
}

/// Days a learner is in the school, for what is owed.
pub fn presence(enrolment: &enrolment::Model) -> due::Presence {
    due::Presence { entered_on: enrolment.entered_on, left_on: enrolment.left_on }
}

/// What the count of what is owed needs of a bilan.
pub fn written(bilan: &bilan::Model) -> due::Written {
    due::Written { reference_date: bilan.reference_date, validated: bilan.validated_at.is_some() }
}

/// Acts the viewer may do on a bilan as it stands, for `viewerCan`. The row was seen, so it is in the viewer's team.
pub fn acts_on(cx: &Cx, bilan: &bilan::Model) -> Vec<Act> {
    let mine = cx.actor().user() == Some(bilan.author_id);
    let possible = |act: &Act| match act {
        Act::SaveBilan | Act::ValidateBilan => bilan.validated_at.is_none(),
        Act::DeleteBilan => bilan.validated_at.is_none() && mine,
        _ => bilan.validated_at.is_some(),
    };
    let acts = [Act::SaveBilan, Act::ValidateBilan, Act::ReopenBilan, Act::DeleteBilan];
    acts.into_iter().filter(|act| cx.can(*act)).filter(possible).collect()
}

/// The bilan of a learner for a period, if one stands that the viewer sees.
pub async fn of_learner(cx: &Cx, learner: LearnerId, period: GradingPeriodId) -> Result<Option<bilan::Model>> {
    cx.find::<bilan::Entity>()
        .filter(bilan::Column::LearnerId.eq(learner))
        .filter(bilan::Column::GradingPeriodId.eq(period))
        .with(|q| q.order_by_desc(bilan::Column::Id))
        .one()
        .await
}

/// The learner's own validated bilans, newest first (`R113`).
pub async fn own(cx: &Cx) -> Result<Vec<bilan::Model>> {
    let user = cx.user()?;
    let own = cx.find::<learner::Entity>().filter(learner::Column::UserId.eq(user)).all().await?;
    let ids: Vec<LearnerId> = own.iter().map(|learner| learner.id).collect();
    cx.find::<bilan::Entity>()
        .among(bilan::Column::LearnerId, &ids)
        .filter(bilan::Column::ValidatedAt.is_not_null())
        .with(|q| q.order_by_desc(bilan::Column::ReferenceDate).order_by_desc(bilan::Column::Id))
        .all()
        .await
}

/// Periods of these bilans, those in the bin included.
pub async fn periods_of(cx: &Cx, bilans: &[bilan::Model]) -> Result<HashMap<GradingPeriodId, grading_period::Model>> {
    let ids: Vec<GradingPeriodId> = bilans.iter().map(|bilan| bilan.grading_period_id).collect();
    periods::by_ids(cx, &ids).await
}

/// Levels of many bilans, in one statement.
pub async fn levels(cx: &Cx, bilans: &[BilanId]) -> Result<HashMap<BilanId, Vec<Level>>> {
    let rows = cx
        .find::<bilan_level::Entity>()
        .among(bilan_level::Column::BilanId, bilans)
        .with(|q| q.order_by_asc(bilan_level::Column::FrameworkItemId))
        .all()
        .await?;
    let mut levels: HashMap<BilanId, Vec<Level>> = bilans.iter().map(|id| (*id, Vec::new())).collect();
    for row in rows {
        levels.entry(row.bilan_id).or_default().push(row.into());
    }
    Ok(levels)
}

/// Saves any part of a bilan, beginning it when there is none (`R104`).
///
/// The first save of a learner and period begins the bilan, dated the earlier of today and the period's end unless told
/// otherwise. A version that is no longer the last one is refused, and nothing is lost: the caller still has what was typed.
pub async fn save_bilan(cx: &Cx, save: Save, client_mutation_id: Option<&str>) -> Result<bilan::Model> {
    cx.require(Act::CreateBilan)?;
    let proposed = proposal::for_learner(cx, save.learner, save.period).await?;
    cx.write(Act::SaveBilan, async |tx| {
        if let Some(done) = tx.effect(client_mutation_id).await? {
            return tx.get::<bilan::Entity>(BilanId::from(done)).await;
        }
        let place = Place::read(tx, save.learner, save.period).await?;
        let standing = standing(tx, &save, &place).await?;
        let standing = match (standing, save.version) {
            (Some(known), Some(version)) => Some(tx.target::<bilan::Entity>(known.id).await?.at(version)?),
            (None, None) => None,
            _ => return Err(Problem::new(Code::ChangedMeanwhile, "version", "Ce bilan a changé entre-temps.").into()),
        };
        if standing.as_ref().is_some_and(|bilan| bilan.validated_at.is_some()) {
            return Err(Problem::whole(Code::Closed, "Ce bilan est validé : rouvrez-le pour le corriger.").into());
        }
        let known = match &standing {
            Some(bilan) => of_bilan(tx, bilan.id).await?,
            None => Vec::new(),
        };
        let changed = checked(tx, &save, &place, &known, &proposed).await?;
        let bilan = write(tx, &save, &place, standing, changed).await?;
        tx.remember(client_mutation_id, bilan.id).await?;
        Ok(bilan)
    })
    .await
}

/// Where a bilan belongs, read in the transaction.
struct Place {
    period: grading_period::Model,
    framework: framework::Model,
    enrolment: enrolment::Model,
}

impl Place {
    /// The learner must be in the reach of who creates bilans, and follow the period's diploma and level that year.
    async fn read(tx: &Tx, learner: LearnerId, period: GradingPeriodId) -> Result<Self> {
        let learner = tx.find_for::<learner::Entity>(Act::CreateBilan).get(learner).await?;
        let period = tx.get::<grading_period::Entity>(period).await?;
        let year = tx.get::<school_year::Entity>(period.school_year_id).await?;
        if !year.current {
            return Err(Problem::new(Code::Closed, "periodId", "Cette année scolaire est terminée.").into());
        }
        let specialty = tx.get::<specialty::Entity>(period.specialty_id).await?;
        let framework = tx.get::<framework::Entity>(specialty.framework_id).await?;
        let enrolment = tx
            .find::<enrolment::Entity>()
            .filter(enrolment::Column::LearnerId.eq(learner.id))
            .filter(enrolment::Column::SchoolYearId.eq(period.school_year_id))
            .filter(enrolment::Column::SpecialtyId.eq(period.specialty_id))
            .filter(enrolment::Column::Level.eq(period.level.as_str()))
            .one()
            .await?;
        let Some(enrolment) = enrolment else {
            let message = "Cette période n’est pas celle de la formation de l’apprenant.";
            return Err(Problem::new(Code::Invalid, "periodId", message).into());
        };
        Ok(Self { period, framework, enrolment })
    }
}

async fn standing(tx: &Tx, save: &Save, place: &Place) -> Result<Option<bilan::Model>> {
    tx.find::<bilan::Entity>()
        .filter(bilan::Column::LearnerId.eq(save.learner))
        .filter(bilan::Column::GradingPeriodId.eq(save.period))
        .filter(bilan::Column::FrameworkId.eq(place.framework.id))
        .one()
        .await
}

async fn of_bilan(tx: &Tx, bilan: BilanId) -> Result<Vec<bilan_level::Model>> {
    tx.find::<bilan_level::Entity>().filter(bilan_level::Column::BilanId.eq(bilan)).all().await
}

/// A level as it will stand, and the row it replaces.
struct Changed {
    level: Level,
    code: String,
    known: Option<bilan_level::Model>,
}

/// Checks everything that was sent, gathers all that is wrong, and answers the levels that change.
async fn checked(
    tx: &Tx,
    save: &Save,
    place: &Place,
    known: &[bilan_level::Model],
    proposed: &HashMap<FrameworkItemId, i32>,
) -> Result<Vec<Changed>> {
    let mut problems = Problems::new();
    if let Edit::To(text) = &save.synthesis {
        let message = format!("{LONGEST_SYNTHESIS} caractères au plus.");
        problems.unless(text.chars().count() <= LONGEST_SYNTHESIS, Code::TooLong, "synthesis", message);
    }
    let ids: Vec<FrameworkItemId> = save.levels.iter().map(|edit| edit.item).collect();
    let items = tx.find::<framework_item::Entity>().among(framework_item::Column::Id, &ids).all().await?;
    let ranks: Vec<i32> = frameworks::scale(&place.framework).levels.iter().map(|level| level.rank).collect();
    let mut changed: Vec<Changed> = Vec::new();
    for (n, edit) in save.levels.iter().enumerate() {
        let at = |field: &str| format!("levels.{n}.{field}");
        let item = items.iter().find(|item| item.id == edit.item).filter(|item| concerns(place, item));
        let Some(item) = item else {
            problems.add(Problem::new(Code::NotFound, at("itemId"), "Cette compétence n’est pas évaluée à ce niveau."));
            continue;
        };
        let row = known.iter().find(|row| row.framework_item_id == edit.item).cloned();
        let earlier = changed.iter().position(|other| other.level.item == edit.item).map(|at| changed.remove(at));
        let mut level = earlier
            .map(|earlier| earlier.level)
            .or_else(|| row.clone().map(Level::from))
            .unwrap_or(Level { item: edit.item, rank: None, absent: false, proposed: None, comment: None });
        apply(&mut level, edit);
        problems.unless(
            level.rank.is_none_or(|rank| ranks.contains(&rank)),
            Code::Invalid,
            at("rank"),
            "Ce niveau n’est pas dans l’échelle du diplôme.",
        );
        problems.unless(
            level.comment.as_ref().is_none_or(|text| text.chars().count() <= LONGEST_COMMENT),
            Code::TooLong,
            at("comment"),
            format!("{LONGEST_COMMENT} caractères au plus."),
        );
        level.proposed = level.proposed.or_else(|| proposed.get(&edit.item).copied());
        changed.push(Changed { level, code: item.code.clone(), known: row });
    }
    problems.finish()?;
    changed.retain(|change| change.known.clone().map(Level::from).as_ref() != Some(&change.level));
    Ok(changed)
}

/// Absent is not a level (`R95`): saying one takes back the other.
fn apply(level: &mut Level, edit: &LevelEdit) {
    if let Edit::To(absent) = edit.absent {
        level.absent = absent;
        if absent {
            level.rank = None;
        }
    }
    if let Edit::To(rank) = edit.rank {
        level.rank = rank;
        if rank.is_some() {
            level.absent = false;
        }
    }
    if let Edit::To(comment) = &edit.comment {
        level.comment = comment.clone().filter(|text| !text.trim().is_empty());
    }
}

/// Whether a competency is assessed for this learner: of the framework, at this level, of the learner's option if known.
fn concerns(place: &Place, item: &framework_item::Model) -> bool {
    item.framework_id == place.framework.id
        && item.kind == "competency"
        && !item.retired
        && frameworks::concerns(item, Some(&place.period.level), place.enrolment.option.as_deref())
}

async fn write(
    tx: &Tx,
    save: &Save,
    place: &Place,
    standing: Option<bilan::Model>,
    changed: Vec<Changed>,
) -> Result<bilan::Model> {
    let user = tx.user()?;
    let begun = standing.is_none();
    let bilan = match standing {
        Some(bilan) => bilan,
        None => begin(tx, save, place, user).await?,
    };
    let mut row = bilan::ActiveModel { id: Unchanged(bilan.id), ..Default::default() };
    let mut edited = !changed.is_empty();
    if let Edit::To(text) = &save.synthesis
        && *text != bilan.synthesis
    {
        row.synthesis = Set(text.clone());
        edited = true;
    }
    if let Edit::To(day) = save.reference_date
        && day != bilan.reference_date
    {
        row.reference_date = Set(day);
        edited = true;
    }
    if !edited {
        return Ok(bilan);
    }
    log_levels(tx, &changed);
    for change in changed {
        let Level { item, rank, absent, proposed, comment } = change.level;
        let mut level = bilan_level::ActiveModel {
            rank: Set(rank),
            absent: Set(absent),
            proposed: Set(proposed),
            comment: Set(comment),
            ..Default::default()
        };
        if let Some(known) = change.known {
            level.id = Unchanged(known.id);
            tx.save(level).await?;
        } else {
            level.id = Set(tx.new_id());
            level.establishment_id = Set(bilan.establishment_id);
            level.bilan_id = Set(bilan.id);
            level.framework_item_id = Set(item);
            tx.insert(level).await?;
        }
    }
    if !begun {
        row.version = Set(bilan.version + 1);
    }
    row.updated_by = Set(user);
    row.updated_at = Set(tx.now());
    let bilan = tx.save(row).await?;
    tx.changed(Topic::Bilans, bilan.id);
    Ok(bilan)
}

async fn begin(tx: &Tx, save: &Save, place: &Place, author: UserId) -> Result<bilan::Model> {
    let row = bilan::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(tx.establishment()?),
        learner_id: Set(save.learner),
        grading_period_id: Set(place.period.id),
        framework_id: Set(place.framework.id),
        kind: Set(BilanKind::Intermediate),
        synthesis: Set(String::new()),
        reference_date: Set(due::default_reference_date(periods::span(&place.period), tx.today())),
        author_id: Set(author),
        updated_by: Set(author),
        validated_at: Set(None),
        validated_by: Set(None),
        version: Set(1),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        deleted_at: Set(None),
    };
    let bilan = tx.insert(row).await?;
    tx.changed(Topic::Bilans, bilan.id);
    Ok(bilan)
}

/// Every change of level is in the audit log, where the head reads it (`R181`); comments never are.
fn log_levels(tx: &Tx, changed: &[Changed]) {
    let said = |rank: Option<i32>, absent: bool| match (rank, absent) {
        (_, true) => "abs".to_owned(),
        (Some(rank), false) => rank.to_string(),
        (None, false) => "-".to_owned(),
    };
    let moves: Vec<String> = changed
        .iter()
        .map(|change| {
            let before = change.known.as_ref().map_or_else(|| said(None, false), |row| said(row.rank, row.absent));
            (before, said(change.level.rank, change.level.absent), &change.code)
        })
        .filter(|(before, after, _)| before != after)
        .map(|(before, after, code)| format!("{code}: {before} -> {after}"))
        .collect();
    tx.audit_detail(moves.join(", "));
}

/// Version conflict or frozen bilan: what stands now is worth showing beside what was typed.
pub fn is_conflict(error: &Error) -> bool {
    error.problems().iter().any(|problem| matches!(problem.code, Code::ChangedMeanwhile | Code::Closed))
}
