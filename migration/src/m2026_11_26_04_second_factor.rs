//! A school says from whom it asks a second proof at sign-in.

use sea_orm_migration::prelude::*;

/// A school says from whom it asks a second proof at sign-in.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let policy = ColumnDef::new("second_factor").text().not_null().default("OFF").to_owned();
        manager.alter_table(Table::alter().table("establishment").add_column(policy).to_owned()).await
    }
}
