//! People prove twice who they are: what their telephone knows, and what helps once it is lost.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// People prove twice who they are: what their telephone knows, and what helps once it is lost.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("second_factor")
            .uuid("user_id")
            .references("user_id", "user_account")
            .text("sealed_key")
            .maybe_instant("confirmed_at")
            .bigint("last_step")
            .instant("created_at")
            .unique(&["user_id"])
            .create(manager)
            .await?;

        Table::of_school("recovery_code")
            .uuid("user_id")
            .references("user_id", "user_account")
            .text("hash")
            .maybe_instant("used_at")
            .instant("created_at")
            .unique(&["user_id", "hash"])
            .create(manager)
            .await?;
        Ok(())
    }
}
