//! The cases in `tests/cases`, each on the built function with its tables in a real engine.
//!
//! `cargo test --test cases` runs all; `-- embedded::` runs them on one engine, and `-- reads::` one file.
//! Without Java or Maven the cases on DynamoDB Local are ignored; under `CI=true` they fail.

// A test fails by a panic.
#![allow(clippy::unwrap_used)]

use std::process::ExitCode;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use test_support::case_runner::run;
use test_support::cases::{Case, cases};
use test_support::{dynamodb_local, embedded};

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for case in cases() {
        let (name, on_embedded) = (case.name.clone(), case.clone());
        trials.push(Trial::test(format!("embedded::{name}"), move || compare(&on_embedded, embedded::url())));
        // Where tables matter little, one engine shows as much as two.
        if case.uses_reads() {
            trials.push(Trial::ignorable_test(format!("dynamodb_local::{name}"), move || {
                match dynamodb_local::url() {
                    Ok(url) => compare(&case, url).map(|()| Completion::Completed),
                    Err(unavailable) => Ok(Completion::ignored_with(unavailable.ignored()?)),
                }
            }));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn compare(case: &Case, engine: &str) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(run(case, engine)).map_err(Failed::from)
}
