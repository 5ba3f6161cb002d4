//! What the console knows of a school, kept in memory and brought up to date by its log of changes.
//!
//! Reading a school whole takes a dozen statements, whatever its size. After that, the log of changes says which part
//! moved, and only that part is read again: after one bilan is saved, that one bilan. The log is numbered without a gap
//! in the transactions of its causes (security 8.2), so nothing that it tells can be missed; where it does not reach
//! back far enough, the school is read whole again.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::enrolment::LearnerStatus;
use entity::framework::DiplomaType;
use entity::id::{BilanId, DivisionId, FrameworkId, ImportRunId, LearnerId, MefId, SchoolYearId, SpecialtyId};
use entity::import_line::ImportOutcome;
use entity::import_run::ImportState;
use entity::{
    certification_deadline, change, division, enrolment, framework, grading_period, import_line, import_run,
    lsl_period, mef, school_subscription, school_year, specialty,
};
use sea_orm::{ColumnTrait as _, FromQueryResult, QueryOrder as _, QuerySelect as _};
use uuid::Uuid;

use super::written::Bilans;
use crate::bilans::due::Presence;
use crate::changes::Topic;
use crate::cx::Cx;
use crate::error::Result;
use crate::frameworks::{self, ClassLevel};
use crate::periods;

/// Changes followed one by one; beyond, the school is read whole again.
const FOLLOWED: u64 = 200;

/// A specialty at a class level.
pub type LineKey = (SpecialtyId, String);

/// Everything the console counts, as of one position of the school's sequence of changes.
pub struct Facts {
    /// That position.
    pub seq: i64,
    /// When the school was last read whole.
    pub read_at: DateTime<Utc>,
    /// The school year under way.
    pub year: school_year::Model,
    /// Divisions and learners of the year, diplomas taught.
    pub roll: Roll,
    /// What the DDFTP has set.
    pub dates: Dates,
    /// What imports left.
    pub files: Files,
    /// Bilans of the year's learners.
    pub written: Bilans,
}

/// Divisions and learners of the year, diplomas taught.
pub struct Roll {
    /// Divisions that the last import still found.
    pub divisions: HashMap<DivisionId, division::Model>,
    /// Diplomas taught here, in the order of their frameworks.
    pub diplomas: Vec<Diploma>,
    /// Learners of the year, those who left included.
    pub learners: Vec<Enrolled>,
    /// Training courses without a framework.
    pub unattached: Vec<mef::Model>,
    /// Last day of subscription, by framework.
    pub subscriptions: HashMap<FrameworkId, NaiveDate>,
}

/// A diploma taught in the school.
#[derive(Clone)]
pub struct Diploma {
    /// Identifier here.
    pub specialty: SpecialtyId,
    /// Its framework.
    pub framework: FrameworkId,
    /// « Bac pro MELEC ».
    pub short_title: String,
    /// Kind of diploma.
    pub kind: DiplomaType,
    /// Years of the cycle.
    pub cycle_years: u32,
    /// Class levels of the cycle, in order.
    pub levels: Vec<Stage>,
}

/// A class level of a diploma, and which dates it needs.
#[derive(Clone)]
pub struct Stage {
    /// Code and name.
    pub level: ClassLevel,
    /// Whether it enters the school record (`R145`).
    pub lsl: bool,
    /// Whether in-school certification ends there.
    pub deadlines: bool,
}

/// One learner of the year; no name.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Enrolled {
    /// The learner.
    pub learner_id: LearnerId,
    /// The division; none when the files give none.
    pub division_id: Option<DivisionId>,
    /// The training course.
    pub mef_id: Option<MefId>,
    /// The diploma; none while the training course has no framework.
    pub specialty_id: Option<SpecialtyId>,
    /// Class level.
    pub level: Option<String>,
    /// Status.
    pub status: LearnerStatus,
    /// Day of arrival.
    pub entered_on: Option<NaiveDate>,
    /// Day of leaving, known or foreseen.
    pub left_on: Option<NaiveDate>,
}

impl Enrolled {
    /// Days in the school.
    pub fn presence(&self) -> Presence {
        Presence { entered_on: self.entered_on, left_on: self.left_on }
    }

