//! The import runs, what they found and how to undo them.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// The import runs, what they found and how to undo them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("import_run")
            .int("school_year")
            .flag("new_year")
            .text("state")
            .instant("started_at")
            .uuid("started_by")
            .references("started_by", "user_account")
            .json("counts")
            .maybe_text("message")
            .maybe_json("confirmation")
            .maybe_text("digest")
            .maybe_instant("applied_at")
            .maybe_uuid("applied_by")
            .references("applied_by", "user_account")
            .maybe_instant("undone_at")
            .maybe_instant("exported_at")
            .int("version")
            .index(&["started_at"])
            .create(manager)
            .await?;

        Table::of_school("import_file")
            .maybe_uuid("import_run_id")
            .references("import_run_id", "import_run")
            .text("name")
            .maybe_text("kind")
            .text("state")
            .bigint("bytes")
            .bigint("read_bytes")
            .bigint("read_lines")
            .text("sha256")
            .text("stored_name")
            .maybe_text("message")
            .text("summary")
            .uuid("uploaded_by")
            .references("uploaded_by", "user_account")
            .instant("uploaded_at")
            .index(&["import_run_id"])
            .create(manager)
            .await?;

        Table::of_school("import_line")
            .uuid("import_run_id")
            .references("import_run_id", "import_run")
            .int("position")
            .text("subject")
            .text("outcome")
            .text("file")
            .maybe_int("line")
            .text("name")
            .maybe_text("division")
            .text("detail")
            .maybe_text("before")
            .maybe_text("after")
            .flag("warning")
            .json("choices")
            .maybe_text("decision")
            .json("payload")
            .index(&["import_run_id", "outcome", "position"])
            .create(manager)
            .await?;

        Table::of_school("import_undo")
            .uuid("import_run_id")
            .references("import_run_id", "import_run")
            .int("position")
            .text("table_name")
            .uuid("record_id")
            .maybe_json("before")
            .json("after")
            .index(&["import_run_id", "position"])
            .create(manager)
            .await?;
        Ok(())
    }
}
