//! Two schools with the same content, and somebody in each column of the tables of rights.

use super::requirement::{Column, Relation};
use crate::app::http::Http;
use crate::app::people::Person;
use crate::app::school::{Pupil, School, day};
use crate::app::{TestApp, given, rows};
use chrono::TimeDelta;
use entity::id::{DivisionId, GradingPeriodId, InspectorWindowId, LearnerGroupId, SpecialtyId, UserId};
use entity::role_grant::Role;
use entity::{inspector_window, inspector_window_specialty, learner_group, school_year, teaching, user};
use etabli::access::Act;
use etabli::cx::Cx;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

/// Why a relation has no record where nothing is bound to a role.
pub const UNBOUND: &str =
    "no record is bound to this role otherwise than by its school, or by a placement, which is of later work";
/// Why nobody's own is tried.
pub const NOBODY: &str = "nobody signed in has nothing of their own";

/// Learners of a school, by how they stand to those who ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The class of the learner who asks.
    Mine,
    /// Taught by the teacher who asks, open to the inspector who asks.
    Bound,
    /// Neither.
    Other,
    /// Taught last year, open until last week.
    Late,
}

/// A class with its diploma and its days.
pub struct Class {
    pub specialty: SpecialtyId,
    pub level: &'static str,
    pub division: DivisionId,
    pub code: String,
    pub group: LearnerGroupId,
    pub periods: [GradingPeriodId; 2],
}

/// One of the two schools.
pub struct Side<'a> {
    pub school: School<'a>,
    pub classes: BTreeMap<Part, Class>,
    pub people: BTreeMap<Column, Person>,
    /// Who wrote what others sign or send.
    pub author: Person,
    /// What is open to the inspector, and what was.
    pub windows: Vec<InspectorWindowId>,
}

/// Where cells are tried.
pub struct World<'a> {
    pub app: &'a TestApp,
    pub http: Http,
    pub here: Side<'a>,
    pub elsewhere: Side<'a>,
    counter: AtomicU32,
}

impl<'a> World<'a> {
    /// Both schools.
    pub async fn new(app: &'a TestApp) -> Self {
        let counter = AtomicU32::new(0);
        let here = Side::new(app.school().await).await;
        let elsewhere = Side::new(app.school_of("0999002X").await).await;
        Self { app, http: app.http(), here, elsewhere, counter }
    }

    /// A word that nothing else says.
    pub fn word(&self) -> String {
        let mut number = self.counter.fetch_add(1, Ordering::Relaxed) + 1;
        let mut word = String::from("Mot");
        while number > 0 {
            word.push(char::from(b'a' + u8::try_from(number % 26).expect("a letter")));
            number /= 26;
        }
        word
    }

