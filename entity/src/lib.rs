//! The tables of Établi, one file each: columns and closed sets, nothing else.
//!
//! Every table of a school carries `establishment_id`. Days are civil days, instants are UTC in whole milliseconds,
//! closed sets are text. The schema itself is made by the `migration` crate, which never reads these files.

pub mod id;

pub mod audit_line;
pub mod bilan;
pub mod bilan_level;
pub mod bilan_version;
pub mod certification_deadline;
pub mod change;
pub mod charge;
pub mod chosen_specialty;
pub mod device;
pub mod division;
pub mod division_assignment;
pub mod effect;
pub mod enrolment;
pub mod establishment;
pub mod framework;
pub mod framework_item;
pub mod framework_link;
pub mod grading_period;
pub mod group_division;
pub mod group_member;
pub mod guardian;
pub mod guardian_link;
pub mod help_reading;
pub mod homeroom;
pub mod idle_limit;
pub mod import_file;
pub mod import_line;
pub mod import_run;
pub mod import_undo;
pub mod inspector_window;
pub mod inspector_window_specialty;
pub mod job;
pub mod journal_entry;
pub mod learner;
pub mod learner_group;
pub mod log_mark;
pub mod lsl_period;
pub mod mef;
pub mod read_line;
pub mod recovery_code;
pub mod role_grant;
pub mod school_image;
pub mod school_subscription;
pub mod school_year;
pub mod second_factor;
pub mod secret;
pub mod session;
pub mod specialty;
pub mod staff_member;
pub mod storage_file;
pub mod stored_file;
pub mod subject;
pub mod teaching;
pub mod throttle;
pub mod ticket;
pub mod ticket_file;
pub mod ticket_message;
pub mod user;
