//! Who the school is (R168, R187).

use super::{SETTINGS, change, problem};
use crate::app::TestApp;
use crate::app::people::Person;
use entity::role_grant::Role;
use entity::{audit_line, establishment, journal_entry};
use serde_json::{Value, json};

#[tokio::test]
async fn an_administrator_changes_the_name_and_strangers_read_it_on_the_sign_in_page() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, head) = (school.admin().await, school.person("Hugo Chef", Role::Head).await);
    let name = "  Lycée <b>Odile</b> & Cie ";
    let done =
        change(&admin, "updateEstablishment", None, json!({ "name": name, "phone": "03 20 00 00 00" })).await.fine();
    assert_eq!(done.problems("updateEstablishment"), []);
    let after = done.at("updateEstablishment.establishment");
    assert_eq!(after["name"], json!("Lycée <b>Odile</b> & Cie"), "markup is text");
    assert_eq!(after["town"], json!("Saint-Essai"), "what is left out stays");
    assert_eq!((&after["settings"]["phone"], &after["settings"]["version"]), (&json!("03 20 00 00 00"), &json!(2)));
    let public = format!("{{ establishment(uai: \"{}\") {{ name helpText }} }}", school.uai);
    let told = Person::stranger(&app).ask(&public).await.fine();
    assert_eq!(told.text("establishment.name"), "Lycée <b>Odile</b> & Cie");
    assert!(told.text("establishment.helpText").contains("«\u{a0}Lycée <b>Odile</b> & Cie\u{a0}»"));

    let cx = school.cx();
    let journal = cx.find::<journal_entry::Entity>().all().await.unwrap();
    assert_eq!(
        journal.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        ["a changé les informations de l’établissement"]
    );
    let lines = cx.find::<audit_line::Entity>().all().await.unwrap();
    assert!(lines.iter().any(|line| line.act == "UpdateEstablishment" && line.detail == "name phone"), "{lines:?}");
    assert_eq!(
        change(&head, "updateEstablishment", Some(2), json!({ "name": "À moi" })).await.code(),
        Some("FORBIDDEN")
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_changes() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let before = school.cx().find::<establishment::Entity>().get(school.id).await.unwrap();
    for (field, value, code) in [
        ("name", " ".to_owned(), "BLANK"),
        ("name", "é".repeat(300), "TOO_LONG"),
        ("name", "Lycée\r\nBcc: x@y.example".to_owned(), "INVALID"),
        ("name", "Lycée\0".to_owned(), "INVALID"),
        ("town", "x".repeat(300), "TOO_LONG"),
        ("town", "Saint\nEssai".to_owned(), "INVALID"),
        ("email", String::new(), "BLANK"),
        ("email", "nulle part".to_owned(), "INVALID"),
        ("email", "a@b.example\r\nBcc: x@y.example".to_owned(), "INVALID"),
        ("email", format!("{}@exemple.example", "n".repeat(300)), "INVALID"),
        ("phone", "zéro trois".to_owned(), "INVALID"),
        ("phone", "0".repeat(300), "TOO_LONG"),
        ("timeZone", "Europe/Roubaix".to_owned(), "INVALID"),
        ("timeZone", String::new(), "INVALID"),
    ] {
        let refused = change(&admin, "updateEstablishment", Some(1), json!({ field: value })).await.fine();
        assert_eq!(refused.problems("updateEstablishment"), problem(code, field), "{value:?}");
        let message = refused.text("updateEstablishment.errors.0.message");
        assert!(message.ends_with('.') && !message.contains('!'), "{message}");
    }
    let all = json!({ "name": "", "email": "x", "timeZone": "Mars" });
    let refused = change(&admin, "updateEstablishment", Some(1), all).await.fine();
    assert_eq!(refused.problems("updateEstablishment").len(), 3, "everything at once");
    assert_eq!(school.cx().find::<establishment::Entity>().get(school.id).await.unwrap(), before);
}

