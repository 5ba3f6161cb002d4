//! The divisions that a teacher follows this school year: those that the files bring, and those that the DDFTP or the
//! administrator gives by hand (scope `team`).
//!
//! A division given by hand opens its learners, its tracking table, their bilans and its storage exactly as a service of the files
//! does. No import takes it back; it stops with its school year. It says no subject, so it puts the teacher in charge of bilans only
//! where the files name nobody of the trade (decision 15).

use std::collections::{BTreeMap, HashMap};

use entity::id::{DivisionId, UserId};
use entity::{division, division_assignment, group_division, learner_group, subject, teaching, user};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};

use super::allowed::Account;
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Problems, Result};
use crate::establishments::years;

/// Most divisions given at once: more than a school has for one teacher.
const MOST: usize = 50;

/// A division that a teacher follows.
#[derive(Debug, Clone)]
pub struct Followed {
    /// The division.
    pub division: division::Model,
    /// What the files say the teacher teaches there; empty when they say nothing.
    pub services: Vec<Service>,
    /// Who gave it by hand, and when; none when only the files say it.
    pub assignment: Option<division_assignment::Model>,
}

/// Something taught in a division.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Service {
    /// The subject, in words.
    pub subject: String,
    /// Code of the group, when it is not taught to the whole division.
    pub group: Option<String>,
}

/// The divisions that each of these accounts follows this school year, by code. Who follows none is left out.
pub async fn followed(cx: &Cx, users: &[UserId]) -> Result<HashMap<UserId, Vec<Followed>>> {
    let year = years::under_way(cx)?;
    let taught = cx
        .find::<teaching::Entity>()
        .among(teaching::Column::UserId, users)
        .filter(teaching::Column::SchoolYearId.in_subquery(year.clone()))
        .all()
        .await?;
    let given = cx
        .find::<division_assignment::Entity>()
        .among(division_assignment::Column::UserId, users)
        .filter(division_assignment::Column::SchoolYearId.in_subquery(year))
        .all()
        .await?;
    let words = Words::read(cx, &taught).await?;
    let mut found: BTreeMap<(UserId, DivisionId), (Vec<Service>, Option<division_assignment::Model>)> = BTreeMap::new();
    for row in &taught {
        for division in words.divisions_of(row) {
            found.entry((row.user_id, division)).or_default().0.push(words.service(row));
        }
    }
    for row in given {
        let (_, assignment) = found.entry((row.user_id, row.division_id)).or_default();
        *assignment = Some(row);
    }
    let ids: Vec<DivisionId> = found.keys().map(|(_, division)| *division).collect();
    let divisions: HashMap<DivisionId, division::Model> = cx
        .find::<division::Entity>()
        .among(division::Column::Id, &ids)
        .all()
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut by_user: HashMap<UserId, Vec<Followed>> = HashMap::new();
    for ((user, division), (mut services, assignment)) in found {
        let Some(division) = divisions.get(&division).cloned() else { continue };
        services.sort();
        services.dedup();
        by_user.entry(user).or_default().push(Followed { division, services, assignment });
    }
    for followed in by_user.values_mut() {
        followed.sort_by(|a, b| (&a.division.code, a.division.id).cmp(&(&b.division.code, b.division.id)));
    }
    Ok(by_user)
}

/// What services are called, and where groups learn.
struct Words {
    subjects: HashMap<String, String>,
    groups: HashMap<entity::id::LearnerGroupId, String>,
    drawn: Vec<group_division::Model>,
}

impl Words {
    async fn read(cx: &Cx, taught: &[teaching::Model]) -> Result<Self> {
        let groups: Vec<_> = taught.iter().filter_map(|row| row.group_id).collect();
        let codes: Vec<&str> = taught.iter().map(|row| row.subject_code.as_str()).collect();
        let subjects = cx.find::<subject::Entity>().among(subject::Column::Code, &codes).all().await?;
        let drawn = cx.find::<group_division::Entity>().among(group_division::Column::GroupId, &groups).all().await?;
        let groups = cx.find::<learner_group::Entity>().among(learner_group::Column::Id, &groups).all().await?;
        Ok(Self {
            subjects: subjects.into_iter().map(|row| (row.code, row.label)).collect(),
            groups: groups.into_iter().map(|row| (row.id, row.code)).collect(),
            drawn,
        })
    }

    /// The division of a service; of a group, those that it draws from.
    fn divisions_of(&self, row: &teaching::Model) -> Vec<DivisionId> {
        let of_group =
            self.drawn.iter().filter(|link| Some(link.group_id) == row.group_id).map(|link| link.division_id);
        row.division_id.into_iter().chain(of_group).collect()
    }

    fn service(&self, row: &teaching::Model) -> Service {
        let subject = self.subjects.get(&row.subject_code).unwrap_or(&row.subject_code);
        Service { subject: subject.clone(), group: row.group_id.and_then(|group| self.groups.get(&group)).cloned() }
    }
}