    /// Whether the learner has not left before `today`.
    pub fn is_here(&self, today: NaiveDate) -> bool {
        self.left_on.is_none_or(|left| left >= today)
    }

    /// Whether the learner is an apprentice; everybody else counts with the pupils.
    pub fn is_apprentice(&self) -> bool {
        self.status == LearnerStatus::Apprentice
    }
}

/// What the DDFTP has set.
pub struct Dates {
    /// Grading periods of all years, by number.
    pub periods: Vec<grading_period::Model>,
    /// Lines whose school record has its rhythm this year.
    pub lsl: HashSet<LineKey>,
    /// Lines that have a certification deadline this year.
    pub deadlines: HashSet<LineKey>,
}

/// What imports left.
#[derive(Default)]
pub struct Files {
    /// Import waiting for someone to apply it.
    pub waiting: bool,
    /// Day of the last import applied.
    pub applied_on: Option<NaiveDate>,
    /// That import, and how many of its lines were refused.
    pub refused: Option<(ImportRunId, u64)>,
}

impl Facts {
    /// Reads a school whole. `cx` is the service's own eyes. None before the school has a year.
    pub async fn read(cx: &Cx) -> Result<Option<Self>> {
        let seq = cx.seq().await?;
        let current = school_year::Column::Current.eq(true);
        let Some(year) = cx.find::<school_year::Entity>().filter(current).one().await? else { return Ok(None) };
        let roll = Roll::read(cx, year.id).await?;
        let dates = Dates::read(cx, year.id).await?;
        let files = Files::read(cx).await?;
        let written = Bilans::read(cx, year.id).await?;
        Ok(Some(Self { seq, read_at: cx.now(), year, roll, dates, files, written }))
    }

    /// Reads again what the log of changes says has moved. Answers false when only reading whole will do.
    pub async fn follow(&mut self, cx: &Cx) -> Result<bool> {
        let lines = cx
            .find::<change::Entity>()
            .filter(change::Column::Seq.gt(self.seq))
            .with(|q| q.order_by_asc(change::Column::Seq).limit(FOLLOWED + 1))
            .all()
            .await?;
        let Some(newest) = lines.last().map(|line| line.seq) else { return Ok(true) };
        let unbroken = usize::try_from(newest - self.seq) == Ok(lines.len());
        if !unbroken || lines.len() as u64 > FOLLOWED || lines.iter().any(|line| line.topic == Topic::School.name()) {
            return Ok(false);
        }
        let about = |topic: Topic| lines.iter().filter(move |line| line.topic == topic.name());
        let bilans: Option<Vec<Uuid>> = about(Topic::Bilans).map(|line| line.record).collect();
        let Some(bilans) = bilans else { return Ok(false) };
        let bilans: Vec<BilanId> = bilans.into_iter().map(BilanId::from).collect();
        // Everything is read before anything is replaced: a request that is given up leaves what stood.
        let dates = match about(Topic::Calendar).next() {
            Some(_) => Some(Dates::read(cx, self.year.id).await?),
            None => None,
        };
        let files = match about(Topic::Imports).next() {
            Some(_) => Some(Files::read(cx).await?),
            None => None,
        };
        let again = if bilans.is_empty() { Vec::new() } else { Bilans::some(cx, &bilans).await? };
        if let Some(dates) = dates {
            self.dates = dates;
        }
        if let Some(files) = files {
            self.files = files;
        }
        self.written.replace(cx, &bilans, again);
        self.seq = newest;
        Ok(true)
    }
}

