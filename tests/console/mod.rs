//! The DDFTP follows the school from one screen, which moves by itself.

mod awaiting;
mod live;
mod matrix;
mod steps;
mod viewers;

use crate::app::people::{Person, Said};
use crate::app::school::{Premiere, Pupil, day};
use crate::app::{TestApp, given};
use chrono::{NaiveDate, TimeDelta};
use entity::bilan::{self, BilanKind};
use entity::enrolment::LearnerStatus;
use entity::framework_item;
use entity::grading_period::Rhythm;
use entity::id::{GradingPeriodId, LearnerId};
use etabli::access::Act;
use etabli::bilans::{self, Edit, LevelEdit, Save, life};
use etabli::changes::Topic;
use etabli::periods::check::Dates;
use etabli::periods::dates::Span;
use etabli::periods::{self, Target};
use sea_orm::{ColumnTrait as _, QueryOrder as _, Set};
use serde_json::Value;
use std::ops::Deref;

const PICTURE: &str = "seq today learnerCount currentEndsOn currentLabel lateCount toTreatCount schoolYear { label }
    current { done drafts late expected }
    steps { kind state remaining title summary path }
    groups { diplomaType label columns { number label detail }
        divisions { id division { code } diploma pupils apprentices cycle { number share }
            periods { id period { id label } state stateLabel forecast
                pupils { done drafts late expected } apprentices { done expected } total { done drafts late expected } } } }
    awaiting { key kind title detail severity path actionLabel viewerCan }
    unattachedMefs { id code label learnerCount }";

async fn picture(who: &Person) -> Said {
    who.ask(&format!("{{ console {{ {PICTURE} }} }}")).await.fine()
}

/// A première MELEC with three learners, and the DDFTP who follows it.
struct Class<'a> {
    premiere: Premiere<'a>,
    ddftp: Person,
    learners: Vec<Pupil>,
}

impl<'a> Deref for Class<'a> {
    type Target = Premiere<'a>;

    fn deref(&self) -> &Premiere<'a> {
        &self.premiere
    }
}

impl Class<'_> {
    async fn new(app: &TestApp) -> Class<'_> {
        let premiere = app.premiere().await;
        let Premiere { school, melec, division, .. } = &premiere;
        let ddftp = school.ddftp().await;
        let mut learners = Vec::new();
        for (names, status) in [
            ("Inès Zwingelstein", LearnerStatus::Pupil),
            ("Yanis Quatremarre", LearnerStatus::Pupil),
            ("Léo Vandenbroucke", LearnerStatus::Apprentice),
        ] {
            learners.push(school.learner(names, status, *division, *melec, "1RE").await);
        }
        Class { premiere, ddftp, learners }
    }

    /// A draft of a learner for the first semester, as a teacher begins it.
    async fn draft(&self, learner: LearnerId) -> bilan::Model {
        let framework = self.school.framework("bac-pro-melec").await;
        let cx = self.school.cx();
        let items = cx.find::<framework_item::Entity>().filter(framework_item::Column::FrameworkId.eq(framework));
        let item = items
            .filter(framework_item::Column::Kind.eq("competency"))
            .with(|q| q.order_by_asc(framework_item::Column::Position));
        let item = item.one().await.expect("the framework").expect("a competency").id;
        let level = LevelEdit { item, rank: Edit::To(Some(3)), absent: Edit::Keep, comment: Edit::Keep };
        let save = Save {
            learner,
            period: self.periods[0],
            version: None,
            synthesis: Edit::To("Travail soigné.".to_owned()),
            levels: vec![level],
            reference_date: Edit::Keep,
            settle: None,
        };
        bilans::save_bilan(&self.teacher().await, save, None).await.expect("the draft")
    }

    async fn validated(&self, learner: LearnerId) -> bilan::Model {
        let draft = self.draft(learner).await;
        life::validate_bilan(&self.teacher().await, draft.id, draft.version, None).await.expect("it is validated")
    }

    async fn teacher(&self) -> etabli::cx::Cx {
        self.school.app.cx(self.sophie.actor.clone()).await
    }

    /// A bilan that an earlier time left, without passing by the domain.
    async fn left(&self, learner: LearnerId, period: GradingPeriodId, reference_date: NaiveDate, validated: bool) {
        let cx = self.school.cx();
        let row = bilan::ActiveModel {
            id: Set(cx.new_id()),
            learner_id: Set(learner),
            grading_period_id: Set(period),
            framework_id: Set(self.school.framework("bac-pro-melec").await),
            kind: Set(BilanKind::Intermediate),
            synthesis: Set(String::new()),
            reference_date: Set(reference_date),
            author_id: Set(self.sophie.user),
            updated_by: Set(self.sophie.user),
            validated_at: Set(validated.then(|| cx.now() - TimeDelta::days(3))),
            validated_by: Set(validated.then_some(self.sophie.user)),
            version: Set(1),
            created_at: Set(cx.now()),
            updated_at: Set(cx.now()),
            deleted_at: Set(None),
            ..Default::default()
        };
        given(&cx, row).await;
    }

    /// New dates for the two semesters, as the DDFTP sets them.
    async fn set_dates(&self, level: &str, version: i32, first_end: NaiveDate) {
        let span = |from, to| Dates { span: Span::new(from, to), external_ref: None };
        let semesters = [span(day(2026, 9, 1), first_end), span(first_end + TimeDelta::days(1), day(2027, 6, 30))];
        let target = Target { specialty: self.melec, level: level.to_owned(), version };
        let cx = self.school.app.cx(self.ddftp.actor.clone()).await;
        periods::save_grading_periods(&cx, &[target], Rhythm::Semester, &semesters, None).await.expect("the dates");
    }
}

fn cell(said: &Said, root: &str, number: usize) -> Value {
    said.at(&format!("{root}.groups.0.divisions.0.periods.{number}")).clone()
}

fn states(said: &Said) -> Vec<(String, String, i64)> {
    let steps = said.at("console.steps").as_array().cloned().unwrap_or_default();
    let word = |step: &Value, key: &str| step[key].as_str().unwrap_or_default().to_owned();
    steps.iter().map(|s| (word(s, "kind"), word(s, "state"), s["remaining"].as_i64().unwrap_or(-1))).collect()
}

fn is(kind: &str, state: &str, remaining: i64) -> (String, String, i64) {
    (kind.to_owned(), state.to_owned(), remaining)
}

/// Says that something moved, as the write of another domain would.
async fn moved(class: &Class<'_>, topic: Topic) {
    let cx = class.school.app.cx(class.ddftp.actor.clone()).await;
    let said = cx.write(Act::SaveLslPeriods, async |tx| {
        tx.changed_widely(topic);
        Ok(())
    });
    said.await.expect("the change");
}
