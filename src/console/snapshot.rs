//! The picture of a school: what is done and owed in each division for each period, added up from facts in memory.
//!
//! Nothing is read here. Every state comes from [`due::state`], the only place that knows what is owed, so the console says what
//! the tracking tables say. No learner is named (decision 20): the picture goes to everybody who may see the school whole.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::framework::DiplomaType;
use entity::grading_period::Rhythm;
use entity::id::{DivisionId, GradingPeriodId, MefId, SpecialtyId};
use entity::{division, grading_period, school_year};

use super::awaiting::{self, Awaiting};
use super::facts::{Diploma, Enrolled, Facts, Stage};
use super::pace;
use super::steps::{self, Step};
use crate::bilans::due::{self, State, Tally};
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
    level_order: i32,
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

fn rows(facts: &Facts, today: NaiveDate) -> impl Iterator<Item = (&Diploma, Row)> {
    let mut members: BTreeMap<(DivisionId, SpecialtyId, &str), Vec<&Enrolled>> = BTreeMap::new();
    for learner in &facts.roll.learners {
        if let (Some(division), Some(specialty), Some(level)) =
            (learner.division_id, learner.specialty_id, &learner.level)
        {
            members.entry((division, specialty, level)).or_default().push(learner);
        }
    }
    let mut diplomas_of: HashMap<DivisionId, u32> = HashMap::new();
    for (division, ..) in members.keys() {
        *diplomas_of.entry(*division).or_default() += 1;
    }
    let cycles = Cycles::new(facts);
    members.into_iter().filter_map(move |((division, specialty, level), learners)| {
        let (diploma, known) = facts.roll.line(specialty, level)?;
        let counting = Counting { facts, cycles: &cycles, diploma, level: known, today };
        let mut row = counting.row(facts.roll.divisions.get(&division)?, &learners);
        if diplomas_of.get(&division).is_some_and(|several| *several > 1) {
            row.diploma = Some(format!("{}, {}", diploma.short_title, known.level.label.to_lowercase()));
        }
        // A row whose learners all left before anything was expected of them says nothing.
        let says_something = row.pupils + row.apprentices > 0 || row.cells.iter().any(|cell| cell.total().expected > 0);
        says_something.then_some((diploma, row))
    })
}

/// Counts one row.
struct Counting<'a> {
    facts: &'a Facts,
    cycles: &'a Cycles,
    diploma: &'a Diploma,
    level: &'a Stage,
    today: NaiveDate,
}

