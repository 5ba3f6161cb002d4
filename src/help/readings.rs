//! How often each article is read in a school, and whether it helped: numbers for each, and nobody's name (R162).

use entity::help_reading::{self, Column};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};

use super::library;
use crate::access::Act;
use crate::cx::Cx;
use crate::error::{Error, Result};

/// Counts a reading of an article.
pub async fn count_help_reading(cx: &Cx, slug: &str) -> Result<()> {
    one_more(cx, Act::CountHelpReading, slug, Column::Readings).await
}

/// Counts somebody whom an article helped, or did not help.
pub async fn rate_help_article(cx: &Cx, slug: &str, helped: bool) -> Result<()> {
    one_more(cx, Act::RateHelpArticle, slug, if helped { Column::Helped } else { Column::NotHelped }).await
}

/// Adds one to a count of an article that the actor may read.
async fn one_more(cx: &Cx, act: Act, slug: &str, counted: Column) -> Result<()> {
    cx.require(act)?;
    let article = library::article(cx, slug).ok_or(Error::NotFound)?;
    cx.write(act, async |tx| {
        let none = help_reading::ActiveModel {
            establishment_id: Set(tx.establishment()?),
            slug: Set(article.slug.clone()),
            readings: Set(0),
            helped: Set(0),
            not_helped: Set(0),
        };
        tx.upsert_many(vec![none], &[Column::EstablishmentId, Column::Slug], &[]).await?;
        let of_it = Column::Slug.eq(article.slug.as_str());
        tx.update_where::<help_reading::Entity>(|u| u.col_expr(counted, Expr::col(counted).add(1)).filter(of_it))
            .await?;
        Ok(())
    })
    .await
}

/// What was counted of each article in the school; outside, nothing is known.
pub async fn counted(cx: &Cx) -> Result<Vec<help_reading::Model>> {
    if cx.actor().establishment().is_none() {
        return Ok(Vec::new());
    }
    cx.find::<help_reading::Entity>().all().await
}
