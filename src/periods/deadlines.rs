//! Certification deadlines: they may move during the year; each move is logged and told (`R46`).

use chrono::NaiveDate;
use entity::certification_deadline::{ActiveModel, Column, Entity, Model};
use entity::framework_item;
use entity::id::{CertificationDeadlineId, FrameworkItemId, SpecialtyId};
use sea_orm::{ColumnTrait as _, Set, Unchanged};

use super::dates::without_weekday;
use super::{Place, check, place, this_year, year_span};
use crate::access::Act;
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Problems, Result, Versioned as _};

/// A deadline, as entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The deadline to move, and the version that was read; none for a new one.
    pub known: Option<(CertificationDeadlineId, i32)>,
    /// Diploma taught in the school.
    pub specialty: SpecialtyId,
    /// Class level, as its framework codes it.
    pub level: String,
    /// Exam unit; none when the day holds for all of them.
    pub unit: Option<FrameworkItemId>,
    /// The day.
    pub date: NaiveDate,
}

/// Sets or moves the last day to complete in-school certification of a unit (`R41`, `R46`).
pub async fn save_certification_deadline(
    cx: &Cx,
    deadline: &Deadline,
    client_mutation_id: Option<&str>,
) -> Result<Model> {
    cx.write(Act::SaveCertificationDeadline, async |tx| {
        if let Some(done) = tx.effect(client_mutation_id).await? {
            return tx.get::<Entity>(CertificationDeadlineId::from(done)).await;
        }
        let year = this_year(tx).await?;
        let place = place(tx, deadline.specialty, &deadline.level, "").await?;
        let unit = unit(tx, &place, deadline.unit).await?;
        let known = match deadline.known {
            Some((id, version)) => Some(tx.target::<Entity>(id).await?.at(version)?),
            None => None,
        };
        let mut problems = Problems::new();
        check::day_within(&mut problems, year_span(&year), deadline.date, "date");
        let twin = tx
            .find::<Entity>()
            .filter(Column::SchoolYearId.eq(year.id))
            .filter(Column::SpecialtyId.eq(place.specialty.id))
            .filter(Column::Level.eq(place.level.code.as_str()))
            .all()
            .await?
            .into_iter()
            .any(|other| {
                other.framework_item_id == deadline.unit && Some(other.id) != known.as_ref().map(|known| known.id)
            });
        problems.unless(!twin, Code::Taken, "unitId", "Cette unité a déjà une date limite.");
        problems.finish()?;

        let mut row = ActiveModel {
            specialty_id: Set(place.specialty.id),
            level: Set(place.level.code.clone()),
            framework_item_id: Set(deadline.unit),
            date: Set(deadline.date),
            version: Set(known.as_ref().map_or(0, |known| known.version) + 1),
            ..Default::default()
        };
        let what = format!(
            "{}\u{a0}: {}",
            unit.map_or_else(|| "toutes les unités".to_owned(), |unit| unit.code),
            place.name()
        );
        let day = without_weekday(deadline.date);
        let saved = if let Some(known) = known {
            row.id = Unchanged(known.id);
            tx.audit_detail(format!("{} -> {}", known.date, deadline.date));
            tx.journal(format!("a déplacé au {day} la date limite de certification, {what}"), None);
            tx.save(row).await?
        } else {
            row.id = Set(tx.new_id());
            row.establishment_id = Set(tx.establishment()?);
            row.school_year_id = Set(year.id);
            tx.audit_detail(deadline.date.to_string());
            tx.journal(format!("a fixé au {day} la date limite de certification, {what}"), None);
            tx.insert(row).await?
        };
        tx.changed(Topic::Calendar, saved.id);
        tx.remember(client_mutation_id, saved.id).await?;
        Ok(saved)
    })
    .await
}

/// Removes a certification deadline; it goes to the bin (`R186`).
pub async fn delete_certification_deadline(cx: &Cx, id: CertificationDeadlineId, version: i32) -> Result<Model> {
    cx.write(Act::DeleteCertificationDeadline, async |tx| {
        let known = tx.target::<Entity>(id).await?.at(version)?;
        let row = ActiveModel {
            id: Unchanged(known.id),
            deleted_at: Set(Some(tx.now())),
            version: Set(known.version + 1),
            ..Default::default()
        };
        let saved = tx.save(row).await?;
        let place = place(tx, known.specialty_id, &known.level, "").await?;
        tx.audit_detail(known.date.to_string());
        tx.journal(format!("a retiré une date limite de certification\u{a0}: {}", place.name()), None);
        tx.changed(Topic::Calendar, saved.id);
        Ok(saved)
    })
    .await
}

/// The unit the deadline is about, which must be one of the diploma's.
async fn unit(tx: &Tx, place: &Place, unit: Option<FrameworkItemId>) -> Result<Option<framework_item::Model>> {
    let Some(id) = unit else { return Ok(None) };
    let found = tx
        .find::<framework_item::Entity>()
        .by_key(id)
        .filter(framework_item::Column::FrameworkId.eq(place.framework.id))
        .filter(framework_item::Column::Kind.eq("unit"))
        .one()
        .await?;
    found
        .map(Some)
        .ok_or_else(|| Problem::new(Code::NotFound, "unitId", "Cette unité n’est pas dans ce diplôme.").into())
}
