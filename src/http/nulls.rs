//! Puts back the `null`s that failed fields leave.
//!
//! The library (7.1 and later) leaves a field in error out of `data`, nullable or not, and keeps its parent: no
//! normalising cache can live with that. So, only when there are errors, the path of each is walked against the schema and
//! the nearest place that may be null is set to `null`, as the specification says.

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, ExecutableDocument, OperationType, Selection, SelectionSet, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, PathSegment, Response, Value};

/// Types of the fields of each object and interface.
#[derive(Debug, Default)]
pub struct Types(HashMap<String, HashMap<String, Type>>);

impl Types {
    /// Reads them from the schema's text; ours, so one that does not parse has no types.
    pub fn of(sdl: &str) -> Self {
        let mut types = HashMap::new();
        let Ok(document) = async_graphql::parser::parse_schema(sdl) else { return Self(types) };
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                _ => continue,
            };
            let fields = fields.into_iter().map(|field| (field.node.name.node.to_string(), field.node.ty.node));
            types.insert(definition.node.name.node.to_string(), fields.collect());
        }
        Self(types)
    }

    /// Sets to `null` what the errors of `response` leave without a value.
    pub fn put_nulls(&self, response: &mut Response, document: &ExecutableDocument) {
        let Some((_, operation)) = document.operations.iter().next() else { return };
        let root = match operation.node.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        let sets = vec![(root.to_owned(), &operation.node.selection_set.node)];
        for error in &response.errors {
            if !error.path.is_empty() && matches!(response.data, Value::Object(_)) {
                match self.nearest(&error.path, &sets, document) {
                    Some(length) => set_null(&mut response.data, &error.path[..length]),
                    None => response.data = Value::Null,
                }
            }
        }
    }

    /// Length of the longest beginning of `path` that leads to a place that may be null; `None` when none does.
    fn nearest(
        &self,
        path: &[PathSegment],
        sets: &[(String, &SelectionSet)],
        document: &ExecutableDocument,
    ) -> Option<usize> {
        let mut sets = sets.to_vec();
        let mut here: Option<Type> = None;
        let mut nearest = None;
        for (index, segment) in path.iter().enumerate() {
            let next = match segment {
                PathSegment::Field(key) => {
                    let (found, inside) = self.field(key, &sets, document)?;
                    let name = named(&found).to_owned();
                    sets = inside.into_iter().map(|set| (name.clone(), set)).collect();
                    found
                }
                PathSegment::Index(_) => match here?.base {
                    BaseType::List(item) => *item,
                    BaseType::Named(_) => return nearest,
                },
            };
            if next.nullable {
                nearest = Some(index + 1);
            }
            here = Some(next);
        }
        nearest
    }

    /// Type of the field answered under `key`, and what is selected in it, wherever in `sets` it was asked for.
    fn field<'d>(
        &self,
        key: &str,
        sets: &[(String, &'d SelectionSet)],
        document: &'d ExecutableDocument,
    ) -> Option<(Type, Vec<&'d SelectionSet>)> {
        let mut found = None;
        let mut inside = Vec::new();
        let mut left: Vec<(String, &SelectionSet)> = sets.to_vec();
        while let Some((parent, set)) = left.pop() {
            for item in &set.items {
                match &item.node {
                    Selection::Field(field) if field.node.response_key().node == key => {
                        let of_parent =
                            self.0.get(&parent).and_then(|fields| fields.get(field.node.name.node.as_str()));
                        found = found.or_else(|| of_parent.cloned());
                        inside.push(&field.node.selection_set.node);
                    }
                    Selection::Field(_) => (),
                    Selection::InlineFragment(inline) => {
                        let on = inline.node.type_condition.as_ref().map(|on| on.node.on.node.to_string());
                        left.push((on.unwrap_or_else(|| parent.clone()), &inline.node.selection_set.node));
                    }
                    Selection::FragmentSpread(spread) => {
                        if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                            let on = fragment.node.type_condition.node.on.node.to_string();
                            left.push((on, &fragment.node.selection_set.node));
                        }
                    }
                }
            }
        }
        found.map(|found| (found, inside))
    }
}

/// Name under the lists of a type.
fn named(kind: &Type) -> &str {
    match &kind.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => named(item),
    }
}

/// Sets the place at `path` to null, unless something above it is null already.
fn set_null(data: &mut Value, path: &[PathSegment]) {
    let Some((segment, rest)) = path.split_first() else {
        *data = Value::Null;
        return;
    };
    match (data, segment) {
        (Value::Object(fields), PathSegment::Field(key)) if rest.is_empty() => {
            fields.insert(Name::new(key), Value::Null);
        }
        (Value::Object(fields), PathSegment::Field(key)) => {
            if let Some(inside) = fields.get_mut(key.as_str()) {
                set_null(inside, rest);
            }
        }
        (Value::List(items), PathSegment::Index(index)) => {
            if let Some(item) = items.get_mut(*index) {
                set_null(item, rest);
            }
        }
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use super::Types;
    use async_graphql::{EmptyMutation, EmptySubscription, Error, Object, Result, Schema, value};

    struct Query;
    struct Leaf;

    #[Object]
    impl Query {
        async fn whole(&self) -> Leaf {
            Leaf
        }
        async fn maybe(&self) -> Option<Leaf> {
            Some(Leaf)
        }
        async fn many(&self) -> Vec<Leaf> {
            vec![Leaf, Leaf]
        }
        async fn some(&self) -> Vec<Option<Leaf>> {
            vec![Some(Leaf)]
        }
        async fn one(&self) -> i32 {
            1
        }
    }

    #[Object]
    impl Leaf {
        async fn fine(&self) -> i32 {
            1
        }
        async fn sure(&self) -> Result<i32> {
            std::future::ready(Err(Error::new("no"))).await
        }
        async fn perhaps(&self) -> Result<Option<i32>> {
            std::future::ready(Err(Error::new("no"))).await
        }
    }

    async fn answered(document: &str) -> async_graphql::Value {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let parsed = async_graphql::parser::parse_query(document).unwrap();
        let mut response = schema.execute(document).await;
        assert!(!response.errors.is_empty());
        Types::of(&schema.sdl()).put_nulls(&mut response, &parsed);
        response.data
    }

    #[tokio::test]
    async fn a_failed_field_is_null_or_empties_the_nearest_place_that_may_be() {
        assert_eq!(answered("{ a: maybe { fine b: perhaps } }").await, value!({ "a": { "fine": 1, "b": null } }));
        assert_eq!(
            answered("{ one maybe { fine ...F } } fragment F on Leaf { sure }").await,
            value!({ "one": 1, "maybe": null })
        );
        assert_eq!(answered("{ some { ... on Leaf { sure } } }").await, value!({ "some": [null] }));
        assert_eq!(answered("{ one many { sure } }").await, value!(null));
        assert_eq!(answered("{ one whole { sure } }").await, value!(null));
    }
}
