//! Every change of the schema of Établi's database, in order.
//!
//! Written with sea-query's builders so that SQLite and PostgreSQL get the same tables. Append-only once released; never
//! reads the `entity` crate, so that an old migration still compiles when the tables have moved on.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod table;

mod m2026_11_22_01_frameworks;
mod m2026_11_22_02_establishments;
mod m2026_11_22_03_accounts;
mod m2026_11_22_04_people;
mod m2026_11_22_05_staff;
mod m2026_11_22_06_periods;
mod m2026_11_22_07_bilans;
mod m2026_11_22_08_imports;
mod m2026_11_22_09_traces;
mod m2026_11_26_01_bilan_versions;
mod m2026_11_26_02_own_accounts;
mod m2026_11_26_03_users;
mod m2026_11_26_04_second_factor;
mod m2026_11_26_05_settings;
mod m2026_11_26_06_personal_space;
mod m2026_11_26_07_files;
mod m2026_11_26_08_help;
mod m2026_11_26_09_sealed_logs;
mod m2026_11_26_10_diplomas;
mod m2026_11_26_11_division_assignments;
mod m2026_11_26_12_merged_accounts;
mod m2026_11_26_14_ticket_files;

/// Brings a database to the schema this program expects.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m2026_11_22_01_frameworks::Migration),
            Box::new(m2026_11_22_02_establishments::Migration),
            Box::new(m2026_11_22_03_accounts::Migration),
            Box::new(m2026_11_22_04_people::Migration),
            Box::new(m2026_11_22_05_staff::Migration),
            Box::new(m2026_11_22_06_periods::Migration),
            Box::new(m2026_11_22_07_bilans::Migration),
            Box::new(m2026_11_22_08_imports::Migration),
            Box::new(m2026_11_22_09_traces::Migration),
            Box::new(m2026_11_26_01_bilan_versions::Migration),
            Box::new(m2026_11_26_02_own_accounts::Migration),
            Box::new(m2026_11_26_03_users::Migration),
            Box::new(m2026_11_26_04_second_factor::Migration),
            Box::new(m2026_11_26_05_settings::Migration),
            Box::new(m2026_11_26_06_personal_space::Migration),
            Box::new(m2026_11_26_07_files::Migration),
            Box::new(m2026_11_26_08_help::Migration),
            Box::new(m2026_11_26_09_sealed_logs::Migration),
            Box::new(m2026_11_26_10_diplomas::Migration),
            Box::new(m2026_11_26_11_division_assignments::Migration),
            Box::new(m2026_11_26_12_merged_accounts::Migration),
            Box::new(m2026_11_26_14_ticket_files::Migration),
        ]
    }
}
