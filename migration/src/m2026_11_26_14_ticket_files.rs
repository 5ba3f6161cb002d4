//! What somebody asks of the assistance has a file at most, and an article of help tells whether it helped.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// What somebody asks of the assistance has a file at most, and an article of help tells whether it helped.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("ticket_file")
            .uuid("ticket_id")
            .references("ticket_id", "ticket")
            .uuid("message_id")
            .references("message_id", "ticket_message")
            .uuid("file_id")
            .references("file_id", "stored_file")
            .text("name")
            .text("kind")
            .bigint("bytes")
            .unique(&["ticket_id"])
            .unique(&["file_id"])
            .create(manager)
            .await?;

        for column in ["helped", "not_helped"] {
            let counts = ColumnDef::new(column).big_integer().not_null().default(0).to_owned();
            let mut alter = sea_orm_migration::prelude::Table::alter();
            manager.alter_table(alter.table("help_reading").add_column(counts).to_owned()).await?;
        }
        Ok(())
    }
}
