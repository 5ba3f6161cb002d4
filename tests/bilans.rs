//! Teachers and the bilans of their learners.

use crate::app::people::Person;
use crate::app::school::{Pupil, School, day};
use crate::app::{TestApp, given};
use entity::id::{DivisionId, GradingPeriodId, SpecialtyId};
use entity::role_grant::Role;
use entity::{audit_line, bilan, enrolment, framework_item, group_member, journal_entry, learner_group, teaching};
use etabli::access::Act;
use futures::StreamExt as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, Set};
use serde_json::{Value, json};

const TABLE: &str = "query($division: ID!, $period: ID, $framework: ID) {
    trackingTable(divisionId: $division, periodId: $period, frameworkId: $framework) {
        id seq done expected mine viewerCan period { id label } periods { id } framework { shortTitle } frameworks { id }
        competencies { id code group } units { code } unitCompetencies { unitId itemIds }
        rows { id mine state leavesOn learner { id displayName } levels { itemId rank absent proposed comment }
            bilan { id version synthesis referenceDate author { displayName } levels { itemId rank } viewerCan } } } }";

const SAVE: &str = "mutation($input: SaveBilanInput!) { saveBilan(input: $input) {
    bilan { id version synthesis referenceDate levels { itemId rank absent proposed comment } viewerCan }
    row { state levels { itemId rank proposed } } current { id version synthesis } errors { code path message } } }";

const VALIDATE: &str = "mutation($input: ValidateBilanInput!) { validateBilan(input: $input) {
    bilan { id version validatedAt validatedBy { displayName } viewerCan } row { state } errors { code path message } } }";

const REOPEN: &str = "mutation($input: ReopenBilanInput!) { reopenBilan(input: $input) {
    bilan { version validatedAt history { number reason synthesis reopenedBy { displayName } levels { rank } } }
    row { state } errors { code path } } }";

const DELETE: &str = "mutation($input: DeleteBilanInput!) { deleteBilan(input: $input) { row { state bilan { id } } errors { code path } } }";

const RESTORE: &str = "mutation($input: RestoreBilanInput!) { restoreBilan(input: $input) { bilan { id synthesis } errors { code path } } }";

const MINE: &str = "{ myBilans { periodLabel bilan { id synthesis period { label } author { displayName } } } }";

/// A division of première MELEC with its semesters, Sophie Garnier who teaches the trade there, and Inès.
struct Class<'a> {
    school: School<'a>,
    melec: SpecialtyId,
    division: DivisionId,
    periods: [GradingPeriodId; 2],
    sophie: Person,
    ines: Pupil,
}

impl Class<'_> {
    async fn new(app: &TestApp) -> Class<'_> {
        let school = app.school().await;
        let melec = school.specialty("bac-pro-melec").await;
        let division = school.division("1MELEC1").await;
        let periods = school.semesters(melec, "1RE").await;
        let sophie = school.teacher("Sophie Garnier", "071100", &[division]).await;
        let ines = school.pupil("Inès Lambert", division, melec, "1RE").await;
        Class { school, melec, division, periods, sophie, ines }
    }

    /// A competency of the framework, by its code.
    async fn item(&self, code: &str) -> String {
        let framework = self.school.framework("bac-pro-melec").await;
        let cx = self.school.cx();
        let items = cx.find::<framework_item::Entity>();
        let items = items.filter(framework_item::Column::FrameworkId.eq(framework));
        let item = items.filter(framework_item::Column::Code.eq(code)).one().await.expect("the framework");
        item.expect("a competency").id.to_string()
    }

    /// What Inès's bilan of the first semester is saved with.
    fn save(&self, version: Option<i64>, rest: Value) -> Value {
        let mut input = json!({ "learnerId": self.ines.id, "periodId": self.periods[0], "version": version });
        for (key, value) in rest.as_object().cloned().unwrap_or_default() {
            input[key] = value;
        }
        json!({ "input": input })
    }

    /// A draft of Inès with C1 at 3; answers its id.
    async fn draft(&self) -> String {
        let level = json!({ "itemId": self.item("C1").await, "rank": 3 });
        let rest = json!({ "synthesis": "Travail soigné.", "levels": [level] });
        let said = self.sophie.run(SAVE, self.save(None, rest)).await.fine();
        said.text("saveBilan.bilan.id").to_owned()
    }

    async fn table(&self, who: &Person) -> crate::app::people::Said {
        who.run(TABLE, json!({ "division": self.division })).await.fine()
    }
}

