//! A query on a table that already contains only what the actor may see.

use super::Cx;
use super::db::On;
use crate::access::{Act, Me, Scope, Seen};
use crate::error::{Error, Result};
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{ArrayType, Expr, ExprTrait as _, IntoCondition};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait as _, DbBackend, FromQueryResult, Order, PaginatorTrait as _,
    PrimaryKeyTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Value,
};

/// Rows of table `E` that the actor sees, before they are read.
#[must_use = "nothing is read before `all`, `one`, `count`…"]
pub struct Rows<'a, E: Seen> {
    cx: &'a Cx,
    on: On<'a>,
    select: Select<E>,
}

/// A slice of a list, forward only (architecture §8).
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// How many at most; 50 by default, 200 at most.
    pub first: Option<i32>,
    /// Opaque place to go on from.
    pub after: Option<String>,
}

/// The rows of a page and how to go on.
#[derive(Debug)]
pub struct Slice<T> {
    /// Rows, in order.
    pub rows: Vec<T>,
    /// Place after the last one.
    pub end_cursor: Option<String>,
    /// Whether more follow.
    pub has_next: bool,
}

impl<'a, E: Seen> Rows<'a, E> {
    pub(super) fn seen(cx: &'a Cx, on: On<'a>) -> Self {
        Self { cx, on, select: E::find().filter(visible::<E>(cx)) }
    }

    pub(super) fn kept(cx: &'a Cx, on: On<'a>) -> Self {
        Self { cx, on, select: E::find().filter(within::<E>(cx, cx.actor().sees::<E>())) }
    }

    /// Every row of the school, the bin included; for rules inside a write.
    pub(super) fn school(cx: &'a Cx, on: On<'a>) -> Self {
        let select = match (E::ESTABLISHMENT, cx.actor().establishment()) {
            (Some(column), Some(establishment)) => E::find().filter(column.eq(establishment)),
            (None, _) => E::find(),
            (Some(_), None) if cx.is_task() => E::find(),
            (Some(_), None) => E::find().filter(nothing()),
        };
        Self { cx, on, select }
    }

    /// Filters, orders or joins the query; the right is already in it.
    pub fn with(mut self, change: impl FnOnce(Select<E>) -> Select<E>) -> Self {
        self.select = change(self.select);
        self
    }

    /// Keeps the rows that meet a condition.
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.select = self.select.filter(condition.into_condition());
        self
    }

    /// Keeps the rows whose column is one of `values`: one parameter, so one prepared statement for any number of them.
    pub fn among<V: Into<Value> + Copy>(self, column: E::Column, values: &[V]) -> Self {
        let on = self.on;
        self.filter(among(on.get_database_backend(), column, values.iter().map(|value| (*value).into())))
    }

    /// Reads them all.
    pub async fn all(self) -> Result<Vec<E::Model>> {
        let rows = self.select.all(&self.on).await?;
        self.cx.note::<E>(&rows);
        Ok(rows)
    }

    /// Reads the first one, if any.
    pub async fn one(self) -> Result<Option<E::Model>> {
        let row = self.select.one(&self.on).await?;
        if let Some(row) = &row {
            self.cx.note::<E>(std::slice::from_ref(row));
        }
        Ok(row)
    }

    /// Reads the row with this key, or says that it is not there.
    pub async fn get(self, id: impl Into<<E::PrimaryKey as PrimaryKeyTrait>::ValueType>) -> Result<E::Model> {
        self.by_key(id).one().await?.ok_or(Error::NotFound)
    }

    /// Keeps the row with this key.
    pub fn by_key(self, id: impl Into<<E::PrimaryKey as PrimaryKeyTrait>::ValueType>) -> Self {
        use sea_orm::{Iterable as _, PrimaryKeyToColumn as _};
        let values = sea_orm::sea_query::IntoValueTuple::into_value_tuple(id.into());
        let condition = E::PrimaryKey::iter()
            .zip(values)
            .fold(Condition::all(), |all, (key, value)| all.add(key.into_column().eq(value)));
        self.filter(condition)
    }

    /// How many there are.
    pub async fn count(self) -> Result<u64> {
        Ok(self.select.count(&self.on).await?)
    }

    /// Reads chosen columns or aggregates into `T`. The rows read this way name nobody, so no reading is noted.
    pub async fn tuples<T: FromQueryResult>(self, choose: impl FnOnce(Select<E>) -> Select<E>) -> Result<Vec<T>> {
        Ok(choose(self.select.select_only()).into_model::<T>().all(&self.on).await?)
    }

    /// Reads one page in the order of `key`, a column without two equal values.
    pub async fn page(self, key: E::Column, order: Order, page: &Page) -> Result<Slice<E::Model>>
    where
        E::Model: sea_orm::ModelTrait<Entity = E>,
    {
        self.slice(&[key], order, page).await
    }

    /// Reads one page in the order of `key`, whose equal values follow the primary key: nobody is lost or told twice between pages.
    pub async fn page_by(self, key: E::Column, order: Order, page: &Page) -> Result<Slice<E::Model>>
    where
        E::Model: sea_orm::ModelTrait<Entity = E>,
    {
        use sea_orm::Iterable as _;
        let keys = std::iter::once(key).chain(E::PrimaryKey::iter().map(sea_orm::PrimaryKeyToColumn::into_column));
        self.slice(&keys.collect::<Vec<_>>(), order, page).await
    }

    async fn slice(self, keys: &[E::Column], order: Order, page: &Page) -> Result<Slice<E::Model>>
    where
        E::Model: sea_orm::ModelTrait<Entity = E>,
    {
        let first = page.first.unwrap_or(50).clamp(0, 200);
        let name = keys.iter().map(sea_orm::IdenStatic::as_str).collect::<Vec<_>>().join(" ");
        let mut rows = self;
        if let Some(after) = &page.after {
            let place = Expr::tuple(rows.cx.open_cursor(&name, after)?.into_iter().map(Expr::val));
            let columns = Expr::tuple(keys.iter().map(|key| key.into_expr()));
            rows = rows.filter(if order == Order::Desc { columns.lt(place) } else { columns.gt(place) });
        }
        let (cx, on) = (rows.cx, rows.on);
        let limit = u64::try_from(first).unwrap_or_default() + 1;
        let ordered = keys.iter().fold(rows.select, |select, key| select.order_by(*key, order.clone()));
        let mut read = ordered.limit(limit).all(&on).await?;
        let has_next = read.len() as u64 == limit;
        read.truncate(usize::try_from(first).unwrap_or_default());
        cx.note::<E>(&read);
        let place = |row: &E::Model| keys.iter().map(|key| sea_orm::ModelTrait::get(row, *key)).collect::<Vec<_>>();
        let end_cursor = read.last().map(|row| cx.seal_cursor(&name, &place(row)));
        Ok(Slice { rows: read, end_cursor, has_next })
    }
}

