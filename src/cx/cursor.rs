//! Cursors of pages: opaque, and signed with the key of the service and the account they were given to (security T5).

use super::Cx;
use crate::error::{Code, Problem, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sea_orm::Value;
use sha2::Sha256;
use uuid::Uuid;

impl Cx {
    /// Seals the place after the row whose columns `key` are `values`.
    pub(super) fn seal_cursor(&self, key: &str, values: &[Value]) -> String {
        let place = serde_json::json!(values.iter().map(written).collect::<Vec<_>>()).to_string();
        let seal = self.seal(key, &place);
        URL_SAFE_NO_PAD.encode([seal.as_slice(), place.as_bytes()].concat())
    }

    /// Opens a cursor given to this account for `key`; anything else is refused.
    pub(super) fn open_cursor(&self, key: &str, cursor: &str) -> Result<Vec<Value>> {
        self.place(key, cursor).ok_or_else(|| {
            let message = "Cette suite de liste n’est plus valable\u{a0}: reprenez depuis le début.";
            Problem::new(Code::Invalid, "after", message).into()
        })
    }

    fn place(&self, key: &str, cursor: &str) -> Option<Vec<Value>> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (seal, place) = bytes.split_at_checked(16)?;
        let place = std::str::from_utf8(place).ok()?;
        if self.seal(key, place) != seal {
            return None;
        }
        serde_json::from_str::<Vec<String>>(place).ok()?.iter().map(|value| read(value)).collect()
    }

    fn seal(&self, key: &str, place: &str) -> Vec<u8> {
        let user = self.actor().user().map_or_else(Uuid::nil, Uuid::from);
        let mut mac = Hmac::<Sha256>::new_from_slice(self.app().keys.signing())
            .unwrap_or_else(|_| unreachable!("any length is a key"));
        mac.update(key.as_bytes());
        mac.update(user.as_bytes());
        mac.update(place.as_bytes());
        mac.finalize().into_bytes()[..16].to_vec()
    }
}

/// A value as a cursor keeps it: a letter for its kind, then itself.
fn written(value: &Value) -> String {
    match value {
        Value::Uuid(Some(id)) => format!("i{}", id.simple()),
        Value::Int(Some(number)) => format!("n{number}"),
        Value::BigInt(Some(number)) => format!("n{number}"),
        Value::String(Some(text)) => format!("t{text}"),
        // Lists are ordered by nothing else.
        _ => String::new(),
    }
}

fn read(value: &str) -> Option<Value> {
    match value.split_at_checked(1)? {
        ("i", id) => Some(Uuid::try_parse(id).ok()?.into()),
        ("n", number) => Some(number.parse::<i64>().ok()?.into()),
        ("t", text) => Some(text.into()),
        _ => None,
    }
}
