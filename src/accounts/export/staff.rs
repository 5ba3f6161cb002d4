//! What the school keeps of somebody as a member of its staff: function, services, what they wrote and did. No learner is named.

use std::collections::HashMap;

use entity::id::{BilanId, UserId};
use entity::{
    bilan, bilan_version, charge, chosen_specialty, division, division_assignment, homeroom, import_run, learner_group,
    school_year, staff_member, subject, teaching,
};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, QueryOrder as _};
use serde_json::{Value, json};

use super::{each, moment};
use crate::cx::Cx;
use crate::error::Result;

/// The work of an account; none for somebody who has none here.
pub(super) async fn of(here: &Cx, me: UserId) -> Result<Option<Value>> {
    let parts = [
        ("fonctions", functions(here, me).await?),
        ("enseignements", services(here, me).await?),
        ("classes_affectees_par_l_etablissement", assignments(here, me).await?),
        ("diplomes_choisis", chosen(here, me).await?),
        ("classes_dont_je_suis_professeur_principal", homerooms(here, me).await?),
        ("bilans_ecrits_ou_valides", bilans(here, me).await?),
        ("versions_de_bilans_gardees", versions(here, me).await?),
        ("bilans_confies", charges(here, me).await?),
        ("imports", imports(here, me).await?),
    ];
    let some = parts.iter().any(|(_, part)| part.as_array().is_some_and(|rows| !rows.is_empty()));
    Ok(some.then(|| parts.into_iter().map(|(name, part)| (name.to_owned(), part)).collect()))
}

async fn functions(here: &Cx, me: UserId) -> Result<Value> {
    let rows = here.find::<staff_member::Entity>().filter(staff_member::Column::UserId.eq(me)).all().await?;
    Ok(each(&rows, |row| {
        json!({
            "identifiant_stsweb": row.source_id,
            "nature": row.source_type,
            "fonction": row.function,
            "suppleant": row.substitute,
        })
    }))
}

async fn services(here: &Cx, me: UserId) -> Result<Value> {
    let rows = here.find::<teaching::Entity>().filter(teaching::Column::UserId.eq(me)).all().await?;
    let years = here.find::<school_year::Entity>().all().await?;
    let subjects = here.find::<subject::Entity>().all().await?;
    let divisions: Vec<_> = rows.iter().filter_map(|row| row.division_id).collect();
    let divisions = here.find::<division::Entity>().among(division::Column::Id, &divisions).all().await?;
    let groups: Vec<_> = rows.iter().filter_map(|row| row.group_id).collect();
    let groups = here.find::<learner_group::Entity>().among(learner_group::Column::Id, &groups).all().await?;
    Ok(each(&rows, |row| {
        json!({
            "annee": years.iter().find(|year| year.id == row.school_year_id).map(|year| year.year),
            "code_de_la_matiere": row.subject_code,
            "matiere": subjects.iter().find(|subject| subject.code == row.subject_code).map(|one| &one.label),
            "classe": divisions.iter().find(|division| Some(division.id) == row.division_id).map(|one| &one.code),
            "groupe": groups.iter().find(|group| Some(group.id) == row.group_id).map(|one| &one.code),
            "modalite": row.mode,
        })
    }))
}

async fn assignments(here: &Cx, me: UserId) -> Result<Value> {
    let mine = division_assignment::Column::UserId.eq(me);
    let rows = here.find::<division_assignment::Entity>().filter(mine).all().await?;
    let ids: Vec<_> = rows.iter().map(|row| row.division_id).collect();
    let divisions = here.find::<division::Entity>().among(division::Column::Id, &ids).all().await?;
    Ok(each(&rows, |row| {
        json!({
            "classe": divisions.iter().find(|division| division.id == row.division_id).map(|one| &one.code),
            "affectee_le": moment(row.assigned_at),
        })
    }))
}

