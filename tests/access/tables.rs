//! Each cell of each table: what everybody finds of everything that two schools have, against what the file says.

use super::cast::{Part, Side, World};
use super::content;
use super::requirement::{Answer, Column, Relation, Requirement};
use crate::app::TestApp;
use crate::app::people::Person;
use entity::id::{
    BilanId, DivisionId, EstablishmentId, InspectorWindowId, LearnerGroupId, LearnerId, SpecialtyId, TicketId, UserId,
};
use entity::storage_file::StorageSpaceKind;
use entity::ticket::TicketDesk;
use entity::{
    audit_line, bilan, bilan_level, bilan_version, certification_deadline, change, charge, chosen_specialty, device,
    division, division_assignment, effect, enrolment, establishment, framework, framework_item, framework_link,
    grading_period, group_division, group_member, guardian, guardian_link, help_reading, homeroom, idle_limit,
    import_file, import_line, import_run, import_undo, inspector_window, inspector_window_specialty, job,
    journal_entry, learner, learner_group, log_mark, lsl_period, mef, read_line, recovery_code, role_grant,
    school_image, school_subscription, school_year, second_factor, secret, session, specialty, staff_member,
    storage_file, stored_file, subject, teaching, throttle, ticket, ticket_file, ticket_message, user,
};
use etabli::access::{Role, Scope, Seen, TABLES, Task};
use etabli::cx::Cx;
use sea_orm::ModelTrait as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Whose a row is.
#[derive(Debug, Clone, Copy)]
enum About {
    /// Everybody's: an official text.
    Nation,
    /// A school's.
    School(EstablishmentId),
    /// The service's own.
    Service,
    /// Somebody's.
    Account(EstablishmentId, UserId),
    /// A class's: its division, its group, its diploma, its days.
    Class(EstablishmentId, Part),
    /// A learner's.
    Learner(EstablishmentId, LearnerId),
    /// A learner's, and nobody showed it to them yet.
    Unpublished(EstablishmentId, LearnerId),
    /// A ticket's.
    Ticket(EstablishmentId, TicketId),
    /// A school's, and none of its public facts.
    Inward(EstablishmentId),
    /// The staff's.
    Team(EstablishmentId),
}

/// What is known of the rows of both schools.
#[derive(Default)]
struct Known {
    here: Option<EstablishmentId>,
    learners: HashMap<LearnerId, (Part, UserId)>,
    accounts: HashMap<UserId, Vec<Role>>,
    divisions: HashMap<DivisionId, Part>,
    groups: HashMap<LearnerGroupId, Part>,
    specialties: HashMap<SpecialtyId, Part>,
    bilans: HashMap<BilanId, (LearnerId, bool)>,
    guardians: HashMap<entity::id::GuardianId, LearnerId>,
    tickets: HashMap<TicketId, ticket::Model>,
    windows: HashMap<InspectorWindowId, UserId>,
    authors: BTreeSet<UserId>,
}

impl Known {
    async fn of(world: &World<'_>, all: &Cx) -> Self {
        async fn every<E: Seen>(all: &Cx) -> Vec<E::Model> {
            all.find_kept::<E>().all().await.expect("rows")
        }
        let mut known = Self { here: Some(world.here.school.id), ..Self::default() };
        for side in [&world.here, &world.elsewhere] {
            known.authors.insert(side.author.user);
            for (part, class) in &side.classes {
                known.divisions.insert(class.division, *part);
                known.groups.insert(class.group, *part);
                known.specialties.insert(class.specialty, *part);
            }
        }
        let owners: HashMap<LearnerId, UserId> =
            every::<learner::Entity>(all).await.into_iter().map(|row| (row.id, row.user_id)).collect();
        for row in every::<enrolment::Entity>(all).await {
            let part = known.divisions[&row.division_id.expect("a division")];
            known.learners.insert(row.learner_id, (part, owners[&row.learner_id]));
        }
        for row in every::<role_grant::Entity>(all).await {
            known.accounts.entry(row.user_id).or_default().push(row.role);
        }
        for row in every::<bilan::Entity>(all).await {
            known.bilans.insert(row.id, (row.learner_id, row.validated_at.is_some()));
        }
        for row in every::<guardian_link::Entity>(all).await {
            known.guardians.insert(row.guardian_id, row.learner_id);
        }
        for row in every::<inspector_window::Entity>(all).await {
            known.windows.insert(row.id, row.user_id);
        }
        known.tickets = every::<ticket::Entity>(all).await.into_iter().map(|row| (row.id, row)).collect();
        known
    }

