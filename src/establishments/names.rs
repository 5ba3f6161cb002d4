//! How people are named on screens: first name, then the name of usage, else the family name.

use entity::user;

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

/// « IG ».
pub fn initials(user: &user::Model) -> String {
    let names = [user.first_name.as_str(), last_name(user)];
    names.iter().filter_map(|name| name.chars().next()).flat_map(char::to_uppercase).collect()
}
