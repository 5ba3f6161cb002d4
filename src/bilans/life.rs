//! What happens to a bilan as a whole: validated, reopened, removed, taken back.

use chrono::{NaiveDate, TimeDelta};
use entity::bilan_version::BilanVersionCause;
use entity::id::{BilanId, DivisionId};
use entity::{bilan, bilan_level, bilan_version, enrolment, grading_period};
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set, Unchanged};

use super::history::{self, Said};
use super::{Level, due, of_bilan};
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Problems, Result, Versioned as _};
use crate::periods::{self, BIN_DAYS, dates};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// Validates a bilan: it is frozen, the learner can read it, and it counts for its period (`R104`, `R108`, `R112`).
///
/// At least one competency must be positioned; the synthesis may stay empty. The reference date must count for the period.
pub async fn validate_bilan(
    cx: &Cx,
    id: BilanId,
    version: i32,
    client_mutation_id: Option<&str>,
) -> Result<bilan::Model> {
    cx.write(Act::ValidateBilan, async |tx| {
        if let Some(done) = tx.effect(client_mutation_id).await? {
            return tx.get::<bilan::Entity>(BilanId::from(done)).await;
        }
        let bilan = tx.target::<bilan::Entity>(id).await?.at(version)?;
        if bilan.validated_at.is_some() {
            return Err(Problem::whole(Code::Closed, "Ce bilan est déjà validé.").into());
        }
        let mut problems = Problems::new();
        let positioned = of_bilan(tx, id).await?.iter().any(|level| level.rank.is_some());
        problems.unless(positioned, Code::Blank, "levels", "Positionnez au moins une compétence avant de valider.");
        match tx.find::<grading_period::Entity>().by_key(bilan.grading_period_id).one().await? {
            Some(period) => check_date(&mut problems, &period, bilan.reference_date, tx.today()),
            None => problems.add(Problem::whole(
                Code::NotReady,
                "Les dates de cette période ont été retirées. Demandez au DDFTP de les rétablir.",
            )),
        }
        problems.finish()?;
        let user = tx.user()?;
        let row = bilan::ActiveModel {
            id: Unchanged(id),
            validated_at: Set(Some(tx.now())),
            validated_by: Set(Some(user)),
            updated_at: Set(tx.now()),
            updated_by: Set(user),
            version: Set(bilan.version + 1),
            ..Default::default()
        };
        let bilan = tx.save(row).await?;
        tell(tx, &bilan, "a validé un bilan").await?;
        tx.remember(client_mutation_id, bilan.id).await?;
        Ok(bilan)
    })
    .await
}

fn check_date(problems: &mut Problems, period: &grading_period::Model, date: NaiveDate, today: NaiveDate) {
    let span = periods::span(period);
    let day = dates::without_weekday;
    problems.unless(
        span.starts_on <= today,
        Code::NotReady,
        "referenceDate",
        format!("Cette période ne commence que le {}.", day(span.starts_on)),
    );
    problems.unless(
        due::counts_for(span, date),
        Code::OutOfPeriod,
        "referenceDate",
        format!(
            "La date de référence, le {}, est hors de la période\u{a0}: du {} au {}, ou dans les {} jours qui suivent.",
            day(date),
            day(span.starts_on),
            day(span.ends_on),
            dates::GRACE_DAYS,
        ),
    );
}

/// Opens a validated bilan again, for a reason; what it said is kept in its history (`R112`).
pub async fn reopen_bilan(
    cx: &Cx,
    id: BilanId,
    version: i32,
    reason: &str,
    client_mutation_id: Option<&str>,
) -> Result<bilan::Model> {
    let reason = reason.trim();
    cx.write(Act::ReopenBilan, async |tx| {
        if let Some(done) = tx.effect(client_mutation_id).await? {
            return tx.get::<bilan::Entity>(BilanId::from(done)).await;
        }
        let bilan = tx.target::<bilan::Entity>(id).await?.at(version)?;
        let mut problems = Problems::new();
        problems.unless(!reason.is_empty(), Code::Blank, "reason", "Dites pourquoi vous rouvrez ce bilan.");
        problems.unless(
            reason.chars().count() <= LONGEST_REASON,
            Code::TooLong,
            "reason",
            format!("{LONGEST_REASON} caractères au plus."),
        );
        if bilan.validated_at.is_none() {
            problems.add(Problem::whole(Code::Invalid, "Ce bilan est encore un brouillon."));
        }
        problems.finish()?;
        let said = Said::by(&bilan, of_bilan(tx, id).await?.into_iter().map(Level::from));
        history::keep(tx, &bilan, said, BilanVersionCause::Reopened, Some(reason)).await?;
        let row = bilan::ActiveModel {
            id: Unchanged(id),
            validated_at: Set(None),
            validated_by: Set(None),
            updated_at: Set(tx.now()),
            updated_by: Set(tx.user()?),
            version: Set(bilan.version + 1),
            ..Default::default()
        };
        let bilan = tx.save(row).await?;
        tell(tx, &bilan, "a rouvert un bilan").await?;
        tx.remember(client_mutation_id, bilan.id).await?;
        Ok(bilan)
    })
    .await
}

