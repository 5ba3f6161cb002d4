//! What the scopes of [`super::visibility`] are made of: the learners somebody teaches, the divisions, the files of
//! one's own, each as a condition or a subquery.

use super::visibility::Seen;
use super::{Me, Role, Scope};
use crate::cx::nothing;
use entity::storage_file::StorageSpaceKind;
use entity::{
    bilan, charge, division_assignment, enrolment, group_division, group_member, inspector_window,
    inspector_window_specialty, learner, role_grant, school_year, specialty, storage_file, teaching, ticket,
};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement, UnionType};

/// Rows of the caller's own account.
pub(super) fn own<C: ColumnTrait>(me: &Me, column: C) -> Expr {
    me.user.map_or_else(nothing, |user| column.eq(user))
}

/// Rows about learners whom the caller teaches, or whom the head opened to an inspector.
pub(super) fn team<C: ColumnTrait>(me: &Me, scope: Scope, learner: C) -> Expr {
    match scope {
        Scope::Team => learner.in_subquery(learners_taught_by(me)),
        Scope::Window => learner.in_subquery(opened_to(me, enrolment::Column::LearnerId)),
        _ => nothing(),
    }
}

/// The windows that were ever opened to the caller, to choose a column from.
pub(super) fn windows_of(me: &Me) -> SelectStatement {
    Query::select()
        .from(inspector_window::Entity)
        .and_where(inspector_window::Column::EstablishmentId.eq(me.establishment))
        .and_where(own(me, inspector_window::Column::UserId))
        .to_owned()
}

/// Diplomas open to an inspector today (`R174`, security T9).
pub(super) fn specialties_opened_to(me: &Me) -> SelectStatement {
    let open = windows_of(me)
        .column(inspector_window::Column::Id)
        .and_where(inspector_window::Column::StartsOn.lte(me.today))
        .and_where(inspector_window::Column::EndsOn.gte(me.today))
        .and_where(inspector_window::Column::ClosedAt.is_null())
        .to_owned();
    Query::select()
        .column(inspector_window_specialty::Column::SpecialtyId)
        .from(inspector_window_specialty::Entity)
        .and_where(inspector_window_specialty::Column::EstablishmentId.eq(me.establishment))
        .and_where(inspector_window_specialty::Column::WindowId.in_subquery(open))
        .to_owned()
}

/// Frameworks of the diplomas open to an inspector today.
pub(super) fn frameworks_opened_to(me: &Me) -> SelectStatement {
    Query::select()
        .column(specialty::Column::FrameworkId)
        .from(specialty::Entity)
        .and_where(specialty::Column::EstablishmentId.eq(me.establishment))
        .and_where(specialty::Column::Id.in_subquery(specialties_opened_to(me)))
        .to_owned()
}

/// A column of this year's enrolments in the diplomas open to an inspector today.
pub(super) fn opened_to(me: &Me, column: enrolment::Column) -> SelectStatement {
    Query::select()
        .column(column)
        .from(enrolment::Entity)
        .and_where(enrolment::Column::EstablishmentId.eq(me.establishment))
        .and_where(enrolment::Column::SchoolYearId.in_subquery(this_year(me)))
        .and_where(enrolment::Column::SpecialtyId.in_subquery(specialties_opened_to(me)))
        .and_where(column.is_not_null())
        .to_owned()
}

pub(super) fn groups_opened_to(me: &Me) -> SelectStatement {
    Query::select()
        .column(group_member::Column::GroupId)
        .from(group_member::Entity)
        .and_where(group_member::Column::EstablishmentId.eq(me.establishment))
        .and_where(group_member::Column::LearnerId.in_subquery(opened_to(me, enrolment::Column::LearnerId)))
        .to_owned()
}

/// Who wrote or validated the bilans that an inspector may read.
pub(super) fn authors_of_bilans_opened_to(me: &Me, column: bilan::Column) -> SelectStatement {
    Query::select()
        .column(column)
        .from(bilan::Entity)
        .and_where(bilan::Column::Id.in_subquery(bilans_within(me, Scope::Window)))
        .and_where(column.is_not_null())
        .to_owned()
}

pub(super) fn own_learner(me: &Me) -> SelectStatement {
    Query::select()
        .column(learner::Column::Id)
        .from(learner::Entity)
        .and_where(own(me, learner::Column::UserId))
        .to_owned()
}

pub(super) fn of_own_enrolments(me: &Me, column: enrolment::Column) -> SelectStatement {
    Query::select()
        .column(column)
        .from(enrolment::Entity)
        .and_where(enrolment::Column::LearnerId.in_subquery(own_learner(me)))
        .and_where(column.is_not_null())
        .to_owned()
}

/// Groups where the caller learns or learned.
pub(super) fn own_groups(me: &Me) -> SelectStatement {
    Query::select()
        .column(group_member::Column::GroupId)
        .from(group_member::Entity)
        .and_where(group_member::Column::LearnerId.in_subquery(own_learner(me)))
        .to_owned()
}

/// Files that the caller keeps alone.
pub(super) fn own_space(me: &Me) -> Expr {
    own(me, storage_file::Column::UserId).and(storage_file::Column::Space.eq(StorageSpaceKind::Personal))
}

pub(super) fn space_of_divisions(divisions: SelectStatement) -> Expr {
    storage_file::Column::DivisionId
        .in_subquery(divisions)
        .and(storage_file::Column::Space.eq(StorageSpaceKind::Division))
}

/// Divisions where the caller learns this year.
pub(super) fn own_divisions(me: &Me) -> SelectStatement {
    Query::select()
        .column(enrolment::Column::DivisionId)
        .from(enrolment::Entity)
        .and_where(enrolment::Column::LearnerId.in_subquery(own_learner(me)))
        .and_where(enrolment::Column::SchoolYearId.in_subquery(this_year(me)))
        .and_where(enrolment::Column::DivisionId.is_not_null())
        .to_owned()
}

