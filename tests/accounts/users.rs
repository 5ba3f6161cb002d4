//! The accounts of a school as a list: by name, found by words, told to those who manage them (R17, R182, R183; security T3, T5).

use super::change_user;
use crate::app::TestApp;
use crate::app::people::{Person, Said};
use crate::app::school::School;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::{read_line, secret, user};
use etabli::access::Act;
use etabli::accounts::links;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::{Value, json};

const USERS: &str =
    "query ($text: String, $role: Role, $divisionId: ID, $state: AccountState, $first: Int, $after: String) {
    users(text: $text, role: $role, divisionId: $divisionId, state: $state, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { id listName civility state source roles login lastSeenAt viewerCan division { code } } } }";
const ACCOUNT: &str = "query ($id: ID!) { node(id: $id) { ... on User {
    listName state activationOpenUntil deactivatedReason lastSeenAt email birthDate viewerCan } } }";

/// Names of those listed, in order.
fn names(said: &Said) -> Vec<String> {
    let nodes = said.at("users.nodes").as_array().expect("a list");
    nodes.iter().map(|node| node["listName"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn listed(who: &Person, wanted: Value) -> Vec<String> {
    names(&who.run(USERS, wanted).await.fine())
}

/// What one person is told of one account.
async fn account(who: &Person, id: UserId) -> Said {
    who.run(ACCOUNT, json!({ "id": id })).await.fine()
}

/// Lines of the reading log, as (operation, whom).
async fn logged(school: &School<'_>) -> Vec<(String, Value)> {
    let lines = school.cx().find::<read_line::Entity>().all().await.expect("the reading log");
    lines.into_iter().map(|line| (line.operation, line.learners)).collect()
}

#[tokio::test]
async fn accounts_are_listed_by_the_name_shown_and_found_however_they_are_typed() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    for names in ["Éloïse Crépin", "Jean-François D’Agostino", "Zoé Crépin-Noël", "Ömer Élan"] {
        school.person(names, Role::Teacher).await;
    }
    let teachers = async |text: &str| listed(&admin, json!({ "role": "TEACHER", "text": text })).await;
    assert_eq!(teachers("").await, ["Crépin Éloïse", "Crépin-Noël Zoé", "D’Agostino Jean-François", "Élan Ömer"]);
    for (typed, found) in [
        ("ELOISE", vec!["Crépin Éloïse"]),
        ("crepin", vec!["Crépin Éloïse", "Crépin-Noël Zoé"]),
        (" noël  zo", vec!["Crépin-Noël Zoé"]),
        ("francois agos", vec!["D’Agostino Jean-François"]),
        ("répin", vec![]),
        ("crepin dupont", vec![]),
        // Signs of the database mean nothing here.
        ("%", vec![]),
        ("cr_pin", vec![]),
        ("\\", vec![]),
    ] {
        assert_eq!(teachers(typed).await, found, "{typed:?}");
    }
    let long = admin.run(USERS, json!({ "text": "a ".repeat(2_000) })).await.fine();
    assert_eq!(long.number("users.totalCount"), 0, "nobody has so many names");
}

#[tokio::test]
async fn paging_through_homonyms_loses_nobody_and_repeats_nobody() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let cx = school.cx();
    let mut homonyms = Vec::new();
    for _ in 0..7 {
        let person = school.person("Jean Dupont", Role::Teacher).await;
        // The very same prepared text: only the identifier tells them apart.
        let row = user::ActiveModel {
            id: Unchanged(person.user),
            search: Set("dupont jean".to_owned()),
            ..Default::default()
        };
        cx.write(Act::CreateUser, async |tx| tx.save(row).await).await.expect("the same words");
        homonyms.push(json!(person.user));
    }
    for size in [1, 2, 3] {
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = admin.run(USERS, json!({ "text": "dupont", "first": size, "after": after })).await.fine();
            assert_eq!(page.number("users.totalCount"), 7);
            let nodes = page.at("users.nodes").as_array().expect("a page");
            seen.extend(nodes.iter().map(|node| node["id"].clone()));
            if page.at("users.pageInfo.hasNextPage") == &json!(false) {
                break;
            }
            after = page.at("users.pageInfo.endCursor").clone();
        }
        seen.sort_by_key(ToString::to_string);
        homonyms.sort_by_key(ToString::to_string);
        assert_eq!(seen, homonyms, "{size} at a time");
    }
}

#[tokio::test]
async fn a_place_in_the_list_is_worth_nothing_to_somebody_else_t5() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, head) = (school.admin().await, school.person("Hugo Chef", Role::Head).await);
    let page = admin.run(USERS, json!({ "first": 1 })).await.fine();
    let after = page.text("users.pageInfo.endCursor").to_owned();
    assert_eq!(
        admin.run(USERS, json!({ "after": after })).await.fine().at("users.nodes").as_array().map(Vec::len),
        Some(1)
    );
    for (who, after) in [(&head, after.as_str()), (&admin, "abc"), (&admin, "")] {
        let refused = who.run(USERS, json!({ "after": after })).await;
        assert_eq!(refused.code(), Some("BAD_REQUEST"), "{after:?}");
    }
}

