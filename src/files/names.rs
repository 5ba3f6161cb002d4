//! Names of files: shown, typed, taken away. A name is never a path, and holds nothing that cannot be seen.

use deunicode::deunicode;
use entity::stored_file::FileKind;

use super::kinds;
use crate::error::{Code, Problem, Result};

/// Longest name, in characters.
pub const LONGEST: usize = 120;

/// The last part of a name that came with a file, short and without what cannot be seen.
pub fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|letter| !is_unseen(*letter)).collect();
    let clean = clean.trim();
    let short = match clean.rsplit_once('.') {
        // The end of the name tells what it is: the middle goes.
        Some((stem, end)) if end.chars().count() < 10 => {
            let room = LONGEST - 1 - end.chars().count();
            format!("{}.{end}", stem.chars().take(room).collect::<String>())
        }
        _ => clean.chars().take(LONGEST).collect(),
    };
    if short.trim_matches(['.', ' ']).is_empty() { "fichier".to_owned() } else { short }
}

/// The name that somebody typed for a file of this kind, with the ending of the kind; `path` is the field it was typed in.
pub fn typed(name: &str, kind: FileKind, path: &str) -> Result<String> {
    let name = name.trim();
    let refused = |code, sentence: String| Err(Problem::new(code, path, sentence).into());
    if name.trim_matches(['.', ' ']).is_empty() {
        return refused(Code::Blank, "Un nom de fichier est nécessaire.".to_owned());
    }
    if name.contains(['/', '\\']) {
        return refused(
            Code::Invalid,
            "Un nom de fichier ne contient ni «\u{a0}/\u{a0}» ni «\u{a0}\\\u{a0}».".to_owned(),
        );
    }
    if name.chars().any(is_unseen) {
        return refused(Code::Invalid, "Ce nom contient un caractère invisible\u{a0}: il faut le retaper.".to_owned());
    }
    let name = with_ending(name, kind);
    if name.chars().count() > LONGEST {
        return refused(Code::TooLong, format!("{LONGEST} caractères au plus."));
    }
    Ok(name)
}

/// The name with an ending that tells the kind: its own if it does already.
pub fn with_ending(name: &str, kind: FileKind) -> String {
    let endings = kinds::endings(kind);
    let told = name.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.trim().is_empty() && endings.iter().any(|ending| end.eq_ignore_ascii_case(ending))
    });
    if told { name.to_owned() } else { format!("{}.{}", name.trim_end_matches('.'), endings[0]) }
}

/// `Content-Disposition` that makes a browser keep the file under this name (RFC 6266, RFC 5987).
pub fn disposition(name: &str) -> String {
    use std::fmt::Write as _;
    let plain: String = deunicode(name)
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || " ._-()".contains(letter) { letter } else { '_' })
        .collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            exact.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(exact, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

/// Controls, and marks that turn the direction of a text or take no room: with them a name looks like another one.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_a_file_comes_with_is_no_path_and_shows_all_it_holds() {
        assert_eq!(tidy("../../etc/passwd"), "passwd");
        assert_eq!(tidy("C:\\Users\\x\\Notes.pdf"), "Notes.pdf");
        assert_eq!(tidy("bilan\u{202e}fdp.exe"), "bilanfdp.exe");
        assert_eq!(tidy(".."), "fichier");
        assert_eq!(tidy(" \u{0}\r\n"), "fichier");
        let long = tidy(&format!("{}.pdf", "é".repeat(300)));
        assert_eq!((long.chars().count(), long.ends_with("é.pdf")), (LONGEST, true));
    }

    #[test]
    fn a_typed_name_is_refused_with_the_reason_or_gets_its_ending() {
        let of = |name: &str| typed(name, FileKind::Pdf, "name");
        assert_eq!(of(" Référentiel ").unwrap(), "Référentiel.pdf");
        assert_eq!(of("Cours.PDF").unwrap(), "Cours.PDF");
        assert_eq!(of("cours.exe").unwrap(), "cours.exe.pdf");
        assert_eq!(of("<b>gras</b").unwrap_err().problems()[0].code, Code::Invalid, "a slash is a path");
        assert_eq!(of("<b>gras").unwrap(), "<b>gras.pdf");
        for (name, code) in [
            ("", Code::Blank),
            ("..", Code::Blank),
            ("../x", Code::Invalid),
            ("a\\b", Code::Invalid),
            ("a\u{202e}b", Code::Invalid),
            ("a\nb", Code::Invalid),
        ] {
            assert_eq!(of(name).unwrap_err().problems()[0].code, code, "{name:?}");
        }
        assert!(of(&"x".repeat(LONGEST - 4)).is_ok());
        assert_eq!(of(&"x".repeat(LONGEST - 3)).unwrap_err().problems()[0].code, Code::TooLong);
    }

    #[test]
    fn a_name_is_told_to_old_and_new_browsers() {
        assert_eq!(
            disposition("Élève \"n°1\".pdf"),
            "attachment; filename=\"Eleve _ndeg1_.pdf\"; filename*=UTF-8''%C3%89l%C3%A8ve%20%22n%C2%B01%22.pdf"
        );
    }
}
