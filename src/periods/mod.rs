//! Official periods, owned by the DDFTP: grading periods, LSL periods, certification deadlines (`R41`–`R50`).

pub mod dates;
