//! Établi follows the competencies of learners in French vocational schools, and shows live what is done and what is owed.

pub mod bilans;
pub mod periods;
