//! The same answer as somebody would write it by hand for this screen alone: the session, two aggregates, JSON.

use crate::school::School;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use sha2::Digest as _;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use std::collections::BTreeMap;
use uuid::Uuid;

const SESSION: &str = "SELECT s.establishment_id, s.idle_ends_at, y.id FROM session s
    JOIN user_account u ON u.id = s.user_id AND u.deactivated_at IS NULL
    JOIN role_grant g ON g.user_id = s.user_id AND g.role = s.role AND g.revoked_at IS NULL
    JOIN school_year y ON y.establishment_id = s.establishment_id AND y.current
    WHERE s.token_hash = ? AND s.ended_at IS NULL AND s.role IN ('DDFTP', 'HEAD')";

const CELLS: &str = "SELECT d.code, f.diploma_type, f.cycle_years, p.number, p.starts_on, p.ends_on,
      e.status = 'APPRENTICE' AS apprentice, COUNT(*) AS learners,
      SUM(b.validated_at IS NOT NULL AND b.reference_date BETWEEN p.starts_on AND date(p.ends_on, '+15 days')) AS done,
      SUM(b.id IS NOT NULL AND b.validated_at IS NULL) AS drafts
    FROM enrolment e
    JOIN division d ON d.id = e.division_id
    JOIN specialty s ON s.id = e.specialty_id
    JOIN framework f ON f.id = s.framework_id
    JOIN grading_period p ON p.establishment_id = e.establishment_id AND p.school_year_id = e.school_year_id
      AND p.specialty_id = e.specialty_id AND p.level = e.level AND p.deleted_at IS NULL
    LEFT JOIN bilan b ON b.establishment_id = e.establishment_id AND b.grading_period_id = p.id
      AND b.learner_id = e.learner_id AND b.deleted_at IS NULL
    WHERE e.establishment_id = ? AND e.school_year_id = ?
      AND (e.entered_on IS NULL OR e.entered_on <= p.ends_on) AND (e.left_on IS NULL OR e.left_on >= p.starts_on)
    GROUP BY d.code, f.diploma_type, f.cycle_years, p.number, p.starts_on, p.ends_on, apprentice
    ORDER BY d.code, p.number";

const CYCLES: &str = "SELECT code, had, COUNT(*) FROM (
      SELECT d.code AS code, COUNT(DISTINCT p.id) AS had FROM enrolment e
      JOIN division d ON d.id = e.division_id
      LEFT JOIN bilan b ON b.establishment_id = e.establishment_id AND b.learner_id = e.learner_id
        AND b.validated_at IS NOT NULL AND b.deleted_at IS NULL
      LEFT JOIN grading_period p ON p.id = b.grading_period_id AND p.deleted_at IS NULL
        AND b.reference_date BETWEEN p.starts_on AND date(p.ends_on, '+15 days')
      WHERE e.establishment_id = ? AND e.school_year_id = ? GROUP BY d.code, e.learner_id)
    GROUP BY code, had";

/// Its router, on the same file.
pub async fn router(school: &School) -> Router {
    let file = SqliteConnectOptions::new().filename(school.folder.path().join("etabli.db")).read_only(true);
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(file).await.expect("the same database");
    Router::new().route("/console", post(console)).with_state(pool)
}

type CellRow = (String, String, i64, i64, NaiveDate, NaiveDate, bool, i64, i64, i64);

