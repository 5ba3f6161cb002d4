//! Work that went wrong, for those who look after the school: what failed, why, and doing it again.

use chrono::{DateTime, Utc};
use entity::id::JobId;
use entity::job;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, Order, QueryFilter as _, Set};

use crate::access::Act;
use crate::cx::{Cx, Page, Rows, Slice};
use crate::error::{Code, Problem, Result};
use crate::jobs::Job;
use crate::mail::{self, About};

/// Work that failed at least once and is not done yet, the newest first.
pub async fn list(cx: &Cx, page: &Page) -> Result<Slice<job::Model>> {
    troubled(cx)?.page_by(job::Column::Id, Order::Desc, page).await
}

/// How much such work there is.
pub async fn count(cx: &Cx) -> Result<u64> {
    troubled(cx)?.count().await
}

fn troubled(cx: &Cx) -> Result<Rows<'_, job::Entity>> {
    cx.require(Act::ReadJobs)?;
    Ok(cx.find::<job::Entity>().filter(job::Column::Error.is_not_null()))
}

/// Work to be done again at once: the one named, or all that failed. Answers how many; what a worker is at is left to it.
pub async fn retry(cx: &Cx, id: Option<JobId>) -> Result<u64> {
    let again = cx
        .write(Act::RetryJobs, async |tx| {
            use job::Column::{ClaimedUntil, Error, Id};
            if let Some(id) = id {
                tx.target::<job::Entity>(id).await?;
            }
            let free = ClaimedUntil.is_null().or(ClaimedUntil.lt(tx.now()));
            let fresh = job::ActiveModel {
                due_at: Set(tx.now()),
                attempts: Set(0),
                failed_at: Set(None),
                error: Set(None),
                ..Default::default()
            };
            let again = tx
                .update_where::<job::Entity>(|u| {
                    let u = u.set(fresh).filter(Error.is_not_null()).filter(free);
                    match id {
                        Some(id) => u.filter(Id.eq(id)),
                        None => u,
                    }
                })
                .await?;
            tx.audit_detail(again.to_string());
            Ok(again)
        })
        .await?;
    if id.is_some() && again == 0 {
        let sentence = "Cette tâche est déjà en cours, ou faite.";
        return Err(Problem::whole(Code::Closed, sentence).into());
    }
    cx.app().work.notify_one();
    Ok(again)
}

/// What a job does, in words to show.
pub fn about(row: &job::Model) -> String {
    let Ok(job) = serde_json::from_value::<Job>(row.payload.clone()) else {
        return "Tâche d’une version antérieure".to_owned();
    };
    match job {
        Job::ReadImport { .. } => "Lecture des fichiers d’un import".to_owned(),
        Job::ApplyImport { .. } => "Application d’un import".to_owned(),
        Job::Send { to, about, .. } => format!("Lettre à {}\u{a0}: {}", mail::masked(&to), subject(&about)),
        Job::AnswerReset { .. } => "Réponse à un mot de passe oublié".to_owned(),
        Job::TellSupport { .. } => "Lettre au support".to_owned(),
        Job::Daily { .. } => "Travaux de la nuit".to_owned(),
    }
}

fn subject(about: &About) -> &'static str {
    match about {
        About::Reset => "mot de passe oublié",
        About::Welcome { .. } => "ouverture du compte",
        About::Founded => "ouverture de l’établissement",
        About::Opened => "première connexion",
        About::NewBrowser { .. } => "connexion depuis un nouvel appareil",
        About::SecondFactorOn { .. } => "connexion en deux étapes activée",
        About::SecondFactorOff { .. } => "connexion en deux étapes désactivée",
        About::SecondFactorReset { .. } => "connexion en deux étapes retirée",
        About::Merged => "comptes fusionnés",
        About::TicketReceived { .. } => "demande d’assistance",
        About::TicketAnswered { .. } => "réponse de l’assistance",
        About::PasswordChanged { .. } => "mot de passe changé",
        About::ConfirmAddress => "adresse à confirmer",
        About::AddressAsked { .. } => "autre adresse demandée",
        About::AddressChanged { .. } => "adresse changée",
    }
}

/// When it is tried again by itself; never, once it was given up.
pub fn next_try(row: &job::Model) -> Option<DateTime<Utc>> {
    row.failed_at.is_none().then_some(row.due_at)
}
