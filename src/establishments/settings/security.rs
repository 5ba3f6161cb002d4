//! How people prove who they are, and for how long they stay signed in (R7, R10, R13; security 4.1–4.3, A11, A14).
//!
//! Nothing may be chosen that would leave people outside: what needs letters is refused where letters reach nobody.

use chrono::TimeDelta;
use entity::establishment::{self, ActivationMode, ResetMode, SecondFactorPolicy, SignInMessages};
use entity::role_grant::Role;
use entity::{idle_limit, session};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, Iterable as _, QueryFilter as _, Set};

use super::Settings;
use crate::access::{Act, SHORTEST_IDLE_MINUTES, manners};
use crate::cx::{Cx, Rows, Tx};
use crate::error::{Code, Problems, Result};

/// How long the sessions of a role may stay idle, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleLength {
    /// The role.
    pub role: Role,
    /// The length that holds.
    pub minutes: i64,
}

/// The lengths that hold, by role.
pub fn idle_lengths(settings: &Settings) -> Vec<IdleLength> {
    let chosen = |role| settings.limits.iter().find(|limit| limit.role == role).map(|limit| i64::from(limit.minutes));
    Role::iter().map(|role| IdleLength { role, minutes: chosen(role).unwrap_or(manners(role).idle_minutes) }).collect()
}

/// How long sessions of a role may stay idle, given the lengths that the school chose.
pub async fn idle_minutes(limits: Rows<'_, idle_limit::Entity>, role: Role) -> Result<i64> {
    let chosen = limits.filter(idle_limit::Column::Role.eq(role)).one().await?;
    Ok(chosen.map_or(manners(role).idle_minutes, |limit| i64::from(limit.minutes)))
}

/// What changes in how people come in; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How people prove who they are at the first sign-in.
    pub activation: Option<ActivationMode>,
    /// How much a refused sign-in tells.
    pub sign_in_messages: Option<SignInMessages>,
    /// How staff who lost their password come back in by mail.
    pub reset: Option<ResetMode>,
    /// From whom a second proof is asked.
    pub second_factor: Option<SecondFactorPolicy>,
    /// Lengths of idle sessions.
    pub lengths: Vec<IdleLength>,
}

/// Changes how people come in. Open sessions follow: a shorter length counts from now, a longer one from their next request.
pub async fn set_security_options(cx: &Cx, version: i32, options: Options) -> Result<establishment::Model> {
    cx.write(Act::SetSecurityOptions, async |tx| {
        let school = super::target(tx, version).await?;
        options.check(cx, &school)?;
        for length in &options.lengths {
            set_length(tx, *length).await?;
        }
        let mut row = establishment::ActiveModel { id: Unchanged(school.id), ..Default::default() };
        row.activation = options.activation.map_or(row.activation, Set);
        row.sign_in_messages = options.sign_in_messages.map_or(row.sign_in_messages, Set);
        row.reset = options.reset.map_or(row.reset, Set);
        row.second_factor = options.second_factor.map_or(row.second_factor, Set);
        tx.journal("a changé les réglages de sécurité", None);
        tx.audit_detail(options.words());
        super::save(tx, &school, row).await
    })
    .await
}

impl Options {
    /// Everything that is wrong with them.
    fn check(&self, cx: &Cx, school: &establishment::Model) -> Result<()> {
        let mut problems = Problems::new();
        let arrives = cx.app().mailer.reaches_people();
        let by_mail = self.activation == Some(ActivationMode::MailLink);
        let message = "Aucun serveur de courrier n’est configuré\u{a0}: les liens n’arriveraient pas, et personne n’ouvrirait son compte. \
                       La personne qui tient le serveur d’Établi peut y remédier.";
        problems.unless(arrives || !by_mail, Code::NotReady, "activation", message);
        let changes_reset = self.reset.is_some_and(|reset| reset != school.reset);
        let message = "Aucun serveur de courrier n’est configuré\u{a0}: aucune lettre n’arriverait. La personne qui tient le serveur \
                       d’Établi peut y remédier.";
        problems.unless(arrives || !changes_reset, Code::NotReady, "reset", message);
        for (n, IdleLength { role, minutes }) in self.lengths.iter().enumerate() {
            let most = manners(*role).longest_idle_minutes;
            let message = format!("Pour ce rôle, entre {SHORTEST_IDLE_MINUTES} et {most}\u{a0}minutes.");
            let within = (SHORTEST_IDLE_MINUTES..=most).contains(minutes);
            problems.unless(within, Code::Invalid, format!("sessionLengths.{n}.minutes"), message);
        }
        problems.finish()
    }

    /// What was chosen, for the audit log.
    fn words(&self) -> String {
        let mut words = Vec::new();
        words.extend(self.activation.map(|choice| format!("activation {choice:?}")));
        words.extend(self.sign_in_messages.map(|choice| format!("messages {choice:?}")));
        words.extend(self.reset.map(|choice| format!("reset {choice:?}")));
        words.extend(self.second_factor.map(|choice| format!("second factor {choice:?}")));
        words.extend(self.lengths.iter().map(|length| format!("{:?} {} min", length.role, length.minutes)));
        words.join(", ")
    }
}

/// Keeps the length of a role, and shortens the open sessions that would outlast it.
async fn set_length(tx: &Tx, IdleLength { role, minutes }: IdleLength) -> Result<()> {
    let row = idle_limit::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(tx.establishment()?),
        role: Set(role),
        minutes: Set(i32::try_from(minutes).unwrap_or(i32::MAX)),
    };
    let key = [idle_limit::Column::EstablishmentId, idle_limit::Column::Role];
    tx.upsert_many(vec![row], &key, &[idle_limit::Column::Minutes]).await?;
    let end = tx.now() + TimeDelta::minutes(minutes);
    tx.update_where::<session::Entity>(|u| {
        u.col_expr(session::Column::IdleEndsAt, Expr::value(end))
            .filter(session::Column::Role.eq(role))
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::IdleEndsAt.gt(end))
    })
    .await?;
    Ok(())
}
