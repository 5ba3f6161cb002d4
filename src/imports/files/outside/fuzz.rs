//! Lists as people make them and spoil them: each is read or refused with a sentence, at the right line, in little memory.

use std::io::Cursor;
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::sample::Index;

use super::{ListHeader, OutsideRecord, RefusedLine, is_list, records};
use crate::imports::files::{Limits, Reading};

const GOOD: &str = "nom;prénom;date de naissance;division;statut;formation\nLEFÈVRE;Camille;14/03/2004;1CAP1;apprenti;CAP Électricien\n\
                    BENALI;\"Ka\"\"rim\";1979-11-02;;adulte;24125524110\n";

type Line = Result<OutsideRecord, RefusedLine>;

fn read(bytes: &[u8]) -> Reading<Vec<Line>> {
    let limits = Limits::default();
    let mut file = Cursor::new(bytes.to_vec());
    let header = ListHeader::read(&mut file, &limits)?;
    let today = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
    let mut all = Vec::new();
    records(&mut file, &header, (&limits, today), Arc::default(), |line| {
        all.push(line);
        Ok(())
    })?;
    Ok(all)
}

fn line_of(line: &Line) -> u64 {
    line.as_ref().map_or_else(|refused| refused.line, |record| record.line)
}

/// The sentence of a refusal is ours: it ends, and repeats nothing of a library's.
fn is_a_sentence(text: &str) -> bool {
    let words = ["expected", "invalid", "CSV error", "utf-8 sequence", "Some(", "None"];
    text.ends_with(['.', '?', '…']) && !words.iter().any(|word| text.contains(word))
}

const PIECES: [&[u8]; 14] = [
    b"\"",
    b";",
    b",",
    b"\t",
    b"\r",
    b"\n",
    b"\r\n\r\n",
    b"\0",
    b"\xff\xfe",
    b"\xc3",
    b"=1+1",
    b"<b>",
    b"\xef\xbb\xbf",
    b";;;;;;;;;;;;;;",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_spoilt_list_is_read_or_refused_in_french(
        spoils in prop::collection::vec((any::<Index>(), prop::sample::select(PIECES.to_vec()), 0_usize..12), 1..6),
    ) {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (at, piece, removed) in &spoils {
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..(at + removed).min(bytes.len()), piece.iter().copied());
        }
        match read(&bytes) {
            Err(refusal) => prop_assert!(is_a_sentence(&refusal.message), "{}", refusal.message),
            Ok(lines) => {
                let last = u64::try_from(bytes.len()).unwrap() + 1;
                let places: Vec<u64> = lines.iter().map(line_of).collect();
                prop_assert!(places.iter().all(|place| (1..=last).contains(place)), "{places:?}");
                prop_assert!(places.is_sorted(), "{places:?}");
                for refused in lines.iter().filter_map(|line| line.as_ref().err()) {
                    prop_assert!(is_a_sentence(&refused.reason), "{}", refused.reason);
                }
            }
        }
    }

    #[test]
    fn anything_at_all_ends(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = is_list("liste.csv", &mut Cursor::new(bytes.clone()));
        let _ = read(&bytes);
    }

    #[test]
    fn a_name_is_kept_as_it_is_written_in_each_encoding(name in "[A-ZÉÈÀÇÊË][a-zéèàçêëü]{1,20}( |-|’)[A-Z][a-z]{1,9}") {
        let text = GOOD.replace("LEFÈVRE", &name);
        let (one_byte, _, lost) = encoding_rs::WINDOWS_1252.encode(&text);
        prop_assert!(!lost);
        let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [text.as_bytes(), format!("\u{feff}{text}").as_bytes(), &one_byte, &wide] {
            let lines = read(bytes).unwrap();
            prop_assert_eq!(&lines[0].as_ref().unwrap().last_name, &name);
        }
    }
}

#[test]
fn lines_are_counted_as_people_see_them() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!(
            "nom;prénom;date de naissance;division;statut;formation{end}{end};;;;;{end}A;Zoé;14/03/2004;;adulte;X{end}{end}\"B{end}C\";Zoé;14/03/2004;;adulte;X{end}D;Zoé;14/03/2004;;adulte;X"
        );
        let places: Vec<u64> = read(text.as_bytes()).unwrap().iter().map(line_of).collect();
        assert_eq!(places, [4, 6, 8], "{end:?}");
    }
}

#[test]
fn blank_lines_above_the_header_are_passed_over() {
    for blank in ["\n", "   \r\n", " \r\r"] {
        let lines = read(format!("{blank}{GOOD}").as_bytes()).unwrap();
        assert!(lines.len() == 2 && lines[0].is_ok(), "{blank:?}: {lines:?}");
    }
}

#[test]
fn a_quote_left_open_says_where_it_is_open_and_how_far_it_goes() {
    let text = GOOD.replace("BENALI", "\"BENALI").replace("\"Ka\"\"rim\"", "Karim") + "ROY;Ada;14/03/2004;;adulte;X\n";
    let lines = read(text.as_bytes()).unwrap();
    let refused = lines[1].as_ref().unwrap_err();
    assert_eq!((lines.len(), refused.line), (2, 3));
    assert!(refused.reason.contains("jusqu’à la ligne"), "{}", refused.reason);
    let endless = format!("{GOOD}\"ROY;{}", "Ada\n".repeat(40_000));
    let refusal = read(endless.as_bytes()).unwrap_err();
    assert_eq!(refusal.line, Some(4), "{}", refusal.message);
}

#[test]
fn a_list_is_known_by_what_it_begins_with() {
    for (name, content, list) in [
        ("a.csv", "n’importe quoi", true),
        ("a.xml", "Nom;Prénom;Classe", true),
        ("a.csv", "\u{feff}  <?xml version=\"1.0\"?>", false),
        ("a.csv", "%PDF-1.7", false),
        ("a.xml", "Nom", false),
    ] {
        assert_eq!(is_list(name, &mut Cursor::new(content.as_bytes().to_vec())), list, "{name} {content}");
    }
}
