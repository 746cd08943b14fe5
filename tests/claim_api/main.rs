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
#[allow(dead_code, unreachable_pub, reason = "it serves several test crates")]
#[path = "../support"]
mod support {
    pub(crate) mod embedded;
    pub(crate) mod runtime_api;
    pub(crate) mod store;
    pub(crate) mod table;
}