/// Condition of what the actor sees of `E`, the bin left out.
pub(super) fn visible<E: Seen>(cx: &Cx) -> Condition {
    let mut condition = Condition::all();
    if let Some(bin) = E::BIN {
        condition = condition.add(bin.is_null());
    }
    condition.add(within::<E>(cx, cx.actor().sees::<E>()))
}

/// Condition of the rows of `E` within the scope of an act.
pub(super) fn within_act<E: Seen>(cx: &Cx, act: Act) -> Condition {
    within::<E>(cx, cx.actor().scope_of(act))
}

fn within<E: Seen>(cx: &Cx, scope: Option<Scope>) -> Condition {
    let Some(scope) = scope else { return nothing().into_condition() };
    let establishment = cx.actor().establishment();
    let mut condition = Condition::all();
    if let Some(column) = E::ESTABLISHMENT {
        match establishment {
            Some(establishment) => condition = condition.add(column.eq(establishment)),
            // A task without a school crosses them all; nobody else does.
            None if cx.is_task() => return condition,
            None => return nothing().into_condition(),
        }
    }
    if cx.is_task() {
        return condition;
    }
    match establishment {
        Some(establishment) => {
            condition.add(E::within(&Me { user: cx.actor().user(), establishment, today: cx.today() }, scope))
        }
        None if scope == Scope::Public => condition,
        None => nothing().into_condition(),
    }
}

/// A condition no row meets.
pub fn nothing() -> Expr {
    Expr::val(1).eq(0)
}

/// `column = ANY(values)` as one parameter on either engine.
pub(super) fn among<C: ColumnTrait>(backend: DbBackend, column: C, values: impl Iterator<Item = Value>) -> Expr {
    let values: Vec<Value> = values.collect();
    let Some(first) = values.first() else { return nothing() };
    let ids = matches!(first, Value::Uuid(_));
    if backend == DbBackend::Postgres {
        let kind = if ids {
            ArrayType::Uuid
        } else if matches!(first, Value::Int(_)) {
            ArrayType::Int
        } else if matches!(first, Value::BigInt(_)) {
            ArrayType::BigInt
        } else {
            ArrayType::String
        };
        return column.into_expr().eq(PgFunc::any(Value::Array(kind, Some(Box::new(values)))));
    }
    let list: Vec<serde_json::Value> = values
        .iter()
        .map(|value| match value {
            Value::Uuid(Some(id)) => id.simple().to_string().into(),
            Value::Int(Some(number)) => (*number).into(),
            Value::BigInt(Some(number)) => (*number).into(),
            Value::String(Some(text)) => text.clone().into(),
            _ => serde_json::Value::Null,
        })
        .collect();
    let template =
        if ids { "? IN (SELECT unhex(value) FROM json_each(?))" } else { "? IN (SELECT value FROM json_each(?))" };
    Expr::cust_with_exprs(template, [column.into_expr(), Expr::val(serde_json::Value::Array(list).to_string())])
}
