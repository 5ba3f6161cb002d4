//! Assistance as the schema shows it.

mod articles;
mod mutations;
mod tickets;

pub use articles::{HelpMutation, HelpQuery};
pub use mutations::TicketMutation;
pub use tickets::{TicketQuery, TicketSubscription};
