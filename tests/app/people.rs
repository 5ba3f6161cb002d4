//! People, who speak to the service under their own rights.

use super::school::School;
use super::{TestApp, given, rows};
use async_graphql::{Request, Variables};
use entity::id::UserId;
use entity::role_grant::Role;
use etabli::access::Actor;
use etabli::app::App;
use etabli::graphql::{Answer, Loaders};
use futures::{Stream, StreamExt as _};
use serde_json::{Value, json};
use std::pin::Pin;

/// Somebody who asks, signed in or not.
#[derive(Clone)]
pub struct Person {
    app: App,
    /// Who they are to the service.
    pub actor: Actor,
    /// Their account.
    pub user: UserId,
    /// What their session's cookie holds.
    pub token: String,
}

/// What the service answered.
#[derive(Debug, Clone)]
pub struct Said(pub Value);

impl Person {
    /// A person of a school with an open session.
    pub async fn signed_in(school: &School<'_>, user: UserId, role: Role) -> Self {
        let cx = school.cx();
        let token = cx.secret();
        let session = given(&cx, rows::session(&cx, user, role, &token)).await.id;
        let actor = Actor::Person { user, role, establishment: school.id, session };
        Self { app: school.app.app.clone(), actor, user, token }
    }

    /// The same person after the service was restarted.
    pub fn again(app: &TestApp, person: &Self) -> Self {
        Self { app: app.app.clone(), ..person.clone() }
    }

    /// Everybody who sees this person's whole school under the same role, as shared screens do.
    pub fn everybody(&self) -> Self {
        let (role, establishment) = self.actor.role().zip(self.actor.establishment()).expect("a person of a school");
        Self { actor: Actor::Viewers { role, establishment }, ..self.clone() }
    }

    /// Nobody.
    pub fn stranger(app: &TestApp) -> Self {
        Self { app: app.app.clone(), actor: Actor::Nobody, user: UserId(uuid::Uuid::nil()), token: String::new() }
    }

    /// Asks or does something, with variables.
    pub async fn run(&self, document: &str, variables: Value) -> Said {
        let cx = self.app.cx(self.actor.clone()).await.expect("the person's school");
        let request = Request::new(document)
            .variables(Variables::from_json(variables))
            .data(Loaders::new(cx.clone()))
            .data(Answer::default())
            .data(cx);
        let answer = self.app.schema.execute(request).await;
        Said(serde_json::to_value(&answer).expect("an answer is JSON"))
    }

    /// Follows a subscription; each answer comes as it is pushed.
    pub async fn follow(&self, document: &str, variables: Value) -> Pin<Box<dyn Stream<Item = Said> + Send>> {
        let cx = self.app.cx(self.actor.clone()).await.expect("the person's school");
        let request =
            Request::new(document).variables(Variables::from_json(variables)).data(Loaders::new(cx.clone())).data(cx);
        let answers = self.app.schema.execute_stream(request);
        Box::pin(answers.map(|answer| Said(serde_json::to_value(&answer).expect("an answer is JSON"))))
    }

    /// Asks something without variables.
    pub async fn ask(&self, document: &str) -> Said {
        self.run(document, json!({})).await
    }
}

impl Said {
    /// The data at a path with dots (`bilan.levels.0.rank`); null when nothing is there.
    pub fn at(&self, path: &str) -> &Value {
        path.split('.').fold(&self.0["data"], |value, step| match step.parse::<usize>() {
            Ok(index) => &value[index],
            Err(_) => &value[step],
        })
    }

    /// The text at a path.
    pub fn text(&self, path: &str) -> &str {
        self.at(path).as_str().unwrap_or_else(|| panic!("no text at {path} in {}", self.0))
    }

    /// The number at a path.
    pub fn number(&self, path: &str) -> i64 {
        self.at(path).as_i64().unwrap_or_else(|| panic!("no number at {path} in {}", self.0))
    }

    /// The code of the first error, if the service refused.
    pub fn code(&self) -> Option<&str> {
        self.0["errors"][0]["extensions"]["code"].as_str()
    }

    /// The data, after checking that the service did not refuse.
    pub fn fine(self) -> Self {
        assert!(self.0["errors"].is_null(), "refused: {}", self.0);
        self
    }

    /// The problems a mutation's payload holds, as (code, path).
    pub fn problems(&self, mutation: &str) -> Vec<(String, String)> {
        let errors = self.at(mutation)["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| {
                let word = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
                (word("code"), word("path"))
            })
            .collect()
    }
}
