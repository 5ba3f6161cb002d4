//! What waits for somebody (R110, decision 14).

use super::{Class, picture};
use crate::app::school::day;
use crate::app::{TestApp, given};
use chrono::NaiveDate;
use entity::enrolment;
use entity::id::LearnerId;
use entity::mef;
use etabli::access::Act;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};
use serde_json::json;

/// R110, decision 14.
#[tokio::test]
async fn who_leaves_and_who_has_no_framework_waits_for_somebody() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let cx = class.school.cx();
    let course = mef::ActiveModel {
        id: Set(cx.new_id()),
        stem: Set("24799999".to_owned()),
        label: Set("CAP INCONNU".to_owned()),
        specialty_id: Set(None),
        option: Set(None),
        common: Set(false),
        attached_by_hand: Set(false),
        ..Default::default()
    };
    let course = given(&cx, course).await.id;
    let lost = class.school.pupil("Zoé Hinault", class.division, class.melec, "1RE").await;
    let update = |learner: LearnerId, left_on: Option<NaiveDate>, course: Option<_>| {
        let cx = class.school.cx();
        async move {
            cx.write(Act::CreateUser, async |tx| {
                tx.update_where::<enrolment::Entity>(|mut u| {
                    if let Some(course) = course {
                        u = u
                            .col_expr(enrolment::Column::MefId, sea_orm::sea_query::Expr::val(uuid::Uuid::from(course)))
                            .col_expr(enrolment::Column::SpecialtyId, sea_orm::sea_query::Expr::cust("NULL"));
                    }
                    if let Some(left) = left_on {
                        u = u.col_expr(enrolment::Column::LeftOn, sea_orm::sea_query::Expr::val(left));
                    }
                    u.filter(enrolment::Column::LearnerId.eq(learner))
                })
                .await
            })
            .await
            .expect("the enrolment changes");
        }
    };
    update(lost.id, None, Some(course)).await;
    update(class.learners[1].id, Some(day(2026, 11, 27)), None::<entity::id::MefId>).await;

    let said = picture(&class.ddftp).await;

    let awaiting = said.at("console.awaiting").as_array().cloned().unwrap_or_default();
    let of = |kind: &str| awaiting.iter().find(|item| item["kind"] == kind).cloned().unwrap_or_default();
    let leaving = of("BILAN_BEFORE_LEAVING");
    assert_eq!(leaving["title"], "Un bilan à faire avant un départ en 1MELEC1");
    assert_eq!(leaving["detail"], "Départ vendredi 27\u{a0}novembre. Sans bilan, le dossier part incomplet.");
    assert_eq!((&leaving["severity"], awaiting.first()), (&json!("SOON"), Some(&leaving)), "most urgent first");
    let framework = of("MISSING_FRAMEWORK");
    assert_eq!(framework["title"], "Référentiel manquant pour 1\u{a0}formation");
    assert_eq!(framework["viewerCan"], json!(["ATTACH_MEF"]));
    let unattached = said.at("console.unattachedMefs.0");
    assert_eq!((&unattached["code"], &unattached["learnerCount"]), (&json!("24799999"), &json!(1)));
    assert_eq!(said.number("console.current.expected"), 3, "nothing is expected of whom no framework concerns");
}
