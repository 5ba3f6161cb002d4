//! The school itself: its settings, its console, its logs, its assistance, and what the service does alone.

use super::cast::{NOBODY, Part, World};
use super::content;
use super::requirement::{Column, Relation};
use super::tries::{self, Call, Came, Case, Fit, Made, Try, case};
use crate::app::http::by;
use crate::app::people::Person;
use crate::app::school::School;
use crate::app::{MONDAY, TestApp, given};
use axum::body::Body;
use axum::http::Request;
use entity::id::JobId;
use entity::job;
use entity::stored_file::FilePurpose;
use entity::ticket::TicketDesk;
use etabli::access::Act;
use futures::future::LocalBoxFuture;
use sea_orm::Set;
use serde_json::json;

/// Why no other school is tried.
const OWN_SCHOOL: &str = "it is about the caller's own school, which no argument names";
/// Why nobody else's is tried.
const NO_ARGUMENT: &str = "no argument names an account: it is done in one's own name";

pub const CASES: &[Case] = &[
    case!(ReadSettings, settings(), Call::Question("{ viewer { establishment { settings { version email } } } }")),
    case!(UpdateEstablishment, settings(), Call::Mutation("{ version: $version, town: \"$word\" }")),
    case!(SetSecurityOptions, settings(), Call::Mutation("{ version: $version, signInMessages: DISTINCT }")),
    case!(SetTransfer, settings(), Call::Mutation("{ version: $version, registerReference: \"$word\" }")),
    case!(
        ListBlockedTransfers,
        learner(),
        Call::Question("{ learnersWithoutIne(first: 200) { totalCount nodes { id displayName } } }")
    ),
    case!(ReadConsole, counted(), Call::Question("{ console { seq learnerCount } }")),
    case!(ReadConsoleDetail, cell(), Call::Question("{ periodProgress(id: \"$cell\") { id state } }")),
    case!(ReadJournal, journal(), Call::Question("{ journal(first: 50) { text } }")),
    case!(ReadAuditLog, act(), Call::Question("{ auditLog(first: 200) { nodes { number subject { displayName } } } }")),
    case!(ReadReadingLog, reading(), Call::Question("{ readingLog(first: 200) { nodes { number names } } }")),
    case!(VerifyLogs, verified(), Call::Question("{ logVerification { log lines head } }")),
    case!(ExportLogs, act(), Call::Route(table)),
    case!(ReadHelp, article(), Call::Question("{ helpArticle(slug: \"importer-les-fichiers\") { slug title } }")),
    case!(CountHelpReading, oneself(), Call::Mutation("{ slug: \"importer-les-fichiers\" }")),
    case!(RateHelpArticle, oneself(), Call::Mutation("{ slug: \"importer-les-fichiers\", helped: false }")),
    case!(CreateTicket, oneself(), Call::Mutation("{ category: PROBLEM, message: \"Rien ne va.\" }")),
    case!(ReplyTicket, ticket(), Call::Mutation("{ ticketId: \"$ticket\", message: \"Voici.\" }")),
    case!(
        AttachTicketFile,
        ticket_and_file(),
        Call::MutationOf("replyTicket", "{ ticketId: \"$ticket\", message: \"Voici.\", fileId: \"$file\" }")
    ),
    case!(CloseTicket, ticket(), Call::Mutation("{ ticketId: \"$ticket\" }")),
    case!(ReadJobs, failed(), Call::Question("{ troubledJobs(first: 200) { nodes { id } } }")),
    case!(RetryJobs, failed(), Call::Mutation("{ jobId: \"$job\" }")),
    case!(CreateEstablishment, service(), Call::Service),
    case!(LoadFramework, service(), Call::Service),
    case!(RunJob, service(), Call::Service),
    case!(EmptyBin, service(), Call::Service),
    case!(LogReads, service(), Call::Service),
    case!(KeepLogs, service(), Call::Service),
];

#[tokio::test]
async fn the_school_is_read_and_set_by_whom_the_cells_say() {
    let app =
        TestApp::configured(MONDAY, |config| config.support_email = Some("aide@exemple.example".to_owned())).await;
    tries::all(&app, CASES).await;
}

fn own_school(who: &Try) -> Result<(), &'static str> {
    if who.relation == Relation::SameSchool { Ok(()) } else { Err(OWN_SCHOOL) }
}

async fn settings(world: &World<'_>, who: &Try) -> Made {
    own_school(who)?;
    let School { id, .. } = &world.here.school;
    let row = world.here.school.cx().find::<entity::establishment::Entity>().get(*id).await.expect("the school");
    let email = row.email.expect("an address");
    Fit::of([("version", row.version.to_string()), ("marker", email), ("word", world.word())])
}

/// A learner without a national identifier.
async fn learner(world: &World<'_>, who: &Try) -> Made {
    let (_, _, pupil) = world.pupil(who.column, who.relation).await?;
    Fit::of([("marker", pupil.person.user.to_string())])
}

async fn counted(_world: &World<'_>, who: &Try) -> Made {
    own_school(who)?;
    Fit::of([("marker", "learnerCount".to_owned())])
}

/// A cell of the console's matrix.
async fn cell(world: &World<'_>, who: &Try) -> Made {
    let side = world.side(who.relation)?;
    let class = &side.classes[&Part::Bound];
    // A line of the matrix has somebody in it.
    side.school.pupil("Zoé Comptée", class.division, class.specialty, class.level).await;
    let document = "{ console { groups { divisions { division { code } periods { id } } } } }";
    let said = side.people[&Column::Ddftp].ask(document).await.fine();
    let groups = said.at("console.groups").as_array().expect("groups").clone();
    let cells = groups.iter().flat_map(|group| group["divisions"].as_array().cloned().unwrap_or_default());
    let line = cells.into_iter().find(|line| line["division"]["code"] == json!(class.code)).expect("the division");
    let cell = line["periods"][0]["id"].as_str().expect("a cell").to_owned();
    Fit::of([("cell", cell.clone()), ("marker", cell)])
}

