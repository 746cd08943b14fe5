//! Renders results: as text for people, as JSON for scripts.

pub(crate) mod json;
pub(crate) mod page;
pub(crate) mod text;
