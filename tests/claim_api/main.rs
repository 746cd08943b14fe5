//! The API of the construction company: both ways to a decision, and the built programs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test end it so"
)]

mod decisions;
mod programs;
mod refusals;
mod world;