fn on(bilan: &str, version: i64) -> Value {
    json!({ "input": { "bilanId": bilan, "version": version } })
}

fn problem(code: &str, path: &str) -> [(String, String); 1] {
    [(code.to_owned(), path.to_owned())]
}

/// R102, R104, R106.
#[tokio::test]
async fn a_teacher_opens_the_tracking_table_of_a_division() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.school.pupil("Élodie Arnaud", class.division, class.melec, "1RE").await;

    let table = class.table(&class.sophie).await;

    assert_eq!(table.text("trackingTable.period.label"), "Semestre\u{a0}1");
    assert_eq!(table.at("trackingTable.competencies").as_array().map(Vec::len), Some(13));
    assert_eq!(table.text("trackingTable.competencies.12.code"), "C13");
    assert_eq!(table.text("trackingTable.rows.0.learner.displayName"), "Élodie Arnaud", "accents do not move a name");
    assert_eq!(table.text("trackingTable.rows.1.state"), "DUE");
    assert_eq!(table.at("trackingTable.rows.1.mine"), &json!(true));
    let counts = ["done", "expected", "mine"].map(|field| table.number(&format!("trackingTable.{field}")));
    assert_eq!(counts, [0, 2, 2]);
}

/// R104, R95: each key is saved by itself.
#[tokio::test]
async fn every_key_is_saved_by_itself_and_leaves_the_rest_alone() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let (c1, c2) = (class.item("C1").await, class.item("C2").await);
    let save = async |version, rest| class.sophie.run(SAVE, class.save(version, rest)).await.fine();

    save(None, json!({ "levels": [{ "itemId": c1, "rank": 3 }] })).await;
    save(Some(1), json!({ "levels": [{ "itemId": c1, "comment": "Autonome." }, { "itemId": c2, "rank": 2 }] })).await;
    save(Some(2), json!({ "synthesis": "Bon semestre." })).await;
    let absent = save(Some(3), json!({ "levels": [{ "itemId": c2, "absent": true }] })).await;

    assert_eq!(absent.text("saveBilan.bilan.synthesis"), "Bon semestre.");
    let levels = absent.at("saveBilan.bilan.levels").as_array().cloned().unwrap_or_default();
    let of = |item: &str| levels.iter().find(|level| level["itemId"] == item).cloned().unwrap_or_default();
    assert_eq!((&of(&c1)["rank"], &of(&c1)["comment"]), (&json!(3), &json!("Autonome.")));
    assert_eq!((&of(&c2)["rank"], &of(&c2)["absent"]), (&Value::Null, &json!(true)), "absent is not a level");
    let cleared = save(Some(4), json!({ "levels": [{ "itemId": c1, "rank": null }] })).await;
    assert_eq!(cleared.text("saveBilan.row.state"), "DRAFT");
    assert_eq!(cleared.number("saveBilan.bilan.version"), 5);
    let unchanged = save(Some(5), json!({ "synthesis": "Bon semestre." })).await;
    assert_eq!(unchanged.number("saveBilan.bilan.version"), 5, "saving what stands changes nothing");
}

