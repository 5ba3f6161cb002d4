//! The names behind a count: who is without a bilan in a division for a period, and who is in charge (`R120`). Reading it is
//! noted in the reading log, one line for all the learners it names (decision 7).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::id::{DivisionId, GradingPeriodId, LearnerId, UserId};
use entity::{division, enrolment, grading_period, specialty};
use sea_orm::ColumnTrait as _;

use super::snapshot::Cell;
use crate::access::Act;
use crate::bilans::charge::Charges;
use crate::bilans::due::{self, State, Tally};
use crate::bilans::{of_learners, presence, written};
use crate::cx::Cx;
use crate::error::Result;
use crate::establishments::learners::{Record, records};
use crate::periods;

/// Who owes what in a division for a period.
pub struct Owed {
    /// Learners without a bilan, by name.
    pub learners: Vec<Learner>,
    /// Teachers in charge of the division's bilans for the period, those who owe most first.
    pub teachers: Vec<Teacher>,
    /// What the deadline alone does not say; empty when there is nothing to add.
    pub sentence: String,
}

/// A learner without a bilan.
pub struct Learner {
    /// The learner.
    pub record: Record,
    /// Where the bilan stands.
    pub state: State,
    /// Who is in charge of it.
    pub in_charge: Vec<UserId>,
}

/// A teacher in charge.
pub struct Teacher {
    /// The teacher.
    pub id: UserId,
    /// The bilans they are in charge of.
    pub tally: Tally,
    /// When they last saved one of these.
    pub last_saved_at: Option<DateTime<Utc>>,
}

/// Reads who is behind `cell`, in a number of statements that does not grow with the division.
pub async fn owed(cx: &Cx, cell: &Cell) -> Result<Owed> {
    cx.require(Act::ReadConsoleDetail)?;
    // Names are for a person: whose reading it is must be known.
    cx.user()?;
    let enrolments = members(cx, cell.division, &cell.period).await?;
    let ids: Vec<LearnerId> = enrolments.iter().map(|row| row.learner_id).collect();
    let charges = Charges::read(cx, &enrolments, &[cell.period.id]).await?;
    let specialty = cx.find::<specialty::Entity>().get(cell.period.specialty_id).await?;
    let bilans = of_learners(cx, cell.period.id, specialty.framework_id, &ids).await?;
    let mut records = records(cx, &ids).await?;
    records.sort_by(|a, b| (&a.user.search, a.learner.id).cmp(&(&b.user.search, b.learner.id)));
    let by_learner: HashMap<LearnerId, &enrolment::Model> =
        enrolments.iter().map(|row| (row.learner_id, row)).collect();

    let mut learners = Vec::new();
    let mut teachers: HashMap<UserId, Teacher> = HashMap::new();
    for record in records {
        let Some(enrolment) = by_learner.get(&record.learner.id) else { continue };
        let bilan = bilans.get(&enrolment.learner_id);
        let span = periods::span(&cell.period);
        let state = due::state(presence(enrolment), span, bilan.map(written), cx.today());
        let in_charge = charges.of(enrolment, cell.period.id);
        for id in &in_charge {
            let teacher =
                teachers.entry(*id).or_insert(Teacher { id: *id, tally: Tally::default(), last_saved_at: None });
            teacher.tally.add(state);
            let saved = bilan.filter(|bilan| bilan.updated_by == *id).map(|bilan| bilan.updated_at);
            teacher.last_saved_at = teacher.last_saved_at.max(saved);
        }
        if matches!(state, State::Due | State::Draft | State::Late) {
            learners.push(Learner { record, state, in_charge });
        }
    }
    let mut teachers: Vec<Teacher> = teachers.into_values().filter(|teacher| teacher.tally.expected > 0).collect();
    teachers.sort_by_key(|teacher| (std::cmp::Reverse(teacher.tally.remaining()), teacher.id));
    Ok(Owed { learners, teachers, sentence: sentence(cell) })
}

/// Learners of the division whom the period concerns.
async fn members(cx: &Cx, division: DivisionId, period: &grading_period::Model) -> Result<Vec<enrolment::Model>> {
    let division = cx.find::<division::Entity>().get(division).await?;
    cx.find::<enrolment::Entity>()
        .filter(enrolment::Column::DivisionId.eq(division.id))
        .filter(enrolment::Column::SchoolYearId.eq(period.school_year_id))
        .filter(enrolment::Column::SpecialtyId.eq(period.specialty_id))
        .filter(enrolment::Column::Level.eq(period.level.as_str()))
        .all()
        .await
}

/// What the deadline alone does not say: the pace, or what is begun. Empty when there is nothing to add.
fn sentence(cell: &Cell) -> String {
    match (&cell.forecast, cell.total().drafts) {
        (Some(forecast), _) => forecast.clone(),
        (None, 0) => String::new(),
        (None, 1) => "Un bilan est commencé.".to_owned(),
        (None, drafts) => format!("{drafts}\u{a0}bilans sont commencés."),
    }
}

/// The pair of a division and a period, as a cell is named outside.
pub fn cell_id(division: DivisionId, period: GradingPeriodId) -> String {
    format!("ppr_{}{}", division.0.simple(), period.0.simple())
}

/// The division and the period that a cell's name stands for; none when it is no such name.
pub fn cell_of(id: &str) -> Option<(DivisionId, GradingPeriodId)> {
    let (division, period) = id.strip_prefix("ppr_")?.split_at_checked(32)?;
    let read = |digits: &str| uuid::Uuid::try_parse(digits).ok().filter(|_| digits.len() == 32);
    Some((DivisionId(read(division)?), GradingPeriodId(read(period)?)))
}
