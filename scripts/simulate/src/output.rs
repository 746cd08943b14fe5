//! Renders results: as text for people, as JSON for scripts.

pub(crate) mod explain;
pub(crate) mod json;
mod page;
pub(crate) mod text;
mod words;
