//! Which passwords are accepted: refused when short, common, or made of what everyone knows about the person (R9, A9).

use chrono::{Datelike, NaiveDate};
use deunicode::deunicode;
use zxcvbn::{Score, zxcvbn};

use super::MOST_BYTES;

/// Most characters of a password (A9).
const MOST_CHARACTERS: usize = 128;

/// Characters looked at to tell whether a password can be guessed: if they are strong, all of it is.
const JUDGED: usize = 48;

/// Words that no password of a French school may be built around; what `zxcvbn` carries is mostly English. They count
/// as the first words anyone would try, spelt backwards or with digits for letters as well.
const OUR_WORDS: &[&str] = &[
    "motdepasse",
    "azerty",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "bonjour",
    "soleil",
    "doudou",
    "loulou",
    "chouchou",
    "marseille",
    "paris",
    "france",
    "chocolat",
    "princesse",
    "coucou",
    "bienvenue",
    "jetaime",
    "camille",
    "nicolas",
    "football",
    "olympique",
    "professeur",
    "enseignant",
    "enseignante",
    "eleve",
    "apprenti",
    "apprentie",
    "apprenant",
    "ecole",
    "college",
    "lyceepro",
    "professionnel",
    "administrateur",
    "admin",
    "proviseur",
    "directeur",
    "ddfpt",
    "ddftp",
    "rentree",
    "vacances",
    "juillet",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "janvier",
    "fevrier",
    "printemps",
    "automne",
    "identifiant",
    "connexion",
    "secret",
    "maison",
    "famille",
    "bilan",
    "competence",
];

/// Names of ours that no password may hold at all (A9).
const FORBIDDEN: &[&str] = &["etabli", "cpro", "lycee"];

/// What everyone knows about the owner of a password, and how long theirs must be.
#[derive(Debug, Clone, Default)]
pub struct Owner {
    /// The login.
    pub login: String,
    /// First name, family name, name of usage.
    pub names: Vec<String>,
    /// Code of the establishment.
    pub uai: String,
    /// Day of birth, when known.
    pub birth_date: Option<NaiveDate>,
    /// Fewest characters accepted: 10, 12 or 16 by role.
    pub fewest: usize,
}

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer characters than the role asks for.
    TooShort {
        /// Fewest characters accepted.
        fewest: usize,
    },
    /// More than 128 characters or 512 bytes.
    TooLong,
    /// It holds the login, a name, the birth date, the establishment's code or the product's name.
    Known,
    /// A program would find it in a few million tries.
    Guessable,
}

impl Weakness {
    /// What the person reads.
    pub fn sentence(self) -> String {
        match self {
            Self::TooShort { fewest } => {
                format!("Il faut au moins {fewest} caractères\u{a0}; une phrase est facile à retenir.")
            }
            Self::TooLong => format!("Il faut au plus {MOST_CHARACTERS} caractères."),
            Self::Known => {
                "Un mot de passe ne contient ni l’identifiant, ni un nom, ni la date de naissance, ni le code \
                            ou le type de l’établissement, ni le nom du site."
                    .to_owned()
            }
            Self::Guessable => {
                "Trop facile à deviner. Plusieurs mots sans rapport entre eux font un bon mot de passe.".to_owned()
            }
        }
    }
}

/// Looks at a new password (R9, A9): any character is welcome, no mixture is imposed, what can be guessed is refused.
pub fn weakness(password: &str, owner: &Owner) -> Option<Weakness> {
    let characters = if password.len() > MOST_BYTES { MOST_CHARACTERS + 1 } else { password.chars().count() };
    if characters > MOST_CHARACTERS {
        return Some(Weakness::TooLong);
    }
    if characters < owner.fewest {
        return Some(Weakness::TooShort { fewest: owner.fewest });
    }
    let bare = bare(password);
    let known = known_words(owner);
    if known.iter().chain(&birth_dates(owner.birth_date)).any(|word| bare.contains(word.as_str())) {
        return Some(Weakness::Known);
    }
    let words: Vec<&str> = known.iter().map(String::as_str).chain(OUR_WORDS.iter().copied()).collect();
    // Capitals add little to what people choose and fool the estimate; nor does it need the whole of a long phrase.
    let begun: String = deunicode(password).to_lowercase().chars().take(JUDGED).collect();
    (zxcvbn(&begun, &words).score() < Score::Three).then_some(Weakness::Guessable)
}

