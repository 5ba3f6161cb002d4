//! A row of each table in a school, as the service would have written it, so that every table has something to hide.

use super::cast::{Part, Side, World};
use super::requirement::Column;
use crate::app::people::Person;
use crate::app::school::day;
use crate::app::{TestApp, given};
use entity::bilan::BilanKind;
use entity::bilan_version::BilanVersionCause;
use entity::grading_period::Rhythm;
use entity::id::{BilanId, FrameworkId, FrameworkItemId, LearnerId, StoredFileId, TicketId, UserId};
use entity::import_file::ImportFileKind;
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::ImportState;
use entity::log_mark::Log;
use entity::role_grant::Role;
use entity::school_image::SchoolImageKind;
use entity::secret::SecretKind;
use entity::storage_file::StorageSpaceKind;
use entity::stored_file::{FileKind, FilePurpose};
use entity::ticket::{TicketCategory, TicketDesk, TicketState};
use entity::{
    bilan, bilan_level, bilan_version, certification_deadline, charge, chosen_specialty, device, division_assignment,
    effect, framework_item, group_division, group_member, guardian, guardian_link, help_reading, homeroom, idle_limit,
    import_file, import_line, import_run, import_undo, job, learner, log_mark, lsl_period, mef, recovery_code,
    school_image, second_factor, secret, specialty, staff_member, storage_file, stored_file, subject, throttle, ticket,
    ticket_file, ticket_message,
};
use etabli::access::Act;
use etabli::changes::Topic;
use etabli::cx::Cx;
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, IntoActiveModel as _};
use serde_json::json;

/// Writes a whole row.
macro_rules! put {
    ($cx:expr, $table:ident { $($field:tt)* }) => {
        given($cx, $table::Model { $($field)* }.into_active_model().reset_all()).await
    };
}

/// Fills both schools.
pub async fn fill(world: &World<'_>) {
    for side in [&world.here, &world.elsewhere] {
        let content = Content { side, cx: side.school.cx() };
        for part in [Part::Mine, Part::Bound, Part::Other, Part::Late] {
            content.class(part).await;
        }
        for person in side.people.values().filter(|person| !person.token.is_empty()) {
            content.account(person).await;
        }
        content.school(world.app).await;
    }
    let now = world.here.school.cx().now();
    let cx = world.app.task(etabli::access::Task::Seed, None);
    put!(
        &cx,
        throttle {
            key: "essai".to_owned(),
            failures: 1,
            window_started_at: now,
            day_failures: 1,
            day_started_at: now,
            waits_until: None
        }
    );
}

/// A draft of a learner, or what became of it.
pub async fn bilan(
    side: &Side<'_>,
    part: Part,
    learner: LearnerId,
    period: usize,
    by: UserId,
    published: bool,
) -> BilanId {
    let cx = side.school.cx();
    let class = &side.classes[&part];
    let framework_id = cx.find::<specialty::Entity>().get(class.specialty).await.expect("the diploma").framework_id;
    let id: BilanId = cx.new_id();
    put!(
        &cx,
        bilan {
            id,
            establishment_id: side.school.id,
            learner_id: learner,
            grading_period_id: class.periods[period],
            framework_id,
            kind: BilanKind::Intermediate,
            synthesis: "Travail soigné.".to_owned(),
            reference_date: cx.today(),
            author_id: by,
            updated_by: by,
            validated_at: published.then(|| cx.now()),
            validated_by: published.then_some(by),
            version: 1,
            created_at: cx.now(),
            updated_at: cx.now(),
            deleted_at: None
        }
    );
    put!(
        &cx,
        bilan_level {
            id: cx.new_id(),
            establishment_id: side.school.id,
            bilan_id: id,
            framework_item_id: item(&cx, framework_id).await,
            rank: Some(3),
            absent: false,
            proposed: None,
            comment: None
        }
    );
    id
}

/// A competency of a framework.
pub async fn item(cx: &Cx, framework: FrameworkId) -> FrameworkItemId {
    let items = cx.find::<framework_item::Entity>().filter(framework_item::Column::FrameworkId.eq(framework));
    let items = items.filter(framework_item::Column::Kind.eq("competency"));
    items.one().await.expect("the framework").expect("a competency").id
}

