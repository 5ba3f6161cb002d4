//! The console as the schema shows it. Nothing below the root reads: the whole picture was worked out before.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, SimpleObject, Subscription};
use chrono::{DateTime, NaiveDate, Utc};
use entity::framework::DiplomaType;
use entity::id::MefId;
use futures::future::try_join_all;
use futures::{Stream, TryStreamExt as _};

use super::awaiting::{self, Kind, Severity};
use super::journal::{self, Line};
use super::owed::{self, Owed};
use super::snapshot::{self, Cell, DueState, Snapshot};
use super::steps::{Step, StepKind, StepState};
use crate::access::Act;
use crate::accounts::graphql::User;
use crate::bilans::due::Tally;
use crate::bilans::graphql::BilanState;
use crate::changes::Topic;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::establishments::graphql::{Division, SchoolYear};
use crate::establishments::learners::graphql::Learner;
use crate::graphql::{CxExt as _, live, load};
use crate::periods;
use crate::periods::graphql::GradingPeriod;

/// What moves the picture.
const TOPICS: &[Topic] = &[Topic::School, Topic::Calendar, Topic::Bilans, Topic::Imports, Topic::Accounts];

/// Everything the DDFTP follows, as of one moment. It names no learner.
#[derive(Clone, Description)]
pub struct DdftpConsole {
    picture: Arc<Snapshot>,
    /// Whether the viewer may see the counts, or the steps of the administrator alone.
    whole: bool,
}

#[Object(use_type_description)]
impl DdftpConsole {
    /// Position in the establishment's sequence of changes that this answer reflects.
    async fn seq(&self) -> i64 {
        self.picture.seq
    }

    /// School year shown.
    async fn school_year(&self) -> SchoolYear {
        SchoolYear(self.picture.year.clone())
    }

    /// Civil day in the establishment's time zone.
    async fn today(&self) -> NaiveDate {
        self.picture.today
    }

    /// Steps of the year, in order; the administrator has the first two.
    async fn steps(&self) -> Vec<ConsoleStep<'_>> {
        let shown = |step: &&Step| self.whole || matches!(step.kind, StepKind::Subscription | StepKind::Imports);
        self.picture.steps.iter().filter(shown).map(ConsoleStep::from).collect()
    }

    /// Bilans of the periods begun this school year.
    async fn current(&self) -> Progress {
        if self.whole { self.picture.current.into() } else { Progress::default() }
    }

    /// Bilans that are late.
    async fn late_count(&self) -> u32 {
        if self.whole { self.picture.current.late } else { 0 }
    }

    /// Rows of the matrix with something late, or due within 21 days.
    async fn to_treat_count(&self) -> u32 {
        if self.whole { self.picture.to_treat } else { 0 }
    }

    /// Last day of the period under way that ends first. Null between two periods.
    async fn current_ends_on(&self) -> Option<NaiveDate> {
        self.ending().map(|period| period.ends_on)
    }

    /// Name of that period inside a sentence, such as « semestre 1 ».
    async fn current_label(&self) -> Option<String> {
        self.ending().map(|period| periods::label(period).to_lowercase())
    }

    /// Blocks of the matrix: one per diploma type and rhythm.
    async fn groups(&self) -> Vec<DivisionGroup<'_>> {
        let groups: &[snapshot::Group] = if self.whole { &self.picture.groups } else { &[] };
        groups.iter().map(DivisionGroup).collect()
    }

    /// What waits for somebody now, most urgent first.
    async fn awaiting(&self) -> Vec<Awaiting<'_>> {
        let awaiting: &[awaiting::Awaiting] = if self.whole { &self.picture.awaiting } else { &[] };
        awaiting.iter().map(Awaiting).collect()
    }

    /// Learners of the year who have not left.
    async fn learner_count(&self) -> u32 {
        self.picture.learners
    }

    /// Training courses that have learners and no framework; nothing is expected of these learners.
    async fn unattached_mefs(&self) -> Vec<UnattachedMef<'_>> {
        self.picture.unattached.iter().map(UnattachedMef).collect()
    }
}

impl DdftpConsole {
    fn ending(&self) -> Option<&entity::grading_period::Model> {
        self.picture.ending.as_ref().filter(|_| self.whole)
    }
}

