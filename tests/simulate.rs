//! Drives the program that a bare `cargo run` starts, from its arguments to its output.
// What runs the program stands outside of the test functions, and has no one to hand errors to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "simulate/captured.rs"]
mod captured;
#[path = "simulate/check.rs"]
mod check;
#[path = "simulate/explain.rs"]
mod explain;
#[path = "simulate/failures.rs"]
mod failures;
#[path = "simulate/output.rs"]
mod output;
#[path = "simulate/policy.rs"]
mod policy;
#[path = "simulate/program.rs"]
mod program;
#[path = "simulate/recipes.rs"]
mod recipes;
#[path = "simulate/rules.rs"]
mod rules;
#[path = "simulate/sample.rs"]
mod sample;
#[path = "simulate/table.rs"]
mod table;