/// A file of the school, without bytes.
pub async fn stored(side: &Side<'_>, purpose: FilePurpose, by: UserId) -> StoredFileId {
    let cx = side.school.cx();
    let id: StoredFileId = cx.new_id();
    put!(
        &cx,
        stored_file {
            id,
            establishment_id: side.school.id,
            name: "cours.pdf".to_owned(),
            kind: FileKind::Pdf,
            purpose,
            bytes: 10,
            sha256: String::new(),
            record_id: None,
            holder: None,
            binned_at: None,
            uploaded_by: by,
            uploaded_at: cx.now()
        }
    );
    id
}

/// A ticket of somebody, and what it says.
pub async fn ticket(side: &Side<'_>, by: UserId, desk: TicketDesk, personal: bool) -> TicketId {
    let cx = side.school.cx();
    let id: TicketId = cx.new_id();
    let category = if desk == TicketDesk::School { TicketCategory::Use } else { TicketCategory::Problem };
    put!(
        &cx,
        ticket {
            id,
            establishment_id: side.school.id,
            author_id: by,
            category,
            desk,
            personal,
            shares_address: false,
            title: "Comment faire ?".to_owned(),
            role: Role::Teacher,
            page: None,
            version: "0".to_owned(),
            state: TicketState::Open,
            due_at: cx.now(),
            created_at: cx.now(),
            moved_at: cx.now(),
            answered_at: None
        }
    );
    put!(
        &cx,
        ticket_message {
            id: cx.new_id(),
            establishment_id: side.school.id,
            ticket_id: id,
            author_id: by,
            text: "Comment faire ?".to_owned(),
            at: cx.now()
        }
    );
    id
}

/// A file that goes with the message of a ticket.
async fn joined(side: &Side<'_>, ticket: TicketId, by: UserId) {
    let cx = side.school.cx();
    let message = cx.find::<ticket_message::Entity>().filter(ticket_message::Column::TicketId.eq(ticket)).one().await;
    put!(
        &cx,
        ticket_file {
            id: cx.new_id(),
            establishment_id: side.school.id,
            ticket_id: ticket,
            message_id: message.expect("messages").expect("its message").id,
            file_id: stored(side, FilePurpose::Ticket, by).await,
            name: "capture.pdf".to_owned(),
            kind: FileKind::Pdf,
            bytes: 10
        }
    );
}

struct Content<'w> {
    side: &'w Side<'w>,
    cx: Cx,
}

