//! The key of a telephone, sealed: the service must read it again, so it cannot be a hash as passwords are; a stolen database
//! alone shows none (security A14).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use entity::id::UserId;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::cx::{Cx, dice};
use crate::error::{Error, Result};

/// Seals a key for one account: it opens for no other.
pub(super) fn seal(cx: &Cx, account: UserId, key: &[u8]) -> Result<String> {
    let nonce = dice::nonce();
    let mut sealed = key.to_vec();
    opener(cx)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(account.0.as_bytes()), &mut sealed)
        .map_err(|error| Error::internal("sealing a second factor", error))?;
    Ok(STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
}

/// The key that was sealed for this account.
pub(super) fn unseal(cx: &Cx, account: UserId, sealed: &str) -> Result<Vec<u8>> {
    let damaged = |why: &str| Error::internal("unsealing a second factor", why.to_owned());
    let bytes = STANDARD_NO_PAD.decode(sealed).map_err(|_| damaged("it is not what was sealed"))?;
    let (nonce, rest) = bytes.split_at_checked(NONCE_LEN).ok_or_else(|| damaged("it is cut"))?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged("it is cut"))?;
    let mut rest = rest.to_vec();
    let key = opener(cx)?.open_in_place(nonce, Aad::from(account.0.as_bytes()), &mut rest);
    // The key file of the data folder is another one, or somebody wrote in the database.
    Ok(key.map_err(|_| damaged("it was sealed with another key, or for another account"))?.to_vec())
}

fn opener(cx: &Cx) -> Result<LessSafeKey> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, cx.app().keys.sealing());
    Ok(LessSafeKey::new(key.map_err(|error| Error::internal("reading the key of sealing", error))?))
}
