//! Errors of an answer, as a client may see them: always a code of the contract, never a sentence that was not meant for it.
//!
//! Errors of resolvers come with their code. The library's own have none and its words repeat the document; they are told
//! to those who may read the schema, whom they help, and to nobody else.

use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};

use super::documents::Document;
use super::nulls::Types;

/// Whether nothing was run: the document was refused by the library, or none of its root fields could be asked as it was (an
/// argument that cannot be read). Looked at when all errors have their code.
pub fn nothing_ran(response: &Response) -> bool {
    let empty = match &response.data {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(|value| *value == Value::Null),
        _ => false,
    };
    let refused = |error: &ServerError| match error.path.len() {
        0 => response.data == Value::Null,
        1 => error.extensions.as_ref().and_then(|e| e.get("code")) == Some(&Value::from("BAD_REQUEST")),
        _ => false,
    };
    empty && !response.errors.is_empty() && response.errors.iter().all(refused)
}

/// Makes an answer fit to leave: codes on all errors, nulls where fields failed.
pub fn finish(response: &mut Response, document: &Document, types: &Types, may_read_schema: bool) {
    if response.errors.is_empty() {
        return;
    }
    if response.data != Value::Null {
        types.put_nulls(response, &document.tree);
    }
    for error in &mut response.errors {
        word(error, may_read_schema);
    }
}

/// Beginnings of the library's sentences about limits.
const TOO_MUCH: [&str; 4] = [
    "Query is too complex.",
    "Query is nested too deep.",
    "The recursion depth of the query",
    "The number of directives",
];

fn word(error: &mut ServerError, may_read_schema: bool) {
    if error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some()) {
        return;
    }
    let (code, sentence) = if TOO_MUCH.iter().any(|text| error.message.starts_with(text)) {
        ("TOO_COMPLEX", "Document trop complexe.".to_owned())
    } else if may_read_schema {
        ("BAD_REQUEST", format!("Demande refusée par le schéma\u{a0}: {}", error.message))
    } else {
        ("BAD_REQUEST", "Demande refusée par le schéma.".to_owned())
    };
    error.message = sentence;
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    error.extensions = Some(extensions);
}
