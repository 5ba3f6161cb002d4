//! What is done each night with the logs: sealed, cut short where they are old (security 7).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use entity::id::EstablishmentId;
use entity::log_mark::{self, Log};
use entity::{audit_line, read_line};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sea_orm::sea_query::{CaseStatement, ExprTrait as _, SimpleExpr};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set};
use sha2::Sha256;

use super::chain::{self, Chained};
use super::networks;
use crate::access::Act;
use crate::cx::{Cx, Tx};
use crate::error::Result;

/// Addresses cut in one statement.
const ADDRESSES: u64 = 200;

/// Seals the last line of each log of the school, removes the lines that are kept no longer, and cuts the addresses.
pub async fn each_night(cx: &Cx) -> Result<()> {
    cx.write(Act::KeepLogs, async |tx| {
        one::<audit_line::Entity>(tx).await?;
        one::<read_line::Entity>(tx).await?;
        cut_addresses(tx).await
    })
    .await
}

/// Moment before which lines are kept no longer.
pub(super) fn old(cx: &Cx) -> DateTime<Utc> {
    cx.now() - TimeDelta::days(cx.config().limits.log_days)
}

/// What the service alone can write beside a line: it says that this line was the last of the log one night.
pub(super) fn seal(cx: &Cx, school: EstablishmentId, log: Log, number: i64, hash: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(cx.app().keys.signing()).unwrap_or_else(|_| unreachable!("any length is a key"));
    mac.update(format!("log {log:?} {school} {number} {hash}").as_bytes());
    STANDARD_NO_PAD.encode(mac.finalize().into_bytes())
}

async fn one<E: Chained>(tx: &Tx) -> Result<()> {
    use log_mark::Column::{At, Log, Number};
    let (number, hash) = chain::last::<E>(tx).await?;
    let sealed = chain::last_mark(tx, E::LOG).await?.is_some_and(|mark| mark.number == number);
    if number > 0 && !sealed {
        let school = tx.establishment()?;
        tx.insert(log_mark::ActiveModel {
            id: Set(tx.new_id()),
            establishment_id: Set(school),
            log: Set(E::LOG),
            number: Set(number),
            seal: Set(seal(tx.cx(), school, E::LOG, number, &hash)),
            hash: Set(hash),
            at: Set(tx.now()),
        })
        .await?;
    }
    // Lines go up to a seal that is old itself, which stays as the beginning of the chain.
    let marks = tx.school::<log_mark::Entity>().filter(Log.eq(E::LOG)).filter(At.lte(old(tx.cx())));
    if let Some(until) = marks.with(|q| q.order_by_desc(Number).limit(1)).one().await? {
        tx.delete_where::<E>(|d| d.filter(E::NUMBER.lte(until.number))).await?;
        tx.delete_where::<log_mark::Entity>(|d| d.filter(Log.eq(E::LOG)).filter(Number.lt(until.number))).await?;
    }
    Ok(())
}

/// Cuts to their network the addresses of lines that are old enough; what comes back daily never meets many.
async fn cut_addresses(tx: &Tx) -> Result<()> {
    use read_line::Column::{Address, At};
    let until = tx.now() - TimeDelta::days(tx.cx().config().limits.address_days);
    let whole = || At.lt(until).and(Address.ne("")).and(Address.not_like("%/%"));
    loop {
        let addresses: Vec<Whole> = tx
            .school::<read_line::Entity>()
            .filter(whole())
            .tuples(|q| q.column(Address).distinct().limit(ADDRESSES))
            .await?;
        if addresses.is_empty() {
            return Ok(());
        }
        let cut: SimpleExpr = addresses
            .iter()
            .fold(CaseStatement::new(), |case, whole| {
                case.case(Address.eq(&whole.address), networks::cut(&whole.address))
            })
            .finally(Address.into_expr())
            .into();
        let these = Address.is_in(addresses.iter().map(|whole| whole.address.as_str()));
        tx.update_where::<read_line::Entity>(|u| u.col_expr(Address, cut).filter(whole()).filter(these)).await?;
    }
}

/// An address that is still whole.
#[derive(sea_orm::FromQueryResult)]
struct Whole {
    address: String,
}
