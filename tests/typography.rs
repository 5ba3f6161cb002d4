//! French typography of what the service says: no line begins with a colon or a question mark, none ends with an opening quote.

use crate::layers::sources;
use proc_macro2::{TokenStream, TokenTree};

/// What follows a no-break space.
const CLOSING: [char; 5] = [':', ';', '!', '?', '»'];

/// Said in a terminal, where everybody copies what is printed and lines do not wrap.
const TERMINAL: &str = "main.rs";

/// `R10` gives these sentences to the letter.
const TO_THE_LETTER: &str = "\"Authentification incorrecte : ";

/// The strings of the code, as written: neither what its attributes say nor what its unit tests do.
fn strings(code: TokenStream, found: &mut Vec<String>) {
    let mut before = [String::new(), String::new()];
    for token in code {
        let told = match &token {
            TokenTree::Group(_) => String::new(),
            other => other.to_string(),
        };
        match token {
            TokenTree::Group(_) if before[1] == "#" || before == ["#", "!"] || before == ["mod", "tests"] => {}
            TokenTree::Group(group) => strings(group.stream(), found),
            TokenTree::Literal(literal) if told.starts_with('"') => found.push(literal.to_string()),
            _ => {}
        }
        before = [std::mem::take(&mut before[1]), told];
    }
}

/// Where a line could break and must not; the placeholders of SQL follow a capital or a comma.
fn breaks(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(3).any(|three| {
        let [before, space, after] = three else { return false };
        let word = before.is_lowercase() || before.is_ascii_digit() || ['»', '}', ')', '’'].contains(before);
        *space == ' ' && (*before == '«' || word && CLOSING.contains(after))
    })
}

#[test]
fn what_the_service_says_breaks_no_line_before_a_colon_nor_within_quotes() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut wrong, mut read) = (Vec::new(), 0);
    for source in sources("src").iter().filter(|source| source.path != TERMINAL) {
        let mut found = Vec::new();
        let text = std::fs::read_to_string(root.join(&source.path)).expect("a file of the source");
        strings(text.parse().expect("Rust"), &mut found);
        read += found.len();
        found.retain(|string| breaks(string) && !string.starts_with(TO_THE_LETTER));
        wrong.extend(found.into_iter().map(|string| format!("{}: {string}", source.path)));
    }
    assert!(read > 2_000, "the strings are read: {read}");
    assert!(wrong.is_empty(), "write \\u{{a0}} there:\n{}", wrong.join("\n"));
}

#[test]
fn a_plain_space_before_a_colon_is_seen() {
    let mut found = Vec::new();
    let code = "#![doc = \"c : d\"] #[doc = \"a : b\"] fn f() { say(\"Il reste : rien\", \"Il reste\\u{a0}: rien\", \"VALUES (?, ?)\"); } mod tests { \"x : y\" }";
    strings(code.parse().expect("Rust"), &mut found);
    assert_eq!(found.iter().map(|string| breaks(string)).collect::<Vec<_>>(), [true, false, false]);
    assert!(breaks("« Mon compte"));
}
