//! Coming in, and one's own account (`authentication.*`, `own_account.*`).

use super::accounts::another_session;
use super::cast::{NOBODY, Part, Side, World};
use super::requirement::{Column, Relation};
use super::tries::{self, Call, Came, Case, Fit, Made, Try, case};
use crate::app::TestApp;
use crate::app::given;
use crate::app::http::{by, with};
use crate::app::people::Person;
use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use entity::establishment::{self, SecondFactorPolicy};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::secret::SecretKind;
use entity::{secret, user};
use etabli::access::Act;
use futures::future::LocalBoxFuture;
use sea_orm::Set;
use sha2::Digest as _;
use totp_rs::{Builder, Secret};

const PASSWORD: &str = "cheval agrafe pile";
const OTHER: &str = "disjoncteur sous la pluie";

/// Why nobody else's is tried.
const NO_ARGUMENT: &str = "no argument names an account: it is done on one's own";
/// Why a secret is held or not, and nothing else.
const A_SECRET: &str = "a secret is in hand or it is not";

/// How far the second proof of an account is set up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    None,
    Begun,
    SetUp,
}

/// An act that a secret opens, for whoever holds it.
macro_rules! secret_case {
    ($($case:tt)*) => { Case { as_nobody: true, ..case!($($case)*) } };
}

pub const CASES: &[Case] = &[
    case!(SignIn, account_to_enter(), Call::Mutation("{ uai: \"$uai\", login: \"$login\", password: \"$password\" }")),
    case!(
        CountTry,
        account_to_enter(),
        Call::MutationOf("signIn", "{ uai: \"$uai\", login: \"$login\", password: \"$password\" }")
    ),
    secret_case!(ProveSignIn, ticket(Proof::SetUp), Call::Mutation("{ ticket: \"$secret\", code: \"$code\" }")),
    secret_case!(BeginSecondFactorAtSignIn, ticket(Proof::None), Call::Mutation("{ ticket: \"$secret\" }")),
    secret_case!(
        ConfirmSecondFactorAtSignIn,
        ticket(Proof::Begun),
        Call::Mutation("{ ticket: \"$secret\", code: \"$code\" }")
    ),
    secret_case!(
        ChoosePassword,
        link(SecretKind::PasswordLink),
        Call::Mutation("{ ticket: \"$secret\", password: \"$password\" }")
    ),
    secret_case!(ConfirmMail, link(SecretKind::AddressLink), Call::Mutation("{ secret: \"$secret\" }")),
    case!(AskReset, login_of_the_school(), Call::Mutation("{ uai: \"$uai\", login: \"$login\" }")),
    case!(SignOut, oneself(Proof::None), Call::Mutation("")),
    case!(UseRole, oneself(Proof::None), Call::Mutation("{ role: $second }")),
    case!(StayConnected, idle(), Call::Mutation("")),
    case!(
        ChangePassword,
        oneself(Proof::None),
        Call::Mutation("{ currentPassword: \"$password\", newPassword: \"$other\" }")
    ),
    case!(
        ChangeMail,
        oneself(Proof::None),
        Call::Mutation("{ currentPassword: \"$password\", email: \"autre@exemple.example\" }")
    ),
    case!(RevokeSessions, session(), Call::Mutation("{ ids: [\"$session\"] }")),
    case!(BeginSecondFactor, oneself(Proof::None), Call::Mutation("{ currentPassword: \"$password\" }")),
    case!(ConfirmSecondFactor, oneself(Proof::Begun), Call::Mutation("{ code: \"$code\" }")),
    case!(
        RenewRecoveryCodes,
        oneself(Proof::SetUp),
        Call::Mutation("{ currentPassword: \"$password\", code: \"$code\" }")
    ),
    case!(
        RemoveSecondFactor,
        oneself(Proof::SetUp),
        Call::Mutation("{ currentPassword: \"$password\", code: \"$code\" }")
    ),
    case!(ChooseSpecialties, diploma(), Call::Mutation("{ specialtyIds: [\"$specialty\"] }")),
    case!(UseSpecialty, own_diploma(), Call::Mutation("{ specialtyId: \"$specialty\" }")),
    case!(ReadOwnAccessLog, reading(), Call::Question("{ viewer { accessLog { nodes { id } } } }")),
    case!(ExportOwnData, to_take_away(), Call::Route(archive)),
];

#[tokio::test]
async fn everybody_comes_in_and_looks_after_their_own_account_alone() {
    tries::all(&TestApp::new().await, CASES).await;
}

