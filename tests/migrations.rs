//! The schema that the migrations make is the one the tables expect, on both engines.

use entity::id::{DivisionId, EstablishmentId, SchoolYearId};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, EntityTrait, Set};
use uuid::Uuid;

/// An empty database on SQLite, and one on PostgreSQL when `TEST_DATABASE_URL` names a server.
async fn databases() -> Vec<DatabaseConnection> {
    let mut one = ConnectOptions::new("sqlite::memory:");
    one.max_connections(1);
    let mut all = vec![Database::connect(one).await.unwrap()];
    if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
        let server = Database::connect(&url).await.unwrap();
        let name = format!("migrations_{}", Uuid::now_v7().simple());
        server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        let (base, _) = url.rsplit_once('/').unwrap();
        all.push(Database::connect(format!("{base}/{name}")).await.unwrap());
    }
    all
}

/// Such databases with every table.
async fn migrated() -> Vec<DatabaseConnection> {
    let all = databases().await;
    for db in &all {
        Migrator::up(db, None).await.unwrap();
    }
    all
}

#[tokio::test]
async fn every_column_of_every_table_can_be_read() {
    macro_rules! read {
        ($db:expr; $($table:ident),*) => {$(
            let rows = entity::$table::Entity::find().all($db).await;
            assert_eq!(rows.expect(stringify!($table)), []);
        )*};
    }
    for db in migrated().await {
        read!(&db;
        framework, framework_item, framework_link, establishment, school_year, school_subscription, specialty, mef,
        division, learner_group, group_division, subject, user, role_grant, session, device, throttle, secret,
        second_factor, recovery_code, learner, enrolment, group_member, guardian, guardian_link, staff_member, teaching, homeroom, division_assignment, grading_period,
        charge, lsl_period, certification_deadline, bilan, bilan_level, bilan_version, import_run, import_file,
        import_line, import_undo, change, journal_entry, audit_line, read_line, effect, job, stored_file,
        storage_file, ticket, ticket_message, ticket_file, help_reading, school_image, idle_limit, inspector_window, inspector_window_specialty,
        chosen_specialty
        );
        assert_eq!(Migrator::get_pending_migrations(&db).await.unwrap().len(), 0);
    }
}

/// Architecture §4, point 4: a row cannot point into another school.
#[tokio::test]
async fn a_row_cannot_point_into_another_school() {
    use entity::{division, establishment, school_year};

    for db in migrated().await {
        let schools = [1, 2].map(|n| EstablishmentId(Uuid::from_u128(n)));
        let year = SchoolYearId(Uuid::from_u128(3));
        for (id, uai) in schools.into_iter().zip(["0999001W", "0999002X"]) {
            let school = establishment::ActiveModel {
                id: Set(id),
                uai: Set(uai.into()),
                name: Set("Lycée".into()),
                town: Set(None),
                email: Set(None),
                phone: Set(None),
                time_zone: Set("Europe/Paris".into()),
                activation: Set(establishment::ActivationMode::BirthDate),
                sign_in_messages: Set(establishment::SignInMessages::Uniform),
                reset: Set(establishment::ResetMode::Link),
                second_factor: Set(establishment::SecondFactorPolicy::Off),
                transfer_since: Set(None),
                transfer_by: Set(None),
                register_reference: Set(None),
                officer_name: Set(None),
                officer_email: Set(None),
                change_seq: Set(0),
                created_at: Set(chrono::DateTime::UNIX_EPOCH),
                version: Set(1),
            };
            assert_eq!(school.clone().insert(&db).await.unwrap(), school.try_into().unwrap());
        }
        let day = |text: &str| text.parse().unwrap();
        let year = school_year::ActiveModel {
            id: Set(year),
            establishment_id: Set(schools[0]),
            year: Set(2025),
            starts_on: Set(day("2025-09-01")),
            ends_on: Set(day("2026-08-31")),
            current: Set(true),
        };
        let year = year.insert(&db).await.unwrap();
        for (school, code, taken) in [(schools[0], "2MELEC", true), (schools[1], "2MELEC", false)] {
            let division = division::ActiveModel {
                id: Set(DivisionId(Uuid::now_v7())),
                establishment_id: Set(school),
                school_year_id: Set(year.id),
                code: Set(code.into()),
                label: Set(code.into()),
                removed_at: Set(None),
            };
            assert_eq!(division.insert(&db).await.is_ok(), taken);
        }
    }
}