/// Moves one's own draft to the bin, for 30 days (`R186`).
pub async fn delete_bilan(cx: &Cx, id: BilanId, version: i32) -> Result<bilan::Model> {
    cx.write(Act::DeleteBilan, async |tx| {
        let seen = tx.get::<bilan::Entity>(id).await?;
        if seen.validated_at.is_some() {
            return Err(
                Problem::whole(Code::Closed, "Un bilan validé ne se supprime pas\u{a0}: rouvrez-le d’abord.").into()
            );
        }
        let bilan = tx.target::<bilan::Entity>(id).await?.at(version)?;
        let row = bilan::ActiveModel {
            id: Unchanged(id),
            deleted_at: Set(Some(tx.now())),
            version: Set(bilan.version + 1),
            ..Default::default()
        };
        let bilan = tx.save(row).await?;
        tx.changed(Topic::Bilans, bilan.id);
        Ok(bilan)
    })
    .await
}

/// Takes one's own draft back from the bin, within 30 days, unless another bilan stands in its place (`R186`).
pub async fn restore_bilan(cx: &Cx, id: BilanId) -> Result<bilan::Model> {
    cx.write(Act::RestoreBilan, async |tx| {
        let bilan = tx.bin::<bilan::Entity>(id).await?;
        let limit = tx.now() - TimeDelta::days(BIN_DAYS);
        let mut problems = Problems::new();
        problems.unless(
            bilan.deleted_at.is_some_and(|at| at >= limit),
            Code::Expired,
            "bilanId",
            "Ce brouillon est dans la corbeille depuis plus de 30 jours.",
        );
        let other = tx
            .school::<bilan::Entity>()
            .filter(bilan::Column::LearnerId.eq(bilan.learner_id))
            .filter(bilan::Column::GradingPeriodId.eq(bilan.grading_period_id))
            .filter(bilan::Column::FrameworkId.eq(bilan.framework_id))
            .filter(bilan::Column::DeletedAt.is_null())
            .count()
            .await?;
        problems.unless(other == 0, Code::Taken, "bilanId", "Un autre bilan a été commencé pour cette période.");
        problems.finish()?;
        let row = bilan::ActiveModel {
            id: Unchanged(id),
            deleted_at: Set(None),
            version: Set(bilan.version + 1),
            ..Default::default()
        };
        let bilan = tx.save(row).await?;
        tx.changed(Topic::Bilans, bilan.id);
        Ok(bilan)
    })
    .await
}

/// Removes for good the drafts that can no longer be taken back from the bin (`R186`).
pub async fn empty_bin(cx: &Cx) -> Result<()> {
    let old = bilan::Column::DeletedAt.lt(cx.now() - TimeDelta::days(BIN_DAYS));
    if cx.find_kept::<bilan::Entity>().filter(old.clone()).count().await? == 0 {
        return Ok(());
    }
    cx.write(Act::EmptyBin, async |tx| {
        let gone = tx.school::<bilan::Entity>().filter(old).all().await?;
        let gone: Vec<BilanId> = gone.iter().map(|bilan| bilan.id).collect();
        let levels = tx.among(bilan_level::Column::BilanId, &gone);
        tx.delete_where::<bilan_level::Entity>(|d| d.filter(levels)).await?;
        let versions = tx.among(bilan_version::Column::BilanId, &gone);
        tx.delete_where::<bilan_version::Entity>(|d| d.filter(versions)).await?;
        let these = tx.among(bilan::Column::Id, &gone);
        tx.delete_where::<bilan::Entity>(|d| d.filter(these)).await?;
        tx.audit_detail(format!("{} bilans", gone.len()));
        Ok(())
    })
    .await
}

/// Says what was done in the journal, with the learner's division and no name, and wakes the screens.
async fn tell(tx: &Tx, bilan: &bilan::Model, what: &str) -> Result<()> {
    tx.changed(Topic::Bilans, bilan.id);
    tx.journal(what, division(tx, bilan).await?);
    Ok(())
}

async fn division(tx: &Tx, bilan: &bilan::Model) -> Result<Option<DivisionId>> {
    let Some(period) = tx.find::<grading_period::Entity>().by_key(bilan.grading_period_id).one().await? else {
        return Ok(None);
    };
    let enrolment = tx
        .find::<enrolment::Entity>()
        .filter(enrolment::Column::LearnerId.eq(bilan.learner_id))
        .filter(enrolment::Column::SchoolYearId.eq(period.school_year_id))
        .one()
        .await?;
    Ok(enrolment.and_then(|enrolment| enrolment.division_id))
}