/// Letters and digits alone, lower case, no accents: `J-B. Lévy` and `jblevy` are the same to someone who guesses.
fn bare(text: &str) -> String {
    deunicode(text).chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The words that the password may not hold. Parts of compound names count from four letters on, so that « de » or
/// « van » forbid nothing.
fn known_words(owner: &Owner) -> Vec<String> {
    let whole =
        owner.names.iter().chain([&owner.login, &owner.uai]).map(|word| bare(word)).filter(|word| word.len() >= 3);
    let parts =
        owner.names.iter().flat_map(|name| name.split([' ', '-', '\'', '’'])).map(bare).filter(|word| word.len() >= 4);
    whole.chain(parts).chain(FORBIDDEN.iter().map(|&word| word.to_owned())).collect()
}

/// The birth date in every order people write it in.
fn birth_dates(date: Option<NaiveDate>) -> Vec<String> {
    const MONTHS: [&str; 12] = [
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ];
    let Some(date) = date else { return Vec::new() };
    let (year, month, day) = (date.year(), date.month(), date.day());
    let short = year.rem_euclid(100);
    let mut written = vec![
        format!("{day}{month}{year}"),
        format!("{day}{}{year}", MONTHS[month as usize - 1]),
        format!("{day:02}{}{year}", MONTHS[month as usize - 1]),
    ];
    for year in [format!("{year:04}"), format!("{short:02}")] {
        for (first, second) in [(day, month), (month, day)] {
            written.push(format!("{first:02}{second:02}{year}"));
            written.push(format!("{year}{first:02}{second:02}"));
            written.push(format!("{first:02}{year}{second:02}"));
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ines() -> Owner {
        Owner {
            login: "ines.garnier-levy".to_owned(),
            names: ["Inès", "Garnier--Lévy", "de Oliveira"].map(str::to_owned).to_vec(),
            uai: "0999001W".to_owned(),
            birth_date: NaiveDate::from_ymd_opt(2009, 7, 4),
            fewest: 12,
        }
    }

    #[test]
    fn long_unrelated_words_are_accepted_r9() {
        for accepted in [
            "cheval agrafe pile",
            "le tournevis orange dort",
            "une pince, deux fusibles",
            "Tr0mbone/guitare",
            "kX9!vb2Qz-7Lp",
            "trois petits chats verts",
            "disjoncteur sous la pluie",
            "пароль длинный яблоко",
            "🐢 tortue pressée 🐢",
            "fraise+perceuse=trou",
            "mon vélo roule mal en hiver",
            "quatre vis torx 42",
            "barre de cuivre tordue",
            "gants bleus, casque jaune",
            "oscilloscope en panne",
            "rivets et boulons 1873",
            "j’aime les ponts roulants",
            "la grue penche à gauche",
            "tableau électrique repeint",
            "vanille-poivre-curry-sel",
            "Ornithorynque-77-Zèbre",
            "zk4 tmw8 pq1r",
            "un camion sans remorque",
            "sept heures du soir au port",
            "fil de fer galvanisé",
            "pomme de terre et cirage",
            "kayak bouilloire tapis",
            "xylophone du dimanche",
            "granit, sable, chaux",
            "    espaces autour ici    ",
        ] {
            assert_eq!(weakness(accepted, &ines()), None, "{accepted}");
        }
    }

    #[test]
    fn what_is_short_common_or_known_is_refused_r9() {
        let known = [
            "ines.garnier-levy 42!",
            "InesGarnierLevy2026",
            "tournevis inès orange",
            "vive les GARNIER en été",
            "Lévy et les fusibles",
            "oliveira au guidon",
            "code 0999001W du lycée",
            "0999001w tournevis",
            "perceuse04072009",
            "perceuse 04/07/2009",
            "2009-07-04 perceuse",
            "07042009 perceuse",
            "perceuse 040709",
            "né le 4 juillet 2009",
            "4/7/2009 perceuse",
            "etabli orange tordu",
            "mon Établi tout neuf",
            "cpro et tournevis",
            "Lycee et tournevis",
            "le lycée du port",
        ];
        for refused in known {
            assert_eq!(weakness(refused, &ines()), Some(Weakness::Known), "{refused}");
        }
        let guessable = [
            "motdepasse123",
            "MotDePasse2026!",
            "azertyuiop12",
            "Azerty123456",
            "qwertyuiop123",
            "123456789012",
            "aaaaaaaaaaaa",
            "abababababab",
            "abcdefghijkl",
            "password1234",
            "P@ssw0rd2026",
            "bonjour12345",
            "soleilsoleil",
            "marseille2026",
            "chocolat1234",
            "000000000000",
            "septembre2026",
            "professeur01",
            "iloveyou1234",
            "111122223333",
        ];
        for refused in guessable {
            assert_eq!(weakness(refused, &ines()), Some(Weakness::Guessable), "{refused}");
        }
        assert_eq!(weakness("onze caract", &ines()), Some(Weakness::TooShort { fewest: 12 }));
        assert_eq!(weakness("", &ines()), Some(Weakness::TooShort { fewest: 12 }));
    }

    #[test]
    fn lengths_follow_the_role_and_stop_at_128_a9() {
        let phrase = "disjoncteur sous la pluie, ";
        let long: String = phrase.repeat(5).chars().take(128).collect();
        assert_eq!(weakness(&long, &ines()), None);
        assert_eq!(weakness(&format!("{long}x"), &ines()), Some(Weakness::TooLong));
        assert_eq!(weakness(&"é".repeat(100_000), &ines()), Some(Weakness::TooLong));
        let learner = Owner { fewest: 10, ..ines() };
        assert_eq!(weakness("vis torx 4", &learner), None);
        let admin = Owner { fewest: 16, ..ines() };
        assert_eq!(weakness("cheval agrafe 1", &admin), Some(Weakness::TooShort { fewest: 16 }));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn any_text_is_judged_without_falling_over(password in "\\PC{0,160}") {
            let _ = weakness(&password, &ines());
        }
    }
}
