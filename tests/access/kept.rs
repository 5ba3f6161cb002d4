//! Files: the images of the school, the spaces of the storage, and taking a file away (`files.*`, `storage.*`).

use super::cast::{NOBODY, Part, Side, World};
use super::content;
use super::requirement::{Column, Relation};
use super::tries::{self, Call, Came, Case, Fit, Made, Try, case};
use crate::app::people::Person;
use crate::app::{TestApp, given};
use crate::files::{PDF, picture, sent, taken};
use entity::id::{DivisionId, StoredFileId, UserId};
use entity::school_image::{self, SchoolImageKind};
use entity::storage_file::{self, StorageSpaceKind};
use entity::stored_file::{self, FileKind, FilePurpose};
use etabli::access::Act;
use futures::future::LocalBoxFuture;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::json;

/// Whether what a try is about is in its place or in the bin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Standing,
    Binned,
}

pub const CASES: &[Case] = &[
    case!(SetSchoolImage, image_sent(), Call::Mutation("{ kind: LOGO, fileId: \"$file\" }")),
    case!(DeleteSchoolImage, image(Place::Standing), Call::Mutation("{ id: \"$image\" }")),
    case!(RestoreSchoolImage, image(Place::Binned), Call::Mutation("{ id: \"$image\" }")),
    case!(StoreFile, space(), Call::Mutation("{ fileId: \"$file\", spaceId: \"$space\" }")),
    case!(
        RenameStorageFile,
        file(Place::Standing),
        Call::Mutation("{ id: \"$document\", version: 1, name: \"Cours\" }")
    ),
    case!(DeleteStorageFile, file(Place::Standing), Call::Mutation("{ id: \"$document\" }")),
    case!(RestoreStorageFile, file(Place::Binned), Call::Mutation("{ id: \"$document\" }")),
    case!(DownloadFile, content_of_a_record(), Call::Route(take)),
];

#[tokio::test]
async fn files_are_kept_and_taken_away_by_whom_the_cells_say() {
    tries::all(&TestApp::new().await, CASES).await;
}

/// A picture sent for the school: by who tries, or by somebody of the other school.
async fn image_sent(world: &World<'_>, who: &Try) -> Made {
    let side = world.side(who.relation)?;
    let by = if who.relation == Relation::SameSchool && who.column != Column::Anonymous {
        who.person.user
    } else {
        side.people[&Column::Admin].user
    };
    Fit::of([("file", content::stored(side, FilePurpose::Logo, by).await.to_string())])
}

/// A stamp of a school.
async fn image(world: &World<'_>, who: &Try, place: Place) -> Made {
    let side = world.side(who.relation)?;
    let cx = side.school.cx();
    let file = attached(side, FilePurpose::Stamp, side.author.user, place).await;
    let row = school_image::ActiveModel {
        id: Set(cx.new_id()),
        kind: Set(SchoolImageKind::Stamp),
        file_id: Set(file),
        set_by: Set(side.author.user),
        set_at: Set(cx.now()),
        deleted_at: Set((place == Place::Binned).then(|| cx.now())),
        ..Default::default()
    };
    // One stands at a time.
    let now = cx.now();
    cx.write(Act::CreateUser, async |tx| {
        use sea_orm::QueryFilter as _;
        use sea_orm::sea_query::Expr;
        tx.update_where::<school_image::Entity>(|u| {
            let stands = sea_orm::ColumnTrait::is_null(&school_image::Column::DeletedAt);
            u.col_expr(school_image::Column::DeletedAt, Expr::value(now)).filter(stands)
        })
        .await
    })
    .await
    .expect("the place is free");
    Fit::of([("image", given(&cx, row).await.id.to_string())])
}

/// The bytes of a record, which no try here asks for.
async fn attached(side: &Side<'_>, purpose: FilePurpose, by: UserId, place: Place) -> StoredFileId {
    let cx = side.school.cx();
    let id = content::stored(side, purpose, by).await;
    let row = stored_file::ActiveModel {
        id: Unchanged(id),
        record_id: Set(Some(uuid::Uuid::from(id))),
        holder: Set(Some("school".to_owned())),
        binned_at: Set((place == Place::Binned).then(|| cx.now())),
        ..Default::default()
    };
    cx.write(Act::CreateUser, async |tx| tx.save(row).await).await.expect("the file is attached");
    id
}

/// The division whose space stands in a relation to who tries.
fn shared<'w>(world: &'w World<'_>, who: &Try) -> Result<(&'w Side<'w>, DivisionId), &'static str> {
    let part = match (who.relation, who.column) {
        (Relation::Elsewhere, _) => return Ok((&world.elsewhere, world.elsewhere.classes[&Part::Bound].division)),
        (Relation::Assigned, Column::Teacher) => Part::Bound,
        (Relation::Assigned, Column::Learner) => Part::Mine,
        // The head reads every division's, and the DDFTP writes in it.
        (Relation::Assigned, Column::Ddftp | Column::Head) => Part::Other,
        (Relation::OutOfTime, Column::Teacher) => Part::Late,
        (Relation::SameSchool, Column::Ddftp | Column::Head) => {
            return Err("every division's space is theirs to look after; those of persons are another case");
        }
        (Relation::SameSchool, _) => Part::Other,
        _ => return Err("this role shares no space"),
    };
    Ok((&world.here, world.here.classes[&part].division))
}

