//! `node(id)`: anything the viewer may see, by its identifier alone. Safe because it reads through `Rows`.

use super::{CxExt as _, load_opt};
use crate::access::Seen;
use crate::accounts::graphql::{Session, User};
use crate::bilans::graphql::Bilan;
use crate::cx::Cx;
use crate::error::{Code, Error, Problem, Result};
use crate::establishments::graphql::{Division, SchoolYear, Specialty};
use crate::establishments::learners::graphql::Learner;
use crate::frameworks::graphql::{Framework, FrameworkItem};
use crate::imports::graphql::ImportRun;
use crate::periods::graphql::GradingPeriod;
use async_graphql::{Context, ID, Interface, Object};
use entity::id::{
    BilanId, DivisionId, FrameworkId, FrameworkItemId, GradingPeriodId, ImportRunId, LearnerId, SchoolYearId,
    SessionId, SpecialtyId, UserId, is_an_id,
};
use entity::{
    bilan, division, framework, framework_item, grading_period, import_run, school_year, session, specialty, user,
};
use sea_orm::PrimaryKeyTrait;
use std::str::FromStr;

/// Something that has an identifier of its own.
#[derive(Interface)]
#[expect(clippy::large_enum_variant, reason = "one of them lives as long as its answer")]
#[graphql(field(name = "id", ty = "ID", desc = "Identifier, unique in the service; its prefix tells the kind."))]
pub enum Node {
    /// An account.
    User(User),
    /// A session of one's own.
    Session(Session),
    /// A learner.
    Learner(Learner),
    /// A division.
    Division(Division),
    /// A school year.
    SchoolYear(SchoolYear),
    /// A diploma taught here.
    Specialty(Specialty),
    /// A national framework.
    Framework(Framework),
    /// An element of a framework.
    FrameworkItem(FrameworkItem),
    /// A grading period.
    GradingPeriod(GradingPeriod),
    /// A bilan.
    Bilan(Bilan),
    /// An import.
    ImportRun(ImportRun),
}

/// What can be asked by identifier.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything the viewer may see, by identifier. Null when nothing within reach has it; refused when it is no identifier of ours.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier, with its prefix.")] id: ID,
    ) -> Result<Option<Node>> {
        let (cx, id) = (ctx.cx(), id.as_str());
        if !is_an_id(id) {
            return Err(Problem::new(Code::Invalid, "id", "Cet identifiant n’est pas lisible.").into());
        }
        Ok(match id.split('_').next().unwrap_or_default() {
            UserId::PREFIX => one::<user::Entity, UserId>(cx, id).await?.map(|row| Node::User(User(row))),
            SessionId::PREFIX => {
                one::<session::Entity, SessionId>(cx, id).await?.map(|row| Node::Session(Session(row)))
            }
            LearnerId::PREFIX => match LearnerId::from_str(id) {
                Ok(id) => load_opt(ctx, id).await?.map(Node::Learner),
                Err(_) => None,
            },
            DivisionId::PREFIX => {
                one::<division::Entity, DivisionId>(cx, id).await?.map(|row| Node::Division(Division(row)))
            }
            SchoolYearId::PREFIX => {
                one::<school_year::Entity, SchoolYearId>(cx, id).await?.map(|row| Node::SchoolYear(SchoolYear(row)))
            }
            SpecialtyId::PREFIX => {
                one::<specialty::Entity, SpecialtyId>(cx, id).await?.map(|row| Node::Specialty(Specialty(row)))
            }
            FrameworkId::PREFIX => {
                one::<framework::Entity, FrameworkId>(cx, id).await?.map(|row| Node::Framework(Framework(row)))
            }
            FrameworkItemId::PREFIX => one::<framework_item::Entity, FrameworkItemId>(cx, id)
                .await?
                .map(|row| Node::FrameworkItem(FrameworkItem(row))),
            GradingPeriodId::PREFIX => one::<grading_period::Entity, GradingPeriodId>(cx, id)
                .await?
                .map(|row| Node::GradingPeriod(GradingPeriod(row))),
            BilanId::PREFIX => one::<bilan::Entity, BilanId>(cx, id).await?.map(|row| Node::Bilan(Bilan(row))),
            ImportRunId::PREFIX => {
                one::<import_run::Entity, ImportRunId>(cx, id).await?.map(|row| Node::ImportRun(ImportRun(row)))
            }
            _ => None,
        })
    }
}

/// The row with this identifier, if it is one and the viewer sees the row.
async fn one<E, I>(cx: &Cx, id: &str) -> Result<Option<E::Model>>
where
    E: Seen,
    I: FromStr + Into<<E::PrimaryKey as PrimaryKeyTrait>::ValueType>,
{
    let Ok(id) = id.parse::<I>() else { return Ok(None) };
    match cx.find::<E>().get(id).await {
        Ok(row) => Ok(Some(row)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
