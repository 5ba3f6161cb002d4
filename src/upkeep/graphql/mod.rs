//! The upkeep of the service as the schema shows it.

mod logs;
mod troubles;

pub use logs::{AuditLine, AuditLineConnection, LogQuery, ReadLine, ReadLineConnection};
pub use troubles::{JobMutation, JobQuery, TroubledJob, TroubledJobConnection};
