//! The tracking table of a division: learners × competencies, and the bilan of each for one period.
//!
//! One call reads everything, in a number of statements that does not grow with the division. A division may hold
//! learners of several diplomas and levels (a MEF is a learner's, never a division's): the table shows one framework,
//! and, once a period is chosen, the learners whom this period concerns.

use std::collections::{BTreeMap, HashMap};

use entity::id::{BilanId, DivisionId, FrameworkId, FrameworkItemId, GradingPeriodId, LearnerId, SpecialtyId};
use entity::{
    bilan, division, enrolment, framework, framework_item, framework_link, grading_period, learner, specialty, user,
};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait as _, QueryOrder as _};

use super::charge::Charges;
use super::due::{State, Tally};
use super::proposal::{self, Proposals};
use super::{Level, due, levels, of_learners, presence, written};
use crate::access::Scope;
use crate::accounts::diplomas;
use crate::changes::{Moved, Topic};
use crate::cx::Cx;
use crate::error::Result;
use crate::{frameworks, periods};

/// Learners × competencies and bilans of one division, for one period and one framework.
pub struct Table {
    /// Position in the school's sequence of changes that this answer reflects.
    pub seq: i64,
    /// The division.
    pub division: division::Model,
    /// Period shown; none while no dates are set.
    pub period: Option<grading_period::Model>,
    /// Periods of the year that concern learners of the division in this framework, in order.
    pub periods: Vec<grading_period::Model>,
    /// Frameworks of its learners, the most followed first.
    pub frameworks: Vec<framework::Model>,
    /// Framework shown; none when the learners' training has none here.
    pub framework: Option<framework::Model>,
    /// Competencies assessed for these learners, in the framework's order.
    pub competencies: Vec<framework_item::Model>,
    /// Exam units that assess some of them, each with those it assesses (`R103`).
    pub units: Vec<(framework_item::Model, Vec<FrameworkItemId>)>,
    /// One for each learner, by name.
    pub rows: Vec<Row>,
    /// What is done and owed, added up.
    pub tally: Tally,
    /// Bilans the viewer is in charge of and that are still owed.
    pub mine: u32,
}

/// One learner in the table.
#[derive(Clone)]
pub struct Row {
    /// The learner.
    pub learner: learner::Model,
    /// Their account, for the name.
    pub user: user::Model,
    /// Their year.
    pub enrolment: enrolment::Model,
    /// Whether the viewer is in charge of this bilan (`R102`).
    pub mine: bool,
    /// The bilan of the period, once begun.
    pub bilan: Option<bilan::Model>,
    /// Where it stands (`R109`).
    pub state: State,
    /// Levels decided and proposed, those without either left out.
    pub levels: Vec<Level>,
}

/// The tracking table of a division; none when the viewer does not see the division.
///
/// Without a framework, that of the viewer's current diploma (R21), else the one most of its learners follow. Without a period, or with one that is no longer there, the one
/// under way, else the last begun, else the first.
pub async fn table(
    cx: &Cx,
    division: DivisionId,
    period: Option<GradingPeriodId>,
    framework: Option<FrameworkId>,
) -> Result<Option<Table>> {
    let seq = cx.seq().await?;
    // The table is for those who read the bilans of several learners: the administrator reads none (R6), a learner one's own.
    if !matches!(cx.actor().sees::<bilan::Entity>(), Some(Scope::School | Scope::Team | Scope::Window)) {
        return Ok(None);
    }
    let Some(division) = cx.find::<division::Entity>().by_key(division).one().await? else { return Ok(None) };
    let enrolments = cx
        .find::<enrolment::Entity>()
        .filter(enrolment::Column::DivisionId.eq(division.id))
        .filter(enrolment::Column::SchoolYearId.eq(division.school_year_id))
        .all()
        .await?;
    let specialties = cx.find::<specialty::Entity>().all().await?;
    let frameworks = followed(cx, &specialties, &enrolments).await?;
    let asked = match (framework, period) {
        (Some(framework), _) => Some(framework),
        (None, Some(period)) => of_period(cx, &specialties, period).await?,
        (None, None) if frameworks.len() > 1 => of_diploma(cx, &specialties, &frameworks).await?,
        (None, None) => None,
    };
    let framework = frameworks.iter().find(|known| Some(known.id) == asked).or(frameworks.first()).cloned();
    let Some(shown) = framework else {
        let rows = Reading { cx, framework: None, period: None }.rows(enrolments).await?;
        return Ok(Some(Table {
            seq,
            division,
            period: None,
            periods: Vec::new(),
            frameworks,
            framework: None,
            competencies: Vec::new(),
            units: Vec::new(),
            rows,
            tally: Tally::default(),
            mine: 0,
        }));
    };
    let specialty = specialties.iter().find(|known| known.framework_id == shown.id).map(|known| known.id);
    let followers: Vec<_> = enrolments.into_iter().filter(|row| row.specialty_id == specialty).collect();
    let periods = periods_of(cx, &division, specialty, &followers, &shown).await?;
    let period = chosen(cx, &periods, period);
    let concerned: Vec<_> = followers
        .into_iter()
        .filter(|row| period.as_ref().is_none_or(|period| row.level.as_deref() == Some(period.level.as_str())))
        .collect();
    let competencies = competencies(cx, shown.id, &concerned).await?;
    let units = units(cx, shown.id, &competencies).await?;
    let rows = Reading { cx, framework: Some(shown.id), period: period.as_ref() }.rows(concerned).await?;
    let tally: Tally = rows.iter().map(|row| row.state).collect();
    let owed = |row: &&Row| row.mine && matches!(row.state, State::Due | State::Draft | State::Late);
    let mine = u32::try_from(rows.iter().filter(owed).count()).unwrap_or(u32::MAX);
    Ok(Some(Table {
        seq,
        division,
        period,
        periods,
        frameworks,
        framework: Some(shown),
        competencies,
        units,
        rows,
        tally,
        mine,
    }))
}

