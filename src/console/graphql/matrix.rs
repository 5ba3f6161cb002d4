//! The matrix of divisions and periods, and the names behind its cells.

use std::borrow::Cow;

use async_graphql::{Context, Description, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::framework::DiplomaType;
use futures::future::try_join_all;

use crate::accounts::graphql::User;
use crate::bilans::due::Tally;
use crate::bilans::graphql::BilanState;
use crate::console::owed::{self, Owed};
use crate::console::snapshot::{self, Cell, DueState};
use crate::error::Result;
use crate::establishments::graphql::Division;
use crate::establishments::learners::graphql::Learner;
use crate::graphql::{CxExt as _, load};
use crate::periods::graphql::GradingPeriod;

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
pub(super) struct DivisionGroup<'a>(pub(super) &'a snapshot::Group);

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
pub(super) struct PeriodProgress<'a>(pub(super) Cow<'a, Cell>);

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
