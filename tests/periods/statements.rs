//! What the calendar costs the database: as much for two lines as for all of them.

use super::{CALENDAR, SAVE, save, semesters, target, two_lines};
use crate::app::TestApp;
use serde_json::json;

#[tokio::test]
async fn the_calendar_is_read_in_as_many_statements_whatever_the_number_of_levels() {
    let app = TestApp::new().await;
    let (school, ddftp, melec, cap) = two_lines(&app).await;
    let (_, few) = app.statements(ddftp.ask(CALENDAR)).await;

    let mcv = school.specialty("bac-pro-mcv").await;
    for (specialty, level) in [(melec, "2NDE"), (melec, "TLE"), (mcv, "1RE"), (mcv, "TLE"), (cap, "CAP2")] {
        let division = school.division(&format!("{level}-{specialty}")).await;
        school.pupil("Une Élève", division, specialty, level).await;
        ddftp.run(SAVE, save(&[target(specialty, level, 0)], &semesters())).await.fine();
    }
    let (many, statements) = app.statements(ddftp.ask(CALENDAR)).await;
    assert_eq!(many.fine().at("calendar.lines").as_array().map(Vec::len), Some(7));
    assert_eq!(statements, few);
}
