//! The reading log is chained like the log of acts, and the last line of each is sealed each night.

use sea_orm_migration::prelude::*;

use crate::table::Table as Told;

/// The reading log is chained like the log of acts, and the last line of each is sealed each night.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Lines written before the log was chained have the number zero: they are read, and follow nothing.
        for column in [
            ColumnDef::new("number").big_integer().not_null().default(0).to_owned(),
            ColumnDef::new("previous").text().not_null().default("").to_owned(),
            ColumnDef::new("hash").text().not_null().default("").to_owned(),
        ] {
            manager.alter_table(Table::alter().table("read_line").add_column(column).to_owned()).await?;
        }
        let in_order = Index::create()
            .name("read_line_by_number")
            .table("read_line")
            .col("establishment_id")
            .col("number")
            .to_owned();
        manager.create_index(in_order).await?;
        Told::of_school("log_mark")
            .text("log")
            .bigint("number")
            .text("hash")
            .instant("at")
            .text("seal")
            .unique(&["log", "number"])
            .create(manager)
            .await
    }
}
