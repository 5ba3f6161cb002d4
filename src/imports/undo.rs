//! Taking an import back, for seven days and while no later one exists (decision 19).
//!
//! Only what nothing was built on is taken back: people the import created disappear, unless they have entries or have signed
//! in, in which case their account is closed; a value returns where it is still the one the import wrote.

use super::CLOSED_BY_IMPORT;
use super::apply::{ACCOUNT, ENROLMENT, GUARDIAN, LEARNER, MEMBER};
use super::edits::put_back;
use super::plan::{Decision, GuardianPlan, LearnerPlan, StaffPlan};
use super::stage::{end_place, first_place};
use crate::access::{Act, Seen};
use crate::changes::Topic;
use crate::cx::{Cx, Tx};
use crate::error::{Code, Error, Problem, Result};
use chrono::{DateTime, TimeDelta, Utc};
use entity::id::{
    DivisionId, EnrolmentId, GuardianId, ImportRunId, LearnerGroupId, LearnerId, MefId, RoleGrantId, SchoolYearId,
    SpecialtyId, StaffMemberId, UserId,
};
use entity::import_line::{ImportOutcome, ImportSubject};
use entity::import_run::ImportState;
use entity::{
    bilan, certification_deadline, charge, device, division, enrolment, grading_period, group_division, group_member,
    guardian, guardian_link, homeroom, import_line, import_run, import_undo, journal_entry, learner, learner_group,
    lsl_period, mef, role_grant, school_year, secret, session, specialty, staff_member, teaching, user,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Unchanged, ColumnTrait as _, EntityTrait, FromQueryResult, IntoActiveModel,
    ModelTrait, PrimaryKeyTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Days during which an import can be taken back.
const DAYS: i64 = 7;
/// Rows handled at a time.
const PAGE: u64 = 2_000;

/// Until when an applied import can be taken back, if nothing later is applied.
pub fn undoable_until(run: &import_run::Model) -> Option<DateTime<Utc>> {
    (run.state == ImportState::Applied).then_some(run.applied_at? + TimeDelta::days(DAYS))
}

/// Whether an import can be taken back now, `latest` being the last one applied.
pub fn can_be_undone(run: &import_run::Model, latest: Option<ImportRunId>, now: DateTime<Utc>) -> bool {
    undoable_until(run).is_some_and(|until| now < until) && latest == Some(run.id)
}

/// The last import that was applied, taken back or not.
pub(super) async fn latest_applied(tx: &Tx) -> Result<Option<import_run::Model>> {
    let applied = import_run::Column::AppliedAt.is_not_null();
    tx.school::<import_run::Entity>()
        .filter(applied)
        .with(|q| q.order_by_desc(import_run::Column::AppliedAt).order_by_desc(import_run::Column::Id).limit(1))
        .one()
        .await
}

/// Takes an import back.
pub async fn undo_import(cx: &Cx, id: ImportRunId) -> Result<import_run::Model> {
    cx.write(Act::UndoImport, async |tx| {
        let run = tx.target::<import_run::Entity>(id).await?;
        let latest = latest_applied(tx).await?.map(|latest| latest.id);
        if run.state != ImportState::Applied {
            return Err(Problem::whole(Code::Closed, "Cet import n’est pas appliqué.").into());
        }
        if !can_be_undone(&run, latest, tx.now()) {
            return Err(Problem::whole(
                Code::Closed,
                "Un import s’annule pendant sept jours, tant qu’aucun autre n’a été appliqué ensuite.",
            )
            .into());
        }
        let busy = import_run::Column::State.is_in([ImportState::Reading, ImportState::Applying]);
        if tx.school::<import_run::Entity>().filter(busy).count().await? > 0 {
            return Err(Problem::whole(
                Code::NotReady,
                "Un import est en cours dans l’établissement. Attendez qu’il se termine.",
            )
            .into());
        }
        let undoing = Undoing { tx, run: &run, noted: noted(tx, id).await? };
        undoing.services().await?;
        undoing.guardians().await?;
        undoing.learners().await?;
        undoing.staff().await?;
        undoing.structures().await?;
        undoing.year().await?;
        let row = import_run::ActiveModel {
            id: Unchanged(id),
            state: Set(ImportState::Undone),
            undone_at: Set(Some(tx.now())),
            version: Set(run.version + 1),
            ..Default::default()
        };
        let run = tx.save(row).await?;
        tx.changed(Topic::Imports, id);
        for topic in [Topic::School, Topic::Accounts, Topic::Bilans, Topic::Calendar] {
            tx.changed_widely(topic);
        }
        tx.journal("a annulé un import", None);
        Ok(run)
    })
    .await
}

/// What the import noted, by table.
type Noted = HashMap<String, Vec<import_undo::Model>>;

async fn noted(tx: &Tx, id: ImportRunId) -> Result<Noted> {
    let mut found = Noted::new();
    let rows = tx
        .school::<import_undo::Entity>()
        .filter(import_undo::Column::ImportRunId.eq(id))
        .with(|q| q.order_by_asc(import_undo::Column::Position))
        .all()
        .await?;
    for row in rows {
        found.entry(row.table_name.clone()).or_default().push(row);
    }
    Ok(found)
}

/// An import being taken back.
struct Undoing<'a> {
    tx: &'a Tx,
    run: &'a import_run::Model,
    noted: Noted,
}

