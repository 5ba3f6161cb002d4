//! Changing rows so that they can be changed back: which columns moved, from what to what.

use crate::cx::Tx;
use crate::error::Result;
use entity::id::ImportRunId;
use entity::import_undo;
use sea_orm::{ActiveModelTrait, EntityTrait, IdenStatic as _, IntoActiveModel, ModelTrait, Set, Value};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

/// What an import changed, written down as it goes.
pub struct Undo {
    run: ImportRunId,
    position: i32,
    rows: Vec<import_undo::ActiveModel>,
}

impl Undo {
    /// Nothing changed yet.
    pub fn new(run: ImportRunId) -> Self {
        Self { run, position: 0, rows: Vec::new() }
    }

    /// A row was created.
    pub fn created(&mut self, tx: &Tx, table: &'static str, record: impl Into<Uuid>) {
        self.note(tx, table, record.into(), None, json!({}));
    }

    /// Something went from `before` to `after`.
    pub fn note(&mut self, tx: &Tx, table: &'static str, record: Uuid, before: Option<Json>, after: Json) {
        self.position += 1;
        self.rows.push(import_undo::ActiveModel {
            id: Set(tx.new_id()),
            import_run_id: Set(self.run),
            position: Set(self.position),
            table_name: Set(table.to_owned()),
            record_id: Set(record),
            before: Set(before),
            after: Set(after),
            ..Default::default()
        });
    }

    /// Writes what was noted.
    pub async fn flush(&mut self, tx: &Tx) -> Result<()> {
        tx.insert_many(std::mem::take(&mut self.rows)).await
    }

    /// Changes a row and notes what moved among `columns`; answers the row to write, or nothing when nothing moved.
    pub fn edit<E, A>(
        &mut self,
        tx: &Tx,
        (table, record): (&'static str, Uuid),
        old: &E::Model,
        columns: &[E::Column],
        change: impl FnOnce(&mut E::Model),
    ) -> Option<A>
    where
        E: EntityTrait<ActiveModel = A>,
        A: ActiveModelTrait<Entity = E>,
        E::Model: ModelTrait<Entity = E> + IntoActiveModel<A> + Clone,
    {
        let mut new = old.clone();
        change(&mut new);
        let (mut before, mut after) = (Map::new(), Map::new());
        for column in columns {
            let (was, is) = (old.get(*column), new.get(*column));
            if was != is {
                before.insert(column.as_str().to_owned(), to_json(&was));
                after.insert(column.as_str().to_owned(), to_json(&is));
            }
        }
        if before.is_empty() {
            return None;
        }
        self.note(tx, table, record, Some(Json::Object(before)), Json::Object(after));
        Some(new.into_active_model())
    }
}

/// Puts the columns noted in `before` back where they still are as in `after`; answers nothing when none is.
pub fn put_back<E, A>(current: &E::Model, columns: &[E::Column], before: &Json, after: &Json) -> Option<A>
where
    E: EntityTrait<ActiveModel = A>,
    A: ActiveModelTrait<Entity = E>,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<A> + Clone,
{
    let mut row = current.clone().into_active_model();
    let mut moved = false;
    for column in columns {
        let name = column.as_str();
        let (Some(was), Some(is)) = (before.get(name), after.get(name)) else { continue };
        let now = current.get(*column);
        if to_json(&now) == *is
            && let Some(value) = from_json(&now, was)
        {
            row.set(*column, value);
            moved = true;
        }
    }
    moved.then_some(row)
}

/// A value as it is kept.
fn to_json(value: &Value) -> Json {
    match value {
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::String(value) => json!(value),
        Value::Uuid(value) => json!(value),
        Value::ChronoDate(value) => json!(value),
        Value::ChronoDateTimeUtc(value) => json!(value),
        Value::Json(value) => json!(value),
        _ => Json::Null,
    }
}

/// A kept value, of the same kind as `like`.
fn from_json(like: &Value, json: &Json) -> Option<Value> {
    #[expect(clippy::option_option, reason = "a kept value may be unreadable, or be nothing")]
    fn read<T: serde::de::DeserializeOwned>(json: &Json) -> Option<Option<T>> {
        serde_json::from_value(json.clone()).ok()
    }
    Some(match like {
        Value::Bool(_) => Value::Bool(read(json)?),
        Value::Int(_) => Value::Int(read(json)?),
        Value::String(_) => Value::String(read(json)?),
        Value::Uuid(_) => Value::Uuid(read(json)?),
        Value::ChronoDate(_) => Value::ChronoDate(read(json)?),
        Value::ChronoDateTimeUtc(_) => Value::ChronoDateTimeUtc(read(json)?),
        Value::Json(_) => Value::Json(Some(Box::new(json.clone()))),
        _ => return None,
    })
}
