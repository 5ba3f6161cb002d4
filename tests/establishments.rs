//! Schools: made at the command line, read by those who are in them.

use crate::app::TestApp;
use crate::app::people::Person;
use entity::establishment::SecondFactorPolicy;
use entity::role_grant::Role;
use entity::{establishment, role_grant, school_subscription, user};
use etabli::access::Task;
use etabli::accounts::first_people::{self, Welcome};
use etabli::accounts::links;
use etabli::cx::Cx;
use etabli::error::{Code, Error, Result};
use etabli::establishments::{Founding, years};
use etabli::mail::About;
use sea_orm::ColumnTrait as _;
use serde_json::{Value, json};

fn founding(uai: &str) -> Founding {
    Founding {
        uai: uai.to_owned(),
        name: "Lycée professionnel Odile-Vasseur".to_owned(),
        town: Some("Saint-Essai".to_owned()),
        email: "ce.0999001w@exemple.example".to_owned(),
        second_factor: SecondFactorPolicy::RequiredAdmin,
    }
}

async fn founded(cx: &Cx) -> Welcome {
    first_people::create_establishment(cx, founding("0999001w"), None).await.expect("the school is made")
}

fn person(first_name: &str, role: Role) -> first_people::Person {
    first_people::Person {
        first_name: first_name.to_owned(),
        last_name: "Benali".to_owned(),
        email: format!("{}.benali@exemple.example", first_name.to_lowercase()),
        role,
    }
}

fn refusal<T>(result: Result<T>) -> (Code, String) {
    match result {
        Err(Error::Rejected(problems)) => (problems[0].code, problems[0].path.clone().unwrap_or_default()),
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("accepted"),
    }
}

/// R5 and decision 17: the administrator is born with the school, its login is the code, and the link works once.
#[tokio::test]
async fn a_school_is_born_with_its_administrator() {
    let app = TestApp::new().await;
    let cx = app.task(Task::CommandLine, None);
    let Welcome { school, user, link } = founded(&cx).await;
    assert_eq!((school.uai.as_str(), user.login.as_str()), ("0999001W", "0999001W"));

    let here = app.task(Task::CommandLine, Some(school.id));
    let grants = here.find::<role_grant::Entity>().all().await.unwrap();
    assert_eq!(grants.iter().map(|grant| (grant.user_id, grant.role)).collect::<Vec<_>>(), [(user.id, Role::Admin)]);
    let year = years::current(&here).await.unwrap();
    assert_eq!((year.year, year.ends_on.to_string().as_str()), (2026, "2027-08-31"));
    let subscriptions = here.find::<school_subscription::Entity>().all().await.unwrap();
    assert_eq!(subscriptions.len(), 4);
    assert!(subscriptions.iter().all(|subscription| subscription.ends_on == year.ends_on));

    let link = link.expect("a link");
    let secret = link.strip_prefix("http://127.0.0.1:8080/0999001W/activation/").expect("an address of the school");
    let password = "une phrase que personne ne devine 42".to_owned();
    links::choose_password(&cx, secret, password.clone()).await.expect("the link works");
    assert_eq!(refusal(links::choose_password(&cx, secret, password).await).0, Code::Expired);
}

/// R5: exactly one administrator's account, and one school for a code.
#[tokio::test]
async fn a_code_has_one_school_and_one_administrator() {
    let app = TestApp::new().await;
    let cx = app.task(Task::CommandLine, None);
    let school = founded(&cx).await.school;
    let again = first_people::create_establishment(&cx, founding("0999001W"), None).await;
    assert_eq!(refusal(again), (Code::Taken, "uai".to_owned()));
    let second = first_people::create_user(&cx, &school.uai, person("Nadia", Role::Admin)).await;
    assert_eq!(refusal(second), (Code::Invalid, "role".to_owned()));
    assert_eq!(cx.find::<establishment::Entity>().count().await.unwrap(), 1);
    let here = app.task(Task::CommandLine, Some(school.id));
    let admins = here.find::<role_grant::Entity>().filter(role_grant::Column::Role.eq(Role::Admin));
    assert_eq!(admins.count().await.unwrap(), 1);
}