/// R104: what cannot be saved is told at its field.
#[tokio::test]
async fn a_level_outside_the_scale_or_a_foreign_competency_is_told_at_its_field() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let (c1, unit) = (class.item("C1").await, class.item("U2").await);
    let levels = json!([{ "itemId": c1, "rank": 9 }, { "itemId": unit, "rank": 1 }, { "itemId": c1, "comment": "x".repeat(1_001) }]);

    let refused = class
        .sophie
        .run(SAVE, class.save(None, json!({ "levels": levels, "synthesis": "x".repeat(4_001) })))
        .await
        .fine();

    let told: Vec<String> =
        refused.problems("saveBilan").into_iter().map(|(code, path)| format!("{code} {path}")).collect();
    assert!(told.contains(&"TOO_LONG synthesis".to_owned()), "{told:?}");
    assert!(told.contains(&"INVALID levels.0.rank".to_owned()), "{told:?}");
    assert!(told.contains(&"NOT_FOUND levels.1.itemId".to_owned()), "{told:?}");
    assert!(told.contains(&"TOO_LONG levels.2.comment".to_owned()), "{told:?}");
    assert_eq!(class.table(&class.sophie).await.at("trackingTable.rows.0.bilan"), &Value::Null);
}

/// R99, security T10.
#[tokio::test]
async fn a_stale_edit_loses_nothing_and_shows_what_stands() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = class.school.teacher("Marc Petit", "071100", &[class.division]).await;
    class.draft().await;
    marc.run(SAVE, class.save(Some(1), json!({ "synthesis": "Vu par Marc." }))).await.fine();

    let stale = class.sophie.run(SAVE, class.save(Some(1), json!({ "synthesis": "Vu par Sophie." }))).await.fine();

    assert_eq!(stale.problems("saveBilan"), problem("CHANGED_MEANWHILE", "version"));
    assert_eq!(stale.text("saveBilan.current.synthesis"), "Vu par Marc.");
    assert_eq!(stale.at("saveBilan.bilan"), &Value::Null);
    let again = class.save(stale.at("saveBilan.current.version").as_i64(), json!({ "synthesis": "Les deux." }));
    class.sophie.run(SAVE, again).await.fine();
    let begun_twice = marc.run(SAVE, class.save(None, json!({ "synthesis": "Le mien." }))).await.fine();
    assert_eq!(begun_twice.problems("saveBilan"), problem("CHANGED_MEANWHILE", "version"));
    assert_eq!(begun_twice.text("saveBilan.current.synthesis"), "Les deux.");
}

/// Security 8.1.
#[tokio::test]
async fn a_repeated_request_saves_once() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let mut request = class.save(None, json!({ "synthesis": "Une fois." }));
    request["input"]["clientMutationId"] = json!("0199-une-fois");

    let first = class.sophie.run(SAVE, request.clone()).await.fine();
    let again = class.sophie.run(SAVE, request).await.fine();

    assert_eq!(again.problems("saveBilan"), []);
    assert_eq!(again.at("saveBilan.bilan"), first.at("saveBilan.bilan"));
}

/// R104, R112, R113, R121.
#[tokio::test]
async fn a_learner_reads_a_bilan_once_it_is_validated() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    assert_eq!(class.ines.person.ask(MINE).await.fine().at("myBilans"), &json!([]));

    let validated = class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();

    assert!(validated.text("validateBilan.bilan.validatedAt").starts_with("2026-11-16T08:00:00"));
    assert_eq!(validated.text("validateBilan.row.state"), "DONE");
    assert_eq!(validated.at("validateBilan.bilan.viewerCan"), &json!(["REOPEN_BILAN"]));
    let own = class.ines.person.ask(MINE).await.fine();
    assert_eq!(own.text("myBilans.0.bilan.synthesis"), "Travail soigné.");
    assert_eq!(own.text("myBilans.0.bilan.author.displayName"), "Sophie Garnier");
    let frozen = class.sophie.run(SAVE, class.save(Some(2), json!({ "synthesis": "Autre." }))).await.fine();
    assert_eq!(frozen.problems("saveBilan"), problem("CLOSED", ""));
    assert_eq!(frozen.text("saveBilan.current.synthesis"), "Travail soigné.");
    let adam = class.school.pupil("Adam Benoît", class.division, class.melec, "1RE").await;
    assert_eq!(adam.person.ask(MINE).await.fine().at("myBilans"), &json!([]));
}

