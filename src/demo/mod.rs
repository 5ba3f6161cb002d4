//! The demonstration school: a fictional lycée professionnel, mid-year as of today.
//!
//! Nothing is written beside the service: the school is made as at the command line, its files are imported by its administrator,
//! its calendar is set by its DDFTP, its bilans are written by its teachers, each under their own rights, on a clock that is moved
//! through the year until now. The same day gives the same school. An existing database is never touched.

mod chance;
mod entries;
mod files;
mod plan;
mod words;

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Europe::Paris;
use entity::establishment::{self, SecondFactorPolicy};
use entity::id::{EstablishmentId, SpecialtyId, UserId};
use entity::{division, enrolment, framework, learner, role_grant, specialty, teaching, user};
use sea_orm::{ColumnTrait as _, QueryOrder as _};

use crate::access::{Act, Actor, Role, Task};
use crate::accounts::first_people::{self, Person};
use crate::accounts::{self, Newcomer, activation, links};
use crate::app::App;
use crate::config::{Config, Introspection};
use crate::cx::Cx;
use crate::cx::clock::Clock;
use crate::error::{Code, Error, Problem, Result};
use crate::establishments::{Founding, years};
use crate::imports::{self, StartImport, files_in};
use crate::periods::dates::Span;
use crate::periods::{self, Deadline, Lsl, Target};
use crate::{frameworks, jobs};

/// Password of the accounts that are told, good enough for the strictest role.
pub const PASSWORD: &str = "tenon-mistral-37-girofle";

