//! Who may see and do what, and nothing else.
//!
//! Two tables, meant to be read by someone who runs a school: [`acts`] says what each role may do and on whose rows,
//! [`visibility`] whose rows each role sees. They must say what `permissions.yaml` says; `tests/access` compares them.
//! Nothing else in the code mentions a role to decide.

mod acts;
mod roles;
mod scopes;
mod visibility;

use chrono::NaiveDate;
use entity::id::{EstablishmentId, SessionId, UserId};
pub use entity::role_grant::Role;

pub use acts::Act;
pub use roles::{
    Allowance, BirthDateForm, HANDED_OUT, Manners, Module, SHORTEST_IDLE_MINUTES, is_handed_out, manners,
    reads_by_window, title,
};
pub use visibility::{Seen, TABLES};

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person signed in, under one role of one establishment.
    Person {
        /// Account.
        user: UserId,
        /// Role in use.
        role: Role,
        /// School of the session.
        establishment: EstablishmentId,
        /// Session it came with.
        session: SessionId,
    },
    /// Everybody who sees a whole school under one role: what they watch is read once for all, so no field may ask who is looking.
    Viewers {
        /// Role in use.
        role: Role,
        /// School they watch.
        establishment: EstablishmentId,
    },
    /// The service itself, for a named purpose.
    Task {
        /// What it is doing.
        task: Task,
        /// School it does it in; none for what crosses schools.
        establishment: Option<EstablishmentId>,
    },
    /// Nobody signed in.
    Nobody,
}

/// What the service does in its own name: every place where it looks with other eyes than a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// Finding an account and its secrets while somebody signs in, activates or is recognised by a cookie.
    SignIn,
    /// Doing queued work.
    RunJobs,
    /// Reading the files of an import and comparing them with the school.
    Import,
    /// Filling the demonstration school.
    Seed,
    /// What the person at the command line of the host asked for.
    CommandLine,
    /// Following the log of changes for live screens.
    Live,
    /// Finding a file whose record somebody may read, and the room that files take.
    Files,
    /// Finding of an account that somebody may read what says where it stands: its sessions, its roles, a link not used yet.
    Standing,
    /// Following the chains of a school's logs for somebody who may verify them, and who may not read both.
    Verification,
    /// Gathering what the school keeps of the very person who asks, and who read it.
    OwnData,
}

/// Whose rows: the named scopes of `permissions.yaml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Every record of the caller's own establishment.
    School,
    /// The few public facts of an establishment, and national texts.
    Public,
    /// The caller's own account.
    Own,
    /// Records the caller wrote, neither validated nor locked.
    Author,
    /// Records the caller wrote, and those shared with the teaching team.
    AuthorTeam,
    /// Records of which the caller is the learner.
    LearnerFile,
    /// As `LearnerFile`, only what a teacher has published.
    LearnerPublished,
    /// Learners bound to the tutor by a placement period.
    TutorPeriod,
    /// Learners whom the caller teaches this school year.
    Team,
    /// As `Team`, and the colleagues of the establishment: for names alone.
    TeamAndStaff,
    /// What a head opened to an inspector, between two days.
    Window,
    /// Files attached to a record that the caller may read.
    FileOfRecord,
    /// Spaces of the storage of whoever watches over them: one's own, those of every division, the team's.
    StaffSpaces,
    /// Spaces of a teacher: one's own, those of the divisions taught this year, the team's.
    TeacherSpaces,
    /// Spaces of a learner: one's own, and that of one's division of this year.
    LearnerSpaces,
    /// The one account that a single-use secret names.
    Secret,
    /// What the matching read operation shows.
    Visible,
    /// Tickets that the caller wrote.
    Ticket,
    /// As `Ticket`, and those that the school answers, but for personal ones.
    TicketSchool,
}

impl Scope {
    /// Name in `permissions.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Public => "public",
            Self::Own => "self",
            Self::Author => "author",
            Self::AuthorTeam => "author_team",
            Self::LearnerFile => "learner_file",
            Self::LearnerPublished => "learner_published",
            Self::TutorPeriod => "tutor_period",
            Self::Team => "team",
            Self::TeamAndStaff => "team_and_staff",
            Self::Window => "window",
            Self::FileOfRecord => "file_of_record",
            Self::StaffSpaces => "staff_spaces",
            Self::TeacherSpaces => "teacher_spaces",
            Self::LearnerSpaces => "learner_spaces",
            Self::Secret => "secret",
            Self::Visible => "visible",
            Self::Ticket => "ticket",
            Self::TicketSchool => "ticket_school",
        }
    }
}

/// One line of a table of rights: a scope or nothing for admin, head, ddftp, teacher, tutor, learner, inspector and nobody.
pub type Cells = [Option<Scope>; 8];

/// The cell of a role in a line.
fn cell(cells: Cells, role: Role) -> Option<Scope> {
    let column = match role {
        Role::Admin => 0,
        Role::Head => 1,
        Role::Ddftp => 2,
        Role::Teacher => 3,
        Role::Tutor => 4,
        Role::Learner => 5,
        Role::Inspector => 6,
    };
    cells[column]
}

/// Roles that may do an act within this very scope.
pub fn roles_with(act: Act, scope: Scope) -> Vec<Role> {
    use sea_orm::Iterable as _;
    Role::iter().filter(|role| cell(act.cells(), *role) == Some(scope)).collect()
}

/// Who is looking, as the scopes need it.
#[derive(Debug, Clone, Copy)]
pub struct Me {
    /// Account; none for [`Actor::Viewers`], whose scopes never need it.
    pub user: Option<UserId>,
    /// School.
    pub establishment: EstablishmentId,
    /// Civil day there.
    pub today: NaiveDate,
}

impl Actor {
    /// School of the actor, if it is bound to one.
    pub fn establishment(&self) -> Option<EstablishmentId> {
        match self {
            Self::Person { establishment, .. } | Self::Viewers { establishment, .. } => Some(*establishment),
            Self::Task { establishment, .. } => *establishment,
            Self::Nobody => None,
        }
    }

    /// Account of the actor, if it is a person.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Person { user, .. } => Some(*user),
            _ => None,
        }
    }

    /// Role in use, if any.
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Person { role, .. } | Self::Viewers { role, .. } => Some(*role),
            _ => None,
        }
    }

    /// Scope of an act for this actor: `None` when the role never may.
    pub fn scope_of(&self, act: Act) -> Option<Scope> {
        match self {
            Self::Person { role, .. } | Self::Viewers { role, .. } => cell(act.cells(), *role),
            Self::Task { task, .. } => act.open_to(*task).then_some(Scope::School),
            Self::Nobody => act.cells()[7],
        }
    }

    /// Scope under which this actor reads a table: `None` when it sees none of it.
    pub fn sees<E: Seen>(&self) -> Option<Scope> {
        match self {
            Self::Person { role, .. } | Self::Viewers { role, .. } => cell(E::CELLS, *role),
            Self::Task { .. } => Some(Scope::School),
            Self::Nobody => E::CELLS[7],
        }
    }

    /// The role that a line of the logs names; none when it names a task of the service.
    pub fn role_of_label(label: &str) -> Option<Role> {
        use sea_orm::Iterable as _;
        Role::iter().find(|role| format!("{role:?}").eq_ignore_ascii_case(label))
    }

    /// Name in the logs: the role, or the task.
    pub fn label(&self) -> String {
        match self {
            Self::Person { role, .. } | Self::Viewers { role, .. } => format!("{role:?}").to_lowercase(),
            Self::Task { task, .. } => format!("task:{task:?}"),
            Self::Nobody => "nobody".to_owned(),
        }
    }
}
