//! What the teachers of the demonstration school have written: bilans in all states, at believable hours.
//!
//! Everything goes through the functions that teachers use, under their own rights, on a clock that is moved from one entry to
//! the next; so the journal, the versions and the counts are those of a school that worked.

use std::collections::HashMap;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc, Weekday};
use chrono_tz::Europe::Paris;
use entity::id::{DivisionId, FrameworkId, GradingPeriodId, SpecialtyId, UserId};
use entity::{division, enrolment, framework_item, grading_period, learner, specialty, user};
use sea_orm::ColumnTrait as _;

use super::chance::{pick, share};
use super::{Stage, words};
use crate::access::Role;
use crate::bilans::charge::Charges;
use crate::bilans::{self, Edit, LevelEdit, Save, due};
use crate::cx::Cx;
use crate::error::Result;
use crate::establishments::years;
use crate::{frameworks, periods};

/// What becomes of one bilan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Done,
    Corrected,
    Draft,
}

/// One bilan to write.
struct Entry {
    at: DateTime<Utc>,
    fate: Fate,
    learner: learner::Model,
    first_name: String,
    level: String,
    option: Option<String>,
    period: grading_period::Model,
    framework: FrameworkId,
    teacher: UserId,
}

/// Everything the entries are drawn from.
struct Class {
    enrolments: Vec<enrolment::Model>,
    learners: HashMap<entity::id::LearnerId, learner::Model>,
    people: HashMap<UserId, user::Model>,
    divisions: HashMap<DivisionId, String>,
    frameworks: HashMap<SpecialtyId, FrameworkId>,
    periods: Vec<grading_period::Model>,
    charges: Charges,
}

/// Writes what the teachers did after `from` and until `to`.
pub async fn write(stage: &Stage, from: DateTime<Utc>, to: DateTime<Utc>, today: NaiveDate) -> Result<()> {
    let cx = stage.seed();
    let class = read(&cx).await?;
    let mut entries: Vec<Entry> = class
        .enrolments
        .iter()
        .flat_map(|enrolment| class.periods.iter().filter_map(|period| class.entry(enrolment, period, today)))
        .filter(|entry| from < entry.at && entry.at <= to)
        .collect();
    entries.sort_by(|a, b| (a.at, &a.learner.source_id).cmp(&(b.at, &b.learner.source_id)));
    let ids: Vec<FrameworkId> = class.frameworks.values().copied().collect();
    let competencies = frameworks::competencies(&cx, &ids).await?;
    for entry in entries {
        stage.go_to(entry.at);
        let items = competencies.get(&entry.framework).map(Vec::as_slice).unwrap_or_default();
        one(stage, &entry, items).await?;
    }
    Ok(())
}

async fn one(stage: &Stage, entry: &Entry, competencies: &[framework_item::Model]) -> Result<()> {
    let teacher = stage.person(entry.teacher, Role::Teacher).await?;
    let save = Save {
        learner: entry.learner.id,
        period: entry.period.id,
        version: None,
        synthesis: Edit::To(words::synthesis(&entry.first_name, &key(entry), entry.fate == Fate::Draft)),
        levels: levels(entry, competencies),
        reference_date: Edit::Keep,
        settle: None,
    };
    let bilan = bilans::save_bilan(&teacher, save.clone(), None).await?;
    if entry.fate == Fate::Draft {
        return Ok(());
    }
    stage.go_to(entry.at + TimeDelta::minutes(6));
    let teacher = stage.person(entry.teacher, Role::Teacher).await?;
    let bilan = bilans::life::validate_bilan(&teacher, bilan.id, bilan.version, None).await?;
    if entry.fate == Fate::Done {
        return Ok(());
    }
    stage.go_to(entry.at + TimeDelta::minutes(9));
    let teacher = stage.person(entry.teacher, Role::Teacher).await?;
    let bilan = bilans::life::reopen_bilan(&teacher, bilan.id, bilan.version, words::REASON, None).await?;
    let synthesis = Edit::To(words::synthesis(&entry.first_name, &format!("{} corrigé", key(entry)), false));
    let save = Save { version: Some(bilan.version), synthesis, levels: Vec::new(), ..save };
    let bilan = bilans::save_bilan(&teacher, save, None).await?;
    bilans::life::validate_bilan(&teacher, bilan.id, bilan.version, None).await?;
    Ok(())
}

fn levels(entry: &Entry, competencies: &[framework_item::Model]) -> Vec<LevelEdit> {
    let gift = share(&["gift", &entry.learner.source_id]);
    let progress = f64::from(entry.period.number - 1) * 0.12;
    let concerned =
        competencies.iter().filter(|item| frameworks::concerns(item, Some(&entry.level), entry.option.as_deref()));
    concerned
        .filter_map(|item| {
            let drawn = |what: &str| share(&[what, &item.code, &key(entry)]);
            // A draft is half filled; a bilan leaves out what was not worked on.
            if drawn("assessed") < if entry.fate == Fate::Draft { 0.5 } else { 0.1 } {
                return None;
            }
            let absent = drawn("absent") < 0.02;
            let measure = 0.6 * gift + 0.4 * drawn("level") + progress;
            let rank = [0.3, 0.55, 0.85].iter().filter(|step| measure > **step).count();
            let rank = i32::try_from(rank).ok().map(|rank| rank + 1).filter(|_| !absent);
            let comment = (drawn("comment") < 0.06).then(|| words::comment(&key(entry)));
            Some(LevelEdit {
                item: item.id,
                rank: Edit::To(rank),
                absent: Edit::To(absent),
                comment: Edit::To(comment),
            })
        })
        .collect()
}