/// The diplomas that a teacher chose to work on (R20).
async fn chosen(here: &Cx, me: UserId) -> Result<Value> {
    let rows = here.find::<chosen_specialty::Entity>().filter(chosen_specialty::Column::UserId.eq(me)).all().await?;
    let titles = super::learner::diplomas(here).await?;
    Ok(each(&rows, |row| json!({ "diplome": titles.get(&row.specialty_id) })))
}

async fn homerooms(here: &Cx, me: UserId) -> Result<Value> {
    let rows = here.find::<homeroom::Entity>().filter(homeroom::Column::UserId.eq(me)).all().await?;
    let ids: Vec<_> = rows.iter().map(|row| row.division_id).collect();
    let divisions = here.find::<division::Entity>().among(division::Column::Id, &ids).all().await?;
    Ok(each(&divisions, |division| json!({ "classe": division.code })))
}

/// The texts that the person wrote, and the bilans that they changed or validated; in the bin too.
async fn bilans(here: &Cx, me: UserId) -> Result<Value> {
    let mine = bilan::Column::AuthorId.eq(me).or(bilan::Column::UpdatedBy.eq(me)).or(bilan::Column::ValidatedBy.eq(me));
    let rows = here
        .find_kept::<bilan::Entity>()
        .filter(mine)
        .with(|q| q.order_by_asc(bilan::Column::CreatedAt).order_by_asc(bilan::Column::Id))
        .all()
        .await?;
    let periods = super::learner::periods(here, rows.iter().map(|row| row.grading_period_id)).await?;
    Ok(each(&rows, |row| {
        let wrote = row.author_id == me || row.updated_by == me;
        json!({
            "periode": periods.get(&row.grading_period_id),
            "nature": row.kind,
            "synthese": wrote.then_some(&row.synthesis),
            "commence_par_moi": row.author_id == me,
            "modifie_en_dernier_par_moi": row.updated_by == me,
            "valide_par_moi": row.validated_by == Some(me),
            "commence_le": moment(row.created_at),
            "modifie_le": moment(row.updated_at),
            "valide_le": row.validated_at.map(moment),
            "mis_a_la_corbeille_le": row.deleted_at.map(moment),
        })
    }))
}

/// Former states of bilans that the person's acts kept, with the reasons they gave.
async fn versions(here: &Cx, me: UserId) -> Result<Value> {
    let rows = here.find::<bilan_version::Entity>().filter(bilan_version::Column::KeptBy.eq(me)).all().await?;
    let ids: Vec<BilanId> = rows.iter().map(|row| row.bilan_id).collect();
    let bilans = here.find_kept::<bilan::Entity>().among(bilan::Column::Id, &ids).all().await?;
    let periods = super::learner::periods(here, bilans.iter().map(|row| row.grading_period_id)).await?;
    let of: HashMap<BilanId, _> = bilans.iter().map(|row| (row.id, row.grading_period_id)).collect();
    Ok(each(&rows, |row| {
        json!({
            "periode": of.get(&row.bilan_id).and_then(|id| periods.get(id)),
            "cause": row.cause,
            "motif": row.reason,
            "le": moment(row.kept_at),
        })
    }))
}

async fn charges(here: &Cx, me: UserId) -> Result<Value> {
    let rows = here.find::<charge::Entity>().filter(charge::Column::UserId.eq(me)).all().await?;
    let periods = super::learner::periods(here, rows.iter().map(|row| row.grading_period_id)).await?;
    Ok(each(&rows, |row| json!({ "periode": periods.get(&row.grading_period_id), "confie_le": moment(row.named_at) })))
}

async fn imports(here: &Cx, me: UserId) -> Result<Value> {
    let mine = import_run::Column::StartedBy.eq(me).or(import_run::Column::AppliedBy.eq(me));
    let rows = here.find::<import_run::Entity>().filter(mine).all().await?;
    Ok(each(&rows, |row| {
        json!({
            "annee": row.school_year,
            "etat": row.state,
            "lance_par_moi": row.started_by == me,
            "lance_le": moment(row.started_at),
            "applique_par_moi": row.applied_by == Some(me),
            "applique_le": row.applied_at.map(moment),
        })
    }))
}
