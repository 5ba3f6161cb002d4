//! The names people type to sign in: how one is made from a person's names, and how one typed by hand is read.
//!
//! Rules R3 and R4: `prenom.nom`, lower case, no accents, hyphens for spaces, 20 characters at most; what is too long
//! is cut and what is taken is numbered, always in the same way.

use std::collections::{HashMap, HashSet};

use deunicode::deunicode;

/// Longest login, in characters (R3).
pub const LONGEST: usize = 20;

/// Letters of the family name that a long first name always leaves room for, so that the login still tells who it is.
const FAMILY_NAME_SHARE: usize = 3;

/// What someone is called when no letter of the names can be written: a file with every letter lost.
const NAMELESS: &str = "compte";

/// The logins of one establishment, and the numbers already given to homonyms.
///
/// One value serves a whole import: numbering goes on from the last number given, so a thousand homonyms cost a
/// thousand look-ups, not half a million.
#[derive(Debug, Default)]
pub struct Logins {
    taken: HashSet<Box<str>>,
    /// Only of those asked for more than once.
    last_number: HashMap<Box<str>, u32>,
}

impl Logins {
    /// Starts from the logins that exist.
    pub fn taken(logins: impl IntoIterator<Item = String>) -> Self {
        Self { taken: logins.into_iter().map(String::into_boxed_str).collect(), last_number: HashMap::new() }
    }

    /// Gives a person the first free login and keeps it from being given again (R3, R4).
    ///
    /// The same people asked in the same order, over the same taken logins, get the same logins.
    pub fn claim(&mut self, first_name: &str, last_name: &str) -> String {
        let wanted = wished(first_name, last_name);
        let mut number = self.last_number.get(wanted.as_str()).copied().unwrap_or(1);
        let mut login = if number == 1 { wanted.clone() } else { numbered(&wanted, number) };
        while self.taken.contains(login.as_str()) {
            number += 1;
            login = numbered(&wanted, number);
        }
        if number > 1 {
            self.last_number.insert(wanted.into(), number);
        }
        self.taken.insert(login.as_str().into());
        login
    }
}

/// The login these names ask for, before anyone else's is looked at (R3).
pub fn wished(first_name: &str, last_name: &str) -> String {
    let (first, last) = (written(first_name), written(last_name));
    match (first.is_empty(), last.is_empty()) {
        (true, true) => NAMELESS.to_owned(),
        (false, true) => cut(&first, LONGEST).to_owned(),
        (true, false) => cut(&last, LONGEST).to_owned(),
        (false, false) => {
            let kept = LONGEST - 1 - last.len().min(FAMILY_NAME_SHARE);
            cut(&format!("{}.{last}", cut(&first, kept)), LONGEST).to_owned()
        }
    }
}

/// Reads a login as people type it: accents, capitals and stray spaces are put right (R12).
///
/// The establishment's own code comes out in lower case like the rest.
pub fn read(typed: &str) -> String {
    let parts: Vec<String> = typed.split('.').map(written).filter(|part| !part.is_empty()).collect();
    parts.join(".")
}

/// `Jean-François  D’AGOSTINO--ŒHLER` becomes `jean-francois-dagostino-oehler`; letters lost in an export (`?`) vanish.
fn written(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in deunicode(name).chars() {
        match character {
            'a'..='z' | '0'..='9' => out.push(character),
            'A'..='Z' => out.push(character.to_ascii_lowercase()),
            '-' | '_' | '/' if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            other if other.is_whitespace() && !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// The beginning of a login (ASCII), at most `length` long and never ending on a separator.
fn cut(login: &str, length: usize) -> &str {
    login[..login.len().min(length)].trim_end_matches(['-', '.'])
}

/// `jean.dupont` and 2 give `jean.dupont2`; a long login gives up its last letters to the number.
fn numbered(login: &str, number: u32) -> String {
    let number = number.to_string();
    format!("{}{number}", cut(login, LONGEST - number.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_as_schools_write_them_become_logins_r3() {
        for (first, last, login) in [
            ("Inès", "Garnier", "ines.garnier"),
            ("JEAN", "DUPONT", "jean.dupont"),
            ("Jean-François", "Noël", "jean-francois.noel"),
            ("Jean Baptiste", "de La Tour", "jean-baptiste.de-la"),
            ("Anaïs", "D'AGOSTINO", "anais.dagostino"),
            ("Anaïs", "D’Agostino", "anais.dagostino"),
            ("Œdipe", "LEFÈVRE", "oedipe.lefevre"),
            ("Léa", "FRANCIS--FROUFROU", "lea.francis-froufrou"),
            ("Ÿlan", "  NGUYEN   VAN ", "ylan.nguyen-van"),
            ("Th?o", "B?RARD", "tho.brard"),
            ("Marie-Christine-Antoinette", "Le Goff", "marie-christine.le-g"),
            ("Maximilienne-Augustine", "Ly", "maximilienne-augu.ly"),
            ("Bjørn", "Straße", "bjorn.strasse"),
            ("", "Cher", "cher"),
            ("Zoé", "???", "zoe"),
            ("?", "’", "compte"),
        ] {
            assert_eq!(wished(first, last), login, "{first} {last}");
        }
    }

    #[test]
    fn homonyms_are_numbered_in_order_r4() {
        let mut logins = Logins::taken(["jean.dupont".to_owned(), "jean.dupont3".to_owned()]);
        assert_eq!(logins.claim("Jean", "Dupont"), "jean.dupont2");
        assert_eq!(logins.claim("Jean", "Dupont"), "jean.dupont4");
        assert_eq!(logins.claim("Léa", "Francis--Froufrou"), "lea.francis-froufrou");
        assert_eq!(logins.claim("Léa", "Francis Froufrou"), "lea.francis-froufro2");
    }

    #[test]
    fn a_login_is_read_however_it_is_typed_r12() {
        for typed in ["ines.garnier", " Inès.Garnier ", "INÈS . GARNIER", "\u{a0}ines.garnier\t"] {
            assert_eq!(read(typed), "ines.garnier", "{typed:?}");
        }
        assert_eq!(read(" 0999001w"), read("0999001W"));
        assert_eq!(read("jean baptiste.de la"), "jean-baptiste.de-la");
    }

    proptest! {
        #[test]
        fn any_names_give_a_short_clean_login(first in "\\PC{0,40}", last in "\\PC{0,40}", taken in 0_usize..300) {
            let mut logins = Logins::default();
            for _ in 0..taken {
                logins.claim(&first, &last);
            }
            let login = logins.claim(&first, &last);
            prop_assert!(!login.is_empty() && login.len() <= LONGEST, "{login}");
            prop_assert!(login.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '.' | '-')), "{login}");
            prop_assert!(!login.contains("--") && !login.starts_with(['-', '.']) && !login.ends_with(['-', '.']));
            prop_assert_eq!(read(&login), login, "a login is read as it is written");
        }

        #[test]
        fn nobody_gets_a_login_twice_and_asking_again_gives_the_same(
            people in prop::collection::vec(("[A-Za-zéèœ' -]{0,24}", "[a-c]{0,2}"), 0..200)
        ) {
            let give = || {
                let mut logins = Logins::default();
                people.iter().map(|(first, last)| logins.claim(first, last)).collect::<Vec<_>>()
            };
            let given = give();
            prop_assert_eq!(given.iter().collect::<HashSet<_>>().len(), people.len());
            prop_assert_eq!(given, give());
        }
    }
}
