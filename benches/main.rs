//! The figures of the console (how fast it answers and moves, and what the program takes), of first sign-ins, of the list of accounts
//! and of the search in the articles of help. In a release build, on a quiet machine: `cargo bench --bench console`, or with
//! ` -- live`, ` -- first-sign-ins`, ` -- accounts` or ` -- help` for a part alone.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a measure that cannot be taken stops, and it stands outside the service"
)]

mod accounts;
mod by_hand;
mod console;
mod first_sign_ins;
mod help;
mod live;
mod program;
#[path = "../tests/app/rows.rs"]
mod rows;
mod school;

#[tokio::main]
async fn main() {
    let only: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let asked = |part: &str| only.is_empty() || only.iter().any(|word| word == part);
    if asked("console") {
        console::measure().await;
    }
    if asked("accounts") {
        accounts::measure().await;
    }
    if asked("help") {
        help::measure().await;
    }
    if asked("live") {
        live::measure().await;
    }
    if asked("first-sign-ins") {
        first_sign_ins::measure().await;
    }
}