/// R104.
#[tokio::test]
async fn a_bilan_without_any_level_is_not_validated() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let begun = class.sophie.run(SAVE, class.save(None, json!({ "synthesis": "Rien encore." }))).await.fine();

    let refused = class.sophie.run(VALIDATE, on(begun.text("saveBilan.bilan.id"), 1)).await.fine();

    assert_eq!(refused.problems("validateBilan"), problem("BLANK", "levels"));
    assert_eq!(class.table(&class.sophie).await.text("trackingTable.rows.0.state"), "DRAFT");
}

/// R108, R109.
#[tokio::test]
async fn a_late_bilan_is_still_done_by_setting_its_date_back_into_the_period() {
    let app = TestApp::on("2027-03-01T08:00:00Z").await;
    let class = Class::new(&app).await;
    let period = json!({ "division": class.division, "period": class.periods[0] });
    let late = class.sophie.run(TABLE, period).await.fine();
    assert_eq!(late.text("trackingTable.rows.0.state"), "LATE");
    let level = json!({ "itemId": class.item("C1").await, "rank": 2 });
    let outside = json!({ "levels": [level], "referenceDate": "2027-03-01" });
    let draft = class.sophie.run(SAVE, class.save(None, outside)).await.fine();
    assert_eq!(draft.text("saveBilan.row.state"), "LATE");
    let bilan = draft.text("saveBilan.bilan.id").to_owned();

    let refused = class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();
    assert_eq!(refused.problems("validateBilan"), problem("OUT_OF_PERIOD", "referenceDate"));

    class.sophie.run(SAVE, class.save(Some(1), json!({ "referenceDate": "2027-02-13" }))).await.fine();
    let done = class.sophie.run(VALIDATE, on(&bilan, 2)).await.fine();
    assert_eq!(done.text("validateBilan.row.state"), "DONE", "15 days after the end still count");
}

/// R112.
#[tokio::test]
async fn a_correction_needs_a_reason_and_keeps_what_was_said() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();
    let reopen = |reason: &str| json!({ "input": { "bilanId": bilan, "version": 2, "reason": reason } });

    let silent = class.sophie.run(REOPEN, reopen("  ")).await.fine();
    assert_eq!(silent.problems("reopenBilan"), problem("BLANK", "reason"));
    let reopened = class.sophie.run(REOPEN, reopen("Erreur sur C1.")).await.fine();
    assert_eq!(reopened.text("reopenBilan.row.state"), "DRAFT");
    assert_eq!(class.ines.person.ask(MINE).await.fine().at("myBilans"), &json!([]));
    let rest =
        json!({ "synthesis": "Travail très soigné.", "levels": [{ "itemId": class.item("C1").await, "rank": 4 }] });
    class.sophie.run(SAVE, class.save(Some(3), rest)).await.fine();
    class.sophie.run(VALIDATE, on(&bilan, 4)).await.fine();

    let again = json!({ "input": { "bilanId": bilan, "version": 5, "reason": "Encore." } });
    let history = class.sophie.run(REOPEN, again).await.fine();
    assert_eq!(history.number("reopenBilan.bilan.history.0.levels.0.rank"), 3);
    assert_eq!(history.text("reopenBilan.bilan.history.0.reason"), "Erreur sur C1.");
    assert_eq!(history.text("reopenBilan.bilan.history.1.synthesis"), "Travail très soigné.");
}

