//! Schools: who they are, their school years, their divisions, the diplomas they teach.
//!
//! An establishment is made at the command line (decision 17); the rest comes from its imports. Its address is its national
//! code (R2). Divisions belong to one school year; a diploma taught here is a specialty, whatever the year.

pub mod graphql;
pub mod images;
pub mod learners;
pub mod names;
pub mod settings;
pub mod uai;
pub mod years;

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::establishment::{ActivationMode, ResetMode, SecondFactorPolicy, SignInMessages};
use entity::id::{DivisionId, FrameworkId, SpecialtyId};
use entity::{division, enrolment, establishment, framework, learner, school_subscription, specialty, user};
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, FromQueryResult, QueryOrder as _, QuerySelect as _, Set};

use crate::access::Task;
use crate::cx::{Cx, Taken as _, Tx};
use crate::error::{Code, Problems, Result};

/// An establishment about to be made.
#[derive(Debug, Clone)]
pub struct Founding {
    /// National code.
    pub uai: String,
    /// Name as people read it.
    pub name: String,
    /// Town.
    pub town: Option<String>,
    /// Address for letters.
    pub email: String,
    /// From whom a second proof is asked at sign-in.
    pub second_factor: SecondFactorPolicy,
}

/// The establishment with this national code, for pages shown before anyone has signed in. Capitals and spaces do not count.
pub async fn by_uai(cx: &Cx, code: &str) -> Result<Option<establishment::Model>> {
    let code = uai::tidy(code);
    Cx::task(cx.app(), Task::SignIn, None)
        .find::<establishment::Entity>()
        .filter(establishment::Column::Uai.eq(code))
        .one()
        .await
}

/// What to check when signing in fails (R10): the school, the form of the login, spaces, and how a first sign-in is done (R7).
pub fn help_text(school: &establishment::Model) -> String {
    let first_time = match school.activation {
        ActivationMode::BirthDate => {
            "À la première connexion, le mot de passe est la date de naissance\u{a0}: jjmmaaaa pour un apprenant, aaaa-mm-jj pour le personnel."
        }
        ActivationMode::BirthDateAndCode => {
            "À la première connexion, le mot de passe est la date de naissance suivie du code remis par l’établissement."
        }
        ActivationMode::Code => "À la première connexion, le mot de passe est le code remis par l’établissement.",
        ActivationMode::MailLink => "À la première connexion, utilisez le lien reçu par courrier électronique.",
    };
    format!(
        "Vérifiez que l’établissement est bien «\u{a0}{}\u{a0}», que l’identifiant a la forme prenom.nom, en 20 caractères au plus, et \
         qu’aucun espace ne s’est glissé avant ou après. {first_time}",
        school.name
    )
}

/// Makes an establishment, in the school year of today, with a subscription to each of `frameworks` until `until`, by default the
/// end of that year (decision 17). The operation must already be that of the new school.
pub async fn found(
    tx: &Tx,
    founding: Founding,
    frameworks: &[FrameworkId],
    until: Option<NaiveDate>,
) -> Result<establishment::Model> {
    let code = uai::tidy(&founding.uai);
    let mut problems = Problems::new();
    problems.unless(
        uai::check(&code) != uai::Written::Badly,
        Code::Invalid,
        "uai",
        format!(
            "«\u{a0}{code}\u{a0}» n’est pas un code UAI\u{a0}: il faut sept chiffres et une lettre, comme 0999001W."
        ),
    );
    problems.unless(!founding.name.trim().is_empty(), Code::Blank, "name", "Le nom de l’établissement manque.");
    problems.unless(
        founding.email.contains('@'),
        Code::Invalid,
        "email",
        "L’adresse électronique de l’établissement est illisible.",
    );
    problems.finish()?;

    let row = establishment::ActiveModel {
        id: Set(tx.establishment()?),
        uai: Set(code.clone()),
        name: Set(founding.name.trim().to_owned()),
        town: Set(founding.town),
        email: Set(Some(founding.email)),
        phone: Set(None),
        time_zone: Set("Europe/Paris".to_owned()),
        activation: Set(ActivationMode::BirthDate),
        sign_in_messages: Set(SignInMessages::Uniform),
        reset: Set(ResetMode::Link),
        second_factor: Set(founding.second_factor),
        transfer_since: Set(None),
        transfer_by: Set(None),
        register_reference: Set(None),
        officer_name: Set(None),
        officer_email: Set(None),
        change_seq: Set(0),
        created_at: Set(tx.now()),
        version: Set(1),
    };
    let school = tx.insert(row).await.or_taken("uai", &format!("L’établissement {code} existe déjà."))?;
    let year = years::begin(tx, years::year_of(tx.today())).await?;
    subscribe(tx, frameworks, until.unwrap_or(year.ends_on)).await?;
    Ok(school)
}

