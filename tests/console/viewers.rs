//! Who sees the console, and how much of it (R6, R123, R125, R182).

use super::{Class, PICTURE, picture, states};
use crate::app::TestApp;
use crate::app::people::Person;
use chrono::TimeDelta;
use entity::role_grant::Role;
use etabli::bilans::life;
use futures::StreamExt as _;
use serde_json::{Value, json};

/// R123, R125.
#[tokio::test]
async fn the_head_sees_the_same_console_and_neither_of_them_writes_bilans() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let head = class.school.person("Hélène Proviseure", Role::Head).await;

    let (theirs, ours) = (picture(&head).await, picture(&class.ddftp).await);
    for part in ["seq", "groups", "current", "steps"] {
        assert_eq!(theirs.at(&format!("console.{part}")), ours.at(&format!("console.{part}")), "{part}");
    }
    let offered = theirs.at("console.awaiting").as_array().cloned().unwrap_or_default();
    assert!(offered.iter().all(|item| item["viewerCan"].as_array().is_some_and(Vec::is_empty)), "{offered:?}");
    let draft = class.draft(class.learners[0].id).await;
    for person in [&head, &class.ddftp] {
        let cx = app.cx(person.actor.clone()).await;
        let refused = life::validate_bilan(&cx, draft.id, draft.version, None).await;
        assert!(matches!(refused, Err(etabli::error::Error::Forbidden)));
    }
}

/// R6, R182, decision 20.
#[tokio::test]
async fn the_admin_sees_steps_only_and_teachers_have_no_console() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.validated(class.learners[0].id).await;
    let admin = class.school.admin().await;

    let said = picture(&admin).await;
    let kinds: Vec<String> = states(&said).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, ["SUBSCRIPTION", "IMPORTS"]);
    for part in ["groups", "awaiting"] {
        assert_eq!(said.at(&format!("console.{part}")), &json!([]), "{part}");
    }
    assert_eq!(said.at("console.current"), &json!({ "done": 0, "drafts": 0, "late": 0, "expected": 0 }));
    assert_eq!(said.at("console.currentEndsOn"), &Value::Null);

    for person in [&class.sophie, &class.learners[0].person, &Person::stranger(&app)] {
        assert_eq!(person.ask("{ console { seq } }").await.fine().at("console"), &Value::Null);
        let refused = person.follow("subscription { consoleChanged { seq } }", json!({})).await.next().await;
        let code = refused.expect("an answer").code().map(str::to_owned);
        assert!(matches!(code.as_deref(), Some("FORBIDDEN" | "UNAUTHENTICATED")), "{code:?}");
    }
    for person in [&admin, &class.sophie] {
        assert_eq!(person.ask("{ journal { seq } }").await.code(), Some("FORBIDDEN"));
    }
}

/// R182, decision 20: nothing personal is pushed, and what is pushed is read once for all viewers.
#[tokio::test]
async fn no_learner_is_named_in_what_is_pushed() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.validated(class.learners[0].id).await;
    app.clock.advance(TimeDelta::days(100));
    let shared = class.ddftp.everybody();

    let pushed =
        shared.follow(&format!("subscription {{ consoleChanged {{ {PICTURE} }} }}"), json!({})).await.next().await;
    let text = pushed.expect("a picture").fine().0.to_string();
    let journal = shared.ask("{ journal { actor text division { code } } }").await.fine().0.to_string();

    assert!(text.contains("en retard"), "{text}");
    assert!(journal.contains("a validé un bilan") && journal.contains("S. Garnier"), "{journal}");
    for name in ["Inès", "Zwingelstein", "Yanis", "Quatremarre", "Léo", "Vandenbroucke"] {
        assert!(!text.contains(name) && !journal.contains(name), "{name} is named");
    }
    for learner in &class.learners {
        assert!(!text.contains(&learner.id.to_string()), "a learner can be told from another");
    }
}