#[tokio::test]
async fn accounts_are_filtered_by_role_division_and_state() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (melec, mine, other) =
        (school.specialty("bac-pro-melec").await, school.division("1MELEC1").await, school.division("1MELEC2").await);
    let ddftp = school.ddftp().await;
    let pupil = school.pupil("Inès Lambert", mine, melec, "1RE").await;
    school.pupil("Léo Petit", other, melec, "1RE").await;
    let [shut, open, linked, tried, closed] = ["Aline Un", "Basile Deux", "Cora Trois", "Dina Quatre", "Elsa Cinq"]
        .map(|names| school.person(names, Role::Teacher));
    let (shut, open, linked, tried, closed) = tokio::join!(shut, open, linked, tried, closed);
    let (now, soon) = (school.cx().now(), school.cx().now() + TimeDelta::days(3));
    let never = |id| user::ActiveModel { id: Unchanged(id), activated_at: Set(None), ..Default::default() };
    let opened = |id| user::ActiveModel { activation_open_until: Set(Some(soon)), ..never(id) };
    change_user(&school, user::ActiveModel { activation_open_until: Set(Some(now)), ..never(shut.user) }).await;
    change_user(&school, opened(open.user)).await;
    change_user(&school, never(linked.user)).await;
    change_user(&school, user::ActiveModel { activation_tries: Set(5), ..opened(tried.user) }).await;
    change_user(&school, user::ActiveModel { deactivated_at: Set(Some(now)), ..never(closed.user) }).await;
    let cx = school.cx();
    let link = cx.write(Act::CreateUser, async |tx| links::issue(tx, linked.user, links::LINK_KEPT).await).await;
    assert!(link.is_ok());

    let by = async |wanted: Value| listed(&ddftp, wanted).await;
    assert_eq!(by(json!({ "role": "DDFTP" })).await, ["Benali Nadia"]);
    assert_eq!(by(json!({ "divisionId": mine })).await, ["Lambert Inès"]);
    assert_eq!(by(json!({ "state": "SHUT" })).await, ["Quatre Dina", "Un Aline"], "tried too often is shut");
    assert_eq!(by(json!({ "state": "OPEN" })).await, ["Deux Basile", "Trois Cora"], "a link opens as well as a date");
    assert_eq!(by(json!({ "state": "CLOSED" })).await, ["Cinq Elsa"]);
    assert_eq!(by(json!({ "state": "ACTIVE", "role": "LEARNER" })).await, ["Lambert Inès", "Petit Léo"]);
    for state in ["SHUT", "OPEN", "CLOSED", "ACTIVE"] {
        let said = ddftp.run(USERS, json!({ "state": state })).await.fine();
        let nodes = said.at("users.nodes").as_array().expect("a list");
        assert!(nodes.iter().all(|node| node["state"] == state), "{state} is what each of them says: {said:?}");
    }
    let said = ddftp.run(USERS, json!({ "divisionId": mine })).await.fine();
    assert_eq!(said.text("users.nodes.0.division.code"), "1MELEC1");
    // A link is good until its own end.
    let until = account(&ddftp, linked.user).await;
    assert_eq!(until.text("node.activationOpenUntil"), (now + links::LINK_KEPT).to_rfc3339());
    app.clock.advance(TimeDelta::hours(73));
    assert_eq!(by(json!({ "state": "OPEN" })).await, Vec::<String>::new());
    assert_eq!(account(&ddftp, linked.user).await.text("node.state"), "SHUT");
    assert!(school.cx().find::<secret::Entity>().all().await.unwrap().iter().all(|secret| secret.used_at.is_none()));
    // A division of last year holds nobody this year.
    let begun = cx.write(Act::CreateUser, async |tx| etabli::establishments::years::begin(tx, 2030).await).await;
    assert!(begun.is_ok());
    assert_eq!(by(json!({ "divisionId": mine })).await, Vec::<String>::new());
    assert!(account(&ddftp, pupil.person.user).await.at("node.division").is_null());
}

