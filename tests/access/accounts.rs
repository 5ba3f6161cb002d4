//! Accounts of others: who lists, reads, opens, closes them (`users.*`).

use super::cast::{Side, World};
use super::requirement::{Column, Relation};
use super::tries::{self, Call, Came, Case, Fit, Made, Try, case};
use crate::app::TestApp;
use crate::app::http::by;
use crate::app::people::Person;
use crate::app::{given, rows};
use axum::body::Body;
use axum::http::Request;
use chrono::{NaiveDate, TimeDelta};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::{division_assignment, second_factor, staff_member, user};
use futures::future::LocalBoxFuture;
use sea_orm::Set;

/// Why one's own account is not tried.
const ONESELF: &str =
    "one's own account is read and changed under `own_account`; nobody does this to oneself, as `accounts` tells";

/// What an account must be for an act to be done on it.
#[derive(Clone, Copy)]
enum Account {
    /// Open.
    Open,
    /// Closed, with a reason that nothing else says.
    Closed,
    /// With a second proof.
    Proving,
    /// With an address, a birth date and a login that nothing else says.
    Known,
}

pub const CASES: &[Case] = &[
    case!(ListUsers, learner(Account::Open), Call::Question("{ users(text: \"$word\") { totalCount nodes { id } } }")),
    case!(
        ReadUser,
        learner(Account::Closed),
        Call::Question("{ node(id: \"$user\") { ... on User { deactivatedReason } } }")
    ),
    case!(ReadContact, contact(), Call::Question("{ node(id: \"$user\") { ... on User { email } } }")),
    case!(ReadBirthDate, birth_date(), Call::Question("{ node(id: \"$user\") { ... on User { birthDate } } }")),
    case!(ReadLogin, login(), Call::Question("{ node(id: \"$user\") { ... on User { login } } }")),
    case!(OpenActivation, learner(Account::Open), Call::Mutation("{ userIds: [\"$user\"] }")),
    case!(PrintActivationSlips, division(), Call::Route(slips)),
    case!(
        CreateUser,
        school(),
        Call::Mutation(
            "{ civility: MRS, lastName: \"$word\", firstName: \"Nina\", birthDate: \"1980-05-04\", email: \"nina@exemple.example\", role: DDFTP }"
        )
    ),
    case!(ResendWelcome, never_came(), Call::Mutation("{ userId: \"$user\" }")),
    case!(DisableUser, learner(Account::Open), Call::Mutation("{ userId: \"$user\" }")),
    case!(RestoreUser, learner(Account::Closed), Call::Mutation("{ userId: \"$user\" }")),
    case!(EndSessions, learner(Account::Open), Call::Mutation("{ userId: \"$user\" }")),
    case!(ResetSecondFactor, learner(Account::Proving), Call::Mutation("{ userId: \"$user\", reason: \"Perdu.\" }")),
    case!(GrantRole, colleague(Role::Head), Call::Mutation("{ userId: \"$user\", role: DDFTP }")),
    case!(RevokeRole, colleague(Role::Ddftp), Call::Mutation("{ userId: \"$user\", role: DDFTP }")),
    case!(MergeUsers, twins(), Call::Mutation("{ keptId: \"$user\", closedId: \"$closed\" }")),
    case!(AssignDivisions, follower(false), Call::Mutation("{ userId: \"$user\", divisionIds: [\"$division\"] }")),
    case!(UnassignDivision, follower(true), Call::Mutation("{ userId: \"$user\", divisionId: \"$division\" }")),
    case!(
        OpenInspectorAccess,
        inspector(),
        Call::Mutation(
            "{ inspectorId: \"$user\", startsOn: \"$today\", endsOn: \"$today\", specialtyIds: [\"$specialty\"] }"
        )
    ),
    case!(CloseInspectorAccess, window(), Call::Mutation("{ windowId: \"$window\" }")),
];

#[tokio::test]
async fn accounts_are_read_and_changed_by_whom_the_cells_say() {
    tries::all(&TestApp::new().await, CASES).await;
}

