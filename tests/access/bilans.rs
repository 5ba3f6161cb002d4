//! Bilans, and who is in charge of them (`bilans.*`).

use super::cast::{Part, World};
use super::content;
use super::requirement::{Column, Relation};
use super::tries::{self, Call, Case, Fit, Made, Try, case};
use crate::app::TestApp;
use entity::bilan;
use entity::id::BilanId;
use etabli::access::Act;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;

/// How far a bilan is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Draft,
    Validated,
    Binned,
}

/// What brings a bilan within reach.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// Whose learner it is.
    Learner,
    /// Who wrote it, too.
    Author,
}

pub const CASES: &[Case] = &[
    case!(
        CreateBilan,
        learner(),
        Call::MutationOf(
            "saveBilan",
            "{ learnerId: \"$learner\", periodId: \"$period\", synthesis: \"Travail soigné.\" }"
        )
    ),
    case!(
        SaveBilan,
        written(Stage::Draft, By::Author),
        Call::Mutation(
            "{ learnerId: \"$learner\", periodId: \"$period\", version: 1, synthesis: \"Travail très soigné.\" }"
        )
    ),
    case!(ValidateBilan, written(Stage::Draft, By::Learner), Call::Mutation("{ bilanId: \"$bilan\", version: 1 }")),
    case!(
        ReopenBilan,
        written(Stage::Validated, By::Learner),
        Call::Mutation("{ bilanId: \"$bilan\", version: 1, reason: \"Oubli.\" }")
    ),
    case!(DeleteBilan, written(Stage::Draft, By::Author), Call::Mutation("{ bilanId: \"$bilan\", version: 1 }")),
    case!(RestoreBilan, written(Stage::Binned, By::Author), Call::Mutation("{ bilanId: \"$bilan\" }")),
    case!(
        NameTeachersInCharge,
        class(),
        Call::Mutation(
            "{ divisionId: \"$division\", periodId: \"$period\", learnerIds: [\"$learner\"], teacherIds: [\"$author\"] }"
        )
    ),
];

#[tokio::test]
async fn bilans_are_written_by_whom_the_cells_say() {
    tries::all(&TestApp::new().await, CASES).await;
}

/// A learner without a bilan.
async fn learner(world: &World<'_>, who: &Try) -> Made {
    let (_, class, pupil) = world.pupil(who.column, who.relation).await?;
    Fit::of([("learner", pupil.id.to_string()), ("period", class.periods[0].to_string())])
}

/// A bilan of a learner in a relation to who tries: written by them where that counts, by a colleague otherwise.
async fn written(world: &World<'_>, who: &Try, stage: Stage, by: By) -> Made {
    let own = who.relation == Relation::Own;
    let writes = who.column == Column::Teacher;
    if own && by == By::Learner && writes {
        return Err("what counts is whose learner it is, whoever wrote");
    }
    if own && !writes && who.column != Column::Learner {
        return Err("who writes no bilan has none of their own");
    }
    // What a teacher wrote is about a learner of theirs.
    let relation = if own && writes { Relation::Assigned } else { who.relation };
    let (side, part) = world.part(who.column, relation)?;
    let class = &side.classes[&part];
    let pupil =
        side.school.pupil(&format!("Inès {}", world.word()), class.division, class.specialty, class.level).await;
    let author = if own && writes { who.person.user } else { side.author.user };
    let bilan = content::bilan(side, part, pupil.id, 0, author, stage == Stage::Validated).await;
    if stage == Stage::Binned {
        to_bin(side, bilan).await;
    }
    Fit::of([("bilan", bilan.to_string()), ("learner", pupil.id.to_string()), ("period", class.periods[0].to_string())])
}

async fn to_bin(side: &super::cast::Side<'_>, id: BilanId) {
    let cx = side.school.cx();
    let row = bilan::ActiveModel { id: Unchanged(id), deleted_at: Set(Some(cx.now())), ..Default::default() };
    cx.write(Act::CreateUser, async |tx| tx.save(row).await).await.expect("it is in the bin");
}

/// A division, with a learner and a teacher of the same school.
async fn class(world: &World<'_>, who: &Try) -> Made {
    let side = world.side(who.relation)?;
    let class = &side.classes[&Part::Other];
    let pupil =
        side.school.pupil(&format!("Inès {}", world.word()), class.division, class.specialty, class.level).await;
    Fit::of([
        ("division", class.division.to_string()),
        ("period", class.periods[0].to_string()),
        ("learner", pupil.id.to_string()),
        ("author", side.author.user.to_string()),
    ])
}
