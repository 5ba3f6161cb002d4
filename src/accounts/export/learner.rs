//! What the school keeps of somebody as its learner: schooling, groups, guardians, validated bilans.

use std::collections::HashMap;

use entity::id::{BilanId, FrameworkItemId, GradingPeriodId, LearnerId};
use entity::user::AccountSource;
use entity::{
    bilan, bilan_level, division, enrolment, framework, framework_item, grading_period, group_member, guardian,
    guardian_link, learner, learner_group, school_year, specialty, user,
};
use sea_orm::{ColumnTrait as _, QueryOrder as _};
use serde_json::{Value, json};

use super::{each, moment};
use crate::cx::Cx;
use crate::error::Result;

/// The learner of an account; none for somebody else.
pub(super) async fn of(here: &Cx, account: &user::Model) -> Result<Option<Value>> {
    let Some(own) = here.find::<learner::Entity>().filter(learner::Column::UserId.eq(account.id)).one().await? else {
        return Ok(None);
    };
    // Outside SIECLE (`R37`) the number is made from the list that brought them.
    let (siecle, outside) = match account.source {
        AccountSource::ManualCsv => (None, Some(&own.source_id)),
        _ => (Some(&own.source_id), None),
    };
    Ok(Some(json!({
        "identifiant_interne": own.id,
        "identifiant_siecle": siecle,
        "identifiant_hors_siecle": outside,
        "ine": own.ine,
        "ancien_ine": own.ine_former,
        "indicateur_ine": own.ine_flag,
        "sorti_le": own.exit_on,
        "motif_de_sortie": own.exit_reason,
        "scolarites": schooling(here, own.id).await?,
        "groupes": groups(here, own.id).await?,
        "responsables": guardians(here, own.id).await?,
        "bilans": bilans(here, own.id).await?,
    })))
}

async fn schooling(here: &Cx, me: LearnerId) -> Result<Value> {
    let rows = here
        .find::<enrolment::Entity>()
        .filter(enrolment::Column::LearnerId.eq(me))
        .with(|q| q.order_by_asc(enrolment::Column::Id))
        .all()
        .await?;
    let years = here.find::<school_year::Entity>().all().await?;
    let divisions: Vec<_> = rows.iter().filter_map(|row| row.division_id).collect();
    let divisions = here.find::<division::Entity>().among(division::Column::Id, &divisions).all().await?;
    let diplomas = diplomas(here).await?;
    Ok(each(&rows, |row| {
        json!({
            "annee": years.iter().find(|year| year.id == row.school_year_id).map(|year| year.year),
            "classe": divisions.iter().find(|division| Some(division.id) == row.division_id).map(|one| &one.code),
            "diplome": row.specialty_id.and_then(|id| diplomas.get(&id)),
            "niveau": row.level,
            "option": row.option,
            "statut": row.status,
            "entre_le": row.entered_on,
            "sorti_le": row.left_on,
        })
    }))
}

async fn groups(here: &Cx, me: LearnerId) -> Result<Value> {
    let memberships = here.find::<group_member::Entity>().filter(group_member::Column::LearnerId.eq(me)).all().await?;
    let ids: Vec<_> = memberships.iter().map(|membership| membership.group_id).collect();
    let groups = here.find::<learner_group::Entity>().among(learner_group::Column::Id, &ids).all().await?;
    Ok(each(&groups, |group| json!({ "code": group.code, "nom": group.label })))
}

/// Who they are to the learner; their addresses and telephones are their own.
async fn guardians(here: &Cx, me: LearnerId) -> Result<Value> {
    let links = here.find::<guardian_link::Entity>().filter(guardian_link::Column::LearnerId.eq(me)).all().await?;
    let ids: Vec<_> = links.iter().map(|link| link.guardian_id).collect();
    let people = here.find::<guardian::Entity>().among(guardian::Column::Id, &ids).all().await?;
    Ok(each(&links, |link| {
        let person = people.iter().find(|person| person.id == link.guardian_id);
        json!({
            "civilite": person.map(|person| &person.civility),
            "nom": person.map(|person| &person.last_name),
            "prenom": person.map(|person| &person.first_name),
            "lien": link.kinship,
            "niveau_de_responsabilite": link.level,
            "a_appeler_en_premier": link.first_to_call,
        })
    }))
}

