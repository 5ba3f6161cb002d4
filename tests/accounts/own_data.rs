//! What people see and take away of what the school keeps of them: who read their file, and everything else (R179, security 7).

use super::{Browser, GOOD, change_user, member};
use crate::app::http::{Back, asking, by, with};
use crate::app::people::Person;
use crate::app::school::{Premiere, School};
use crate::app::{TestApp, given};
use chrono::{NaiveDate, TimeDelta};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::{enrolment, guardian, guardian_link, learner, read_line, staff_member, user};
use etabli::access::Task;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::{IntoActiveModel as _, Set};
use serde_json::{Value, json};
use std::io::Read as _;

const LOG: &str = "query ($after: String) { viewer { accessLog(after: $after) {
    nodes { id at role what } pageInfo { hasNextPage endCursor } } } }";

/// Writes a line of the reading log, as an operation leaves it.
async fn read(school: &School<'_>, by: (UserId, &str), operation: &str, whom: &[String]) {
    let cx = school.cx();
    let row = read_line::ActiveModel {
        id: Set(cx.new_id()),
        at: Set(cx.now()),
        actor_id: Set(by.0),
        role: Set(by.1.to_owned()),
        operation: Set(operation.to_owned()),
        learners: Set(json!(whom)),
        address: Set("192.0.2.7".to_owned()),
        ..Default::default()
    };
    given(&cx, row).await;
}

async fn log_of(person: &Person, after: Option<&str>) -> Value {
    person.run(LOG, json!({ "after": after })).await.fine().at("viewer.accessLog").clone()
}

#[tokio::test]
async fn each_sees_who_read_their_own_file_by_role_and_nobody_elses() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, sophie, .. } = app.premiere().await;
    let elsewhere = app.school_of("0999002X").await;
    let ines = school.pupil("Inès Garnier", division, melec, "1RE").await;
    let leo = school.pupil("Léo Petit", division, melec, "1RE").await;
    let admin = school.admin().await;
    let (lea, other) = (ines.id.to_string(), leo.id.to_string());
    read(&school, (sophie.user, "teacher"), "trackingTable", &[other.clone(), lea.clone()]).await;
    app.clock.advance(TimeDelta::minutes(5));
    read(&school, (admin.user, "admin"), "users.read_birth_date", &[ines.person.user.to_string()]).await;
    read(&school, (sophie.user, "teacher"), "search", &[other]).await;
    read(&elsewhere, (sophie.user, "teacher"), "search", &[lea]).await;
    read(&school, (admin.user, "admin"), "users.read_contact", &[sophie.user.to_string()]).await;

    let log = log_of(&ines.person, None).await;
    let told: Vec<(&str, &str)> = log["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["role"].as_str().unwrap(), line["what"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("ADMIN", "lu la date de naissance"), ("TEACHER", "ouvert le tableau de suivi de la classe")]);
    assert!(!log.to_string().contains("Sophie") && !log.to_string().contains("192.0.2"), "{log}");
    let log = log_of(&sophie, None).await;
    assert_eq!(log["nodes"].as_array().unwrap().len(), 1, "what she read herself is not there: {log}");
    assert_eq!(log["nodes"][0]["what"], "lu l’adresse électronique");
    assert_eq!(log_of(&school.ddftp().await, None).await["nodes"], json!([]));
}

#[tokio::test]
async fn thirty_readings_at_a_time_the_newest_first() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, sophie, .. } = app.premiere().await;
    let ines = school.pupil("Inès Garnier", division, melec, "1RE").await;
    for _ in 0..35 {
        read(&school, (sophie.user, "teacher"), "search", &[ines.id.to_string()]).await;
        app.clock.advance(TimeDelta::minutes(1));
    }
    let first = log_of(&ines.person, None).await;
    assert_eq!(first["nodes"].as_array().unwrap().len(), 30);
    assert_eq!(first["nodes"][0]["at"], "2026-11-16T08:34:00+00:00");
    let rest = log_of(&ines.person, first["pageInfo"]["endCursor"].as_str()).await;
    assert_eq!(rest["nodes"].as_array().unwrap().len(), 5);
    assert_eq!(
        (&rest["nodes"][4]["at"], &rest["pageInfo"]["hasNextPage"]),
        (&json!("2026-11-16T08:00:00+00:00"), &json!(false))
    );
}