/// One of the five steps of the year.
#[derive(SimpleObject)]
struct ConsoleStep<'a> {
    /// Which one.
    kind: StepKind,
    /// Where it stands; derived from the data, never ticked.
    state: StepState,
    /// Specialties, or files, left to set.
    remaining: u32,
    /// Name to show.
    title: &'a str,
    /// One line that says what is set or missing.
    summary: &'a str,
    /// Address of the page where it is done; empty while there is none.
    path: &'a str,
}

impl<'a> From<&'a Step> for ConsoleStep<'a> {
    fn from(step: &'a Step) -> Self {
        let Step { kind, state, remaining, summary, path, .. } = step;
        let (kind, state, remaining) = (*kind, *state, *remaining);
        Self { kind, state, remaining, title: kind.title(), summary, path: path.unwrap_or_default() }
    }
}

/// Bilans of a group of learners. What is neither done, begun nor late is due.
#[derive(Clone, Copy, Default, SimpleObject)]
pub struct Progress {
    /// Learners who have a bilan that counts.
    done: u32,
    /// Learners whose bilan is begun and not late.
    drafts: u32,
    /// Learners whose bilan is late, begun or not.
    late: u32,
    /// Learners of whom one is expected, or who have one.
    expected: u32,
}

impl From<Tally> for Progress {
    fn from(tally: Tally) -> Self {
        let Tally { done, drafts, late, expected } = tally;
        Self { done, drafts, late, expected }
    }
}

/// Divisions whose learners prepare one type of diploma with one rhythm: one block of the matrix.
#[derive(Description)]
struct DivisionGroup<'a>(&'a snapshot::Group);

#[Object(use_type_description)]
impl DivisionGroup<'_> {
    /// Type of diploma.
    async fn diploma_type(&self) -> DiplomaType {
        self.0.kind
    }

    /// Name to show.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// Columns, one per period of the year.
    async fn columns(&self) -> Vec<PeriodColumn<'_>> {
        self.0.columns.iter().map(PeriodColumn::from).collect()
    }

    /// Rows, by class level and code.
    async fn divisions(&self) -> Vec<DivisionProgress<'_>> {
        self.0.rows.iter().map(DivisionProgress).collect()
    }
}

/// Column of the matrix.
#[derive(SimpleObject)]
struct PeriodColumn<'a> {
    /// Rank of the period in the year, from 1.
    number: i32,
    /// Name to show.
    label: &'a str,
    /// When it ends, in a few words; empty when it has not begun.
    detail: &'a str,
}

impl<'a> From<&'a snapshot::Column> for PeriodColumn<'a> {
    fn from(column: &'a snapshot::Column) -> Self {
        Self { number: column.number, label: &column.label, detail: &column.detail }
    }
}

/// Learners of a division who prepare one diploma at one level: a row of the matrix.
#[derive(Description)]
struct DivisionProgress<'a>(&'a snapshot::Row);

#[Object(use_type_description)]
impl DivisionProgress<'_> {
    /// Identifier of the division, the diploma and the level.
    async fn id(&self) -> ID {
        let row = self.0;
        ID(format!("dpr_{}{}{}", row.division.id.0.simple(), row.specialty.0.simple(), row.level))
    }

    /// The division.
    async fn division(&self) -> Division {
        Division(self.0.division.clone())
    }

    /// Diploma and level, to tell rows of one division apart. Null when the division has one row.
    async fn diploma(&self) -> Option<&str> {
        self.0.diploma.as_deref()
    }

    /// Learners here who are not apprentices.
    async fn pupils(&self) -> u32 {
        self.0.pupils
    }

    /// Apprentices here.
    async fn apprentices(&self) -> u32 {
        self.0.apprentices
    }

    /// Cells, one per period of the year.
    async fn periods(&self) -> Vec<PeriodProgress<'_>> {
        self.0.cells.iter().map(|cell| PeriodProgress(Cow::Borrowed(cell))).collect()
    }

    /// One entry per bilan owed over the cycle.
    async fn cycle(&self) -> Vec<CycleShare> {
        (1..).zip(&self.0.cycle).map(|(number, share)| CycleShare { number, share: *share }).collect()
    }
}

