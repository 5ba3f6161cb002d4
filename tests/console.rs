//! The DDFTP follows the school from one screen, which moves by itself.

use crate::app::people::{Person, Said};
use crate::app::school::{Pupil, School, day};
use crate::app::{TestApp, given};
use chrono::{NaiveDate, TimeDelta};
use entity::bilan::{self, BilanKind};
use entity::enrolment::{self, LearnerStatus};
use entity::grading_period::Rhythm;
use entity::id::{DivisionId, GradingPeriodId, LearnerId, SpecialtyId};
use entity::role_grant::Role;
use entity::{framework_item, mef, specialty};
use etabli::access::Act;
use etabli::bilans::{self, Edit, LevelEdit, Save, life};
use etabli::changes::Topic;
use etabli::periods::{self, Target, check::Dates, dates::Span};
use futures::StreamExt as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, Set};
use serde_json::{Value, json};

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

/// A division of première MELEC with its semesters, three learners and Sophie Garnier, who teaches the trade there.
struct Class<'a> {
    school: School<'a>,
    melec: SpecialtyId,
    division: DivisionId,
    periods: [GradingPeriodId; 2],
    sophie: Person,
    ddftp: Person,
    learners: Vec<Pupil>,
}

impl Class<'_> {
    async fn new(app: &TestApp) -> Class<'_> {
        let school = app.school().await;
        let melec = school.specialty("bac-pro-melec").await;
        let division = school.division("1MELEC1").await;
        let periods = school.semesters(melec, "1RE").await;
        let sophie = school.teacher("Sophie Garnier", "071100", &[division]).await;
        let ddftp = school.ddftp().await;
        let mut learners = Vec::new();
        for names in ["Inès Zwingelstein", "Yanis Quatremarre"] {
            learners.push(school.pupil(names, division, melec, "1RE").await);
        }
        learners.push(school.learner("Léo Vandenbroucke", LearnerStatus::Apprentice, division, melec, "1RE").await);
        Class { school, melec, division, periods, sophie, ddftp, learners }
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

/// R116, R117, R118.
#[tokio::test]
async fn the_five_steps_say_what_is_left_and_are_never_ticked() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let ddftp = school.ddftp().await;

    let empty = picture(&ddftp).await;
    assert_eq!(
        states(&empty),
        [
            is("SUBSCRIPTION", "TO_DO", 1),
            is("IMPORTS", "TO_DO", 1),
            is("GRADING_PERIODS", "TO_DO", 0),
            is("LSL_PERIODS", "TO_DO", 0),
            is("CERTIFICATION_DEADLINES", "TO_DO", 0),
        ]
    );
    assert_eq!(empty.text("console.steps.2.path"), "", "steps 3 to 5 wait for a division");
    assert_eq!(empty.text("console.steps.1.path"), "/imports");
    drop((ddftp, school));

    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let set = picture(&class.ddftp).await;
    assert_eq!(
        states(&set),
        [
            is("SUBSCRIPTION", "DONE", 0),
            is("IMPORTS", "DONE", 0),
            is("GRADING_PERIODS", "DONE", 0),
            is("LSL_PERIODS", "TO_DO", 1),
            is("CERTIFICATION_DEADLINES", "DONE", 0),
        ]
    );
    assert_eq!(set.text("console.steps.0.summary"), "jusqu’au 31\u{a0}août 2027");
    assert_eq!(set.text("console.steps.1.summary"), "3\u{a0}apprenants");
    assert_eq!(set.text("console.steps.2.summary"), "1\u{a0}spécialité sur 1");
    assert_eq!(set.text("console.steps.3.summary"), "encore 1\u{a0}spécialité à configurer");
    assert_eq!(set.text("console.steps.3.path"), "/calendrier?vue=lsl");
    assert_eq!(set.text("console.steps.4.summary"), "aucune spécialité concernée");

    // A new specialty undoes a step that was done.
    let mcv = class.school.specialty("bac-pro-mcv").await;
    let division = class.school.division("TMCV").await;
    class.school.pupil("Zoé Hinault", division, mcv, "TLE").await;
    moved(&class, Topic::School).await;
    let undone = picture(&class.ddftp).await;
    assert_eq!(
        states(&undone)[2..],
        [is("GRADING_PERIODS", "LATE", 1), is("LSL_PERIODS", "TO_DO", 2), is("CERTIFICATION_DEADLINES", "TO_DO", 1),]
    );
    assert_eq!(undone.text("console.steps.4.summary"), "0 sur 1, à saisir avant le 15\u{a0}déc.");
    let missing = undone.at("console.awaiting").as_array().cloned().unwrap_or_default();
    let missing: Vec<_> = missing.iter().map(|item| (item["kind"].as_str(), item["title"].as_str())).collect();
    assert_eq!(
        missing,
        [
            (Some("MISSING_PERIODS"), Some("Périodes officielles\u{a0}: 1\u{a0}spécialité")),
            (Some("MISSING_LSL"), Some("Périodes LSL\u{a0}: 2\u{a0}spécialités")),
            (Some("MISSING_DEADLINES"), Some("Dates limites de certification\u{a0}: 1\u{a0}spécialité")),
        ]
    );
    let detail = "Bac pro MCV (terminale professionnelle).";
    assert_eq!(undone.text("console.awaiting.0.detail"), detail);
    assert_eq!(undone.at("console.awaiting.0.viewerCan"), &json!(["SAVE_GRADING_PERIODS", "COPY_GRADING_PERIODS"]));
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

