//! Taking one's own data away: everything the school keeps of a person, as a file for programs with a page for people (R179).
//!
//! Keys are in French, as the page beside the file explains. What opens doors (password, keys, codes, marks of browsers) is left
//! out, and so is everybody else: names of learners in a teacher's, addresses of guardians in a learner's. Bilans that no teacher
//! has validated stay with their authors until they are (`bilans.read`).

mod learner;
mod staff;

use std::io::Write as _;

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use entity::id::UserId;
use entity::{audit_line, device, effect, establishment, read_line, role_grant, session, user};
use sea_orm::{ColumnTrait as _, QueryOrder as _};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use super::throttles::{self, Limit};
use super::{access_log, second_factor};
use crate::access::{Act, Seen, Task};
use crate::cx::{Cx, Page};
use crate::error::{Code, Error, Problem, Result};

/// One archive a day (`own_account.export_own_data`).
const ONE_A_DAY: Limit = Limit { window: TimeDelta::hours(24), most: 1, most_a_day: None };

/// What an archive says beside the data.
const EXPLAINED: &str = include_str!("LISEZMOI.txt");

/// The archive of the person, and its file name. A second one within a day is refused.
pub async fn archive(cx: &Cx) -> Result<(String, Vec<u8>)> {
    let counter = format!("export:{}", cx.user()?);
    cx.write(Act::ExportOwnData, async |tx| {
        if throttles::shut_until(tx, &counter).await?.is_some() {
            let sentence = "Ces données ont déjà été téléchargées il y a moins de 24 heures. La prochaine fois sera possible demain.";
            return Err(Problem::whole(Code::Throttled, sentence).into());
        }
        throttles::failed(tx, &counter, ONE_A_DAY).await
    })
    .await?;
    match written(cx).await {
        Ok(archive) => Ok(archive),
        Err(error) => {
            // Who got nothing may ask again.
            cx.write(Act::ExportOwnData, async |tx| {
                tx.audit_detail("failed");
                throttles::forgive(tx, &counter).await
            })
            .await?;
            Err(error)
        }
    }
}

async fn written(cx: &Cx) -> Result<(String, Vec<u8>)> {
    let data = data(cx).await?;
    let text =
        serde_json::to_vec_pretty(&data).map_err(|error| Error::internal("writing a person's own data", error))?;
    let failing = |error: zip::result::ZipError| Error::internal("packing a person's own data", error);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [("donnees.json", text.as_slice()), ("LISEZMOI.txt", EXPLAINED.as_bytes())] {
        zip.start_file(name, SimpleFileOptions::default()).map_err(failing)?;
        zip.write_all(content).map_err(|error| failing(error.into()))?;
    }
    let bytes = zip.finish().map_err(failing)?.into_inner();
    let today = cx.today();
    Ok((format!("mes-donnees-{}-{:02}-{:02}.zip", today.year(), today.month(), today.day()), bytes))
}

/// Everything, by the keys that `LISEZMOI.txt` explains.
async fn data(cx: &Cx) -> Result<Value> {
    let me = cx.user()?;
    let here = cx.acting_as(Task::OwnData, None);
    let account = here.find::<user::Entity>().get(me).await?;
    let school = here.find::<establishment::Entity>().get(cx.establishment()?).await?;
    let mut data = json!({
        "format": "etabli-donnees-personnelles",
        "version": 1,
        "produit_le": moment(cx.now()),
        "etablissement": { "uai": school.uai, "nom": school.name, "ville": school.town },
        "compte": of_account(&account),
        "roles": roles(&here, me).await?,
        "connexion_en_deux_etapes": second_step(cx).await?,
        "sessions": sessions(&here, me).await?,
        "navigateurs_reconnus": browsers(&here, me).await?,
        "saisies_recentes": entries(&here, me).await?,
        "actes": acts(&here, me).await?,
        "lectures_faites": readings(&here, me).await?,
        "acces_a_mon_dossier": accesses(cx).await?,
    });
    if let Some(own) = learner::of(&here, &account).await? {
        data["apprenant"] = own;
    }
    if let Some(own) = staff::of(&here, me).await? {
        data["personnel"] = own;
    }
    Ok(data)
}

