//! Activation slips: what a school hands over on paper for a first sign-in, eight to a page (R7, R14; security 4.1).
//!
//! Printing opens the first sign-in of those who never signed in, for two weeks. A code is made anew each time and kept as a
//! digest: what an earlier slip said is worth nothing any more.

use chrono::{DateTime, Utc};
use entity::establishment::{self, ActivationMode};
use entity::id::DivisionId;
use entity::{division, user};

use super::activation;
use crate::access::Act;
use crate::cx::Cx;
use crate::error::{Code, Problem, Result};
use crate::establishments::names;
use crate::print::{self, HEIGHT, Paper, Sheet, WIDTH, Weight};

/// Slips side by side.
const COLUMNS: usize = 2;
/// Slips one above the other.
const ROWS: usize = 4;
/// Blank around what a slip says, in points.
const MARGIN: f32 = 22.0;
/// Side of the QR code, in points.
const CODE_SIDE: f32 = 74.0;

/// What a slip says.
struct Slip {
    name: String,
    login: String,
    code: Option<String>,
}

/// What all slips of a document say.
struct Same<'a> {
    school: &'a establishment::Model,
    division: &'a str,
    /// Address of the sign-in page.
    home: &'a str,
    /// Last day, as people read it.
    until: String,
}

/// The slips of the learners of a division who never signed in, as a PDF, with the name of the file.
pub async fn print(cx: &Cx, division: DivisionId) -> Result<(String, Vec<u8>)> {
    let (school, division, people) = cx
        .write(Act::PrintActivationSlips, async |tx| {
            let row = tx.get::<division::Entity>(division).await?;
            let ids = activation::accounts_of(tx, division).await?;
            let opening = activation::open(tx, "divisionId", &ids, false).await?;
            tx.audit_detail(format!("{} slips", opening.people.len()));
            Ok((tx.school::<establishment::Entity>().get(tx.establishment()?).await?, row, opening.people))
        })
        .await?;
    if people.is_empty() {
        let sentence =
            "Tous les apprenants de cette classe ont déjà leur mot de passe\u{a0}: il n’y a pas de fiche à imprimer.";
        return Err(Problem::new(Code::NotReady, "divisionId", sentence).into());
    }
    let home = format!("{}/{}", cx.config().public_url, school.uai);
    let same = Same {
        school: &school,
        division: &division.code,
        home: &home,
        until: day(cx, cx.now() + activation::OPEN_FOR),
    };
    let slips: Vec<Slip> = people.into_iter().map(|(user, code)| slip(&user, code)).collect();
    let pdf = drawn(&same, &slips)?;
    Ok((format!("fiches-{}.pdf", names::folded(&division.code)), pdf))
}

fn slip(user: &user::Model, code: Option<String>) -> Slip {
    Slip { name: names::display_name(user), login: user.login.clone(), code }
}

fn day(cx: &Cx, moment: DateTime<Utc>) -> String {
    moment.with_timezone(&cx.zone()).format("%d/%m/%Y").to_string()
}

fn drawn(same: &Same<'_>, slips: &[Slip]) -> Result<Vec<u8>> {
    let mut paper = Paper::new(&format!("Première connexion, {}", same.division))?;
    #[expect(clippy::cast_precision_loss, reason = "there are two columns and four rows")]
    let (width, height) = (WIDTH / COLUMNS as f32, HEIGHT / ROWS as f32);
    for page in slips.chunks(COLUMNS * ROWS) {
        paper.page(|sheet| {
            sheet.cut((width, 0.0), (width, HEIGHT));
            (1..=3u8).for_each(|row| sheet.cut((0.0, height * f32::from(row)), (WIDTH, height * f32::from(row))));
            for (slip, place) in page.iter().zip(places(width, height)) {
                one(sheet, same, slip, place, width - 2.0 * MARGIN);
            }
        })?;
    }
    paper.finish()
}

/// Top left corners of what the slips of a page say, row by row.
fn places(width: f32, height: f32) -> impl Iterator<Item = (f32, f32)> {
    let rows = [0.0, 1.0, 2.0, 3.0];
    rows.into_iter().flat_map(move |row| [0.0, 1.0].map(|column| (column * width + MARGIN, row * height + MARGIN)))
}

fn one(sheet: &mut Sheet<'_>, same: &Same<'_>, slip: &Slip, (x, y): (f32, f32), room: f32) {
    use Weight::{Bold, Plain};
    const GREY: u8 = 90;
    let beside = room - CODE_SIDE - 10.0;
    let (school, division) = (same.school.name.as_str(), same.division);
    sheet.text((x, y + 7.0), print::fitting(7.5, Plain, school, room), Plain, GREY, school);
    sheet.text((x, y + 24.0), print::fitting(13.0, Bold, &slip.name, room), Bold, 0, &slip.name);
    sheet.text((x, y + 36.0), 8.5, Plain, GREY, division);
    sheet.text((x, y + 54.0), 7.5, Plain, GREY, "Ton identifiant");
    sheet.text((x, y + 67.0), print::fitting(11.0, Bold, &slip.login, beside), Bold, 0, &slip.login);
    let secret = match (&slip.code, same.school.activation) {
        (Some(code), ActivationMode::BirthDateAndCode) => ("Ta date de naissance (jjmmaaaa) suivie de", code.as_str()),
        (Some(code), _) => ("Ton code, à la place du mot de passe", code.as_str()),
        (None, _) => ("À la place du mot de passe, ta date de naissance", "jjmmaaaa"),
    };
    sheet.text((x, y + 84.0), print::fitting(7.5, Plain, secret.0, beside), Plain, GREY, secret.0);
    sheet.text((x, y + 98.0), 12.0, Bold, 0, secret.1);
    let steps = format!(
        "Ouvre {} ou vise le dessin avec ton téléphone. Tape ton identifiant, puis choisis un mot de passe que toi seul connaîtras. \
         Cette fiche sert une fois, jusqu’au {}. Ne la donne à personne.",
        same.home, same.until
    );
    for (line, text) in (0u8..).zip(print::wrapped(7.5, Plain, &steps, room)) {
        sheet.text((x, y + 118.0 + f32::from(line) * 10.0), 7.5, Plain, 40, &text);
    }
    sheet.qr((x + room - CODE_SIDE, y + 34.0), CODE_SIDE, &format!("{}?pour={}", same.home, slip.login));
}
