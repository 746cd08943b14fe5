//! The built binary over the Lambda Runtime API, with a scripted DynamoDB behind it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

mod answers;
mod emf;
mod events;
mod faults;
mod hostile;
mod log;
mod reads;
mod replica;
mod retries;
mod rules;
mod separation;
mod start;
mod template;
mod timeout;
mod tls;

use std::time::Duration;

/// The time within which the function responds, whatever DynamoDB does.
pub(crate) const ANSWER_LIMIT: Duration = Duration::from_millis(2500);

/// Asserts that a refused sign-in shows only the usual sentence.
pub(crate) fn assert_opaque(answer: &test_support::runtime_api::Answer) {
    let refusal = serde_json::json!({
        "errorType": "SignInRefused",
        "errorMessage": claim_enrichment::handler::REFUSAL,
    });
    assert!(answer.is_error, "{answer:?}");
    assert_eq!(answer.json(), refusal);
    assert!(answer.error_type.as_ref().is_none_or(|name| name.to_lowercase() == "unhandled"), "{answer:?}");
}
