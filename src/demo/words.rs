//! What the teachers of the demonstration school write.

use super::chance::{pick, share};

/// Why a bilan was reopened.
pub const REASON: &str = "Synthèse à compléter après le conseil de classe.";

const BEGINNINGS: &[&str] = &[
    "a pris ses marques dans l’atelier et travaille avec sérieux.",
    "progresse régulièrement depuis le début de la période.",
    "fait preuve de soin dans la réalisation et range son poste sans qu’on le lui demande.",
    "comprend vite ce qui est attendu, mais se précipite sur les vérifications.",
    "participe volontiers et aide ses camarades quand une tâche bloque.",
    "reste en retrait à l’oral alors que les travaux rendus sont justes.",
    "a manqué plusieurs séances\u{a0}; les acquis de base sont en place.",
    "montre une vraie autonomie dans la préparation des opérations.",
];

const ENDINGS: &[&str] = &[
    "Objectif pour la suite\u{a0}: rendre compte par écrit, avec le vocabulaire du métier.",
    "Il faut maintenant gagner en autonomie sur le diagnostic.",
    "Les mesures sont faites dans l’ordre\u{a0}; les résultats restent à interpréter.",
    "La communication avec le client est à travailler avant la prochaine PFMP.",
    "Continuer ainsi, en prenant le temps de relire les documents.",
    "Un accompagnement est proposé le jeudi sur les outils numériques.",
    "Les compétences du bloc sont en bonne voie pour l’examen.",
];

const COMMENTS: &[&str] = &[
    "Évalué sur le chantier de la maison témoin.",
    "À revoir en situation réelle.",
    "Très à l’aise avec le logiciel.",
    "Consignes de sécurité respectées.",
    "A demandé de l’aide à propos.",
];

/// A synthesis of a few sentences; a draft stops after the first.
pub fn synthesis(first_name: &str, key: &str, draft: bool) -> String {
    let beginning = pick(BEGINNINGS, &["beginning", key]).copied().unwrap_or_default();
    let ending = pick(ENDINGS, &["ending", key]).copied().unwrap_or_default();
    match draft {
        true if share(&["blank", key]) < 0.4 => String::new(),
        true => format!("{first_name} {beginning}"),
        false => format!("{first_name} {beginning} {ending}"),
    }
}

/// A comment on one competency.
pub fn comment(key: &str) -> String {
    pick(COMMENTS, &["comment", key]).copied().unwrap_or_default().to_owned()
}