    fn bilan(&self, school: EstablishmentId, id: BilanId) -> About {
        let (learner, published) = self.bilans[&id];
        if published { About::Learner(school, learner) } else { About::Unpublished(school, learner) }
    }

    /// How a row stands to somebody, and the operation under which they read it when it is not the table's own.
    fn relation(&self, about: About, column: Column, person: &Person) -> (Relation, Option<&'static str>) {
        use Relation::{Assigned, Elsewhere, Inward, OutOfTime, Own, SameSchool};
        let of_part = |part: Part| match (column, part) {
            (Column::Learner, Part::Mine) => Own,
            (Column::Teacher | Column::Inspector, Part::Bound) => Assigned,
            (Column::Teacher | Column::Inspector, Part::Late) => OutOfTime,
            _ => SameSchool,
        };
        let of_learner = |id: LearnerId| {
            let (part, owner) = self.learners[&id];
            // The others of one's class are not one.
            if column == Column::Learner && owner != person.user { SameSchool } else { of_part(part) }
        };
        let school = match about {
            About::Nation | About::Service => return (SameSchool, None),
            About::School(school)
            | About::Account(school, _)
            | About::Class(school, _)
            | About::Learner(school, _)
            | About::Unpublished(school, _)
            | About::Ticket(school, _)
            | About::Inward(school)
            | About::Team(school) => school,
        };
        if Some(school) != self.here {
            return (Elsewhere, None);
        }
        let relation = match about {
            About::Account(_, user) if user == person.user => Own,
            About::Class(_, part) => of_part(part),
            About::Learner(_, learner) => of_learner(learner),
            About::Unpublished(_, learner) => match of_learner(learner) {
                Own => OutOfTime,
                other => other,
            },
            About::Ticket(_, id) => {
                let ticket = &self.tickets[&id];
                match (ticket.author_id == person.user, ticket.desk, column) {
                    (true, ..) => Own,
                    (false, TicketDesk::School, Column::Admin) if !ticket.personal => Assigned,
                    _ => SameSchool,
                }
            }
            About::Inward(_) => Inward,
            About::Team(_) if matches!(column, Column::Head | Column::Ddftp | Column::Teacher) => Assigned,
            _ => SameSchool,
        };
        (relation, None)
    }

    /// The same for the name of somebody.
    fn name(&self, user: &user::Model, column: Column, person: &Person) -> (Relation, Option<&'static str>) {
        if Some(user.establishment_id) != self.here {
            return (Relation::Elsewhere, None);
        }
        if user.id == person.user {
            return (Relation::Own, Some("own_account.read"));
        }
        if self.authors.contains(&user.id) {
            return match column {
                // What is published to a learner is signed.
                Column::Learner => (Relation::Own, Some("bilans.read")),
                Column::Teacher | Column::Inspector => (Relation::Assigned, None),
                _ => (Relation::SameSchool, None),
            };
        }
        if let Some((learner, _)) = self.learners.iter().find(|(_, (_, owner))| *owner == user.id) {
            return self.relation(About::Learner(user.establishment_id, *learner), column, person);
        }
        let staff = [Role::Admin, Role::Head, Role::Ddftp, Role::Teacher];
        let works_here = self.accounts[&user.id].iter().any(|role| staff.contains(role));
        (if works_here && column == Column::Teacher { Relation::Assigned } else { Relation::SameSchool }, None)
    }

    /// The same for a file of the storage: who shares a space reads it.
    fn kept(&self, row: &storage_file::Model, column: Column, person: &Person) -> (Relation, Option<&'static str>) {
        let school = row.establishment_id;
        let about = match (row.space, row.user_id, row.division_id) {
            (StorageSpaceKind::Personal, Some(user), _) => About::Account(school, user),
            (StorageSpaceKind::Division, _, Some(division)) => About::Class(school, self.divisions[&division]),
            _ => About::Team(school),
        };
        match (self.relation(about, column, person), about) {
            // The DDFTP and the head watch over every division.
            ((Relation::SameSchool, _), About::Class(..)) if matches!(column, Column::Head | Column::Ddftp) => {
                (Relation::Assigned, None)
            }
            (found, _) => found,
        }
    }
}

/// What is wrong, and how many cells were tried.
#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    tried: usize,
    operations: BTreeSet<&'static str>,
    tables: BTreeSet<&'static str>,
}

/// Everybody's look at one table.
struct Look<'l> {
    world: &'l World<'l>,
    requirement: &'l Requirement,
    known: &'l Known,
}

