//! What each letter says. One function each; golden files in `tests/mail/` show them whole.

use super::page::{Block, Letter};

/// Who reads a letter, and from which school it comes.
#[derive(Debug, Clone)]
pub struct Reader {
    /// First name and name of usage.
    pub name: String,
    /// Exact login.
    pub login: String,
    /// Name of the school.
    pub school: String,
    /// Address of the school's sign-in page.
    pub home: String,
}

impl Reader {
    fn letter(&self, subject: &str, blocks: Vec<Block>) -> Letter {
        Letter {
            subject: format!("{subject} – {}", self.school),
            reply_to: None,
            greeting: format!("Bonjour {},", self.name),
            blocks,
            signature: [self.school.clone(), self.home.clone()],
        }
    }

    /// Address of the personal space, by the sign-in page of the school.
    fn account(&self) -> String {
        format!("{}?vers=%2Fmon-compte", self.home)
    }

    fn login(&self) -> Block {
        Block::Fact { label: "Votre identifiant".to_owned(), value: self.login.clone() }
    }
}

fn text(text: impl Into<String>) -> Block {
    Block::Text(text.into())
}

fn link(label: &str, address: &str) -> Block {
    Block::Link { label: label.to_owned(), address: address.to_owned() }
}

/// What to do when one did not ask for what the letter brings.
fn not_asked() -> Block {
    text("Vous n’avez rien demandé ? Ne faites rien : votre mot de passe reste le même.")
}

/// What to do when somebody else did what the letter tells.
const STRANGER: &str =
    "Si ce n’était pas vous, changez votre mot de passe et prévenez votre établissement tout de suite.";

/// A single-use link that chooses a new password (R13).
pub fn reset_link(reader: &Reader, address: &str) -> Letter {
    let blocks = vec![
        text("Vous avez demandé à retrouver l’accès à votre compte. Ce lien sert une seule fois, pendant 30 minutes."),
        link("Choisir un nouveau mot de passe", address),
        reader.login(),
        text("Si vous aviez demandé plusieurs liens, seul le dernier fonctionne."),
        not_asked(),
    ];
    reader.letter("Choisir un nouveau mot de passe", blocks)
}

/// A temporary password, for schools whose mail filters break links (R13).
pub fn temporary_password(reader: &Reader, password: &str) -> Letter {
    let blocks = vec![
        text(
            "Vous avez demandé à retrouver l’accès à votre compte. Ce mot de passe provisoire sert une seule fois, pendant \
             30 minutes : vous choisirez le vôtre aussitôt.",
        ),
        Block::Fact { label: "Mot de passe provisoire".to_owned(), value: password.to_owned() },
        reader.login(),
        link("Se connecter", &reader.home),
        text("Si vous en aviez demandé plusieurs, seul le dernier fonctionne."),
        not_asked(),
    ];
    reader.letter("Mot de passe provisoire", blocks)
}

/// The way into a new account (R15).
pub fn welcome(reader: &Reader, address: &str) -> Letter {
    let blocks = vec![
        text(format!(
            "Un compte vous est ouvert sur Établi, où {} suit les compétences de ses apprenants.",
            reader.school
        )),
        reader.login(),
        text("Choisissez votre mot de passe avec ce lien. Il sert une seule fois, pendant 72 heures."),
        link("Choisir mon mot de passe", address),
        text(format!("Ensuite, vous vous connecterez toujours à la même adresse : {}", reader.home)),
    ];
    reader.letter("Votre compte Établi", blocks)
}

/// The way into a new establishment, for its administrator (decision 17).
pub fn founded(reader: &Reader, address: &str) -> Letter {
    let blocks = vec![
        text(format!(
            "{} est ouvert sur Établi. Vous en êtes l’administrateur\u{a0}: vous déposez les fichiers, gérez les comptes et réglez \
             l’établissement.",
            reader.school
        )),
        reader.login(),
        text("Choisissez votre mot de passe avec ce lien. Il sert une seule fois, pendant 72 heures."),
        link("Choisir mon mot de passe", address),
        text(format!("Ensuite, tout l’établissement se connecte toujours à la même adresse\u{a0}: {}", reader.home)),
    ];
    reader.letter("Votre établissement est ouvert sur Établi", blocks)
}

/// The way in, for who is let in again or for the first time where links go by mail (security 4.1).
pub fn opened(reader: &Reader, address: &str) -> Letter {
    let blocks = vec![
        text("Votre établissement vous ouvre l’accès à Établi. Si vous aviez déjà un mot de passe, il ne sert plus."),
        reader.login(),
        text("Choisissez votre mot de passe avec ce lien. Il sert une seule fois, pendant 72 heures."),
        link("Choisir mon mot de passe", address),
        text(format!("Ensuite, vous vous connecterez toujours à la même adresse\u{a0}: {}", reader.home)),
    ];
    reader.letter("Votre accès à Établi", blocks)
}

/// The password was changed; `moment` is in the school's own time.
pub fn password_changed(reader: &Reader, moment: &str) -> Letter {
    let blocks = vec![
        text(format!(
            "Le mot de passe de votre compte a été changé {moment}. Tous les autres appareils ont été déconnectés."
        )),
        text("Si c’était vous, il n’y a rien à faire."),
        text("Sinon, quelqu’un d’autre s’est servi de votre compte : prévenez votre établissement tout de suite."),
    ];
    reader.letter("Mot de passe changé", blocks)
}