/// R111.
#[tokio::test]
async fn the_last_bilans_level_is_proposed_and_kept_beside_the_decision() {
    let app = TestApp::on("2026-12-01T08:00:00Z").await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();
    app.clock.advance(chrono::TimeDelta::days(70));

    let c1 = class.item("C1").await;
    let second = class.table(&class.sophie).await;
    assert_eq!(second.text("trackingTable.period.label"), "Semestre\u{a0}2");
    assert_eq!(second.at("trackingTable.rows.0.levels.0.itemId"), &json!(c1));
    assert_eq!(second.at("trackingTable.rows.0.levels.0.proposed"), &json!(3));
    assert_eq!(second.at("trackingTable.rows.0.levels.0.rank"), &Value::Null);

    let input =
        json!({ "learnerId": class.ines.id, "periodId": class.periods[1], "levels": [{ "itemId": c1, "rank": 4 }] });
    let kept = class.sophie.run(SAVE, json!({ "input": input })).await.fine();
    assert_eq!(kept.at("saveBilan.bilan.levels.0.rank"), &json!(4));
    assert_eq!(kept.at("saveBilan.bilan.levels.0.proposed"), &json!(3));
}

/// R186.
#[tokio::test]
async fn a_draft_goes_to_the_bin_and_its_author_takes_it_back() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = class.school.teacher("Marc Petit", "071100", &[class.division]).await;
    let bilan = class.draft().await;
    let restore = json!({ "input": { "bilanId": bilan } });

    assert_eq!(marc.run(DELETE, on(&bilan, 1)).await.code(), Some("NOT_FOUND"), "a draft is its author's to remove");
    let removed = class.sophie.run(DELETE, on(&bilan, 1)).await.fine();
    assert_eq!(removed.text("deleteBilan.row.state"), "DUE");
    assert_eq!(marc.run(RESTORE, restore.clone()).await.code(), Some("NOT_FOUND"));
    let back = class.sophie.run(RESTORE, restore.clone()).await.fine();
    assert_eq!(back.text("restoreBilan.bilan.synthesis"), "Travail soigné.");

    class.sophie.run(DELETE, on(&bilan, 3)).await.fine();
    marc.run(SAVE, class.save(None, json!({ "synthesis": "Le mien." }))).await.fine();
    let taken = class.sophie.run(RESTORE, restore).await.fine();
    assert_eq!(taken.problems("restoreBilan"), problem("TAKEN", "bilanId"));
}

/// R186, R112.
#[tokio::test]
async fn a_validated_bilan_is_not_removed_and_the_bin_empties_after_thirty_days() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();
    let refused = class.sophie.run(DELETE, on(&bilan, 2)).await.fine();
    assert_eq!(refused.problems("deleteBilan"), problem("CLOSED", ""));

    let reason = json!({ "input": { "bilanId": bilan, "version": 2, "reason": "Erreur." } });
    class.sophie.run(REOPEN, reason).await.fine();
    class.sophie.run(DELETE, on(&bilan, 3)).await.fine();
    app.clock.advance(chrono::TimeDelta::days(31));
    let late = class.sophie.run(RESTORE, json!({ "input": { "bilanId": bilan } })).await.fine();
    assert_eq!(late.problems("restoreBilan"), problem("EXPIRED", "bilanId"));
}

/// R102, R182, R183: who is out of reach reads and writes nothing.
#[tokio::test]
async fn only_the_learners_own_teachers_write_their_bilans() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    let other = class.school.division("2MRC1").await;
    let stranger = class.school.teacher("Paul Ailleurs", "071100", &[other]).await;
    let save = class.save(Some(1), json!({ "synthesis": "Intrus." }));

    assert_eq!(stranger.run(SAVE, save.clone()).await.code(), Some("NOT_FOUND"));
    assert_eq!(stranger.run(VALIDATE, on(&bilan, 1)).await.code(), Some("NOT_FOUND"));
    let unseen = stranger.run(TABLE, json!({ "division": class.division })).await.fine();
    assert_eq!(unseen.at("trackingTable"), &Value::Null);
    for role in [Role::Admin, Role::Head, Role::Ddftp, Role::Learner] {
        let person = class.school.person("Autre Personne", role).await;
        assert_eq!(person.run(SAVE, save.clone()).await.code(), Some("FORBIDDEN"), "{role:?}");
        assert_eq!(person.run(VALIDATE, on(&bilan, 1)).await.code(), Some("FORBIDDEN"), "{role:?}");
    }
    let elsewhere = app.school_of("0999002X").await;
    let there = elsewhere.teacher("Zoé Loin", "071100", &[]).await;
    assert_eq!(there.run(SAVE, save).await.code(), Some("NOT_FOUND"));
    let kept = class.table(&class.sophie).await;
    assert_eq!(kept.text("trackingTable.rows.0.bilan.synthesis"), "Travail soigné.");
}

