//! The columns of a list, known by their header in French: any order, whatever the case and the accents.

use crate::imports::files::{Reading, Refusal};
use std::collections::HashSet;

/// Separators that spreadsheets write, the most French first.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];

/// Letters that are told of the name of a column that is not read.
const TOLD: usize = 30;
/// Columns that are not read whose names are told.
const MOST_TOLD: usize = 5;

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// Family name.
    LastName,
    /// First name.
    FirstName,
    /// Birth date.
    BirthDate,
    /// Sex.
    Sex,
    /// Code of the division.
    Division,
    /// Status.
    Status,
    /// MEF code, or a diploma of the school.
    Training,
    /// Class level, when the training does not tell it.
    Level,
    /// Address for letters.
    Email,
    /// National number.
    Ine,
    /// First day.
    EnteredOn,
    /// Last day.
    ExitOn,
}

impl Column {
    /// All of them, in the order of the model.
    pub const ALL: [Self; 12] = [
        Self::LastName,
        Self::FirstName,
        Self::BirthDate,
        Self::Sex,
        Self::Division,
        Self::Status,
        Self::Training,
        Self::Level,
        Self::Email,
        Self::Ine,
        Self::EnteredOn,
        Self::ExitOn,
    ];

    /// Its header in the model.
    pub fn title(self) -> &'static str {
        match self {
            Self::LastName => "nom",
            Self::FirstName => "prénom",
            Self::BirthDate => "date de naissance",
            Self::Sex => "sexe",
            Self::Division => "division",
            Self::Status => "statut",
            Self::Training => "formation",
            Self::Level => "niveau",
            Self::Email => "adresse électronique",
            Self::Ine => "INE",
            Self::EnteredOn => "début",
            Self::ExitOn => "fin",
        }
    }

    /// The same field where one learner is typed.
    pub fn path(self) -> &'static str {
        match self {
            Self::LastName => "lastName",
            Self::FirstName => "firstName",
            Self::BirthDate => "birthDate",
            Self::Sex => "civility",
            Self::Division => "division",
            Self::Status => "status",
            Self::Training => "training",
            Self::Level => "level",
            Self::Email => "email",
            Self::Ine => "ine",
            Self::EnteredOn => "enteredOn",
            Self::ExitOn => "exitOn",
        }
    }

    /// Whether a list without it cannot be read.
    fn is_needed(self) -> bool {
        !matches!(self, Self::Sex | Self::Level | Self::Email | Self::Ine | Self::EnteredOn | Self::ExitOn)
    }

    /// The column that a header names.
    fn named(header: &str) -> Option<Self> {
        Some(match super::folded(header).as_str() {
            "nom" | "nomdefamille" => Self::LastName,
            "prenom" => Self::FirstName,
            "datedenaissance" | "datenaissance" | "naissance" | "neele" | "nele" => Self::BirthDate,
            "sexe" => Self::Sex,
            "division" | "classe" | "codedivision" => Self::Division,
            "statut" => Self::Status,
            "formation" | "mef" | "codemef" | "diplome" => Self::Training,
            "niveau" => Self::Level,
            "adresseelectronique" | "courriel" | "email" | "mail" | "mel" | "adressemail" => Self::Email,
            "ine" | "numeroine" => Self::Ine,
            "debut" | "datededebut" | "entree" | "datedentree" => Self::EnteredOn,
            "fin" | "datedefin" | "sortie" | "datedesortie" => Self::ExitOn,
            _ => return None,
        })
    }
}

/// Where the columns of a list are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// What separates them.
    pub separator: u8,
    /// The column of each place; none for one that is not read.
    pub places: Vec<Option<Column>>,
    /// Names of those that are not read, fit to be told.
    pub ignored: Vec<String>,
}