/// R119: a line is complete when all its dates are set.
#[tokio::test]
async fn a_specialty_is_set_when_all_its_levels_have_all_their_dates() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let other = class.school.division("2TNE1").await;
    class.school.pupil("Zoé Hinault", other, class.melec, "2NDE").await;
    let step = picture(&class.ddftp).await.at("console.steps.2").clone();
    assert_eq!((&step["state"], &step["remaining"]), (&json!("LATE"), &json!(1)), "60 days after the first one");

    class.set_dates("2NDE", 0, day(2027, 1, 29)).await;

    let step = picture(&class.ddftp).await.at("console.steps.2").clone();
    assert_eq!((&step["state"], &step["remaining"]), (&json!("DONE"), &json!(0)));
}

/// R105, R106, R108, R109, R120.
#[tokio::test]
async fn each_cell_says_what_is_done_and_owed_by_public() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let [ines, yanis, leo] = [0, 1, 2].map(|n| class.learners[n].id);
    class.left(ines, class.periods[0], day(2026, 11, 10), true).await;
    class.left(yanis, class.periods[0], day(2026, 11, 12), false).await;
    class.left(leo, class.periods[0], day(2026, 8, 30), true).await;

    let said = picture(&class.ddftp).await;

    let group = said.at("console.groups.0");
    assert_eq!((&group["label"], &group["diplomaType"]), (&json!("Bac pro"), &json!("BAC_PRO")));
    assert_eq!(
        group["columns"][0],
        json!({ "number": 1, "label": "Semestre\u{a0}1", "detail": "jusqu’au 29\u{a0}janv." })
    );
    assert_eq!(group["columns"][1], json!({ "number": 2, "label": "Semestre\u{a0}2", "detail": "" }));
    let row = said.at("console.groups.0.divisions.0");
    assert_eq!((&row["pupils"], &row["apprentices"], &row["diploma"]), (&json!(2), &json!(1), &Value::Null));
    let first = cell(&said, "console", 0);
    assert_eq!(first["pupils"], json!({ "done": 1, "drafts": 1, "late": 0, "expected": 2 }));
    assert_eq!(first["apprentices"], json!({ "done": 0, "expected": 1 }), "dated before the period: it does not count");
    assert_eq!((&first["state"], &first["stateLabel"]), (&json!("DUE"), &json!("reste\u{a0}2")));
    let second = cell(&said, "console", 1);
    assert_eq!((&second["state"], &second["stateLabel"]), (&json!("NOT_DUE"), &json!("à partir du 30\u{a0}janv.")));
    assert_eq!(said.at("console.current"), &json!({ "done": 1, "drafts": 1, "late": 0, "expected": 3 }));
    assert_eq!(said.text("console.currentLabel"), "semestre\u{a0}1");
    assert_eq!(said.text("console.currentEndsOn"), "2027-01-29");
    let cycle = row["cycle"].as_array().cloned().unwrap_or_default();
    assert_eq!(cycle.len(), 6, "the floor of a cycle of three years");
    assert_eq!(cycle[0], json!({ "number": 1, "share": 1.0 / 3.0 }));
    assert_eq!(cycle[1]["share"], json!(0.0));
}