/// How many learners have the first bilan of their cycle, the second, and so on.
#[derive(SimpleObject)]
struct CycleShare {
    /// Rank of the bilan over the cycle, from 1.
    number: i32,
    /// Share of the row's learners who have that many, from 0 to 1.
    share: f64,
}

/// Bilans of one row for one period: a cell of the matrix.
#[derive(Description)]
struct PeriodProgress<'a>(Cow<'a, Cell>);

#[Object(use_type_description)]
impl PeriodProgress<'_> {
    /// Identifier of the pair of division and period.
    async fn id(&self) -> ID {
        ID(owed::cell_id(self.0.division, self.0.period.id))
    }

    /// The period.
    async fn period(&self) -> GradingPeriod {
        GradingPeriod(self.0.period.clone())
    }

    /// Learners who are not apprentices.
    async fn pupils(&self) -> Progress {
        self.0.pupils.into()
    }

    /// Apprentices.
    async fn apprentices(&self) -> Progress {
        self.0.apprentices.into()
    }

    /// Both together.
    async fn total(&self) -> Progress {
        self.0.total().into()
    }

    /// Where it stands.
    async fn state(&self) -> DueState {
        self.0.state
    }

    /// The state in words.
    async fn state_label(&self) -> &str {
        &self.0.label
    }

    /// Sentence of pace. Null unless the end is near and the pace of the last 14 days too slow.
    async fn forecast(&self) -> Option<&str> {
        self.0.forecast.as_deref()
    }

    /// Who owes what, by name: asked for by the drill-down, never by a screen that is pushed. Its reading is logged.
    async fn owed(&self, ctx: &Context<'_>) -> Result<OwedBilans> {
        owed::owed(ctx.cx(), &self.0).await.map(OwedBilans)
    }
}

/// Names behind a cell.
#[derive(Description)]
struct OwedBilans(Owed);

#[Object(use_type_description)]
impl OwedBilans {
    /// Learners without a bilan, by name.
    async fn learners(&self) -> Vec<OwedBilan<'_>> {
        self.0.learners.iter().map(OwedBilan).collect()
    }

    /// Teachers in charge, those who owe most first.
    async fn teachers(&self) -> Vec<TeacherProgress<'_>> {
        self.0.teachers.iter().map(TeacherProgress).collect()
    }

    /// The pace, or what is begun; empty when the deadline says all.
    async fn sentence(&self) -> &str {
        &self.0.sentence
    }
}

/// Bilan that a learner is without.
#[derive(Description)]
struct OwedBilan<'a>(&'a owed::Learner);

#[Object(use_type_description)]
impl OwedBilan<'_> {
    /// The learner.
    async fn learner(&self) -> Learner {
        Learner(self.0.record.clone())
    }

    /// Where the bilan stands.
    async fn state(&self) -> BilanState {
        self.0.state.into()
    }

    /// Teachers in charge of it.
    async fn in_charge(&self, ctx: &Context<'_>) -> Result<Vec<User>> {
        try_join_all(self.0.in_charge.iter().map(|id| load(ctx, *id))).await
    }
}

/// Bilans of a cell that a teacher is in charge of.
#[derive(Description)]
struct TeacherProgress<'a>(&'a owed::Teacher);

#[Object(use_type_description)]
impl TeacherProgress<'_> {
    /// The teacher.
    async fn teacher(&self, ctx: &Context<'_>) -> Result<User> {
        load(ctx, self.0.id).await
    }

    /// What is done and owed of these bilans.
    async fn progress(&self) -> Progress {
        self.0.tally.into()
    }

    /// Moment they last saved one of them. Null when they have not.
    async fn last_saved_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_saved_at
    }
}

/// Something that waits for somebody. It names no learner.
#[derive(Description)]
struct Awaiting<'a>(&'a awaiting::Awaiting);

#[Object(use_type_description)]
impl Awaiting<'_> {
    /// Stays the same while the thing waits.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// What it is about.
    async fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What waits.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Why, or which.
    async fn detail(&self) -> &str {
        &self.0.detail
    }

    /// How urgent it is.
    async fn severity(&self) -> Severity {
        self.0.severity
    }

    /// Address of the page where it is settled.
    async fn path(&self) -> &str {
        &self.0.path
    }

    /// Words of the button that leads there.
    async fn action_label(&self) -> &str {
        self.0.action
    }

    /// Acts that settle it and that the viewer's role may do.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Vec<Act> {
        self.0.acts.iter().copied().filter(|act| ctx.cx().can(*act)).collect()
    }
}