#[tokio::test]
async fn what_a_teacher_really_opens_is_told_to_the_learner() {
    let app = TestApp::new().await;
    app.app.start();
    let Premiere { school, melec, division, sophie, .. } = app.premiere().await;
    let ines = school.pupil("Inès Garnier", division, melec, "1RE").await;
    let http = app.http();
    let document = format!("{{ trackingTable(divisionId: \"{division}\") {{ id rows {{ learner {{ id }} }} }} }}");
    let back = http.send(by(asking(&document), &sophie)).await;
    assert!(back.json()["errors"].is_null(), "{}", back.text());
    for _ in 0..50 {
        if log_of(&ines.person, None).await["nodes"] != json!([]) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let log = log_of(&ines.person, None).await;
    assert_eq!(log["nodes"][0]["what"], "ouvert le tableau de suivi de la classe", "{log}");
}

/// Asks for the archive from a browser of ours.
pub async fn take_away(app: &TestApp, person: &Person) -> Back {
    let request = axum::http::Request::get("/mon-compte/donnees.zip").body(axum::body::Body::empty()).unwrap();
    app.http().send(by(with(request, "x-etabli-client", "test"), person)).await
}

/// The data of an archive, and its two files as one text.
pub fn unpacked(back: &Back) -> (Value, String) {
    assert_eq!((back.status.as_u16(), back.header("content-type")), (200, "application/zip"), "{}", back.text());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&back.bytes)).expect("an archive");
    let mut file = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).expect(name).read_to_string(&mut text).expect("text");
        text
    };
    let (data, read_me) = (file("donnees.json"), file("LISEZMOI.txt"));
    let whole = format!("{data}{read_me}");
    (serde_json::from_str(&data).expect("JSON"), whole)
}

#[tokio::test]
async fn a_learner_takes_away_all_that_is_kept_of_her_and_nothing_of_others_r179() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, periods, sophie } = app.premiere().await;
    let ines = school.pupil("Inès Canarilog", division, melec, "1RE").await;
    let leo = school.pupil("Léo Autrechose", division, melec, "1RE").await;
    let cx = school.cx();
    let person = user::ActiveModel {
        id: Unchanged(ines.person.user),
        usage_name: Set(Some("Canariusage".to_owned())),
        civility: Set(Some("CanariCivilite".to_owned())),
        sex: Set(Some("CanariSexe".to_owned())),
        email: Set(Some("canari@exemple.fr".to_owned())),
        pending_email: Set(Some("canari.attente@exemple.fr".to_owned())),
        birth_date: Set(NaiveDate::from_ymd_opt(2009, 7, 4)),
        ..Default::default()
    };
    change_user(&school, person).await;
    super::keep_password(&cx, ines.person.user).await;
    let row = cx.find::<learner::Entity>().get(ines.id).await.unwrap();
    let row = learner::ActiveModel {
        ine: Set(Some("CANARIINE01".to_owned())),
        ine_former: Set(Some("CANARIANCIEN".to_owned())),
        exit_reason: Set(Some("CanariSortie".to_owned())),
        ..row.into_active_model()
    };
    cx.write(etabli::access::Act::CreateUser, async |tx| tx.save(row.clone()).await).await.unwrap();
    let guardian = guardian::ActiveModel {
        id: Set(cx.new_id()),
        source_id: Set("1".to_owned()),
        civility: Set(None),
        last_name: Set("CanariParent".to_owned()),
        first_name: Set("Rose".to_owned()),
        email: Set(Some("parent.secret@exemple.fr".to_owned())),
        phones: Set(json!(["0601020304"])),
        ..Default::default()
    };
    let guardian = given(&cx, guardian).await.id;
    let link = guardian_link::ActiveModel {
        id: Set(cx.new_id()),
        guardian_id: Set(guardian),
        learner_id: Set(ines.id),
        level: Set(1),
        kinship: Set(Some("CanariMere".to_owned())),
        first_to_call: Set(true),
        ..Default::default()
    };
    given(&cx, link).await;
    let save =
        "mutation ($input: SaveBilanInput!) { saveBilan(input: $input) { bilan { id version } errors { message } } }";
    for (pupil, period, text) in [
        (ines.id, periods[0], "CanariValide : travail soigné."),
        (ines.id, periods[1], "CanariBrouillon : à reprendre."),
        (leo.id, periods[0], "CanariVoisin : bavarde."),
    ] {
        let input = json!({ "input": { "learnerId": pupil, "periodId": period, "synthesis": text } });
        sophie.run(save, input).await.fine();
    }
    // As a teacher's validation leaves it.
    let drafts = cx.find::<entity::bilan::Entity>().all().await.unwrap();
    let done = drafts.into_iter().find(|row| row.synthesis.starts_with("CanariValide")).expect("the bilan");
    let done = entity::bilan::ActiveModel {
        id: Unchanged(done.id),
        validated_at: Set(Some(cx.now())),
        validated_by: Set(Some(sophie.user)),
        ..Default::default()
    };
    cx.write(etabli::access::Act::CreateUser, async |tx| tx.save(done.clone()).await).await.unwrap();
    read(&school, (sophie.user, "teacher"), "search", &[ines.id.to_string()]).await;

    let (data, whole) = unpacked(&take_away(&app, &ines.person).await);
    for canary in [
        "Canarilog",
        "Canariusage",
        "CanariCivilite",
        "CanariSexe",
        "canari@exemple.fr",
        "canari.attente@exemple.fr",
        "2009-07-04",
        "CANARIINE01",
        "CANARIANCIEN",
        "CanariSortie",
        "CanariParent",
        "CanariMere",
        "CanariValide",
        "1MELEC1",
        "cherché un nom",
    ] {
        assert!(whole.contains(canary), "{canary} is missing: {whole}");
    }
    for secret in [
        "argon2",
        "CanariBrouillon",
        "CanariVoisin",
        "Autrechose",
        "parent.secret",
        "0601020304",
        "Sophie",
        "0999002X",
        &ines.person.token,
    ] {
        assert!(!whole.contains(secret), "{secret} should not be there: {whole}");
    }
    assert_eq!(data["apprenant"]["bilans"].as_array().unwrap().len(), 1);
    let rows = cx.find::<enrolment::Entity>().all().await.unwrap();
    let hers = rows.iter().filter(|row| row.learner_id == ines.id).count();
    assert_eq!(data["apprenant"]["scolarites"].as_array().unwrap().len(), hers);
    assert!(data["personnel"].is_null());
    assert_eq!(data["roles"], json!([{ "role": "LEARNER", "retire_le": null }]));
}

