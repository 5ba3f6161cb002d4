//! How often each article is read in a school: a number for each, and nobody's name (R162).

use entity::help_reading;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};

use super::library;
use crate::access::Act;
use crate::cx::Cx;
use crate::error::{Error, Result};

/// Counts a reading of an article.
pub async fn count_help_reading(cx: &Cx, slug: &str) -> Result<()> {
    cx.require(Act::CountHelpReading)?;
    let article = library::article(cx, slug).ok_or(Error::NotFound)?;
    cx.write(Act::CountHelpReading, async |tx| {
        let one_more = Expr::col(help_reading::Column::Readings).add(1);
        let of_it = help_reading::Column::Slug.eq(article.slug.as_str());
        let counted = tx
            .update_where::<help_reading::Entity>(|u| {
                u.col_expr(help_reading::Column::Readings, one_more).filter(of_it)
            })
            .await?;
        if counted == 0 {
            let row = help_reading::ActiveModel {
                establishment_id: Set(tx.establishment()?),
                slug: Set(article.slug.clone()),
                readings: Set(1),
            };
            tx.insert_many(vec![row]).await?;
        }
        Ok(())
    })
    .await
}

/// How often each article was read in the school; outside, nothing is known.
pub async fn counted(cx: &Cx) -> Result<Vec<(String, i64)>> {
    if cx.actor().establishment().is_none() {
        return Ok(Vec::new());
    }
    let rows = cx.find::<help_reading::Entity>().all().await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.readings)).collect())
}