/// R109, decision 20: soon is 21 days or less; the pace is that of the last 14 days.
#[tokio::test]
async fn the_console_warns_when_the_end_is_near_and_the_pace_too_slow() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.left(class.learners[0].id, class.periods[0], day(2026, 11, 10), true).await;
    class.set_dates("1RE", 1, day(2026, 12, 4)).await;

    let said = picture(&class.ddftp).await;
    let soon = cell(&said, "console", 0);
    assert_eq!((&soon["state"], &soon["stateLabel"]), (&json!("SOON"), &json!("reste\u{a0}2")));
    assert_eq!(soon["forecast"], "À ce rythme (0,5 par semaine), il en manquera 1.");
    assert_eq!(said.number("console.toTreatCount"), 1);

    app.clock.advance(TimeDelta::days(19));
    let said = picture(&class.ddftp).await;
    let late = cell(&said, "console", 0);
    assert_eq!((&late["state"], &late["stateLabel"]), (&json!("LATE"), &json!("2\u{a0}en retard")));
    assert_eq!((said.number("console.lateCount"), &late["forecast"]), (2, &Value::Null));
    let item = said.at("console.awaiting.0");
    assert_eq!(item["kind"], "LATE_BILANS");
    assert_eq!(item["title"], "2\u{a0}bilans en retard en 1MELEC1");
    assert_eq!(item["detail"], "Semestre\u{a0}1 fini vendredi 4\u{a0}décembre.");
    assert_eq!(item["severity"], "LATE");
    assert_eq!(item["path"], format!("/suivi/{}?periode={}", class.division, class.periods[0]));
}

/// R110, decision 14.
#[tokio::test]
async fn who_leaves_and_who_has_no_framework_waits_for_somebody() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let cx = class.school.cx();
    let course = mef::ActiveModel {
        id: Set(cx.new_id()),
        stem: Set("24799999".to_owned()),
        label: Set("CAP INCONNU".to_owned()),
        specialty_id: Set(None),
        option: Set(None),
        common: Set(false),
        attached_by_hand: Set(false),
        ..Default::default()
    };
    let course = given(&cx, course).await.id;
    let lost = class.school.pupil("Zoé Hinault", class.division, class.melec, "1RE").await;
    let update = |learner: LearnerId, left_on: Option<NaiveDate>, course: Option<_>| {
        let cx = class.school.cx();
        async move {
            cx.write(Act::CreateUser, async |tx| {
                tx.update_where::<enrolment::Entity>(|mut u| {
                    if let Some(course) = course {
                        u = u
                            .col_expr(enrolment::Column::MefId, sea_orm::sea_query::Expr::val(uuid::Uuid::from(course)))
                            .col_expr(enrolment::Column::SpecialtyId, sea_orm::sea_query::Expr::cust("NULL"));
                    }
                    if let Some(left) = left_on {
                        u = u.col_expr(enrolment::Column::LeftOn, sea_orm::sea_query::Expr::val(left));
                    }
                    u.filter(enrolment::Column::LearnerId.eq(learner))
                })
                .await
            })
            .await
            .expect("the enrolment changes");
        }
    };
    update(lost.id, None, Some(course)).await;
    update(class.learners[1].id, Some(day(2026, 11, 27)), None::<entity::id::MefId>).await;

    let said = picture(&class.ddftp).await;

    let awaiting = said.at("console.awaiting").as_array().cloned().unwrap_or_default();
    let of = |kind: &str| awaiting.iter().find(|item| item["kind"] == kind).cloned().unwrap_or_default();
    let leaving = of("BILAN_BEFORE_LEAVING");
    assert_eq!(leaving["title"], "Un bilan à faire avant un départ en 1MELEC1");
    assert_eq!(leaving["detail"], "Départ vendredi 27\u{a0}novembre. Sans bilan, le dossier part incomplet.");
    assert_eq!((&leaving["severity"], awaiting.first()), (&json!("SOON"), Some(&leaving)), "most urgent first");
    let framework = of("MISSING_FRAMEWORK");
    assert_eq!(framework["title"], "Référentiel manquant pour 1\u{a0}formation");
    assert_eq!(framework["viewerCan"], json!(["ATTACH_MEF"]));
    let unattached = said.at("console.unattachedMefs.0");
    assert_eq!((&unattached["code"], &unattached["learnerCount"]), (&json!("24799999"), &json!(1)));
    assert_eq!(said.number("console.current.expected"), 3, "nothing is expected of whom no framework concerns");
}

