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
#[allow(dead_code, unreachable_pub, reason = "it serves several test crates")]
#[path = "../support"]
mod support {
    pub(crate) mod embedded;
    pub(crate) mod runtime_api;
    pub(crate) mod store;
    pub(crate) mod table;
}
mod world;
