//! A log taken away as a table: what its page shows under the same filters, whole, the newest line first (`audit_log.export`).
//!
//! Who takes it away is written in both logs before a line is told (decision 7). The lines are read a page at a time while they leave,
//! so a year of them takes no room here.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::id::UserId;
use entity::log_mark::Log;
use entity::{audit_line, read_line};

use super::logs::{self, Wanted};
use super::words;
use crate::access::{Act, Actor, title};
use crate::accounts;
use crate::cx::{Cx, Page};
use crate::error::{Code, Problem, Problems, Result};
use crate::establishments::names;
use crate::print::Table;

/// Lines read at a time.
const AT_ONCE: i32 = 200;

/// Longest text that a log is filtered by, in characters.
const LONGEST_TEXT: usize = 200;

/// A log on its way out.
pub struct Export {
    cx: Cx,
    log: Log,
    wanted: Wanted,
    table: Table,
    /// Where to go on; nothing once the last line has left.
    next: Option<Page>,
}

impl Export {
    /// Begins, once it is written down who takes what away.
    pub async fn begin(cx: &Cx, log: Log, wanted: Wanted) -> Result<Self> {
        cx.require(Act::ExportLogs)?;
        check(&wanted)?;
        let about = match logs::text_of(&wanted) {
            Some(text) => logs::people(cx, text).await?,
            None => Vec::new(),
        };
        cx.write(Act::ExportLogs, async |tx| {
            tx.audit_detail(format!("{log:?} {:?} {:?}", wanted.from, wanted.to));
            Ok(())
        })
        .await?;
        cx.log_before_taking(Act::ExportLogs, &about).await?;
        let zone = format!("Heure ({})", cx.zone().name());
        let when = ["Ligne", "Jour (jj/mm/aaaa)", &zone, "Qui", "Rôle", "Quoi"];
        let rest: &[&str] = match log {
            Log::Acts => &["Compte"],
            Log::Reads => &["Dossiers lus", "De qui", "Depuis"],
        };
        let table = Table::new(&[&when, rest].concat())?;
        let next = Some(Page { first: Some(AT_ONCE), after: None });
        Ok(Self { cx: cx.clone(), log, wanted, table, next })
    }

    /// Name of the file.
    pub fn name(&self) -> String {
        let which = match self.log {
            Log::Acts => "actions",
            Log::Reads => "lectures",
        };
        format!("journal-{which}-{}.csv", self.cx.today().format("%Y-%m-%d"))
    }

    /// The next lines, as they are written in the file; none after the last ones.
    pub async fn lines(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(page) = self.next.take() else { return Ok(None) };
        let (end, more) = match self.log {
            Log::Acts => {
                let slice = logs::acts(&self.cx, &self.wanted, &page).await?;
                self.acts(&slice.rows).await?;
                (slice.end_cursor, slice.has_next)
            }
            Log::Reads => {
                let slice = logs::reads(&self.cx, &self.wanted, &page).await?;
                self.reads(&slice.rows).await?;
                (slice.end_cursor, slice.has_next)
            }
        };
        self.next = more.then_some(Page { after: end, ..page });
        self.table.take().map(Some)
    }

    async fn acts(&mut self, lines: &[audit_line::Model]) -> Result<()> {
        let subject = |line: &audit_line::Model| line.record.as_deref().and_then(words::account);
        let named = lines.iter().flat_map(|line| [line.actor_id, subject(line)]).flatten().collect();
        let people = self.people(named).await?;
        for line in lines {
            let [day, hour] = self.moment(line.at);
            let who = match line.actor_id {
                Some(actor) => name(&people, actor),
                None => crate::PRODUCT.to_owned(),
            };
            let what = words::of_line(&line.act, &line.detail).to_owned();
            let on = subject(line).map(|account| name(&people, account)).unwrap_or_default();
            self.table.line([line.number.to_string(), day, hour, who, role(&line.role), what, on])?;
        }
        Ok(())
    }

    async fn reads(&mut self, lines: &[read_line::Model]) -> Result<()> {
        let people = self.people(lines.iter().map(|line| line.actor_id).collect()).await?;
        let ids: Vec<String> = lines.iter().flat_map(logs::read_by).collect();
        let names = logs::names_of(&self.cx, &ids).await?;
        for line in lines {
            let [day, hour] = self.moment(line.at);
            let read = logs::read_by(line);
            let of: Vec<&str> = read.iter().filter_map(|id| names.get(id).map(String::as_str)).collect();
            self.table.line([
                line.number.to_string(),
                day,
                hour,
                name(&people, line.actor_id),
                role(&line.role),
                words::of_reading(&line.operation),
                read.len().to_string(),
                of.join(", "),
                line.address.clone(),
            ])?;
        }
        Ok(())
    }

    /// Day and hour in the school's own zone.
    fn moment(&self, at: DateTime<Utc>) -> [String; 2] {
        let at = at.with_timezone(&self.cx.zone());
        [at.format("%d/%m/%Y").to_string(), at.format("%H:%M:%S").to_string()]
    }

    async fn people(&self, mut ids: Vec<UserId>) -> Result<HashMap<UserId, String>> {
        ids.sort_unstable();
        ids.dedup();
        let users = accounts::users(&self.cx, &ids).await?;
        Ok(users.iter().map(|user| (user.id, names::display_name(user))).collect())
    }
}

/// Refuses filters that nobody types.
fn check(wanted: &Wanted) -> Result<()> {
    let mut problems = Problems::new();
    if wanted.text.as_deref().is_some_and(|text| text.chars().count() > LONGEST_TEXT) {
        let message = format!("Ces mots sont trop longs\u{a0}: {LONGEST_TEXT} caractères au plus.");
        problems.add(Problem::new(Code::TooLong, "text", message));
    }
    problems.finish()
}

fn name(people: &HashMap<UserId, String>, id: UserId) -> String {
    people.get(&id).cloned().unwrap_or_else(|| "Compte effacé".to_owned())
}

fn role(label: &str) -> String {
    Actor::role_of_label(label).map(title).unwrap_or_default().to_owned()
}