/// R121, R50.
#[tokio::test]
async fn counts_move_live_when_a_bilan_is_validated_or_reopened_and_when_a_date_moves() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let mut live = class.ddftp.follow(&format!("subscription {{ consoleChanged {{ {PICTURE} }} }}"), json!({})).await;
    let mut next = async || live.next().await.expect("the stream goes on").fine();
    let total = |said: &Said| cell(said, "consoleChanged", 0)["total"].clone();

    assert_eq!(total(&next().await), json!({ "done": 0, "drafts": 0, "late": 0, "expected": 3 }));
    let draft = class.draft(class.learners[0].id).await;
    assert_eq!(total(&next().await)["drafts"], 1);
    let cx = class.teacher().await;
    let done = life::validate_bilan(&cx, draft.id, draft.version, None).await.expect("it is validated");
    let seen = next().await;
    assert_eq!((&total(&seen)["done"], &total(&seen)["drafts"]), (&json!(1), &json!(0)));
    life::reopen_bilan(&cx, done.id, done.version, "Erreur de saisie.", None).await.expect("it is reopened");
    let seen = next().await;
    assert_eq!((&total(&seen)["done"], &total(&seen)["drafts"]), (&json!(0), &json!(1)));
    class.set_dates("1RE", 1, day(2026, 11, 13)).await;
    let seen = next().await;
    assert_eq!(total(&seen)["late"], 3);
    assert_eq!(seen.number("consoleChanged.seq"), class.ddftp.ask("{ console { seq } }").await.number("console.seq"));
}

/// R121: the state after following each change is the one that a service just started reads whole.
#[tokio::test]
async fn after_a_cut_the_console_is_exact() {
    let mut app = TestApp::new().await;
    let ((before, after), after_restart);
    let actor;
    {
        let class = Class::new(&app).await;
        actor = class.ddftp.clone();
        let document = format!("subscription {{ consoleChanged {{ {PICTURE} }} }}");
        let mut live = class.ddftp.follow(&document, json!({})).await;
        live.next().await.expect("the first picture");
        drop(live);
        // Nobody watches while this happens.
        let first = class.validated(class.learners[0].id).await;
        class.validated(class.learners[2].id).await;
        life::reopen_bilan(&class.teacher().await, first.id, first.version, "Erreur.", None).await.expect("reopened");
        let draft = class.draft(class.learners[1].id).await;
        life::delete_bilan(&class.teacher().await, draft.id, draft.version).await.expect("removed");
        class.set_dates("1RE", 1, day(2027, 1, 22)).await;

        before = class.ddftp.follow(&document, json!({})).await.next().await.expect("a picture").fine();
        after = picture(&class.ddftp).await;
        assert_eq!(before.at("consoleChanged"), after.at("console"));
        assert_eq!(cell(&after, "console", 0)["total"], json!({ "done": 1, "drafts": 1, "late": 0, "expected": 3 }));
    }
    app.restarted().await;
    let again = Person::again(&app, &actor);
    after_restart = picture(&again).await;
    assert_eq!(after_restart.at("console"), after.at("console"));
}

/// R123, R125.
#[tokio::test]
async fn the_head_sees_the_same_console_and_neither_of_them_writes_bilans() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let head = class.school.person("Hélène Proviseure", Role::Head).await;

    let (theirs, ours) = (picture(&head).await, picture(&class.ddftp).await);
    for part in ["seq", "groups", "current", "steps"] {
        assert_eq!(theirs.at(&format!("console.{part}")), ours.at(&format!("console.{part}")), "{part}");
    }
    let offered = theirs.at("console.awaiting").as_array().cloned().unwrap_or_default();
    assert!(offered.iter().all(|item| item["viewerCan"].as_array().is_some_and(Vec::is_empty)), "{offered:?}");
    let draft = class.draft(class.learners[0].id).await;
    for person in [&head, &class.ddftp] {
        let cx = app.cx(person.actor.clone()).await;
        let refused = life::validate_bilan(&cx, draft.id, draft.version, None).await;
        assert!(matches!(refused, Err(etabli::error::Error::Forbidden)));
    }
}

