//! Coming in: logins, first sign-in, passwords, sessions, and what strangers may not learn; then managing accounts (R1–R27).

mod assignments;
mod closing;
mod creation;
mod diplomas;
mod first_sign_in;
mod merging;
mod own;
pub mod own_data;
mod palette;
mod passwords;
mod reset;
mod roles;
mod second_factor;
mod sessions;
mod sign_in;
mod slips;
mod throttling;
mod users;

use crate::app::TestApp;
use crate::app::people::Said;
use crate::app::school::School;
use async_graphql::{Request, Variables};
use chrono::NaiveDate;
use entity::establishment;
use entity::id::UserId;
use entity::role_grant::Role;
use entity::user::{self, AccountSource};
use etabli::access::{Act, Actor};
use etabli::accounts::{self, Newcomer};
use etabli::cx::Cx;
use etabli::graphql::{Answer, Cookie, Loaders};
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::json;
use std::net::IpAddr;

const GOOD: &str = "cheval agrafe pile";
const OTHER: &str = "disjoncteur sous la pluie";
const UNIFORM: &str = "Authentification incorrecte : identifiant ou mot de passe non valide.";

const SIGN_IN: &str = "mutation ($input: SignInInput!) { signIn(input: $input) {
    viewer { role roles user { displayName login } establishment { uai } modules }
    activationTicket activationLogin secondStepTicket setUpTicket retryAt errors { code path message } } }";
const CHOOSE: &str = "mutation ($input: ChoosePasswordInput!) { choosePassword(input: $input) { login uai errors { code path message } } }";
const OPEN: &str = "mutation ($input: OpenActivationInput!) { openActivation(input: $input) {
    opened codes { login code user { displayName } } errors { code path message } } }";

/// A browser before the sign-in page of a school.
#[derive(Clone)]
struct Browser<'a> {
    app: &'a TestApp,
    uai: String,
    address: Option<IpAddr>,
    device: Option<String>,
    token: Option<String>,
    agent: Option<String>,
}

impl<'a> Browser<'a> {
    fn before(school: &School<'a>) -> Self {
        Self { app: school.app, uai: school.uai.clone(), address: None, device: None, token: None, agent: None }
    }

    fn at(mut self, address: &str) -> Self {
        self.address = address.parse().ok();
        self
    }

    /// Who the browser's cookie stands for.
    async fn known(&self) -> Option<accounts::sessions::Known> {
        let token = self.token.as_deref()?;
        accounts::sessions::authenticate(&self.app.app.shared, token).await.expect("the session is looked for")
    }

    /// Sends a document with its cookies and keeps those that come back.
    async fn send(&mut self, document: &str, variables: serde_json::Value) -> Said {
        let actor = self.known().await.map_or(Actor::Nobody, |known| known.actor);
        let cx = self.app.cx(actor).await;
        let answer = Answer::to(self.address, self.device.clone(), self.agent.clone());
        let request = Request::new(document)
            .variables(Variables::from_json(variables))
            .data(Loaders::new(cx.clone()))
            .data(answer.clone())
            .data(cx);
        let said = self.app.app.schema.execute(request).await;
        for cookie in answer.take() {
            match cookie {
                Cookie::Session(token) => self.token = token,
                Cookie::Device(mark) => self.device = Some(mark),
            }
        }
        Said(serde_json::to_value(&said).expect("an answer is JSON"))
    }

    async fn sign_in(&mut self, login: &str, password: &str) -> Said {
        let uai = self.uai.clone();
        self.send(SIGN_IN, json!({ "input": { "uai": uai, "login": login, "password": password } })).await.fine()
    }

    async fn choose(&mut self, ticket: &str, password: &str) -> Said {
        self.send(CHOOSE, json!({ "input": { "ticket": ticket, "password": password } })).await.fine()
    }

    async fn viewer(&mut self) -> Said {
        self.send("{ viewer { role user { displayName login } idleEndsAt sessionEndsAt } }", json!({})).await.fine()
    }
}

/// What a sign-in came to: « in », « activating », « code », « set up », or the code of its problem.
fn came_to(said: &Said) -> String {
    if said.at("signIn.viewer").is_object() {
        "in".to_owned()
    } else if said.at("signIn.activationTicket").is_string() {
        "activating".to_owned()
    } else if said.at("signIn.secondStepTicket").is_string() {
        "code".to_owned()
    } else if said.at("signIn.setUpTicket").is_string() {
        "set up".to_owned()
    } else {
        said.text("signIn.errors.0.code").to_owned()
    }
}

fn newcomer(first: &str, last: &str, role: Role) -> Newcomer {
    Newcomer {
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        usage_name: None,
        civility: None,
        sex: None,
        email: None,
        birth_date: NaiveDate::from_ymd_opt(2009, 7, 4),
        source: AccountSource::Siecle,
        role,
    }
}

/// An account as an import makes it: open for a first sign-in.
async fn imported(school: &School<'_>, first: &str, last: &str, role: Role) -> user::Model {
    let cx = school.cx();
    let made = cx
        .write(Act::CreateUser, async |tx| {
            let account = accounts::create(tx, newcomer(first, last, role), None).await?;
            tx.save(user::ActiveModel {
                id: Unchanged(account.id),
                activation_open_until: Set(Some(tx.now() + accounts::activation::OPEN_FOR)),
                ..Default::default()
            })
            .await
        })
        .await;
    made.expect("the account is made")
}

/// Keeps [`GOOD`] as the password of an account, without any link.
async fn keep_password(cx: &Cx, user: UserId) {
    let passwords = &cx.app().passwords;
    let turn = passwords.turn().await.expect("a turn");
    let (_turn, hash) = passwords.hash(turn, GOOD.to_owned()).await.expect("a hash");
    let row = user::ActiveModel {
        id: Unchanged(user),
        password_hash: Set(Some(hash)),
        activated_at: Set(Some(cx.now())),
        activation_open_until: Set(None),
        ..Default::default()
    };
    cx.write(Act::CreateUser, async |tx| tx.save(row).await).await.expect("the password is kept");
}

/// An account with a password.
async fn member(school: &School<'_>, first: &str, last: &str, role: Role) -> user::Model {
    let account = imported(school, first, last, role).await;
    keep_password(&school.cx(), account.id).await;
    account
}

async fn setting(school: &School<'_>, change: impl FnOnce(&mut establishment::ActiveModel)) {
    let mut row = establishment::ActiveModel { id: Unchanged(school.id), ..Default::default() };
    change(&mut row);
    school.cx().write(Act::CreateEstablishment, async |tx| tx.save(row).await).await.expect("the setting is kept");
}

async fn change_user(school: &School<'_>, row: user::ActiveModel) {
    school.cx().write(Act::CreateUser, async |tx| tx.save(row).await).await.expect("the account is changed");
}
