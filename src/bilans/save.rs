//! Saving any part of a bilan: what a teacher typed, checked and written, each key by itself.

use chrono::NaiveDate;
use entity::bilan::{self, BilanKind};
use entity::bilan_version::BilanVersionCause;
use entity::id::{BilanId, FrameworkItemId, GradingPeriodId, LearnerId, UserId};
use entity::{bilan_level, enrolment, framework, grading_period, learner, school_year, specialty};
use sea_orm::{ColumnTrait as _, Set, Unchanged};

use super::check::{Changed, checked};
use super::history::{self, Said};
use super::{Level, due, of_bilan, proposal};
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Result, Versioned as _};
use crate::periods;

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

/// Whose words stand when two people wrote the same thing; the other's are kept in the bilan's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settle {
    /// What is sent stands; what stood is kept.
    Mine,
    /// What stands stays; what is sent is kept.
    Theirs,
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
    /// How a conflict with what a colleague saved is settled; none when there was no conflict.
    pub settle: Option<Settle>,
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
        let theirs = save.settle == Some(Settle::Theirs);
        let standing = match (standing(tx, &save, &place).await?, save.version) {
            // What is kept beside overwrites nothing, so any version will do.
            (Some(known), _) if theirs => Some(tx.target::<bilan::Entity>(known.id).await?),
            (Some(known), Some(version)) => Some(tx.target::<bilan::Entity>(known.id).await?.at(version)?),
            (None, None) if !theirs => None,
            _ => return Err(Problem::new(Code::ChangedMeanwhile, "version", "Ce bilan a changé entre-temps.").into()),
        };
        if !theirs && standing.as_ref().is_some_and(|bilan| bilan.validated_at.is_some()) {
            return Err(Problem::whole(Code::Closed, "Ce bilan est validé\u{a0}: rouvrez-le pour le corriger.").into());
        }
        let known = match &standing {
            Some(bilan) => of_bilan(tx, bilan.id).await?,
            None => Vec::new(),
        };
        let changed = checked(tx, &save, &place, &known, &proposed).await?;
        let bilan = match (standing, save.settle) {
            (Some(bilan), Some(choice)) => settle(tx, choice, &save, &place, bilan, known, changed).await?,
            (standing, _) => write(tx, &save, &place, standing, changed).await?,
        };
        tx.remember(client_mutation_id, bilan.id).await?;
        Ok(bilan)
    })
    .await
}

/// Where a bilan belongs, read in the transaction.
pub(super) struct Place {
    pub(super) period: grading_period::Model,
    pub(super) framework: framework::Model,
    pub(super) enrolment: enrolment::Model,
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

/// Keeps the words that were not chosen in the bilan's history, and writes those that were.
async fn settle(
    tx: &Tx,
    choice: Settle,
    save: &Save,
    place: &Place,
    bilan: bilan::Model,
    known: Vec<bilan_level::Model>,
    changed: Vec<Changed>,
) -> Result<bilan::Model> {
    let sent = edited(save, &bilan);
    if sent == bilan && changed.is_empty() {
        return Ok(bilan);
    }
    match choice {
        Settle::Mine => {
            let stood = Said::by(&bilan, known.into_iter().map(Level::from));
            history::keep(tx, &bilan, stood, BilanVersionCause::Replaced, None).await?;
            write(tx, save, place, Some(bilan), changed).await
        }
        Settle::Theirs => {
            let untouched = known.into_iter().map(Level::from);
            let untouched = untouched.filter(|level| changed.iter().all(|change| change.level.item != level.item));
            let levels: Vec<Level> = untouched.chain(changed.iter().map(|change| change.level.clone())).collect();
            let said = Said { written_by: Some(tx.user()?), validated_by: None, ..Said::by(&sent, levels.into_iter()) };
            history::keep(tx, &bilan, said, BilanVersionCause::SetAside, None).await?;
            tx.changed(Topic::Bilans, bilan.id);
            Ok(bilan)
        }
    }
}

/// The bilan with the text and the day that are sent.
fn edited(save: &Save, bilan: &bilan::Model) -> bilan::Model {
    let mut sent = bilan.clone();
    if let Edit::To(text) = &save.synthesis {
        sent.synthesis.clone_from(text);
    }
    if let Edit::To(day) = save.reference_date {
        sent.reference_date = day;
    }
    sent
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
    let sent = edited(save, &bilan);
    if sent == bilan && changed.is_empty() {
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
    let row = bilan::ActiveModel {
        id: Unchanged(bilan.id),
        synthesis: Set(sent.synthesis),
        reference_date: Set(sent.reference_date),
        version: Set(if begun { bilan.version } else { bilan.version + 1 }),
        updated_by: Set(user),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
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