/// The row of one learner for one period, as the table would show it; none when the viewer sees no such learner.
pub async fn row(cx: &Cx, learner: LearnerId, period: GradingPeriodId) -> Result<Option<Row>> {
    let Some(period) = cx.find::<grading_period::Entity>().by_key(period).one().await? else { return Ok(None) };
    let Some(specialty) = cx.find::<specialty::Entity>().by_key(period.specialty_id).one().await? else {
        return Ok(None);
    };
    let enrolments = cx
        .find::<enrolment::Entity>()
        .filter(enrolment::Column::LearnerId.eq(learner))
        .filter(enrolment::Column::SchoolYearId.eq(period.school_year_id))
        .all()
        .await?;
    let reading = Reading { cx, framework: Some(specialty.framework_id), period: Some(&period) };
    Ok(reading.rows(enrolments).await?.pop())
}

/// Whether the table of a division may have changed with what moved: bilans of other divisions leave it as it is.
pub async fn concerned(cx: &Cx, division: DivisionId, moved: &Moved) -> Result<bool> {
    let Some(bilans) = moved.only(Topic::Bilans) else { return Ok(true) };
    let bilans: Vec<BilanId> = bilans.into_iter().map(BilanId::from).collect();
    let learners = Query::select()
        .column(enrolment::Column::LearnerId)
        .from(enrolment::Entity)
        .and_where(enrolment::Column::DivisionId.eq(division))
        .to_owned();
    let here = cx
        .find_kept::<bilan::Entity>()
        .among(bilan::Column::Id, &bilans)
        .filter(bilan::Column::LearnerId.in_subquery(learners))
        .count()
        .await?;
    Ok(here > 0)
}

/// Frameworks of the learners, the most followed first.
async fn followed(
    cx: &Cx,
    specialties: &[specialty::Model],
    enrolments: &[enrolment::Model],
) -> Result<Vec<framework::Model>> {
    let mut followers: BTreeMap<FrameworkId, usize> = BTreeMap::new();
    for enrolment in enrolments {
        if let Some(specialty) = specialties.iter().find(|known| Some(known.id) == enrolment.specialty_id) {
            *followers.entry(specialty.framework_id).or_default() += 1;
        }
    }
    let ids: Vec<FrameworkId> = followers.keys().copied().collect();
    let mut frameworks = cx.find::<framework::Entity>().among(framework::Column::Id, &ids).all().await?;
    frameworks.sort_by_key(|framework| {
        (std::cmp::Reverse(followers.get(&framework.id).copied()), framework.position, framework.id)
    });
    Ok(frameworks)
}

