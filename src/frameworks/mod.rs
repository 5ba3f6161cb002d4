//! Frameworks (« référentiels »): the official texts of diplomas, as data. National: they belong to no school.
//!
//! Four come with the program and are kept up to date by it; others of the same format are loaded at the command line. A framework
//! keeps its identifier through its revisions, and so do its items; an item that a revision no longer has is kept, retired,
//! because bilans speak of it. Levels come from the scale of the framework (`R95`).

mod file;
pub mod graphql;
mod headings;
mod mef;
mod parts;

use std::collections::{HashMap, HashSet};

use entity::id::{FrameworkId, FrameworkItemId, FrameworkLinkId};
use entity::{framework, framework_item, framework_link};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, Set};
use sha2::{Digest as _, Sha256};

use crate::access::Act;
use crate::cx::{Cx, Tx};
use crate::error::{Error, Result};

pub use mef::{Mefs, Resolved, stem};
pub use parts::{
    ClassLevel, DiplomaOption, Mastery, Scale, family_stems, level, levels, options, scale, stems, vocational_subjects,
};

/// The frameworks that come with the program, in the order they are shown in.
pub const CARRIED: &[&str] = &[
    include_str!("data/bac-pro-melec.json"),
    include_str!("data/bac-pro-mcv.json"),
    include_str!("data/cap-electricien.json"),
    include_str!("data/bts-electrotechnique.json"),
];

/// All the frameworks, in the order they are shown in.
pub async fn all(cx: &Cx) -> Result<Vec<framework::Model>> {
    cx.find::<framework::Entity>()
        .with(|q| q.order_by_asc(framework::Column::Position).order_by_asc(framework::Column::Id))
        .all()
        .await
}

/// Those of `ids`.
pub async fn by_ids(cx: &Cx, ids: &[FrameworkId]) -> Result<HashMap<FrameworkId, framework::Model>> {
    let rows = cx.find::<framework::Entity>().among(framework::Column::Id, ids).all().await?;
    Ok(rows.into_iter().map(|framework| (framework.id, framework)).collect())
}

/// Competencies of several frameworks, each in its framework's order.
pub async fn competencies(
    cx: &Cx,
    frameworks: &[FrameworkId],
) -> Result<HashMap<FrameworkId, Vec<framework_item::Model>>> {
    items(cx, frameworks, "competency").await
}

/// Exam units of several frameworks, each in its framework's order; of two versions of the text, those of the newer one.
pub async fn units(cx: &Cx, frameworks: &[FrameworkId]) -> Result<HashMap<FrameworkId, Vec<framework_item::Model>>> {
    let mut all = items(cx, frameworks, "unit").await?;
    for units in all.values_mut() {
        let newest = units.iter().filter_map(|unit| unit.version.clone()).max();
        units.retain(|unit| unit.version.is_none() || unit.version == newest);
    }
    Ok(all)
}

/// Items by their ids, retired ones included: what a bilan speaks of.
pub async fn items_by_ids(cx: &Cx, ids: &[FrameworkItemId]) -> Result<HashMap<FrameworkItemId, framework_item::Model>> {
    let rows = cx.find::<framework_item::Entity>().among(framework_item::Column::Id, ids).all().await?;
    Ok(rows.into_iter().map(|item| (item.id, item)).collect())
}

/// Whether an item concerns learners of this level and option; `None` for any of them.
pub fn concerns(item: &framework_item::Model, level: Option<&str>, option: Option<&str>) -> bool {
    let levels = item.levels.as_array().map(Vec::as_slice).unwrap_or_default();
    let same_level = level.is_none_or(|level| levels.is_empty() || levels.iter().any(|known| known == level));
    let same_option = match (option, item.option.as_deref()) {
        (Some(option), Some(limit)) => option == limit,
        _ => true,
    };
    same_level && same_option
}

async fn items(
    cx: &Cx,
    frameworks: &[FrameworkId],
    kind: &str,
) -> Result<HashMap<FrameworkId, Vec<framework_item::Model>>> {
    use framework_item::Column;
    let rows = cx
        .find::<framework_item::Entity>()
        .among(Column::FrameworkId, frameworks)
        .filter(Column::Kind.eq(kind).and(Column::Retired.eq(false)))
        .with(|q| q.order_by_asc(Column::Position).order_by_asc(Column::Id))
        .all()
        .await?;
    let mut all: HashMap<FrameworkId, Vec<framework_item::Model>> = HashMap::new();
    for item in rows {
        all.entry(item.framework_id).or_default().push(item);
    }
    Ok(all)
}

