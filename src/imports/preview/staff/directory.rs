//! The school's staff, and whom a record of the file is about.

use super::Key;
use crate::error::Result;
use crate::imports::files::staff::StaffRecord;
use crate::imports::files::values::folded;
use crate::imports::preview::Preview;
use entity::id::UserId;
use entity::role_grant::Role;
use entity::{role_grant, staff_member, user};
use sea_orm::ColumnTrait as _;
use sea_orm::sea_query::ExprTrait as _;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The role that the staff file grants; whoever holds another one too is not closed by it.
const GRANTED: Role = Role::Teacher;

/// Somebody of the school's staff.
pub(super) struct Known {
    pub(super) account: user::Model,
    pub(super) member: Option<staff_member::Model>,
    pub(super) teaches: bool,
    pub(super) other_role: bool,
    pub(super) claimed: bool,
}

/// The school's staff, and the account of each key of the file.
#[derive(Default)]
pub(super) struct Directory {
    pub(super) known: Vec<Known>,
    pub(super) by_key: HashMap<Key, usize>,
    pub(super) accounts: HashMap<Key, Uuid>,
}

impl Preview {
    pub(super) async fn staff_directory(&self) -> Result<Directory> {
        let cx = self.stage.cx();
        let members = cx.find::<staff_member::Entity>().all().await?;
        let mut grants: HashMap<UserId, Vec<Role>> = HashMap::new();
        let staff_roles = [Role::Admin, Role::Head, Role::Ddftp, Role::Teacher, Role::Inspector];
        for grant in cx
            .find::<role_grant::Entity>()
            .filter(role_grant::Column::Role.is_in(staff_roles).and(role_grant::Column::RevokedAt.is_null()))
            .all()
            .await?
        {
            grants.entry(grant.user_id).or_default().push(grant.role);
        }
        let ids: Vec<UserId> = members
            .iter()
            .map(|member| member.user_id)
            .chain(grants.keys().copied())
            .collect::<HashSet<_>>()
            .into_iter()
            .collect();
        let mut accounts: Vec<user::Model> = cx.find::<user::Entity>().among(user::Column::Id, &ids).all().await?;
        accounts.sort_unstable_by_key(|account| account.id);
        let mut by_user: HashMap<UserId, staff_member::Model> =
            members.into_iter().map(|member| (member.user_id, member)).collect();
        let mut school = Directory::default();
        for account in accounts {
            let member = by_user.remove(&account.id);
            let roles = grants.get(&account.id).cloned().unwrap_or_default();
            if let Some(member) = &member {
                school.by_key.insert((member.source_type.clone(), member.source_id.clone()), school.known.len());
            }
            school.known.push(Known {
                teaches: roles.contains(&GRANTED),
                other_role: roles.iter().any(|role| *role != GRANTED),
                claimed: false,
                member,
                account,
            });
        }
        Ok(school)
    }
}

impl Directory {
    /// Somebody of the same names whom no key of the file names: whose number changed, or who was created at the command line.
    pub(super) fn namesake(&self, person: &StaffRecord, keys: &HashSet<Key>) -> Option<usize> {
        let names = (folded(&person.last_name), folded(&person.first_name));
        self.known.iter().position(|known| {
            let elsewhere = known
                .member
                .as_ref()
                .is_some_and(|member| keys.contains(&(member.source_type.clone(), member.source_id.clone())));
            let births = known.account.birth_date.zip(person.birth_date).is_none_or(|(one, other)| one == other);
            !known.claimed
                && !elsewhere
                && births
                && (folded(&known.account.last_name), folded(&known.account.first_name)) == names
        })
    }
}

impl Known {
    /// Whether the names agree, or one of them and the birth date.
    pub(super) fn is(&self, person: &StaffRecord) -> bool {
        let last = folded(&self.account.last_name) == folded(&person.last_name);
        let first = folded(&self.account.first_name) == folded(&person.first_name);
        let birth = person.birth_date.is_some() && self.account.birth_date == person.birth_date;
        u8::from(last) + u8::from(first) + u8::from(birth) >= 2
    }
}
