//! What the command palette finds: learners, divisions and pages, within what the person may open.

use entity::division;

use crate::access::Module;
use crate::cx::Cx;
use crate::error::Result;
use crate::establishments::{learners, names};

use super::{diplomas, searched, windows, words};

/// Most answers of each kind.
const MOST: usize = 8;

/// Fewest letters worth a search.
const FEWEST_LETTERS: usize = 2;

/// Kind of thing found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A learner.
    Person,
    /// A division.
    Division,
    /// A page.
    Page,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Kind.
    pub kind: Kind,
    /// Name to show.
    pub title: String,
    /// What tells it from its neighbours.
    pub detail: String,
    /// Address of its page.
    pub path: String,
}

/// Things whose words begin with the words typed: pages, divisions, then people.
pub async fn search(cx: &Cx, text: &str) -> Result<Vec<Hit>> {
    cx.user()?;
    let words = words(text);
    if words.iter().map(String::len).sum::<usize>() < FEWEST_LETTERS {
        return Ok(Vec::new());
    }
    let modules = windows::modules(cx).await?;
    let mut hits = pages(&modules, &words);
    if modules.contains(&Module::Tracking) {
        let (divisions, people) = tokio::try_join!(divisions(cx, &words), people(cx, &words))?;
        hits.extend(divisions);
        hits.extend(people);
    }
    Ok(hits)
}

fn pages(modules: &[Module], words: &[String]) -> Vec<Hit> {
    let page = |module: &Module| match module {
        Module::Console => ("Console", "Ce qui est fait et ce qui reste", "/console"),
        Module::Tracking => ("Tableaux de suivi", "Positionner et rédiger les bilans", "/suivi"),
        Module::Calendar => ("Calendrier officiel", "Semestres, trimestres, dates limites", "/calendrier"),
        Module::Imports => ("Imports", "Fichiers de SIECLE et de STSWEB", "/imports"),
        Module::Users => ("Utilisateurs", "Comptes et rôles de l’établissement", "/utilisateurs"),
        Module::Logs => ("Journal des accès", "Qui a fait quoi, qui a lu quel dossier", "/journal"),
        Module::Jobs => ("Tâches en échec", "Lettres et travaux du service", "/taches"),
        Module::Storage => ("Stockage", "Fichiers à garder et à partager", "/stockage"),
        Module::Settings => ("Paramètres", "Informations, sécurité, transferts, inspection", "/parametres"),
        Module::MyBilans => ("Mes bilans", "Tes bilans validés", "/mes-bilans"),
    };
    // Everybody has these, whatever the role.
    let home = ("Accueil", "Les modules de votre rôle", "/accueil");
    let own = ("Mon compte", "Mot de passe, adresse, appareils connectés", "/mon-compte");
    let help = ("Assistance", "Articles, questions et demandes", "/aide");
    std::iter::once(home)
        .chain(modules.iter().map(page))
        .chain([own, help])
        .filter(|(title, ..)| begins(&searched(title), words))
        .map(|(title, detail, path)| hit(Kind::Page, title, detail, path.to_owned()))
        .collect()
}

async fn divisions(cx: &Cx, words: &[String]) -> Result<Vec<Hit>> {
    let rows = diplomas::divisions(cx).await?;
    let found = rows.into_iter().filter(|row| begins(&searched(&format!("{} {}", row.code, row.label)), words));
    Ok(found.take(MOST).map(|row| hit(Kind::Division, &row.code, &row.label, format!("/suivi/{}", row.id))).collect())
}

async fn people(cx: &Cx, words: &[String]) -> Result<Vec<Hit>> {
    let found = learners::named(cx, words, MOST).await?;
    let ids: Vec<_> = found.iter().filter_map(learners::Record::division).collect();
    let divisions = cx.find::<division::Entity>().among(division::Column::Id, &ids).all().await?;
    let people = found.into_iter().filter_map(|record| {
        let division = divisions.iter().find(|division| Some(division.id) == record.division())?;
        let path = format!("/suivi/{}?apprenant={}", division.id, record.learner.id);
        Some(hit(Kind::Person, &names::display_name(&record.user), &division.code, path))
    });
    Ok(people.collect())
}

fn hit(kind: Kind, title: &str, detail: &str, path: String) -> Hit {
    Hit { kind, title: title.to_owned(), detail: detail.to_owned(), path }
}

/// Whether each word typed begins one of the text's.
fn begins(text: &str, words: &[String]) -> bool {
    words
        .iter()
        .all(|word| text.split([' ', '-']).any(|of_text| of_text.starts_with(word.as_str())) || text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_how_they_begin() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(begins("tableaux de suivi", &words("suiv")));
        assert!(begins("1 mcv1 premiere mcv", &words("mcv prem")));
        assert!(!begins("calendrier officiel", &words("cal imports")));
    }
}
