//! The small values of the exports: days, national numbers, names.

use chrono::{NaiveDate, NaiveDateTime};

pub use crate::establishments::names::folded;

/// Letters of the key of UAI codes and of former national numbers.
const KEY: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

/// A day as SIECLE writes it, `JJ/MM/AAAA`.
pub fn french_day(text: &str) -> Option<NaiveDate> {
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%d/%m/%Y").ok()).flatten()
}

/// A day as STSWEB writes it, `AAAA-MM-JJ`.
pub fn iso_day(text: &str) -> Option<NaiveDate> {
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// A moment as SIECLE writes it, Paris time.
pub fn french_moment(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%d/%m/%Y %H:%M:%S").ok()
}

/// A day in French, `12/09/2025`.
pub fn shown(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// What can be said of a national number by looking at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// The present form: nine digits and two letters. Its control rule is not public.
    Present,
    /// The former form, ten digits and a key letter that agrees.
    Former,
    /// The former form with a key letter that does not agree: a typing error, probably.
    WrongKey,
    /// Another pattern: apprentices and agricultural schools have some.
    Other,
}

/// Recognises the form of a national number already in capitals.
pub fn number(ine: &str) -> Number {
    let bytes = ine.as_bytes();
    if bytes.len() != 11 {
        return Number::Other;
    }
    if bytes[..9].iter().all(u8::is_ascii_digit) && bytes[9..].iter().all(u8::is_ascii_uppercase) {
        return Number::Present;
    }
    match ine[..10].parse::<u64>() {
        Ok(digits) if bytes[10] == KEY[usize::try_from(digits % 23).unwrap_or_default()] => Number::Former,
        Ok(_) if bytes[10].is_ascii_uppercase() => Number::WrongKey,
        _ => Number::Other,
    }
}

/// Whether a school's code has its form: seven digits and a letter. The key is not required, because test schools have wrong ones.
pub fn is_uai(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 8 && bytes[..7].iter().all(u8::is_ascii_digit) && bytes[7].is_ascii_uppercase()
}

/// A name with single spaces.
pub fn name(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// What is doubtful in a name: letters lost at the source, or read in the wrong encoding.
pub fn doubt(name: &str) -> Option<&'static str> {
    if name.contains('?') {
        Some(
            "Une lettre du nom s’est perdue dans l’export («\u{a0}?\u{a0}»)\u{a0}: corrigez-la dans la base nationale.",
        )
    } else if name.contains(['¤', '¦', '¨', '´', '¸', '¼', '½', '¾', '\u{fffd}']) {
        Some("Un caractère du nom semble mal lu\u{a0}: l’encodage annoncé par le fichier n’est sans doute pas le bon.")
    } else if name.contains(['<', '>', '=', '{', '}', '\\']) {
        Some("Le nom contient un signe inattendu.")
    } else {
        None
    }
}

/// A code, upper case, nothing when empty.
pub fn code(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_uppercase()).filter(|text| !text.is_empty())
}

/// A truth, written `0`/`1` or `true`/`false`.
pub fn truth(text: &str) -> bool {
    matches!(text.trim(), "1" | "true" | "TRUE" | "O" | "oui")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_strict() {
        assert_eq!(french_day("04/05/2009"), NaiveDate::from_ymd_opt(2009, 5, 4));
        for wrong in ["31/02/2010", "2009-05-04", "4/5/2009", "", "04/05/09"] {
            assert_eq!(french_day(wrong), None, "{wrong}");
        }
        assert_eq!(iso_day("1975-03-02"), NaiveDate::from_ymd_opt(1975, 3, 2));
        assert_eq!(iso_day("02/03/1975"), None);
    }

    #[test]
    fn national_numbers_are_recognised_and_never_refused() {
        assert_eq!(number("990104729JD"), Number::Present);
        assert_eq!(number("9900000375Y"), Number::Former);
        assert_eq!(number("9900000375A"), Number::WrongKey);
        assert_eq!(number("APP-77"), Number::Other);
        assert_eq!(number("ÉÉÉÉÉAB"), Number::Other);
    }

    #[test]
    fn names_are_compared_without_what_people_type_differently() {
        assert_eq!(folded("  LECŒUR--d’Été "), folded("Lecoeur D'ETE"));
        assert_eq!(name("\r\n  CRÉPIN   MARTIN "), "CRÉPIN MARTIN");
    }
}
