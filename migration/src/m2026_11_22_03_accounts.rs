//! The people who sign in, their roles, sessions and secrets.

use sea_orm_migration::prelude::*;

use crate::table::Table;

/// The people who sign in, their roles, sessions and secrets.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::of_school("user_account")
            .text("login")
            .text("last_name")
            .text("first_name")
            .maybe_text("usage_name")
            .maybe_text("civility")
            .maybe_text("sex")
            .maybe_text("email")
            .maybe_day("birth_date")
            .text("search")
            .maybe_text("password_hash")
            .maybe_instant("activated_at")
            .maybe_instant("activation_open_until")
            .int("activation_tries")
            .maybe_text("activation_code_hash")
            .text("source")
            .maybe_instant("deactivated_at")
            .maybe_text("deactivated_reason")
            .int("version")
            .instant("created_at")
            .unique(&["login"])
            .index(&["search"])
            .create(manager)
            .await?;

        Table::of_school("role_grant")
            .uuid("user_id")
            .references("user_id", "user_account")
            .text("role")
            .maybe_instant("revoked_at")
            .unique(&["user_id", "role"])
            .create(manager)
            .await?;

        Table::of_school("session")
            .uuid("user_id")
            .references("user_id", "user_account")
            .text("role")
            .text("token_hash")
            .instant("created_at")
            .instant("seen_at")
            .instant("idle_ends_at")
            .instant("ends_at")
            .maybe_instant("ended_at")
            .index(&["user_id"])
            .unique_everywhere(&["token_hash"])
            .create(manager)
            .await?;

        Table::of_school("device")
            .uuid("user_id")
            .references("user_id", "user_account")
            .text("cookie_hash")
            .int("failures")
            .maybe_instant("waits_until")
            .maybe_instant("last_failure_at")
            .instant("trusted_until")
            .unique(&["user_id", "cookie_hash"])
            .create(manager)
            .await?;

        Table::new("throttle")
            .text("key")
            .int("failures")
            .instant("window_started_at")
            .int("day_failures")
            .instant("day_started_at")
            .maybe_instant("waits_until")
            .primary_key(&["key"])
            .create(manager)
            .await?;

        Table::of_school("secret")
            .uuid("user_id")
            .references("user_id", "user_account")
            .text("kind")
            .text("hash")
            .instant("expires_at")
            .maybe_instant("used_at")
            .instant("created_at")
            .index(&["user_id"])
            .unique_everywhere(&["hash"])
            .create(manager)
            .await?;
        Ok(())
    }
}
