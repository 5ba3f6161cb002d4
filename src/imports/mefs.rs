//! Attaching a training code that no framework knows to a diploma, by hand (decision 14).

use crate::access::Act;
use crate::changes::Topic;
use crate::cx::Cx;
use crate::error::{Code, Problem, Result};
use entity::id::{FrameworkId, MefId, SpecialtyId};
use entity::{enrolment, framework, mef, school_year, specialty};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, Set};

/// Attaches a training to a diploma of the school, or to a framework, which opens its diploma. Its learners follow at once.
pub async fn attach_mef(cx: &Cx, id: MefId, to: Option<SpecialtyId>, framework: Option<FrameworkId>) -> Result<()> {
    cx.write(Act::AttachMef, async |tx| {
        let mef = tx.target::<mef::Entity>(id).await?;
        let specialty = match (to, framework) {
            (Some(specialty), _) => tx.get::<specialty::Entity>(specialty).await?,
            (None, Some(framework)) => {
                tx.get::<framework::Entity>(framework).await?;
                let known =
                    tx.school::<specialty::Entity>().filter(specialty::Column::FrameworkId.eq(framework)).one().await?;
                if let Some(known) = known {
                    known
                } else {
                    let row = specialty::ActiveModel {
                        id: Set(tx.new_id()),
                        framework_id: Set(framework),
                        deleted_at: Set(None),
                        ..Default::default()
                    };
                    tx.insert(row).await?
                }
            }
            (None, None) => return Err(Problem::new(Code::Blank, "specialtyId", "Choisissez un diplôme.").into()),
        };
        let row = mef::ActiveModel {
            id: Unchanged(id),
            specialty_id: Set(Some(specialty.id)),
            option: Set(None),
            attached_by_hand: Set(true),
            ..Default::default()
        };
        tx.save(row).await?;
        let current = tx.school::<school_year::Entity>().filter(school_year::Column::Current.eq(true)).one().await?;
        if let Some(year) = current {
            let follow = enrolment::ActiveModel {
                specialty_id: Set(Some(specialty.id)),
                option: Set(None),
                ..Default::default()
            };
            let bears = enrolment::Column::MefId.eq(mef.id).and(enrolment::Column::SchoolYearId.eq(year.id));
            tx.update_where::<enrolment::Entity>(|update| update.set(follow).filter(bears)).await?;
        }
        tx.changed_widely(Topic::School);
        tx.changed_widely(Topic::Calendar);
        tx.journal(format!("a rattaché la formation {} à un diplôme", mef.label), None);
        Ok(())
    })
    .await
}
