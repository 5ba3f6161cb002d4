//! What was removed and can no longer be taken back (`R186`).

use chrono::TimeDelta;
use entity::id::GradingPeriodId;
use entity::{bilan, certification_deadline, charge, grading_period};
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, QueryFilter as _};

use super::BIN_DAYS;
use crate::access::Act;
use crate::cx::Cx;
use crate::error::Result;

/// Removes for good the periods and deadlines that have been in the bin for longer. A period that a bilan still names waits for it.
pub async fn empty_bin(cx: &Cx) -> Result<()> {
    let limit = cx.now() - TimeDelta::days(BIN_DAYS);
    let named = Query::select()
        .column(bilan::Column::GradingPeriodId)
        .from(bilan::Entity)
        .and_where(bilan::Column::EstablishmentId.eq(cx.establishment()?))
        .to_owned();
    let periods = grading_period::Column::DeletedAt.lt(limit).and(grading_period::Column::Id.not_in_subquery(named));
    let deadlines = certification_deadline::Column::DeletedAt.lt(limit);
    let old = cx.find_kept::<grading_period::Entity>().filter(periods.clone()).count().await?
        + cx.find_kept::<certification_deadline::Entity>().filter(deadlines.clone()).count().await?;
    if old == 0 {
        return Ok(());
    }
    cx.write(Act::EmptyBin, async |tx| {
        let gone = tx.school::<grading_period::Entity>().filter(periods).all().await?;
        let gone: Vec<GradingPeriodId> = gone.iter().map(|period| period.id).collect();
        let charges = tx.among(charge::Column::GradingPeriodId, &gone);
        tx.delete_where::<charge::Entity>(|d| d.filter(charges)).await?;
        let these = tx.among(grading_period::Column::Id, &gone);
        tx.delete_where::<grading_period::Entity>(|d| d.filter(these)).await?;
        let old = tx.delete_where::<certification_deadline::Entity>(|d| d.filter(deadlines)).await?;
        tx.audit_detail(format!("{} periods, {old} deadlines", gone.len()));
        Ok(())
    })
    .await
}