/// Training course without a framework.
#[derive(Description)]
struct UnattachedMef<'a>(&'a snapshot::Unattached);

#[Object(use_type_description)]
impl UnattachedMef<'_> {
    /// Identifier.
    async fn id(&self) -> MefId {
        self.0.id
    }

    /// First eight characters of its national code.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name found in the files.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// Learners of the year who follow it.
    async fn learner_count(&self) -> u32 {
        self.0.learners
    }
}

/// What somebody did in the school. It names no learner.
#[derive(Clone, Description)]
pub struct JournalEntry(Line);

#[Object(use_type_description)]
impl JournalEntry {
    /// Position in the establishment's sequence of changes; lines of one write share it.
    async fn seq(&self) -> i64 {
        self.0.entry.seq
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.entry.at
    }

    /// Who, such as « S. Garnier ».
    async fn actor(&self) -> &str {
        &self.0.entry.actor
    }

    /// What, after the name, such as « a validé un bilan ».
    async fn text(&self) -> &str {
        &self.0.entry.text
    }

    /// Division it is about. Null when it is about none, or about several.
    async fn division(&self) -> Option<Division> {
        self.0.division.clone().map(Division)
    }
}

/// Questions of the console.
#[derive(Default)]
pub struct ConsoleQuery;

#[Object]
impl ConsoleQuery {
    /// Everything the DDFTP follows. Null for roles that have no console.
    async fn console(&self, ctx: &Context<'_>) -> Result<Option<DdftpConsole>> {
        console(ctx.cx()).await
    }

    /// One cell of the matrix, for its detail. Null when it is not there, or out of the viewer's reach.
    async fn period_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the cell.")] id: ID,
    ) -> Result<Option<PeriodProgress<'static>>> {
        let Some((division, period)) = owed::cell_of(&id) else { return Ok(None) };
        let picture = super::console(ctx.cx()).await?.filter(|(_, whole)| *whole);
        let cell = picture.and_then(|(picture, _)| picture.cell(division, period).cloned());
        Ok(cell.map(|cell| PeriodProgress(Cow::Owned(cell))))
    }

    /// What people did in the school, newest first.
    async fn journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 50 at most and by default.")] first: Option<i32>,
    ) -> Result<Vec<JournalEntry>> {
        Ok(journal::newest(ctx.cx(), first).await?.into_iter().map(JournalEntry).collect())
    }
}

/// What of the console can be followed.
#[derive(Default)]
pub struct ConsoleSubscription;

#[Subscription]
#[expect(clippy::unused_async, reason = "the library takes async functions alone")]
impl ConsoleSubscription {
    /// The whole console at once, then after each change of the school (state).
    async fn console_changed(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = async_graphql::Result<DdftpConsole>> + use<>> {
        ctx.cx().require(Act::ReadConsole)?;
        let states = live::state(ctx.cx(), TOPICS, async |cx: &Cx| console(cx).await?.ok_or(Error::NotFound))?;
        Ok(states.map_err(async_graphql::Error::from))
    }

    /// Each line of the journal as it is written (feed). Positions older than 72 hours start again from the newest 50.
    async fn journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Position after which to start; the newest lines are given without it.")] after: Option<i64>,
    ) -> Result<impl Stream<Item = async_graphql::Result<JournalEntry>> + use<>> {
        let cx = ctx.cx();
        cx.require(Act::ReadJournal)?;
        let known = cx.seq().await?;
        // A position that the school has not reached comes from another database.
        let after = after.filter(|after| *after <= known).unwrap_or_default();
        let lines = live::feed(cx, journal::TOPICS, after, async |cx: &Cx, after| journal::since(cx, after).await)?;
        Ok(lines.map_ok(JournalEntry).map_err(async_graphql::Error::from))
    }
}

async fn console(cx: &Cx) -> Result<Option<DdftpConsole>> {
    Ok(super::console(cx).await?.map(|(picture, whole)| DdftpConsole { picture, whole }))
}
