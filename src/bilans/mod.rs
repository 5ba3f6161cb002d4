//! Bilans: what teachers write about each learner for each grading period (`R102`–`R113`).

pub mod due;
