//! What no domain can forget: rights, tenancy, the commit, the log of changes, the audit chain.

use crate::app::TestApp;
use entity::role_grant::Role;
use entity::{audit_line, change, division, journal_entry};
use etabli::access::{Act, Actor, Task};
use etabli::audit::{self, Break, Log};
use etabli::changes::Topic;
use etabli::error::{Code, Error, Problem};
use sea_orm::{ActiveValue::Unchanged, ColumnTrait as _, QueryFilter as _, QueryOrder as _, Set};

/// R183.
#[tokio::test]
async fn a_row_of_another_school_is_neither_read_nor_written() {
    let app = TestApp::new().await;
    let (ours, theirs) = (app.school().await, app.school_of("0999002X").await);
    let division = theirs.division("1MELEC1").await;
    let cx = app.cx(ours.ddftp().await.actor).await;

    assert!(matches!(cx.find::<division::Entity>().get(division).await, Err(Error::NotFound)));
    let forged =
        division::ActiveModel { id: Unchanged(division), label: Set("volée".to_owned()), ..Default::default() };
    let written = cx.write(Act::SaveGradingPeriods, async |tx| tx.save(forged).await).await;

    assert!(matches!(written, Err(Error::NotFound)), "{written:?}");
    let kept = theirs.cx().find::<division::Entity>().get(division).await.expect("it is still there");
    assert_eq!(kept.label, "1MELEC1");
}

/// R182.
#[tokio::test]
async fn a_role_without_the_act_is_refused_before_anything_is_opened() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let teacher = school.teacher("Sophie Garnier", "071100", &[]).await;

    let refused = app.cx(teacher.actor).await.write(Act::SaveGradingPeriods, async |_| Ok(())).await;
    assert!(matches!(refused, Err(Error::Forbidden)));
    let stranger = app.cx(Actor::Nobody).await.write(Act::SaveGradingPeriods, async |_| Ok(())).await;
    assert!(matches!(stranger, Err(Error::Unauthenticated)));
}

/// Security 8.2.
#[tokio::test]
async fn changes_are_numbered_without_a_gap_and_vanish_with_a_refusal() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let division = school.division("1MELEC1").await;
    let cx = app.cx(school.ddftp().await.actor).await;

    for _ in 0..3 {
        cx.write(Act::SaveGradingPeriods, async |tx| {
            tx.changed(Topic::Calendar, division);
            tx.changed(Topic::Bilans, division);
            tx.journal("a changé les dates", Some(division));
            Ok(())
        })
        .await
        .expect("the write");
    }
    let refused = cx
        .write(Act::SaveGradingPeriods, async |tx| {
            tx.changed(Topic::Calendar, division);
            Err::<(), _>(Problem::whole(Code::Invalid, "Non.").into())
        })
        .await;

    assert!(matches!(refused, Err(Error::Rejected(_))));
    let live = app.task(Task::Live, Some(school.id));
    let mut seqs: Vec<i64> =
        live.find::<change::Entity>().all().await.expect("the log").iter().map(|line| line.seq).collect();
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=6).collect::<Vec<_>>());
    assert_eq!(cx.seq().await.expect("the position"), 6);
    let journal = cx.find::<journal_entry::Entity>().all().await.expect("the journal");
    assert_eq!(journal.len(), 3);
    assert_eq!(journal[0].actor, "N. Benali");
}

/// R181.
#[tokio::test]
async fn each_write_adds_one_line_to_the_audit_chain() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let ddftp = school.ddftp().await;
    let cx = app.cx(ddftp.actor.clone()).await;
    cx.write(Act::SaveLslPeriods, async |_| Ok(())).await.expect("the write");
    cx.write(Act::SaveLslPeriods, async |_| Ok(())).await.expect("the write");

    let own = audit_line::Column::Act.eq("SaveLslPeriods");
    let chain = school.cx();
    let lines =
        chain.find::<audit_line::Entity>().filter(own).with(|q| q.order_by_asc(audit_line::Column::Number)).all().await;
    let lines = lines.expect("the chain");
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1].previous, lines[0].hash);
    assert_eq!((lines[0].actor_id, lines[0].role.as_str()), (Some(ddftp.user), "ddftp"));
}

/// The closure of a write travels between threads: requests are served by all of them.
#[tokio::test(flavor = "multi_thread")]
async fn writes_of_many_people_at_once_all_happen() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let division = school.division("1MELEC1").await;
    let ddftp = school.person("Nadia Benali", Role::Ddftp).await;
    let cx = app.cx(ddftp.actor).await;

    let writes = (0..20).map(|_| {
        let cx = cx.again();
        tokio::task::spawn(async move {
            cx.write(Act::SaveGradingPeriods, async |tx| {
                tx.changed(Topic::Calendar, division);
                Ok(())
            })
            .await
        })
    });
    for written in futures::future::join_all(writes).await {
        written.expect("no panic").expect("the write");
    }
    assert_eq!(cx.seq().await.expect("the position"), 20);
}

/// Section 7: the log is append only, and what was done to it shows.
#[tokio::test]
async fn a_line_removed_from_the_audit_chain_or_changed_in_it_shows() {
    let app = TestApp::new().await;
    let (school, other) = (app.school().await, app.school_of("0999002X").await);
    let cx = app.cx(school.ddftp().await.actor).await;
    let write = async || cx.write(Act::SaveLslPeriods, async |_| Ok(())).await.expect("the write");
    for _ in 0..5 {
        write().await;
    }
    let verify =
        async |noted: Option<&str>| audit::verify(&school.cx(), Log::Acts, noted).await.expect("the chain is read");
    let whole = verify(None).await;
    assert_eq!(whole.broken, None);
    assert!(whole.lines >= 5);
    write().await;
    assert!(verify(Some(&whole.head)).await.noted_met, "a head noted earlier is still in the chain");
    let line = whole.lines - 2;
    let at_line = || audit_line::Column::Number.eq(line);
    let tamper = school.cx();

    let changed = tamper.write(Act::CreateUser, async |tx| {
        tx.update_where::<audit_line::Entity>(|u| {
            u.col_expr(audit_line::Column::Detail, "autre chose".into()).filter(at_line())
        })
        .await
    });
    assert_eq!(changed.await.expect("the line is changed"), 1);
    assert_eq!(verify(None).await.broken, Some(Break::Changed(line)));

    let removed = tamper
        .write(Act::CreateUser, async |tx| tx.delete_where::<audit_line::Entity>(|d| d.filter(at_line())).await)
        .await;
    assert_eq!(removed.expect("the line is removed"), 1);
    assert_eq!(verify(None).await.broken, Some(Break::Removed(line + 1)));

    // The end cut off leaves a chain that holds, and a noted head that is nowhere.
    let cut = tamper
        .write(Act::CreateUser, async |tx| {
            tx.delete_where::<audit_line::Entity>(|d| d.filter(audit_line::Column::Number.gte(line))).await
        })
        .await;
    assert!(cut.is_ok());
    let short = verify(Some(&whole.head)).await;
    assert!(!short.noted_met);
    assert_eq!(
        audit::verify(&other.cx(), Log::Acts, None).await.expect("the chain is read").broken,
        None,
        "each school has its own"
    );
}
