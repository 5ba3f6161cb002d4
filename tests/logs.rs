//! The journal of access: listed for those who answer for the school, chained, sealed each night, kept a year (R181; security 7).

use crate::app::TestApp;
use crate::app::http::{Back, by, with};
use crate::app::people::Person;
use crate::app::school::{Premiere, School};
use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use entity::role_grant::Role;
use entity::{audit_line, log_mark, read_line};
use etabli::access::{Act, Task};
use etabli::audit::{self, Break, Log, Verified};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::json;
use std::time::Duration;

const ACTS: &str = "query ($text: String, $from: NaiveDate, $to: NaiveDate, $first: Int, $after: String) {
    auditLog(text: $text, from: $from, to: $to, first: $first, after: $after) {
        nodes { number at role words actor { displayName } subject { displayName } }
        pageInfo { hasNextPage endCursor } } }";
const READS: &str = "query ($text: String) { readingLog(text: $text) {
    nodes { number role words names readCount address actor { displayName } } } }";
const VERIFY: &str = "{ logVerification { log lines holds brokenAt head } }";

async fn verified(school: &School<'_>, log: Log) -> Verified {
    audit::verify(&school.cx(), log, None).await.expect("the chain is followed")
}

/// Waits until the lines of the last second are in the reading log.
async fn until_written(school: &School<'_>, many: usize) -> Vec<read_line::Model> {
    let cx = school.cx();
    for _ in 0..100 {
        let rows = cx.find::<read_line::Entity>().with(|q| q.order_by_asc(read_line::Column::Number)).all().await;
        let rows = rows.expect("the reading log");
        if rows.len() >= many {
            return rows;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the reading log never held {many} lines");
}

/// Somebody reads the address of an account, which is logged before it is told.
async fn read_address(app: &TestApp, school: &School<'_>, times: usize) {
    let admin = school.admin().await;
    let other = school.person("Inès Lambert", Role::Teacher).await;
    for _ in 0..times {
        let cx = app.cx(admin.actor.clone()).await;
        cx.log_before_telling(Act::ReadContact, &[other.user]).await.expect("the line is written");
    }
}

#[tokio::test]
async fn what_was_done_is_listed_with_who_did_it_on_whose_account_and_found_by_names_words_and_days() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, head) = (school.admin().await, school.person("Hugo Chef", Role::Head).await);
    let closed = school.person("Éva Parchemin", Role::Teacher).await;
    let other = school.person("Luc Durand", Role::Teacher).await;
    let close = "mutation ($input: DisableUserInput!) { disableUser(input: $input) { errors { message } } }";
    admin.run(close, json!({ "input": { "userId": closed.user } })).await.fine();
    app.clock.advance(TimeDelta::days(1));
    head.run(close, json!({ "input": { "userId": other.user } })).await.fine();

    let said = admin.run(ACTS, json!({ "first": 2 })).await.fine();
    assert_eq!(said.text("auditLog.nodes.0.words"), "Compte fermé");
    assert_eq!(said.text("auditLog.nodes.0.actor.displayName"), "Hugo Chef");
    assert_eq!(said.text("auditLog.nodes.0.subject.displayName"), "Luc Durand");
    assert_eq!(said.text("auditLog.nodes.0.role"), "HEAD");
    let next = json!({ "first": 2, "after": said.text("auditLog.pageInfo.endCursor") });
    let more = admin.run(ACTS, next).await.fine();
    assert_eq!(
        more.number("auditLog.nodes.0.number"),
        said.number("auditLog.nodes.1.number") - 1,
        "no gap, none twice"
    );

    let whose = async |wanted| {
        let said = head.run(ACTS, wanted).await.fine();
        let nodes = said.at("auditLog.nodes").as_array().expect("a list").clone();
        let of = |node: &serde_json::Value| node["subject"]["displayName"].as_str().unwrap_or_default().to_owned();
        nodes.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(whose(json!({ "text": "parchemin" })).await, ["Éva Parchemin"], "by whose account it was");
    assert_eq!(whose(json!({ "text": "chef" })).await, ["Luc Durand"], "by who did it");
    assert_eq!(whose(json!({ "text": "compte ferm" })).await, ["Luc Durand", "Éva Parchemin"], "by what was done");
    assert_eq!(whose(json!({ "text": "%" })).await, Vec::<String>::new(), "a sign of the database means nothing");
    let today = school.cx().today();
    assert_eq!(whose(json!({ "text": "ferme", "from": today })).await, ["Luc Durand"]);
    assert_eq!(whose(json!({ "text": "ferme", "to": today - TimeDelta::days(1) })).await, ["Éva Parchemin"]);
}

#[tokio::test]
async fn the_head_sees_who_read_which_file_and_finds_it_by_the_name_of_either_r181() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, sophie, .. } = app.premiere().await;
    let ines = school.pupil("Inès Lambert", division, melec, "1RE").await;
    let head = school.person("Hugo Chef", Role::Head).await;
    app.app.start();
    let cx = app.cx(sophie.actor.clone()).await;
    cx.find::<entity::learner::Entity>().get(ines.id).await.expect("her learner");
    cx.log_reads("trackingTable").await;
    until_written(&school, 1).await;

    for text in ["lambert", "Sophie", ""] {
        let said = head.run(READS, json!({ "text": text })).await.fine();
        assert_eq!(said.text("readingLog.nodes.0.words"), "Ouvert le tableau de suivi de la classe", "{text}");
        assert_eq!(*said.at("readingLog.nodes.0.names"), json!(["Inès Lambert"]));
        assert_eq!(said.number("readingLog.nodes.0.readCount"), 1);
        assert_eq!(said.text("readingLog.nodes.0.role"), "TEACHER");
    }
    assert_eq!(*head.run(READS, json!({ "text": "durand" })).await.fine().at("readingLog.nodes"), json!([]));
    // Reading the log opens nobody's file.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(until_written(&school, 1).await.len(), 1);
}