/// All the establishments, by code; for the command line.
pub async fn all(cx: &Cx) -> Result<Vec<establishment::Model>> {
    cx.find::<establishment::Entity>().with(|q| q.order_by_asc(establishment::Column::Uai)).all().await
}

/// The establishment that the operation is about.
pub async fn own(cx: &Cx) -> Result<establishment::Model> {
    cx.find::<establishment::Entity>().get(cx.establishment()?).await
}

/// Opens frameworks to the school until a day.
pub async fn subscribe(tx: &Tx, frameworks: &[FrameworkId], until: NaiveDate) -> Result<()> {
    let school = tx.establishment()?;
    let rows = frameworks.iter().map(|framework| school_subscription::ActiveModel {
        id: Set(tx.new_id()),
        establishment_id: Set(school),
        framework_id: Set(*framework),
        ends_on: Set(until),
    });
    tx.insert_many(rows.collect()).await
}

/// Divisions of the school year under way that the actor sees, by code.
pub async fn divisions(cx: &Cx) -> Result<Vec<division::Model>> {
    cx.establishment()?;
    let year = years::current(cx).await?;
    cx.find::<division::Entity>()
        .filter(division::Column::SchoolYearId.eq(year.id).and(division::Column::RemovedAt.is_null()))
        .with(|q| q.order_by_asc(division::Column::Code).order_by_asc(division::Column::Id))
        .all()
        .await
}

/// A diploma that learners of a division prepare.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub struct Followed {
    /// The division; none for learners who are in none.
    pub division_id: Option<DivisionId>,
    /// The diploma.
    pub specialty_id: SpecialtyId,
}

/// What learners prepare this year, division by division, among the learners that the actor sees.
pub async fn followed(cx: &Cx) -> Result<Vec<Followed>> {
    use enrolment::Column;
    cx.find::<enrolment::Entity>()
        .filter(Column::SchoolYearId.in_subquery(years::under_way(cx)?))
        .filter(Column::SpecialtyId.is_not_null())
        .tuples(|q| q.columns([Column::DivisionId, Column::SpecialtyId]).distinct())
        .await
}

/// Divisions with these ids that the actor sees.
pub async fn divisions_by_ids(cx: &Cx, ids: &[DivisionId]) -> Result<Vec<division::Model>> {
    cx.find::<division::Entity>().among(division::Column::Id, ids).all().await
}

/// Learners of each division who are there today, among those the actor sees. Divisions without any are left out.
pub async fn learner_counts(cx: &Cx, divisions: &[DivisionId]) -> Result<HashMap<DivisionId, i64>> {
    #[derive(FromQueryResult)]
    struct Counted {
        division_id: DivisionId,
        learners: i64,
    }
    use enrolment::Column;
    let counted: Vec<Counted> = cx
        .find::<enrolment::Entity>()
        .among(Column::DivisionId, divisions)
        .filter(Column::LeftOn.is_null().or(Column::LeftOn.gte(cx.today())))
        .filter(Column::LearnerId.in_subquery(active_learners()))
        .tuples(|q| q.column(Column::DivisionId).column_as(Column::Id.count(), "learners").group_by(Column::DivisionId))
        .await?;
    Ok(counted.into_iter().map(|row| (row.division_id, row.learners)).collect())
}

/// Learners whose account is open (R32).
fn active_learners() -> sea_orm::sea_query::SelectStatement {
    let open = Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::DeactivatedAt.is_null())
        .to_owned();
    Query::select()
        .column(learner::Column::Id)
        .from(learner::Entity)
        .and_where(learner::Column::UserId.in_subquery(open))
        .to_owned()
}

/// Diplomas taught here that the actor sees, in the order of their frameworks.
pub async fn specialties(cx: &Cx) -> Result<Vec<specialty::Model>> {
    cx.establishment()?;
    let mut rows = cx.find::<specialty::Entity>().with(|q| q.order_by_asc(specialty::Column::Id)).all().await?;
    let frameworks: Vec<FrameworkId> = rows.iter().map(|specialty| specialty.framework_id).collect();
    let frameworks = cx.find::<framework::Entity>().among(framework::Column::Id, &frameworks).all().await?;
    let places: HashMap<FrameworkId, i32> =
        frameworks.into_iter().map(|framework| (framework.id, framework.position)).collect();
    rows.sort_by_key(|specialty| places.get(&specialty.framework_id).copied());
    Ok(rows)
}

/// Diplomas with these ids that the actor sees.
pub async fn specialties_by_ids(cx: &Cx, ids: &[SpecialtyId]) -> Result<Vec<specialty::Model>> {
    cx.find::<specialty::Entity>().among(specialty::Column::Id, ids).all().await
}
