//! A school to measure on: 30 divisions of 25 learners, three periods, half of the bilans done.

use chrono::{NaiveDate, TimeDelta};
use entity::bilan::{self, BilanKind};
use entity::enrolment::{self, LearnerStatus};
use entity::grading_period::{self, Rhythm};
use entity::id::{
    BilanId, EstablishmentId, FrameworkId, GradingPeriodId, LearnerId, SchoolYearId, SpecialtyId, UserId,
};
use entity::role_grant::{self, Role};
use entity::user::{self, AccountSource};
use entity::{division, framework, learner, session, specialty, teaching};
use etabli::access::{Act, Task};
use etabli::app::App;
use etabli::config::Config;
use etabli::cx::Cx;
use etabli::cx::clock::Clock;
use sea_orm::Set;

use crate::rows;

/// Divisions.
pub const DIVISIONS: usize = 30;
/// Learners of each.
pub const LEARNERS: usize = 25;
/// Password of everybody who has one.
pub const PASSWORD: &str = "une phrase assez longue pour mesurer";
/// Code of the school.
pub const UAI: &str = "0999001W";

/// The school, and the service it lives in.
pub struct School {
    /// Folder of its data; removed with it.
    pub folder: tempfile::TempDir,
    /// The service.
    pub app: App,
    /// Identifier.
    pub id: EstablishmentId,
    /// Token of the DDFTP's session.
    pub ddftp: String,
    /// Token of a session of a teacher of every division.
    pub teacher: String,
    /// Drafts of the period under way.
    pub drafts: Vec<(LearnerId, GradingPeriodId, BilanId)>,
    /// Somebody of whom nothing is written for the period under way.
    pub blank: (LearnerId, GradingPeriodId),
    /// Logins that sign in with [`PASSWORD`].
    pub logins: Vec<String>,
}

/// Settings for measuring: limits are raised, nothing else is.
pub fn config(folder: &std::path::Path) -> Config {
    let mut config = Config::defaults();
    folder.clone_into(&mut config.data_dir);
    let limits = &mut config.limits;
    (limits.rate_per_user, limits.rate_burst, limits.rate_per_address) = (100_000_000, 10_000_000, 100_000_000);
    (limits.requests_per_user, limits.requests_waiting) = (1_000, 4_000);
    config
}

impl School {
    /// Makes it, with `accounts` people more who can sign in.
    pub async fn new(accounts: usize) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let app = App::open(config(folder.path()), Clock::system()).await.expect("the service opens");
        let (id, year) = found(&app).await;
        let cx = Cx::task(&app.shared, Task::Seed, Some(id));
        let mut making = Making { cx: &cx, year, rows: Rows::default() };
        let ddftp = making.person("ddftp", Role::Ddftp, None);
        let teacher = making.person("teacher", Role::Teacher, None);
        let lines = making.lines().await;
        let mut drafts = Vec::new();
        let mut blank = None;
        for n in 0..DIVISIONS {
            let (specialty, framework, level, periods) = &lines[n % lines.len()];
            let learners = making.division(n, *specialty, level, teacher.0);
            for (m, learner) in learners.iter().enumerate() {
                let wrote = |period: usize, validated| (periods[period], validated);
                let written = match m {
                    0..12 => vec![wrote(0, true), wrote(1, true)],
                    12..16 => vec![wrote(0, true), wrote(1, false)],
                    16..22 => vec![wrote(0, true)],
                    _ => Vec::new(),
                };
                for (period, validated) in written {
                    let bilan = making.bilan(*learner, period, *framework, teacher.0, validated);
                    if !validated {
                        drafts.push((*learner, period, bilan));
                    }
                }
                blank = Some((*learner, periods[1]));
            }
        }
        let hash = match accounts {
            0 => None,
            _ => Some(password_hash(&app).await),
        };
        let logins = (0..accounts).map(|n| format!("account.{n}")).collect::<Vec<_>>();
        for login in &logins {
            making.person(login, Role::Teacher, hash.clone());
        }
        making.rows.write(&cx).await;
        cx.analyze().await.expect("the statistics");
        let blank = blank.expect("a learner");
        Self { folder, app, id, ddftp: ddftp.1, teacher: teacher.1, drafts, blank, logins }
    }

    /// Learners whose accounts wait for a first sign-in, born on 4 July 2009; answers their logins.
    pub async fn newcomers(&self, count: u32) -> Vec<String> {
        let cx = self.cx();
        let logins = (0..count).map(|n| format!("newcomer.{n}")).collect::<Vec<_>>();
        let (mut users, mut grants) = (Vec::new(), Vec::new());
        for login in &logins {
            let id: UserId = cx.new_id();
            users.push(user::ActiveModel {
                birth_date: Set(NaiveDate::from_ymd_opt(2009, 7, 4)),
                activated_at: Set(None),
                activation_open_until: Set(Some(cx.now() + TimeDelta::days(14))),
                source: Set(AccountSource::Siecle),
                ..rows::account(&cx, id, "Prénom", &format!("Nom-{login}"), login)
            });
            grants.push(rows::grant(&cx, id, Role::Learner));
        }
        let written = cx.write(Act::CreateUser, async |tx| {
            tx.insert_many(users).await?;
            tx.insert_many(grants).await
        });
        written.await.expect("the rows are written");
        logins
    }

    /// The service itself, in this school.
    pub fn cx(&self) -> Cx {
        Cx::task(&self.app.shared, Task::Seed, Some(self.id))
    }
}