impl Counting<'_> {
    fn row(&self, division: &division::Model, learners: &[&Enrolled]) -> Row {
        let of_line = |period: &&grading_period::Model| {
            period.school_year_id == self.facts.year.id
                && period.specialty_id == self.diploma.specialty
                && period.level == self.level.level.code
        };
        let periods = self.facts.dates.periods.iter().filter(of_line);
        let here = || learners.iter().filter(|learner| learner.is_here(self.today));
        Row {
            cells: periods.map(|period| self.cell(division.id, period, learners)).collect(),
            cycle: self.cycle(here()),
            pupils: count(here().filter(|learner| !learner.is_apprentice())),
            apprentices: count(here().filter(|learner| learner.is_apprentice())),
            division: division.clone(),
            specialty: self.diploma.specialty,
            level: self.level.level.code.clone(),
            diploma: None,
            level_order: self.level.level.order,
        }
    }

    fn cell(&self, division: DivisionId, period: &grading_period::Model, learners: &[&Enrolled]) -> Cell {
        let span = periods::span(period);
        let (mut pupils, mut apprentices, mut recent) = (Tally::default(), Tally::default(), 0);
        let mut leaving: Option<(u32, NaiveDate)> = None;
        let lately = self.today - chrono::TimeDelta::days(i64::from(pace::LOOK_BACK_DAYS));
        let close = self.today + chrono::TimeDelta::days(pace::SOON_DAYS);
        for learner in learners {
            let bilans = self.facts.written.of(learner.learner_id, period.id);
            let bilans = bilans.filter(|bilan| bilan.framework == self.diploma.framework);
            let state = due::state(learner.presence(), span, bilans.clone().map(|bilan| bilan.written), self.today);
            let tally = if learner.is_apprentice() { &mut apprentices } else { &mut pupils };
            tally.add(state);
            recent += u32::from(bilans.clone().any(|bilan| bilan.validated_on.is_some_and(|on| on > lately)));
            if let Some(last) =
                learner.left_on.filter(|last| self.today <= *last && *last <= close && *last < span.ends_on)
                && matches!(state, State::Due | State::Draft)
            {
                let (number, first) = leaving.unwrap_or((0, last));
                leaving = Some((number + 1, first.min(last)));
            }
        }
        let mut total = pupils;
        total += apprentices;
        let state = due_state(span, total, self.today);
        let days_left = u32::try_from((span.ends_on - self.today).num_days()).unwrap_or_default();
        Cell {
            division,
            label: state_label(state, span, total, self.today),
            forecast: (state == DueState::Soon).then(|| pace::sentence(total.remaining(), recent, days_left)).flatten(),
            period: period.clone(),
            pupils,
            apprentices,
            state,
            leaving,
        }
    }

    fn cycle<'l>(&self, here: impl Iterator<Item = &'l &'l Enrolled>) -> Vec<f64> {
        let floor = due::cycle_floor(self.diploma.cycle_years);
        let had: Vec<u32> = here.map(|learner| self.cycles.had(self.facts, learner, self.diploma)).collect();
        let share = |number| {
            let with = had.iter().filter(|had| **had >= number).count();
            f64::from(u32::try_from(with).unwrap_or_default()) / f64::from(u32::try_from(had.len()).unwrap_or(1).max(1))
        };
        (1..=floor).map(share).collect()
    }
}

/// Periods of all years, to count bilans over a cycle.
struct Cycles(HashMap<GradingPeriodId, (dates::Span, DiplomaType)>);

impl Cycles {
    fn new(facts: &Facts) -> Self {
        let kind =
            |specialty| facts.roll.diplomas.iter().find(|diploma| diploma.specialty == specialty).map(|it| it.kind);
        let known =
            |period: &grading_period::Model| Some((period.id, (periods::span(period), kind(period.specialty_id)?)));
        Self(facts.dates.periods.iter().filter_map(known).collect())
    }

    /// Periods of this kind of diploma for which the learner has a bilan that counts; several count once (`R108`).
    fn had(&self, facts: &Facts, learner: &Enrolled, diploma: &Diploma) -> u32 {
        let (mut had, mut last) = (0, None);
        for (period, bilan) in facts.written.all_of(learner.learner_id) {
            let Some((span, kind)) = self.0.get(&period) else { continue };
            let counts = bilan.written.validated && due::counts_for(*span, bilan.written.reference_date);
            if counts && *kind == diploma.kind && last != Some(period) {
                had += 1;
                last = Some(period);
            }
        }
        had
    }
}

fn due_state(span: dates::Span, total: Tally, today: NaiveDate) -> DueState {
    if span.starts_on > today || total.expected == 0 {
        DueState::NotDue
    } else if total.remaining() == 0 {
        DueState::Complete
    } else if total.late > 0 {
        DueState::Late
    } else if (span.ends_on - today).num_days() <= pace::SOON_DAYS {
        DueState::Soon
    } else {
        DueState::Due
    }
}

fn state_label(state: DueState, span: dates::Span, total: Tally, today: NaiveDate) -> String {
    match state {
        DueState::Complete => "bouclé".to_owned(),
        DueState::Late => format!("{}\u{a0}en retard", total.late),
        DueState::Due | DueState::Soon => format!("reste\u{a0}{}", total.remaining()),
        DueState::NotDue if span.starts_on <= today => "rien d’attendu".to_owned(),
        DueState::NotDue => format!("à partir du {}", dates::short(span.starts_on)),
    }
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