/// R123, R125: the DDFTP and the head read, and change nothing.
#[tokio::test]
async fn the_ddftp_and_the_head_read_tables_without_writing() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.draft().await;
    for role in [Role::Ddftp, Role::Head] {
        let person = class.school.person("Nadia Benali", role).await;
        let table = class.table(&person).await;
        assert_eq!(table.text("trackingTable.rows.0.state"), "DRAFT");
        assert_eq!(table.at("trackingTable.rows.0.bilan.viewerCan"), &json!([]));
        assert_eq!(table.at("trackingTable.rows.0.mine"), &json!(false));
    }
}

/// R102: the services of the files, then the DDFTP, say who is in charge.
#[tokio::test]
async fn teachers_of_the_trade_are_in_charge_unless_the_ddftp_names_others() {
    const NAME: &str =
        "mutation($input: NameTeachersInChargeInput!) { nameTeachersInCharge(input: $input) { errors { code path } } }";
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let maths = class.school.teacher("Lise Maths", "061300", &[class.division]).await;
    let outsider = class.school.teacher("Paul Ailleurs", "071100", &[]).await;
    let mine = async |who: &Person| class.table(who).await.at("trackingTable.mine").clone();
    assert_eq!((mine(&class.sophie).await, mine(&maths).await), (json!(1), json!(0)));

    let ddftp = class.school.ddftp().await;
    let name = |teachers: Value| json!({ "input": { "divisionId": class.division, "periodId": class.periods[0], "learnerIds": [class.ines.id], "teacherIds": teachers } });
    let wrong = ddftp.run(NAME, name(json!([class.ines.person.user]))).await.fine();
    assert_eq!(wrong.problems("nameTeachersInCharge"), problem("NOT_FOUND", "teacherIds.0"));
    ddftp.run(NAME, name(json!([outsider.user]))).await.fine();
    assert_eq!((mine(&class.sophie).await, mine(&outsider).await), (json!(0), json!(1)));
    outsider.run(SAVE, class.save(None, json!({ "synthesis": "Confié." }))).await.fine();

    ddftp.run(NAME, name(json!([]))).await.fine();
    assert_eq!(mine(&class.sophie).await, json!(1));
    assert_eq!(outsider.run(NAME, name(json!([]))).await.code(), Some("FORBIDDEN"));
}

/// R102: a group's own teacher comes before the division's.
#[tokio::test]
async fn the_teacher_of_the_learners_group_comes_first() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = class.school.teacher("Marc Petit", "071100", &[]).await;
    let cx = class.school.cx();
    let group = learner_group::ActiveModel {
        id: Set(cx.new_id()),
        school_year_id: Set(class.school.year),
        code: Set("1MELEC1-G1".to_owned()),
        label: Set("Groupe 1".to_owned()),
        removed_at: Set(None),
        ..Default::default()
    };
    let group = given(&cx, group).await.id;
    let member = group_member::ActiveModel {
        id: Set(cx.new_id()),
        group_id: Set(group),
        learner_id: Set(class.ines.id),
        ..Default::default()
    };
    given(&cx, member).await;
    let service = teaching::ActiveModel {
        id: Set(cx.new_id()),
        school_year_id: Set(class.school.year),
        user_id: Set(marc.user),
        subject_code: Set("071100".to_owned()),
        division_id: Set(None),
        group_id: Set(Some(group)),
        mode: Set("TP".to_owned()),
        ..Default::default()
    };
    given(&cx, service).await;

    let sophie = class.table(&class.sophie).await;
    assert_eq!(sophie.number("trackingTable.mine"), 0);
    let input = class.save(None, json!({ "synthesis": "Vu en groupe." }));
    assert_eq!(marc.run(SAVE, input).await.fine().problems("saveBilan"), []);
}

