//! A school sets how long a session may stay idle, opens its learners to an inspector, and says who answers for transfers.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// A school sets how long a session may stay idle, opens its learners to an inspector, and says who answers for transfers.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("idle_limit").text("role").int("minutes").unique(&["role"]).create(manager).await?;

        Table::of_school("inspector_window")
            .uuid("user_id")
            .references("user_id", "user_account")
            .day("starts_on")
            .day("ends_on")
            .uuid("opened_by")
            .references("opened_by", "user_account")
            .instant("opened_at")
            .maybe_uuid("closed_by")
            .references("closed_by", "user_account")
            .maybe_instant("closed_at")
            .index(&["user_id"])
            .create(manager)
            .await?;

        Table::of_school("inspector_window_specialty")
            .uuid("window_id")
            .references("window_id", "inspector_window")
            .uuid("specialty_id")
            .references("specialty_id", "specialty")
            .unique(&["window_id", "specialty_id"])
            .create(manager)
            .await?;

        for mut column in [
            ColumnDef::new("transfer_since").timestamp_with_time_zone().null().to_owned(),
            ColumnDef::new("transfer_by").uuid().null().to_owned(),
            ColumnDef::new("register_reference").text().null().to_owned(),
            ColumnDef::new("officer_name").text().null().to_owned(),
            ColumnDef::new("officer_email").text().null().to_owned(),
        ] {
            let change =
                sea_orm_migration::prelude::Table::alter().table("establishment").add_column(&mut column).to_owned();
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}
