//! The contract: committed as it is, described line by line, and named in one manner (architecture §7).

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Positioned};
use etabli::access::{Act, Scope};
use etabli::graphql::sdl;
use std::collections::BTreeMap;

type Types = BTreeMap<String, TypeDefinition>;

fn types() -> Types {
    let document = parse_schema(sdl()).expect("the schema is read");
    let definitions = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some((definition.node.name.node.to_string(), definition.node)),
        _ => None,
    });
    definitions.collect()
}

fn fields(definition: &TypeDefinition) -> &[Positioned<FieldDefinition>] {
    match &definition.kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        _ => &[],
    }
}

fn mutations(types: &Types) -> impl Iterator<Item = &FieldDefinition> {
    fields(&types["Mutation"]).iter().map(|field| &field.node)
}

#[test]
fn the_committed_schema_is_the_one_the_service_speaks() {
    let committed =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql")).expect("schema.graphql");
    assert!(
        committed.trim_end() == sdl().trim_end(),
        "schema.graphql is not in step: run `cargo schema > schema.graphql`"
    );
}

#[test]
fn everything_in_the_schema_is_described_in_sentences() {
    let mut bare = Vec::new();
    let mut look = |place: String, description: Option<&Positioned<String>>| {
        let text = description.map(|text| text.node.trim()).unwrap_or_default();
        let sentence = text.ends_with('.') && text.chars().next().is_some_and(|c| c.is_uppercase() || c == '`');
        if !sentence {
            bare.push(format!("{place}: {text:?}"));
        }
    };
    let types = types();
    for (name, definition) in &types {
        look(name.clone(), definition.description.as_ref());
        for field in fields(definition) {
            let field = &field.node;
            let place = format!("{name}.{}", field.name.node);
            look(place.clone(), field.description.as_ref());
            // `input` says what its type says.
            for argument in field.arguments.iter().map(|argument| &argument.node).filter(|it| it.name.node != "input") {
                look(format!("{place}({})", argument.name.node), argument.description.as_ref());
            }
        }
        match &definition.kind {
            TypeKind::Enum(values) => {
                for value in &values.values {
                    look(format!("{name}.{}", value.node.value.node), value.node.description.as_ref());
                }
            }
            TypeKind::InputObject(input) => {
                for field in &input.fields {
                    look(format!("{name}.{}", field.node.name.node), field.node.description.as_ref());
                }
            }
            _ => {}
        }
    }
    // The library's own scalars come with the library's words.
    bare.retain(|place| !place.starts_with("NaiveDate:") && !place.starts_with("DateTime:"));
    assert!(bare.is_empty(), "without a sentence that ends with a full stop:\n{}", bare.join("\n"));
}

#[test]
fn a_mutation_has_one_input_and_one_payload_named_after_it() {
    let types = types();
    for mutation in mutations(&types) {
        let name = mutation.name.node.as_str();
        let capital = name[..1].to_uppercase() + &name[1..];
        assert_eq!(mutation.ty.node.to_string(), format!("{capital}Payload!"), "{name}");
        let arguments: Vec<&InputValueDefinition> = mutation.arguments.iter().map(|argument| &argument.node).collect();
        if !matches!(name, "signOut" | "stayConnected") {
            assert_eq!(arguments.len(), 1, "{name} has one argument");
            assert_eq!(arguments[0].name.node, "input", "{name}");
            assert_eq!(arguments[0].ty.node.to_string(), format!("{capital}Input!"), "{name}");
        }
        let payload = &types[&format!("{capital}Payload")];
        let errors = fields(payload).iter().find(|field| field.node.name.node == "errors");
        let errors = errors.unwrap_or_else(|| panic!("{capital}Payload has no errors"));
        assert_eq!(errors.node.ty.node.to_string(), "[UserError!]!", "{capital}Payload.errors");
    }
}

#[test]
fn each_mutation_is_an_act_of_the_same_name() {
    let acts: Vec<String> = Act::ALL.iter().map(|act| act.name()[..1].to_lowercase() + &act.name()[1..]).collect();
    let types = types();
    let strangers: Vec<&Name> = mutations(&types)
        .map(|mutation| &mutation.name.node)
        .filter(|name| !acts.iter().any(|act| act == name.as_str()))
        .collect();
    assert!(strangers.is_empty(), "no act has these names: {strangers:?}");
}

/// A mutation's description ends with who may do it, in the words of the table of acts.
#[test]
fn a_mutation_says_who_may_call_it() {
    let types = types();
    let mut wrong = Vec::new();
    for mutation in mutations(&types) {
        let name = mutation.name.node.as_str();
        let act = Act::ALL.iter().find(|act| act.name().eq_ignore_ascii_case(name)).expect("an act of the same name");
        let described = mutation.description.as_ref().map(|text| text.node.trim()).unwrap_or_default();
        let expected = by_whom(*act);
        if !described.ends_with(&expected) {
            wrong.push(format!("{name} should end with « {expected} »: {described}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// « For: ddftp, teacher. »
fn by_whom(act: Act) -> String {
    const ROLES: [&str; 7] = ["admin", "head", "ddftp", "teacher", "tutor", "learner", "inspector"];
    let cells = act.cells();
    let who: Vec<&str> = ROLES.iter().zip(&cells).filter_map(|(role, cell)| cell.map(|_| *role)).collect();
    match (who.len(), cells[7].is_some()) {
        (7, true) => "For: anyone.".to_owned(),
        (7, false) => "For: anyone signed in.".to_owned(),
        (0, true) if cells[7] == Some(Scope::Public) => "For: anyone signed out.".to_owned(),
        (0, true) => "For: the holder of a secret.".to_owned(),
        _ => format!("For: {}.", who.join(", ")),
    }
}

/// Security T4.
#[test]
fn what_the_service_decides_is_never_an_input() {
    let types = types();
    for (name, definition) in &types {
        let TypeKind::InputObject(input) = &definition.kind else { continue };
        for field in input.fields.iter().map(|field| field.node.name.node.as_str()) {
            let chosen = match name.as_str() {
                "UseRoleInput" | "CreateUserInput" | "SessionLengthInput" => ["role"].as_slice(),
                // Managing accounts is choosing whose, and which role.
                "DisableUserInput"
                | "RestoreUserInput"
                | "EndSessionsInput"
                | "ResendWelcomeInput"
                | "AssignDivisionsInput"
                | "UnassignDivisionInput"
                | "ResetSecondFactorInput" => &["userId"],
                "GrantRoleInput" | "RevokeRoleInput" => &["userId", "role"],
                _ => &[],
            };
            let decided = ["role", "establishmentId", "authorId", "author", "userId", "validatedAt", "createdAt"];
            assert!(chosen.contains(&field) || !decided.contains(&field), "{name}.{field}");
        }
    }
}

/// Lists and their items are never null (architecture §7).
#[test]
fn lists_are_never_null() {
    for (name, definition) in &types() {
        for field in fields(definition) {
            let kind = field.node.ty.node.to_string();
            assert!(
                !kind.contains('[') || (kind.starts_with('[') && kind.ends_with("!]!")),
                "{name}.{}: {kind}",
                field.node.name.node
            );
        }
    }
}