/// Decision on the journal: a division, never a learner.
#[tokio::test]
async fn the_journal_tells_a_validation_without_the_learners_name_and_the_head_reads_each_level() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let bilan = class.draft().await;
    class.sophie.run(VALIDATE, on(&bilan, 1)).await.fine();

    let cx = class.school.cx();
    let told = cx.find::<journal_entry::Entity>().with(|q| q.order_by_desc(journal_entry::Column::Seq)).one().await;
    let told = told.expect("the journal").expect("a line");
    assert_eq!((told.actor.as_str(), told.text.as_str()), ("S. Garnier", "a validé un bilan"));
    assert_eq!(told.division_id, Some(class.division));
    // R181.
    let logged = cx.find::<audit_line::Entity>().filter(audit_line::Column::Act.eq("SaveBilan")).one().await;
    assert!(logged.expect("the log").expect("a line").detail.contains("C1: - -> 3"));
}

/// R121.
#[tokio::test]
async fn a_colleagues_table_moves_as_soon_as_a_level_is_set() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = class.school.teacher("Marc Petit", "071100", &[class.division]).await;
    let follow = "subscription($division: ID!) { trackingTableChanged(divisionId: $division) { seq rows { state levels { rank } } } }";
    let mut page = marc.follow(follow, json!({ "division": class.division })).await;
    let first = page.next().await.expect("the table at once").fine();
    assert_eq!(first.text("trackingTableChanged.rows.0.state"), "DUE");

    class.draft().await;

    let second = tokio::time::timeout(std::time::Duration::from_secs(1), page.next()).await;
    let second = second.expect("within a second").expect("the stream goes on").fine();
    assert_eq!(second.text("trackingTableChanged.rows.0.state"), "DRAFT");
    assert_eq!(second.number("trackingTableChanged.rows.0.levels.0.rank"), 3);
}

/// A table is not read again for what happens in other divisions.
#[tokio::test]
async fn a_table_sleeps_while_other_divisions_write() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let other = class.school.division("1MELEC2").await;
    let marc = class.school.teacher("Marc Petit", "071100", &[other]).await;
    let follow = "subscription($division: ID!) { trackingTableChanged(divisionId: $division) { rows { state } } }";
    let mut page = marc.follow(follow, json!({ "division": other })).await;
    page.next().await.expect("the table at once").fine();

    class.draft().await;
    let silence = tokio::time::timeout(std::time::Duration::from_millis(500), page.next()).await;
    assert!(silence.is_err(), "pushed for nothing: {:?}", silence.map(|push| push.map(|said| said.0)));

    let yanis = class.school.pupil("Yanis Morel", other, class.melec, "1RE").await;
    let input = json!({ "learnerId": yanis.id, "periodId": class.periods[0], "synthesis": "Commencé." });
    marc.run(SAVE, json!({ "input": input })).await.fine();
    let push = tokio::time::timeout(std::time::Duration::from_secs(1), page.next()).await;
    let push = push.expect("within a second").expect("the stream goes on").fine();
    assert_eq!(push.text("trackingTableChanged.rows.0.state"), "DRAFT");
}

/// R106: who left before a period owes nothing for it; who leaves during it does.
#[tokio::test]
async fn a_learner_who_left_before_the_period_is_not_in_its_table() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let yanis = class.school.pupil("Yanis Morel", class.division, class.melec, "1RE").await;
    let leaves = async |date| {
        let cx = class.school.cx();
        let change = cx.write(Act::CreateUser, async |tx| {
            tx.update_where::<enrolment::Entity>(|u| {
                u.col_expr(enrolment::Column::LeftOn, sea_orm::sea_query::Expr::value(date))
                    .filter(enrolment::Column::LearnerId.eq(yanis.id))
            })
            .await
        });
        change.await.expect("the enrolment");
    };
    leaves(day(2026, 11, 27)).await;
    let table = class.table(&class.sophie).await;
    assert_eq!(table.number("trackingTable.expected"), 2);
    assert_eq!(table.text("trackingTable.rows.1.leavesOn"), "2026-11-27");
    let second = json!({ "division": class.division, "period": class.periods[1] });
    let second = class.sophie.run(TABLE, second).await.fine();
    assert_eq!(second.at("trackingTable.rows").as_array().map(Vec::len), Some(1));
    assert_eq!(second.text("trackingTable.rows.0.state"), "NOT_DUE");
}

