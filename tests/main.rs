//! Stories about the real service.