/// A single-use link that confirms an address (R19).
pub fn confirm_address(reader: &Reader, address: &str) -> Letter {
    let blocks = vec![
        text(
            "Vous avez demandé à recevoir ici les messages d’Établi. Confirmez cette adresse avec ce lien, pendant 72 heures.",
        ),
        link("Confirmer cette adresse", address),
        text("Vous n’avez rien demandé ? Ne faites rien : cette adresse ne sera pas utilisée."),
    ];
    reader.letter("Confirmer votre adresse", blocks)
}

/// Another address was asked for: told to the one that still holds (A13).
pub fn address_asked(reader: &Reader, masked: &str) -> Letter {
    let blocks = vec![
        text(format!("Vous avez demandé à recevoir les messages d’Établi à une autre adresse : {masked}.")),
        text("Celle-ci sert encore, jusqu’à ce que l’autre soit confirmée."),
        text("Si ce n’était pas vous, changez votre mot de passe et prévenez votre établissement."),
    ];
    reader.letter("Changement d’adresse demandé", blocks)
}

/// Another address holds: told to the former one (A13).
pub fn address_changed(reader: &Reader, masked: &str) -> Letter {
    let blocks = vec![
        text(format!("Les messages d’Établi vont désormais à une autre adresse : {masked}. Celle-ci ne sert plus.")),
        text("Si ce n’était pas vous, prévenez votre établissement tout de suite."),
    ];
    reader.letter("Adresse changée", blocks)
}

/// Two accounts of the person became one: told at every address that either had (R18).
pub fn merged(reader: &Reader) -> Letter {
    let blocks = vec![
        text(
            "Vous aviez deux comptes sur Établi. Votre établissement n’en a fait qu’un\u{a0}: rien n’est perdu, tout ce que vous avez \
             fait sous l’un ou sous l’autre s’y trouve.",
        ),
        reader.login(),
        text("Vous vous connectez désormais avec ce seul identifiant\u{a0}; son mot de passe n’a pas changé."),
        link("Se connecter", &reader.home),
        text("Si vous n’aviez qu’un seul compte, prévenez votre établissement tout de suite."),
    ];
    reader.letter("Vos deux comptes n’en font plus qu’un", blocks)
}

/// Somebody of the school wrote to its assistance: told to who answers there (R165). The text stays on the service.
pub fn ticket_received(reader: &Reader, address: &str) -> Letter {
    let blocks = vec![
        text(
            "Une personne de l’établissement a écrit à l’assistance. La réponse est attendue dans les 72 heures ouvrées.",
        ),
        link("Lire la demande et répondre", address),
    ];
    reader.letter("Une demande d’assistance vous attend", blocks)
}

/// The assistance answered: told to who asked (R165). The text stays on the service.
pub fn ticket_answered(reader: &Reader, address: &str) -> Letter {
    let blocks = vec![
        text("L’assistance a répondu à votre demande."),
        link("Lire la réponse", address),
        text("Vous pouvez y répondre à votre tour, ou dire que la demande est résolue."),
    ];
    reader.letter("Réponse à votre demande d’assistance", blocks)
}

/// Somebody signed in from a browser not seen before; `moment` is in the school's own time (security 4.5).
pub fn new_browser(reader: &Reader, moment: &str, browser: Option<&str>, from: Option<&str>) -> Letter {
    let fact = |label: &str, value: &str| Block::Fact { label: label.to_owned(), value: value.to_owned() };
    let mut blocks = vec![text(format!(
        "Quelqu’un s’est connecté à votre compte {moment}, depuis un appareil qui n’y était pas encore connu."
    ))];
    blocks.push(fact("Appareil", browser.unwrap_or("inconnu")));
    blocks.extend(from.map(|from| fact("Adresse réseau", from)));
    blocks.push(text("Si c’était vous, il n’y a rien à faire."));
    blocks.push(text(STRANGER));
    blocks.push(link("Voir les appareils connectés", &reader.account()));
    reader.letter("Connexion depuis un nouvel appareil", blocks)
}

/// The account proves twice who signs in from now on; `moment` is in the school's own time (A14).
pub fn second_factor_on(reader: &Reader, moment: &str) -> Letter {
    let blocks = vec![
        text(format!(
            "La connexion en deux étapes de votre compte a été activée {moment}. Après le mot de passe, Établi demande désormais le \
             code de votre téléphone."
        )),
        text(
            "Gardez vos codes de secours ailleurs que sur ce téléphone\u{a0}: chacun le remplace une fois, le jour où vous ne l’avez pas.",
        ),
        text(STRANGER),
    ];
    reader.letter("Connexion en deux étapes activée", blocks)
}

/// The account goes back to its password alone (A14).
pub fn second_factor_off(reader: &Reader, moment: &str) -> Letter {
    let blocks = vec![
        text(format!(
            "La connexion en deux étapes de votre compte a été désactivée {moment}. Votre mot de passe suffit de nouveau pour se \
             connecter."
        )),
        text(STRANGER),
    ];
    reader.letter("Connexion en deux étapes désactivée", blocks)
}

/// Somebody else took away what the account proves twice with, for a reason (A14).
pub fn second_factor_reset(reader: &Reader, moment: &str, reason: &str, by_host: bool) -> Letter {
    let who = if by_host {
        "la personne qui tient le serveur d’Établi"
    } else {
        "l’administrateur de votre établissement"
    };
    let blocks = vec![
        text(format!(
            "La connexion en deux étapes de votre compte a été retirée {moment} par {who}. Motif\u{a0}: {reason}"
        )),
        text(
            "Tous vos appareils ont été déconnectés. Installez-la de nouveau dans «\u{a0}Mon compte\u{a0}» dès que vous le pouvez.",
        ),
        text("Si vous n’aviez rien demandé, prévenez votre établissement tout de suite."),
    ];
    reader.letter("Connexion en deux étapes retirée", blocks)
}
