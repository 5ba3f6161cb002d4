//! What an account leaves to another when the two are merged: told column by column, so that a new one is not forgotten.

use entity::id::UserId;
use entity::{
    bilan, bilan_version, charge, chosen_specialty, division_assignment, establishment, grading_period, homeroom,
    import_file, import_run, inspector_window, school_image, storage_file, stored_file, teaching, ticket,
    ticket_message,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, QueryFilter as _};

use crate::cx::Tx;
use crate::error::Result;
use crate::files::{self, Holder};

macro_rules! follows {
    ($($table:ident $column:ident $field:literal;)*) => {
        /// Columns that name an account and follow it into the one it is merged with: table and column.
        pub const FOLLOWS: &[(&str, &str)] = &[$((stringify!($table), $field)),*];

        async fn rename(tx: &Tx, from: UserId, to: UserId) -> Result<()> {
            $(
                let of = $table::Column::$column.eq(from);
                tx.update_where::<$table::Entity>(|u| u.col_expr($table::Column::$column, Expr::value(to)).filter(of)).await?;
            )*
            Ok(())
        }
    };
}

follows! {
    bilan AuthorId "author_id";
    bilan UpdatedBy "updated_by";
    bilan ValidatedBy "validated_by";
    bilan_version KeptBy "kept_by";
    charge UserId "user_id";
    charge NamedBy "named_by";
    chosen_specialty UserId "user_id";
    division_assignment UserId "user_id";
    division_assignment AssignedBy "assigned_by";
    establishment TransferBy "transfer_by";
    grading_period DeletedBy "deleted_by";
    homeroom UserId "user_id";
    import_file UploadedBy "uploaded_by";
    import_run StartedBy "started_by";
    import_run AppliedBy "applied_by";
    inspector_window UserId "user_id";
    inspector_window OpenedBy "opened_by";
    inspector_window ClosedBy "closed_by";
    school_image SetBy "set_by";
    storage_file UserId "user_id";
    storage_file AddedBy "added_by";
    storage_file DeletedBy "deleted_by";
    stored_file UploadedBy "uploaded_by";
    teaching UserId "user_id";
    ticket AuthorId "author_id";
    ticket_message AuthorId "author_id";
}

/// Columns that name an account and do not follow it: table, column, and why.
pub const STAYS: &[(&str, &str, &str)] = &[
    ("audit_line", "actor_id", "the log of acts is chained: its lines never change"),
    ("read_line", "actor_id", "the log of readings is chained: its lines never change"),
    ("user", "id", "it is the account itself"),
    ("user", "merged_into", "it says with which account this one was merged"),
    ("learner", "user_id", "the account of a learner is never merged"),
    ("staff_member", "user_id", "an account made by hand that STSWEB knows is never the one that closes"),
    ("role_grant", "user_id", "roles are given to the account that stays, and taken back from the other"),
    ("session", "user_id", "sessions end"),
    ("secret", "user_id", "links and codes that wait are withdrawn"),
    ("device", "user_id", "a browser is known by the login it was used with"),
    ("effect", "user_id", "it is kept for a day, to answer a repeated request"),
    ("second_factor", "user_id", "the key of a telephone is sealed anew for the account that stays"),
    ("recovery_code", "user_id", "a code is kept as a digest made with the account: they are made anew"),
];

/// Gives everything that names `from` to `to`.
pub(super) async fn follow(tx: &Tx, from: UserId, to: UserId) -> Result<()> {
    without_doubles(tx, from, to).await?;
    files::hand_over(tx, Holder::Person(from), Holder::Person(to)).await?;
    files::hand_over(tx, Holder::Tickets(from), Holder::Tickets(to)).await?;
    rename(tx, from, to).await
}

/// What both had is had once.
async fn without_doubles(tx: &Tx, from: UserId, to: UserId) -> Result<()> {
    let both = [from, to];
    let charges = tx.school::<charge::Entity>().among(charge::Column::UserId, &both).all().await?;
    let known = |row: &&charge::Model| {
        row.user_id == from
            && charges.iter().any(|other| {
                other.user_id == to
                    && (other.grading_period_id, other.learner_id) == (row.grading_period_id, row.learner_id)
            })
    };
    let twice: Vec<_> = charges.iter().filter(known).map(|row| row.id).collect();
    let twice = tx.among(charge::Column::Id, &twice);
    tx.delete_where::<charge::Entity>(|d| d.filter(twice)).await?;

    let given =
        tx.school::<division_assignment::Entity>().among(division_assignment::Column::UserId, &both).all().await?;
    let known = |row: &&division_assignment::Model| {
        row.user_id == from && given.iter().any(|other| other.user_id == to && other.division_id == row.division_id)
    };
    let twice: Vec<_> = given.iter().filter(known).map(|row| row.id).collect();
    let twice = tx.among(division_assignment::Column::Id, &twice);
    tx.delete_where::<division_assignment::Entity>(|d| d.filter(twice)).await?;

    let heads = tx.school::<homeroom::Entity>().among(homeroom::Column::UserId, &both).all().await?;
    let known = |row: &&homeroom::Model| {
        row.user_id == from && heads.iter().any(|other| other.user_id == to && other.division_id == row.division_id)
    };
    let twice: Vec<_> = heads.iter().filter(known).map(|row| row.id).collect();
    let twice = tx.among(homeroom::Column::Id, &twice);
    tx.delete_where::<homeroom::Entity>(|d| d.filter(twice)).await?;

    let chosen = tx.school::<chosen_specialty::Entity>().among(chosen_specialty::Column::UserId, &both).all().await?;
    let known = |row: &&chosen_specialty::Model| {
        row.user_id == from && chosen.iter().any(|other| other.user_id == to && other.specialty_id == row.specialty_id)
    };
    let twice: Vec<_> = chosen.iter().filter(known).map(|row| row.id).collect();
    let twice = tx.among(chosen_specialty::Column::Id, &twice);
    tx.delete_where::<chosen_specialty::Entity>(|d| d.filter(twice)).await?;
    Ok(())
}
