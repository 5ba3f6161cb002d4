//! Whose rows a person sees, and what each scope means on each table.

use super::acts::cell;
use super::scopes::{
    accounts_of, authors_of_bilans_opened_to, authors_of_own_bilans, bilans_within, divisions_in_charge_of,
    divisions_of_groups_taught_by, divisions_taught_by, frameworks_opened_to, groups_opened_to, groups_taught_by,
    learners_taught_by, of_own_enrolments, opened_to, own, own_divisions, own_groups, own_learner, own_space,
    space_of_divisions, specialties_opened_to, staff, team, tickets_within, windows_of,
};
use super::{Cells, Me, Scope};
use crate::cx::nothing;
use entity::id::LearnerId;
use entity::school_image::SchoolImageKind;
use entity::storage_file::StorageSpaceKind;
use entity::ticket::TicketDesk;
use entity::{
    audit_line, bilan, bilan_level, bilan_version, certification_deadline, change, charge, chosen_specialty, device,
    division, division_assignment, effect, enrolment, establishment, framework, framework_item, framework_link,
    grading_period, group_division, group_member, guardian, guardian_link, help_reading, homeroom, idle_limit,
    import_file, import_line, import_run, import_undo, inspector_window, inspector_window_specialty, job,
    journal_entry, learner, learner_group, log_mark, lsl_period, mef, read_line, recovery_code, role_grant,
    school_image, school_subscription, school_year, second_factor, secret, session, specialty, staff_member,
    storage_file, stored_file, subject, teaching, throttle, ticket, ticket_file, ticket_message, user,
};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, EntityTrait};

/// A table with a rule: whose rows each role sees. A table without one cannot be read (`cx.find` does not compile).
pub trait Seen: EntityTrait<Model: Send + Sync> {
    /// Operation of `permissions.yaml` that reads it.
    const OPERATION: &'static str;
    /// Scope of each role.
    const CELLS: Cells;
    /// Column of the school; `None` for what is national or the service's own.
    const ESTABLISHMENT: Option<Self::Column>;
    /// Whether the row is the school itself.
    const IS_ESTABLISHMENT: bool = false;
    /// Column that says since when a row is in the bin.
    const BIN: Option<Self::Column> = None;

    /// What `scope` means on this table, for `me`.
    fn within(me: &Me, scope: Scope) -> Expr;

    /// Learner whose file the row belongs to, for the reading log.
    fn learner_of(_row: &Self::Model) -> Option<LearnerId> {
        None
    }
}

/// A condition every row meets.
fn everything() -> Expr {
    Expr::val(1).eq(1)
}

macro_rules! sees {
    ($($table:ident $operation:literal
        [$admin:tt $head:tt $ddftp:tt $teacher:tt $tutor:tt $learner:tt $inspector:tt $nobody:tt]
        $(in $establishment:ident)? $(bin $bin:ident)? $(of $learner_of:ident)? $(itself $itself:literal)?
        |$me:ident, $scope:ident| $within:expr;)*) => {
        /// Every table with its operation and its line, for the test that compares them with `permissions.yaml`.
        pub const TABLES: &[(&str, &str, Cells)] = &[$((stringify!($table), $operation, <$table::Entity as Seen>::CELLS)),*];

        $(impl Seen for $table::Entity {
            const OPERATION: &'static str = $operation;
            const CELLS: Cells = [cell!($admin), cell!($head), cell!($ddftp), cell!($teacher),
                                  cell!($tutor), cell!($learner), cell!($inspector), cell!($nobody)];
            const ESTABLISHMENT: Option<Self::Column> = sees!(@establishment $table $($establishment)?);
            $(const IS_ESTABLISHMENT: bool = $itself;)?
            $(const BIN: Option<Self::Column> = Some($table::Column::$bin);)?

            fn within($me: &Me, $scope: Scope) -> Expr {
                if $scope == Scope::School {
                    return everything();
                }
                let _ = $me;
                $within
            }

            $(fn learner_of(row: &Self::Model) -> Option<LearnerId> {
                Some(row.$learner_of)
            })?
        })*
    };
    (@establishment $table:ident) => { None };
    (@establishment $table:ident $column:ident) => { Some($table::Column::$column) };
}

