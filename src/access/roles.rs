//! What each role asks of the people who hold it, and what it offers them first.

use super::Role;

/// Place of the service that the home page and the menu offer (`R22`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, async_graphql::Enum)]
pub enum Module {
    /// Live view of what is done and owed; its set-up steps alone for the administrator.
    Console,
    /// Tables of learners, competencies and bilans, one per division.
    Tracking,
    /// Official periods of the school year.
    Calendar,
    /// Reading the official files of the establishment.
    Imports,
    /// The learner's own validated bilans.
    MyBilans,
    /// Accounts of the establishment.
    Users,
    /// Settings of the establishment.
    Settings,
    /// What was done, and who read which file.
    Logs,
    /// Work of the service that failed.
    Jobs,
    /// Files kept for oneself, for a division, for the staff.
    Storage,
}

/// How much room the files of a person may take (security F7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// A learner's.
    Learner,
    /// Everybody else's.
    Adult,
}

/// How a birth date is typed at the first sign-in (`R7`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BirthDateForm {
    /// `jjmmaaaa`.
    DayMonthYear,
    /// `aaaa-mm-jj`.
    YearMonthDay,
}

/// A role in the words of the school.
pub fn title(role: Role) -> &'static str {
    match role {
        Role::Admin => "administrateur",
        Role::Head => "chef d’établissement",
        Role::Ddftp => "DDFTP",
        Role::Teacher => "enseignant",
        Role::Tutor => "tuteur",
        Role::Learner => "apprenant",
        Role::Inspector => "inspecteur",
    }
}

/// Roles that are given by hand, by the word typed at the command line: the administrator is born with the establishment, learners
/// come from SIECLE and tutors from their placements (decision 17, R5).
pub const HANDED_OUT: [(&str, Role); 4] =
    [("ddftp", Role::Ddftp), ("head", Role::Head), ("teacher", Role::Teacher), ("inspector", Role::Inspector)];

/// Whether a role is given and taken back by hand.
pub fn is_handed_out(role: Role) -> bool {
    HANDED_OUT.iter().any(|(_, handed_out)| *handed_out == role)
}

/// Whether a head opens to the holders of a role what they read (`R174`).
pub fn reads_by_window(role: Role) -> bool {
    role == Role::Inspector
}

/// Fewest idle minutes that a school may choose: a sentence of a bilan takes some time to be found.
pub const SHORTEST_IDLE_MINUTES: i64 = 10;

/// What a role asks of a person, and offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manners {
    /// Fewest characters of a password (`R9`, security A9).
    pub fewest_characters: usize,
    /// Minutes after which an idle session ends, where the school chose nothing else (security A11).
    pub idle_minutes: i64,
    /// Most minutes that a school may choose: half a day, so that a console can stay on a wall during a meeting; an hour for who
    /// manages every account.
    pub longest_idle_minutes: i64,
    /// How the birth date opens an account; never, for those who could do much harm (`R7`).
    pub birth_date: Option<BirthDateForm>,
    /// Room of one's files.
    pub allowance: Allowance,
    /// Modules, in order.
    pub modules: &'static [Module],
    /// Roles of the accounts that its holder creates by hand (`users.create`).
    pub creates: &'static [Role],
    /// Whether its holder must prove twice who they are, in a school that asks it of those who could do the most harm (security A14).
    pub must_prove_twice: bool,
    /// Whether its holder is written to when they sign in from a browser not seen before (security 4.5).
    pub told_of_new_browsers: bool,
}

/// The manners of a role.
pub fn manners(role: Role) -> Manners {
    use BirthDateForm::{DayMonthYear, YearMonthDay};
    use Module::{Calendar, Console, Imports, Jobs, Logs, MyBilans, Settings, Storage, Tracking, Users};
    let (fewest_characters, idle_minutes, birth_date, modules): (_, _, _, &'static [Module]) = match role {
        //                 password idle birth date          home page
        Role::Admin => (16, 30, None, &[Imports, Users, Console, Settings, Logs, Jobs]),
        Role::Head => (12, 30, None, &[Console, Calendar, Tracking, Users, Storage, Settings, Logs]),
        Role::Ddftp => (12, 30, None, &[Console, Calendar, Imports, Tracking, Users, Storage, Settings]),
        Role::Teacher => (12, 60, Some(YearMonthDay), &[Tracking, Calendar, Storage]),
        Role::Tutor => (12, 60, None, &[]),
        // While the head has opened something to them (`R174`).
        Role::Inspector => (12, 60, None, &[Tracking]),
        Role::Learner => (10, 60, Some(DayMonthYear), &[MyBilans, Storage]),
    };
    let creates: &'static [Role] = match role {
        Role::Admin => &[Role::Ddftp, Role::Head, Role::Teacher, Role::Inspector],
        Role::Head => &[Role::Ddftp, Role::Inspector],
        Role::Ddftp | Role::Teacher | Role::Tutor | Role::Learner | Role::Inspector => &[],
    };
    let longest_idle_minutes = if role == Role::Admin { 60 } else { 240 };
    let allowance = if role == Role::Learner { Allowance::Learner } else { Allowance::Adult };
    Manners {
        fewest_characters,
        idle_minutes,
        longest_idle_minutes,
        birth_date,
        allowance,
        modules,
        creates,
        must_prove_twice: matches!(role, Role::Admin | Role::Head),
        told_of_new_browsers: matches!(role, Role::Admin | Role::Head | Role::Ddftp),
    }
}
