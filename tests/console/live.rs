//! The console moves by itself, exactly, and costs the same whatever the school (R50, R121, R183).

use super::{Class, PICTURE, cell, moved, picture};
use crate::app::TestApp;
use crate::app::people::{Person, Said};
use crate::app::school::day;
use chrono::TimeDelta;
use etabli::bilans::life;
use etabli::changes::Topic;
use futures::StreamExt as _;
use serde_json::json;

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

/// The next push of a screen, within two seconds.
async fn soon(screen: &mut (impl futures::Stream<Item = Said> + Unpin)) -> Said {
    let push = tokio::time::timeout(std::time::Duration::from_secs(2), screen.next()).await;
    push.expect("within two seconds").expect("the stream goes on").fine()
}

/// R105, R187: what is late depends on the day, and the day begins at midnight in the school.
#[tokio::test]
async fn a_console_left_open_moves_at_midnight_of_the_school() {
    // Two minutes before midnight in Paris, on the last day of the first semester.
    let app = TestApp::on("2027-01-29T22:58:00Z").await;
    let class = Class::new(&app).await;
    let mut own = class.ddftp.follow("subscription { consoleChanged { today lateCount } }", json!({})).await;
    let all = class.ddftp.everybody();
    let mut shared = all.follow("subscription { consoleChanged { today lateCount } }", json!({})).await;
    let table = "subscription($division: ID!, $period: ID!) {
        trackingTableChanged(divisionId: $division, periodId: $period) { rows { state } } }";
    let of_first = json!({ "division": class.division, "period": class.periods[0] });
    let mut table = class.sophie.follow(table, of_first).await;
    let calendar = "subscription { calendarChanged { seq schoolYear { label } } }";
    let mut calendar = class.ddftp.follow(calendar, json!({})).await;
    for screen in [&mut own, &mut shared] {
        let first = screen.next().await.expect("at once").fine();
        assert_eq!(first.at("consoleChanged"), &json!({ "today": "2027-01-29", "lateCount": 0 }));
    }
    let first = table.next().await.expect("at once").fine();
    assert_eq!(first.text("trackingTableChanged.rows.0.state"), "DUE");
    calendar.next().await.expect("at once").fine();

    app.clock.advance(TimeDelta::seconds(119));
    let silence = tokio::time::timeout(std::time::Duration::from_millis(300), own.next()).await;
    assert!(silence.is_err(), "pushed on the same day: {:?}", silence.map(|push| push.map(|said| said.0)));

    app.clock.advance(TimeDelta::seconds(1));
    for screen in [&mut own, &mut shared] {
        let push = soon(screen).await;
        assert_eq!(push.at("consoleChanged"), &json!({ "today": "2027-01-30", "lateCount": 3 }));
    }
    let push = soon(&mut table).await;
    assert_eq!(push.text("trackingTableChanged.rows.0.state"), "LATE");
    soon(&mut calendar).await;

    app.clock.advance(TimeDelta::days(1));
    let push = soon(&mut own).await;
    assert_eq!(push.text("consoleChanged.today"), "2027-01-31");
}