/// A line that created somebody.
#[derive(FromQueryResult)]
struct Created {
    position: i32,
    decision: Option<String>,
    payload: Json,
}

impl Undoing<'_> {
    fn of(&self, table: &str) -> &[import_undo::Model] {
        self.noted.get(table).map_or(&[], Vec::as_slice)
    }

    /// Rows of a table that the import created.
    fn created<I: From<Uuid>>(&self, table: &str) -> Vec<I> {
        self.of(table).iter().filter(|row| row.before.is_none()).map(|row| row.record_id.into()).collect()
    }

    /// Puts values back in the rows of a table, where they are still as the import left them.
    async fn values<E, A, I>(&self, table: &str, key: E::Column, columns: &[E::Column]) -> Result<()>
    where
        E: Seen + EntityTrait<ActiveModel = A>,
        A: ActiveModelTrait<Entity = E> + Send + Sync,
        E::Model: ModelTrait<Entity = E> + IntoActiveModel<A> + Clone,
        E::PrimaryKey: PrimaryKeyTrait,
        I: From<Uuid> + Into<sea_orm::Value> + Copy,
    {
        let changed: Vec<&import_undo::Model> = self.of(table).iter().filter(|row| row.before.is_some()).collect();
        for batch in changed.chunks(usize::try_from(PAGE).unwrap_or(1)) {
            let ids: Vec<I> = batch.iter().map(|row| row.record_id.into()).collect();
            let mut current: HashMap<Uuid, E::Model> = HashMap::new();
            for row in self.tx.school::<E>().among(key, &ids).all().await? {
                if let sea_orm::Value::Uuid(Some(id)) = row.get(key) {
                    current.insert(id, row);
                }
            }
            let put = |note: &&import_undo::Model| {
                put_back::<E, A>(current.get(&note.record_id)?, columns, note.before.as_ref()?, &note.after)
            };
            self.tx.upsert_many(batch.iter().filter_map(put).collect(), &[key], columns).await?;
        }
        Ok(())
    }

    /// Sets noted whole (who teaches what, who is in which group) that are still as the import left them, with what they were.
    fn sets<T: DeserializeOwned + Ord>(
        &self,
        table: &str,
        now: impl Fn(Uuid) -> BTreeSet<T>,
    ) -> Vec<(Uuid, BTreeSet<T>)> {
        let read = |json: &Json| serde_json::from_value::<BTreeSet<T>>(json.clone()).ok();
        let back = |note: &import_undo::Model| {
            let (before, after) = (read(note.before.as_ref()?)?, read(&note.after)?);
            (now(note.record_id) == after).then_some((note.record_id, before))
        };
        self.of(table).iter().filter_map(back).collect()
    }

    /// Plans of the lines that created somebody, those decided as two persons included; a page at a time.
    async fn creations<P: DeserializeOwned>(
        &self,
        outcome: ImportOutcome,
        subject: ImportSubject,
        after: &mut Option<i32>,
    ) -> Result<Vec<P>> {
        let first = first_place(outcome, subject);
        let lines: Vec<Created> = self
            .tx
            .school::<import_line::Entity>()
            .filter(import_line::Column::ImportRunId.eq(self.run.id))
            .filter(import_line::Column::Outcome.eq(outcome))
            .filter(import_line::Column::Position.gte(after.map_or(first, |after| after + 1)))
            .filter(import_line::Column::Position.lt(end_place(first)))
            .tuples(|q| {
                let columns =
                    [import_line::Column::Position, import_line::Column::Decision, import_line::Column::Payload];
                q.columns(columns).order_by_asc(import_line::Column::Position).limit(PAGE)
            })
            .await?;
        if let Some(last) = lines.last() {
            *after = Some(last.position);
        }
        let created = |line: &Created| {
            outcome == ImportOutcome::Created || line.decision.as_deref() == Some(Decision::Other.code())
        };
        let read = |line: Created| {
            P::deserialize(line.payload).map_err(|error| Error::internal("reading a staged line", error))
        };
        lines.into_iter().filter(created).map(read).collect()
    }

    /// Who teaches what goes back where nobody changed it since.
    async fn services(&self) -> Result<()> {
        let tx = self.tx;
        let places: Vec<Uuid> = self.of("teaching").iter().map(|note| note.record_id).collect();
        let (divisions, groups): (Vec<DivisionId>, Vec<LearnerGroupId>) =
            (places.iter().copied().map(Into::into).collect(), places.iter().copied().map(Into::into).collect());
        let mut taught: HashMap<Uuid, BTreeSet<(String, String, Uuid)>> = HashMap::new();
        let mut year = None;
        let rows = tx.school::<teaching::Entity>().among(teaching::Column::DivisionId, &divisions).all().await?;
        for row in rows
            .into_iter()
            .chain(tx.school::<teaching::Entity>().among(teaching::Column::GroupId, &groups).all().await?)
        {
            year = Some(row.school_year_id);
            if let Some(place) = row.division_id.map(|id| id.0).or(row.group_id.map(|id| id.0)) {
                taught.entry(place).or_default().insert((row.subject_code, row.mode, row.user_id.0));
            }
        }
        let mut heads: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
        for row in tx.school::<homeroom::Entity>().among(homeroom::Column::DivisionId, &divisions).all().await? {
            heads.entry(row.division_id.0).or_default().insert(row.user_id.0);
        }
        let known: HashSet<Uuid> = tx
            .school::<division::Entity>()
            .among(division::Column::Id, &divisions)
            .all()
            .await?
            .into_iter()
            .map(|row| row.id.0)
            .collect();
        let back = self.sets("teaching", |place| taught.get(&place).cloned().unwrap_or_default());
        let mut rows = Vec::new();
        for (place, before) in &back {
            let (division, group) = if known.contains(place) {
                (Some(DivisionId(*place)), None)
            } else {
                (None, Some(LearnerGroupId(*place)))
            };
            let Some(year) = year else { break };
            rows.extend(before.iter().map(|(subject, mode, user)| teaching::ActiveModel {
                id: Set(tx.new_id()),
                school_year_id: Set(year),
                user_id: Set(UserId(*user)),
                subject_code: Set(subject.clone()),
                division_id: Set(division),
                group_id: Set(group),
                mode: Set(mode.clone()),
                ..Default::default()
            }));
        }
        let (divisions, groups): (Vec<DivisionId>, Vec<LearnerGroupId>) = (
            back.iter().map(|(place, _)| (*place).into()).collect(),
            back.iter().map(|(place, _)| (*place).into()).collect(),
        );
        let (of_divisions, of_groups) =
            (tx.among(teaching::Column::DivisionId, &divisions), tx.among(teaching::Column::GroupId, &groups));
        tx.delete_where::<teaching::Entity>(|d| d.filter(of_divisions)).await?;
        tx.delete_where::<teaching::Entity>(|d| d.filter(of_groups)).await?;
        tx.insert_many(rows).await?;
        let back = self.sets("homeroom", |place| heads.get(&place).cloned().unwrap_or_default());
        let rows = back.iter().flat_map(|(place, before)| before.iter().map(move |user| (*place, *user)));
        let rows = rows.map(|(place, user)| homeroom::ActiveModel {
            id: Set(tx.new_id()),
            division_id: Set(DivisionId(place)),
            user_id: Set(UserId(user)),
            ..Default::default()
        });
        let rows: Vec<homeroom::ActiveModel> = rows.collect();
        let divisions: Vec<DivisionId> = back.iter().map(|(place, _)| (*place).into()).collect();
        let of_divisions = tx.among(homeroom::Column::DivisionId, &divisions);
        tx.delete_where::<homeroom::Entity>(|d| d.filter(of_divisions)).await?;
        tx.insert_many(rows).await
    }

    async fn guardians(&self) -> Result<()> {
        let tx = self.tx;
        for batch in self.of("guardian_link").chunks(usize::try_from(PAGE).unwrap_or(1)) {
            let ids: Vec<GuardianId> = batch.iter().map(|note| note.record_id.into()).collect();
            let mut ties: HashMap<(GuardianId, LearnerId), guardian_link::Model> = HashMap::new();
            for row in tx.school::<guardian_link::Entity>().among(guardian_link::Column::GuardianId, &ids).all().await?
            {
                ties.insert((row.guardian_id, row.learner_id), row);
            }
            let (mut untied, mut rows) = (Vec::new(), Vec::new());
            for note in batch {
                type Tie = (Uuid, i32, Option<String>, bool);
                let read = |json: &Json| serde_json::from_value::<Vec<Tie>>(json.clone()).unwrap_or_default();
                let guardian = GuardianId(note.record_id);
                let ours: Vec<_> = read(&note.after)
                    .into_iter()
                    .filter_map(|tie| ties.remove(&(guardian, LearnerId(tie.0))))
                    .collect();
                untied.extend(ours.iter().map(|row| row.id));
                for (learner, level, kinship, first) in note.before.as_ref().map(read).unwrap_or_default() {
                    if ties.contains_key(&(guardian, LearnerId(learner))) {
                        continue;
                    }
                    rows.push(guardian_link::ActiveModel {
                        id: Set(tx.new_id()),
                        guardian_id: Set(guardian),
                        learner_id: Set(LearnerId(learner)),
                        level: Set(level),
                        kinship: Set(kinship),
                        first_to_call: Set(first),
                        ..Default::default()
                    });
                }
            }
            let ended = tx.among(guardian_link::Column::Id, &untied);
            tx.delete_where::<guardian_link::Entity>(|d| d.filter(ended)).await?;
            tx.insert_many(rows).await?;
        }
        self.values::<guardian::Entity, _, GuardianId>("guardian", guardian::Column::Id, GUARDIAN).await?;
        let mut after = None;
        loop {
            let plans: Vec<GuardianPlan> =
                self.creations(ImportOutcome::Created, ImportSubject::Guardian, &mut after).await?;
            if plans.is_empty() {
                return Ok(());
            }
            let ids: Vec<GuardianId> = plans.iter().map(|plan| GuardianId(plan.id)).collect();
            let (links, rows) =
                (tx.among(guardian_link::Column::GuardianId, &ids), tx.among(guardian::Column::Id, &ids));
            tx.delete_where::<guardian_link::Entity>(|d| d.filter(links)).await?;
            tx.delete_where::<guardian::Entity>(|d| d.filter(rows)).await?;
        }
    }

    async fn learners(&self) -> Result<()> {
        let tx = self.tx;
        for outcome in [ImportOutcome::Created, ImportOutcome::Undecided] {
            let mut after = None;
            loop {
                let (started, plans) =
                    (after, self.creations::<LearnerPlan>(outcome, ImportSubject::Learner, &mut after).await?);
                if after == started {
                    break;
                }
                self.created_learners(&plans).await?;
            }
        }
        self.values::<user::Entity, _, UserId>("user_account", user::Column::Id, ACCOUNT).await?;
        self.values::<learner::Entity, _, LearnerId>("learner", learner::Column::Id, LEARNER).await?;
        self.values::<enrolment::Entity, _, EnrolmentId>("enrolment", enrolment::Column::Id, ENROLMENT).await?;
        let opened: Vec<EnrolmentId> = self.created("enrolment");
        let opened = tx.among(enrolment::Column::Id, &opened);
        tx.delete_where::<enrolment::Entity>(|d| d.filter(opened)).await?;

        let ids: Vec<LearnerId> = self.of("group_member").iter().map(|note| note.record_id.into()).collect();
        let mut now: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
        for row in tx.school::<group_member::Entity>().among(group_member::Column::LearnerId, &ids).all().await? {
            now.entry(row.learner_id.0).or_default().insert(row.group_id.0);
        }
        // Groups of former years stay out of the comparison: the notes hold those of this year.
        let noted: HashMap<Uuid, BTreeSet<Uuid>> = self
            .of("group_member")
            .iter()
            .filter_map(|note| Some((note.record_id, serde_json::from_value(note.after.clone()).ok()?)))
            .collect();
        let of_note = |learner: Uuid| {
            let wanted = noted.get(&learner).cloned().unwrap_or_default();
            now.get(&learner).map(|groups| groups.intersection(&wanted).copied().collect()).unwrap_or_default()
        };
        let back = self.sets("group_member", of_note);
        let mut ended: Vec<(LearnerGroupId, LearnerId)> = Vec::new();
        let mut rows = Vec::new();
        for (learner, before) in &back {
            let after = noted.get(learner).cloned().unwrap_or_default();
            ended.extend(after.difference(before).map(|group| (LearnerGroupId(*group), LearnerId(*learner))));
            rows.extend(before.difference(&after).map(|group| group_member::ActiveModel {
                id: Set(tx.new_id()),
                group_id: Set(LearnerGroupId(*group)),
                learner_id: Set(LearnerId(*learner)),
                ..Default::default()
            }));
        }
        let learners: Vec<LearnerId> = back.iter().map(|(learner, _)| LearnerId(*learner)).collect();
        let ended: HashSet<(LearnerGroupId, LearnerId)> = ended.into_iter().collect();
        let members =
            tx.school::<group_member::Entity>().among(group_member::Column::LearnerId, &learners).all().await?;
        let ended: Vec<_> = members
            .into_iter()
            .filter(|row| ended.contains(&(row.group_id, row.learner_id)))
            .map(|row| row.id)
            .collect();
        let ended = tx.among(group_member::Column::Id, &ended);
        tx.delete_where::<group_member::Entity>(|d| d.filter(ended)).await?;
        tx.insert_many(rows).await
    }

    /// Learners the import created: gone, or closed when they have entries or have signed in.
    async fn created_learners(&self, plans: &[LearnerPlan]) -> Result<()> {
        let tx = self.tx;
        let learners: Vec<LearnerId> = plans.iter().map(|plan| LearnerId(plan.ids.learner)).collect();
        let mut kept: HashSet<LearnerId> = HashSet::new();
        kept.extend(
            tx.school::<bilan::Entity>()
                .among(bilan::Column::LearnerId, &learners)
                .all()
                .await?
                .into_iter()
                .map(|row| row.learner_id),
        );
        kept.extend(
            tx.school::<charge::Entity>()
                .among(charge::Column::LearnerId, &learners)
                .all()
                .await?
                .into_iter()
                .map(|row| row.learner_id),
        );
        let users: Vec<UserId> = plans.iter().map(|plan| UserId(plan.ids.user)).collect();
        let used = self.used(&users).await?;
        let built_on =
            |plan: &&LearnerPlan| kept.contains(&LearnerId(plan.ids.learner)) || used.contains(&UserId(plan.ids.user));
        let (kept, gone): (Vec<&LearnerPlan>, Vec<&LearnerPlan>) = plans.iter().partition(built_on);
        let learners: Vec<LearnerId> = gone.iter().map(|plan| LearnerId(plan.ids.learner)).collect();
        let (members, links, enrolments, rows) = (
            tx.among(group_member::Column::LearnerId, &learners),
            tx.among(guardian_link::Column::LearnerId, &learners),
            tx.among(enrolment::Column::LearnerId, &learners),
            tx.among(learner::Column::Id, &learners),
        );
        tx.delete_where::<group_member::Entity>(|d| d.filter(members)).await?;
        tx.delete_where::<guardian_link::Entity>(|d| d.filter(links)).await?;
        tx.delete_where::<enrolment::Entity>(|d| d.filter(enrolments)).await?;
        tx.delete_where::<learner::Entity>(|d| d.filter(rows)).await?;
        self.remove_accounts(&gone.iter().map(|plan| UserId(plan.ids.user)).collect::<Vec<_>>()).await?;
        self.close_accounts(&kept.iter().map(|plan| UserId(plan.ids.user)).collect::<Vec<_>>()).await
    }

    async fn staff(&self) -> Result<()> {
        let tx = self.tx;
        let mut plans: Vec<StaffPlan> = Vec::new();
        for outcome in [ImportOutcome::Created, ImportOutcome::Undecided] {
            plans.extend(self.creations::<StaffPlan>(outcome, ImportSubject::Staff, &mut None).await?);
        }
        let users: Vec<UserId> = plans.iter().map(|plan| UserId(plan.user)).collect();
        let mut used = self.used(&users).await?;
        used.extend(
            tx.school::<teaching::Entity>()
                .among(teaching::Column::UserId, &users)
                .all()
                .await?
                .into_iter()
                .map(|row| row.user_id),
        );
        used.extend(
            tx.school::<homeroom::Entity>()
                .among(homeroom::Column::UserId, &users)
                .all()
                .await?
                .into_iter()
                .map(|row| row.user_id),
        );
        used.extend(
            tx.school::<charge::Entity>()
                .among(charge::Column::UserId, &users)
                .all()
                .await?
                .into_iter()
                .map(|row| row.user_id),
        );
        let (kept, gone): (Vec<UserId>, Vec<UserId>) = users.into_iter().partition(|user| used.contains(user));
        let mut members: Vec<StaffMemberId> = self.created("staff_member");
        members.extend(
            tx.school::<staff_member::Entity>()
                .among(staff_member::Column::UserId, &gone)
                .all()
                .await?
                .into_iter()
                .map(|row| row.id),
        );
        let members = tx.among(staff_member::Column::Id, &members);
        tx.delete_where::<staff_member::Entity>(|d| d.filter(members)).await?;
        self.remove_accounts(&gone).await?;
        self.close_accounts(&kept).await?;
        self.values::<staff_member::Entity, _, StaffMemberId>("staff_member", staff_member::Column::Id, MEMBER).await?;
        self.values::<role_grant::Entity, _, RoleGrantId>(
            "role_grant",
            role_grant::Column::Id,
            &[role_grant::Column::RevokedAt],
        )
        .await?;
        let grants: Vec<RoleGrantId> = self.created("role_grant");
        let revoked = role_grant::ActiveModel { revoked_at: Set(Some(tx.now())), ..Default::default() };
        let grants = tx.among(role_grant::Column::Id, &grants);
        tx.update_where::<role_grant::Entity>(|update| update.set(revoked).filter(grants)).await?;
        Ok(())
    }

    /// Accounts that were activated or hold a session: something was built on them.
    async fn used(&self, users: &[UserId]) -> Result<HashSet<UserId>> {
        let activated = user::Column::ActivatedAt.is_not_null();
        let mut used: HashSet<UserId> = self
            .tx
            .school::<user::Entity>()
            .among(user::Column::Id, users)
            .filter(activated)
            .all()
            .await?
            .into_iter()
            .map(|row| row.id)
            .collect();
        used.extend(
            self.tx
                .school::<session::Entity>()
                .among(session::Column::UserId, users)
                .all()
                .await?
                .into_iter()
                .map(|row| row.user_id),
        );
        Ok(used)
    }

    async fn remove_accounts(&self, users: &[UserId]) -> Result<()> {
        let tx = self.tx;
        let (grants, devices, secrets, rows) = (
            tx.among(role_grant::Column::UserId, users),
            tx.among(device::Column::UserId, users),
            tx.among(secret::Column::UserId, users),
            tx.among(user::Column::Id, users),
        );
        tx.delete_where::<role_grant::Entity>(|d| d.filter(grants)).await?;
        tx.delete_where::<device::Entity>(|d| d.filter(devices)).await?;
        tx.delete_where::<secret::Entity>(|d| d.filter(secrets)).await?;
        tx.delete_where::<user::Entity>(|d| d.filter(rows)).await?;
        Ok(())
    }

    async fn close_accounts(&self, users: &[UserId]) -> Result<()> {
        let tx = self.tx;
        let closed = user::ActiveModel {
            deactivated_at: Set(Some(tx.now())),
            deactivated_reason: Set(Some(format!("{CLOSED_BY_IMPORT} annulé"))),
            ..Default::default()
        };
        let open = tx.among(user::Column::Id, users);
        tx.update_where::<user::Entity>(|update| {
            update.set(closed).filter(open).filter(user::Column::DeactivatedAt.is_null())
        })
        .await?;
        crate::accounts::sessions::end_all(tx, users).await
    }

    /// Groups, divisions, trainings and diplomas the import created and that nothing uses.
    async fn structures(&self) -> Result<()> {
        let tx = self.tx;
        self.group_divisions().await?;
        self.values::<learner_group::Entity, _, LearnerGroupId>(
            "learner_group",
            learner_group::Column::Id,
            &[learner_group::Column::Label, learner_group::Column::RemovedAt],
        )
        .await?;
        self.values::<division::Entity, _, DivisionId>(
            "division",
            division::Column::Id,
            &[division::Column::Label, division::Column::RemovedAt],
        )
        .await?;
        let columns = [mef::Column::Label, mef::Column::SpecialtyId, mef::Column::Option, mef::Column::Common];
        self.values::<mef::Entity, _, MefId>("mef", mef::Column::Id, &columns).await?;

        let mut groups: Vec<LearnerGroupId> = self.created("learner_group");
        let mut used: HashSet<LearnerGroupId> = tx
            .school::<group_member::Entity>()
            .among(group_member::Column::GroupId, &groups)
            .all()
            .await?
            .into_iter()
            .map(|row| row.group_id)
            .collect();
        used.extend(
            tx.school::<teaching::Entity>()
                .among(teaching::Column::GroupId, &groups)
                .all()
                .await?
                .into_iter()
                .filter_map(|row| row.group_id),
        );
        groups.retain(|id| !used.contains(id));
        let (drawing, rows) =
            (tx.among(group_division::Column::GroupId, &groups), tx.among(learner_group::Column::Id, &groups));
        tx.delete_where::<group_division::Entity>(|d| d.filter(drawing)).await?;
        tx.delete_where::<learner_group::Entity>(|d| d.filter(rows)).await?;

        let mut divisions: Vec<DivisionId> = self.created("division");
        let mut used: HashSet<DivisionId> = tx
            .school::<enrolment::Entity>()
            .among(enrolment::Column::DivisionId, &divisions)
            .all()
            .await?
            .into_iter()
            .filter_map(|row| row.division_id)
            .collect();
        used.extend(
            tx.school::<teaching::Entity>()
                .among(teaching::Column::DivisionId, &divisions)
                .all()
                .await?
                .into_iter()
                .filter_map(|row| row.division_id),
        );
        used.extend(
            tx.school::<homeroom::Entity>()
                .among(homeroom::Column::DivisionId, &divisions)
                .all()
                .await?
                .into_iter()
                .map(|row| row.division_id),
        );
        used.extend(
            tx.school::<group_division::Entity>()
                .among(group_division::Column::DivisionId, &divisions)
                .all()
                .await?
                .into_iter()
                .map(|row| row.division_id),
        );
        used.extend(
            tx.school::<journal_entry::Entity>()
                .among(journal_entry::Column::DivisionId, &divisions)
                .all()
                .await?
                .into_iter()
                .filter_map(|row| row.division_id),
        );
        divisions.retain(|id| !used.contains(id));
        let rows = tx.among(division::Column::Id, &divisions);
        tx.delete_where::<division::Entity>(|d| d.filter(rows)).await?;

        let mut mefs: Vec<MefId> = self.created("mef");
        let used: HashSet<MefId> = tx
            .school::<enrolment::Entity>()
            .among(enrolment::Column::MefId, &mefs)
            .all()
            .await?
            .into_iter()
            .filter_map(|row| row.mef_id)
            .collect();
        mefs.retain(|id| !used.contains(id));
        let rows = tx.among(mef::Column::Id, &mefs);
        tx.delete_where::<mef::Entity>(|d| d.filter(rows)).await?;
        self.specialties().await
    }

    async fn specialties(&self) -> Result<()> {
        let tx = self.tx;
        let mut ids: Vec<SpecialtyId> = self.created("specialty");
        let mut used: HashSet<SpecialtyId> = tx
            .school::<enrolment::Entity>()
            .among(enrolment::Column::SpecialtyId, &ids)
            .all()
            .await?
            .into_iter()
            .filter_map(|row| row.specialty_id)
            .collect();
        used.extend(
            tx.school::<mef::Entity>()
                .among(mef::Column::SpecialtyId, &ids)
                .all()
                .await?
                .into_iter()
                .filter_map(|row| row.specialty_id),
        );
        used.extend(
            tx.school::<grading_period::Entity>()
                .among(grading_period::Column::SpecialtyId, &ids)
                .all()
                .await?
                .into_iter()
                .map(|row| row.specialty_id),
        );
        used.extend(
            tx.school::<lsl_period::Entity>()
                .among(lsl_period::Column::SpecialtyId, &ids)
                .all()
                .await?
                .into_iter()
                .map(|row| row.specialty_id),
        );
        used.extend(
            tx.school::<certification_deadline::Entity>()
                .among(certification_deadline::Column::SpecialtyId, &ids)
                .all()
                .await?
                .into_iter()
                .map(|row| row.specialty_id),
        );
        ids.retain(|id| !used.contains(id));
        let rows = tx.among(specialty::Column::Id, &ids);
        tx.delete_where::<specialty::Entity>(|d| d.filter(rows)).await?;
        Ok(())
    }

    async fn group_divisions(&self) -> Result<()> {
        let tx = self.tx;
        let ids: Vec<LearnerGroupId> = self.of("group_division").iter().map(|note| note.record_id.into()).collect();
        let mut now: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
        for row in tx.school::<group_division::Entity>().among(group_division::Column::GroupId, &ids).all().await? {
            now.entry(row.group_id.0).or_default().insert(row.division_id.0);
        }
        let back = self.sets("group_division", |group| now.get(&group).cloned().unwrap_or_default());
        let rows = back.iter().flat_map(|(group, before)| before.iter().map(move |division| (*group, *division)));
        let rows = rows.map(|(group, division)| group_division::ActiveModel {
            id: Set(tx.new_id()),
            group_id: Set(LearnerGroupId(group)),
            division_id: Set(DivisionId(division)),
            ..Default::default()
        });
        let rows: Vec<group_division::ActiveModel> = rows.collect();
        let groups: Vec<LearnerGroupId> = back.iter().map(|(group, _)| LearnerGroupId(*group)).collect();
        let old = tx.among(group_division::Column::GroupId, &groups);
        tx.delete_where::<group_division::Entity>(|d| d.filter(old)).await?;
        tx.insert_many(rows).await
    }

    /// A year opened by the import is no longer the current one.
    async fn year(&self) -> Result<()> {
        if !self.run.new_year {
            return Ok(());
        }
        let years = self.tx.school::<school_year::Entity>().all().await?;
        let Some(former) = years.iter().find(|year| year.year + 1 == self.run.school_year) else { return Ok(()) };
        let closed = school_year::ActiveModel { current: Set(false), ..Default::default() };
        self.tx.update_where::<school_year::Entity>(|update| update.set(closed)).await?;
        let id: SchoolYearId = former.id;
        self.tx.save(school_year::ActiveModel { id: Unchanged(id), current: Set(true), ..Default::default() }).await?;
        Ok(())
    }
}
