//! Who read one's own file: by role and never by name, when, and doing what (security 7).
//!
//! The reading log names the learners whose files an operation opened, and the accounts of which an address or a birth date was
//! told. One's own lines are found among those of the school by oneself alone.

use chrono::{DateTime, Utc};
use entity::id::{LearnerId, ReadLineId, UserId};
use entity::role_grant::Role;
use entity::{learner, read_line};
use sea_orm::sea_query::{Alias, ExprTrait as _};
use sea_orm::{ColumnTrait as _, Condition, Order};

use crate::access::{Act, Actor, Task};
use crate::cx::{Cx, Page, Slice};
use crate::error::Result;

/// Somebody read one's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Identifier of the line.
    pub id: ReadLineId,
    /// When.
    pub at: DateTime<Utc>,
    /// Under which role.
    pub role: Option<Role>,
    /// Doing what, in words that follow « a ».
    pub what: String,
}

/// Lines of a page, when nothing else is asked.
const PAGE: i32 = 30;

/// Those who read the file of the person, the newest first.
pub async fn own(cx: &Cx, page: Page) -> Result<Slice<Reading>> {
    cx.require(Act::ReadOwnAccessLog)?;
    let page = Page { first: Some(page.first.unwrap_or(PAGE)), ..page };
    let me = cx.user()?;
    let learners = cx.find::<learner::Entity>().filter(learner::Column::UserId.eq(me)).all().await?;
    let about_me = names(&[me], &learners.iter().map(|learner| learner.id).collect::<Vec<_>>());
    let service = cx.acting_as(Task::OwnData, None);
    let slice = service
        .find::<read_line::Entity>()
        .filter(about_me)
        .filter(read_line::Column::ActorId.ne(me))
        .page(read_line::Column::Id, Order::Desc, &page)
        .await?;
    let rows = slice.rows.into_iter().map(reading).collect();
    Ok(Slice { rows, end_cursor: slice.end_cursor, has_next: slice.has_next })
}

/// Condition of the lines that name one of these accounts or learners: identifiers are of one length and quoted in the list.
pub fn names(accounts: &[UserId], learners: &[LearnerId]) -> Condition {
    let ids = learners.iter().map(ToString::to_string).chain(accounts.iter().map(ToString::to_string));
    let list = || read_line::Column::Learners.into_expr().cast_as(Alias::new("text"));
    ids.fold(Condition::any(), |any, id| any.add(list().like(format!("%\"{id}\"%"))))
}

fn reading(line: read_line::Model) -> Reading {
    Reading { id: line.id, at: line.at, role: Actor::role_of_label(&line.role), what: what(&line.operation) }
}

/// An operation in plain words, that follow « a »: the fields that a request asked for, or the operation of `permissions.yaml` that told something.
pub fn what(operation: &str) -> String {
    let mut said: Vec<&str> = Vec::new();
    for field in operation.split(' ') {
        let words = words(field).unwrap_or("consulté le dossier");
        if !said.contains(&words) {
            said.push(words);
        }
    }
    said.join(", ")
}

/// What a field does to the files that it opens.
fn words(field: &str) -> Option<&'static str> {
    Some(match field {
        "users.read_contact" => "lu l’adresse électronique",
        "users.read_birth_date" => "lu la date de naissance",
        "audit_log.export" => "exporté le journal des accès",
        "trackingTable" | "trackingTableChanged" => "ouvert le tableau de suivi de la classe",
        "saveBilan" | "validateBilan" | "reopenBilan" | "deleteBilan" | "restoreBilan" => "travaillé sur un bilan",
        "nameTeachersInCharge" => "réparti les bilans entre les enseignants",
        "console" | "consoleChanged" | "periodProgress" => "consulté la console de l’établissement",
        "entriesOutside"
        | "calendar"
        | "calendarChanged"
        | "saveGradingPeriods"
        | "copyGradingPeriods"
        | "deleteGradingPeriods"
        | "restoreGradingPeriods" => "vérifié les dates des bilans",
        "division" | "divisions" => "ouvert la liste de la classe",
        "search" => "cherché un nom",
        "users" => "ouvert la liste des comptes",
        "openActivation" => "rouvert la première connexion",
        "disableUser" | "restoreUser" | "endSessions" | "grantRole" | "revokeRole" | "createUser"
        | "resetSecondFactor" => "géré le compte",
        "startImport" | "applyImport" | "undoImport" | "decideImportLine" | "imports" | "import"
        | "importProgressed" => "importé les fichiers de l’établissement",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::what;

    #[test]
    fn what_was_done_is_said_once_in_plain_words() {
        assert_eq!(what("trackingTable"), "ouvert le tableau de suivi de la classe");
        assert_eq!(what("search search console"), "cherché un nom, consulté la console de l’établissement");
        assert_eq!(what("users.read_birth_date"), "lu la date de naissance");
        assert_eq!(what("node"), "consulté le dossier");
    }
}
