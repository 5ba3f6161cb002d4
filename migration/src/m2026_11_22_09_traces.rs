//! What happened: changes, journal, audit, readings, repeats, and the work still to do.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// What happened: changes, journal, audit, readings, repeats, and the work still to do.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::new("change_log")
            .uuid("establishment_id")
            .points_to("establishment_id", "establishment")
            .bigint("seq")
            .text("topic")
            .maybe_uuid("record")
            .instant("at")
            .primary_key(&["establishment_id", "seq"])
            .create(manager)
            .await?;

        Table::of_school("journal_entry")
            .bigint("seq")
            .instant("at")
            .text("actor")
            .text("text")
            .maybe_uuid("division_id")
            .references("division_id", "division")
            .index(&["seq"])
            .create(manager)
            .await?;

        Table::new("audit_line")
            .id()
            .maybe_uuid("establishment_id")
            .bigint("number")
            .instant("at")
            .maybe_uuid("actor_id")
            .text("role")
            .text("act")
            .maybe_text("record")
            .text("detail")
            .text("previous")
            .text("hash")
            .unique_everywhere(&["establishment_id", "number"])
            .create(manager)
            .await?;

        Table::of_school("read_line")
            .instant("at")
            .uuid("actor_id")
            .text("role")
            .text("operation")
            .json("learners")
            .text("address")
            .index(&["at"])
            .create(manager)
            .await?;

        Table::new("effect")
            .uuid("establishment_id")
            .points_to("establishment_id", "establishment")
            .uuid("user_id")
            .text("client_mutation_id")
            .text("act")
            .maybe_uuid("record")
            .instant("at")
            .primary_key(&["establishment_id", "user_id", "client_mutation_id"])
            .index(&["at"])
            .create(manager)
            .await?;

        Table::new("job")
            .id()
            .text("kind")
            .json("payload")
            .instant("due_at")
            .int("attempts")
            .maybe_instant("claimed_until")
            .maybe_instant("failed_at")
            .maybe_text("error")
            .instant("created_at")
            .maybe_uuid("establishment_id")
            .points_to("establishment_id", "establishment")
            .index(&["due_at"])
            .create(manager)
            .await?;
        Ok(())
    }
}