async fn found(app: &App) -> (EstablishmentId, SchoolYearId) {
    let cx = Cx::task(&app.shared, Task::Seed, None);
    let row = rows::establishment(&cx, UAI, "Lycée professionnel de la Mesure");
    let made = cx.write(Act::CreateEstablishment, async |tx| Ok(tx.insert(row).await?)).await;
    let id = made.expect("the school").id;
    let cx = Cx::task(&app.shared, Task::Seed, Some(id));
    let today = cx.today();
    let (starts_on, ends_on) = (today - TimeDelta::days(120), today + TimeDelta::days(240));
    let row = rows::school_year(&cx, chrono::Datelike::year(&today), starts_on, ends_on);
    let year = cx.write(Act::CreateUser, async |tx| Ok(tx.insert(row).await?)).await.expect("the year").id;
    (id, year)
}

async fn password_hash(app: &App) -> String {
    let turn = app.shared.passwords.turn().await.expect("a turn");
    app.shared.passwords.hash(turn, PASSWORD.to_owned()).await.expect("a hash").1
}

/// Rows on their way, in the order in which they point to one another.
#[derive(Default)]
struct Rows {
    users: Vec<user::ActiveModel>,
    grants: Vec<role_grant::ActiveModel>,
    sessions: Vec<session::ActiveModel>,
    specialties: Vec<specialty::ActiveModel>,
    periods: Vec<grading_period::ActiveModel>,
    divisions: Vec<division::ActiveModel>,
    teachings: Vec<teaching::ActiveModel>,
    learners: Vec<learner::ActiveModel>,
    enrolments: Vec<enrolment::ActiveModel>,
    bilans: Vec<bilan::ActiveModel>,
}

impl Rows {
    async fn write(self, cx: &Cx) {
        let written = cx.write(Act::CreateUser, async |tx| {
            tx.insert_many(self.users).await?;
            tx.insert_many(self.grants).await?;
            tx.insert_many(self.sessions).await?;
            tx.insert_many(self.specialties).await?;
            tx.insert_many(self.periods).await?;
            tx.insert_many(self.divisions).await?;
            tx.insert_many(self.teachings).await?;
            tx.insert_many(self.learners).await?;
            tx.insert_many(self.enrolments).await?;
            tx.insert_many(self.bilans).await
        });
        written.await.expect("the rows are written");
    }
}

type Line = (SpecialtyId, FrameworkId, String, [GradingPeriodId; 3]);

struct Making<'a> {
    cx: &'a Cx,
    year: SchoolYearId,
    rows: Rows,
}

