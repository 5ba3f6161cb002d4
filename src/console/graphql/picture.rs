//! The picture of a school: its steps, its totals and what waits for somebody.

use std::sync::Arc;

use async_graphql::{Context, Description, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::MefId;

use super::matrix::{DivisionGroup, Progress};
use crate::access::Act;
use crate::console::awaiting::{self, Kind, Severity};
use crate::console::snapshot::{self, Snapshot};
use crate::console::steps::{Step, StepKind, StepState};
use crate::establishments::graphql::SchoolYear;
use crate::graphql::CxExt as _;
use crate::periods;

/// Everything the DDFTP follows, as of one moment. It names no learner.
#[derive(Clone, Description)]
pub struct DdftpConsole {
    pub(super) picture: Arc<Snapshot>,
    /// Whether the viewer may see the counts, or the steps of the administrator alone.
    pub(super) whole: bool,
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