impl Look<'_> {
    async fn at<E: Seen>(
        &self,
        name: &'static str,
        found: &mut Found,
        relation: impl Fn(&Known, &E::Model, Column, &Person) -> (Relation, Option<&'static str>),
    ) where
        E::Model: sea_orm::ModelTrait<Entity = E>,
    {
        let all = self.world.app.task(Task::RunJobs, None);
        let rows = all.find::<E>().all().await.expect("rows");
        found.tables.insert(name);
        found.operations.insert(E::OPERATION);
        if rows.is_empty() {
            found.wrong.push(format!("{name}: the schools have none to hide"));
        }
        for column in Column::ALL {
            let cell = self.requirement.cell(E::OPERATION, column);
            // Public facts are told to strangers by a field of the schema, which reads them in the service's own name.
            if column == Column::Anonymous && cell.is_some() {
                continue;
            }
            let person = &self.world.here.people[&column];
            let cx = self.world.app.cx(person.actor.clone()).await;
            let seen: BTreeSet<String> = cx.find::<E>().all().await.expect("a list").iter().map(key::<E>).collect();
            let counted = cx.find::<E>().count().await.expect("a count");
            let mut tried = BTreeMap::<(Relation, bool), usize>::new();
            for row in &rows {
                let (relation, operation) = relation(self.known, row, column, person);
                let expected = self.requirement.answer(operation.unwrap_or(E::OPERATION), column, relation);
                let given = seen.contains(&key::<E>(row));
                *tried.entry((relation, given)).or_default() += 1;
                if given != (expected == Answer::Given) {
                    found.wrong.push(format!("{name}, {column:?}, {relation:?}: {expected:?} of {row:?}"));
                }
            }
            found.tried += tried.len();
            if counted != seen.len() as u64 {
                found.wrong.push(format!("{name}, {column:?}: {counted} are counted and {} seen", seen.len()));
            }
            let scope = cell.map(|(_, scope)| scope);
            let reached = tried.keys().any(|(_, given)| *given);
            // Placements, which bind learners to tutors, are of later work.
            if scope.as_deref().is_some_and(|scope| scope != Scope::TutorPeriod.name()) && !reached {
                found.wrong.push(format!("{name}, {column:?}: no row is within reach"));
            }
        }
    }
}

fn key<E: Seen>(row: &E::Model) -> String
where
    E::Model: sea_orm::ModelTrait<Entity = E>,
{
    format!("{:?}", row.get_primary_key_value())
}

/// Looks at each table, whose rows are each about something.
macro_rules! tables {
    ($look:ident, $found:ident, $($table:ident |$known:ident, $row:ident| $about:expr;)*) => {
        $($look.at::<$table::Entity>(stringify!($table), &mut $found, |$known, $row, column, person| {
            $known.relation($about, column, person)
        }).await;)*
    };
}

