//! Assistance: what people ask, what they are answered, and how often each article is read.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// Assistance: what people ask, what they are answered, and how often each article is read.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::new("help_reading")
            .uuid("establishment_id")
            .points_to("establishment_id", "establishment")
            .text("slug")
            .bigint("readings")
            .primary_key(&["establishment_id", "slug"])
            .create(manager)
            .await?;

        Table::of_school("ticket")
            .uuid("author_id")
            .references("author_id", "user_account")
            .text("category")
            .text("desk")
            .flag("personal")
            .flag("shares_address")
            .text("title")
            .text("role")
            .maybe_text("page")
            .text("version")
            .text("state")
            .instant("due_at")
            .instant("created_at")
            .instant("moved_at")
            .maybe_instant("answered_at")
            .index(&["author_id"])
            .index(&["state"])
            .index(&["moved_at"])
            .create(manager)
            .await?;

        Table::of_school("ticket_message")
            .uuid("ticket_id")
            .references("ticket_id", "ticket")
            .uuid("author_id")
            .references("author_id", "user_account")
            .text("text")
            .instant("at")
            .index(&["ticket_id"])
            .create(manager)
            .await
    }
}
