//! A school for stories: what an import or a command line would have made, in a line each.

use super::people::Person;
use super::{TestApp, given, rows};
use chrono::NaiveDate;
use entity::enrolment::{self, LearnerStatus};
use entity::establishment;
use entity::grading_period::Rhythm;
use entity::id::{
    DivisionId, EstablishmentId, FrameworkId, GradingPeriodId, LearnerId, SchoolYearId, SpecialtyId, UserId,
};
use entity::role_grant::Role;
use entity::{framework, school_subscription, school_year};
use etabli::access::{Act, Task};
use etabli::cx::Cx;
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};

/// One school of a [`TestApp`].
pub struct School<'a> {
    /// The service it lives in.
    pub app: &'a TestApp,
    /// Identifier.
    pub id: EstablishmentId,
    /// National code.
    pub uai: String,
    /// School year under way on the day of the clock.
    pub year: SchoolYearId,
}

/// A learner and the account they sign in with.
pub struct Pupil {
    /// The learner.
    pub id: LearnerId,
    /// Who they are when they speak.
    pub person: Person,
}

/// A division of première MELEC with its semesters, and Sophie Garnier, who teaches the trade there.
pub struct Premiere<'a> {
    /// Its school.
    pub school: School<'a>,
    /// The diploma.
    pub melec: SpecialtyId,
    /// The division 1MELEC1.
    pub division: DivisionId,
    /// Its two semesters.
    pub periods: [GradingPeriodId; 2],
    /// The teacher.
    pub sophie: Person,
}

impl TestApp {
    /// A première without learners, in the school 0999001W.
    pub async fn premiere(&self) -> Premiere<'_> {
        let school = self.school().await;
        let melec = school.specialty("bac-pro-melec").await;
        let division = school.division("1MELEC1").await;
        let periods = school.semesters(melec, "1RE").await;
        let sophie = school.teacher("Sophie Garnier", "071100", &[division]).await;
        Premiere { school, melec, division, periods, sophie }
    }

    /// The school 0999001W, in Paris time.
    pub async fn school(&self) -> School<'_> {
        self.school_of("0999001W").await
    }

    /// Another school.
    pub async fn school_of(&self, uai: &str) -> School<'_> {
        let cx = self.task(Task::Seed, None);
        let row = establishment::ActiveModel {
            town: Set(Some("Saint-Essai".to_owned())),
            email: Set(Some(format!("ce.{uai}@exemple.example").to_lowercase())),
            ..rows::establishment(&cx, uai, &format!("Lycée professionnel {uai}"))
        };
        let made = cx.write(Act::CreateEstablishment, async |tx| Ok(tx.insert(row).await?)).await;
        let id = made.expect("the school is created").id;
        let cx = self.task(Task::Seed, Some(id));
        let today = cx.today();
        let year = chrono::Datelike::year(&today) - i32::from(chrono::Datelike::month(&today) < 8);
        let row = rows::school_year(&cx, year, day(year, 9, 1), day(year + 1, 8, 31));
        let year = given(&cx, row).await.id;
        School { app: self, id, uai: uai.to_owned(), year }
    }

    /// A school made before.
    pub async fn school_with(&self, id: EstablishmentId) -> School<'_> {
        let cx = self.task(Task::Seed, Some(id));
        let uai = cx.find::<establishment::Entity>().get(id).await.expect("the school").uai;
        let year = cx.find::<school_year::Entity>().one().await.expect("its years").expect("a school year").id;
        School { app: self, id, uai, year }
    }
}

impl School<'_> {
    /// The service preparing this school.
    pub fn cx(&self) -> Cx {
        self.app.task(Task::Seed, Some(self.id))
    }

    /// A carried framework, by its code.
    pub async fn framework(&self, code: &str) -> FrameworkId {
        let rows =
            self.cx().find::<framework::Entity>().with(|q| q.filter(framework::Column::Code.eq(code))).all().await;
        rows.expect("the frameworks").first().expect("a carried framework").id
    }

    /// A diploma taught here, with its subscription.
    pub async fn specialty(&self, code: &str) -> SpecialtyId {
        let cx = self.cx();
        let framework = self.framework(code).await;
        let ends_on = day(2027, 8, 31);
        let subscription = school_subscription::ActiveModel {
            id: Set(cx.new_id()),
            framework_id: Set(framework),
            ends_on: Set(ends_on),
            ..Default::default()
        };
        given(&cx, subscription).await;
        given(&cx, rows::specialty(&cx, framework)).await.id
    }

    /// A division of this year.
    pub async fn division(&self, code: &str) -> DivisionId {
        let cx = self.cx();
        given(&cx, rows::division(&cx, self.year, code)).await.id
    }

    /// A pupil of a division, at a level of a specialty, here since 1 September.
    pub async fn pupil(&self, names: &str, division: DivisionId, specialty: SpecialtyId, level: &str) -> Pupil {
        self.learner(names, LearnerStatus::Pupil, division, specialty, level).await
    }

    /// A learner of any status.
    pub async fn learner(
        &self,
        names: &str,
        status: LearnerStatus,
        division: DivisionId,
        specialty: SpecialtyId,
        level: &str,
    ) -> Pupil {
        let cx = self.cx();
        let person = self.person(names, Role::Learner).await;
        let id = given(&cx, rows::learner(&cx, person.user)).await.id;
        let row = enrolment::ActiveModel {
            status: Set(status),
            ..rows::enrolment(&cx, self.year, id, (division, specialty, level), day(2026, 9, 1))
        };
        given(&cx, row).await;
        Pupil { id, person }
    }

    /// A teacher of a subject in divisions; `071100` is the vocational teaching of every bac pro.
    pub async fn teacher(&self, names: &str, subject: &str, divisions: &[DivisionId]) -> Person {
        let cx = self.cx();
        let person = self.person(names, Role::Teacher).await;
        for division in divisions {
            given(&cx, rows::teaching(&cx, self.year, person.user, subject, *division)).await;
        }
        person
    }

    /// Two semesters: September to 29 January, then to the end of June.
    pub async fn semesters(&self, specialty: SpecialtyId, level: &str) -> [GradingPeriodId; 2] {
        let cx = self.cx();
        let mut ids = Vec::new();
        for (number, days) in [(1, (day(2026, 9, 1), day(2027, 1, 29))), (2, (day(2027, 1, 30), day(2027, 6, 30)))] {
            let row = rows::grading_period(&cx, self.year, (specialty, level), (Rhythm::Semester, number), days);
            ids.push(given(&cx, row).await.id);
        }
        [ids[0], ids[1]]
    }

    /// A person with one role, as « Prénom Nom »; signed in.
    pub async fn person(&self, names: &str, role: Role) -> Person {
        let cx = self.cx();
        let (first, last) = names.split_once(' ').unwrap_or((names, "Essai"));
        let id: UserId = cx.new_id();
        let login = format!("{}.{}", first.to_lowercase(), id.0.simple());
        given(&cx, rows::account(&cx, id, first, last, &login)).await;
        self.grant(id, role).await;
        Person::signed_in(self, id, role).await
    }

    /// Gives an account a role more.
    pub async fn grant(&self, user: UserId, role: Role) {
        let cx = self.cx();
        given(&cx, rows::grant(&cx, user, role)).await;
    }

    /// The DDFTP, Nadia Benali.
    pub async fn ddftp(&self) -> Person {
        self.person("Nadia Benali", Role::Ddftp).await
    }

    /// The administrator.
    pub async fn admin(&self) -> Person {
        self.person("Alain Admin", Role::Admin).await
    }
}

/// A civil day.
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}