/// A new learner in a relation to who tries.
async fn learner(world: &World<'_>, who: &Try, account: Account) -> Made {
    if who.relation == Relation::Own {
        return Err(ONESELF);
    }
    let (side, _, pupil) = world.pupil(who.column, who.relation).await?;
    let (user, word) = (pupil.person.user, world.word());
    let now = side.school.cx().now();
    let born = NaiveDate::from_ymd_opt(1990, 1, 1).expect("a day") + TimeDelta::days(i64::from(world.number()));
    let email = format!("{}@exemple.example", word.to_lowercase());
    match account {
        Account::Open => {}
        Account::Closed => {
            side.change_account(user::ActiveModel {
                deactivated_at: Set(Some(now)),
                deactivated_reason: Set(Some(word.clone())),
                ..Side::account(user)
            })
            .await;
        }
        Account::Proving => {
            let cx = side.school.cx();
            let factor = second_factor::ActiveModel {
                id: Set(cx.new_id()),
                user_id: Set(user),
                sealed_key: Set(String::new()),
                confirmed_at: Set(Some(now)),
                last_step: Set(0),
                created_at: Set(now),
                ..Default::default()
            };
            given(&cx, factor).await;
        }
        Account::Known => {
            side.change_account(user::ActiveModel {
                email: Set(Some(email.clone())),
                birth_date: Set(Some(born)),
                login: Set(word.clone()),
                ..Side::account(user)
            })
            .await;
        }
    }
    let row = side.school.cx().find::<user::Entity>().get(user).await.expect("the account");
    let marker = match account {
        Account::Closed => word.clone(),
        _ => user.to_string(),
    };
    Fit::of([
        ("user", user.to_string()),
        ("marker", marker),
        ("word", row.last_name),
        ("known", word),
        ("email", email),
        ("born", born.to_string()),
    ])
}

/// The same, to be told by one of its words.
async fn told_by(world: &World<'_>, who: &Try, word: &'static str) -> Made {
    let mut fit = learner(world, who, Account::Known).await?;
    fit.fill.insert("marker", fit.fill[word].clone());
    Ok(fit)
}

async fn contact(world: &World<'_>, who: &Try) -> Made {
    told_by(world, who, "email").await
}

async fn birth_date(world: &World<'_>, who: &Try) -> Made {
    told_by(world, who, "born").await
}

async fn login(world: &World<'_>, who: &Try) -> Made {
    told_by(world, who, "known").await
}

/// A division with somebody who never signed in.
async fn division(world: &World<'_>, who: &Try) -> Made {
    let (side, class, pupil) = world.pupil(who.column, who.relation).await?;
    let never = user::ActiveModel { activated_at: Set(None), ..Side::account(pupil.person.user) };
    side.change_account(never).await;
    Fit::of([("division", class.division.to_string()), ("marker", "%PDF-".to_owned())])
}

fn slips<'w>(world: &'w World<'w>, person: &'w Person, fit: &'w Fit) -> LocalBoxFuture<'w, Came> {
    Box::pin(async move {
        let request = Request::post(fit.fill("/divisions/$division/slips.pdf")).header("x-etabli-client", "stories");
        Came::back(&world.http.send(by(request.body(Body::empty()).expect("a request"), person)).await)
    })
}

/// The school itself: the names of somebody to come.
async fn school(world: &World<'_>, who: &Try) -> Made {
    if who.relation != Relation::SameSchool {
        return Err("an account is created in the caller's own school, which no argument names");
    }
    Fit::of([("word", world.word())])
}

