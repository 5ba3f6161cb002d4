//! School years: from 1 September to 31 August, one of them under way in each school.

use chrono::{Datelike as _, NaiveDate};
use entity::school_year;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, QueryOrder as _, Set};

use crate::cx::{Cx, Tx};
use crate::error::{Error, Result};

/// Civil year in which the school year of a day begins.
pub fn year_of(day: NaiveDate) -> i32 {
    if day.month() >= 9 { day.year() } else { day.year() - 1 }
}

/// First and last day of the school year that begins in a civil year.
pub fn days(year: i32) -> Result<(NaiveDate, NaiveDate)> {
    NaiveDate::from_ymd_opt(year, 9, 1)
        .zip(NaiveDate::from_ymd_opt(year + 1, 8, 31))
        .ok_or_else(|| Error::internal("laying out a school year", year))
}

/// « 2025-2026 ».
pub fn label(year: i32) -> String {
    format!("{year}-{}", year + 1)
}

/// The school year under way.
pub async fn current(cx: &Cx) -> Result<school_year::Model> {
    cx.find::<school_year::Entity>().filter(school_year::Column::Current.eq(true)).one().await?.ok_or(Error::NotFound)
}

/// The identifier of the school year under way, to ask for what happens in it.
pub fn under_way(cx: &Cx) -> Result<SelectStatement> {
    Ok(Query::select()
        .column(school_year::Column::Id)
        .from(school_year::Entity)
        .and_where(school_year::Column::EstablishmentId.eq(cx.establishment()?))
        .and_where(school_year::Column::Current.eq(true))
        .to_owned())
}

/// All the school years, newest first.
pub async fn all(cx: &Cx) -> Result<Vec<school_year::Model>> {
    cx.find::<school_year::Entity>().with(|q| q.order_by_desc(school_year::Column::Year)).all().await
}

/// Begins a school year, which becomes the one under way; a year that is known is only taken up again.
pub async fn begin(tx: &Tx, year: i32) -> Result<school_year::Model> {
    use school_year::Column;
    tx.update_where::<school_year::Entity>(|u| {
        u.col_expr(Column::Current, false.into()).filter(Column::Current.eq(true))
    })
    .await?;
    if let Some(known) = tx.school::<school_year::Entity>().filter(Column::Year.eq(year)).one().await? {
        return tx
            .save(school_year::ActiveModel { id: Unchanged(known.id), current: Set(true), ..Default::default() })
            .await;
    }
    let (starts_on, ends_on) = days(year)?;
    let row = school_year::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(tx.establishment()?),
        year: Set(year),
        starts_on: Set(starts_on),
        ends_on: Set(ends_on),
        current: Set(true),
    };
    Ok(tx.insert(row).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_year_begins_in_september() {
        let year = |text: &str| year_of(text.parse().unwrap());
        assert_eq!([year("2026-08-31"), year("2026-09-01"), year("2027-02-02")], [2025, 2026, 2026]);
    }
}