impl Roll {
    async fn read(cx: &Cx, year: SchoolYearId) -> Result<Self> {
        use enrolment::Column as E;
        let divisions = cx
            .find::<division::Entity>()
            .filter(division::Column::SchoolYearId.eq(year))
            .filter(division::Column::RemovedAt.is_null())
            .all()
            .await?;
        let learners = cx
            .find::<enrolment::Entity>()
            .filter(E::SchoolYearId.eq(year))
            .tuples(|q| {
                let columns = [
                    E::LearnerId,
                    E::DivisionId,
                    E::MefId,
                    E::SpecialtyId,
                    E::Level,
                    E::Status,
                    E::EnteredOn,
                    E::LeftOn,
                ];
                q.columns(columns).order_by_asc(E::LearnerId)
            })
            .await?;
        let unattached = cx
            .find::<mef::Entity>()
            .filter(mef::Column::SpecialtyId.is_null())
            .with(|q| q.order_by_asc(mef::Column::Stem));
        let mut subscriptions = HashMap::new();
        for row in cx.find::<school_subscription::Entity>().all().await? {
            let last = subscriptions.entry(row.framework_id).or_insert(row.ends_on);
            *last = row.ends_on.max(*last);
        }
        Ok(Self {
            divisions: divisions.into_iter().map(|division| (division.id, division)).collect(),
            diplomas: diplomas(cx).await?,
            learners,
            unattached: unattached.all().await?,
            subscriptions,
        })
    }

    /// The diploma and the class level of a line.
    pub fn line(&self, specialty: SpecialtyId, level: &str) -> Option<(&Diploma, &Stage)> {
        let diploma = self.diplomas.iter().find(|diploma| diploma.specialty == specialty)?;
        Some((diploma, diploma.levels.iter().find(|known| known.level.code == level)?))
    }
}

async fn diplomas(cx: &Cx) -> Result<Vec<Diploma>> {
    let specialties = cx.find::<specialty::Entity>().all().await?;
    let ids: Vec<FrameworkId> = specialties.iter().map(|specialty| specialty.framework_id).collect();
    let mut frameworks = cx.find::<framework::Entity>().among(framework::Column::Id, &ids).all().await?;
    frameworks.sort_by_key(|framework| (framework.position, framework.id));
    let taught = |framework: framework::Model| {
        let specialty = specialties.iter().find(|specialty| specialty.framework_id == framework.id)?.id;
        let levels = frameworks::levels(&framework).into_iter().map(|level| Stage {
            lsl: periods::lsl_concerns(&framework, &level),
            deadlines: periods::deadlines_concern(&framework, &level),
            level,
        });
        Some(Diploma {
            specialty,
            framework: framework.id,
            kind: framework.diploma_type,
            cycle_years: u32::try_from(framework.cycle_years).unwrap_or_default(),
            levels: levels.collect(),
            short_title: framework.short_title,
        })
    };
    Ok(frameworks.into_iter().filter_map(taught).collect())
}

impl Dates {
    async fn read(cx: &Cx, year: SchoolYearId) -> Result<Self> {
        let periods = cx.find::<grading_period::Entity>();
        let lsl = cx.find::<lsl_period::Entity>().filter(lsl_period::Column::SchoolYearId.eq(year)).all().await?;
        let deadlines = cx
            .find::<certification_deadline::Entity>()
            .filter(certification_deadline::Column::SchoolYearId.eq(year))
            .all()
            .await?;
        Ok(Self {
            periods: periods
                .with(|q| q.order_by_asc(grading_period::Column::Number).order_by_asc(grading_period::Column::Id))
                .all()
                .await?,
            lsl: lsl.into_iter().map(|row| (row.specialty_id, row.level)).collect(),
            deadlines: deadlines.into_iter().map(|row| (row.specialty_id, row.level)).collect(),
        })
    }
}

impl Files {
    async fn read(cx: &Cx) -> Result<Self> {
        let runs = cx.find::<import_run::Entity>();
        let runs = runs.with(|q| q.order_by_desc(import_run::Column::Id).limit(20)).all().await?;
        let waiting = runs.first().is_some_and(|run| run.state == ImportState::Ready);
        let Some(applied) = runs.iter().find(|run| run.state == ImportState::Applied) else {
            return Ok(Self { waiting, ..Self::default() });
        };
        let refused = cx
            .find::<import_line::Entity>()
            .filter(import_line::Column::ImportRunId.eq(applied.id))
            .filter(import_line::Column::Outcome.eq(ImportOutcome::Refused))
            .count()
            .await?;
        Ok(Self {
            waiting,
            applied_on: applied.applied_at.map(|at| at.with_timezone(&cx.zone()).date_naive()),
            refused: (refused > 0).then_some((applied.id, refused)),
        })
    }
}
