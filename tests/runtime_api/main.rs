//! The built binary over the Lambda Runtime API, with a scripted DynamoDB behind it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test end it so"
)]

mod answers;
mod budget;
mod emf;
mod events;
mod faults;
mod hostile;
mod log;
mod retries;
mod rules;
mod separation;
mod start;
mod tls;

use std::time::Duration;

/// Within this an answer leaves, whatever DynamoDB does.
pub(crate) const ANSWER_LIMIT: Duration = Duration::from_millis(2500);

/// A refused sign-in shows nothing but that.
pub(crate) fn assert_opaque(answer: &test_support::runtime_api::Answer) {
    let refusal = serde_json::json!({
        "errorType": "SignInRefused",
        "errorMessage": claim_enrichment::handler::REFUSAL,
    });
    assert!(answer.is_error, "{answer:?}");
    assert_eq!(answer.json(), refusal);
    assert!(answer.error_type.as_ref().is_none_or(|name| name.to_lowercase() == "unhandled"), "{answer:?}");
}
