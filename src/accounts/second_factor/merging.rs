//! Two accounts of one person become one: whoever proved twice still does (R18, A14).

use entity::id::UserId;
use entity::second_factor;
use sea_orm::{ActiveValue::Unchanged, Set};

use super::{of, sealing, take_away};
use crate::cx::Tx;
use crate::error::Result;

/// The account that stays keeps what goes with the password that opens it, else what the other had. A key that moves is sealed
/// anew; the codes for a lost telephone do not move, and are made again in the personal space.
pub async fn follow(tx: &Tx, from: UserId, to: UserId, signs_in_with: UserId) -> Result<()> {
    let set_up = |factor: &second_factor::Model| factor.confirmed_at.is_some();
    let theirs = of(tx, from).await?.filter(set_up);
    let own = of(tx, to).await?.filter(set_up);
    match theirs {
        Some(factor) if own.is_none() || signs_in_with == from => {
            take_away(tx, to).await?;
            let key = sealing::unseal(tx.cx(), from, &factor.sealed_key)?;
            super::codes::forget(tx, from).await?;
            tx.save(second_factor::ActiveModel {
                id: Unchanged(factor.id),
                user_id: Set(to),
                sealed_key: Set(sealing::seal(tx.cx(), to, &key)?),
                ..Default::default()
            })
            .await?;
            Ok(())
        }
        _ => take_away(tx, from).await,
    }
}