impl Content<'_> {
    /// What hangs on the learners of a class.
    async fn class(&self, part: Part) {
        let Self { side, cx } = self;
        let (class, establishment_id) = (&side.classes[&part], side.school.id);
        let author = side.author.user;
        let learner_id = match part {
            Part::Mine => {
                let me = side.people[&Column::Learner].user;
                let mine = cx.find::<learner::Entity>().filter(learner::Column::UserId.eq(me)).one().await;
                mine.expect("the learners").expect("the learner").id
            }
            _ => side.school.pupil("Léo Petit", class.division, class.specialty, class.level).await.id,
        };
        put!(
            cx,
            group_division { id: cx.new_id(), establishment_id, group_id: class.group, division_id: class.division }
        );
        put!(cx, group_member { id: cx.new_id(), establishment_id, group_id: class.group, learner_id });
        put!(
            cx,
            lsl_period {
                id: cx.new_id(),
                establishment_id,
                specialty_id: class.specialty,
                level: class.level.to_owned(),
                school_year_id: side.school.year,
                rhythm: Rhythm::Semester,
                opens_on: day(2027, 1, 10),
                closes_on: day(2027, 1, 20),
                version: 1
            }
        );
        put!(
            cx,
            certification_deadline {
                id: cx.new_id(),
                establishment_id,
                specialty_id: class.specialty,
                level: class.level.to_owned(),
                school_year_id: side.school.year,
                framework_item_id: None,
                date: day(2027, 5, 10),
                version: 1,
                deleted_at: None
            }
        );
        let guardian_id = put!(
            cx,
            guardian {
                id: cx.new_id(),
                establishment_id,
                source_id: class.code.clone(),
                civility: None,
                last_name: "Petit".to_owned(),
                first_name: "Anne".to_owned(),
                email: None,
                phones: json!([])
            }
        )
        .id;
        put!(
            cx,
            guardian_link {
                id: cx.new_id(),
                establishment_id,
                guardian_id,
                learner_id,
                level: 1,
                kinship: None,
                first_to_call: true
            }
        );
        put!(
            cx,
            charge {
                id: cx.new_id(),
                establishment_id,
                grading_period_id: class.periods[0],
                learner_id,
                user_id: author,
                named_by: author,
                named_at: cx.now()
            }
        );
        put!(cx, homeroom { id: cx.new_id(), establishment_id, division_id: class.division, user_id: author });
        put!(
            cx,
            division_assignment {
                id: cx.new_id(),
                establishment_id,
                school_year_id: side.school.year,
                division_id: class.division,
                user_id: author,
                assigned_by: author,
                assigned_at: cx.now()
            }
        );
        for published in [true, false] {
            let bilan_id = bilan(side, part, learner_id, usize::from(!published), author, published).await;
            put!(
                cx,
                bilan_version {
                    id: cx.new_id(),
                    establishment_id,
                    bilan_id,
                    number: 1,
                    cause: BilanVersionCause::Reopened,
                    content: json!({ "synthesis": "Avant.", "reference_date": "2026-11-16", "levels": [] }),
                    validated_at: None,
                    kept_at: cx.now(),
                    kept_by: author,
                    reason: None
                }
            );
        }
        self.kept(StorageSpaceKind::Division, None, Some(class.division)).await;
    }

    /// What an account has, besides its role and its session.
    async fn account(&self, person: &Person) {
        let Self { side, cx } = self;
        let (establishment_id, user_id) = (side.school.id, person.user);
        put!(
            cx,
            staff_member {
                id: cx.new_id(),
                establishment_id,
                user_id,
                source_type: "EPP".to_owned(),
                source_id: user_id.to_string(),
                function: None,
                substitute: false
            }
        );
        put!(
            cx,
            effect {
                establishment_id,
                user_id,
                client_mutation_id: "a".to_owned(),
                act: "SaveBilan".to_owned(),
                record: None,
                at: cx.now()
            }
        );
        put!(
            cx,
            device {
                id: cx.new_id(),
                establishment_id,
                user_id,
                cookie_hash: user_id.to_string(),
                failures: 0,
                waits_until: None,
                last_failure_at: None,
                trusted_until: cx.now()
            }
        );
        put!(
            cx,
            secret {
                id: cx.new_id(),
                establishment_id,
                user_id,
                kind: SecretKind::PasswordLink,
                hash: user_id.to_string(),
                expires_at: cx.now(),
                used_at: None,
                created_at: cx.now()
            }
        );
        put!(
            cx,
            second_factor {
                id: cx.new_id(),
                establishment_id,
                user_id,
                sealed_key: String::new(),
                confirmed_at: None,
                last_step: 0,
                created_at: cx.now()
            }
        );
        put!(
            cx,
            recovery_code {
                id: cx.new_id(),
                establishment_id,
                user_id,
                hash: user_id.to_string(),
                used_at: None,
                created_at: cx.now()
            }
        );
        put!(
            cx,
            chosen_specialty {
                id: cx.new_id(),
                establishment_id,
                user_id,
                specialty_id: side.classes[&Part::Mine].specialty
            }
        );
        for (desk, personal) in [(TicketDesk::School, false), (TicketDesk::School, true), (TicketDesk::Support, false)]
        {
            let ticket = ticket(side, user_id, desk, personal).await;
            joined(side, ticket, user_id).await;
        }
        self.kept(StorageSpaceKind::Personal, Some(user_id), None).await;
    }

    /// What the school has, and nobody in it.
    async fn school(&self, app: &TestApp) {
        let Self { side, cx } = self;
        let (establishment_id, author) = (side.school.id, side.author.user);
        put!(cx, idle_limit { id: cx.new_id(), establishment_id, role: Role::Teacher, minutes: 60 });
        put!(
            cx,
            mef {
                id: cx.new_id(),
                establishment_id,
                stem: "2473300".to_owned(),
                label: "Inconnue".to_owned(),
                specialty_id: None,
                option: None,
                common: false,
                attached_by_hand: false
            }
        );
        put!(
            cx,
            subject {
                id: cx.new_id(),
                establishment_id,
                code: "071100".to_owned(),
                label: "Enseignement professionnel".to_owned(),
                short_label: "Pro".to_owned()
            }
        );
        for (kind, purpose) in
            [(SchoolImageKind::Logo, FilePurpose::Logo), (SchoolImageKind::Stamp, FilePurpose::Stamp)]
        {
            let file_id = stored(side, purpose, author).await;
            put!(
                cx,
                school_image {
                    id: cx.new_id(),
                    establishment_id,
                    kind,
                    file_id,
                    set_by: author,
                    set_at: cx.now(),
                    deleted_at: None
                }
            );
        }
        self.kept(StorageSpaceKind::Team, None, None).await;
        let run = put!(
            cx,
            import_run {
                id: cx.new_id(),
                establishment_id,
                school_year: 2026,
                new_year: false,
                state: ImportState::Refused,
                started_at: cx.now(),
                started_by: author,
                counts: json!({}),
                message: None,
                confirmation: None,
                digest: None,
                applied_at: None,
                applied_by: None,
                undone_at: None,
                exported_at: None,
                version: 1
            }
        )
        .id;
        put!(
            cx,
            import_file {
                id: cx.new_id(),
                establishment_id,
                import_run_id: Some(run),
                name: "Eleves.xml".to_owned(),
                kind: Some(ImportFileKind::Learners),
                state: ImportState::Refused,
                bytes: 1,
                read_bytes: 1,
                read_lines: 1,
                sha256: String::new(),
                stored_name: cx.secret(),
                message: None,
                summary: String::new(),
                uploaded_by: author,
                uploaded_at: cx.now()
            }
        );
        put!(
            cx,
            import_line {
                id: cx.new_id(),
                establishment_id,
                import_run_id: run,
                position: 1,
                subject: ImportSubject::Learner,
                outcome: ImportOutcome::Refused,
                file: "Eleves.xml".to_owned(),
                line: Some(1),
                name: "PETIT Léo".to_owned(),
                division: None,
                detail: String::new(),
                before: None,
                after: None,
                warning: false,
                choices: json!([]),
                decision: None,
                payload: json!({})
            }
        );
        put!(
            cx,
            import_undo {
                id: cx.new_id(),
                establishment_id,
                import_run_id: run,
                position: 1,
                table_name: "learner".to_owned(),
                record_id: uuid::Uuid::from(run),
                before: None,
                after: json!({})
            }
        );
        put!(
            cx,
            help_reading {
                establishment_id,
                slug: "importer-les-fichiers".to_owned(),
                readings: 3,
                helped: 2,
                not_helped: 1
            }
        );
        put!(
            cx,
            log_mark {
                id: cx.new_id(),
                establishment_id,
                log: Log::Acts,
                number: 1,
                hash: String::new(),
                at: cx.now(),
                seal: String::new()
            }
        );
        put!(
            cx,
            job {
                id: cx.new_id(),
                kind: "Daily".to_owned(),
                payload: json!({}),
                due_at: cx.now() + chrono::TimeDelta::days(1),
                attempts: 1,
                claimed_until: None,
                failed_at: None,
                error: Some("Essai.".to_owned()),
                created_at: cx.now(),
                establishment_id: Some(establishment_id)
            }
        );
        // A line of each log, one of the journal, and what tells live screens of it.
        let reader = app.cx(side.people[&Column::Admin].actor.clone()).await;
        reader.log_before_telling(Act::ReadContact, &[author]).await.expect("the line is written");
        let ddftp = app.cx(side.people[&Column::Ddftp].actor.clone()).await;
        let line = ddftp.write(Act::SaveLslPeriods, async |tx| {
            tx.journal("a changé les dates", None);
            tx.changed(Topic::Calendar, side.school.year);
            Ok(())
        });
        line.await.expect("a line of the journal");
    }

    /// A file in a space of the storage.
    async fn kept(
        &self,
        space: StorageSpaceKind,
        user_id: Option<UserId>,
        division_id: Option<entity::id::DivisionId>,
    ) {
        let Self { side, cx } = self;
        let by = user_id.unwrap_or(side.author.user);
        let file_id = stored(side, FilePurpose::Storage, by).await;
        put!(
            cx,
            storage_file {
                id: cx.new_id(),
                establishment_id: side.school.id,
                space,
                user_id,
                division_id,
                file_id,
                name: "cours.pdf".to_owned(),
                kind: FileKind::Pdf,
                bytes: 10,
                added_by: by,
                added_at: cx.now(),
                deleted_at: None,
                deleted_by: None,
                version: 1
            }
        );
    }
}