/// Gives an account a password, and a second proof as far as it goes; answers the key of its telephone.
async fn ready(world: &World<'_>, person: &Person, proof: Proof) -> String {
    let cx = world.app.task(etabli::access::Task::Seed, person.actor.establishment());
    let turn = cx.app().passwords.turn().await.expect("a turn");
    let (turn, hash) = cx.app().passwords.hash(turn, PASSWORD.to_owned()).await.expect("a hash");
    // What follows takes a turn of its own.
    drop(turn);
    let row = user::ActiveModel { password_hash: Set(Some(hash)), ..Side::account(person.user) };
    cx.write(Act::CreateUser, async |tx| tx.save(row).await).await.expect("the password is kept");
    if proof == Proof::None {
        return String::new();
    }
    // A second proof is offered where the school asks it of those who have one.
    let school = establishment::ActiveModel {
        id: sea_orm::ActiveValue::Unchanged(world.here.school.id),
        second_factor: Set(SecondFactorPolicy::Adults),
        ..Default::default()
    };
    let cx = world.here.school.cx();
    cx.write(Act::CreateEstablishment, async |tx| tx.save(school).await).await.expect("the setting is kept");
    let begin =
        "mutation { beginSecondFactor(input: { currentPassword: \"$password\" }) { setUp { key } errors { code } } }";
    let said = person.ask(&begin.replace("$password", PASSWORD)).await.fine();
    let key = said.text("beginSecondFactor.setUp.key").to_owned();
    if proof == Proof::SetUp {
        let code = shown(world, &key, 0);
        let confirm =
            format!("mutation {{ confirmSecondFactor(input: {{ code: \"{code}\" }}) {{ errors {{ code }} }} }}");
        assert_eq!(person.ask(&confirm).await.fine().problems("confirmSecondFactor"), []);
    }
    key
}

/// The code that a telephone shows when its clock is off by some seconds.
fn shown(world: &World<'_>, key: &str, off_by: i64) -> String {
    if key.is_empty() {
        return "123456".to_owned();
    }
    let secret = Secret::try_from_base32(key.replace(' ', "")).expect("a key");
    let clock = Builder::new().with_secret(secret).build().expect("a clock");
    let moment = world.app.clock.now().timestamp() + off_by;
    clock.generate(u64::try_from(moment).expect("a moment after 1970")).to_string()
}

/// A code that was not used: the one after it, when one was used to set the proof up.
fn fresh(world: &World<'_>, key: &str, proof: Proof) -> String {
    shown(world, key, if proof == Proof::SetUp { 30 } else { 0 })
}

/// An account somebody enters; the school is named by what is typed, not by who types.
async fn account_to_enter(world: &World<'_>, who: &Try) -> Made {
    let person = match who.relation {
        Relation::Own if who.column == Column::Anonymous => return Err(NOBODY),
        Relation::Own => world.newcomer(who.column).await,
        Relation::SameSchool => world.newcomer(Column::Learner).await,
        _ => return Err("who signs in is at home in the school whose code is typed"),
    };
    ready(world, &person, Proof::None).await;
    let login = world.here.school.cx().find::<user::Entity>().get(person.user).await.expect("the account").login;
    Fit::of([("uai", world.here.school.uai.clone()), ("login", login), ("password", PASSWORD.to_owned())])
}

async fn login_of_the_school(world: &World<'_>, who: &Try) -> Made {
    if who.relation != Relation::SameSchool {
        return Err("who lost a password is at home in the school whose code is typed");
    }
    Fit::of([("uai", world.here.school.uai.clone()), ("login", "quelqu.un".to_owned())])
}

/// A secret of an account, in hand or made up.
async fn held(world: &World<'_>, user: UserId, kind: SecretKind) -> String {
    let cx = world.here.school.cx();
    let token = cx.secret();
    let row = secret::ActiveModel {
        id: Set(cx.new_id()),
        user_id: Set(user),
        kind: Set(kind),
        hash: Set(URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(&token))),
        expires_at: Set(cx.now() + TimeDelta::minutes(5)),
        used_at: Set(None),
        created_at: Set(cx.now()),
        ..Default::default()
    };
    given(&cx, row).await;
    token
}

/// Whether the secret of a try is the right one.
fn in_hand(relation: Relation) -> Result<bool, &'static str> {
    match relation {
        Relation::Own => Ok(true),
        Relation::SameSchool => Ok(false),
        _ => Err(A_SECRET),
    }
}

/// The ticket of a right password, and a code.
async fn ticket(world: &World<'_>, who: &Try, proof: Proof) -> Made {
    let right = in_hand(who.relation)?;
    let person = world.newcomer(Column::Teacher).await;
    let key = ready(world, &person, proof).await;
    let ticket = held(world, person.user, SecretKind::SecondStepTicket).await;
    let secret = if right { ticket } else { world.here.school.cx().secret() };
    Fit::of([("secret", secret), ("code", fresh(world, &key, proof))])
}

/// A link of an account.
async fn link(world: &World<'_>, who: &Try, kind: SecretKind) -> Made {
    let right = in_hand(who.relation)?;
    let person = world.newcomer(Column::Teacher).await;
    let waiting = Some(format!("{}@exemple.example", world.word().to_lowercase()));
    world.here.change_account(user::ActiveModel { pending_email: Set(waiting), ..Side::account(person.user) }).await;
    let link = held(world, person.user, kind).await;
    let secret = if right { link } else { world.here.school.cx().secret() };
    Fit::of([("secret", secret), ("password", OTHER.to_owned())])
}

