//! Who is in charge of a learner's bilan (`R102`).
//!
//! By default the teachers of a vocational subject of the learner's framework: those of the learner's groups, else those
//! of the division; where the files name none, every teacher of the division, those to whom it was given by hand included:
//! such a division follows no subject, so it puts nobody in charge where the files name somebody. For a period the DDFTP may
//! name others. One bilan is owed once, whoever of them does it.

use std::collections::{HashMap, HashSet};

use entity::id::{DivisionId, FrameworkId, GradingPeriodId, LearnerGroupId, LearnerId, SpecialtyId, UserId};
use entity::{charge, division_assignment, enrolment, framework, group_member, role_grant, specialty, teaching};
use sea_orm::{ColumnTrait as _, QueryFilter as _, Set};

use crate::access::{Act, Role};
use crate::changes::Topic;
use crate::cx::Cx;
use crate::error::{Code, Problems, Result};
use crate::frameworks;

/// A service of the year: who teaches what to whom.
#[derive(Clone, Debug)]
struct Service {
    user: UserId,
    /// National code; empty for a division given by hand, which says no subject.
    subject: String,
    division: Option<DivisionId>,
    group: Option<LearnerGroupId>,
}

/// Everything needed to say who is in charge of the learners of one school year.
pub struct Charges {
    services: Vec<Service>,
    groups: HashMap<LearnerId, Vec<LearnerGroupId>>,
    frameworks: HashMap<SpecialtyId, FrameworkId>,
    subjects: HashMap<FrameworkId, HashSet<String>>,
    named: HashMap<(GradingPeriodId, LearnerId), Vec<UserId>>,
}

impl Charges {
    /// Reads, for any number of learners of one school year and any number of periods, in seven statements.
    pub async fn read(cx: &Cx, enrolments: &[enrolment::Model], periods: &[GradingPeriodId]) -> Result<Self> {
        let learners: Vec<LearnerId> = enrolments.iter().map(|row| row.learner_id).collect();
        let divisions = distinct(enrolments.iter().filter_map(|row| row.division_id));
        let years = distinct(enrolments.iter().map(|row| row.school_year_id));
        let members = cx.find::<group_member::Entity>().among(group_member::Column::LearnerId, &learners).all().await?;
        let joined = distinct(members.iter().map(|member| member.group_id));
        let services = || cx.find::<teaching::Entity>().among(teaching::Column::SchoolYearId, &years);
        let mut taught = services().among(teaching::Column::DivisionId, &divisions).all().await?;
        taught.extend(services().among(teaching::Column::GroupId, &joined).all().await?);
        let given = cx
            .find::<division_assignment::Entity>()
            .among(division_assignment::Column::SchoolYearId, &years)
            .among(division_assignment::Column::DivisionId, &divisions)
            .all()
            .await?;
        let specialties = cx.find::<specialty::Entity>().all().await?;
        let ids: Vec<FrameworkId> = specialties.iter().map(|specialty| specialty.framework_id).collect();
        let frameworks = cx.find::<framework::Entity>().among(framework::Column::Id, &ids).all().await?;
        let named = cx
            .find::<charge::Entity>()
            .among(charge::Column::GradingPeriodId, periods)
            .among(charge::Column::LearnerId, &learners)
            .all()
            .await?;
        let mut groups: HashMap<LearnerId, Vec<LearnerGroupId>> = HashMap::new();
        for member in members {
            groups.entry(member.learner_id).or_default().push(member.group_id);
        }
        let mut by_learner: HashMap<_, Vec<UserId>> = HashMap::new();
        for row in named {
            by_learner.entry((row.grading_period_id, row.learner_id)).or_default().push(row.user_id);
        }
        let taught = taught.into_iter().map(|row| Service {
            user: row.user_id,
            subject: row.subject_code,
            division: row.division_id,
            group: row.group_id,
        });
        let given = given.into_iter().map(|row| Service {
            user: row.user_id,
            subject: String::new(),
            division: Some(row.division_id),
            group: None,
        });
        Ok(Self {
            services: taught.chain(given).collect(),
            groups,
            frameworks: specialties.iter().map(|specialty| (specialty.id, specialty.framework_id)).collect(),
            subjects: frameworks
                .iter()
                .map(|framework| (framework.id, frameworks::vocational_subjects(framework).into_iter().collect()))
                .collect(),
            named: by_learner,
        })
    }