#[tokio::test]
async fn a_line_removed_from_the_reading_log_or_changed_in_it_shows() {
    let app = TestApp::new().await;
    let school = app.school().await;
    read_address(&app, &school, 4).await;
    let whole = verified(&school, Log::Reads).await;
    assert_eq!((whole.lines, whole.broken), (4, None));

    let head = school.person("Hugo Chef", Role::Head).await;
    let said = head.ask(VERIFY).await.fine();
    assert_eq!(*said.at("logVerification.1.holds"), json!(true));
    assert_eq!(said.text("logVerification.1.head"), whole.head);

    let tamper = async |number: i64, address: &str| {
        let at_line = read_line::Column::Number.eq(number);
        let cx = school.cx();
        cx.write(Act::CreateUser, async |tx| {
            tx.update_where::<read_line::Entity>(|u| {
                u.col_expr(read_line::Column::Operation, address.into()).filter(at_line.clone())
            })
            .await
        })
        .await
        .expect("the line is changed");
    };
    tamper(2, "autre chose").await;
    assert_eq!(verified(&school, Log::Reads).await.broken, Some(Break::Changed(2)));
    let said = head.ask(VERIFY).await.fine();
    assert_eq!((said.at("logVerification.1.holds"), said.number("logVerification.1.brokenAt")), (&json!(false), 2));
    tamper(2, "users.read_contact").await;
    assert_eq!(verified(&school, Log::Reads).await.broken, None);
    school
        .cx()
        .write(Act::CreateUser, async |tx| {
            tx.delete_where::<read_line::Entity>(|d| d.filter(read_line::Column::Number.eq(3))).await
        })
        .await
        .expect("the line is removed");
    assert_eq!(verified(&school, Log::Reads).await.broken, Some(Break::Removed(4)));
}

#[tokio::test]
async fn what_was_sealed_at_night_cannot_be_cut_off_nor_written_anew() {
    let app = TestApp::new().await;
    let school = app.school().await;
    read_address(&app, &school, 3).await;
    let night = app.task(Task::RunJobs, Some(school.id));
    audit::keeping::each_night(&night).await.expect("the logs are sealed");
    audit::keeping::each_night(&night).await.expect("twice is the same");
    let marks = school.cx().find::<log_mark::Entity>().all().await.expect("the seals");
    assert_eq!(marks.len(), 2, "one seal a log: {marks:?}");

    let cx = school.cx();
    let cut = cx.write(Act::CreateUser, async |tx| {
        tx.delete_where::<read_line::Entity>(|d| d.filter(read_line::Column::Number.gte(3))).await
    });
    assert_eq!(cut.await.expect("the end is cut off"), 1);
    assert_eq!(verified(&school, Log::Reads).await.broken, Some(Break::Removed(4)), "the sealed line is missing");

    let forged = cx.write(Act::CreateUser, async |tx| {
        tx.update_where::<log_mark::Entity>(|u| {
            u.col_expr(log_mark::Column::Number, 2.into()).filter(log_mark::Column::Log.eq(Log::Reads))
        })
        .await
    });
    assert_eq!(forged.await.expect("the seal is moved"), 1);
    assert_eq!(verified(&school, Log::Reads).await.broken, Some(Break::Forged(2)));
}

