//! Golden events: what goes back to Cognito for each folder below `tests/events`, one test each.
//!
//! They are compared as JSON values. That spelling and order survive too is in `verbatim.rs`.

// Helpers of a test may panic: that is how they fail it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use test_support::cases::{Case, cases};

fn main() -> ExitCode {
    let trials = cases().into_iter().map(|case| Trial::test(case.name.clone(), move || compare(&case)));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn compare(case: &Case) -> Result<(), Failed> {
    let actual = match case.answer().response {
        Ok(event) => serde_json::from_str(&event)?,
        Err(refusal) => Value::from(refusal.to_string()),
    };
    let mut differences = Vec::new();
    compare_values("$", Some(&case.expected()), Some(&actual), &mut differences);
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!(
        "tests/events/{}/expected.json differs:\n{}\n\nthe answer was:\n{actual:#}",
        case.name,
        differences.join("\n")
    )
    .into())
}

/// Notes each innermost place where the two differ.
fn compare_values(
    path: &str,
    expected: Option<&Value>,
    actual: Option<&Value>,
    differences: &mut Vec<String>,
) {
    match (expected, actual) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            for name in one.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
                compare_values(&format!("{path}.{name}"), one.get(name), other.get(name), differences);
            }
        }
        (expected, actual) if expected != actual => {
            let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
            differences.push(format!("{path}\n  expected {}\n  answered {}", shown(expected), shown(actual)));
        }
        _ => {}
    }
}
