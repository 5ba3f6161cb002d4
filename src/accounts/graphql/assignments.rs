//! The divisions that a teacher follows, and what is done about those given by hand, as the schema shows them.

use async_graphql::{Context, Description, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::division_assignment;
use entity::id::{DivisionId, UserId};

use super::User;
use crate::accounts::assignments::{self, Followed};
use crate::error::Result;
use crate::establishments::graphql::Division;
use crate::graphql::{CxExt as _, UserError, load_opt, outcome};

/// Division that a teacher follows this school year.
#[derive(Clone, Description)]
pub struct FollowedDivision(pub Followed);

#[Object(use_type_description)]
impl FollowedDivision {
    /// The division.
    async fn division(&self) -> Division {
        Division(self.0.division.clone())
    }

    /// What the imported files say is taught there; empty when the division was only given by hand.
    async fn services(&self) -> Vec<TaughtService> {
        let told =
            |service: assignments::Service| TaughtService { subject: service.subject, group_code: service.group };
        self.0.services.iter().cloned().map(told).collect()
    }

    /// Who gave it by hand, and when. Null when only the files say it.
    async fn assignment(&self) -> Option<DivisionAssignment> {
        self.0.assignment.clone().map(DivisionAssignment)
    }
}

/// What a teacher teaches in a division, as the imported files say.
#[derive(Clone, SimpleObject)]
pub struct TaughtService {
    /// The subject, in words.
    subject: String,
    /// Code of the group. Null when it is taught to the whole division.
    group_code: Option<String>,
}

/// How a division was given by hand.
#[derive(Clone, Description)]
pub struct DivisionAssignment(division_assignment::Model);

#[Object(use_type_description)]
impl DivisionAssignment {
    /// Who gave it. Null when the viewer may not read the name.
    async fn assigned_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_opt(ctx, self.0.assigned_by).await
    }

    /// When.
    async fn assigned_at(&self) -> DateTime<Utc> {
        self.0.assigned_at
    }
}

/// Divisions to give.
#[derive(InputObject)]
struct AssignDivisionsInput {
    /// Account of a teacher.
    user_id: UserId,
    /// Divisions of this school year, 50 at most; those given before stay given.
    division_ids: Vec<DivisionId>,
}

/// What came out of giving divisions.
#[derive(SimpleObject)]
struct AssignDivisionsPayload {
    /// The account with its divisions.
    user: Option<User>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// A division to take back.
#[derive(InputObject)]
struct UnassignDivisionInput {
    /// Account that it was given to.
    user_id: UserId,
    /// Division given by hand.
    division_id: DivisionId,
}

/// What came out of taking a division back.
#[derive(SimpleObject)]
struct UnassignDivisionPayload {
    /// The account with its divisions.
    user: Option<User>,
    /// What the person can put right.
    errors: Vec<UserError>,
}

/// What is done about the divisions of teachers.
#[derive(Default)]
pub struct AssignmentMutation;

#[Object]
impl AssignmentMutation {
    /// Gives divisions of this school year to a teacher, beside what the files say. For: admin, ddftp.
    async fn assign_divisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and which divisions.")] input: AssignDivisionsInput,
    ) -> Result<AssignDivisionsPayload> {
        let done = assignments::assign_divisions(ctx.cx(), input.user_id, &input.division_ids).await;
        let (user, errors) = outcome(done)?;
        Ok(AssignDivisionsPayload { user: user.map(User), errors })
    }

    /// Takes back a division given by hand; what the files say stays. For: admin, ddftp.
    async fn unassign_division(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and which division.")] input: UnassignDivisionInput,
    ) -> Result<UnassignDivisionPayload> {
        let done = assignments::unassign_division(ctx.cx(), input.user_id, input.division_id).await;
        let (user, errors) = outcome(done)?;
        Ok(UnassignDivisionPayload { user: user.map(User), errors })
    }
}
