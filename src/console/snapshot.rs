//! The picture of a school: what is done and owed in each division for each period, added up from facts in memory.
//!
//! Nothing is read here, and [`counting`](super::counting) counts. No learner is named (decision 20): the picture goes to
//! everybody who may see the school whole.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::framework::DiplomaType;
use entity::grading_period::Rhythm;
use entity::id::{DivisionId, GradingPeriodId, MefId, SpecialtyId};
use entity::{division, grading_period, school_year};

use super::awaiting::{self, Awaiting};
use super::counting::rows;
use super::facts::Facts;
use super::steps::{self, Step};
use crate::bilans::due::Tally;
use crate::periods::{self, dates};

/// Everything the DDFTP follows, as of one position of the school's changes and one civil day.
pub struct Snapshot {
    /// That position.
    pub seq: i64,
    /// That day.
    pub today: NaiveDate,
    /// School year shown.
    pub year: school_year::Model,
    /// The five steps of the year, in order (`R116`).
    pub steps: Vec<Step>,
    /// Bilans of the periods begun this year.
    pub current: Tally,
    /// Rows with a late bilan, or one due soon.
    pub to_treat: u32,
    /// The period under way that ends first.
    pub ending: Option<grading_period::Model>,
    /// One block of the matrix for each diploma type and rhythm.
    pub groups: Vec<Group>,
    /// What waits for somebody, most urgent first.
    pub awaiting: Vec<Awaiting>,
    /// Learners of the year who have not left.
    pub learners: u32,
    /// Training courses without a framework that have learners, with how many.
    pub unattached: Vec<Unattached>,
}

/// One block of the matrix.
pub struct Group {
    /// Kind of diploma.
    pub kind: DiplomaType,
    /// « Bac pro ».
    pub label: String,
    /// Rhythm of its periods; none while no date is set.
    pub rhythm: Option<Rhythm>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows: class level, then division.
    pub rows: Vec<Row>,
}

/// A column of the matrix.
pub struct Column {
    /// Rank in the year.
    pub number: i32,
    /// « Semestre 1 ».
    pub label: String,
    /// « jusqu’au 4 déc. ».
    pub detail: String,
}

/// Learners of one division who follow one diploma at one level, hence the same periods.
pub struct Row {
    /// The division.
    pub division: division::Model,
    /// The diploma.
    pub specialty: SpecialtyId,
    /// Class level.
    pub level: String,
    /// Name of the diploma, where the division follows several.
    pub diploma: Option<String>,
    /// Learners here who are not apprentices.
    pub pupils: u32,
    /// Apprentices here.
    pub apprentices: u32,
    /// One cell per period of the year.
    pub cells: Vec<Cell>,
    /// Share of learners who have a first bilan over the cycle, a second…, as many as its floor (`R105`).
    pub cycle: Vec<f64>,
    /// Rank of that level in the cycle.
    pub level_order: i32,
}

/// Bilans of one row for one period.
#[derive(Clone)]
pub struct Cell {
    /// The division.
    pub division: DivisionId,
    /// The period.
    pub period: grading_period::Model,
    /// Pupils, and all who are not apprentices.
    pub pupils: Tally,
    /// Apprentices.
    pub apprentices: Tally,
    /// Where it stands.
    pub state: DueState,
    /// « reste 8 ».
    pub label: String,
    /// The sentence of pace, when the end is close and the pace too slow.
    pub forecast: Option<String>,
    /// Owed bilans of learners who leave within 21 days and before the end, and the first of these days.
    pub leaving: Option<(u32, NaiveDate)>,
}

/// Where a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum DueState {
    /// The period has not begun, or nothing is expected.
    NotDue,
    /// Some are left to do, and there is time.
    Due,
    /// Some are left to do, and the period ends within 21 days.
    Soon,
    /// The period is over and some are missing.
    Late,
    /// All are done.
    Complete,
}

/// A training course without a framework.
pub struct Unattached {
    /// Identifier.
    pub id: MefId,
    /// First eight characters of its code.
    pub code: String,
    /// Label found in the files.
    pub label: String,
    /// Learners of the year who follow it.
    pub learners: u32,
}

impl Cell {
    /// Everybody.
    pub fn total(&self) -> Tally {
        let mut total = self.pupils;
        total += self.apprentices;
        total
    }
}

impl Row {
    /// Whether it is to be treated: something is late, or due soon.
    pub fn to_treat(&self) -> bool {
        self.cells.iter().any(|cell| matches!(cell.state, DueState::Late | DueState::Soon))
    }
}