async fn console(State(pool): State<SqlitePool>, headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let cookie = headers.get("cookie").and_then(|cookie| cookie.to_str().ok()).unwrap_or_default();
    let token = cookie.strip_prefix("etabli=").ok_or(StatusCode::UNAUTHORIZED)?;
    let hash = URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(token));
    let failing = |_| StatusCode::INTERNAL_SERVER_ERROR;
    let session: Option<(Uuid, DateTime<Utc>, Uuid)> =
        sqlx::query_as(SESSION).bind(hash).fetch_optional(&pool).await.map_err(failing)?;
    let (school, idle_ends_at, year) = session.ok_or(StatusCode::UNAUTHORIZED)?;
    let now = Utc::now();
    if idle_ends_at < now {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let cells: Vec<CellRow> = sqlx::query_as(CELLS).bind(school).bind(year).fetch_all(&pool).await.map_err(failing)?;
    let cycles: Vec<(String, i64, i64)> =
        sqlx::query_as(CYCLES).bind(school).bind(year).fetch_all(&pool).await.map_err(failing)?;
    let today = now.with_timezone(&chrono_tz::Europe::Paris).date_naive();
    Ok(Json(answer(cells, &cycles, today)))
}

#[derive(Default, Clone, Copy)]
struct Tally([i64; 4]);

impl Tally {
    fn json(self) -> Value {
        let [done, drafts, late, expected] = self.0;
        json!({ "done": done, "drafts": drafts, "late": late, "expected": expected })
    }

    fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, more)| *sum += more);
    }
}

struct Cell {
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    publics: [Tally; 2],
}

struct Division {
    kind: String,
    floor: i64,
    publics: [i64; 2],
    cells: BTreeMap<i64, Cell>,
}

fn answer(rows: Vec<CellRow>, cycles: &[(String, i64, i64)], today: NaiveDate) -> Value {
    let mut divisions: BTreeMap<String, Division> = BTreeMap::new();
    for (code, kind, cycle_years, number, starts_on, ends_on, apprentice, learners, done, drafts) in rows {
        let new = || Division { kind, floor: 2 * cycle_years, publics: [0; 2], cells: BTreeMap::new() };
        let division = divisions.entry(code).or_insert_with(new);
        division.publics[usize::from(apprentice)] = learners;
        let begun = starts_on <= today;
        let over = today > ends_on;
        let expected = if begun { learners } else { done };
        let late = if over { learners - done } else { 0 };
        let tally = Tally([done, if begun && !over { drafts } else { 0 }, late, expected]);
        let cell = division.cells.entry(number).or_insert(Cell { starts_on, ends_on, publics: Default::default() });
        cell.publics[usize::from(apprentice)] = tally;
    }
    let mut current = Tally::default();
    let mut learners = 0;
    let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (code, division) in divisions {
        let size: i64 = division.publics.iter().sum();
        learners += size;
        let had = |least: i64| -> i64 {
            cycles.iter().filter(|(of, had, _)| *of == code && *had >= least).map(|(_, _, learners)| learners).sum()
        };
        #[expect(clippy::cast_precision_loss, reason = "a few dozen learners")]
        let share = |least| json!({ "share": had(least) as f64 / size as f64 });
        let cycle: Vec<Value> = (1..=division.floor).map(share).collect();
        let mut cells = Vec::new();
        for (number, cell) in division.cells {
            let mut total = cell.publics[0];
            total.add(cell.publics[1]);
            if cell.starts_on <= today {
                current.add(total);
            }
            let [done, _, late, expected] = total.0;
            let state = match () {
                () if cell.starts_on > today || expected == 0 => "NOT_DUE",
                () if done == expected => "COMPLETE",
                () if late > 0 => "LATE",
                () if (cell.ends_on - today).num_days() <= 21 => "SOON",
                () => "DUE",
            };
            cells.push(json!({
                "period": { "number": number }, "state": state, "pupils": cell.publics[0].json(),
                "apprentices": cell.publics[1].json(), "total": total.json(),
            }));
        }
        groups.entry(division.kind).or_default().push(json!({
            "division": { "code": code }, "pupils": division.publics[0], "apprentices": division.publics[1],
            "cycle": cycle, "periods": cells,
        }));
    }
    let groups: Vec<Value> = groups.into_values().map(|divisions| json!({ "divisions": divisions })).collect();
    json!({ "learnerCount": learners, "current": current.json(), "groups": groups })
}
