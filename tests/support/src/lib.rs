//! What the tests of all packages share: servers that stand in for AWS, the built function, tables,
//! and test cases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]
#![allow(missing_docs, reason = "names of test helpers and of their fields say what they are")]

pub mod answer;
pub mod case_runner;
pub mod cases;
pub mod dynamodb_local;
pub mod embedded;
pub mod faulty;
pub mod function;
pub mod outcome;
pub mod poll;
pub mod programs;
pub mod runtime_api;
pub mod store;
pub mod table;