/// The school year under way; rights of teachers follow it.
fn this_year(me: &Me) -> SelectStatement {
    Query::select()
        .column(school_year::Column::Id)
        .from(school_year::Entity)
        .and_where(school_year::Column::EstablishmentId.eq(me.establishment))
        .and_where(school_year::Column::Current.eq(true))
        .to_owned()
}

fn taught(me: &Me, column: teaching::Column) -> SelectStatement {
    Query::select()
        .column(column)
        .from(teaching::Entity)
        .and_where(own(me, teaching::Column::UserId))
        .and_where(teaching::Column::EstablishmentId.eq(me.establishment))
        .and_where(teaching::Column::SchoolYearId.in_subquery(this_year(me)))
        .and_where(column.is_not_null())
        .to_owned()
}

/// Whole divisions of the caller: those that the files say, and those given by hand.
pub(super) fn divisions_taught_by(me: &Me) -> SelectStatement {
    taught(me, teaching::Column::DivisionId).union(UnionType::Distinct, divisions_assigned_to(me)).to_owned()
}

/// Divisions that somebody of the school gave the caller to follow; they stop with their school year.
fn divisions_assigned_to(me: &Me) -> SelectStatement {
    Query::select()
        .column(division_assignment::Column::DivisionId)
        .from(division_assignment::Entity)
        .and_where(own(me, division_assignment::Column::UserId))
        .and_where(division_assignment::Column::EstablishmentId.eq(me.establishment))
        .and_where(division_assignment::Column::SchoolYearId.in_subquery(this_year(me)))
        .to_owned()
}

pub(super) fn groups_taught_by(me: &Me) -> SelectStatement {
    taught(me, teaching::Column::GroupId)
}

pub(super) fn divisions_of_groups_taught_by(me: &Me) -> SelectStatement {
    Query::select()
        .column(group_division::Column::DivisionId)
        .from(group_division::Entity)
        .and_where(group_division::Column::GroupId.in_subquery(groups_taught_by(me)))
        .to_owned()
}

pub(super) fn divisions_in_charge_of(me: &Me) -> SelectStatement {
    Query::select()
        .column(enrolment::Column::DivisionId)
        .from(enrolment::Entity)
        .and_where(enrolment::Column::LearnerId.in_subquery(learners_given_to(me)))
        .and_where(enrolment::Column::SchoolYearId.in_subquery(this_year(me)))
        .and_where(enrolment::Column::DivisionId.is_not_null())
        .to_owned()
}

/// Learners whose bilans the DDFTP gave to the caller (decision 15).
fn learners_given_to(me: &Me) -> SelectStatement {
    Query::select()
        .column(charge::Column::LearnerId)
        .from(charge::Entity)
        .and_where(own(me, charge::Column::UserId))
        .to_owned()
}

/// Learners whom the caller teaches this school year: by division, by group, or because the school said so by hand.
pub(super) fn learners_taught_by(me: &Me) -> SelectStatement {
    let members = Query::select()
        .column(group_member::Column::LearnerId)
        .from(group_member::Entity)
        .and_where(group_member::Column::GroupId.in_subquery(groups_taught_by(me)))
        .to_owned();
    Query::select()
        .column(enrolment::Column::LearnerId)
        .from(enrolment::Entity)
        .and_where(enrolment::Column::EstablishmentId.eq(me.establishment))
        .and_where(enrolment::Column::SchoolYearId.in_subquery(this_year(me)))
        .and_where(
            enrolment::Column::DivisionId
                .in_subquery(divisions_taught_by(me))
                .or(enrolment::Column::LearnerId.in_subquery(members))
                .or(enrolment::Column::LearnerId.in_subquery(learners_given_to(me))),
        )
        .to_owned()
}

pub(super) fn accounts_of(learners: SelectStatement) -> SelectStatement {
    Query::select()
        .column(learner::Column::UserId)
        .from(learner::Entity)
        .and_where(learner::Column::Id.in_subquery(learners))
        .to_owned()
}

/// Colleagues: everybody who works in the school.
pub(super) fn staff(me: &Me) -> SelectStatement {
    Query::select()
        .column(role_grant::Column::UserId)
        .from(role_grant::Entity)
        .and_where(role_grant::Column::EstablishmentId.eq(me.establishment))
        .and_where(role_grant::Column::Role.is_in([Role::Admin, Role::Head, Role::Ddftp, Role::Teacher]))
        .to_owned()
}

pub(super) fn authors_of_own_bilans(me: &Me, column: bilan::Column) -> SelectStatement {
    Query::select()
        .column(column)
        .from(bilan::Entity)
        .and_where(bilan::Column::LearnerId.in_subquery(own_learner(me)))
        .and_where(bilan::Column::ValidatedAt.is_not_null())
        .and_where(column.is_not_null())
        .to_owned()
}

pub(super) fn tickets_within(me: &Me, scope: Scope) -> SelectStatement {
    Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(ticket::Column::EstablishmentId.eq(me.establishment))
        .and_where(<ticket::Entity as Seen>::within(me, scope))
        .to_owned()
}

pub(super) fn bilans_within(me: &Me, scope: Scope) -> SelectStatement {
    Query::select()
        .column(bilan::Column::Id)
        .from(bilan::Entity)
        .and_where(bilan::Column::EstablishmentId.eq(me.establishment))
        .and_where(bilan::Column::DeletedAt.is_null())
        .and_where(<bilan::Entity as Seen>::within(me, scope))
        .to_owned()
}
