//! Proving twice who one is: beside the password, a code that a telephone makes (security A14).
//!
//! Adults set it up in their personal space ([`own`]); a right password then opens no session, only five minutes to give the
//! code ([`at_sign_in`]). No other way goes around it: a new password, a known browser, a first sign-in opened again all meet
//! it at the door. Who lost both the telephone and the codes asks the administrator ([`removal`]).

pub mod at_sign_in;
mod codes;
mod merging;
pub mod own;
pub mod removal;
mod sealing;

use chrono::{DateTime, TimeDelta, Utc};
use entity::establishment::{self, SecondFactorPolicy};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::{recovery_code, second_factor, user};
use qrcode::{Color, QrCode};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};

use crate::access::{Act, Task, manners};
use crate::cx::{Cx, Tx, dice};
use crate::error::{Code, Error, Problem, Result};

use super::sessions;

pub(super) use merging::follow;

/// How long a key waits for its first code: time to find the telephone and install an application.
const SET_UP_WITHIN: TimeDelta = TimeDelta::minutes(15);

/// Where an account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Moment it was set up; none while it is not.
    pub since: Option<DateTime<Utc>>,
    /// Codes for a lost telephone that were not used yet.
    pub recovery_codes_left: u64,
    /// Whether the school asks for it at sign-in.
    pub asked: bool,
    /// Whether the school wants the account to have one.
    pub required: bool,
}

/// A key to put in a telephone, told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// The key, to be typed where a picture cannot be taken: letters and digits by four.
    pub key: String,
    /// Address that opens the application of the telephone which reads this.
    pub address: String,
    /// The same address as a picture: rows of dark (`1`) and light (`0`) squares, without the margin.
    pub matrix: Vec<String>,
}

/// What is asked of somebody whose password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Nothing more.
    Nothing,
    /// A code.
    Proof,
    /// To set up what will make the codes.
    SetUp,
}

/// What a school asks of an account with these roles.
fn asked(policy: SecondFactorPolicy, has_one: bool, roles: &[Role]) -> Asked {
    match policy {
        SecondFactorPolicy::Off => Asked::Nothing,
        _ if has_one => Asked::Proof,
        SecondFactorPolicy::RequiredAdmin if roles.iter().any(|role| manners(*role).must_prove_twice) => Asked::SetUp,
        SecondFactorPolicy::RequiredAdmin | SecondFactorPolicy::Adults => Asked::Nothing,
    }
}

/// Where the account of the person stands; none for those to whom it is not offered.
pub async fn standing(cx: &Cx) -> Result<Option<Standing>> {
    if !cx.can(Act::BeginSecondFactor) {
        return Ok(None);
    }
    let (user, here) = (cx.user()?, cx.acting_as(Task::SignIn, None));
    let school = here.find::<establishment::Entity>().get(cx.establishment()?).await?;
    let of_user = confirmed().and(second_factor::Column::UserId.eq(user));
    let factor = here.find::<second_factor::Entity>().filter(of_user).one().await?;
    let unused = recovery_code::Column::UserId.eq(user).and(recovery_code::Column::UsedAt.is_null());
    let recovery_codes_left = here.find::<recovery_code::Entity>().filter(unused).count().await?;
    let roles: Vec<Role> = super::roles_of(&here, &[user]).await?.into_iter().map(|grant| grant.role).collect();
    Ok(Some(Standing {
        since: factor.and_then(|factor| factor.confirmed_at),
        recovery_codes_left,
        asked: school.second_factor != SecondFactorPolicy::Off,
        required: asked(school.second_factor, false, &roles) == Asked::SetUp,
    }))
}

/// Among these accounts, those that prove twice.
pub(super) async fn among(cx: &Cx, ids: &[UserId]) -> Result<Vec<UserId>> {
    let here = cx.acting_as(Task::Standing, None);
    let rows = here.find::<second_factor::Entity>().among(second_factor::Column::UserId, ids).filter(confirmed()).all();
    Ok(rows.await?.into_iter().map(|factor| factor.user_id).collect())
}

/// Whether an account proves twice.
pub(super) async fn has_one(tx: &Tx, user: UserId) -> Result<bool> {
    Ok(of(tx, user).await?.is_some_and(|factor| factor.confirmed_at.is_some()))
}

/// Refuses to work under a role whose holder must prove twice, and set nothing up: the door asks for it.
pub(super) async fn check_role(tx: &Tx, user: UserId, role: Role) -> Result<()> {
    let school = tx.school::<establishment::Entity>().get(tx.establishment()?).await?;
    match asked(school.second_factor, has_one(tx, user).await?, &[role]) {
        Asked::SetUp => {
            let sentence = "Ce rôle demande la connexion en deux étapes\u{a0}: installez-la dans «\u{a0}Mon compte\u{a0}», ou déconnectez-vous puis \
                            reconnectez-vous.";
            Err(Problem::new(Code::NotReady, "role", sentence).into())
        }
        Asked::Nothing | Asked::Proof => Ok(()),
    }
}

/// What an account has, whether or not it was set up to its end.
async fn of(tx: &Tx, user: UserId) -> Result<Option<second_factor::Model>> {
    tx.school::<second_factor::Entity>().filter(second_factor::Column::UserId.eq(user)).one().await
}

fn confirmed() -> sea_orm::sea_query::Expr {
    second_factor::Column::ConfirmedAt.is_not_null()
}