impl Snapshot {
    /// The picture on `today`.
    pub fn of(facts: &Facts, today: NaiveDate) -> Self {
        let groups = groups(facts, today);
        let rows = || groups.iter().flat_map(|group| &group.rows);
        let cells = || rows().flat_map(|row| &row.cells);
        let mut current = Tally::default();
        cells().filter(|cell| cell.period.starts_on <= today).for_each(|cell| current += cell.total());
        let under_way = cells().filter(|cell| periods::span(&cell.period).contains(today));
        let steps = steps::of(facts, today);
        let unattached = unattached(facts, today);
        Self {
            seq: facts.seq,
            today,
            year: facts.year.clone(),
            current,
            to_treat: count(rows().filter(|row| row.to_treat())),
            ending: under_way.min_by_key(|cell| cell.period.ends_on).map(|cell| cell.period.clone()),
            awaiting: awaiting::of(facts, &groups, &steps, &unattached),
            learners: count(facts.roll.learners.iter().filter(|learner| learner.is_here(today))),
            steps,
            unattached,
            groups,
        }
    }

    /// The cell of a division for a period.
    pub fn cell(&self, division: DivisionId, period: GradingPeriodId) -> Option<&Cell> {
        let cells = self.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.cells);
        cells.into_iter().find(|cell| cell.division == division && cell.period.id == period)
    }
}

/// How many, as the schema counts.
pub(super) fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

fn unattached(facts: &Facts, today: NaiveDate) -> Vec<Unattached> {
    let mut followers: HashMap<MefId, u32> = HashMap::new();
    for learner in facts.roll.learners.iter().filter(|learner| learner.is_here(today)) {
        if let Some(mef) = learner.mef_id.filter(|_| learner.specialty_id.is_none()) {
            *followers.entry(mef).or_default() += 1;
        }
    }
    let rows = facts.roll.unattached.iter().filter_map(|mef| {
        let learners = *followers.get(&mef.id)?;
        Some(Unattached { id: mef.id, code: mef.stem.clone(), label: mef.label.clone(), learners })
    });
    rows.collect()
}

fn groups(facts: &Facts, today: NaiveDate) -> Vec<Group> {
    let mut blocks: BTreeMap<(usize, Option<Rhythm>), Group> = BTreeMap::new();
    for (diploma, row) in rows(facts, today) {
        // Kinds of diploma come in the order of their first framework.
        let place = facts.roll.diplomas.iter().position(|other| other.kind == diploma.kind).unwrap_or_default();
        let rhythm = row.cells.first().map(|cell| cell.period.rhythm);
        let empty =
            || Group { kind: diploma.kind, label: String::new(), rhythm, columns: Vec::new(), rows: Vec::new() };
        blocks.entry((place, rhythm)).or_insert_with(empty).rows.push(row);
    }
    let mut groups: Vec<Group> = blocks.into_values().collect();
    let kinds: Vec<DiplomaType> = groups.iter().map(|group| group.kind).collect();
    for group in &mut groups {
        group.rows.sort_by(|a, b| {
            let key = |row: &Row| (row.level_order, row.division.code.clone(), row.specialty);
            key(a).cmp(&key(b))
        });
        group.columns = columns(&group.rows, today);
        let alone = kinds.iter().filter(|kind| **kind == group.kind).count() == 1;
        let name = kind_name(group.kind);
        group.label = match (alone, group.rhythm) {
            (true, _) => name.to_owned(),
            (false, Some(rhythm)) => format!("{name}, par {}", rhythm_name(rhythm)),
            (false, None) => format!("{name}, sans dates"),
        };
    }
    groups
}

fn columns(rows: &[Row], today: NaiveDate) -> Vec<Column> {
    let mut columns: BTreeMap<i32, Vec<&grading_period::Model>> = BTreeMap::new();
    for cell in rows.iter().flat_map(|row| &row.cells) {
        columns.entry(cell.period.number).or_default().push(&cell.period);
    }
    let column = |(number, all): (i32, Vec<&grading_period::Model>)| {
        let first = *all.first()?;
        let same = all.iter().all(|period| periods::span(period) == periods::span(first));
        let detail = match same {
            false => "dates selon la spécialité".to_owned(),
            true if first.starts_on > today => String::new(),
            true if first.ends_on < today => format!("fini le {}", dates::short(first.ends_on)),
            true => format!("jusqu’au {}", dates::short(first.ends_on)),
        };
        Some(Column { number, label: periods::label(first), detail })
    };
    columns.into_iter().filter_map(column).collect()
}

fn kind_name(kind: DiplomaType) -> &'static str {
    match kind {
        DiplomaType::Cap => "CAP",
        DiplomaType::BacPro => "Bac pro",
        DiplomaType::Bts => "BTS",
        DiplomaType::MentionComplementaire => "Mention complémentaire",
        DiplomaType::CertificatSpecialisation => "Certificat de spécialisation",
        DiplomaType::BrevetProfessionnel => "Brevet professionnel",
        DiplomaType::Other => "Autres formations",
    }
}

fn rhythm_name(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Trimester => "trimestre",
        Rhythm::Semester => "semestre",
    }
}
