//! The least that an import could cost: the bare parse of the files, and the bare batched inserts of the same rows.

use entity::id::{EstablishmentId, UserId};
use entity::user::AccountSource;
use entity::{
    enrolment, group_member, guardian, guardian_link, learner, role_grant, school_year, staff_member, teaching, user,
};
use etabli::access::{Act, Seen, Task};
use etabli::app::App;
use etabli::cx::Cx;
use etabli::error::Result;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait, Set};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::files::FILES;
use crate::{found_school, service};

/// Every event of the three files, looked at by nobody.
pub fn parse(folder: &Path) -> Duration {
    let started = Instant::now();
    for name in FILES {
        let file = BufReader::new(File::open(folder.join(name)).expect("a file"));
        let mut reader = quick_xml::Reader::from_reader(quick_xml::encoding::DecodingReader::new(file));
        let (mut buffer, mut events) = (Vec::new(), 0_u64);
        loop {
            match reader.read_event_into(&mut buffer).expect("an event") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Decl(declared) => {
                    if let Some(encoding) = declared.encoder() {
                        reader.get_mut().set_encoding(encoding);
                    }
                }
                _ => events += 1,
            }
            buffer.clear();
        }
        assert!(events > 0);
    }
    started.elapsed()
}

/// The rows that the import made, put in batches into an empty school, in one transaction.
pub async fn inserts(folder: &Path, full: &App, school: EstablishmentId) -> Duration {
    let from = Cx::task(&full.shared, Task::Import, Some(school));
    let app = service(&folder.join("bare")).await;
    let (bare, _) = found_school(&app).await;
    let to = Cx::task(&app.shared, Task::Seed, Some(bare));
    // What the many rows point to is made beforehand and not counted.
    copy_few(&from, &to).await;
    let users = rows::<user::Entity, _>(&from).await;
    let users: Vec<_> = users.into_iter().filter(|row| *row.source.as_ref() != AccountSource::CommandLine).collect();
    let known: std::collections::HashSet<UserId> = users.iter().map(|row| *row.id.as_ref()).collect();
    let grants = rows::<role_grant::Entity, _>(&from).await;
    let grants: Vec<_> = grants.into_iter().filter(|row| known.contains(row.user_id.as_ref())).collect();
    let learners = rows::<learner::Entity, _>(&from).await;
    let staff = rows::<staff_member::Entity, _>(&from).await;
    let guardians = rows::<guardian::Entity, _>(&from).await;
    let links = rows::<guardian_link::Entity, _>(&from).await;
    let members = rows::<group_member::Entity, _>(&from).await;
    let years = years(&to).await;
    let mut enrolments = rows::<enrolment::Entity, _>(&from).await;
    for row in &mut enrolments {
        row.school_year_id = Set(years);
    }
    let mut taught = rows::<teaching::Entity, _>(&from).await;
    for row in &mut taught {
        row.school_year_id = Set(years);
    }
    let started = Instant::now();
    to.write(Act::CreateUser, async |tx| {
        tx.insert_many(users).await?;
        tx.insert_many(grants).await?;
        tx.insert_many(learners).await?;
        tx.insert_many(enrolments).await?;
        tx.insert_many(members).await?;
        tx.insert_many(staff).await?;
        tx.insert_many(taught).await?;
        tx.insert_many(guardians).await?;
        tx.insert_many(links).await
    })
    .await
    .expect("the rows are put in");
    started.elapsed()
}

/// Divisions, groups, diplomas, trainings: few rows that others point to.
async fn copy_few(from: &Cx, to: &Cx) {
    let year = years(to).await;
    let mut divisions = rows::<entity::division::Entity, _>(from).await;
    for row in &mut divisions {
        row.school_year_id = Set(year);
    }
    let mut groups = rows::<entity::learner_group::Entity, _>(from).await;
    for row in &mut groups {
        row.school_year_id = Set(year);
    }
    let specialties = rows::<entity::specialty::Entity, _>(from).await;
    let mefs = rows::<entity::mef::Entity, _>(from).await;
    to.write(Act::CreateUser, async |tx| {
        tx.insert_many(divisions).await?;
        tx.insert_many(groups).await?;
        tx.insert_many(specialties).await?;
        tx.insert_many(mefs).await
    })
    .await
    .expect("the few rows are put in");
}

async fn years(cx: &Cx) -> entity::id::SchoolYearId {
    cx.find::<school_year::Entity>().all().await.expect("years").first().expect("a year").id
}

/// All rows of a table, ready to be inserted elsewhere.
async fn rows<E, A>(cx: &Cx) -> Vec<A>
where
    E: Seen + EntityTrait<ActiveModel = A>,
    A: ActiveModelTrait<Entity = E>,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<A>,
{
    let found: Result<Vec<E::Model>> = cx.find::<E>().all().await;
    found.expect("rows").into_iter().map(|row| row.into_active_model().reset_all()).collect()
}
