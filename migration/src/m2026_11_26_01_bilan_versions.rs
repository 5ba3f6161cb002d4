//! A bilan keeps what it said for other reasons than being reopened: both texts of a conflict stay in its history.

use sea_orm_migration::prelude::*;

/// A bilan keeps what it said for other reasons than being reopened: both texts of a conflict stay in its history.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let change = || Table::alter().table("bilan_version").to_owned();
        let instant = ColumnDef::new("validated_at_or_none").timestamp_with_time_zone().null().to_owned();
        let text = ColumnDef::new("reason_or_none").text().null().to_owned();
        let cause = ColumnDef::new("cause").text().not_null().default("REOPENED").to_owned();
        manager.alter_table(change().rename_column("reopened_at", "kept_at").to_owned()).await?;
        manager.alter_table(change().rename_column("reopened_by", "kept_by").to_owned()).await?;
        manager.alter_table(change().add_column(cause).to_owned()).await?;
        // SQLite cannot loosen a column, so both engines get a new one in its place.
        for (column, loose) in [("validated_at", instant), ("reason", text)] {
            let name = loose.get_column_name();
            manager.alter_table(change().add_column(loose.clone()).to_owned()).await?;
            let copy = format!("UPDATE bilan_version SET {name} = {column}");
            manager.get_connection().execute_unprepared(&copy).await?;
            manager.alter_table(change().drop_column(column).to_owned()).await?;
            manager.alter_table(change().rename_column(name, column).to_owned()).await?;
        }
        Ok(())
    }
}
