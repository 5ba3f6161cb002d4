//! The command palette finds what the person may open (R22).

use crate::app::TestApp;
use crate::app::people::Person;
use serde_json::json;

#[tokio::test]
async fn the_palette_finds_what_the_person_may_open_r22() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (mine, theirs) = (school.division("1MCV1").await, school.division("TMCV1").await);
    let specialty = school.specialty("bac-pro-mcv").await;
    let pupil = school.pupil("Léo Petit", mine, specialty, "1RE").await;
    school.pupil("Léa Petitjean", theirs, specialty, "TLE").await;
    let teacher = school.teacher("Hervé Prévost", "071100", &[mine]).await;
    let find = async |person: &Person, text: &str| {
        let said = person
            .run("query ($t: String!) { search(text: $t) { kind title detail path } }", json!({ "t": text }))
            .await
            .fine();
        said.at("search")
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["title"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(find(&teacher, "PETI").await, ["Léo Petit"]);
    assert_eq!(find(&teacher, "mcv").await, Vec::<String>::new());
    assert_eq!(find(&teacher, "1mcv").await, ["1MCV1"]);
    assert_eq!(find(&teacher, "%%").await, Vec::<String>::new());
    assert_eq!(find(&school.ddftp().await, "peti").await, ["Léo Petit", "Léa Petitjean"]);
    assert_eq!(find(&school.admin().await, "peti").await, Vec::<String>::new());
    assert_eq!(find(&school.admin().await, "imp").await, ["Imports"]);
    assert_eq!(find(&pupil.person, "bilans").await, ["Mes bilans"]);
}