/// Validated bilans: the others are their authors' until they are.
async fn bilans(here: &Cx, me: LearnerId) -> Result<Value> {
    let rows = here
        .find::<bilan::Entity>()
        .filter(bilan::Column::LearnerId.eq(me))
        .filter(bilan::Column::ValidatedAt.is_not_null())
        .with(|q| q.order_by_asc(bilan::Column::ReferenceDate).order_by_asc(bilan::Column::Id))
        .all()
        .await?;
    let ids: Vec<BilanId> = rows.iter().map(|row| row.id).collect();
    let periods = periods(here, rows.iter().map(|row| row.grading_period_id)).await?;
    let mut levels: HashMap<BilanId, Vec<bilan_level::Model>> = HashMap::new();
    for level in here.find::<bilan_level::Entity>().among(bilan_level::Column::BilanId, &ids).all().await? {
        levels.entry(level.bilan_id).or_default().push(level);
    }
    let items: Vec<FrameworkItemId> = levels.values().flatten().map(|level| level.framework_item_id).collect();
    let items = here.find::<framework_item::Entity>().among(framework_item::Column::Id, &items).all().await?;
    let items: HashMap<_, _> = items.into_iter().map(|item| (item.id, item)).collect();
    Ok(each(&rows, |row| {
        let levels = levels.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        json!({
            "periode": periods.get(&row.grading_period_id),
            "nature": row.kind,
            "date_de_reference": row.reference_date,
            "synthese": row.synthesis,
            "valide_le": row.validated_at.map(moment),
            "commence_le": moment(row.created_at),
            "modifie_le": moment(row.updated_at),
            "niveaux": each(levels, |level| {
                let item = items.get(&level.framework_item_id);
                json!({
                    "code": item.map(|item| &item.code),
                    "intitule": item.map(|item| &item.label),
                    "niveau": level.rank,
                    "non_evalue": level.absent,
                    "commentaire": level.comment,
                })
            }),
        })
    }))
}

/// Titles of the diplomas of the school.
pub(super) async fn diplomas(here: &Cx) -> Result<HashMap<entity::id::SpecialtyId, String>> {
    let specialties = here.find_kept::<specialty::Entity>().all().await?;
    let ids: Vec<_> = specialties.iter().map(|specialty| specialty.framework_id).collect();
    let frameworks = here.find::<framework::Entity>().among(framework::Column::Id, &ids).all().await?;
    let title = |specialty: &specialty::Model| {
        frameworks.iter().find(|framework| framework.id == specialty.framework_id).map(|one| one.title.clone())
    };
    Ok(specialties.iter().filter_map(|specialty| Some((specialty.id, title(specialty)?))).collect())
}

/// Periods as the archive tells them, those moved to the bin included.
pub(super) async fn periods(
    here: &Cx,
    ids: impl Iterator<Item = GradingPeriodId>,
) -> Result<HashMap<GradingPeriodId, Value>> {
    let ids: Vec<GradingPeriodId> = ids.collect();
    let rows = here.find_kept::<grading_period::Entity>().among(grading_period::Column::Id, &ids).all().await?;
    let diplomas = diplomas(here).await?;
    let told = |row: &grading_period::Model| {
        json!({
            "diplome": diplomas.get(&row.specialty_id),
            "niveau": row.level,
            "rythme": row.rhythm,
            "numero": row.number,
            "du": row.starts_on,
            "au": row.ends_on,
        })
    };
    Ok(rows.iter().map(|row| (row.id, told(row))).collect())
}