/// A school that already worked keeps the history of its bilans when the program is brought up to date.
#[tokio::test]
async fn a_version_kept_before_the_history_told_its_causes_is_still_read() {
    use entity::bilan_version::{BilanVersionCause, Entity};

    const BEFORE: u32 = 9;
    for db in databases().await {
        Migrator::up(&db, Some(BEFORE)).await.unwrap();
        let unchecked = match db.get_database_backend() {
            sea_orm::DbBackend::Sqlite => "PRAGMA foreign_keys = OFF",
            _ => "ALTER TABLE bilan_version DISABLE TRIGGER ALL",
        };
        db.execute_unprepared(unchecked).await.unwrap();
        let (id, uuid) = match db.get_database_backend() {
            sea_orm::DbBackend::Sqlite => {
                ("x'00000000000000000000000000000001'", "x'00000000000000000000000000000002'")
            }
            _ => ("'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'"),
        };
        let row = format!(
            "INSERT INTO bilan_version (id, establishment_id, bilan_id, number, content, validated_at, reopened_at, \
             reopened_by, reason) VALUES ({id}, {uuid}, {uuid}, 1, '{{}}', '2026-11-20 08:00:00+00:00', \
             '2026-11-21 08:00:00+00:00', {uuid}, 'Erreur sur C1.')"
        );
        db.execute_unprepared(&row).await.unwrap();

        Migrator::up(&db, None).await.unwrap();

        let kept = Entity::find().one(&db).await.unwrap().unwrap();
        assert_eq!(kept.cause, BilanVersionCause::Reopened);
        assert_eq!(kept.validated_at.map(|at| at.to_rfc3339()).as_deref(), Some("2026-11-20T08:00:00+00:00"));
        assert_eq!(kept.kept_at.to_rfc3339(), "2026-11-21T08:00:00+00:00");
        assert_eq!(kept.reason.as_deref(), Some("Erreur sur C1."));
    }
}

/// Lists follow the name that is shown, also of people who had an account before.
#[tokio::test]
async fn an_account_known_before_is_listed_by_the_name_shown() {
    use entity::user::Entity;

    const BEFORE: u32 = 10;
    for db in databases().await {
        Migrator::up(&db, Some(BEFORE)).await.unwrap();
        let (unchecked, one, two) = match db.get_database_backend() {
            sea_orm::DbBackend::Sqlite => (
                "PRAGMA foreign_keys = OFF",
                "x'00000000000000000000000000000001'",
                "x'00000000000000000000000000000002'",
            ),
            _ => (
                "ALTER TABLE user_account DISABLE TRIGGER ALL",
                "'00000000-0000-0000-0000-000000000001'",
                "'00000000-0000-0000-0000-000000000002'",
            ),
        };
        db.execute_unprepared(unchecked).await.unwrap();
        for (id, last, usage, login) in [(one, "LE GOFF", "'Ötz'", "eva.otz"), (two, "Crépin", "NULL", "eva.crepin")]
        {
            let row = format!(
                "INSERT INTO user_account (id, establishment_id, login, last_name, first_name, usage_name, search, activation_tries, \
                 source, version, created_at) VALUES ({id}, {id}, '{login}', '{last}', 'Éva', {usage}, 'eva', 0, 'SIECLE', 1, \
                 '2026-11-20 08:00:00+00:00')"
            );
            db.execute_unprepared(&row).await.unwrap();
        }

        Migrator::up(&db, None).await.unwrap();

        let mut found: Vec<String> = Entity::find().all(&db).await.unwrap().into_iter().map(|row| row.search).collect();
        found.sort_unstable();
        assert_eq!(found, ["crepin eva eva.crepin", "otz eva le goff eva.otz"]);
    }
}