    /// A number that nothing else has, from 1.
    pub fn number(&self) -> u32 {
        self.counter.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The school and the part of it whose learners stand in a relation to a column; else why there is none.
    pub fn part(&self, column: Column, relation: Relation) -> Result<(&Side<'a>, Part), &'static str> {
        use Column::{Anonymous, Inspector, Learner, Teacher};
        match (relation, column) {
            (Relation::Elsewhere, _) => Ok((&self.elsewhere, Part::Bound)),
            (Relation::SameSchool, _) => Ok((&self.here, Part::Other)),
            (Relation::Own, Learner) => Ok((&self.here, Part::Mine)),
            (Relation::Own, Anonymous) => Err(NOBODY),
            (Relation::Own, _) => Err("who is no learner has no file as one"),
            (Relation::Assigned, Teacher | Inspector) => Ok((&self.here, Part::Bound)),
            (Relation::OutOfTime, Teacher | Inspector) => Ok((&self.here, Part::Late)),
            (Relation::Assigned | Relation::OutOfTime, _) => Err(UNBOUND),
            (Relation::Inward, _) => Err("only images of the school tell public facts from others"),
        }
    }

    /// A class that stands in a relation to a column.
    pub fn class(&self, column: Column, relation: Relation) -> Result<(&Side<'a>, &Class), &'static str> {
        let (side, part) = self.part(column, relation)?;
        Ok((side, &side.classes[&part]))
    }

    /// A new learner of a class that stands in a relation to a column.
    pub async fn pupil(&self, column: Column, relation: Relation) -> Result<(&Side<'a>, &Class, Pupil), &'static str> {
        let (side, class) = self.class(column, relation)?;
        let names = format!("Inès {}", self.word());
        let pupil = side.school.pupil(&names, class.division, class.specialty, class.level).await;
        Ok((side, class, pupil))
    }

    /// The caller's school, or the other one.
    pub fn side(&self, relation: Relation) -> Result<&Side<'a>, &'static str> {
        match relation {
            Relation::SameSchool => Ok(&self.here),
            Relation::Elsewhere => Ok(&self.elsewhere),
            _ => Err("such a record belongs to the school, and to nobody in it"),
        }
    }

    /// A new person in a column, with a role in the caller's school; strangers are all the same.
    pub async fn newcomer(&self, column: Column) -> Person {
        let names = format!("Paul {}", self.word());
        self.here.newcomer(column, &names).await
    }
}

impl<'a> Side<'a> {
    async fn new(school: School<'a>) -> Self {
        let cx = school.cx();
        let mut classes = BTreeMap::new();
        for (part, framework, level, code) in [
            (Part::Mine, "bac-pro-melec", "1RE", "1MELEC"),
            (Part::Bound, "bac-pro-mcv", "1RE", "1MCV"),
            (Part::Other, "bts-electrotechnique", "BTS1", "1ELEC"),
            (Part::Late, "cap-electricien", "CAP1", "1CAP"),
        ] {
            let specialty = school.specialty(framework).await;
            let division = school.division(code).await;
            let group = group(&cx, &school, code).await;
            let periods = school.semesters(specialty, level).await;
            classes.insert(part, Class { specialty, level, division, code: code.to_owned(), group, periods });
        }
        let author = school.person("Aline Auteure", Role::Teacher).await;
        let mut side = Self { school, classes, people: BTreeMap::new(), author, windows: Vec::new() };
        for (column, names) in [
            (Column::Admin, "Alain Admin"),
            (Column::Head, "Hugo Chef"),
            (Column::Ddftp, "Nadia Benali"),
            (Column::Teacher, "Sophie Prévost"),
            (Column::Tutor, "Tom Tuteur"),
            (Column::Learner, "Inès Lambert"),
            (Column::Inspector, "Iris Vidal"),
            (Column::Anonymous, ""),
        ] {
            let person = side.newcomer(column, names).await;
            side.people.insert(column, person);
        }
        side.teach().await;
        side.windows = vec![side.opened(Part::Bound, -2, 5).await, side.opened(Part::Late, -20, -8).await];
        side
    }

    async fn newcomer(&self, column: Column, names: &str) -> Person {
        let role = match column {
            Column::Admin => Role::Admin,
            Column::Head => Role::Head,
            Column::Ddftp => Role::Ddftp,
            Column::Teacher => Role::Teacher,
            Column::Tutor => Role::Tutor,
            Column::Learner => {
                let Class { specialty, level, division, .. } = &self.classes[&Part::Mine];
                return self.school.pupil(names, *division, *specialty, level).await.person;
            }
            Column::Inspector => Role::Inspector,
            Column::Anonymous => return Person::stranger(self.school.app),
        };
        self.school.person(names, role).await
    }

    /// What the teacher teaches this year, in a division and in a group, and what she taught last year.
    async fn teach(&self) {
        let (school, cx) = (&self.school, self.school.cx());
        let teacher = self.people[&Column::Teacher].user;
        let (bound, late) = (&self.classes[&Part::Bound], &self.classes[&Part::Late]);
        given(&cx, rows::teaching(&cx, school.year, teacher, "071100", bound.division)).await;
        let in_group = teaching::ActiveModel {
            division_id: Set(None),
            group_id: Set(Some(bound.group)),
            ..rows::teaching(&cx, school.year, teacher, "071101", bound.division)
        };
        given(&cx, in_group).await;
        let year = chrono::Datelike::year(&cx.today()) - 1 - i32::from(chrono::Datelike::month(&cx.today()) < 8);
        let last = school_year::ActiveModel {
            current: Set(false),
            ..rows::school_year(&cx, year, day(year, 9, 1), day(year + 1, 8, 31))
        };
        let last = given(&cx, last).await.id;
        given(&cx, rows::teaching(&cx, last, teacher, "071100", late.division)).await;
    }

    /// What the head opens to the inspector, from one day to another, counted from today.
    async fn opened(&self, part: Part, from: i64, to: i64) -> InspectorWindowId {
        let inspector = self.people[&Column::Inspector].user;
        self.opened_to(inspector, self.classes[&part].specialty, from, to).await
    }

    /// A window on a diploma for somebody.
    pub async fn opened_to(&self, inspector: UserId, specialty: SpecialtyId, from: i64, to: i64) -> InspectorWindowId {
        let cx = self.school.cx();
        let window = inspector_window::ActiveModel {
            id: Set(cx.new_id()),
            user_id: Set(inspector),
            starts_on: Set(cx.today() + TimeDelta::days(from)),
            ends_on: Set(cx.today() + TimeDelta::days(to)),
            opened_by: Set(self.people[&Column::Head].user),
            opened_at: Set(cx.now()),
            closed_by: Set(None),
            closed_at: Set(None),
            ..Default::default()
        };
        let window = given(&cx, window).await.id;
        let link = inspector_window_specialty::ActiveModel {
            id: Set(cx.new_id()),
            window_id: Set(window),
            specialty_id: Set(specialty),
            ..Default::default()
        };
        given(&cx, link).await;
        window
    }

    /// Changes an account as the service would.
    pub async fn change_account(&self, row: user::ActiveModel) {
        let cx = self.school.cx();
        cx.write(Act::CreateUser, async |tx| tx.save(row).await).await.expect("the account is changed");
    }

    /// The account of somebody, to be changed.
    pub fn account(id: UserId) -> user::ActiveModel {
        user::ActiveModel { id: Unchanged(id), ..Default::default() }
    }
}

async fn group(cx: &Cx, school: &School<'_>, code: &str) -> LearnerGroupId {
    let row = learner_group::ActiveModel {
        id: Set(cx.new_id()),
        school_year_id: Set(school.year),
        code: Set(format!("{code}-G1")),
        label: Set(format!("{code}, groupe 1")),
        removed_at: Set(None),
        ..Default::default()
    };
    given(cx, row).await.id
}
