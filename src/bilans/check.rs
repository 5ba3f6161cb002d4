//! Checks of what is typed in a bilan, each problem at its field.

use std::collections::HashMap;

use entity::id::FrameworkItemId;
use entity::{bilan_level, framework_item};

use super::Level;
use super::save::{Edit, LevelEdit, Place, Save};
use crate::cx::Tx;
use crate::error::{Code, Problem, Problems, Result};
use crate::frameworks;

/// Longest synthesis, in characters.
const LONGEST_SYNTHESIS: usize = 4_000;
/// Longest comment on a competency, in characters.
const LONGEST_COMMENT: usize = 1_000;

/// A level as it will stand, and the row it replaces.
pub(super) struct Changed {
    pub(super) level: Level,
    /// Code of the competency, for the audit log.
    pub(super) code: String,
    pub(super) known: Option<bilan_level::Model>,
}

/// Checks everything that was sent, gathers all that is wrong, and answers the levels that change.
pub(super) async fn checked(
    tx: &Tx,
    save: &Save,
    place: &Place,
    known: &[bilan_level::Model],
    proposed: &HashMap<FrameworkItemId, i32>,
) -> Result<Vec<Changed>> {
    let mut problems = Problems::new();
    if let Edit::To(text) = &save.synthesis {
        let message = format!("{LONGEST_SYNTHESIS} caractères au plus.");
        problems.unless(text.chars().count() <= LONGEST_SYNTHESIS, Code::TooLong, "synthesis", message);
    }
    let ids: Vec<FrameworkItemId> = save.levels.iter().map(|edit| edit.item).collect();
    let items = tx.find::<framework_item::Entity>().among(framework_item::Column::Id, &ids).all().await?;
    let ranks: Vec<i32> = frameworks::scale(&place.framework).levels.iter().map(|level| level.rank).collect();
    let mut changed: Vec<Changed> = Vec::new();
    for (n, edit) in save.levels.iter().enumerate() {
        let at = |field: &str| format!("levels.{n}.{field}");
        let item = items.iter().find(|item| item.id == edit.item).filter(|item| concerns(place, item));
        let Some(item) = item else {
            problems.add(Problem::new(Code::NotFound, at("itemId"), "Cette compétence n’est pas évaluée à ce niveau."));
            continue;
        };
        let row = known.iter().find(|row| row.framework_item_id == edit.item).cloned();
        let earlier = changed.iter().position(|other| other.level.item == edit.item).map(|at| changed.remove(at));
        let mut level = earlier
            .map(|earlier| earlier.level)
            .or_else(|| row.clone().map(Level::from))
            .unwrap_or(Level { item: edit.item, rank: None, absent: false, proposed: None, comment: None });
        apply(&mut level, edit);
        problems.unless(
            level.rank.is_none_or(|rank| ranks.contains(&rank)),
            Code::Invalid,
            at("rank"),
            "Ce niveau n’est pas dans l’échelle du diplôme.",
        );
        problems.unless(
            level.comment.as_ref().is_none_or(|text| text.chars().count() <= LONGEST_COMMENT),
            Code::TooLong,
            at("comment"),
            format!("{LONGEST_COMMENT} caractères au plus."),
        );
        level.proposed = level.proposed.or_else(|| proposed.get(&edit.item).copied());
        changed.push(Changed { level, code: item.code.clone(), known: row });
    }
    problems.finish()?;
    changed.retain(|change| change.known.clone().map(Level::from).as_ref() != Some(&change.level));
    Ok(changed)
}

/// Absent is not a level (`R95`): saying one takes back the other.
fn apply(level: &mut Level, edit: &LevelEdit) {
    if let Edit::To(absent) = edit.absent {
        level.absent = absent;
        if absent {
            level.rank = None;
        }
    }
    if let Edit::To(rank) = edit.rank {
        level.rank = rank;
        if rank.is_some() {
            level.absent = false;
        }
    }
    if let Edit::To(comment) = &edit.comment {
        level.comment = comment.clone().filter(|text| !text.trim().is_empty());
    }
}

/// Whether a competency is assessed for this learner: of the framework, at this level, of the learner's option if known.
fn concerns(place: &Place, item: &framework_item::Model) -> bool {
    item.framework_id == place.framework.id
        && item.kind == "competency"
        && !item.retired
        && frameworks::concerns(item, Some(&place.period.level), place.enrolment.option.as_deref())
}
