//! Rows as an import or a command line would have made them, for stories and for measures; each changes what it is about.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{NaiveDate, TimeDelta};
use entity::enrolment::{self, LearnerStatus};
use entity::establishment::{self, ActivationMode, ResetMode, SecondFactorPolicy, SignInMessages};
use entity::grading_period::{self, Rhythm};
use entity::id::{DivisionId, FrameworkId, LearnerId, SchoolYearId, SpecialtyId, UserId};
use entity::role_grant::{self, Role};
use entity::user::{self, AccountSource};
use entity::{division, learner, school_year, session, specialty, teaching};
use etabli::cx::Cx;
use sea_orm::Set;
use sha2::Digest as _;

/// A school in Paris time.
pub fn establishment(cx: &Cx, uai: &str, name: &str) -> establishment::ActiveModel {
    establishment::ActiveModel {
        id: Set(cx.new_id()),
        uai: Set(uai.to_owned()),
        name: Set(name.to_owned()),
        town: Set(None),
        email: Set(None),
        phone: Set(None),
        time_zone: Set("Europe/Paris".to_owned()),
        activation: Set(ActivationMode::BirthDate),
        sign_in_messages: Set(SignInMessages::Uniform),
        reset: Set(ResetMode::Link),
        second_factor: Set(SecondFactorPolicy::Off),
        transfer_since: Set(None),
        transfer_by: Set(None),
        register_reference: Set(None),
        officer_name: Set(None),
        officer_email: Set(None),
        change_seq: Set(0),
        created_at: Set(cx.now()),
        version: Set(1),
    }
}

/// The school year under way, from one day to another.
pub fn school_year(cx: &Cx, year: i32, starts_on: NaiveDate, ends_on: NaiveDate) -> school_year::ActiveModel {
    school_year::ActiveModel {
        id: Set(cx.new_id()),
        year: Set(year),
        starts_on: Set(starts_on),
        ends_on: Set(ends_on),
        current: Set(true),
        ..Default::default()
    }
}

/// The account of somebody who came in once; without a password.
pub fn account(cx: &Cx, id: UserId, first_name: &str, last_name: &str, login: &str) -> user::ActiveModel {
    user::ActiveModel {
        id: Set(id),
        login: Set(login.to_owned()),
        last_name: Set(last_name.to_owned()),
        first_name: Set(first_name.to_owned()),
        usage_name: Set(None),
        civility: Set(None),
        sex: Set(None),
        email: Set(None),
        pending_email: Set(None),
        birth_date: Set(None),
        search: Set(etabli::accounts::search_text(first_name, last_name, None, login)),
        password_hash: Set(None),
        activated_at: Set(Some(cx.now())),
        activation_open_until: Set(None),
        activation_tries: Set(0),
        activation_code_hash: Set(None),
        source: Set(AccountSource::CommandLine),
        deactivated_at: Set(None),
        deactivated_reason: Set(None),
        version: Set(1),
        created_at: Set(cx.now()),
        ..Default::default()
    }
}

/// A role that an account holds.
pub fn grant(cx: &Cx, user: UserId, role: Role) -> role_grant::ActiveModel {
    role_grant::ActiveModel {
        id: Set(cx.new_id()),
        user_id: Set(user),
        role: Set(role),
        revoked_at: Set(None),
        ..Default::default()
    }
}

/// An open session, whose cookie holds `token`.
pub fn session(cx: &Cx, user: UserId, role: Role, token: &str) -> session::ActiveModel {
    session::ActiveModel {
        id: Set(cx.new_id()),
        user_id: Set(user),
        role: Set(role),
        token_hash: Set(URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(token))),
        created_at: Set(cx.now()),
        seen_at: Set(cx.now()),
        idle_ends_at: Set(cx.now() + TimeDelta::minutes(etabli::access::manners(role).idle_minutes)),
        ends_at: Set(cx.now() + TimeDelta::hours(12)),
        ended_at: Set(None),
        browser: Set(None),
        specialty_id: Set(None),
        ..Default::default()
    }
}

/// A diploma taught here.
pub fn specialty(cx: &Cx, framework: FrameworkId) -> specialty::ActiveModel {
    specialty::ActiveModel {
        id: Set(cx.new_id()),
        framework_id: Set(framework),
        deleted_at: Set(None),
        ..Default::default()
    }
}

/// Days of a specialty at a level, without a code in the marks software.
pub fn grading_period(
    cx: &Cx,
    year: SchoolYearId,
    (specialty, level): (SpecialtyId, &str),
    (rhythm, number): (Rhythm, i32),
    (starts_on, ends_on): (NaiveDate, NaiveDate),
) -> grading_period::ActiveModel {
    grading_period::ActiveModel {
        id: Set(cx.new_id()),
        specialty_id: Set(specialty),
        level: Set(level.to_owned()),
        school_year_id: Set(year),
        number: Set(number),
        rhythm: Set(rhythm),
        starts_on: Set(starts_on),
        ends_on: Set(ends_on),
        external_ref: Set(None),
        version: Set(1),
        deleted_at: Set(None),
        deleted_by: Set(None),
        ..Default::default()
    }
}

/// A division of the year, named by its code.
pub fn division(cx: &Cx, year: SchoolYearId, code: &str) -> division::ActiveModel {
    division::ActiveModel {
        id: Set(cx.new_id()),
        school_year_id: Set(year),
        code: Set(code.to_owned()),
        label: Set(code.to_owned()),
        removed_at: Set(None),
        ..Default::default()
    }
}

/// A subject that somebody teaches to a whole division.
pub fn teaching(
    cx: &Cx,
    year: SchoolYearId,
    user: UserId,
    subject: &str,
    division: DivisionId,
) -> teaching::ActiveModel {
    teaching::ActiveModel {
        id: Set(cx.new_id()),
        school_year_id: Set(year),
        user_id: Set(user),
        subject_code: Set(subject.to_owned()),
        division_id: Set(Some(division)),
        group_id: Set(None),
        mode: Set("CG".to_owned()),
        ..Default::default()
    }
}

/// A learner without a national number.
pub fn learner(cx: &Cx, user: UserId) -> learner::ActiveModel {
    let id: LearnerId = cx.new_id();
    learner::ActiveModel {
        id: Set(id),
        user_id: Set(user),
        source_id: Set(id.to_string()),
        ine: Set(None),
        ine_former: Set(None),
        ine_flag: Set(None),
        exit_on: Set(None),
        exit_reason: Set(None),
        ..Default::default()
    }
}

/// A pupil's year in a division, at a level of a specialty, from a day on.
pub fn enrolment(
    cx: &Cx,
    year: SchoolYearId,
    learner: LearnerId,
    (division, specialty, level): (DivisionId, SpecialtyId, &str),
    entered_on: NaiveDate,
) -> enrolment::ActiveModel {
    enrolment::ActiveModel {
        id: Set(cx.new_id()),
        learner_id: Set(learner),
        school_year_id: Set(year),
        division_id: Set(Some(division)),
        mef_id: Set(None),
        specialty_id: Set(Some(specialty)),
        level: Set(Some(level.to_owned())),
        option: Set(None),
        status: Set(LearnerStatus::Pupil),
        entered_on: Set(Some(entered_on)),
        left_on: Set(None),
        ..Default::default()
    }
}
