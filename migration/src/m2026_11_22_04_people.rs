//! What the imports say of learners and of their guardians.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// What the imports say of learners and of their guardians.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("learner")
            .uuid("user_id")
            .references("user_id", "user_account")
            .text("source_id")
            .maybe_text("ine")
            .maybe_text("ine_former")
            .maybe_text("ine_flag")
            .maybe_day("exit_on")
            .maybe_text("exit_reason")
            .unique(&["user_id"])
            .index(&["ine"])
            .index(&["source_id"])
            .create(manager)
            .await?;

        Table::of_school("enrolment")
            .uuid("learner_id")
            .references("learner_id", "learner")
            .uuid("school_year_id")
            .references("school_year_id", "school_year")
            .maybe_uuid("division_id")
            .references("division_id", "division")
            .maybe_uuid("mef_id")
            .references("mef_id", "mef")
            .maybe_uuid("specialty_id")
            .references("specialty_id", "specialty")
            .maybe_text("level")
            .maybe_text("option")
            .text("status")
            .maybe_day("entered_on")
            .maybe_day("left_on")
            .unique(&["learner_id", "school_year_id"])
            .index(&["division_id"])
            .index(&["specialty_id", "level"])
            .index(&["school_year_id", "division_id"])
            .create(manager)
            .await?;

        Table::of_school("group_member")
            .uuid("group_id")
            .references("group_id", "learner_group")
            .uuid("learner_id")
            .references("learner_id", "learner")
            .unique(&["group_id", "learner_id"])
            .index(&["learner_id"])
            .create(manager)
            .await?;

        Table::of_school("guardian")
            .text("source_id")
            .maybe_text("civility")
            .text("last_name")
            .text("first_name")
            .maybe_text("email")
            .json("phones")
            .unique(&["source_id"])
            .create(manager)
            .await?;

        Table::of_school("guardian_link")
            .uuid("guardian_id")
            .references("guardian_id", "guardian")
            .uuid("learner_id")
            .references("learner_id", "learner")
            .int("level")
            .maybe_text("kinship")
            .flag("first_to_call")
            .unique(&["guardian_id", "learner_id"])
            .index(&["learner_id"])
            .create(manager)
            .await?;

        Ok(())
    }
}
