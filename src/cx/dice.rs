//! The only dice of the service: ids and secrets.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use std::sync::{LazyLock, Mutex};
use uuid::{ContextV7, Timestamp, Uuid};

/// Keeps ids of one millisecond in the order they were drawn in.
static ORDER: LazyLock<Mutex<ContextV7>> = LazyLock::new(|| Mutex::new(ContextV7::new()));

/// A new identifier whose first bits are the moment `now`.
pub fn id(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(&*ORDER, seconds, now.timestamp_subsec_nanos()))
}

/// 256 bits nobody can guess, as 43 characters that fit in an address.
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// 40 bits as 8 characters without look-alikes, to be read aloud and typed.
pub fn code() -> String {
    typed(rand::random::<[u8; 8]>())
}

/// 80 bits as 16 characters without look-alikes, to be copied from a letter.
pub fn temporary() -> String {
    typed(rand::random::<[u8; 16]>())
}

/// 50 bits as 10 characters without look-alikes, to be written down and typed one day.
pub fn recovery() -> String {
    typed(rand::random::<[u8; 10]>())
}

/// 160 bits: a key that a telephone shares (RFC 4226).
pub fn shared_key() -> [u8; 20] {
    rand::random()
}

/// 96 bits that no other sealing under the same key uses.
pub fn nonce() -> [u8; 12] {
    rand::random()
}

/// Five bits of each byte as a character without look-alikes.
fn typed<const LENGTH: usize>(bytes: [u8; LENGTH]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// Words that tie a message to a line of the log.
pub fn reference() -> String {
    code()
}