/// Makes a key that waits for its first code, in place of one that waited before.
async fn prepare(tx: &Tx, user: &user::Model) -> Result<SetUp> {
    use second_factor::Column::{ConfirmedAt, CreatedAt, LastStep, SealedKey, UserId};
    let school = tx.school::<establishment::Entity>().get(tx.establishment()?).await?;
    if school.second_factor == SecondFactorPolicy::Off {
        let sentence =
            "Votre établissement ne demande pas de seconde étape à la connexion\u{a0}: il n’y a rien à installer.";
        return Err(Problem::whole(Code::NotReady, sentence).into());
    }
    if has_one(tx, user.id).await? {
        let sentence =
            "La connexion en deux étapes est déjà en place. Pour changer de téléphone, désactivez-la d’abord.";
        return Err(Problem::whole(Code::Taken, sentence).into());
    }
    let key = dice::shared_key();
    let row = second_factor::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(school.id),
        user_id: Set(user.id),
        sealed_key: Set(sealing::seal(tx.cx(), user.id, &key)?),
        confirmed_at: Set(None),
        last_step: Set(0),
        created_at: Set(tx.now()),
    };
    tx.upsert_many(
        vec![row],
        &[second_factor::Column::EstablishmentId, UserId],
        &[SealedKey, ConfirmedAt, LastStep, CreatedAt],
    )
    .await?;
    let account = if user.login == school.uai { school.uai } else { format!("{} ({})", user.login, school.uai) };
    told(key.to_vec(), &account)
}

/// The key as a person types it and as a telephone photographs it.
fn told(key: Vec<u8>, account: &str) -> Result<SetUp> {
    let clock = codes::clock(key, account)?;
    let address = clock.to_url().map_err(|error| Error::internal("writing the key of a telephone", error))?;
    let code = QrCode::new(&address).map_err(|error| Error::internal("drawing the key of a telephone", error))?;
    let row = |squares: &[Color]| squares.iter().map(|square| square.select('1', '0')).collect();
    let matrix = code.to_colors().chunks(code.width()).map(row).collect();
    let letters: Vec<char> = clock.secret().to_base32().chars().collect();
    let key = letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ");
    Ok(SetUp { key, address, matrix })
}

/// Sets up what waits for its first code, when this is it; answers the codes for a lost telephone.
async fn set_up(tx: &Tx, user: &user::Model, code: &str) -> Result<Result<Vec<String>, codes::Tried>> {
    let waiting = of(tx, user.id)
        .await?
        .filter(|factor| factor.confirmed_at.is_none() && factor.created_at > tx.now() - SET_UP_WITHIN);
    let Some(factor) = waiting else {
        let sentence = "Cette clé n’est plus valable\u{a0}: recommencez l’installation.";
        return Err(Problem::new(Code::Expired, "code", sentence).into());
    };
    match codes::attempt(tx, &factor, code).await? {
        codes::Tried::Right => {
            tx.save(second_factor::ActiveModel {
                id: sea_orm::ActiveValue::Unchanged(factor.id),
                confirmed_at: Set(Some(tx.now())),
                ..Default::default()
            })
            .await?;
            let made = codes::make_anew(tx, user.id).await?;
            super::letters::tell(tx, user, crate::mail::About::SecondFactorOn { at: tx.now() }).await?;
            Ok(Ok(made))
        }
        refused => Ok(Err(refused)),
    }
}

/// Takes away what an account proves twice with.
async fn take_away(tx: &Tx, user: UserId) -> Result<()> {
    codes::forget(tx, user).await?;
    tx.delete_where::<second_factor::Entity>(|d| d.filter(second_factor::Column::UserId.eq(user))).await?;
    Ok(())
}

/// Roles of an account that may come in; none for one that may not.
async fn roles_if_open(tx: &Tx, user: &user::Model) -> Result<Option<Vec<Role>>> {
    let roles = sessions::roles(tx, user.id).await?;
    Ok((user.deactivated_at.is_none() && !roles.is_empty()).then_some(roles))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_asks_what_it_says_a14() {
        use SecondFactorPolicy::{Adults, Off, RequiredAdmin};
        for (policy, has_one, role, expected) in [
            (Off, true, Role::Admin, Asked::Nothing),
            (Off, false, Role::Admin, Asked::Nothing),
            (Adults, true, Role::Teacher, Asked::Proof),
            (Adults, false, Role::Admin, Asked::Nothing),
            (RequiredAdmin, false, Role::Admin, Asked::SetUp),
            (RequiredAdmin, false, Role::Head, Asked::SetUp),
            (RequiredAdmin, false, Role::Ddftp, Asked::Nothing),
            (RequiredAdmin, true, Role::Head, Asked::Proof),
            (RequiredAdmin, true, Role::Teacher, Asked::Proof),
        ] {
            assert_eq!(asked(policy, has_one, &[role]), expected, "{policy:?} {has_one} {role:?}");
        }
        assert_eq!(asked(RequiredAdmin, false, &[Role::Teacher, Role::Head]), Asked::SetUp, "any of the roles");
    }

    #[test]
    fn a_key_is_told_to_the_person_and_to_the_telephone_alike() {
        let said = told(vec![7; 20], "ines.garnier (0999001W)").unwrap();
        assert_eq!(said.key, "A4DQ OBYH A4DQ OBYH A4DQ OBYH A4DQ OBYH");
        assert_eq!(
            said.address,
            "otpauth://totp/%C3%89tabli:ines.garnier%20%280999001W%29?secret=A4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYH&issuer=%C3%89tabli"
        );
        // Dark corners of seven squares, as every such picture has.
        assert!(said.matrix[0].starts_with("11111110") && said.matrix[0].ends_with("01111111"));
        assert!(said.matrix.iter().all(|row| row.len() == said.matrix.len()));
    }
}