/// The first of these frameworks that is of a diploma shown to the viewer.
async fn of_diploma(
    cx: &Cx,
    specialties: &[specialty::Model],
    frameworks: &[framework::Model],
) -> Result<Option<FrameworkId>> {
    let Some(shown) = diplomas::shown(cx).await? else { return Ok(None) };
    let of_shown = |framework: &&framework::Model| {
        specialties.iter().any(|known| known.framework_id == framework.id && shown.contains(&known.id))
    };
    Ok(frameworks.iter().find(of_shown).map(|framework| framework.id))
}

async fn of_period(cx: &Cx, specialties: &[specialty::Model], period: GradingPeriodId) -> Result<Option<FrameworkId>> {
    let period = cx.find::<grading_period::Entity>().by_key(period).one().await?;
    let specialty = period.and_then(|period| specialties.iter().find(|known| known.id == period.specialty_id));
    Ok(specialty.map(|specialty| specialty.framework_id))
}

async fn periods_of(
    cx: &Cx,
    division: &division::Model,
    specialty: Option<SpecialtyId>,
    followers: &[enrolment::Model],
    framework: &framework::Model,
) -> Result<Vec<grading_period::Model>> {
    let mut periods = cx
        .find::<grading_period::Entity>()
        .filter(grading_period::Column::SchoolYearId.eq(division.school_year_id))
        .filter(grading_period::Column::SpecialtyId.eq(specialty))
        .with(|q| q.order_by_asc(grading_period::Column::Number).order_by_asc(grading_period::Column::Id))
        .all()
        .await?;
    let followed = |level: &str| followers.iter().filter(|row| row.level.as_deref() == Some(level)).count();
    periods.retain(|period| followed(&period.level) > 0);
    let levels = frameworks::levels(framework);
    periods.sort_by_key(|period| {
        let order = levels.iter().find(|level| level.code == period.level).map(|level| level.order);
        (std::cmp::Reverse(followed(&period.level)), order, period.number)
    });
    Ok(periods)
}

/// The period asked for, else the one under way, else the last begun, else the first.
fn chosen(cx: &Cx, periods: &[grading_period::Model], asked: Option<GradingPeriodId>) -> Option<grading_period::Model> {
    let today = cx.today();
    let under_way = || periods.iter().find(|period| periods::span(period).contains(today));
    let last_begun = || periods.iter().filter(|period| period.starts_on <= today).max_by_key(|period| period.starts_on);
    periods
        .iter()
        .find(|period| Some(period.id) == asked)
        .or_else(under_way)
        .or_else(last_begun)
        .or(periods.first())
        .cloned()
}

/// Competencies that concern at least one of these learners, by level and option.
async fn competencies(
    cx: &Cx,
    framework: FrameworkId,
    learners: &[enrolment::Model],
) -> Result<Vec<framework_item::Model>> {
    let mut items = frameworks::competencies(cx, &[framework]).await?.remove(&framework).unwrap_or_default();
    items.retain(|item| {
        learners.iter().any(|row| frameworks::concerns(item, row.level.as_deref(), row.option.as_deref()))
    });
    Ok(items)
}

/// Exam units that assess some of these competencies.
async fn units(
    cx: &Cx,
    framework: FrameworkId,
    competencies: &[framework_item::Model],
) -> Result<Vec<(framework_item::Model, Vec<FrameworkItemId>)>> {
    let units = frameworks::units(cx, &[framework]).await?.remove(&framework).unwrap_or_default();
    let links = cx
        .find::<framework_link::Entity>()
        .filter(framework_link::Column::FrameworkId.eq(framework))
        .filter(framework_link::Column::Kind.eq("assessedIn"))
        .all()
        .await?;
    let assessed = |unit: &framework_item::Model| -> Vec<FrameworkItemId> {
        let by = |item: &&framework_item::Model| {
            links.iter().any(|link| link.origin_id == item.id && link.destination_id == unit.id)
        };
        competencies.iter().filter(by).map(|item| item.id).collect()
    };
    let units = units.into_iter().map(|unit| (assessed(&unit), unit));
    Ok(units.filter(|(items, _)| !items.is_empty()).map(|(items, unit)| (unit, items)).collect())
}

/// What rows are read for.
struct Reading<'a> {
    cx: &'a Cx,
    framework: Option<FrameworkId>,
    period: Option<&'a grading_period::Model>,
}

