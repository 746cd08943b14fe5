//! What test crates share.

pub(crate) mod faulty;
pub(crate) mod function;
pub(crate) mod runtime_api;