#[tokio::test]
async fn all_that_is_wrong_with_a_school_is_told_at_once() {
    let app = TestApp::new().await;
    let cx = app.task(Task::CommandLine, None);
    let wrong = Founding { uai: "lycée".into(), name: " ".into(), email: "nulle part".into(), ..founding("") };
    let Err(Error::Rejected(problems)) = first_people::create_establishment(&cx, wrong, None).await else { panic!() };
    let paths: Vec<&str> = problems.iter().filter_map(|problem| problem.path.as_deref()).collect();
    assert_eq!(paths, ["uai", "name", "email"]);
    assert_eq!(cx.find::<establishment::Entity>().count().await.unwrap(), 0);
}

/// R27: several roles in one school are one account.
#[tokio::test]
async fn the_same_person_gets_a_second_role_on_the_same_account() {
    let app = TestApp::new().await;
    let cx = app.task(Task::CommandLine, None);
    let school = founded(&cx).await.school;
    let ddftp = first_people::create_user(&cx, &school.uai, person("Nadia", Role::Ddftp)).await.unwrap();
    let head = first_people::create_user(&cx, &school.uai, person("NADIA", Role::Head)).await.unwrap();
    assert_eq!((ddftp.user.id, ddftp.user.login.as_str()), (head.user.id, "nadia.benali"));
    let other = first_people::create_user(&cx, &school.uai, person("Karim", Role::Ddftp)).await.unwrap();
    assert_ne!(other.user.id, ddftp.user.id);
    let here = app.task(Task::CommandLine, Some(school.id));
    let grants = here.find::<role_grant::Entity>().filter(role_grant::Column::UserId.eq(ddftp.user.id));
    assert_eq!(grants.count().await.unwrap(), 2);
}

#[tokio::test]
async fn a_new_link_kills_the_one_that_was_lost() {
    let app = TestApp::new().await;
    let cx = app.task(Task::CommandLine, None);
    let first = founded(&cx).await.link.expect("a link");
    let second = first_people::renew_link(&cx, "0999001W", "0999001w").await.unwrap().link.expect("a link");
    let secret = |link: &str| link.rsplit('/').next().unwrap().to_owned();
    assert!(links::read(&cx, &secret(&first)).await.unwrap().is_none());
    assert!(links::read(&cx, &secret(&second)).await.unwrap().is_some());
    let unknown = first_people::renew_link(&cx, "0999001W", "personne").await;
    assert_eq!(refusal(unknown), (Code::NotFound, "login".to_owned()));
}

/// R1, R2: the sign-in page shows the name of the establishment; a stranger reads nothing else.
#[tokio::test]
async fn a_stranger_sees_the_name_of_the_school_and_nothing_in_it() {
    let app = TestApp::new().await;
    let school = app.school().await;
    school.division("TMELEC1").await;
    let stranger = Person::stranger(&app);
    let document = "query($uai: String!) { establishment(uai: $uai) { uai name activation helpText } }";
    let said = stranger.run(document, json!({ "uai": " 0999001w" })).await.fine();
    assert_eq!(said.text("establishment.uai"), "0999001W");
    assert!(said.text("establishment.helpText").contains("jjmmaaaa"));
    assert_eq!(stranger.run(document, json!({ "uai": "0999002X" })).await.at("establishment"), &Value::Null);
    for document in ["{ divisions { code } }", "{ specialties { title } }"] {
        assert_eq!(stranger.ask(document).await.code(), Some("UNAUTHENTICATED"));
    }
}