/// What is told to who opens the demonstration.
pub struct Tour {
    /// Address of the school.
    pub address: String,
    /// Its name.
    pub school: String,
    /// Who can sign in with [`PASSWORD`]: function, login.
    pub accounts: Vec<(&'static str, String)>,
    /// Who can sign in for the first time: function, login, birth date as it is typed.
    pub newcomers: Vec<(&'static str, String, String)>,
}

/// The school while it is being filled.
pub(crate) struct Stage {
    app: App,
    clock: Clock,
    until: DateTime<Utc>,
    school: EstablishmentId,
}

impl Stage {
    /// Moves the clock to a moment, never back and never past now.
    fn go_to(&self, moment: DateTime<Utc>) {
        let wait = moment.min(self.until) - self.clock.now();
        if wait > chrono::TimeDelta::zero() {
            self.clock.advance(wait);
        }
    }

    /// The service preparing the school.
    fn seed(&self) -> Cx {
        Cx::task(&self.app.shared, Task::Seed, Some(self.school))
    }

    /// One person at work.
    async fn person(&self, user: UserId, role: Role) -> Result<Cx> {
        let session = self.seed().new_id();
        self.app.cx(Actor::Person { user, role, establishment: self.school, session }).await
    }
}

/// Settings of a demonstration: a new folder unless one was named, and everything to look at.
pub fn settings(mut config: Config) -> Result<Config> {
    let named = config.data_dir != Config::defaults().data_dir;
    if !named {
        config.data_dir = std::env::temp_dir().join(format!("etabli-demo-{}", crate::cx::dice::code().to_lowercase()));
    }
    config.introspection = Introspection::On;
    config.graphiql = true;
    let config = config.settled();
    let file = config.database_url.strip_prefix("sqlite:").map(|path| path.split('?').next().unwrap_or(path));
    if file.is_some_and(|file| std::path::Path::new(file).exists()) {
        return Err(taken().into());
    }
    Ok(config)
}

fn taken() -> Problem {
    let message = "Une base existe déjà à cet endroit, et --demo n’y touche jamais. Nommez un autre dossier avec --data-dir, \
                   ou relancez sans --demo pour retrouver cette base.";
    Problem::whole(Code::Taken, message)
}

/// Fills a new database with the demonstration school, as it stands now.
pub async fn seed(config: &Config, now: &Clock) -> Result<Tour> {
    // Boxed: it is long, and whoever waits for it need not carry it.
    Box::pin(fill(config, now.now())).await
}

async fn fill(config: &Config, until: DateTime<Utc>) -> Result<Tour> {
    let today = until.with_timezone(&Paris).date_naive();
    let year = years::year_of(today);
    let calendar = files::Calendar::of(year, today)?;
    let (first_day, _) = years::days(year)?;
    let clock = Clock::standing_at(at(first_day, 0, 30)?);
    let app = App::open(config.clone(), clock.clone()).await?;
    let cx = Cx::task(&app.shared, Task::CommandLine, None);
    if cx.find::<establishment::Entity>().count().await? > 0 {
        return Err(taken().into());
    }

    let founding = Founding {
        uai: "0999001W".to_owned(),
        name: "Lycée professionnel des Deux-Rivières".to_owned(),
        town: Some("Roubaix".to_owned()),
        email: "ce.0999001w@etab.example".to_owned(),
        second_factor: SecondFactorPolicy::Adults,
    };
    let welcome = first_people::create_establishment(&cx, founding, None).await?;
    let stage = Stage { app, clock, until, school: welcome.school.id };
    let admin = welcome.user.id;
    let ddftp = person(&cx, "Nadia", "Benali", Role::Ddftp).await?;
    let head = person(&cx, "Hélène", "Marchand", Role::Head).await?;
    let inspector = person(&cx, "Paul", "Estève", Role::Inspector).await?;
    let tutor = tutor(&stage).await?;

    stage.go_to(at(calendar.september + Days::new(1), 9, 5)?);
    import(&stage, admin, calendar.september_files()?).await?;
    stage.go_to(at(calendar.september + Days::new(3), 14, 20)?);
    set_calendar(&stage, ddftp.id, year, today).await?;

    let start = stage.clock.now();
    let midyear = at(calendar.midyear + Days::new(1), 7, 40)?;
    entries::write(&stage, start, midyear, today).await?;
    stage.go_to(midyear);
    import(&stage, admin, calendar.midyear_files()?).await?;
    entries::write(&stage, midyear, until, today).await?;
    stage.go_to(until);

    let mut tour = Tour {
        address: format!("{}/{}", config.public_url, welcome.school.uai),
        school: welcome.school.name,
        accounts: Vec::new(),
        newcomers: Vec::new(),
    };
    let (teacher, learner) = open_people(&stage, ddftp.id, &mut tour).await?;
    let people = [
        ("administrateur", admin),
        ("chef d’établissement", head.id),
        ("DDFTP", ddftp.id),
        ("enseignant", teacher),
        ("tuteur", tutor),
        ("apprenant", learner),
        ("inspecteur", inspector.id),
    ];
    for (function, user) in people {
        tour.accounts.push((function, choose_password(&stage, user).await?));
    }
    stage.app.shared.db.clone().close().await;
    Ok(tour)
}

/// A moment of a day, in the school's time.
fn at(day: NaiveDate, hour: u32, minute: u32) -> Result<DateTime<Utc>> {
    NaiveTime::from_hms_opt(hour, minute, 0)
        .and_then(|time| Paris.from_local_datetime(&day.and_time(time)).earliest())
        .map(|moment| moment.with_timezone(&Utc))
        .ok_or_else(|| Error::internal("dating the demonstration", day))
}

async fn person(cx: &Cx, first_name: &str, last_name: &str, role: Role) -> Result<user::Model> {
    let email = format!("{}@etab.example", accounts::logins::wished(first_name, last_name));
    let person = Person { first_name: first_name.to_owned(), last_name: last_name.to_owned(), email, role };
    Ok(first_people::create_user(cx, "0999001W", person).await?.user)
}

async fn tutor(stage: &Stage) -> Result<UserId> {
    let newcomer = Newcomer {
        first_name: "Karim".to_owned(),
        last_name: "Lemoine".to_owned(),
        usage_name: None,
        civility: None,
        sex: None,
        email: Some("karim.lemoine@entreprise.example".to_owned()),
        birth_date: None,
        source: user::AccountSource::CommandLine,
        role: Role::Tutor,
    };
    let user = stage.seed().write(Act::CreateUser, async |tx| accounts::create(tx, newcomer, None).await).await?;
    Ok(user.id)
}

/// What the administrator does: drops the files, reads what they would change, applies.
async fn import(stage: &Stage, admin: UserId, exports: Vec<files::Export>) -> Result<()> {
    let cx = stage.person(admin, Role::Admin).await?;
    let mut uploads = Vec::new();
    for export in exports {
        uploads.push(files_in::receive(&cx, &export.name, &export.content).await?.id);
    }
    let run = imports::start_import(&cx, StartImport { uploads, client_mutation_id: None }).await?;
    jobs::run::until_idle(&stage.app.shared).await?;
    imports::apply_import(&cx.again(), run.id, None, None).await?;
    jobs::run::until_idle(&stage.app.shared).await?;
    let run = imports::import(&cx, run.id).await?;
    match run {
        Some(run) if run.state == entity::import_run::ImportState::Applied => Ok(()),
        other => Err(Error::internal("importing the files of the demonstration", other)),
    }
}

/// What the DDFTP does: grading periods, the school record of one level, one certification deadline.
async fn set_calendar(stage: &Stage, ddftp: UserId, year: i32, today: NaiveDate) -> Result<()> {
    let cx = stage.person(ddftp, Role::Ddftp).await?;
    let specialties = specialties(&cx).await?;
    let target = |code: &str, level: &str| {
        specialties.get(code).map(|specialty| Target { specialty: *specialty, level: level.to_owned(), version: 0 })
    };
    for line in plan::LINES {
        let Some(target) = target(line.framework, line.level) else { continue };
        let Some((rhythm, dates)) = plan::periods(*line, year, today) else { continue };
        periods::save_grading_periods(&cx, &[target], rhythm, &dates, None).await?;
    }
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    if let (Some(target), Some(open)) = (target("bac-pro-mcv", "TLE"), day(year + 1, 1, 4).zip(day(year + 1, 6, 11))) {
        let lsl = Lsl { rhythm: entity::grading_period::Rhythm::Semester, open: Span::new(open.0, open.1) };
        periods::save_lsl_periods(&cx, &[target], lsl, None).await?;
    }
    if let (Some(target), Some(date)) = (target("cap-electricien", "CAP2"), day(year + 1, 5, 28)) {
        let deadline = Deadline { known: None, specialty: target.specialty, level: target.level, unit: None, date };
        periods::save_certification_deadline(&cx, &deadline, None).await?;
    }
    Ok(())
}

/// Diplomas taught here, by the code of their framework.
async fn specialties(cx: &Cx) -> Result<HashMap<String, SpecialtyId>> {
    let frameworks: HashMap<_, _> = frameworks::all(cx)
        .await?
        .into_iter()
        .map(|framework: framework::Model| (framework.id, framework.code))
        .collect();
    let rows = cx.find::<specialty::Entity>().all().await?;
    Ok(rows.into_iter().filter_map(|row| Some((frameworks.get(&row.framework_id)?.clone(), row.id))).collect())
}

/// Opens the first sign-in for a learner and a teacher, and finds those whose password is told: the teacher with the most to write
/// in the last year of the electricians, and one of the learners.
async fn open_people(stage: &Stage, ddftp: UserId, tour: &mut Tour) -> Result<(UserId, UserId)> {
    let cx = stage.seed();
    let missing = || Error::internal("looking for the people of the demonstration", ());
    let divisions = cx.find::<division::Entity>().filter(division::Column::Code.eq("TMELEC1")).all().await?;
    let division = divisions.first().ok_or_else(missing)?.id;
    let teacher = entries::busiest_teacher(&cx, division).await?.ok_or_else(missing)?;
    let pupils = cx
        .find::<enrolment::Entity>()
        .filter(enrolment::Column::DivisionId.eq(division))
        .filter(enrolment::Column::SpecialtyId.is_not_null())
        .all()
        .await?;
    let pupils: Vec<_> = pupils.into_iter().map(|row| row.learner_id).collect();
    let pupils = cx
        .find::<learner::Entity>()
        .among(learner::Column::Id, &pupils)
        .filter(learner::Column::ExitOn.is_null())
        .with(|q| q.order_by_asc(learner::Column::SourceId))
        .all()
        .await?;
    let bilans =
        cx.find::<entity::bilan::Entity>().filter(entity::bilan::Column::ValidatedAt.is_not_null()).all().await?;
    let told = |row: &&learner::Model| bilans.iter().any(|bilan| bilan.learner_id == row.id);
    // In September nobody has read a bilan yet.
    let told = pupils.iter().find(told).or(pupils.first()).ok_or_else(missing)?;

    let accounts: Vec<user::Model> = cx
        .find::<user::Entity>()
        .filter(user::Column::DeactivatedAt.is_null())
        .filter(user::Column::BirthDate.is_not_null())
        .with(|q| q.order_by_asc(user::Column::Login))
        .all()
        .await?;
    let account = |id: UserId| accounts.iter().find(|user| user.id == id);
    let new_learner =
        pupils.iter().filter(|row| row.id != told.id).find_map(|row| account(row.user_id)).ok_or_else(missing)?;
    let taught = cx.find::<teaching::Entity>().filter(teaching::Column::DivisionId.eq(division)).all().await?;
    let only_teachers =
        cx.find::<role_grant::Entity>().filter(role_grant::Column::Role.eq(Role::Teacher)).all().await?;
    let new_teacher = accounts
        .iter()
        .filter(|user| user.id != teacher && only_teachers.iter().any(|grant| grant.user_id == user.id))
        .find(|user| taught.iter().any(|row| row.user_id == user.id))
        .ok_or_else(missing)?;

    let ddftp = stage.person(ddftp, Role::Ddftp).await?;
    activation::open_activation(&ddftp, Some(vec![new_learner.id, new_teacher.id]), None).await?;
    for (function, user, form) in [("apprenant", new_learner, "%d%m%Y"), ("enseignant", new_teacher, "%Y-%m-%d")] {
        let birth_date = user.birth_date.ok_or_else(missing)?.format(form).to_string();
        tour.newcomers.push((function, user.login.clone(), birth_date));
    }
    Ok((teacher, told.user_id))
}

/// What each person does with their link. Answers the login.
async fn choose_password(stage: &Stage, user: UserId) -> Result<String> {
    let cx = stage.seed();
    let secret = cx.write(Act::CreateUser, async |tx| links::issue(tx, user, links::LINK_KEPT).await).await?;
    Ok(links::choose_password(&cx, &secret, PASSWORD.to_owned()).await?.user.login)
}