#[tokio::test]
async fn who_manages_accounts_lists_them_and_only_those_of_the_school_r182_r183() {
    let app = TestApp::new().await;
    let (here, there) = (app.school().await, app.school_of("0999002X").await);
    let mine = here.division("1MELEC1").await;
    let melec = here.specialty("bac-pro-melec").await;
    let pupil = here.pupil("Inès Lambert", mine, melec, "1RE").await;
    let teacher = here.teacher("Sophie Prévost", "071100", &[mine]).await;
    let far = there.person("Zoé Ailleurs", Role::Teacher).await;
    let head = here.person("Hugo Chef", Role::Head).await;
    for (role, who) in [
        ("teacher", &teacher),
        ("learner", &pupil.person),
        ("tutor", &here.person("Tom Tuteur", Role::Tutor).await),
        ("inspector", &here.person("Iris Inspectrice", Role::Inspector).await),
    ] {
        assert_eq!(who.run(USERS, json!({})).await.code(), Some("FORBIDDEN"), "{role}");
    }
    assert_eq!(Person::stranger(&app).run(USERS, json!({})).await.code(), Some("UNAUTHENTICATED"));
    let said = head.run(USERS, json!({})).await.fine();
    assert_eq!(said.number("users.totalCount"), 5);
    assert!(!names(&said).contains(&"Ailleurs Zoé".to_owned()));
    assert!(account(&head, far.user).await.at("node").is_null(), "nobody of another school is there");
    assert_eq!(listed(&head, json!({ "divisionId": there.division("1MELEC1").await })).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_address_and_a_birth_date_are_told_one_at_a_time_to_who_may_read_them_and_written_down_t3() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (mine, theirs) = (school.division("1MELEC1").await, school.division("1MELEC2").await);
    let melec = school.specialty("bac-pro-melec").await;
    let pupil = school.pupil("Inès Lambert", mine, melec, "1RE").await;
    let (teacher, other) = (
        school.teacher("Sophie Prévost", "071100", &[mine]).await,
        school.teacher("Anne Loin", "071100", &[theirs]).await,
    );
    let (admin, head) = (school.admin().await, school.person("Hugo Chef", Role::Head).await);
    let id = pupil.person.user;
    change_user(
        &school,
        user::ActiveModel {
            id: Unchanged(id),
            email: Set(Some("ines@exemple.example".to_owned())),
            birth_date: Set(NaiveDate::from_ymd_opt(2009, 7, 4)),
            ..Default::default()
        },
    )
    .await;

    let told = account(&admin, id).await;
    assert_eq!(told.text("node.email"), "ines@exemple.example");
    assert_eq!(told.text("node.birthDate"), "2009-07-04");
    let mut log = logged(&school).await;
    log.sort_by_key(|line| line.0.clone());
    let line = |operation: &str| (operation.to_owned(), json!([id]));
    assert_eq!(log, [line("users.read_birth_date"), line("users.read_contact")]);

    let told = account(&head, id).await;
    assert!(told.at("node.birthDate").is_null() && told.at("node.email").is_string());
    let told = account(&teacher, id).await;
    assert!(told.at("node.birthDate").is_null() && told.at("node.email").is_string(), "of her own learner");
    assert_eq!(logged(&school).await.len(), 4, "what was not told is not in the log");
    for who in [&other, &pupil.person] {
        let told = account(who, id).await;
        assert!(told.at("node.birthDate").is_null() && told.at("node.email").is_null());
    }
    let list = admin.ask("{ users(text: \"lambert\") { nodes { email birthDate } } }").await.fine();
    assert_eq!(*list.at("users.nodes"), json!([{ "email": null, "birthDate": null }]), "never in lists");
    account(&admin, head.user).await;
    assert_eq!(logged(&school).await.len(), 4, "nothing to tell, nothing told");
}

#[tokio::test]
async fn when_an_account_was_last_used_is_told_to_who_may_read_it() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let mine = school.division("1MELEC1").await;
    let melec = school.specialty("bac-pro-melec").await;
    let pupil = school.pupil("Inès Lambert", mine, melec, "1RE").await;
    let teacher = school.teacher("Sophie Prévost", "071100", &[mine]).await;
    let ddftp = school.ddftp().await;
    let first = app.clock.now();
    app.clock.advance(TimeDelta::hours(2));
    let second = app.clock.now();
    let moment = |at: DateTime<Utc>| json!(at.to_rfc3339());
    Person::signed_in(&school, pupil.person.user, Role::Learner).await;

    let seen = |said: &Said| said.at("node.lastSeenAt").clone();
    assert_eq!(seen(&account(&ddftp, pupil.person.user).await), moment(second), "the newest of two");
    assert_eq!(seen(&account(&ddftp, teacher.user).await), moment(first));
    assert_eq!(seen(&account(&teacher, pupil.person.user).await), moment(second), "her own learner");
    assert!(seen(&account(&teacher, ddftp.user).await).is_null(), "a colleague's name alone");
    assert_eq!(account(&teacher, ddftp.user).await.text("node.listName"), "Benali Nadia");
}

#[tokio::test]
async fn a_long_list_costs_as_many_statements_as_a_short_one() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let melec = school.specialty("bac-pro-melec").await;
    let admin = school.admin().await;
    let mine = school.division("1MELEC1").await;
    school.pupil("Inès Lambert", mine, melec, "1RE").await;
    school.teacher("Sophie Prévost", "071100", &[mine]).await;
    let (_, few) = app.statements(admin.run(USERS, json!({}))).await;
    for n in 0..6 {
        let division = school.division(&format!("2MELEC{n}")).await;
        school.pupil(&format!("Élève Numéro{n}"), division, melec, "2NDE").await;
        school.person(&format!("Prof Numéro{n}"), Role::Teacher).await;
    }
    let (said, many) = app.statements(admin.run(USERS, json!({}))).await;
    assert_eq!(said.fine().number("users.totalCount"), 15);
    assert_eq!(many, few);
}