impl Layout {
    /// Finds the separator and the columns from the header, or says what is missing.
    pub fn of(header: &str) -> Reading<Self> {
        let known = |separator: u8| split(header, separator).iter().filter_map(|title| Column::named(title)).count();
        // Of equals, the first: a header of one column has no separator at all.
        let separator = SEPARATORS.into_iter().rev().max_by_key(|separator| known(*separator)).unwrap_or(b';');
        let model = "Partez du modèle proposé sur la page des imports.";
        if known(separator) < 2 {
            return Err(Refusal::at(
                1,
                format!(
                    "la première ligne doit donner les noms des colonnes (nom, prénom, date de naissance…), séparés par un \
                     point-virgule, une virgule ou une tabulation. {model}"
                ),
            ));
        }
        let titles = split(header, separator);
        let places: Vec<Option<Column>> = titles.iter().map(|title| Column::named(title)).collect();
        let mut seen = HashSet::new();
        if let Some(twice) = places.iter().flatten().find(|column| !seen.insert(**column)) {
            return Err(Refusal::at(1, format!("la colonne « {} » vient deux fois. {model}", twice.title())));
        }
        let missing: Vec<String> = Column::ALL
            .into_iter()
            .filter(|column| column.is_needed() && !seen.contains(column))
            .map(|column| format!("« {} »", column.title()))
            .collect();
        match missing.as_slice() {
            [] => {}
            [one] => return Err(Refusal::at(1, format!("la colonne {one} manque. {model}"))),
            several => {
                return Err(Refusal::at(1, format!("les colonnes {} manquent. {model}", several.join(", "))));
            }
        }
        let unread = titles.iter().zip(&places).filter(|(_, place)| place.is_none());
        let ignored: Vec<String> =
            unread.map(|(title, _)| fit(title)).filter(|title| !title.is_empty()).take(MOST_TOLD).collect();
        Ok(Self { separator, places, ignored })
    }
}

/// The name of a column as it can be told: letters, figures and spaces.
fn fit(title: &str) -> String {
    let told: String = title.chars().filter(|sign| sign.is_alphanumeric() || *sign == ' ').take(TOLD).collect();
    told.trim().to_owned()
}

/// Whether a first line is the header of a list.
pub fn is_header(line: &str) -> bool {
    let known = |separator| split(line, separator).iter().filter_map(|title| Column::named(title)).count();
    SEPARATORS.into_iter().any(|separator| known(separator) >= 2)
}

/// The cells of one line.
fn split(line: &str, separator: u8) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(line.as_bytes());
    let first = reader.records().next().and_then(Result::ok).unwrap_or_default();
    first.iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_in_any_order_case_and_separator() {
        for (header, separator) in [
            ("Nom;Prénom;Date de naissance;Division;Statut;Formation", b';'),
            ("STATUT,FORMATION,classe,date  de naissance,PRENOM,\"NOM\"", b','),
            ("mef\tstatut\tdivision\tnaissance\tprénom\tnom de famille\tRemarque, libre", b'\t'),
        ] {
            let layout = Layout::of(header).unwrap();
            assert_eq!(layout.separator, separator, "{header}");
            assert_eq!(layout.places.iter().flatten().count(), 6, "{header}");
        }
        let layout = Layout::of("mef\tstatut\tdivision\tnaissance\tprénom\tnom\tRemarque <b>").unwrap();
        assert_eq!(layout.ignored, ["Remarque b"]);
    }

    #[test]
    fn what_is_wrong_with_a_header_is_named() {
        for (header, told) in [
            ("Nom|Prénom|Division", "point-virgule"),
            ("élèves de la section", "point-virgule"),
            ("nom;prénom;date de naissance;division;formation", "« statut » manque"),
            ("nom;prénom;division;formation", "« date de naissance », « statut » manquent"),
            ("nom;prénom;NOM;date de naissance;division;statut;formation", "« nom » vient deux fois"),
        ] {
            let refusal = Layout::of(header).unwrap_err();
            assert!(refusal.message.contains(told), "{header}: {}", refusal.message);
            assert_eq!(refusal.line, Some(1));
        }
        assert!(!is_header("Nom"));
        assert!(is_header("Nom;Prénom"));
    }
}