/// A file sent by who tries, and the space to put it in.
async fn space(world: &World<'_>, who: &Try) -> Made {
    let space = match (who.relation, who.column) {
        (Relation::Own, Column::Anonymous) => return Err(NOBODY),
        (Relation::Own, _) => "personal".to_owned(),
        _ => shared(world, who)?.1.to_string(),
    };
    let by = if who.column == Column::Anonymous { world.here.author.user } else { who.person.user };
    let file = content::stored(&world.here, FilePurpose::Storage, by).await;
    Fit::of([("file", file.to_string()), ("space", space)])
}

/// A file of a space in a relation to who tries; of somebody's own space where no shared one is out of reach.
async fn file(world: &World<'_>, who: &Try, place: Place) -> Made {
    let own = match (who.relation, who.column) {
        (Relation::Own, Column::Anonymous) => return Err(NOBODY),
        (Relation::Own, _) => Some((&world.here, who.person.user)),
        (Relation::SameSchool, Column::Ddftp | Column::Head) => Some((&world.here, world.here.author.user)),
        _ => None,
    };
    let (side, user, division) = if let Some((side, user)) = own {
        (side, Some(user), None)
    } else {
        let (side, division) = shared(world, who)?;
        (side, None, Some(division))
    };
    let cx = side.school.cx();
    let by = user.unwrap_or(side.author.user);
    let file = attached(side, FilePurpose::Storage, by, place).await;
    let row = storage_file::ActiveModel {
        id: Set(cx.new_id()),
        space: Set(if user.is_some() { StorageSpaceKind::Personal } else { StorageSpaceKind::Division }),
        user_id: Set(user),
        division_id: Set(division),
        file_id: Set(file),
        name: Set("cours.pdf".to_owned()),
        kind: Set(FileKind::Pdf),
        bytes: Set(10),
        added_by: Set(by),
        added_at: Set(cx.now()),
        deleted_at: Set((place == Place::Binned).then(|| cx.now())),
        deleted_by: Set((place == Place::Binned).then_some(by)),
        version: Set(1),
        ..Default::default()
    };
    Fit::of([("document", given(&cx, row).await.id.to_string())])
}

/// A file with its bytes: one's own before it is put anywhere, one of a record that is read, one of a record that is not.
async fn content_of_a_record(world: &World<'_>, who: &Try) -> Made {
    let pdf = |file: String| Fit::of([("file", file), ("marker", "%PDF-".to_owned())]);
    let (keeper, space) = match (who.relation, who.column) {
        (Relation::Own, Column::Ddftp | Column::Teacher | Column::Learner) => {
            return pdf(sent(&world.http, "storage", "cours.pdf", PDF, &who.person).await);
        }
        (Relation::Own, _) => return Err("who sends no file has none waiting"),
        // The stamp for those who see it, the logo for those who read nothing else that has a file.
        (Relation::Assigned, Column::Admin) => return school_image(world, "STAMP").await,
        (Relation::Assigned, Column::Tutor | Column::Inspector) => return school_image(world, "LOGO").await,
        (Relation::Assigned, Column::Anonymous) => return Err(NOBODY),
        // What somebody keeps alone.
        (Relation::SameSchool, _) => (&world.here.author, "personal".to_owned()),
        (Relation::Elsewhere, _) => (&world.elsewhere.author, "personal".to_owned()),
        (Relation::Inward, Column::Teacher | Column::Tutor | Column::Learner | Column::Inspector) => {
            return school_image(world, "STAMP").await;
        }
        (Relation::Inward, _) => return Err("those who see the stamp have it among what they read"),
        _ => {
            let (side, division) = shared(world, who)?;
            (&side.people[&Column::Ddftp], division.to_string())
        }
    };
    let file = sent(&world.http, "storage", "cours.pdf", PDF, keeper).await;
    let put = "mutation($file: ID!, $space: ID!) { storeFile(input: { fileId: $file, spaceId: $space }) { errors { code } } }";
    let said = keeper.run(put, json!({ "file": file, "space": space })).await.fine();
    assert_eq!(said.problems("storeFile"), []);
    pdf(file)
}

/// An image of the school, with its bytes.
async fn school_image(world: &World<'_>, kind: &str) -> Made {
    let admin = &world.here.people[&Column::Admin];
    let file = sent(&world.http, &kind.to_lowercase(), "image.png", &picture(64, 16), admin).await;
    let set =
        format!("mutation {{ setSchoolImage(input: {{ kind: {kind}, fileId: \"{file}\" }}) {{ errors {{ code }} }} }}");
    assert_eq!(admin.ask(&set).await.fine().problems("setSchoolImage"), []);
    Fit::of([("file", file), ("marker", "PNG".to_owned())])
}

fn take<'w>(world: &'w World<'w>, person: &'w Person, fit: &'w Fit) -> LocalBoxFuture<'w, Came> {
    Box::pin(async move { Came::back(&taken(&world.http, &fit.fill["file"], person).await) })
}
