//! An account made by hand that was merged with an imported one says with which.

use sea_orm_migration::prelude::*;

/// An account made by hand that was merged with an imported one says with which.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = ColumnDef::new("merged_into").uuid().null().to_owned();
        manager.alter_table(Table::alter().table("user_account").add_column(column).to_owned()).await
    }
}