/// Gives divisions of this school year to a teacher. Those given before stay given: asking twice has one effect.
pub async fn assign_divisions(cx: &Cx, id: UserId, divisions: &[DivisionId]) -> Result<user::Model> {
    cx.write(Act::AssignDivisions, async |tx| {
        let Account { user, .. } = Account::target(tx, Act::AssignDivisions, id).await?;
        let wanted = wanted(tx, id, divisions).await?;
        let given: Vec<DivisionId> = assigned(tx, id).await?.into_iter().map(|row| row.division_id).collect();
        let new: Vec<division::Model> = wanted.into_iter().filter(|row| !given.contains(&row.id)).collect();
        let (assigned_by, assigned_at, establishment) = (tx.user()?, tx.now(), tx.establishment()?);
        let rows = new.iter().map(|division| division_assignment::ActiveModel {
            id: Set(tx.new_id()),
            establishment_id: Set(establishment),
            school_year_id: Set(division.school_year_id),
            division_id: Set(division.id),
            user_id: Set(id),
            assigned_by: Set(assigned_by),
            assigned_at: Set(assigned_at),
        });
        tx.insert_many(rows.collect()).await?;
        for division in &new {
            tx.journal("a affecté un enseignant à une classe", Some(division.id));
        }
        let codes: Vec<&str> = new.iter().map(|division| division.code.as_str()).collect();
        tx.audit_detail(format!("{} {}", user.login, codes.join(" ")).trim().to_owned());
        moved(tx, id);
        Ok(user)
    })
    .await
}

/// Takes back a division that was given by hand; what the files say stays. Open screens of the teacher are told at once.
pub async fn unassign_division(cx: &Cx, id: UserId, division: DivisionId) -> Result<user::Model> {
    cx.write(Act::UnassignDivision, async |tx| {
        let Account { user, .. } = Account::target(tx, Act::UnassignDivision, id).await?;
        if !assigned(tx, id).await?.iter().any(|row| row.division_id == division) {
            let message = "Cette classe n’est pas affectée à la main à cette personne.";
            return Err(Problem::new(Code::NotFound, "divisionId", message).into());
        }
        let division = tx.get::<division::Entity>(division).await?;
        let given =
            division_assignment::Column::UserId.eq(id).and(division_assignment::Column::DivisionId.eq(division.id));
        tx.delete_where::<division_assignment::Entity>(|d| d.filter(given)).await?;
        tx.journal("a retiré une classe à un enseignant", Some(division.id));
        tx.audit_detail(format!("{} {}", user.login, division.code));
        moved(tx, id);
        Ok(user)
    })
    .await
}

/// The divisions asked for, or everything that is wrong with them.
async fn wanted(tx: &Tx, id: UserId, ids: &[DivisionId]) -> Result<Vec<division::Model>> {
    let mut problems = Problems::new();
    problems.unless(!ids.is_empty(), Code::Blank, "divisionIds", "Choisissez au moins une classe.");
    let message = format!("Trop de classes d’un coup\u{a0}: {MOST} au plus.");
    problems.unless(ids.len() <= MOST, Code::Invalid, "divisionIds", message);
    problems.finish()?;
    let year = years::under_way(tx.cx())?;
    let known = tx
        .find::<division::Entity>()
        .among(division::Column::Id, ids)
        .filter(division::Column::SchoolYearId.in_subquery(year).and(division::Column::RemovedAt.is_null()))
        .all()
        .await?;
    let taught = tx
        .school::<teaching::Entity>()
        .among(teaching::Column::DivisionId, ids)
        .filter(teaching::Column::UserId.eq(id))
        .all()
        .await?;
    let mut problems = Problems::new();
    for (n, wanted) in ids.iter().enumerate() {
        let path = format!("divisionIds.{n}");
        match known.iter().find(|row| row.id == *wanted) {
            None => {
                let message = "Cette classe n’est pas de l’année scolaire en cours.";
                problems.add(Problem::new(Code::NotFound, path, message));
            }
            Some(row) if taught.iter().any(|service| service.division_id == Some(*wanted)) => {
                let message = format!("Les fichiers disent déjà que cette personne enseigne en {}.", row.code);
                problems.add(Problem::new(Code::Taken, path, message));
            }
            Some(_) => {}
        }
    }
    problems.finish()?;
    Ok(known)
}

/// What was given to an account by hand, of any year.
async fn assigned(tx: &Tx, id: UserId) -> Result<Vec<division_assignment::Model>> {
    tx.school::<division_assignment::Entity>().filter(division_assignment::Column::UserId.eq(id)).all().await
}

/// Tells the page of the account, and every screen that shows what a teacher may see.
fn moved(tx: &Tx, id: UserId) {
    tx.changed(Topic::Accounts, id);
    tx.changed_widely(Topic::School);
}