#[tokio::test]
async fn a_teacher_sees_the_divisions_that_she_teaches() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let electrician = school.specialty("bac-pro-melec").await;
    let (hers, other) = (school.division("TMELEC1").await, school.division("2MRC1").await);
    school.pupil("Inès Lambert", hers, electrician, "TLE").await;
    school.pupil("Karim Haddou", hers, electrician, "TLE").await;
    let teacher = school.teacher("Sophie Garnier", "071100", &[hers]).await;
    let said = teacher
        .ask("{ divisions { id code label learnerCount } specialties { shortTitle levels { code } } }")
        .await
        .fine();
    assert_eq!(
        said.at("divisions"),
        &json!([{ "id": hers.to_string(), "code": "TMELEC1", "label": "TMELEC1", "learnerCount": 2 }])
    );
    assert_eq!(said.text("specialties.0.shortTitle"), "Bac pro MELEC");
    let document = "query($id: ID!) { division(id: $id) { code } }";
    assert_eq!(teacher.run(document, json!({ "id": other.to_string() })).await.at("division"), &Value::Null);
    let ddftp = school.ddftp().await;
    assert_eq!(
        ddftp.ask("{ divisions { code } }").await.at("divisions"),
        &json!([{ "code": "2MRC1" }, { "code": "TMELEC1" }])
    );
    assert_eq!(ddftp.run(document, json!({ "id": electrician.to_string() })).await.at("division"), &Value::Null);
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_divisions() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let ddftp = school.ddftp().await;
    school.division("1CAPEL1").await;
    let (_, few) = app.statements(ddftp.ask("{ divisions { code learnerCount } }")).await;
    for number in 0..20 {
        school.division(&format!("D{number}")).await;
    }
    let (_, many) = app.statements(ddftp.ask("{ divisions { code learnerCount } }")).await;
    assert_eq!(few, many);
}

/// R2: the same login in two schools is two accounts.
#[tokio::test]
async fn two_schools_share_nothing() {
    let app = TestApp::new().await;
    let cx = app.task(Task::CommandLine, None);
    founded(&cx).await;
    first_people::create_establishment(&cx, founding("0999002X"), None).await.unwrap();
    let mine = first_people::create_user(&cx, "0999001W", person("Nadia", Role::Ddftp)).await.unwrap();
    let theirs = first_people::create_user(&cx, "0999002X", person("Nadia", Role::Ddftp)).await.unwrap();
    assert_eq!(mine.user.login, theirs.user.login);
    assert_ne!(mine.user.id, theirs.user.id);
    let here = app.task(Task::CommandLine, Some(mine.school.id));
    assert!(
        here.find::<user::Entity>().all().await.unwrap().iter().all(|user| user.establishment_id == mine.school.id)
    );
}

/// Decision 17, R15: the link is printed and sent, and whichever is followed first is the only one.
#[tokio::test]
async fn a_new_school_and_its_people_get_a_letter_beside_the_link_that_is_printed() {
    let app = TestApp::new().await;
    let cx = app.task(Task::CommandLine, None);
    let welcome = founded(&cx).await;
    let sent = first_people::send_letter(&cx, &welcome, About::Founded).await.unwrap();
    assert_eq!(sent.as_deref(), Some("ce.0999001w@exemple.example"));
    let ddftp = first_people::create_user(&cx, "0999001W", person("Nadia", Role::Ddftp)).await.unwrap();
    first_people::send_letter(&cx, &ddftp, About::Welcome { told: true }).await.unwrap();
    app.run_jobs().await;
    let letter = app.letter_to("ce.0999001w@exemple.example");
    for told in ["http://127.0.0.1:8080/0999001W", "0999001W", "72 heures", "administrateur"] {
        assert!(letter.text.contains(told), "{told}: {}", letter.text);
    }
    assert!(app.letter_to("nadia.benali@exemple.example").text.contains("nadia.benali"));

    let printed = welcome.link.as_deref().and_then(|link| link.rsplit('/').next()).expect("a link").to_owned();
    let mailed = letter.secret("activation");
    assert_ne!(printed, mailed, "the outbox holds no secret (security 8.3)");
    assert!(links::read(&cx, &printed).await.unwrap().is_some(), "the printed one stays good");
    links::choose_password(&cx, &mailed, "une phrase que personne ne devine 42".to_owned()).await.expect("it works");
    assert!(links::read(&cx, &printed).await.unwrap().is_none(), "and ends with the other");
}

#[tokio::test]
async fn no_letter_is_promised_where_letters_reach_nobody() {
    let app = TestApp::configured(crate::app::MONDAY, |config| {
        config.public_url = "https://etabli.exemple.fr".to_owned();
    })
    .await;
    let cx = app.task(Task::CommandLine, None);
    let welcome = founded(&cx).await;
    assert_eq!(first_people::send_letter(&cx, &welcome, About::Founded).await.unwrap(), None);
    app.run_jobs().await;
    assert!(app.letters().is_empty());
}
