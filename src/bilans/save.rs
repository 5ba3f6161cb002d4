//! Saving any part of a bilan: what a teacher typed, checked and written, each key by itself.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::bilan::{self, BilanKind};
use entity::id::{BilanId, FrameworkItemId, GradingPeriodId, LearnerId, UserId};
use entity::{bilan_level, enrolment, framework, framework_item, grading_period, learner, school_year, specialty};
use sea_orm::{ColumnTrait as _, Set, Unchanged};

use super::{Level, due, of_bilan, proposal};
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Problems, Result, Versioned as _};
use crate::{frameworks, periods};

/// Longest synthesis, in characters.
pub const LONGEST_SYNTHESIS: usize = 4_000;
/// Longest comment on a competency, in characters.
pub const LONGEST_COMMENT: usize = 1_000;

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
    use bilan_level::Column;
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
    let rows = changed.into_iter().map(|change| {
        let Level { item, rank, absent, proposed, comment } = change.level;
        bilan_level::ActiveModel {
            id: Set(change.known.map_or_else(|| tx.new_id(), |known| known.id)),
            bilan_id: Set(bilan.id),
            framework_item_id: Set(item),
            rank: Set(rank),
            absent: Set(absent),
            proposed: Set(proposed),
            comment: Set(comment),
            ..Default::default()
        }
    });
    tx.upsert_many(rows.collect(), &[Column::Id], &[Column::Rank, Column::Absent, Column::Proposed, Column::Comment])
        .await?;
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
