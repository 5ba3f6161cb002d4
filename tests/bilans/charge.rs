//! Who is in charge of a bilan, and who only reads (R102, R123, R125, R182, R183).

use super::{Class, SAVE, TABLE, VALIDATE, on, problem};
use crate::app::people::Person;
use crate::app::{TestApp, given};
use entity::role_grant::Role;
use entity::{group_member, learner_group, teaching};
use sea_orm::Set;
use serde_json::{Value, json};

/// R102, R182, R183: who is out of reach reads and writes nothing.
#[tokio::test]
async fn only_the_learners_own_teachers_write_their_bilans() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    let other = class.school.division("2MRC1").await;
    let stranger = class.school.teacher("Paul Ailleurs", "071100", &[other]).await;
    let save = class.save(Some(1), json!({ "synthesis": "Intrus." }));

    assert_eq!(stranger.run(SAVE, save.clone()).await.code(), Some("NOT_FOUND"));
    assert_eq!(stranger.run(VALIDATE, on(&bilan, 1)).await.code(), Some("NOT_FOUND"));
    let unseen = stranger.run(TABLE, json!({ "division": class.division })).await.fine();
    assert_eq!(unseen.at("trackingTable"), &Value::Null);
    for role in [Role::Admin, Role::Head, Role::Ddftp, Role::Learner] {
        let person = class.school.person("Autre Personne", role).await;
        assert_eq!(person.run(SAVE, save.clone()).await.code(), Some("FORBIDDEN"), "{role:?}");
        assert_eq!(person.run(VALIDATE, on(&bilan, 1)).await.code(), Some("FORBIDDEN"), "{role:?}");
    }
    let elsewhere = app.school_of("0999002X").await;
    let there = elsewhere.teacher("Zoé Loin", "071100", &[]).await;
    assert_eq!(there.run(SAVE, save).await.code(), Some("NOT_FOUND"));
    let kept = class.table(&class.sophie).await;
    assert_eq!(kept.text("trackingTable.rows.0.bilan.synthesis"), "Travail soigné.");
}

/// R123, R125: the DDFTP and the head read, and change nothing.
#[tokio::test]
async fn the_ddftp_and_the_head_read_tables_without_writing() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.draft().await;
    for role in [Role::Ddftp, Role::Head] {
        let person = class.school.person("Nadia Benali", role).await;
        let table = class.table(&person).await;
        assert_eq!(table.text("trackingTable.rows.0.state"), "DRAFT");
        assert_eq!(table.at("trackingTable.rows.0.bilan.viewerCan"), &json!([]));
        assert_eq!(table.at("trackingTable.rows.0.mine"), &json!(false));
    }
}

/// R102: the services of the files, then the DDFTP, say who is in charge.
#[tokio::test]
async fn teachers_of_the_trade_are_in_charge_unless_the_ddftp_names_others() {
    const NAME: &str =
        "mutation($input: NameTeachersInChargeInput!) { nameTeachersInCharge(input: $input) { errors { code path } } }";
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let maths = class.school.teacher("Lise Maths", "061300", &[class.division]).await;
    let outsider = class.school.teacher("Paul Ailleurs", "071100", &[]).await;
    let mine = async |who: &Person| class.table(who).await.at("trackingTable.mine").clone();
    assert_eq!((mine(&class.sophie).await, mine(&maths).await), (json!(1), json!(0)));

    let ddftp = class.school.ddftp().await;
    let name = |teachers: Value| json!({ "input": { "divisionId": class.division, "periodId": class.periods[0], "learnerIds": [class.ines.id], "teacherIds": teachers } });
    let wrong = ddftp.run(NAME, name(json!([class.ines.person.user]))).await.fine();
    assert_eq!(wrong.problems("nameTeachersInCharge"), problem("NOT_FOUND", "teacherIds.0"));
    ddftp.run(NAME, name(json!([outsider.user]))).await.fine();
    assert_eq!((mine(&class.sophie).await, mine(&outsider).await), (json!(0), json!(1)));
    outsider.run(SAVE, class.save(None, json!({ "synthesis": "Confié." }))).await.fine();

    ddftp.run(NAME, name(json!([]))).await.fine();
    assert_eq!(mine(&class.sophie).await, json!(1));
    assert_eq!(outsider.run(NAME, name(json!([]))).await.code(), Some("FORBIDDEN"));
}

/// R102: a group's own teacher comes before the division's.
#[tokio::test]
async fn the_teacher_of_the_learners_group_comes_first() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = class.school.teacher("Marc Petit", "071100", &[]).await;
    let cx = class.school.cx();
    let group = learner_group::ActiveModel {
        id: Set(cx.new_id()),
        school_year_id: Set(class.school.year),
        code: Set("1MELEC1-G1".to_owned()),
        label: Set("Groupe 1".to_owned()),
        removed_at: Set(None),
        ..Default::default()
    };
    let group = given(&cx, group).await.id;
    let member = group_member::ActiveModel {
        id: Set(cx.new_id()),
        group_id: Set(group),
        learner_id: Set(class.ines.id),
        ..Default::default()
    };
    given(&cx, member).await;
    let service = teaching::ActiveModel {
        id: Set(cx.new_id()),
        school_year_id: Set(class.school.year),
        user_id: Set(marc.user),
        subject_code: Set("071100".to_owned()),
        division_id: Set(None),
        group_id: Set(Some(group)),
        mode: Set("TP".to_owned()),
        ..Default::default()
    };
    given(&cx, service).await;

    let sophie = class.table(&class.sophie).await;
    assert_eq!(sophie.number("trackingTable.mine"), 0);
    let input = class.save(None, json!({ "synthesis": "Vu en groupe." }));
    assert_eq!(marc.run(SAVE, input).await.fine().problems("saveBilan"), []);
}