    /// Teachers in charge of this learner's bilan for this period, in the order of their ids.
    pub fn of(&self, enrolment: &enrolment::Model, period: GradingPeriodId) -> Vec<UserId> {
        if let Some(named) = self.named.get(&(period, enrolment.learner_id)) {
            return distinct(named.iter().copied());
        }
        let subjects = enrolment
            .specialty_id
            .and_then(|specialty| self.frameworks.get(&specialty))
            .and_then(|framework| self.subjects.get(framework));
        let vocational = |service: &&Service| subjects.is_some_and(|subjects| subjects.contains(&service.subject));
        let groups = self.groups.get(&enrolment.learner_id);
        let of_group = |service: &&Service| {
            service.group.is_some_and(|group| groups.is_some_and(|groups| groups.contains(&group)))
        };
        let of_division = |service: &&Service| service.division.is_some() && service.division == enrolment.division_id;
        let users =
            |keep: &dyn Fn(&&Service) -> bool| distinct(self.services.iter().filter(keep).map(|service| service.user));

        let by_group = users(&|service| of_group(service) && vocational(service));
        if !by_group.is_empty() {
            return by_group;
        }
        let by_division = users(&|service| of_division(service) && vocational(service));
        if !by_division.is_empty() {
            return by_division;
        }
        users(&|service| of_division(service) || of_group(service))
    }
}

