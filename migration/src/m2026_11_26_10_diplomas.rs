//! Teachers choose the diplomas they work on, and each session goes on under one of them.

use sea_orm_migration::prelude::*;

use crate::table::Table as Told;

/// Teachers choose the diplomas they work on, and each session goes on under one of them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Told::of_school("chosen_specialty")
            .uuid("user_id")
            .references("user_id", "user_account")
            .uuid("specialty_id")
            .references("specialty_id", "specialty")
            .unique(&["user_id", "specialty_id"])
            .create(manager)
            .await?;

        // Only a preference of display: one that names no diploma of the person's any more counts as none.
        let column = ColumnDef::new("specialty_id").uuid().null().to_owned();
        manager.alter_table(Table::alter().table("session").add_column(column).to_owned()).await
    }
}