sees! {
    // table               operation                        admin  head   ddftp  teacher tutor  learner  inspector nobody
    framework              "frameworks.read"                [Public Public Public Public Public Public   Public -]
        |me, scope| everything();
    framework_item         "frameworks.read"                [Public Public Public Public Public Public   Public -]
        |me, scope| everything();
    framework_link         "frameworks.read"                [Public Public Public Public Public Public   Public -]
        |me, scope| everything();

    establishment          "establishment.read_public"      [Public Public Public Public Public Public   Public Public]
        in Id itself true
        |me, scope| everything();
    idle_limit             "establishment.read"             [School School School -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    inspector_window       "users.list_inspector_access"    [School School -      -      -      -        Own    -]
        in EstablishmentId
        |me, scope| match scope {
            Scope::Own => own(me, inspector_window::Column::UserId),
            _ => nothing(),
        };
    inspector_window_specialty "users.list_inspector_access" [School School -     -      -      -        Own    -]
        in EstablishmentId
        |me, scope| match scope {
            Scope::Own => inspector_window_specialty::Column::WindowId.in_subquery(
                windows_of(me).column(inspector_window::Column::Id).to_owned(),
            ),
            _ => nothing(),
        };
    school_year            "divisions.read_years"           [School School School School School School   School -]
        in EstablishmentId
        |me, scope| everything();
    school_subscription    "console.read_indicators"        [School School School -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    specialty              "specialties.read"               [School School School School -      LearnerFile Window -]
        in EstablishmentId bin DeletedAt
        |me, scope| match scope {
            Scope::LearnerFile => specialty::Column::Id.in_subquery(of_own_enrolments(me, enrolment::Column::SpecialtyId)),
            Scope::Window => specialty::Column::Id.in_subquery(specialties_opened_to(me)),
            _ => nothing(),
        };
    mef                    "specialties.read_mefs"          [School School School -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    division               "divisions.read"                 [School School School Team   -      LearnerFile Window -]
        in EstablishmentId
        |me, scope| match scope {
            Scope::Team => division::Column::Id.in_subquery(divisions_taught_by(me))
                .or(division::Column::Id.in_subquery(divisions_of_groups_taught_by(me)))
                .or(division::Column::Id.in_subquery(divisions_in_charge_of(me))),
            Scope::LearnerFile => division::Column::Id.in_subquery(of_own_enrolments(me, enrolment::Column::DivisionId)),
            Scope::Window => division::Column::Id.in_subquery(opened_to(me, enrolment::Column::DivisionId)),
            _ => nothing(),
        };
    learner_group          "divisions.read"                 [School School School Team   -      LearnerFile Window -]
        in EstablishmentId
        |me, scope| match scope {
            Scope::Team => learner_group::Column::Id.in_subquery(groups_taught_by(me)),
            Scope::LearnerFile => learner_group::Column::Id.in_subquery(own_groups(me)),
            Scope::Window => learner_group::Column::Id.in_subquery(groups_opened_to(me)),
            _ => nothing(),
        };
    group_division         "divisions.read_groups"          [School School School School -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    group_member           "users.list"                     [School School School Team   -      -        Window -]
        in EstablishmentId
        |me, scope| team(me, scope, group_member::Column::LearnerId);
    subject                "divisions.read_services"        [School School School School -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    teaching               "divisions.read_services"        [School School School School -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    homeroom               "divisions.read_services"        [School School School School -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    division_assignment    "divisions.read_services"        [School School School School -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();

    user                   "users.read_name"                [School School School TeamAndStaff Own LearnerFile Window -]
        in EstablishmentId
        |me, scope| match scope {
            Scope::Own => own(me, user::Column::Id),
            // One's own name is always one's own; a bilan is signed.
            Scope::Window => own(me, user::Column::Id)
                .or(user::Column::Id.in_subquery(accounts_of(opened_to(me, enrolment::Column::LearnerId))))
                .or(user::Column::Id.in_subquery(authors_of_bilans_opened_to(me, bilan::Column::AuthorId)))
                .or(user::Column::Id.in_subquery(authors_of_bilans_opened_to(me, bilan::Column::UpdatedBy)))
                .or(user::Column::Id.in_subquery(authors_of_bilans_opened_to(me, bilan::Column::ValidatedBy))),
            Scope::Team => user::Column::Id.in_subquery(accounts_of(learners_taught_by(me))),
            Scope::TeamAndStaff => own(me, user::Column::Id)
                .or(user::Column::Id.in_subquery(accounts_of(learners_taught_by(me))))
                .or(user::Column::Id.in_subquery(staff(me))),
            Scope::LearnerFile => own(me, user::Column::Id)
                .or(user::Column::Id.in_subquery(authors_of_own_bilans(me, bilan::Column::AuthorId)))
                .or(user::Column::Id.in_subquery(authors_of_own_bilans(me, bilan::Column::UpdatedBy)))
                .or(user::Column::Id.in_subquery(authors_of_own_bilans(me, bilan::Column::ValidatedBy))),
            _ => nothing(),
        };
    role_grant             "users.read_roles"               [School School School Own    Own    Own      Own    -]
        in EstablishmentId
        |me, scope| match scope {
            Scope::Own => own(me, role_grant::Column::UserId),
            _ => nothing(),
        };
    staff_member           "users.read_roles"               [School School School Own    Own    Own      Own    -]
        in EstablishmentId
        |me, scope| match scope {
            Scope::Own => own(me, staff_member::Column::UserId),
            _ => nothing(),
        };
    learner                "learners.read"                  [School School School Team   -      LearnerFile Window -]
        in EstablishmentId of id
        |me, scope| match scope {
            Scope::LearnerFile => own(me, learner::Column::UserId),
            _ => team(me, scope, learner::Column::Id),
        };
    enrolment              "learners.read"                  [School School School Team   -      LearnerFile Window -]
        in EstablishmentId of learner_id
        |me, scope| match scope {
            Scope::LearnerFile => enrolment::Column::LearnerId.in_subquery(own_learner(me)),
            // Another diploma of the same learner stays closed.
            Scope::Window => enrolment::Column::Id.in_subquery(opened_to(me, enrolment::Column::Id)),
            _ => team(me, scope, enrolment::Column::LearnerId),
        };
    guardian               "users.read_contact"             [School School School Team   -      -        -      -]
        in EstablishmentId
        |me, scope| match scope {
            Scope::Team => guardian::Column::Id.in_subquery(
                Query::select().column(guardian_link::Column::GuardianId).from(guardian_link::Entity)
                    .and_where(guardian_link::Column::LearnerId.in_subquery(learners_taught_by(me))).to_owned(),
            ),
            _ => nothing(),
        };
    guardian_link          "users.read_contact"             [School School School Team   -      -        -      -]
        in EstablishmentId of learner_id
        |me, scope| team(me, scope, guardian_link::Column::LearnerId);

    grading_period         "periods.read"                   [School School School School TutorPeriod LearnerFile Window -]
        in EstablishmentId bin DeletedAt
        |me, scope| match scope {
            Scope::LearnerFile => grading_period::Column::SpecialtyId.in_subquery(of_own_enrolments(me, enrolment::Column::SpecialtyId)),
            Scope::Window => grading_period::Column::SpecialtyId.in_subquery(specialties_opened_to(me)),
            _ => nothing(),
        };
    lsl_period             "periods.read"                   [School School School School TutorPeriod LearnerFile Window -]
        in EstablishmentId
        |me, scope| match scope {
            Scope::LearnerFile => lsl_period::Column::SpecialtyId.in_subquery(of_own_enrolments(me, enrolment::Column::SpecialtyId)),
            Scope::Window => lsl_period::Column::SpecialtyId.in_subquery(specialties_opened_to(me)),
            _ => nothing(),
        };
    certification_deadline "periods.read"                   [School School School School TutorPeriod LearnerFile Window -]
        in EstablishmentId bin DeletedAt
        |me, scope| match scope {
            Scope::LearnerFile => certification_deadline::Column::SpecialtyId.in_subquery(of_own_enrolments(me, enrolment::Column::SpecialtyId)),
            Scope::Window => certification_deadline::Column::SpecialtyId.in_subquery(specialties_opened_to(me)),
            _ => nothing(),
        };

    bilan                  "bilans.read"                    [-      School School Team   -      LearnerPublished Window -]
        in EstablishmentId bin DeletedAt of learner_id
        |me, scope| match scope {
            Scope::LearnerPublished => bilan::Column::LearnerId.in_subquery(own_learner(me)).and(bilan::Column::ValidatedAt.is_not_null()),
            Scope::Author => own(me, bilan::Column::AuthorId).and(bilan::Column::ValidatedAt.is_null()),
            // A bilan is shared with the learner's teaching team (`bilans.update`).
            Scope::AuthorTeam => team(me, Scope::Team, bilan::Column::LearnerId),
            Scope::Window => bilan::Column::LearnerId
                .in_subquery(opened_to(me, enrolment::Column::LearnerId))
                .and(bilan::Column::FrameworkId.in_subquery(frameworks_opened_to(me))),
            _ => team(me, scope, bilan::Column::LearnerId),
        };
    bilan_level            "bilans.read"                    [-      School School Team   -      LearnerPublished Window -]
        in EstablishmentId
        |me, scope| bilan_level::Column::BilanId.in_subquery(bilans_within(me, scope));
    bilan_version          "bilans.read_history"            [-      School School Team   -      -        -      -]
        in EstablishmentId
        |me, scope| bilan_version::Column::BilanId.in_subquery(bilans_within(me, scope));
    charge                 "bilans.read_charges"            [-      School School School -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();

    school_image           "establishment.read_images"      [School School School Public Public Public   Public Public]
        in EstablishmentId bin DeletedAt
        |me, scope| match scope {
            Scope::Public => school_image::Column::Kind.eq(SchoolImageKind::Logo),
            _ => nothing(),
        };
    storage_file           "storage.read"                   [-      StaffSpaces StaffSpaces TeacherSpaces - LearnerSpaces - -]
        in EstablishmentId bin DeletedAt
        |me, scope| match scope {
            Scope::Own => own_space(me),
            Scope::StaffSpaces => own_space(me)
                .or(storage_file::Column::Space.ne(StorageSpaceKind::Personal)),
            Scope::TeacherSpaces => own_space(me)
                .or(storage_file::Column::Space.eq(StorageSpaceKind::Team))
                .or(space_of_divisions(divisions_taught_by(me)))
                .or(space_of_divisions(divisions_of_groups_taught_by(me))),
            Scope::LearnerSpaces => own_space(me).or(space_of_divisions(own_divisions(me))),
            _ => nothing(),
        };

    import_run             "imports.read_report"            [School School School -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    import_file            "imports.read_report"            [School School School -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    import_line            "imports.read_report"            [School School School -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();

    help_reading           "help.read_counts"               [School School School School School School  School -]
        in EstablishmentId
        |me, scope| nothing();
    ticket                 "tickets.read"                   [TicketSchool Ticket Ticket Ticket Ticket Ticket Ticket -]
        in EstablishmentId
        |me, scope| match scope {
            Scope::Ticket => own(me, ticket::Column::AuthorId),
            Scope::TicketSchool => own(me, ticket::Column::AuthorId)
                .or(ticket::Column::Desk.eq(TicketDesk::School).and(ticket::Column::Personal.eq(false))),
            _ => nothing(),
        };
    ticket_message         "tickets.read"                   [TicketSchool Ticket Ticket Ticket Ticket Ticket Ticket -]
        in EstablishmentId
        |me, scope| ticket_message::Column::TicketId.in_subquery(tickets_within(me, scope));
    ticket_file            "tickets.read"                   [TicketSchool Ticket Ticket Ticket Ticket Ticket Ticket -]
        in EstablishmentId
        |me, scope| ticket_file::Column::TicketId.in_subquery(tickets_within(me, scope));
    journal_entry          "journal.read"                   [-      School School -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    audit_line             "audit_log.read"                 [School School -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    read_line              "audit_log.read_reads"           [-      School -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    log_mark               "audit_log.verify"               [School School -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    session                "own_account.list_sessions"      [Own    Own    Own    Own    Own    Own      Own    -]
        in EstablishmentId
        |me, scope| own(me, session::Column::UserId);
    chosen_specialty       "own_account.read"               [Own    Own    Own    Own    Own    Own      Own    -]
        in EstablishmentId
        |me, scope| own(me, chosen_specialty::Column::UserId);
    effect                 "own_account.read"               [Own    Own    Own    Own    Own    Own      Own    -]
        in EstablishmentId
        |me, scope| own(me, effect::Column::UserId);

    // What only the service reads, under a task.
    stored_file            "operations.internal"            [-      -      -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    import_undo            "operations.internal"            [-      -      -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    change                 "operations.internal"            [-      -      -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    device                 "operations.internal"            [-      -      -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    secret                 "operations.internal"            [-      -      -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    second_factor          "operations.internal"            [-      -      -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    recovery_code          "operations.internal"            [-      -      -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
    throttle               "operations.internal"            [-      -      -      -      -      -        -      -]
        |me, scope| nothing();
    job                    "operations.read_jobs"           [School -      -      -      -      -        -      -]
        in EstablishmentId
        |me, scope| nothing();
}