/// Brings the carried frameworks up to date, at start. One that was since loaded by hand is left alone.
pub async fn load_carried(cx: &Cx) -> Result<()> {
    let known: HashMap<String, String> =
        all(cx).await?.into_iter().map(|framework| (framework.code, framework.revision)).collect();
    let known: HashSet<&String> = known.values().collect();
    for (position, text) in (1..).zip(CARRIED) {
        let revision = revision(text);
        if known.contains(&revision) {
            continue;
        }
        let file = file::read(text)?;
        cx.write(Act::LoadFramework, async |tx| {
            let standing = tx.school::<framework::Entity>().by_key(file.document.id()).one().await?;
            if standing.is_none_or(|framework| framework.carried && framework.revision != revision) {
                put(tx, &file, &revision, true, position).await?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// Loads a file of the same format, in place of the revision that stands. The same file twice changes nothing.
pub async fn load(cx: &Cx, text: &str) -> Result<framework::Model> {
    let file = file::read(text)?;
    cx.write(Act::LoadFramework, async |tx| {
        let others = tx.school::<framework::Entity>().all().await?;
        let standing = others.iter().find(|framework| framework.id == file.document.id());
        let position = standing
            .map(|framework| framework.position)
            .or_else(|| others.iter().map(|framework| framework.position + 1).max())
            .unwrap_or(1);
        put(tx, &file, &revision(text), false, position).await?;
        tx.audit_detail(&file.document.code);
        tx.school::<framework::Entity>().get(file.document.id()).await
    })
    .await
}

/// First 16 hexadecimal digits of the SHA-256 of a file.
fn revision(text: &str) -> String {
    let mut first = [0; 8];
    first.copy_from_slice(&Sha256::digest(text.as_bytes())[..8]);
    format!("{:016x}", u64::from_be_bytes(first))
}

/// Writes a framework, its items and its links.
async fn put(tx: &Tx, file: &file::File, revision: &str, carried: bool, position: i32) -> Result<()> {
    use framework::Column as F;
    let document = &file.document;
    let row = framework::ActiveModel {
        id: Set(document.id()),
        code: Set(document.code.clone()),
        revision: Set(revision.to_owned()),
        title: Set(document.title.clone()),
        short_title: Set(document.short_title.clone()),
        diploma_type: Set(document.diploma_type()),
        cycle_years: Set(document.cycle_years),
        levels: Set(json(&document.levels)?),
        mef: Set(json(&document.mef)?),
        family_mef: Set(json(&document.family_mef)?),
        vocational_subjects: Set(json(&document.vocational_subjects)?),
        scales: Set(json(&file.level_scales)?),
        options: Set(json(&document.options)?),
        loaded_at: Set(tx.now()),
        carried: Set(carried),
        position: Set(position),
    };
    let updated = [
        F::Code,
        F::Revision,
        F::Title,
        F::ShortTitle,
        F::DiplomaType,
        F::CycleYears,
        F::Levels,
        F::Mef,
        F::FamilyMef,
        F::VocationalSubjects,
        F::Scales,
        F::Options,
        F::LoadedAt,
        F::Carried,
        F::Position,
    ];
    tx.upsert_many(vec![row], &[F::Id], &updated).await?;
    put_items(tx, file).await?;
    put_links(tx, file).await
}

async fn put_items(tx: &Tx, file: &file::File) -> Result<()> {
    use framework_item::Column as I;
    let headings = headings::of(file);
    let framework = file.document.id();
    tx.update_where::<framework_item::Entity>(|u| {
        u.col_expr(I::Retired, true.into()).filter(I::FrameworkId.eq(framework))
    })
    .await?;
    let mut rows = Vec::with_capacity(file.items.len());
    for (position, item) in (1..).zip(&file.items) {
        rows.push(framework_item::ActiveModel {
            id: Set(FrameworkItemId(item.identifier)),
            framework_id: Set(framework),
            kind: Set(item.kind.clone()),
            code: Set(item.shown_code().to_owned()),
            label: Set(item.label.clone()),
            position: Set(position),
            option: Set(item.option.clone()),
            version: Set(item.framework_version.clone()),
            heading: Set(headings.get(&item.identifier).cloned()),
            retired: Set(false),
            levels: Set(json(&item.levels)?),
        });
    }
    let updated = [
        I::FrameworkId,
        I::Kind,
        I::Code,
        I::Label,
        I::Position,
        I::Option,
        I::Version,
        I::Heading,
        I::Retired,
        I::Levels,
    ];
    tx.upsert_many(rows, &[I::Id], &updated).await
}

async fn put_links(tx: &Tx, file: &file::File) -> Result<()> {
    let framework = file.document.id();
    tx.delete_where::<framework_link::Entity>(|d| d.filter(framework_link::Column::FrameworkId.eq(framework))).await?;
    let rows = file.associations.iter().map(|link| framework_link::ActiveModel {
        id: Set(FrameworkLinkId(link.identifier)),
        framework_id: Set(framework),
        kind: Set(link.says().to_owned()),
        origin_id: Set(FrameworkItemId(link.origin)),
        destination_id: Set(FrameworkItemId(link.destination)),
    });
    tx.insert_many(rows.collect()).await
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value> {
    serde_json::to_value(value).map_err(|error| Error::internal("writing a framework down", error))
}