/// Security T10.
#[tokio::test]
async fn a_change_typed_over_an_older_version_is_refused_and_shows_the_newer_one() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    change(&admin, "updateEstablishment", Some(1), json!({ "town": "Roubaix" })).await.fine();
    let late = change(&admin, "updateEstablishment", Some(1), json!({ "town": "Lille" })).await.fine();
    assert_eq!(late.problems("updateEstablishment"), problem("CHANGED_MEANWHILE", "version"));
    let shown = late.at("updateEstablishment.establishment");
    assert_eq!((&shown["town"], &shown["settings"]["version"]), (&json!("Roubaix"), &json!(2)));
    let emptied = change(&admin, "updateEstablishment", Some(2), json!({ "town": " ", "phone": "" })).await.fine();
    assert_eq!(emptied.at("updateEstablishment.establishment.town"), &Value::Null, "what may be missing is taken away");
}

#[tokio::test]
async fn what_is_typed_as_it_was_is_no_change() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let before = school.cx().find::<establishment::Entity>().get(school.id).await.unwrap();
    let same = json!({ "name": format!(" {} ", before.name), "town": before.town, "timeZone": before.time_zone });
    let said = change(&admin, "updateEstablishment", Some(1), same).await.fine();
    assert_eq!(said.problems("updateEstablishment"), []);
    assert_eq!(said.number("updateEstablishment.establishment.settings.version"), 1);
    let cx = school.cx();
    assert_eq!(cx.find::<establishment::Entity>().get(school.id).await.unwrap(), before);
    assert!(cx.find::<journal_entry::Entity>().all().await.unwrap().is_empty(), "nobody is told of nothing");
    let stale = change(&admin, "updateEstablishment", Some(7), json!({ "name": before.name })).await.fine();
    assert_eq!(stale.problems("updateEstablishment"), problem("CHANGED_MEANWHILE", "version"));
}

/// R187.
#[tokio::test]
async fn the_days_of_a_school_overseas_are_its_own_at_once() {
    let app = TestApp::on("2026-11-16T22:00:00Z").await;
    let school = app.school().await;
    let admin = school.admin().await;
    assert_eq!(app.cx(admin.actor.clone()).await.today().to_string(), "2026-11-16");
    change(&admin, "updateEstablishment", None, json!({ "timeZone": "Pacific/Noumea" })).await.fine();
    assert_eq!(app.cx(admin.actor.clone()).await.today().to_string(), "2026-11-17");
}

#[tokio::test]
async fn settings_are_read_by_those_who_run_the_school_and_by_nobody_else() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let acts = |said: &crate::app::people::Said| said.at("viewer.establishment.settings.viewerCan").clone();
    let admin = school.admin().await.ask(SETTINGS).await.fine();
    assert_eq!(
        acts(&admin),
        json!([
            "UPDATE_ESTABLISHMENT",
            "SET_SECURITY_OPTIONS",
            "SET_TRANSFER",
            "LIST_BLOCKED_TRANSFERS",
            "CLOSE_INSPECTOR_ACCESS"
        ])
    );
    let head = school.person("Hugo Chef", Role::Head).await.ask(SETTINGS).await.fine();
    assert_eq!(acts(&head), json!(["SET_TRANSFER", "OPEN_INSPECTOR_ACCESS", "CLOSE_INSPECTOR_ACCESS"]));
    let ddftp = school.ddftp().await.ask(SETTINGS).await.fine();
    assert_eq!(acts(&ddftp), json!(["LIST_BLOCKED_TRANSFERS"]));
    for role in [Role::Teacher, Role::Tutor, Role::Learner, Role::Inspector] {
        let said = school.person("Tom Essai", role).await.ask(SETTINGS).await.fine();
        assert_eq!(said.at("viewer.establishment.settings"), &Value::Null, "{role:?}");
        assert_eq!(said.text("viewer.establishment.town"), "Saint-Essai", "{role:?} sees what it saw");
    }
}
