//! The calendar of the year, and who is in charge of whose bilans.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// The calendar of the year, and who is in charge of whose bilans.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("grading_period")
            .uuid("specialty_id")
            .references("specialty_id", "specialty")
            .text("level")
            .uuid("school_year_id")
            .references("school_year_id", "school_year")
            .int("number")
            .text("rhythm")
            .day("starts_on")
            .day("ends_on")
            .maybe_text("external_ref")
            .int("version")
            .maybe_instant("deleted_at")
            .maybe_uuid("deleted_by")
            .references("deleted_by", "user_account")
            .index(&["school_year_id", "specialty_id", "level"])
            .create(manager)
            .await?;

        Table::of_school("charge")
            .uuid("grading_period_id")
            .references("grading_period_id", "grading_period")
            .uuid("learner_id")
            .references("learner_id", "learner")
            .uuid("user_id")
            .references("user_id", "user_account")
            .uuid("named_by")
            .references("named_by", "user_account")
            .instant("named_at")
            .unique(&["grading_period_id", "learner_id", "user_id"])
            .index(&["user_id"])
            .create(manager)
            .await?;

        Table::of_school("lsl_period")
            .uuid("specialty_id")
            .references("specialty_id", "specialty")
            .text("level")
            .uuid("school_year_id")
            .references("school_year_id", "school_year")
            .text("rhythm")
            .day("opens_on")
            .day("closes_on")
            .int("version")
            .unique(&["school_year_id", "specialty_id", "level"])
            .create(manager)
            .await?;

        Table::of_school("certification_deadline")
            .uuid("specialty_id")
            .references("specialty_id", "specialty")
            .text("level")
            .uuid("school_year_id")
            .references("school_year_id", "school_year")
            .maybe_uuid("framework_item_id")
            .points_to("framework_item_id", "framework_item")
            .day("date")
            .int("version")
            .maybe_instant("deleted_at")
            .index(&["school_year_id", "specialty_id", "level"])
            .create(manager)
            .await?;
        Ok(())
    }
}