fn of_account(account: &user::Model) -> Value {
    json!({
        "identifiant_interne": account.id,
        "identifiant": account.login,
        "nom": account.last_name,
        "prenom": account.first_name,
        "nom_d_usage": account.usage_name,
        "civilite": account.civility,
        "sexe": account.sex,
        "date_de_naissance": account.birth_date,
        "adresse_electronique": account.email,
        "adresse_a_confirmer": account.pending_email,
        "origine": account.source,
        "cree_le": moment(account.created_at),
        "mot_de_passe_choisi_le": account.activated_at.map(moment),
        "premiere_connexion_ouverte_jusqu_au": account.activation_open_until.map(moment),
        "essais_de_premiere_connexion": account.activation_tries,
        "ferme_le": account.deactivated_at.map(moment),
        "motif_de_fermeture": account.deactivated_reason,
    })
}

async fn roles(here: &Cx, me: UserId) -> Result<Value> {
    let grants = here.find::<role_grant::Entity>().filter(role_grant::Column::UserId.eq(me)).all().await?;
    Ok(each(&grants, |grant| json!({ "role": grant.role, "retire_le": grant.revoked_at.map(moment) })))
}

async fn second_step(cx: &Cx) -> Result<Value> {
    let standing = second_factor::standing(cx).await?;
    Ok(standing.map_or(Value::Null, |standing| {
        json!({ "installee_le": standing.since.map(moment), "codes_de_secours_restants": standing.recovery_codes_left })
    }))
}

async fn sessions(here: &Cx, me: UserId) -> Result<Value> {
    let rows = newest::<session::Entity>(here, session::Column::UserId.eq(me), session::Column::CreatedAt).await?;
    let diplomas = learner::diplomas(here).await?;
    Ok(each(&rows, |row| {
        json!({
            "role": row.role,
            "diplome_affiche": row.specialty_id.and_then(|id| diplomas.get(&id)),
            "navigateur": row.browser,
            "ouverte_le": moment(row.created_at),
            "derniere_activite": moment(row.seen_at),
            "finit_sans_activite_le": moment(row.idle_ends_at),
            "finit_au_plus_tard_le": moment(row.ends_at),
            "terminee_le": row.ended_at.map(moment),
        })
    }))
}

async fn browsers(here: &Cx, me: UserId) -> Result<Value> {
    let rows = newest::<device::Entity>(here, device::Column::UserId.eq(me), device::Column::TrustedUntil).await?;
    Ok(each(&rows, |row| {
        json!({
            "reconnu_jusqu_au": moment(row.trusted_until),
            "essais_manques": row.failures,
            "dernier_essai_manque_le": row.last_failure_at.map(moment),
        })
    }))
}

async fn entries(here: &Cx, me: UserId) -> Result<Value> {
    let rows = newest::<effect::Entity>(here, effect::Column::UserId.eq(me), effect::Column::At).await?;
    Ok(each(&rows, |row| json!({ "acte": row.act, "le": moment(row.at) })))
}

async fn acts(here: &Cx, me: UserId) -> Result<Value> {
    let rows = newest::<audit_line::Entity>(here, audit_line::Column::ActorId.eq(me), audit_line::Column::At).await?;
    Ok(each(&rows, |row| json!({ "acte": row.act, "role": row.role, "le": moment(row.at) })))
}

async fn readings(here: &Cx, me: UserId) -> Result<Value> {
    let rows = newest::<read_line::Entity>(here, read_line::Column::ActorId.eq(me), read_line::Column::At).await?;
    Ok(each(&rows, |row| {
        json!({
            "le": moment(row.at),
            "role": row.role,
            "operation": row.operation,
            "adresse_reseau": row.address,
        })
    }))
}

async fn accesses(cx: &Cx) -> Result<Value> {
    let (mut all, mut page) = (Vec::new(), Page { first: Some(200), after: None });
    loop {
        let slice = access_log::own(cx, page).await?;
        all.extend(slice.rows);
        page = Page { first: Some(200), after: slice.end_cursor };
        if !slice.has_next {
            break;
        }
    }
    Ok(each(&all, |row| json!({ "le": moment(row.at), "role": row.role, "a": row.what })))
}

/// Rows that meet a condition, the newest first.
async fn newest<E: Seen>(here: &Cx, those: sea_orm::sea_query::Expr, by: E::Column) -> Result<Vec<E::Model>> {
    here.find::<E>().filter(those).with(|q| q.order_by_desc(by)).all().await
}

fn each<T>(rows: &[T], told: impl Fn(&T) -> Value) -> Value {
    Value::Array(rows.iter().map(told).collect())
}

/// A moment as programs read it.
fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
