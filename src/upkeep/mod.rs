//! What those who answer for a school's service look at: the logs of what was done and of who read which file, and the work that
//! went wrong (R181; security 7, 8.3).

pub mod export;
pub mod graphql;
pub mod logs;
pub mod troubles;
pub mod words;
