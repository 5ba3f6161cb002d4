//! The bilans, their levels and the versions that were reopened.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// The bilans, their levels and the versions that were reopened.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("bilan")
            .uuid("learner_id")
            .references("learner_id", "learner")
            .uuid("grading_period_id")
            .references("grading_period_id", "grading_period")
            .uuid("framework_id")
            .points_to("framework_id", "framework")
            .text("kind")
            .text("synthesis")
            .day("reference_date")
            .uuid("author_id")
            .references("author_id", "user_account")
            .uuid("updated_by")
            .references("updated_by", "user_account")
            .maybe_instant("validated_at")
            .maybe_uuid("validated_by")
            .references("validated_by", "user_account")
            .int("version")
            .instant("created_at")
            .instant("updated_at")
            .maybe_instant("deleted_at")
            .index(&["grading_period_id", "learner_id"])
            .index(&["learner_id"])
            .create(manager)
            .await?;

        Table::of_school("bilan_level")
            .uuid("bilan_id")
            .references("bilan_id", "bilan")
            .uuid("framework_item_id")
            .points_to("framework_item_id", "framework_item")
            .maybe_int("rank")
            .flag("absent")
            .maybe_int("proposed")
            .maybe_text("comment")
            .unique(&["bilan_id", "framework_item_id"])
            .create(manager)
            .await?;

        Table::of_school("bilan_version")
            .uuid("bilan_id")
            .references("bilan_id", "bilan")
            .int("number")
            .json("content")
            .instant("validated_at")
            .instant("reopened_at")
            .uuid("reopened_by")
            .references("reopened_by", "user_account")
            .text("reason")
            .unique(&["bilan_id", "number"])
            .create(manager)
            .await?;

        // One bilan at a time for a learner, a period and a framework; sea-query cannot say « where », both engines can.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX bilan_alive ON bilan (establishment_id, learner_id, grading_period_id, framework_id) \
                 WHERE deleted_at IS NULL",
            )
            .await?;
        Ok(())
    }
}
