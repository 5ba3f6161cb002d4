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
    /// Seals the place after the row whose `key` is `value`.
    pub(super) fn seal_cursor(&self, key: &str, value: &Value) -> String {
        let place = match value {
            Value::Uuid(Some(id)) => format!("i{}", id.simple()),
            Value::Int(Some(number)) => format!("n{number}"),
            Value::BigInt(Some(number)) => format!("n{number}"),
            other => format!("t{other:?}"),
        };
        let seal = self.seal(key, &place);
        URL_SAFE_NO_PAD.encode([seal.as_slice(), place.as_bytes()].concat())
    }

    /// Opens a cursor given to this account for `key`; anything else is refused.
    pub(super) fn open_cursor(&self, key: &str, cursor: &str) -> Result<Value> {
        let refused = || {
            Problem::new(Code::Invalid, "after", "Cette suite de liste n’est plus valable : reprenez depuis le début.")
        };
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
        let (seal, place) = bytes.split_at_checked(16).ok_or_else(refused)?;
        let place = std::str::from_utf8(place).map_err(|_| refused())?;
        if self.seal(key, place) != seal {
            return Err(refused().into());
        }
        match place.split_at_checked(1) {
            Some(("i", id)) => Ok(Uuid::try_parse(id).map_err(|_| refused())?.into()),
            Some(("n", number)) => Ok(number.parse::<i64>().map_err(|_| refused())?.into()),
            _ => Err(refused().into()),
        }
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
