//! Dates move and bilans stay: those left outside are told and listed (R49).

use super::{SAVE, period, save, semesters, target, two_lines};
use crate::app::TestApp;
use crate::app::people::Said;
use serde_json::json;

/// R49.
#[tokio::test]
async fn moving_dates_keeps_every_bilan_and_tells_those_left_outside() {
    let app = TestApp::new().await;
    let (school, ddftp, melec, _) = two_lines(&app).await;
    let saved = ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &semesters())).await.fine();
    let first = saved.text("saveGradingPeriods.lines.0.gradingPeriods.0.id").to_owned();
    let division = school.division("1MELEC2").await;
    let teacher = school.teacher("Sophie Garnier", "071100", &[division]).await;
    let yanis = school.pupil("Yanis Morel", division, melec, "1RE").await;
    let document =
        "mutation($input: SaveBilanInput!) { saveBilan(input: $input) { bilan { id referenceDate } errors { code } } }";
    let begun = teacher.run(document, json!({ "input": { "learnerId": yanis.id, "periodId": first } })).await.fine();
    assert_eq!(begun.text("saveBilan.bilan.referenceDate"), "2026-11-16");

    let earlier = json!([period("2026-09-01", "2026-10-30"), period("2026-10-31", "2027-06-30")]);
    let moved = ddftp.run(SAVE, save(&[target(melec, "1RE", 1)], &earlier)).await.fine();

    assert_eq!(moved.number("saveGradingPeriods.lines.0.entriesOutside"), 1);
    assert_eq!(moved.text("saveGradingPeriods.lines.0.gradingPeriods.0.id"), first, "the period is the same one");
    let table = "query($division: ID!, $period: ID!) { trackingTable(divisionId: $division, periodId: $period) { rows { state bilan { id } } } }";
    let table = teacher.run(table, json!({ "division": division, "period": first })).await.fine();
    assert_eq!(table.at("trackingTable.rows.0.bilan.id"), begun.at("saveBilan.bilan.id"));
    assert_eq!(table.text("trackingTable.rows.0.state"), "LATE");
}

const OUTSIDE: &str =
    "query($specialty: ID!, $level: String!) { entriesOutside(specialtyId: $specialty, level: $level) {
    id learner { displayName division { code } } gradingPeriod { label } periodRemoved referenceDate validated } }";

/// R49.
#[tokio::test]
async fn bilans_left_outside_are_listed_to_those_who_read_them() {
    let app = TestApp::new().await;
    let (school, ddftp, melec, _) = two_lines(&app).await;
    let saved = ddftp.run(SAVE, save(&[target(melec, "1RE", 0)], &semesters())).await.fine();
    let first = saved.text("saveGradingPeriods.lines.0.gradingPeriods.0.id").to_owned();
    let (mine, theirs) = (school.division("1MELEC2").await, school.division("1MELEC3").await);
    let teacher = school.teacher("Sophie Garnier", "071100", &[mine]).await;
    let other = school.teacher("Anne Loin", "071100", &[theirs]).await;
    for (names, division, teacher) in
        [("Yanis Morel", mine, &teacher), ("Jade Abel", mine, &teacher), ("Tom Roussel", theirs, &other)]
    {
        let pupil = school.pupil(names, division, melec, "1RE").await;
        let document = "mutation($input: SaveBilanInput!) { saveBilan(input: $input) { errors { code } } }";
        let begun = teacher.run(document, json!({ "input": { "learnerId": pupil.id, "periodId": first } }));
        assert_eq!(begun.await.fine().problems("saveBilan"), []);
    }
    let line = json!({ "specialty": melec, "level": "1RE" });
    let names = |said: &Said| -> Vec<String> {
        let entries = said.at("entriesOutside").as_array().expect("a list").iter();
        entries.map(|entry| entry["learner"]["displayName"].as_str().expect("a name").to_owned()).collect()
    };
    let before = ddftp.run(OUTSIDE, line.clone()).await.fine();
    assert_eq!(names(&before), Vec::<String>::new(), "all of them count");

    let earlier = json!([period("2026-09-01", "2026-10-30"), period("2026-10-31", "2027-06-30")]);
    ddftp.run(SAVE, save(&[target(melec, "1RE", 1)], &earlier)).await.fine();

    let listed = ddftp.run(OUTSIDE, line.clone()).await.fine();
    assert_eq!(names(&listed), ["Jade Abel", "Yanis Morel", "Tom Roussel"]);
    let entry = listed.at("entriesOutside.1").clone();
    assert_eq!(
        entry,
        json!({
            "id": entry["id"],
            "learner": { "displayName": "Yanis Morel", "division": { "code": "1MELEC2" } },
            "gradingPeriod": { "label": "Semestre\u{a0}1" },
            "periodRemoved": false,
            "referenceDate": "2026-11-16",
            "validated": false,
        })
    );
    let own = teacher.run(OUTSIDE, line.clone()).await.fine();
    assert_eq!(names(&own), ["Jade Abel", "Yanis Morel"], "a teacher reads the classes they teach");
    let elsewhere = app.school_of("0999002X").await;
    for reader in [school.admin().await, elsewhere.ddftp().await] {
        let unseen = reader.run(OUTSIDE, line.clone()).await.fine();
        assert_eq!(names(&unseen), Vec::<String>::new());
    }

    let removed =
        "mutation($input: DeleteGradingPeriodsInput!) { deleteGradingPeriods(input: $input) { errors { code } } }";
    ddftp.run(removed, json!({ "input": { "target": target(melec, "1RE", 2) } })).await.fine();
    let listed = ddftp.run(OUTSIDE, line).await.fine();
    assert_eq!(listed.at("entriesOutside.0.periodRemoved"), &json!(true));
    assert_eq!(names(&listed).len(), 3);
}
