//! What people write to the assistance, and what goes with it by itself (R163, R167).

use entity::id::is_an_id;

use crate::error::{Code, Problem, Result};

/// Longest message, in characters.
pub const LONGEST: usize = 10_000;

/// Longest first words shown in lists, in characters.
const LONGEST_TITLE: usize = 80;

/// Longest address of a page, in characters.
const LONGEST_PAGE: usize = 500;

/// A message as it is kept: its lines, without what only programs read. Empty or too long, it is refused.
pub fn tidy(text: &str) -> Result<String> {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let tidy: String = lines.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    let tidy = tidy.trim().to_owned();
    if tidy.is_empty() {
        return Err(Problem::new(Code::Blank, "message", "Il manque votre message.").into());
    }
    let count = tidy.chars().count();
    if count > LONGEST {
        let message =
            format!("Un message a 10\u{a0}000 caractères au plus\u{a0}: il y en a {} de trop.", count - LONGEST);
        return Err(Problem::new(Code::TooLong, "message", message).into());
    }
    Ok(tidy)
}

/// The first words of a message, on one line.
pub fn title(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST_TITLE {
        return line;
    }
    let cut: String = line.chars().take(LONGEST_TITLE).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{whole}…")
}

/// The page a ticket was written from: its address as it was, or only which page it is, without what names a record.
pub fn page(address: &str, whole: bool) -> Option<String> {
    let tidy: String = address.trim().chars().filter(|c| !c.is_control()).take(LONGEST_PAGE).collect();
    if !tidy.starts_with('/') || tidy.starts_with("//") {
        return None;
    }
    if whole {
        return Some(tidy);
    }
    let path = tidy.split(['?', '#']).next().unwrap_or_default();
    let shown = |step: &str| if names_a_record(step) { "…".to_owned() } else { step.to_owned() };
    Some(path.split('/').map(shown).collect::<Vec<_>>().join("/"))
}

/// Whether a step of an address is an identifier, a code or a secret: the words of our own addresses have no digit.
fn names_a_record(step: &str) -> bool {
    is_an_id(step) || step.contains(|c: char| c.is_ascii_digit() || c == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_its_lines_and_nothing_that_only_programs_read() {
        let kept = tidy("  Bonjour,\r\nvoici\u{0}\u{1b}[31m :\r\t<b>gras</b>\u{7f} \n").expect("it is kept");
        assert_eq!(kept, "Bonjour,\nvoici[31m :\n\t<b>gras</b>");
        assert!(tidy(" \r\n\u{0}").is_err());
        assert!(tidy(&"é".repeat(LONGEST)).is_ok());
        assert!(tidy(&"é".repeat(LONGEST + 1)).is_err());
    }

    #[test]
    fn the_first_words_are_cut_between_words() {
        assert_eq!(title("Bonjour,\n\nle  tableau"), "Bonjour, le tableau");
        let long = title(&"mot ".repeat(50));
        assert!(long.ends_with("mot…") && long.chars().count() <= LONGEST_TITLE + 1, "{long}");
        assert_eq!(title(&"x".repeat(100)).chars().count(), LONGEST_TITLE + 1);
    }

    #[test]
    fn a_page_is_told_without_whom_it_shows_unless_the_author_joins_it_r167() {
        let learner = "lea_01990000000070008000000000000001";
        let address = format!("/suivi/div_01990000000070008000000000000001?apprenant={learner}#haut");
        assert_eq!(page(&address, false).as_deref(), Some("/suivi/…"));
        assert_eq!(page(&address, true).as_deref(), Some(address.as_str()));
        assert_eq!(page("/0999001W/mot-de-passe-oublie", false).as_deref(), Some("/…/mot-de-passe-oublie"));
        assert_eq!(page(&format!("/utilisateurs/{learner}/x"), false).as_deref(), Some("/utilisateurs/…/x"));
        for other in ["", "imports", "https://ailleurs.fr/x", "//ailleurs.fr"] {
            assert_eq!(page(other, true), None, "{other}");
        }
        assert_eq!(page("/a\r\nBcc: x", true).as_deref(), Some("/aBcc: x"));
    }
}
