//! Files that people send: their bytes in the store, the spaces they are kept in, the school's logo and stamp.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// Files that people send: their bytes in the store, the spaces they are kept in, the school's logo and stamp.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("stored_file")
            .text("name")
            .text("kind")
            .text("purpose")
            .bigint("bytes")
            .text("sha256")
            .maybe_uuid("record_id")
            .maybe_text("holder")
            .maybe_instant("binned_at")
            .uuid("uploaded_by")
            .references("uploaded_by", "user_account")
            .instant("uploaded_at")
            .index(&["holder"])
            .index(&["uploaded_by", "record_id"])
            .create(manager)
            .await?;

        Table::of_school("storage_file")
            .text("space")
            .maybe_uuid("user_id")
            .references("user_id", "user_account")
            .maybe_uuid("division_id")
            .references("division_id", "division")
            .uuid("file_id")
            .references("file_id", "stored_file")
            .text("name")
            .text("kind")
            .bigint("bytes")
            .uuid("added_by")
            .references("added_by", "user_account")
            .instant("added_at")
            .maybe_instant("deleted_at")
            .maybe_uuid("deleted_by")
            .references("deleted_by", "user_account")
            .int("version")
            .unique(&["file_id"])
            .index(&["space", "user_id"])
            .index(&["space", "division_id"])
            .index(&["deleted_at"])
            .create(manager)
            .await?;

        Table::of_school("school_image")
            .text("kind")
            .uuid("file_id")
            .references("file_id", "stored_file")
            .uuid("set_by")
            .references("set_by", "user_account")
            .instant("set_at")
            .maybe_instant("deleted_at")
            .unique(&["file_id"])
            .index(&["kind"])
            .create(manager)
            .await
    }
}
