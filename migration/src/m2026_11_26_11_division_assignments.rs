//! Divisions given to teachers by hand, beside those that the files bring.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// Divisions given to teachers by hand, beside those that the files bring.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("division_assignment")
            .uuid("school_year_id")
            .references("school_year_id", "school_year")
            .uuid("division_id")
            .references("division_id", "division")
            .uuid("user_id")
            .references("user_id", "user_account")
            .uuid("assigned_by")
            .references("assigned_by", "user_account")
            .instant("assigned_at")
            .unique(&["division_id", "user_id"])
            .index(&["user_id"])
            .create(manager)
            .await
    }
}
