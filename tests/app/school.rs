//! A school for stories: what an import or a command line would have made, in a line each.

use super::people::Person;
use super::{TestApp, given};
use chrono::NaiveDate;
use entity::enrolment::{self, LearnerStatus};
use entity::establishment::{self, ActivationMode, SignInMessages};
use entity::id::{
    DivisionId, EstablishmentId, FrameworkId, GradingPeriodId, LearnerId, SchoolYearId, SpecialtyId, UserId,
};
use entity::role_grant::{self, Role};
use entity::user::{self, AccountSource};
use entity::{division, framework, grading_period, learner, school_subscription, school_year, specialty, teaching};
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

impl TestApp {
    /// The school 0999001W, in Paris time.
    pub async fn school(&self) -> School<'_> {
        self.school_of("0999001W").await
    }

    /// Another school.
    pub async fn school_of(&self, uai: &str) -> School<'_> {
        let cx = self.task(Task::Seed, None);
        let id: EstablishmentId = cx.new_id();
        let row = establishment::ActiveModel {
            id: Set(id),
            uai: Set(uai.to_owned()),
            name: Set(format!("Lycée professionnel {uai}")),
            town: Set(Some("Saint-Essai".to_owned())),
            email: Set(Some(format!("ce.{uai}@exemple.example").to_lowercase())),
            phone: Set(None),
            time_zone: Set("Europe/Paris".to_owned()),
            activation: Set(ActivationMode::BirthDate),
            sign_in_messages: Set(SignInMessages::Uniform),
            change_seq: Set(0),
            created_at: Set(cx.now()),
            version: Set(1),
        };
        cx.write(Act::CreateEstablishment, async |tx| Ok(tx.insert(row).await?)).await.expect("the school is created");
        let cx = self.task(Task::Seed, Some(id));
        let today = cx.today();
        let year = chrono::Datelike::year(&today) - i32::from(chrono::Datelike::month(&today) < 8);
        let row = school_year::ActiveModel {
            id: Set(cx.new_id()),
            year: Set(year),
            starts_on: Set(day(year, 9, 1)),
            ends_on: Set(day(year + 1, 8, 31)),
            current: Set(true),
            ..Default::default()
        };
        let year = given(&cx, row).await.id;
        School { app: self, id, uai: uai.to_owned(), year }
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
        let row = specialty::ActiveModel {
            id: Set(cx.new_id()),
            framework_id: Set(framework),
            deleted_at: Set(None),
            ..Default::default()
        };
        given(&cx, row).await.id
    }

    /// A division of this year.
    pub async fn division(&self, code: &str) -> DivisionId {
        let cx = self.cx();
        let row = division::ActiveModel {
            id: Set(cx.new_id()),
            school_year_id: Set(self.year),
            code: Set(code.to_owned()),
            label: Set(code.to_owned()),
            removed_at: Set(None),
            ..Default::default()
        };
        given(&cx, row).await.id
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
        let id: LearnerId = cx.new_id();
        let row = learner::ActiveModel {
            id: Set(id),
            user_id: Set(person.user),
            source_id: Set(id.to_string()),
            ine: Set(None),
            ine_former: Set(None),
            ine_flag: Set(None),
            exit_on: Set(None),
            exit_reason: Set(None),
            ..Default::default()
        };
        given(&cx, row).await;
        let row = enrolment::ActiveModel {
            id: Set(cx.new_id()),
            learner_id: Set(id),
            school_year_id: Set(self.year),
            division_id: Set(Some(division)),
            mef_id: Set(None),
            specialty_id: Set(Some(specialty)),
            level: Set(Some(level.to_owned())),
            option: Set(None),
            status: Set(status),
            entered_on: Set(Some(day(2026, 9, 1))),
            left_on: Set(None),
            ..Default::default()
        };
        given(&cx, row).await;
        Pupil { id, person }
    }

    /// A teacher of a subject in divisions; `071100` is the vocational teaching of every bac pro.
    pub async fn teacher(&self, names: &str, subject: &str, divisions: &[DivisionId]) -> Person {
        let cx = self.cx();
        let person = self.person(names, Role::Teacher).await;
        for division in divisions {
            let row = teaching::ActiveModel {
                id: Set(cx.new_id()),
                school_year_id: Set(self.year),
                user_id: Set(person.user),
                subject_code: Set(subject.to_owned()),
                division_id: Set(Some(*division)),
                group_id: Set(None),
                mode: Set("CG".to_owned()),
                ..Default::default()
            };
            given(&cx, row).await;
        }
        person
    }

    /// Two semesters: September to 29 January, then to the end of June.
    pub async fn semesters(&self, specialty: SpecialtyId, level: &str) -> [GradingPeriodId; 2] {
        let cx = self.cx();
        let mut ids = Vec::new();
        for (number, starts_on, ends_on) in
            [(1, day(2026, 9, 1), day(2027, 1, 29)), (2, day(2027, 1, 30), day(2027, 6, 30))]
        {
            let row = grading_period::ActiveModel {
                id: Set(cx.new_id()),
                specialty_id: Set(specialty),
                level: Set(level.to_owned()),
                school_year_id: Set(self.year),
                number: Set(number),
                rhythm: Set(grading_period::Rhythm::Semester),
                starts_on: Set(starts_on),
                ends_on: Set(ends_on),
                external_ref: Set(None),
                version: Set(1),
                deleted_at: Set(None),
                deleted_by: Set(None),
                ..Default::default()
            };
            ids.push(given(&cx, row).await.id);
        }
        [ids[0], ids[1]]
    }

    /// A person with one role, as « Prénom Nom »; signed in.
    pub async fn person(&self, names: &str, role: Role) -> Person {
        let cx = self.cx();
        let (first, last) = names.split_once(' ').unwrap_or((names, "Essai"));
        let id: UserId = cx.new_id();
        let row = user::ActiveModel {
            id: Set(id),
            login: Set(format!("{}.{}", first.to_lowercase(), id.0.simple())),
            last_name: Set(last.to_owned()),
            first_name: Set(first.to_owned()),
            usage_name: Set(None),
            civility: Set(None),
            sex: Set(None),
            email: Set(None),
            birth_date: Set(None),
            search: Set(names.to_lowercase()),
            password_hash: Set(None),
            activated_at: Set(Some(cx.now())),
            activation_open_until: Set(None),
            activation_tries: Set(0),
            activation_code_hash: Set(None),
            source: Set(AccountSource::CommandLine),
            deactivated_at: Set(None),
            deactivated_reason: Set(None),
            version: Set(1),
            created_at: Set(cx.now()),
            ..Default::default()
        };
        given(&cx, row).await;
        self.grant(id, role).await;
        Person::signed_in(self, id, role).await
    }

    /// Gives an account a role more.
    pub async fn grant(&self, user: UserId, role: Role) {
        let cx = self.cx();
        let row = role_grant::ActiveModel {
            id: Set(cx.new_id()),
            user_id: Set(user),
            role: Set(role),
            revoked_at: Set(None),
            ..Default::default()
        };
        given(&cx, row).await;
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
