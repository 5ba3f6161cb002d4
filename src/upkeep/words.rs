//! What the logs say, in words that people read.

use deunicode::deunicode;
use entity::id::UserId;
use uuid::Uuid;

use crate::access::Act;
use crate::accounts::access_log;
use crate::audit::REFUSED;

/// What was done, such as « Compte créé ».
pub fn of_act(act: Act) -> &'static str {
    match act {
        Act::SignIn => "Connexion",
        Act::CountTry => "Essai de mot de passe",
        Act::ChoosePassword => "Mot de passe choisi",
        Act::AskReset => "Mot de passe oublié\u{a0}: lettre demandée",
        Act::SignOut => "Déconnexion",
        Act::UseRole => "Changement de rôle",
        Act::StayConnected => "Session prolongée",
        Act::ChangePassword => "Mot de passe changé",
        Act::ChangeMail => "Nouvelle adresse demandée",
        Act::ConfirmMail => "Nouvelle adresse confirmée",
        Act::ChooseSpecialties => "Diplômes choisis",
        Act::UseSpecialty => "Changement de diplôme",
        Act::RevokeSessions => "Appareils déconnectés par leur propriétaire",
        Act::OpenActivation => "Première connexion ouverte",
        Act::PrintActivationSlips => "Fiches de première connexion imprimées",
        Act::ReadLogin => "Identifiant lu",
        Act::ListUsers => "Liste des comptes lue",
        Act::ReadUser => "Compte lu",
        Act::ReadContact => "Adresse électronique lue",
        Act::ReadBirthDate => "Date de naissance lue",
        Act::CreateUser => "Compte créé",
        Act::DisableUser => "Compte fermé",
        Act::RestoreUser => "Compte rouvert",
        Act::EndSessions => "Sessions fermées par l’établissement",
        Act::GrantRole => "Rôle donné",
        Act::RevokeRole => "Rôle repris",
        Act::MergeUsers => "Comptes d’une même personne fusionnés",
        Act::AssignDivisions => "Classes affectées à un enseignant",
        Act::UnassignDivision => "Classe reprise à un enseignant",
        Act::ReadConsole => "Console lue",
        Act::ReadConsoleDetail => "Détail de la console lu",
        Act::StartImport => "Import commencé",
        Act::AddLearner => "Apprenant hors SIECLE saisi à la main",
        Act::DecideImportLine => "Ligne d’import décidée",
        Act::ApplyImport => "Import appliqué",
        Act::UndoImport => "Import annulé",
        Act::AttachMef => "Formation rattachée à un diplôme",
        Act::SaveGradingPeriods => "Périodes officielles fixées",
        Act::UpdateGradingPeriods => "Périodes officielles changées",
        Act::CopyGradingPeriods => "Périodes officielles copiées",
        Act::DeleteGradingPeriods => "Périodes officielles mises à la corbeille",
        Act::RestoreGradingPeriods => "Périodes officielles reprises de la corbeille",
        Act::SaveLslPeriods => "Périodes du LSL fixées",
        Act::SaveCertificationDeadline => "Date limite de certification fixée",
        Act::DeleteCertificationDeadline => "Date limite de certification retirée",
        Act::CreateBilan => "Bilan commencé",
        Act::SaveBilan => "Bilan modifié",
        Act::ValidateBilan => "Bilan validé",
        Act::ReopenBilan => "Bilan rouvert",
        Act::DeleteBilan => "Bilan mis à la corbeille",
        Act::RestoreBilan => "Bilan repris de la corbeille",
        Act::NameTeachersInCharge => "Enseignants chargés des bilans désignés",
        Act::SetSchoolImage => "Logo ou tampon déposé",
        Act::DeleteSchoolImage => "Logo ou tampon retiré",
        Act::RestoreSchoolImage => "Logo ou tampon remis",
        Act::DownloadFile => "Fichier téléchargé",
        Act::StoreFile => "Fichier déposé au stockage",
        Act::RenameStorageFile => "Fichier renommé",
        Act::DeleteStorageFile => "Fichier mis à la corbeille",
        Act::RestoreStorageFile => "Fichier repris de la corbeille",
        Act::ReadHelp => "Aide lue",
        Act::CountHelpReading => "Lecture d’un article d’aide",
        Act::RateHelpArticle => "Avis sur un article d’aide",
        Act::CreateTicket => "Demande d’assistance écrite",
        Act::ReplyTicket => "Réponse à une demande d’assistance",
        Act::AttachTicketFile => "Fichier joint à une demande d’assistance",
        Act::CloseTicket => "Demande d’assistance close",
        Act::ReadSettings => "Paramètres lus",
        Act::UpdateEstablishment => "Informations de l’établissement changées",
        Act::SetSecurityOptions => "Options de sécurité changées",
        Act::SetTransfer => "Réglage des transferts changé",
        Act::ListBlockedTransfers => "Apprenants sans INE listés",
        Act::ResendWelcome => "Lettre d’ouverture de compte renvoyée",
        Act::OpenInspectorAccess => "Accès d’un inspecteur ouvert",
        Act::CloseInspectorAccess => "Accès d’un inspecteur fermé",
        Act::ProveSignIn => "Connexion confirmée par un code",
        Act::BeginSecondFactorAtSignIn => "Connexion en deux étapes commencée à la connexion",
        Act::ConfirmSecondFactorAtSignIn => "Connexion en deux étapes activée à la connexion",
        Act::ResetSecondFactor => "Connexion en deux étapes retirée",
        Act::BeginSecondFactor => "Connexion en deux étapes commencée",
        Act::ConfirmSecondFactor => "Connexion en deux étapes activée",
        Act::RenewRecoveryCodes => "Codes de secours refaits",
        Act::RemoveSecondFactor => "Connexion en deux étapes désactivée",
        Act::ReadOwnAccessLog => "Lectures de son propre dossier lues",
        Act::ExportOwnData => "Données personnelles emportées",
        Act::ReadJournal => "Fil de la console lu",
        Act::ReadAuditLog => "Journal des actions lu",
        Act::ReadReadingLog => "Journal des lectures lu",
        Act::VerifyLogs => "Journaux vérifiés",
        Act::ExportLogs => "Journal des accès exporté",
        Act::CreateEstablishment => "Établissement créé",
        Act::LoadFramework => "Référentiel chargé",
        Act::ReadJobs => "Tâches du service lues",
        Act::RetryJobs => "Tâches du service relancées",
        Act::RunJob => "Tâche du service",
        Act::EmptyBin => "Corbeille vidée",
        Act::LogReads => "Lectures notées",
        Act::KeepLogs => "Journaux scellés",
    }
}

