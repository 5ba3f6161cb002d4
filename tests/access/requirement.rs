//! What `permissions.yaml` requires of a cell, for a record that stands in some relation to who asks.

use serde::Deserialize;
use serde_norway::Value;
use std::collections::BTreeMap;

/// Columns of the tables of rights, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Admin,
    Head,
    Ddftp,
    Teacher,
    Tutor,
    Learner,
    Inspector,
    Anonymous,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Admin,
        Self::Head,
        Self::Ddftp,
        Self::Teacher,
        Self::Tutor,
        Self::Learner,
        Self::Inspector,
        Self::Anonymous,
    ];

    fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// How a record stands to who asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Their own: their account, what they wrote, their file as a learner.
    Own,
    /// Bound to them by the scope of their role: a learner they teach, what a head opened to them, a space they share.
    Assigned,
    /// Of their school, and neither.
    SameSchool,
    /// Theirs or bound to them, but not at this moment: a window that is over, a class of last year, what is not published yet.
    OutOfTime,
    /// Of their school, and not one of its public facts.
    Inward,
    /// Of another school.
    Elsewhere,
}

impl Relation {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Own, Self::Assigned, Self::SameSchool, Self::OutOfTime, Self::Inward, Self::Elsewhere];
}

/// What somebody must come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is told, or done.
    Given,
    /// It is told like what is not there; a list does not count it. These codes may say so.
    Hidden(Vec<String>),
    /// This code, and nothing has changed.
    Refused(String),
    /// Some problem, and nothing has changed: what was typed opens nothing.
    OpensNothing,
}

#[derive(Deserialize)]
pub struct Requirement {
    answer_when_denied: BTreeMap<String, String>,
    resources: BTreeMap<String, Resource>,
}

#[derive(Deserialize)]
struct Resource {
    operations: BTreeMap<String, Operation>,
}

#[derive(Deserialize)]
struct Operation {
    kind: String,
    /// « none », or a level and a scope.
    cells: BTreeMap<String, Value>,
}

impl Requirement {
    /// The file.
    pub fn read() -> Self {
        serde_norway::from_str(include_str!("../../src/access/permissions.yaml")).expect("permissions.yaml is read")
    }

    /// Every operation of the file.
    pub fn operations(&self) -> Vec<String> {
        let of = |(name, resource): (&String, &Resource)| {
            resource.operations.keys().map(|operation| format!("{name}.{operation}")).collect::<Vec<_>>()
        };
        self.resources.iter().flat_map(of).collect()
    }

    /// Whether an operation reads.
    pub fn reads(&self, operation: &str) -> bool {
        self.operation(operation).kind == "read"
    }

    /// Level and scope of a cell; none for « none ».
    pub fn cell(&self, operation: &str, column: Column) -> Option<(String, String)> {
        let cell = self.operation(operation).cells.get(&column.name());
        match cell.unwrap_or_else(|| panic!("{operation} has no cell for {column:?}")) {
            Value::Sequence(pair) => {
                let word = |at: usize| pair.get(at).and_then(Value::as_str).expect("a level and a scope").to_owned();
                Some((word(0), word(1)))
            }
            none => {
                assert_eq!(none.as_str(), Some("none"), "{operation}, {column:?}");
                None
            }
        }
    }

    /// What a cell comes to for a record in this relation.
    pub fn answer(&self, operation: &str, column: Column, relation: Relation) -> Answer {
        let cell = self.cell(operation, column);
        if let Some((level, scope)) = &cell
            && allows(level).contains(&relation)
            && reaches(scope).contains(&relation)
        {
            return Answer::Given;
        }
        let codes = |kind: &str| words_in_capitals(&self.answer_when_denied[kind]);
        if self.reads(operation) {
            let of = if column == Column::Anonymous { ["read_one", "anonymous"] } else { ["read_one", "write"] };
            return Answer::Hidden(of.into_iter().flat_map(codes).collect());
        }
        match cell {
            None if column == Column::Anonymous => Answer::Refused(codes("anonymous").remove(0)),
            None => Answer::Refused(codes("write").remove(0)),
            Some((_, scope)) if scope == "secret" => Answer::OpensNothing,
            Some(_) => Answer::Refused(codes("write").remove(1)),
        }
    }

    fn operation(&self, operation: &str) -> &Operation {
        let (resource, name) = operation.split_once('.').expect("a resource and an operation");
        let known = self.resources.get(resource).and_then(|resource| resource.operations.get(name));
        known.unwrap_or_else(|| panic!("{operation} is not in permissions.yaml"))
    }
}

/// The codes that a sentence of `answer_when_denied` names.
fn words_in_capitals(sentence: &str) -> Vec<String> {
    let is_code = |word: &&str| word.len() > 4 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    sentence.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(is_code).map(str::to_owned).collect()
}

/// Relations that a level lets through, as the head of the file says.
fn allows(level: &str) -> &'static [Relation] {
    use Relation::{Assigned, Inward, OutOfTime, Own, SameSchool};
    match level {
        "all" => &[Own, Assigned, SameSchool, OutOfTime, Inward],
        "assigned" => &[Own, Assigned],
        "own" => &[Own],
        other => panic!("what does the level {other} let through?"),
    }
}

/// Relations that a scope reaches, as `scopes` of the file says.
fn reaches(scope: &str) -> &'static [Relation] {
    use Relation::{Assigned, Inward, OutOfTime, Own, SameSchool};
    match scope {
        "school" => &[Own, Assigned, SameSchool, OutOfTime, Inward],
        "public" => &[Own, Assigned, SameSchool, OutOfTime],
        "self" | "author" | "learner_file" | "learner_published" | "secret" | "ticket" => &[Own],
        "team" | "window" | "tutor_period" => &[Assigned],
        // One is of the staff oneself.
        "author_team" | "team_and_staff" | "ticket_school" | "file_of_record" => &[Own, Assigned],
        "staff_spaces" | "teacher_spaces" | "learner_spaces" => &[Own, Assigned],
        other => panic!("which records does the scope {other} reach?"),
    }
}