fn distinct<I: Ord>(ids: impl Iterator<Item = I>) -> Vec<I> {
    let mut ids: Vec<I> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Names the teachers in charge of bilans of a division for a period, in place of the default; no teacher gives the
/// default back. They see the learners they are given (`team`).
pub async fn name_teachers_in_charge(
    cx: &Cx,
    division: DivisionId,
    period: GradingPeriodId,
    learners: &[LearnerId],
    teachers: &[UserId],
) -> Result<()> {
    cx.write(Act::NameTeachersInCharge, async |tx| {
        let division = tx.target::<entity::division::Entity>(division).await?;
        let period = tx.get::<entity::grading_period::Entity>(period).await?;
        let enrolled = tx
            .find::<enrolment::Entity>()
            .filter(enrolment::Column::DivisionId.eq(division.id))
            .filter(enrolment::Column::SchoolYearId.eq(period.school_year_id))
            .among(enrolment::Column::LearnerId, learners)
            .all()
            .await?;
        let granted = tx
            .find::<role_grant::Entity>()
            .among(role_grant::Column::UserId, teachers)
            .filter(role_grant::Column::Role.eq(Role::Teacher))
            .filter(role_grant::Column::RevokedAt.is_null())
            .all()
            .await?;
        let mut problems = Problems::new();
        problems.unless(!learners.is_empty(), Code::Blank, "learnerIds", "Choisissez au moins un apprenant.");
        for (n, learner) in learners.iter().enumerate() {
            let known = enrolled.iter().any(|row| row.learner_id == *learner);
            problems.unless(
                known,
                Code::NotFound,
                format!("learnerIds.{n}"),
                "Cet apprenant n’est pas dans cette classe.",
            );
        }
        for (n, teacher) in teachers.iter().enumerate() {
            let known = granted.iter().any(|row| row.user_id == *teacher);
            problems.unless(
                known,
                Code::NotFound,
                format!("teacherIds.{n}"),
                "Cette personne n’est pas enseignante ici.",
            );
        }
        problems.finish()?;

        let among = tx.among(charge::Column::LearnerId, learners);
        tx.delete_where::<charge::Entity>(|d| d.filter(charge::Column::GradingPeriodId.eq(period.id)).filter(among))
            .await?;
        let learners: HashSet<LearnerId> = learners.iter().copied().collect();
        let teachers: HashSet<UserId> = teachers.iter().copied().collect();
        let (establishment, named_by, named_at) = (tx.establishment()?, tx.user()?, tx.now());
        let mut rows = Vec::with_capacity(learners.len() * teachers.len());
        for learner in learners {
            for teacher in &teachers {
                rows.push(charge::ActiveModel {
                    id: Set(tx.new_id()),
                    establishment_id: Set(establishment),
                    grading_period_id: Set(period.id),
                    learner_id: Set(learner),
                    user_id: Set(*teacher),
                    named_by: Set(named_by),
                    named_at: Set(named_at),
                });
            }
        }
        tx.insert_many(rows).await?;
        tx.changed_widely(Topic::Bilans);
        tx.journal("a désigné les enseignants chargés de bilans", Some(division.id));
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::enrolment::LearnerStatus;
    use uuid::Uuid;

    fn id<I: From<Uuid>>(number: u128) -> I {
        Uuid::from_u128(number).into()
    }

    fn service(user: u128, subject: &str, division: Option<u128>, group: Option<u128>) -> Service {
        Service { user: id(user), subject: subject.to_owned(), division: division.map(id), group: group.map(id) }
    }

    fn charges(services: Vec<Service>) -> Charges {
        Charges {
            services,
            groups: [(id(1), vec![id(30)])].into(),
            frameworks: [(id(40), id(50))].into(),
            subjects: [(id(50), ["071100".to_owned()].into())].into(),
            named: HashMap::new(),
        }
    }

    fn learner() -> enrolment::Model {
        enrolment::Model {
            id: id(2),
            establishment_id: id(3),
            learner_id: id(1),
            school_year_id: id(4),
            division_id: Some(id(20)),
            mef_id: None,
            specialty_id: Some(id(40)),
            level: Some("1RE".to_owned()),
            option: None,
            status: LearnerStatus::Pupil,
            entered_on: None,
            left_on: None,
        }
    }

    /// R102.
    #[test]
    fn the_vocational_teachers_of_the_group_come_before_those_of_the_division() {
        let mut all = vec![
            service(100, "061300", Some(20), None),
            service(101, "071100", Some(20), None),
            service(102, "071100", None, Some(30)),
            service(103, "071100", None, Some(31)),
            service(104, "071100", Some(21), None),
        ];
        assert_eq!(charges(all.clone()).of(&learner(), id(60)), [id(102)]);
        all.remove(2);
        assert_eq!(charges(all.clone()).of(&learner(), id(60)), [id(101)]);
        all.remove(1);
        assert_eq!(charges(all).of(&learner(), id(60)), [id(100)]);
    }

    /// R102, decision 15.
    #[test]
    fn a_division_given_by_hand_puts_in_charge_only_where_the_files_name_nobody() {
        let mut all = vec![service(101, "071100", Some(20), None), service(105, "", Some(20), None)];
        assert_eq!(charges(all.clone()).of(&learner(), id(60)), [id(101)]);
        all[0].subject = "061300".to_owned();
        assert_eq!(charges(all.clone()).of(&learner(), id(60)), [id(101), id(105)]);
        all.remove(0);
        assert_eq!(charges(all).of(&learner(), id(60)), [id(105)]);
    }

    /// R102.
    #[test]
    fn whom_the_ddftp_names_for_a_period_replaces_the_default_for_that_period_only() {
        let mut charges = charges(vec![service(101, "071100", Some(20), None)]);
        charges.named.insert((id(60), id(1)), vec![id(109), id(108)]);
        assert_eq!(charges.of(&learner(), id(60)), [id(108), id(109)]);
        assert_eq!(charges.of(&learner(), id(61)), [id(101)]);
    }
}
