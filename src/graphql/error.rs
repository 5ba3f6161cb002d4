//! How the two kinds of errors leave: problems as data of a payload, the rest as a coded GraphQL error.

use crate::error::{Code, Error, Problem, Result};
use async_graphql::{ErrorExtensions as _, SimpleObject};

/// Something the person can put right.
#[derive(Debug, Clone, SimpleObject)]
pub struct UserError {
    /// Kind, for programs.
    pub code: Code,
    /// Field of the input it is about, with dots; null for the whole.
    pub path: Option<String>,
    /// Sentence to show.
    pub message: String,
}

impl From<Problem> for UserError {
    fn from(problem: Problem) -> Self {
        Self { code: problem.code, path: problem.path, message: problem.message }
    }
}

/// What a payload is made of: what was done, or what the person can put right.
pub type Outcome<T> = (Option<T>, Vec<UserError>);

/// Turns a rejection into the payload's errors; other errors stay errors.
pub fn outcome<T>(result: Result<T>) -> Result<Outcome<T>> {
    match result {
        Ok(done) => Ok((Some(done), Vec::new())),
        Err(Error::Rejected(problems)) => Ok((None, problems.into_iter().map(UserError::from).collect())),
        Err(error) => Err(error),
    }
}

impl From<Error> for async_graphql::Error {
    fn from(error: Error) -> Self {
        let (code, message) = match &error {
            Error::Rejected(problems) => {
                let message = problems.first().map_or("Demande refusée.", |problem| &problem.message);
                return Self::new(message).extend_with(|_, e| e.set("code", "BAD_REQUEST"));
            }
            Error::Unauthenticated => ("UNAUTHENTICATED", "Connectez-vous pour continuer."),
            Error::Forbidden => ("FORBIDDEN", "Votre rôle ne le permet pas."),
            Error::NotFound => ("NOT_FOUND", "Introuvable, ou hors de votre portée."),
            Error::RateLimited => ("RATE_LIMITED", "Trop de demandes à la fois. Réessayez dans un instant."),
            Error::StorageFull => ("STORAGE_FULL", "Il n’y a plus de place pour enregistrer."),
            Error::Unavailable | Error::Crossed => {
                ("UNAVAILABLE", "Le service ne répond pas pour l’instant. Réessayez.")
            }
            Error::Internal(report) => {
                tracing::error!(
                    reference = report.reference,
                    doing = report.doing,
                    cause = report.cause,
                    "a fault of ours"
                );
                let reference = report.reference.clone();
                let message = format!("Une erreur de notre côté. Référence {reference}.");
                return Self::new(message).extend_with(|_, e| {
                    e.set("code", "INTERNAL");
                    e.set("reference", reference.as_str());
                });
            }
        };
        Self::new(message).extend_with(|_, e| e.set("code", code))
    }
}