/// A member of staff of the school, or of the other one.
async fn staff(world: &World<'_>, who: &Try, role: Role) -> Result<(UserId, entity::id::SpecialtyId), &'static str> {
    if who.relation == Relation::Own {
        return Err(ONESELF);
    }
    let side = world.side(who.relation)?;
    let person = side.school.person(&format!("Marc {}", world.word()), role).await;
    Ok((person.user, side.classes[&super::cast::Part::Other].specialty))
}

/// A teacher, with a second role unless it is the head's, which she has not yet.
async fn colleague(world: &World<'_>, who: &Try, second: Role) -> Made {
    let (user, _) = staff(world, who, Role::Teacher).await?;
    if second == Role::Ddftp {
        world.side(who.relation)?.school.grant(user, second).await;
    }
    Fit::of([("user", user.to_string())])
}

/// Two accounts of one person: the one that the files know, and one made by hand.
async fn twins(world: &World<'_>, who: &Try) -> Made {
    if who.relation == Relation::Own {
        return Err(ONESELF);
    }
    let side = world.side(who.relation)?;
    let names = format!("Marc {}", world.word());
    let mut users = Vec::new();
    for _ in 0..2 {
        let user = side.school.person(&names, Role::Teacher).await.user;
        let born = NaiveDate::from_ymd_opt(1980, 5, 4);
        side.change_account(user::ActiveModel { birth_date: Set(born), ..Side::account(user) }).await;
        users.push(user);
    }
    let cx = side.school.cx();
    let member = staff_member::ActiveModel {
        id: Set(cx.new_id()),
        user_id: Set(users[0]),
        source_type: Set("EPP".to_owned()),
        source_id: Set(users[0].to_string()),
        function: Set(None),
        substitute: Set(false),
        ..Default::default()
    };
    given(&cx, member).await;
    Fit::of([("user", users[0].to_string()), ("closed", users[1].to_string())])
}

/// A teacher, and a division of the same school that they follow by hand or may be given.
async fn follower(world: &World<'_>, who: &Try, follows: bool) -> Made {
    let (user, _) = staff(world, who, Role::Teacher).await?;
    let side = world.side(who.relation)?;
    let cx = side.school.cx();
    let division = side.classes[&super::cast::Part::Other].division;
    if follows {
        let row = division_assignment::ActiveModel {
            id: Set(cx.new_id()),
            school_year_id: Set(side.school.year),
            division_id: Set(division),
            user_id: Set(user),
            assigned_by: Set(side.author.user),
            assigned_at: Set(cx.now()),
            ..Default::default()
        };
        given(&cx, row).await;
    }
    Fit::of([("user", user.to_string()), ("division", division.to_string())])
}

/// A member of staff who never came in, whose letter may be lost.
async fn never_came(world: &World<'_>, who: &Try) -> Made {
    let (user, _) = staff(world, who, Role::Ddftp).await?;
    let email = format!("{}@exemple.example", world.word().to_lowercase());
    let never = user::ActiveModel { activated_at: Set(None), email: Set(Some(email)), ..Side::account(user) };
    world.side(who.relation)?.change_account(never).await;
    Fit::of([("user", user.to_string())])
}

/// An inspector to whom something can be opened today.
async fn inspector(world: &World<'_>, who: &Try) -> Made {
    let (user, specialty) = staff(world, who, Role::Inspector).await?;
    let today = world.here.school.cx().today().to_string();
    // The diploma is the caller's own: the inspector alone is elsewhere.
    let specialty = if who.relation == Relation::Elsewhere {
        world.here.classes[&super::cast::Part::Other].specialty
    } else {
        specialty
    };
    Fit::of([("user", user.to_string()), ("specialty", specialty.to_string()), ("today", today)])
}

/// What a head opened to an inspector; the inspector who tries, where it is one's own.
async fn window(world: &World<'_>, who: &Try) -> Made {
    if who.relation == Relation::Own {
        if who.column != Column::Inspector {
            return Err("nothing is opened to who is no inspector");
        }
        return Fit::of([("window", world.here.windows[0].to_string())]);
    }
    let (user, specialty) = staff(world, who, Role::Inspector).await?;
    let side = world.side(who.relation)?;
    Fit::of([("window", side.opened_to(user, specialty, 0, 3).await.to_string())])
}

/// A session of somebody, as rows.
pub async fn another_session(side: &Side<'_>, user: UserId, role: Role) -> String {
    let cx = side.school.cx();
    let token = cx.secret();
    given(&cx, rows::session(&cx, user, role, &token)).await.id.to_string()
}