/// What a line of the log of acts says, from its act and its detail.
pub fn of_line(act: &str, detail: &str) -> &'static str {
    match (act, detail) {
        ("SignIn", REFUSED) => "Connexion refusée",
        _ => named(act).map_or("Action d’une version antérieure", of_act),
    }
}

/// Names of the acts whose words have a word beginning like each of those typed.
pub(super) fn acts_about(text: &str) -> Vec<&'static str> {
    let folded = |text: &str| deunicode(text).to_lowercase();
    let typed = folded(text);
    let matches = |words: &str| {
        let words = folded(words);
        typed.split_whitespace().all(|part| words.split(' ').any(|word| word.starts_with(part)))
    };
    Act::ALL.iter().filter(|act| matches(of_act(**act))).map(|act| act.name()).collect()
}

fn named(name: &str) -> Option<Act> {
    Act::ALL.iter().copied().find(|act| act.name() == name)
}

/// The account that a line names, if its record is one: identifiers of other records are nobody's.
pub(super) fn account(record: &str) -> Option<UserId> {
    let digits = record.split(|c: char| !c.is_ascii_hexdigit() && c != '-').find(|part| part.len() == 36)?;
    Uuid::try_parse(digits).ok().map(UserId)
}

/// What was read, such as « Ouvert le tableau de suivi de la classe ».
pub fn of_reading(operation: &str) -> String {
    let what = access_log::what(operation);
    let mut letters = what.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{account, acts_about};
    use crate::cx::named;
    use entity::id::UserId;
    use uuid::Uuid;

    #[test]
    fn acts_are_found_by_the_beginning_of_their_words() {
        assert!(acts_about("perio suppr").is_empty());
        assert_eq!(acts_about("BILAN valid"), ["ValidateBilan"]);
        assert!(acts_about("connexion").contains(&"SignIn"));
    }

    #[test]
    fn the_account_of_a_line_is_read_as_it_was_written() {
        let user = UserId(Uuid::from_u128(0x0193_5a7e_1234_7abc_8def_0123_4567_89ab));
        assert_eq!(account(&named(user.into())), Some(user));
        assert_eq!(account("One(Int(Some(3)))"), None);
    }
}