/// What chance depends on for one bilan.
fn key(entry: &Entry) -> String {
    format!("{} {}", entry.learner.source_id, entry.period.number)
}

async fn read(cx: &Cx) -> Result<Class> {
    let year = years::current(cx).await?;
    let all = cx.find::<enrolment::Entity>().filter(enrolment::Column::SchoolYearId.eq(year.id)).all().await?;
    let learners: HashMap<_, _> = by(cx.find::<learner::Entity>().all().await?, |learner| learner.id);
    let people: HashMap<_, _> = by(cx.find::<user::Entity>().all().await?, |user| user.id);
    let open = |row: &enrolment::Model| {
        let user = learners.get(&row.learner_id).and_then(|learner| people.get(&learner.user_id));
        user.is_some_and(|user| user.deactivated_at.is_none()) && row.division_id.is_some()
    };
    let enrolments: Vec<enrolment::Model> = all.into_iter().filter(open).collect();
    let periods =
        cx.find::<grading_period::Entity>().filter(grading_period::Column::SchoolYearId.eq(year.id)).all().await?;
    let ids: Vec<GradingPeriodId> = periods.iter().map(|period| period.id).collect();
    let charges = Charges::read(cx, &enrolments, &ids).await?;
    let divisions = cx.find::<division::Entity>().all().await?;
    let specialties = cx.find::<specialty::Entity>().all().await?;
    Ok(Class {
        learners,
        people,
        divisions: divisions.into_iter().map(|division| (division.id, division.code)).collect(),
        frameworks: specialties.into_iter().map(|specialty| (specialty.id, specialty.framework_id)).collect(),
        enrolments,
        periods,
        charges,
    })
}

fn by<K: std::hash::Hash + Eq, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, T> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

impl Class {
    /// What becomes of a learner's bilan for a period: nothing, or an entry.
    fn entry(&self, enrolment: &enrolment::Model, period: &grading_period::Model, today: NaiveDate) -> Option<Entry> {
        let concerned = enrolment.specialty_id == Some(period.specialty_id)
            && enrolment.level.as_deref() == Some(period.level.as_str())
            && due::is_owed(bilans::presence(enrolment), periods::span(period), today);
        if !concerned {
            return None;
        }
        let learner = self.learners.get(&enrolment.learner_id)?;
        let division = self.divisions.get(&enrolment.division_id?)?;
        let words = [learner.source_id.as_str(), &period.number.to_string()];
        let drawn = |what: &str| share(&[what, words[0], words[1]]);
        let fate = fate(period, division, today, drawn("fate"), drawn("corrected"))?;
        let in_charge = self.charges.of(enrolment, period.id);
        Some(Entry {
            at: moment(period, today, drawn("day"), drawn("hour"))?,
            fate,
            learner: learner.clone(),
            first_name: self.people.get(&learner.user_id)?.first_name.clone(),
            level: period.level.clone(),
            option: enrolment.option.clone(),
            period: period.clone(),
            framework: *self.frameworks.get(&period.specialty_id)?,
            teacher: *pick(&in_charge, &["teacher", division, &period.number.to_string()])?,
        })
    }
}

/// Divisions differ: one is always ahead, another always behind.
fn fate(period: &grading_period::Model, division: &str, today: NaiveDate, drawn: f64, corrected: f64) -> Option<Fate> {
    let left = (period.ends_on - today).num_days();
    let done = match left {
        ..-30 => 0.97,
        -30..0 => 0.72,
        0..22 => 0.55,
        _ => 0.18,
    };
    let zeal = 0.7 + 0.55 * share(&["zeal", division]);
    let done = if left < 0 && zeal > 1.15 { 1.0 } else { (done * zeal).min(0.97) };
    match drawn {
        _ if drawn < done && corrected < 0.06 => Some(Fate::Corrected),
        _ if drawn < done => Some(Fate::Done),
        _ if drawn < done + 0.14 => Some(Fate::Draft),
        _ => None,
    }
}

/// A working hour near the end of the period, and not in the days to come.
fn moment(period: &grading_period::Model, today: NaiveDate, day: f64, hour: f64) -> Option<DateTime<Utc>> {
    let last = (period.ends_on + Days::new(7)).min(today - Days::new(1));
    let first = (last - Days::new(24)).max(period.starts_on + Days::new(14));
    let span = (last - first).num_days();
    if span < 0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a few days, some minutes")]
    let (days, minutes) = ((day * (span + 1) as f64) as i64, (hour * 540.0) as i64);
    let mut day = first + TimeDelta::days(days);
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && day > first {
        day = day.pred_opt()?;
    }
    let time = NaiveTime::from_hms_opt(8, 15, 0)? + TimeDelta::minutes(minutes);
    Paris.from_local_datetime(&day.and_time(time)).earliest().map(|moment| moment.with_timezone(&Utc))
}

/// The teacher with the most learners to write for in a division.
pub async fn busiest_teacher(cx: &Cx, division: DivisionId) -> Result<Option<UserId>> {
    let class = read(cx).await?;
    let mut owed: HashMap<UserId, usize> = HashMap::new();
    for enrolment in class.enrolments.iter().filter(|row| row.division_id == Some(division)) {
        for period in class.periods.iter().filter(|period| Some(period.specialty_id) == enrolment.specialty_id) {
            for teacher in class.charges.of(enrolment, period.id) {
                *owed.entry(teacher).or_default() += 1;
            }
        }
    }
    Ok(owed.into_iter().max_by_key(|(user, count)| (*count, *user)).map(|(user, _)| user))
}
