//! Whether data of learners may go to another school, and who answers for it (R135, R136, R138; security 4.6).
//!
//! Declarations to the CNIL ended on 25 May 2018: what is asked is the entry of the register of processing (RGPD art. 30), where
//! an old number may stand, and how to reach the data-protection officer.

use entity::{establishment, learner, user};
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, Order, Set};

use super::LONGEST_SHORT;
use crate::access::Act;
use crate::cx::{Cx, Page, Rows, Slice};
use crate::error::{Code, Problems, Result};

/// Longest reference of the register, in characters.
const LONGEST_REFERENCE: usize = 60;

/// What changes about transfers: what is left out stays, and an empty text takes it away.
#[derive(Debug, Clone, Default)]
pub struct Transfers {
    /// Whether they are allowed.
    pub active: Option<bool>,
    /// Entry of the register of processing, or old number of the CNIL.
    pub register_reference: Option<String>,
    /// Name of the data-protection officer.
    pub officer_name: Option<String>,
    /// Address of the data-protection officer.
    pub officer_email: Option<String>,
}

/// Changes what is known about transfers, and whether they are allowed: never without a reference and an officer.
pub async fn set_transfer(cx: &Cx, version: i32, change: Transfers) -> Result<establishment::Model> {
    cx.write(Act::SetTransfer, async |tx| {
        let school = super::target(tx, version).await?;
        let mut row = change.checked(&school)?;
        match change.active {
            Some(true) if school.transfer_since.is_none() => {
                row.transfer_since = Set(Some(tx.now()));
                row.transfer_by = Set(Some(tx.user()?));
                tx.audit_detail("active");
                tx.journal("a activé le transfert des apprenants", None);
            }
            Some(false) if school.transfer_since.is_some() => {
                row.transfer_since = Set(None);
                row.transfer_by = Set(None);
                tx.audit_detail("not active");
                tx.journal("a désactivé le transfert des apprenants", None);
            }
            _ => tx.journal("a complété les informations du transfert", None),
        }
        super::save(tx, &school, row).await
    })
    .await
}

impl Transfers {
    /// The row with what changes, or everything that is wrong with it.
    fn checked(&self, school: &establishment::Model) -> Result<establishment::ActiveModel> {
        let mut problems = Problems::new();
        let mut row = establishment::ActiveModel { id: Unchanged(school.id), ..Default::default() };
        let mut kept = [&school.register_reference, &school.officer_name, &school.officer_email].map(Clone::clone);
        if let Some(reference) = &self.register_reference {
            kept[0] = super::line(&mut problems, "registerReference", reference, LONGEST_REFERENCE);
            row.register_reference = Set(kept[0].clone());
        }
        if let Some(name) = &self.officer_name {
            kept[1] = super::line(&mut problems, "officerName", name, LONGEST_SHORT);
            row.officer_name = Set(kept[1].clone());
        }
        if let Some(email) = &self.officer_email {
            kept[2] = match email.trim() {
                "" => None,
                typed => Some(super::address(&mut problems, "officerEmail", typed, "")),
            };
            row.officer_email = Set(kept[2].clone());
        }
        if self.active.unwrap_or(school.transfer_since.is_some()) {
            let [reference, name, email] = kept.map(|text| text.is_some());
            let message = "Il manque la référence au registre des traitements\u{a0}: le transfert ne va pas sans elle.";
            problems.unless(reference, Code::Blank, "registerReference", message);
            let message = "Il manque le nom du délégué à la protection des données.";
            problems.unless(name, Code::Blank, "officerName", message);
            let message = "Il manque l’adresse électronique du délégué à la protection des données.";
            problems.unless(email, Code::Blank, "officerEmail", message);
        }
        problems.finish().map(|()| row)
    }
}

/// Accounts of the learners whom no transfer can follow, because their national identifier is missing (R138), by name.
pub async fn blocked(cx: &Cx, page: &Page) -> Result<Slice<user::Model>> {
    without_identifier(cx)?.page_by(user::Column::Search, Order::Asc, page).await
}

/// How many there are.
pub async fn count_blocked(cx: &Cx) -> Result<u64> {
    without_identifier(cx)?.count().await
}

fn without_identifier(cx: &Cx) -> Result<Rows<'_, user::Entity>> {
    cx.require(Act::ListBlockedTransfers)?;
    let missing = learner::Column::Ine.is_null().or(learner::Column::Ine.eq(""));
    let learners = Query::select()
        .column(learner::Column::UserId)
        .from(learner::Entity)
        .and_where(learner::Column::EstablishmentId.eq(cx.establishment()?))
        .and_where(missing)
        .to_owned();
    Ok(cx
        .find_for::<user::Entity>(Act::ListBlockedTransfers)
        .filter(user::Column::DeactivatedAt.is_null().and(user::Column::Id.in_subquery(learners))))
}
