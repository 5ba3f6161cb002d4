//! What nobody took, and what nothing tells of any more, goes at night (security 8.1).

use std::collections::HashSet;

use entity::id::StoredFileId;
use entity::stored_file;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _};

use super::WAIT;
use super::store::made_before;
use crate::access::Act;
use crate::cx::Cx;
use crate::error::Result;

/// Removes the files of a school that no record took in a day, then the bytes that no row tells of.
pub async fn sweep(cx: &Cx) -> Result<()> {
    let (school, moment) = (cx.establishment()?, cx.now() - WAIT);
    let left = || stored_file::Column::RecordId.is_null().and(stored_file::Column::UploadedAt.lt(moment));
    if cx.find::<stored_file::Entity>().filter(left()).count().await? > 0 {
        cx.write(Act::EmptyBin, async |tx| {
            let gone = tx.delete_where::<stored_file::Entity>(|delete| delete.filter(left())).await?;
            tx.audit_detail(format!("{gone} fichiers que rien n’a pris"));
            Ok(())
        })
        .await?;
    }
    let store = &cx.app().store;
    let there: Vec<StoredFileId> = store.all(school).await?.into_iter().filter(|id| made_before(*id, moment)).collect();
    let rows = cx.find::<stored_file::Entity>().among(stored_file::Column::Id, &there).all().await?;
    let known: HashSet<StoredFileId> = rows.into_iter().map(|file| file.id).collect();
    for id in there.into_iter().filter(|id| !known.contains(id)) {
        store.remove(school, id).await?;
    }
    store.remove_halves(school, moment).await
}
