//! Tests of the demonstration API: decisions in both architectures, errors, and the built functions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing helper must end the test"
)]

mod decisions;
mod errors;
mod fixtures;
mod functions;