#[tokio::test]
async fn everybody_finds_of_each_table_what_the_cell_says_and_no_more() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    content::fill(&world).await;
    let all = app.task(Task::RunJobs, None);
    let (requirement, known) = (Requirement::read(), Known::of(&world, &all).await);
    let look = Look { world: &world, requirement: &requirement, known: &known };
    let mut found = Found::default();
    tables! { look, found,
        framework |k, _row| About::Nation;
        framework_item |k, _row| About::Nation;
        framework_link |k, _row| About::Nation;
        establishment |k, row| About::School(row.id);
        idle_limit |k, row| About::School(row.establishment_id);
        inspector_window |k, row| About::Account(row.establishment_id, row.user_id);
        inspector_window_specialty |k, row| About::Account(row.establishment_id, k.windows[&row.window_id]);
        school_year |k, row| About::School(row.establishment_id);
        school_subscription |k, row| About::School(row.establishment_id);
        specialty |k, row| About::Class(row.establishment_id, k.specialties[&row.id]);
        mef |k, row| About::School(row.establishment_id);
        division |k, row| About::Class(row.establishment_id, k.divisions[&row.id]);
        learner_group |k, row| About::Class(row.establishment_id, k.groups[&row.id]);
        group_division |k, row| About::School(row.establishment_id);
        group_member |k, row| About::Learner(row.establishment_id, row.learner_id);
        subject |k, row| About::School(row.establishment_id);
        teaching |k, row| About::School(row.establishment_id);
        homeroom |k, row| About::School(row.establishment_id);
        division_assignment |k, row| About::School(row.establishment_id);
        role_grant |k, row| About::Account(row.establishment_id, row.user_id);
        staff_member |k, row| About::Account(row.establishment_id, row.user_id);
        learner |k, row| About::Learner(row.establishment_id, row.id);
        enrolment |k, row| About::Learner(row.establishment_id, row.learner_id);
        guardian |k, row| About::Learner(row.establishment_id, k.guardians[&row.id]);
        guardian_link |k, row| About::Learner(row.establishment_id, row.learner_id);
        grading_period |k, row| About::Class(row.establishment_id, k.specialties[&row.specialty_id]);
        lsl_period |k, row| About::Class(row.establishment_id, k.specialties[&row.specialty_id]);
        certification_deadline |k, row| About::Class(row.establishment_id, k.specialties[&row.specialty_id]);
        bilan |k, row| k.bilan(row.establishment_id, row.id);
        bilan_level |k, row| k.bilan(row.establishment_id, row.bilan_id);
        bilan_version |k, row| k.bilan(row.establishment_id, row.bilan_id);
        charge |k, row| About::School(row.establishment_id);
        school_image |k, row| if row.kind == entity::school_image::SchoolImageKind::Logo {
            About::School(row.establishment_id)
        } else {
            About::Inward(row.establishment_id)
        };
        import_run |k, row| About::School(row.establishment_id);
        import_file |k, row| About::School(row.establishment_id);
        import_line |k, row| About::School(row.establishment_id);
        help_reading |k, row| About::School(row.establishment_id);
        ticket |k, row| About::Ticket(row.establishment_id, row.id);
        ticket_message |k, row| About::Ticket(row.establishment_id, row.ticket_id);
        ticket_file |k, row| About::Ticket(row.establishment_id, row.ticket_id);
        journal_entry |k, row| About::School(row.establishment_id);
        audit_line |k, row| About::School(row.establishment_id.unwrap_or(EstablishmentId(uuid::Uuid::nil())));
        read_line |k, row| About::School(row.establishment_id);
        log_mark |k, row| About::School(row.establishment_id);
        session |k, row| About::Account(row.establishment_id, row.user_id);
        effect |k, row| About::Account(row.establishment_id, row.user_id);
        chosen_specialty |k, row| About::Account(row.establishment_id, row.user_id);
        stored_file |k, row| About::School(row.establishment_id);
        import_undo |k, row| About::School(row.establishment_id);
        change |k, row| About::School(row.establishment_id);
        device |k, row| About::Account(row.establishment_id, row.user_id);
        secret |k, row| About::Account(row.establishment_id, row.user_id);
        second_factor |k, row| About::Account(row.establishment_id, row.user_id);
        recovery_code |k, row| About::Account(row.establishment_id, row.user_id);
        throttle |k, _row| About::Service;
        job |k, row| About::School(row.establishment_id.unwrap_or(EstablishmentId(uuid::Uuid::nil())));
    }
    look.at::<user::Entity>("user", &mut found, Known::name).await;
    look.at::<storage_file::Entity>("storage_file", &mut found, Known::kept).await;
    strangers_read_public_facts(&world, &requirement, &mut found).await;

    for (table, ..) in TABLES {
        if !found.tables.contains(table) {
            found.wrong.push(format!("{table}: no line here says whose its rows are"));
        }
    }
    let unknown: Vec<&&str> =
        found.tables.iter().filter(|name| !TABLES.iter().any(|table| table.0 == **name)).collect();
    assert!(unknown.is_empty(), "tables that exist no more: {unknown:?}");
    assert!(found.wrong.is_empty(), "{}", found.wrong.join("\n"));
    println!("{} tables, {} operations, {} cells", found.tables.len(), found.operations.len(), found.tried);
}

/// `establishment.read_public` and `establishment.read_images` of who is not signed in: the root field that tells them.
async fn strangers_read_public_facts(world: &World<'_>, requirement: &Requirement, found: &mut Found) {
    let images = world.app.task(Task::RunJobs, None).find::<school_image::Entity>().all().await.expect("images");
    for Side { school, .. } in [&world.here, &world.elsewhere] {
        let document = format!("{{ establishment(uai: \"{}\") {{ name logo {{ path }} }} }}", school.uai);
        let said = world.here.people[&Column::Anonymous].ask(&document).await.0.to_string();
        for image in images.iter().filter(|image| image.establishment_id == school.id) {
            let public = image.kind == entity::school_image::SchoolImageKind::Logo;
            let relation = if public { Relation::SameSchool } else { Relation::Inward };
            let expected = requirement.answer("establishment.read_images", Column::Anonymous, relation);
            if said.contains(&image.file_id.to_string()) != (expected == Answer::Given) {
                found.wrong.push(format!("school_image, Anonymous, {relation:?}: {expected:?}, {said}"));
            }
        }
        let expected = requirement.answer("establishment.read_public", Column::Anonymous, Relation::SameSchool);
        if said.contains("Lycée professionnel") != (expected == Answer::Given) {
            found.wrong.push(format!("establishment, Anonymous: {expected:?}, {said}"));
        }
        found.tried += 3;
    }
}
