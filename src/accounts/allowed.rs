//! What may be done with an account now: said once, for the buttons of a page and for the writes behind them.
//!
//! Rights say who may; what an account is says the rest. Nobody closes or promotes oneself, the administrator's account stays what it
//! is (R5), and roles that come from elsewhere are neither given nor taken back by hand.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use entity::id::UserId;
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{establishment, user};

use crate::access::{Act, Scope, Task, is_handed_out, manners};
use crate::cx::{Cx, Tx};
use crate::error::{Code, Problem, Result};
use crate::establishments;

use super::{roles_of, second_factor, sessions};

/// Acts about one account, in the order of its page.
const ABOUT_ONE: [Act; 9] = [
    Act::ResendWelcome,
    Act::OpenActivation,
    Act::ResetSecondFactor,
    Act::GrantRole,
    Act::RevokeRole,
    Act::AssignDivisions,
    Act::EndSessions,
    Act::DisableUser,
    Act::RestoreUser,
];

/// An account, as far as it decides what may be done with it.
pub(super) struct Account {
    /// Its row.
    pub(super) user: user::Model,
    /// The roles it holds.
    pub(super) roles: Vec<Role>,
    mine: bool,
    administrator: bool,
    proves_twice: bool,
}

impl Account {
    fn new(user: user::Model, roles: Vec<Role>, proves_twice: bool, me: UserId, school: &establishment::Model) -> Self {
        Self { mine: user.id == me, administrator: user.login == school.uai, proves_twice, roles, user }
    }

    /// The account that a write is about, when the act may be done on it now.
    pub(super) async fn target(tx: &Tx, act: Act, id: UserId) -> Result<Self> {
        let user = tx.target::<user::Entity>(id).await?;
        let school = tx.get::<establishment::Entity>(tx.establishment()?).await?;
        let (roles, proves_twice) = (sessions::roles(tx, id).await?, second_factor::has_one(tx, id).await?);
        let account = Self::new(user, roles, proves_twice, tx.user()?, &school);
        match account.obstacle(act) {
            Some((code, message)) => Err(Problem::whole(code, message).into()),
            None => Ok(account),
        }
    }

    /// Why an act cannot be done on it now, whoever asks.
    fn obstacle(&self, act: Act) -> Option<(Code, &'static str)> {
        let closed = self.user.deactivated_at.is_some();
        let staff = !self.roles.is_empty() && self.roles.iter().all(|role| is_handed_out(*role));
        let by_hand = matches!(self.user.source, AccountSource::Manual | AccountSource::CommandLine);
        let invalid = |message| Some((Code::Invalid, message));
        match act {
            Act::RestoreUser | Act::MergeUsers if self.user.merged_into.is_some() => {
                invalid("Ce compte a été fusionné avec un autre, pour de bon.")
            }
            Act::RestoreUser if !closed => Some((Code::Closed, "Ce compte n’est pas fermé.")),
            // What was given is taken back whatever became of the account.
            Act::RestoreUser | Act::UnassignDivision => None,
            _ if closed && act == Act::DisableUser => Some((Code::Closed, "Ce compte est déjà fermé.")),
            _ if closed => Some((Code::Closed, "Ce compte est fermé\u{a0}: rouvrez-le d’abord.")),
            Act::ResendWelcome if self.user.activated_at.is_some() => {
                invalid("Cette personne a déjà choisi son mot de passe.")
            }
            Act::ResendWelcome if !by_hand => {
                invalid("Ce compte vient des fichiers\u{a0}: c’est sa première connexion qui l’ouvre.")
            }
            Act::ResendWelcome if self.user.email.is_none() => {
                invalid("Aucune adresse électronique n’est connue pour ce compte.")
            }
            Act::DisableUser if self.mine => invalid("Vous ne pouvez pas fermer votre propre compte."),
            Act::DisableUser if self.administrator => {
                invalid("Le compte de l’administrateur ne se ferme pas\u{a0}: il y en a toujours un.")
            }
            Act::EndSessions if self.mine => {
                invalid("Vos propres sessions se terminent depuis votre espace personnel.")
            }
            Act::ResetSecondFactor if self.mine => invalid("La vôtre se désactive depuis «\u{a0}Mon compte\u{a0}»."),
            Act::ResetSecondFactor if !self.proves_twice => invalid("Ce compte n’a pas de connexion en deux étapes."),
            Act::GrantRole | Act::RevokeRole if self.mine => invalid("Personne ne change ses propres rôles."),
            Act::GrantRole | Act::RevokeRole if !staff => invalid(
                "Ses rôles ne se donnent pas à la main\u{a0}: ce compte n’est pas celui d’un membre du personnel.",
            ),
            Act::RevokeRole if self.roles.len() < 2 => invalid("C’est son seul rôle\u{a0}: fermez plutôt le compte."),
            Act::MergeUsers if self.mine => invalid("Votre propre compte ne se fusionne pas par vous."),
            Act::MergeUsers if self.administrator => invalid("Le compte de l’administrateur ne se fusionne pas."),
            Act::MergeUsers if !staff => {
                invalid("Seuls les comptes du personnel se fusionnent\u{a0}: les apprenants viennent de SIECLE.")
            }
            Act::AssignDivisions if !self.roles.contains(&Role::Teacher) => {
                invalid("Ce compte n’est pas celui d’un enseignant\u{a0}: aucune classe ne lui est affectée.")
            }
            Act::OpenActivation
                if self.roles.is_empty() || self.roles.iter().any(|role| manners(*role).birth_date.is_none()) =>
            {
                invalid("Ce compte s’ouvre par un lien personnel.")
            }
            _ => None,
        }
    }
}

/// Among the acts about one account, those that the actor may do on each of these now.
pub async fn viewer_can(cx: &Cx, ids: &[UserId]) -> Result<HashMap<UserId, Vec<Act>>> {
    let me = cx.user()?;
    let school = establishments::own(cx).await?;
    let mut reach: HashMap<Scope, Vec<Account>> = HashMap::new();
    let mut can: HashMap<UserId, Vec<Act>> = HashMap::new();
    for act in ABOUT_ONE {
        let Some(scope) = cx.actor().scope_of(act) else { continue };
        let within = match reach.entry(scope) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let users = cx.find_for::<user::Entity>(act).among(user::Column::Id, ids).all().await?;
                unknown.insert(accounts(cx, users, me, &school).await?)
            }
        };
        for account in within {
            if account.obstacle(act).is_none() {
                can.entry(account.user.id).or_default().push(act);
            }
        }
    }
    Ok(can)
}

/// These accounts with their roles; they decide, and are not told.
async fn accounts(cx: &Cx, users: Vec<user::Model>, me: UserId, school: &establishment::Model) -> Result<Vec<Account>> {
    let ids: Vec<UserId> = users.iter().map(|user| user.id).collect();
    let mut roles: HashMap<UserId, Vec<Role>> = HashMap::new();
    for grant in roles_of(&cx.acting_as(Task::Standing, None), &ids).await? {
        roles.entry(grant.user_id).or_default().push(grant.role);
    }
    let proving = second_factor::among(cx, &ids).await?;
    let account = |user: user::Model| {
        let roles = roles.remove(&user.id).unwrap_or_default();
        let proves_twice = proving.contains(&user.id);
        Account::new(user, roles, proves_twice, me, school)
    };
    Ok(users.into_iter().map(account).collect())
}
