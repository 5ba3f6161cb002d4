//! Établi follows the competencies of learners in French vocational schools, and shows live what is done and what is owed.
