//! The national frameworks: their items and the links between them.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// The national frameworks: their items and the links between them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::new("framework")
            .id()
            .text("code")
            .text("revision")
            .text("title")
            .text("short_title")
            .text("diploma_type")
            .int("cycle_years")
            .json("levels")
            .json("mef")
            .json("family_mef")
            .json("vocational_subjects")
            .json("scales")
            .json("options")
            .instant("loaded_at")
            .flag("carried")
            .int("position")
            .index(&["position"])
            .create(manager)
            .await?;

        Table::new("framework_item")
            .id()
            .uuid("framework_id")
            .points_to("framework_id", "framework")
            .text("kind")
            .text("code")
            .text("label")
            .int("position")
            .maybe_text("option")
            .maybe_text("version")
            .maybe_text("heading")
            .flag("retired")
            .json("levels")
            .index(&["framework_id", "kind", "position"])
            .create(manager)
            .await?;

        Table::new("framework_link")
            .id()
            .uuid("framework_id")
            .points_to("framework_id", "framework")
            .text("kind")
            .uuid("origin_id")
            .points_to("origin_id", "framework_item")
            .uuid("destination_id")
            .points_to("destination_id", "framework_item")
            .index(&["framework_id", "kind"])
            .index(&["origin_id"])
            .index(&["destination_id"])
            .create(manager)
            .await?;
        Ok(())
    }
}