#[tokio::test]
async fn lines_go_after_a_year_addresses_are_cut_after_a_month_and_the_chain_still_holds() {
    let app = TestApp::new().await;
    let Premiere { school, melec, division, sophie, .. } = app.premiere().await;
    let night = async || {
        audit::keeping::each_night(&app.task(Task::RunJobs, Some(school.id))).await.expect("the night passes");
    };
    app.app.start();
    let ines = school.pupil("Inès Lambert", division, melec, "1RE").await;
    let read = async |address: &str| {
        let cx = app.cx(sophie.actor.clone()).await.coming_from(address.parse().expect("an address"));
        cx.find::<entity::learner::Entity>().get(ines.id).await.expect("her learner");
        cx.log_reads("trackingTable").await;
    };
    read("192.0.2.77").await;
    until_written(&school, 1).await;
    night().await;
    assert_eq!(until_written(&school, 1).await[0].address, "192.0.2.77");

    app.clock.advance(TimeDelta::days(31));
    night().await;
    assert_eq!(until_written(&school, 1).await[0].address, "192.0.2.0/24");
    assert_eq!(verified(&school, Log::Reads).await.broken, None, "what was cut is still what was chained");

    app.clock.advance(TimeDelta::days(340));
    read("192.0.2.78").await;
    until_written(&school, 2).await;
    night().await;
    let left = until_written(&school, 1).await;
    assert_eq!(left.iter().map(|line| line.number).collect::<Vec<_>>(), [2], "a year is kept");
    let found = verified(&school, Log::Reads).await;
    assert_eq!((found.lines, found.last, found.broken), (1, 2, None));
    let acts = verified(&school, Log::Acts).await;
    assert_eq!(acts.broken, None);
    // Every act was older: the chain goes on from its seal.
    assert_eq!(acts.lines, 0);
    app.cx(school.ddftp().await.actor).await.write(Act::SaveLslPeriods, async |_| Ok(())).await.expect("the write");
    let acts = verified(&school, Log::Acts).await;
    assert_eq!(acts.broken, None);
    assert!(acts.last > acts.lines && acts.lines > 0, "{acts:?}");
    let first =
        school.cx().find::<audit_line::Entity>().with(|q| q.order_by_asc(audit_line::Column::Number)).one().await;
    assert!(first.expect("the log").is_none_or(|line| line.at > school.cx().now() - TimeDelta::days(366)));
}

#[tokio::test]
async fn who_reads_which_log_and_only_of_the_own_school() {
    let app = TestApp::new().await;
    let (school, far) = (app.school().await, app.school_of("0999002X").await);
    read_address(&app, &school, 1).await;
    let admin = school.admin().await;
    assert_eq!(
        admin.run(READS, json!({})).await.code(),
        Some("FORBIDDEN"),
        "an administrator sees what was done alone"
    );
    let elsewhere = far.person("Hugo Ailleurs", Role::Head).await;
    assert_eq!(*elsewhere.run(READS, json!({})).await.fine().at("readingLog.nodes"), json!([]));
    let ddftp = school.ddftp().await;
    for document in [ACTS, READS, VERIFY] {
        assert_eq!(ddftp.run(document, json!({})).await.code(), Some("FORBIDDEN"));
    }
}

/// Takes a log away as somebody's page does.
async fn exported(app: &TestApp, who: &Person, query: &str) -> Back {
    let request = Request::get(format!("/journal/export.csv?{query}")).header("x-etabli-client", "stories");
    app.http().send(by(request.body(Body::empty()).expect("a request"), who)).await
}

/// The cells of a table, line by line.
fn cells(back: &Back) -> Vec<Vec<String>> {
    let mut table = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(&back.bytes[3..]);
    table.records().map(|line| line.expect("a line").iter().map(str::to_owned).collect()).collect()
}

/// R181, decision 7.
#[tokio::test]
async fn the_head_takes_a_log_away_as_it_is_filtered_and_both_logs_say_so() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let head = school.person("Hugo Chef", Role::Head).await;
    let closed = school.person("=HYPERLINK(1) Éva", Role::Teacher).await;
    let other = school.person("Luc Durand", Role::Teacher).await;
    let close = "mutation ($input: DisableUserInput!) { disableUser(input: $input) { errors { message } } }";
    head.run(close, json!({ "input": { "userId": closed.user } })).await.fine();
    app.clock.advance(TimeDelta::days(1));
    // A session lasts half a day: she comes back.
    let head = Person::signed_in(&school, head.user, Role::Head).await;
    head.run(close, json!({ "input": { "userId": other.user } })).await.fine();

    let back = exported(&app, &head, "log=acts&text=compte+ferme&from=&to=").await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(back.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(back.header("content-disposition"), "attachment; filename=\"journal-actions-2026-11-17.csv\"");
    assert!(back.bytes.starts_with(b"\xef\xbb\xbf"), "a spreadsheet knows the letters by their mark");
    let table = cells(&back);
    assert_eq!(table[0], ["Ligne", "Jour (jj/mm/aaaa)", "Heure (Europe/Paris)", "Qui", "Rôle", "Quoi", "Compte"]);
    assert_eq!(table.len(), 3, "{table:?}");
    assert_eq!(
        table[1][1..],
        ["17/11/2026", "09:00:00", "Hugo Chef", "chef d’établissement", "Compte fermé", "Luc Durand"]
    );
    assert_eq!(table[2][6], "'=HYPERLINK(1) Éva", "a name is never a formula");
    let today = cells(&exported(&app, &head, "log=acts&text=compte+ferme&from=2026-11-17").await);
    assert_eq!(today.len(), 2, "the filter is kept");

    let said = head.run(ACTS, json!({ "text": "exporte" })).await.fine();
    assert_eq!(said.text("auditLog.nodes.0.words"), "Journal des accès exporté");
    let lines = until_written(&school, 2).await;
    assert_eq!(lines.len(), 2, "written before the answer");
    assert_eq!((lines[0].operation.as_str(), lines[0].actor_id), ("audit_log.export", head.user));
    assert_eq!(verified(&school, Log::Reads).await.broken, None);
    assert_eq!(verified(&school, Log::Acts).await.broken, None);
}

