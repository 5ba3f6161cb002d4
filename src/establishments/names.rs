//! How people are named on screens (first name, then the name of usage, else the family name) and found by their names.

use deunicode::deunicode;
use entity::user;
use sea_orm::ColumnTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _};

/// The name of usage when there is one, else the family name.
pub fn shown<'a>(usage_name: Option<&'a str>, last_name: &'a str) -> &'a str {
    usage_name.filter(|name| !name.trim().is_empty()).unwrap_or(last_name)
}

/// « Garnier ».
pub fn last_name(user: &user::Model) -> &str {
    shown(user.usage_name.as_deref(), &user.last_name)
}

/// « Inès Garnier ».
pub fn display_name(user: &user::Model) -> String {
    format!("{} {}", user.first_name, last_name(user)).trim().to_owned()
}

/// « Garnier Inès », as lists are sorted.
pub fn list_name(user: &user::Model) -> String {
    format!("{} {}", last_name(user), user.first_name).trim().to_owned()
}

/// « M. » or « Mme », from the code that the files give.
pub fn civility(user: &user::Model) -> Option<&'static str> {
    match user.civility.as_deref() {
        Some("1") => Some("M."),
        Some("2") => Some("Mme"),
        _ => None,
    }
}

/// « IG ».
pub fn initials(user: &user::Model) -> String {
    let names = [user.first_name.as_str(), last_name(user)];
    names.iter().filter_map(|name| name.chars().next()).flat_map(char::to_uppercase).collect()
}

/// A name as it is compared: no accents, capitals, hyphens, apostrophes or spaces.
pub fn folded(name: &str) -> String {
    deunicode(name).chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Whether a text is written as names are: letters, whose accents may follow them, spaces, hyphens, apostrophes and points.
pub fn is_name(text: &str) -> bool {
    let in_names = |sign: char| {
        sign.is_alphabetic() || matches!(sign, ' ' | '-' | '‐' | '\'' | '’' | '.' | '·' | '\u{300}'..='\u{36f}')
    };
    text.chars().all(in_names) && text.chars().any(char::is_alphabetic)
}

/// Condition of the accounts that have a word beginning like this among those of their names and login, the parts of a double
/// name included. The word is in lower case, without accents nor signs of the database.
pub fn has_word(word: &str) -> Expr {
    let search = user::Column::Search;
    [" ", "-", "'"]
        .iter()
        .fold(search.like(format!("{word}%")), |found, before| found.or(search.like(format!("%{before}{word}%"))))
}
