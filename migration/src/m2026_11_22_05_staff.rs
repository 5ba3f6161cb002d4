//! What the imports say of the staff, and what is taught to whom.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// What the imports say of the staff, and what is taught to whom.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("staff_member")
            .uuid("user_id")
            .references("user_id", "user_account")
            .text("source_type")
            .text("source_id")
            .maybe_text("function")
            .flag("substitute")
            .unique(&["source_type", "source_id"])
            .index(&["user_id"])
            .create(manager)
            .await?;

        Table::of_school("teaching")
            .uuid("school_year_id")
            .references("school_year_id", "school_year")
            .uuid("user_id")
            .references("user_id", "user_account")
            .text("subject_code")
            .maybe_uuid("division_id")
            .references("division_id", "division")
            .maybe_uuid("group_id")
            .references("group_id", "learner_group")
            .text("mode")
            .index(&["user_id"])
            .index(&["division_id"])
            .index(&["group_id"])
            .create(manager)
            .await?;

        Table::of_school("homeroom")
            .uuid("division_id")
            .references("division_id", "division")
            .uuid("user_id")
            .references("user_id", "user_account")
            .unique(&["division_id", "user_id"])
            .index(&["user_id"])
            .create(manager)
            .await?;
        Ok(())
    }
}