/// A line of the journal.
async fn journal(world: &World<'_>, who: &Try) -> Made {
    let (side, word) = (world.side(who.relation)?, world.word());
    let cx = world.app.cx(side.people[&Column::Ddftp].actor.clone()).await;
    let line = cx.write(Act::SaveLslPeriods, async |tx| {
        tx.journal(word.as_str(), None);
        Ok(())
    });
    line.await.expect("a line of the journal");
    Fit::of([("marker", word.clone())])
}

/// Something done to an account.
async fn act(world: &World<'_>, who: &Try) -> Made {
    let (side, word) = (world.side(who.relation)?, world.word());
    let pupil = side.school.person(&format!("Léa {word}"), entity::role_grant::Role::Teacher).await;
    let cx = world.app.cx(side.people[&Column::Ddftp].actor.clone()).await;
    let line = cx.write(Act::SaveLslPeriods, async |tx| {
        tx.made(pupil.user);
        Ok(())
    });
    line.await.expect("a line of the log");
    Fit::of([("marker", word)])
}

fn table<'w>(world: &'w World<'w>, person: &'w Person, _fit: &'w Fit) -> LocalBoxFuture<'w, Came> {
    Box::pin(async move {
        let request = Request::get("/journal/export.csv?log=acts").header("x-etabli-client", "stories");
        Came::back(&world.http.send(by(request.body(Body::empty()).expect("a request"), person)).await)
    })
}

/// Somebody's address read.
async fn reading(world: &World<'_>, who: &Try) -> Made {
    let (side, word) = (world.side(who.relation)?, world.word());
    let read = side.school.person(&format!("Léa {word}"), entity::role_grant::Role::Teacher).await;
    let cx = world.app.cx(side.people[&Column::Admin].actor.clone()).await;
    cx.log_before_telling(Act::ReadContact, &[read.user]).await.expect("a line of the log");
    Fit::of([("marker", word)])
}

/// The head of the school's chain as it is.
async fn verified(world: &World<'_>, who: &Try) -> Made {
    let side = world.side(who.relation)?;
    let cx = side.school.cx();
    let found = etabli::audit::verify(&cx, etabli::audit::Log::Acts, None).await.expect("the chain");
    Fit::of([("marker", found.head)])
}

async fn article(_world: &World<'_>, who: &Try) -> Made {
    own_school(who)?;
    Fit::of([("marker", "importer-les-fichiers\"".to_owned())])
}

/// In the name of who tries.
async fn oneself(world: &World<'_>, who: &Try) -> Made {
    match (who.relation, who.column) {
        (Relation::Own, Column::Anonymous) => Err(NOBODY),
        // Nobody: the cell refuses.
        (Relation::SameSchool, Column::Anonymous) => Fit::of([]),
        // Nobody is written to without an address.
        (Relation::Own, _) => {
            let email = format!("{}@exemple.example", world.word().to_lowercase());
            let row =
                entity::user::ActiveModel { email: Set(Some(email)), ..super::cast::Side::account(who.person.user) };
            world.here.change_account(row).await;
            Fit::of([])
        }
        _ => Err(NO_ARGUMENT),
    }
}

/// A ticket, and a file that who tries sent for one.
async fn ticket_and_file(world: &World<'_>, who: &Try) -> Made {
    let by = if who.column == Column::Anonymous { world.here.author.user } else { who.person.user };
    let file = content::stored(&world.here, FilePurpose::Ticket, by).await;
    let mut fit = ticket(world, who).await?;
    fit.fill.insert("file", file.to_string());
    Ok(fit)
}

/// A ticket: one's own, one that the school answers, one that it does not see.
async fn ticket(world: &World<'_>, who: &Try) -> Made {
    let (side, author, desk, personal) = match (who.relation, who.column) {
        (Relation::Own, Column::Anonymous) => return Err(NOBODY),
        (Relation::Own, _) => (&world.here, who.person.user, TicketDesk::School, false),
        (Relation::Assigned, Column::Admin) => (&world.here, world.here.author.user, TicketDesk::School, false),
        (Relation::SameSchool, Column::Admin) => (&world.here, world.here.author.user, TicketDesk::School, true),
        (Relation::SameSchool, _) => (&world.here, world.here.author.user, TicketDesk::School, false),
        (Relation::Elsewhere, _) => (&world.elsewhere, world.elsewhere.author.user, TicketDesk::School, false),
        _ => return Err("who answers the tickets of a school is its administrator"),
    };
    Fit::of([("ticket", content::ticket(side, author, desk, personal).await.to_string())])
}

/// Work that failed.
async fn failed(world: &World<'_>, who: &Try) -> Made {
    let side = world.side(who.relation)?;
    let cx = side.school.cx();
    let id: JobId = cx.new_id();
    let row = job::ActiveModel {
        id: Set(id),
        kind: Set("Daily".to_owned()),
        payload: Set(json!({})),
        due_at: Set(cx.now() + chrono::TimeDelta::days(1)),
        attempts: Set(1),
        claimed_until: Set(None),
        failed_at: Set(None),
        error: Set(Some("Essai.".to_owned())),
        created_at: Set(cx.now()),
        establishment_id: Set(Some(side.school.id)),
    };
    given(&cx, row).await;
    Fit::of([("job", id.to_string()), ("marker", id.to_string())])
}

async fn service(_world: &World<'_>, who: &Try) -> Made {
    if who.relation == Relation::SameSchool {
        Fit::of([])
    } else {
        Err("the service does it itself, whatever it is about")
    }
}
