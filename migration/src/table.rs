//! A table told in one line per column, with the conventions every table follows.
//!
//! - `id` is a UUID and the primary key alone;
//! - a school's table carries `establishment_id`, first in its indexes and unique keys;
//! - a foreign key between two tables of a school carries the school too, so that a row cannot point into another school.
//!
//! Released migrations use these words: they are added to, never changed.

use sea_orm_migration::prelude::*;

/// A table being told.
pub struct Table {
    name: &'static str,
    of_school: bool,
    create: TableCreateStatement,
    indexes: Vec<IndexCreateStatement>,
}

impl Table {
    /// A table that belongs to no school; tell its key with [`Table::id`] or [`Table::primary_key`].
    pub fn new(name: &'static str) -> Self {
        let mut create = sea_orm_migration::prelude::Table::create();
        create.table(name);
        Self { name, of_school: false, create, indexes: Vec::new() }
    }

    /// A table that belongs to schools: `id`, `establishment_id`, and the unique pair that other tables point to.
    pub fn of_school(name: &'static str) -> Self {
        let mut table = Self::new(name).id().uuid("establishment_id").points_to("establishment_id", "establishment");
        table.of_school = true;
        table.unique(&["id"])
    }

    /// The key of most tables.
    pub fn id(self) -> Self {
        self.with(ColumnDef::new("id").uuid().not_null().primary_key())
    }

    /// A key of several columns, or of one that is not `id`.
    pub fn primary_key(mut self, columns: &[&'static str]) -> Self {
        let mut key = Index::create();
        for column in columns {
            key.col(*column);
        }
        self.create.primary_key(&mut key);
        self
    }

    /// An identifier.
    pub fn uuid(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).uuid().not_null())
    }

    /// An identifier that may be missing.
    pub fn maybe_uuid(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).uuid().null())
    }

    /// Text of any length; closed sets are text too.
    pub fn text(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).text().not_null())
    }

    /// Text that may be missing.
    pub fn maybe_text(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).text().null())
    }

    /// A number on 32 bits.
    pub fn int(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).integer().not_null())
    }

    /// A number on 32 bits that may be missing.
    pub fn maybe_int(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).integer().null())
    }

    /// A number on 64 bits.
    pub fn bigint(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).big_integer().not_null())
    }

    /// Yes or no.
    pub fn flag(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).boolean().not_null())
    }

    /// A civil day.
    pub fn day(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).date().not_null())
    }

    /// A civil day that may be missing.
    pub fn maybe_day(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).date().null())
    }

    /// A moment, in UTC.
    pub fn instant(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).timestamp_with_time_zone().not_null())
    }

    /// A moment that may be missing.
    pub fn maybe_instant(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).timestamp_with_time_zone().null())
    }

    /// A value whose shape the program knows and the database need not.
    pub fn json(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).json_binary().not_null())
    }

    /// Such a value that may be missing.
    pub fn maybe_json(self, name: &'static str) -> Self {
        self.with(ColumnDef::new(name).json_binary().null())
    }

    /// The column names a row of the same school in another table. A missing value is not checked.
    pub fn references(mut self, column: &'static str, table: &'static str) -> Self {
        self.create.foreign_key(
            ForeignKey::create()
                .name(format!("{}_{column}", self.name))
                .from(self.name, ("establishment_id", column))
                .to(table, ("establishment_id", "id"))
                .on_delete(ForeignKeyAction::Restrict),
        );
        self
    }

    /// The column names a row of a table that belongs to no school.
    pub fn points_to(mut self, column: &'static str, table: &'static str) -> Self {
        self.create.foreign_key(
            ForeignKey::create()
                .name(format!("{}_{column}", self.name))
                .from(self.name, column)
                .to(table, "id")
                .on_delete(ForeignKeyAction::Restrict),
        );
        self
    }

    /// No two rows (of a school) have the same values in these columns.
    pub fn unique(self, columns: &[&'static str]) -> Self {
        self.key("key", columns, true)
    }

    /// No two rows have the same values in these columns, whatever their school.
    pub fn unique_everywhere(mut self, columns: &[&'static str]) -> Self {
        let of_school = std::mem::replace(&mut self.of_school, false);
        let mut table = self.key("key", columns, true);
        table.of_school = of_school;
        table
    }

    /// Rows (of a school) are looked up by these columns, in this order.
    pub fn index(self, columns: &[&'static str]) -> Self {
        self.key("by", columns, false)
    }

    fn key(mut self, word: &str, columns: &[&'static str], unique: bool) -> Self {
        let mut index = Index::create();
        index.name(format!("{}_{word}_{}", self.name, columns.join("_"))).table(self.name);
        if self.of_school {
            index.col("establishment_id");
        }
        for column in columns {
            index.col(*column);
        }
        if unique {
            index.unique();
        }
        self.indexes.push(index);
        self
    }

    /// Creates the table, then its indexes.
    pub async fn create(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager.create_table(self.create).await?;
        for index in self.indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    fn with(mut self, column: &mut ColumnDef) -> Self {
        self.create.col(column);
        self
    }
}