/// R6, R182, decision 20.
#[tokio::test]
async fn the_admin_sees_steps_only_and_teachers_have_no_console() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.validated(class.learners[0].id).await;
    let admin = class.school.admin().await;

    let said = picture(&admin).await;
    let kinds: Vec<String> = states(&said).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, ["SUBSCRIPTION", "IMPORTS"]);
    for part in ["groups", "awaiting"] {
        assert_eq!(said.at(&format!("console.{part}")), &json!([]), "{part}");
    }
    assert_eq!(said.at("console.current"), &json!({ "done": 0, "drafts": 0, "late": 0, "expected": 0 }));
    assert_eq!(said.at("console.currentEndsOn"), &Value::Null);

    for person in [&class.sophie, &class.learners[0].person, &Person::stranger(&app)] {
        assert_eq!(person.ask("{ console { seq } }").await.fine().at("console"), &Value::Null);
        let refused = person.follow("subscription { consoleChanged { seq } }", json!({})).await.next().await;
        let code = refused.expect("an answer").code().map(str::to_owned);
        assert!(matches!(code.as_deref(), Some("FORBIDDEN" | "UNAUTHENTICATED")), "{code:?}");
    }
    for person in [&admin, &class.sophie] {
        assert_eq!(person.ask("{ journal { seq } }").await.code(), Some("FORBIDDEN"));
    }
}

/// R182, decision 20: nothing personal is pushed, and what is pushed is read once for all viewers.
#[tokio::test]
async fn no_learner_is_named_in_what_is_pushed() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.validated(class.learners[0].id).await;
    app.clock.advance(TimeDelta::days(100));
    let shared = class.ddftp.everybody();

    let pushed =
        shared.follow(&format!("subscription {{ consoleChanged {{ {PICTURE} }} }}"), json!({})).await.next().await;
    let text = pushed.expect("a picture").fine().0.to_string();
    let journal = shared.ask("{ journal { actor text division { code } } }").await.fine().0.to_string();

    assert!(text.contains("en retard"), "{text}");
    assert!(journal.contains("a validé un bilan") && journal.contains("S. Garnier"), "{journal}");
    for name in ["Inès", "Zwingelstein", "Yanis", "Quatremarre", "Léo", "Vandenbroucke"] {
        assert!(!text.contains(name) && !journal.contains(name), "{name} is named");
    }
    for learner in &class.learners {
        assert!(!text.contains(&learner.id.to_string()), "a learner can be told from another");
    }
}

/// Decision 20, stack §2: sets, not leaves.
#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_school() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let document = format!("{{ console {{ {PICTURE} }} }}");
    let ask = async || app.statements(class.ddftp.ask(&document)).await.1;
    let whole = ask().await;
    let unchanged = ask().await;
    class.validated(class.learners[0].id).await;
    let after_a_bilan = ask().await;

    for n in 0..4 {
        let division = class.school.division(&format!("2TNE{n}")).await;
        for m in 0..5 {
            let learner = class.school.pupil(&format!("Élève {n}{m}"), division, class.melec, "2NDE").await;
            class.left(learner.id, class.periods[0], day(2026, 11, 10), true).await;
        }
    }
    class.school.semesters(class.melec, "2NDE").await;
    moved(&class, Topic::School).await;

    assert_eq!(ask().await, whole + 1, "the log of changes, then the school whole");
    assert_eq!(ask().await, unchanged);
    class.validated(class.learners[1].id).await;
    assert_eq!(ask().await, after_a_bilan);
    assert!(after_a_bilan <= unchanged + 2, "the log and the bilan: {unchanged} then {after_a_bilan}");
}

/// R183.
#[tokio::test]
async fn another_school_moves_nothing_here() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let other = app.school_of("0999002X").await;
    let stranger = other.ddftp().await;
    let mut live = stranger.follow("subscription { consoleChanged { seq learnerCount } }", json!({})).await;
    assert_eq!(live.next().await.expect("a picture").fine().number("consoleChanged.learnerCount"), 0);

    class.validated(class.learners[0].id).await;

    let silent = tokio::time::timeout(std::time::Duration::from_millis(400), live.next()).await;
    assert!(silent.is_err(), "{silent:?}");
    let document = format!("{{ console {{ {PICTURE} }} journal {{ text }} }}");
    let theirs = stranger.ask(&document).await.fine();
    assert_eq!((theirs.at("console.groups"), theirs.at("journal")), (&json!([]), &json!([])));
}