/// Somebody new in the column, with a password, a second role and a second proof.
async fn oneself(world: &World<'_>, who: &Try, proof: Proof) -> Made {
    let fill = |code: String, second: &str| {
        [
            ("password", PASSWORD.to_owned()),
            ("other", OTHER.to_owned()),
            ("code", code),
            ("second", second.to_owned()),
            ("marker", "PK".to_owned()),
        ]
    };
    match (who.relation, who.column) {
        // Nobody's own account: the cell refuses whatever is typed.
        (Relation::SameSchool, Column::Anonymous) => Fit::of(fill("123456".to_owned(), "LEARNER")),
        (Relation::Own, Column::Anonymous) => Err(NOBODY),
        (Relation::Own, column) => {
            let person = world.newcomer(column).await;
            let (second, name) =
                if column == Column::Teacher { (Role::Ddftp, "DDFTP") } else { (Role::Teacher, "TEACHER") };
            world.here.school.grant(person.user, second).await;
            // A learner is never asked for a second proof.
            let offered = column != Column::Learner;
            let key = ready(world, &person, if offered { proof } else { Proof::None }).await;
            Fit::by(person, fill(fresh(world, &key, proof), name))
        }
        _ => Err(NO_ARGUMENT),
    }
}

/// Somebody whose session has been idle for a while.
async fn idle(world: &World<'_>, who: &Try) -> Made {
    let fit = oneself(world, who, Proof::None).await?;
    if let Some(etabli::access::Actor::Person { session, .. }) = fit.person.as_ref().map(|person| person.actor.clone())
    {
        let cx = world.here.school.cx();
        let soon = entity::session::ActiveModel {
            id: sea_orm::ActiveValue::Unchanged(session),
            idle_ends_at: Set(cx.now() + TimeDelta::minutes(1)),
            ..Default::default()
        };
        cx.write(Act::CreateUser, async |tx| tx.save(soon).await).await.expect("the session is changed");
    }
    Ok(fit)
}

/// A session besides the one in use: one's own, or somebody else's.
async fn session(world: &World<'_>, who: &Try) -> Made {
    let (side, user) = match who.relation {
        Relation::Own if who.column == Column::Anonymous => return Err(NOBODY),
        Relation::Own => (&world.here, who.person.user),
        Relation::SameSchool => (&world.here, world.here.author.user),
        Relation::Elsewhere => (&world.elsewhere, world.elsewhere.author.user),
        _ => return Err("a session is one's own or somebody else's"),
    };
    Fit::of([("session", another_session(side, user, Role::Teacher).await)])
}

/// A diploma, to be chosen for oneself.
async fn diploma(world: &World<'_>, who: &Try) -> Made {
    let side = match who.relation {
        Relation::Own if who.column == Column::Anonymous => return Err(NOBODY),
        Relation::SameSchool if who.column == Column::Anonymous => &world.here,
        Relation::Own => &world.here,
        Relation::Elsewhere => &world.elsewhere,
        _ => return Err(NO_ARGUMENT),
    };
    Fit::of([("specialty", side.classes[&Part::Bound].specialty.to_string())])
}

/// One of the diplomas of who tries.
async fn own_diploma(world: &World<'_>, who: &Try) -> Made {
    if who.relation == Relation::Elsewhere {
        return Err("it is one of those that the caller works on, or it is none");
    }
    diploma(world, who).await
}

/// A line of the reading log that names somebody.
async fn reading(world: &World<'_>, who: &Try) -> Made {
    let (side, user) = match who.relation {
        Relation::Own if who.column == Column::Anonymous => return Err(NOBODY),
        Relation::Own => (&world.here, who.person.user),
        Relation::SameSchool => (&world.here, world.here.author.user),
        Relation::Elsewhere => (&world.elsewhere, world.elsewhere.author.user),
        _ => return Err("a line names oneself or somebody else"),
    };
    // Who reads is neither who tries nor who is named.
    let reader = side.school.person("Lou Lecteur", Role::Admin).await;
    world.app.cx(reader.actor.clone()).await.log_before_telling(Act::ReadContact, &[user]).await.expect("a line");
    let lines = side.school.cx().find::<entity::read_line::Entity>().all().await.expect("the log");
    let line = lines.iter().max_by_key(|line| line.number).expect("the line");
    Fit::of([("marker", line.id.to_string())])
}

async fn to_take_away(world: &World<'_>, who: &Try) -> Made {
    oneself(world, who, Proof::None).await
}

fn archive<'w>(world: &'w World<'w>, person: &'w Person, _fit: &'w Fit) -> LocalBoxFuture<'w, Came> {
    Box::pin(async move {
        let request = Request::get("/mon-compte/donnees.zip").header("x-etabli-client", "stories");
        let request = by(request.body(Body::empty()).expect("a request"), person);
        let request = if person.token.is_empty() { with(request, "cookie", "") } else { request };
        Came::back(&world.http.send(request).await)
    })
}