/// Whoever is looked for is named, and finds it among those who read them.
#[tokio::test]
async fn the_log_of_readings_is_taken_away_whole_page_after_page_with_the_names_of_those_read() {
    let app = TestApp::new().await;
    let school = app.school().await;
    read_address(&app, &school, 201).await;
    let head = school.person("Hugo Chef", Role::Head).await;
    let table = cells(&exported(&app, &head, "log=reads&text=lambert").await);
    let titles = [
        "Ligne",
        "Jour (jj/mm/aaaa)",
        "Heure (Europe/Paris)",
        "Qui",
        "Rôle",
        "Quoi",
        "Dossiers lus",
        "De qui",
        "Depuis",
    ];
    assert_eq!(table[0], titles);
    // The export itself is the newest line that names her: it was written before.
    assert_eq!(
        table[1][3..8],
        ["Hugo Chef", "chef d’établissement", "Exporté le journal des accès", "1", "Inès Lambert"]
    );
    assert_eq!(table[2][3..8], ["Alain Admin", "administrateur", "Lu l’adresse électronique", "1", "Inès Lambert"]);
    let numbers: Vec<i64> = table[1..].iter().map(|line| line[0].parse().expect("a number")).collect();
    assert_eq!(numbers, (1..=202).rev().collect::<Vec<_>>(), "no gap, none twice");
    let read = Person::signed_in(&school, until_read(&school).await, Role::Teacher).await;
    let said = read.ask("{ viewer { accessLog(first: 1) { nodes { role what } } } }").await.fine();
    assert_eq!(said.text("viewer.accessLog.nodes.0.what"), "exporté le journal des accès");
    assert_eq!(said.text("viewer.accessLog.nodes.0.role"), "HEAD");
}

/// The account whose address was read.
async fn until_read(school: &School<'_>) -> entity::id::UserId {
    let lines = until_written(school, 1).await;
    lines[0].learners[0].as_str().expect("an account").parse().expect("an identifier")
}

#[tokio::test]
async fn a_log_is_taken_away_by_the_head_alone_from_our_own_page_ten_times_an_hour() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, ddftp) = (school.admin().await, school.ddftp().await);
    let head = school.person("Hugo Chef", Role::Head).await;
    for who in [&admin, &ddftp] {
        assert_eq!(exported(&app, who, "log=acts").await.status, 403);
    }
    assert_eq!(exported(&app, &Person::stranger(&app), "log=acts").await.status, 401);
    for wrong in ["log=tout", "log=acts&from=hier", "log=acts&to=2026-13-01", "log=acts&from=%00", "text=x"] {
        assert_eq!(exported(&app, &head, wrong).await.status, 400, "{wrong}");
    }
    let long = format!("log=acts&text={}", "a".repeat(300));
    assert_eq!(exported(&app, &head, &long).await.status, 413);
    let odd = exported(&app, &head, "log=acts&text=%25%0D%0A%3Cb%3E").await;
    assert_eq!((odd.status.as_u16(), cells(&odd).len()), (200, 1), "markup and line ends find nothing");

    let http = app.http();
    let request = || {
        let request = Request::get("/journal/export.csv?log=acts").header("x-etabli-client", "stories");
        by(request.body(Body::empty()).expect("a request"), &head)
    };
    assert_eq!(http.send(with(request(), "origin", "https://ailleurs.example")).await.status, 403);
    assert_eq!(http.send(with(request(), "x-etabli-client", "")).await.status, 403);
    let mut statuses = Vec::new();
    for _ in 0..11 {
        statuses.push(http.send(request()).await.status.as_u16());
    }
    assert_eq!(statuses[..10], [200; 10]);
    assert_eq!(statuses[10], 429, "Q9");
}