/// R121: the journal is followed from the last line seen; what is too old starts again from the newest lines.
#[tokio::test]
async fn the_journal_is_caught_up_with_after_a_cut() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let document = "subscription($after: Int) { journal(after: $after) { seq actor text division { code } } }";
    let first = class.validated(class.learners[0].id).await;
    let seen = class.ddftp.ask("{ journal(first: 1) { seq actor text division { code } } }").await.fine();
    assert_eq!(seen.at("journal.0.text"), "a validé un bilan");
    assert_eq!((seen.text("journal.0.actor"), seen.text("journal.0.division.code")), ("S. Garnier", "1MELEC1"));
    let position = seen.number("journal.0.seq");

    let mut live = class.ddftp.follow(document, json!({ "after": position })).await;
    let cx = class.teacher().await;
    let again = life::reopen_bilan(&cx, first.id, first.version, "Erreur.", None).await.expect("reopened");
    let next = live.next().await.expect("a line").fine();
    assert!(next.number("journal.seq") > position);
    drop(live);

    app.clock.advance(TimeDelta::hours(80));
    let cx = class.teacher().await;
    life::validate_bilan(&cx, again.id, again.version, None).await.expect("validated");
    let late = class.ddftp.follow(document, json!({ "after": position })).await;
    let lines: Vec<Said> = late.take(3).collect().await;
    let positions: Vec<i64> = lines.into_iter().map(|line| line.fine().number("journal.seq")).collect();
    assert_eq!(positions[0], position, "from the newest 50, the first of which was seen already");
    assert!(positions.is_sorted());
}

/// A division whose learners prepare several diplomas has a row for each, told apart.
#[tokio::test]
async fn a_division_of_two_diplomas_has_two_rows() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let mcv = class.school.specialty("bac-pro-mcv").await;
    class.school.semesters(mcv, "1RE").await;
    class.school.pupil("Zoé Hinault", class.division, mcv, "1RE").await;
    let known = class.school.cx().find::<specialty::Entity>().count().await.expect("the diplomas");
    assert_eq!(known, 2);

    let rows = picture(&class.ddftp).await.at("console.groups.0.divisions").as_array().cloned().unwrap_or_default();

    let diplomas: Vec<_> = rows.iter().map(|row| row["diploma"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(diplomas, ["Bac pro MELEC, première professionnelle", "Bac pro MCV, première professionnelle"]);
    assert_ne!(rows[0]["id"], rows[1]["id"]);
    assert_ne!(rows[0]["periods"][0]["id"], rows[1]["periods"][0]["id"]);
}

/// R102, R120, decision 7: names come by drill-down, and who read them is written down.
#[tokio::test]
async fn the_names_behind_a_cell_are_read_one_at_a_time_and_noted() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.validated(class.learners[0].id).await;
    class.draft(class.learners[1].id).await;
    let id = cell(&picture(&class.ddftp).await, "console", 0)["id"].clone();
    let document = "query($id: ID!) { periodProgress(id: $id) { id stateLabel owed { sentence
        learners { learner { displayName } state inCharge { displayName } }
        teachers { teacher { displayName } progress { done drafts expected } lastSavedAt } } } }";

    let detail = class.ddftp.run(document, json!({ "id": id })).await.fine();

    let owed = detail.at("periodProgress.owed");
    let learner = |name: &str, state: &str| json!({ "learner": { "displayName": name }, "state": state, "inCharge": [{ "displayName": "Sophie Garnier" }] });
    assert_eq!(owed["learners"], json!([learner("Léo Vandenbroucke", "DUE"), learner("Yanis Quatremarre", "DRAFT")]));
    assert_eq!(owed["sentence"], "Un bilan est commencé.");
    assert_eq!(owed["teachers"][0]["progress"], json!({ "done": 1, "drafts": 1, "expected": 3 }));
    assert!(owed["teachers"][0]["lastSavedAt"].is_string());

    for person in [&class.school.admin().await, &class.sophie] {
        assert_eq!(person.run(document, json!({ "id": id })).await.fine().at("periodProgress"), &Value::Null);
    }
    let pushed = class.ddftp.everybody().run(document, json!({ "id": id })).await;
    assert!(pushed.code().is_some(), "a shared screen holds no name: {}", pushed.0);
    for wrong in ["ppr_1", "", "lea_00000000000000000000000000000000"] {
        assert_eq!(class.ddftp.run(document, json!({ "id": wrong })).await.fine().at("periodProgress"), &Value::Null);
    }
}
