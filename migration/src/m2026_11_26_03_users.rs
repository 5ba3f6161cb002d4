//! Accounts are listed by the name that is shown: what the search looks in begins with it, and lists follow it page by page.

use deunicode::deunicode;
use sea_orm_migration::prelude::*;

/// Accounts are listed by the name that is shown: what the search looks in begins with it, and lists follow it page by page.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let old = Index::drop().name("user_account_by_search").table("user_account").to_owned();
        manager.drop_index(old).await?;
        let names = Query::select()
            .columns(["id", "last_name", "first_name", "usage_name", "login"])
            .from("user_account")
            .to_owned();
        let db = manager.get_connection();
        for row in db.query_all(&names).await? {
            let text = |column: &str| row.try_get::<Option<String>>("", column).map(Option::unwrap_or_default);
            let (last, first, usage, login) =
                (text("last_name")?, text("first_name")?, text("usage_name")?, text("login")?);
            let search = if usage.trim().is_empty() || usage == last {
                [last, first, login].join(" ")
            } else {
                [usage, first, last, login].join(" ")
            };
            let search = deunicode(&search).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
            let id: sea_orm::prelude::Uuid = row.try_get("", "id")?;
            let change = Query::update()
                .table("user_account")
                .value("search", search)
                .and_where(Expr::col("id").eq(id))
                .to_owned();
            db.execute(&change).await?;
        }
        let by_name = Index::create()
            .name("user_account_by_search_id")
            .table("user_account")
            .col("establishment_id")
            .col("search")
            .col("id")
            .to_owned();
        manager.create_index(by_name).await
    }
}
