//! People look after their own account: how a school lets them back in, an address to confirm, the browsers they use.

use sea_orm_migration::prelude::*;

/// People look after their own account: how a school lets them back in, an address to confirm, the browsers they use.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = |table: &'static str, column: ColumnDef| Table::alter().table(table).add_column(column).to_owned();
        let reset = ColumnDef::new("reset").text().not_null().default("LINK").to_owned();
        manager.alter_table(add("establishment", reset)).await?;
        manager.alter_table(add("user_account", ColumnDef::new("pending_email").text().null().to_owned())).await?;
        manager.alter_table(add("session", ColumnDef::new("browser").text().null().to_owned())).await
    }
}