impl Reading<'_> {
    /// One row for each enrolment, by name, in a constant number of statements. Who is not there during the period and
    /// has no bilan for it has no row.
    async fn rows(&self, enrolments: Vec<enrolment::Model>) -> Result<Vec<Row>> {
        let cx = self.cx;
        let ids: Vec<LearnerId> = enrolments.iter().map(|row| row.learner_id).collect();
        let learners = cx.find::<learner::Entity>().among(learner::Column::Id, &ids).all().await?;
        let accounts: Vec<_> = learners.iter().map(|learner| learner.user_id).collect();
        let accounts = cx.find::<user::Entity>().among(user::Column::Id, &accounts).all().await?;
        let mut learners: HashMap<_, _> = learners.into_iter().map(|learner| (learner.id, learner)).collect();
        let mut accounts: HashMap<_, _> = accounts.into_iter().map(|account| (account.id, account)).collect();
        let mut written = self.written(&ids).await?;
        let begun: Vec<BilanId> = written.values().map(|bilan| bilan.id).collect();
        let mut levels = levels(cx, &begun).await?;
        let mut proposals = self.proposals(&ids).await?;
        let charges = self.charges(&enrolments).await?;

        let mut rows = Vec::with_capacity(enrolments.len());
        for enrolment in enrolments {
            let Some(learner) = learners.remove(&enrolment.learner_id) else { continue };
            let Some(user) = accounts.remove(&learner.user_id) else { continue };
            let bilan = written.remove(&learner.id);
            let there = self.period.is_none_or(|period| presence(&enrolment).touches(periods::span(period)));
            if !there && bilan.is_none() {
                continue;
            }
            let decided = bilan.as_ref().and_then(|bilan| levels.remove(&bilan.id)).unwrap_or_default();
            let proposed = proposals.remove(&learner.id).unwrap_or_default();
            let mine = match (self.period, &charges) {
                (Some(period), Some(charges)) => {
                    cx.actor().user().is_some_and(|me| charges.of(&enrolment, period.id).contains(&me))
                }
                _ => false,
            };
            rows.push(Row {
                mine,
                state: self.state(&enrolment, bilan.as_ref()),
                levels: beside(decided, proposed, bilan.as_ref()),
                bilan,
                learner,
                user,
                enrolment,
            });
        }
        rows.sort_by_cached_key(|row| (alphabetical(&row.user), row.learner.id));
        Ok(rows)
    }

    /// Bilans of the period, by learner.
    async fn written(&self, learners: &[LearnerId]) -> Result<HashMap<LearnerId, bilan::Model>> {
        let (Some(period), Some(framework)) = (self.period, self.framework) else { return Ok(HashMap::new()) };
        of_learners(self.cx, period.id, framework, learners).await
    }

    async fn proposals(&self, learners: &[LearnerId]) -> Result<Proposals> {
        match (self.period, self.framework) {
            (Some(period), Some(framework)) => proposal::for_learners(self.cx, learners, framework, period).await,
            _ => Ok(Proposals::new()),
        }
    }

    /// Only asked for a person: nobody is in charge on a screen that is shared.
    async fn charges(&self, enrolments: &[enrolment::Model]) -> Result<Option<Charges>> {
        match (self.period, self.cx.actor().user()) {
            (Some(period), Some(_)) => Ok(Some(Charges::read(self.cx, enrolments, &[period.id]).await?)),
            _ => Ok(None),
        }
    }

    fn state(&self, enrolment: &enrolment::Model, bilan: Option<&bilan::Model>) -> State {
        self.period.map_or(State::NotDue, |period| {
            due::state(presence(enrolment), periods::span(period), bilan.map(written), self.cx.today())
        })
    }
}

/// Where a name stands in a list: by last name then first name, capitals and accents left out.
fn alphabetical(user: &user::Model) -> (String, String) {
    let plain = |name: &str| deunicode::deunicode(name).to_lowercase();
    (plain(user.usage_name.as_deref().unwrap_or(&user.last_name)), plain(&user.first_name))
}

/// Adds the proposals of competencies nothing was decided for, unless the bilan is frozen.
fn beside(
    mut decided: Vec<Level>,
    proposed: HashMap<FrameworkItemId, i32>,
    bilan: Option<&bilan::Model>,
) -> Vec<Level> {
    if bilan.is_some_and(|bilan| bilan.validated_at.is_some()) {
        return decided;
    }
    for (item, rank) in proposed {
        if let Some(level) = decided.iter_mut().find(|level| level.item == item) {
            level.proposed = level.proposed.or(Some(rank));
        } else {
            decided.push(Level { item, rank: None, absent: false, proposed: Some(rank), comment: None });
        }
    }
    decided.sort_by_key(|level| level.item);
    decided
}
