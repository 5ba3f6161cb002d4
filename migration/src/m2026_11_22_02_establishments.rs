//! The schools and how a year of theirs is laid out.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// The schools and how a year of theirs is laid out.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::new("establishment")
            .id()
            .text("uai")
            .text("name")
            .maybe_text("town")
            .maybe_text("email")
            .maybe_text("phone")
            .text("time_zone")
            .text("activation")
            .text("sign_in_messages")
            .bigint("change_seq")
            .instant("created_at")
            .int("version")
            .unique(&["uai"])
            .create(manager)
            .await?;

        Table::of_school("school_year")
            .int("year")
            .day("starts_on")
            .day("ends_on")
            .flag("current")
            .unique(&["year"])
            .create(manager)
            .await?;

        Table::of_school("school_subscription")
            .uuid("framework_id")
            .points_to("framework_id", "framework")
            .day("ends_on")
            .index(&["framework_id"])
            .create(manager)
            .await?;

        Table::of_school("specialty")
            .uuid("framework_id")
            .points_to("framework_id", "framework")
            .maybe_instant("deleted_at")
            .unique(&["framework_id"])
            .create(manager)
            .await?;

        Table::of_school("mef")
            .text("stem")
            .text("label")
            .maybe_uuid("specialty_id")
            .references("specialty_id", "specialty")
            .maybe_text("option")
            .flag("common")
            .flag("attached_by_hand")
            .unique(&["stem"])
            .create(manager)
            .await?;

        Table::of_school("division")
            .uuid("school_year_id")
            .references("school_year_id", "school_year")
            .text("code")
            .text("label")
            .maybe_instant("removed_at")
            .unique(&["school_year_id", "code"])
            .create(manager)
            .await?;

        Table::of_school("learner_group")
            .uuid("school_year_id")
            .references("school_year_id", "school_year")
            .text("code")
            .text("label")
            .maybe_instant("removed_at")
            .unique(&["school_year_id", "code"])
            .create(manager)
            .await?;

        Table::of_school("group_division")
            .uuid("group_id")
            .references("group_id", "learner_group")
            .uuid("division_id")
            .references("division_id", "division")
            .unique(&["group_id", "division_id"])
            .create(manager)
            .await?;

        Table::of_school("subject")
            .text("code")
            .text("label")
            .text("short_label")
            .unique(&["code"])
            .create(manager)
            .await?;
        Ok(())
    }
}