impl Making<'_> {
    /// Somebody with an open session; answers the account and the token.
    fn person(&mut self, login: &str, role: Role, password_hash: Option<String>) -> (UserId, String) {
        let cx = self.cx;
        let (id, token): (UserId, _) = (cx.new_id(), cx.secret());
        self.rows.users.push(user::ActiveModel {
            password_hash: Set(password_hash),
            ..rows::account(cx, id, "Prénom", &format!("Nom-{login}"), login)
        });
        self.rows.grants.push(rows::grant(cx, id, role));
        self.rows.sessions.push(rows::session(cx, id, role, &token));
        (id, token)
    }

    /// Every level of the carried frameworks, with three periods: one over, one under way, one to come.
    async fn lines(&mut self) -> Vec<Line> {
        let (cx, today) = (self.cx, self.cx.today());
        let mut lines = Vec::new();
        for framework in cx.find::<framework::Entity>().all().await.expect("the frameworks") {
            let row = rows::specialty(cx, framework.id);
            let specialty = *row.id.as_ref();
            self.rows.specialties.push(row);
            for level in etabli::frameworks::levels(&framework) {
                let periods = [(1, -100, -40), (2, -39, 15), (3, 16, 100)].map(|(number, from, to)| {
                    let days = (today + TimeDelta::days(from), today + TimeDelta::days(to));
                    rows::grading_period(cx, self.year, (specialty, &level.code), (Rhythm::Trimester, number), days)
                });
                let ids = periods.each_ref().map(|row| *row.id.as_ref());
                self.rows.periods.extend(periods);
                lines.push((specialty, framework.id, level.code, ids));
            }
        }
        lines
    }

    fn division(&mut self, n: usize, specialty: SpecialtyId, level: &str, teacher: UserId) -> Vec<LearnerId> {
        let cx = self.cx;
        let row = rows::division(cx, self.year, &format!("{n:02}{level}"));
        let division = *row.id.as_ref();
        self.rows.divisions.push(row);
        self.rows.teachings.push(rows::teaching(cx, self.year, teacher, "071100", division));
        let mut learners = Vec::new();
        for m in 0..LEARNERS {
            let (user, _) = self.person(&format!("learner.{n}.{m}"), Role::Learner, None);
            let row = rows::learner(cx, user);
            let id = *row.id.as_ref();
            self.rows.learners.push(row);
            let since = cx.today() - TimeDelta::days(100);
            self.rows.enrolments.push(enrolment::ActiveModel {
                status: Set(if m % 6 == 5 { LearnerStatus::Apprentice } else { LearnerStatus::Pupil }),
                ..rows::enrolment(cx, self.year, id, (division, specialty, level), since)
            });
            learners.push(id);
        }
        learners
    }

    fn bilan(
        &mut self,
        learner: LearnerId,
        period: GradingPeriodId,
        framework: FrameworkId,
        by: UserId,
        done: bool,
    ) -> BilanId {
        let cx = self.cx;
        let id = cx.new_id();
        let first = self.rows.periods.iter().find(|row| row.id.as_ref() == &period);
        let reference_date = first.map_or(cx.today(), |row| *row.starts_on.as_ref() + TimeDelta::days(9));
        self.rows.bilans.push(bilan::ActiveModel {
            id: Set(id),
            learner_id: Set(learner),
            grading_period_id: Set(period),
            framework_id: Set(framework),
            kind: Set(BilanKind::Intermediate),
            synthesis: Set("Travail soigné, autonomie réelle en atelier.".to_owned()),
            reference_date: Set(reference_date),
            author_id: Set(by),
            updated_by: Set(by),
            validated_at: Set(done.then(|| cx.now() - TimeDelta::days(20))),
            validated_by: Set(done.then_some(by)),
            version: Set(1),
            created_at: Set(cx.now()),
            updated_at: Set(cx.now()),
            deleted_at: Set(None),
            ..Default::default()
        });
        id
    }
}

/// Prints a figure on a line of its own, beside its target.
#[expect(clippy::print_stdout, reason = "figures are printed for whoever asked for them")]
pub fn figure(what: &str, found: &str, target: &str, holds: bool) {
    println!("{} {what}: {found} (target: {target})", if holds { "ok  " } else { "MISS" });
}

/// The middle one.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