/// R103: a division of two diplomas shows one at a time.
#[tokio::test]
async fn a_division_of_two_diplomas_shows_one_framework_at_a_time() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let mcv = class.school.specialty("bac-pro-mcv").await;
    for names in ["Adam Benoît", "Zoé Martin"] {
        class.school.pupil(names, class.division, mcv, "2NDE").await;
    }
    let table = class.table(&class.sophie).await;
    assert_eq!(table.text("trackingTable.framework.shortTitle"), "Bac pro MCV");
    assert_eq!(table.at("trackingTable.competencies").as_array().map(Vec::len), Some(10), "those of seconde only");
    assert_eq!(table.at("trackingTable.rows").as_array().map(Vec::len), Some(2));
    assert_eq!(table.at("trackingTable.period"), &Value::Null);
    let melec = class.school.framework("bac-pro-melec").await;
    let other = class.sophie.run(TABLE, json!({ "division": class.division, "framework": melec })).await.fine();
    assert_eq!(other.at("trackingTable.rows").as_array().map(Vec::len), Some(1));
    assert!(other.at("trackingTable.units").as_array().is_some_and(|units| !units.is_empty()));
    assert!(other.at("trackingTable.unitCompetencies.0.itemIds").as_array().is_some_and(|items| !items.is_empty()));
}

/// Security T10: right, state and version are read in the transaction that writes.
#[tokio::test]
async fn validating_and_editing_at_once_never_freezes_what_was_not_seen() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    let marc = class.school.teacher("Marc Petit", "071100", &[class.division]).await;
    let bilan = class.draft().await;
    let cx = class.school.cx();
    for round in 0..200 {
        let row = cx.find::<bilan::Entity>().one().await.expect("the table").expect("the bilan");
        let version = i64::from(row.version);
        let text = format!("Tour {round}");
        let edit = class.save(Some(version), json!({ "synthesis": text }));
        let (edited, validated) = tokio::join!(marc.run(SAVE, edit), class.sophie.run(VALIDATE, on(&bilan, version)));
        let (edited, validated) = (edited.fine(), validated.fine());

        let won = [edited.problems("saveBilan").is_empty(), validated.problems("validateBilan").is_empty()];
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "one of the two, never both: {won:?}");
        let after = cx.find::<bilan::Entity>().one().await.expect("the table").expect("the bilan");
        assert_eq!(after.validated_at.is_some(), won[1]);
        assert_eq!(after.synthesis == text, won[0]);
        if won[1] {
            let reopen = json!({ "input": { "bilanId": bilan, "version": version + 1, "reason": "Suite." } });
            class.sophie.run(REOPEN, reopen).await.fine();
        }
    }
}

#[tokio::test]
async fn the_whole_table_is_read_in_as_many_statements_whatever_the_number_of_learners() {
    let app = TestApp::new().await;
    let class = Class::new(&app).await;
    class.draft().await;
    let (_, few) = app.statements(class.table(&class.sophie)).await;

    for n in 0..24 {
        let pupil = class.school.pupil(&format!("Élève Numéro{n:02}"), class.division, class.melec, "1RE").await;
        let input = json!({ "learnerId": pupil.id, "periodId": class.periods[0], "synthesis": "Commencé." });
        class.sophie.run(SAVE, json!({ "input": input })).await.fine();
    }
    let (table, many) = app.statements(class.table(&class.sophie)).await;
    assert_eq!(table.at("trackingTable.rows").as_array().map(Vec::len), Some(25));
    assert_eq!(many, few);
}