#[tokio::test]
async fn a_teacher_takes_away_what_she_wrote_without_the_name_of_a_learner_r179() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, periods, sophie } = app.premiere().await;
    let ines = school.pupil("Inès Autrechose", division, melec, "1RE").await;
    let cx = school.cx();
    let function = staff_member::ActiveModel {
        id: Set(cx.new_id()),
        user_id: Set(sophie.user),
        source_type: Set("epp".to_owned()),
        source_id: Set("CanariStsweb".to_owned()),
        function: Set(Some("CanariFonction".to_owned())),
        substitute: Set(false),
        ..Default::default()
    };
    given(&cx, function).await;
    let save = "mutation ($input: SaveBilanInput!) { saveBilan(input: $input) { bilan { id } } }";
    let input = json!({ "input": { "learnerId": ines.id, "periodId": periods[0], "synthesis": "CanariTexte." } });
    sophie.run(save, input).await.fine();
    let (data, whole) = unpacked(&take_away(&app, &sophie).await);
    for canary in ["Garnier", "CanariStsweb", "CanariFonction", "CanariTexte", "071100", "1MELEC1", "SaveBilan"] {
        assert!(whole.contains(canary), "{canary} is missing: {whole}");
    }
    let learner = ines.id.to_string();
    for secret in ["Autrechose", "Inès", &learner, &sophie.token] {
        assert!(!whole.contains(secret), "{secret} should not be there: {whole}");
    }
    assert!(data["apprenant"].is_null());
}

#[tokio::test]
async fn one_archive_a_day_is_logged_and_only_our_pages_ask_for_it_r179() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let teacher = member(&school, "Inès", "Garnier", Role::Teacher).await;
    let mut browser = Browser::before(&school);
    browser.sign_in("ines.garnier", GOOD).await;
    let person = Person::signed_in(&school, teacher.id, Role::Teacher).await;
    let request = || axum::http::Request::get("/mon-compte/donnees.zip").body(axum::body::Body::empty()).unwrap();
    let from_a_link = app.http().send(by(request(), &person)).await;
    assert_eq!(from_a_link.status.as_u16(), 403, "a link of somebody else's page");
    let stranger = app.http().send(with(request(), "x-etabli-client", "test")).await;
    assert_eq!(stranger.code(), "UNAUTHENTICATED");
    let (_, whole) = unpacked(&take_away(&app, &person).await);
    assert!(!whole.contains(browser.device.as_deref().expect("a mark")), "marks of browsers open doors");
    let second = take_away(&app, &person).await;
    assert_eq!(second.status.as_u16(), 400);
    assert!(second.text().contains("il y a moins de 24 heures"), "{}", second.text());
    let lines = app.task(Task::CommandLine, Some(school.id)).find::<entity::audit_line::Entity>().all().await.unwrap();
    let exports: Vec<_> = lines.iter().filter(|line| line.act == "ExportOwnData").collect();
    assert_eq!((exports.len(), exports[0].actor_id), (1, Some(teacher.id)));
    app.clock.advance(TimeDelta::hours(25));
    let person = Person::signed_in(&school, teacher.id, Role::Teacher).await;
    unpacked(&take_away(&app, &person).await);
}
